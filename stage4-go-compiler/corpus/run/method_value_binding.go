package main

type t struct {
	n int
	a [3]int
}

func (x t) get() int      { return x.n + x.a[1] }
func (x *t) inc()         { x.n++ }
func (x t) add(y int) int { return x.n + y }

type getter interface{ get() int }

type outer struct {
	*t
	name string
}

func main() {
	x := t{n: 1}
	get := x.get
	inc := x.inc
	x.n = 50
	x.a[1] = 3
	inc()
	println(get(), x.get(), x.n)
	p := &x
	bound := p.get
	p = &t{n: 1000}
	println(bound(), p.get())
	println(t.get(x), (*t).get(p), t.add(x, 1))
	f := (*t).inc
	f(p)
	println(p.n)
	var g getter = x
	h := g.get
	g = p
	println(h(), g.get())
	o := outer{&x, "o"}
	oi, og := o.inc, o.get
	o.t = &t{n: -5}
	oi()
	println(og(), o.get(), x.n)
	e := getter.get
	println(e(p))
	fs := []func(){x.inc, p.inc, o.inc}
	for _, f := range fs {
		f()
		f()
	}
	println(x.n, p.n, o.n)
	defer func() { println(recover() != nil) }()
	var np *t
	_ = np.inc
	println("a pointer receiver may be nil")
	_ = np.get
	println("not reached")
}
