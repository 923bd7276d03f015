package constant

// Kind is the kind of a constant.
type Kind uint8

// The kinds. An Int may stand where a Float is needed.
const (
	Bool Kind = iota
	String
	Integer
	Float
)

// Value is a constant. It is never changed after it is made.
type Value struct {
	Kind Kind
	B    bool
	S    string
	N    *Int // an integer, or the numerator
	D    *Int // the denominator of a Float, positive
}

// Limits that keep hostile constants from eating memory: the language asks for 256 bits at least.
const (
	maxBits         = 512
	maxFractionBits = 9000
)

// MakeBool makes a constant.
func MakeBool(b bool) *Value { return &Value{Kind: Bool, B: b} }

// MakeString makes a constant.
func MakeString(s string) *Value { return &Value{Kind: String, S: s} }

// MakeInt makes a constant.
func MakeInt(n *Int) *Value { return &Value{Kind: Integer, N: n} }

// Int64 makes a constant.
func Int64(n int64) *Value { return MakeInt(FromInt64(n)) }

// ToFloat gives the same number as a fraction.
func (v *Value) ToFloat() *Value {
	if v.Kind == Integer {
		return &Value{Kind: Float, N: v.N, D: one}
	}
	return v
}

// ToInt gives the same number as an integer, nil if it is none.
func (v *Value) ToInt() *Value {
	if v.Kind == Float {
		if v.D.Compare(one) != 0 || v.N.Bits() > 2*maxBits {
			return nil
		}
		return MakeInt(v.N)
	}
	return v
}

// TooLarge says whether a number is beyond what the compiler computes with.
func (v *Value) TooLarge() bool {
	switch v.Kind {
	case Integer:
		return v.N.Bits() > maxBits
	case Float:
		return v.N.Bits() > maxFractionBits || v.D.Bits() > maxFractionBits
	}
	return false
}

// String gives the constant as messages show it.
func (v *Value) String() string {
	switch v.Kind {
	case Bool:
		if v.B {
			return "true"
		}
		return "false"
	case String:
		return quote(v.S)
	case Integer:
		return v.N.String()
	}
	if v.D.Compare(one) == 0 {
		return v.N.String()
	}
	return decimalFraction(v)
}

func quote(s string) string {
	text := "\""
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			text += "\\" + string(rune(c))
		case c == '\n':
			text += "\\n"
		case c == '\t':
			text += "\\t"
		default:
			text += s[i : i+1]
		}
	}
	return text + "\""
}

// decimalFraction gives at most six significant digits.
func decimalFraction(v *Value) string {
	sign := ""
	n := v.N
	if n.Sign() < 0 {
		sign = "-"
		n = n.Negate()
	}
	whole, rest := n.Divide(v.D)
	text := sign + whole.String() + "."
	for i := 0; i < 6 && rest.Sign() != 0; i++ {
		var digit *Int
		digit, rest = rest.Multiply(FromInt64(10)).Divide(v.D)
		text += digit.String()
	}
	return text
}

// Compare compares two constants of one kind, or numbers.
func Compare(x, y *Value) int {
	switch {
	case x.Kind == Bool:
		if x.B == y.B {
			return 0
		}
		return 1
	case x.Kind == String:
		switch {
		case x.S < y.S:
			return -1
		case x.S > y.S:
			return 1
		}
		return 0
	case x.Kind == Integer && y.Kind == Integer:
		return x.N.Compare(y.N)
	}
	x, y = x.ToFloat(), y.ToFloat()
	return x.N.Multiply(y.D).Compare(y.N.Multiply(x.D))
}

