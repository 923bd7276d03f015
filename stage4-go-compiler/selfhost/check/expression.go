package check

import (
	"selfhost/constant"
	"selfhost/source"
	"selfhost/syntax"
	"selfhost/types"
)

func basic(k types.Kind) *types.Type { return types.Basic[k] }

// bad makes an expression one about which nothing more is reported.
func bad(x syntax.Expr) {
	info := x.Base()
	info.Mode = syntax.Value
	info.Type = invalid
	info.Const = nil
}

func set(x syntax.Expr, mode syntax.Mode, t *types.Type) {
	info := x.Base()
	info.Mode = mode
	info.Type = t
	info.Const = nil
}

func setConst(x syntax.Expr, v *constant.Value, t *types.Type) {
	info := x.Base()
	info.Mode = syntax.ConstantExpr
	info.Type = t
	info.Const = v
}

// describe says what an expression is: "variable of type int".
func (c *checker) describe(x syntax.Expr) string {
	info := x.Base()
	if info.Type.Kind == types.UntypedNil {
		return "untyped nil"
	}
	t := "of type " + info.Type.Name(c.pkg)
	switch info.Mode {
	case syntax.ConstantExpr:
		if info.Type.IsUntyped() {
			t = info.Type.Name(nil) + " constant"
		} else {
			t = "constant " + t
		}
		if _, isLiteral := x.(*syntax.Literal); isLiteral {
			return t
		}
		return t + " " + info.Const.String()
	case syntax.Addressable:
		return "variable " + t
	case syntax.MapElement:
		return "map index expression " + t
	}
	return "value " + t
}

func (c *checker) named(x syntax.Expr) string { return syntax.Text(x) + " (" + c.describe(x) + ")" }

// value checks an expression that must have one value.
func (c *checker) value(x syntax.Expr) *types.Type {
	c.raw(x)
	return c.single(x)
}

// single reports an expression that has no value, or several.
func (c *checker) single(x syntax.Expr) *types.Type {
	info := x.Base()
	switch {
	case info.Type == invalid && info.Mode != syntax.BuiltinExpr && info.Mode != syntax.PackageExpr:
		return invalid
	case info.Mode == syntax.NoValue:
		c.fail(info.Pos, syntax.Text(x)+" (no value) used as value")
	case info.Mode == syntax.TypeExpr:
		c.fail(info.Pos, syntax.Text(x)+" (type) is not an expression")
	case info.Mode == syntax.BuiltinExpr:
		c.fail(info.Pos, syntax.Text(x)+" (built-in) must be called")
	case info.Mode == syntax.PackageExpr:
		c.fail(info.Pos, "use of package "+syntax.Text(x)+" without selector")
	case info.Type.Kind == types.Tuple:
		c.fail(info.Pos, "multiple-value "+syntax.Text(x)+" (value of type "+info.Type.Name(c.pkg)+") in single-value context")
	default:
		return info.Type
	}
	bad(x)
	return invalid
}

// typed checks an expression and gives an untyped one its default type.
func (c *checker) typed(x syntax.Expr) *types.Type {
	c.value(x)
	c.makeTyped(x)
	return x.Base().Type
}

// raw checks an expression of any kind.
func (c *checker) raw(x syntax.Expr) {
	switch x := x.(type) {
	case *syntax.Name:
		c.name(x)
	case *syntax.Literal:
		x.Mode = syntax.ConstantExpr
		x.Type = basic(x.Untyped())
	case *syntax.Paren:
		c.raw(x.X)
		info := x.X.Base()
		pos := x.Pos
		x.Info = *info
		x.Pos = pos
	case *syntax.Composite:
		c.composite(x, nil)
	case *syntax.FuncLiteral:
		c.funcLiteral(x)
	case *syntax.Selector:
		c.selector(x)
	case *syntax.Index:
		c.index(x)
	case *syntax.SliceExpr:
		c.slice(x)
	case *syntax.Assertion:
		c.assertion(x)
	case *syntax.Call:
		c.call(x)
	case *syntax.Star:
		c.star(x)
	case *syntax.Unary:
		c.unary(x)
	case *syntax.Binary:
		c.binary(x)
	default:
		c.typeOf(x)
	}
}

