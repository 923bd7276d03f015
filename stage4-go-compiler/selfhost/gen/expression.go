package gen

import (
	"selfhost/constant"
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

// isLeaf says whether an expression needs no registers but those of its value.
func isLeaf(x syntax.Expr) bool {
	if x.Base().Const != nil {
		return true
	}
	return x.Base().Mode == syntax.Addressable && isDirect(x)
}

// expr evaluates an expression into register r and those that follow.
func (f *function) expr(x syntax.Expr, r int) {
	info := x.Base()
	if info.Const != nil && info.Mode == syntax.ConstantExpr {
		f.constant(info.Const, info.Type, r)
		return
	}
	// ANCHOR: expr
	if r > deepest && !isLeaf(x) {
		kept := f.keep(r)
		f.expr(x, 0)
		count := words(info.Type)
		f.move(r, 0, count)
		f.restore(kept, r)
		return
	}
	// ANCHOR_END: expr
	switch x := x.(type) {
	case *syntax.Paren:
		f.expr(x.X, r)
	case *syntax.Name:
		f.name(x.Object, info.Type, r)
	case *syntax.Selector:
		f.selector(x, r)
	case *syntax.Index:
		f.index(x, r)
	case *syntax.SliceExpr:
		f.slice(x, r)
	case *syntax.Star:
		f.star(x, r)
	case *syntax.Unary:
		f.unary(x, r)
	case *syntax.Binary:
		f.binary(x, r)
	case *syntax.Call:
		f.call(x, r)
	case *syntax.Composite:
		f.composite(x, r)
	case *syntax.FuncLiteral:
		f.closure(x, r)
	case *syntax.Assertion:
		f.assertion(x, r)
	case *evaluated:
		if x.selector.Selection.Inter != nil {
			f.interfaceReceiver(x.selector, r)
			f.code.Touch(order[r])
		} else {
			f.receiver(x.selector, r)
		}
	}
}

// exprAs evaluates an expression as a value of another type that it is assigned to.
func (f *function) exprAs(x syntax.Expr, t *types.Type, r int) {
	info := x.Base()
	if t.Kind == types.Interface && info.Type != t && info.Type.Kind != types.UntypedNil {
		if r > deepest {
			kept := f.keep(r)
			f.exprAs(x, t, 0)
			f.move(r, 0, 2)
			f.restore(kept, r)
			return
		}
		if info.Type.Kind == types.Interface {
			f.expr(x, r)
			f.convertInterface(info.Type, t, r)
			return
		}
		f.boxed(x, t, r)
		return
	}
	if info.Type.Kind == types.UntypedNil {
		f.zeroValue(t, r)
		return
	}
	f.expr(x, r)
}

func (f *function) name(o *types.Object, t *types.Type, r int) {
	switch o.Kind {
	case types.Nil:
		f.zeroValue(t, r)
	case types.Function:
		f.code.MovAddress(order[r], f.funcval(f.generator.function(o)), 0)
	default:
		f.load(f.variable(o, r), t, r)
	}
}

func (f *function) selector(x *syntax.Selector, r int) {
	switch {
	case x.Selection == nil:
		f.name(x.Name.Object, x.Type, r)
	case x.Selection.Field != nil:
		f.load(f.fieldPlace(x.X, x.Selection.Path, r), x.Type, r)
	case x.IsType:
		f.methodExpression(x, r)
	default:
		f.methodValue(x, r)
	}
}

func (f *function) star(x *syntax.Star, r int) {
	f.expr(x.X, r)
	if x.Type.Size() == 0 {
		f.code.Touch(order[r])
		return
	}
	if inMemory(x.Type) {
		f.code.Touch(order[r])
		return
	}
	f.load(register(r), x.Type, r)
}

func (f *function) index(x *syntax.Index, r int) {
	t := x.X.Base().Type
	switch t.Kind {
	case types.Map:
		f.mapGet(x, r)
	case types.String:
		f.expr(x.X, r)
		f.expr(x.I, r+2)
		helper := "panicIndex"
		if x.I.Base().Type.IsUnsigned() {
			helper = "panicIndexU"
		}
		f.code.Do(x64.Cmp, order[r+2], order[r+1])
		f.coldCall(x64.AboveEqual, helper, order[r+2], order[r+1])
		f.code.LeaIndex(order[r], order[r], order[r+2], 0)
		f.code.Load(order[r], register(r), 1, false)
	default:
		f.load(f.elementPlace(x, r), x.Type, r)
	}
}

// slice is x[low:high:max]: data, length and capacity in r, r+1, r+2, the bounds in r+3 and so on.
func (f *function) slice(x *syntax.SliceExpr, r int) {
	t := x.X.Base().Type
	isString := t.Kind == types.String
	elem := t
	what := "Acap"
	switch t.Kind {
	case types.String:
		f.expr(x.X, r)
		f.code.Mov(order[r+2], order[r+1])
		what = "Alen"
	case types.Slice:
		f.expr(x.X, r)
		elem = t.Under.Elem
	default:
		array := t
		if t.Kind == types.Pointer {
			f.expr(x.X, r)
			array = t.Under.Elem
			f.code.Touch(order[r])
		} else {
			f.code.Lea(order[r], f.place(x.X, r))
		}
		elem = array.Under.Elem
		what = "Alen"
		f.code.MovImm(order[r+1], uint64(array.Under.Len))
		f.code.MovImm(order[r+2], uint64(array.Under.Len))
	}
	low, high, end := order[r+3], order[r+4], order[r+5]
	unsigned := [3]string{}
	for i, part := range []syntax.Expr{x.Low, x.High, x.Max} {
		switch {
		case part != nil:
			f.expr(part, r+3+i)
			if part.Base().Type.IsUnsigned() {
				unsigned[i] = "U"
			}
		case i == 0:
			f.code.MovImm(low, 0)
		case i == 1:
			f.code.Mov(high, order[r+1])
		}
	}
	if x.Max != nil {
		f.code.Do(x64.Cmp, end, order[r+2])
		f.coldCall(x64.Above, "panicSlice3"+what+unsigned[2], end, order[r+2])
		f.code.Do(x64.Cmp, high, end)
		f.coldCall(x64.Above, "panicSlice3B"+unsigned[1], high, end)
		f.code.Do(x64.Cmp, low, high)
		f.coldCall(x64.Above, "panicSlice3C"+unsigned[0], low, high)
		f.code.Mov(order[r+2], end)
	} else {
		if x.High != nil {
			f.code.Do(x64.Cmp, high, order[r+2])
			f.coldCall(x64.Above, "panicSlice"+what+unsigned[1], high, order[r+2])
		}
		if x.Low != nil {
			f.code.Do(x64.Cmp, low, high)
			f.coldCall(x64.Above, "panicSliceB"+unsigned[0], low, high)
		}
	}
	f.code.Mov(order[r+1], high)
	if x.Low == nil {
		return
	}
	f.code.Do(x64.Sub, order[r+1], low)
	if isString {
		f.code.Do(x64.Add, order[r], low)
		return
	}
	f.code.Do(x64.Sub, order[r+2], low)
	// Where nothing is left the address stays: that behind the end may be another object's.
	f.code.MovImm(x64.RAX, 0)
	f.code.Test(order[r+2])
	f.code.Move(x64.Equal, low, x64.RAX)
	f.scaled(r, r+3, elem.Size())
}

func (f *function) unary(x *syntax.Unary, r int) {
	switch x.Op {
	case syntax.And:
		f.addressOf(x, r)
		return
	case syntax.Not:
		f.expr(x.X, r)
		f.code.DoImm(x64.Xor, order[r], 1)
		return
	}
	f.expr(x.X, r)
	switch {
	case x.Op == syntax.Sub && x.Type.IsFloat():
		bits := uint64(1) << 63
		if x.Type.Kind == types.Float32 {
			bits = 1 << 31
		}
		f.code.MovImm(x64.RAX, bits)
		f.code.Do(x64.Xor, order[r], x64.RAX)
	case x.Op == syntax.Sub:
		f.code.Negate(order[r])
		f.normalise(x.Type, r)
	case x.Op == syntax.Xor:
		f.code.Not(order[r])
		f.normalise(x.Type, r)
	}
}

func (f *function) addressOf(x *syntax.Unary, r int) {
	if composite, ok := syntax.Unparen(x.X).(*syntax.Composite); ok {
		f.newComposite(composite, r)
		return
	}
	m := f.place(x.X, r)
	if _, isName := syntax.Unparen(x.X).(*syntax.Name); !isName && m.Symbol == 0 && m.Base != x64.RBP {
		f.code.Touch(m.Base)
	}
	f.code.Lea(order[r], m)
}

// normalise extends a result to the whole register.
func (f *function) normalise(t *types.Type, r int) {
	if size := t.Size(); size < 8 && t.IsInteger() {
		f.code.Extend(order[r], order[r], size, isSigned(t))
	}
}

// smallConstant gives the value of an integer constant of 32 bits.
func smallConstant(x syntax.Expr) (int32, bool) {
	info := x.Base()
	if info.Const == nil || info.Mode != syntax.ConstantExpr || info.Type.IsFloat() || info.Const.Kind == constant.String {
		return 0, false
	}
	n := bitsOf(info.Const, info.Type)
	if uint64(int64(int32(n))) != n {
		return 0, false
	}
	return int32(n), true
}
