package main

import "fmt"

type animal struct{ name string }

func (a animal) hello() string    { return "I am " + a.name }
func (a *animal) rename(s string) { a.name = s }

type legs struct{ count int }

func (l *legs) walk() string { return fmt.Sprint("walks on ", l.count) }

type dog struct {
	animal
	*legs
	tricks []string
}

type speaker interface{ hello() string }
type walker interface {
	speaker
	walk() string
}

func main() {
	d := dog{animal{"Rex"}, &legs{4}, nil}
	d.rename("Max")
	var s speaker = d
	var w walker = &d
	fmt.Println(d.hello(), d.name, d.count, s.hello(), w.walk(), w.hello())
	d.rename("Ben")
	d.legs.count = 3
	fmt.Println(s.hello(), w.hello(), w.walk(), d.animal.name)
}
