// A method with a value receiver, called with a nil pointer through an interface.
package main

import "fmt"

type T struct{ n int }

func (t T) Value() int    { return t.n }
func (t *T) Pointer() int { return 7 }

type both interface {
	Value() int
	Pointer() int
}

//go:noinline
func call(b both) int { return b.Value() }

func main() {
	var t *T
	var b both = t
	fmt.Println(b.Pointer())
	func() {
		defer func() { fmt.Println(recover()) }()
		call(b)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		t.Value()
	}()
}
