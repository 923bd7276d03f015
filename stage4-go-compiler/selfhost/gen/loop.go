package gen

import (
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

func (f *function) enter(name string) *target {
	t := &target{name: name, brk: &label{}, cont: &label{}}
	f.targets = append(f.targets, t)
	return t
}

func (f *function) leaveLoop(t *target) {
	f.bind(t.brk)
	f.targets = f.targets[:len(f.targets)-1]
}

func (f *function) breakOrContinue(s *syntax.Branch) {
	for i := len(f.targets) - 1; i >= 0; i-- {
		t := f.targets[i]
		if s.Label != nil && t.name != s.Label.Text || s.Op == syntax.Continue && t.cont == nil {
			continue
		}
		if s.Op == syntax.Continue {
			f.jump(t.cont)
		} else {
			f.jump(t.brk)
		}
		return
	}
}

// forStatement is a loop with a condition, which stands at its end: one jump for each iteration.
// Variables in the heap are new ones in each iteration, with the values of the last.
func (f *function) forStatement(s *syntax.ForStmt) {
	if s.Init != nil {
		f.statement(s.Init)
	}
	t := f.enter(s.Label)
	body, test := &label{}, &label{}
	if s.Cond != nil {
		f.jump(test)
	}
	f.bind(body)
	f.block(s.Body.List)
	f.bind(t.cont)
	for _, o := range s.Vars {
		if o.Heap {
			f.renew(o)
		}
	}
	if s.Post != nil {
		f.statement(s.Post)
	}
	f.bind(test)
	mark := f.mark()
	if s.Cond != nil {
		f.branch(s.Cond, body, true, 0)
	} else {
		f.jump(body)
	}
	f.release(mark)
	f.leaveLoop(t)
}

// renew makes a copy of a variable in the heap, and lets its slot have that.
func (f *function) renew(o *types.Object) {
	f.newBytes(o.Type.Size(), 0)
	f.code.Load(order[1], local(o.Offset), 8, false)
	f.copyTo(register(0), order[1], o.Type.Size())
	f.code.Store(local(o.Offset), order[0], 8)
}

func (f *function) rangeStatement(s *syntax.RangeStmt) {
	t := s.X.Base().Type
	switch {
	case t.Kind == types.Map:
		f.rangeMap(s)
	case t.IsString():
		f.rangeString(s)
	case t.IsInteger():
		f.rangeInteger(s)
	default:
		f.rangeElements(s)
	}
}

// part is what a loop gives its first or second variable: load leaves it in the first registers.
type part struct {
	t    *types.Type
	load func()
}

// rangeParts gives the variables of a loop their values. Where they are not new ones, all that is
// needed to find them is evaluated before anything is stored.
func (f *function) rangeParts(s *syntax.RangeStmt, parts ...part) {
	targets := []syntax.Expr{s.Key, s.Value}
	if s.Define {
		for i, p := range parts {
			o := s.Vars[i]
			if targets[i] == nil || o == nil {
				continue
			}
			at := f.reserveFor(o)
			p.load()
			f.settle(o, at)
		}
		return
	}
	for i := range parts {
		if targets[i] != nil {
			targets[i] = f.stable(targets[i])
		}
	}
	for i, p := range parts {
		if targets[i] == nil || isBlank(targets[i]) {
			continue
		}
		at := local(f.slot(p.t.Size()))
		p.load()
		f.store(at, p.t, 0)
		f.storePart(targets[i], result{at, p.t})
	}
}

func (f *function) rangeInteger(s *syntax.RangeStmt) {
	// Of whole words, whatever the type: counted compares words.
	end, i := local(f.slot(8)), local(f.slot(8))
	// BEGIN SOLUTION 4.9 stub: _, _ = end, i; panic("exercise 4.9: a loop over an integer")
	t := s.X.Base().Type
	f.expr(s.X, 0)
	f.code.Store(end, order[0], 8)
	f.code.StoreImm(i, 0, 8)
	f.counted(s, i, end, isSigned(t), func() {
		f.rangeParts(s, part{t, func() { f.load(i, t, 0) }})
	})
	// END SOLUTION
}

// counted is a loop of i from 0 to end.
func (f *function) counted(s *syntax.RangeStmt, i, end x64.Mem, signed bool, prepare func()) {
	loop, test := &label{}, &label{}
	target := f.enter(s.Label)
	f.jump(test)
	f.bind(loop)
	mark := f.mark()
	prepare()
	f.block(s.Body.List)
	f.release(mark)
	f.bind(target.cont)
	f.code.DoMemImm(x64.Add, i, 1)
	f.bind(test)
	f.code.Load(order[0], i, 8, false)
	f.code.DoMem(x64.Cmp, order[0], end)
	f.jumpIf(condition(syntax.Lss, signed), loop)
	f.leaveLoop(target)
}

// rangeElements is a loop over a slice or array, which is evaluated once. An array is copied if its
// elements are asked for.
func (f *function) rangeElements(s *syntax.RangeStmt) {
	t := s.X.Base().Type
	data, end, i := local(f.slot(8)), local(f.slot(8)), local(f.slot(8))
	var elem *types.Type
	wantsElement := s.Value != nil && !isBlank(s.Value)
	switch t.Kind {
	case types.Slice:
		elem = t.Under.Elem
		f.expr(s.X, 0)
		f.code.Store(end, order[1], 8)
	case types.Pointer:
		elem = t.Under.Elem.Under.Elem
		f.expr(s.X, 0)
		f.code.MovImm(order[1], uint64(t.Under.Elem.Under.Len))
		f.code.Store(end, order[1], 8)
	default:
		elem = t.Under.Elem
		if wantsElement || hasCall(s.X) {
			f.expr(s.X, 0)
		}
		if wantsElement {
			copied := local(f.slot(t.Size()))
			f.copyTo(copied, order[0], t.Size())
			f.code.Lea(order[0], copied)
		}
		f.code.MovImm(order[1], uint64(t.Under.Len))
		f.code.Store(end, order[1], 8)
	}
	f.code.Store(data, order[0], 8)
	f.code.StoreImm(i, 0, 8)
	f.counted(s, i, end, true, func() {
		f.rangeParts(s, part{types.Basic[types.Int], func() { f.code.Load(order[0], i, 8, false) }}, part{elem, func() {
			f.code.Load(order[0], data, 8, false)
			f.code.Load(order[1], i, 8, false)
			f.scaled(0, 1, elem.Size())
			f.load(register(0), elem, 0)
		}})
	})
}

func (f *function) rangeString(s *syntax.RangeStmt) {
	text := f.slot(16)
	i, next, r := local(f.slot(8)), local(f.slot(8)), local(f.slot(8))
	f.expr(s.X, 0)
	f.store(local(text), types.Basic[types.String], 0)
	f.code.StoreImm(next, 0, 8)
	loop, ascii, decoded := &label{}, &label{}, &label{}
	target := f.enter(s.Label)
	f.bind(target.cont)
	f.bind(loop)
	f.code.Load(order[2], next, 8, false)
	f.code.Store(i, order[2], 8)
	f.code.DoMem(x64.Cmp, order[2], local(text+8))
	f.jumpIf(x64.GreaterEqual, target.brk)
	f.code.Load(order[0], local(text), 8, false)
	f.code.LeaIndex(order[3], order[0], order[2], 0)
	f.code.Load(order[3], register(3), 1, false)
	f.code.DoImm(x64.Cmp, order[3], 0x80)
	f.jumpIf(x64.Below, ascii)
	f.code.Load(order[1], local(text+8), 8, false)
	f.code.Call(f.helper("decodeRune"))
	f.code.Store(r, order[0], 8)
	f.code.Store(next, order[1], 8)
	f.jump(decoded)
	f.bind(ascii)
	f.code.Store(r, order[3], 8)
	f.code.DoMemImm(x64.Add, next, 1)
	f.bind(decoded)
	mark := f.mark()
	f.rangeParts(s, part{types.Basic[types.Int], func() { f.code.Load(order[0], i, 8, false) }},
		part{types.Basic[types.Int32], func() { f.code.Load(order[0], r, 4, true) }})
	f.block(s.Body.List)
	f.release(mark)
	f.jump(loop)
	f.leaveLoop(target)
}
