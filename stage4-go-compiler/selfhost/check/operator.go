package check

import (
	"selfhost/constant"
	"selfhost/syntax"
	"selfhost/types"
)

func (c *checker) unary(x *syntax.Unary) {
	if x.Op == syntax.And {
		c.addressOf(x)
		return
	}
	t := c.value(x.X)
	if t == invalid {
		bad(x)
		return
	}
	ok := t.IsNumeric()
	switch x.Op {
	case syntax.Not:
		ok = t.IsBoolean()
	case syntax.Xor:
		ok = t.IsInteger()
	}
	if !ok {
		c.fail(x.Pos, "invalid operation: operator "+x.Op.String()+" not defined on "+c.named(x.X))
		bad(x)
		return
	}
	info := x.X.Base()
	if info.Mode != syntax.ConstantExpr {
		set(x, syntax.Value, t)
		return
	}
	v := info.Const
	switch x.Op {
	case syntax.Sub:
		v = constant.Negate(v)
	case syntax.Not:
		v = constant.MakeBool(!v.B)
	case syntax.Xor:
		if t.IsUnsigned() {
			mask := constant.FromInt64(1).ShiftLeft(int(t.Size()) * 8).Subtract(constant.FromInt64(1))
			v = constant.MakeInt(v.N.Bitwise('^', mask))
		} else {
			v = constant.Not(v)
		}
	}
	setConst(x, v, t)
	c.overflow(x, x.Pos)
}

func (c *checker) addressOf(x *syntax.Unary) {
	if composite, ok := syntax.Unparen(x.X).(*syntax.Composite); ok {
		c.raw(x.X)
		if composite.Type == invalid {
			bad(x)
			return
		}
		set(x, syntax.Value, types.PointerTo(composite.Type))
		return
	}
	t := c.value(x.X)
	if t == invalid {
		bad(x)
		return
	}
	if x.X.Base().Mode != syntax.Addressable {
		c.fail(x.Pos, "invalid operation: cannot take address of "+c.named(x.X))
		bad(x)
		return
	}
	safe := false
	for _, other := range c.safe {
		safe = safe || other == x
	}
	if !safe {
		markHeap(x.X)
	}
	set(x, syntax.Value, types.PointerTo(t))
}

func (c *checker) binary(x *syntax.Binary) {
	c.value(x.X)
	c.value(x.Y)
	left, right := x.X.Base(), x.Y.Base()
	if left.Type == invalid || right.Type == invalid {
		bad(x)
		return
	}
	if x.Op.IsShift() {
		c.shift(x)
		return
	}
	if !c.match(x) {
		bad(x)
		return
	}
	if left.Type == invalid || right.Type == invalid {
		bad(x)
		return
	}
	if x.Op.IsComparison() {
		c.comparison(x)
		return
	}
	t := left.Type
	if t != right.Type {
		c.mismatched(x)
		return
	}
	ok := false
	switch x.Op {
	case syntax.Add:
		ok = t.IsNumeric() || t.IsString()
	case syntax.Sub, syntax.Mul, syntax.Div:
		ok = t.IsNumeric()
	case syntax.Rem, syntax.And, syntax.Or, syntax.Xor, syntax.AndNot:
		ok = t.IsInteger()
		if t.Kind == types.UntypedFloat && left.Const != nil && right.Const != nil {
			ok = left.Const.ToInt() != nil && right.Const.ToInt() != nil && x.Op != syntax.Rem
		}
	default:
		ok = t.IsBoolean()
	}
	if !ok {
		c.fail(x.X.Base().Pos, "invalid operation: operator "+x.Op.String()+" not defined on "+c.named(x.X))
		bad(x)
		return
	}
	if (x.Op == syntax.Div || x.Op == syntax.Rem) && right.Mode == syntax.ConstantExpr && right.Const.N.Sign() == 0 &&
		(t.IsInteger() || left.Mode == syntax.ConstantExpr) {
		c.fail(right.Pos, "invalid operation: division by zero")
		bad(x)
		return
	}
	if left.Mode != syntax.ConstantExpr || right.Mode != syntax.ConstantExpr {
		set(x, syntax.Value, t)
		return
	}
	switch x.Op {
	case syntax.AndAnd:
		setConst(x, constant.MakeBool(left.Const.B && right.Const.B), t)
	case syntax.OrOr:
		setConst(x, constant.MakeBool(left.Const.B || right.Const.B), t)
	default:
		v, w := left.Const, right.Const
		if t.IsInteger() {
			v, w = v.ToInt(), w.ToInt()
		} else if t.IsFloat() && x.Op == syntax.Div {
			v = v.ToFloat()
		}
		setConst(x, constant.Binary(x.Op.String(), v, w), t)
		c.overflow(x, x.Pos)
	}
}

