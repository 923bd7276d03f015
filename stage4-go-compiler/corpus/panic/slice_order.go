package main

var a, b = 3, 2

func main() {
	s := "hello"
	println(s[a:b])
}
