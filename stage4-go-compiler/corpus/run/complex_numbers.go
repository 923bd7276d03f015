// Arithmetic of complex numbers, and what zeros and infinities give.
package main

import (
	"fmt"
	"math"
)

type vector complex64

func rotate(z complex128, n int) complex128 {
	for range n {
		z *= 1i
	}
	return z
}

func main() {
	a, b := complex(3, 4), 1-2i
	fmt.Println(a+b, a-b, a*b, a/b, -a, +b)
	fmt.Println(a == b, a != b, a == 3+4i, real(a), imag(b))
	var v vector = 2 + 3i
	v *= v
	v /= 1i
	v++
	fmt.Println(v, real(v), complex128(v), rotate(5, 7))
	var zero complex128
	fmt.Println(a/zero, zero/zero, complex(math.Inf(1), 0)/a, a/complex(math.Inf(-1), 2))
	var x any = 1 + 1i
	fmt.Println(x == complex(1, 1), x == complex64(complex(1, 1)))
	m := map[complex128]string{1i: "i"}
	fmt.Println(m[complex(0, 1)], fmt.Sprintf("%.2f %g", a, b))
	const big = 1 << 30
	fmt.Println(complex64(big) + 1 - big)
	defer func(z complex128) { fmt.Println("deferred", z) }(a)
	a = 0
}
