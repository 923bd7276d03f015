package runtime

// Panics of indexes and slices. The compiler branches to a call of these; each says what was out of
// range of what. A name ending in U takes an index of an unsigned type. "cap" is used for s[a:b] of
// slices, where the bound is the capacity, "length" for strings and arrays.
//
//	a[i]      panicIndex(i, len)
//	s[a:b]    panicSliceAlen(b, len)  b > len of a string or array
//	          panicSliceAcap(b, cap)  b > cap of a slice
//	          panicSliceB(a, b)       a > b
//	s[a:b:c]  panicSlice3Alen(c, len), panicSlice3Acap(c, cap)  c out of range
//	          panicSlice3B(b, c)      b > c
//	          panicSlice3C(a, b)      a > b

func index(i int, unsigned bool) string {
	if unsigned && i < 0 {
		return unsignedDecimal(uint64(i))
	}
	return decimal(int64(i))
}

func unsignedDecimal(u uint64) string {
	return decimal(int64(u/10)) + decimal(int64(u%10))
}

// negative gives the message about a negative index, if it is one.
func negative(before, after string, i int, unsigned bool) {
	if i < 0 && !unsigned {
		panic(runtimeError(before + decimal(int64(i)) + after))
	}
}

func indexFault(i, n int, unsigned bool) {
	negative("index out of range [", "]", i, unsigned)
	panic(runtimeError("index out of range [" + index(i, unsigned) + "] with length " + decimal(int64(n))))
}

func panicIndex(i int, n int)   { indexFault(i, n, false) }
func panicIndexU(i uint, n int) { indexFault(int(i), n, true) }

func sliceFault(before, middle, what string, i, n int, unsigned bool) {
	negative("slice bounds out of range ["+before, middle+"]", i, unsigned)
	panic(runtimeError("slice bounds out of range [" + before + index(i, unsigned) + middle + "] with " + what + " " + decimal(int64(n))))
}

func panicSliceAlen(b int, n int)    { sliceFault(":", "", "length", b, n, false) }
func panicSliceAlenU(b uint, n int)  { sliceFault(":", "", "length", int(b), n, true) }
func panicSliceAcap(b int, c int)    { sliceFault(":", "", "capacity", b, c, false) }
func panicSliceAcapU(b uint, c int)  { sliceFault(":", "", "capacity", int(b), c, true) }
func panicSlice3Alen(c int, n int)   { sliceFault("::", "", "length", c, n, false) }
func panicSlice3AlenU(c uint, n int) { sliceFault("::", "", "length", int(c), n, true) }
func panicSlice3Acap(c int, n int)   { sliceFault("::", "", "capacity", c, n, false) }
func panicSlice3AcapU(c uint, n int) { sliceFault("::", "", "capacity", int(c), n, true) }

// orderFault is about two bounds in the wrong order: before a middle b after.
func orderFault(before, after string, a, b int, unsigned bool, negativeAfter string) {
	negative("slice bounds out of range ["+before, negativeAfter+"]", a, unsigned)
	panic(runtimeError("slice bounds out of range [" + before + index(a, unsigned) + ":" + decimal(int64(b)) + after + "]"))
}

func panicSliceB(a int, b int)    { orderFault("", "", a, b, false, ":") }
func panicSliceBU(a uint, b int)  { orderFault("", "", int(a), b, true, ":") }
func panicSlice3B(b int, c int)   { orderFault(":", "", b, c, false, ":") }
func panicSlice3BU(b uint, c int) { orderFault(":", "", int(b), c, true, ":") }
func panicSlice3C(a int, b int)   { orderFault("", ":", a, b, false, "::") }
func panicSlice3CU(a uint, b int) { orderFault("", ":", int(a), b, true, "::") }
