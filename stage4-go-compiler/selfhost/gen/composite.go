package gen

import (
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

// dest is where a value is built: in the frame, or at an address that is kept in the frame, so that
// no register has to hold it while elements are evaluated.
type dest struct {
	slot     int64
	indirect bool
	offset   int64
}

func (d dest) at(offset int64) dest {
	d.offset += offset
	return d
}

// mem gives the place itself; rdx holds the address of an indirect one.
func (f *function) mem(d dest) x64.Mem {
	if !d.indirect {
		return local(d.slot + d.offset)
	}
	f.code.Load(x64.RDX, local(d.slot), 8, false)
	return x64.Mem{Base: x64.RDX, Off: int32(d.offset)}
}

func (f *function) storeTo(d dest, t *types.Type, r int) { f.store(f.mem(d), t, r) }

// into evaluates an expression as a value of type t into a place that is zero.
func (f *function) into(x syntax.Expr, t *types.Type, d dest, r int) {
	if composite, ok := syntax.Unparen(x).(*syntax.Composite); ok && inMemory(t) && composite.Type == t {
		f.elements(composite, d, r)
		return
	}
	f.exprAs(x, t, r)
	f.storeTo(d, t, r)
}

// elements builds a struct or array in a place that is zero.
func (f *function) elements(x *syntax.Composite, d dest, r int) {
	t := x.Type.Under
	mark := f.mark()
	for _, e := range x.Elements {
		if t.Kind == types.Struct {
			t.Measure()
			field := t.Fields[e.Index]
			f.into(e.Value, field.Type, d.at(field.Offset), r)
		} else {
			f.into(e.Value, t.Elem, d.at(e.Index*t.Elem.Size()), r)
		}
		f.release(mark)
	}
}

// composite is T{...}.
func (f *function) composite(x *syntax.Composite, r int) {
	t := x.Type
	switch t.Kind {
	case types.Pointer:
		// An element of a literal whose elements are pointers.
		inner := *x
		inner.Type = t.Under.Elem
		f.newComposite(&inner, r)
	case types.Slice:
		elem := t.Under.Elem
		f.sliceOf(elem, x.Length, r, func(d dest) {
			for _, e := range x.Elements {
				f.into(e.Value, elem, d.at(e.Index*elem.Size()), r)
			}
		})
	case types.Map:
		f.mapLiteral(x, r)
	default:
		at := f.slot(t.Size())
		f.clear(local(at), t.Size())
		f.elements(x, dest{slot: at}, r)
		f.code.Lea(order[r], local(at))
	}
}

// newComposite is &T{...}.
func (f *function) newComposite(x *syntax.Composite, r int) {
	t := x.Type
	slot := f.slot(8)
	f.newBytes(t.Size(), r)
	f.code.Store(local(slot), order[r], 8)
	if inMemory(t) {
		f.elements(x, dest{slot: slot, indirect: true}, r)
	} else {
		f.composite(x, r)
		f.storeTo(dest{slot: slot, indirect: true}, t, r)
	}
	f.code.Load(order[r], local(slot), 8, false)
}

// sliceOf makes a slice of so many elements, which fill stores.
func (f *function) sliceOf(elem *types.Type, count int64, r int, fill func(d dest)) {
	if count == 0 {
		f.code.MovAddress(order[r], f.global(f.runtime.Lookup("emptyObject")), 0)
		f.code.MovImm(order[r+1], 0)
		f.code.MovImm(order[r+2], 0)
		return
	}
	slot := f.slot(8)
	f.newBytes(count*elem.Size(), r)
	f.code.Store(local(slot), order[r], 8)
	fill(dest{slot: slot, indirect: true})
	f.code.Load(order[r], local(slot), 8, false)
	f.code.MovImm(order[r+1], uint64(count))
	f.code.MovImm(order[r+2], uint64(count))
}
