package check

import (
	"selfhost/constant"
	"selfhost/source"
	"selfhost/syntax"
	"selfhost/types"
)

// defaultType gives the type that an untyped value gets where nothing else says which.
func defaultType(t *types.Type) *types.Type {
	switch t.Kind {
	case types.UntypedBool:
		return basic(types.Bool)
	case types.UntypedInt:
		return basic(types.Int)
	case types.UntypedRune:
		return basic(types.Int32)
	case types.UntypedFloat:
		return basic(types.Float64)
	case types.UntypedString:
		return basic(types.String)
	}
	return t
}

// makeTyped gives an untyped expression its default type.
func (c *checker) makeTyped(x syntax.Expr) {
	t := x.Base().Type
	if t.Kind == types.UntypedNil {
		c.fail(x.Base().Pos, "use of untyped nil")
		bad(x)
		return
	}
	if t.IsUntyped() {
		c.finish(x, defaultType(t))
	}
}

// represent gives a constant as a value of a type: rounded, if it is a floating-point number.
func represent(v *constant.Value, t *types.Type) (rounded *constant.Value, truncated, ok bool) {
	switch {
	case t.IsBoolean():
		return v, false, v.Kind == constant.Bool
	case t.IsString():
		return v, false, v.Kind == constant.String
	case !t.IsNumeric() && t.Kind != types.UnsafePointer || v.Kind == constant.Bool || v.Kind == constant.String:
		return v, false, false
	case t.Kind == types.UntypedFloat:
		return v.ToFloat(), false, true
	case t.IsFloat():
		bits := 64
		if t.Kind == types.Float32 {
			bits = 32
		}
		r, finite := v.ToFloat().Round(bits)
		return r, false, finite
	}
	n := v.ToInt()
	if n == nil {
		return v, true, false
	}
	if t.IsUntyped() {
		return n, false, true
	}
	bits := int(t.Size()) * 8
	if t.IsUnsigned() || t.Kind == types.UnsafePointer {
		return n, false, n.N.Sign() >= 0 && n.N.Bits() <= bits
	}
	return n, false, n.N.IsInt64() && (n.N.Bits() < bits ||
		n.N.Sign() < 0 && n.N.Negate().Subtract(constant.FromInt64(1)).Bits() < bits)
}

// finish gives an untyped expression a type, and all of its parts that get theirs from it.
func (c *checker) finish(x syntax.Expr, t *types.Type) {
	info := x.Base()
	if !info.Type.IsUntyped() || t == invalid {
		return
	}
	if info.Mode == syntax.ConstantExpr {
		want := t
		if t.Kind == types.Interface {
			want = defaultType(info.Type)
		}
		v, truncated, ok := represent(info.Const, want)
		if !ok {
			c.unrepresentable(x, want, truncated)
			bad(x)
			return
		}
		info.Const = v
		info.Type = want
		return
	}
	from := info.Type
	if from.Kind == types.UntypedNil {
		info.Type = t
		return
	}
	if t.Kind == types.Interface {
		t = defaultType(from)
	}
	switch x := x.(type) {
	case *syntax.Paren:
		c.finish(x.X, t)
	case *syntax.Unary:
		c.finish(x.X, t)
	case *syntax.Binary:
		switch {
		case x.Op.IsComparison():
		case x.Op.IsShift():
			if !t.IsInteger() {
				c.fail(x.Pos, "invalid operation: shifted operand "+syntax.Text(x.X)+" (type "+t.Name(c.pkg)+") must be integer")
				bad(x)
				return
			}
			c.finish(x.X, t)
		default:
			c.finish(x.X, t)
			c.finish(x.Y, t)
		}
	}
	info.Type = t
}

func (c *checker) unrepresentable(x syntax.Expr, t *types.Type, truncated bool) {
	info := x.Base()
	text := "cannot use " + c.named(x) + " as " + t.Name(c.pkg) + " value in assignment"
	switch {
	case info.Const.Kind != constant.Bool && info.Const.Kind != constant.String && t.IsNumeric():
		if truncated {
			text = "cannot use " + c.named(x) + " as " + t.Name(c.pkg) + " value in assignment (truncated)"
		} else {
			text = "cannot use " + c.named(x) + " as " + t.Name(c.pkg) + " value in assignment (overflows)"
		}
	}
	c.fail(info.Pos, text)
}

// assignable says whether a value may be assigned to a variable of a type, and if not, why.
func (c *checker) assignable(x syntax.Expr, t *types.Type) (ok bool, reason string) {
	info := x.Base()
	from := info.Type
	switch {
	case from == t || from == invalid || t == invalid:
		return true, ""
	case from.Kind == types.UntypedNil:
		return t.HasNil(), ""
	case from.IsUntyped():
		if t.Kind == types.Interface {
			return len(t.Under.Methods) == 0, ""
		}
		if info.Mode == syntax.ConstantExpr {
			compatible := from.IsBoolean() && t.IsBoolean() || from.IsString() && t.IsString() || from.IsNumeric() && t.IsNumeric()
			return compatible, ""
		}
		return from.IsBoolean() && t.IsBoolean() || from.IsNumeric() && t.IsNumeric(), ""
	case t.Kind == types.Interface:
		reason := c.missing(from, t)
		if reason != "" {
			return false, ":\n\t" + from.Name(c.pkg) + " does not implement " + t.Name(c.pkg) + " " + reason
		}
		return true, ""
	}
	return from.Under == t.Under && (!from.IsDeclared() || !t.IsDeclared()), ""
}

// assign checks that a value may be assigned, and converts it if it is untyped.
func (c *checker) assign(x syntax.Expr, t *types.Type, context string) {
	info := x.Base()
	if info.Type == invalid || t == invalid {
		return
	}
	ok, reason := c.assignable(x, t)
	if !ok {
		c.fail(info.Pos, "cannot use "+c.named(x)+" as "+t.Name(c.pkg)+" value in "+context+reason)
		bad(x)
		return
	}
	if info.Type.IsUntyped() {
		if info.Mode == syntax.ConstantExpr && t.Kind != types.Interface {
			if _, truncated, ok := represent(info.Const, t); !ok {
				why := " (overflows)"
				if truncated {
					why = " (truncated)"
				}
				c.fail(info.Pos, "cannot use "+c.named(x)+" as "+t.Name(c.pkg)+" value in "+context+why)
				bad(x)
				return
			}
		}
		c.finish(x, t)
	}
}

// overflow reports a constant that its type cannot hold.
func (c *checker) overflow(x syntax.Expr, pos source.Pos) {
	info := x.Base()
	if info.Const.TooLarge() {
		c.fail(pos, "constant expression is too large")
		bad(x)
		return
	}
	if info.Type.IsUntyped() {
		return
	}
	v, _, ok := represent(info.Const, info.Type)
	if !ok {
		c.fail(info.Pos, "cannot use "+syntax.Text(x)+" (untyped "+"int constant "+info.Const.String()+") as "+
			info.Type.Name(c.pkg)+" value in assignment (overflows)")
		bad(x)
		return
	}
	info.Const = v
}
