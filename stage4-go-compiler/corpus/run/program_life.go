package main

type board [8][8]bool

func (b *board) alive(r, c int) int {
	n := 0
	for dr := -1; dr <= 1; dr++ {
		for dc := -1; dc <= 1; dc++ {
			if (dr != 0 || dc != 0) && b[(r+dr+8)%8][(c+dc+8)%8] {
				n++
			}
		}
	}
	return n
}

func (b board) next() (next board) {
	for r, row := range b {
		for c, on := range row {
			switch n := b.alive(r, c); {
			case on && (n == 2 || n == 3), !on && n == 3:
				next[r][c] = true
			}
		}
	}
	return
}

func (b board) String() (s string) {
	for _, row := range b {
		for _, on := range row {
			s += map[bool]string{true: "#", false: "."}[on]
		}
		s += "\n"
	}
	return
}

func main() {
	var b board
	for _, p := range [][2]int{{0, 1}, {1, 2}, {2, 0}, {2, 1}, {2, 2}} {
		b[p[0]][p[1]] = true
	}
	start := b
	seen := map[board]int{}
	for n := 0; ; n++ {
		if first, ok := seen[b]; ok {
			println("period", n-first, "from", first)
			break
		}
		seen[b] = n
		b = b.next()
	}
	print(start.next().next().String())
	println(b == start, len(seen))
}
