package runtime

import (
	"internal/abi"
	"unsafe"
)

// What intrinsic.Move, Clear and Equal stand for, a word at a time. The compiler calls these also for
// values that are too large to be copied word by word in place.
//
// What is left behind the last whole word needs no loop: the last eight bytes are taken as a word that
// overlaps the one before. Memory to move may overlap too, so the word at the end from which the loop does
// not begin is read before anything is written.

func moveBytes(to, from unsafe.Pointer, n uintptr) {
	if n < 8 {
		moveFew(to, from, n)
		return
	}
	if uintptr(to)-uintptr(from) >= n {
		last := *(*uint64)(plus(from, n-8))
		i := uintptr(0)
		for ; i+32 < n; i += 32 {
			a, b := *(*uint64)(plus(from, i)), *(*uint64)(plus(from, i+8))
			c, d := *(*uint64)(plus(from, i+16)), *(*uint64)(plus(from, i+24))
			*(*uint64)(plus(to, i)) = a
			*(*uint64)(plus(to, i+8)) = b
			*(*uint64)(plus(to, i+16)) = c
			*(*uint64)(plus(to, i+24)) = d
		}
		for ; i+8 < n; i += 8 {
			*(*uint64)(plus(to, i)) = *(*uint64)(plus(from, i))
		}
		*(*uint64)(plus(to, n-8)) = last
		return
	}
	first := *(*uint64)(from)
	for ; n > 8; n -= 8 {
		*(*uint64)(plus(to, n-8)) = *(*uint64)(plus(from, n-8))
	}
	*(*uint64)(to) = first
}

// moveFew moves less than eight bytes.
func moveFew(to, from unsafe.Pointer, n uintptr) {
	switch {
	case n >= 4:
		first, last := *(*uint32)(from), *(*uint32)(plus(from, n-4))
		*(*uint32)(to) = first
		*(*uint32)(plus(to, n-4)) = last
	case n >= 2:
		first, last := *(*uint16)(from), *(*uint16)(plus(from, n-2))
		*(*uint16)(to) = first
		*(*uint16)(plus(to, n-2)) = last
	case n == 1:
		*(*byte)(to) = *(*byte)(from)
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
	if n >= 8 {
		for i := uintptr(0); i+8 < n; i += 8 {
			if *(*uint64)(plus(p, i)) != *(*uint64)(plus(q, i)) {
				return false
			}
		}
		return *(*uint64)(plus(p, n-8)) == *(*uint64)(plus(q, n-8))
	}
	if n >= 4 {
		return *(*uint32)(p) == *(*uint32)(q) && *(*uint32)(plus(p, n-4)) == *(*uint32)(plus(q, n-4))
	}
	for i := uintptr(0); i < n; i++ {
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