func (c *checker) name(x *syntax.Name) {
	o := c.lookup(x.Text)
	x.Object = o
	if x.Text == "_" {
		c.fail(x.Pos, "cannot use _ as value")
		bad(x)
		return
	}
	if o == nil {
		c.fail(x.Pos, "undefined: "+x.Text)
		bad(x)
		return
	}
	c.resolve(o)
	o.Used = true
	switch o.Kind {
	case types.PackageName:
		set(x, syntax.PackageExpr, invalid)
	case types.Builtin:
		set(x, syntax.BuiltinExpr, invalid)
	case types.Nil:
		set(x, syntax.Value, o.Type)
	case types.TypeName:
		set(x, syntax.TypeExpr, o.Type)
	case types.Constant:
		if o.Name == "iota" && o.Package == nil {
			if c.iota == nil {
				c.fail(x.Pos, "cannot use iota outside constant declaration")
				bad(x)
				return
			}
			setConst(x, c.iota, o.Type)
			return
		}
		if o.Type == nil || o.Type == invalid {
			bad(x)
			return
		}
		setConst(x, o.Const, o.Type)
	case types.Variable:
		if o.Type == nil {
			c.fail(x.Pos, "initialization cycle or invalid use of "+x.Text)
			bad(x)
			return
		}
		c.use(o)
		c.capture(o)
		set(x, syntax.Addressable, o.Type)
	default:
		if o.Type == nil {
			c.fail(x.Pos, "invalid use of "+x.Text)
			bad(x)
			return
		}
		c.use(o)
		set(x, syntax.Value, o.Type)
	}
	if o.Type == invalid && x.Mode != syntax.PackageExpr && x.Mode != syntax.BuiltinExpr {
		bad(x)
	}
}

// capture notes that closures use a variable of a function around them.
func (c *checker) capture(o *types.Object) {
	if o.Global {
		return
	}
	for i := o.Depth; i < len(c.literals); i++ {
		o.Heap = true
		known := false
		for _, other := range c.literals[i].Captured {
			known = known || other == o
		}
		if !known {
			c.literals[i].Captured = append(c.literals[i].Captured, o)
		}
	}
}

func (c *checker) funcLiteral(x *syntax.FuncLiteral) {
	t := c.typeOf(x.Signature)
	set(x, syntax.Value, t)
	if t == invalid {
		return
	}
	if len(c.literals) > 50 {
		c.fail(x.Pos, "functions are nested too deeply")
		return
	}
	outer := c.function
	iota := c.iota
	var decl *syntax.FuncDecl
	if outer != nil {
		decl = outer.decl
	}
	c.function = &function{decl: decl, outer: outer}
	c.iota = nil
	c.literals = append(c.literals, x)
	c.open()
	x.Params = c.parameters(x.Signature.Params, t.Params)
	x.Results = c.parameters(x.Signature.Results, t.Results)
	c.functionBody(x.Signature, x.Results, x.Body)
	c.close()
	c.literals = c.literals[:len(c.literals)-1]
	c.function = outer
	c.iota = iota
}

func (c *checker) star(x *syntax.Star) {
	c.usedUp(x.X)
	info := x.X.Base()
	if info.Mode == syntax.TypeExpr {
		set(x, syntax.TypeExpr, types.PointerTo(info.Type))
		return
	}
	t := c.single(x.X)
	switch {
	case t == invalid:
		bad(x)
	case t.Kind == types.UntypedNil:
		c.fail(x.Pos, "invalid operation: cannot indirect nil")
		bad(x)
	case t.Kind != types.Pointer:
		c.fail(x.Pos, "invalid operation: cannot indirect "+c.named(x.X))
		bad(x)
	default:
		set(x, syntax.Addressable, t.Under.Elem)
	}
}

