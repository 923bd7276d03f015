package main

import "fmt"

func matrix(n, seed int) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		for j := range m[i] {
			m[i][j] = float64((i*seed+j)%17) / 4
		}
	}
	return m
}

func product(a, b [][]float64) [][]float64 {
	n := len(a)
	c := matrix(n, 0)
	for i := 0; i < n; i++ {
		for j := 0; j < n; j++ {
			sum := 0.0
			for k := 0; k < n; k++ {
				sum += a[i][k] * b[k][j]
			}
			c[i][j] = sum
		}
	}
	return c
}

func main() {
	c := product(matrix(400, 3), matrix(400, 7))
	trace := 0.0
	for i := range c {
		trace += c[i][i]
	}
	fmt.Println(trace)
}
