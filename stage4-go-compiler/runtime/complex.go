package runtime

import "internal/intrinsic"

func isInfinite(x float64) bool { return x > 1.7976931348623157e308 || x < -1.7976931348623157e308 }

func isFinite(x float64) bool { return x-x == 0 }

func sign(of float64, magnitude float64) float64 { return intrinsic.Copysign(magnitude, of) }

// infinityToOne makes 1 of an infinity and 0 of everything else, with the same sign.
func infinityToOne(x float64) float64 {
	if isInfinite(x) {
		return sign(x, 1)
	}
	return sign(x, 0)
}

// divideComplex divides a+bi by c+di. The scaled quotient is R. L. Smith's (Algorithm 116: Complex
// division, 1962); what zeros and infinities give is annex G of the C standard, as officially.
func divideComplex(a, b, c, d float64) (e, f float64) {
	if intrinsic.Abs(c) >= intrinsic.Abs(d) {
		ratio := d / c
		scale := c + ratio*d
		e = (a + b*ratio) / scale
		f = (b - a*ratio) / scale
	} else {
		ratio := c / d
		scale := d + ratio*c
		e = (a*ratio + b) / scale
		f = (b*ratio - a) / scale
	}
	if e == e || f == f {
		return e, f
	}
	switch infinity := intrinsic.Float64frombits(0x7FF0000000000000); {
	case c == 0 && d == 0 && (a == a || b == b):
		e = sign(c, infinity) * a
		f = sign(c, infinity) * b
	case (isInfinite(a) || isInfinite(b)) && isFinite(c) && isFinite(d):
		a, b = infinityToOne(a), infinityToOne(b)
		e = infinity * (a*c + b*d)
		f = infinity * (b*c - a*d)
	case (isInfinite(c) || isInfinite(d)) && isFinite(a) && isFinite(b):
		c, d = infinityToOne(c), infinityToOne(d)
		e = 0 * (a*c + b*d)
		f = 0 * (b*c - a*d)
	}
	return e, f
}
