package check

import (
	"selfhost/source"
	"selfhost/syntax"
	"selfhost/types"
)

// initialise gives new variables their values, and their types where typed is false.
func (c *checker) initialise(vars []*types.Object, values []syntax.Expr, typed bool, pos source.Pos, context string) {
	if len(values) == 0 {
		return
	}
	if len(values) == 1 && len(vars) > 1 {
		c.unpack(values[0], len(vars))
		results := values[0].Base().Type
		if results.Kind != types.Tuple || values[0].Base().Mode == syntax.NoValue || len(results.Results) != len(vars) {
			if results != invalid {
				c.countMismatch(vars[0].Pos, len(vars), values)
			}
			c.invalidate(vars)
			return
		}
		for i, o := range vars {
			from := results.Results[i]
			if o.Type != nil {
				c.assignType(values[0].Base().Pos, from, o.Type, context)
			} else {
				o.Type = defaultType(from)
			}
		}
		return
	}
	for i, x := range values {
		c.value(x)
		info := x.Base()
		if i >= len(vars) {
			continue
		}
		o := vars[i]
		if o.Type != nil {
			c.assign(x, o.Type, context)
			continue
		}
		if info.Type.Kind == types.UntypedNil {
			c.fail(info.Pos, "use of untyped nil in "+context)
			o.Type = invalid
			continue
		}
		c.makeTyped(x)
		o.Type = info.Type
	}
	if len(values) != len(vars) {
		c.countMismatch(vars[0].Pos, len(vars), values)
		c.invalidate(vars)
	}
}

func (c *checker) invalidate(vars []*types.Object) {
	for _, o := range vars {
		if o.Type == nil {
			o.Type = invalid
		}
		o.Used = true
	}
}

func plural(n int, what string) string {
	if n == 1 {
		return source.Decimal(n) + " " + what
	}
	return source.Decimal(n) + " " + what + "s"
}

func (c *checker) countMismatch(pos source.Pos, want int, values []syntax.Expr) {
	text := "assignment mismatch: " + plural(want, "variable") + " but "
	if len(values) == 1 {
		if call, ok := syntax.Unparen(values[0]).(*syntax.Call); ok && !call.Converts {
			n := 1
			if call.Type.Kind == types.Tuple {
				n = len(call.Type.Results)
			}
			c.fail(pos, text+syntax.Text(call.Fun)+"() returns "+plural(n, "value"))
			return
		}
	}
	c.fail(pos, text+plural(len(values), "value"))
}

// unpack checks an expression that may give several values: a call, or where two are wanted, v, ok.
func (c *checker) unpack(x syntax.Expr, want int) {
	c.raw(x)
	info := x.Base()
	if want != 2 || info.Type == invalid {
		if info.Type != invalid && info.Mode != syntax.NoValue && info.Type.Kind != types.Tuple {
			c.single(x)
		}
		return
	}
	commaOK := false
	switch y := syntax.Unparen(x).(type) {
	case *syntax.Index:
		commaOK = y.Mode == syntax.MapElement
	case *syntax.Assertion:
		commaOK = true
	}
	if commaOK {
		// The expression itself keeps the type of its value; the pair is that of the second one too.
		c.pair(x)
	}
}

// pair makes the type of v, ok. Parentheses around it get it too.
func (c *checker) pair(x syntax.Expr) {
	info := x.Base()
	info.Type = types.TupleOf([]*types.Type{info.Type, basic(types.UntypedBool)})
	if p, ok := x.(*syntax.Paren); ok {
		c.pair(p.X)
	}
}

func (c *checker) assignment(s *syntax.Assignment) {
	switch s.Op {
	case syntax.Define:
		c.definition(s)
		return
	case syntax.Assign:
	default:
		c.operation(s)
		return
	}
	if len(s.Right) == 1 && len(s.Left) > 1 {
		c.unpack(s.Right[0], len(s.Left))
		results := s.Right[0].Base().Type
		matches := results.Kind == types.Tuple && len(results.Results) == len(s.Left) && s.Right[0].Base().Mode != syntax.NoValue
		if !matches && results != invalid {
			c.countMismatch(s.Left[0].Base().Pos, len(s.Left), s.Right)
		}
		for i, left := range s.Left {
			t := c.target(left)
			if !matches || t == nil {
				continue
			}
			c.assignType(s.Right[0].Base().Pos, results.Results[i], t, "assignment")
		}
		return
	}
	if len(s.Left) != len(s.Right) {
		for _, x := range s.Right {
			c.raw(x)
		}
		for _, x := range s.Left {
			c.target(x)
		}
		c.countMismatch(s.Left[0].Base().Pos, len(s.Left), s.Right)
		return
	}
	for i, left := range s.Left {
		t := c.target(left)
		c.value(s.Right[i])
		if t == nil {
			c.makeTypedBlank(s.Right[i])
			continue
		}
		c.assign(s.Right[i], t, "assignment")
	}
}

