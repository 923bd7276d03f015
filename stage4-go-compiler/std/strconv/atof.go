package strconv

import (
	"math"
	"math/bits"
)

// ParseFloat reads a number as Go writes it, decimal or hexadecimal, or inf, infinity, nan with any
// case and sign. The result is the nearest number of bitSize 32 or 64, ties to even; if it is too
// large, ±Inf with ErrRange.
func ParseFloat(s string, bitSize int) (float64, error) {
	f, n, err := parsePrefix(s, bitSize)
	if n != len(s) || err == ErrSyntax {
		return 0, syntaxError("ParseFloat", s)
	}
	if err != nil {
		return f, rangeError("ParseFloat", s)
	}
	return f, nil
}

// number is what was read: mantissa × base^exponent, or ± a decimal with more digits than fit.
type number struct {
	negative bool
	hex      bool
	mantissa uint64
	exponent int  // of ten, or of two
	lost     bool // digits other than 0 were dropped from mantissa
	all      string
	end      int
}

func parsePrefix(s string, bitSize int) (float64, int, error) {
	if f, n := special(s); n > 0 {
		return f, n, nil
	}
	x, ok := readFloat(s)
	if !ok {
		return 0, 0, ErrSyntax
	}
	format := &format64
	if bitSize == 32 {
		format = &format32
	}
	var pattern uint64
	var tooLarge bool
	if x.hex {
		mantissa, low := x.mantissa, uint64(0)
		if x.lost {
			low = 1
		}
		pattern, tooLarge = roundTo(mantissa, low, x.exponent-64, format)
	} else {
		if f, exact := quick(&x, bitSize); exact {
			return f, x.end, nil
		}
		pattern, tooLarge = fromDecimal(&x, format)
	}
	var f float64
	if bitSize == 32 {
		f = float64(math.Float32frombits(uint32(pattern)))
	} else {
		f = math.Float64frombits(pattern)
	}
	if x.negative {
		f = -f
	}
	if tooLarge {
		return f, x.end, ErrRange
	}
	return f, x.end, nil
}

// special reads an infinity or a NaN and gives how many bytes it is long.
func special(s string) (float64, int) {
	i, sign := 0, 1
	if len(s) > 0 && (s[0] == '+' || s[0] == '-') {
		if s[0] == '-' {
			sign = -1
		}
		i = 1
	}
	if n := prefixFold(s[i:], "infinity"); n == 8 || n == 3 {
		return math.Inf(sign), i + n
	} else if n > 3 {
		return math.Inf(sign), i + 3
	}
	if i == 0 && prefixFold(s, "nan") == 3 {
		return math.NaN(), 3
	}
	return 0, 0
}

func prefixFold(s, lower string) int {
	n := 0
	for n < len(s) && n < len(lower) && s[n]|0x20 == lower[n] {
		n++
	}
	return n
}

// readFloat reads the syntax of a number.
func readFloat(s string) (x number, ok bool) {
	i := 0
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		x.negative = s[i] == '-'
		i++
	}
	room := 19 // so many decimal digits fit into 64 bits, and 16 hexadecimal ones
	base, exponentLetter := uint64(10), byte('e')
	if i+2 < len(s) && s[i] == '0' && s[i+1]|0x20 == 'x' {
		i += 2
		x.hex, base, exponentLetter, room = true, 16, 'p', 16
	}
	start := i
	underscores, sawPoint, sawDigits := false, false, false
	kept, dropped, fraction := 0, 0, 0 // digits in the mantissa, dropped ones, those after the point
scan:
	for ; i < len(s); i++ {
		c := s[i]
		d := uint64(16)
		switch {
		case c == '_':
			underscores = true
			continue
		case c == '.':
			if sawPoint {
				break scan
			}
			sawPoint = true
			continue
		case '0' <= c && c <= '9':
			d = uint64(c - '0')
		case x.hex && 'a' <= c|0x20 && c|0x20 <= 'f':
			d = uint64(c|0x20-'a') + 10
		}
		if d == 16 {
			break
		}
		sawDigits = true
		if sawPoint {
			fraction++
		}
		switch {
		case d == 0 && kept == 0: // a leading zero
		case kept < room:
			x.mantissa = x.mantissa*base + d
			kept++
		default:
			dropped++
			if d != 0 {
				x.lost = true
			}
		}
	}
	if !sawDigits {
		return x, false
	}
	x.all = s[start:i]
	x.exponent = dropped - fraction
	if x.hex {
		x.exponent *= 4
	}
	if i < len(s) && s[i]|0x20 == exponentLetter {
		i++
		if i >= len(s) {
			return x, false
		}
		sign := 1
		if s[i] == '+' || s[i] == '-' {
			if s[i] == '-' {
				sign = -1
			}
			i++
		}
		if i >= len(s) || s[i] < '0' || s[i] > '9' {
			return x, false
		}
		e := 0
		for ; i < len(s) && ('0' <= s[i] && s[i] <= '9' || s[i] == '_'); i++ {
			if s[i] == '_' {
				underscores = true
			} else if e < 1000000000 { // larger than any input's number of digits
				e = e*10 + int(s[i]-'0')
			}
		}
		x.exponent += e * sign
	} else if x.hex {
		return x, false // the exponent is mandatory
	}
	x.end = i
	if underscores && !underscoresOK(s[:i]) {
		return x, false
	}
	return x, true
}

