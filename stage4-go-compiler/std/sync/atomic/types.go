package atomic

import "runtime"

// Int32 is a number.
type Int32 struct{ v int32 }

// Load gives it.
func (x *Int32) Load() int32 { return LoadInt32(&x.v) }

// Store sets it.
func (x *Int32) Store(val int32) { x.v = val }

// Swap sets it and gives the value before.
func (x *Int32) Swap(new int32) (old int32) { return SwapInt32(&x.v, new) }

// CompareAndSwap sets it if it was old.
func (x *Int32) CompareAndSwap(old, new int32) (swapped bool) {
	return CompareAndSwapInt32(&x.v, old, new)
}

// Add adds to it and gives the sum.
func (x *Int32) Add(delta int32) (new int32) { return AddInt32(&x.v, delta) }

// Int64 is a number.
type Int64 struct{ v int64 }

// Load gives it.
func (x *Int64) Load() int64 { return LoadInt64(&x.v) }

// Store sets it.
func (x *Int64) Store(val int64) { x.v = val }

// Swap sets it and gives the value before.
func (x *Int64) Swap(new int64) (old int64) { return SwapInt64(&x.v, new) }

// CompareAndSwap sets it if it was old.
func (x *Int64) CompareAndSwap(old, new int64) (swapped bool) {
	return CompareAndSwapInt64(&x.v, old, new)
}

// Add adds to it and gives the sum.
func (x *Int64) Add(delta int64) (new int64) { return AddInt64(&x.v, delta) }

// Uint32 is a number.
type Uint32 struct{ v uint32 }

// Load gives it.
func (x *Uint32) Load() uint32 { return LoadUint32(&x.v) }

// Store sets it.
func (x *Uint32) Store(val uint32) { x.v = val }

// Swap sets it and gives the value before.
func (x *Uint32) Swap(new uint32) (old uint32) { return SwapUint32(&x.v, new) }

// CompareAndSwap sets it if it was old.
func (x *Uint32) CompareAndSwap(old, new uint32) (swapped bool) {
	return CompareAndSwapUint32(&x.v, old, new)
}

// Add adds to it and gives the sum.
func (x *Uint32) Add(delta uint32) (new uint32) { return AddUint32(&x.v, delta) }

// Uint64 is a number.
type Uint64 struct{ v uint64 }

// Load gives it.
func (x *Uint64) Load() uint64 { return LoadUint64(&x.v) }

// Store sets it.
func (x *Uint64) Store(val uint64) { x.v = val }

// Swap sets it and gives the value before.
func (x *Uint64) Swap(new uint64) (old uint64) { return SwapUint64(&x.v, new) }

// CompareAndSwap sets it if it was old.
func (x *Uint64) CompareAndSwap(old, new uint64) (swapped bool) {
	return CompareAndSwapUint64(&x.v, old, new)
}

// Add adds to it and gives the sum.
func (x *Uint64) Add(delta uint64) (new uint64) { return AddUint64(&x.v, delta) }

// Uintptr is a number.
type Uintptr struct{ v uintptr }

// Load gives it.
func (x *Uintptr) Load() uintptr { return LoadUintptr(&x.v) }

// Store sets it.
func (x *Uintptr) Store(val uintptr) { x.v = val }

// Swap sets it and gives the value before.
func (x *Uintptr) Swap(new uintptr) (old uintptr) { return SwapUintptr(&x.v, new) }

// CompareAndSwap sets it if it was old.
func (x *Uintptr) CompareAndSwap(old, new uintptr) (swapped bool) {
	return CompareAndSwapUintptr(&x.v, old, new)
}

// Add adds to it and gives the sum.
func (x *Uintptr) Add(delta uintptr) (new uintptr) { return AddUintptr(&x.v, delta) }

// Bool is a truth value.
type Bool struct{ v bool }

// Load gives it.
func (x *Bool) Load() bool {
	runtime.Spin()
	return x.v
}

// Store sets it.
func (x *Bool) Store(val bool) { x.v = val }

// Swap sets it and gives the value before.
func (x *Bool) Swap(new bool) (old bool) {
	old = x.v
	x.v = new
	return old
}

// CompareAndSwap sets it if it was old.
func (x *Bool) CompareAndSwap(old, new bool) (swapped bool) {
	if x.v != old {
		return false
	}
	x.v = new
	return true
}

// Value is a value of any type, which stays the same.
type Value struct{ v any }

// Load gives it, or nil.
func (v *Value) Load() any {
	runtime.Spin()
	return v.v
}

// Store sets it.
func (v *Value) Store(val any) {
	if val == nil {
		panic("sync/atomic: store of nil value into Value")
	}
	v.v = val
}

// Swap sets it and gives the value before.
func (v *Value) Swap(new any) (old any) {
	old = v.v
	v.Store(new)
	return old
}

// CompareAndSwap sets it if it was old.
func (v *Value) CompareAndSwap(old, new any) (swapped bool) {
	if v.v != old {
		return false
	}
	v.Store(new)
	return true
}
