package main

import (
	"errors"
	"fmt"
)

type shape interface {
	area() float64
	scale(float64)
}
type rect struct{ w, h float64 }

func (r *rect) area() float64   { return r.w * r.h }
func (r *rect) scale(k float64) { r.w *= k; r.h *= k }

type myErr struct{ code int }

func (e *myErr) Error() string { return fmt.Sprint("code ", e.code) }

func mayFail(fail bool) error {
	var e *myErr
	if fail {
		e = &myErr{7}
	}
	return e // never nil
}

func main() {
	var s shape
	fmt.Println(s == nil)
	r := &rect{2, 3}
	s = r
	s.scale(2)
	fmt.Println(r.area(), s.area(), s == shape(r), s != nil)
	e := mayFail(false)
	fmt.Println(e == nil, e.(*myErr) == nil, mayFail(true))
	var a, b interface{} = 1, 1
	fmt.Println(a == b, a == interface{}(int64(1)), a == 1, a != "1")
	a, b = "x", "x"
	fmt.Println(a == b, a == interface{}([1]string{"x"}))
	a, b = [2]int{1, 2}, [2]int{1, 2}
	fmt.Println(a == b)
	func() {
		defer func() { fmt.Println(recover()) }()
		a, b = []int{1}, []int{1}
		fmt.Println(a == b)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		a, b = struct{ f func() }{}, struct{ f func() }{}
		fmt.Println(a == b)
	}()
	a, b = []int{1}, 5
	fmt.Println(a == b)
	x := 10
	a = x
	x = 20
	fmt.Println(a, x)
	type big struct{ a, b, c int }
	v := big{1, 2, 3}
	a = v
	v.a = 100
	fmt.Println(a, a.(big).a, a == any(big{1, 2, 3}))
	var st fmt.Stringer
	_, ok := a.(fmt.Stringer)
	fmt.Println(ok, st == nil)
	e1, e2 := errors.New("x"), errors.New("x")
	fmt.Println(e1 == e2, e1 == e1)
}
