package syntax

const longestNumber = 2000

// digits goes over digits of a base and underscores, and says whether there was one.
func (s *scanner) digits(base int) (some bool) {
	for s.at < len(s.text) {
		c := s.text[s.at]
		switch {
		case c == '_':
			if s.at == 0 || !isHex(s.text[s.at-1]) && s.text[s.at-1] != '0' && !isLetter(s.text[s.at-1]) || !isHex(s.peek(1)) {
				s.fail(s.at, "'_' must separate successive digits")
				return true
			}
		case isDigit(c):
			if int(c-'0') >= base {
				s.fail(s.at, "invalid digit '"+s.text[s.at:s.at+1]+"' in literal")
				return true
			}
			some = true
		case base == 16 && isHex(c):
			some = true
		default:
			return some
		}
		s.at++
	}
	return some
}

func isHex(c byte) bool { return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }

// number scans int, float and imaginary literals.
func (s *scanner) number() {
	start := s.at
	base := 10
	s.token = IntLiteral
	if s.text[s.at] == '0' {
		switch s.peek(1) {
		case 'x', 'X':
			base = 16
		case 'o', 'O':
			base = 8
		case 'b', 'B':
			base = 2
		}
		if base != 10 {
			s.at += 2
		}
	}
	some := false
	if s.peek(0) != '.' {
		some = s.digits(base)
	}
	if !s.dead && s.peek(0) == '.' {
		if base == 8 || base == 2 {
			s.fail(s.at, "invalid radix point in literal")
			return
		}
		s.at++
		s.token = FloatLiteral
		some = s.digits(base) || some
	}
	if s.dead {
		return
	}
	if !some {
		s.fail(start, "literal has no digits")
		return
	}
	c := s.peek(0)
	if base == 10 && (c == 'e' || c == 'E') || base == 16 && (c == 'p' || c == 'P') {
		s.at++
		s.token = FloatLiteral
		if s.peek(0) == '+' || s.peek(0) == '-' {
			s.at++
		}
		if !s.digits(10) {
			s.fail(start, "exponent has no digits")
			return
		}
		if s.dead {
			return
		}
	} else if base == 16 && s.token == FloatLiteral {
		s.fail(start, "hexadecimal mantissa requires a 'p' exponent")
		return
	}
	s.lit = s.text[start:s.at]
	if s.peek(0) == 'i' {
		s.at++
		s.token = ImaginaryLiteral
	}
	if len(s.lit) > longestNumber {
		s.fail(start, "excessively long constant")
		return
	}
	if s.token == IntLiteral && base == 10 && len(s.lit) > 1 && s.lit[0] == '0' {
		for i := 1; i < len(s.lit); i++ {
			if s.lit[i] > '7' && s.lit[i] != '_' {
				s.fail(start+i, "invalid digit '"+s.lit[i:i+1]+"' in octal literal")
				return
			}
		}
	}
}

// escape goes over an escape sequence; s.at is at the backslash.
func (s *scanner) escape(quote byte) bool {
	start := s.at
	s.at++
	n, base, limit := 0, uint32(0), uint32(255)
	switch c := s.peek(0); c {
	case 'a', 'b', 'f', 'n', 'r', 't', 'v', '\\', quote:
		s.at++
		return true
	case '0', '1', '2', '3', '4', '5', '6', '7':
		n, base = 3, 8
	case 'x':
		n, base = 2, 16
		s.at++
	case 'u':
		n, base, limit = 4, 16, 0x10FFFF
		s.at++
	case 'U':
		n, base, limit = 8, 16, 0x10FFFF
		s.at++
	default:
		s.fail(start, "unknown escape")
		return false
	}
	value := uint32(0)
	for ; n > 0; n-- {
		c := s.peek(0)
		if !isHex(c) || base == 8 && c > '7' {
			s.fail(s.at, "invalid character in escape sequence")
			return false
		}
		value = value*base + hexValue(c)
		s.at++
	}
	if value > limit || limit > 255 && 0xD800 <= value && value < 0xE000 {
		s.fail(start, "escape is invalid Unicode code point or out of range")
		return false
	}
	return true
}

func hexValue(c byte) uint32 {
	switch {
	case isDigit(c):
		return uint32(c - '0')
	case c >= 'a':
		return uint32(c-'a') + 10
	}
	return uint32(c-'A') + 10
}

func (s *scanner) quoted() {
	start := s.at
	s.at++
	for {
		switch c := s.peek(0); {
		case s.at >= len(s.text):
			s.fail(start, "string not terminated")
			return
		case c == '"':
			s.at++
			s.token = StringLiteral
			s.lit = s.text[start:s.at]
			return
		case c == '\n':
			s.fail(s.at, "newline in string")
			return
		case c == '\\':
			if !s.escape('"') {
				return
			}
		default:
			s.at++
		}
	}
}

func (s *scanner) character() {
	start := s.at
	s.at++
	switch c := s.peek(0); {
	case s.at >= len(s.text) || c == '\n':
		s.fail(start, "rune literal not terminated")
		return
	case c == '\'':
		s.fail(start, "empty rune literal or unescaped '")
		return
	case c == '\\':
		if !s.escape('\'') {
			return
		}
	case c < 0x80:
		s.at++
	default:
		s.at++
		for s.peek(0)&0xC0 == 0x80 {
			s.at++
		}
	}
	if s.peek(0) != '\'' {
		s.fail(start, "more than one character in rune literal")
		return
	}
	s.at++
	s.token = CharLiteral
	s.lit = s.text[start:s.at]
}

// unescape gives the value of the escape sequence at text[at:], where the next thing begins, and
// whether it is a byte, not a character.
func unescape(text string, at int) (value rune, next int, isByte bool) {
	n, base := 0, uint32(16)
	switch c := text[at+1]; c {
	case 'a':
		return 7, at + 2, false
	case 'b':
		return 8, at + 2, false
	case 'f':
		return 12, at + 2, false
	case 'n':
		return 10, at + 2, false
	case 'r':
		return 13, at + 2, false
	case 't':
		return 9, at + 2, false
	case 'v':
		return 11, at + 2, false
	case 'x':
		n, isByte = 2, true
	case 'u':
		n = 4
	case 'U':
		n = 8
	default:
		if !isDigit(c) {
			return rune(c), at + 2, false
		}
		n, base, isByte = 3, 8, true
		at--
	}
	at += 2
	v := uint32(0)
	for i := 0; i < n; i++ {
		v = v*base + hexValue(text[at+i])
	}
	return rune(v), at + n, isByte
}

// StringValue gives what a string literal means.
func StringValue(literal string) string {
	body := literal[1 : len(literal)-1]
	if literal[0] == '`' {
		for i := 0; i < len(body); i++ {
			if body[i] == '\r' {
				return StringValue("`" + body[:i] + body[i+1:] + "`")
			}
		}
		return body
	}
	plain := true
	for i := 0; i < len(body); i++ {
		plain = plain && body[i] != '\\'
	}
	if plain {
		return body
	}
	bytes := make([]byte, 0, len(body))
	for i := 0; i < len(body); {
		if body[i] != '\\' {
			bytes = append(bytes, body[i])
			i++
			continue
		}
		value, next, isByte := unescape(body, i)
		if isByte {
			bytes = append(bytes, byte(value))
		} else {
			bytes = append(bytes, string(value)...)
		}
		i = next
	}
	return string(bytes)
}

// RuneValue gives what a rune literal means.
func RuneValue(literal string) rune {
	if literal[1] == '\\' {
		value, _, _ := unescape(literal, 1)
		return value
	}
	for _, r := range literal[1 : len(literal)-1] {
		return r
	}
	return 0
}
