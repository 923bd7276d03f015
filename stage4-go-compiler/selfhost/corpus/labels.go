package main

import "fmt"

func find(grid [][]int, want int) (int, int) {
	r, c := -1, -1
search:
	for i, row := range grid {
		for j := range row {
			switch {
			case row[j] < 0:
				continue search
			case row[j] == want:
				r, c = i, j
				break search
			}
		}
	}
	return r, c
}

func main() {
	g := [][]int{{1, -1, 5}, {2, 3}, {4, 5}}
	fmt.Println(find(g, 5))
	fmt.Println(find(g, 9))
	n := 0
block:
	switch {
	default:
		for {
			n++
			if n > 3 {
				break block
			}
		}
	}
	fmt.Println(n)
}
