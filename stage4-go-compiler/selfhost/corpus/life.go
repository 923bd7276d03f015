package main

import "fmt"

type world [8][8]bool

func (w *world) neighbours(r, c int) (n int) {
	for dr := -1; dr <= 1; dr++ {
		for dc := -1; dc <= 1; dc++ {
			if (dr != 0 || dc != 0) && w[(r+dr+8)%8][(c+dc+8)%8] {
				n++
			}
		}
	}
	return n
}

func (w world) next() (v world) {
	for r := range w {
		for c := range w[r] {
			n := w.neighbours(r, c)
			v[r][c] = n == 3 || n == 2 && w[r][c]
		}
	}
	return v
}

func (w world) String() string {
	s := ""
	for _, row := range w {
		for _, alive := range row {
			if alive {
				s += "#"
			} else {
				s += "."
			}
		}
		s += "\n"
	}
	return s
}

func main() {
	var w world
	w[0][1], w[1][2], w[2][0], w[2][1], w[2][2] = true, true, true, true, true
	for i := 0; i < 4; i++ {
		w = w.next()
	}
	fmt.Print(w)
}
