// Package fmt prints values in formats described by verbs.
//
//	print.go   the functions that programs call, and the values: by type, by kind, by method
//	printf.go  the format string: verbs, flags, widths, argument indexes, and what is wrong with them
//	format.go  numbers and strings with flags and padding
//	errorf.go  errors that wrap others
//
// A printer appends to a buffer that is written in one piece. Common types are found by a type
// switch; all others by their kind, through internal/reflectlite.
package fmt

import (
	"internal/abi"
	"internal/reflectlite"
	"io"
	"os"
	"unicode/utf8"
)

// Stringer is a value that has text of its own for %v and %s.
type Stringer interface{ String() string }

// GoStringer is a value that has text of its own for %#v.
type GoStringer interface{ GoString() string }

// Formatter is a value that prints itself with any verb.
type Formatter interface{ Format(f State, verb rune) }

// State is the printer as a Formatter sees it.
type State interface {
	Write(b []byte) (n int, err error)
	Width() (wid int, ok bool)
	Precision() (prec int, ok bool)
	Flag(c int) bool
}

type printer struct {
	flags
	out       []byte
	arg       any               // what is being printed …
	value     reflectlite.Value // … if it is no part of another value, else its part
	erroring  bool              // printing an error about a verb: no methods are called
	panicking bool              // printing what a method panicked with
	reordered bool              // the format has argument indexes
	goodIndex bool              // the last one was right
	wrapping  bool              // Errorf: %w is allowed
	wrapped   []int             // the arguments of %w
}

// free keeps printers that are not in use, with their buffers.
var free []*printer

func newPrinter() *printer {
	if n := len(free); n > 0 {
		p := free[n-1]
		free = free[:n-1]
		return p
	}
	return &printer{}
}

// done makes the printer free for others. A very large buffer is not kept.
func (p *printer) done() {
	buffer := p.out[:0]
	if cap(buffer) > 64<<10 {
		buffer = nil
	}
	*p = printer{out: buffer}
	free = append(free, p)
}

func (p *printer) Write(b []byte) (int, error) {
	p.out = append(p.out, b...)
	return len(b), nil
}

func (p *printer) WriteString(s string) (int, error) {
	p.out = append(p.out, s...)
	return len(s), nil
}

func (p *printer) Width() (int, bool) { return p.width, p.hasWidth }

func (p *printer) Precision() (int, bool) { return p.precision, p.hasPrec }

func (p *printer) Flag(c int) bool {
	switch c {
	case '-':
		return p.minus
	case '+':
		return p.plus || p.plusV
	case '#':
		return p.sharp || p.sharpV
	case ' ':
		return p.space
	case '0':
		return p.zero && !p.minus
	}
	return false
}

// Fprintf prints by a format to w.
func Fprintf(w io.Writer, format string, a ...any) (n int, err error) {
	p := newPrinter()
	p.printf(format, a)
	n, err = w.Write(p.out)
	p.done()
	return n, err
}

// Printf prints by a format to the standard output.
func Printf(format string, a ...any) (n int, err error) { return Fprintf(os.Stdout, format, a...) }

// Sprintf gives what Printf prints.
func Sprintf(format string, a ...any) string {
	p := newPrinter()
	p.printf(format, a)
	s := string(p.out)
	p.done()
	return s
}

// Appendf appends what Printf prints.
func Appendf(b []byte, format string, a ...any) []byte {
	p := newPrinter()
	p.printf(format, a)
	b = append(b, p.out...)
	p.done()
	return b
}

// Fprint prints to w, with spaces between operands when neither is a string.
func Fprint(w io.Writer, a ...any) (n int, err error) {
	p := newPrinter()
	p.print(a)
	n, err = w.Write(p.out)
	p.done()
	return n, err
}

// Print prints to the standard output like Fprint.
func Print(a ...any) (n int, err error) { return Fprint(os.Stdout, a...) }

// Sprint gives what Print prints.
func Sprint(a ...any) string {
	p := newPrinter()
	p.print(a)
	s := string(p.out)
	p.done()
	return s
}

