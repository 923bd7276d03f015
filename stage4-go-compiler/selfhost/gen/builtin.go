package gen

import (
	"selfhost/check"
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

// builtin is a call of a predeclared function.
func (f *function) builtin(x *syntax.Call, r int) {
	switch x.BuiltinID {
	case check.Len, check.Cap:
		f.length(x, r)
	case check.Append:
		f.appendCall(x, r)
	case check.Copy:
		f.copyCall(x, r)
	case check.Make:
		f.makeCall(x, r)
	case check.New:
		f.newBytes(x.Type.Under.Elem.Size(), r)
	case check.Panic:
		f.exprAs(x.Args[0], types.Any, r)
		f.callHelper("gopanic", r, 2, 0)
	case check.Print, check.Println:
		f.print(x, r)
	case check.Delete:
		f.mapDelete(x, r)
	case check.Clear:
		f.clearCall(x, r)
	case check.Min, check.Max:
		f.extreme(x, r)
	case check.Recover:
		if f.panics != 0 {
			f.code.Load(order[r], local(f.panics), 8, false)
		} else {
			f.code.MovImm(order[r], 0)
		}
		f.callHelper("doRecover", r, 1, 2)
	case check.Add:
		f.expr(x.Args[0], r)
		f.expr(x.Args[1], r+1)
		f.code.Do(x64.Add, order[r], order[r+1])
	case check.Slice, check.String:
		f.expr(x.Args[0], r)
		f.expr(x.Args[1], r+1)
		f.code.Mov(order[r+2], order[r+1])
	case check.SliceData, check.StringData:
		f.expr(x.Args[0], r)
	}
}

func (f *function) length(x *syntax.Call, r int) {
	a := x.Args[0]
	t := a.Base().Type
	if t.Kind == types.Map {
		f.expr(a, r)
		done := &label{}
		f.code.Test(order[r])
		f.jumpIf(x64.Equal, done)
		f.code.Load(order[r], register(r), 8, false)
		f.bind(done)
		return
	}
	if t.Kind == types.Array || t.Kind == types.Pointer {
		// Not a constant because something is called.
		f.expr(a, r)
		array := t
		if t.Kind == types.Pointer {
			array = t.Under.Elem
		}
		f.code.MovImm(order[r], uint64(array.Under.Len))
		return
	}
	word := 1
	if x.BuiltinID == check.Cap {
		word = 2
	}
	if a.Base().Mode == syntax.Addressable {
		m := f.place(a, r)
		f.code.Load(order[r], shifted(m, int64(8*word)), 8, false)
		return
	}
	f.expr(a, r)
	f.code.Mov(order[r], order[r+word])
}

// appendCall grows the slice if need be and stores the new elements behind the old ones.
func (f *function) appendCall(x *syntax.Call, r int) {
	elem := x.Type.Under.Elem
	size := elem.Size()
	if len(x.Args) == 1 {
		f.expr(x.Args[0], r)
		return
	}
	if r > 2 {
		kept := f.keep(r)
		f.appendCall(x, 0)
		f.move(r, 0, 3)
		f.restore(kept, r)
		return
	}
	if x.Spread {
		// slice in r…r+2, the other's data and length in r+3, r+4
		f.expr(x.Args[0], r)
		slice := f.slot(24)
		f.store(local(slice), x.Type, r)
		f.expr(x.Args[1], r+3)
		f.load(local(slice), x.Type, r)
		f.grow(elem, r, func() { f.code.Mov(order[r+5], order[r+4]) })
		// r+1 has the new length: the copy goes to data + (length - added) * size.
		f.code.Mov(x64.RAX, order[r+1])
		f.code.Do(x64.Sub, x64.RAX, order[r+4])
		f.scale(x64.RAX, size)
		f.code.Do(x64.Add, x64.RAX, order[r])
		f.code.Mov(x64.RCX, order[r+4])
		f.scale(x64.RCX, size)
		f.code.Mov(x64.RDX, order[r+3])
		f.code.Call(f.stub("Move"))
		return
	}
	rest := x.Args[1:]
	if len(rest) == 1 && !hasCall(rest[0]) && !inMemory(elem) {
		// The common case: the value is evaluated after the slice has grown, nothing can notice.
		f.expr(x.Args[0], r)
		f.grow(elem, r, func() { f.code.MovImm(order[r+5], 1) })
		slice := f.slot(24)
		f.store(local(slice), x.Type, r)
		f.exprAs(rest[0], elem, r)
		n := words(elem)
		f.code.Load(order[r+n], local(slice), 8, false)
		f.code.Load(order[r+n+1], local(slice+8), 8, false)
		f.code.DoImm(x64.Sub, order[r+n+1], 1)
		f.scaled(r+n, r+n+1, size)
		f.store(register(r+n), elem, r)
		f.load(local(slice), x.Type, r)
		return
	}
	f.expr(x.Args[0], r)
	slice := f.slot(24)
	f.store(local(slice), x.Type, r)
	// ANCHOR: append
	values := f.slot(int64(len(rest)) * up(size, 8))
	for i, a := range rest {
		at := values + int64(i)*up(size, 8)
		if inMemory(elem) {
			f.clear(local(at), size)
		}
		f.into(a, elem, dest{slot: at}, r)
	}
	// ANCHOR_END: append
	f.load(local(slice), x.Type, r)
	f.grow(elem, r, func() { f.code.MovImm(order[r+5], uint64(len(rest))) })
	f.code.Mov(order[r+3], order[r+1])
	f.code.DoImm(x64.Sub, order[r+3], int32(len(rest)))
	f.code.Mov(order[r+4], order[r])
	f.scaled(r+4, r+3, size)
	for i := range rest {
		f.load(local(values+int64(i)*up(size, 8)), elem, r+5)
		f.store(shifted(register(r+4), int64(i)*size), elem, r+5)
	}
}

// scale multiplies a register by a size.
func (f *function) scale(r x64.Reg, size int64) {
	if size == 1 {
		return
	}
	if size < 1<<31 {
		f.code.MultiplyImm(r, r, int32(size))
		return
	}
	panic("an element is too large")
}

// grow adds so many elements, whose number count puts into r+5, to the length of the slice in r.
func (f *function) grow(elem *types.Type, r int, count func()) {
	enough := &label{}
	count()
	f.code.Do(x64.Add, order[r+1], order[r+5])
	f.code.Do(x64.Cmp, order[r+1], order[r+2])
	f.jumpIf(x64.BelowEqual, enough)
	kept := f.slot(16)
	f.code.Store(local(kept), order[r+3], 8)
	f.code.Store(local(kept+8), order[r+4], 8)
	f.code.Mov(order[r+3], order[r+5])
	f.code.MovAddress(order[r+4], f.descriptor(elem), 0)
	f.callHelper("growSlice", r, 5, 3)
	f.code.Load(order[r+3], local(kept), 8, false)
	f.code.Load(order[r+4], local(kept+8), 8, false)
	f.bind(enough)
}

func (f *function) copyCall(x *syntax.Call, r int) {
	if r > 3 {
		kept := f.keep(r)
		f.copyCall(x, 0)
		f.move(r, 0, 1)
		f.restore(kept, r)
		return
	}
	elem := x.Args[0].Base().Type.Under.Elem
	f.expr(x.Args[0], r)
	f.expr(x.Args[1], r+2)
	f.code.Do(x64.Cmp, order[r+1], order[r+3])
	f.code.Move(x64.Greater, order[r+1], order[r+3])
	f.code.Mov(x64.RAX, order[r])
	f.code.Mov(x64.RDX, order[r+2])
	f.code.Mov(x64.RCX, order[r+1])
	f.scale(x64.RCX, elem.Size())
	f.code.Call(f.stub("Move"))
	f.code.Mov(order[r], order[r+1])
}

func (f *function) makeCall(x *syntax.Call, r int) {
	t := x.Type
	if t.Kind == types.Map {
		f.code.MovAddress(order[r], f.descriptor(t), 0)
		if len(x.Args) > 1 {
			f.expr(x.Args[1], r+1)
		} else {
			f.code.MovImm(order[r+1], 0)
		}
		f.callHelper("makeMap", r, 2, 1)
		return
	}
	f.expr(x.Args[1], r+1)
	if len(x.Args) > 2 {
		f.expr(x.Args[2], r+2)
	} else {
		f.code.Mov(order[r+2], order[r+1])
	}
	kept := f.slot(16)
	f.code.Store(local(kept), order[r+1], 8)
	f.code.Store(local(kept+8), order[r+2], 8)
	f.code.MovAddress(order[r], f.descriptor(t.Under.Elem), 0)
	f.callHelper("makeSlice", r, 3, 1)
	f.code.Load(order[r+1], local(kept), 8, false)
	f.code.Load(order[r+2], local(kept+8), 8, false)
}

func (f *function) clearCall(x *syntax.Call, r int) {
	t := x.Args[0].Base().Type
	if t.Kind == types.Map {
		f.code.MovAddress(order[r], f.descriptor(t), 0)
		f.expr(x.Args[0], r+1)
		f.callHelper("mapClear", r, 2, 0)
		return
	}
	f.expr(x.Args[0], r)
	f.code.Mov(x64.RAX, order[r])
	f.code.Mov(x64.RCX, order[r+1])
	f.scale(x64.RCX, t.Under.Elem.Size())
	f.code.Call(f.stub("Clear"))
}

// extreme is min and max.
func (f *function) extreme(x *syntax.Call, r int) {
	t := x.Type
	if t.IsFloat() || t.IsString() {
		f.extremeByComparison(x, r)
		return
	}
	f.expr(x.Args[0], r)
	for _, a := range x.Args[1:] {
		f.expr(a, r+1)
		f.code.Do(x64.Cmp, order[r+1], order[r])
		op := syntax.Lss
		if x.BuiltinID == check.Max {
			op = syntax.Gtr
		}
		f.code.Move(condition(op, isSigned(t)), order[r], order[r+1])
	}
}

func (f *function) extremeByComparison(x *syntax.Call, r int) {
	best := variables([]*types.Type{x.Type})[0]
	next := variables([]*types.Type{x.Type})[0]
	kept := f.keep(r)
	best.Offset = f.slot(x.Type.Size())
	next.Offset = f.slot(x.Type.Size())
	f.expr(x.Args[0], 0)
	f.store(local(best.Offset), x.Type, 0)
	op := syntax.Lss
	if x.BuiltinID == check.Max {
		op = syntax.Gtr
	}
	for _, a := range x.Args[1:] {
		f.expr(a, 0)
		f.store(local(next.Offset), x.Type, 0)
		take, skip := &label{}, &label{}
		info := syntax.Info{Type: types.Basic[types.Bool], Mode: syntax.Value}
		if x.Type.IsFloat() {
			// A NaN wins, and -0 is less than +0.
			f.branch(&syntax.Binary{Info: info, Op: syntax.Neq, X: use(best), Y: use(best)}, skip, true, 0)
			f.branch(&syntax.Binary{Info: info, Op: syntax.Neq, X: use(next), Y: use(next)}, take, true, 0)
			differ := &label{}
			f.branch(&syntax.Binary{Info: info, Op: syntax.Neq, X: use(next), Y: use(best)}, differ, true, 0)
			size := x.Type.Size()
			f.code.Load(order[0], local(next.Offset), size, false)
			f.code.Load(order[1], local(best.Offset), size, false)
			if x.BuiltinID == check.Max {
				f.code.Do(x64.And, order[0], order[1])
			} else {
				f.code.Do(x64.Or, order[0], order[1])
			}
			f.code.Store(local(best.Offset), order[0], size)
			f.jump(skip)
			f.bind(differ)
		}
		f.branch(&syntax.Binary{Info: info, Op: op, X: use(next), Y: use(best)}, skip, false, 0)
		f.bind(take)
		f.load(local(next.Offset), x.Type, 0)
		f.store(local(best.Offset), x.Type, 0)
		f.bind(skip)
	}
	f.load(local(best.Offset), x.Type, 0)
	f.move(r, 0, words(x.Type))
	f.restore(kept, r)
}

// print is print and println, to the standard error.
func (f *function) print(x *syntax.Call, r int) {
	for i, a := range x.Args {
		if i > 0 && x.BuiltinID == check.Println {
			f.callHelper("printSpace", r, 0, 0)
		}
		t := a.Base().Type
		f.expr(a, r)
		helper, count := "printInt", 1
		switch {
		case t.IsBoolean():
			helper = "printBool"
		case t.IsString():
			helper, count = "printString", 2
		case t.IsFloat():
			helper = "printFloat"
			if t.Size() == 4 {
				helper = "printFloat32"
				f.convertNumber(t, types.Basic[types.Float64], r)
			}
		case t.IsUnsigned():
			helper = "printUint"
		case t.IsInteger():
		case t.Kind == types.Slice:
			helper, count = "printSlice", 3
		case t.Kind == types.Interface:
			// The helper takes a struct of the two words: by its address.
			at := f.slot(16)
			f.store(local(at), t, r)
			f.code.Lea(order[r], local(at))
			helper = "printInterface"
		default:
			helper = "printPointer"
		}
		f.callHelper(helper, r, count, 0)
	}
	if x.BuiltinID == check.Println {
		f.callHelper("printNewline", r, 0, 0)
	}
}
