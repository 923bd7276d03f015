package reflectlite

import (
	"internal/abi"
	"internal/intrinsic"
	"unsafe"
)

// Swapper gives the length of a slice and a function that exchanges two elements.
func Swapper(slice any) (n int, swap func(i, j int)) {
	v := ValueOf(slice)
	if v.Kind() != abi.Slice {
		panic("reflect: call of Swapper on " + kindName(v) + " Value")
	}
	header := (*abi.SliceHeader)(v.at)
	n = header.Len
	start := header.Data
	size := elem(v.typ).Size
	switch size {
	case 8:
		words := *(*[]uint64)(v.at)
		return n, func(i, j int) { words[i], words[j] = words[j], words[i] }
	case 16:
		pairs := *(*[][2]uint64)(v.at)
		return n, func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] }
	}
	spare := unsafe.Pointer(nil)
	if size > 0 {
		spare = unsafe.Pointer(&make([]byte, size)[0])
	}
	return n, func(i, j int) {
		if uint(i) >= uint(n) || uint(j) >= uint(n) {
			panic("reflect: slice index out of range")
		}
		p := unsafe.Pointer(uintptr(start) + uintptr(i)*size)
		q := unsafe.Pointer(uintptr(start) + uintptr(j)*size)
		intrinsic.Move(spare, p, size)
		intrinsic.Move(p, q, size)
		intrinsic.Move(q, spare, size)
	}
}

func kindName(v Value) string {
	if !v.Valid() {
		return "zero"
	}
	return v.TypeString()
}
