package gen

import (
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

// conversion is T(x).
func (f *function) conversion(x syntax.Expr, t *types.Type, r int) {
	from := x.Base().Type
	switch {
	case t.Kind == types.Interface:
		f.exprAs(x, t, r)
	case from.Kind == types.UntypedNil:
		f.zeroValue(t, r)
	case t.IsString() && from.IsInteger():
		f.expr(x, r)
		f.callHelper("runeToString", r, 1, 2)
	case t.IsString() && from.Kind == types.Slice:
		f.expr(x, r)
		if from.Under.Elem.Kind == types.Uint8 {
			f.callHelper("bytesToString", r, 3, 2)
		} else {
			f.callHelper("runesToString", r, 3, 2)
		}
	case t.Kind == types.Slice && from.IsString():
		f.expr(x, r)
		if t.Under.Elem.Kind == types.Uint8 {
			f.callHelper("stringToBytes", r, 2, 3)
		} else {
			f.callHelper("stringToRunes", r, 2, 3)
		}
	case from.Kind == types.Slice && (t.Kind == types.Array || t.Kind == types.Pointer):
		f.expr(x, r)
		array := t
		if t.Kind == types.Pointer {
			array = t.Under.Elem
		}
		f.code.DoImm(x64.Cmp, order[r+1], int32(min(array.Under.Len, 1<<31-1)))
		path := coldPath{from: &label{}, helper: "panicSliceToArray", count: 2}
		path.args[0] = order[r+1]
		path.imm[1] = array.Under.Len
		path.isImm[1] = true
		f.jumpIf(x64.Less, path.from)
		f.cold = append(f.cold, path)
	case t.IsNumeric() && from.IsNumeric():
		f.expr(x, r)
		f.convertNumber(from, t, r)
	default:
		f.expr(x, r)
	}
}

func (f *function) convertNumber(from, to *types.Type, r int) {
	switch {
	case from.IsInteger() && to.IsInteger():
		if to.Size() < 8 && (to.Size() < from.Size() || to.Size() == from.Size() && isSigned(to) != isSigned(from) ||
			to.Size() > from.Size() && isSigned(from) && !isSigned(to)) {
			f.code.Extend(order[r], order[r], to.Size(), isSigned(to))
		}
	case from.IsInteger():
		f.intToFloat(from, to, r)
	case to.IsInteger():
		f.floatToInt(from, to, r)
	case from.Size() != to.Size():
		f.code.ToFloat(0, order[r], from.Size())
		f.code.Float(scalar(from.Size()), 0x5A, 0, 0)
		f.code.FromFloat(order[r], 0, to.Size())
	}
}

func (f *function) intToFloat(from, to *types.Type, r int) {
	prefix := scalar(to.Size())
	if !isSigned(from) && from.Size() == 8 {
		// A large one is halved, with the last bit kept for rounding, and the result doubled.
		large, done := &label{}, &label{}
		f.code.Test(order[r])
		f.jumpIf(x64.Sign, large)
		f.code.IntToFloat(prefix, 0, order[r])
		f.jump(done)
		f.bind(large)
		f.code.Mov(x64.RAX, order[r])
		f.code.ShiftImm(x64.Right, x64.RAX, 1)
		f.code.DoImm(x64.And, order[r], 1)
		f.code.Do(x64.Or, x64.RAX, order[r])
		f.code.IntToFloat(prefix, 0, x64.RAX)
		f.code.Float(prefix, addFloat, 0, 0)
		f.bind(done)
	} else {
		f.code.IntToFloat(prefix, 0, order[r])
	}
	f.code.FromFloat(order[r], 0, to.Size())
}

func (f *function) floatToInt(from, to *types.Type, r int) {
	prefix := scalar(from.Size())
	f.code.ToFloat(0, order[r], from.Size())
	if !isSigned(to) && to.Size() == 8 {
		// From 2^63 on: subtract it first, and flip the highest bit afterwards.
		large, done := &label{}, &label{}
		bits := uint64(0x43E0000000000000)
		compare := byte(0x66)
		if from.Size() == 4 {
			bits = 0x5F000000
			compare = 0
		}
		f.code.MovImm(x64.RAX, bits)
		f.code.ToFloat(1, x64.RAX, from.Size())
		f.code.Float(compare, 0x2E, 0, 1)
		f.jumpIf(x64.AboveEqual, large)
		f.code.FloatToInt(prefix, order[r], 0)
		f.jump(done)
		f.bind(large)
		f.code.Float(prefix, subFloat, 0, 1)
		f.code.FloatToInt(prefix, order[r], 0)
		f.code.MovImm(x64.RAX, 1<<63)
		f.code.Do(x64.Xor, order[r], x64.RAX)
		f.bind(done)
		return
	}
	f.code.FloatToInt(prefix, order[r], 0)
	f.normalise(to, r)
}

// boxed makes an interface value of an expression of another type.
func (f *function) boxed(x syntax.Expr, to *types.Type, r int) {
	info := x.Base()
	t := info.Type
	if t.IsUntyped() {
		t = types.Basic[types.Bool]
	}
	if info.Const != nil {
		// A constant is in the data of the program already.
		f.code.MovAddress(order[r+1], f.constantData(info.Const, t), 0)
		f.code.MovAddress(order[r], f.typeWord(t, to), 0)
		return
	}
	f.expr(x, r)
	f.box2(t, to, r)
}

// typeWord gives what the first word of an interface value points to: a descriptor or an itab.
func (f *function) typeWord(t, inter *types.Type) int {
	if len(inter.Under.Methods) == 0 {
		return f.descriptor(t)
	}
	return f.itab(t, inter)
}

// box2 makes an interface value of the value in r.
func (f *function) box2(t, to *types.Type, r int) {
	switch {
	case t.IsDirect():
		if inMemory(t) {
			f.code.Load(order[r], register(r), 8, false)
		}
		f.code.Mov(order[r+1], order[r])
	case t.Size() == 0:
		f.code.MovAddress(order[r+1], f.global(f.runtime.Lookup("emptyObject")), 0)
	default:
		n := words(t)
		f.newBytes(t.Size(), r+n)
		f.store(register(r+n), t, r)
		f.code.Mov(order[r+1], order[r+n])
	}
	f.code.MovAddress(order[r], f.typeWord(t, to), 0)
}

// convertInterface changes the first word of an interface value in r to that of another interface.
func (f *function) convertInterface(from, to *types.Type, r int) {
	if from.Under == to.Under || len(from.Under.Methods) == 0 && len(to.Under.Methods) == 0 {
		return
	}
	done := &label{}
	f.code.Test(order[r])
	f.jumpIf(x64.Equal, done)
	f.code.Load(order[r], shifted(register(r), 8), 8, false) // itab.Type
	if len(to.Under.Methods) > 0 {
		f.code.Mov(order[r+2], order[r])
		f.code.MovAddress(order[r+2], f.descriptor(to), 0)
		f.code.Mov(order[r+3], order[r])
		f.callHelper("getItab", r+2, 2, 1)
		f.code.Mov(order[r], order[r+2])
	}
	f.bind(done)
}

// dynamicType makes r the descriptor of what an interface value in r holds, or 0.
func (f *function) dynamicType(inter *types.Type, r int) {
	if len(inter.Under.Methods) == 0 {
		return
	}
	done := &label{}
	f.code.Test(order[r])
	f.jumpIf(x64.Equal, done)
	f.code.Load(order[r], shifted(register(r), 8), 8, false)
	f.bind(done)
}

// unbox makes the value in r of the data word in r+1.
func (f *function) unbox(t *types.Type, r int) {
	f.code.Mov(order[r], order[r+1])
	if t.IsDirect() {
		if inMemory(t) {
			at := local(f.slot(8))
			f.code.Store(at, order[r], 8)
			f.code.Lea(order[r], at)
		}
		return
	}
	f.load(register(r), t, r)
}

// assertion is x.(T). Where v, ok is wanted its type is a tuple: ok is left in rax.
func (f *function) assertion(x *syntax.Assertion, r int) {
	inter := x.X.Base().Type
	t := x.Type
	commaOK := t.Kind == types.Tuple
	if commaOK {
		t = t.Results[0]
	}
	f.expr(x.X, r)
	no, done := &label{}, &label{}
	if t.Kind == types.Interface {
		f.dynamicType(inter, r)
		if len(t.Under.Methods) > 0 {
			f.code.Mov(order[r+3], order[r])
			f.code.MovAddress(order[r+2], f.descriptor(t), 0)
			if commaOK {
				f.code.Test(order[r])
				f.jumpIf(x64.Equal, no)
				f.callHelper("getItab", r+2, 2, 1)
				f.code.Test(order[r+2])
				f.jumpIf(x64.Equal, no)
			} else {
				f.callHelper("assertItab", r+2, 2, 1)
			}
			f.code.Mov(order[r], order[r+2])
		} else {
			f.code.Test(order[r])
			if commaOK {
				f.jumpIf(x64.Equal, no)
			} else {
				fine := &label{}
				f.jumpIf(x64.NotEqual, fine)
				f.code.MovImm(order[r+3], 0)
				f.code.MovAddress(order[r+2], f.descriptor(t), 0)
				f.callHelper("assertItab", r+2, 2, 1)
				f.bind(fine)
			}
		}
	} else {
		f.dynamicType(inter, r)
		f.code.MovAddress(x64.RAX, f.descriptor(t), 0)
		f.code.Do(x64.Cmp, order[r], x64.RAX)
		if commaOK {
			f.jumpIf(x64.NotEqual, no)
		} else {
			fine := &label{}
			f.jumpIf(x64.Equal, fine)
			f.code.Mov(order[r+1], x64.RAX)
			f.code.MovAddress(order[r+2], f.descriptor(inter), 0)
			f.callHelper("panicAssert", r, 3, 0)
			f.bind(fine)
		}
		f.unbox(t, r)
	}
	if commaOK {
		f.code.MovImm(x64.RAX, 1)
		f.jump(done)
		f.bind(no)
		f.zeroValue(t, r)
		f.code.MovImm(x64.RAX, 0)
		f.bind(done)
	}
}
