package gen

import (
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

// enterSwitch is enter for a statement that continue does not mean.
func (f *function) enterSwitch(name string) *target {
	t := f.enter(name)
	t.cont = nil
	return t
}

// switchStatement compares the tag with one case after the other.
func (f *function) switchStatement(s *syntax.SwitchStmt) {
	if s.Init != nil {
		f.statement(s.Init)
	}
	var tag syntax.Expr
	if s.Tag != nil {
		tag = f.kept(s.Tag, s.Tag.Base().Type)
	}
	t := f.enterSwitch(s.Label)
	labels := make([]*label, len(s.Clauses))
	otherwise := t.brk
	for i, clause := range s.Clauses {
		labels[i] = &label{}
		if clause.IsDefault {
			otherwise = labels[i]
		}
		for _, x := range clause.Exprs {
			mark := f.mark()
			if tag == nil {
				f.branch(x, labels[i], true, 0)
			} else {
				info := syntax.Info{Type: types.Basic[types.Bool], Mode: syntax.Value}
				f.branchComparison(&syntax.Binary{Info: info, Op: syntax.Eql, X: tag, Y: x}, labels[i], true, 0)
			}
			f.release(mark)
		}
	}
	f.jump(otherwise)
	for i, clause := range s.Clauses {
		f.bind(labels[i])
		f.block(clause.Body)
		if clause.Fallthrough && i+1 < len(labels) {
			f.jump(labels[i+1])
		} else if i+1 < len(labels) {
			f.jump(t.brk)
		}
	}
	f.leaveLoop(t)
}

// typeSwitch compares the dynamic type with one case after the other.
func (f *function) typeSwitch(s *syntax.TypeSwitchStmt) {
	if s.Init != nil {
		f.statement(s.Init)
	}
	inter := s.X.Base().Type
	value, dynamic, itab := f.slot(16), f.slot(8), f.slot(8)
	f.expr(s.X, 0)
	f.store(local(value), inter, 0)
	f.dynamicType(inter, 0)
	f.code.Store(local(dynamic), order[0], 8)
	t := f.enterSwitch(s.Label)
	labels := make([]*label, len(s.Clauses))
	otherwise := t.brk
	for i, clause := range s.Clauses {
		labels[i] = &label{}
		if clause.IsDefault {
			otherwise = labels[i]
		}
		for _, x := range clause.Exprs {
			f.typeCase(x, dynamic, itab, labels[i])
		}
	}
	f.jump(otherwise)
	for i, clause := range s.Clauses {
		f.bind(labels[i])
		mark := f.mark()
		if clause.Var != nil {
			f.bindCase(clause, inter, value, itab)
		}
		f.statements(clause.Body)
		f.release(mark)
		if i+1 < len(labels) {
			f.jump(t.brk)
		}
	}
	f.leaveLoop(t)
}

// typeCase jumps if the dynamic type is that of a case.
func (f *function) typeCase(x syntax.Expr, dynamic, itab int64, to *label) {
	f.code.Load(order[0], local(dynamic), 8, false)
	t := x.Base().Type
	switch {
	case isNilName(x):
		f.code.Test(order[0])
		f.jumpIf(x64.Equal, to)
	case t.Kind != types.Interface:
		f.code.MovAddress(x64.RAX, f.descriptor(t), 0)
		f.code.Do(x64.Cmp, order[0], x64.RAX)
		f.jumpIf(x64.Equal, to)
	case len(t.Under.Methods) == 0:
		f.code.Test(order[0])
		f.jumpIf(x64.NotEqual, to)
	default:
		skip := &label{}
		f.code.Test(order[0])
		f.jumpIf(x64.Equal, skip)
		f.code.Mov(order[1], order[0])
		f.code.MovAddress(order[0], f.descriptor(t), 0)
		f.code.Call(f.helper("getItab"))
		f.code.Store(local(itab), order[0], 8)
		f.code.Test(order[0])
		f.jumpIf(x64.NotEqual, to)
		f.bind(skip)
	}
}

// bindCase gives the variable of a clause its value: of the type of the case, if there is one alone.
func (f *function) bindCase(clause *syntax.Clause, inter *types.Type, value, itab int64) {
	o := clause.Var
	at := f.reserveFor(o)
	switch {
	case len(clause.Exprs) != 1 || isNilName(clause.Exprs[0]):
		f.load(local(value), inter, 0)
	case o.Type.Kind == types.Interface:
		f.load(local(value), inter, 0)
		if len(o.Type.Under.Methods) > 0 {
			f.code.Load(order[0], local(itab), 8, false)
		} else {
			f.dynamicType(inter, 0)
		}
	default:
		f.load(local(value), inter, 0)
		f.unbox(o.Type, 0)
	}
	f.settle(o, at)
}
