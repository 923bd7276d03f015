package main

import (
	"fmt"
	"math"
	"math/bits"
)

func main() {
	x := uint64(0xF0F0)
	fmt.Println(bits.OnesCount64(x), bits.LeadingZeros64(x), bits.TrailingZeros64(x), bits.Len64(0), bits.LeadingZeros64(0), bits.TrailingZeros64(0))
	fmt.Printf("%x %x %x\n", bits.ReverseBytes64(x), bits.RotateLeft64(x, 60), bits.RotateLeft32(1, -1))
	hi, lo := bits.Mul64(1<<63, 6)
	fmt.Println(hi, lo, x&^0xF0, x|1, x^x, 6&3, -7&3, -7|2, -7^5)
	fmt.Println(math.Sqrt(2), math.Floor(-1.5), math.Pow(2, 10), math.MaxInt64, math.Inf(1), math.Abs(-3))
}
