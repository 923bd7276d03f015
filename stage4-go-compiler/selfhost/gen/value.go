package gen

import (
	"selfhost/constant"
	"selfhost/types"
	"selfhost/x64"
)

func isSigned(t *types.Type) bool {
	return types.Int <= t.Kind && t.Kind <= types.Int64 || t.Kind == types.UntypedRune
}

// load loads a value from memory into register r and those that follow; of a struct or array, its
// address.
func (f *function) load(m x64.Mem, t *types.Type, r int) {
	if inMemory(t) {
		f.code.Lea(order[r], m)
		return
	}
	n := words(t)
	if n == 1 {
		f.code.Load(order[r], m, t.Size(), isSigned(t))
		return
	}
	// The base may be one of the registers that are loaded: it is loaded last.
	last := -1
	for i := 0; i < n; i++ {
		if m.Symbol == 0 && m.Base == order[r+i] {
			last = i
			continue
		}
		f.code.Load(order[r+i], shifted(m, int64(8*i)), 8, false)
	}
	if last >= 0 {
		f.code.Load(order[r+last], shifted(m, int64(8*last)), 8, false)
	}
}

// store stores the value in register r and those that follow.
func (f *function) store(m x64.Mem, t *types.Type, r int) {
	if inMemory(t) {
		f.copyTo(m, order[r], t.Size())
		return
	}
	n := words(t)
	if n == 1 {
		f.code.Store(m, order[r], t.Size())
		return
	}
	for i := 0; i < n; i++ {
		f.code.Store(shifted(m, int64(8*i)), order[r+i], 8)
	}
}

const unrolled = 64

// copyTo copies bytes from the address in a register. It changes rax, and for many bytes rcx and rdx.
func (f *function) copyTo(m x64.Mem, from x64.Reg, size int64) {
	if size > unrolled {
		f.code.Lea(x64.RAX, m)
		f.code.Mov(x64.RDX, from)
		f.code.MovImm(x64.RCX, uint64(size))
		f.code.Call(f.stub("Move"))
		return
	}
	for at := int64(0); at < size; {
		part := int64(8)
		for part > size-at {
			part /= 2
		}
		f.code.Load(x64.RAX, x64.Mem{Base: from, Off: int32(at)}, part, false)
		f.code.Store(shifted(m, at), x64.RAX, part)
		at += part
	}
}

// clear sets bytes to zero.
func (f *function) clear(m x64.Mem, size int64) {
	if size > unrolled {
		f.code.Lea(x64.RAX, m)
		f.code.MovImm(x64.RCX, uint64(size))
		f.code.Call(f.stub("Clear"))
		return
	}
	for at := int64(0); at < size; {
		part := int64(8)
		for part > size-at {
			part /= 2
		}
		f.code.StoreImm(shifted(m, at), 0, part)
		at += part
	}
}

// constant loads a constant of a basic type.
func (f *function) constant(v *constant.Value, t *types.Type, r int) {
	if v.Kind == constant.String {
		if v.S == "" {
			f.code.MovImm(order[r], 0)
		} else {
			f.code.MovAddress(order[r], f.stringData(v.S), 0)
		}
		f.code.MovImm(order[r+1], uint64(len(v.S)))
		return
	}
	f.code.MovImm(order[r], bitsOf(v, t))
}

// bitsOf gives the word that stands for a constant that is no string.
func bitsOf(v *constant.Value, t *types.Type) uint64 {
	switch {
	case v.Kind == constant.Bool:
		if v.B {
			return 1
		}
		return 0
	case t.Kind == types.Float32:
		bits, _ := v.ToFloat().Float32()
		return bits
	case t.IsFloat():
		bits, _ := v.ToFloat().Float64()
		return bits
	}
	if n := v.ToInt(); n != nil {
		return n.N.Word()
	}
	return 0
}

// zeroValue loads the zero value of a type.
func (f *function) zeroValue(t *types.Type, r int) {
	if inMemory(t) {
		f.code.Lea(order[r], f.zeroMemory(t))
		return
	}
	for i := 0; i < words(t); i++ {
		f.code.MovImm(order[r+i], 0)
	}
}

// zeroMemory gives memory that is all zero, as large as a type; nobody writes to it.
func (f *function) zeroMemory(t *types.Type) x64.Mem {
	if t.Size() <= 1024 {
		return x64.Mem{Symbol: f.global(f.runtime.Lookup("zeroValue"))}
	}
	at := local(f.slot(t.Size()))
	f.clear(at, t.Size())
	return at
}

// move copies words from registers a… to b….
func (f *function) move(to, from, count int) {
	if to < from {
		for i := 0; i < count; i++ {
			f.code.Mov(order[to+i], order[from+i])
		}
		return
	}
	for i := count - 1; i >= 0; i-- {
		f.code.Mov(order[to+i], order[from+i])
	}
}

// keep stores the first registers in the frame, and restore loads them again.
func (f *function) keep(count int) int64 {
	if count == 0 {
		return 0
	}
	at := f.slot(int64(8 * count))
	for i := 0; i < count; i++ {
		f.code.Store(local(at+int64(8*i)), order[i], 8)
	}
	return at
}

func (f *function) restore(at int64, count int) { f.loadWords(local(at), count, 0) }
