package main

func counter() (inc func() int, get func() int) {
	n := 0
	inc = func() int { n++; return n }
	get = func() int { return n }
	return
}

func fib() func() int {
	a, b := 0, 1
	return func() int {
		r := a
		a, b = b, a+b
		return r
	}
}

func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

type tree struct {
	l, r *tree
	v    int
}

func (t *tree) walk(f func(int) bool) bool {
	return t == nil || t.l.walk(f) && f(t.v) && t.r.walk(f)
}

func main() {
	inc, get := counter()
	inc2, _ := counter()
	inc()
	inc()
	inc2()
	println(get(), inc2())
	f := fib()
	for range 10 {
		print(f(), " ")
	}
	println()
	k := 3
	g := compose(func(x int) int { return x + k }, func(x int) int { k *= 2; return x * k })
	println(g(1), g(1), k)
	var fact func(int) int
	fact = func(n int) int {
		if n < 2 {
			return 1
		}
		return n * fact(n-1)
	}
	println(fact(10))
	t := &tree{&tree{nil, nil, 1}, &tree{&tree{nil, nil, 3}, nil, 4}, 2}
	sum := 0
	t.walk(func(v int) bool { sum += v; return v < 3 })
	println(sum)
	x := 1
	func() {
		x := x + 1
		func() { x++ }()
		println(x)
	}()
	println(x)
	arr := [3]int{1, 2, 3}
	h := func() int { arr[0]++; return arr[0] }
	b := arr
	h()
	println(b[0], h())
	println(arr[0])
	p := func(p *int) func() { return func() { *p += 5 } }(&arr[2])
	p()
	p()
	println(arr[2])
	println(func(a, b int) int { return a - b }(5, 3))
	even, odd := (func(int) bool)(nil), (func(int) bool)(nil)
	even = func(n int) bool { return n == 0 || odd(n-1) }
	odd = func(n int) bool { return n != 0 && even(n-1) }
	println(even(10), odd(7), even(7))
}
