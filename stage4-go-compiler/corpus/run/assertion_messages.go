package main

import (
	"fmt"
	"io"
)

type t struct{ a int }
type named int

func (n named) M()  {}
func (n *named) P() {}

type m interface{ M() }
type mp interface {
	M()
	P()
}

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	var e interface{}
	var im m
	try(func() { _ = e.(int) })
	try(func() { _ = e.(m) })
	try(func() { _ = im.(named) })
	e = "s"
	try(func() { _ = e.(int) })
	try(func() { _ = e.(t) })
	try(func() { _ = e.(*t) })
	try(func() { _ = e.([]string) })
	try(func() { _ = e.(map[string]int) })
	try(func() { _ = e.(func(int) string) })
	try(func() { _ = e.(m) })
	try(func() { _ = e.(io.Reader) })
	im = named(1)
	try(func() { _ = im.(mp) })
	try(func() { _ = im.(*named) })
	try(func() { _ = im.(interface{ X() }) })
	e = t{1}
	try(func() { _ = e.(struct{ a int }) })
	try(func() { _ = e.(fmt.Stringer) })
	e = named(2)
	try(func() { _ = e.(int) })
	{
		type t struct{ b int }
		e = t{}
	}
	try(func() { _ = e.(t) })
	v, ok := e.(t)
	fmt.Println(v, ok)
}
