package main

func main() {
	x := 1
	f := func() {
		x = 2
		y := 3
		func() { y = 4 }()
	}
	g := func() int {
		for {
		}
	}
	_ = g
}
