// Package constant is the exact arithmetic of Go's untyped constants: integers of up to 512 bits and
// fractions of them.
//
//	int.go       integers, schoolbook algorithms (D. E. Knuth, The Art of Computer Programming 2, 4.3.1)
//	fraction.go  fractions, and their rounding to the nearest floating-point number
//	value.go     constants of any kind, and the operators on them
package constant

// Int is an integer: a sign and digits of 32 bits, the lowest first, without zeros at the end.
// Values are never changed after they are made.
type Int struct {
	negative bool
	digits   []uint32
}

var one = FromInt64(1)

// FromInt64 makes an integer.
func FromInt64(n int64) *Int {
	if n < 0 {
		x := FromUint64(-uint64(n))
		x.negative = true
		return x
	}
	return FromUint64(uint64(n))
}

// FromUint64 makes an integer.
func FromUint64(n uint64) *Int {
	return normal(false, []uint32{uint32(n), uint32(n >> 32)})
}

func normal(negative bool, digits []uint32) *Int {
	n := len(digits)
	for n > 0 && digits[n-1] == 0 {
		n--
	}
	return &Int{negative && n > 0, digits[:n]}
}

// Sign gives -1, 0 or 1.
func (x *Int) Sign() int {
	switch {
	case len(x.digits) == 0:
		return 0
	case x.negative:
		return -1
	}
	return 1
}

// Bits gives the length of the magnitude in bits.
func (x *Int) Bits() int {
	n := len(x.digits)
	if n == 0 {
		return 0
	}
	bits := 32 * (n - 1)
	for top := x.digits[n-1]; top != 0; top >>= 1 {
		bits++
	}
	return bits
}

// Word gives the lowest 64 bits of the two's complement.
func (x *Int) Word() uint64 {
	var word uint64
	if len(x.digits) > 0 {
		word = uint64(x.digits[0])
	}
	if len(x.digits) > 1 {
		word |= uint64(x.digits[1]) << 32
	}
	if x.negative {
		return -word
	}
	return word
}

// IsInt64 says whether the value fits.
func (x *Int) IsInt64() bool {
	return x.Bits() < 64 || x.negative && x.Bits() == 64 && x.Word() == 1<<63
}

// IsUint64 says whether the value fits.
func (x *Int) IsUint64() bool { return !x.negative && x.Bits() <= 64 }

