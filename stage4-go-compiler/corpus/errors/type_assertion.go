package main

type I interface{ M() }
type T struct{}

func main() {
	var x int
	_ = x.(int)
	var i I
	_ = i.(T)
	_ = i.(interface{ N() })
	var t T = i
}
