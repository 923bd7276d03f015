package gen

import (
	"selfhost/source"
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

// receiver evaluates the receiver of x.Method into r and those that follow, and gives the number of
// words.
func (f *function) receiver(x *syntax.Selector, r int) int {
	method := x.Selection.Method
	path := x.Selection.Path
	t := x.X.Base().Type
	if len(path) > 0 {
		t = path[len(path)-1].Type
	}
	wantsPointer := types.HasPointerReceiver(method)
	isPointer := t.Kind == types.Pointer && !t.IsDeclared()
	m := func() x64.Mem {
		if len(path) == 0 {
			return f.place(x.X, r)
		}
		return f.fieldPlace(x.X, path, r)
	}
	switch {
	case wantsPointer && isPointer:
		if len(path) == 0 {
			f.expr(x.X, r)
		} else {
			f.load(m(), t, r)
		}
		return 1
	case wantsPointer:
		f.code.Lea(order[r], m())
		return 1
	case isPointer:
		// The value is loaded through the pointer.
		if len(path) == 0 {
			f.expr(x.X, r)
		} else {
			f.load(m(), t, r)
		}
		elem := t.Under.Elem
		f.code.Touch(order[r])
		f.load(register(r), elem, r)
		return words(elem)
	case len(path) == 0:
		f.expr(x.X, r)
		return words(t)
	}
	f.load(m(), t, r)
	return words(t)
}

// interfaceReceiver evaluates the interface value that x.Method is called on.
func (f *function) interfaceReceiver(x *syntax.Selector, r int) {
	if len(x.Selection.Path) == 0 {
		f.expr(x.X, r)
		return
	}
	path := x.Selection.Path
	f.load(f.fieldPlace(x.X, path, r), path[len(path)-1].Type, r)
}

// closureTo makes a function value of code and captured words: each is an address of a variable.
func (f *function) closureTo(symbol int, captured []*types.Object, r int) {
	if len(captured) == 0 {
		f.code.MovAddress(order[r], f.funcval(symbol), 0)
		return
	}
	f.newBytes(int64(8+8*len(captured)), r)
	f.code.MovAddress(x64.RAX, symbol, 0)
	f.code.Store(register(r), x64.RAX, 8)
	for i, o := range captured {
		f.code.Load(x64.RAX, local(o.Offset), 8, false)
		f.code.Store(shifted(register(r), int64(8+8*i)), x64.RAX, 8)
	}
}

// closure is a function literal. A captured variable is in the heap, so its slot has an address.
func (f *function) closure(x *syntax.FuncLiteral, r int) {
	symbol := f.newSymbol(text)
	f.queue = append(f.queue, &routine{name: f.routine.name + ".func", symbol: symbol, params: x.Params, results: x.Results, body: x.Body,
		captured: x.Captured, pos: x.Pos, defers: x.Defers, recovers: x.Recovers})
	f.closureTo(symbol, x.Captured, r)
}

// variables makes variables of types, for code that the compiler writes itself.
func variables(list []*types.Type) []*types.Object {
	all := make([]*types.Object, len(list))
	for i, t := range list {
		all[i] = &types.Object{Kind: types.Variable, Name: "p" + source.Decimal(i), Type: t, Resolved: 2}
	}
	return all
}

// use makes an expression of a variable.
func use(o *types.Object) syntax.Expr {
	return &syntax.Name{Info: syntax.Info{Type: o.Type, Mode: syntax.Addressable}, Text: o.Name, Object: o}
}

// forward makes the statement that calls a function with parameters and returns what it gives.
func forward(fun syntax.Expr, params []*types.Object) *syntax.Block {
	signature := fun.Base().Type.Under
	call := &syntax.Call{Fun: fun, Spread: signature.Variadic}
	for _, p := range params {
		call.Args = append(call.Args, use(p))
	}
	call.Mode = syntax.Value
	switch len(signature.Results) {
	case 0:
		call.Mode = syntax.NoValue
		call.Type = types.TupleOf(nil)
		return &syntax.Block{List: []syntax.Stmt{&syntax.ExprStmt{X: call}}}
	case 1:
		call.Type = signature.Results[0]
	default:
		call.Type = types.TupleOf(signature.Results)
	}
	return &syntax.Block{List: []syntax.Stmt{&syntax.ReturnStmt{Results: []syntax.Expr{call}}}}
}

// selectMethod makes x.method.
func selectMethod(x syntax.Expr, s *types.Selection) *syntax.Selector {
	name, _ := s.Name()
	return &syntax.Selector{Info: syntax.Info{Type: s.Signature(), Mode: syntax.Value}, X: x,
		Name: &syntax.Name{Text: name}, Selection: s}
}

// methodExpression is T.method: a function whose first parameter is the receiver.
func (f *function) methodExpression(x *syntax.Selector, r int) {
	t := x.X.Base().Type
	receiver := variables([]*types.Type{t})
	signature := x.Selection.Signature()
	params := variables(signature.Params)
	symbol := f.newSymbol(text)
	f.queue = append(f.queue, &routine{name: f.routine.name + ".expression", symbol: symbol, params: append(receiver, params...),
		results: variables(signature.Results), body: forward(selectMethod(use(receiver[0]), x.Selection), params), pos: x.Pos})
	f.code.MovAddress(order[r], f.funcval(symbol), 0)
}

// methodValue is x.method: a closure over the receiver, which is evaluated now.
func (f *function) methodValue(x *syntax.Selector, r int) {
	receiver := variables([]*types.Type{f.receiverType(x)})[0]
	receiver.Heap = true
	kept := f.keep(r)
	if x.Selection.Inter != nil {
		f.interfaceReceiver(x, 0)
		f.code.Touch(order[0])
	} else {
		f.receiver(x, 0)
	}
	f.boxWith(receiver)
	s := &types.Selection{Method: x.Selection.Method, Inter: x.Selection.Inter, Index: x.Selection.Index, Holder: x.Selection.Holder}
	signature := s.Signature()
	params := variables(signature.Params)
	symbol := f.newSymbol(text)
	method := selectMethod(use(receiver), s)
	f.queue = append(f.queue, &routine{name: f.routine.name + ".method", symbol: symbol, params: params, results: variables(signature.Results),
		body: forward(method, params), captured: []*types.Object{receiver}, pos: x.Pos, passes: f.passTo(symbol, method)})
	f.closureTo(symbol, []*types.Object{receiver}, 0)
	f.move(r, 0, 1)
	f.restore(kept, r)
}

// receiverType gives the type that a method's receiver is evaluated to.
func (f *function) receiverType(x *syntax.Selector) *types.Type {
	if x.Selection.Inter != nil {
		return x.Selection.Holder
	}
	return x.Selection.Method.Receiver
}

// boxWith makes a heap variable of the value in the first registers.
func (f *function) boxWith(o *types.Object) {
	n := words(o.Type)
	o.Offset = f.slot(8)
	f.newBytes(o.Type.Size(), n)
	f.store(register(n), o.Type, 0)
	f.code.Store(local(o.Offset), order[n], 8)
}

// passTo makes what code of the compiler does between the runtime and a function that may call
// recover: it passes the permission on.
func (g *generator) passTo(symbol int, fun syntax.Expr) func(f *function) {
	return func(f *function) {
		f.code.MovAddress(order[0], symbol, 0)
		switch x := syntax.Unparen(fun).(type) {
		case *syntax.Selector:
			switch {
			case x.Selection == nil:
				f.code.MovAddress(order[1], f.generator.function(x.Name.Object), 0)
			case x.Selection.Method != nil && !x.IsType:
				f.code.MovAddress(order[1], f.generator.function(x.Selection.Method), 0)
			case x.Selection.Inter != nil && !x.IsType:
				f.expr(x.X, 1)
				f.code.Load(order[1], x64.Mem{Base: order[1], Off: int32(24 + 8*x.Selection.Index)}, 8, false)
				f.code.MovAddress(order[0], symbol, 0)
			default:
				f.functionCode(fun, symbol)
			}
		case *syntax.Name:
			if x.Object.Kind == types.Function {
				f.code.MovAddress(order[1], f.generator.function(x.Object), 0)
			} else {
				f.functionCode(fun, symbol)
			}
		default:
			f.functionCode(fun, symbol)
		}
		f.code.Call(f.helper("passRecover"))
	}
}

func (f *function) functionCode(fun syntax.Expr, symbol int) {
	f.expr(fun, 1)
	f.code.Load(order[1], register(1), 8, false)
	f.code.MovAddress(order[0], symbol, 0)
}

// wrapper gives the code for calls of a method through an interface, whose receiver is the data word
// of the interface value.
func (g *generator) wrapper(t *types.Type, s *types.Selection) int {
	if s.Method != nil && len(s.Path) == 0 {
		value := !types.HasPointerReceiver(s.Method)
		switch {
		case !value && t.Kind == types.Pointer:
			return g.function(s.Method)
		case value && inMemory(t) && !t.IsDirect():
			return g.function(s.Method) // the data word is the address that it takes
		case value && t.IsDirect() && !inMemory(t) && t.Kind != types.Pointer:
			return g.function(s.Method)
		}
	}
	name, pkg := s.Name()
	key := source.Decimal(t.Number) + "." + types.Full(name, pkg)
	if known := g.wrappers[key]; known != 0 {
		return known
	}
	symbol := g.newSymbol(text)
	g.wrappers[key] = symbol
	// The receiver is the value itself if it fits into the word, else a pointer to it.
	receiver := variables([]*types.Type{t})[0]
	var x syntax.Expr = use(receiver)
	if !t.IsDirect() || inMemory(t) {
		receiver.Type = types.PointerTo(t)
		x = &syntax.Star{Info: syntax.Info{Type: t, Mode: syntax.Addressable}, X: use(receiver)}
		if t.IsDirect() {
			receiver.Type = types.Basic[types.Uintptr]
			x = &syntax.Star{Info: syntax.Info{Type: t, Mode: syntax.Addressable}, X: &syntax.Unary{
				Info: syntax.Info{Type: types.PointerTo(t), Mode: syntax.Value}, Op: syntax.And, X: use(receiver)}}
		}
	}
	signature := s.Signature()
	params := variables(signature.Params)
	method := selectMethod(x, s)
	r := &routine{name: t.Name(nil) + "." + name + ".wrapper", symbol: symbol, params: append([]*types.Object{receiver}, params...),
		results: variables(signature.Results), body: forward(method, params)}
	if s.Method != nil {
		r.passes = g.passTo(symbol, method)
	}
	if elem := t; t.Kind == types.Pointer && s.Method != nil && !types.HasPointerReceiver(s.Method) && len(s.Path) == 0 {
		elem = t.Under.Elem
		pass := r.passes
		r.passes = func(f *function) {
			fine := &label{}
			f.code.Load(x64.RAX, local(receiver.Offset), 8, false)
			f.code.Test(x64.RAX)
			f.jumpIf(x64.NotEqual, fine)
			f.code.MovAddress(order[0], f.descriptor(elem), 0)
			f.code.MovAddress(order[1], f.stringData(name), 0)
			f.code.MovImm(order[2], uint64(len(name)))
			f.code.Call(f.helper("panicWrap"))
			f.bind(fine)
			pass(f)
		}
	}
	g.queue = append(g.queue, r)
	return symbol
}
