// Package strconv converts between values of the basic types and their text.
//
//	int.go     integers to text
//	parse.go   text to integers and booleans, the errors
//	float.go   floating-point numbers to text: the shortest, or with a given number of digits
//	atof.go    text to floating-point numbers, correctly rounded
//	decimal.go the exact decimal expansion of a binary number, for both
//	quote.go   strings and runes as Go literals, and back
package strconv

import "errors"

// IntSize is the size of an int in bits.
const IntSize = 64

// ErrRange says that a value is out of range for its type.
var ErrRange = errors.New("value out of range")

// ErrSyntax says that the text is no number, or no quoted string.
var ErrSyntax = errors.New("invalid syntax")

// NumError is a failed conversion.
type NumError struct {
	Func string // the function: ParseBool, ParseInt, ParseUint, ParseFloat, Atoi
	Num  string // its input
	Err  error  // the reason: ErrRange, ErrSyntax, …
}

func (e *NumError) Error() string {
	return "strconv." + e.Func + ": parsing " + Quote(e.Num) + ": " + e.Err.Error()
}

// Unwrap gives the reason.
func (e *NumError) Unwrap() error { return e.Err }

// copied gives a copy of the text, so that an error does not keep a large input alive.
func copied(s string) string { return string([]byte(s)) }

func syntaxError(function, text string) *NumError {
	return &NumError{function, copied(text), ErrSyntax}
}

func rangeError(function, text string) *NumError {
	return &NumError{function, copied(text), ErrRange}
}

func baseError(function, text string, base int) *NumError {
	return &NumError{function, copied(text), errors.New("invalid base " + Itoa(base))}
}

func bitSizeError(function, text string, bits int) *NumError {
	return &NumError{function, copied(text), errors.New("invalid bit size " + Itoa(bits))}
}

// ParseBool accepts 1, t, T, TRUE, true, True, 0, f, F, FALSE, false, False.
func ParseBool(s string) (bool, error) {
	switch s {
	case "1", "t", "T", "true", "TRUE", "True":
		return true, nil
	case "0", "f", "F", "false", "FALSE", "False":
		return false, nil
	}
	return false, syntaxError("ParseBool", s)
}

// FormatBool gives "true" or "false".
func FormatBool(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// AppendBool appends "true" or "false".
func AppendBool(dst []byte, b bool) []byte { return append(dst, FormatBool(b)...) }

// ParseUint reads an unsigned number, without a sign, in a base from 2 to 36; base 0 takes it from
// the prefix 0b, 0o, 0 or 0x and allows underscores as Go does. It must fit in so many bits, 0 for
// an int; if it does not, the result is the largest that does, with ErrRange.
func ParseUint(s string, base int, bitSize int) (uint64, error) {
	n, err := parseUint("ParseUint", s, s, base, bitSize)
	if err != nil {
		return n, err
	}
	return n, nil
}

// parseUint reads text for a function whose whole input is named in errors.
func parseUint(function, whole, text string, base int, bitSize int) (uint64, *NumError) {
	if text == "" {
		return 0, syntaxError(function, whole)
	}
	underscores := base == 0
	digitsOf := text
	switch {
	case base == 0:
		base = 10
		if text[0] == '0' {
			switch {
			case len(text) >= 3 && text[1]|0x20 == 'b':
				base, digitsOf = 2, text[2:]
			case len(text) >= 3 && text[1]|0x20 == 'o':
				base, digitsOf = 8, text[2:]
			case len(text) >= 3 && text[1]|0x20 == 'x':
				base, digitsOf = 16, text[2:]
			default:
				base, digitsOf = 8, text[1:]
			}
		}
	case base < 2 || base > 36:
		return 0, baseError(function, whole, base)
	}
	if bitSize == 0 {
		bitSize = IntSize
	} else if bitSize < 0 || bitSize > 64 {
		return 0, bitSizeError(function, whole, bitSize)
	}
	largest := uint64(1)<<uint(bitSize) - 1
	limit := ^uint64(0)/uint64(base) + 1 // n*base overflows from here on
	saw := false
	n := uint64(0)
	for i := 0; i < len(digitsOf); i++ {
		c := digitsOf[i]
		var d byte
		switch {
		case c == '_' && underscores:
			saw = true
			continue
		case '0' <= c && c <= '9':
			d = c - '0'
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			d = c | 0x20 - 'a' + 10
		default:
			return 0, syntaxError(function, whole)
		}
		if int(d) >= base {
			return 0, syntaxError(function, whole)
		}
		if n >= limit {
			return largest, rangeError(function, whole)
		}
		n *= uint64(base)
		sum := n + uint64(d)
		if sum < n || sum > largest {
			return largest, rangeError(function, whole)
		}
		n = sum
	}
	if saw && !underscoresOK(text) {
		return 0, syntaxError(function, whole)
	}
	return n, nil
}

// ParseInt reads a number with an optional sign; otherwise it is like ParseUint.
func ParseInt(s string, base int, bitSize int) (int64, error) {
	n, err := parseInt("ParseInt", s, base, bitSize)
	if err != nil {
		return n, err
	}
	return n, nil
}

func parseInt(function, s string, base int, bitSize int) (int64, *NumError) {
	if s == "" {
		return 0, syntaxError(function, s)
	}
	negative := s[0] == '-'
	text := s
	if negative || s[0] == '+' {
		text = s[1:]
	}
	u, err := parseUint(function, s, text, base, bitSize)
	if err != nil && err.Err != ErrRange {
		return 0, err
	}
	if bitSize == 0 {
		bitSize = IntSize
	}
	border := uint64(1) << uint(bitSize-1)
	if !negative && u >= border {
		return int64(border - 1), rangeError(function, s)
	}
	if negative && u > border {
		return -int64(border), rangeError(function, s)
	}
	if negative {
		return -int64(u), nil
	}
	return int64(u), nil
}

// Atoi is ParseInt(s, 10, 0) as an int.
func Atoi(s string) (int, error) {
	n, err := parseInt("Atoi", s, 10, 0)
	if err != nil {
		return int(n), err
	}
	return int(n), nil
}

// underscoresOK says whether underscores stand only between digits, or between the base prefix and
// a digit, as in Go's literals.
func underscoresOK(s string) bool {
	if len(s) >= 1 && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	before := '^' // what came before: '^' the start, '0' a digit or prefix, '_', '!' anything else
	hex := false
	i := 0
	if len(s) >= 2 && s[0] == '0' && (s[1]|0x20 == 'b' || s[1]|0x20 == 'o' || s[1]|0x20 == 'x') {
		before = '0'
		hex = s[1]|0x20 == 'x'
		i = 2
	}
	for ; i < len(s); i++ {
		c := s[i]
		switch {
		case '0' <= c && c <= '9' || hex && 'a' <= c|0x20 && c|0x20 <= 'f':
			before = '0'
		case c == '_':
			if before != '0' {
				return false
			}
			before = '_'
		default:
			if before == '_' {
				return false
			}
			before = '!'
		}
	}
	return before != '_'
}
