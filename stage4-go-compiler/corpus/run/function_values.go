package main

import "fmt"

type op func(float64, float64) float64
type handler func(string) handler

func (o op) apply(a, b float64) float64 { return o(a, b) }

func add(a, b float64) float64 { return a + b }

func compose(f, g func(int) int) func(int) int { return func(x int) int { return f(g(x)) } }

func curry(a int) func(int) func(int) int {
	return func(b int) func(int) int { return func(c int) int { return a*100 + b*10 + c } }
}

func start(s string) handler {
	fmt.Print("start ", s, "; ")
	return func(s string) handler { fmt.Print("second ", s, "; "); return nil }
}

func memo(f func(int) int) func(int) int {
	cache := map[int]int{}
	return func(n int) int {
		if v, ok := cache[n]; ok {
			return v
		}
		v := f(n)
		cache[n] = v
		return v
	}
}

func manyResults() (a int, b string, c float64, d bool, e []int, f error) {
	return 1, "b", 2.5, true, []int{1}, nil
}

func manyArgs(a, b, c, d, e, f, g, h, i, j int, x, y, z float64, s string) string {
	return fmt.Sprint(a, b, c, d, e, f, g, h, i, j, x, y, z, s)
}

func main() {
	ops := map[string]op{"add": add, "mul": func(a, b float64) float64 { return a * b }}
	fmt.Println(ops["add"].apply(1, 2), ops["mul"](3, 4), ops["x"] == nil)
	inc := func(x int) int { return x + 1 }
	dbl := func(x int) int { return x * 2 }
	fmt.Println(compose(inc, dbl)(5), compose(dbl, inc)(5), curry(1)(2)(3))
	for h, i := handler(start), 0; h != nil; i++ {
		h = h(fmt.Sprint(i))
	}
	fmt.Println()
	var fib func(int) int
	fib = memo(func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	})
	fmt.Println(fib(80))
	fmt.Println(manyResults())
	fmt.Println(manyArgs(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1.5, 2.5, 3.5, "s"))
	f := manyArgs
	fmt.Println(f(10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0.5, 0.25, 0.125, "t"))
	st := struct {
		f func() int
		g []func(int)
	}{f: func() int { return 7 }}
	total := 0
	st.g = append(st.g, func(n int) { total += n }, func(n int) { total *= n })
	for _, g := range st.g {
		g(st.f())
	}
	fmt.Println(total)
	if func() bool { return total > 10 }() {
		fmt.Println("immediately called")
	}
	defer func() { fmt.Println(recover()) }()
	var nilf func(int) int
	nilf(1)
}
