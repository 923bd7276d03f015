package main

type t int

func f(name string, v int) int { print(name, " "); return v }

func main() {
	// Cases are evaluated from the top, and only as far as needed.
	switch f("tag", 2) {
	case f("a", 1), f("b", 2), f("c", 3):
		println("abc")
	case f("d", 2):
		println("d")
	}
	switch f("tag", 9) {
	default:
		println("default first, taken last")
		fallthrough
	case f("x", 1):
		println("fell")
	case f("y", 9) + 1:
		println("y")
	}
	switch x := 3; t(x) {
	case 3:
		println("typed")
	}
	switch {
	}
	switch f("alone", 1) {
	}
	println()
	switch i := any(3).(type) {
	case int, string:
		_, isInt := i.(int)
		println("still an interface:", isInt)
	}
	var p *int
	switch any(p).(type) {
	case nil:
		println("nil")
	case *int:
		println("a nil pointer is not nil")
	}
	switch x := any(nil).(type) {
	case nil:
		println("nil", x == nil)
	}
	for i := range 4 {
		switch {
		case i == 1:
			continue
		case i == 2:
			break
		default:
			println("i", i)
		}
	}
	switch a := [2]int{1, 2}; a {
	case [2]int{2, 1}:
		println("no")
	case [...]int{1, 2}:
		println("arrays compare")
	}
	switch any(2) {
	case "2", 2.0, int8(2):
		println("no")
	case 2:
		println("type and value")
	}
}
