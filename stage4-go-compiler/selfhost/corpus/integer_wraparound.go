package main

import "fmt"

func main() {
	var a int8 = 127
	a++
	var b uint8 = 0
	b--
	var c int32 = -2147483648
	c = -c
	var d uint16 = 65535
	d *= d
	var e int64 = -9223372036854775808
	minus := int64(-1)
	fmt.Println(a, b, c, d, e/minus, e%minus, e-1, ^b, -d)
}
