package strings

import (
	"unicode"
	"unicode/utf8"
)

// Clone gives a copy of s with memory of its own.
func Clone(s string) string {
	if s == "" {
		return ""
	}
	return string([]byte(s))
}

// Map gives s with every rune replaced by mapping's, which drops it if negative.
func Map(mapping func(rune) rune, s string) string {
	for i, r := range s {
		changed := mapping(r)
		if changed == r && r != utf8.RuneError {
			continue
		}
		if r == utf8.RuneError {
			_, n := utf8.DecodeRuneInString(s[i:])
			if n != 1 && changed == r {
				continue
			}
		}
		out := make([]byte, i, len(s)+utf8.UTFMax)
		copy(out, s)
		if changed >= 0 {
			out = utf8.AppendRune(out, changed)
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		for _, r := range s[i+n:] {
			if r = mapping(r); r >= 0 {
				out = utf8.AppendRune(out, r)
			}
		}
		return string(out)
	}
	return s
}

// Repeat gives s so many times.
func Repeat(s string, count int) string {
	if count < 0 {
		panic("strings: negative Repeat count")
	}
	if count == 0 || s == "" {
		return ""
	}
	if len(s) > (1<<63-1)/count {
		panic("strings: Repeat output length overflow")
	}
	out := make([]byte, len(s)*count)
	for n := copy(out, s); n < len(out); n *= 2 {
		copy(out[n:], out[:n])
	}
	return string(out)
}

// ToUpper gives s in upper case.
func ToUpper(s string) string { return Map(unicode.ToUpper, s) }

// ToLower gives s in lower case.
func ToLower(s string) string { return Map(unicode.ToLower, s) }

// Title gives the string with the first letter of each word in title case. What a word is follows a simple rule: it ends
// before what is neither a letter, a digit nor an underscore.
//
// Deprecated: the rule does not know Unicode's punctuation.
func Title(s string) string {
	before := ' '
	return Map(func(r rune) rune {
		begins := !inWord(before)
		before = r
		if begins {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}

func inWord(r rune) bool {
	switch {
	case r < 0x80:
		return r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	case unicode.IsLetter(r), unicode.IsDigit(r):
		return true
	}
	return !unicode.IsSpace(r)
}

// ToTitle gives s in title case.
func ToTitle(s string) string { return Map(unicode.ToTitle, s) }

// ToValidUTF8 replaces each run of invalid bytes.
func ToValidUTF8(s, replacement string) string {
	var out []byte
	invalid := false
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			if !invalid {
				out = append(out, replacement...)
			}
			invalid = true
		} else {
			out = append(out, s[i:i+n]...)
			invalid = false
		}
		i += n
	}
	return string(out)
}

// Replace replaces the first n places of old, all for n < 0; "" is at every rune and at the end.
func Replace(s, old, new string, n int) string {
	if old == new || n == 0 {
		return s
	}
	if count := Count(s, old); count == 0 {
		return s
	} else if n < 0 || count < n {
		n = count
	}
	var b Builder
	b.Grow(len(s) + n*(len(new)-len(old)))
	start := 0
	for i := 0; i < n; i++ {
		at := start
		if old != "" {
			at += Index(s[start:], old)
		} else if i > 0 {
			_, width := utf8.DecodeRuneInString(s[start:])
			at += width
		}
		b.WriteString(s[start:at])
		b.WriteString(new)
		start = at + len(old)
	}
	b.WriteString(s[start:])
	return b.String()
}

// ReplaceAll replaces all places of old.
func ReplaceAll(s, old, new string) string { return Replace(s, old, new, -1) }
