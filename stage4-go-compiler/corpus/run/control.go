package main

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func divide(a, b int) (q, r int) {
	q = a / b
	r = a % b
	return
}

func main() {
	println(fib(20))
	q, r := divide(17, 5)
	println(q, r)
	sum := 0
outer:
	for i := 0; i < 10; i++ {
		for j := range 10 {
			if j > i {
				continue outer
			}
			if i == 7 {
				break outer
			}
			sum += i * j
		}
	}
	println(sum)
	switch sum {
	case 1, 2:
		println("small")
	case 322:
		println("hit")
		fallthrough
	default:
		println("default")
	}
	i := 0
again:
	i++
	if i < 3 {
		goto again
	}
	println(i)
	var u8 uint8 = 250
	u8 += 10
	var i8 int8 = -128
	i8 = -i8
	println(u8, i8, 1<<uint(i), -7/2, -7%2, 7&^5, 1<<uint(70+i) == 0)
	s := "héllo, 世界"
	for i, c := range s {
		println(i, c)
	}
	a := [5]int{1, 2, 3}
	b := a
	b[0] = 9
	println(a[0], b[0], a == b, len(a))
	sl := a[1:4]
	sl = append(sl, 100, 200, 300)
	println(len(sl), sl[3], a[4])
	m := map[string]int{"a": 1}
	m["b"] += 5
	v, ok := m["c"]
	println(m["a"], m["b"], v, ok, len(m))
	delete(m, "a")
	println(len(m))
	println(min(3, 1, 2), max(2, 1))
	f := func(x int) func() int {
		return func() int { x++; return x }
	}
	g := f(10)
	println(g(), g(), string(rune(65)), string([]byte{72, 105}))
}
