package main

import (
	"errors"
	"fmt"
)

func safe(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			switch x := r.(type) {
			case error:
				err = x
			default:
				err = fmt.Errorf("panic: %v", x)
			}
		}
	}()
	f()
	return nil
}

func helper() any { return recover() }

func notDirect() (r any) {
	defer func() { r = recover() }()
	defer func() {
		func() { fmt.Println("nested sees", recover()) }()
		fmt.Println("helper sees", helper())
	}()
	panic("p")
}

func order() {
	defer fmt.Println("1 runs last")
	defer func() {
		fmt.Println("2 recovers", recover())
	}()
	defer fmt.Println("3 runs first")
	panic("now")
}

func value() (n int) {
	defer func() { recover(); n += 10 }()
	n = 5
	panic(0)
}

func replaced() {
	defer func() { fmt.Println("outer", recover()) }()
	defer func() { panic("second") }()
	panic("first")
}

func direct() {
	defer func() { fmt.Println("still", recover()) }()
	defer recover() // recovers nothing: not called by a deferred function
	panic("direct")
}

func main() {
	fmt.Println(safe(func() {}), safe(func() { panic("x") }), safe(func() { panic(errors.New("e")) }))
	fmt.Println(safe(func() { var a []int; _ = a[3] }))
	fmt.Println(safe(func() { var m map[string]int; m["a"] = 1 }))
	fmt.Println(safe(func() { var e error; fmt.Println(e.Error()) }))
	fmt.Println(safe(func() { var i any = "s"; fmt.Println(i.(int)) }))
	fmt.Println(notDirect())
	order()
	fmt.Println(value())
	replaced()
	direct()
	fmt.Println(recover())
	fmt.Println(safe(func() { panic(nil) }))
}
