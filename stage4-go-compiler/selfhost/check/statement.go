package check

import (
	"selfhost/source"
	"selfhost/syntax"
	"selfhost/types"
)

// target is a statement that break or continue may leave.
type target struct {
	label  string
	isLoop bool
}

type label struct {
	name *syntax.Name
	used bool
}

func (c *checker) statements(list []syntax.Stmt) {
	for _, s := range list {
		c.statement(s, "")
	}
}

func (c *checker) block(b *syntax.Block) {
	c.open()
	c.statements(b.List)
	c.close()
}

func (c *checker) statement(s syntax.Stmt, name string) {
	switch s := s.(type) {
	case *syntax.Block:
		c.block(s)
	case *syntax.ExprStmt:
		c.exprStatement(s.X)
	case *syntax.Assignment:
		c.assignment(s)
	case *syntax.IncDec:
		t := c.value(s.X)
		if t == invalid {
			return
		}
		if !t.IsNumeric() {
			c.fail(s.Position(), "invalid operation: "+syntax.Text(s.X)+s.Op.String()+" (non-numeric type "+t.Name(c.pkg)+")")
			return
		}
		c.target(s.X)
	case *syntax.DeclStmt:
		for _, d := range s.Decls {
			c.localDecl(d)
		}
	case *syntax.IfStmt:
		c.open()
		if s.Init != nil {
			c.statement(s.Init, "")
		}
		c.condition(s.Cond, "if")
		c.block(s.Then)
		if s.Else != nil {
			c.statement(s.Else, "")
		}
		c.close()
	case *syntax.ForStmt:
		c.forStatement(s, name)
	case *syntax.RangeStmt:
		c.rangeStatement(s, name)
	case *syntax.SwitchStmt:
		c.switchStatement(s, name)
	case *syntax.TypeSwitchStmt:
		c.typeSwitch(s, name)
	case *syntax.ReturnStmt:
		c.returnStatement(s)
	case *syntax.Branch:
		c.branch(s)
	case *syntax.Labeled:
		c.statement(s.Stmt, s.Label.Text)
	case *syntax.DeferStmt:
		c.deferStatement(s)
	}
}

func (c *checker) exprStatement(x syntax.Expr) {
	c.raw(x)
	info := x.Base()
	call, isCall := syntax.Unparen(x).(*syntax.Call)
	if info.Type == invalid && info.Mode == syntax.Value {
		return
	}
	if isCall && !call.Converts {
		if call.Fun.Base().Mode == syntax.BuiltinExpr && info.Mode != syntax.NoValue && call.BuiltinID != Copy && call.BuiltinID != Recover {
			c.fail(info.Pos, syntax.Text(x)+" (value of type "+info.Type.Name(c.pkg)+") is not used")
		}
		return
	}
	if info.Mode == syntax.TypeExpr || info.Mode == syntax.BuiltinExpr || info.Mode == syntax.PackageExpr {
		c.single(x)
		return
	}
	text := syntax.Text(x) + " (" + c.describe(x) + ") is not used"
	c.fail(info.Pos, text)
}

func (c *checker) condition(x syntax.Expr, what string) {
	t := c.value(x)
	if t == invalid {
		return
	}
	if !t.IsBoolean() {
		c.fail(x.Base().Pos, "non-boolean condition in "+what+" statement")
		return
	}
	c.makeTyped(x)
}

// localDecl is a declaration in a function.
func (c *checker) localDecl(d syntax.Decl) {
	switch d := d.(type) {
	case *syntax.VarDecl:
		d.Objects = nil
		var t *types.Type
		if d.TypeExpr != nil {
			t = c.varType(d.TypeExpr)
		}
		for _, name := range d.Names {
			o := c.local(name.Text, name.Pos, t)
			o.Used = name.Text == "_"
			name.Object = o
			d.Objects = append(d.Objects, o)
		}
		c.initialise(d.Objects, d.Values, t != nil, d.Position(), "variable declaration")
		for _, o := range d.Objects {
			if o.Type == nil {
				o.Type = invalid
			}
			c.define(o)
		}
	case *syntax.ConstDecl:
		d.Objects = nil
		for i, name := range d.Names {
			o := &types.Object{Kind: types.Constant, Name: name.Text, Pos: name.Pos, Package: c.pkg, Resolved: 2}
			c.constant(d, i, o)
			d.Objects = append(d.Objects, o)
		}
		for _, o := range d.Objects {
			c.define(o)
		}
	case *syntax.TypeDecl:
		o := &types.Object{Kind: types.TypeName, Name: d.Name.Text, Pos: d.Name.Pos, Package: c.pkg, Resolved: 2}
		d.Name.Object = o
		if d.Alias {
			o.Type = c.typeOf(d.TypeExpr)
			c.define(o)
			return
		}
		o.Type = types.NewDeclared(o)
		c.define(o)
		under := c.typeOf(d.TypeExpr)
		if under.Under != nil {
			o.Type.SetUnder(under.Under)
		}
		c.measure(o)
	}
}

