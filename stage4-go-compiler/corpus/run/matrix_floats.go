package main

import (
	"fmt"
	"math"
)

type vec [3]float64

func (a vec) add(b vec) vec       { return vec{a[0] + b[0], a[1] + b[1], a[2] + b[2]} }
func (a vec) scale(k float64) vec { return vec{a[0] * k, a[1] * k, a[2] * k} }
func (a vec) dot(b vec) float64   { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }
func (a vec) cross(b vec) vec {
	return vec{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}
func (a vec) len() float64 { return math.Sqrt(a.dot(a)) }

func solve(m [][]float64, b []float64) []float64 {
	n := len(b)
	for i := 0; i < n; i++ {
		p := i
		for r := i + 1; r < n; r++ {
			if math.Abs(m[r][i]) > math.Abs(m[p][i]) {
				p = r
			}
		}
		m[i], m[p] = m[p], m[i]
		b[i], b[p] = b[p], b[i]
		for r := i + 1; r < n; r++ {
			f := m[r][i] / m[i][i]
			for c := i; c < n; c++ {
				m[r][c] -= f * m[i][c]
			}
			b[r] -= f * b[i]
		}
	}
	x := make([]float64, n)
	for i := n - 1; i >= 0; i-- {
		s := b[i]
		for c := i + 1; c < n; c++ {
			s -= m[i][c] * x[c]
		}
		x[i] = s / m[i][i]
	}
	return x
}

func main() {
	a, b := vec{1, 2, 3}, vec{4, 5, 6}
	fmt.Println(a.add(b), a.cross(b), a.dot(b), a.scale(0.5).len())
	fmt.Printf("%.6f\n", solve([][]float64{{2, 1, -1}, {-3, -1, 2}, {-2, 1, 2}}, []float64{8, -11, -3}))
	var f32 [4]float32
	for i := range f32 {
		f32[i] = float32(i) / 3
	}
	fmt.Println(f32)
	sum, c := 0.0, 0.0
	for i := 1; i <= 100000; i++ { // Kahan
		y := 1/float64(i) - c
		t := sum + y
		c = (t - sum) - y
		sum = t
	}
	fmt.Println(sum)
	x := 1.0
	for range 20 {
		x -= (x*x - 2) / (2 * x)
	}
	fmt.Println(x, x*x == 2, math.Abs(x-math.Sqrt2) < 1e-15)
	pi := 0.0
	for k := 0; k < 20; k++ {
		pi += 1 / math.Pow(16, float64(k)) * (4/(8*float64(k)+1) - 2/(8*float64(k)+4) - 1/(8*float64(k)+5) - 1/(8*float64(k)+6))
	}
	fmt.Printf("%.13f\n", pi)
}
