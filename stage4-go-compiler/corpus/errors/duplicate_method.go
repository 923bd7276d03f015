package main

type A interface {
	m()
	m()
}
type B interface{ m() int }
type C interface {
	A
	B
}

func main() {}
