package runtime

import (
	"internal/abi"
	"internal/intrinsic"
	"unsafe"
)

// What the standard library needs of the runtime, and the official package's functions.

// Constants of the platform and the language version.
const (
	GOOS     = "linux"
	Compiler = "stage4"
)

// Version names the language version.
func Version() string { return "go1.22" }

// Arguments gives the command line.
func Arguments() []string { return arguments }

// Environment gives the environment as it was at the start.
func Environment() []string { return environment }

// NewObject gives a zeroed value of a type.
func NewObject(t *abi.Type) unsafe.Pointer { return newObject(t) }

// ItabFor gives the itab, or nil if t does not implement the interface.
func ItabFor(inter *abi.InterfaceType, t *abi.Type) *abi.Itab { return getItab(inter, t) }

// MapLen gives the length of the map that is at m.
func MapLen(m unsafe.Pointer) int { return mapLen((*Map)(m)) }

// MapIterStart begins an iteration.
func MapIterStart(t *abi.MapType, m unsafe.Pointer, it *MapIter) { mapIterStart(t, (*Map)(m), it) }

// MapIterNext goes on with it.
func MapIterNext(it *MapIter) { mapIterNext(it) }

// Clock gives seconds and nanoseconds of a clock of Linux: 0 since 1970, 1 since some start.
func Clock(id int) (seconds, nanoseconds int64) {
	var t [2]int64
	intrinsic.Syscall6(sysClockGettime, uintptr(id), uintptr(unsafe.Pointer(&t)), 0, 0, 0, 0)
	return t[0], t[1]
}

// GC collects nothing yet; it lets the others run.
func GC() { Gosched() }

var spins uint

// Spin is called where a program may be waiting in a loop: now and then it lets the others run.
func Spin() {
	spins++
	if spins&1023 == 0 {
		Gosched()
	}
}

// KeepAlive says that x is in use up to here.
func KeepAlive(x any) {}

// NumCPU gives 1: programs run on one processor.
func NumCPU() int { return 1 }

// GOMAXPROCS gives 1.
func GOMAXPROCS(n int) int { return 1 }

// LockOSThread does nothing: there is one thread.
func LockOSThread() {}

// UnlockOSThread does nothing.
func UnlockOSThread() {}

// SetFinalizer does nothing: nothing is collected yet, so no finalizer would ever run.
func SetFinalizer(object, finalizer any) {}

// Breakpoint stops the program for a debugger.
func Breakpoint() {
	intrinsic.Syscall6(sysKill, uintptr(intrinsic.Syscall6(sysGetpid, 0, 0, 0, 0, 0, 0)), 5, 0, 0, 0, 0)
}

// MemStats has some figures about memory.
type MemStats struct {
	Alloc, TotalAlloc, Sys, Mallocs, Frees, HeapAlloc, HeapSys, HeapObjects uint64
	NumGC                                                                   uint32
}

// ReadMemStats fills in the figures that are known.
func ReadMemStats(m *MemStats) {
	used := uint64(arena.used)
	*m = MemStats{Alloc: used, TotalAlloc: used, Sys: used, HeapAlloc: used, HeapSys: used}
}

func panicUnsafeSlice(isNil bool) {
	if isNil {
		panic(runtimeError("unsafe.Slice: ptr is nil and len is not zero"))
	}
	panic(runtimeError("unsafe.Slice: len out of range"))
}

func panicUnsafeString(isNil bool) {
	if isNil {
		panic(runtimeError("unsafe.String: ptr is nil and len is not zero"))
	}
	panic(runtimeError("unsafe.String: len out of range"))
}
