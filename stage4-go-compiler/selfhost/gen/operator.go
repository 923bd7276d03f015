package gen

import (
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

func (f *function) binary(x *syntax.Binary, r int) {
	t := x.X.Base().Type
	switch {
	case x.Op == syntax.AndAnd || x.Op == syntax.OrOr || x.Op.IsComparison():
		f.boolean(x, r)
	case x.Op == syntax.Add && t.IsString():
		f.concatenate(x, r)
	case t.IsFloat():
		f.expr(x.X, r)
		f.expr(x.Y, r+1)
		f.float(x.Op, t, r)
	case x.Op.IsShift():
		f.expr(x.X, r)
		f.shift(x.Op, x.Type, x.Y, r)
	default:
		f.expr(x.X, r)
		f.arithmetic(x.Op, x.Type, x.Y, r)
	}
}

// wholeLocal gives the place of a variable of eight bytes in the frame, or among the globals.
func (f *function) wholeLocal(x syntax.Expr) (x64.Mem, bool) {
	info := x.Base()
	if info.Const == nil && info.Mode == syntax.Addressable && isDirect(x) && info.Type.Size() == 8 && !inMemory(info.Type) {
		return f.place(x, 0), true
	}
	return x64.Mem{}, false
}

var operations = map[syntax.Token]x64.Op{syntax.Add: x64.Add, syntax.Sub: x64.Sub, syntax.And: x64.And, syntax.Or: x64.Or,
	syntax.Xor: x64.Xor}

// arithmetic computes r = r op y for integers.
func (f *function) arithmetic(op syntax.Token, t *types.Type, y syntax.Expr, r int) {
	n, small := smallConstant(y)
	switch op {
	// ANCHOR: arithmetic
	case syntax.Add, syntax.Sub, syntax.And, syntax.Or, syntax.Xor:
		do := operations[op]
		// BEGIN SOLUTION 4.8 stub: f.expr(y, r+1); f.code.Do(do, order[r], order[r+1])
		if small {
			f.code.DoImm(do, order[r], n)
		} else if m, ok := f.wholeLocal(y); ok {
			f.code.DoMem(do, order[r], m)
		} else {
			f.expr(y, r+1)
			f.code.Do(do, order[r], order[r+1])
		}
		// END SOLUTION
	// ANCHOR_END: arithmetic
	case syntax.AndNot:
		f.expr(y, r+1)
		f.code.Not(order[r+1])
		f.code.Do(x64.And, order[r], order[r+1])
	case syntax.Mul:
		if small {
			f.code.MultiplyImm(order[r], order[r], n)
		} else {
			f.expr(y, r+1)
			f.code.Multiply(order[r], order[r+1])
		}
	default:
		f.divide(op, t, y, r)
		return
	}
	f.normalise(t, r)
}

func powerOfTwo(n int32) (byte, bool) {
	if n <= 0 || n&(n-1) != 0 {
		return 0, false
	}
	bits := byte(0)
	for n > 1 {
		n >>= 1
		bits++
	}
	return bits, true
}

func (f *function) divide(op syntax.Token, t *types.Type, y syntax.Expr, r int) {
	signed := isSigned(t)
	n, small := smallConstant(y)
	if bits, ok := powerOfTwo(n); small && ok && !signed {
		if op == syntax.Div {
			f.code.ShiftImm(x64.Right, order[r], bits)
		} else {
			f.code.DoImm(x64.And, order[r], n-1)
		}
		return
	}
	f.expr(y, r+1)
	isConstant := y.Base().Const != nil
	if !isConstant {
		f.code.Test(order[r+1])
		f.coldCall(x64.Equal, "panicDivide")
	}
	f.code.Mov(x64.RAX, order[r])
	done := &label{}
	if signed && !isConstant || small && n == -1 {
		// The smallest number divided by -1 is beyond the largest: the processor would fault.
		other := &label{}
		f.code.DoImm(x64.Cmp, order[r+1], -1)
		f.jumpIf(x64.NotEqual, other)
		f.code.Negate(x64.RAX)
		f.code.MovImm(x64.RDX, 0)
		f.jump(done)
		f.bind(other)
	}
	f.code.Divide(order[r+1], signed)
	f.bind(done)
	if op == syntax.Div {
		f.code.Mov(order[r], x64.RAX)
	} else {
		f.code.Mov(order[r], x64.RDX)
	}
	f.normalise(t, r)
}

// shift computes r = r op y. A count beyond the width gives 0, or the sign.
func (f *function) shift(op syntax.Token, t *types.Type, y syntax.Expr, r int) {
	signed := isSigned(t)
	if v := y.Base().Const; v != nil {
		count := v.ToInt().N.Word()
		switch {
		case op == syntax.Shl && count >= 64, op == syntax.Shr && count >= 64 && !signed:
			f.code.MovImm(order[r], 0)
		case op == syntax.Shl:
			f.code.ShiftImm(x64.Left, order[r], byte(count))
		case signed:
			f.code.ShiftImm(x64.RightSign, order[r], byte(min(count, 63)))
		default:
			f.code.ShiftImm(x64.Right, order[r], byte(count))
		}
		if op == syntax.Shl {
			f.normalise(t, r)
		}
		return
	}
	f.expr(y, r+1)
	f.code.Mov(x64.RCX, order[r+1])
	if isSigned(y.Base().Type) {
		f.code.Test(x64.RCX)
		f.coldCall(x64.Sign, "panicShift")
	}
	if op == syntax.Shr && signed {
		f.code.MovImm(x64.RAX, 63)
		f.code.Do(x64.Cmp, x64.RCX, x64.RAX)
		f.code.Move(x64.Above, x64.RCX, x64.RAX)
		f.code.ShiftBy(x64.RightSign, order[r])
		return
	}
	if op == syntax.Shl {
		f.code.ShiftBy(x64.Left, order[r])
	} else {
		f.code.ShiftBy(x64.Right, order[r])
	}
	f.code.DoImm(x64.Cmp, x64.RCX, 64)
	f.code.Borrow(x64.RAX)
	f.code.Do(x64.And, order[r], x64.RAX)
	if op == syntax.Shl {
		f.normalise(t, r)
	}
}

// concatenate is a + b + c … of strings, all at once.
func (f *function) concatenate(x *syntax.Binary, r int) {
	var parts []syntax.Expr
	var collect func(y syntax.Expr)
	collect = func(y syntax.Expr) {
		if b, ok := syntax.Unparen(y).(*syntax.Binary); ok && b.Op == syntax.Add && b.Const == nil {
			collect(b.X)
			collect(b.Y)
			return
		}
		parts = append(parts, y)
	}
	collect(x)
	if len(parts) <= 3 && (r == 0 || len(parts) == 2) {
		for i, part := range parts {
			f.expr(part, r+2*i)
		}
		helper := "concat2"
		if len(parts) == 3 {
			helper = "concat3"
		}
		f.callHelper(helper, r, 2*len(parts), 2)
		return
	}
	at := f.slot(int64(16 * len(parts)))
	for i, part := range parts {
		f.expr(part, r)
		f.store(local(at+int64(16*i)), part.Base().Type, r)
	}
	f.code.Lea(order[r], local(at))
	f.code.MovImm(order[r+1], uint64(len(parts)))
	f.code.MovImm(order[r+2], uint64(len(parts)))
	f.callHelper("concatN", r, 3, 2)
}

const (
	addFloat      = 0x58
	multiplyFloat = 0x59
	subFloat      = 0x5C
	divideFloat   = 0x5E
)

// scalar gives the prefix of operations on numbers of a size.
func scalar(size int64) byte {
	if size == 4 {
		return 0xF3
	}
	return 0xF2
}

// float computes r = r op r+1 for floating-point numbers. Their bits are in ordinary registers: they
// visit xmm0 and xmm1 for the operation alone.
func (f *function) float(op syntax.Token, t *types.Type, r int) {
	size := t.Size()
	f.code.ToFloat(0, order[r], size)
	f.code.ToFloat(1, order[r+1], size)
	opcode := byte(addFloat)
	switch op {
	case syntax.Sub:
		opcode = subFloat
	case syntax.Mul:
		opcode = multiplyFloat
	case syntax.Div:
		opcode = divideFloat
	}
	f.code.Float(scalar(size), opcode, 0, 1)
	f.code.FromFloat(order[r], 0, size)
}
