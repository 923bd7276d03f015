package main

import "fmt"

func main() {
outer:
	for i := 0; i < 4; i++ {
		for j := 0; ; j++ {
			switch {
			case j == i:
				continue outer
			case i == 3:
				break outer
			}
			fmt.Print(i, j, " ")
		}
	}
	fmt.Println()
	for i := range 3 {
		fmt.Print(i, " ")
	}
	for range 2 {
		fmt.Print("x ")
	}
	n := 10
	for n > 0 {
		n /= 2
		if n == 2 {
			continue
		}
		fmt.Print(n, " ")
	}
	var i8 int8
	for i8 = range int8(3) {
	}
	fmt.Println(i8)
	s := []int{1, 2, 3}
	for i, v := range s {
		s = append(s, v*10)
		s[i] = 0
	}
	fmt.Println(s)
	var x struct{ k, v int }
	for x.k, x.v = range []int{5, 6} {
	}
	fmt.Println(x)
}
