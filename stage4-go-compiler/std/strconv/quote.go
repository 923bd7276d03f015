package strconv

import (
	"unicode"
	"unicode/utf8"
)

// Which runes are written as they are.
const (
	keepPrintable = iota
	keepASCII
	keepGraphic
)

// Quote gives a Go string literal in double quotes, with escapes for what cannot be printed.
func Quote(s string) string { return string(appendQuoted(nil, s, '"', keepPrintable)) }

// AppendQuote appends what Quote gives.
func AppendQuote(dst []byte, s string) []byte { return appendQuoted(dst, s, '"', keepPrintable) }

// QuoteToASCII is Quote with escapes for everything beyond ASCII.
func QuoteToASCII(s string) string { return string(appendQuoted(nil, s, '"', keepASCII)) }

// AppendQuoteToASCII appends what QuoteToASCII gives.
func AppendQuoteToASCII(dst []byte, s string) []byte { return appendQuoted(dst, s, '"', keepASCII) }

// QuoteToGraphic is Quote that leaves all graphic characters, spaces too.
func QuoteToGraphic(s string) string { return string(appendQuoted(nil, s, '"', keepGraphic)) }

// AppendQuoteToGraphic appends what QuoteToGraphic gives.
func AppendQuoteToGraphic(dst []byte, s string) []byte {
	return appendQuoted(dst, s, '"', keepGraphic)
}

// QuoteRune gives a Go literal of a rune in single quotes.
func QuoteRune(r rune) string { return string(appendQuotedRune(nil, r, keepPrintable)) }

// AppendQuoteRune appends what QuoteRune gives.
func AppendQuoteRune(dst []byte, r rune) []byte { return appendQuotedRune(dst, r, keepPrintable) }

// QuoteRuneToASCII is QuoteRune with escapes for everything beyond ASCII.
func QuoteRuneToASCII(r rune) string { return string(appendQuotedRune(nil, r, keepASCII)) }

// AppendQuoteRuneToASCII appends what QuoteRuneToASCII gives.
func AppendQuoteRuneToASCII(dst []byte, r rune) []byte { return appendQuotedRune(dst, r, keepASCII) }

// QuoteRuneToGraphic is QuoteRune that leaves all graphic characters.
func QuoteRuneToGraphic(r rune) string { return string(appendQuotedRune(nil, r, keepGraphic)) }

func appendQuoted(dst []byte, s string, quote byte, keep int) []byte {
	dst = append(dst, quote)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if n == 1 && r == utf8.RuneError {
			dst = append(dst, '\\', 'x', digits[s[i]>>4], digits[s[i]&15])
		} else {
			dst = appendEscaped(dst, r, quote, keep)
		}
		i += n
	}
	return append(dst, quote)
}

func appendQuotedRune(dst []byte, r rune, keep int) []byte {
	if !utf8.ValidRune(r) {
		r = utf8.RuneError
	}
	return append(appendEscaped(append(dst, '\''), r, '\'', keep), '\'')
}

func appendEscaped(dst []byte, r rune, quote byte, keep int) []byte {
	if r == rune(quote) || r == '\\' {
		return append(dst, '\\', byte(r))
	}
	if r < utf8.RuneSelf || keep != keepASCII {
		if IsPrint(r) || keep == keepGraphic && IsGraphic(r) {
			return utf8.AppendRune(dst, r)
		}
	}
	switch r {
	case '\a':
		return append(dst, '\\', 'a')
	case '\b':
		return append(dst, '\\', 'b')
	case '\f':
		return append(dst, '\\', 'f')
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	case '\v':
		return append(dst, '\\', 'v')
	}
	n := 8
	letter := byte('U')
	switch {
	case r < ' ' || r == 0x7F:
		n, letter = 2, 'x'
	case r < 0x10000:
		n, letter = 4, 'u'
	}
	dst = append(dst, '\\', letter)
	for shift := (n - 1) * 4; shift >= 0; shift -= 4 {
		dst = append(dst, digits[r>>uint(shift)&15])
	}
	return dst
}

// IsPrint is unicode.IsPrint.
func IsPrint(r rune) bool { return unicode.IsPrint(r) }

// IsGraphic is unicode.IsGraphic.
func IsGraphic(r rune) bool { return unicode.IsGraphic(r) }

