package main

type shape interface {
	area() int
	name() string
}

type base struct{ label string }

func (b *base) name() string { return b.label }

type square struct {
	*base
	side int
}

func (s square) area() int { return s.side * s.side }

type named = square

func total(shapes ...shape) (sum int) {
	for _, s := range shapes {
		sum += s.area()
	}
	return
}

func main() {
	a := named{&base{"a"}, 2}
	f := a.area
	g := square.area
	h := (*square).area
	var s shape = &a
	switch v := s.(type) {
	case *square:
		v.side++
	case nil:
	default:
		_ = v.name()
	}
	if q, ok := s.(interface{ area() int }); ok {
		println(q.area(), f(), g(a), h(&a), total(s, a))
	}
	_ = square{base: &base{}, side: 1}.label
}