// Append appends what Print prints.
func Append(b []byte, a ...any) []byte {
	p := newPrinter()
	p.print(a)
	b = append(b, p.out...)
	p.done()
	return b
}

// Fprintln prints to w, with spaces between all operands and a newline.
func Fprintln(w io.Writer, a ...any) (n int, err error) {
	p := newPrinter()
	p.println(a)
	n, err = w.Write(p.out)
	p.done()
	return n, err
}

// Println prints to the standard output like Fprintln.
func Println(a ...any) (n int, err error) { return Fprintln(os.Stdout, a...) }

// Sprintln gives what Println prints.
func Sprintln(a ...any) string {
	p := newPrinter()
	p.println(a)
	s := string(p.out)
	p.done()
	return s
}

// Appendln appends what Println prints.
func Appendln(b []byte, a ...any) []byte {
	p := newPrinter()
	p.println(a)
	b = append(b, p.out...)
	p.done()
	return b
}

func (p *printer) print(a []any) {
	wasString := false
	for i, arg := range a {
		isString := reflectlite.ValueOf(arg).Kind() == abi.String
		if i > 0 && !isString && !wasString {
			p.out = append(p.out, ' ')
		}
		p.printArg(arg, 'v')
		wasString = isString
	}
}

func (p *printer) println(a []any) {
	for i, arg := range a {
		if i > 0 {
			p.out = append(p.out, ' ')
		}
		p.printArg(arg, 'v')
	}
	p.out = append(p.out, '\n')
}

// badVerb prints %!verb(type=value).
func (p *printer) badVerb(verb rune) {
	p.erroring = true
	p.out = append(p.out, "%!"...)
	p.out = utf8.AppendRune(p.out, verb)
	p.out = append(p.out, '(')
	switch {
	case p.arg != nil:
		p.out = append(p.out, reflectlite.ValueOf(p.arg).TypeString()...)
		p.out = append(p.out, '=')
		p.printArg(p.arg, 'v')
	case p.value.Valid():
		p.out = append(p.out, p.value.TypeString()...)
		p.out = append(p.out, '=')
		p.printValue(p.value, 'v', 0)
	default:
		p.out = append(p.out, "<nil>"...)
	}
	p.out = append(p.out, ')')
	p.erroring = false
}

func (p *printer) printArg(arg any, verb rune) {
	p.arg = arg
	p.value = reflectlite.Value{}
	if arg == nil {
		if verb == 'T' || verb == 'v' {
			p.padString("<nil>")
		} else {
			p.badVerb(verb)
		}
		return
	}
	switch verb {
	case 'T':
		p.formatString(reflectlite.ValueOf(arg).TypeString())
		return
	case 'p':
		p.printPointer(reflectlite.ValueOf(arg), 'p')
		return
	}
	switch x := arg.(type) {
	case bool:
		p.printBool(x, verb)
	case int:
		p.printInteger(uint64(x), true, verb)
	case string:
		p.printString(x, verb)
	case float64:
		p.printFloat(x, 64, verb)
	case rune:
		p.printInteger(uint64(x), true, verb)
	case int64:
		p.printInteger(uint64(x), true, verb)
	case uint:
		p.printInteger(uint64(x), false, verb)
	case byte:
		p.printInteger(uint64(x), false, verb)
	case uint64:
		p.printInteger(x, false, verb)
	case []byte:
		p.printBytes(x, verb, "[]byte")
	default:
		if !p.callMethod(verb) {
			p.printValue(reflectlite.ValueOf(arg), verb, 0)
		}
	}
}

func (p *printer) printBool(b bool, verb rune) {
	if verb == 't' || verb == 'v' {
		p.formatBool(b)
	} else {
		p.badVerb(verb)
	}
}

// formatAddress prints hexadecimal digits, with 0x before them or without, whatever the flag says.
func (p *printer) formatAddress(u uint64, prefix bool) {
	sharp := p.sharp
	p.sharp = prefix
	p.formatInteger(u, 16, false, 'v', lowerHex)
	p.sharp = sharp
}

