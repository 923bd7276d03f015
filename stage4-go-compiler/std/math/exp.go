package math

const (
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10
)

// Exp gives e^x: x = k·ln 2 + r with |r| <= ln 2 / 2, e^r by a rational approximation of Remez.
func Exp(x float64) float64 {
	switch {
	case x != x || IsInf(x, 1):
		return x
	case IsInf(x, -1):
		return 0
	case x > 7.09782712893383973096e+02:
		return Inf(1)
	case x < -7.45133219101941108420e+02:
		return 0
	case -0x1p-28 < x && x < 0x1p-28:
		return 1 + x
	}
	k := 0
	if x < 0 {
		k = int(Log2E*x - 0.5)
	} else if x > 0 {
		k = int(Log2E*x + 0.5)
	}
	return exponential(x-float64(k)*ln2High, float64(k)*ln2Low, k)
}

// exponential gives e^(high-low) × 2^k.
func exponential(high, low float64, k int) float64 {
	r := high - low
	t := r * r
	c := r - t*(1.66666666666666657415e-01+t*(-2.77777777770155933842e-03+t*(6.61375632143793436117e-05+t*(-1.65339022054652515390e-06+t*4.13813679705723846039e-08))))
	return Ldexp(1-((low-(r*c)/(2-c))-high), k)
}

// Exp2 gives 2^x.
func Exp2(x float64) float64 {
	switch {
	case x != x || IsInf(x, 1):
		return x
	case IsInf(x, -1):
		return 0
	case x > 1.0239999999999999e+03:
		return Inf(1)
	case x < -1.0740e+03:
		return 0
	}
	k := 0
	if x > 0 {
		k = int(x + 0.5)
	} else if x < 0 {
		k = int(x - 0.5)
	}
	t := x - float64(k)
	return exponential(t*ln2High, -t*ln2Low, k)
}

// Expm1 gives e^x - 1, also for small x: (e^x - 1)·x / ln(e^x), where the errors cancel (W. Kahan).
func Expm1(x float64) float64 {
	if Abs(x) < 0x1p-54 || x != x {
		return x
	}
	if x > 50 || x < -50 {
		return Exp(x) - 1
	}
	u := Exp(x)
	if u == 1 {
		return x
	}
	if u-1 == -1 {
		return -1
	}
	return (u - 1) * x / Log(u)
}

// Log gives the natural logarithm: x = 2^k·(1+f) with sqrt(1/2) <= 1+f < sqrt(2), then a polynomial
// in f/(2+f).
func Log(x float64) float64 {
	switch {
	case x != x || IsInf(x, 1):
		return x
	case x < 0:
		return NaN()
	case x == 0:
		return Inf(-1)
	}
	fraction, exponent := Frexp(x)
	if fraction < Sqrt2/2 {
		fraction *= 2
		exponent--
	}
	f := fraction - 1
	k := float64(exponent)
	s := f / (2 + f)
	s2 := s * s
	s4 := s2 * s2
	t1 := s2 * (6.666666666666735130e-01 + s4*(2.857142874366239149e-01+s4*(1.818357216161805012e-01+s4*1.479819860511658591e-01)))
	t2 := s4 * (3.999999999940941908e-01 + s4*(2.222219843214978396e-01+s4*1.531383769920937332e-01))
	r := t1 + t2
	half := 0.5 * f * f
	return k*ln2High - ((half - (s*(half+r) + k*ln2Low)) - f)
}

// Log2 gives the logarithm of base 2, exactly for powers of 2.
func Log2(x float64) float64 {
	fraction, exponent := Frexp(x)
	if fraction == 0.5 {
		return float64(exponent - 1)
	}
	return Log(fraction)*(1/Ln2) + float64(exponent)
}

// Log10 gives the logarithm of base 10.
func Log10(x float64) float64 { return Log(x) * (1 / Ln10) }

// Log1p gives ln(1+x), also for small x: ln(u)·(x / (u - 1)) for u = 1 + x (W. Kahan).
func Log1p(x float64) float64 {
	u := 1 + x
	if u == 1 || IsInf(u, 0) || u != u {
		if IsInf(x, -1) {
			return NaN()
		}
		return x
	}
	if u <= 0 {
		return Log(u)
	}
	return Log(u) * (x / (u - 1))
}

