package runtime

import (
	"internal/abi"
	"internal/intrinsic"
	"unsafe"
)

// panic, defer and recover: the head of stage 4's runtime/panic.go says what the compiler makes of
// them. This is the same with one simplification: a panic forgets those that it replaces.

// Panic is a panic on its way.
type Panic struct {
	link      *Panic
	value     any
	recovered bool
}

// permission says which code may recover, and from what, noted just before it is called.
type permission struct {
	code  unsafe.Pointer
	panic *Panic
}

var (
	deferFrames *abi.DeferFrame // the functions with defer statements, innermost first
	panics      *Panic          // the last one first
	permitted   permission
)

func enterDefer(frame *abi.DeferFrame) {
	frame.Calls = nil
	frame.Link = deferFrames
	deferFrames = frame
}

func deferCall(frame *abi.DeferFrame, fn func()) {
	frame.Calls = &abi.DeferCall{Link: frame.Calls, Fn: fn}
}

func runDefers(frame *abi.DeferFrame) {
	// BEGIN SOLUTION 4.6 stub: _ = callDeferred
	for frame.Calls != nil {
		call := frame.Calls
		frame.Calls = call.Link
		callDeferred(call.Fn, nil)
	}
	// END SOLUTION
	deferFrames = frame.Link
}

func callDeferred(fn func(), p *Panic) {
	if fn == nil {
		panicNil()
	}
	permitted = permission{(*(**abi.Funcval)(unsafe.Pointer(&fn))).Code, p}
	fn()
	permitted = permission{}
}

func takeRecover(code unsafe.Pointer) *Panic {
	if permitted.code != code {
		return nil
	}
	p := permitted.panic
	permitted = permission{}
	return p
}

func passRecover(from, to unsafe.Pointer) {
	if permitted.code == from {
		permitted.code = to
	}
}

func doRecover(p *Panic) any {
	if p == nil || p.recovered {
		return nil
	}
	p.recovered = true
	return p.value
}

func gopanic(value any) {
	if value == nil {
		value = new(PanicNilError)
	}
	p := &Panic{link: panics, value: value}
	panics = p
	for deferFrames != nil {
		frame := deferFrames
		call := frame.Calls
		if call == nil {
			deferFrames = frame.Link
			continue
		}
		frame.Calls = call.Link
		callDeferred(call.Fn, p)
		if p.recovered {
			panics = p.link
			intrinsic.ResumeContext(&frame.Context)
		}
	}
	die(p)
}

func die(p *Panic) {
	_, isFault := p.value.(memoryError)
	for q := p; q != nil; q = q.link {
		q.value = preparePanic(q.value)
	}
	printPanics(p)
	if isFault {
		printString("[signal SIGSEGV: segmentation violation code=0x1 addr=0x")
		printHex(uint64(fault.address))
		printString(" pc=0x")
		printHex(uint64(fault.pc))
		printString("]\n")
	}
	printString("\ngoroutine 1 [running]:\n")
	exit(2)
}

func preparePanic(value any) any {
	switch x := value.(type) {
	case error:
		return panicText(x.Error())
	case stringer:
		return panicText(x.String())
	}
	return value
}

// panicText is what a method of a panic's value gave.
type panicText string

type stringer interface{ String() string }

func printPanics(p *Panic) {
	if p.link != nil {
		printPanics(p.link)
		printString("\t")
	}
	printString("panic: ")
	printPanicValue(p.value)
	if p.recovered {
		printString(" [recovered]")
	}
	printNewline()
}

// fatal ends the program with a message that no program can recover from.
func fatal(message string) {
	printString("fatal error: " + message + "\n")
	exit(2)
}

func panicDivide() { panic(runtimeError("integer divide by zero")) }

func panicNil() { panic(memoryError("invalid memory address or nil pointer dereference")) }

func panicShift() { panic(runtimeError("negative shift amount")) }

func panicNilMap() { panic(plainError("assignment to entry in nil map")) }

func panicWrap(t *abi.Type, method string) {
	panic(plainError("value method " + t.String + "." + method + " called using nil *" + t.String[lastDot(t.String)+1:] + " pointer"))
}

func panicSliceToArray(have, want int) {
	panic(runtimeError("cannot convert slice with length " + decimal(int64(have)) + " to array or pointer to array with length " + decimal(int64(want))))
}

func lastDot(s string) int {
	at := len(s) - 1
	for at >= 0 && s[at] != '.' {
		at--
	}
	return at
}

// fault is the last memory fault, for the line about the signal.
var fault struct{ address, pc uintptr }