func (c *checker) forStatement(s *syntax.ForStmt, name string) {
	s.Label = name
	c.open()
	if s.Init != nil {
		c.statement(s.Init, "")
		if d, ok := s.Init.(*syntax.Assignment); ok && d.Op == syntax.Define {
			for _, o := range d.New {
				if o != nil {
					s.Vars = append(s.Vars, o)
				}
			}
		}
	}
	if s.Cond != nil {
		c.condition(s.Cond, "for")
	}
	if s.Post != nil {
		c.statement(s.Post, "")
	}
	c.enter(name, true)
	c.block(s.Body)
	c.leave()
	c.close()
}

func (c *checker) enter(name string, isLoop bool) {
	c.function.targets = append(c.function.targets, target{name, isLoop})
}

func (c *checker) leave() { c.function.targets = c.function.targets[:len(c.function.targets)-1] }

// rangeTypes gives the types of key and element of x, nil where there is none.
func (c *checker) rangeTypes(x syntax.Expr) (key, elem *types.Type, ok bool) {
	t := x.Base().Type
	integer := basic(types.Int)
	switch {
	case t.IsString():
		return integer, basic(types.Int32), true
	// BEGIN SOLUTION 4.9 stub: // exercise 4.9: integers
	case t.IsInteger():
		return t, nil, true
	// END SOLUTION
	case t.Kind == types.Slice || t.Kind == types.Array:
		return integer, t.Under.Elem, true
	case t.Kind == types.Pointer && t.Under.Elem.Kind == types.Array:
		return integer, t.Under.Elem.Under.Elem, true
	case t.Kind == types.Map:
		return t.Under.Key, t.Under.Elem, true
	}
	return nil, nil, false
}

func (c *checker) rangeStatement(s *syntax.RangeStmt, name string) {
	s.Label = name
	c.open()
	t := c.value(s.X)
	info := s.X.Base()
	var parts [2]*types.Type
	if t != invalid {
		if info.Mode == syntax.ConstantExpr && t.Kind == types.UntypedFloat {
			if n := info.Const.ToInt(); n != nil {
				info.Const = n
				info.Type = basic(types.UntypedInt)
				t = info.Type
			}
		}
		if t.IsUntyped() {
			want := defaultType(t)
			if s.Key != nil && !s.Define && t.IsNumeric() {
				if k := c.target(s.Key); k != nil && k != invalid {
					want = k
				}
			}
			c.assign(s.X, want, "range clause")
			t = info.Type
		}
	}
	if t != invalid {
		key, elem, ok := c.rangeTypes(s.X)
		switch {
		case !ok && t.Kind == types.Func:
			c.refuse(info.Pos, "ranging over functions is")
		case !ok:
			c.fail(info.Pos, "cannot range over "+c.named(s.X))
		case elem == nil && s.Value != nil:
			c.fail(s.Value.Base().Pos, "range over "+c.named(s.X)+" permits only one iteration variable")
		}
		parts[0], parts[1] = key, elem
	}
	s.Vars[0], s.Vars[1] = nil, nil
	for i, x := range []syntax.Expr{s.Key, s.Value} {
		if x == nil {
			continue
		}
		partType := parts[i]
		if partType == nil {
			partType = invalid
		}
		if !s.Define {
			if want := c.target(x); want != nil && want != invalid && partType != invalid {
				c.assignType(x.Base().Pos, partType, want, "range clause")
			}
			continue
		}
		n, ok := x.(*syntax.Name)
		if !ok {
			c.fail(x.Base().Pos, "non-name "+syntax.Text(x)+" on left side of :=")
			continue
		}
		o := c.local(n.Text, n.Pos, partType)
		o.Used = n.Text == "_" || partType == invalid
		n.Object = o
		if n.Text != "_" {
			s.Vars[i] = o
		}
		c.define(o)
	}
	c.enter(name, true)
	c.block(s.Body)
	c.leave()
	c.close()
}

