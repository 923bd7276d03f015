package runtime

import (
	"unsafe"

	"mystd/internal/abi"
)

// Memory for tests: from the official runtime, never given back.

const (
	arenaBytes = 1 << 38
	pageBytes  = 8192
)

var (
	kept        [][]uint64
	emptyObject uint64
	arena       struct{ start, next uintptr }
)

func startMemory() {}

func allocate(bytes uintptr, t *abi.Type) unsafe.Pointer {
	if bytes == 0 {
		return unsafe.Pointer(&emptyObject)
	}
	memory := make([]uint64, (bytes+7)/8)
	kept = append(kept, memory)
	return unsafe.Pointer(&memory[0])
}

func takeMetadata(bytes uintptr) unsafe.Pointer { return allocate(bytes, nil) }

func newObject(t *abi.Type) unsafe.Pointer { return allocate(t.Size, t) }

func newArray(t *abi.Type, n int) unsafe.Pointer { return allocate(t.Size*uintptr(n), t) }

func reserve(bytes uintptr) uintptr { return uintptr(allocate(bytes, nil)) }

func bytesFor(n int) unsafe.Pointer { return allocate(uintptr(n), nil) }

func pointer(at uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&at)) }
