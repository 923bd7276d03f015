package main

var (
	a                = c + b
	b                = f()
	c                = 1
	d                = func() int { return e * 2 }()
	e                = g(3)
	x, y             = pair()
	table            = [...]func() int{f, func() int { return len(names) }}
	names            = map[string]int{"a": a, "y": y}
	_                = note("blank")
	p                = &q
	q                = node{r: &hidden, n: 4}
	m         method = 5
	viaMethod        = m.value()
)

type node struct {
	n int
	r *int
}

type method int

func (v method) value() int { return int(v) + hidden }

var hidden = note("hidden")

var log string

func note(s string) int { println("note", s); log += s; return len(s) }
func f() int            { c++; println("f", c); return c }
func g(n int) int       { println("g", n); return n }
func pair() (int, int)  { println("pair", e); return e, e + 1 }

func init() {
	println("init 1", a, b, c, d, e)
}

func init() {
	println("init 2", x, y, table[0](), table[1](), names["a"], names["y"])
}

func main() {
	println(p.n, *q.r, viaMethod, log)
}
