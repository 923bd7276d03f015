package main

type shape interface{ area() int }

func total(shapes ...shape) (sum int) {
	for _, s := range shapes {
		sum += s.area()
	}
	return
}

type sq int

func (s sq) area() int { return int(s * s) }

func main() {
	println(total(sq(2), sq(3)))
	println(total(sq(2), nil))
}
