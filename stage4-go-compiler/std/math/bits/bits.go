// Package bits counts and moves bits, and does arithmetic in two words.
//
// What one machine instruction does is an intrinsic; the rest is built from it.
package bits

import "internal/intrinsic"

// UintSize is the size of a uint in bits.
const UintSize = 64

// LeadingZeros is the number of zero bits above the first one; 64 for 0.
func LeadingZeros(x uint) int { return intrinsic.LeadingZeros64(uint64(x)) }

// LeadingZeros8 is LeadingZeros in 8 bits.
func LeadingZeros8(x uint8) int { return intrinsic.LeadingZeros64(uint64(x)) - 56 }

// LeadingZeros16 is LeadingZeros in 16 bits.
func LeadingZeros16(x uint16) int { return intrinsic.LeadingZeros64(uint64(x)) - 48 }

// LeadingZeros32 is LeadingZeros in 32 bits.
func LeadingZeros32(x uint32) int { return intrinsic.LeadingZeros64(uint64(x)) - 32 }

// LeadingZeros64 is LeadingZeros in 64 bits.
func LeadingZeros64(x uint64) int { return intrinsic.LeadingZeros64(x) }

// TrailingZeros is the number of zero bits below the last one; 64 for 0.
func TrailingZeros(x uint) int { return intrinsic.TrailingZeros64(uint64(x)) }

// TrailingZeros8 is TrailingZeros in 8 bits.
func TrailingZeros8(x uint8) int { return intrinsic.TrailingZeros64(uint64(x) | 1<<8) }

// TrailingZeros16 is TrailingZeros in 16 bits.
func TrailingZeros16(x uint16) int { return intrinsic.TrailingZeros64(uint64(x) | 1<<16) }

// TrailingZeros32 is TrailingZeros in 32 bits.
func TrailingZeros32(x uint32) int { return intrinsic.TrailingZeros64(uint64(x) | 1<<32) }

// TrailingZeros64 is TrailingZeros in 64 bits.
func TrailingZeros64(x uint64) int { return intrinsic.TrailingZeros64(x) }

// OnesCount is the number of one bits.
func OnesCount(x uint) int { return intrinsic.OnesCount64(uint64(x)) }

// OnesCount8 is OnesCount of 8 bits.
func OnesCount8(x uint8) int { return intrinsic.OnesCount64(uint64(x)) }

// OnesCount16 is OnesCount of 16 bits.
func OnesCount16(x uint16) int { return intrinsic.OnesCount64(uint64(x)) }

// OnesCount32 is OnesCount of 32 bits.
func OnesCount32(x uint32) int { return intrinsic.OnesCount64(uint64(x)) }

// OnesCount64 is OnesCount of 64 bits.
func OnesCount64(x uint64) int { return intrinsic.OnesCount64(x) }

// RotateLeft rotates by k modulo 64 bits, to the right for negative k.
func RotateLeft(x uint, k int) uint { return uint(intrinsic.RotateLeft64(uint64(x), k)) }

// RotateLeft8 is RotateLeft in 8 bits.
func RotateLeft8(x uint8, k int) uint8 {
	s := uint(k) & 7
	return x<<s | x>>(8-s)
}

// RotateLeft16 is RotateLeft in 16 bits.
func RotateLeft16(x uint16, k int) uint16 {
	s := uint(k) & 15
	return x<<s | x>>(16-s)
}

// RotateLeft32 is RotateLeft in 32 bits.
func RotateLeft32(x uint32, k int) uint32 {
	s := uint(k) & 31
	return x<<s | x>>(32-s)
}

// RotateLeft64 is RotateLeft in 64 bits.
func RotateLeft64(x uint64, k int) uint64 { return intrinsic.RotateLeft64(x, k) }

// Reverse gives the bits in reverse order.
func Reverse(x uint) uint { return uint(Reverse64(uint64(x))) }

// Reverse8 is Reverse of 8 bits.
func Reverse8(x uint8) uint8 { return uint8(Reverse64(uint64(x)) >> 56) }

// Reverse16 is Reverse of 16 bits.
func Reverse16(x uint16) uint16 { return uint16(Reverse64(uint64(x)) >> 48) }

// Reverse32 is Reverse of 32 bits.
func Reverse32(x uint32) uint32 { return uint32(Reverse64(uint64(x)) >> 32) }

// Reverse64 swaps neighbouring bits, then pairs, then nibbles, then the bytes.
func Reverse64(x uint64) uint64 {
	x = x>>1&0x5555555555555555 | x&0x5555555555555555<<1
	x = x>>2&0x3333333333333333 | x&0x3333333333333333<<2
	x = x>>4&0x0F0F0F0F0F0F0F0F | x&0x0F0F0F0F0F0F0F0F<<4
	return intrinsic.ReverseBytes64(x)
}

// ReverseBytes gives the bytes in reverse order.
func ReverseBytes(x uint) uint { return uint(intrinsic.ReverseBytes64(uint64(x))) }

// ReverseBytes16 is ReverseBytes of two bytes.
func ReverseBytes16(x uint16) uint16 { return x>>8 | x<<8 }

// ReverseBytes32 is ReverseBytes of four bytes.
func ReverseBytes32(x uint32) uint32 { return uint32(intrinsic.ReverseBytes64(uint64(x)) >> 32) }

// ReverseBytes64 is ReverseBytes of eight bytes.
func ReverseBytes64(x uint64) uint64 { return intrinsic.ReverseBytes64(x) }

