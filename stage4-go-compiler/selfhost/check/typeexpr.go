package check

import (
	"selfhost/syntax"
	"selfhost/types"
)

// typeOf gives the type that an expression stands for; a declared one may not be complete yet.
func (c *checker) typeOf(x syntax.Expr) *types.Type {
	t := c.findType(x)
	info := x.Base()
	info.Type = t
	info.Mode = syntax.TypeExpr
	return t
}

// varType gives the type of a variable: it must have a size.
func (c *checker) varType(x syntax.Expr) *types.Type {
	t := c.typeOf(x)
	if t != invalid && t.Under != nil && !t.Measure() {
		c.fail(x.Base().Pos, "type "+t.Name(c.pkg)+" is too large or contains itself")
		return invalid
	}
	return t
}

func (c *checker) findType(x syntax.Expr) *types.Type {
	switch x := x.(type) {
	case *syntax.Name:
		return c.namedType(x)
	case *syntax.Selector:
		c.raw(x)
		if x.Mode != syntax.TypeExpr {
			if x.Type != invalid {
				c.fail(x.Pos, syntax.Text(x)+" is not a type")
			}
			return invalid
		}
		return x.Type
	case *syntax.Paren:
		return c.typeOf(x.X)
	case *syntax.Star:
		return types.PointerTo(c.typeOf(x.X))
	case *syntax.ArrayType:
		return c.arrayType(x)
	case *syntax.MapType:
		key, elem := c.typeOf(x.Key), c.typeOf(x.Elem)
		if key.Under != nil && key != invalid && !key.IsComparable() {
			c.fail(x.Key.Base().Pos, "invalid map key type "+key.Name(c.pkg))
			return invalid
		}
		return types.MapOf(key, elem)
	case *syntax.FuncType:
		var params, results []*types.Type
		variadic := false
		for _, f := range x.Params {
			t := c.typeOf(f.TypeExpr)
			if f.Variadic {
				t = types.SliceOf(t)
				variadic = true
			}
			params = append(params, t)
		}
		for _, f := range x.Results {
			results = append(results, c.typeOf(f.TypeExpr))
		}
		return types.FuncOf(params, results, variadic)
	case *syntax.StructType:
		return c.structType(x)
	case *syntax.InterfaceType:
		return c.interfaceType(x)
	}
	c.fail(x.Base().Pos, syntax.Text(x)+" is not a type")
	return invalid
}

func (c *checker) namedType(x *syntax.Name) *types.Type {
	o := c.lookup(x.Text)
	x.Object = o
	if o == nil || x.Text == "_" {
		c.fail(x.Pos, "undefined: "+x.Text)
		return invalid
	}
	c.resolve(o)
	if o.Kind != types.TypeName {
		c.fail(x.Pos, x.Text+" is not a type")
		return invalid
	}
	o.Used = true
	return o.Type
}

func (c *checker) arrayType(x *syntax.ArrayType) *types.Type {
	if x.Dots {
		c.fail(x.Pos, "invalid use of [...] array (outside a composite literal)")
		c.typeOf(x.Elem)
		return invalid
	}
	if x.Len == nil {
		return types.SliceOf(c.typeOf(x.Elem))
	}
	n := c.arrayLength(x.Len)
	elem := c.typeOf(x.Elem)
	if n < 0 || elem == invalid {
		return invalid
	}
	return types.ArrayOf(n, elem)
}

// arrayLength gives the value of a length, -1 if it is wrong.
func (c *checker) arrayLength(x syntax.Expr) int64 {
	c.value(x)
	info := x.Base()
	if info.Type == invalid {
		return -1
	}
	if info.Mode != syntax.ConstantExpr {
		c.fail(info.Pos, "invalid array length "+syntax.Text(x))
		return -1
	}
	if !info.Type.IsNumeric() || info.Const.ToInt() == nil {
		c.fail(info.Pos, "array length "+syntax.Text(x)+" ("+c.describe(x)+") must be integer")
		return -1
	}
	n := info.Const.ToInt().N
	if n.Sign() < 0 || !n.IsInt64() || int64(n.Word()) > types.MaxSize {
		c.fail(info.Pos, "invalid array length "+syntax.Text(x)+" ("+c.describe(x)+")")
		return -1
	}
	c.finish(x, types.Basic[types.Int])
	return int64(n.Word())
}

func (c *checker) structType(x *syntax.StructType) *types.Type {
	var fields []*types.Field
	wrong := false
	for _, f := range x.Fields {
		t := c.typeOf(f.TypeExpr)
		field := &types.Field{Package: c.pkg, Pos: f.Pos, Type: t, Embedded: f.Embedded, Tag: f.Tag}
		if f.Embedded {
			base := f.TypeExpr
			if star, ok := base.(*syntax.Star); ok {
				base = star.X
			}
			switch base := base.(type) {
			case *syntax.Name:
				field.Name = base.Text
			case *syntax.Selector:
				field.Name = base.Name.Text
			}
		} else {
			field.Name = f.Name.Text
		}
		for _, other := range fields {
			if other.Name == field.Name && field.Name != "_" {
				c.fail(f.Pos, field.Name+" redeclared")
			}
		}
		wrong = wrong || t == invalid
		fields = append(fields, field)
	}
	if wrong {
		return invalid
	}
	return types.StructOf(fields)
}

func (c *checker) interfaceType(x *syntax.InterfaceType) *types.Type {
	var methods []*types.Method
	for _, f := range x.Methods {
		t := c.typeOf(f.TypeExpr)
		if t == invalid {
			return invalid
		}
		if !f.Embedded {
			for _, m := range methods {
				if m.Name == f.Name.Text {
					c.fail(f.Pos, "duplicate method "+m.Name)
				}
			}
			methods = append(methods, &types.Method{Name: f.Name.Text, Package: c.pkg, Type: t})
			continue
		}
		if t.Under == nil {
			c.fail(f.Pos, "invalid recursive type "+t.Name(c.pkg))
			return invalid
		}
		if t.Kind != types.Interface {
			c.refuse(f.Pos, "constraints are")
			return invalid
		}
		for _, m := range t.Under.Methods {
			known := false
			for _, other := range methods {
				if other.Name == m.Name {
					known = true
					if other.Type != m.Type {
						c.fail(f.Pos, "duplicate method "+m.Name)
					}
				}
			}
			if !known {
				methods = append(methods, m)
			}
		}
	}
	return types.InterfaceOf(methods)
}
