package main

func main() {
	a := 1
	a := 2
	_, a := 3, 4
	b, b := 5, 6
}
