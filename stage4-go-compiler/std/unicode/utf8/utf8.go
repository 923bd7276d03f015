// Package utf8 translates between runes and the UTF-8 encoding of Unicode (RFC 3629).
//
// What is accepted is the table of well-formed byte sequences in the Unicode Standard, chapter 3,
// table 3-7: the first byte gives the length and the range of the second byte. Everything else
// decodes to RuneError with width 1.
package utf8

// Numbers that the encoding is made of.
const (
	RuneError = '\uFFFD'     // stands for what is not valid
	RuneSelf  = 0x80         // runes below are one byte, itself
	MaxRune   = '\U0010FFFF' // the largest code point
	UTFMax    = 4            // the longest encoding
)

const (
	surrogateMin = 0xD800
	surrogateMax = 0xDFFF
)

// shape gives, for a first byte of a sequence of several bytes, its length and the range of the
// second byte; the length is 1 for a byte that begins nothing.
func shape(first byte) (n int, low, high byte) {
	switch {
	case first < 0xC2:
		return 1, 0, 0
	case first < 0xE0:
		return 2, 0x80, 0xBF
	case first < 0xF0:
		if first == 0xE0 {
			return 3, 0xA0, 0xBF
		}
		if first == 0xED {
			return 3, 0x80, 0x9F
		}
		return 3, 0x80, 0xBF
	case first < 0xF5:
		if first == 0xF0 {
			return 4, 0x90, 0xBF
		}
		if first == 0xF4 {
			return 4, 0x80, 0x8F
		}
		return 4, 0x80, 0xBF
	}
	return 1, 0, 0
}

// DecodeRune gives the first rune of p and its width: (RuneError, 0) if p is empty, (RuneError, 1)
// if the encoding is invalid.
func DecodeRune(p []byte) (rune, int) {
	if len(p) == 0 {
		return RuneError, 0
	}
	first := p[0]
	if first < RuneSelf {
		return rune(first), 1
	}
	n, low, high := shape(first)
	if n == 1 || len(p) < n || p[1] < low || p[1] > high {
		return RuneError, 1
	}
	if n == 2 {
		return rune(first&0x1F)<<6 | rune(p[1]&0x3F), 2
	}
	if p[2]&0xC0 != 0x80 {
		return RuneError, 1
	}
	if n == 3 {
		return rune(first&0x0F)<<12 | rune(p[1]&0x3F)<<6 | rune(p[2]&0x3F), 3
	}
	if p[3]&0xC0 != 0x80 {
		return RuneError, 1
	}
	return rune(first&0x07)<<18 | rune(p[1]&0x3F)<<12 | rune(p[2]&0x3F)<<6 | rune(p[3]&0x3F), 4
}

// DecodeRuneInString is DecodeRune of a string.
func DecodeRuneInString(s string) (rune, int) {
	if len(s) == 0 {
		return RuneError, 0
	}
	first := s[0]
	if first < RuneSelf {
		return rune(first), 1
	}
	n, low, high := shape(first)
	if n == 1 || len(s) < n || s[1] < low || s[1] > high {
		return RuneError, 1
	}
	if n == 2 {
		return rune(first&0x1F)<<6 | rune(s[1]&0x3F), 2
	}
	if s[2]&0xC0 != 0x80 {
		return RuneError, 1
	}
	if n == 3 {
		return rune(first&0x0F)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), 3
	}
	if s[3]&0xC0 != 0x80 {
		return RuneError, 1
	}
	return rune(first&0x07)<<18 | rune(s[1]&0x3F)<<12 | rune(s[2]&0x3F)<<6 | rune(s[3]&0x3F), 4
}

// DecodeLastRune gives the last rune of p and its width, with the errors of DecodeRune.
func DecodeLastRune(p []byte) (rune, int) {
	end := len(p)
	if end == 0 {
		return RuneError, 0
	}
	for start := end - 1; start >= 0 && start >= end-UTFMax; start-- {
		if RuneStart(p[start]) {
			r, n := DecodeRune(p[start:end])
			if start+n == end {
				return r, n
			}
			break
		}
	}
	return RuneError, 1
}