func (c *checker) selector(x *syntax.Selector) {
	x.Selection = nil
	c.usedUp(x.X)
	info := x.X.Base()
	if info.Mode == syntax.PackageExpr {
		c.qualified(x, x.X.(*syntax.Name).Object.Imported)
		return
	}
	isType := info.Mode == syntax.TypeExpr
	t := info.Type
	if !isType {
		t = c.single(x.X)
	}
	if t == invalid {
		bad(x)
		return
	}
	name := x.Name.Text
	s, ambiguous := types.Lookup(t, name, c.pkg)
	if t.Kind == types.Pointer && t.Under.Elem.Kind == types.Interface {
		s = nil
	}
	if s == nil || isType && s.Field != nil {
		text := syntax.Text(x) + " undefined (type " + t.Name(c.pkg) + " has no field or method " + name + ")"
		switch {
		case ambiguous:
			text = "ambiguous selector " + syntax.Text(x)
		case isType:
			text = syntax.Text(x) + " undefined (type " + t.Name(c.pkg) + " has no method " + name + ")"
		}
		c.fail(x.Name.Pos, text)
		bad(x)
		return
	}
	x.Selection = s
	if s.Field != nil {
		mode := syntax.Value
		if info.Mode == syntax.Addressable || t.Kind == types.Pointer {
			mode = syntax.Addressable
		}
		for _, f := range s.Path[:len(s.Path)-1] {
			if f.Type.Kind == types.Pointer {
				mode = syntax.Addressable
			}
		}
		set(x, mode, s.Field.Type)
		return
	}
	if address, _ := taken(x.X); address != nil {
		markHeap(address.X) // the method may keep it
	}
	if s.Method != nil {
		c.use(s.Method)
		if s.Method.Type == nil {
			bad(x)
			return
		}
	}
	if isType {
		if types.NeedsPointer(t, s) {
			c.fail(x.Name.Pos, "invalid method expression "+syntax.Text(x)+" (needs pointer receiver (*"+t.Name(c.pkg)+")."+name+")")
			bad(x)
			return
		}
		signature := s.Signature()
		params := append([]*types.Type{t}, signature.Params...)
		x.IsType = true
		set(x, syntax.Value, types.FuncOf(params, signature.Results, signature.Variadic))
		return
	}
	if types.NeedsPointer(t, s) {
		if info.Mode != syntax.Addressable {
			c.fail(x.Pos, "cannot call pointer method "+name+" on "+t.Name(c.pkg))
			bad(x)
			return
		}
		markHeap(x.X)
	}
	set(x, syntax.Value, s.Signature())
}

// qualified is package.name.
func (c *checker) qualified(x *syntax.Selector, p *types.Package) {
	o := p.Lookup(x.Name.Text)
	x.Name.Object = o
	if o == nil || !types.Exported(x.Name.Text) && p != types.Unsafe {
		text := "undefined: " + syntax.Text(x)
		if o != nil {
			text = "name " + x.Name.Text + " not exported by package " + p.Name
		}
		c.fail(x.Name.Pos, text)
		bad(x)
		return
	}
	switch o.Kind {
	case types.Constant:
		setConst(x, o.Const, o.Type)
	case types.TypeName:
		set(x, syntax.TypeExpr, o.Type)
	case types.Variable:
		set(x, syntax.Addressable, o.Type)
	case types.Builtin:
		set(x, syntax.BuiltinExpr, invalid)
	default:
		set(x, syntax.Value, o.Type)
	}
}

// indexValue checks an index; length is -1 if it is not known.
func (c *checker) indexValue(x syntax.Expr, length int64, what string) int64 {
	t := c.value(x)
	info := x.Base()
	if t == invalid {
		return -1
	}
	if info.Mode == syntax.ConstantExpr {
		v := info.Const
		if t.IsNumeric() {
			v = v.ToInt()
		}
		if !t.IsNumeric() || v == nil || !t.IsUntyped() && !t.IsInteger() {
			c.fail(info.Pos, "invalid argument: "+what+" "+c.named(x)+" must be integer")
			return -1
		}
		if v.N.Sign() < 0 {
			c.fail(info.Pos, "invalid argument: "+what+" "+syntax.Text(x)+" (constant of type int) must not be negative")
			return -1
		}
		if !v.N.IsInt64() || length >= 0 && int64(v.N.Word()) >= length {
			bounds := "[0:" + source.Decimal(int(length)) + "]"
			c.fail(info.Pos, "invalid argument: index "+syntax.Text(x)+" out of bounds "+bounds)
			return -1
		}
		c.makeIndex(x)
		return int64(v.N.Word())
	}
	if !t.IsInteger() {
		c.fail(info.Pos, "invalid argument: "+what+" "+c.named(x)+" must be integer")
		return -1
	}
	c.makeIndex(x)
	return -1
}

func (c *checker) makeIndex(x syntax.Expr) {
	if x.Base().Type.IsUntyped() {
		c.finish(x, basic(types.Int))
	}
}

