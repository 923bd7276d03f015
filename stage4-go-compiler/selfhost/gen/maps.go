package gen

import (
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

// mapKind gives the ending of the helpers for a type of keys: those for strings and words take the
// key itself, the general ones its address.
func mapKind(key *types.Type) string {
	switch key.Kind {
	case types.Int, types.Int64, types.Uint, types.Uint64, types.Uintptr:
		return "64"
	case types.Int32, types.Uint32:
		return "32"
	case types.String:
		return "String"
	}
	return ""
}

// mapKey puts the arguments of a map helper into registers: descriptor and map (in r and r+1), and the
// key. It gives the number of words.
func (f *function) mapKey(t *types.Type, key syntax.Expr, r int) int {
	k := t.Under.Key
	f.exprAs(key, k, r+2)
	return f.settleKey(t, r)
}

// settleKey does so for a key that is in r+2 already.
func (f *function) settleKey(t *types.Type, r int) int {
	k := t.Under.Key
	switch mapKind(k) {
	case "64":
		return 3
	case "32":
		f.code.Extend(order[r+2], order[r+2], 4, false)
		return 3
	case "String":
		return 4
	}
	if !inMemory(k) {
		at := f.slot(k.Size())
		f.store(local(at), k, r+2)
		f.code.Lea(order[r+2], local(at))
	}
	return 3
}

// element calls a map helper and leaves the address of the element in r.
func (f *function) element(helper string, t *types.Type, m, key syntax.Expr, r int) {
	f.expr(m, r+1)
	n := f.mapKey(t, key, r)
	f.code.MovAddress(order[r], f.descriptor(t), 0)
	f.callHelper(helper+mapKind(t.Under.Key), r, n, 1)
}

// mapGet is m[k]. Where v, ok is wanted its type is a tuple: ok is left in rax.
func (f *function) mapGet(x *syntax.Index, r int) {
	t := x.X.Base().Type
	elem := t.Under.Elem
	f.element("mapGet", t, x.X, x.I, r)
	missing, done := &label{}, &label{}
	f.code.Test(order[r])
	f.jumpIf(x64.Equal, missing)
	f.load(register(r), elem, r)
	f.code.MovImm(x64.RAX, 1)
	f.jump(done)
	f.bind(missing)
	f.zeroValue(elem, r)
	f.code.MovImm(x64.RAX, 0)
	f.bind(done)
}

// mapSet leaves the address of the element of m[k] in r; a new one is zero.
func (f *function) mapSet(x *syntax.Index, r int) {
	f.element("mapSet", x.X.Base().Type, x.X, x.I, r)
}

func (f *function) mapDelete(x *syntax.Call, r int) {
	f.element("mapDelete", x.Args[0].Base().Type, x.Args[0], x.Args[1], r)
}

func (f *function) mapLiteral(x *syntax.Composite, r int) {
	t := x.Type
	slot := f.slot(8)
	f.code.MovAddress(order[r], f.descriptor(t), 0)
	f.code.MovImm(order[r+1], uint64(len(x.Elements)))
	f.callHelper("makeMap", r, 2, 1)
	f.code.Store(local(slot), order[r], 8)
	elem := t.Under.Elem
	for _, e := range x.Elements {
		mark := f.mark()
		// Key and element are evaluated first, then stored.
		key := f.slot(t.Under.Key.Size())
		f.exprAs(e.Key, t.Under.Key, r)
		f.store(local(key), t.Under.Key, r)
		value := f.slot(elem.Size())
		f.exprAs(e.Value, elem, r)
		f.store(local(value), elem, r)
		f.code.Load(order[r+1], local(slot), 8, false)
		f.load(local(key), t.Under.Key, r+2)
		n := f.settleKey(t, r)
		f.code.MovAddress(order[r], f.descriptor(t), 0)
		f.callHelper("mapSet"+mapKind(t.Under.Key), r, n, 1)
		f.load(local(value), elem, r+1)
		f.store(register(r), elem, r+1)
		f.release(mark)
	}
	f.code.Load(order[r], local(slot), 8, false)
}

const iterator = 12 * 8

// rangeMap is a loop over a map. An iteration gives the addresses of key and element.
func (f *function) rangeMap(s *syntax.RangeStmt) {
	t := s.X.Base().Type
	it := f.slot(iterator)
	f.expr(s.X, 1)
	f.code.MovAddress(order[0], f.descriptor(t), 0)
	f.code.Lea(order[2], local(it))
	f.code.Call(f.helper("mapIterStart"))
	loop := &label{}
	target := f.enter(s.Label)
	f.bind(loop)
	f.code.Load(order[0], local(it), 8, false)
	f.code.Test(order[0])
	f.jumpIf(x64.Equal, target.brk)
	mark := f.mark()
	f.rangeParts(s, part{t.Under.Key, func() {
		f.code.Load(order[0], local(it), 8, false)
		f.load(register(0), t.Under.Key, 0)
	}}, part{t.Under.Elem, func() {
		f.code.Load(order[0], local(it+8), 8, false)
		f.load(register(0), t.Under.Elem, 0)
	}})
	f.block(s.Body.List)
	f.release(mark)
	f.bind(target.cont)
	f.code.Lea(order[0], local(it))
	f.code.Call(f.helper("mapIterNext"))
	f.jump(loop)
	f.leaveLoop(target)
}
