package check

import (
	"selfhost/constant"
	"selfhost/source"
	"selfhost/syntax"
	"selfhost/types"
)

func (c *checker) call(x *syntax.Call) {
	c.raw(x.Fun)
	info := x.Fun.Base()
	x.Converts = false
	switch info.Mode {
	case syntax.TypeExpr:
		x.Converts = true
		c.conversion(x, info.Type)
		return
	case syntax.BuiltinExpr:
		c.builtin(x)
		return
	}
	t := c.single(x.Fun)
	if t == invalid {
		for _, a := range x.Args {
			c.raw(a)
		}
		bad(x)
		return
	}
	if t.Kind != types.Func {
		c.fail(x.Pos, "invalid operation: cannot call non-function "+c.named(x.Fun))
		for _, a := range x.Args {
			c.raw(a)
		}
		bad(x)
		return
	}
	signature := t.Under
	c.arguments(x, signature)
	switch len(signature.Results) {
	case 0:
		set(x, syntax.NoValue, types.TupleOf(nil))
	case 1:
		set(x, syntax.Value, signature.Results[0])
		if x.Type == invalid {
			bad(x)
		}
	default:
		set(x, syntax.Value, types.TupleOf(signature.Results))
	}
}

// arguments checks the arguments of a call. f(g()) passes all results of g.
func (c *checker) arguments(x *syntax.Call, signature *types.Type) {
	params := signature.Params
	if len(x.Args) == 1 && !x.Spread {
		c.raw(x.Args[0])
		if t := x.Args[0].Base().Type; t.Kind == types.Tuple && x.Args[0].Base().Mode == syntax.Value {
			c.tupleArguments(x, signature, t)
			return
		}
		c.single(x.Args[0])
	} else {
		for _, a := range x.Args {
			c.value(a)
		}
	}
	n := len(x.Args)
	fixed := len(params)
	if signature.Variadic {
		fixed--
	}
	if x.Spread {
		if !signature.Variadic {
			c.fail(x.Args[n-1].Base().Pos, "have (...) in call to non-variadic "+syntax.Text(x.Fun))
			return
		}
		fixed = len(params)
	}
	if n < fixed || n > fixed && (!signature.Variadic || x.Spread) {
		pos := x.Pos
		text := "not enough"
		if n > fixed {
			pos = x.Args[fixed].Base().Pos
			text = "too many"
		}
		have := ""
		for i, a := range x.Args {
			if i > 0 {
				have += ", "
			}
			t := a.Base().Type
			if t.IsUntyped() && t.IsNumeric() {
				have += "number"
			} else {
				have += defaultType(t).Name(c.pkg)
			}
		}
		c.fail(pos, text+" arguments in call to "+syntax.Text(x.Fun)+"\n\thave ("+have+")\n\twant "+parameterList(signature, c.pkg))
		return
	}
	for i, a := range x.Args {
		var t *types.Type
		if i < fixed {
			t = params[i]
		} else {
			t = params[len(params)-1].Elem
		}
		c.assign(a, t, "argument to "+syntax.Text(x.Fun))
	}
}

func parameterList(t *types.Type, p *types.Package) string {
	return types.FuncOf(t.Params, nil, t.Variadic).Signature(p)
}

func (c *checker) tupleArguments(x *syntax.Call, signature *types.Type, tuple *types.Type) {
	params := signature.Params
	n := len(tuple.Results)
	fixed := len(params)
	if signature.Variadic {
		fixed--
	}
	if n < fixed || n > fixed && !signature.Variadic {
		text := "not enough"
		if n > fixed {
			text = "too many"
		}
		c.fail(x.Args[0].Base().Pos, text+" arguments in call to "+syntax.Text(x.Fun)+"\n\thave "+tuple.Name(c.pkg)+"\n\twant "+
			parameterList(signature, c.pkg))
		return
	}
	for i, from := range tuple.Results {
		t := params[len(params)-1]
		if i < fixed {
			t = params[i]
		} else {
			t = t.Elem
		}
		c.assignType(x.Args[0].Base().Pos, from, t, "argument to "+syntax.Text(x.Fun))
	}
}

// assignType checks that one of several results may be assigned.
func (c *checker) assignType(pos source.Pos, from, to *types.Type, context string) {
	x := &syntax.Name{Info: syntax.Info{Pos: pos, Type: from, Mode: syntax.Value}, Text: "value"}
	if ok, reason := c.assignable(x, to); !ok {
		c.fail(pos, "cannot use value of type "+from.Name(c.pkg)+" as "+to.Name(c.pkg)+" value in "+context+reason)
	}
}

