package main

func two() (int, int) { return 1, 2 }
func none()           {}

func main() {
	a, b := 1
	var c, d int = 1, 2, 3
	e := two()
	f, g, h := two()
	i := none()
}
