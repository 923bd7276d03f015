package main

type node struct {
	v    int
	next *node
}

func main() {
	// Operands of the left side are evaluated before anything is assigned.
	i := 0
	s := []int{10, 20, 30}
	i, s[i] = 2, 99
	println(i, s[0], s[2])
	s[0], s[1], s[2] = s[2], s[0], s[1]
	println(s[0], s[1], s[2])
	p := &node{1, &node{2, &node{3, nil}}}
	// Reverse a list in place.
	var back *node
	for p != nil {
		p, p.next, back = p.next, back, p
	}
	for n := back; n != nil; n = n.next {
		print(n.v, " ")
	}
	println()
	a := [2][2]int{{1, 2}, {3, 4}}
	a[0], a[1] = a[1], a[0]
	println(a[0][0], a[1][1])
	x, y, z := 1, 2, 3
	x, y, z = z, x, y
	println(x, y, z)
	q := &x
	*q, x = 10, 20
	println(x)
	x, *q = 30, 40
	println(x)
	m := map[string]int{"a": 1}
	m["a"], m["b"] = m["b"], m["a"]
	println(m["a"], m["b"], len(m))
	t := struct{ p, q []int }{[]int{1}, []int{2, 3}}
	t.p, t.q = t.q, t.p
	t.p[0], t.q = 9, append(t.q, t.p...)
	println(t.p[0], len(t.q), t.q[1])
	var arr [3]int
	for i, arr[i] = range []int{5, 6, 7} {
	}
	println(i, arr[0], arr[1], arr[2])
	f := func() (int, []int) { s = []int{-1, -2, -3}; return 1, s }
	k := 0
	k, s = f()
	println(k, s[k])
	var u8 uint8
	u8, ok := 255, true
	u8, v := u8+1, u8
	println(u8, v, ok)
	s = s[:1]
	defer func() { recover(); println("assigned before the panic:", x) }()
	x, s[5] = 7, 8
}
