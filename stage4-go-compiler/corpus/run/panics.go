package main

import (
	"errors"
	"fmt"
)

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "recovered:", r)
		}
	}()
	f()
	fmt.Println(name, "returned")
}

func named() (x int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("caught %v", r)
			x *= 2
		}
	}()
	x = 21
	panic("boom")
}

type T struct{ n int }

func (t T) get() int   { return t.n }
func (t *T) set(n int) { t.n = n }

type base struct{ name string }

func (b base) hello() string { return "hello " + b.name }

type derived struct {
	base
	*T
}

var errSentinel = errors.New("sentinel")

func main() {
	var s []int
	var m map[string]int
	var p *T
	zero, one := 0, 1
	try("index", func() { _ = s[5] })
	try("nilmap", func() { m["x"] = 1 })
	try("nil", func() { p.n = 1 })
	try("divide", func() { fmt.Println(1 / zero) })
	try("slice", func() { _ = s[one:zero] })
	try("assert", func() { var x any = 1; _ = x.(string) })
	try("custom", func() { panic(errSentinel) })
	try("none", func() {})
	fmt.Println(named())
	for i := 0; i < 3; i++ {
		defer fmt.Println("deferred", i)
	}
	d := derived{base{"bob"}, &T{5}}
	d.set(7)
	h := d.hello
	fmt.Println(h(), d.get(), d.n, T.get(*d.T), (*T).get(d.T))
	err := fmt.Errorf("ctx: %w", errSentinel)
	fmt.Println(errors.Is(err, errSentinel), errors.Unwrap(err) == errSentinel)
	var fs []func()
	for i := 0; i < 3; i++ {
		fs = append(fs, func() { fmt.Print(i, " ") })
	}
	for _, f := range fs {
		f()
	}
	fmt.Println()
	switch x := any(3.5).(type) {
	case int:
		fmt.Println("int", x)
	case float64, string:
		fmt.Println("float or string", x)
	}
}
