package main

import "fmt"

type tree map[string]tree
type list []list
type fn func(int) fn
type expr interface{ eval() int }
type num int
type op struct {
	left, right expr
	f           func(a, b int) int
}

func (n num) eval() int { return int(n) }
func (o *op) eval() int { return o.f(o.left.eval(), o.right.eval()) }
func (l list) depth() int {
	d := 0
	for _, x := range l {
		d = max(d, x.depth())
	}
	return d + 1
}

func main() {
	t := tree{"a": {"b": {}, "c": nil}}
	l := list{{}, {{}, {{}}}}
	n := 0
	var f fn
	f = func(x int) fn { n += x; return f }
	f(1)(2)(3)
	add := func(a, b int) int { return a + b }
	e := &op{num(2), &op{num(3), num(4), func(a, b int) int { return a * b }}, add}
	fmt.Println(len(t["a"]), l.depth(), n, e.eval())
}
