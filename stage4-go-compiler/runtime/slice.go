package runtime

import (
	"internal/abi"
	"internal/intrinsic"
	"unsafe"
)

// goClasses are the sizes of objects in the official runtime. Programs can see them: append rounds
// the capacity up to them. So growSlice does the same.
var goClasses = [...]uint16{
	8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416,
	448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200,
	3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336,
	16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768,
}

func goRoundUp(bytes uintptr, pointers bool) uintptr {
	// An object of more than 512 bytes with pointers has a header of eight bytes there.
	header := uintptr(0)
	if pointers && bytes > 512 {
		header = 8
	}
	if bytes+header > 32768 {
		return (bytes + pageBytes - 1) &^ (pageBytes - 1)
	}
	low, high := 0, len(goClasses)
	for low < high {
		middle := (low + high) / 2
		if uintptr(goClasses[middle]) < bytes+header {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return uintptr(goClasses[low]) - header
}

// growSlice gives a slice of length newLen that begins with the old elements. The capacity doubles up
// to 256 elements, then grows by a quarter and a bit, as in the official implementation.
func growSlice(data unsafe.Pointer, newLen, oldCap, added int, t *abi.Type) (unsafe.Pointer, int, int) {
	oldLen := newLen - added
	if newLen < 0 {
		panic(runtimeError("growslice: len out of range"))
	}
	if t.Size == 0 {
		return unsafe.Pointer(&emptyObject), newLen, newLen
	}
	capacity := oldCap
	// ANCHOR: grow
	// BEGIN SOLUTION 4.5 stub: capacity = newLen
	switch {
	case newLen > 2*oldCap:
		capacity = newLen
	case oldCap < 256:
		capacity = 2 * oldCap
	default:
		for uint(capacity) < uint(newLen) {
			capacity += (capacity + 3*256) >> 2
		}
		if capacity <= 0 {
			capacity = newLen
		}
	}
	// END SOLUTION
	// ANCHOR_END: grow
	if uintptr(capacity) > arenaBytes/t.Size {
		panic(runtimeError("growslice: len out of range"))
	}
	bytes := goRoundUp(uintptr(capacity)*t.Size, t.PtrBytes != 0)
	capacity = int(bytes / t.Size)
	grown := allocate(bytes, t)
	intrinsic.Move(grown, data, uintptr(oldLen)*t.Size)
	return grown, newLen, capacity
}
