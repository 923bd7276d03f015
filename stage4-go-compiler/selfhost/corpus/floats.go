package main

import "fmt"

func main() {
	a, b := 1.5, -2.25
	var f float32 = 3.1
	zero := 0.0
	nan := zero / zero
	fmt.Println(a+b, a-b, a*b, a/b, -a, f*f, float32(a)+f, 1/zero, -1/zero, nan)
	fmt.Println(a < b, a > b, a <= a, nan == nan, nan != nan, nan < 1, nan > 1, zero == -zero)
	fmt.Println(int(a), int(b), int64(1e18), uint64(1e19), float64(uint64(1<<63)), float32(16777217), int8(b))
	x := 0.0
	for i := 0; i < 10; i++ {
		x += 0.1
	}
	x++
	fmt.Println(x, x == 2, min(a, b, 0.5), max(a, float64(f)))
	fmt.Printf("%.3f %8.2f|%-8.1f|%e %g\n", a, b, a, 12345.678, 1e-7)
}
