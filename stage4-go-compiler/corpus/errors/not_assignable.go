package main

const c = 1

type T struct{ x int }

func f() T { return T{} }

func main() {
	c = 2
	f().x = 1
	1 = 2
	m := map[string]T{}
	m["a"].x = 1
	s := "abc"
	s[0] = 1
	main = nil
}
