package main

var n = -5

func main() {
	s := make([]int, n)
	println(len(s))
}
