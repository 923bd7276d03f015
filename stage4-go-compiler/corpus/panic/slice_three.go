package main

var c = 9

func main() {
	s := make([]int, 2, 4)
	s = s[0:1:c]
	println(len(s))
}
