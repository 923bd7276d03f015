package math

// The trigonometric functions reduce their argument to an octant with π/4 in three parts (W. Cody
// and W. Waite, Software manual for the elementary functions, 1980), and use the polynomials of
// S. Moshier's Cephes library there.
const (
	piA = 7.85398125648498535156e-1
	piB = 3.77489470793079817668e-8
	piC = 2.69515142907905952645e-15
)

// octant reduces x >= 0.
func octant(x float64) (j uint64, z float64) {
	if x >= 1<<29 {
		return reduceLarge(x)
	}
	j = uint64(x * (4 / Pi))
	y := float64(j)
	if j&1 == 1 {
		j++
		y++
	}
	return j & 7, ((x - y*piA) - y*piB) - y*piC
}

func sinePolynomial(z float64) float64 {
	zz := z * z
	return z + z*zz*((((((1.58962301576546568060e-10*zz)+-2.50507477628578072866e-8)*zz+2.75573136213857245213e-6)*zz+-1.98412698295895385996e-4)*zz+8.33333333332211858878e-3)*zz+-1.66666666666666307295e-1)
}

func cosinePolynomial(z float64) float64 {
	zz := z * z
	return 1.0 - 0.5*zz + zz*zz*((((((-1.13585365213876817300e-11*zz)+2.08757008419747316778e-9)*zz+-2.75573141792967388112e-7)*zz+2.48015872888517045348e-5)*zz+-1.38888888888730564116e-3)*zz+4.16666666666665929218e-2)
}

// Sin gives the sine.
func Sin(x float64) float64 {
	if x == 0 || x != x {
		return x
	}
	if IsInf(x, 0) {
		return NaN()
	}
	negative := x < 0
	j, z := octant(Abs(x))
	if j > 3 {
		negative = !negative
		j -= 4
	}
	y := 0.0
	if j == 1 || j == 2 {
		y = cosinePolynomial(z)
	} else {
		y = sinePolynomial(z)
	}
	if negative {
		return -y
	}
	return y
}

// Cos gives the cosine.
func Cos(x float64) float64 {
	if x != x || IsInf(x, 0) {
		return NaN()
	}
	negative := false
	j, z := octant(Abs(x))
	if j > 3 {
		j -= 4
		negative = !negative
	}
	if j > 1 {
		negative = !negative
	}
	y := 0.0
	if j == 1 || j == 2 {
		y = sinePolynomial(z)
	} else {
		y = cosinePolynomial(z)
	}
	if negative {
		return -y
	}
	return y
}

// Sincos gives sine and cosine.
func Sincos(x float64) (sin, cos float64) { return Sin(x), Cos(x) }

// Tan gives the tangent.
func Tan(x float64) float64 {
	if x == 0 || x != x {
		return x
	}
	if IsInf(x, 0) {
		return NaN()
	}
	j, z := octant(Abs(x))
	zz := z * z
	y := z
	if zz > 1e-14 {
		y = z + z*(zz*(((-1.30936939181383777646e4*zz)+1.15351664838587416140e6)*zz+-1.79565251976484877988e7)/((((zz+1.36812963470692954678e4)*zz+-1.32089234440210967447e6)*zz+2.50083801823357915839e7)*zz+-5.38695755929454629881e7))
	}
	if j&2 == 2 {
		y = -1 / y
	}
	if x < 0 {
		return -y
	}
	return y
}

// arcPolynomial gives the arc tangent for 0 <= x <= 0.66.
func arcPolynomial(x float64) float64 {
	z := x * x
	z = z * ((((-8.750608600031904122785e-01*z+-1.615753718733365076637e+01)*z+-7.500855792314704667340e+01)*z+-1.228866684490136173410e+02)*z + -6.485021904942025371773e+01) /
		(((((z+2.485846490142306297962e+01)*z+1.650270098316988542046e+02)*z+4.328810604912902668951e+02)*z+4.853903996359136964868e+02)*z + 1.945506571482613964425e+02)
	return x*z + x
}

// arc gives the arc tangent for x >= 0; more is what π/2 has beyond a float64.
func arc(x float64) float64 {
	const more = 6.123233995736765886130e-17
	switch {
	case x <= 0.66:
		return arcPolynomial(x)
	case x > 2.41421356237309504880:
		return Pi/2 - arcPolynomial(1/x) + more
	}
	return Pi/4 + arcPolynomial((x-1)/(x+1)) + 0.5*more
}

// Atan gives the arc tangent.
func Atan(x float64) float64 {
	switch {
	case x == 0:
		return x
	case x > 0:
		return arc(x)
	}
	return -arc(-x)
}

// Asin gives the arc sine.
func Asin(x float64) float64 {
	if x == 0 {
		return x
	}
	a := Abs(x)
	if a > 1 || a != a {
		return NaN()
	}
	y := Sqrt(1 - a*a)
	if a > 0.7 {
		y = Pi/2 - arc(y/a)
	} else {
		y = arc(a / y)
	}
	if x < 0 {
		return -y
	}
	return y
}

// Acos gives the arc cosine.
func Acos(x float64) float64 { return Pi/2 - Asin(x) }

// Atan2 gives the angle of the point (x, y).
func Atan2(y, x float64) float64 {
	switch {
	case x != x || y != y:
		return NaN()
	case y == 0:
		if x >= 0 && !Signbit(x) {
			return Copysign(0, y)
		}
		return Copysign(Pi, y)
	case x == 0:
		return Copysign(Pi/2, y)
	case IsInf(x, 1):
		if IsInf(y, 0) {
			return Copysign(Pi/4, y)
		}
		return Copysign(0, y)
	case IsInf(x, -1):
		if IsInf(y, 0) {
			return Copysign(3*Pi/4, y)
		}
		return Copysign(Pi, y)
	case IsInf(y, 0):
		return Copysign(Pi/2, y)
	}
	q := Atan(y / x)
	if x < 0 {
		if q <= 0 {
			return q + Pi
		}
		return q - Pi
	}
	return q
}
