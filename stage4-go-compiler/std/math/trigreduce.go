package math

import "math/bits"

// fourOverPi has the bits of 4/π: the integer part 1, then 1216 bits of the fraction.
var fourOverPi = [...]uint64{
	0x0000000000000001, 0x45f306dc9c882a53, 0xf84eafa3ea69bb81, 0xb6c52b3278872083,
	0xfca2c757bd778ac3, 0x6e48dc74849ba5c0, 0x0c925dd413a32439, 0xfc3bd63962534e7d,
	0xd1046bea5d768909, 0xd338e04d68befc82, 0x7323ac7306a673e9, 0x3908bf177bf25076,
	0x3ff12fffbc0b301f, 0xde5e2316b414da3e, 0xda6cfd9e4f96136e, 0x9e8c7ecd3cbfd45a,
	0xea4f758fd7cbe2f6, 0x7a0e73ef14a525d4, 0xd7f6bf623f1aba10, 0xac06608df8f6d757,
}

// reduceLarge gives the octant and the rest of x / (π/4) for large x (M. Payne and R. Hanek, Radian
// reduction for trigonometric functions, 1983): of the product of the mantissa with 4/π only the
// bits around the point matter; those far above are multiples of 8, those far below too small.
func reduceLarge(x float64) (octant uint64, rest float64) {
	const quarter = Pi / 4
	if x < quarter {
		return 0, x
	}
	mantissa := Float64bits(x)
	exponent := int(mantissa>>52&0x7FF) - 1023 - 52
	mantissa = mantissa&(1<<52-1) | 1<<52
	word, shift := uint(exponent+61)/64, uint(exponent+61)%64
	z0 := fourOverPi[word]<<shift | fourOverPi[word+1]>>(64-shift)
	z1 := fourOverPi[word+1]<<shift | fourOverPi[word+2]>>(64-shift)
	z2 := fourOverPi[word+2]<<shift | fourOverPi[word+3]>>(64-shift)
	high2, _ := bits.Mul64(z2, mantissa)
	high1, low1 := bits.Mul64(z1, mantissa)
	low, carry := bits.Add64(low1, high2, 0)
	high, _ := bits.Add64(z0*mantissa, high1, carry)
	octant = high >> 61
	high = high<<3 | low>>61
	zeros := uint(bits.LeadingZeros64(high))
	field := uint64(1023 - (zeros + 1))
	high = high<<(zeros+1) | low>>(64-(zeros+1))
	rest = Float64frombits(high>>12 | field<<52)
	if octant&1 == 1 {
		octant = (octant + 1) & 7
		rest--
	}
	return octant, rest * quarter
}
