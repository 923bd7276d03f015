// Package sort sorts slices and what behaves like them.
//
// Sort is a heap sort guarded quicksort (D. Musser, Introspective sorting and selection algorithms,
// 1997): quicksort with the middle of three as pivot, insertion sort for short pieces, and heap sort
// where the depth shows that the pivots were bad; so it is never slower than n log n. Stable sorts
// blocks by insertion and merges neighbours in place by rotations (P. Kim and A. Kutzner, Stable
// minimum storage merging by symmetric comparisons, 2004).
//
// Everything goes through an Interface; the slices of the common types have one of their own.
package sort

// Interface is a sequence that can be sorted.
type Interface interface {
	Len() int
	Less(i, j int) bool
	Swap(i, j int)
}

const short = 12 // pieces up to this length are sorted by insertion

// Sort sorts in ascending order. Equal elements may change places.
func Sort(data Interface) {
	n := data.Len()
	depth := 0
	for i := n; i > 0; i >>= 1 {
		depth += 2
	}
	quick(data, 0, n, depth)
}

func quick(data Interface, low, high, depth int) {
	for high-low > short {
		if depth == 0 {
			heap(data, low, high)
			return
		}
		depth--
		// The pivot, the middle of three, goes to low; of long pieces the middle of three middles.
		middle := int(uint(low+high) >> 1)
		if high-low > 50 {
			step := (high - low) / 8
			median(data, low, low+step, low+2*step)
			median(data, middle, middle-step, middle+step)
			median(data, high-1, high-1-step, high-1-2*step)
		}
		median(data, low, middle, high-1)
		i, j := low+1, high-1
		for {
			for i <= j && data.Less(i, low) {
				i++
			}
			for i <= j && data.Less(low, j) {
				j--
			}
			if i >= j {
				break
			}
			data.Swap(i, j)
			i++
			j--
		}
		data.Swap(low, j)
		// [low, j) <= pivot <= [j+1, high): the shorter piece by recursion, so that the stack is small.
		if j-low < high-j-1 {
			quick(data, low, j, depth)
			low = j + 1
		} else {
			quick(data, j+1, high, depth)
			high = j
		}
	}
	insertion(data, low, high)
}

// median puts the middle of three elements at a.
func median(data Interface, a, b, c int) {
	if data.Less(b, a) {
		if data.Less(c, b) {
			data.Swap(a, b) // c < b < a
		} else if data.Less(c, a) {
			data.Swap(a, c) // b <= c < a
		}
	} else if data.Less(a, c) {
		if data.Less(b, c) {
			data.Swap(a, b) // a <= b < c
		} else {
			data.Swap(a, c) // a < c <= b
		}
	}
}

func insertion(data Interface, low, high int) {
	for i := low + 1; i < high; i++ {
		for j := i; j > low && data.Less(j, j-1); j-- {
			data.Swap(j, j-1)
		}
	}
}

func sift(data Interface, low, at, n int) {
	for {
		child := 2*at + 1
		if child >= n {
			return
		}
		if child+1 < n && data.Less(low+child, low+child+1) {
			child++
		}
		if !data.Less(low+at, low+child) {
			return
		}
		data.Swap(low+at, low+child)
		at = child
	}
}

func heap(data Interface, low, high int) {
	n := high - low
	for i := n/2 - 1; i >= 0; i-- {
		sift(data, low, i, n)
	}
	for i := n - 1; i > 0; i-- {
		data.Swap(low, low+i)
		sift(data, low, 0, i)
	}
}

// Stable sorts in ascending order; equal elements keep their order.
func Stable(data Interface) {
	const block = 20
	n := data.Len()
	for low := 0; low < n; low += block {
		high := low + block
		if high > n {
			high = n
		}
		insertion(data, low, high)
	}
	for size := block; size < n; size *= 2 {
		for low := 0; low+size < n; low += 2 * size {
			high := low + 2*size
			if high > n {
				high = n
			}
			merge(data, low, low+size, high)
		}
	}
}

