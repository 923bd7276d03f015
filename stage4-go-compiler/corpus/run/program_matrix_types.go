package main

type vector [3]float64
type matrix [3]vector

func (a vector) dot(b vector) (s float64) {
	for i := range a {
		s += a[i] * b[i]
	}
	return
}

func (m matrix) column(j int) (v vector) {
	for i, row := range m {
		v[i] = row[j]
	}
	return
}

func (m matrix) times(n matrix) (r matrix) {
	for i := range r {
		for j := range r[i] {
			r[i][j] = m[i].dot(n.column(j))
		}
	}
	return
}

func (m *matrix) scale(f float64) *matrix {
	for i := range m {
		for j := range m[i] {
			m[i][j] *= f
		}
	}
	return m
}

func power(m matrix, n uint) matrix {
	r := matrix{{1}, {1: 1}, {2: 1}}
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			r = r.times(m)
		}
		m = m.times(m)
	}
	return r
}

func (m matrix) det() float64 {
	a, b, c := m[0], m[1], m[2]
	return a[0]*(b[1]*c[2]-b[2]*c[1]) - a[1]*(b[0]*c[2]-b[2]*c[0]) + a[2]*(b[0]*c[1]-b[1]*c[0])
}

func show(m matrix) {
	for _, row := range m {
		for _, x := range row {
			print(int(x*100), " ")
		}
	}
	println()
}

func main() {
	m := matrix{{2, 0, 1}, {1, 3, 2}, {0, 1, 1}}
	show(power(m, 0))
	show(power(m, 5))
	println(int(m.det()), int(power(m, 3).det()))
	n := *m.scale(0.5)
	show(n)
	println(n == m, m.times(n) == n.times(m), vector{1, 2, 3}.dot(vector{4, 5, 6}) == 32)
	fib := power(matrix{{1, 1}, {1}}, 40)
	println(int(fib[0][1]))
}
