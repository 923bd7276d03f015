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

// printFloat prints seven digits: +d.dddddde+ddd.
func printFloat(f float64) {
	switch {
	case f != f:
		printString("NaN")
		return
	case f+f == f && f > 0:
		printString("+Inf")
		return
	case f+f == f && f < 0:
		printString("-Inf")
		return
	}
	const digits = 7
	var buffer [digits + 7]byte
	buffer[0] = '+'
	exponent := 0
	if f == 0 {
		if 1/f < 0 {
			buffer[0] = '-'
		}
	} else {
		if f < 0 {
			f = -f
			buffer[0] = '-'
		}
		for f >= 10 {
			exponent++
			f /= 10
		}
		for f < 1 {
			exponent--
			f *= 10
		}
		half := 5.0
		for i := 0; i < digits; i++ {
			half /= 10
		}
		f += half
		if f >= 10 {
			exponent++
			f /= 10
		}
	}
	for i := 0; i < digits; i++ {
		d := int(f)
		buffer[i+2] = byte('0' + d)
		f = (f - float64(d)) * 10
	}
	buffer[1] = buffer[2]
	buffer[2] = '.'
	buffer[digits+2] = 'e'
	buffer[digits+3] = '+'
	if exponent < 0 {
		exponent = -exponent
		buffer[digits+3] = '-'
	}
	buffer[digits+4] = byte('0' + exponent/100)
	buffer[digits+5] = byte('0' + exponent/10%10)
	buffer[digits+6] = byte('0' + exponent%10)
	printPart(buffer[:])
}

func printComplex(re, im float64) {
	printString("(")
	printFloat(re)
	printFloat(im)
	printString("i)")
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
		printFloat(float64(*(*float32)(p)))
	case abi.Float64:
		printFloat(*(*float64)(p))
	case abi.Complex64:
		parts := (*[2]float32)(p)
		printComplex(float64(parts[0]), float64(parts[1]))
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
