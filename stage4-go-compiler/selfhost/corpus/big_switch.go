package main

import "fmt"

func name(op int) string {
	switch op {
	case 0:
		return "nop"
	case 1, 2, 3:
		return "load"
	case 4:
		return "store"
	case 5:
		return "add"
	case 6:
		return "sub"
	case 100:
		return "jump"
	case -1:
		return "bad"
	}
	return "unknown"
}

func main() {
	for _, op := range []int{-1, 0, 1, 3, 4, 5, 6, 7, 100, 101} {
		fmt.Print(name(op), " ")
	}
	fmt.Println()
}