func (c *checker) switchStatement(s *syntax.SwitchStmt, name string) {
	s.Label = name
	c.open()
	if s.Init != nil {
		c.statement(s.Init, "")
	}
	var t *types.Type
	if s.Tag != nil {
		t = c.typed(s.Tag)
		if t != invalid && !t.IsComparable() && t.Kind != types.Func && t.Kind != types.Slice && t.Kind != types.Map {
			c.fail(s.Tag.Base().Pos, "cannot switch on "+c.named(s.Tag))
			t = invalid
		}
	}
	c.enter(name, false)
	seen := make(map[string]bool)
	hasDefault := false
	for i, clause := range s.Clauses {
		if clause.IsDefault {
			if hasDefault {
				c.fail(clause.Pos, "multiple defaults in switch")
			}
			hasDefault = true
		}
		for _, x := range clause.Exprs {
			c.caseValue(s, x, t, seen)
		}
		c.open()
		c.statements(clause.Body)
		if clause.Fallthrough && i == len(s.Clauses)-1 {
			c.fail(clause.Right, "cannot fallthrough final case in switch")
		}
		c.close()
	}
	c.leave()
	c.close()
}

func (c *checker) caseValue(s *syntax.SwitchStmt, x syntax.Expr, t *types.Type, seen map[string]bool) {
	if s.Tag == nil {
		if c.value(x) != invalid {
			if !x.Base().Type.IsBoolean() {
				c.fail(x.Base().Pos, "invalid case "+syntax.Text(x)+" in switch (mismatched types "+x.Base().Type.Name(c.pkg)+" and bool)")
				return
			}
			c.makeTyped(x)
		}
		return
	}
	from := c.value(x)
	if from == invalid || t == invalid {
		return
	}
	ok, _ := c.assignable(x, t)
	if !ok && !from.IsUntyped() {
		ok, _ = c.assignable(s.Tag, from)
	}
	if !ok {
		c.fail(x.Base().Pos, "invalid case "+syntax.Text(x)+" in switch on "+syntax.Text(s.Tag)+" (mismatched types "+
			from.Name(c.pkg)+" and "+t.Name(c.pkg)+")")
		return
	}
	if !t.IsComparable() && !isNil(x) {
		c.fail(x.Base().Pos, "invalid case "+syntax.Text(x)+" in switch on "+syntax.Text(s.Tag)+" ("+kindName(t)+" can only be compared to nil)")
		return
	}
	if from.IsUntyped() {
		c.assign(x, t, "switch case")
	}
	info := x.Base()
	if info.Mode == syntax.ConstantExpr {
		key := source.Decimal(info.Type.Number) + " " + info.Const.String()
		if seen[key] && !info.Type.IsBoolean() {
			c.fail(info.Pos, "duplicate case "+syntax.Text(x)+" in expression switch")
		}
		seen[key] = true
	}
}

func (c *checker) typeSwitch(s *syntax.TypeSwitchStmt, name string) {
	s.Label = name
	c.open()
	if s.Init != nil {
		c.statement(s.Init, "")
	}
	t := c.value(s.X)
	if t != invalid && t.Kind != types.Interface {
		c.fail(s.X.Base().Pos, c.named(s.X)+" is not an interface")
		t = invalid
	}
	c.enter(name, false)
	used := s.Bind == nil
	hasDefault := false
	var seen []*types.Type
	for _, clause := range s.Clauses {
		if clause.IsDefault {
			if hasDefault {
				c.fail(clause.Pos, "multiple defaults in switch")
			}
			hasDefault = true
		}
		only := t
		for _, x := range clause.Exprs {
			only = t
			if n, ok := syntax.Unparen(x).(*syntax.Name); ok {
				if o := c.lookup(n.Text); o != nil && o.Kind == types.Nil {
					c.raw(x)
					continue
				}
			}
			caseType := c.varType(x)
			if caseType == invalid || t == invalid {
				continue
			}
			c.possible(x.Base().Pos, s.X, t, caseType, "impossible type switch case: "+c.named(s.X)+" cannot have dynamic type ")
			for _, other := range seen {
				if other == caseType {
					c.fail(x.Base().Pos, "duplicate case "+syntax.Text(x)+" in type switch")
				}
			}
			seen = append(seen, caseType)
			only = caseType
		}
		if len(clause.Exprs) != 1 {
			only = t
		}
		c.open()
		if s.Bind != nil {
			clause.Var = c.local(s.Bind.Text, s.Bind.Pos, only)
			c.define(clause.Var)
		}
		c.statements(clause.Body)
		if clause.Fallthrough {
			c.fail(clause.Right, "cannot fallthrough in type switch")
		}
		if clause.Var != nil {
			used = used || clause.Var.Used
			clause.Var.Used = true
		}
		c.close()
	}
	if !used && s.Bind.Text != "_" {
		c.fail(s.Bind.Pos, "declared and not used: "+s.Bind.Text)
	}
	c.leave()
	c.close()
}

