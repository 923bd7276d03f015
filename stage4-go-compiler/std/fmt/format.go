package fmt

import (
	"strconv"
	"unicode/utf8"
)

// flags of the verb that is being printed.
type flags struct {
	minus, plus, sharp, space, zero bool
	// plusV and sharpV say that the verb is %+v or %#v; plus and sharp are then false, because they
	// mean something else to the parts of the value.
	plusV, sharpV     bool
	width, precision  int
	hasWidth, hasPrec bool
}

const (
	lowerDigits = "0123456789abcdef"
	upperDigits = "0123456789ABCDEF"
)

// pad appends text of n runes, filled up to the width.
func (p *printer) pad(text []byte, runes int) {
	fill := p.width - runes
	if !p.hasWidth || fill <= 0 {
		p.out = append(p.out, text...)
		return
	}
	if p.minus {
		p.out = append(p.out, text...)
		p.fill(fill, ' ')
		return
	}
	if p.zero {
		p.fill(fill, '0')
	} else {
		p.fill(fill, ' ')
	}
	p.out = append(p.out, text...)
}

func (p *printer) padString(s string) {
	if !p.hasWidth || p.width == 0 {
		p.out = append(p.out, s...)
		return
	}
	p.pad([]byte(s), utf8.RuneCountInString(s))
}

func (p *printer) fill(n int, c byte) {
	for ; n > 0; n-- {
		p.out = append(p.out, c)
	}
}

func (p *printer) formatBool(b bool) { p.padString(strconv.FormatBool(b)) }

// formatInteger prints an integer in a base. The precision is the least number of digits; the flag 0
// makes digits of the width.
func (p *printer) formatInteger(u uint64, base int, signed bool, verb rune, digits string) {
	negative := signed && int64(u) < 0
	if negative {
		u = -u
	}
	least := 0
	if p.hasPrec {
		least = p.precision
		if least == 0 && u == 0 {
			zero := p.zero
			p.zero = false
			p.fill(p.widthOr0(), ' ')
			p.zero = zero
			return
		}
	} else if p.zero && !p.minus && p.hasWidth {
		least = p.width
		if negative || p.plus || p.space {
			least--
		}
	}
	text := make([]byte, 0, 72)
	octal := "0"
	if verb == 'O' {
		octal = "0o0"
	}
	switch {
	case negative:
		text = append(text, '-')
	case p.plus:
		text = append(text, '+')
	case p.space:
		text = append(text, ' ')
	}
	var buffer [72]byte
	at := len(buffer)
	for b := uint64(base); ; u /= b {
		at--
		buffer[at] = digits[u%b]
		if u < b {
			break
		}
	}
	number := buffer[at:]
	if p.sharp {
		switch base {
		case 2:
			text = append(text, '0', 'b')
		case 8:
			if number[0] != '0' && len(number) >= least {
				text = append(text, octal...)
				octal = ""
			}
		case 16:
			text = append(text, '0', digits[16])
		}
	}
	if verb == 'O' && octal != "" {
		text = append(text, '0', 'o')
	}
	for n := len(number); n < least; n++ {
		text = append(text, '0')
	}
	text = append(text, number...)
	zero := p.zero
	p.zero = false // the zeros are there
	p.pad(text, len(text))
	p.zero = zero
}

func (p *printer) widthOr0() int {
	if p.hasWidth {
		return p.width
	}
	return 0
}

// formatUnicode prints U+0078, with the sharp flag U+0078 'x'.
func (p *printer) formatUnicode(u uint64) {
	least := 4
	if p.hasPrec && p.precision > 4 {
		least = p.precision
	}
	hex := strconv.AppendUint(nil, u, 16)
	text := []byte("U+")
	for n := len(hex); n < least; n++ {
		text = append(text, '0')
	}
	for _, c := range hex {
		if c >= 'a' {
			c -= 'a' - 'A'
		}
		text = append(text, c)
	}
	if p.sharp && u <= utf8.MaxRune && strconv.IsPrint(rune(u)) {
		text = append(text, ' ', '\'')
		text = utf8.AppendRune(text, rune(u))
		text = append(text, '\'')
	}
	zero := p.zero
	p.zero = false
	p.pad(text, utf8.RuneCount(text))
	p.zero = zero
}

