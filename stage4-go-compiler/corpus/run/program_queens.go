package main

type bitset uint64

func (s bitset) has(i int) bool      { return s>>i&1 != 0 }
func (s *bitset) set(i int, on bool) { *s = *s&^(1<<i) | bitset(b2i(on))<<i }
func (s bitset) each(f func(i int) bool) {
	for i := range 64 {
		if s.has(i) && !f(i) {
			return
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func queens(n int, visit func(rows []int)) {
	var cols, up, down bitset
	rows := make([]int, 0, n)
	var place func(r int)
	place = func(r int) {
		if r == n {
			visit(rows)
			return
		}
		for c := range n {
			if cols.has(c) || up.has(r+c) || down.has(r-c+n) {
				continue
			}
			cols.set(c, true)
			up.set(r+c, true)
			down.set(r-c+n, true)
			rows = append(rows, c)
			place(r + 1)
			rows = rows[:r]
			cols.set(c, false)
			up.set(r+c, false)
			down.set(r-c+n, false)
		}
	}
	place(0)
}

func main() {
	for n := 1; n <= 7; n++ {
		count := 0
		var first []int
		queens(n, func(rows []int) {
			if count++; count == 1 {
				first = append(first, rows...)
			}
		})
		print(n, ": ", count, " ")
		for _, c := range first {
			print(c)
		}
		println()
	}
	primes := bitset(1<<2 | 1<<3 | 1<<5 | 1<<7 | 1<<63)
	primes.each(func(i int) bool { print(i, " "); return i < 7 })
	println(uint64(primes) >> 60)
}