// DecodeLastRuneInString is DecodeLastRune of a string.
func DecodeLastRuneInString(s string) (rune, int) {
	end := len(s)
	if end == 0 {
		return RuneError, 0
	}
	for start := end - 1; start >= 0 && start >= end-UTFMax; start-- {
		if RuneStart(s[start]) {
			r, n := DecodeRuneInString(s[start:end])
			if start+n == end {
				return r, n
			}
			break
		}
	}
	return RuneError, 1
}

// FullRune says whether p begins with a whole rune; an invalid encoding counts as one, of width 1.
func FullRune(p []byte) bool {
	if len(p) > UTFMax {
		p = p[:UTFMax]
	}
	return FullRuneInString(string(p))
}

// FullRuneInString is FullRune of a string.
func FullRuneInString(s string) bool {
	if len(s) == 0 {
		return false
	}
	n, low, high := shape(s[0])
	if n <= len(s) {
		return true
	}
	if len(s) > 1 && (s[1] < low || s[1] > high) {
		return true
	}
	return len(s) > 2 && s[2]&0xC0 != 0x80
}

// RuneLen is the number of bytes of a rune's encoding, -1 if it has none.
func RuneLen(r rune) int {
	switch {
	case r < 0:
		return -1
	case r < 0x80:
		return 1
	case r < 0x800:
		return 2
	case surrogateMin <= r && r <= surrogateMax:
		return -1
	case r < 0x10000:
		return 3
	case r <= MaxRune:
		return 4
	}
	return -1
}

// EncodeRune writes the encoding of r (of RuneError if r is invalid) into p and gives its length.
func EncodeRune(p []byte, r rune) int {
	switch RuneLen(r) {
	case 1:
		p[0] = byte(r)
		return 1
	case 2:
		_ = p[1]
		p[0] = 0xC0 | byte(r>>6)
		p[1] = 0x80 | byte(r)&0x3F
		return 2
	case 4:
		_ = p[3]
		p[0] = 0xF0 | byte(r>>18)
		p[1] = 0x80 | byte(r>>12)&0x3F
		p[2] = 0x80 | byte(r>>6)&0x3F
		p[3] = 0x80 | byte(r)&0x3F
		return 4
	case -1:
		r = RuneError
	}
	_ = p[2]
	p[0] = 0xE0 | byte(r>>12)
	p[1] = 0x80 | byte(r>>6)&0x3F
	p[2] = 0x80 | byte(r)&0x3F
	return 3
}

// AppendRune appends the encoding of r.
func AppendRune(p []byte, r rune) []byte {
	if uint32(r) < RuneSelf {
		return append(p, byte(r))
	}
	var b [UTFMax]byte
	n := EncodeRune(b[:], r)
	return append(p, b[:n]...)
}

// RuneCount is the number of runes in p; each invalid byte counts as one.
func RuneCount(p []byte) int {
	count := 0
	for i := 0; i < len(p); count++ {
		if p[i] < RuneSelf {
			i++
			continue
		}
		_, n := DecodeRune(p[i:])
		i += n
	}
	return count
}

// RuneCountInString is RuneCount of a string.
func RuneCountInString(s string) int {
	count := 0
	for range s {
		count++
	}
	return count
}

// RuneStart says whether b may be the first byte of an encoding.
func RuneStart(b byte) bool { return b&0xC0 != 0x80 }

// Valid says whether p is all valid UTF-8.
func Valid(p []byte) bool {
	for i := 0; i < len(p); {
		if p[i] < RuneSelf {
			i++
			continue
		}
		_, n := DecodeRune(p[i:])
		if n == 1 {
			return false
		}
		i += n
	}
	return true
}

// ValidString is Valid of a string.
func ValidString(s string) bool {
	for i := 0; i < len(s); {
		if s[i] < RuneSelf {
			i++
			continue
		}
		_, n := DecodeRuneInString(s[i:])
		if n == 1 {
			return false
		}
		i += n
	}
	return true
}

// ValidRune says whether r has an encoding: it is no surrogate half and not out of range.
func ValidRune(r rune) bool { return RuneLen(r) > 0 }