func (c *checker) mismatched(x *syntax.Binary) {
	c.fail(x.X.Base().Pos, "invalid operation: "+syntax.Text(x)+" (mismatched types "+x.X.Base().Type.Name(c.pkg)+" and "+
		x.Y.Base().Type.Name(c.pkg)+")")
	bad(x)
}

// match gives two operands one type, if one of them is untyped.
func (c *checker) match(x *syntax.Binary) bool {
	left, right := x.X.Base(), x.Y.Base()
	lu, ru := left.Type.IsUntyped(), right.Type.IsUntyped()
	switch {
	case lu && ru:
		if left.Type.Kind == types.UntypedNil || right.Type.Kind == types.UntypedNil {
			if left.Type == right.Type {
				c.fail(x.Pos, "invalid operation: "+syntax.Text(x)+" (operator "+x.Op.String()+" not defined on nil)")
				return false
			}
			c.mismatched(x)
			return false
		}
		if left.Type == right.Type {
			return true
		}
		if !left.Type.IsNumeric() || !right.Type.IsNumeric() {
			c.mismatched(x)
			return false
		}
		// The larger kind of integer, rune, float.
		t := left.Type
		if right.Type.Kind > t.Kind {
			t = right.Type
		}
		left.Type = t
		right.Type = t
	case lu:
		return c.matchTo(x, x.X, right.Type)
	case ru:
		return c.matchTo(x, x.Y, left.Type)
	}
	return true
}

func (c *checker) matchTo(x *syntax.Binary, untyped syntax.Expr, t *types.Type) bool {
	info := untyped.Base()
	if ok, _ := c.assignable(untyped, t); !ok {
		if info.Type.Kind == types.UntypedNil {
			c.fail(info.Pos, "invalid operation: "+syntax.Text(x)+" (mismatched types "+x.X.Base().Type.Name(c.pkg)+" and "+
				x.Y.Base().Type.Name(c.pkg)+")")
			return false
		}
		c.mismatched(x)
		return false
	}
	if info.Mode == syntax.ConstantExpr && t.Kind != types.Interface {
		if _, truncated, ok := represent(info.Const, t); !ok {
			if truncated {
				c.fail(info.Pos, syntax.Text(untyped)+" ("+c.describe(untyped)+") truncated to "+t.Name(c.pkg))
			} else {
				c.fail(info.Pos, syntax.Text(untyped)+" ("+c.describe(untyped)+") overflows "+t.Name(c.pkg))
			}
			return false
		}
	}
	c.finish(untyped, t)
	return true
}

func (c *checker) comparison(x *syntax.Binary) {
	left, right := x.X.Base(), x.Y.Base()
	result := basic(types.UntypedBool)
	t := left.Type
	ok := t == right.Type
	if !ok {
		// One may be an interface that the other one implements.
		a, _ := c.assignable(x.X, right.Type)
		b, _ := c.assignable(x.Y, left.Type)
		ok = a || b
	}
	if !ok {
		c.mismatched(x)
		return
	}
	isNil := isNil(x.X) || isNil(x.Y)
	if x.Op == syntax.Eql || x.Op == syntax.Neq {
		ok = isNil || left.Type.IsComparable() && right.Type.IsComparable()
		if !ok {
			culprit := left.Type
			if left.Type.IsComparable() {
				culprit = right.Type
			}
			what := culprit.Name(c.pkg) + " cannot be compared"
			switch culprit.Kind {
			case types.Slice, types.Map, types.Func:
				what = kindName(culprit) + " can only be compared to nil"
			}
			c.fail(x.X.Base().Pos, "invalid operation: "+syntax.Text(x)+" ("+what+")")
			bad(x)
			return
		}
	} else if !t.IsOrdered() || !right.Type.IsOrdered() {
		c.fail(x.X.Base().Pos, "invalid operation: "+syntax.Text(x)+" (operator "+x.Op.String()+" not defined on "+kindName(t)+")")
		bad(x)
		return
	}
	if left.Mode == syntax.ConstantExpr && right.Mode == syntax.ConstantExpr {
		setConst(x, constant.MakeBool(holds(x.Op, constant.Compare(left.Const, right.Const))), result)
		return
	}
	if left.Type.IsUntyped() {
		c.makeTyped(x.X)
		c.makeTyped(x.Y)
	}
	set(x, syntax.Value, result)
}

