package main

import "fmt"

type shape interface{ area() int }

type square struct{ side int }

func (s square) area() int { return s.side * s.side }

func counter() func() int {
	n := 0
	return func() int {
		n++
		return n
	}
}

func total(shapes []shape) int {
	sum := 0
	for _, s := range shapes {
		sum += s.area()
	}
	return sum
}

func main() {
	next := counter()
	next()
	fmt.Println(next(), total([]shape{square{2}, square{3}}))
}
