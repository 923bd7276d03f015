package main

import "fmt"

type point struct{ x, y int }
type line struct {
	from, to point
	label    string
	tags     [2]string
}
type node struct {
	v    int
	next *node
}
type empty struct{}
type blank struct {
	a int
	_ int
	b string
}

func (p point) moved(dx int) point  { p.x += dx; return p }
func (p *point) move(dx int) *point { p.x += dx; return p }

func main() {
	p := point{1, 2}
	q := p
	q.x = 10
	fmt.Println(p, q, p == point{1, 2}, p != q, p.moved(5), p)
	p.move(1).move(2)
	fmt.Println(p, (&p).moved(1))
	l := line{from: p, label: "l"}
	l.to.y = 9
	m := l
	m.from.x = -1
	m.tags[1] = "t"
	fmt.Println(l, m, l == m)
	l.to, l.from = l.from, l.to
	fmt.Printf("%+v\n", l)
	var n *node
	for i := range 3 {
		n = &node{i, n}
	}
	for x := n; x != nil; x = x.next {
		fmt.Print(x.v, " ")
	}
	n.next.next.v = 50
	fmt.Println(n.next.next.v, *n.next.next)
	fmt.Println(empty{} == empty{}, blank{1, 2, "x"} == blank{1, 3, "x"})
	ps := []point{{1, 2}, {3, 4}}
	for i := range ps {
		ps[i].x *= 10
	}
	for _, v := range ps {
		v.y = 0
	}
	pp := &ps[1]
	pp.y = 44
	fmt.Println(ps)
	pps := []*point{{5, 6}, {7, 8}}
	for _, v := range pps {
		v.x++
	}
	fmt.Println(*pps[0], *pps[1])
	anon := struct {
		name string
		age  int
	}{"bob", 3}
	type same struct {
		name string
		age  int
	}
	fmt.Println(same(anon), anon == same{"bob", 3})
	func() {
		defer func() { fmt.Println(recover()) }()
		var nilp *line
		fmt.Println(nilp.to.y)
	}()
}
