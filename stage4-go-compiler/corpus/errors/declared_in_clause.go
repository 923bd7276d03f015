package main

func main() {
	switch x := 1; {
	case true:
		x := 2
	default:
		y := 3
	}
	if a, b := 1, 2; a > 0 {
	} else {
		c := b
	}
}