func (c *checker) conversion(x *syntax.Call, t *types.Type) {
	if len(x.Args) != 1 || x.Spread {
		for _, a := range x.Args {
			c.value(a)
		}
		text := "missing argument in conversion to "
		if len(x.Args) > 0 {
			text = "too many arguments in conversion to "
		}
		c.fail(x.Pos, text+t.Name(c.pkg))
		bad(x)
		return
	}
	arg := x.Args[0]
	if t.Kind == types.Uintptr {
		c.usedUp(arg)
		c.single(arg)
	} else {
		c.value(arg)
	}
	info := arg.Base()
	if info.Type == invalid || t == invalid {
		bad(x)
		return
	}
	if info.Mode == syntax.ConstantExpr && (t.IsNumeric() || t.IsString() || t.IsBoolean()) {
		c.constantConversion(x, arg, t)
		return
	}
	if !c.convertible(arg, t) {
		c.fail(arg.Base().Pos, "cannot convert "+c.named(arg)+" to type "+t.Name(c.pkg))
		bad(x)
		return
	}
	if info.Type.IsUntyped() {
		final := t
		if t.Kind == types.Interface || info.Mode == syntax.ConstantExpr && t.Kind == types.Slice {
			final = defaultType(info.Type)
		}
		c.finish(arg, final)
	}
	set(x, syntax.Value, t)
}

func (c *checker) constantConversion(x *syntax.Call, arg syntax.Expr, t *types.Type) {
	info := arg.Base()
	if t.IsString() && info.Type.IsInteger() {
		r := rune(0xFFFD)
		if info.Const.ToInt() != nil && info.Const.N.IsInt64() {
			n := int64(info.Const.N.Word())
			if int64(rune(n)) == n {
				r = rune(n)
			}
		}
		c.makeTyped(arg)
		setConst(x, constant.MakeString(string(r)), t)
		return
	}
	v := info.Const
	if t.IsInteger() && info.Type.IsFloat() && !info.Type.IsUntyped() && v.ToInt() == nil {
		c.fail(info.Pos, "cannot convert "+c.named(arg)+" to type "+t.Name(c.pkg)+" (truncated)")
		bad(x)
		return
	}
	v, truncated, ok := represent(v, t)
	if !ok {
		text := "cannot convert " + c.named(arg) + " to type " + t.Name(c.pkg)
		if truncated {
			text += " (truncated)"
		} else if t.IsNumeric() && info.Type.IsNumeric() {
			text = "cannot convert " + c.named(arg) + " to type " + t.Name(c.pkg) + " (overflows)"
		}
		c.fail(info.Pos, text)
		bad(x)
		return
	}
	if info.Type.IsUntyped() {
		info.Type = t
		info.Const = v
	}
	setConst(x, v, t)
}

func isBytesOrRunes(t *types.Type) bool {
	return t.Kind == types.Slice && (t.Under.Elem.Kind == types.Uint8 || t.Under.Elem.Kind == types.Int32)
}

// convertible says whether x may be converted to a type explicitly.
func (c *checker) convertible(x syntax.Expr, t *types.Type) bool {
	from := x.Base().Type
	if ok, _ := c.assignable(x, t); ok {
		return true
	}
	if from.IsUntyped() {
		from = defaultType(from)
	}
	if from.Under == t.Under {
		return true
	}
	if from.Kind == types.Pointer && t.Kind == types.Pointer && from.Under.Elem.Under == t.Under.Elem.Under {
		return true
	}
	switch {
	case from.IsNumeric() && t.IsNumeric():
		return true
	case t.IsString() && (from.IsInteger() || isBytesOrRunes(from)):
		return true
	case from.IsString() && isBytesOrRunes(t):
		return true
	case t.Kind == types.UnsafePointer:
		return from.Kind == types.Pointer || from.Kind == types.Uintptr
	case from.Kind == types.UnsafePointer:
		return t.Kind == types.Pointer || t.Kind == types.Uintptr
	case from.Kind == types.Slice && t.Kind == types.Array && from.Under.Elem == t.Under.Elem:
		return true
	case from.Kind == types.Slice && t.Kind == types.Pointer && t.Under.Elem.Kind == types.Array:
		return from.Under.Elem == t.Under.Elem.Under.Elem
	case from.Kind == types.Struct && t.Kind == types.Struct:
		a, b := from.Under.Fields, t.Under.Fields
		if len(a) != len(b) {
			return false
		}
		for i := range a {
			if a[i].Name != b[i].Name || a[i].Type != b[i].Type || a[i].Embedded != b[i].Embedded {
				return false
			}
		}
		return true
	}
	return false
}
