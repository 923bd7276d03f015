package constant

// greatest gives the greatest common divisor (Euclid) of positive numbers.
func greatest(x, y *Int) *Int {
	for y.Sign() != 0 {
		_, rest := x.Divide(y)
		x, y = y, rest
	}
	return x
}

// reduce makes the fraction n/d, d > 0, in lowest terms.
func reduce(n, d *Int) *Value {
	if d.Sign() < 0 {
		n, d = n.Negate(), d.Negate()
	}
	if n.Sign() == 0 {
		return &Value{Kind: Float, N: n, D: one}
	}
	if d.Compare(one) != 0 {
		divisor := greatest(normal(false, n.digits), d)
		if divisor.Compare(one) != 0 {
			n, _ = n.Divide(divisor)
			d, _ = d.Divide(divisor)
		}
	}
	return &Value{Kind: Float, N: n, D: d}
}

// Format describes a binary floating-point format.
type format struct {
	mantissa int // bits with the hidden one
	lowest   int // exponent of the lowest bit of the smallest number
	highest  int // largest exponent of the lowest bit of a mantissa
	bits     int
}

var (
	double = format{53, -1074, 971, 64}
	single = format{24, -149, 104, 32}
)

// round gives the bits of the nearest number, ties to even, and whether it is finite.
func (f *format) round(v *Value) (uint64, bool) {
	n, d := normal(false, v.N.digits), v.D
	if n.Sign() == 0 {
		return 0, true
	}
	// Choose the exponent so that the quotient has exactly the bits of a mantissa, or fewer for a
	// denormal number.
	exponent := n.Bits() - d.Bits() - f.mantissa
	var quotient, rest, divisor *Int
	for {
		if exponent < f.lowest {
			exponent = f.lowest
		}
		dividend := n
		divisor = d
		if exponent < 0 {
			dividend = n.ShiftLeft(-exponent)
		} else {
			divisor = d.ShiftLeft(exponent)
		}
		quotient, rest = dividend.Divide(divisor)
		if quotient.Bits() <= f.mantissa {
			break
		}
		exponent++
	}
	m := quotient.Word()
	twice := rest.ShiftLeft(1).Compare(divisor)
	if twice > 0 || twice == 0 && m&1 != 0 {
		m++
		if m>>uint(f.mantissa) != 0 {
			m >>= 1
			exponent++
		}
	}
	if exponent > f.highest {
		return 0, false
	}
	bits := m
	if m>>uint(f.mantissa-1) != 0 {
		bits = m&(1<<uint(f.mantissa-1)-1) | uint64(exponent-f.lowest+1)<<uint(f.mantissa-1)
	}
	if v.N.negative {
		bits |= 1 << uint(f.bits-1)
	}
	return bits, true
}

// exact gives the value of a number with these bits.
func (f *format) exact(bits uint64) *Value {
	fraction := bits & (1<<uint(f.mantissa-1) - 1)
	field := int(bits >> uint(f.mantissa-1) & (1<<uint(f.bits-f.mantissa) - 1))
	exponent := f.lowest
	if field != 0 {
		fraction |= 1 << uint(f.mantissa-1)
		exponent = field - 1 + f.lowest
	}
	n, d := FromUint64(fraction), one
	if bits>>uint(f.bits-1) != 0 {
		n = n.Negate()
	}
	if exponent < 0 {
		d = one.ShiftLeft(-exponent)
	} else {
		n = n.ShiftLeft(exponent)
	}
	return reduce(n, d)
}

// Float64 gives the bits of the nearest float64, and whether it is finite.
func (v *Value) Float64() (uint64, bool) { return double.round(v) }

// Float32 gives the bits of the nearest float32, and whether it is finite.
func (v *Value) Float32() (uint64, bool) { return single.round(v) }

// Round gives the value of the nearest number of 32 or 64 bits.
func (v *Value) Round(bits int) (*Value, bool) {
	f := &double
	if bits == 32 {
		f = &single
	}
	word, ok := f.round(v)
	if !ok {
		return v, false
	}
	return f.exact(word), true
}
