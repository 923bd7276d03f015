// In an assignment of several values what may panic on the left does so when its turn comes.
package main

import "fmt"

type point struct{ x, y int }

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func main() {
	m := map[int]int{}
	var p *int
	var q *point
	var short []int
	var array [2]int
	none := -1
	try("pointer", func() { m[1], *p = 42, 2 })
	try("slice", func() { m[2], short[1] = 43, 2 })
	try("field", func() { m[3], q.y = 44, 2 })
	try("array", func() { m[4], array[none+0*len(m)] = 45, 2 })
	try("pointer to array", func() {
		var pa *[2]int
		m[5], pa[1] = 46, 2
	})
	fmt.Println(m)

	a, i := []int{10, 20, 30}, 0
	i, a[i] = 1, 99
	fmt.Println(i, a)
	r := &point{1, 2}
	s := r
	r, r.x = nil, 7
	fmt.Println(r, *s)

	zero := 0
	counts := map[string]int{}
	try("quotient", func() { counts["a"] /= zero })
	try("sum", func() { counts["b"] += short[5] })
	var unset map[string]int
	try("unset", func() { unset["c"]++ })
	fmt.Println(len(counts), len(unset))
}