func compareDigits(x, y []uint32) int {
	if len(x) != len(y) {
		if len(x) < len(y) {
			return -1
		}
		return 1
	}
	for i := len(x) - 1; i >= 0; i-- {
		if x[i] != y[i] {
			if x[i] < y[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

// Compare gives -1, 0 or 1.
func (x *Int) Compare(y *Int) int {
	switch {
	case x.negative && !y.negative:
		return -1
	case !x.negative && y.negative:
		return 1
	case x.negative:
		return compareDigits(y.digits, x.digits)
	}
	return compareDigits(x.digits, y.digits)
}

func addDigits(x, y []uint32) []uint32 {
	if len(x) < len(y) {
		x, y = y, x
	}
	sum := make([]uint32, len(x)+1)
	var carry uint64
	for i := range x {
		carry += uint64(x[i])
		if i < len(y) {
			carry += uint64(y[i])
		}
		sum[i] = uint32(carry)
		carry >>= 32
	}
	sum[len(x)] = uint32(carry)
	return sum
}

// subtractDigits needs x >= y.
func subtractDigits(x, y []uint32) []uint32 {
	difference := make([]uint32, len(x))
	var borrow uint64
	for i := range x {
		d := uint64(x[i]) - borrow
		if i < len(y) {
			d -= uint64(y[i])
		}
		difference[i] = uint32(d)
		borrow = d >> 63
	}
	return difference
}

// Negate gives -x.
func (x *Int) Negate() *Int { return normal(!x.negative, x.digits) }

// Add gives x + y.
func (x *Int) Add(y *Int) *Int {
	if x.negative == y.negative {
		return normal(x.negative, addDigits(x.digits, y.digits))
	}
	if compareDigits(x.digits, y.digits) >= 0 {
		return normal(x.negative, subtractDigits(x.digits, y.digits))
	}
	return normal(y.negative, subtractDigits(y.digits, x.digits))
}

// Subtract gives x - y.
func (x *Int) Subtract(y *Int) *Int { return x.Add(y.Negate()) }

// Multiply gives x * y.
func (x *Int) Multiply(y *Int) *Int {
	product := make([]uint32, len(x.digits)+len(y.digits))
	for i, a := range x.digits {
		var carry uint64
		for j, b := range y.digits {
			carry += uint64(a)*uint64(b) + uint64(product[i+j])
			product[i+j] = uint32(carry)
			carry >>= 32
		}
		product[i+len(y.digits)] = uint32(carry)
	}
	return normal(x.negative != y.negative, product)
}

// Divide gives quotient and remainder of a division towards zero; y is not 0.
func (x *Int) Divide(y *Int) (quotient, remainder *Int) {
	if len(y.digits) == 1 {
		q := make([]uint32, len(x.digits))
		var rest uint64
		for i := len(x.digits) - 1; i >= 0; i-- {
			rest = rest<<32 | uint64(x.digits[i])
			q[i] = uint32(rest / uint64(y.digits[0]))
			rest %= uint64(y.digits[0])
		}
		return normal(x.negative != y.negative, q), normal(x.negative, []uint32{uint32(rest)})
	}
	if compareDigits(x.digits, y.digits) < 0 {
		return &Int{}, x
	}
	q, rest := divideDigits(x.digits, y.digits)
	return normal(x.negative != y.negative, q), normal(x.negative, rest)
}

// divideDigits is Knuth's algorithm D, for a divisor of two digits or more that is not above x. Both
// are shifted until the divisor's highest bit is set: then a digit of the quotient that is guessed
// from the highest digits alone is at most two too large.
func divideDigits(x, y []uint32) (quotient, remainder []uint32) {
	n := len(y)
	shift := uint(0)
	for y[n-1]<<shift>>31 == 0 {
		shift++
	}
	rest := make([]uint32, len(x)+1)
	divisor := make([]uint32, n)
	for i, digit := range x {
		wide := uint64(digit) << shift
		rest[i] |= uint32(wide)
		rest[i+1] = uint32(wide >> 32)
	}
	for i := n - 1; i > 0; i-- {
		divisor[i] = y[i]<<shift | uint32(uint64(y[i-1])<<shift>>32)
	}
	divisor[0] = y[0] << shift
	high, next := uint64(divisor[n-1]), uint64(divisor[n-2])
	quotient = make([]uint32, len(x)-n+1)
	for k := len(x) - n; k >= 0; k-- {
		top := uint64(rest[k+n])<<32 | uint64(rest[k+n-1])
		guess, left := top/high, top%high
		for guess>>32 != 0 || guess*next > left<<32|uint64(rest[k+n-2]) {
			guess--
			left += high
			if left>>32 != 0 {
				break
			}
		}
		var borrow, carry uint64
		for i := 0; i < n; i++ {
			carry += guess * uint64(divisor[i])
			d := uint64(rest[k+i]) - uint64(uint32(carry)) - borrow
			rest[k+i] = uint32(d)
			borrow = d >> 63
			carry >>= 32
		}
		d := uint64(rest[k+n]) - carry - borrow
		rest[k+n] = uint32(d)
		if d>>63 != 0 {
			// Still one too large: add the divisor back.
			guess--
			carry = 0
			for i := 0; i < n; i++ {
				carry += uint64(rest[k+i]) + uint64(divisor[i])
				rest[k+i] = uint32(carry)
				carry >>= 32
			}
			rest[k+n] += uint32(carry)
		}
		quotient[k] = uint32(guess)
	}
	for i := 0; i < n; i++ {
		rest[i] = uint32((uint64(rest[i+1])<<32 | uint64(rest[i])) >> shift)
	}
	return quotient, rest[:n]
}

// ShiftLeft gives x * 2^n.
func (x *Int) ShiftLeft(n int) *Int {
	whole, bits := n/32, uint(n%32)
	shifted := make([]uint32, len(x.digits)+whole+1)
	for i, digit := range x.digits {
		wide := uint64(digit) << bits
		shifted[i+whole] |= uint32(wide)
		shifted[i+whole+1] = uint32(wide >> 32)
	}
	return normal(x.negative, shifted)
}

// ShiftRight gives x / 2^n, rounded down.
func (x *Int) ShiftRight(n int) *Int {
	if x.negative {
		// floor(x / 2^n) = -((-x - 1) / 2^n) - 1
		return x.Negate().Subtract(one).ShiftRight(n).Add(one).Negate()
	}
	whole, bits := n/32, uint(n%32)
	if whole >= len(x.digits) {
		return &Int{}
	}
	shifted := make([]uint32, len(x.digits)-whole)
	for i := range shifted {
		wide := uint64(x.digits[i+whole])
		if i+whole+1 < len(x.digits) {
			wide |= uint64(x.digits[i+whole+1]) << 32
		}
		shifted[i] = uint32(wide >> bits)
	}
	return normal(false, shifted)
}

// complement gives n digits of the two's complement.
func (x *Int) complement(n int) []uint32 {
	digits := make([]uint32, n)
	copy(digits, x.digits)
	if x.negative {
		carry := uint64(1)
		for i := range digits {
			carry += uint64(^digits[i])
			digits[i] = uint32(carry)
			carry >>= 32
		}
	}
	return digits
}

func fromComplement(digits []uint32) *Int {
	if digits[len(digits)-1]>>31 == 0 {
		return normal(false, digits)
	}
	positive := &Int{true, digits}
	return normal(true, positive.complement(len(digits)))
}

// Bitwise gives x op y for the operators & | ^ and '-', which stands for &^.
func (x *Int) Bitwise(op byte, y *Int) *Int {
	n := len(x.digits)
	if len(y.digits) > n {
		n = len(y.digits)
	}
	a, b := x.complement(n+1), y.complement(n+1)
	for i := range a {
		switch op {
		case '&':
			a[i] &= b[i]
		case '|':
			a[i] |= b[i]
		case '^':
			a[i] ^= b[i]
		default:
			a[i] &^= b[i]
		}
	}
	return fromComplement(a)
}

// String gives the decimal digits.
func (x *Int) String() string {
	if len(x.digits) == 0 {
		return "0"
	}
	billion := FromInt64(1000000000)
	text := ""
	rest := normal(false, x.digits)
	for rest.Sign() != 0 {
		quotient, part := rest.Divide(billion)
		nine := make([]byte, 9)
		n := part.Word()
		for i := 8; i >= 0; i-- {
			nine[i] = byte('0' + n%10)
			n /= 10
		}
		text = string(nine) + text
		rest = quotient
	}
	at := 0
	for text[at] == '0' {
		at++
	}
	if x.negative {
		return "-" + text[at:]
	}
	return text[at:]
}
