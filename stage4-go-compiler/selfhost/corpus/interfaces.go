package main

import "fmt"

type shape interface {
	area() float64
	name() string
}
type square struct{ side float64 }
type circle struct{ r float64 }
type unit string

func (s square) area() float64  { return s.side * s.side }
func (s square) name() string   { return "square" }
func (c *circle) area() float64 { return 3 * c.r * c.r }
func (c *circle) name() string  { return "circle" }
func (u unit) area() float64    { return float64(len(u)) }
func (u unit) name() string     { return "unit " + string(u) }

func total(shapes ...shape) (t float64) {
	for _, s := range shapes {
		t += s.area()
	}
	return
}

func main() {
	shapes := []shape{square{2}, &circle{1}, unit("abc")}
	for _, s := range shapes {
		fmt.Println(s.name(), s.area())
	}
	fmt.Println(total(shapes...), total(), shapes[0] == square{2}, shapes[0] != shapes[2])
	var none shape
	fmt.Println(none == nil, none)
	var e interface{} = shapes[1]
	if s, ok := e.(shape); ok {
		fmt.Println(s.name())
	}
	_, ok := e.(fmt.Stringer)
	fmt.Println(ok)
}
