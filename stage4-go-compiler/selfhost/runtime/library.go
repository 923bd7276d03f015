package runtime

import (
	"internal/abi"
	"internal/intrinsic"
	"unsafe"
)

// What the library needs of the runtime.

// Constants of the platform and the language version.
const (
	GOOS     = "linux"
	GOARCH   = "amd64"
	Compiler = "stage4"
)

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

// GC does nothing: memory is never given back.
func GC() {}

// KeepAlive says that x is in use up to here.
func KeepAlive(x any) {}

// Clock gives seconds and nanoseconds of a clock of Linux: 0 since 1970, 1 since some start.
func Clock(id int) (seconds, nanoseconds int64) {
	var t [2]int64
	intrinsic.Syscall6(sysClockGettime, uintptr(id), uintptr(unsafe.Pointer(&t)), 0, 0, 0, 0)
	return t[0], t[1]
}

// Sleep waits for so many nanoseconds.
func Sleep(n int64) {
	t := [2]int64{n / 1000000000, n % 1000000000}
	for intrinsic.Syscall6(sysNanosleep, uintptr(unsafe.Pointer(&t)), uintptr(unsafe.Pointer(&t)), 0, 0, 0, 0) == -4 {
	}
}
