package main

import "fmt"

var (
	a = b + 1
	b = f()
	c = "set"
	d = []int{a, b, len(c)}
	e = func() int { return d[0] * 2 }()
	m = map[string]func() int{"g": g}
)

func f() int { fmt.Println("f sees", c); return len(c) }
func g() int { return h }

var h = 5

func init() { fmt.Println("first init", a, b) }
func init() { fmt.Println("second init", d, e, m["g"]()) }

func main() { fmt.Println("main", a, b, c) }
