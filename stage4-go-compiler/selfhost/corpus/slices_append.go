package main

import "fmt"

func main() {
	var s []int
	for i := 0; i < 20; i++ {
		s = append(s, i*i)
		if i&(i-1) == 0 {
			fmt.Print(len(s), "/", cap(s), " ")
		}
	}
	fmt.Println()
	s = append(s[:3], s[10:]...)
	t := append([]int(nil), s...)
	t[0] = 99
	fmt.Println(s, t, append([]byte("ab"), "cd"...), len(append(s, 1, 2, 3)))
	type pair struct {
		a int
		b string
	}
	var ps []pair
	ps = append(ps, pair{1, "x"}, pair{b: "y"})
	ps = append(ps, pair{})
	ps = append(ps, ps...)
	fmt.Println(ps, len(ps))
}
