package main

import "fmt"

func safe(f func()) (msg string) {
	defer func() {
		if r := recover(); r != nil {
			msg = fmt.Sprint("recovered: ", r)
		}
	}()
	f()
	return "fine"
}

type res struct{ name string }

func (r *res) close() { fmt.Println("close", r.name) }

func use() (n int) {
	a, b := &res{"a"}, &res{"b"}
	defer a.close()
	defer b.close()
	defer func() { n *= 2 }()
	for i := 0; i < 2; i++ {
		defer fmt.Println("loop", i)
	}
	a.name = "changed"
	return 21
}

func main() {
	fmt.Println(use())
	fmt.Println(safe(func() {}))
	fmt.Println(safe(func() { panic("oops") }))
	fmt.Println(safe(func() { var p *res; p.name = "x" }))
	fmt.Println(safe(func() { panic(fmt.Errorf("wrapped %d", 1)) }))
	fmt.Println(safe(func() { a := []int{1}; i := 5; a[i]++ }))
	fmt.Println(recover())
}
