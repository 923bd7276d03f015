package main

import (
	"fmt"
	"math"
)

func main() {
	s := []string{"a", "b", "c"}
	clear(s[1:])
	fmt.Printf("%q\n", s)
	m := map[string]int{"x": 1, "y": 2}
	clear(m)
	fmt.Println(len(m), m)
	m["z"] = 3
	fmt.Println(m)
	f := map[float64]int{math.NaN(): 1, math.NaN(): 2, 1: 3}
	fmt.Println(len(f))
	clear(f)
	fmt.Println(len(f))
	x, y := 3, -4
	fmt.Println(min(x, y), max(x, y, 10), min("b", "a", "c"), max(2.5, float64(x)))
	fmt.Println(min(math.NaN(), 1), max(1, math.Inf(1)), math.Signbit(min(0.0, math.Copysign(0, -1))))
	const c = min(1, 2.5, 'a')
	fmt.Printf("%v %T\n", c, c)
	var u8 uint8 = 200
	fmt.Println(min(u8, 100), max(u8, 255))
}
