package strings

import (
	"unicode"
	"unicode/utf8"
)

// TrimLeftFunc cuts runes with f at the beginning.
func TrimLeftFunc(s string, f func(rune) bool) string {
	for i, r := range s {
		if !f(r) {
			return s[i:]
		}
	}
	return ""
}

// TrimRightFunc cuts runes with f at the end.
func TrimRightFunc(s string, f func(rune) bool) string {
	for s != "" {
		r, n := utf8.DecodeLastRuneInString(s)
		if !f(r) {
			break
		}
		s = s[:len(s)-n]
	}
	return s
}

// TrimFunc cuts runes with f at both ends.
func TrimFunc(s string, f func(rune) bool) string { return TrimRightFunc(TrimLeftFunc(s, f), f) }

// in says whether a rune is in a set.
func in(cutset string) func(rune) bool {
	return func(r rune) bool { return IndexRune(cutset, r) >= 0 }
}

// Trim cuts runes of cutset at both ends.
func Trim(s, cutset string) string { return TrimFunc(s, in(cutset)) }

// TrimLeft cuts runes of cutset at the beginning.
func TrimLeft(s, cutset string) string { return TrimLeftFunc(s, in(cutset)) }

// TrimRight cuts runes of cutset at the end.
func TrimRight(s, cutset string) string { return TrimRightFunc(s, in(cutset)) }

// TrimSpace cuts white space at both ends.
func TrimSpace(s string) string { return TrimFunc(s, unicode.IsSpace) }

// TrimPrefix cuts prefix, if s begins with it.
func TrimPrefix(s, prefix string) string {
	if HasPrefix(s, prefix) {
		return s[len(prefix):]
	}
	return s
}

// TrimSuffix cuts suffix, if s ends with it.
func TrimSuffix(s, suffix string) string {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)]
	}
	return s
}
