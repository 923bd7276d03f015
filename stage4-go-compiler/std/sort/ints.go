package sort

// Ints sorts a slice. It is the same algorithm as Sort, with the comparisons in place: the calls
// through an Interface are most of the time of sorting numbers.
func Ints(x []int) {
	depth := 0
	for i := len(x); i > 0; i >>= 1 {
		depth += 2
	}
	quickInts(x, depth)
}

func quickInts(x []int, depth int) {
	for len(x) > 16 {
		if depth == 0 {
			heap(IntSlice(x), 0, len(x))
			return
		}
		depth--
		a, b, c := x[0], x[len(x)/2], x[len(x)-1]
		pivot := b
		switch {
		case a < b != (a < c):
			pivot = a
		case c < a != (c < b):
			pivot = c
		}
		i, j := 0, len(x)-1
		for i <= j {
			for x[i] < pivot {
				i++
			}
			for x[j] > pivot {
				j--
			}
			if i <= j {
				x[i], x[j] = x[j], x[i]
				i++
				j--
			}
		}
		if j+1 < len(x)-i {
			quickInts(x[:j+1], depth)
			x = x[i:]
		} else {
			quickInts(x[i:], depth)
			x = x[:j+1]
		}
	}
	for i := 1; i < len(x); i++ {
		v := x[i]
		j := i
		for j > 0 && x[j-1] > v {
			x[j] = x[j-1]
			j--
		}
		x[j] = v
	}
}
