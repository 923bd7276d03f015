// Matrices of floating-point numbers: bounds checks, address arithmetic, multiply and add.
package main

const n = 300

func main() {
	a, b, c := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
	for i := 0; i < n*n; i++ {
		a[i] = float64(i % 7)
		b[i] = float64(i % 5)
	}
	for round := 0; round < 5; round++ {
		for i := 0; i < n; i++ {
			for j := 0; j < n; j++ {
				sum := 0.0
				for k := 0; k < n; k++ {
					sum += a[i*n+k] * b[k*n+j]
				}
				c[i*n+j] = sum
			}
		}
	}
	total := 0.0
	for i := 0; i < n*n; i++ {
		total += c[i]
	}
	println(int(total))
}
