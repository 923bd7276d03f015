package main

import "fmt"

type t struct{ n int }

func (p *t) ok() bool { return p == nil }

func main() {
	var s []int
	var m map[string]int
	var p *t
	var f func()
	var i any
	var e error
	fmt.Println(s == nil, m == nil, p == nil, f == nil, i == nil, e == nil, len(s), cap(s), len(m), p.ok())
	for range s {
		panic("never")
	}
	for range m {
		panic("never")
	}
	i = p
	fmt.Println(i == nil, i.(*t) == nil, append(s, s...) == nil, s[:0] == nil, []int{} == nil)
	delete(m, "x")
	fmt.Println(s, m, m["x"])
}
