package main

import (
	"fmt"
	"math"
)

func main() {
	x := 3.14159265
	fmt.Printf("%f|%.2f|%8.3f|%-8.1f|%08.2f|%+.1f|% .1f|%e|%E|%.3e|%g|%G|%.3g\n", x, x, x, x, x, x, x, x, x, x, x, x, x)
	for _, v := range []float64{0, 1, -1, 0.1, 1e20, 1e21, 1e-4, 1e-5, 123456789, 1e6, 100000, 2.5e-8, 1.0 / 3, 5e-324, math.MaxFloat64} {
		fmt.Print(v, " ")
		fmt.Printf("%v %g %e %.4g %6.2f|", v, v, v, v, math.Mod(v, 1000))
	}
	fmt.Println()
	fmt.Printf("%v %f %5.1f|%-7.1f|%+v %08v|% f\n", math.Inf(1), math.Inf(-1), math.NaN(), math.Inf(1), math.Inf(1), math.Inf(-1), math.NaN())
	fmt.Printf("%.0f %.0f %.0f %.0f %.1f %.1f\n", 0.5, 1.5, 2.5, -0.5, 0.25, 0.35)
	fmt.Printf("%v %v %g %.10f\n", float32(0.1), float32(16777216), float32(3.4e38), float32(0.1))
	fmt.Printf("%b %x %X %.3x\n", 1.5, 1.5, -0.75, 3.14)
	fmt.Printf("%#v %#v %#v %T\n", 1.0, 1e21, float32(2.5), float32(1))
	fmt.Printf("%#g %#.3g %#f %#.0f %#e\n", 1.0, 2.0, 3.0, 4.0, 5.0)
	fmt.Printf("%6.2f|%-10.3e|%+010.2f|%s|%d\n", -1.005, 12345.678, 3.7, 1.5, 2.5)
	fmt.Println(1e100, 1.5e300*1e5, -0.0, 1/3.0, float32(1)/3, 100000000.0, 1e-7)
	fmt.Println([]float64{1, 2.5, 1e30}, [2]float32{0.1, 3}, map[float64]int{1.5: 1, 0.5: 2})
	fmt.Printf("%v %.2f %6.1f\n", []float64{1.25, 2.5}, []float64{1.25, 2.5}, [2]float64{1, 2})
	fmt.Printf("%g %g %g\n", 1e23, 8.41e21, 9007199254740993.0)
}