// quick answers when mantissa and power of ten are both exact in floating point and one operation
// rounds once (W. Clinger, How to read floating point numbers accurately, 1990).
func quick(x *number, bitSize int) (float64, bool) {
	if x.lost {
		return 0, false
	}
	if bitSize == 32 {
		if x.mantissa>>24 != 0 || x.exponent < -10 || x.exponent > 10 {
			return 0, false
		}
		f := float32(x.mantissa)
		if x.negative {
			f = -f
		}
		if x.exponent < 0 {
			return float64(f / float32(tens[-x.exponent])), true
		}
		return float64(f * float32(tens[x.exponent])), true
	}
	if x.mantissa>>53 != 0 || x.exponent < -22 || x.exponent > 22 {
		return 0, false
	}
	f := float64(x.mantissa)
	if x.negative {
		f = -f
	}
	if x.exponent < 0 {
		return f / tens[-x.exponent], true
	}
	return f * tens[x.exponent], true
}

var tens = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// fromDecimal rounds a decimal number. The product of the mantissa, shifted to the top of 64 bits,
// and the power of ten in 128 bits is known up to a small error; if the least and the largest
// possible product round alike, that is the answer (D. Lemire, Number parsing at a gigabyte per
// second, 2021, finds the same with a sharper bound). Else the number is so near the middle of two
// neighbours that all its digits are compared with the digits of the middle.
func fromDecimal(x *number, format *floatFormat) (pattern uint64, tooLarge bool) {
	infinity := uint64(1<<format.exponentBits-1) << format.mantissaBits
	if x.mantissa == 0 || x.exponent < minPower+4 {
		return 0, false
	}
	if x.exponent > 309 {
		return infinity, true
	}
	power := powers[x.exponent-minPower]
	shift := uint(bits.LeadingZeros64(x.mantissa))
	m := x.mantissa << shift
	carry, _ := bits.Mul64(m, power[1])
	high, low := bits.Mul64(m, power[0])
	low, c := bits.Add64(low, carry, 0)
	high += c
	// The value is (high·2^64 + low + error) · 2^e.
	e := (x.exponent*217706)>>16 - 127 - int(shift) + 64
	highError, lowError := uint64(0), uint64(2)
	if x.lost { // the mantissa is up to one unit too small
		highError = 1 << shift
	}
	low2, c := bits.Add64(low, lowError, 0)
	high2, c := bits.Add64(high, highError, c)
	pattern, tooLarge = roundTo(high, low, e, format)
	if c == 0 {
		if other, _ := roundTo(high2, low2, e, format); other == pattern {
			return pattern, tooLarge
		}
	}
	// Step to the neighbour while the number is beyond the middle.
	d := readDecimal(x)
	for pattern < infinity {
		order := d.compare(middleAbove(pattern, format))
		if order < 0 || order == 0 && pattern&1 == 0 {
			break
		}
		pattern++
	}
	for pattern > 0 {
		order := d.compare(middleAbove(pattern-1, format))
		if order > 0 || order == 0 && pattern&1 == 0 {
			break
		}
		pattern--
	}
	return pattern, pattern == infinity
}

// middleAbove is the middle between a number and the next larger one.
func middleAbove(pattern uint64, format *floatFormat) *decimal {
	field := int(pattern >> format.mantissaBits)
	mantissa := pattern & (1<<format.mantissaBits - 1)
	if field == 0 {
		field = 1
	} else {
		mantissa |= 1 << format.mantissaBits
	}
	d := exactDecimal(2*mantissa+1, field+format.bias-int(format.mantissaBits)-1)
	return &d
}

// readDecimal takes the digits of a number that has the right syntax.
func readDecimal(x *number) *decimal {
	d := &decimal{}
	for i := 0; i < len(x.all); i++ {
		c := x.all[i]
		switch {
		case c == '0' && len(d.digits) == 0:
		case '0' <= c && c <= '9':
			d.digits = append(d.digits, c)
		}
	}
	kept := len(d.digits)
	if kept > 19 {
		kept = 19
	}
	d.point = kept + x.exponent // mantissa is the integer of the digits kept
	d.trim()
	return d
}

// roundTo gives the bits of the number nearest to (high·2^64 + low) · 2^e, a tie to even, and
// whether it is too large, which gives infinity.
func roundTo(high, low uint64, e int, format *floatFormat) (pattern uint64, tooLarge bool) {
	if high == 0 && low == 0 {
		return 0, false
	}
	if high == 0 {
		high, low, e = low, 0, e-64
	}
	zeros := uint(bits.LeadingZeros64(high))
	high = high<<zeros | low>>1>>(63-zeros)
	low <<= zeros
	e += 127 - int(zeros) // the exponent of the leading one
	drop := 63 - format.mantissaBits
	field := e - format.bias
	if field <= 0 { // denormal: drop more
		if field < -64 {
			return 0, false
		}
		drop += uint(1 - field)
		field = 0
	}
	if low != 0 {
		low = 1
	}
	var mantissa, rest uint64
	half := uint64(0)
	switch {
	case drop < 64:
		mantissa = high >> drop
		half = high >> (drop - 1) & 1
		rest = high&(1<<(drop-1)-1) | low
	case drop == 64:
		half = high >> 63
		rest = high<<1 | low
	default:
		rest = 1
	}
	if half == 1 && (rest != 0 || mantissa&1 == 1) {
		mantissa++
	}
	if field > 0 {
		mantissa -= 1 << format.mantissaBits // the hidden one; a carry goes into the exponent
	}
	if field >= 1<<format.exponentBits-1 {
		return uint64(1<<format.exponentBits-1) << format.mantissaBits, true
	}
	pattern = uint64(field)<<format.mantissaBits + mantissa
	infinity := uint64(1<<format.exponentBits-1) << format.mantissaBits
	return pattern, pattern >= infinity
}
