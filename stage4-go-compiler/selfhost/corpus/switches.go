package main

import "fmt"

func grade(n int) string {
	switch {
	case n >= 90:
		return "A"
	case n >= 80:
		return "B"
	}
	return "C"
}

func kind(c byte) (s string) {
	switch c {
	case 'a', 'e', 'i', 'o', 'u':
		s = "vowel"
	case ' ':
		s = "blank"
		fallthrough
	case '.':
		s += "!"
	default:
		s = "other"
	}
	return
}

func main() {
	fmt.Println(grade(95), grade(85), grade(10), kind('e'), kind(' '), kind('.'), kind('x'))
	switch x := len("abc"); x {
	case 1, 2:
		fmt.Println("short")
	case 3:
		if x > 2 {
			break
		}
		fmt.Println("never")
	}
	switch s := "two"; s {
	case "one":
		fmt.Println(1)
	case "t" + "wo":
		fmt.Println(2)
	}
	var e any = 5
	switch e {
	case "5":
		fmt.Println("string")
	case 5:
		fmt.Println("int")
	}
	switch f := func() int { fmt.Print("once "); return 2 }; f() {
	case 1, 2, 3:
		fmt.Println("in")
	}
}
