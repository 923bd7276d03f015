package main

import "math/bits"

func popcount(x uint64) (n int) {
	for ; x != 0; x &= x - 1 {
		n++
	}
	return
}

func gcd(a, b uint) uint {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func isqrt(n uint64) uint64 {
	x := n
	for y := (x + 1) / 2; y < x; y = (x + n/x) / 2 {
		x = y
	}
	return x
}

func main() {
	for _, x := range []uint64{0, 1, 0x8000000000000000, 0xdeadbeefcafebabe, 1<<64 - 1} {
		println(popcount(x) == bits.OnesCount64(x), bits.LeadingZeros64(x), bits.TrailingZeros64(x), bits.Len64(x))
		println(bits.Reverse64(x), bits.ReverseBytes64(x), bits.RotateLeft64(x, 13), bits.RotateLeft64(x, -13))
		hi, lo := bits.Mul64(x, x)
		sum, carry := bits.Add64(x, x, 1)
		diff, borrow := bits.Sub64(0, x, 0)
		println(hi, lo, sum, carry, diff, borrow)
	}
	q, r := bits.Div64(1, 2, 3)
	println(q, r, bits.Len8(8), bits.OnesCount8(255), bits.Reverse8(1), bits.TrailingZeros16(0))
	println(gcd(1071, 462), isqrt(1<<62+12345), isqrt(99))
	x := uint32(0x12345678)
	println(x<<8|x>>24 == bits.RotateLeft32(x, 8), x>>4&0xf, x&^0xff, byte(x), int8(x>>4))
	var y int32 = -1
	println(uint32(y)>>28, y>>28, uint64(y)>>60, uint64(uint32(y))>>28)
	h := uint32(2166136261)
	for _, c := range []byte("hash me") {
		h = (h ^ uint32(c)) * 16777619
	}
	println(h)
	s := uint64(88172645463325252)
	for range 5 {
		s ^= s << 13
		s ^= s >> 7
		s ^= s << 17
	}
	println(s, s%100, int64(s)%100)
}
