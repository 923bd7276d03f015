package main

func main() {
	println(a)
	b := c + 1
	d()
	var e F
}
