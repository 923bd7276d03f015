// Without a tag, a case may be an interface value: it is compared with true.
package main

import "fmt"

func which(x any) string {
	switch {
	case x:
		return "true"
	case fmt.Sprint(x) == "false":
		return "false"
	}
	return "other"
}

func main() {
	fmt.Println(which(true), which(false), which(1), which(nil))
}