// Binary computes x op y for arithmetic operators: + - * / % & | ^ and '-' with andNot for &^. A
// divisor is not 0. Division is that of integers if both are.
func Binary(op string, x, y *Value) *Value {
	if x.Kind == String {
		return MakeString(x.S + y.S)
	}
	if x.Kind == Integer && y.Kind == Integer {
		switch op {
		case "+":
			return MakeInt(x.N.Add(y.N))
		case "-":
			return MakeInt(x.N.Subtract(y.N))
		case "*":
			return MakeInt(x.N.Multiply(y.N))
		case "/":
			quotient, _ := x.N.Divide(y.N)
			return MakeInt(quotient)
		case "%":
			_, rest := x.N.Divide(y.N)
			return MakeInt(rest)
		case "&^":
			return MakeInt(x.N.Bitwise('-', y.N))
		}
		return MakeInt(x.N.Bitwise(op[0], y.N))
	}
	x, y = x.ToFloat(), y.ToFloat()
	switch op {
	case "+":
		return reduce(x.N.Multiply(y.D).Add(y.N.Multiply(x.D)), x.D.Multiply(y.D))
	case "-":
		return reduce(x.N.Multiply(y.D).Subtract(y.N.Multiply(x.D)), x.D.Multiply(y.D))
	case "*":
		return reduce(x.N.Multiply(y.N), x.D.Multiply(y.D))
	}
	return reduce(x.N.Multiply(y.D), x.D.Multiply(y.N))
}

// Shift computes x << n for n >= 0, else x >> -n, of an integer.
func Shift(x *Value, n int) *Value {
	if n < 0 {
		return MakeInt(x.N.ShiftRight(-n))
	}
	return MakeInt(x.N.ShiftLeft(n))
}

// Negate gives -x.
func Negate(x *Value) *Value {
	return &Value{Kind: x.Kind, N: x.N.Negate(), D: x.D}
}

// Not gives ^x of an integer.
func Not(x *Value) *Value { return MakeInt(x.N.Negate().Subtract(one)) }

// Truncate gives the integer towards zero.
func Truncate(x *Value) *Value {
	if x.Kind != Float {
		return x
	}
	quotient, _ := x.N.Divide(x.D)
	return MakeInt(quotient)
}

func digitValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return 16
}

// Number gives the value of a literal that the scanner has found well formed; nil if its exponent is
// beyond what the compiler computes with.
func Number(text string) *Value {
	base, at := int64(10), 0
	if len(text) > 1 && text[0] == '0' {
		switch text[1] {
		case 'x', 'X':
			base, at = 16, 2
		case 'b', 'B':
			base, at = 2, 2
		case 'o', 'O':
			base, at = 8, 2
		default:
			base, at = 8, 1
		}
	}
	isFloat := false
	for i := at; i < len(text); i++ {
		c := text[i]
		isFloat = isFloat || c == '.' || c == 'p' || c == 'P' || base != 16 && (c == 'e' || c == 'E')
	}
	if isFloat && base == 8 {
		base, at = 10, 0
	}
	n, scale, point := FromInt64(0), 0, false
	for at < len(text) {
		c := text[at]
		if c == '.' {
			point = true
		} else if c != '_' {
			digit := digitValue(c)
			if digit >= int(base) {
				break
			}
			n = n.Multiply(FromInt64(base)).Add(FromInt64(int64(digit)))
			if point {
				scale--
			}
		}
		at++
	}
	if !isFloat {
		return MakeInt(n)
	}
	exponent := 0
	if at < len(text) {
		at++
		negative := false
		if text[at] == '+' || text[at] == '-' {
			negative = text[at] == '-'
			at++
		}
		for ; at < len(text); at++ {
			if text[at] != '_' && exponent < 100000 {
				exponent = 10*exponent + int(text[at]-'0')
			}
		}
		if negative {
			exponent = -exponent
		}
	}
	if base == 16 {
		exponent += 4 * scale
		base = 2
	} else {
		exponent += scale
	}
	if exponent > 2500 || exponent < -2500 {
		return nil
	}
	d := one
	power := one
	for i := exponent; i != 0; {
		power = power.Multiply(FromInt64(base))
		if i > 0 {
			i--
		} else {
			i++
		}
	}
	if exponent > 0 {
		n = n.Multiply(power)
	} else {
		d = power
	}
	return reduce(n, d)
}
