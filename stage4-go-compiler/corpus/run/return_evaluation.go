package main

var trace string

func t(s string, n int) int { trace += s; return n }

func order() (int, int, int) { return t("a", 1), t("b", 2), t("c", 3) }

func captured() (x int) {
	defer func() { trace += "d" }()
	x = 5
	return func() int { trace += "r"; x = 100; return x + 1 }()
}

func shadow() (err error, n int) {
	for i := range 3 {
		n := i * 10
		if i == 2 {
			return nil, n
		}
	}
	return
}

func swap(a, b int) (b2, a2 int) {
	b2, a2 = b, a
	return a2, b2
}

func bare(n int) (r []int, ok bool) {
	if n == 0 {
		return
	}
	r = append(r, n)
	if ok = n > 1; ok {
		return
	}
	r, ok = bare(n - 1)
	return append(r, n), ok
}

type big struct{ a [20]int }

func makeBig(n int) (b big) {
	for i := range b.a {
		b.a[i] = n * i
	}
	return
}

func pass(b big) big { b.a[0] = -1; return b }

func multi() (int, string, []int, map[string]int, error, func() int, [2]bool, float64) {
	return 1, "two", []int{3}, map[string]int{"four": 4}, nil, func() int { return 6 }, [2]bool{true, false}, 8.5
}

func forward() (int, int, int) { return order() }
func add(a, b, c int) int      { return a*100 + b*10 + c }

func main() {
	println(add(forward()), trace)
	trace = ""
	println(captured(), trace)
	_, n := shadow()
	println(n)
	println(swap(1, 2))
	r, ok := bare(1)
	println(len(r), ok)
	r, ok = bare(2)
	println(len(r), ok)
	b := makeBig(3)
	c := pass(b)
	println(b.a[0], c.a[0], c.a[19], pass(makeBig(1)).a[5], b == c)
	i, s, l, m, e, f, a, fl := multi()
	println(i, s, l[0], m["four"], e == nil, f(), a[0], a[1], fl == 8.5)
}
