package main

func main() {
	x := _
	_.y = 1
	_()
	var a _
	_ = 1
	println(_ + 1)
}
