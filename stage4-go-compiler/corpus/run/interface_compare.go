package main

type s struct {
	x int
	y string
}
type u struct{ f []int }
type e struct{}

func try(name string, f func() bool) {
	defer func() {
		if r := recover(); r != nil {
			println(name, r.(error).Error())
		}
	}()
	println(name, f())
}

func main() {
	var a, b any
	try("nil nil", func() bool { return a == b })
	a = (*int)(nil)
	try("nil pointer, nil", func() bool { return a == b })
	a, b = 1, int64(1)
	try("int int64", func() bool { return a == b })
	a, b = s{1, "x"}, s{1, "x"}
	try("structs", func() bool { return a == b })
	a, b = &s{1, "x"}, &s{1, "x"}
	try("pointers", func() bool { return a == b })
	a, b = []int{1}, []int{1}
	try("slices", func() bool { return a == b })
	a, b = u{}, u{}
	try("structs of slices", func() bool { return a == b })
	a, b = []int{1}, "x"
	try("slice and string", func() bool { return a == b })
	a, b = map[int]int{}, map[int]int{}
	try("maps", func() bool { return a == b })
	f := func() {}
	a, b = f, f
	try("functions", func() bool { return a == b })
	a, b = [2]any{1, "x"}, [2]any{1, "x"}
	try("arrays of interfaces", func() bool { return a == b })
	a, b = [2]any{1, []int{}}, [2]any{2, []int{}}
	try("different before the slice", func() bool { return a == b })
	a, b = [2]any{1, []int{}}, [2]any{1, []int{}}
	try("different not before it", func() bool { return a == b })
	a, b = e{}, e{}
	try("empty", func() bool { return a == b && a == e{} })
	a = 0.0
	try("mixed", func() bool { return a == 0.0 && a != 0 })
	m := map[any]int{"x": 1}
	try("key", func() bool { m[[]int{}] = 1; return true })
	try("key in a struct", func() bool { return m[struct{ x any }{map[int]int{}}] == 0 })
	c := make(chan int)
	a, b = c, c
	try("channels", func() bool { return a == b })
	a, b = complex(1, 2), 1+2i
	try("complex", func() bool { return a == b })
}
