package gen

import (
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

// boolean evaluates a condition into a register.
func (f *function) boolean(x *syntax.Binary, r int) {
	if x.Op.IsComparison() && !x.X.Base().Type.IsFloat() && words(f.operandType(x)) == 1 && !inMemory(f.operandType(x)) {
		cond := f.compareWords(x, r)
		f.code.Set(cond, order[r])
		return
	}
	no, done := &label{}, &label{}
	f.branch(x, no, false, r)
	f.code.MovImm(order[r], 1)
	f.jump(done)
	f.bind(no)
	f.code.MovImm(order[r], 0)
	f.bind(done)
}

// operandType gives the type in which two operands are compared: the interface if one is one.
func (f *function) operandType(x *syntax.Binary) *types.Type {
	left, right := x.X.Base().Type, x.Y.Base().Type
	if right.Kind == types.Interface && left.Kind != types.Interface || left.Kind == types.UntypedNil {
		return right
	}
	return left
}

// branch jumps if the condition has the value when, and else goes on.
func (f *function) branch(x syntax.Expr, to *label, when bool, r int) {
	info := x.Base()
	if info.Const != nil {
		if info.Const.B == when {
			f.jump(to)
		}
		return
	}
	switch y := x.(type) {
	case *syntax.Paren:
		f.branch(y.X, to, when, r)
		return
	case *syntax.Unary:
		if y.Op == syntax.Not {
			f.branch(y.X, to, !when, r)
			return
		}
	case *syntax.Binary:
		switch {
		case y.Op == syntax.AndAnd || y.Op == syntax.OrOr:
			// The first operand decides if it is false for &&, true for ||.
			decides := y.Op == syntax.OrOr
			if when == decides {
				f.branch(y.X, to, when, r)
				f.branch(y.Y, to, when, r)
				return
			}
			skip := &label{}
			f.branch(y.X, skip, decides, r)
			f.branch(y.Y, to, when, r)
			f.bind(skip)
			return
		case y.Op.IsComparison():
			f.branchComparison(y, to, when, r)
			return
		}
	}
	f.expr(x, r)
	f.code.Test(order[r])
	if when {
		f.jumpIf(x64.NotEqual, to)
	} else {
		f.jumpIf(x64.Equal, to)
	}
}

func condition(op syntax.Token, signed bool) x64.Cond {
	switch op {
	case syntax.Eql:
		return x64.Equal
	case syntax.Neq:
		return x64.NotEqual
	case syntax.Lss:
		if signed {
			return x64.Less
		}
		return x64.Below
	case syntax.Leq:
		if signed {
			return x64.LessEqual
		}
		return x64.BelowEqual
	case syntax.Gtr:
		if signed {
			return x64.Greater
		}
		return x64.Above
	}
	if signed {
		return x64.GreaterEqual
	}
	return x64.AboveEqual
}

// compareWords compares two operands of one word and gives the condition that tells.
func (f *function) compareWords(x *syntax.Binary, r int) x64.Cond {
	t := f.operandType(x)
	f.exprAs(x.X, t, r)
	if n, ok := smallConstant(x.Y); ok {
		if n == 0 && (x.Op == syntax.Eql || x.Op == syntax.Neq) {
			f.code.Test(order[r])
		} else {
			f.code.DoImm(x64.Cmp, order[r], n)
		}
	} else if x.Y.Base().Type.Kind == types.UntypedNil || isNilName(x.Y) {
		f.code.Test(order[r])
	} else if m, ok := f.wholeLocal(x.Y); ok {
		f.code.DoMem(x64.Cmp, order[r], m)
	} else {
		f.exprAs(x.Y, t, r+1)
		f.code.Do(x64.Cmp, order[r], order[r+1])
	}
	return condition(x.Op, isSigned(t))
}

func isNilName(x syntax.Expr) bool {
	name, ok := syntax.Unparen(x).(*syntax.Name)
	return ok && name.Object != nil && name.Object.Kind == types.Nil
}

func (f *function) branchComparison(x *syntax.Binary, to *label, when bool, r int) {
	t := f.operandType(x)
	if r > 3 && words(t) > 1 {
		// Four words of two operands and what they need.
		kept := f.keep(r)
		no, done := &label{}, &label{}
		f.branchComparison(x, no, false, 0)
		f.code.MovImm(x64.RAX, 1)
		f.jump(done)
		f.bind(no)
		f.code.MovImm(x64.RAX, 0)
		f.bind(done)
		f.restore(kept, r)
		f.code.Test(x64.RAX)
		if when {
			f.jumpIf(x64.NotEqual, to)
		} else {
			f.jumpIf(x64.Equal, to)
		}
		return
	}
	cond := x64.Equal
	switch {
	case isNilName(x.X) && !isNilName(x.Y):
		f.expr(x.Y, r)
		f.code.Test(order[r])
		cond = condition(x.Op, false)
	case isNilName(x.Y):
		f.exprAs(x.X, t, r)
		f.code.Test(order[r])
		cond = condition(x.Op, false)
	case t.IsFloat():
		f.branchFloat(x, to, when, r)
		return
	case t.IsString():
		f.expr(x.X, r)
		f.expr(x.Y, r+2)
		if x.Op == syntax.Eql || x.Op == syntax.Neq {
			f.equalStrings(to, (x.Op == syntax.Eql) == when, r)
			return
		}
		f.callHelper("compareString", r, 4, 1)
		f.code.Test(order[r])
		cond = condition(x.Op, true)
	case t.Kind == types.Interface:
		f.exprAs(x.X, t, r)
		f.exprAs(x.Y, t, r+2)
		f.equalInterfaces(t, r)
		f.code.DoImm(x64.Cmp, order[r], 1)
		cond = condition(x.Op, false)
	case inMemory(t):
		f.expr(x.X, r)
		f.expr(x.Y, r+1)
		f.equalMemory(t, r)
		f.code.DoImm(x64.Cmp, order[r], 1)
		cond = condition(x.Op, false)
	default:
		cond = f.compareWords(x, r)
	}
	if !when {
		cond = cond.Negated()
	}
	f.jumpIf(cond, to)
}

func (f *function) equalInterfaces(t *types.Type, r int) {
	if len(t.Under.Methods) == 0 {
		f.callHelper("equalInterface", r, 4, 1)
		return
	}
	// equalMethods takes two structs of two words each: by their addresses.
	at := f.slot(32)
	for i := 0; i < 4; i++ {
		f.code.Store(local(at+int64(8*i)), order[r+i], 8)
	}
	f.code.Lea(order[r], local(at))
	f.code.Lea(order[r+1], local(at+16))
	f.callHelper("equalMethods", r, 2, 1)
}

// equalMemory compares two values at the addresses r and r+1: r becomes 1 or 0.
func (f *function) equalMemory(t *types.Type, r int) {
	if t.IsPlain() {
		f.code.Mov(x64.RAX, order[r])
		f.code.Mov(x64.RDX, order[r+1])
		f.code.MovImm(x64.RCX, uint64(t.Size()))
		f.code.Call(f.stub("Equal"))
		f.code.Set(x64.Equal, order[r])
		return
	}
	f.code.Mov(order[r+2], order[r+1])
	f.code.Mov(order[r+1], order[r])
	f.code.MovAddress(order[r], f.descriptor(t), 0)
	f.callHelper("equalValue", r, 3, 1)
}

// equalStrings jumps if two strings are equal (or are not): data and length in r and r+1, r+2 and r+3.
func (f *function) equalStrings(to *label, when bool, r int) {
	skip := &label{}
	differ := skip
	if !when {
		differ = to
	}
	f.code.Do(x64.Cmp, order[r+1], order[r+3])
	f.jumpIf(x64.NotEqual, differ)
	f.code.Mov(x64.RAX, order[r])
	f.code.Mov(x64.RDX, order[r+2])
	f.code.Mov(x64.RCX, order[r+1])
	f.code.Call(f.stub("Equal"))
	if when {
		f.jumpIf(x64.Equal, to)
	} else {
		f.jumpIf(x64.NotEqual, to)
	}
	f.bind(skip)
}

// branchFloat compares floating-point numbers: a NaN is equal to nothing, nor less or greater.
func (f *function) branchFloat(x *syntax.Binary, to *label, when bool, r int) {
	size := x.X.Base().Type.Size()
	f.expr(x.X, r)
	f.expr(x.Y, r+1)
	first, second := order[r], order[r+1]
	op := x.Op
	if op == syntax.Lss || op == syntax.Leq {
		// a < b is b > a: the flags of "above" are never set by a NaN.
		first, second = second, first
	}
	f.code.ToFloat(0, first, size)
	f.code.ToFloat(1, second, size)
	prefix := byte(0)
	if size == 8 {
		prefix = 0x66
	}
	f.code.Float(prefix, 0x2E, 0, 1) // ucomis
	switch op {
	case syntax.Eql, syntax.Neq:
		equal := (op == syntax.Eql) == when
		if equal {
			skip := &label{}
			f.jumpIf(x64.Parity, skip)
			f.jumpIf(x64.Equal, to)
			f.bind(skip)
		} else {
			f.jumpIf(x64.Parity, to)
			f.jumpIf(x64.NotEqual, to)
		}
	default:
		cond := x64.Above
		if op == syntax.Leq || op == syntax.Geq {
			cond = x64.AboveEqual
		}
		if !when {
			cond = cond.Negated()
		}
		f.jumpIf(cond, to)
	}
}
