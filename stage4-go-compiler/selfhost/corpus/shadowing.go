package main

import "fmt"

var x = "global"

func f(x int) (y int) {
	if x := x * 2; x > 5 {
		x := x + 1
		y = x
	} else {
		y = -x
	}
	for x := 0; x < 2; x++ {
		y += x
	}
	return y
}

func main() {
	fmt.Println(x, f(1), f(5))
	x := 1
	{
		x, y := 2, 3
		x += y
		fmt.Println(x)
	}
	len := func(s string) int { return -1 }
	true := false
	fmt.Println(x, len("abc"), true)
	type int string
	var s int = "now a string"
	fmt.Println(s)
}
