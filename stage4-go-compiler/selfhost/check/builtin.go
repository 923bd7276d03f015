package check

import (
	"selfhost/constant"
	"selfhost/source"
	"selfhost/syntax"
	"selfhost/types"
)

// counts are how many arguments the predeclared functions have, at least and at most.
var counts = [...][2]int{Append: {1, 1 << 20}, Cap: {1, 1}, Clear: {1, 1}, Copy: {2, 2}, Delete: {2, 2}, Len: {1, 1},
	Make: {1, 3}, Max: {1, 1 << 20}, Min: {1, 1 << 20}, New: {1, 1}, Panic: {1, 1}, Print: {0, 1 << 20},
	Println: {0, 1 << 20}, Recover: {0, 0}, Alignof: {1, 1}, Offsetof: {1, 1}, Sizeof: {1, 1}, Add: {2, 2},
	Slice: {2, 2}, SliceData: {1, 1}, String: {2, 2}, StringData: {1, 1}, Complex: {0, 0}, Real: {0, 0},
	Imag: {0, 0}, Close: {0, 0}}

func (c *checker) builtin(x *syntax.Call) {
	var o *types.Object
	switch fun := syntax.Unparen(x.Fun).(type) {
	case *syntax.Name:
		o = fun.Object
	case *syntax.Selector:
		o = fun.Name.Object
	}
	id := o.Number
	x.BuiltinID = id
	name := o.Name
	bad(x)
	switch id {
	case Complex, Real, Imag:
		c.refuse(x.Pos, "complex numbers are")
		return
	case Close:
		c.refuse(x.Pos, "channels are")
		return
	}
	n := len(x.Args)
	if n < counts[id][0] || n > counts[id][1] {
		text := "not enough"
		if n > counts[id][1] {
			text = "too many"
		}
		c.fail(x.Pos, text+" arguments for "+syntax.Text(x)+" (expected "+source.Decimal(counts[id][0])+", found "+
			source.Decimal(n)+")")
		return
	}
	if x.Spread && id != Append {
		c.fail(x.Pos, "invalid operation: invalid use of ... with built-in "+name)
		return
	}
	for i, a := range x.Args {
		if i == 0 && (id == Make || id == New) {
			continue
		}
		if c.value(a) == invalid {
			return
		}
	}
	switch id {
	case Append:
		c.appendCall(x)
	case Len, Cap:
		c.length(x, id)
	case Clear:
		t := x.Args[0].Base().Type
		if t.Kind != types.Slice && t.Kind != types.Map {
			c.invalidArgument(x.Args[0], "clear", "must be a map or slice")
			return
		}
		set(x, syntax.NoValue, types.TupleOf(nil))
	case Copy:
		c.makeTyped(x.Args[1])
		to, from := x.Args[0].Base().Type, x.Args[1].Base().Type
		if to.Kind != types.Slice || from.Kind != types.Slice && from.Kind != types.String ||
			from.Kind == types.Slice && from.Under.Elem != to.Under.Elem || from.Kind == types.String && to.Under.Elem.Kind != types.Uint8 {
			c.fail(x.Pos, "invalid argument: copy expects slice arguments; found "+c.named(x.Args[0])+" and "+c.named(x.Args[1]))
			return
		}
		set(x, syntax.Value, basic(types.Int))
	case Delete:
		t := x.Args[0].Base().Type
		if t.Kind != types.Map {
			c.invalidArgument(x.Args[0], "", "is not a map")
			return
		}
		c.assign(x.Args[1], t.Under.Key, "argument to delete")
		set(x, syntax.NoValue, types.TupleOf(nil))
	case Make:
		c.makeCall(x)
	case New:
		t := c.varType(x.Args[0])
		if t != invalid {
			set(x, syntax.Value, types.PointerTo(t))
		}
	case Max, Min:
		c.extreme(x, id)
	case Panic:
		c.assign(x.Args[0], types.Any, "argument to panic")
		set(x, syntax.NoValue, types.TupleOf(nil))
	case Print, Println:
		for _, a := range x.Args {
			c.makeTyped(a)
		}
		set(x, syntax.NoValue, types.TupleOf(nil))
	case Recover:
		if len(c.literals) == 0 && c.function != nil && c.function.decl != nil {
			c.function.decl.Recovers = true
		}
		if len(c.literals) > 0 {
			c.literals[len(c.literals)-1].Recovers = true
		}
		set(x, syntax.Value, types.Any)
	default:
		c.unsafeCall(x, id)
	}
}

