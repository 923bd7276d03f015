package main

import "fmt"

func inner() {
	defer func() {
		r := recover()
		fmt.Println("inner", r)
		panic(fmt.Sprint("again ", r))
	}()
	panic("one")
}

func middle() {
	defer fmt.Println("middle done")
	defer func() {
		defer func() { fmt.Println("in deferred", recover()) }()
		panic("in defer") // is recovered there; the outer one goes on
	}()
	inner()
}

func count(n int) {
	defer func() {
		if r := recover(); r != nil {
			if n > 0 {
				panic(r.(int) + n)
			}
			fmt.Println("sum", r)
		}
	}()
	if n == 4 {
		panic(0)
	}
	count(n + 1)
}

func loop() (out []int) {
	for i := 0; i < 5; i++ {
		func() {
			defer func() {
				if r := recover(); r != nil {
					out = append(out, r.(int))
				}
			}()
			if i%2 == 0 {
				panic(i)
			}
			out = append(out, -i)
		}()
	}
	return
}

func twice() (r1, r2 any) {
	defer func() { r2 = recover() }()
	defer func() { r1 = recover() }()
	panic("once")
}

func main() {
	func() {
		defer func() { fmt.Println("outer", recover()) }()
		middle()
	}()
	count(0)
	fmt.Println(loop())
	fmt.Println(twice())
	func() {
		defer func() {
			fmt.Println(recover())
			fmt.Println(recover())
		}()
		panic(1.5)
	}()
	fmt.Println("end")
}
