package main

func main() {
	x := 1
	x = 2
	y := 3
	y++
	z := []int{1}
	z[0] = 2
}
