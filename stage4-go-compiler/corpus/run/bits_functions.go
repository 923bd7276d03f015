package main

import (
	"fmt"
	"math/bits"
)

func main() {
	for _, x := range []uint64{0, 1, 2, 0xFF, 1 << 40, 0xDEADBEEFCAFEBABE, 1<<64 - 1} {
		fmt.Println(bits.LeadingZeros64(x), bits.TrailingZeros64(x), bits.OnesCount64(x), bits.Len64(x), bits.Reverse64(x), bits.ReverseBytes64(x), bits.RotateLeft64(x, 13), bits.RotateLeft64(x, -3))
		y := uint32(x)
		fmt.Println(bits.LeadingZeros32(y), bits.TrailingZeros32(y), bits.OnesCount32(y), bits.Len32(y), bits.Reverse32(y), bits.ReverseBytes32(y), bits.RotateLeft32(y, 5))
		z := uint16(x)
		fmt.Println(bits.LeadingZeros16(z), bits.TrailingZeros16(z), bits.Len16(z), bits.ReverseBytes16(z), bits.RotateLeft16(z, 3))
		w := uint8(x)
		fmt.Println(bits.LeadingZeros8(w), bits.TrailingZeros8(w), bits.OnesCount8(w), bits.Reverse8(w), bits.RotateLeft8(w, 1))
	}
	hi, lo := bits.Mul64(1<<63+5, 1<<62+9)
	fmt.Println(hi, lo)
	q, r := bits.Div64(3, 12345, 1<<60)
	fmt.Println(q, r)
	sum, carry := bits.Add64(1<<63, 1<<63, 1)
	diff, borrow := bits.Sub64(0, 1, 0)
	fmt.Println(sum, carry, diff, borrow)
	fmt.Println(bits.Len(255), bits.UintSize, bits.LeadingZeros(1), bits.TrailingZeros(8), bits.OnesCount(7))
	defer func() { fmt.Println(recover()) }()
	bits.Div64(5, 0, 5)
}
