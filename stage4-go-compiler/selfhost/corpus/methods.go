package main

import "fmt"

type counter struct{ n int }

func (c *counter) inc() *counter { c.n++; return c }
func (c counter) get() int       { return c.n }

type celsius float64
type list []int
type table map[string]int
type fn func(int) int

func (c celsius) f() float64 { return float64(c)*9/5 + 32 }
func (l list) sum() (t int) {
	for _, x := range l {
		t += x
	}
	return
}
func (l *list) push(x int)   { *l = append(*l, x) }
func (t table) add(k string) { t[k]++ }
func (f fn) twice(x int) int { return f(f(x)) }

func main() {
	var c counter
	c.inc().inc().inc()
	var l list
	l.push(3)
	l.push(4)
	t := table{}
	t.add("a")
	t.add("a")
	fmt.Println(c.get(), celsius(100).f(), l.sum(), t["a"], fn(func(x int) int { return x * 3 }).twice(2))
	f := c.inc
	g := counter.get
	h := (*counter).inc
	v := c.get
	f()
	h(&c)
	fmt.Println(g(c), v(), c.get())
}
