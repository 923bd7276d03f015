package runtime

import (
	"internal/abi"
	"internal/intrinsic"
	"unsafe"
)

// print and println, and what a panic prints, go to the standard error without a buffer. Nothing
// here allocates, so that it works when memory is exhausted.

func printString(s string) {
	if len(s) > 0 {
		intrinsic.Syscall6(sysWrite, 2, uintptr(dataOf(s)), uintptr(len(s)), 0, 0, 0)
	}
}

func printPart(b []byte) {
	intrinsic.Syscall6(sysWrite, 2, uintptr(bytesData(b)), uintptr(len(b)), 0, 0, 0)
}

func printNewline() { printString("\n") }

func printSpace() { printString(" ") }

func printBool(b bool) {
	if b {
		printString("true")
	} else {
		printString("false")
	}
}

func printInt(n int64) {
	if n < 0 {
		printString("-")
		n = -n
	}
	printUint(uint64(n))
}

func printUint(u uint64) {
	var buffer [20]byte
	at := len(buffer)
	for {
		at--
		buffer[at] = byte('0' + u%10)
		u /= 10
		if u == 0 {
			break
		}
	}
	printPart(buffer[at:])
}

// printHex prints digits without 0x.
func printHex(u uint64) {
	const digits = "0123456789abcdef"
	var buffer [16]byte
	at := len(buffer)
	for {
		at--
		buffer[at] = digits[u&15]
		u >>= 4
		if u == 0 {
			break
		}
	}
	printPart(buffer[at:])
}

func printPointer(p unsafe.Pointer) {
	printString("0x")
	printHex(uint64(uintptr(p)))
}

func printFloat(f float64) { printNumber(f, 53, -1074, "") }

// printFloat32 prints a number that was a float32.
func printFloat32(f float64) { printNumber(f, 24, -149, "") }

func printComplex(re, im float64) {
	printString("(")
	printNumber(re, 53, -1074, "")
	printNumber(im, 53, -1074, "+")
	printString("i)")
}

func printComplex64(re, im float64) {
	printString("(")
	printNumber(re, 24, -149, "")
	printNumber(im, 24, -149, "+")
	printString("i)")
}

// printNumber prints as few digits as tell f from all other numbers of so many bits whose last one counts
// at least 2 to the power lowest. A number that is not negative stands behind plus.
func printNumber(f float64, bits, lowest int, plus string) {
	switch {
	case f != f:
		printString(plus)
		printString("NaN")
		return
	case f+f == f && f > 0:
		printString("+Inf")
		return
	case f+f == f && f < 0:
		printString("-Inf")
		return
	}
	pattern := *(*uint64)(unsafe.Pointer(&f))
	if pattern>>63 != 0 {
		plus = "-"
	}
	printString(plus)
	if f == 0 {
		printString("0")
		return
	}
	var digits [20]byte
	count, point := shortest(&digits, pattern, bits, lowest)
	var buffer [32]byte
	at := 0
	exponent := point - 1
	isLong := exponent < -4 || exponent >= 6
	if isLong {
		point = 1
	}
	for i := point; i <= 0; i++ {
		buffer[at] = '0'
		at++
		if i == point {
			buffer[at] = '.'
			at++
		}
	}
	for i := 0; i < count || i < point; i++ {
		if i == point && i > 0 {
			buffer[at] = '.'
			at++
		}
		buffer[at] = '0'
		if i < count {
			buffer[at] = digits[i]
		}
		at++
	}
	if isLong {
		buffer[at] = 'e'
		buffer[at+1] = '+'
		if exponent < 0 {
			exponent = -exponent
			buffer[at+1] = '-'
		}
		at += 2
		if exponent >= 100 {
			buffer[at] = byte('0' + exponent/100)
			at++
		}
		buffer[at] = byte('0' + exponent/10%10)
		buffer[at+1] = byte('0' + exponent%10)
		at += 2
	}
	printPart(buffer[:at])
}

// wide is a number of 1280 bits, the lowest first: enough for every float64 times a power of ten.
type wide [40]uint32

func (x *wide) shift(n int) {
	for i := len(x) - 1; i >= 0; i-- {
		var word uint64
		if from := i - n/32; from >= 0 {
			word = uint64(x[from]) << 32
			if from > 0 {
				word |= uint64(x[from-1])
			}
		}
		x[i] = uint32(word << (uint(n) % 32) >> 32)
	}
}

func (x *wide) times10() {
	carry := uint64(0)
	for i := 0; i < len(x); i++ {
		carry += uint64(x[i]) * 10
		x[i] = uint32(carry)
		carry >>= 32
	}
}

