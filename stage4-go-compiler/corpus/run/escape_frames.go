// What may live in a frame, and what must not though it looks as if it might.
package main

import (
	"fmt"
	"sort"
	"strings"
)

type node struct {
	value int
	next  *node
	array [3]*int
}

func (n *node) add(d int)    { n.value += d }
func (n *node) link(m *node) { n.next = m }
func (n *node) self() *node  { return n }
func sum(list *node) (total int) { // reads only
	for ; list != nil; list = list.next {
		total += list.value
	}
	return total
}

var kept []*node
var keptFunc func() int

func keep(n *node)         { kept = append(kept, n) }
func keepThrough(n **node) { keep(*n) }
func apply(f func(int), n int) {
	for i := range n {
		f(i)
	}
}

func clobber(n int) [64]int {
	var a [64]int
	for i := range a {
		a[i] = n - 1000
	}
	if n > 0 {
		return clobber(n - 1)
	}
	return a
}

func returned() *int {
	x := 1
	p := &x
	q := p
	return q
}

func throughField() *node {
	var a, b node
	b.value = 2
	a.next = &b
	return a.next
}

func throughArray() *int {
	x := 3
	var n node
	n.array[1] = &x
	m := n
	return m.array[1]
}

func throughMethod() *node {
	n := node{value: 4}
	return n.self()
}

func throughInterface() any {
	n := node{value: 5}
	var x any = &n
	return x
}

func throughSlice() []int {
	a := [3]int{6, 7, 8}
	s := a[:]
	t := s[1:]
	return t
}

func loops() (total int) {
	var list *node
	for i := range 4 { // every iteration has its own
		n := node{value: i}
		n.next = list
		list = &n
	}
	total = sum(list)
	var funcs []func() int
	for i := 0; i < 3; i++ {
		funcs = append(funcs, func() int { i += 10; return i })
	}
	for _, f := range funcs {
		total = total*100 + f()
	}
	var last *int
	for i := 0; i < 3; i++ {
		x := i
		if last != nil {
			total += *last
		}
		last = &x
	}
	return total
}

func deferredInLoop() (out []int) {
	defer func() { fmt.Println("deferred", out) }()
	for i := range 3 {
		x := i * i
		defer func() { out = append(out, x) }()
	}
	return nil
}

func later() {
	x := 9
	keptFunc = func() int { x++; return x }
	c := make(chan *int, 1)
	y := 10
	c <- &y
	done := make(chan bool)
	z := 11
	go func() { z++; done <- true }()
	<-done
	clobber(3)
	fmt.Println(keptFunc(), keptFunc(), *<-c, z)
}

func inner() int {
	n := &node{value: 12}
	m := new(node)
	m.add(1)
	n.link(m)
	n.add(sum(n))
	total := 0
	apply(func(i int) { total += i * n.value }, 4)
	var b strings.Builder
	for i := range 3 {
		fmt.Fprint(&b, i, ";")
	}
	words := []string{"c", "a", "b"}
	sort.Slice(words, func(i, j int) bool { return words[i] < words[j] })
	func() {
		defer func() { total += len(b.String()) + len(words[0]) }()
		total++
	}()
	p := n
	keepThrough(&p)
	return total
}

func again(n int, p *int) int {
	x := n
	if n == 0 {
		return *p
	}
	if p == nil {
		p = &x
	}
	*p += 1
	return again(n-1, p) + x - n
}

func jumps() int {
	var p *int
	i := 0
again:
	x := i
	if p == nil {
		p = &x
	}
	i++
	if i < 3 {
		goto again
	}
	return *p
}

func literals() int {
	var fact func(int) int
	fact = func(n int) int {
		if n == 0 {
			return 1
		}
		return n * fact(n-1)
	}
	get := func() *int { x := 13; return &x }
	a, b := get(), get()
	*a = 14
	return fact(5) + *a + *b
}

func main() {
	results := []any{returned(), throughField(), throughArray(), throughMethod(), throughInterface()}
	s := throughSlice()
	clobber(5)
	for _, r := range results {
		switch r := r.(type) {
		case *int:
			fmt.Println(*r)
		case *node:
			fmt.Println(r.value)
		}
	}
	fmt.Println(s, loops(), deferredInLoop())
	later()
	fmt.Println(inner(), len(kept), sum(kept[0]), again(5, nil), jumps(), literals())
	clobber(5)
	fmt.Println(sum(kept[0]), keptFunc())
}
