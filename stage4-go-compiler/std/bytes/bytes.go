// Package bytes does with slices of bytes what package strings does with strings.
//
// What only looks at bytes goes to package strings: a slice is seen as a string of the same memory,
// which is safe because the string does not outlive the call. Parts are slices of the argument.
package bytes

import (
	"strings"
	"unicode"
	"unsafe"
)

// view sees bytes as a string.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// Equal says whether a and b have the same bytes.
func Equal(a, b []byte) bool { return view(a) == view(b) }

// Compare is -1, 0 or 1 as a is less than, equal to or greater than b.
func Compare(a, b []byte) int { return strings.Compare(view(a), view(b)) }

// Clone gives a copy; nil of nil.
func Clone(b []byte) []byte {
	if b == nil {
		return nil
	}
	return append([]byte{}, b...)
}

// Index gives the first place of sep in s, or -1.
func Index(s, sep []byte) int { return strings.Index(view(s), view(sep)) }

// LastIndex gives the last place of sep in s, or -1.
func LastIndex(s, sep []byte) int { return strings.LastIndex(view(s), view(sep)) }

// IndexByte gives the first place of c in b, or -1.
func IndexByte(b []byte, c byte) int { return strings.IndexByte(view(b), c) }

// LastIndexByte gives the last place of c in s, or -1.
func LastIndexByte(s []byte, c byte) int { return strings.LastIndexByte(view(s), c) }

// IndexRune gives the first place of r in s, or -1.
func IndexRune(s []byte, r rune) int { return strings.IndexRune(view(s), r) }

// IndexAny gives the place of the first rune of s that is in chars, or -1.
func IndexAny(s []byte, chars string) int { return strings.IndexAny(view(s), chars) }

// LastIndexAny gives the place of the last rune of s that is in chars, or -1.
func LastIndexAny(s []byte, chars string) int { return strings.LastIndexAny(view(s), chars) }

// IndexFunc gives the place of the first rune with f, or -1.
func IndexFunc(s []byte, f func(r rune) bool) int { return strings.IndexFunc(view(s), f) }

// LastIndexFunc gives the place of the last rune with f, or -1.
func LastIndexFunc(s []byte, f func(r rune) bool) int { return strings.LastIndexFunc(view(s), f) }

// Contains says whether subslice is in b.
func Contains(b, subslice []byte) bool { return Index(b, subslice) >= 0 }

// ContainsAny says whether a rune of chars is in b.
func ContainsAny(b []byte, chars string) bool { return IndexAny(b, chars) >= 0 }

// ContainsRune says whether r is in b.
func ContainsRune(b []byte, r rune) bool { return IndexRune(b, r) >= 0 }

// Count gives how often sep is in s without overlaps.
func Count(s, sep []byte) int { return strings.Count(view(s), view(sep)) }

// HasPrefix says whether s begins with prefix.
func HasPrefix(s, prefix []byte) bool { return strings.HasPrefix(view(s), view(prefix)) }

// HasSuffix says whether s ends with suffix.
func HasSuffix(s, suffix []byte) bool { return strings.HasSuffix(view(s), view(suffix)) }

// EqualFold says whether s and t are equal but for case.
func EqualFold(s, t []byte) bool { return strings.EqualFold(view(s), view(t)) }

// parts gives the slices of s that the strings, which follow each other in s, stand for.
func parts(s []byte, texts []string, gap int) [][]byte {
	if texts == nil {
		return nil
	}
	all := make([][]byte, len(texts))
	at := 0
	for i, text := range texts {
		all[i] = s[at : at+len(text) : at+len(text)]
		at += len(text) + gap
	}
	if n := len(all); n > 0 {
		last := all[n-1]
		all[n-1] = s[at-gap-len(last):][:len(last)]
	}
	return all
}

// Split gives the parts of s between separators.
func Split(s, sep []byte) [][]byte { return parts(s, strings.Split(view(s), view(sep)), len(sep)) }

// SplitN is Split with at most n parts.
func SplitN(s, sep []byte, n int) [][]byte {
	return parts(s, strings.SplitN(view(s), view(sep), n), len(sep))
}

