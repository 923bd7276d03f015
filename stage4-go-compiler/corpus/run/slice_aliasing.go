package main

import "fmt"

func main() {
	a := []int{0, 1, 2, 3, 4, 5}
	b := a[1:3]
	c := a[2:5]
	b[1] = 20
	fmt.Println(a, b, c, len(b), cap(b))
	b = append(b, 30) // overwrites a[3], seen through c
	fmt.Println(a, b, c)
	d := a[1:3:3]
	d = append(d, 99) // no room: a new array
	d[0] = -1
	fmt.Println(a, d, len(d), cap(d) >= 3)
	e := a[:0]
	for i := range 3 {
		e = append(e, i*100)
	}
	fmt.Println(a, e)
	var n []int
	fmt.Println(n == nil, len(n), cap(n), n[:0] == nil, n[0:0:0] == nil)
	m := make([]int, 0)
	fmt.Println(m == nil, len(m), m[:] == nil)
	f := a[6:]
	fmt.Println(len(f), cap(f))
}
