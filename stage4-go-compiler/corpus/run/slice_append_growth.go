package main

import "fmt"

type pair struct {
	a int32
	b string
}

// Not on the stack, where the official compiler begins with more room.
var (
	s []int
	b []byte
	p []pair
)

func main() {
	last := -1
	for i := 0; i < 2000; i++ {
		s = append(s, i)
		if cap(s) != last {
			last = cap(s)
			fmt.Print(last, " ")
		}
	}
	fmt.Println()
	last = -1
	for i := 0; i < 5000; i++ {
		b = append(b, byte(i))
		if cap(b) != last {
			last = cap(b)
			fmt.Print(last, " ")
		}
	}
	fmt.Println()
	last = -1
	for i := 0; i < 300; i++ {
		p = append(p, pair{int32(i), "x"})
		if cap(p) != last {
			last = cap(p)
			fmt.Print(last, " ")
		}
	}
	fmt.Println()
	fmt.Println(cap(append([]int(nil), make([]int, 5)...)), cap(append([]int{1}, 2, 3, 4)))
	fmt.Println(cap(append([]byte("hello"), " world, how are you"...)))
	fmt.Println(cap(append(make([]int, 10, 10), 1)), cap(append([]struct{}{}, struct{}{}, struct{}{})) >= 2)
}
