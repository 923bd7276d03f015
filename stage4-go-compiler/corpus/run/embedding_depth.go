package main

type a struct{ v int }

func (x a) who() string   { return "a" }
func (x *a) set(n int)    { x.v = n }
func (x a) onlyA() string { return "onlyA" }

type b struct {
	a
	v string
}

func (x b) who() string { return "b+" + x.a.who() }

type c struct {
	*b
	w int
}

type d struct {
	c
	e
}

type e struct{ w float64 }

func (x e) onlyE() string { return "onlyE" }

type whoer interface {
	who() string
	set(int)
}

func main() {
	x := d{c: c{b: &b{a: a{1}, v: "b"}, w: 2}, e: e{3.5}}
	println(x.v, x.a.v, x.c.w, x.e.w == 3.5)
	println(x.who(), x.onlyA(), x.onlyE())
	x.set(42)
	println(x.b.a.v, x.c.b.a.v)
	y := x
	y.set(43)
	println(x.a.v, y.a.v)
	y.b = &b{v: "own"}
	y.set(44)
	println(x.a.v, y.a.v, y.v)
	var w whoer = x
	w.set(7)
	println(w.who(), x.a.v)
	w = &x
	println(w.who())
	w = x.c
	println(w.who())
	w = &x.c.b.a
	println(w.who())
	f := x.who
	x.c.b = &b{a: a{9}}
	println(f(), x.a.v)
	var anonymous struct {
		a
		n int
	}
	anonymous.set(5)
	println(anonymous.v, anonymous.who())
	defer func() { println(recover().(error).Error()) }()
	var z d
	z.set(1)
}