// SplitAfter is Split that leaves the separators at the ends of the parts.
func SplitAfter(s, sep []byte) [][]byte { return parts(s, strings.SplitAfter(view(s), view(sep)), 0) }

// Fields gives the words of s between white space.
func Fields(s []byte) [][]byte { return FieldsFunc(s, unicode.IsSpace) }

// FieldsFunc gives the words of s between runes with f.
func FieldsFunc(s []byte, f func(rune) bool) [][]byte {
	fields := [][]byte{}
	start := -1
	for i, r := range view(s) {
		if f(r) {
			if start >= 0 {
				fields = append(fields, s[start:i:i])
				start = -1
			}
		} else if start < 0 {
			start = i
		}
	}
	if start >= 0 {
		fields = append(fields, s[start:])
	}
	return fields
}

// Join puts the parts together with the separator between them.
func Join(s [][]byte, sep []byte) []byte {
	all := []byte{}
	for i, part := range s {
		if i > 0 {
			all = append(all, sep...)
		}
		all = append(all, part...)
	}
	return all
}

// Cut gives what is before and after the first separator, and whether there is one.
func Cut(s, sep []byte) (before, after []byte, found bool) {
	if i := Index(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, nil, false
}

// Map gives s with every rune replaced by mapping's, which drops it if negative.
func Map(mapping func(r rune) rune, s []byte) []byte {
	return []byte(strings.Map(mapping, view(s)))
}

// Repeat gives b so many times.
func Repeat(b []byte, count int) []byte {
	if count < 0 {
		panic("bytes: negative Repeat count")
	}
	return []byte(strings.Repeat(view(b), count))
}

// ToUpper gives s in upper case.
func ToUpper(s []byte) []byte { return []byte(strings.ToUpper(view(s))) }

// ToLower gives s in lower case.
func ToLower(s []byte) []byte { return []byte(strings.ToLower(view(s))) }

// Replace replaces the first n places of old, all for n < 0.
func Replace(s, old, new []byte, n int) []byte {
	return []byte(strings.Replace(view(s), view(old), view(new), n))
}

// ReplaceAll replaces all places of old.
func ReplaceAll(s, old, new []byte) []byte { return Replace(s, old, new, -1) }

// Runes gives the runes of s.
func Runes(s []byte) []rune { return []rune(view(s)) }

// TrimLeftFunc cuts runes with f at the beginning; nil if nothing is left.
func TrimLeftFunc(s []byte, f func(r rune) bool) []byte {
	i := IndexFunc(s, func(r rune) bool { return !f(r) })
	if i < 0 {
		return nil
	}
	return s[i:]
}

// TrimRightFunc cuts runes with f at the end.
func TrimRightFunc(s []byte, f func(r rune) bool) []byte {
	return s[:len(strings.TrimRightFunc(view(s), f))]
}

// TrimFunc cuts runes with f at both ends.
func TrimFunc(s []byte, f func(r rune) bool) []byte { return TrimRightFunc(TrimLeftFunc(s, f), f) }

func in(cutset string) func(rune) bool {
	return func(r rune) bool { return strings.ContainsRune(cutset, r) }
}

// Trim cuts runes of cutset at both ends.
func Trim(s []byte, cutset string) []byte { return TrimFunc(s, in(cutset)) }

// TrimLeft cuts runes of cutset at the beginning.
func TrimLeft(s []byte, cutset string) []byte { return TrimLeftFunc(s, in(cutset)) }

// TrimRight cuts runes of cutset at the end.
func TrimRight(s []byte, cutset string) []byte { return TrimRightFunc(s, in(cutset)) }

// TrimSpace cuts white space at both ends; nil if nothing is left.
func TrimSpace(s []byte) []byte { return TrimFunc(s, unicode.IsSpace) }

// TrimPrefix cuts prefix, if s begins with it.
func TrimPrefix(s, prefix []byte) []byte {
	if HasPrefix(s, prefix) {
		return s[len(prefix):]
	}
	return s
}

// TrimSuffix cuts suffix, if s ends with it.
func TrimSuffix(s, suffix []byte) []byte {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)]
	}
	return s
}