// CanBackquote says whether s can stand between back quotes on one line.
func CanBackquote(s string) bool {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if r == utf8.RuneError && n == 1 || r == '\uFEFF' || r < ' ' && r != '\t' || r == '`' || r == 0x7F {
			return false
		}
	}
	return true
}

// hexValue is the value of a hexadecimal digit, 16 for anything else.
func hexValue(c byte) rune {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	}
	return 16
}

// UnquoteChar reads the first character or escape of s, the inside of a literal with such a quote:
// its value, whether it stands for several bytes of UTF-8, and the rest of s.
func UnquoteChar(s string, quote byte) (value rune, multibyte bool, tail string, err error) {
	if s == "" {
		return 0, false, "", ErrSyntax
	}
	c := s[0]
	switch {
	case c == quote && (quote == '\'' || quote == '"'):
		return 0, false, "", ErrSyntax
	case c >= utf8.RuneSelf:
		r, n := utf8.DecodeRuneInString(s)
		return r, true, s[n:], nil
	case c != '\\':
		return rune(c), false, s[1:], nil
	}
	if len(s) < 2 {
		return 0, false, "", ErrSyntax
	}
	c = s[1]
	s = s[2:]
	switch c {
	case 'a':
		value = '\a'
	case 'b':
		value = '\b'
	case 'f':
		value = '\f'
	case 'n':
		value = '\n'
	case 'r':
		value = '\r'
	case 't':
		value = '\t'
	case 'v':
		value = '\v'
	case 'x', 'u', 'U':
		n := 2
		if c == 'u' {
			n = 4
		} else if c == 'U' {
			n = 8
		}
		if len(s) < n {
			return 0, false, "", ErrSyntax
		}
		for i := 0; i < n; i++ {
			d := hexValue(s[i])
			if d == 16 {
				return 0, false, "", ErrSyntax
			}
			value = value<<4 | d
		}
		s = s[n:]
		if c == 'x' {
			break
		}
		if !utf8.ValidRune(value) {
			return 0, false, "", ErrSyntax
		}
		multibyte = true
	case '0', '1', '2', '3', '4', '5', '6', '7':
		value = rune(c - '0')
		if len(s) < 2 {
			return 0, false, "", ErrSyntax
		}
		for i := 0; i < 2; i++ {
			if s[i] < '0' || s[i] > '7' {
				return 0, false, "", ErrSyntax
			}
			value = value<<3 | rune(s[i]-'0')
		}
		s = s[2:]
		if value > 255 {
			return 0, false, "", ErrSyntax
		}
	case '\\':
		value = '\\'
	case '\'', '"':
		if c != quote {
			return 0, false, "", ErrSyntax
		}
		value = rune(c)
	default:
		return 0, false, "", ErrSyntax
	}
	return value, multibyte, s, nil
}

// Unquote gives the value of a Go literal of a string or of a rune (as a string of one character).
func Unquote(s string) (string, error) {
	value, rest, err := unquote(s)
	if err != nil || rest != "" {
		return "", ErrSyntax
	}
	return value, nil
}

// QuotedPrefix gives the literal at the beginning of s.
func QuotedPrefix(s string) (string, error) {
	_, rest, err := unquote(s)
	if err != nil {
		return "", ErrSyntax
	}
	return s[:len(s)-len(rest)], nil
}

func unquote(s string) (value, rest string, err error) {
	if len(s) < 2 {
		return "", "", ErrSyntax
	}
	quote := s[0]
	s = s[1:]
	switch quote {
	case '`':
		out := []byte{}
		for i := 0; i < len(s); i++ {
			if s[i] == '`' {
				return string(out), s[i+1:], nil
			}
			if s[i] != '\r' {
				out = append(out, s[i])
			}
		}
	case '"', '\'':
		out := []byte{}
		for s != "" && s[0] != quote {
			if s[0] == '\n' {
				return "", "", ErrSyntax
			}
			r, multibyte, tail, err := UnquoteChar(s, quote)
			if err != nil {
				return "", "", err
			}
			s = tail
			if r < utf8.RuneSelf || !multibyte {
				out = append(out, byte(r))
			} else {
				out = utf8.AppendRune(out, r)
			}
			if quote == '\'' {
				if s == "" || s[0] != '\'' {
					return "", "", ErrSyntax
				}
				return string(out), s[1:], nil
			}
		}
		if s != "" { // two single quotes are accepted too, as officially
			return string(out), s[1:], nil
		}
	}
	return "", "", ErrSyntax
}
