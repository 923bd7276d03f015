package math

import "internal/intrinsic"

// Sqrt gives the square root.
func Sqrt(x float64) float64 { return intrinsic.Sqrt(x) }

// Floor gives the next integer below.
func Floor(x float64) float64 { return intrinsic.Floor(x) }

// Ceil gives the next integer above.
func Ceil(x float64) float64 { return intrinsic.Ceil(x) }

// Trunc gives the integer part.
func Trunc(x float64) float64 { return intrinsic.Trunc(x) }

// Round gives the nearest integer, a half away from zero.
func Round(x float64) float64 {
	t := intrinsic.Trunc(x)
	if intrinsic.Abs(x-t) >= 0.5 {
		return t + intrinsic.Copysign(1, x)
	}
	return t
}

// RoundToEven gives the nearest integer, a half to the even one.
func RoundToEven(x float64) float64 { return intrinsic.RoundToEven(x) }

// Abs gives the absolute value.
func Abs(x float64) float64 { return intrinsic.Abs(x) }

// Copysign gives f with the sign of sign.
func Copysign(f, sign float64) float64 { return intrinsic.Copysign(f, sign) }

// FMA gives x*y + z, rounded once.
func FMA(x, y, z float64) float64 { return intrinsic.FMA(x, y, z) }

// Max gives the larger; NaN if either is, and +0 is larger than -0.
func Max(x, y float64) float64 {
	switch {
	case IsInf(x, 1) || IsInf(y, 1):
		return Inf(1)
	case x != x || y != y:
		return NaN()
	case x == 0 && x == y:
		if Signbit(x) {
			return y
		}
		return x
	case x > y:
		return x
	}
	return y
}

// Min gives the smaller; NaN if either is, and -0 is smaller than +0.
func Min(x, y float64) float64 {
	switch {
	case IsInf(x, -1) || IsInf(y, -1):
		return Inf(-1)
	case x != x || y != y:
		return NaN()
	case x == 0 && x == y:
		if Signbit(x) {
			return x
		}
		return y
	case x < y:
		return x
	}
	return y
}

// Dim gives x-y, or 0 if that is negative.
func Dim(x, y float64) float64 {
	v := x - y
	if v <= 0 {
		return 0
	}
	return v
}

// Modf gives the integer part and the rest, both with the sign of f.
func Modf(f float64) (integer float64, frac float64) {
	integer = intrinsic.Trunc(f)
	if IsInf(f, 0) {
		return f, NaN()
	}
	return integer, intrinsic.Copysign(f-integer, f)
}

// Frexp gives f as frac × 2^exp with 1/2 <= |frac| < 1.
func Frexp(f float64) (frac float64, exp int) {
	if f == 0 || f != f || IsInf(f, 0) {
		return f, 0
	}
	if Abs(f) < 0x1p-1022 {
		f *= 1 << 52
		exp = -52
	}
	x := Float64bits(f)
	exp += int(x>>52&0x7FF) - 1022
	return Float64frombits(x&^(0x7FF<<52) | 1022<<52), exp
}

// Ldexp gives frac × 2^exp.
func Ldexp(frac float64, exp int) float64 {
	if frac == 0 || frac != frac || IsInf(frac, 0) {
		return frac
	}
	frac, e := Frexp(frac)
	if exp > 5000 {
		exp = 5000
	} else if exp < -5000 {
		exp = -5000
	}
	exp += e - 1 // of the leading one
	if exp < -1075 {
		return Copysign(0, frac)
	}
	if exp > 1023 {
		return Copysign(Inf(1), frac)
	}
	scale := 1.0
	if exp < -1022 { // denormal: one rounding, by the product
		exp += 53
		scale = 0x1p-53
	}
	x := Float64bits(frac)
	return scale * Float64frombits(x&^(0x7FF<<52)|uint64(exp+1023)<<52)
}

// Mod gives the remainder of x/y with the sign of x, exactly.
func Mod(x, y float64) float64 {
	if y == 0 || IsInf(x, 0) || x != x || y != y {
		return NaN()
	}
	y = Abs(y)
	fraction, exponent := Frexp(y)
	r := Abs(x)
	for r >= y {
		f, e := Frexp(r)
		if f < fraction {
			e--
		}
		r -= Ldexp(y, e-exponent)
	}
	return Copysign(r, x)
}

// Remainder gives x - n*y for the integer n nearest to x/y.
func Remainder(x, y float64) float64 {
	if x != x || y != y || IsInf(x, 0) || y == 0 {
		return NaN()
	}
	if IsInf(y, 0) {
		return x
	}
	y = Abs(y)
	sign := Signbit(x)
	r := Abs(x)
	if x == 0 || r == y {
		return Copysign(0, x)
	}
	if y <= MaxFloat64/2 {
		r = Mod(r, y+y)
	}
	if y < 0x1p-1021 {
		if r+r > y {
			r -= y
			if r+r >= y {
				r -= y
			}
		}
	} else if half := 0.5 * y; r > half {
		r -= y
		if r >= half {
			r -= y
		}
	}
	if sign {
		r = -r
	}
	return r
}

// Nextafter gives the next number from x towards y.
func Nextafter(x, y float64) float64 {
	switch {
	case x != x || y != y:
		return NaN()
	case x == y:
		return x
	case x == 0:
		return Copysign(Float64frombits(1), y)
	case (y > x) == (x > 0):
		return Float64frombits(Float64bits(x) + 1)
	}
	return Float64frombits(Float64bits(x) - 1)
}

// Hypot gives Sqrt(p*p + q*q) without overflow on the way.
func Hypot(p, q float64) float64 {
	p, q = Abs(p), Abs(q)
	switch {
	case IsInf(p, 1) || IsInf(q, 1):
		return Inf(1)
	case p != p || q != q:
		return NaN()
	}
	if p < q {
		p, q = q, p
	}
	if p == 0 {
		return 0
	}
	q = q / p
	return p * Sqrt(1+q*q)
}

// Cbrt gives the cube root: an estimate from a third of the exponent, then Newton's iteration.
func Cbrt(x float64) float64 {
	if x == 0 || x != x || IsInf(x, 0) {
		return x
	}
	f, e := Frexp(Abs(x))
	for e%3 != 0 {
		f /= 2
		e++
	}
	t := 0.4 + 0.6*f
	for i := 0; i < 6; i++ {
		t = t - (t*t*t-f)/(3*t*t)
	}
	return Copysign(Ldexp(t, e/3), x)
}
