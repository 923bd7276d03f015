package main

import "fmt"

func permute(s []string, k int, visit func([]string)) {
	if k == len(s) {
		visit(s)
		return
	}
	for i := k; i < len(s); i++ {
		s[k], s[i] = s[i], s[k]
		permute(s, k+1, visit)
		s[k], s[i] = s[i], s[k]
	}
}

func main() {
	n := 0
	permute([]string{"a", "b", "c", "d"}, 0, func(s []string) {
		n++
		if n%6 == 1 {
			fmt.Print(s, " ")
		}
	})
	fmt.Println(n)
}
