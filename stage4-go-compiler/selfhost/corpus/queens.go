package main

import "fmt"

type board struct {
	n              int
	cols, up, down []bool
}

func (b *board) place(row int) int {
	if row == b.n {
		return 1
	}
	count := 0
	for c := 0; c < b.n; c++ {
		u, d := row+c, row-c+b.n
		if b.cols[c] || b.up[u] || b.down[d] {
			continue
		}
		b.cols[c], b.up[u], b.down[d] = true, true, true
		count += b.place(row + 1)
		b.cols[c], b.up[u], b.down[d] = false, false, false
	}
	return count
}

func main() {
	for n := 1; n <= 7; n++ {
		b := &board{n, make([]bool, n), make([]bool, 2*n), make([]bool, 2*n+1)}
		fmt.Print(b.place(0), " ")
	}
	fmt.Println()
}
