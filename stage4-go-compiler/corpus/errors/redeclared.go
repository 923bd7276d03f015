package main

var x int
var x string

type T struct {
	a int
	a string
}

func (T) m() {}
func (T) m() {}
func (T) a() {}

func f(a int, a string) {}

func main() {
	var y int
	var y int
	f := 1
	_, _ = y, f
}
