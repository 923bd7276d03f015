package main

import "fmt"

type point struct{ x, y int }
type line struct {
	from, to point
	name     string
}

func (p point) plus(q point) point { return point{p.x + q.x, p.y + q.y} }
func (p *point) scale(n int)       { p.x *= n; p.y *= n }
func (l line) length2() int {
	d := l.to.plus(point{-l.from.x, -l.from.y})
	return d.x*d.x + d.y*d.y
}

func main() {
	l := line{point{1, 2}, point{4, 6}, "diagonal"}
	m := l
	m.from.x = 100
	m.to.scale(2)
	fmt.Println(l, m, l.length2(), l == m, l.from == point{1, 2})
	p := &l.to
	p.scale(10)
	p.x++
	fmt.Printf("%v %+v %T\n", l, l, l)
	ps := []point{{1, 2}, {3, 4}}
	ps[1].scale(3)
	for i := range ps {
		ps[i].x--
	}
	pp := []*point{{5, 6}}
	pp[0].y = 0
	fmt.Println(ps, *pp[0], struct{ a, b int }{1, 2})
}