// compareSum compares x + y with z: negative, 0 or positive.
func compareSum(x, y, z *wide) int {
	var sum wide
	carry := uint64(0)
	for i := 0; i < len(x); i++ {
		carry += uint64(x[i]) + uint64(y[i])
		sum[i] = uint32(carry)
		carry >>= 32
	}
	for i := len(x) - 1; i >= 0; i-- {
		if sum[i] != z[i] {
			if sum[i] < z[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

func (x *wide) subtract(y *wide) {
	borrow := uint64(0)
	for i := 0; i < len(x); i++ {
		difference := uint64(x[i]) - uint64(y[i]) - borrow
		x[i] = uint32(difference)
		borrow = difference >> 63
	}
}

// shortest writes the digits of a number that is not 0 and gives their count and how many stand before
// the point: G. Steele and J. White, How to print floating-point numbers accurately, 1990. The number
// is r/s; whatever is less than below/s less or above/s more is read back as the same number.
func shortest(digits *[20]byte, pattern uint64, bits, lowest int) (count, point int) {
	mantissa := pattern & (1<<52 - 1)
	exponent := int(pattern>>52)&2047 - 1075
	if exponent == -1075 {
		exponent = -1074
	} else {
		mantissa |= 1 << 52
	}
	for exponent < lowest || bits < 53 && mantissa >= 1<<uint(bits) {
		mantissa >>= 1
		exponent++
	}
	var r, s, below, above, zero wide
	r[0], r[1] = uint32(mantissa<<2), uint32(mantissa>>30)
	s[0], above[0], below[0] = 4, 2, 2
	if mantissa == 1<<uint(bits-1) && exponent > lowest {
		below[0] = 1 // the next smaller number is nearer
	}
	if exponent > 0 {
		r.shift(exponent)
		above.shift(exponent)
		below.shift(exponent)
	} else {
		s.shift(-exponent)
	}
	// What lies in the middle between two numbers is read as the even one.
	edge := 0
	if mantissa&1 != 0 {
		edge = 1
	}
	for compareSum(&r, &above, &s) >= edge {
		s.times10()
		point++
	}
	for {
		rest, gap := r, above
		rest.times10()
		gap.times10()
		if compareSum(&rest, &gap, &s) >= edge {
			break
		}
		r, above = rest, gap
		below.times10()
		point--
	}
	for {
		r.times10()
		above.times10()
		below.times10()
		digit := byte('0')
		for compareSum(&r, &zero, &s) >= 0 {
			r.subtract(&s)
			digit++
		}
		isLow := compareSum(&r, &zero, &below) < 1-edge
		isHigh := compareSum(&r, &above, &s) >= edge
		if isLow || isHigh {
			if half := compareSum(&r, &r, &s); isHigh && (!isLow || half > 0 || half == 0 && digit&1 != 0) {
				digit++
			}
			digits[count] = digit
			return count + 1, point
		}
		digits[count] = digit
		count++
	}
}

func printSlice(data unsafe.Pointer, n, c int) {
	printString("[")
	printInt(int64(n))
	printString("/")
	printInt(int64(c))
	printString("]")
	printPointer(data)
}

func printInterface(e abi.Eface) {
	printString("(")
	printPointer(unsafe.Pointer(e.Type))
	printString(",")
	printPointer(e.Data)
	printString(")")
}

// printPanicValue prints a value that a program panicked with: numbers and strings as print does,
// those of declared types with the type, others as type and address.
func printPanicValue(value any) {
	if text, ok := value.(panicText); ok {
		printIndented(string(text))
		return
	}
	e := (*abi.Eface)(unsafe.Pointer(&value))
	t := e.Type
	if t == nil {
		printString("nil")
		return
	}
	declared := t.Declared != nil && t.Declared.PkgPath != ""
	basic := t.Kind >= abi.Bool && t.Kind <= abi.Complex128 || t.Kind == abi.String
	if !basic {
		printString("(")
		printString(t.String)
		printString(") ")
		printPointer(e.Data)
		return
	}
	if declared {
		printString(t.String)
		printString("(")
		if t.Kind == abi.String {
			printString("\"")
		}
	}
	p := e.Data
	switch t.Kind {
	case abi.Bool:
		printBool(*(*bool)(p))
	case abi.Int, abi.Int64:
		printInt(*(*int64)(p))
	case abi.Int8:
		printInt(int64(*(*int8)(p)))
	case abi.Int16:
		printInt(int64(*(*int16)(p)))
	case abi.Int32:
		printInt(int64(*(*int32)(p)))
	case abi.Uint, abi.Uint64, abi.Uintptr:
		printUint(*(*uint64)(p))
	case abi.Uint8:
		printUint(uint64(*(*uint8)(p)))
	case abi.Uint16:
		printUint(uint64(*(*uint16)(p)))
	case abi.Uint32:
		printUint(uint64(*(*uint32)(p)))
	case abi.Float32:
		printFloat32(float64(*(*float32)(p)))
	case abi.Float64:
		printFloat(*(*float64)(p))
	case abi.Complex64:
		parts := (*[2]float32)(p)
		printComplex64(float64(parts[0]), float64(parts[1]))
	case abi.Complex128:
		parts := (*[2]float64)(p)
		printComplex(parts[0], parts[1])
	case abi.String:
		printIndented(*(*string)(p))
	}
	if declared {
		if t.Kind == abi.String {
			printString("\"")
		}
		printString(")")
	}
}

// printIndented prints a text with a tab after every newline, so that no line of it looks like one of
// the trace.
func printIndented(s string) {
	start := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '\n' {
			printString(s[start : i+1])
			printString("\t")
			start = i + 1
		}
	}
	printString(s[start:])
}
