package strconv

import "math/bits"

// decimal is a number 0.d₁d₂d₃… × 10^point in decimal digits ('0' to '9'). The digits have no zeros
// at their end; there are none for 0.
type decimal struct {
	digits []byte
	point  int
}

const (
	limbBase   = 1000000000 // a limb holds nine digits
	limbDigits = 9
)

// exactDecimal gives all digits of m × 2^e. With e < 0 the value is m × 5^-e / 10^-e: so in both
// cases an integer is multiplied by small powers, and the point is put in place at the end. The
// integer is held in limbs of nine digits, the lowest first.
func exactDecimal(m uint64, e int) decimal {
	if m == 0 {
		return decimal{}
	}
	if e < 0 {
		zeros := bits.TrailingZeros64(m)
		if zeros > -e {
			zeros = -e
		}
		m >>= uint(zeros)
		e += zeros
	}
	limbs := make([]uint64, 0, 4)
	for ; m != 0; m /= limbBase {
		limbs = append(limbs, m%limbBase)
	}
	point := 0
	for ; e > 0; e -= 29 {
		if e < 29 {
			limbs = multiply(limbs, 1<<uint(e))
			break
		}
		limbs = multiply(limbs, 1<<29)
	}
	if e < 0 {
		point = e
		for ; e <= -12; e += 12 {
			limbs = multiply(limbs, 244140625) // 5^12
		}
		for ; e < 0; e++ {
			limbs = multiply(limbs, 5)
		}
	}
	text := make([]byte, len(limbs)*limbDigits)
	for i, limb := range limbs {
		end := len(text) - i*limbDigits
		for k := 1; k <= limbDigits; k++ {
			text[end-k] = byte('0' + limb%10)
			limb /= 10
		}
	}
	first := 0
	for text[first] == '0' {
		first++
	}
	text = text[first:]
	d := decimal{text, len(text) + point}
	d.trim()
	return d
}

func multiply(limbs []uint64, factor uint64) []uint64 {
	carry := uint64(0)
	for i, limb := range limbs {
		product := limb*factor + carry
		carry = product / limbBase
		limbs[i] = product - carry*limbBase
	}
	if carry != 0 {
		limbs = append(limbs, carry)
	}
	return limbs
}

func (d *decimal) trim() {
	n := len(d.digits)
	for n > 0 && d.digits[n-1] == '0' {
		n--
	}
	d.digits = d.digits[:n]
	if n == 0 {
		d.point = 0
	}
}

// round keeps n digits, rounding to the nearest, a tie to an even last digit.
func (d *decimal) round(n int) {
	if n >= len(d.digits) {
		return
	}
	if n < 0 {
		d.digits, d.point = d.digits[:0], 0
		return
	}
	up := d.digits[n] > '5'
	if d.digits[n] == '5' {
		up = n+1 < len(d.digits) || n > 0 && (d.digits[n-1]-'0')%2 == 1
	}
	d.digits = d.digits[:n]
	if up {
		i := n - 1
		for i >= 0 && d.digits[i] == '9' {
			i--
		}
		if i < 0 {
			d.digits = append(d.digits[:0], '1')
			d.point++
			return
		}
		d.digits[i]++
		d.digits = d.digits[:i+1]
		return
	}
	d.trim()
}

// compare says whether d is less than, equal to or greater than e: -1, 0, 1.
func (d *decimal) compare(e *decimal) int {
	switch {
	case len(d.digits) == 0 || len(e.digits) == 0:
		return sign(len(d.digits) - len(e.digits))
	case d.point != e.point:
		return sign(d.point - e.point)
	}
	for i := 0; i < len(d.digits) && i < len(e.digits); i++ {
		if d.digits[i] != e.digits[i] {
			return sign(int(d.digits[i]) - int(e.digits[i]))
		}
	}
	return sign(len(d.digits) - len(e.digits))
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}