func isNil(x syntax.Expr) bool {
	name, ok := syntax.Unparen(x).(*syntax.Name)
	return ok && name.Object != nil && name.Object.Kind == types.Nil
}

func kindName(t *types.Type) string {
	switch t.Kind {
	case types.Slice:
		return "slice"
	case types.Map:
		return "map"
	case types.Func:
		return "func"
	case types.Struct:
		return "struct"
	case types.Array:
		return "array"
	case types.Pointer:
		return "pointer"
	case types.Interface:
		return "interface"
	case types.Bool, types.UntypedBool:
		return "bool"
	}
	return t.Name(nil)
}

func holds(op syntax.Token, order int) bool {
	switch op {
	case syntax.Eql:
		return order == 0
	case syntax.Neq:
		return order != 0
	case syntax.Lss:
		return order < 0
	case syntax.Leq:
		return order <= 0
	case syntax.Gtr:
		return order > 0
	}
	return order >= 0
}

// shift checks x << y. A constant that is shifted by a variable gets its type from where the result
// goes.
func (c *checker) shift(x *syntax.Binary) {
	left, right := x.X.Base(), x.Y.Base()
	if left.Mode == syntax.ConstantExpr && left.Type.IsUntyped() && left.Type.IsNumeric() {
		n := left.Const.ToInt()
		if n == nil {
			c.fail(left.Pos, "invalid operation: shifted operand "+c.named(x.X)+" must be integer")
			bad(x)
			return
		}
		left.Const = n
		if left.Type.Kind == types.UntypedFloat {
			left.Type = basic(types.UntypedInt)
		}
	}
	if !left.Type.IsInteger() {
		c.fail(left.Pos, "invalid operation: shifted operand "+c.named(x.X)+" must be integer")
		bad(x)
		return
	}
	if right.Mode == syntax.ConstantExpr {
		n := right.Const
		if right.Type.IsNumeric() {
			n = n.ToInt()
		}
		if !right.Type.IsNumeric() || n == nil {
			c.fail(right.Pos, "invalid operation: shift count "+c.named(x.Y)+" must be integer")
			bad(x)
			return
		}
		if n.N.Sign() < 0 {
			c.fail(right.Pos, "invalid operation: negative shift count "+c.named(x.Y))
			bad(x)
			return
		}
		if right.Type.IsUntyped() {
			c.finish(x.Y, basic(types.Uint))
			if right.Type == invalid {
				bad(x)
				return
			}
		}
		if left.Mode == syntax.ConstantExpr {
			if n.N.Bits() > 30 || int(n.N.Word()) > 1100 && x.Op == syntax.Shl {
				c.fail(right.Pos, "invalid shift count "+c.named(x.Y))
				bad(x)
				return
			}
			count := int(n.N.Word())
			if x.Op == syntax.Shr {
				count = -count
			}
			setConst(x, constant.Shift(left.Const, count), left.Type)
			if left.Type.Kind == types.UntypedRune {
				x.Type = left.Type
			}
			c.overflow(x, x.Pos)
			return
		}
		set(x, syntax.Value, left.Type)
		return
	}
	if !right.Type.IsInteger() {
		c.fail(right.Pos, "invalid operation: shift count "+c.named(x.Y)+" must be integer")
		bad(x)
		return
	}
	if right.Type.IsUntyped() {
		c.finish(x.Y, basic(types.Uint))
	}
	set(x, syntax.Value, left.Type)
}
