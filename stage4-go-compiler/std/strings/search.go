// Package strings searches, splits, changes and builds strings of UTF-8.
//
//	search.go   where something is in a string
//	split.go    parts of a string, and joining them
//	change.go   strings made from strings
//	trim.go     cutting at the ends
//	builder.go, reader.go, replacer.go: the types
package strings

import (
	"math/bits"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// IndexByte gives the first place of c in s, or -1.
func IndexByte(s string, c byte) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	i := 0
	// Eight bytes at once: of a word, (x - ones) &^ x has the high bit of the first byte that is 0, and of
	// none before it.
	for ; i+8 <= len(s); i += 8 {
		x := *(*uint64)(unsafe.Add(unsafe.Pointer(unsafe.StringData(s)), i)) ^ uint64(c)*ones
		if zeros := (x - ones) &^ x & highs; zeros != 0 {
			return i + bits.TrailingZeros64(zeros)/8
		}
	}
	for ; i < len(s); i++ {
		if s[i] == c {
			return i
		}
	}
	return -1
}

// LastIndexByte gives the last place of c in s, or -1.
func LastIndexByte(s string, c byte) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == c {
			return i
		}
	}
	return -1
}

// prime is the multiplier of the rolling hash.
const prime = 16777619

// Index gives the first place of substr in s, or -1. It looks for the first byte and compares; when
// that fails too often it goes over to a rolling hash (R. Karp and M. Rabin, Efficient randomized
// pattern-matching algorithms, 1987), so that the time stays linear.
func Index(s, substr string) int {
	n := len(substr)
	switch {
	case n == 0:
		return 0
	case n == 1:
		return IndexByte(s, substr[0])
	case n == len(s):
		if s == substr {
			return 0
		}
		return -1
	case n > len(s):
		return -1
	}
	first, second := substr[0], substr[1]
	last := len(s) - n
	failures := 0
	for i := 0; i <= last; i++ {
		if s[i] != first {
			skip := IndexByte(s[i+1:last+1], first)
			if skip < 0 {
				return -1
			}
			i += skip + 1
		}
		if s[i+1] == second && s[i:i+n] == substr {
			return i
		}
		failures++
		if failures > 8+i/8 {
			if k := rabinKarp(s[i+1:], substr); k >= 0 {
				return i + 1 + k
			}
			return -1
		}
	}
	return -1
}

func rabinKarp(s, substr string) int {
	n := len(substr)
	if n > len(s) {
		return -1
	}
	var want, have uint32
	power := uint32(1)
	for i := 0; i < n; i++ {
		want = want*prime + uint32(substr[i])
		have = have*prime + uint32(s[i])
		power *= prime
	}
	for i := n; ; i++ {
		if want == have && s[i-n:i] == substr {
			return i - n
		}
		if i >= len(s) {
			return -1
		}
		have = have*prime + uint32(s[i]) - power*uint32(s[i-n])
	}
}

// LastIndex gives the last place of substr in s, or -1.
func LastIndex(s, substr string) int {
	n := len(substr)
	if n == 0 {
		return len(s)
	}
	if n == 1 {
		return LastIndexByte(s, substr[0])
	}
	if n > len(s) {
		return -1
	}
	var want, have uint32
	power := uint32(1)
	for i := 0; i < n; i++ {
		want = want*prime + uint32(substr[n-1-i])
		have = have*prime + uint32(s[len(s)-1-i])
		power *= prime
	}
	for i := len(s) - n; ; i-- {
		if want == have && s[i:i+n] == substr {
			return i
		}
		if i == 0 {
			return -1
		}
		have = have*prime + uint32(s[i-1]) - power*uint32(s[i+n-1])
	}
}

// IndexRune gives the first place of r in s, or -1; of RuneError, also the first invalid byte.
func IndexRune(s string, r rune) int {
	switch {
	case 0 <= r && r < utf8.RuneSelf:
		return IndexByte(s, byte(r))
	case r == utf8.RuneError:
		for i, x := range s {
			if x == utf8.RuneError {
				return i
			}
		}
		return -1
	case !utf8.ValidRune(r):
		return -1
	}
	return Index(s, string(r))
}

// IndexFunc gives the place of the first rune with f, or -1.
func IndexFunc(s string, f func(rune) bool) int {
	for i, r := range s {
		if f(r) {
			return i
		}
	}
	return -1
}

// LastIndexFunc gives the place of the last rune with f, or -1.
func LastIndexFunc(s string, f func(rune) bool) int {
	for i := len(s); i > 0; {
		r, n := utf8.DecodeLastRuneInString(s[:i])
		i -= n
		if f(r) {
			return i
		}
	}
	return -1
}

// IndexAny gives the place of the first rune of s that is in chars, or -1.
func IndexAny(s, chars string) int {
	for i, r := range s {
		if IndexRune(chars, r) >= 0 {
			return i
		}
	}
	return -1
}

// LastIndexAny gives the place of the last rune of s that is in chars, or -1.
func LastIndexAny(s, chars string) int {
	return LastIndexFunc(s, func(r rune) bool { return IndexRune(chars, r) >= 0 })
}

// Contains says whether substr is in s.
func Contains(s, substr string) bool { return Index(s, substr) >= 0 }

// ContainsAny says whether a rune of chars is in s.
func ContainsAny(s, chars string) bool { return IndexAny(s, chars) >= 0 }

// ContainsRune says whether r is in s.
func ContainsRune(s string, r rune) bool { return IndexRune(s, r) >= 0 }

// ContainsFunc says whether a rune with f is in s.
func ContainsFunc(s string, f func(rune) bool) bool { return IndexFunc(s, f) >= 0 }

// Count gives how often substr is in s without overlaps; for "" the number of runes plus 1.
func Count(s, substr string) int {
	if substr == "" {
		return utf8.RuneCountInString(s) + 1
	}
	n := 0
	for {
		i := Index(s, substr)
		if i < 0 {
			return n
		}
		n++
		s = s[i+len(substr):]
	}
}

// HasPrefix says whether s begins with prefix.
func HasPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && s[:len(prefix)] == prefix
}

// HasSuffix says whether s ends with suffix.
func HasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}

// Compare is -1, 0 or 1 as a is less than, equal to or greater than b.
func Compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// EqualFold says whether s and t are equal but for case.
func EqualFold(s, t string) bool {
	for s != "" && t != "" {
		a, n := utf8.DecodeRuneInString(s)
		b, m := utf8.DecodeRuneInString(t)
		s, t = s[n:], t[m:]
		if a == b {
			continue
		}
		if a < utf8.RuneSelf && b < utf8.RuneSelf {
			if unicode.ToLower(a) != unicode.ToLower(b) {
				return false
			}
			continue
		}
		r := unicode.SimpleFold(a)
		for r != a && r != b {
			r = unicode.SimpleFold(r)
		}
		if r != b {
			return false
		}
	}
	return s == t
}
