package main

import (
	"fmt"
	"math"
)

func main() {
	for _, x := range []float64{0, 0.5, 1, 2, -1.5, 10, 100.25} {
		fmt.Printf("%.12g %.12g %.12g %.12g %.12g\n", math.Sin(x), math.Cos(x), math.Tan(x), math.Atan(x), math.Exp(-x))
		fmt.Printf("%.12g %.12g %.12g %.12g\n", math.Log(x+2), math.Log2(x+2), math.Log10(x+2), math.Log1p(x+2))
		fmt.Println(math.Floor(x), math.Ceil(x), math.Trunc(x), math.Round(x), math.Abs(x), math.Sqrt(math.Abs(x)), math.Cbrt(8*x) == 2*math.Cbrt(x))
	}
	fmt.Printf("%.12g %.12g %.12g\n", math.Pow(2, 10), math.Pow(2, 0.5), math.Pow(-8, 3))
	fmt.Println(math.Pow(0, 0), math.Pow(-1, 0.5), math.Pow(2, -1), math.Pow(math.Inf(1), -1))
	fmt.Printf("%.12g %.12g %.12g %.12g\n", math.Asin(0.5), math.Acos(0.5), math.Atan2(-1, -1), math.Sinh(1))
	fmt.Println(math.Max(1, math.NaN()), math.Min(-0.0, 0), math.Max(3, 7), math.Dim(5, 3), math.Dim(3, 5))
	fmt.Println(math.IsNaN(math.Log(-1)), math.IsInf(math.Log(0), -1), math.Sqrt(-1), math.Signbit(-1))
	fmt.Println(math.MaxInt64, math.MinInt64, uint64(math.MaxUint64), math.MaxInt8, math.Pi)
	fmt.Println(math.FMA(2, 3, 4), math.Nextafter(1, 2), math.Copysign(3, -1), math.Exp2(10), math.Expm1(0))
	fmt.Println(math.Float64frombits(0x3ff8000000000000), math.Float32frombits(0x40490fdb))
	fmt.Printf("%.10g %.10g\n", math.Sin(1e10), math.Cos(12345678.9))
}
