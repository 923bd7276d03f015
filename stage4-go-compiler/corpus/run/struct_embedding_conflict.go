package main

type a struct{ x, y int }
type b struct{ x, z int }

func (a) hi() string   { return "a.hi" }
func (b) bye() string  { return "b.bye" }
func (a) both() string { return "a.both" }
func (b) both() string { return "b.both" }

type c struct {
	a
	b
	y string
}

func (v c) both() string { return "c.both, " + v.a.both() + ", " + v.b.both() }

type iface interface{ both() string }

type d struct {
	c
	iface
	n int
}

func (d) both() string { return "d" }

type logger struct{ out *string }

func (l *logger) log(s string) { *l.out += s + ";" }

type service struct {
	*logger
	name string
}

type inner = struct{ q int }
type outer struct{ inner }

func main() {
	v := c{a{1, 2}, b{3, 4}, "y"}
	println(v.a.x, v.b.x, v.y, v.a.y, v.z)
	println(v.hi(), v.bye(), v.both())
	w := d{c: v, iface: v, n: 5}
	println(w.both(), w.iface.both(), w.c.a.x, w.z)
	var i iface = w
	println(i.both())
	out := ""
	s, t := service{&logger{&out}, "s"}, service{&logger{&out}, "t"}
	s.log(s.name)
	t.log(t.name)
	f := s.log
	s.logger = nil
	f("still")
	println(out)
	o := outer{inner{7}}
	o.inner.q++
	println(o.q)
	x, y := v, v
	y.z = 4
	println(x == y, x.a == y.a)
	y.b.x = 0
	println(x == y)
	var e struct {
		c
		error
	}
	println(e.error == nil, e.hi())
}
