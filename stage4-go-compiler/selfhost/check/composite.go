package check

import (
	"selfhost/source"
	"selfhost/syntax"
	"selfhost/types"
)

// composite checks T{...}; where the type is left out it is elem, that of the literal around it.
func (c *checker) composite(x *syntax.Composite, elem *types.Type) {
	t := elem
	pointer := false
	if x.TypeExpr != nil {
		if array, ok := x.TypeExpr.(*syntax.ArrayType); ok && array.Dots {
			c.dots(x, array)
			return
		}
		t = c.varType(x.TypeExpr)
	} else if t == nil {
		c.fail(x.Pos, "invalid composite literal: missing type")
		t = invalid
	} else if t.Kind == types.Pointer {
		t = t.Under.Elem
		pointer = true
	}
	if t == invalid {
		c.elementsOfBad(x)
		bad(x)
		return
	}
	switch t.Kind {
	case types.Struct:
		c.structLiteral(x, t)
	case types.Array:
		c.arrayElements(x, t.Under.Elem, t.Under.Len)
	case types.Slice:
		x.Length = c.arrayElements(x, t.Under.Elem, -1)
	case types.Map:
		c.mapElements(x, t)
	default:
		c.fail(x.Pos, "invalid composite literal type "+t.Name(c.pkg))
		c.elementsOfBad(x)
		bad(x)
		return
	}
	set(x, syntax.Value, t)
	if pointer {
		x.Type = elem
	}
}

func (c *checker) elementsOfBad(x *syntax.Composite) {
	for _, e := range x.Elements {
		if inner, ok := e.Value.(*syntax.Composite); ok && inner.TypeExpr == nil {
			c.elementsOfBad(inner)
			bad(inner)
			continue
		}
		c.raw(e.Value)
	}
}

// dots is [...]T{...}.
func (c *checker) dots(x *syntax.Composite, array *syntax.ArrayType) {
	elem := c.varType(array.Elem)
	n := c.arrayElements(x, elem, -1)
	if elem == invalid {
		bad(x)
		return
	}
	t := types.ArrayOf(n, elem)
	array.Type = t
	array.Mode = syntax.TypeExpr
	set(x, syntax.Value, t)
}

// element checks an element against its type.
func (c *checker) element(x syntax.Expr, t *types.Type, context string) {
	if inner, ok := x.(*syntax.Composite); ok && inner.TypeExpr == nil {
		c.composite(inner, t)
		return
	}
	c.value(x)
	c.assign(x, t, context)
}

func (c *checker) structLiteral(x *syntax.Composite, t *types.Type) {
	fields := t.Under.Fields
	if len(x.Elements) == 0 {
		return
	}
	if x.Elements[0].Key != nil {
		for i, e := range x.Elements {
			name, ok := e.Key.(*syntax.Name)
			if !ok {
				c.fail(e.Value.Base().Pos, "mixture of field:value and value elements in struct literal")
				c.raw(e.Value)
				continue
			}
			at := -1
			for k, f := range fields {
				if f.Name == name.Text && (f.Package == c.pkg || types.Exported(f.Name)) {
					at = k
				}
			}
			if at < 0 {
				c.fail(name.Pos, "unknown field "+name.Text+" in struct literal of type "+t.Name(c.pkg))
				c.raw(e.Value)
				continue
			}
			for _, other := range x.Elements[:i] {
				if other.Index == int64(at) {
					c.fail(name.Pos, "duplicate field name "+name.Text+" in struct literal")
				}
			}
			e.Index = int64(at)
			c.element(e.Value, fields[at].Type, "struct literal")
		}
		return
	}
	for i, e := range x.Elements {
		if e.Key != nil {
			c.fail(e.Key.Base().Pos, "mixture of field:value and value elements in struct literal")
			return
		}
		if i >= len(fields) {
			c.fail(e.Value.Base().Pos, "too many values in struct literal of type "+t.Name(c.pkg))
			return
		}
		if !types.Exported(fields[i].Name) && fields[i].Package != c.pkg {
			c.fail(e.Value.Base().Pos, "implicit assignment to unexported field "+fields[i].Name+" in struct literal of type "+t.Name(c.pkg))
		}
		e.Index = int64(i)
		c.element(e.Value, fields[i].Type, "struct literal")
	}
	if len(x.Elements) < len(fields) {
		c.fail(x.Right, "too few values in struct literal of type "+t.Name(c.pkg))
	}
}

// arrayElements gives the length that the elements need; limit is -1 for slices.
func (c *checker) arrayElements(x *syntax.Composite, elem *types.Type, limit int64) int64 {
	next, length := int64(0), int64(0)
	keyed := false
	seen := make(map[int64]bool)
	for _, e := range x.Elements {
		if e.Key != nil {
			at := c.arrayLength(e.Key)
			if at >= 0 {
				next = at
			}
			if next > 1<<24 {
				c.fail(e.Key.Base().Pos, "index "+syntax.Text(e.Key)+" is too large")
				next = 0
			}
			keyed = true
		}
		if limit >= 0 && next >= limit {
			c.fail(e.Value.Base().Pos, "invalid argument: index "+source.Decimal(int(next))+" out of bounds [0:"+source.Decimal(int(limit))+"]")
		}
		if keyed && (seen[next] || e.Key != nil && next < length && c.taken(x, e, next)) {
			c.fail(e.Value.Base().Pos, "duplicate index "+source.Decimal(int(next))+" in array or slice literal")
		}
		if keyed {
			seen[next] = true
		}
		e.Index = next
		c.element(e.Value, elem, "array or slice literal")
		next++
		if next > length {
			length = next
		}
	}
	return length
}

// taken says whether an element before e has an index.
func (c *checker) taken(x *syntax.Composite, e *syntax.Element, index int64) bool {
	for _, other := range x.Elements {
		if other == e {
			return false
		}
		if other.Index == index {
			return true
		}
	}
	return false
}

func (c *checker) mapElements(x *syntax.Composite, t *types.Type) {
	seen := make(map[string]bool)
	for _, e := range x.Elements {
		if e.Key == nil {
			c.fail(e.Value.Base().Pos, "missing key in map literal")
			c.raw(e.Value)
			continue
		}
		c.element(e.Key, t.Under.Key, "map literal")
		if info := e.Key.Base(); info.Mode == syntax.ConstantExpr {
			key := info.Const.String()
			if seen[key] {
				c.fail(info.Pos, "duplicate key "+syntax.Text(e.Key)+" in map literal")
			}
			seen[key] = true
		}
		c.element(e.Value, t.Under.Elem, "map literal")
	}
}
