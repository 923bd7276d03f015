package main

import "fmt"

type big struct {
	a [10]int
	s string
}

func make1(n int) big {
	var b big
	for i := range b.a {
		b.a[i] = i * n
	}
	b.s = fmt.Sprint("n=", n)
	return b
}

func two(n int) (big, error) { return make1(n), nil }

func named(n int) (b big, count int) {
	b = make1(n)
	count = len(b.a)
	b.a[0] = -1
	return
}

func sum(b big, more ...big) int {
	t := 0
	for _, x := range b.a {
		t += x
	}
	for _, m := range more {
		t += sum(m)
	}
	return t
}

func main() {
	b, err := two(3)
	c, n := named(2)
	fmt.Println(b, err, c.a[0], n, sum(b), sum(make1(1), b, c), make1(4).a[9], make1(5).s)
	b = make1(b.a[1])
	fmt.Println(b.a[9])
}
