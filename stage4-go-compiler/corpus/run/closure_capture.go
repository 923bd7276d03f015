package main

import "fmt"

func counter() (func() int, func()) {
	n := 0
	return func() int { n++; return n }, func() { n = 100 }
}

func fib() func() int {
	a, b := 0, 1
	return func() int {
		r := a
		a, b = b, a+b
		return r
	}
}

func apply(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

func main() {
	inc, reset := counter()
	inc2, _ := counter()
	fmt.Println(inc(), inc(), inc2())
	reset()
	fmt.Println(inc(), inc2())
	f := fib()
	for range 10 {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	var fs []func() int
	for i := 0; i < 3; i++ { // each iteration has its own i
		fs = append(fs, func() int { i *= 10; return i })
	}
	for _, v := range []int{1, 2, 3} {
		fs = append(fs, func() int { v++; return v })
	}
	for _, f := range fs {
		fmt.Print(f(), " ", f(), " ")
	}
	fmt.Println()
	k := 5
	add := func(x int) int { return x + k }
	k = 50
	fmt.Println(apply(add, func(x int) int { return x * 2 }, add)(1))
	var fact func(int) int
	fact = func(n int) int {
		if n < 2 {
			return 1
		}
		return n * fact(n-1)
	}
	fmt.Println(fact(10))
	x := 1
	func() {
		x := 2
		func() { x++ }()
		fmt.Print(x, " ")
	}()
	fmt.Println(x)
	func(args ...string) { fmt.Println(len(args), args) }("a", "b")
}
