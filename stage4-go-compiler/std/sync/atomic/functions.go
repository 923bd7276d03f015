// Package atomic has operations that no other goroutine interrupts. Goroutines take turns on one
// thread and give way only where they wait, so all of them are ordinary ones. One that waits in a loop
// for another to change something gives way by runtime.Spin.
package atomic

import (
	"runtime"
	"unsafe"
)

// AddInt32 adds to a number and gives the sum.
func AddInt32(addr *int32, delta int32) (new int32) {
	runtime.Spin()
	*addr += delta
	return *addr
}

// AddInt64 adds to a number and gives the sum.
func AddInt64(addr *int64, delta int64) (new int64) {
	runtime.Spin()
	*addr += delta
	return *addr
}

// AddUint32 adds to a number and gives the sum.
func AddUint32(addr *uint32, delta uint32) (new uint32) {
	runtime.Spin()
	*addr += delta
	return *addr
}

// AddUint64 adds to a number and gives the sum.
func AddUint64(addr *uint64, delta uint64) (new uint64) {
	runtime.Spin()
	*addr += delta
	return *addr
}

// AddUintptr adds to a number and gives the sum.
func AddUintptr(addr *uintptr, delta uintptr) (new uintptr) {
	runtime.Spin()
	*addr += delta
	return *addr
}

// LoadInt32 gives what is there.
func LoadInt32(addr *int32) (val int32) {
	runtime.Spin()
	return *addr
}

// StoreInt32 puts a value there.
func StoreInt32(addr *int32, val int32) { *addr = val }

// SwapInt32 puts a value there and gives the one before.
func SwapInt32(addr *int32, new int32) (old int32) {
	old = *addr
	*addr = new
	return old
}

// CompareAndSwapInt32 puts a value there if the one before is old.
func CompareAndSwapInt32(addr *int32, old, new int32) (swapped bool) {
	runtime.Spin()
	if *addr != old {
		return false
	}
	*addr = new
	return true
}

// LoadInt64 gives what is there.
func LoadInt64(addr *int64) (val int64) {
	runtime.Spin()
	return *addr
}

// StoreInt64 puts a value there.
func StoreInt64(addr *int64, val int64) { *addr = val }

// SwapInt64 puts a value there and gives the one before.
func SwapInt64(addr *int64, new int64) (old int64) {
	old = *addr
	*addr = new
	return old
}

// CompareAndSwapInt64 puts a value there if the one before is old.
func CompareAndSwapInt64(addr *int64, old, new int64) (swapped bool) {
	runtime.Spin()
	if *addr != old {
		return false
	}
	*addr = new
	return true
}

// LoadUint32 gives what is there.
func LoadUint32(addr *uint32) (val uint32) {
	runtime.Spin()
	return *addr
}

// StoreUint32 puts a value there.
func StoreUint32(addr *uint32, val uint32) { *addr = val }

// SwapUint32 puts a value there and gives the one before.
func SwapUint32(addr *uint32, new uint32) (old uint32) {
	old = *addr
	*addr = new
	return old
}

// CompareAndSwapUint32 puts a value there if the one before is old.
func CompareAndSwapUint32(addr *uint32, old, new uint32) (swapped bool) {
	runtime.Spin()
	if *addr != old {
		return false
	}
	*addr = new
	return true
}

// LoadUint64 gives what is there.
func LoadUint64(addr *uint64) (val uint64) {
	runtime.Spin()
	return *addr
}

// StoreUint64 puts a value there.
func StoreUint64(addr *uint64, val uint64) { *addr = val }

// SwapUint64 puts a value there and gives the one before.
func SwapUint64(addr *uint64, new uint64) (old uint64) {
	old = *addr
	*addr = new
	return old
}

// CompareAndSwapUint64 puts a value there if the one before is old.
func CompareAndSwapUint64(addr *uint64, old, new uint64) (swapped bool) {
	runtime.Spin()
	if *addr != old {
		return false
	}
	*addr = new
	return true
}

// LoadUintptr gives what is there.
func LoadUintptr(addr *uintptr) (val uintptr) {
	runtime.Spin()
	return *addr
}

// StoreUintptr puts a value there.
func StoreUintptr(addr *uintptr, val uintptr) { *addr = val }

// SwapUintptr puts a value there and gives the one before.
func SwapUintptr(addr *uintptr, new uintptr) (old uintptr) {
	old = *addr
	*addr = new
	return old
}

// CompareAndSwapUintptr puts a value there if the one before is old.
func CompareAndSwapUintptr(addr *uintptr, old, new uintptr) (swapped bool) {
	runtime.Spin()
	if *addr != old {
		return false
	}
	*addr = new
	return true
}

// LoadPointer gives what is there.
func LoadPointer(addr *unsafe.Pointer) (val unsafe.Pointer) {
	runtime.Spin()
	return *addr
}

// StorePointer puts a value there.
func StorePointer(addr *unsafe.Pointer, val unsafe.Pointer) { *addr = val }

// SwapPointer puts a value there and gives the one before.
func SwapPointer(addr *unsafe.Pointer, new unsafe.Pointer) (old unsafe.Pointer) {
	old = *addr
	*addr = new
	return old
}

// CompareAndSwapPointer puts a value there if the one before is old.
func CompareAndSwapPointer(addr *unsafe.Pointer, old, new unsafe.Pointer) (swapped bool) {
	runtime.Spin()
	if *addr != old {
		return false
	}
	*addr = new
	return true
}
