package main

import "fmt"

func calls(s string, v int) int { fmt.Print(s, " "); return v }

func grade(n int) string {
	switch {
	case n >= 90:
		return "A"
	case n >= 80:
		return "B"
	}
	return "C"
}

func kind(r rune) string {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
		return "letter"
	case r >= '0' && r <= '9':
		return "digit"
	default:
		return "other"
	}
}

func dense(n int) int {
	switch n {
	case 0:
		return 10
	case 1:
		return 21
	case 2, 3, 4:
		return 32
	case 5:
		return 47
	case 6:
		return 51
	case 100:
		return -1
	case -7:
		return -2
	}
	return 0
}

func main() {
	fmt.Println(grade(95), grade(85), grade(10), kind('x'), kind('7'), kind('€'))
	switch calls("tag", 2) {
	case calls("one", 1), calls("two", 2), calls("three", 3):
		fmt.Println("matched")
	case calls("four", 4):
		fmt.Println("never")
	}
	switch x := 5; {
	case x > 3:
		fmt.Println("big")
		fallthrough
	case x > 100:
		fmt.Println("fell")
	default:
		fmt.Println("never")
	}
	switch s := "b"; s {
	default:
		fmt.Println("default first")
	case "a", "c":
		fmt.Println("a or c")
	}
	for i := -8; i < 8; i++ {
		fmt.Print(dense(i), " ")
	}
	fmt.Println(dense(100))
	var e interface{} = 3
	switch e {
	case "3":
		fmt.Println("string")
	case 3:
		fmt.Println("int three")
	}
	switch f := 1.5; f {
	case 1.5:
		fmt.Println("float")
	}
	switch struct{ a int }{1} {
	case struct{ a int }{1}:
		fmt.Println("struct")
	}
	switch {
	}
	switch 1 {
	default:
	}
	switch ok := true; ok {
	case false:
		fmt.Println("no")
	case true:
		fmt.Println("yes")
	}
}
