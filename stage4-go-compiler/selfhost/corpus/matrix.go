package main

import "fmt"

type matrix [][]float64

func identity(n int) matrix {
	m := make(matrix, n)
	for i := range m {
		m[i] = make([]float64, n)
		m[i][i] = 1
	}
	return m
}

func (a matrix) times(b matrix) matrix {
	c := identity(len(a))
	for i := range a {
		for j := range b[0] {
			s := 0.0
			for k := range b {
				s += a[i][k] * b[k][j]
			}
			c[i][j] = s
		}
	}
	return c
}

func main() {
	m := matrix{{1, 1}, {1, 0}}
	r := identity(2)
	for i := 0; i < 30; i++ {
		r = r.times(m)
	}
	fmt.Println(r, r[0][0]/r[0][1])
}
