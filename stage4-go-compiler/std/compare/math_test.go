package compare

import (
	"math"
	"math/rand"
	"testing"

	my "mystd/math"
)

// ulps gives how many numbers lie between two.
func ulps(a, b float64) uint64 {
	if a == b && math.Signbit(a) == math.Signbit(b) || a != a && b != b {
		return 0
	}
	x, y := math.Float64bits(a), math.Float64bits(b)
	if x>>63 != y>>63 {
		return 1 << 62
	}
	if x > y {
		return x - y
	}
	return y - x
}

func TestMath(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	// The official functions are equal to the last bit, but where they are written in assembly.
	one := []struct {
		name      string
		want, got func(float64) float64
		allowed   uint64
	}{
		{"Floor", math.Floor, my.Floor, 0}, {"Round", math.Round, my.Round, 0}, {"RoundToEven", math.RoundToEven, my.RoundToEven, 0},
		{"Sin", math.Sin, my.Sin, 0}, {"Cos", math.Cos, my.Cos, 0}, {"Tan", math.Tan, my.Tan, 0},
		{"Atan", math.Atan, my.Atan, 0}, {"Asin", math.Asin, my.Asin, 0}, {"Acos", math.Acos, my.Acos, 0},
		{"Log", math.Log, my.Log, 0}, {"Log2", math.Log2, my.Log2, 0}, {"Log10", math.Log10, my.Log10, 0}, {"Exp2", math.Exp2, my.Exp2, 0},
		{"Exp", math.Exp, my.Exp, 2}, {"Cbrt", math.Cbrt, my.Cbrt, 2}, {"Log1p", math.Log1p, my.Log1p, 4}, {"Expm1", math.Expm1, my.Expm1, 4},
		{"Sinh", math.Sinh, my.Sinh, 8}, {"Cosh", math.Cosh, my.Cosh, 8}, {"Tanh", math.Tanh, my.Tanh, 8},
	}
	two := []struct {
		name      string
		want, got func(x, y float64) float64
		allowed   uint64
	}{
		{"Max", math.Max, my.Max, 0}, {"Min", math.Min, my.Min, 0}, {"Mod", math.Mod, my.Mod, 0}, {"Remainder", math.Remainder, my.Remainder, 0},
		{"Pow", math.Pow, my.Pow, 4}, {"Atan2", math.Atan2, my.Atan2, 0}, {"Hypot", math.Hypot, my.Hypot, 1}, {"Nextafter", math.Nextafter, my.Nextafter, 0}, {"Dim", math.Dim, my.Dim, 0},
	}
	special := []float64{0, math.Copysign(0, -1), 1, -1, 0.5, -0.5, 2, 3, -3, math.Inf(1), math.Inf(-1), math.NaN(), math.MaxFloat64, 5e-324, 1e300, 1e-300, 1 << 53, 709.8, -745.2}
	failed := map[string]int{}
	for i := 0; i < rounds(200000); i++ {
		x, y := randomFloat(r), randomFloat(r)
		switch r.Intn(4) {
		case 0:
			x, y = special[r.Intn(len(special))], special[r.Intn(len(special))]
		case 1:
			x, y = r.NormFloat64()*20, r.NormFloat64()*3
		case 2:
			x, y = r.Float64()*2-1, float64(r.Intn(40)-20)
		}
		if math.Abs(x) < 0x1p-1022 && x != 0 {
			x = 0.25 // the official logarithm of denormals is wrong on x86-64
		}
		for _, f := range one {
			if want, got := f.want(x), f.got(x); ulps(want, got) > f.allowed {
				if failed[f.name]++; failed[f.name] < 4 {
					t.Errorf("%s(%v) = %v, want %v", f.name, x, got, want)
				}
			}
		}
		for _, f := range two {
			if want, got := f.want(x, y), f.got(x, y); ulps(want, got) > f.allowed {
				if failed[f.name]++; failed[f.name] < 4 {
					t.Errorf("%s(%v, %v) = %v, want %v", f.name, x, y, got, want)
				}
			}
		}
		a, n := math.Frexp(x)
		b, m := my.Frexp(x)
		k := r.Intn(3000) - 1500
		if ulps(a, b) > 0 || n != m || ulps(math.Ldexp(x, k), my.Ldexp(x, k)) > 0 {
			t.Fatalf("Frexp, Ldexp(%v, %d): %v, want %v", x, k, my.Ldexp(x, k), math.Ldexp(x, k))
		}
		c, d := math.Modf(x)
		e, f := my.Modf(x)
		if ulps(c, e) > 0 || ulps(d, f) > 0 {
			t.Fatalf("Modf(%v): %v %v, want %v %v", x, e, f, c, d)
		}
	}
	for n := -400; n < 400; n++ {
		if ulps(math.Pow10(n), my.Pow10(n)) > 0 {
			t.Errorf("Pow10(%d) = %v", n, my.Pow10(n))
		}
	}
}
