package runtime

import "internal/abi"

// Error is an error of the runtime: an index out of range, a nil dereference and so on.
type Error interface {
	error
	RuntimeError()
}

// runtimeError is an error whose text begins with "runtime error: ".
type runtimeError string

func (e runtimeError) Error() string { return "runtime error: " + string(e) }

// RuntimeError marks errors of the runtime.
func (e runtimeError) RuntimeError() {}

// memoryError is a runtimeError of a memory access.
type memoryError string

func (e memoryError) Error() string { return "runtime error: " + string(e) }

// RuntimeError marks errors of the runtime.
func (e memoryError) RuntimeError() {}

// plainError is an error without that beginning.
type plainError string

func (e plainError) Error() string { return string(e) }

// RuntimeError marks errors of the runtime.
func (e plainError) RuntimeError() {}

// A PanicNilError is what panic(nil) panics with.
type PanicNilError struct{ _ [0]func() }

func (e *PanicNilError) Error() string {
	return "runtime error: panic called with nil argument"
}

// RuntimeError marks errors of the runtime.
func (e *PanicNilError) RuntimeError() {}

// TypeAssertionError is a failed type assertion.
type TypeAssertionError struct {
	from, have, want *abi.Type
	missing          string // the method that is missing
}

// RuntimeError marks errors of the runtime.
func (e *TypeAssertionError) RuntimeError() {}

func (e *TypeAssertionError) Error() string {
	from := "interface"
	if e.from != nil {
		from = e.from.String
	}
	if e.have == nil {
		return "interface conversion: " + from + " is nil, not " + e.want.String
	}
	if e.missing != "" {
		return "interface conversion: " + e.have.String + " is not " + e.want.String + ": missing method " + e.missing
	}
	text := "interface conversion: " + from + " is " + e.have.String + ", not " + e.want.String
	if e.have.String == e.want.String {
		if path(e.have) != path(e.want) {
			return text + " (types from different packages)"
		}
		return text + " (types from different scopes)"
	}
	return text
}

func path(t *abi.Type) string {
	if t.Declared == nil {
		return ""
	}
	return t.Declared.PkgPath
}

// decimal gives a number's digits.
func decimal(n int64) string {
	var buffer [20]byte
	at := len(buffer)
	u := uint64(n)
	if n < 0 {
		u = -u
	}
	for {
		at--
		buffer[at] = byte('0' + u%10)
		u /= 10
		if u == 0 {
			break
		}
	}
	if n < 0 {
		at--
		buffer[at] = '-'
	}
	return string(buffer[at:])
}
