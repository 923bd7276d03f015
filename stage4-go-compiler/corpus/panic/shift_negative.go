package main

var n = -2

func main() {
	x := 1
	x <<= n
	println(x)
}
