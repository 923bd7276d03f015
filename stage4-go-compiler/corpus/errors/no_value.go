package main

func f() {}

func main() {
	x := f()
	println(f())
	var y int = f()
	_ = f() + 1
	return f()
}
