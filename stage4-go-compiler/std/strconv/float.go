package strconv

import (
	"math"
	"math/bits"
)

// FormatFloat gives f, a number of bitSize 32 or 64 bits, in a format:
//
//	'b' -ddddp±ddd   a decimal integer times a power of two
//	'e' -d.dddde±dd  'E' with a capital E
//	'f' -ddd.dddd
//	'g' like 'e' for large exponents, else like 'f'; 'G' with a capital E
//	'x' -0xd.ddddp±dd hexadecimal digits; 'X' with capitals
//
// The precision is the number of digits after the point, for 'g' of all digits; -1 is as few as are
// needed to get f back by ParseFloat.
func FormatFloat(f float64, fmt byte, prec, bitSize int) string {
	return string(AppendFloat(make([]byte, 0, 24), f, fmt, prec, bitSize))
}

// format32 and format64 describe the two formats of IEEE 754.
type floatFormat struct {
	mantissaBits uint // without the hidden one
	exponentBits uint
	bias         int
}

var format32 = floatFormat{23, 8, -127}
var format64 = floatFormat{52, 11, -1023}

// AppendFloat appends what FormatFloat gives.
func AppendFloat(dst []byte, f float64, fmt byte, prec, bitSize int) []byte {
	var pattern uint64
	format := &format64
	switch bitSize {
	case 32:
		pattern = uint64(math.Float32bits(float32(f)))
		format = &format32
	case 64:
		pattern = math.Float64bits(f)
	default:
		panic("strconv: illegal AppendFloat/FormatFloat bitSize")
	}
	negative := pattern>>(format.mantissaBits+format.exponentBits) != 0
	field := int(pattern>>format.mantissaBits) & (1<<format.exponentBits - 1)
	mantissa := pattern & (1<<format.mantissaBits - 1)
	if field == 1<<format.exponentBits-1 {
		switch {
		case mantissa != 0:
			return append(dst, "NaN"...)
		case negative:
			return append(dst, "-Inf"...)
		}
		return append(dst, "+Inf"...)
	}
	exponent := field + format.bias
	if field == 0 {
		exponent++ // denormal: no hidden one
	} else {
		mantissa |= 1 << format.mantissaBits
	}
	if fmt == 'b' {
		return appendBinary(dst, negative, mantissa, exponent-int(format.mantissaBits))
	}
	if fmt == 'x' || fmt == 'X' {
		return appendHexadecimal(dst, prec, fmt, negative, mantissa, exponent, format)
	}

	var d decimal
	shortest := prec < 0
	if shortest {
		var room [20]byte
		d = shortestDecimal(&room, mantissa, exponent-int(format.mantissaBits), field > 1, format)
		switch fmt {
		case 'e', 'E':
			prec = len(d.digits) - 1
		case 'f':
			prec = larger(len(d.digits)-d.point, 0)
		case 'g', 'G':
			prec = len(d.digits)
		}
	} else {
		d = exactDecimal(mantissa, exponent-int(format.mantissaBits))
		switch fmt {
		case 'e', 'E':
			d.round(prec + 1)
		case 'f':
			d.round(d.point + prec)
		case 'g', 'G':
			if prec == 0 {
				prec = 1
			}
			d.round(prec)
		}
	}
	switch fmt {
	case 'e', 'E':
		return appendExponential(dst, negative, d, prec, fmt)
	case 'f':
		return appendFixed(dst, negative, d, prec)
	case 'g', 'G':
		limit := prec
		if limit > len(d.digits) && len(d.digits) >= d.point {
			limit = len(d.digits)
		}
		if shortest {
			limit = 6
		}
		if x := d.point - 1; x < -4 || x >= limit {
			if prec > len(d.digits) {
				prec = len(d.digits)
			}
			return appendExponential(dst, negative, d, prec-1, fmt+'e'-'g')
		}
		return appendFixed(dst, negative, d, larger(len(d.digits)-d.point, 0))
	}
	return append(dst, '%', fmt)
}

// shortestDecimal gives the shortest decimal that rounds to m × 2^e, of several the closest.
//
// Algorithm: R. Giulietti, The Schubfach way to render doubles (2020). The numbers that round to
// m × 2^e are those between the middles to its two neighbours. In units of 10^k, with k chosen such
// that the interval is at least one and less than ten units long, at most one multiple of ten and at
// least one integer lie within. Four times the value and the two ends are computed with a power of
// ten of 128 bits and one sticky bit, which the paper proves to be enough.
func shortestDecimal(room *[20]byte, m uint64, e int, normal bool, format *floatFormat) decimal {
	if m == 0 {
		return decimal{}
	}
	if e <= 0 && -e <= int(format.mantissaBits) && m&(1<<uint(-e)-1) == 0 {
		return smallDecimal(room, m>>uint(-e), 0)
	}
	odd := m & 1
	low, closer := 4*m-2, 0
	if normal && m == 1<<format.mantissaBits {
		low, closer = 4*m-1, 524031 // the neighbour below is at half the distance
	}
	k := (e*1262611 - closer) >> 22 // floor(log10 of the interval's length)
	h := uint(e + (-k*1741647)>>19 + 1)
	high64, low64 := powers[-k-minPower][0], powers[-k-minPower][1]
	if k > 0 || -k > 55 { // not exact: round up
		low64++
		if low64 == 0 {
			high64++
		}
	}
	below := scaled(high64, low64, low<<h) + odd
	value := scaled(high64, low64, (4*m)<<h)
	above := scaled(high64, low64, (4*m+2)<<h) - odd
	s := value / 4
	if s >= 10 {
		tens := s / 10
		lower, upper := below <= 40*tens, 40*tens+40 <= above
		if lower != upper {
			if upper {
				tens++
			}
			return smallDecimal(room, tens, k+1)
		}
	}
	lower, upper := below <= 4*s, 4*s+4 <= above
	if lower != upper {
		if upper {
			s++
		}
		return smallDecimal(room, s, k)
	}
	if middle := 4*s + 2; value > middle || value == middle && s&1 != 0 {
		s++
	}
	return smallDecimal(room, s, k)
}