func (c *checker) returnStatement(s *syntax.ReturnStmt) {
	want := c.function.results
	if len(s.Results) == 0 {
		if len(want) > 0 && !c.function.named {
			c.returnMismatch(s, "not enough return values")
		}
		if c.function.named {
			for _, r := range want {
				if o := c.lookup(r.Name); r.Name != "_" && o != r && o != nil {
					c.fail(s.Position(), "result parameter "+r.Name+" not in scope at return")
				}
			}
		}
		return
	}
	if len(s.Results) == 1 && len(want) != 1 {
		c.raw(s.Results[0])
		t := s.Results[0].Base().Type
		if t == invalid {
			return
		}
		if t.Kind == types.Tuple && s.Results[0].Base().Mode != syntax.NoValue && len(t.Results) == len(want) {
			for i, r := range want {
				c.assignType(s.Results[0].Base().Pos, t.Results[i], r.Type, "return statement")
			}
			return
		}
		if len(want) == 0 {
			c.fail(s.Results[0].Base().Pos, "too many return values\n\thave ("+defaultType(t).Name(c.pkg)+")\n\twant ()")
			return
		}
		c.returnMismatch(s, "not enough return values")
		return
	}
	for _, x := range s.Results {
		c.value(x)
	}
	if len(s.Results) != len(want) {
		text := "not enough return values"
		if len(s.Results) > len(want) {
			text = "too many return values"
		}
		c.returnMismatch(s, text)
		return
	}
	for i, x := range s.Results {
		c.assign(x, want[i].Type, "return statement")
	}
}

func (c *checker) returnMismatch(s *syntax.ReturnStmt, text string) {
	have := ""
	for i, x := range s.Results {
		if i > 0 {
			have += ", "
		}
		t := x.Base().Type
		if t.IsUntyped() && t.IsNumeric() {
			have += "number"
		} else {
			have += defaultType(t).Name(c.pkg)
		}
	}
	var want []*types.Type
	for _, r := range c.function.results {
		want = append(want, r.Type)
	}
	pos := s.Position()
	if len(s.Results) > 0 {
		pos = s.Results[0].Base().Pos
	}
	c.fail(pos, text+"\n\thave ("+have+")\n\twant "+types.FuncOf(want, nil, false).Signature(c.pkg))
}

func (c *checker) branch(s *syntax.Branch) {
	if s.Op == syntax.Fallthrough {
		c.fail(s.Position(), "fallthrough statement out of place")
		return
	}
	what := s.Op.String()
	if s.Label != nil {
		for _, l := range c.function.labels {
			if l.name.Text == s.Label.Text {
				l.used = true
			}
		}
	}
	for i := len(c.function.targets) - 1; i >= 0; i-- {
		t := c.function.targets[i]
		if s.Label != nil {
			if t.label == s.Label.Text {
				if !t.isLoop && s.Op == syntax.Continue {
					c.fail(s.Label.Pos, "invalid continue label "+s.Label.Text)
				}
				return
			}
			continue
		}
		if t.isLoop || s.Op == syntax.Break {
			return
		}
	}
	if s.Label != nil {
		for _, l := range c.function.labels {
			if l.name.Text == s.Label.Text {
				c.fail(s.Label.Pos, "invalid "+what+" label "+s.Label.Text)
				return
			}
		}
		c.fail(s.Label.Pos, what+" label not defined: "+s.Label.Text)
		return
	}
	if s.Op == syntax.Break {
		c.fail(s.Position(), "break is not in a loop, switch, or select")
	} else {
		c.fail(s.Position(), "continue is not in a loop")
	}
}

func (c *checker) deferStatement(s *syntax.DeferStmt) {
	call, ok := syntax.Unparen(s.Call).(*syntax.Call)
	if !ok {
		c.fail(s.Position(), "expression in defer must be function call")
		return
	}
	c.exprStatement(call)
	if call.Converts {
		c.fail(s.Position(), "defer requires function call, not conversion")
	}
	if len(c.literals) > 0 {
		c.literals[len(c.literals)-1].Defers = true
	} else if c.function.decl != nil {
		c.function.decl.Defers = true
	}
}
