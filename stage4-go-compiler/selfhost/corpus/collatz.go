package main

import "fmt"

func steps(n int, seen map[int]int) int {
	if n == 1 {
		return 0
	}
	if s, ok := seen[n]; ok {
		return s
	}
	next := 3*n + 1
	if n%2 == 0 {
		next = n / 2
	}
	s := steps(next, seen) + 1
	seen[n] = s
	return s
}

func main() {
	seen := map[int]int{}
	best := 0
	for n := 1; n < 3000; n++ {
		if s := steps(n, seen); s > steps(max(best, 1), seen) {
			best = n
		}
	}
	fmt.Println(best, seen[best], len(seen) > 3000)
}
