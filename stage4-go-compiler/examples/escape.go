package main

type point struct{ x, y int }

func sum(p *point) int { return p.x + p.y }

func stays(n int) int {
	p := &point{n, 2 * n}
	return sum(p)
}

var kept *point

func leaves(n int) int {
	p := &point{n, 2 * n}
	kept = p
	return sum(p)
}

func main() {
	println(stays(3), leaves(4))
}