func isOdd(x float64) bool {
	if Abs(x) >= 1<<53 {
		return false
	}
	i, f := Modf(x)
	return f == 0 && int64(i)&1 == 1
}

// Pow gives x^y: the integer part of y by squaring, the fraction by Exp and Log.
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case y == 1:
		return x
	case x != x || y != y:
		return NaN()
	case x == 0:
		switch {
		case y < 0:
			if Signbit(x) && isOdd(y) {
				return Copysign(Inf(1), x)
			}
			return Inf(1)
		case Signbit(x) && isOdd(y):
			return x
		}
		return 0
	case IsInf(y, 0):
		switch {
		case x == -1:
			return 1
		case (Abs(x) < 1) == IsInf(y, 1):
			return 0
		}
		return Inf(1)
	case IsInf(x, 0):
		if IsInf(x, -1) {
			if y < 0 {
				return Copysign(0, sign(isOdd(y)))
			}
			return Copysign(Inf(1), sign(isOdd(y)))
		}
		if y < 0 {
			return 0
		}
		return Inf(1)
	case y == 0.5:
		return Sqrt(x)
	case y == -0.5:
		return 1 / Sqrt(x)
	}
	integer, fraction := Modf(Abs(y))
	if fraction != 0 && x < 0 {
		return NaN()
	}
	if integer >= 1<<63 {
		switch {
		case x == -1:
			return 1
		case (Abs(x) < 1) == (y > 0):
			return 0
		}
		return Inf(1)
	}
	a, exponent := 1.0, 0 // the result is a × 2^exponent
	if fraction != 0 {
		if fraction > 0.5 {
			fraction--
			integer++
		}
		a = Exp(fraction * Log(x))
	}
	power, e := Frexp(x)
	for i := int64(integer); i != 0; i >>= 1 {
		if e < -1<<12 || 1<<12 < e {
			exponent += e
			break
		}
		if i&1 == 1 {
			a *= power
			exponent += e
		}
		power *= power
		e <<= 1
		if power < 0.5 {
			power += power
			e--
		}
	}
	if y < 0 {
		a = 1 / a
		exponent = -exponent
	}
	return Ldexp(a, exponent)
}

func sign(negative bool) float64 {
	if negative {
		return -1
	}
	return 1
}

var (
	powersOf10 = [...]float64{
		1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
		1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28, 1e29, 1e30, 1e31,
	}
	largePowers = [...]float64{1e0, 1e32, 1e64, 1e96, 1e128, 1e160, 1e192, 1e224, 1e256, 1e288}
	smallPowers = [...]float64{1e-0, 1e-32, 1e-64, 1e-96, 1e-128, 1e-160, 1e-192, 1e-224, 1e-256, 1e-288, 1e-320}
)

// Pow10 gives 10^n.
func Pow10(n int) float64 {
	switch {
	case 0 <= n && n <= 308:
		return largePowers[n/32] * powersOf10[n%32]
	case -323 <= n && n < 0:
		return smallPowers[-n/32] / powersOf10[-n%32]
	case n > 0:
		return Inf(1)
	}
	return 0
}

// Sinh gives the hyperbolic sine.
func Sinh(x float64) float64 {
	if Abs(x) > 21 {
		return Copysign(Exp(Abs(x))*0.5, x)
	}
	e := Expm1(Abs(x))
	return Copysign((e+e/(e+1))/2, x)
}

// Cosh gives the hyperbolic cosine.
func Cosh(x float64) float64 {
	x = Abs(x)
	if x > 21 {
		return Exp(x) * 0.5
	}
	e := Exp(x)
	return (e + 1/e) * 0.5
}

// Tanh gives the hyperbolic tangent.
func Tanh(x float64) float64 {
	if Abs(x) > 22 {
		return Copysign(1, x)
	}
	e := Expm1(2 * Abs(x))
	return Copysign(e/(e+2), x)
}
