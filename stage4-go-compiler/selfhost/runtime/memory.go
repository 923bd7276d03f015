// Package runtime here is stage 4's runtime without what a compiler that runs once and ends can do
// without: memory is taken and never given back (memory.go), there is one goroutine (start.go), and a
// panic prints no trace (panic.go). The files listed in selfhost/load are those of stage 4 itself.
package runtime

import (
	"internal/abi"
	"internal/intrinsic"
	"unsafe"
)

// Memory is a bump allocator: a pointer into one large reservation, which the kernel fills with zero
// pages as they are touched.
const (
	pageBytes  = 8192
	arenaBytes = 1 << 38
	ZeroSize   = 1024 // of zeroValue
)

var arena struct{ start, next, end uintptr }

// zeroValue is what the compiler uses for values of types it need not allocate.
var zeroValue [ZeroSize]byte

// emptyObject is where all objects of size 0 are.
var emptyObject uint64

const (
	protectReadWrite = 3
	mapPrivate       = 0x4022 // private, anonymous, no swap reserved
)

// startMemory reserves the arena: half of it, and half of that, where a process may not have so many addresses.
func startMemory() {
	bytes := uintptr(arenaBytes)
	at := intrinsic.Syscall6(sysMmap, 0, bytes, protectReadWrite, mapPrivate, ^uintptr(0), 0)
	for at < 0 && at > -4096 {
		bytes /= 2
		if bytes < pageBytes {
			printString("runtime: cannot reserve memory\n")
			exit(2)
		}
		at = intrinsic.Syscall6(sysMmap, 0, bytes, protectReadWrite, mapPrivate, ^uintptr(0), 0)
	}
	arena.start = uintptr(at)
	arena.next = arena.start
	arena.end = arena.start + bytes
}

// pointer makes an address a pointer.
func pointer(at uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&at)) }

// newBytes gives zeroed memory.
func newBytes(n uintptr) unsafe.Pointer {
	if n == 0 {
		return unsafe.Pointer(&emptyObject)
	}
	n = (n + 7) &^ 7
	at := arena.next
	if n > arena.end-at {
		fatal("out of memory")
	}
	arena.next = at + n
	return pointer(at)
}

// allocate is what the shared files ask for; the type would be for a collector.
func allocate(bytes uintptr, t *abi.Type) unsafe.Pointer { return newBytes(bytes) }

func takeMetadata(bytes uintptr) unsafe.Pointer { return newBytes(bytes) }

func newObject(t *abi.Type) unsafe.Pointer { return newBytes(t.Size) }

func makeSlice(t *abi.Type, n, capacity int) unsafe.Pointer {
	if n < 0 || t.Size != 0 && uintptr(n) > arenaBytes/t.Size {
		panic(runtimeError("makeslice: len out of range"))
	}
	if capacity < n || t.Size != 0 && uintptr(capacity) > arenaBytes/t.Size {
		panic(runtimeError("makeslice: cap out of range"))
	}
	return newBytes(uintptr(capacity) * t.Size)
}

// bytesFor gives memory for bytes.
func bytesFor(n int) unsafe.Pointer { return newBytes(uintptr(n)) }
