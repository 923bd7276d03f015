package main

import "fmt"

type v struct{ n int }

func (x v) value()    { x.n = 100 }
func (x *v) pointer() { x.n++ }

type slice []int

func (s slice) len2() int    { return len(s) * 2 }
func (s *slice) push(x int)  { *s = append(*s, x) }
func (s slice) set(i, x int) { s[i] = x }

type fmap map[string]int

func (m fmap) inc(k string) fmap { m[k]++; return m }

type fn func() string

func (f fn) String() string { return "fn:" + f() }

type wrap struct {
	v
	p *v
}

type rec struct {
	self *rec
	k    int
}

func (r *rec) nilOK() string {
	if r == nil {
		return "nil receiver"
	}
	return fmt.Sprint(r.k)
}

type chain int

func (c *chain) add(n int) *chain { *c += chain(n); return c }

func main() {
	x := v{1}
	x.value()
	x.pointer()
	px := &x
	px.value()
	px.pointer()
	(*px).pointer()
	fmt.Println(x)
	var s slice
	s.push(1)
	s.push(2)
	s.set(0, 10)
	fmt.Println(s, s.len2(), slice{1, 2, 3}.len2())
	fmt.Println(fmap{}.inc("a").inc("a").inc("b"))
	fmt.Println(fn(func() string { return "x" }), fn(func() string { return "y" }).String())
	w := wrap{v{5}, &v{6}}
	w.pointer()
	w.v.pointer()
	w.p.pointer()
	fmt.Println(w.v, *w.p, w.n)
	arr := [2]v{{1}, {2}}
	arr[1].pointer()
	sl := arr[:]
	sl[0].pointer()
	for i := range sl {
		sl[i].pointer()
	}
	fmt.Println(arr)
	var r *rec
	fmt.Println(r.nilOK(), (&rec{k: 3}).nilOK(), (*rec).nilOK(nil))
	var c chain
	c.add(1).add(2).add(3)
	fmt.Println(c)
	m := map[string]*v{"a": {1}}
	m["a"].pointer()
	fmt.Println(*m["a"])
	var i interface{ pointer() } = &x
	i.pointer()
	fmt.Println(x)
	func() {
		defer func() { fmt.Println(recover() != nil) }()
		var np *v
		np.value()
	}()
}
