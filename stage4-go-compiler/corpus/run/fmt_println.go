package main

import "fmt"

type point struct{ X, Y int }

func (p point) String() string { return fmt.Sprintf("<%d,%d>", p.X, p.Y) }

type shape interface{ Area() float64 }

type square struct{ side float64 }

func (s *square) Area() float64 { return s.side * s.side }

func main() {
	fmt.Println("hello", 1, 2.5, true, nil, 'x')
	fmt.Println([]int{1, 2, 3}, map[string]int{"b": 2, "a": 1}, point{1, 2})
	fmt.Printf("%v %+v %#v %T %q %x %8.3f|%-5d|%05d\n", struct{ A, B int }{1, 2}, struct{ A string }{"x"}, []string{"a"}, 1.5, "hi", 255, 3.14159, 42, 42)
	var s shape = &square{3}
	fmt.Println(s.Area())
	err := fmt.Errorf("wrapped: %w", fmt.Errorf("inner"))
	fmt.Println(err)
}
