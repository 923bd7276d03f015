package gen

import (
	"selfhost/check"
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

// callHelper calls a function of the runtime with the words in r and those that follow, and leaves
// its results there.
// ANCHOR: helper
func (f *function) callHelper(name string, r, arguments, results int) {
	kept := f.keep(r)
	f.move(0, r, arguments)
	f.code.Call(f.helper(name))
	f.move(r, 0, results)
	f.restore(kept, r)
}

// ANCHOR_END: helper

// callee is what a call calls: a function, or code whose address is in the frame.
type callee struct {
	symbol  int
	slot    int64 // of the code's address
	closure int64 // of a function value
	first   int64 // slot of the receiver's words
	count   int   // how many
}

// call evaluates a call; its value, if it has one, is left in r.
func (f *function) call(x *syntax.Call, r int) {
	switch {
	case x.Converts:
		f.conversion(x.Args[0], x.Type, r)
		return
	case x.Fun.Base().Mode == syntax.BuiltinExpr:
		f.builtin(x, r)
		return
	}
	if f.inlined(x, r) {
		return
	}
	kept := f.keep(r)
	places := f.callResults(x)
	t := x.Type
	if t.Kind == types.Tuple {
		if len(t.Results) == 0 {
			f.restore(kept, r)
		}
		return
	}
	if places[0].Base == x64.RBP {
		f.load(places[0], t, r)
	} else {
		f.move(r, 0, words(t))
	}
	f.restore(kept, r)
}

// callResults makes a call and says where the results are: in memory, if the base is rbp, else in
// registers from Off on.
func (f *function) callResults(x *syntax.Call) []x64.Mem {
	signature := x.Fun.Base().Type.Under
	hidden := byAddress(signature.Results)
	places := make([]x64.Mem, len(hidden))
	next := 0
	count := 0
	for i, t := range signature.Results {
		if hidden[i] {
			places[i] = local(f.slot(t.Size()))
			count++
		} else {
			places[i] = x64.Mem{Base: x64.RAX, Off: int32(next)}
			next += words(t)
		}
	}
	target := f.callee(x)
	// Arguments go to registers one by one; those that do not fit wait in the frame. A struct before a
	// call that may change it is copied.
	n := count + target.count
	arguments := f.arguments(x, signature)
	var waiting []pair
	at := n
	for i, a := range arguments {
		w := words(a.t)
		to := min(at, passed)
		a.load(to)
		changes := false
		for _, later := range arguments[i+1:] {
			changes = changes || later.hasCall
		}
		if inMemory(a.t) && changes {
			copied := f.slot(a.t.Size())
			f.copyTo(local(copied), order[to], a.t.Size())
			f.code.Lea(order[to], local(copied))
		}
		if at+w > passed {
			slot := f.slot(int64(8 * w))
			for k := 0; k < w; k++ {
				f.code.Store(local(slot+int64(8*k)), order[to+k], 8)
				waiting = append(waiting, pair{at + k, slot + int64(8*k)})
			}
		}
		at += w
	}
	for _, p := range waiting {
		f.pass(p.word, func(to x64.Reg) { f.code.Load(to, local(p.slot), 8, false) })
	}
	k := 0
	for i := range places {
		if hidden[i] {
			f.pass(k, func(to x64.Reg) { f.code.Lea(to, places[i]) })
			k++
		}
	}
	for i := 0; i < target.count; i++ {
		f.pass(k+i, func(to x64.Reg) { f.code.Load(to, local(target.first+int64(8*i)), 8, false) })
	}
	switch {
	case target.symbol != 0:
		f.code.Call(target.symbol)
	case target.closure != 0:
		f.code.Load(x64.RDX, local(target.closure), 8, false)
		f.code.CallMem(x64.Mem{Base: x64.RDX})
	default:
		f.code.CallMem(local(target.slot))
	}
	return places
}

// pass loads a word of the arguments to where the callee expects it: a register, or the lowest part of
// the frame.
func (f *function) pass(word int, load func(to x64.Reg)) {
	if word < passed {
		load(order[word])
		return
	}
	load(x64.RAX)
	f.code.Store(x64.Mem{Base: x64.RSP, Off: int32(8 * (word - passed))}, x64.RAX, 8)
	f.out = max(f.out, int64(8*(word-passed+1)))
}

type pair struct {
	word int
	slot int64
}

// argument is one argument: its type, and how to load it.
type argument struct {
	t       *types.Type
	hasCall bool
	load    func(r int)
}

// callee evaluates what is called, and the receiver.
func (f *function) callee(x *syntax.Call) callee {
	fun := syntax.Unparen(x.Fun)
	switch fun := fun.(type) {
	case *syntax.Name:
		if fun.Object.Kind == types.Function {
			return callee{symbol: f.generator.function(fun.Object)}
		}
	case *syntax.Selector:
		if fun.Selection == nil {
			if fun.Name.Object.Kind == types.Function {
				return callee{symbol: f.generator.function(fun.Name.Object)}
			}
		} else if fun.Selection.Method != nil && !fun.IsType {
			n := f.receiver(fun, 0)
			return callee{symbol: f.generator.function(fun.Selection.Method), first: f.keep(n), count: n}
		} else if fun.Selection.Inter != nil && !fun.IsType {
			f.interfaceReceiver(fun, 0)
			slot := f.slot(8)
			f.code.Load(x64.RAX, x64.Mem{Base: order[0], Off: int32(24 + 8*fun.Selection.Index)}, 8, false)
			f.code.Store(local(slot), x64.RAX, 8)
			f.code.Mov(order[0], order[1])
			return callee{slot: slot, first: f.keep(1), count: 1}
		}
	}
	f.expr(x.Fun, 0)
	return callee{closure: f.keep(1)}
}

// arguments lists the arguments with the types of the parameters; those of a variadic parameter
// become a slice, and f(g()) takes the results of g apart.
func (f *function) arguments(x *syntax.Call, signature *types.Type) []argument {
	params := signature.Params
	var list []argument
	if len(x.Args) == 1 && x.Args[0].Base().Type.Kind == types.Tuple {
		return f.spreadTuple(x.Args[0], signature)
	}
	fixed := len(params)
	if signature.Variadic && !x.Spread {
		fixed--
	}
	for i := 0; i < fixed; i++ {
		a, t := x.Args[i], params[i]
		list = append(list, argument{t, hasCall(a), func(r int) { f.exprAs(a, t, r) }})
	}
	if fixed < len(params) {
		rest := x.Args[fixed:]
		t := params[fixed]
		calls := false
		for _, a := range rest {
			calls = calls || hasCall(a)
		}
		// Making the slice is a call.
		list = append(list, argument{t, calls || len(rest) > 0, func(r int) {
			f.sliceOf(t.Under.Elem, int64(len(rest)), r, func(d dest) {
				for i, a := range rest {
					f.into(a, t.Under.Elem, d.at(int64(i)*t.Under.Elem.Size()), r)
				}
			})
		}})
	}
	return list
}

// spreadTuple makes the call inside first and gives its results as arguments.
func (f *function) spreadTuple(x syntax.Expr, signature *types.Type) []argument {
	results := f.tuple(x)
	params := signature.Params
	var list []argument
	fixed := len(params)
	if signature.Variadic {
		fixed--
	}
	for i := 0; i < fixed; i++ {
		from, to := results[i], params[i]
		list = append(list, argument{to, false, func(r int) { f.loadAs(from, to, r) }})
	}
	if fixed < len(params) {
		elem := params[fixed].Under.Elem
		rest := results[fixed:]
		list = append(list, argument{params[fixed], true, func(r int) {
			f.sliceOf(elem, int64(len(rest)), r, func(d dest) {
				for i, from := range rest {
					f.loadAs(from, elem, r)
					f.storeTo(d.at(int64(i)*elem.Size()), elem, r)
				}
			})
		}})
	}
	return list
}

// result is one of several results, in the frame.
type result struct {
	at x64.Mem
	t  *types.Type
}

// tuple evaluates a call with several results, or v, ok, and stores the results in the frame.
func (f *function) tuple(x syntax.Expr) []result {
	x = syntax.Unparen(x)
	t := x.Base().Type
	list := make([]result, len(t.Results))
	if call, ok := x.(*syntax.Call); ok {
		places := f.callResults(call)
		for i, m := range places {
			part := t.Results[i]
			list[i] = result{m, part}
			if m.Base != x64.RBP {
				list[i].at = local(f.slot(part.Size()))
				f.store(list[i].at, part, int(m.Off))
			}
		}
		return list
	}
	switch y := x.(type) {
	case *syntax.Index:
		f.mapGet(y, 0)
	case *syntax.Assertion:
		f.assertion(y, 0)
	}
	ok := local(f.slot(8))
	f.code.Store(ok, x64.RAX, 8)
	list[1] = result{ok, types.Basic[types.Bool]}
	list[0] = result{local(f.slot(t.Results[0].Size())), t.Results[0]}
	f.store(list[0].at, t.Results[0], 0)
	return list
}

// loadAs loads a result as a value of the type that it is assigned to.
func (f *function) loadAs(from result, to *types.Type, r int) {
	if to.Kind != types.Interface || from.t == to {
		f.load(from.at, from.t, r)
		return
	}
	if r > deepest {
		kept := f.keep(r)
		f.loadAs(from, to, 0)
		f.move(r, 0, 2)
		f.restore(kept, r)
		return
	}
	f.load(from.at, from.t, r)
	if from.t.Kind == types.Interface {
		f.convertInterface(from.t, to, r)
	} else {
		f.box2(from.t, to, r)
	}
}

// hasCall says whether code of another function may run while an expression is evaluated.
func hasCall(x syntax.Expr) bool {
	if x.Base().Const != nil {
		return false
	}
	switch x := x.(type) {
	case *syntax.Name, *syntax.Literal:
		return false
	case *syntax.Paren:
		return hasCall(x.X)
	case *syntax.Selector:
		return x.Selection != nil && (x.Selection.Field == nil || hasCall(x.X))
	case *syntax.Index:
		return x.X.Base().Type.Kind == types.Map || hasCall(x.X) || hasCall(x.I)
	case *syntax.Star:
		return hasCall(x.X)
	case *syntax.Unary:
		_, isComposite := syntax.Unparen(x.X).(*syntax.Composite)
		return isComposite || hasCall(x.X)
	case *syntax.Binary:
		return hasCall(x.X) || hasCall(x.Y) || x.X.Base().Type.IsString() || x.X.Base().Type.Kind == types.Interface
	case *syntax.Call:
		if x.Converts || x.Fun.Base().Mode == syntax.BuiltinExpr && x.BuiltinID == check.Len {
			return !(x.Type.IsNumeric() || x.Type.Kind == types.UnsafePointer || x.Type.Kind == types.Pointer) || hasCall(x.Args[0])
		}
	case *syntax.SliceExpr:
		return hasCall(x.X) || x.Low != nil && hasCall(x.Low) || x.High != nil && hasCall(x.High) || x.Max != nil && hasCall(x.Max)
	}
	return true
}
