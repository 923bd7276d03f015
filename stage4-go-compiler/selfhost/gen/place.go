package gen

import (
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

// variable gives where a variable is; register r may be used for its address.
func (f *function) variable(o *types.Object, r int) x64.Mem {
	switch {
	case o.Global:
		return x64.Mem{Symbol: f.global(o)}
	case o.Heap:
		f.code.Load(order[r], local(o.Offset), 8, false)
		return register(r)
	}
	return local(o.Offset)
}

// isDirect says whether the place of an expression needs no code and no register.
func isDirect(x syntax.Expr) bool {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Name:
		return x.Object != nil && x.Object.Kind == types.Variable && (x.Object.Global || !x.Object.Heap)
	case *syntax.Selector:
		if x.Selection == nil {
			return x.Name.Object != nil && x.Name.Object.Kind == types.Variable
		}
		if x.Selection.Field == nil || x.X.Base().Type.Kind == types.Pointer {
			return false
		}
		for i, field := range x.Selection.Path {
			if i < len(x.Selection.Path)-1 && field.Type.Kind == types.Pointer {
				return false
			}
		}
		return isDirect(x.X)
	}
	return false
}

// place gives where an addressable expression, or one that is handled by its address, is. Only
// register r is needed afterwards.
func (f *function) place(x syntax.Expr, r int) x64.Mem {
	switch y := x.(type) {
	case *syntax.Paren:
		return f.place(y.X, r)
	case *syntax.Name:
		if y.Object != nil && y.Object.Kind == types.Variable {
			return f.variable(y.Object, r)
		}
	case *syntax.Selector:
		if y.Selection == nil {
			return f.variable(y.Name.Object, r)
		}
		if y.Selection.Field != nil {
			return f.fieldPlace(y.X, y.Selection.Path, r)
		}
	case *syntax.Star:
		if y.Mode != syntax.TypeExpr {
			f.expr(y.X, r)
			return register(r)
		}
	case *syntax.Index:
		if y.X.Base().Type.Kind != types.Map {
			return f.elementPlace(y, r)
		}
	}
	f.expr(x, r)
	return register(r)
}

// fieldPlace follows a path of fields from x.
func (f *function) fieldPlace(x syntax.Expr, path []*types.Field, r int) x64.Mem {
	t := x.Base().Type
	var m x64.Mem
	if t.Kind == types.Pointer {
		f.expr(x, r)
		m = register(r)
		t = t.Under.Elem
	} else {
		m = f.place(x, r)
	}
	for i, field := range path {
		t.Measure()
		t.Under.Measure()
		m = shifted(m, field.Offset)
		if field.Offset >= 4096 && m.Symbol == 0 && m.Base != x64.RBP {
			f.code.Touch(m.Base) // too far from nil for the kernel to notice
		}
		t = field.Type
		if i < len(path)-1 && t.Kind == types.Pointer {
			f.code.Load(order[r], m, 8, false)
			m = register(r)
			t = t.Under.Elem
		}
	}
	return m
}

// elementPlace gives where an element of a slice or array is.
func (f *function) elementPlace(x *syntax.Index, r int) x64.Mem {
	if r > deepest {
		// Too deep for the registers of a slice and an index: do it from the first one on.
		kept := f.keep(r)
		m := f.elementPlace(x, 0)
		f.code.Lea(x64.RAX, m)
		f.restore(kept, r)
		f.code.Mov(order[r], x64.RAX)
		return register(r)
	}
	t := x.X.Base().Type
	var m x64.Mem
	length := int64(-1)
	var elem *types.Type
	next := r + 1
	switch t.Kind {
	case types.Slice:
		elem = t.Under.Elem
		f.sliceWords(x.X, r)
		next = r + 2
		m = register(r)
	case types.Pointer:
		length = t.Under.Elem.Under.Len
		elem = t.Under.Elem.Under.Elem
		f.expr(x.X, r)
		m = register(r)
		if length*elem.Size() >= 4096 {
			f.code.Touch(order[r])
		}
	default:
		length = t.Under.Len
		elem = t.Under.Elem
		m = f.place(x.X, r)
	}
	size := elem.Size()
	if v := x.I.Base().Const; v != nil {
		at := int64(v.N.Word())
		if length < 0 {
			f.code.DoImm(x64.Cmp, order[r+1], int32(min(at, 1<<31-1)))
			if at > 1<<31-1 {
				f.code.MovImm(x64.RAX, uint64(at))
				f.code.Do(x64.Cmp, order[r+1], x64.RAX)
			}
			f.coldIndexImm(at, r+1)
		}
		if at*size < 1<<30 {
			return shifted(m, at*size)
		}
		f.code.Lea(order[r], m)
		f.code.MovImm(x64.RAX, uint64(at*size))
		f.code.Do(x64.Add, order[r], x64.RAX)
		return register(r)
	}
	f.expr(x.I, next)
	helper := "panicIndex"
	if x.I.Base().Type.IsUnsigned() {
		helper = "panicIndexU"
	}
	if length < 0 {
		f.code.Do(x64.Cmp, order[next], order[r+1])
		f.coldCall(x64.AboveEqual, helper, order[next], order[r+1])
	} else {
		f.code.DoImm(x64.Cmp, order[next], int32(min(length, 1<<31-1)))
		path := coldPath{from: &label{}, helper: helper, count: 2}
		path.args[0] = order[next]
		path.imm[1] = length
		path.isImm[1] = true
		f.jumpIf(x64.AboveEqual, path.from)
		f.cold = append(f.cold, path)
	}
	f.code.Lea(order[r], m)
	f.scaled(r, next, size)
	return register(r)
}

// coldIndexImm panics if the constant index, just compared with the length in a register, is not below.
func (f *function) coldIndexImm(at int64, length int) {
	path := coldPath{from: &label{}, helper: "panicIndex", count: 2}
	path.imm[0] = at
	path.isImm[0] = true
	path.args[1] = order[length]
	f.jumpIf(x64.BelowEqual, path.from)
	f.cold = append(f.cold, path)
}

// scaled adds index * size to register r.
func (f *function) scaled(r, index int, size int64) {
	switch size {
	case 1:
		f.code.LeaIndex(order[r], order[r], order[index], 0)
	case 2:
		f.code.LeaIndex(order[r], order[r], order[index], 1)
	case 4:
		f.code.LeaIndex(order[r], order[r], order[index], 2)
	case 8:
		f.code.LeaIndex(order[r], order[r], order[index], 3)
	default:
		if size < 1<<31 {
			f.code.MultiplyImm(x64.RAX, order[index], int32(size))
		} else {
			f.code.MovImm(x64.RAX, uint64(size))
			f.code.Multiply(x64.RAX, order[index])
		}
		f.code.Do(x64.Add, order[r], x64.RAX)
	}
}

// sliceWords loads data and length of a slice; the capacity is not needed.
func (f *function) sliceWords(x syntax.Expr, r int) {
	if x.Base().Mode == syntax.Addressable {
		m := f.place(x, r)
		f.code.Load(order[r+1], shifted(m, 8), 8, false)
		f.code.Load(order[r], m, 8, false)
		return
	}
	f.expr(x, r)
}
