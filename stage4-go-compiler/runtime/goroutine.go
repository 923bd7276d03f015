package runtime

import (
	"internal/abi"
	"internal/intrinsic"
	"unsafe"
)

// Goroutines take turns on one thread: one runs until it waits, ends, or calls Gosched. Each has a
// stack of its own, cut from the address space; only what it touches costs memory. Below each
// stack are pages that nobody may touch, so that one that is too deep ends in a fault, which signal
// turns into the official message.
//
// What a goroutine that does not run needs is in its record: the context in which it called switchTo,
// and its share of the state of panics. A context is all that a switch takes: save one, resume
// another. A new goroutine begins with a context made by hand, in which runGoroutine has just been
// called on an empty stack.
//
//	go f(x):  startGoroutine(closure)   the closure is that of `defer f(x)`
type goroutine struct {
	context abi.Context
	next    *goroutine // in whatever list it is
	fn      func()
	id      int
	stack   uintptr // its lowest address, where the guard is
	bytes   uintptr
	reason  string     // what it waits for
	all     *goroutine // the next in the list of all that were made
	ended   bool
	creator int     // whose go statement made it
	created uintptr // and where that is
	wake    int64   // when it wants to run again, if it sleeps

	deferFrames *abi.DeferFrame
	panics      *Panic
	permitted   permission
	interrupted *interruption // the last trap or fault that is not over
}

const (
	mainStackBytes = 512 << 20
	stackBytes     = 256 << 20
	guardBytes     = 1 << 20 // more than any frame has
)

// goroutineList is a queue.
type goroutineList struct{ first, last *goroutine }

func (l *goroutineList) push(g *goroutine) {
	g.next = nil
	if l.first == nil {
		l.first = g
	} else {
		l.last.next = g
	}
	l.last = g
}

func (l *goroutineList) pop() *goroutine {
	g := l.first
	if g != nil {
		l.first = g.next
		g.next = nil
	}
	return g
}

var (
	current        *goroutine    // the one that runs
	firstGoroutine *goroutine    // that of main
	runnable       goroutineList // those that can
	sleeping       *goroutine    // those that sleep, the first to wake first
	finished       *goroutine    // those that ended, for their stacks
	everyone       *goroutine    // all that were made, the last first
	alive          int
	lastID         int
	turns          uint
)

func startGoroutine(fn func()) {
	if fn == nil {
		fatal("go of nil func value")
	}
	g := newGoroutine(fn, stackBytes)
	g.creator = current.id
	var context abi.Context
	intrinsic.SaveContext(&context)
	c := cursor{table: intrinsic.Table(), pc: context[contextEntry], sp: context[contextStack]}
	f := findFunction(c.table, uint32(c.pc-c.table.Text)-1)
	if f != nil && c.name(f.Name) == "runtime.startGoroutine" {
		c.leave(f)
	}
	g.created = c.pc
	ready(g)
}

func newGoroutine(fn func(), bytes uintptr) *goroutine {
	g := finished
	if g != nil && g.bytes == bytes {
		finished = g.next
		*g = goroutine{stack: g.stack, bytes: bytes, all: g.all}
	} else {
		g = (*goroutine)(takeMetadata(unsafe.Sizeof(goroutine{})))
		g.all = everyone
		everyone = g
		g.stack = reserve(bytes)
		g.bytes = bytes
		if intrinsic.Syscall6(sysMprotect, g.stack, guardBytes, 0, 0, 0, 0) != 0 {
			fatal("cannot protect a stack")
		}
	}
	g.fn = fn
	lastID++
	g.id = lastID
	alive++
	code := runGoroutine
	g.context[contextEntry] = uintptr(**(**unsafe.Pointer)(unsafe.Pointer(&code)))
	g.context[contextStack] = g.stack + bytes - entryBytes
	return g
}

// runGoroutine is where a goroutine begins; nobody called it.
func runGoroutine() {
	current.fn()
	endGoroutine()
}

func endGoroutine() {
	g := current
	g.ended = true
	g.next = finished
	finished = g
	alive--
	switchTo(nextGoroutine())
}

// startMain makes the program's first goroutine and runs it. It does not return.
func startMain(fn func()) {
	var boot goroutine
	current = &boot
	firstGoroutine = newGoroutine(fn, mainStackBytes)
	switchTo(firstGoroutine)
}

