// The places that a range clause assigns to are evaluated before any is stored to.
package main

import "fmt"

type place struct{ n int }

func main() {
	i, a := 5, [10]int{}
	for i, a[i] = range []int{7, 8, 9} {
		fmt.Println(i, a)
	}
	var p place
	m := map[int]string{}
	for p.n, m[p.n] = range map[int]string{3: "x"} {
	}
	fmt.Println(p, m)
	var r rune
	for i, r = range "aß" {
	}
	fmt.Println(i, string(r))
	defer func() { fmt.Println(recover(), i) }()
	var none *int
	for i, *none = range []int{1} {
	}
}
