package gen

import (
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

// block is a list of statements with variables of its own.
func (f *function) block(list []syntax.Stmt) {
	mark := f.mark()
	f.statements(list)
	f.release(mark)
}

func (f *function) statements(list []syntax.Stmt) {
	for _, s := range list {
		f.statement(s)
	}
}

// statement compiles a statement. What it needs for a while in the frame it gives back; variables
// that it declares stay until the end of the block.
func (f *function) statement(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.Assignment:
		if s.Op == syntax.Define {
			f.definition(s)
			return
		}
	case *syntax.DeclStmt:
		for _, d := range s.Decls {
			if v, ok := d.(*syntax.VarDecl); ok {
				f.define(v.Objects, v.Values)
			}
		}
		return
	case *syntax.Labeled:
		f.statement(s.Stmt)
		return
	}
	mark := f.mark()
	switch s := s.(type) {
	case *syntax.Block:
		f.statements(s.List)
	case *syntax.ExprStmt:
		f.discard(s.X)
	case *syntax.Assignment:
		f.assignment(s)
	case *syntax.IncDec:
		f.incDec(s)
	case *syntax.IfStmt:
		f.ifStatement(s)
	case *syntax.ForStmt:
		f.forStatement(s)
	case *syntax.RangeStmt:
		f.rangeStatement(s)
	case *syntax.SwitchStmt:
		f.switchStatement(s)
	case *syntax.TypeSwitchStmt:
		f.typeSwitch(s)
	case *syntax.ReturnStmt:
		f.returnStatement(s)
	case *syntax.Branch:
		f.breakOrContinue(s)
	case *syntax.DeferStmt:
		f.deferStatement(s)
	}
	f.release(mark)
}

func (f *function) discard(x syntax.Expr) {
	if call, ok := syntax.Unparen(x).(*syntax.Call); ok {
		f.call(call, 0)
		return
	}
	f.expr(x, 0)
}

func (f *function) ifStatement(s *syntax.IfStmt) {
	if s.Init != nil {
		f.statement(s.Init)
	}
	mark := f.mark()
	otherwise, done := &label{}, &label{}
	f.branch(s.Cond, otherwise, false, 0)
	f.release(mark)
	f.block(s.Then.List)
	if s.Else == nil {
		f.bind(otherwise)
		return
	}
	f.jump(done)
	f.bind(otherwise)
	f.statement(s.Else)
	f.bind(done)
}

func (f *function) incDec(s *syntax.IncDec) {
	op := syntax.Add
	if s.Op == syntax.Dec {
		op = syntax.Sub
	}
	t := s.X.Base().Type
	if m, ok := f.wholeLocal(s.X); ok && !t.IsFloat() {
		do := x64.Add
		if op == syntax.Sub {
			do = x64.Sub
		}
		f.code.DoMemImm(do, m, 1)
		return
	}
	f.update(s.X, t, func(r int) {
		if t.IsFloat() {
			bits := uint64(0x3FF0000000000000)
			if t.Size() == 4 {
				bits = 0x3F800000
			}
			f.code.MovImm(order[r+1], bits)
			f.float(op, t, r)
			return
		}
		if op == syntax.Add {
			f.code.DoImm(x64.Add, order[r], 1)
		} else {
			f.code.DoImm(x64.Sub, order[r], 1)
		}
		f.normalise(t, r)
	})
}

// deferStatement evaluates function and arguments now and makes a closure that does the call.
func (f *function) deferStatement(s *syntax.DeferStmt) {
	call := syntax.Unparen(s.Call).(*syntax.Call)
	var captured []*types.Object
	capture := func(x syntax.Expr, t *types.Type) syntax.Expr {
		if x.Base().Const != nil && x.Base().Type == t {
			return x
		}
		o := variables([]*types.Type{t})[0]
		o.Heap = true
		f.exprAs(x, t, 0)
		f.boxWith(o)
		captured = append(captured, o)
		return use(o)
	}
	later := *call
	later.Args = nil
	builtin := call.Fun.Base().Mode == syntax.BuiltinExpr
	var signature *types.Type
	if !builtin {
		signature = call.Fun.Base().Type.Under
		later.Fun = f.deferredFunction(call.Fun, capture)
	}
	if len(call.Args) == 1 && call.Args[0].Base().Type.Kind == types.Tuple {
		for i, part := range f.tuple(call.Args[0]) {
			t := part.t
			if i < len(signature.Params) && (!signature.Variadic || i < len(signature.Params)-1) {
				t = signature.Params[i]
			} else if !builtin {
				t = signature.Params[len(signature.Params)-1].Elem
			}
			o := variables([]*types.Type{t})[0]
			o.Heap = true
			f.loadAs(part, t, 0)
			f.boxWith(o)
			captured = append(captured, o)
			later.Args = append(later.Args, use(o))
		}
	} else {
		for i, a := range call.Args {
			t := a.Base().Type
			switch {
			case builtin:
				if t.IsUntyped() {
					t = types.Basic[types.Bool]
				}
			case i < len(signature.Params) && (!signature.Variadic || call.Spread || i < len(signature.Params)-1):
				t = signature.Params[i]
			default:
				t = signature.Params[len(signature.Params)-1].Elem
			}
			later.Args = append(later.Args, capture(a, t))
		}
	}
	symbol := f.newSymbol(text)
	r := &routine{name: f.routine.name + ".defer", symbol: symbol, captured: captured, pos: s.Position(),
		body: &syntax.Block{List: []syntax.Stmt{&syntax.ExprStmt{X: &later}}}}
	if !builtin {
		r.passes = f.passTo(symbol, later.Fun)
	}
	f.queue = append(f.queue, r)
	f.closureTo(symbol, captured, 1)
	f.code.Lea(order[0], local(f.frame))
	f.code.Call(f.helper("deferCall"))
}

// deferredFunction gives the expression that the closure calls: what it calls is decided now.
func (f *function) deferredFunction(fun syntax.Expr, capture func(syntax.Expr, *types.Type) syntax.Expr) syntax.Expr {
	fun = syntax.Unparen(fun)
	switch x := fun.(type) {
	case *syntax.Name:
		if x.Object.Kind == types.Function {
			return fun
		}
	case *syntax.Selector:
		switch {
		case x.Selection == nil && x.Name.Object.Kind == types.Function, x.IsType:
			return fun
		case x.Selection != nil && x.Selection.Field == nil:
			// The receiver as the method takes it.
			receiver := f.receiverType(x)
			s := &types.Selection{Method: x.Selection.Method, Inter: x.Selection.Inter, Index: x.Selection.Index, Holder: x.Selection.Holder}
			value := &evaluated{Info: syntax.Info{Type: receiver, Mode: syntax.Value}, selector: x}
			return selectMethod(capture(value, receiver), s)
		}
	}
	return capture(fun, fun.Base().Type)
}

// evaluated stands for the receiver of a method, as the method takes it.
type evaluated struct {
	syntax.Info
	selector *syntax.Selector
}
