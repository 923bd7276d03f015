package main

import "fmt"

type handler func(args ...int) int

var table = [...]handler{
	func(args ...int) int { return len(args) },
	func(args ...int) (s int) {
		for _, a := range args {
			s += a
		}
		return
	},
	2: product,
}

func product(args ...int) int {
	p := 1
	for _, a := range args {
		p *= a
	}
	return p
}

type vm struct{ stack []int }

func (v *vm) push(n int) { v.stack = append(v.stack, n) }
func (v *vm) pop() int {
	n := v.stack[len(v.stack)-1]
	v.stack = v.stack[:len(v.stack)-1]
	return n
}

func main() {
	for i, h := range table {
		fmt.Print(i, h(2, 3, 4), " ")
	}
	fmt.Println()
	v := &vm{}
	ops := map[string]func(){
		"+": func() { v.push(v.pop() + v.pop()) },
		"*": func() { v.push(v.pop() * v.pop()) },
		"d": func() { n := v.pop(); v.push(n); v.push(n) },
	}
	v.push(3)
	for _, o := range []string{"d", "*", "d", "+"} {
		ops[o]()
	}
	fmt.Println(v.stack)
}
