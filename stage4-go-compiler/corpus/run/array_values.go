package main

import "fmt"

type grid [2][3]int

func change(a [3]int) [3]int { a[0] = 100; return a }
func (g grid) sum() (s int) {
	for _, row := range g {
		for _, v := range row {
			s += v
		}
	}
	g[0][0] = 1000
	return
}
func (g *grid) set(i, j, v int) { g[i][j] = v }

func main() {
	a := [3]int{1, 2, 3}
	b := a
	b[1] = 20
	c := change(a)
	fmt.Println(a, b, c, a == [3]int{1, 2, 3}, a != b, len(a))
	var g grid
	g.set(1, 2, 5)
	h := g
	h[1][2]++
	fmt.Println(g, h, g.sum(), h.sum(), g == h)
	p := &a
	p[2] = 30
	(*p)[0] = 10
	for i := range p {
		p[i]++
	}
	fmt.Println(a, len(p), cap(p[:]))
	arrs := [][2]int{{1, 2}, {3, 4}}
	for _, x := range arrs {
		x[0] = 99
	}
	x := arrs[0]
	x[1] = 77
	fmt.Println(arrs, x)
	m := map[string][2]int{"a": {1, 2}}
	y := m["a"]
	y[0] = 5
	fmt.Println(m, y)
	i := 1
	i, a[i] = 2, 50 // the index is evaluated first
	fmt.Println(i, a)
	a[0], a[1], a[2] = a[2], a[0], a[1]
	fmt.Println(a)
	s := [...]string{2: "c", 0: "a"}
	fmt.Printf("%q %d\n", s, len(s))
	var e1, e2 [0]int
	fmt.Println(e1 == e2, [2]interface{}{1, "a"} == [2]interface{}{1, "a"})
	f := func() [3]int { return [3]int{7, 8, 9} }
	fmt.Println(f()[1], len(f()))
	idx := 5
	defer func() { fmt.Println(recover()) }()
	fmt.Println(a[idx%len(a)], a[idx])
}
