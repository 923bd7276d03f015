package main

import "fmt"

type point struct{ x, y int }
type key struct {
	name string
	p    point
	f    float64
}
type shape interface{ area() int }
type sq int

func (s sq) area() int { return int(s * s) }

func main() {
	a := map[point]string{{1, 2}: "a", {3, 4}: "b"}
	fmt.Println(a[point{1, 2}], a[point{3, 4}], a[point{}] == "", len(a))
	b := map[key]int{}
	b[key{"k", point{1, 1}, 0.5}] = 7
	b[key{"k", point{1, 1}, 0.5}]++
	fmt.Println(b[key{"k", point{1, 1}, 0.5}], len(b))
	c := map[[3]int8]bool{{1, 2, 3}: true}
	fmt.Println(c[[...]int8{1, 2, 3}], c[[3]int8{}])
	d := map[interface{}]string{1: "int", int8(1): "int8", "1": "string", 1.0: "float", point{1, 1}: "point", nil: "nil", true: "bool"}
	fmt.Println(d[1], d[int8(1)], d["1"], d[1.0], d[point{1, 1}], d[nil], d[true], len(d), d[uint(1)] == "")
	e := map[shape]int{sq(2): 4, nil: 0}
	fmt.Println(e[sq(2)], e[nil], len(e))
	x, y := new(int), new(int)
	f := map[*int]string{x: "x", y: "y"}
	fmt.Println(f[x], f[y], f[nil] == "")
	var g map[float64]string = map[float64]string{0: "zero"}
	negative := 0.0
	negative = -negative
	g[negative] += "!"
	fmt.Println(g, len(g))
	h := map[bool]int{true: 1}
	h[false]--
	fmt.Println(h)
	func() {
		defer func() { fmt.Println(recover()) }()
		d[[]int{1}] = "no"
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = d[map[string]int{}]
	}()
}
