package main

import "fmt"

const (
	big   = 1 << 100
	small = big >> 98
	third = 1.0 / 3
	huge  = 1e300 * 1e300 / 1e300 / 1e299
	mask  = ^uint32(0)
	r     = 'a' + 1
)

func main() {
	fmt.Println(small, third*3 == 1, huge, mask, r, string(rune(r)))
	const f float32 = 0.1
	fmt.Println(f, float64(f), 0.1, 1<<3.0, 7/2, 7/2.0, -7%3)
}
