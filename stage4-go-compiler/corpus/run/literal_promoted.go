// A struct literal may name fields of embedded structs.
package main

import "fmt"

type A struct{ P, X int }
type M struct {
	Q int
	A
}
type B struct {
	Y int
	M
}

var g = B{X: 5, Q: 6, Y: 7}

func main() {
	b := B{X: 1, Y: 2}
	fmt.Println(b, &B{Q: 3, P: 4}, g)
}
