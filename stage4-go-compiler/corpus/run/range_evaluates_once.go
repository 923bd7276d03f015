package main

var calls int

func list() []int { calls++; return []int{1, 2, 3} }

func main() {
	for range list() {
	}
	println(calls)
	s := []int{1, 2, 3}
	for i, x := range s {
		s = append(s, x*10)
		s[i] = 0
		if i == 0 {
			s[1] = 50
		}
		print(x, " ")
	}
	println(len(s))
	t := []int{1, 2, 3}
	for i, x := range t {
		if i == 0 {
			t[1] = 50
			t = nil
		}
		print(x, " ")
	}
	println(t == nil)
	a := [3]int{1, 2, 3}
	for i, x := range a {
		a[2] = 100
		print(i, x, " ")
	}
	for i, x := range a[:] {
		a[2] = 200
		print(i, x, " ")
	}
	println()
	n := 3
	for i := range n {
		n = 10
		i += 100
		print(i, " ")
	}
	println(n)
	for i := range int8(3) {
		print(i, " ")
	}
	const c = 2
	for range c {
		print("c ")
	}
	for range -5 {
		print("never")
	}
	var p *[4]int
	for i := range p {
		print(i, " ")
	}
	println(len(p))
	str := "ab"
	for i, r := range str {
		str = "changed"
		print(i, r, " ")
	}
	println(str)
	var k, v int
	for k, v = range []int{7, 8} {
	}
	println(k, v)
	for k = range 5 {
		if k == 3 {
			break
		}
	}
	println(k)
	m := map[int]int{}
	for m[0] = range 4 {
		m[1] += m[0]
	}
	println(m[0], m[1])
	defer func() { println(recover() != nil) }()
	for i, x := range p {
		println(i, x)
	}
}
