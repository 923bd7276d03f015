package main

type I interface{ M() }
type T struct{}

func main() {
	var i I
	switch i.(type) {
	case T:
	case int, int:
	case nil, nil:
	case I:
	}
	switch x := i.(type) {
	case nil:
	}
	var n int
	switch n.(type) {
	}
	switch i.(type) {
	default:
	default:
	}
}
