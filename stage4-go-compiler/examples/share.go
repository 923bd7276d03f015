package main

import "fmt"

func main() {
	a := []int{1, 2, 3, 4}
	b := a[:2]
	b = append(b, 30)
	fmt.Println(a, b, len(b), cap(b))
	c := a[:2:2]
	c = append(c, 300)
	fmt.Println(a, c, len(c), cap(c))
}
