package check

import (
	"selfhost/syntax"
	"selfhost/types"
)

// order lists the variables of the package so that each comes after those that its value depends on,
// directly or through functions, and otherwise as in the source.
func (c *checker) order() {
	done := make(map[*types.Object]int)
	listed := make(map[*syntax.VarDecl]bool)
	var visit func(o *types.Object, path []*types.Object)
	visit = func(o *types.Object, path []*types.Object) {
		if done[o] == 2 {
			return
		}
		if done[o] == 1 {
			for i := len(path) - 1; i >= 0; i-- {
				if path[i].Kind == types.Variable {
					c.fail(path[i].Pos, "initialization cycle or refers to itself: "+path[i].Name)
					return
				}
				if path[i] == o {
					break
				}
			}
			return
		}
		done[o] = 1
		path = append(path, o)
		for _, used := range o.Uses {
			if used != o || o.Kind == types.Variable {
				visit(used, path)
			}
		}
		done[o] = 2
		d, ok := o.Decl.(*declared)
		if !ok || o.Kind != types.Variable {
			return
		}
		v := d.decl.(*syntax.VarDecl)
		if len(v.Values) > 0 && !listed[v] {
			listed[v] = true
			for _, other := range v.Objects {
				for _, used := range other.Uses {
					visit(used, path)
				}
			}
			c.unit.Variables = append(c.unit.Variables, v)
		}
	}
	for _, file := range c.unit.Files {
		for _, d := range file.Decls {
			if v, ok := d.(*syntax.VarDecl); ok {
				for _, o := range v.Objects {
					visit(o, nil)
				}
			}
		}
	}
}

// terminatesList says whether control never leaves the end of a list of statements.
func (c *checker) terminatesList(list []syntax.Stmt) bool {
	n := len(list)
	for n > 0 {
		if _, ok := list[n-1].(*syntax.Empty); !ok {
			break
		}
		n--
	}
	return n > 0 && c.terminates(list[n-1], "")
}

func (c *checker) terminates(s syntax.Stmt, label string) bool {
	switch s := s.(type) {
	case *syntax.ReturnStmt:
		return true
	case *syntax.ExprStmt:
		call, ok := syntax.Unparen(s.X).(*syntax.Call)
		return ok && call.Fun.Base().Mode == syntax.BuiltinExpr && call.BuiltinID == Panic
	case *syntax.Block:
		return c.terminatesList(s.List)
	case *syntax.IfStmt:
		return s.Else != nil && c.terminatesList(s.Then.List) && c.terminates(s.Else, "")
	case *syntax.ForStmt:
		return s.Cond == nil && !leaves(s.Body, s.Label, true)
	case *syntax.Labeled:
		return c.terminates(s.Stmt, s.Label.Text)
	case *syntax.SwitchStmt:
		return c.terminatesClauses(s.Clauses, s.Label)
	case *syntax.TypeSwitchStmt:
		return c.terminatesClauses(s.Clauses, s.Label)
	}
	return false
}

func (c *checker) terminatesClauses(clauses []*syntax.Clause, label string) bool {
	hasDefault := false
	for _, clause := range clauses {
		hasDefault = hasDefault || clause.IsDefault
		if !clause.Fallthrough && !c.terminatesList(clause.Body) {
			return false
		}
		for _, s := range clause.Body {
			if leaves(s, label, true) {
				return false
			}
		}
	}
	return hasDefault
}

// leaves says whether a break in s leaves the statement around it, which has this label; plain says
// that a break without a label does.
func leaves(s syntax.Stmt, label string, plain bool) bool {
	switch s := s.(type) {
	case *syntax.Branch:
		if s.Op != syntax.Break {
			return false
		}
		return s.Label == nil && plain || s.Label != nil && s.Label.Text == label
	case *syntax.Block:
		for _, inner := range s.List {
			if leaves(inner, label, plain) {
				return true
			}
		}
	case *syntax.IfStmt:
		return leaves(s.Then, label, plain) || s.Else != nil && leaves(s.Else, label, plain)
	case *syntax.Labeled:
		return leaves(s.Stmt, label, plain)
	case *syntax.ForStmt:
		return leaves(s.Body, label, false)
	case *syntax.RangeStmt:
		return leaves(s.Body, label, false)
	case *syntax.SwitchStmt:
		return leavesClauses(s.Clauses, label)
	case *syntax.TypeSwitchStmt:
		return leavesClauses(s.Clauses, label)
	}
	return false
}

func leavesClauses(clauses []*syntax.Clause, label string) bool {
	for _, clause := range clauses {
		for _, s := range clause.Body {
			if leaves(s, label, false) {
				return true
			}
		}
	}
	return false
}

// collectLabels notes the labels of a function, without those of functions in it.
func (c *checker) collectLabels(list []syntax.Stmt) {
	for _, s := range list {
		c.collectLabel(s)
	}
}

func (c *checker) collectLabel(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.Labeled:
		for _, l := range c.function.labels {
			if l.name.Text == s.Label.Text {
				c.fail(s.Label.Pos, "label "+s.Label.Text+" already declared")
			}
		}
		c.function.labels = append(c.function.labels, &label{name: s.Label})
		c.collectLabel(s.Stmt)
	case *syntax.Block:
		c.collectLabels(s.List)
	case *syntax.IfStmt:
		c.collectLabels(s.Then.List)
		if s.Else != nil {
			c.collectLabel(s.Else)
		}
	case *syntax.ForStmt:
		c.collectLabels(s.Body.List)
	case *syntax.RangeStmt:
		c.collectLabels(s.Body.List)
	case *syntax.SwitchStmt:
		for _, clause := range s.Clauses {
			c.collectLabels(clause.Body)
		}
	case *syntax.TypeSwitchStmt:
		for _, clause := range s.Clauses {
			c.collectLabels(clause.Body)
		}
	}
}

func (c *checker) unusedLabels() {
	for _, l := range c.function.labels {
		if !l.used {
			c.fail(l.name.Pos, "label "+l.name.Text+" defined and not used")
		}
	}
}
