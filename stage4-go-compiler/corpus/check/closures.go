package main

type node struct {
	next *node
	f    func(*node) map[string][]*node
}

var order = first()

func first() int { return second + 1 }

var second = 2

func counter() (func() int, func(int)) {
	n := 0
	return func() int { n++; return n }, func(m int) { n = m }
}

func divide(a, b int) (q int, err interface{}) {
	defer func() { err = recover() }()
	q = a / b
	return
}

func all(yield func(int, string) bool) {
	_ = yield(1, "a") && yield(2, "b")
}

func main() {
	get, set := counter()
	set(get() + 1)
	q, err := divide(1, 0)
outer:
	for i, s := range all {
		for {
			if i > 1 {
				break outer
			}
			println(s)
			continue outer
		}
	}
	var n node
	n.next, n.f = &n, nil
	m := map[string]struct{ a, b int }{"x": {1, 2}}
	delete(m, "x")
	v, ok := m["x"]
	s := append([]int(nil), 1, 2, 3)[:2:3]
	copy(s, s[1:])
	clear(m)
	println(q, err, v.a, ok, len(s), order)
}
