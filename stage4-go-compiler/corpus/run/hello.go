package main

func main() {
	println("hello", 42, -7, true)
}
