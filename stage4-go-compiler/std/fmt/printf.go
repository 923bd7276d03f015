package fmt

import (
	"internal/abi"
	"internal/reflectlite"
	"unicode/utf8"
)

// largest is the largest width and precision.
const largest = 1000000

// parseNumber reads decimal digits of s[start:end].
func parseNumber(s string, start, end int) (n int, ok bool, next int) {
	for next = start; next < end && '0' <= s[next] && s[next] <= '9'; next++ {
		if n > largest {
			return 0, false, end
		}
		n = n*10 + int(s[next]-'0')
		ok = true
	}
	return n, ok, next
}

// argument reads an index in brackets: the argument that comes next, where the format goes on, and
// whether there was an index.
func (p *printer) argument(number int, format string, i int, count int) (next int, at int, found bool) {
	if i >= len(format) || format[i] != '[' {
		return number, i, false
	}
	p.reordered = true
	for k := i + 1; k < len(format) && len(format)-i >= 3; k++ {
		if format[k] == ']' {
			n, ok, end := parseNumber(format, i+1, k)
			if !ok || end != k {
				p.goodIndex = false
				return number, k + 1, false
			}
			if n < 1 || n > count {
				p.goodIndex = false
				return number, k + 1, true
			}
			return n - 1, k + 1, true
		}
	}
	p.goodIndex = false
	return number, i + 1, false
}

// star takes a width or precision from an argument.
func star(a []any, number int) (n int, ok bool, next int) {
	if number >= len(a) {
		return 0, false, number
	}
	v := reflectlite.ValueOf(a[number])
	switch v.Kind() {
	case abi.Int, abi.Int8, abi.Int16, abi.Int32, abi.Int64:
		i := v.Int()
		n, ok = int(i), true
	case abi.Uint, abi.Uint8, abi.Uint16, abi.Uint32, abi.Uint64, abi.Uintptr:
		u := v.Uint()
		n, ok = int(u), int64(u) >= 0
	}
	if !ok || n > largest || n < -largest {
		return 0, false, number + 1
	}
	return n, true, number + 1
}

// setV changes the flags for %v: %+v and %#v mean something of their own.
func (p *printer) setV() {
	p.sharpV, p.sharp = p.sharp, false
	p.plusV, p.plus = p.plus, false
}

func (p *printer) printf(format string, a []any) {
	number := 0 // of the next argument
	indexed := false
	end := len(format)
	p.reordered = false
formats:
	for i := 0; i < end; {
		p.goodIndex = true
		start := i
		for i < end && format[i] != '%' {
			i++
		}
		if i > start {
			p.out = append(p.out, format[start:i]...)
		}
		if i >= end {
			break
		}
		i++
		p.flags = flags{}
	readFlags:
		for ; i < end; i++ {
			switch c := format[i]; c {
			case '#':
				p.sharp = true
			case '0':
				p.zero = true
			case '+':
				p.plus = true
			case '-':
				p.minus = true
			case ' ':
				p.space = true
			default:
				if 'a' <= c && c <= 'z' && number < len(a) { // the common case: no width, no index
					switch c {
					case 'w':
						p.wrapped = append(p.wrapped, number)
						p.setV()
					case 'v':
						p.setV()
					}
					p.printArg(a[number], rune(c))
					number++
					i++
					continue formats
				}
				break readFlags
			}
		}

		number, i, indexed = p.argument(number, format, i, len(a))
		if i < end && format[i] == '*' {
			i++
			p.width, p.hasWidth, number = star(a, number)
			if !p.hasWidth {
				p.out = append(p.out, "%!(BADWIDTH)"...)
			}
			if p.width < 0 {
				p.width = -p.width
				p.minus = true
				p.zero = false
			}
			indexed = false
		} else {
			p.width, p.hasWidth, i = parseNumber(format, i, end)
			if indexed && p.hasWidth {
				p.goodIndex = false // "%[3]2d"
			}
		}
		if i+1 < end && format[i] == '.' {
			i++
			if indexed {
				p.goodIndex = false // "%[3].2d"
			}
			number, i, indexed = p.argument(number, format, i, len(a))
			if i < end && format[i] == '*' {
				i++
				p.precision, p.hasPrec, number = star(a, number)
				if p.precision < 0 {
					p.precision, p.hasPrec = 0, false
				}
				if !p.hasPrec {
					p.out = append(p.out, "%!(BADPREC)"...)
				}
				indexed = false
			} else {
				p.precision, p.hasPrec, i = parseNumber(format, i, end)
				if !p.hasPrec {
					p.precision, p.hasPrec = 0, true
				}
			}
		}
		if !indexed {
			number, i, indexed = p.argument(number, format, i, len(a))
		}
		if i >= end {
			p.out = append(p.out, "%!(NOVERB)"...)
			break
		}
		verb, n := utf8.DecodeRuneInString(format[i:])
		i += n
		switch {
		case verb == '%':
			p.out = append(p.out, '%')
			continue
		case !p.goodIndex:
			p.problem(verb, "(BADINDEX)")
			continue
		case number >= len(a):
			p.problem(verb, "(MISSING)")
			continue
		case verb == 'w':
			p.wrapped = append(p.wrapped, number)
			p.setV()
		case verb == 'v':
			p.setV()
		}
		p.printArg(a[number], verb)
		number++
	}

	if !p.reordered && number < len(a) {
		p.flags = flags{}
		p.out = append(p.out, "%!(EXTRA "...)
		for i, arg := range a[number:] {
			if i > 0 {
				p.out = append(p.out, ", "...)
			}
			if arg == nil {
				p.out = append(p.out, "<nil>"...)
			} else {
				p.out = append(p.out, reflectlite.ValueOf(arg).TypeString()...)
				p.out = append(p.out, '=')
				p.printArg(arg, 'v')
			}
		}
		p.out = append(p.out, ')')
	}
}

func (p *printer) problem(verb rune, text string) {
	p.out = append(p.out, "%!"...)
	p.out = utf8.AppendRune(p.out, verb)
	p.out = append(p.out, text...)
}