func (c *checker) invalidArgument(x syntax.Expr, name, what string) {
	text := "invalid argument: " + c.named(x)
	if name != "" {
		text = "invalid argument: " + name + " " + c.named(x)
	}
	c.fail(x.Base().Pos, text+" "+what)
}

func (c *checker) appendCall(x *syntax.Call) {
	if isNil(x.Args[0]) {
		c.fail(x.Args[0].Base().Pos, "first argument to append must be a typed slice; have untyped nil")
		return
	}
	t := x.Args[0].Base().Type
	if t.Kind != types.Slice {
		c.invalidArgument(x.Args[0], "", "is not a slice")
		return
	}
	elem := t.Under.Elem
	if x.Spread {
		if len(x.Args) != 2 {
			c.fail(x.Pos, "can only use ... with final argument")
			return
		}
		from := x.Args[1].Base().Type
		if elem.Kind == types.Uint8 && from.IsString() {
			c.makeTyped(x.Args[1])
		} else {
			c.assign(x.Args[1], types.SliceOf(elem), "argument to append")
		}
	} else {
		for _, a := range x.Args[1:] {
			c.assign(a, elem, "argument to append")
		}
	}
	set(x, syntax.Value, t)
}

func (c *checker) length(x *syntax.Call, id int) {
	arg := x.Args[0]
	info := arg.Base()
	t := info.Type
	array := t
	if t.Kind == types.Pointer {
		array = t.Under.Elem
	}
	name := "len"
	if id == Cap {
		name = "cap"
	}
	result := basic(types.Int)
	switch {
	case t.IsString() && id == Len:
		if info.Mode == syntax.ConstantExpr {
			n := int64(len(info.Const.S))
			c.makeTyped(arg)
			setConst(x, constant.Int64(n), result)
			return
		}
	case array.Kind == types.Array:
		if !hasCall(arg) {
			setConst(x, constant.Int64(array.Under.Len), result)
			return
		}
	case t.Kind == types.Slice || t.Kind == types.Map && id == Len:
	default:
		c.fail(info.Pos, "invalid argument: "+c.named(arg)+" for built-in "+name)
		return
	}
	set(x, syntax.Value, result)
}

// hasCall says whether an expression calls a function when it is evaluated: then the length of an
// array that it gives is not a constant.
func hasCall(x syntax.Expr) bool {
	switch x := x.(type) {
	case *syntax.Call:
		return !x.Converts && x.Mode != syntax.ConstantExpr || len(x.Args) == 1 && hasCall(x.Args[0])
	case *syntax.Paren:
		return hasCall(x.X)
	case *syntax.Selector:
		return hasCall(x.X)
	case *syntax.Index:
		return hasCall(x.X) || hasCall(x.I)
	case *syntax.Star:
		return hasCall(x.X)
	case *syntax.Unary:
		return hasCall(x.X)
	case *syntax.Binary:
		return hasCall(x.X) || hasCall(x.Y)
	case *syntax.Composite:
		for _, e := range x.Elements {
			if hasCall(e.Value) {
				return true
			}
		}
	case *syntax.SliceExpr, *syntax.Assertion:
		return true
	}
	return false
}

func (c *checker) makeCall(x *syntax.Call) {
	t := c.varType(x.Args[0])
	if t == invalid {
		return
	}
	least := 1
	switch t.Kind {
	case types.Slice:
		least = 2
	case types.Map:
	default:
		c.fail(x.Args[0].Base().Pos, "invalid argument: cannot make "+syntax.Text(x.Args[0])+"; type must be slice, map, or channel")
		return
	}
	if len(x.Args) < least || t.Kind == types.Map && len(x.Args) > 2 {
		c.fail(x.Pos, "invalid operation: "+syntax.Text(x)+" expects "+source.Decimal(least)+" or "+source.Decimal(least+1)+
			" arguments; found "+source.Decimal(len(x.Args)))
		return
	}
	last := int64(-1)
	for _, a := range x.Args[1:] {
		if a.Base().Mode == syntax.ConstantExpr && a.Base().Type.IsNumeric() && a.Base().Const.ToInt() == nil {
			c.fail(a.Base().Pos, syntax.Text(a)+" ("+c.describe(a)+") truncated to int")
			return
		}
		n := c.indexValue(a, -1, "index")
		if n >= 0 {
			if n < last {
				c.fail(a.Base().Pos, "invalid argument: length and capacity swapped")
			}
			last = n
		}
	}
	set(x, syntax.Value, t)
}

