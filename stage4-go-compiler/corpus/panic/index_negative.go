package main

var k = -1

func main() {
	var a [4]int
	a[k] = 1
}
