package main

import "fmt"

func main() {
	for _, a := range []int{7, -7, 100, 0, -1} {
		for _, b := range []int{2, -2, 3, -3, 8} {
			fmt.Print(a/b, " ", a%b, "; ")
		}
	}
	fmt.Println()
	var u uint64 = 18446744073709551615
	fmt.Println(u/10, u%10, u/16, u%16)
}