func (c *checker) extreme(x *syntax.Call, id int) {
	allConst := true
	var t *types.Type
	for _, a := range x.Args {
		info := a.Base()
		if !info.Type.IsOrdered() {
			c.invalidArgument(a, "", "cannot be ordered")
			return
		}
		allConst = allConst && info.Mode == syntax.ConstantExpr
		if !info.Type.IsUntyped() {
			if t != nil && t != info.Type {
				c.fail(info.Pos, "invalid argument: mismatched types "+t.Name(c.pkg)+" (previous argument) and "+
					info.Type.Name(c.pkg)+" (type of "+syntax.Text(a)+")")
				return
			}
			t = info.Type
		}
	}
	if t == nil {
		t = x.Args[0].Base().Type
		for _, a := range x.Args {
			if a.Base().Type.IsString() != t.IsString() {
				c.invalidArgument(a, "", "has another kind of type than the others")
				return
			}
			if a.Base().Type.Kind > t.Kind {
				t = a.Base().Type
			}
		}
	} else {
		for _, a := range x.Args {
			c.assign(a, t, "argument")
			if a.Base().Type == invalid {
				return
			}
		}
	}
	if allConst {
		best := x.Args[0].Base().Const
		for _, a := range x.Args[1:] {
			order := constant.Compare(a.Base().Const, best)
			if id == Max && order > 0 || id == Min && order < 0 {
				best = a.Base().Const
			}
		}
		setConst(x, best, t)
		return
	}
	set(x, syntax.Value, t)
}

func (c *checker) unsafeCall(x *syntax.Call, id int) {
	arg := x.Args[0]
	t := arg.Base().Type
	word := basic(types.Uintptr)
	switch id {
	case Alignof:
		c.makeTyped(arg)
		setConst(x, constant.Int64(arg.Base().Type.Align()), word)
	case Sizeof:
		c.makeTyped(arg)
		setConst(x, constant.Int64(arg.Base().Type.Size()), word)
	case Offsetof:
		s, ok := syntax.Unparen(arg).(*syntax.Selector)
		if !ok || s.Selection == nil || s.Selection.Field == nil {
			c.fail(arg.Base().Pos, "invalid argument: "+syntax.Text(arg)+" is not a selector expression")
			return
		}
		base := s.X.Base().Type
		if base.Kind == types.Pointer {
			base = base.Under.Elem
		}
		base.Measure()
		offset := int64(0)
		for _, f := range s.Selection.Path {
			offset += f.Offset
		}
		setConst(x, constant.Int64(offset), word)
	case Add:
		if t.Kind != types.UnsafePointer {
			c.invalidArgument(arg, "", "must be unsafe.Pointer")
			return
		}
		if !x.Args[1].Base().Type.IsInteger() {
			c.invalidArgument(x.Args[1], "", "must be integer")
			return
		}
		c.makeIndex(x.Args[1])
		set(x, syntax.Value, t)
	case Slice, String:
		if t.Kind != types.Pointer || id == String && t.Under.Elem.Kind != types.Uint8 {
			c.invalidArgument(arg, "", "is not a pointer of the right type")
			return
		}
		if !x.Args[1].Base().Type.IsInteger() {
			c.invalidArgument(x.Args[1], "", "must be integer")
			return
		}
		c.makeIndex(x.Args[1])
		if id == String {
			set(x, syntax.Value, basic(types.String))
		} else {
			set(x, syntax.Value, types.SliceOf(t.Under.Elem))
		}
	case SliceData:
		if t.Kind != types.Slice {
			c.invalidArgument(arg, "", "is not a slice")
			return
		}
		set(x, syntax.Value, types.PointerTo(t.Under.Elem))
	default:
		c.makeTyped(arg)
		if !arg.Base().Type.IsString() {
			c.invalidArgument(arg, "", "is not a string")
			return
		}
		set(x, syntax.Value, types.PointerTo(basic(types.Uint8)))
	}
}