// scaled gives the upper 64 bits of a product of 192, its lowest bit set if something was lost.
func scaled(high, low, factor uint64) uint64 {
	carry, _ := bits.Mul64(low, factor)
	top, middle := bits.Mul64(high, factor)
	middle, c := bits.Add64(middle, carry, 0)
	top += c
	if middle > 1 {
		top |= 1
	}
	return top
}

// smallDecimal gives n × 10^k.
func smallDecimal(room *[20]byte, n uint64, k int) decimal {
	at := len(room)
	for n > 0 {
		at--
		rest := n / 10
		room[at] = byte('0' + n - rest*10)
		n = rest
	}
	d := decimal{room[at:], len(room) - at + k}
	d.trim()
	return d
}

func larger(a, b int) int {
	if a > b {
		return a
	}
	return b
}

func appendExponential(dst []byte, negative bool, d decimal, prec int, fmt byte) []byte {
	if negative {
		dst = append(dst, '-')
	}
	first := byte('0')
	if len(d.digits) > 0 {
		first = d.digits[0]
	}
	dst = append(dst, first)
	if prec > 0 {
		dst = append(dst, '.')
		n := 1
		if len(d.digits) > 1 {
			n = len(d.digits)
			if n > prec+1 {
				n = prec + 1
			}
			dst = append(dst, d.digits[1:n]...)
		}
		for ; n <= prec; n++ {
			dst = append(dst, '0')
		}
	}
	x := d.point - 1
	if len(d.digits) == 0 {
		x = 0
	}
	return appendExponent(append(dst, fmt), x)
}

// appendExponent appends a sign and at least two digits.
func appendExponent(dst []byte, x int) []byte {
	if x < 0 {
		dst = append(dst, '-')
		x = -x
	} else {
		dst = append(dst, '+')
	}
	if x < 10 {
		dst = append(dst, '0')
	}
	return AppendUint(dst, uint64(x), 10)
}

func appendFixed(dst []byte, negative bool, d decimal, prec int) []byte {
	if negative {
		dst = append(dst, '-')
	}
	if d.point <= 0 {
		dst = append(dst, '0')
	}
	for i := 0; i < d.point; i++ {
		dst = append(dst, digitAt(d, i))
	}
	if prec > 0 {
		dst = append(dst, '.')
		for i := 0; i < prec; i++ {
			dst = append(dst, digitAt(d, d.point+i))
		}
	}
	return dst
}

func digitAt(d decimal, i int) byte {
	if i < 0 || i >= len(d.digits) {
		return '0'
	}
	return d.digits[i]
}

func appendBinary(dst []byte, negative bool, mantissa uint64, exponent int) []byte {
	if negative {
		dst = append(dst, '-')
	}
	dst = append(AppendUint(dst, mantissa, 10), 'p')
	if exponent >= 0 {
		dst = append(dst, '+')
	}
	return AppendInt(dst, int64(exponent), 10)
}

// appendHexadecimal puts the leading one at bit 60, so that the digits after the point are the 15
// nibbles below it.
func appendHexadecimal(dst []byte, prec int, fmt byte, negative bool, mantissa uint64, exponent int, format *floatFormat) []byte {
	if mantissa == 0 {
		exponent = 0
	} else {
		shift := uint(bits.LeadingZeros64(mantissa)) - 3
		exponent -= int(shift) - (60 - int(format.mantissaBits))
		mantissa <<= shift
	}
	if prec >= 0 && prec < 15 {
		shift := uint(prec * 4)
		extra := (mantissa << shift) & (1<<60 - 1)
		mantissa >>= 60 - shift
		if extra|(mantissa&1) > 1<<59 {
			mantissa++
		}
		mantissa <<= 60 - shift
		if mantissa&(1<<61) != 0 {
			mantissa >>= 1
			exponent++
		}
	}
	hex := digits
	if fmt == 'X' {
		hex = "0123456789ABCDEF"
	}
	if negative {
		dst = append(dst, '-')
	}
	dst = append(dst, '0', fmt, byte('0'+mantissa>>60&1))
	mantissa <<= 4
	if prec < 0 && mantissa != 0 {
		dst = append(dst, '.')
		for ; mantissa != 0; mantissa <<= 4 {
			dst = append(dst, hex[mantissa>>60])
		}
	} else if prec > 0 {
		dst = append(dst, '.')
		for i := 0; i < prec; i++ {
			dst = append(dst, hex[mantissa>>60])
			mantissa <<= 4
		}
	}
	return appendExponent(append(dst, fmt-'x'+'p'), exponent)
}
