package main

import "fmt"

type mat struct {
	m [3][3]float64
	n int
}

func identity() (r mat) {
	for i := range r.m {
		r.m[i][i] = 1
	}
	r.n = 3
	return
}

func (a mat) mul(b mat) mat {
	var c mat
	for i := range 3 {
		for j := range 3 {
			for k := range 3 {
				c.m[i][j] += a.m[i][k] * b.m[k][j]
			}
		}
	}
	c.n = a.n + b.n
	return c
}

func multi() (mat, string, error, [2]int) {
	return identity(), "s", nil, [2]int{1, 2}
}

func swap(a, b mat) (mat, mat) { return b, a }

func variadic(ms ...mat) (total int) {
	for _, m := range ms {
		total += m.n
	}
	return
}

func modify(m mat) mat {
	m.n *= 2
	return m
}

func main() {
	a := identity()
	a.m[0][1] = 2
	b := a.mul(a).mul(a)
	fmt.Println(b.m, b.n)
	m, s, err, arr := multi()
	fmt.Println(m.n, s, err, arr)
	a.n, b.n = 10, 20
	a, b = swap(a, b)
	fmt.Println(a.n, b.n)
	a, b = b, a
	fmt.Println(a.n, b.n, variadic(a, b, m), variadic())
	a = modify(modify(a))
	fmt.Println(a.n, modify(b).n, b.n, identity().m[1][1])
	f := func(m mat) func() mat { return func() mat { m.n++; return m } }
	g := f(a)
	g()
	fmt.Println(g().n, a.n)
	var i interface{} = a
	a.n = 0
	fmt.Println(i.(mat).n, i == interface{}(a))
	fmt.Println(func(a mat, b ...mat) int { return a.n + len(b) }(swap(a, b)))
}
