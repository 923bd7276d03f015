package main

type inner struct{ deep int }
type T struct {
	inner
	Name string
}

func (T) Method() {}

func main() {
	var t T
	t.name = ""
	t.foo()
	t.method()
	t.Deep = 1
	var p **T
	p.Name = ""
	var i interface{ M() }
	i.N()
	var q *interface{ M() }
	q.M()
}