// ANCHOR: switch
// switchTo lets another goroutine run, and returns when this one runs again.
func switchTo(g *goroutine) {
	from := current
	if g == from {
		return
	}
	from.deferFrames, from.panics, from.permitted = deferFrames, panics, permitted
	if intrinsic.SaveContext(&from.context) == 0 {
		current = g
		deferFrames, panics, permitted = g.deferFrames, g.panics, g.permitted
		intrinsic.ResumeContext(&g.context)
	}
}
// ANCHOR_END: switch

// ready puts a goroutine that waited among those that can run.
func ready(g *goroutine) { runnable.push(g) }

// park waits until somebody makes this goroutine ready.
func park(reason string) {
	current.reason = reason
	switchTo(nextGoroutine())
}

// parkForever is what an operation on a nil channel does.
func parkForever(reason string) {
	for {
		park(reason)
	}
}

// ANCHOR: next
// nextGoroutine takes one that can run; it may have to wait for one that sleeps.
func nextGoroutine() *goroutine {
	turns++
	if sleeping != nil && turns&63 == 0 {
		wakeSleepers()
	}
	for runnable.first == nil {
		if sleeping == nil {
			deadlock()
		}
		if n := sleeping.wake - monotonic(); n > 0 {
			t := [2]int64{n / 1000000000, n % 1000000000}
			intrinsic.Syscall6(sysNanosleep, uintptr(unsafe.Pointer(&t)), 0, 0, 0, 0, 0)
		}
		wakeSleepers()
	}
	return runnable.pop()
}
// ANCHOR_END: next

func deadlock() {
	if mainEnded {
		fatal("no goroutines (main called runtime.Goexit) - deadlock!")
	}
	printString("fatal error: all goroutines are asleep - deadlock!\n")
	// In the order in which they were made.
	for id := 0; id < lastID; {
		var next *goroutine
		for g := everyone; g != nil; g = g.all {
			if !g.ended && g.id > id && (next == nil || g.id < next.id) {
				next = g
			}
		}
		if next == nil {
			break
		}
		id = next.id
		printWaiting(next)
	}
	exit(2)
}

func monotonic() int64 {
	seconds, nanoseconds := Clock(1)
	return seconds*1000000000 + nanoseconds
}

func wakeSleepers() {
	now := monotonic()
	for sleeping != nil && sleeping.wake <= now {
		g := sleeping
		sleeping = g.next
		ready(g)
	}
}

// Sleep waits for so many nanoseconds.
func Sleep(n int64) {
	if n <= 0 {
		Gosched()
		return
	}
	g := current
	g.wake = monotonic() + n
	if g.wake < 0 {
		g.wake = 1<<63 - 1
	}
	at := &sleeping
	for *at != nil && (*at).wake <= g.wake {
		at = &(*at).next
	}
	g.next = *at
	*at = g
	park("sleep")
}

// Gosched lets the others run.
func Gosched() {
	if runnable.first == nil && sleeping == nil {
		return
	}
	ready(current)
	switchTo(nextGoroutine())
}

// NumGoroutine gives how many there are.
func NumGoroutine() int { return alive }

// mainEnded says that main has called Goexit.
var mainEnded bool

// Goexit ends the goroutine, after its deferred calls.
func Goexit() {
	for deferFrames != nil {
		frame := deferFrames
		if call := frame.Calls; call != nil {
			frame.Calls = call.Link
			callDeferred(call.Fn, nil)
		} else {
			deferFrames = frame.Link
		}
	}
	if current.id == 1 {
		mainEnded = true
	}
	endGoroutine()
}

// WaitList is a list of goroutines that wait for something; package sync is made of it.
type WaitList struct{ list goroutineList }

// Wait waits until Wake takes this goroutine from the list.
func (w *WaitList) Wait(reason string) {
	w.list.push(current)
	park(reason)
}

// Wake lets the goroutine that has waited longest run. It says whether there was one.
func (w *WaitList) Wake() bool {
	g := w.list.pop()
	if g == nil {
		return false
	}
	ready(g)
	return true
}

// Fatal ends the program with an error that cannot be recovered from.
func Fatal(message string) { fatal(message) }
