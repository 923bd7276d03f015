package gen

import (
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

// order are the registers that expressions are evaluated in. Calls take arguments and give results
// in the first of them.
var order = [...]x64.Reg{x64.RBX, x64.RSI, x64.RDI, x64.R8, x64.R9, x64.R10, x64.R11, x64.R12, x64.R13, x64.R14, x64.R15}

const (
	deepest  = 4 // the largest r that expr works at: it may need 7 registers from there on
	passed   = 8 // words that a call passes in registers
	largest  = 1 << 16
	contexts = 24 * 8
)

// function is the state of a function that is being compiled.
type function struct {
	*generator
	routine *routine
	top     int64 // bytes of the frame in use
	most    int64
	out     int64 // bytes for arguments that do not fit into registers
	hidden  []int64
	targets []*target
	cold    []coldPath
	exit    *label
	context int64 // slot of the closure's address
	frame   int64 // slot of the abi.DeferFrame
	panics  int64 // slot of what takeRecover gave
}

// label is a place in the code.
type label struct {
	at      int
	bound   bool
	patches []int
}

// target is a statement that break and continue may leave.
type target struct {
	name   string
	brk    *label
	cont   *label
	labels string
}

// coldPath is a call that does not return, behind the code of the function.
type coldPath struct {
	from   *label
	helper string
	args   [2]x64.Reg
	count  int
	imm    [2]int64
	isImm  [2]bool
}

func (f *function) jump(l *label) {
	if l.bound {
		at := f.code.Jump()
		x64.Patch32(f.code.Bytes, at, int32(l.at-at-4))
		return
	}
	l.patches = append(l.patches, f.code.Jump())
}

func (f *function) jumpIf(cond x64.Cond, l *label) {
	at := f.code.JumpIf(cond)
	if l.bound {
		x64.Patch32(f.code.Bytes, at, int32(l.at-at-4))
		return
	}
	l.patches = append(l.patches, at)
}

func (f *function) bind(l *label) {
	l.at = f.code.At()
	l.bound = true
	for _, at := range l.patches {
		x64.Patch32(f.code.Bytes, at, int32(l.at-at-4))
	}
}

// coldCall jumps to a call of a helper that panics, if the condition holds.
func (f *function) coldCall(cond x64.Cond, helper string, args ...x64.Reg) {
	path := coldPath{from: &label{}, helper: helper, count: len(args)}
	copy(path.args[:], args)
	f.jumpIf(cond, path.from)
	f.cold = append(f.cold, path)
}

func (f *function) emitCold() {
	for _, path := range f.cold {
		f.bind(path.from)
		scratch := [2]x64.Reg{x64.RAX, x64.RDX}
		for i := 0; i < path.count; i++ {
			if path.isImm[i] {
				f.code.MovImm(scratch[i], uint64(path.imm[i]))
			} else if i == 1 || path.args[i] != x64.RAX {
				f.code.Mov(scratch[i], path.args[i])
			}
		}
		for i := 0; i < path.count; i++ {
			f.code.Mov(order[i], scratch[i])
		}
		f.code.Call(f.generator.helper(path.helper))
	}
	f.cold = nil
}

// slot takes room in the frame and gives its offset from the frame pointer.
func (f *function) slot(size int64) int64 {
	f.top += up(size, 8)
	if f.top > f.most {
		f.most = f.top
	}
	return -f.top
}

func (f *function) mark() int64 { return f.top }

func (f *function) release(mark int64) { f.top = mark }

func local(offset int64) x64.Mem { return x64.Mem{Base: x64.RBP, Off: int32(offset)} }

func register(r int) x64.Mem { return x64.Mem{Base: order[r]} }

func shifted(m x64.Mem, by int64) x64.Mem {
	m.Off += int32(by)
	return m
}

// inMemory says whether values of a type are handled by their addresses.
func inMemory(t *types.Type) bool { return t.Kind == types.Struct || t.Kind == types.Array }

// words gives the number of registers that a value needs.
func words(t *types.Type) int {
	switch t.Kind {
	case types.String, types.Interface, types.UntypedString:
		return 2
	case types.Slice:
		return 3
	}
	return 1
}

// passing is how a function passes its results: in registers, or through addresses that the caller
// gives as the first arguments.
func byAddress(results []*types.Type) []bool {
	total := 0
	list := make([]bool, len(results))
	for i, t := range results {
		list[i] = inMemory(t)
		total += words(t)
	}
	if total > passed {
		for i := range list {
			list[i] = true
		}
	}
	return list
}

func typesOf(objects []*types.Object) []*types.Type {
	list := make([]*types.Type, len(objects))
	for i, o := range objects {
		list[i] = o.Type
	}
	return list
}

// compile makes the code of a function.
func (g *generator) compile(r *routine) {
	for g.code.At()%16 != 0 {
		g.code.Raw(0xCC)
	}
	g.symbols[r.symbol] = symbol{section: text}
	g.define(r.symbol, int64(g.code.At()))
	f := &function{generator: g, routine: r, exit: &label{}}
	if r.bare {
		r.custom(f)
		return
	}
	f.code.Push(x64.RBP)
	f.code.Mov(x64.RBP, x64.RSP)
	f.code.Raw(0x48, 0x81, 0xEC, 0, 0, 0, 0) // sub rsp, the size of the frame
	patch := f.code.At() - 4
	f.parameters()
	switch {
	case r.custom != nil:
		r.custom(f)
	case r.body != nil:
		f.statements(r.body.List)
	}
	f.leave()
	f.emitCold()
	size := up(f.most, 16) + up(f.out, 16)
	if size > 1<<28 {
		g.errors.Add(r.pos, "the function's variables are too large for this compiler")
		return
	}
	x64.Patch32(f.code.Bytes, patch, int32(size))
}

// parameters gives every parameter and result its place.
func (f *function) parameters() {
	r := f.routine
	if len(r.captured) > 0 || r.passes != nil {
		f.context = f.slot(8)
		f.code.Store(local(f.context), x64.RDX, 8)
	}
	n := 0
	place := func(words int) int64 {
		at := f.slot(int64(8 * words))
		for i := 0; i < words; i++ {
			to := local(at + int64(8*i))
			if n < passed {
				f.code.Store(to, order[n], 8)
			} else {
				f.code.Load(x64.RAX, x64.Mem{Base: x64.RBP, Off: int32(16 + 8*(n-passed))}, 8, false)
				f.code.Store(to, x64.RAX, 8)
			}
			n++
		}
		return at
	}
	for _, hidden := range byAddress(typesOf(r.results)) {
		at := int64(0)
		if hidden {
			at = place(1)
		}
		f.hidden = append(f.hidden, at)
	}
	for _, p := range r.params {
		p.Offset = place(words(p.Type))
	}
	for _, p := range r.params {
		f.settleParameter(p)
	}
	for i, o := range r.captured {
		f.code.Load(x64.RAX, local(f.context), 8, false)
		o.Offset = f.slot(8)
		f.code.Load(x64.RAX, x64.Mem{Base: x64.RAX, Off: int32(8 + 8*i)}, 8, false)
		f.code.Store(local(o.Offset), x64.RAX, 8)
	}
	if r.passes != nil {
		r.passes(f)
	}
	if r.recovers {
		f.panics = f.slot(8)
		f.code.MovAddress(order[0], r.symbol, 0)
		f.code.Call(f.helper("takeRecover"))
		f.code.Store(local(f.panics), order[0], 8)
	}
	for _, o := range r.results {
		f.declare(o)
	}
	if r.defers {
		f.frame = f.slot(16 + contexts)
		f.code.Lea(order[0], local(f.frame))
		f.code.Call(f.helper("enterDefer"))
		f.code.Lea(order[0], local(f.frame+16))
		f.code.Call(f.stub("SaveContext"))
		f.code.Test(order[0])
		f.jumpIf(x64.NotEqual, f.exit)
	}
}

// settleParameter moves a parameter to where it lives: structs are copied, those that need it move to
// the heap.
func (f *function) settleParameter(p *types.Object) {
	at := p.Offset
	switch {
	case p.Heap:
		f.box(p)
		f.code.Load(x64.RDX, local(p.Offset), 8, false)
		if inMemory(p.Type) {
			f.code.Load(order[0], local(at), 8, false)
			f.copyTo(x64.Mem{Base: x64.RDX}, order[0], p.Type.Size())
			return
		}
		f.loadWords(local(at), words(p.Type), 0)
		f.store(x64.Mem{Base: x64.RDX}, p.Type, 0)
	case inMemory(p.Type):
		p.Offset = f.slot(p.Type.Size())
		f.code.Load(order[0], local(at), 8, false)
		f.copyTo(local(p.Offset), order[0], p.Type.Size())
	}
}

// loadWords loads so many words as they are.
func (f *function) loadWords(m x64.Mem, count, r int) {
	for i := 0; i < count; i++ {
		f.code.Load(order[r+i], shifted(m, int64(8*i)), 8, false)
	}
}

// box makes a new heap object for a variable; its slot has the address.
func (f *function) box(o *types.Object) {
	o.Offset = f.slot(8)
	f.newBytes(o.Type.Size(), 0)
	f.code.Store(local(o.Offset), order[0], 8)
}

// newBytes allocates memory; its address is in register r.
func (f *function) newBytes(size int64, r int) {
	f.code.MovImm(order[r], uint64(size))
	f.callHelper("newBytes", r, 1, 1)
}

// declare gives a variable a place and the zero value.
func (f *function) declare(o *types.Object) {
	if o.Type.Size() > largest {
		o.Heap = true
	}
	if o.Heap {
		f.box(o)
		return
	}
	o.Offset = f.slot(o.Type.Size())
	f.clear(local(o.Offset), o.Type.Size())
}

// leave is the common end of a function: deferred calls, and the results from where they are.
func (f *function) leave() {
	f.bind(f.exit)
	r := f.routine
	if r.defers {
		f.code.Lea(order[0], local(f.frame))
		f.code.Call(f.helper("runDefers"))
	}
	f.loadResults()
	f.code.Raw(0xC9, 0xC3) // leave; ret
}

// loadResults puts the results from their variables to where the caller expects them.
func (f *function) loadResults() {
	n := 0
	for i, o := range f.routine.results {
		m := f.variable(o, n)
		if f.hidden[i] == 0 {
			f.load(m, o.Type, n)
			n += words(o.Type)
			continue
		}
		if inMemory(o.Type) {
			f.code.Lea(order[n], m)
			f.code.Load(x64.RDX, local(f.hidden[i]), 8, false)
			f.copyTo(x64.Mem{Base: x64.RDX}, order[n], o.Type.Size())
		} else {
			f.load(m, o.Type, n)
			f.code.Load(x64.RDX, local(f.hidden[i]), 8, false)
			f.store(x64.Mem{Base: x64.RDX}, o.Type, n)
		}
	}
}

// returnStatement evaluates results. Where nothing can see the result variables any more they go
// straight to where the caller expects them.
func (f *function) returnStatement(s *syntax.ReturnStmt) {
	r := f.routine
	if len(s.Results) == 0 {
		f.jump(f.exit)
		return
	}
	if r.defers {
		f.assignValues(r.results, s.Results)
		f.jump(f.exit)
		return
	}
	if len(s.Results) == 1 && len(r.results) > 1 {
		f.assignValues(r.results, s.Results)
		f.loadResults()
		f.code.Raw(0xC9, 0xC3)
		return
	}
	simple := true
	for i := range r.results {
		simple = simple && f.hidden[i] == 0
	}
	if !simple && len(s.Results) > 1 {
		f.assignValues(r.results, s.Results)
		f.loadResults()
		f.code.Raw(0xC9, 0xC3)
		return
	}
	n := 0
	for i, x := range s.Results {
		t := r.results[i].Type
		f.exprAs(x, t, n)
		if f.hidden[i] != 0 {
			f.code.Load(x64.RDX, local(f.hidden[i]), 8, false)
			f.store(x64.Mem{Base: x64.RDX}, t, n)
			break
		}
		n += words(t)
	}
	f.code.Raw(0xC9, 0xC3)
}
