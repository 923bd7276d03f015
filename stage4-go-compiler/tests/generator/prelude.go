// Random programs: each reports its checksum after each of its functions.
package main

import "math"

var state uint64

func mix(x uint64) {
	state = (state ^ x) * 0x9e3779b97f4a7c15
	state ^= state >> 29
}

func hashBool(x bool) uint64 {
	if x {
		return 3
	}
	return 5
}

func hashFloat(x float64) uint64 {
	if x != x {
		return 7
	}
	return math.Float64bits(x)
}

func hashComplex(x complex128) uint64 { return hashFloat(real(x))*31 + hashFloat(imag(x)) }

func hashString(s string) uint64 {
	h := uint64(len(s)) + 1469598103934665603
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// at makes an index of any number.
func at(i, n int) int {
	if n <= 0 {
		return 0
	}
	return int(uint(i) % uint(n))
}

// cut keeps strings that grow in loops short.
func cut(s string) string {
	if len(s) > 48 {
		return s[:48]
	}
	return s
}

// whole makes a number of a float that fits every type.
func whole(x float64) int {
	if x > -100 && x < 100 {
		return int(x)
	}
	return 1
}

// exactly puts the message of a panic into the checksum.
func exactly(x any) {
	if x, ok := x.(error); ok {
		mix(hashString(x.Error()))
	}
	caught(x)
}

// caught puts the value of a panic into the checksum. Which of two operations panics is open where a call is among
// their operands, so of a run-time error it takes only that there is one.
func caught(x any) {
	switch x := x.(type) {
	case nil:
		mix(11)
	case error:
		mix(17)
	case string:
		mix(hashString(x))
	case int:
		mix(uint64(x))
	default:
		mix(13)
	}
}

// run calls a function of a program and reports the checksum.
func run(name string, f func()) {
	defer func() {
		x := recover()
		caught(x)
		switch x.(type) {
		case nil:
			println(name, state)
		case error:
			println(name, state, "error")
		default:
			println(name, state, "panic")
		}
	}()
	f()
}
