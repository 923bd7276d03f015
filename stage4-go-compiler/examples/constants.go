package main

import "fmt"

const huge = 1 << 100

func main() {
	fmt.Println(huge >> 98)
	fmt.Println(1.0/3*3 == 1)
	var third = 1.0 / 3
	fmt.Println(third+third+third == 1, 0.1+0.2 == 0.3)
	x, y := 0.1, 0.2
	fmt.Println(x+y == 0.3)
}
