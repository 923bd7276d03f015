package main

import "example.com/measure/shape"

type disc struct{ radius int }

func (d disc) Area() int { return 22 * d.radius * d.radius / 7 }

func main() {
	println(shape.Sum([]shape.Shape{shape.Unit(), shape.Box{3, 4}, disc{7}}))
}
