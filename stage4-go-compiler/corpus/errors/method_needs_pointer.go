package main

type T struct{}

func (*T) m() {}

func f() T { return T{} }

func main() {
	T{}.m()
	f().m()
	T.m(T{})
	(*T).m(&T{})
	map[int]T{}[1].m()
	t := T{}
	t.m()
}
