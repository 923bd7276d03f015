package main

import "fmt"

func sum(base int, ns ...int) int {
	for _, n := range ns {
		base += n
	}
	return base
}

func nilness(xs ...string) (bool, int) { return xs == nil, len(xs) }

func modify(xs ...int) { xs[0] = 99 }

func forward(xs ...interface{}) string { return fmt.Sprint(len(xs), xs) }

func forwardAll(xs ...interface{}) string { return forward(xs...) + forward(xs) }

type t struct{ log []string }

func (x *t) add(prefix string, items ...string) *t {
	for _, i := range items {
		x.log = append(x.log, prefix+i)
	}
	return x
}

func pair() (int, int) { return 3, 4 }

func funcs(fs ...func(int) int) (x int) {
	x = 1
	for _, f := range fs {
		x = f(x)
	}
	return
}

func main() {
	fmt.Println(sum(1), sum(1, 2), sum(1, 2, 3), sum(1, []int{4, 5}...), sum(pair()))
	fmt.Println(nilness())
	fmt.Println(nilness([]string{}...))
	fmt.Println(nilness(nil...))
	s := []int{1, 2}
	modify(s...)
	fmt.Println(s)
	modify(s[0], s[1])
	fmt.Println(s, forward(1, "a"), forwardAll(1, nil), forward(nil), forward(nil...), forward([]int{1}))
	x := (&t{}).add("a", "1", "2").add("b").add("c", []string{"x", "y"}...)
	fmt.Println(x.log)
	fmt.Println(funcs(func(x int) int { return x + 1 }, func(x int) int { return x * 10 }))
	f := sum
	g := (*t).add
	fmt.Println(f(1, 1, 1), len(g(x, "d", "z").log))
	fmt.Println(append([]interface{}{1}, []interface{}{2, "3"}...)...)
	fmt.Println(func(xs ...float64) float64 { return xs[len(xs)-1] }(1, 2, 3.5))
}
