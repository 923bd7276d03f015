package main

import "fmt"

func main() {
	s := []int{1, 2, 3, 4}
	a := [2]int(s)
	p := (*[3]int)(s)
	p[0] = 100
	a[1] = 200
	fmt.Println(s, a, *p, len(p))
	e := (*[0]int)(s)
	var n []int
	z := (*[0]int)(n)
	fmt.Println(e == nil, z == nil, len(e))
	for i, v := range p {
		s[2] = -1
		fmt.Print(i, v, " ")
	}
	fmt.Println()
	for i := range p {
		fmt.Print(i)
	}
	fmt.Println(len(p[:2]), cap(p[:2]), cap(p[1:2:2]))
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println([5]int(s))
	}()
}
