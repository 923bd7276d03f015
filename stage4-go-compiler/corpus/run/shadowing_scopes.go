package main

import "fmt"

var x = "package"

type T int

func f() (string, error) { return "f", nil }

func param(x int) int {
	{
		x := x + 1
		x++
		_ = x
	}
	return x
}

func main() {
	fmt.Println(x)
	x := 1
	{
		x := x + 1
		fmt.Println(x)
		{
			x := "inner"
			fmt.Println(x)
		}
		x++
		fmt.Println(x)
	}
	fmt.Println(x, param(5))
	if x := 10; x > 5 {
		x := x * 2
		fmt.Println(x)
	} else {
		fmt.Println(x)
	}
	for x := 0; x < 2; x++ {
		x := x * 10
		fmt.Print(x, " ")
	}
	fmt.Println(x)
	switch x := interface{}(x).(type) {
	default:
		fmt.Printf("%T\n", x)
	}
	type T string
	var t T = "local type"
	fmt.Println(t)
	len := func(s string) int { return 42 }
	fmt.Println(len("abc"))
	true := false
	fmt.Println(true, !true)
	nil := 5
	fmt.Println(nil)
	string := func(n int) int { return n }
	fmt.Println(string(7))
	s, err := f()
	if s, err := f(); err == err {
		s += "!"
		_ = s
	}
	s2, err := f()
	fmt.Println(s, s2, err)
	func() {
		x = 50
		x := 60
		x++
	}()
	fmt.Println(x)
	var a, b = 1, 2
	a, c := 3, 4
	fmt.Println(a, b, c)
	const k = 1
	{
		const k = k + 1
		fmt.Println(k)
	}
	fmt.Println(k)
}