func asRune(u uint64) rune {
	if u > utf8.MaxRune {
		return utf8.RuneError
	}
	return rune(u)
}

func (p *printer) formatChar(u uint64) {
	text := utf8.AppendRune(nil, asRune(u))
	p.pad(text, utf8.RuneCount(text))
}

func (p *printer) formatQuotedChar(u uint64) {
	var text []byte
	if p.plus {
		text = strconv.AppendQuoteRuneToASCII(nil, asRune(u))
	} else {
		text = strconv.AppendQuoteRune(nil, asRune(u))
	}
	p.pad(text, utf8.RuneCount(text))
}

// cut shortens a string to the precision in runes.
func (p *printer) cut(s string) string {
	if p.hasPrec {
		n := p.precision
		for i := range s {
			n--
			if n < 0 {
				return s[:i]
			}
		}
	}
	return s
}

func (p *printer) formatString(s string) { p.padString(p.cut(s)) }

func (p *printer) formatQuoted(s string) {
	s = p.cut(s)
	if p.sharp && strconv.CanBackquote(s) {
		p.padString("`" + s + "`")
		return
	}
	var text []byte
	if p.plus {
		text = strconv.AppendQuoteToASCII(nil, s)
	} else {
		text = strconv.AppendQuote(nil, s)
	}
	p.pad(text, utf8.RuneCount(text))
}

// formatHex prints the bytes of a string in hexadecimal, with the space flag apart, with the sharp
// flag with 0x before each.
func (p *printer) formatHex(s string, digits string) {
	n := len(s)
	if p.hasPrec && p.precision < n {
		n = p.precision
	}
	var text []byte
	for i := 0; i < n; i++ {
		if p.space && i > 0 {
			text = append(text, ' ')
		}
		if p.sharp && (p.space || i == 0) {
			text = append(text, '0', digits[16])
		}
		text = append(text, digits[s[i]>>4], digits[s[i]&15])
	}
	p.pad(text, len(text))
}

// formatFloat prints a number of bits 32 or 64 with a verb of strconv.FormatFloat.
func (p *printer) formatFloat(f float64, bits int, verb rune, precision int) {
	if p.hasPrec {
		precision = p.precision
	}
	// text has a sign always.
	text := strconv.AppendFloat(make([]byte, 1, 32), f, byte(verb), precision, bits)
	if text[1] == '-' || text[1] == '+' {
		text = text[1:]
	} else {
		text[0] = '+'
	}
	if p.space && text[0] == '+' && !p.plus {
		text[0] = ' '
	}
	if text[1] == 'I' || text[1] == 'N' { // no zeros before these
		zero := p.zero
		p.zero = false
		if text[1] == 'N' && !p.space && !p.plus {
			text = text[1:]
		}
		p.pad(text, len(text))
		p.zero = zero
		return
	}
	if p.sharp && verb != 'b' {
		text = keepZeros(text, verb, precision)
	}
	if p.plus || text[0] != '+' {
		// The sign stands before the zeros.
		if p.zero && !p.minus && p.hasWidth && p.width > len(text) {
			p.out = append(p.out, text[0])
			p.fill(p.width-len(text), '0')
			p.out = append(p.out, text[1:]...)
			return
		}
		p.pad(text, len(text))
		return
	}
	p.pad(text[1:], len(text)-1)
}

// keepZeros adds, for the sharp flag, a decimal point, and for %g the zeros up to the precision.
func keepZeros(text []byte, verb rune, precision int) []byte {
	digits := 0
	switch verb {
	case 'v', 'g', 'G', 'x':
		digits = precision
		if digits < 0 {
			digits = 6
		}
	}
	var tail []byte
	point, nonZero := false, false
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '.':
			point = true
		case c == 'p' || c == 'P' || (c == 'e' || c == 'E') && verb != 'x' && verb != 'X':
			tail = append(tail, text[i:]...)
			text = text[:i]
		default:
			if c != '0' {
				nonZero = true
			}
			if nonZero {
				digits--
			}
		}
	}
	if !point {
		if len(text) == 2 && text[1] == '0' {
			digits--
		}
		text = append(text, '.')
	}
	for ; digits > 0; digits-- {
		text = append(text, '0')
	}
	return append(text, tail...)
}
