package main

import "fmt"

const (
	big   = 1 << 100
	huge  = big * big
	ratio = huge / (big << 90)
	third = 1.0 / 3
	pi    = 3.14159265358979323846264338327950288419716939937510582097494459
)

const (
	kb = 1 << (10 * (iota + 1))
	mb
	gb
)

type bits uint8

const mask bits = ^bits(0)

func main() {
	fmt.Println(big>>98, ratio, third*3 == 1, pi*big/big == pi)
	fmt.Println(kb, mb, gb, mask, ^0, -7/2, -7%3, 7/-2, 7.0/2)
	const f = 1e400 / 1e390
	fmt.Println(f, 0.1+0.2 == 0.3, 1/3.0)
	x, y := 0.1, 0.2
	fmt.Println(x+y == 0.3, float32(0.1), float64(float32(0.1)))
	fmt.Println('a'+1, 'a'*2.0, "s"+"t", len("const"), 6.0/4 == 1.5)
	var i8 int8 = -128
	fmt.Println(-i8, i8/-1, i8-1, i8*i8)
	const typed int64 = 1<<63 - 1
	fmt.Println(typed, uint64(typed)*2+1, 1<<3.0)
	const c = 0x1p-2 + 0b101 + 0o17 + 1_000_000 + 0x_ff
	fmt.Println(c)
	fmt.Printf("%T %T %T %T\n", 'x', 1, 1.0, 2+0.0)
	const bb = len([10]int{}) + len("abc"+"x")*0
	fmt.Println(bb)
	fmt.Println(uint32(1<<32-1), int32(-1<<31), 3&^1, 6^3, 6|1)
}
