package main

import "fmt"

type base struct {
	id   int
	name string
}

func (b base) describe() string { return fmt.Sprint(b.id, ":", b.name) }
func (b *base) rename(s string) { b.name = s }
func (b base) self() string     { return "base" }

type middle struct {
	base
	extra int
}

func (m middle) self() string { return "middle/" + m.base.self() }

type top struct {
	*middle
	name string // hides base.name
}

type logger interface{ log(string) string }
type prefix string

func (p prefix) log(s string) string { return string(p) + s }

type service struct {
	logger
	base
}

func main() {
	m := middle{base{1, "one"}, 5}
	m.rename("uno")
	fmt.Println(m.describe(), m.id, m.base.id, m.self())
	t := top{&m, "top"}
	t.rename("changed")
	t.id++
	fmt.Println(t.name, t.middle.name, t.base.name, t.describe(), t.self(), m.id)
	s := service{prefix("> "), base{2, "two"}}
	fmt.Println(s.log("hi"), s.describe())
	s.logger = prefix("# ")
	fmt.Println(s.log("ho"))
	var d interface{ describe() string } = t
	fmt.Println(d.describe())
	d = &s
	fmt.Println(d.describe())
	f := t.describe
	t.id = 100
	fmt.Println(f(), t.describe())
	fmt.Printf("%v %+v\n", m, m)
	type anon struct {
		struct0 struct{ x, y int }
		fmt.Stringer
	}
	a := anon{}
	a.struct0.x = 3
	fmt.Println(a.struct0, a.Stringer == nil)
	func() {
		defer func() { fmt.Println(recover() != nil) }()
		fmt.Println(a.String())
	}()
	var e service
	func() {
		defer func() { fmt.Println(recover() != nil) }()
		e.log("x")
	}()
}
