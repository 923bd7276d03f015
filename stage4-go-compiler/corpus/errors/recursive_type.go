package main

type A struct{ b B }
type B struct{ c [2]C }
type C struct{ a A }
type D D
type E struct{ e *E }
type F [2]F
type G H
type H G
type I interface{ I }
type J = []J

func main() {}
