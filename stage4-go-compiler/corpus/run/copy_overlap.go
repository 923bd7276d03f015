package main

func show(s []int) {
	for _, x := range s {
		print(x, " ")
	}
	println(len(s), cap(s))
}

func main() {
	s := []int{0, 1, 2, 3, 4, 5, 6, 7}
	println(copy(s[2:], s))
	show(s)
	s = []int{0, 1, 2, 3, 4, 5, 6, 7}
	println(copy(s, s[3:]))
	show(s)
	println(copy(s[5:], s[:2]), copy(s[:0], s), copy(s, []int(nil)), copy(s[4:4], s))
	show(s)
	b := []byte("abcdef")
	println(copy(b[1:], "XYZ"), copy(b, ""), copy(b[5:], "long"))
	println(string(b))
	// append to a part of itself.
	t := make([]int, 3, 10)
	t[0], t[1], t[2] = 1, 2, 3
	t = append(t, t...)
	show(t)
	t = append(t[:1], t[2:]...)
	show(t)
	t = append(t, t[len(t)-2:]...)
	show(t)
	t = append(t[:2], append([]int{100, 200}, t[2:]...)...)
	show(t)
	full := t[:2:2]
	full = append(full, -1)
	show(t[:4])
	show(full[:3])
	type pair struct {
		a string
		b [2]int8
	}
	ps := []pair{{"a", [2]int8{1, 2}}, {"b", [2]int8{3, 4}}, {"c", [2]int8{5, 6}}}
	copy(ps[1:], ps)
	for _, p := range ps {
		print(p.a, p.b[0], p.b[1], " ")
	}
	println()
	copy(ps, ps[1:])
	clear(ps[1:2])
	for _, p := range ps {
		print(p.a, p.b[0], p.b[1], " ")
	}
	println()
	arr := [5]int{1, 2, 3, 4, 5}
	copy(arr[1:], arr[:])
	show(arr[:])
}