const (
	lowerHex = lowerDigits + "x"
	upperHex = upperDigits + "X"
)

func (p *printer) printInteger(u uint64, signed bool, verb rune) {
	switch verb {
	case 'v':
		if p.sharpV && !signed {
			p.formatAddress(u, true)
		} else {
			p.formatInteger(u, 10, signed, verb, lowerHex)
		}
	case 'd':
		p.formatInteger(u, 10, signed, verb, lowerHex)
	case 'b':
		p.formatInteger(u, 2, signed, verb, lowerHex)
	case 'o', 'O':
		p.formatInteger(u, 8, signed, verb, lowerHex)
	case 'x':
		p.formatInteger(u, 16, signed, verb, lowerHex)
	case 'X':
		p.formatInteger(u, 16, signed, verb, upperHex)
	case 'c':
		p.formatChar(u)
	case 'q':
		p.formatQuotedChar(u)
	case 'U':
		p.formatUnicode(u)
	default:
		p.badVerb(verb)
	}
}

func (p *printer) printFloat(f float64, bits int, verb rune) {
	switch verb {
	case 'v':
		p.formatFloat(f, bits, 'g', -1)
	case 'b', 'g', 'G', 'x', 'X':
		p.formatFloat(f, bits, verb, -1)
	case 'f', 'e', 'E':
		p.formatFloat(f, bits, verb, 6)
	case 'F':
		p.formatFloat(f, bits, 'f', 6)
	default:
		p.badVerb(verb)
	}
}

func (p *printer) printComplex(re, im float64, bits int, verb rune) {
	switch verb {
	case 'v', 'b', 'g', 'G', 'x', 'X', 'f', 'F', 'e', 'E':
		plus := p.plus
		p.out = append(p.out, '(')
		p.printFloat(re, bits, verb)
		p.plus = true
		p.printFloat(im, bits, verb)
		p.out = append(p.out, "i)"...)
		p.plus = plus
	default:
		p.badVerb(verb)
	}
}

func (p *printer) printString(s string, verb rune) {
	switch verb {
	case 'v':
		if p.sharpV {
			p.formatQuoted(s)
		} else {
			p.formatString(s)
		}
	case 's':
		p.formatString(s)
	case 'x':
		p.formatHex(s, lowerHex)
	case 'X':
		p.formatHex(s, upperHex)
	case 'q':
		p.formatQuoted(s)
	default:
		p.badVerb(verb)
	}
}

func (p *printer) printBytes(b []byte, verb rune, typeString string) {
	switch verb {
	case 'v', 'd':
		if p.sharpV {
			p.out = append(p.out, typeString...)
			if b == nil {
				p.out = append(p.out, "(nil)"...)
				return
			}
			p.out = append(p.out, '{')
			for i, c := range b {
				if i > 0 {
					p.out = append(p.out, ", "...)
				}
				p.formatAddress(uint64(c), true)
			}
			p.out = append(p.out, '}')
			return
		}
		p.out = append(p.out, '[')
		for i, c := range b {
			if i > 0 {
				p.out = append(p.out, ' ')
			}
			p.formatInteger(uint64(c), 10, false, verb, lowerHex)
		}
		p.out = append(p.out, ']')
	case 's':
		p.formatString(string(b))
	case 'x':
		p.formatHex(string(b), lowerHex)
	case 'X':
		p.formatHex(string(b), upperHex)
	case 'q':
		p.formatQuoted(string(b))
	default:
		p.printValue(reflectlite.ValueOf(b), verb, 0)
	}
}

