package runtime

import "internal/intrinsic"

// class gives the size class for 1 to largeBytes bytes, and the size of its objects: multiples of 8
// up to 64, then eight classes for each power of two.
func class(bytes uintptr) (number int, size uintptr) {
	if bytes <= 64 {
		n := (bytes + 7) / 8
		return int(n), n * 8
	}
	top := 63 - uintptr(intrinsic.LeadingZeros64(uint64(bytes-1))) // 2^top < bytes <= 2^(top+1)
	shift := top - 3
	steps := (bytes - 1) >> shift // 8 to 15
	return int((top-6)*8 + steps + 1), (steps + 1) << shift
}