func (c *checker) makeTypedBlank(x syntax.Expr) {
	if x.Base().Type.Kind == types.UntypedNil {
		c.fail(x.Base().Pos, "use of untyped nil in assignment")
		return
	}
	c.makeTyped(x)
}

// target checks the left side of an assignment and gives its type, nil for the blank identifier.
func (c *checker) target(x syntax.Expr) *types.Type {
	if name, ok := syntax.Unparen(x).(*syntax.Name); ok {
		if name.Text == "_" {
			set(x, syntax.Value, invalid)
			name.Object = nil
			return nil
		}
		// To be assigned is not to be used.
		o := c.lookup(name.Text)
		if o != nil && o.Kind == types.Variable && !o.Global {
			used := o.Used
			c.raw(x)
			o.Used = used
		} else {
			c.raw(x)
		}
	} else {
		c.raw(x)
	}
	t := c.single(x)
	if t == invalid {
		return invalid
	}
	mode := x.Base().Mode
	if mode != syntax.Addressable && mode != syntax.MapElement {
		text := "cannot assign to " + syntax.Text(x) + " (neither addressable nor a map index expression)"
		if s, ok := syntax.Unparen(x).(*syntax.Selector); ok && s.Selection != nil && s.X.Base().Mode == syntax.MapElement {
			text = "cannot assign to struct field " + syntax.Text(x) + " in map"
		}
		c.fail(x.Base().Pos, text)
		return invalid
	}
	return t
}

// operation is x op= y.
func (c *checker) operation(s *syntax.Assignment) {
	if len(s.Left) != 1 {
		c.fail(s.Position(), "assignment operation "+s.Op.String()+"= requires single-valued expressions")
		return
	}
	x := &syntax.Binary{Info: syntax.Info{Pos: s.Left[0].Base().Pos}, Op: s.Op, X: s.Left[0], Y: s.Right[0]}
	c.binary(x)
	if x.Type == invalid {
		return
	}
	t := c.target(s.Left[0])
	if t == nil || t == invalid {
		return
	}
	c.assign(x, t, "assignment")
}

// definition is :=, which needs one new variable at least.
func (c *checker) definition(s *syntax.Assignment) {
	s.New = nil
	var vars []*types.Object
	fresh := false
	for i, left := range s.Left {
		name, ok := left.(*syntax.Name)
		if !ok {
			c.fail(left.Base().Pos, "non-name "+syntax.Text(left)+" on left side of :=")
			for _, x := range s.Right {
				c.raw(x)
			}
			return
		}
		for _, other := range s.Left[:i] {
			if o := other.(*syntax.Name); o.Text == name.Text && name.Text != "_" {
				c.fail(name.Pos, name.Text+" repeated on left side of :=")
			}
		}
		var o *types.Object
		if name.Text != "_" {
			o = c.scope.find(name.Text)
		}
		if o != nil && o.Kind == types.Variable {
			vars = append(vars, o)
			s.New = append(s.New, nil)
			name.Object = o
			set(name, syntax.Addressable, o.Type)
			continue
		}
		o = c.local(name.Text, name.Pos, nil)
		fresh = fresh || name.Text != "_"
		vars = append(vars, o)
		s.New = append(s.New, o)
		name.Object = o
	}
	if !fresh {
		c.fail(s.Position(), "no new variables on left side of :=")
	}
	c.initialise(vars, s.Right, false, s.Position(), "assignment")
	for i, o := range s.New {
		if o == nil {
			continue
		}
		if o.Type == nil {
			o.Type = invalid
		}
		set(s.Left[i], syntax.Addressable, o.Type)
		if o.Name == "_" {
			o.Used = true
		}
		if o.Type == invalid {
			o.Used = true
		}
		c.define(o)
	}
}
