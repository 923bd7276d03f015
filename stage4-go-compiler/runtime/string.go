package runtime

import (
	"internal/abi"
	"internal/intrinsic"
	"unsafe"
)

func dataOf(s string) unsafe.Pointer { return (*abi.StringHeader)(unsafe.Pointer(&s)).Data }

func bytesData(b []byte) unsafe.Pointer { return (*abi.SliceHeader)(unsafe.Pointer(&b)).Data }

func makeString(data unsafe.Pointer, n int) string {
	header := abi.StringHeader{Data: data, Len: n}
	return *(*string)(unsafe.Pointer(&header))
}

func makeBytes(data unsafe.Pointer, n int) []byte {
	header := abi.SliceHeader{Data: data, Len: n, Cap: n}
	return *(*[]byte)(unsafe.Pointer(&header))
}

func plus(p unsafe.Pointer, n uintptr) unsafe.Pointer { return unsafe.Pointer(uintptr(p) + n) }

func concat2(a, b string) string {
	if a == "" {
		return b
	}
	if b == "" {
		return a
	}
	p := bytesFor(len(a) + len(b))
	intrinsic.Move(p, dataOf(a), uintptr(len(a)))
	intrinsic.Move(plus(p, uintptr(len(a))), dataOf(b), uintptr(len(b)))
	return makeString(p, len(a)+len(b))
}

func concat3(a, b, c string) string {
	n := len(a) + len(b) + len(c)
	switch n {
	case len(a):
		return a
	case len(b):
		return b
	case len(c):
		return c
	}
	p := bytesFor(n)
	intrinsic.Move(p, dataOf(a), uintptr(len(a)))
	intrinsic.Move(plus(p, uintptr(len(a))), dataOf(b), uintptr(len(b)))
	intrinsic.Move(plus(p, uintptr(len(a)+len(b))), dataOf(c), uintptr(len(c)))
	return makeString(p, n)
}

func concatN(parts []string) string {
	n := 0
	for i := 0; i < len(parts); i++ {
		n += len(parts[i])
	}
	p := bytesFor(n)
	at := p
	for i := 0; i < len(parts); i++ {
		if len(parts[i]) == n {
			return parts[i]
		}
		intrinsic.Move(at, dataOf(parts[i]), uintptr(len(parts[i])))
		at = plus(at, uintptr(len(parts[i])))
	}
	return makeString(p, n)
}

func equalString(a, b string) bool {
	return len(a) == len(b) && intrinsic.Equal(dataOf(a), dataOf(b), uintptr(len(a)))
}

func compareString(a, b string) int {
	n := len(a)
	if len(b) < n {
		n = len(b)
	}
	for i := 0; i < n; i++ {
		if a[i] != b[i] {
			if a[i] < b[i] {
				return -1
			}
			return 1
		}
	}
	switch {
	case len(a) < len(b):
		return -1
	case len(a) > len(b):
		return 1
	}
	return 0
}

func bytesToString(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	p := bytesFor(len(b))
	intrinsic.Move(p, bytesData(b), uintptr(len(b)))
	return makeString(p, len(b))
}

func stringToBytes(s string) []byte {
	p := bytesFor(len(s))
	intrinsic.Move(p, dataOf(s), uintptr(len(s)))
	return makeBytes(p, len(s))
}

const runeError = 0xFFFD

// decodeRune gives the rune at s[i], where s[i] >= 0x80, and where the next one begins. The table of
// well-formed sequences is in package unicode/utf8.
func decodeRune(s string, i int) (r rune, next int) {
	c := s[i]
	n, low, high := 0, byte(0x80), byte(0xBF)
	switch {
	case c < 0xC2 || c > 0xF4:
		return runeError, i + 1
	case c < 0xE0:
		n, r = 1, rune(c&0x1F)
	case c < 0xF0:
		n, r = 2, rune(c&0x0F)
		if c == 0xE0 {
			low = 0xA0
		} else if c == 0xED {
			high = 0x9F
		}
	default:
		n, r = 3, rune(c&0x07)
		if c == 0xF0 {
			low = 0x90
		} else if c == 0xF4 {
			high = 0x8F
		}
	}
	if i+n >= len(s) {
		return runeError, i + 1
	}
	for k := i + 1; k <= i+n; k++ {
		c = s[k]
		if c < low || c > high {
			return runeError, i + 1
		}
		r = r<<6 | rune(c&0x3F)
		low, high = 0x80, 0xBF
	}
	return r, i + n + 1
}

// encodeRune writes the encoding and gives its length.
func encodeRune(to *[4]byte, r rune) int {
	switch {
	case uint32(r) < 0x80:
		to[0] = byte(r)
		return 1
	case uint32(r) < 0x800:
		to[0] = 0xC0 | byte(r>>6)
		to[1] = 0x80 | byte(r&0x3F)
		return 2
	case uint32(r) > 0x10FFFF || 0xD800 <= r && r <= 0xDFFF:
		r = runeError
	case uint32(r) >= 0x10000:
		to[0] = 0xF0 | byte(r>>18)
		to[1] = 0x80 | byte(r>>12&0x3F)
		to[2] = 0x80 | byte(r>>6&0x3F)
		to[3] = 0x80 | byte(r&0x3F)
		return 4
	}
	to[0] = 0xE0 | byte(r>>12)
	to[1] = 0x80 | byte(r>>6&0x3F)
	to[2] = 0x80 | byte(r&0x3F)
	return 3
}

func runeToString(r int64) string {
	if r != int64(rune(r)) {
		r = runeError
	}
	p := (*[4]byte)(bytesFor(4))
	return makeString(unsafe.Pointer(p), encodeRune(p, rune(r)))
}

func runesToString(runes []rune) string {
	var one [4]byte
	n := 0
	for i := 0; i < len(runes); i++ {
		n += encodeRune(&one, runes[i])
	}
	p := bytesFor(n)
	at := 0
	for i := 0; i < len(runes); i++ {
		k := encodeRune(&one, runes[i])
		intrinsic.Move(plus(p, uintptr(at)), unsafe.Pointer(&one), uintptr(k))
		at += k
	}
	return makeString(p, n)
}

func stringToRunes(s string) []rune {
	n := 0
	for i := 0; i < len(s); n++ {
		if s[i] < 0x80 {
			i++
		} else {
			_, i = decodeRune(s, i)
		}
	}
	runes := makeRunes(n)
	k := 0
	for i := 0; i < len(s); k++ {
		if s[i] < 0x80 {
			runes[k] = rune(s[i])
			i++
		} else {
			runes[k], i = decodeRune(s, i)
		}
	}
	return runes
}

func makeRunes(n int) []rune {
	header := abi.SliceHeader{Data: bytesFor(n * 4), Len: n, Cap: n}
	return *(*[]rune)(unsafe.Pointer(&header))
}
