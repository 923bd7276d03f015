package main

import "fmt"

type weekday int

const (
	sunday weekday = iota
	monday
	_
	wednesday
	last = iota
	after
)

const (
	a, b = iota, iota * 10
	c, d
	_, _
	e, f
)

const (
	flagA uint8 = 1 << iota
	flagB
	flagC
	all = flagA | flagB | flagC
	next
)

const (
	s = "s"
	s2
	n = iota
	z = -iota
	z2
)

const (
	g = iota
	h = 'x' + iota
	k
	l float64 = iota / 2.0
	m
)

func (w weekday) String() string { return [...]string{"Sun", "Mon", "Tue", "Wed"}[w] }

func main() {
	fmt.Println(sunday, monday, wednesday, last, after)
	fmt.Println(a, b, c, d, e, f)
	fmt.Println(flagA, flagB, flagC, all, next)
	fmt.Println(s, s2, n, z, z2)
	fmt.Println(g, h, k, l, m)
	const (
		inner = iota + 1
		more
	)
	fmt.Printf("%d %v %s %d %x|%5d|%-5v|\n", wednesday, wednesday, monday, more, all, monday, monday)
}
