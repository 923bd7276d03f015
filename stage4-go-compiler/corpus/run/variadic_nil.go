package main

func f(xs ...int) (int, bool) { return len(xs), xs == nil }
func g(a string, xs ...any) int {
	n := 0
	for _, x := range xs {
		if x == nil {
			n++
		}
	}
	return len(xs)*10 + n
}
func change(xs ...int) {
	if len(xs) > 0 {
		xs[0] = 99
	}
}
func errs(es ...error) int { return len(es) }

type list []int

func (l *list) add(xs ...int) *list { *l = append(*l, xs...); return l }

func main() {
	n, isNil := f()
	println(n, isNil)
	n, isNil = f(nil...)
	println(n, isNil)
	n, isNil = f([]int{}...)
	println(n, isNil)
	println(g("x"), g("x", nil), g("x", nil, nil), g("x", nil...), g("x", []any{nil}...))
	println(g("x", []any{nil, 1}), g("x", []int(nil)), g("x", (*int)(nil)))
	s := []int{1, 2}
	change(s...)
	println(s[0])
	a, b := 1, 2
	change(a, b)
	println(a, b)
	println(errs(), errs(nil), errs(nil, nil))
	var l list
	l.add(1).add().add(2, 3).add([]int{4}...)
	println(len(l), l[3])
	h := func(prefix string, rest ...func() int) (n int) {
		for _, r := range rest {
			n = n*10 + r()
		}
		return
	}
	println(h("", func() int { return 1 }, func() int { return 2 }), h(""))
	defer func(xs ...string) { println(len(xs), xs[1]) }("a", "b")
	method := (*list).add
	method(&l, 9, 9)
	println(len(l))
	two := func() (int, int) { return 5, 6 }
	println(f(two()))
}
