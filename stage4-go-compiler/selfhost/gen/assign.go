package gen

import (
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

// define declares variables and gives them their values; nil stands for a blank one.
func (f *function) define(vars []*types.Object, values []syntax.Expr) {
	if len(values) == 0 {
		for _, o := range vars {
			f.declare(o)
		}
		return
	}
	if len(vars) == 1 && len(values) == 1 {
		f.defineOne(vars[0], values[0])
		return
	}
	// The new variables take their values only when all have been evaluated.
	var places []int64
	for _, o := range vars {
		places = append(places, f.reserveFor(o))
	}
	mark := f.mark()
	if len(values) == 1 {
		for i, part := range f.tuple(values[0]) {
			if vars[i].Name == "_" {
				continue
			}
			f.loadAs(part, vars[i].Type, 0)
			f.settle(vars[i], places[i])
		}
		f.release(mark)
		return
	}
	var kept []int64
	for i, x := range values {
		at := f.slot(vars[i].Type.Size())
		f.exprAs(x, vars[i].Type, 0)
		f.store(local(at), vars[i].Type, 0)
		kept = append(kept, at)
	}
	for i, o := range vars {
		f.load(local(kept[i]), o.Type, 0)
		f.settle(o, places[i])
	}
	f.release(mark)
}

// reserveFor takes room in the frame for a variable of a function.
func (f *function) reserveFor(o *types.Object) int64 {
	if o.Global {
		return 0
	}
	if o.Type.Size() > largest {
		o.Heap = true
	}
	if o.Heap {
		return f.slot(8)
	}
	return f.slot(o.Type.Size())
}

// settle stores the value in the first registers in a new variable.
func (f *function) settle(o *types.Object, at int64) {
	if o.Global {
		if o.Name != "_" {
			f.store(x64.Mem{Symbol: f.global(o)}, o.Type, 0)
		}
		return
	}
	o.Offset = at
	if !o.Heap {
		f.store(local(at), o.Type, 0)
		return
	}
	n := words(o.Type)
	f.newBytes(o.Type.Size(), n)
	f.store(register(n), o.Type, 0)
	f.code.Store(local(at), order[n], 8)
}

func (f *function) defineOne(o *types.Object, x syntax.Expr) {
	at := f.reserveFor(o)
	mark := f.mark()
	if composite, ok := syntax.Unparen(x).(*syntax.Composite); ok && inMemory(o.Type) && composite.Type == o.Type && !o.Global && !o.Heap {
		o.Offset = at
		f.clear(local(at), o.Type.Size())
		f.elements(composite, dest{slot: at}, 0)
	} else {
		f.exprAs(x, o.Type, 0)
		f.settle(o, at)
	}
	f.release(mark)
}

// definition is :=, where some of the variables may be old ones.
func (f *function) definition(s *syntax.Assignment) {
	if len(s.Left) == 1 {
		f.defineOne(s.New[0], s.Right[0])
		return
	}
	places := make([]int64, len(s.Left))
	for i, o := range s.New {
		if o != nil {
			places[i] = f.reserveFor(o)
		}
	}
	mark := f.mark()
	parts := f.values(s.Right, func(i int) *types.Type { return s.Left[i].(*syntax.Name).Object.Type })
	for i, part := range parts {
		o := s.New[i]
		if o == nil {
			f.storePart(s.Left[i], part)
			continue
		}
		if o.Name != "_" {
			f.loadAs(part, o.Type, 0)
			f.settle(o, places[i])
		}
	}
	f.release(mark)
}

// values evaluates several expressions, or one that gives several values, into the frame.
func (f *function) values(list []syntax.Expr, typeOf func(i int) *types.Type) []result {
	if len(list) == 1 {
		return f.tuple(list[0])
	}
	var parts []result
	for i, x := range list {
		t := typeOf(i)
		if t == nil || t.Kind == types.Invalid {
			t = x.Base().Type
		}
		at := local(f.slot(t.Size()))
		f.exprAs(x, t, 0)
		f.store(at, t, 0)
		parts = append(parts, result{at, t})
	}
	return parts
}

func isBlank(x syntax.Expr) bool {
	name, ok := syntax.Unparen(x).(*syntax.Name)
	return ok && name.Text == "_"
}

// storePart assigns a value in the frame to an expression whose evaluation calls nothing that matters.
func (f *function) storePart(x syntax.Expr, part result) {
	if isBlank(x) {
		return
	}
	t := x.Base().Type
	f.loadAs(part, t, 0)
	f.storeInto(x, t)
}

// storeInto stores the value in the first registers in what x stands for.
func (f *function) storeInto(x syntax.Expr, t *types.Type) {
	n := words(t)
	if index, ok := syntax.Unparen(x).(*syntax.Index); ok && index.Mode == syntax.MapElement {
		f.mapSet(index, n)
		f.store(register(n), t, 0)
		return
	}
	f.store(f.place(x, n), t, 0)
}

func (f *function) assignment(s *syntax.Assignment) {
	if s.Op != syntax.Assign {
		f.operation(s)
		return
	}
	if len(s.Left) == 1 {
		f.assignOne(s.Left[0], s.Right[0])
		return
	}
	if f.swapSimple(s) {
		return
	}
	// Operands of the left side are evaluated first, then the right side, then all is stored.
	targets := make([]syntax.Expr, len(s.Left))
	for i, x := range s.Left {
		targets[i] = f.stable(x)
	}
	parts := f.values(s.Right, func(i int) *types.Type {
		if isBlank(s.Left[i]) {
			return nil
		}
		return s.Left[i].Base().Type
	})
	for i, part := range parts {
		f.storePart(targets[i], part)
	}
}

// stable evaluates the operands of what is assigned to, and gives an expression that uses the values.
// Bounds are checked, and new elements of maps made, only when something is stored.
func (f *function) stable(x syntax.Expr) syntax.Expr {
	x = syntax.Unparen(x)
	if isBlank(x) || isDirect(x) {
		return x
	}
	if index, ok := x.(*syntax.Index); ok {
		later := *index
		switch t := index.X.Base().Type; t.Kind {
		case types.Map:
			later.X = f.kept(index.X, t)
			later.I = f.kept(index.I, t.Under.Key)
			return &later
		case types.Slice:
			later.X = f.kept(index.X, t)
			later.I = f.kept(index.I, index.I.Base().Type)
			return &later
		case types.Array:
			if _, isName := syntax.Unparen(index.X).(*syntax.Name); isName {
				later.I = f.kept(index.I, index.I.Base().Type)
				return &later
			}
		case types.Pointer:
			later.X = f.kept(index.X, t)
			later.I = f.kept(index.I, index.I.Base().Type)
			return &later
		}
	}
	if star, ok := x.(*syntax.Star); ok {
		later := *star
		later.X = f.kept(star.X, star.X.Base().Type)
		return &later
	}
	if selector, ok := x.(*syntax.Selector); ok && len(selector.Selection.Path) == 1 && selector.X.Base().Type.Kind == types.Pointer {
		later := *selector
		later.X = f.kept(selector.X, selector.X.Base().Type)
		return &later
	}
	address := variables([]*types.Type{types.PointerTo(x.Base().Type)})[0]
	address.Offset = f.slot(8)
	f.code.Lea(order[0], f.place(x, 0))
	f.code.Store(local(address.Offset), order[0], 8)
	return &syntax.Star{Info: syntax.Info{Type: x.Base().Type, Mode: syntax.Addressable}, X: use(address)}
}

// kept evaluates an expression into the frame and gives one for its value.
func (f *function) kept(x syntax.Expr, t *types.Type) syntax.Expr {
	if x.Base().Const != nil && x.Base().Type == t {
		return x
	}
	o := variables([]*types.Type{t})[0]
	o.Offset = f.slot(t.Size())
	f.exprAs(x, t, 0)
	f.store(local(o.Offset), t, 0)
	return use(o)
}

// swapSimple is a, b = x, y where all fits into registers and nothing is called.
func (f *function) swapSimple(s *syntax.Assignment) bool {
	if len(s.Left) != 2 || len(s.Right) != 2 {
		return false
	}
	for i, x := range s.Left {
		t := x.Base().Type
		if isBlank(x) || !isDirect(x) || t != s.Right[i].Base().Type || words(t) != 1 || inMemory(t) || hasCall(s.Right[i]) {
			return false
		}
	}
	f.expr(s.Right[0], 0)
	f.expr(s.Right[1], 1)
	f.store(f.place(s.Left[0], 2), s.Left[0].Base().Type, 0)
	f.store(f.place(s.Left[1], 2), s.Left[1].Base().Type, 1)
	return true
}

func (f *function) assignOne(left, right syntax.Expr) {
	if isBlank(left) {
		f.discardValue(right)
		return
	}
	t := left.Base().Type
	if hasCall(left) && !isDirect(left) && hasCall(right) {
		left = f.stable(left)
		f.storePart(left, f.oneValue(right, t))
		return
	}
	if composite, ok := syntax.Unparen(right).(*syntax.Composite); ok && inMemory(t) {
		f.expr(composite, 0) // in the frame first: the elements may use what is assigned to
		f.storeInto(left, t)
		return
	}
	if n, ok := smallConstant(right); ok && isDirect(left) && !t.IsFloat() && t.Kind != types.Interface && words(t) == 1 {
		f.code.StoreImm(f.place(left, 0), n, t.Size())
		return
	}
	f.exprAs(right, t, 0)
	f.storeInto(left, t)
}

func (f *function) oneValue(x syntax.Expr, t *types.Type) result {
	at := local(f.slot(t.Size()))
	f.exprAs(x, t, 0)
	f.store(at, t, 0)
	return result{at, t}
}

func (f *function) discardValue(x syntax.Expr) {
	if x.Base().Type.Kind == types.Tuple {
		f.tuple(x)
		return
	}
	f.exprAs(x, x.Base().Type, 0)
}

// assignValues assigns to the results of the function.
func (f *function) assignValues(vars []*types.Object, values []syntax.Expr) {
	if len(vars) == 1 {
		f.exprAs(values[0], vars[0].Type, 0)
		f.store(f.variable(vars[0], words(vars[0].Type)), vars[0].Type, 0)
		return
	}
	parts := f.values(values, func(i int) *types.Type { return vars[i].Type })
	for i, part := range parts {
		t := vars[i].Type
		f.loadAs(part, t, 0)
		f.store(f.variable(vars[i], words(t)), t, 0)
	}
}

// operation is x op= y.
func (f *function) operation(s *syntax.Assignment) {
	x, y := s.Left[0], s.Right[0]
	t := x.Base().Type
	if m, ok := f.wholeLocal(x); ok && !t.IsFloat() {
		if op, ok := operations[s.Op]; ok {
			if n, small := smallConstant(y); small {
				f.code.DoMemImm(op, m, n)
				return
			}
		}
	}
	info := x.Base()
	if info.Mode == syntax.MapElement && (!isLeaf(y) || s.Op == syntax.Div || s.Op == syntax.Rem || s.Op.IsShift()) {
		x = f.stable(x) // what may panic comes before a new element is made
	}
	if isDirect(x) || x.Base() != info {
		info := syntax.Info{Type: t, Mode: syntax.Value}
		f.binary(&syntax.Binary{Info: info, Op: s.Op, X: x, Y: y}, 0)
		f.storeInto(x, t)
		return
	}
	if hasCall(y) {
		if hasCall(x) {
			x = f.stable(x)
		}
		y = f.kept(y, y.Base().Type)
	}
	f.update(x, t, func(r int) {
		switch {
		case t.IsString():
			f.expr(y, r+2)
			f.callHelper("concat2", r, 4, 2)
		case t.IsFloat():
			f.expr(y, r+1)
			f.float(s.Op, t, r)
		case s.Op.IsShift():
			f.shift(s.Op, t, y, r)
		default:
			f.arithmetic(s.Op, t, y, r)
		}
	})
}

// update evaluates where x is once, loads it, changes the value in registers, and stores it.
func (f *function) update(x syntax.Expr, t *types.Type, change func(r int)) {
	if index, ok := syntax.Unparen(x).(*syntax.Index); ok && index.Mode == syntax.MapElement {
		f.mapSet(index, 0)
	} else {
		f.code.Lea(order[0], f.place(x, 0))
	}
	f.load(register(0), t, 1)
	change(1)
	f.store(register(0), t, 1)
}
