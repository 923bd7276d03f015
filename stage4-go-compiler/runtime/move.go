package runtime

import (
	"internal/abi"
	"unsafe"
)

// What intrinsic.Move, Clear and Equal stand for, a word at a time. The compiler calls these also for
// values that are too large to be copied word by word in place.

func moveBytes(to, from unsafe.Pointer, n uintptr) {
	if uintptr(to)-uintptr(from) >= n {
		i := uintptr(0)
		for ; i+8 <= n; i += 8 {
			*(*uint64)(plus(to, i)) = *(*uint64)(plus(from, i))
		}
		for ; i < n; i++ {
			*(*byte)(plus(to, i)) = *(*byte)(plus(from, i))
		}
		return
	}
	for ; n >= 8; n -= 8 {
		*(*uint64)(plus(to, n-8)) = *(*uint64)(plus(from, n-8))
	}
	for ; n > 0; n-- {
		*(*byte)(plus(to, n-1)) = *(*byte)(plus(from, n-1))
	}
}

func clearBytes(at unsafe.Pointer, n uintptr) {
	i := uintptr(0)
	for ; i+8 <= n; i += 8 {
		*(*uint64)(plus(at, i)) = 0
	}
	for ; i < n; i++ {
		*(*byte)(plus(at, i)) = 0
	}
}

func equalBytes(p, q unsafe.Pointer, n uintptr) bool {
	i := uintptr(0)
	for ; i+8 <= n; i += 8 {
		if *(*uint64)(plus(p, i)) != *(*uint64)(plus(q, i)) {
			return false
		}
	}
	for ; i < n; i++ {
		if *(*byte)(plus(p, i)) != *(*byte)(plus(q, i)) {
			return false
		}
	}
	return true
}

// word is the type of closures' memory, which a collector looks at conservatively.
var closureType abi.Type

// newClosure gives memory for a function value and what it captures.
func newClosure(bytes uintptr) unsafe.Pointer {
	closureType.Size = 8
	closureType.PtrBytes = 8
	return allocate(bytes, &closureType)
}
