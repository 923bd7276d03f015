package main

func number(x interface{}) int {
	return x.(int)
}

func main() {
	println(number(3))
	println(number("three"))
}
