package main

import "fmt"

func main() {
	a, b, c := 3, -1, 2
	fmt.Println(min(a, b, c), max(a, b, c), min("b", "a"), max("x", "xy"), min(uint8(3), 200), max(1, 2.5))
	s := []int{1, 2, 3}
	clear(s)
	m := map[int]int{1: 1}
	clear(m)
	fmt.Println(s, m, len(m))
}
