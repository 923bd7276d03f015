package main

type ops struct{ f func(int) int }

func (o ops) run() int {
	return o.f(1)
}

func main() {
	var o ops
	println(o.run())
}