func (p *printer) printPointer(v reflectlite.Value, verb rune) {
	switch v.Kind() {
	case abi.Chan, abi.Func, abi.Map, abi.Pointer, abi.Slice, abi.UnsafePointer:
	default:
		p.badVerb(verb)
		return
	}
	u := uint64(v.Pointer())
	switch verb {
	case 'v':
		switch {
		case p.sharpV:
			p.out = append(p.out, '(')
			p.out = append(p.out, v.TypeString()...)
			p.out = append(p.out, ")("...)
			if u == 0 {
				p.out = append(p.out, "nil"...)
			} else {
				p.formatAddress(u, true)
			}
			p.out = append(p.out, ')')
		case u == 0:
			p.padString("<nil>")
		default:
			p.formatAddress(u, !p.sharp)
		}
	case 'p':
		p.formatAddress(u, !p.sharp)
	case 'b', 'o', 'd', 'x', 'X':
		p.printInteger(u, false, verb)
	default:
		p.badVerb(verb)
	}
}

// callMethod prints by the argument's own method, if it has one for the verb.
func (p *printer) callMethod(verb rune) (handled bool) {
	if p.erroring {
		return false
	}
	if verb == 'w' {
		if _, ok := p.arg.(error); !ok || !p.wrapping {
			p.badVerb(verb)
			return true
		}
		verb = 'v'
	}
	if x, ok := p.arg.(Formatter); ok {
		handled = true // also after a panic
		defer p.catchPanic(p.arg, verb, "Format")
		x.Format(p, verb)
		return true
	}
	if p.sharpV {
		if x, ok := p.arg.(GoStringer); ok {
			handled = true // also after a panic
			defer p.catchPanic(p.arg, verb, "GoString")
			p.formatString(x.GoString())
			return true
		}
		return false
	}
	switch verb {
	case 'v', 's', 'x', 'X', 'q':
		switch x := p.arg.(type) {
		case error:
			handled = true // also after a panic
			defer p.catchPanic(p.arg, verb, "Error")
			p.printString(x.Error(), verb)
			return true
		case Stringer:
			handled = true // also after a panic
			defer p.catchPanic(p.arg, verb, "String")
			p.printString(x.String(), verb)
			return true
		}
	}
	return false
}

// catchPanic prints a method's panic in place of its text; for a nil receiver just <nil>.
func (p *printer) catchPanic(arg any, verb rune, method string) {
	problem := recover()
	if problem == nil {
		return
	}
	if v := reflectlite.ValueOf(arg); v.Kind() == abi.Pointer && v.IsNil() {
		p.out = append(p.out, "<nil>"...)
		return
	}
	if p.panicking { // a panic while printing a panic
		panic(problem)
	}
	saved := p.flags
	p.flags = flags{}
	p.out = append(p.out, "%!"...)
	p.out = utf8.AppendRune(p.out, verb)
	p.out = append(p.out, "(PANIC="...)
	p.out = append(p.out, method...)
	p.out = append(p.out, " method: "...)
	p.panicking = true
	p.printArg(problem, 'v')
	p.panicking = false
	p.out = append(p.out, ')')
	p.flags = saved
}

