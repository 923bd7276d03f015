package main

import (
	"errors"
	"fmt"
)

type e1 struct{ s string }

func (e e1) Error() string { return "e1:" + e.s }

func try(f func()) {
	defer func() {
		r := recover()
		_, isErr := r.(error)
		_, isRt := r.(interface{ RuntimeError() })
		if isRt {
			fmt.Println(r, isErr) // the names of the runtime's types are its own business
			return
		}
		fmt.Printf("%T %v %t\n", r, r, isErr)
	}()
	f()
}

func main() {
	try(func() { panic(42) })
	try(func() { panic("s") })
	try(func() { panic(errors.New("err")) })
	try(func() { panic(e1{"x"}) })
	try(func() { panic(&struct{ a int }{1}) })
	try(func() { panic([]int{1, 2}) })
	var m map[string]int
	var p *int
	var a []int
	var s string
	z := 0
	try(func() { m["a"]++ })
	try(func() { *p = 1 })
	try(func() { a[z] = 1 })
	try(func() { _ = s[z] })
	try(func() { z /= z })
	try(func() { _ = a[z:5] })
	try(func() { _ = make([]int, z-1) })
	try(func() { var f func(); f() })
	try(func() { var i interface{}; _ = i.(string) })
	try(func() { var e error = e1{"y"}; _ = e.(fmt.Stringer) })
	try(func() { var e error = e1{"y"}; _ = e.(*e2) })
}

type e2 struct{}

func (*e2) Error() string { return "e2" }
