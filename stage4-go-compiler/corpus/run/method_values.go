package main

import "fmt"

type counter struct{ n int }

func (c counter) get() int   { return c.n }
func (c *counter) add(k int) { c.n += k }

type namer interface{ name(string) string }
type dog struct{ d string }

func (d dog) name(p string) string { return p + d.d }

type fn func(int) int

func (f fn) twice(x int) int { return f(f(x)) }

func main() {
	c := counter{1}
	get := c.get // copies c
	add := c.add // takes &c
	add(5)
	fmt.Println(c.n, get(), c.get())
	expr := counter.get
	pexpr := (*counter).add
	pexpr(&c, 10)
	fmt.Println(expr(c), (*counter).get(&c))
	var n namer = dog{"rex"}
	f := n.name
	n = dog{"max"}
	fmt.Println(f("a "), n.name("b "), namer.name(n, "c "), dog.name(dog{"z"}, "d "))
	fmt.Println(fn(func(x int) int { return x * 3 }).twice(2))
	fs := []func(int){c.add, (&c).add, add}
	for i, f := range fs {
		f(i + 1)
	}
	fmt.Println(c)
	m := map[string]func() int{"get": c.get}
	c.n = 0
	fmt.Println(m["get"](), c.get())
	p := &c
	defer p.add(1)
	g := p.get
	p = nil
	fmt.Println(g())
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = p.get
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var nn namer
		_ = nn.name
	}()
	h := p.add // no dereference yet
	func() {
		defer func() { fmt.Println(recover()) }()
		h(1)
	}()
}