// Len is the number of bits needed for x; 0 for 0.
func Len(x uint) int { return 64 - intrinsic.LeadingZeros64(uint64(x)) }

// Len8 is Len of 8 bits.
func Len8(x uint8) int { return 64 - intrinsic.LeadingZeros64(uint64(x)) }

// Len16 is Len of 16 bits.
func Len16(x uint16) int { return 64 - intrinsic.LeadingZeros64(uint64(x)) }

// Len32 is Len of 32 bits.
func Len32(x uint32) int { return 64 - intrinsic.LeadingZeros64(uint64(x)) }

// Len64 is Len of 64 bits.
func Len64(x uint64) int { return 64 - intrinsic.LeadingZeros64(x) }

// Add gives the sum of x, y and a carry of 0 or 1, and the carry out.
func Add(x, y, carry uint) (sum, carryOut uint) {
	s, c := Add64(uint64(x), uint64(y), uint64(carry))
	return uint(s), uint(c)
}

// Add32 is Add in 32 bits.
func Add32(x, y, carry uint32) (sum, carryOut uint32) {
	s := uint64(x) + uint64(y) + uint64(carry)
	return uint32(s), uint32(s >> 32)
}

// Add64 is Add in 64 bits.
func Add64(x, y, carry uint64) (sum, carryOut uint64) {
	sum = x + y + carry
	return sum, (x&y | (x|y)&^sum) >> 63
}

// Sub gives x - y - borrow, and the borrow out.
func Sub(x, y, borrow uint) (diff, borrowOut uint) {
	d, b := Sub64(uint64(x), uint64(y), uint64(borrow))
	return uint(d), uint(b)
}

// Sub32 is Sub in 32 bits.
func Sub32(x, y, borrow uint32) (diff, borrowOut uint32) {
	d := uint64(x) - uint64(y) - uint64(borrow)
	return uint32(d), uint32(d>>32) & 1
}

// Sub64 is Sub in 64 bits.
func Sub64(x, y, borrow uint64) (diff, borrowOut uint64) {
	diff = x - y - borrow
	return diff, (^x&y | ^(x^y)&diff) >> 63
}

// Mul gives the product in two words.
func Mul(x, y uint) (hi, lo uint) {
	return uint(intrinsic.MulHigh(uint64(x), uint64(y))), x * y
}

// Mul32 is Mul in 32 bits.
func Mul32(x, y uint32) (hi, lo uint32) {
	p := uint64(x) * uint64(y)
	return uint32(p >> 32), uint32(p)
}

// Mul64 is Mul in 64 bits.
func Mul64(x, y uint64) (hi, lo uint64) { return intrinsic.MulHigh(x, y), x * y }

// fault is a run-time error of a division.
type fault string

func (f fault) Error() string { return "runtime error: " + string(f) }

// RuntimeError makes it a runtime.Error.
func (f fault) RuntimeError() {}

// Div divides the two words hi, lo; it panics if y is 0 or the quotient is too large.
func Div(hi, lo, y uint) (quo, rem uint) {
	q, r := Div64(uint64(hi), uint64(lo), uint64(y))
	return uint(q), uint(r)
}

// Div32 is Div in 32 bits.
func Div32(hi, lo, y uint32) (quo, rem uint32) {
	if y != 0 && y <= hi {
		panic(fault("integer overflow"))
	}
	z := uint64(hi)<<32 | uint64(lo)
	return uint32(z / uint64(y)), uint32(z % uint64(y))
}

// Div64 is Div in 64 bits. It divides by halves of words (D. Knuth, The Art of Computer Programming,
// volume 2, section 4.3.1, algorithm D): each digit of 32 bits is guessed from the upper half of
// the divisor, which is shifted to begin with a one, and is then at most 2 too large.
func Div64(hi, lo, y uint64) (quo, rem uint64) {
	if y == 0 {
		panic(fault("integer divide by zero"))
	}
	if y <= hi {
		panic(fault("integer overflow"))
	}
	if hi == 0 {
		return lo / y, lo % y
	}
	s := uint(LeadingZeros64(y))
	y <<= s
	hi = hi<<s | lo>>(64-s)
	lo <<= s
	q1, r := divideDigit(hi, lo>>32, y)
	q0, r := divideDigit(r, lo&(1<<32-1), y)
	return q1<<32 | q0, r >> s
}

// divideDigit gives (n·2^32 + digit) / y for n < y, where y begins with a one.
func divideDigit(n, digit, y uint64) (q, r uint64) {
	top, bottom := y>>32, y&(1<<32-1)
	q = n / top
	rest := n - q*top
	for q>>32 != 0 || q*bottom > rest<<32|digit {
		q--
		rest += top
		if rest>>32 != 0 {
			break
		}
	}
	return q, n<<32 + digit - q*y
}

// Rem is the remainder of Div, also where the quotient would be too large.
func Rem(hi, lo, y uint) uint { return uint(Rem64(uint64(hi), uint64(lo), uint64(y))) }

// Rem32 is Rem in 32 bits.
func Rem32(hi, lo, y uint32) uint32 { return uint32((uint64(hi)<<32 | uint64(lo)) % uint64(y)) }

// Rem64 is Rem in 64 bits.
func Rem64(hi, lo, y uint64) uint64 {
	_, rem := Div64(hi%y, lo, y)
	return rem
}
