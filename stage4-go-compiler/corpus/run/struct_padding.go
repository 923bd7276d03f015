package main

import "unsafe"

type padded struct {
	a bool
	b int64
	c bool
	d int32
	e bool
	f string
	g bool
}

type tail struct {
	x int64
	y struct{}
}

type blank struct {
	a int8
	_ int32
	b int8
}

func fill(p *padded, with byte) {
	b := (*[unsafe.Sizeof(padded{})]byte)(unsafe.Pointer(p))
	for i := range b {
		b[i] = with
	}
	*p = padded{true, 1, false, 2, true, "x", false}
}

func main() {
	println(unsafe.Sizeof(padded{}), unsafe.Offsetof(padded{}.b), unsafe.Offsetof(padded{}.d), unsafe.Offsetof(padded{}.g), unsafe.Alignof(padded{}))
	println(unsafe.Sizeof(tail{}), unsafe.Sizeof(blank{}), unsafe.Sizeof(struct{}{}), unsafe.Sizeof([3]int16{}))
	p, q := new(padded), new(padded)
	fill(p, 0xaa)
	fill(q, 0x55)
	println(*p == *q)
	m := map[padded]int{}
	m[*p]++
	m[*q]++
	println(len(m), m[*p])
	var i, j any = *p, *q
	println(i == j)
	x, y := [2]padded{*p, *q}, [2]padded{*q, *p}
	println(x == y)
	b1, b2 := blank{a: 1, b: 2}, blank{a: 1, b: 2}
	(*[3]int32)(unsafe.Pointer(&b1))[1] = 99
	println(b1 == b2)
	mb := map[blank]int{b1: 1}
	println(mb[b2])
	q.f = "y"
	println(*p == *q, len(m), m[*q])
	c := make(chan padded, 1)
	c <- *p
	println(<-c == *p)
}