func (c *checker) index(x *syntax.Index) {
	c.usedUp(x.X)
	if x.X.Base().Mode == syntax.TypeExpr {
		c.refuse(x.Pos, "type parameters are")
		bad(x)
		return
	}
	t := c.single(x.X)
	if t == invalid {
		c.value(x.I)
		bad(x)
		return
	}
	info := x.X.Base()
	switch t.Kind {
	case types.String, types.UntypedString:
		length := int64(-1)
		if info.Mode == syntax.ConstantExpr {
			length = int64(len(info.Const.S))
		}
		at := c.indexValue(x.I, length, "index")
		c.makeTyped(x.X)
		set(x, syntax.Value, basic(types.Uint8))
		if at >= 0 && length >= 0 {
			setConst(x, constant.Int64(int64(info.Const.S[at])), basic(types.Uint8))
			x.Mode = syntax.Value // by the language it is no constant, but its value is known
			x.Const = nil
		}
		return
	case types.Slice:
		c.indexValue(x.I, -1, "index")
		set(x, syntax.Addressable, t.Under.Elem)
		return
	case types.Array:
		c.indexValue(x.I, t.Under.Len, "index")
		mode := syntax.Value
		if info.Mode == syntax.Addressable {
			mode = syntax.Addressable
		}
		set(x, mode, t.Under.Elem)
		return
	case types.Pointer:
		if elem := t.Under.Elem; elem.Kind == types.Array {
			c.indexValue(x.I, elem.Under.Len, "index")
			set(x, syntax.Addressable, elem.Under.Elem)
			return
		}
	case types.Map:
		c.value(x.I)
		c.assign(x.I, t.Under.Key, "map index")
		set(x, syntax.MapElement, t.Under.Elem)
		return
	}
	c.fail(x.Pos, "invalid operation: cannot index "+c.named(x.X))
	c.value(x.I)
	bad(x)
}

func (c *checker) slice(x *syntax.SliceExpr) {
	t := c.typed(x.X)
	info := x.X.Base()
	length := int64(-1)
	result := t
	wrong := t == invalid
	if !wrong {
		switch {
		case t.Kind == types.String:
			if x.Max != nil {
				c.fail(x.Pos, "invalid operation: 3-index slice of string")
			}
			if info.Mode == syntax.ConstantExpr {
				length = int64(len(info.Const.S)) + 1
			}
		case t.Kind == types.Slice:
		case t.Kind == types.Array:
			if info.Mode != syntax.Addressable {
				c.fail(x.Pos, "invalid operation: "+syntax.Text(x.X)+" (slice of unaddressable value)")
				wrong = true
			}
			markHeap(x.X)
			length = t.Under.Len + 1
			result = types.SliceOf(t.Under.Elem)
		case t.Kind == types.Pointer && t.Under.Elem.Kind == types.Array:
			length = t.Under.Elem.Under.Len + 1
			result = types.SliceOf(t.Under.Elem.Under.Elem)
		default:
			c.fail(x.Pos, "cannot slice "+c.named(x.X))
			wrong = true
		}
	}
	last := int64(-1)
	for _, part := range []syntax.Expr{x.Low, x.High, x.Max} {
		if part == nil {
			continue
		}
		at := c.indexValue(part, length, "index")
		if at >= 0 {
			if at < last {
				c.fail(part.Base().Pos, "invalid slice indices: "+source.Decimal(int(at))+" < "+source.Decimal(int(last)))
			}
			last = at
		}
	}
	if wrong {
		bad(x)
		return
	}
	set(x, syntax.Value, result)
}

func (c *checker) assertion(x *syntax.Assertion) {
	t := c.value(x.X)
	if x.TypeExpr == nil {
		c.fail(x.Pos, "invalid syntax tree: use of .(type) outside type switch")
		bad(x)
		return
	}
	want := c.varType(x.TypeExpr)
	if t == invalid || want == invalid {
		bad(x)
		return
	}
	if t.Kind != types.Interface {
		c.fail(x.X.Base().Pos, "invalid operation: "+syntax.Text(x.X)+" is not an interface")
		bad(x)
		return
	}
	c.possible(x.TypeExpr.Base().Pos, x.X, t, want, "impossible type assertion: "+syntax.Text(x)+"\n\t")
	set(x, syntax.Value, want)
}

// possible reports a type that a value of an interface cannot have.
func (c *checker) possible(pos source.Pos, x syntax.Expr, inter, t *types.Type, prefix string) {
	if t.Kind == types.Interface {
		return
	}
	if reason := c.missing(t, inter); reason != "" {
		c.fail(pos, prefix+t.Name(c.pkg)+" does not implement "+inter.Name(c.pkg)+" "+reason)
	}
}

// missing says why a type does not implement an interface, "" if it does.
func (c *checker) missing(t, inter *types.Type) string {
	name, wrong, pointer := types.Missing(t, inter)
	switch {
	case name == "":
		return ""
	case pointer:
		return "(method " + name + " has pointer receiver)"
	case wrong:
		return "(wrong type for method " + name + ")"
	}
	return "(missing method " + name + ")"
}
