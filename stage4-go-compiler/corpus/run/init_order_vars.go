package main

import "fmt"

var (
	a     = c + b // initialised after b and c
	b     = f("b", 2)
	c     = f("c", 3)
	d, e  = pair()
	_     = f("blank", 0)
	x     = func() int { return y * 2 }()
	y     = 21
	table = map[string]int{"a": a, "z": f("z", 26)}
	list  = []int{first(), second()}
)

var order []string

func first() int  { order = append(order, "first"); return 1 }
func second() int { order = append(order, "second"); return 2 }

func f(name string, n int) int {
	fmt.Println("init", name)
	return n
}

func pair() (int, string) { fmt.Println("pair"); return a, "e" }

func init() { fmt.Println("init 1", a, b, c) }
func init() { fmt.Println("init 2", d, e); extra = 5 }

var extra = 1

type t struct{ v int }

var p = &t{extra}
var q = t{p.v + 1}

func init() { p.v++ }

func main() {
	fmt.Println(a, b, c, d, e, x, y, extra)
	fmt.Println(table, list, order, p.v, q)
}
