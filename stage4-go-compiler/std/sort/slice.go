package sort

import "internal/reflectlite"

// ordered is a slice of any type with a function that compares.
type ordered struct {
	less func(i, j int) bool
	swap func(i, j int)
	n    int
}

func (o *ordered) Len() int           { return o.n }
func (o *ordered) Less(i, j int) bool { return o.less(i, j) }
func (o *ordered) Swap(i, j int)      { o.swap(i, j) }

// Slice sorts the slice x by less. Equal elements may change places.
func Slice(x any, less func(i, j int) bool) {
	n, swap := reflectlite.Swapper(x)
	Sort(&ordered{less, swap, n})
}

// SliceStable sorts the slice x by less; equal elements keep their order.
func SliceStable(x any, less func(i, j int) bool) {
	n, swap := reflectlite.Swapper(x)
	Stable(&ordered{less, swap, n})
}

// SliceIsSorted says whether the slice x is in ascending order.
func SliceIsSorted(x any, less func(i, j int) bool) bool {
	n, swap := reflectlite.Swapper(x)
	return IsSorted(&ordered{less, swap, n})
}
