// Package runtime is linked into every program: memory, strings, maps, interfaces, panics, and the
// way from the kernel to main and back. abi.go lists what compiled code calls.
package runtime

import (
	"internal/abi"
	"internal/intrinsic"
	"unsafe"
)

// # What the compiler makes of defer, panic and recover
//
// A function with a defer statement has a stack slot of type abi.DeferFrame, whose address is taken,
// and keeps its results in stack slots whose addresses are taken too (they are passed to
// keepResult, which does nothing, so that no pass keeps them in registers):
//
//	entry:   enterDefer(&frame)
//	         if intrinsic.SaveContext(&frame.Context) != 0 { goto recovered }
//	         ...
//	defer f(x):
//	         fn := closure over the values of f and x, whose code is `f(x)`
//	         deferCall(&frame, fn)          in a loop: a record from the heap
//	         deferOn(&frame, &record, fn)   elsewhere: the record is a stack slot
//	return v:
//	         results = v
//	leave:   runDefers(&frame)
//	         return results                 loaded after runDefers
//	recovered:
//	         goto leave                     with nothing but the addresses of slots
//
// The function is not inlined. SaveContext returns a second time when a panic was recovered by one
// of its deferred calls; runDefers then does the calls that are left, and the function returns to
// its caller as usual. So unwinding needs no tables: the frames between are simply forgotten.
//
// # Which call of recover counts
//
// recover is of use only in the function that the defer statement calls, not in what that calls.
// Before a deferred call the runtime notes the code it is about to call and the panic it is called
// for (nil when the function returns normally). A function that contains recover() asks at its
// entry, before anything else:
//
//	entry:   p := takeRecover(address of this function's code)
//	recover(): doRecover(p)
//
// takeRecover gives the panic if this very code was noted, and forgets it: so neither a function
// called by the deferred one nor a recursive call of it sees the panic. Where the compiler puts code
// of its own between the runtime and the function, that code passes the permission on: the closure
// of `defer f(x)`, of a bound method and the wrapper of a method begin with
//
//	passRecover(address of this code, address of the code it calls)
//
// which may be omitted if the callee is known to have no recover(). `defer recover()` needs none of
// it: it is deferredRecover with what the function itself may recover from, and counts only if the
// function, which must be a deferred one, returns; called by a panic it is at no deferred call's level.

// Panic is a panic on its way.
type Panic struct {
	link      *Panic // the panic that was on its way when this one began
	value     any
	frame     *abi.DeferFrame // the function whose deferred call is running for this panic
	recovered bool
	aborted   bool // a later panic has left the deferred call that ran for this one
	repanic   bool // value was recovered from before and panicked again
}

// permission is what a deferred function may do with recover, noted just before it is called.
type permission struct {
	code  unsafe.Pointer
	panic *Panic
}

// The state of the one goroutine there is: the functions with defer statements, innermost first, the
// panics on their way, the last first, and who may recover.
var (
	deferFrames *abi.DeferFrame
	panics      *Panic
	permitted   permission
)

// keepResult does nothing with the address of a result; see above.
func keepResult(p unsafe.Pointer) {}

func enterDefer(frame *abi.DeferFrame) {
	frame.Calls = nil
	frame.Link = deferFrames
	deferFrames = frame
}

func deferCall(frame *abi.DeferFrame, fn func()) {
	deferOn(frame, &abi.DeferCall{}, fn)
}

func deferOn(frame *abi.DeferFrame, call *abi.DeferCall, fn func()) {
	call.Link = frame.Calls
	call.Fn = fn
	frame.Calls = call
}

// runDefers makes the deferred calls of a function that returns, and takes its frame from the list.
// A call is taken from the list before it is made: if it panics, it is not made again.
// ANCHOR: runDefers
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

// ANCHOR_END: runDefers

// callDeferred calls fn, which may recover from p. A nil function panics here, not where it was
// deferred.
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
	if p == nil || p.recovered || p.aborted {
		return nil
	}
	p.recovered = true
	return p.value
}

// deferredRecover is `defer recover()` in a function that may recover from p.
func deferredRecover(p *Panic) {
	if permitted.panic == nil {
		doRecover(p)
	}
}

// gopanic makes the deferred calls of the functions from the inside out. When one of them recovers,
// the function that deferred it is continued at its recovered label. When none is left the program
// ends.
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
		// Panics whose deferred call belongs to this function have been left by the new one.
		for q := p.link; q != nil; q = q.link {
			if q.frame == frame {
				q.aborted = true
			}
		}
		frame.Calls = call.Link
		p.frame = frame
		callDeferred(call.Fn, p)
		p.frame = nil
		if p.recovered {
			panics = p.link
			for panics != nil && panics.aborted {
				panics = panics.link
			}
			forgetInterruptions(frame.Context[contextStack])
			intrinsic.ResumeContext(&frame.Context)
		}
	}
	die(p)
}

// die prints the panics, the first first, and where the program was. The methods Error and String of
// the values are called before anything is printed: they may panic.
func die(p *Panic) {
	_, isFault := p.value.(memoryError)
	for q := p; q != nil; q = q.link {
		q.value = preparePanic(q.value)
	}
	printPanics(p)
	if isFault {
		printFault()
	}
	printTraceback()
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
	printTraceback()
	exit(2)
}

// trap is called by the back end's stub for a trap, with the number of the intermediate
// representation's trap code and where the function was. Where the message needs values the compiler
// calls a function of its own instead (panicIndex …).
func trap(code uint32, pc, sp, link uintptr) {
	record := interruption{pc: pc - 1, sp: sp, link: link, outer: current.interrupted}
	fault.pc = pc
	current.interrupted = &record
	switch code {
	case trapNil:
		panicNil()
	case trapDivide:
		panicDivide()
	case trapShift:
		panicShift()
	case trapStack:
		stackOverflow()
	}
	panic(runtimeError("trap"))
}

// Trap codes, as the compiler passes them.
const (
	trapNil = iota + 1
	trapDivide
	trapShift
	trapStack
)

func panicDivide() { panic(runtimeError("integer divide by zero")) }

func panicNil() {
	fault.code = 1 // SEGV_MAPERR, as if the access had been made
	panic(memoryError("invalid memory address or nil pointer dereference"))
}

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

func stackOverflow() {
	printString("runtime: goroutine stack exceeds 1000000000-byte limit\n")
	fatal("stack overflow")
}

// fault is the last memory fault, for the line about the signal.
var fault struct {
	code, address, pc uintptr
}

func printFault() {
	printString("[signal SIGSEGV: segmentation violation code=0x")
	printHex(uint64(fault.code))
	printString(" addr=0x")
	printHex(uint64(fault.address))
	printString(" pc=0x")
	printHex(uint64(fault.pc))
	printString("]\n")
}
