package main

// Names of the language are names like others.

type int32 = string

type error interface{ Error() int }

type failure int

func (f failure) Error() int { return int(f) }

func len(x []bool) bool { return x == nil }

func print2(true bool) bool { return !true }

var nil2 = nil_()

func nil_() []bool { return nil }

type string_ = string

func main() {
	var s int32 = "a string"
	println(s)
	var e error = failure(3)
	println(e.Error(), len(nil), len([]bool{}))
	true := false
	println(true, !true, print2(true))
	append := func(a, b int) int { return a*10 + b }
	println(append(1, 2))
	{
		type int uint8
		var x int = 255
		x++
		println(x)
		iota := 5
		const c = 7
		println(iota, c)
	}
	for int := range 2 {
		print(int, " ")
	}
	println()
	var string string = "shadowed"
	println(string)
	func(nil int) { println(nil + 1) }(41)
	if new := 3; new > 2 {
		println("new", new)
	}
	println(nil2 == nil)
	var main = "main"
	println(main)
	goto_ := 1
	_ = goto_
	panic := func(x any) { println("no panic", x.(int32)) }
	panic("x")
	x, y := 1, 2
	{
		x, z := 10, 20
		x, y = z, x
		println(x, y)
	}
	println(x, y)
}
