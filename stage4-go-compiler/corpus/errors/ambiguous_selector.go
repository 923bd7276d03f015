package main

type A struct{ x int }
type B struct{ x int }
type C struct {
	A
	B
}

var c C
var d = c.x

func main() {}