// merge merges [a, m) and [m, b).
func merge(data Interface, a, m, b int) {
	if a >= m || m >= b || !data.Less(m, m-1) {
		return
	}
	if b-a == 2 {
		data.Swap(a, m)
		return
	}
	// Cut the longer piece in half, and the other where that half would go; what lies between the
	// cuts changes places.
	var i, j int
	if m-a > b-m {
		i = a + (m-a)/2
		j = m + Search(b-m, func(k int) bool { return !data.Less(m+k, i) })
	} else {
		j = m + (b-m)/2
		i = a + Search(m-a, func(k int) bool { return data.Less(j, a+k) })
	}
	rotate(data, i, m, j)
	middle := i + j - m
	merge(data, a, i, middle)
	merge(data, middle, j, b)
}

// rotate exchanges [a, m) and [m, b) by three reversals.
func rotate(data Interface, a, m, b int) {
	reverse(data, a, m)
	reverse(data, m, b)
	reverse(data, a, b)
}

func reverse(data Interface, a, b int) {
	for b--; a < b; b-- {
		data.Swap(a, b)
		a++
	}
}

// IsSorted says whether data is in ascending order.
func IsSorted(data Interface) bool {
	for i := data.Len() - 1; i > 0; i-- {
		if data.Less(i, i-1) {
			return false
		}
	}
	return true
}

type reversed struct{ Interface }

func (r reversed) Less(i, j int) bool { return r.Interface.Less(j, i) }

// Reverse gives data in the reverse order.
func Reverse(data Interface) Interface { return &reversed{data} }

// IntSlice is a slice of int to be sorted.
type IntSlice []int

func (x IntSlice) Len() int           { return len(x) }
func (x IntSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x IntSlice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

// Sort sorts the slice.
func (x IntSlice) Sort() { Ints(x) }

// Search is SearchInts.
func (x IntSlice) Search(v int) int { return SearchInts(x, v) }

// Float64Slice is a slice of float64 to be sorted, NaN first.
type Float64Slice []float64

func (x Float64Slice) Len() int           { return len(x) }
func (x Float64Slice) Less(i, j int) bool { return x[i] < x[j] || x[i] != x[i] && x[j] == x[j] }
func (x Float64Slice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

// Sort sorts the slice.
func (x Float64Slice) Sort() { Sort(x) }

// Search is SearchFloat64s.
func (x Float64Slice) Search(v float64) int { return SearchFloat64s(x, v) }

// StringSlice is a slice of string to be sorted.
type StringSlice []string

func (x StringSlice) Len() int           { return len(x) }
func (x StringSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x StringSlice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

// Sort sorts the slice.
func (x StringSlice) Sort() { Sort(x) }

// Search is SearchStrings.
func (x StringSlice) Search(v string) int { return SearchStrings(x, v) }

// Float64s sorts a slice, NaN first.
func Float64s(x []float64) { Sort(Float64Slice(x)) }

// Strings sorts a slice.
func Strings(x []string) { Sort(StringSlice(x)) }

// IntsAreSorted says whether x is in ascending order.
func IntsAreSorted(x []int) bool { return IsSorted(IntSlice(x)) }

// Float64sAreSorted says whether x is in ascending order.
func Float64sAreSorted(x []float64) bool { return IsSorted(Float64Slice(x)) }

// StringsAreSorted says whether x is in ascending order.
func StringsAreSorted(x []string) bool { return IsSorted(StringSlice(x)) }

// Search gives the least i in [0, n) with f(i), n if there is none; f is false up to some i and
// true from there on.
func Search(n int, f func(int) bool) int {
	low, high := 0, n
	for low < high {
		middle := int(uint(low+high) >> 1)
		if f(middle) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// Find gives the least i in [0, n) with cmp(i) <= 0, and whether it is 0 there.
func Find(n int, cmp func(int) int) (i int, found bool) {
	i = Search(n, func(k int) bool { return cmp(k) <= 0 })
	return i, i < n && cmp(i) == 0
}

// SearchInts gives where x is in the sorted slice a, or would be.
func SearchInts(a []int, x int) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}

// SearchFloat64s gives where x is in the sorted slice a, or would be.
func SearchFloat64s(a []float64, x float64) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}

// SearchStrings gives where x is in the sorted slice a, or would be.
func SearchStrings(a []string, x string) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}