// printValue prints by kind. A depth above 0 says that v is a part of another value.
func (p *printer) printValue(v reflectlite.Value, verb rune, depth int) {
	if depth > 0 && v.Valid() && v.CanInterface() {
		p.arg = v.Interface()
		if p.callMethod(verb) {
			return
		}
	}
	p.arg = nil
	if depth == 0 {
		p.arg = interfaceOf(v)
	} else if v.Valid() && v.CanInterface() {
		p.arg = v.Interface()
	}
	p.value = v
	switch v.Kind() {
	case abi.Invalid:
		switch {
		case depth == 0:
			p.out = append(p.out, "<invalid reflect.Value>"...)
		case verb == 'v':
			p.out = append(p.out, "<nil>"...)
		default:
			p.badVerb(verb)
		}
	case abi.Bool:
		p.printBool(v.Bool(), verb)
	case abi.Int, abi.Int8, abi.Int16, abi.Int32, abi.Int64:
		p.printInteger(uint64(v.Int()), true, verb)
	case abi.Uint, abi.Uint8, abi.Uint16, abi.Uint32, abi.Uint64, abi.Uintptr:
		p.printInteger(v.Uint(), false, verb)
	case abi.Float32, abi.Float64:
		p.printFloat(v.Float(), v.Bits(), verb)
	case abi.Complex64, abi.Complex128:
		re, im := v.Complex()
		p.printComplex(re, im, v.Bits()/2, verb)
	case abi.String:
		p.printString(v.String(), verb)
	case abi.Map:
		p.printMap(v, verb, depth)
	case abi.Struct:
		p.printStruct(v, verb, depth)
	case abi.Interface:
		inner := v.Elem()
		switch {
		case inner.Valid():
			p.printValue(inner, verb, depth+1)
		case p.sharpV:
			p.out = append(p.out, v.TypeString()...)
			p.out = append(p.out, "(nil)"...)
		default:
			p.out = append(p.out, "<nil>"...)
		}
	case abi.Array, abi.Slice:
		p.printList(v, verb, depth)
	case abi.Pointer:
		if depth == 0 && !v.IsNil() {
			switch v.ElemKind() {
			case abi.Array, abi.Slice, abi.Struct, abi.Map:
				p.out = append(p.out, '&')
				p.printValue(v.Elem(), verb, depth+1)
				return
			}
		}
		p.printPointer(v, verb)
	default:
		p.printPointer(v, verb)
	}
}

func interfaceOf(v reflectlite.Value) any {
	if v.Valid() && v.CanInterface() {
		return v.Interface()
	}
	return nil
}

// separator prints what stands between parts.
func (p *printer) separator(i int) {
	if i > 0 {
		if p.sharpV {
			p.out = append(p.out, ", "...)
		} else {
			p.out = append(p.out, ' ')
		}
	}
}

func (p *printer) printMap(v reflectlite.Value, verb rune, depth int) {
	if p.sharpV {
		p.out = append(p.out, v.TypeString()...)
		if v.IsNil() {
			p.out = append(p.out, "(nil)"...)
			return
		}
		p.out = append(p.out, '{')
	} else {
		p.out = append(p.out, "map["...)
	}
	for i, entry := range reflectlite.SortedEntries(v) {
		p.separator(i)
		p.printValue(entry.Key, verb, depth+1)
		p.out = append(p.out, ':')
		p.printValue(entry.Elem, verb, depth+1)
	}
	if p.sharpV {
		p.out = append(p.out, '}')
	} else {
		p.out = append(p.out, ']')
	}
}

func (p *printer) printStruct(v reflectlite.Value, verb rune, depth int) {
	if p.sharpV {
		p.out = append(p.out, v.TypeString()...)
	}
	p.out = append(p.out, '{')
	for i := 0; i < v.NumField(); i++ {
		p.separator(i)
		if p.plusV || p.sharpV {
			p.out = append(p.out, v.FieldName(i)...)
			p.out = append(p.out, ':')
		}
		field := v.Field(i)
		if field.Kind() == abi.Interface && !field.IsNil() {
			field = field.Elem()
		}
		p.printValue(field, verb, depth+1)
	}
	p.out = append(p.out, '}')
}

func (p *printer) printList(v reflectlite.Value, verb rune, depth int) {
	switch verb {
	case 's', 'q', 'x', 'X':
		if v.ElemKind() == abi.Uint8 {
			b := make([]byte, v.Len())
			for i := range b {
				b[i] = byte(v.Index(i).Uint())
			}
			p.printBytes(b, verb, v.TypeString())
			return
		}
	}
	open, shut := byte('['), byte(']')
	if p.sharpV {
		p.out = append(p.out, v.TypeString()...)
		if v.Kind() == abi.Slice && v.IsNil() {
			p.out = append(p.out, "(nil)"...)
			return
		}
		open, shut = '{', '}'
	}
	p.out = append(p.out, open)
	for i := 0; i < v.Len(); i++ {
		p.separator(i)
		p.printValue(v.Index(i), verb, depth+1)
	}
	p.out = append(p.out, shut)
}
