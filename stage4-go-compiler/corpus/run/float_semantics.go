package main

import (
	"fmt"
	"math"
)

func main() {
	zero := 0.0
	nan := zero / zero
	inf := 1 / zero
	fmt.Println(nan, inf, -inf, nan == nan, nan != nan, nan < 1, nan > 1, inf > math.MaxFloat64)
	fmt.Println(-zero, 1/(-zero*1), math.Signbit(math.Copysign(0, -1)), 1/math.Copysign(0, -1))
	var f32 float32 = 16777216
	fmt.Println(f32+1 == f32, float32(0.1)+float32(0.2), float32(1)/3)
	fmt.Println(math.Sqrt(2), math.Floor(-1.5), math.Ceil(-1.5), math.Trunc(-1.5), math.Round(2.5), math.RoundToEven(2.5))
	fmt.Println(int(3.99+zero), int(-3.99+zero), uint8(200.7+zero), int64(1e18+zero))
	fmt.Println(float64(1<<53+1), float32(1<<24+1), float64(math.MaxUint64), float32(math.MaxInt64))
	var u uint64 = 1<<63 + 1<<62
	fmt.Println(float64(u), uint64(float64(u)), uint64(1.5e19+zero))
	a, b := 1e308, 10.0
	fmt.Println(a*b, -a*b, 1e-320*0.1+zero, 5e-324/2+zero)
	fmt.Println(math.Mod(7, -3), math.Mod(-7, 3), math.Remainder(7, 4), math.Hypot(3, 4))
	x := 0.5
	x += 0.25
	x /= 3
	x -= 1
	x *= -2
	fmt.Println(x, x > 1.4, x <= 1.5, x == 1.5)
	m, e := math.Frexp(12.5)
	fmt.Println(m, e, math.Ldexp(m, e), math.Float64bits(1.5), math.Float32bits(-0.25))
	i, f := math.Modf(-3.25)
	fmt.Println(i, f, math.MaxFloat64, math.SmallestNonzeroFloat64, math.MaxFloat32)
}
