package gen

import (
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

// entry makes the code that the kernel starts: it takes a stack of its own, since the kernel's is
// small, and calls runtime.start with the address of the arguments.
func (g *generator) entry() int {
	symbol := g.newSymbol(text)
	start := g.helper("start")
	c := &g.code
	g.define(symbol, int64(c.At()))
	const stackBytes = 1 << 30
	c.Mov(x64.RBX, x64.RSP)
	c.MovImm(x64.RAX, 9) // mmap
	c.MovImm(x64.RDI, 0)
	c.MovImm(x64.RSI, stackBytes)
	c.MovImm(x64.RDX, 3)
	c.MovImm(x64.R10, 0x4022)
	c.MovImm(x64.R8, ^uint64(0))
	c.MovImm(x64.R9, 0)
	c.Raw(0x0F, 0x05)
	c.MovImm(x64.RCX, stackBytes)
	c.Do(x64.Add, x64.RAX, x64.RCX)
	c.Mov(x64.RSP, x64.RAX)
	c.MovImm(x64.RBP, 0)
	c.Call(start)
	c.Raw(0x0F, 0x0B)
	return symbol
}

// stub gives the symbol of a piece of machine code. Move, Clear and Equal take addresses in rax (to)
// and rdx (from) and a number in rcx, and change no register of an expression.
func (g *generator) stub(name string) int {
	if known := g.stubs[name]; known != 0 {
		return known
	}
	symbol := g.newSymbol(text)
	g.stubs[name] = symbol
	g.queue = append(g.queue, &routine{name: "stub." + name, symbol: symbol, bare: true, custom: func(f *function) { f.emitStub(name) }})
	return symbol
}

func (f *function) emitStub(name string) {
	c := &f.code
	switch name {
	case "Move":
		f.moveStub()
	case "Clear":
		c.Push(x64.RDI)
		c.Mov(x64.RDI, x64.RAX)
		c.MovImm(x64.RAX, 0)
		c.Raw(0xF3, 0xAA) // rep stosb
		c.Pop(x64.RDI)
	case "Equal":
		f.equalStub()
	case "SaveContext":
		// rsp and rbp of the caller, and where it goes on: no other register lives across a call.
		c.Raw(0x48, 0x8B, 0x04, 0x24) // mov rax, [rsp]
		c.Store(x64.Mem{Base: x64.RBX, Off: 16}, x64.RAX, 8)
		c.Mov(x64.RAX, x64.RSP)
		c.DoImm(x64.Add, x64.RAX, 8)
		c.Store(x64.Mem{Base: x64.RBX}, x64.RAX, 8)
		c.Store(x64.Mem{Base: x64.RBX, Off: 8}, x64.RBP, 8)
		c.MovImm(x64.RBX, 0)
	case "ResumeContext":
		c.Load(x64.RSP, x64.Mem{Base: x64.RBX}, 8, false)
		c.Load(x64.RBP, x64.Mem{Base: x64.RBX, Off: 8}, 8, false)
		c.Load(x64.RAX, x64.Mem{Base: x64.RBX, Off: 16}, 8, false)
		c.MovImm(x64.RBX, 1)
		c.JumpReg(x64.RAX)
	case "SignalEntry":
		// The kernel's convention has its arguments in rdi, rsi, rdx; it wants rbx, rbp, r12–r15 back,
		// but rt_sigreturn restores all registers anyway.
		c.Mov(x64.RBX, x64.RDI)
		c.Mov(x64.RDI, x64.RDX)
		c.Call(f.helper("signal"))
	case "SignalReturn":
		c.MovImm(x64.RAX, 15)
		c.Raw(0x0F, 0x05)
	case "Syscall6":
		c.Mov(x64.RAX, x64.RBX)
		c.Push(x64.R11)
		c.Mov(x64.RDX, x64.R8) // arguments are in rbx rsi rdi r8 r9 r10 r11
		c.Mov(x64.RCX, x64.R9)
		c.Mov(x64.R8, x64.R10)
		c.Pop(x64.R9)
		c.Mov(x64.R10, x64.RCX)
		c.Mov(x64.RCX, x64.RSI)
		c.Mov(x64.RSI, x64.RDI)
		c.Mov(x64.RDI, x64.RCX)
		c.Raw(0x0F, 0x05)
		c.Mov(x64.RBX, x64.RAX)
	}
	c.Raw(0xC3)
}

// equalStub sets the zero flag if the bytes are equal: eight at a time, then one.
func (f *function) equalStub() {
	c := &f.code
	loop, tail, out := &label{}, &label{}, &label{}
	c.Push(x64.RBX)
	f.bind(loop)
	c.DoImm(x64.Cmp, x64.RCX, 8)
	f.jumpIf(x64.Below, tail)
	c.Load(x64.RBX, x64.Mem{Base: x64.RAX}, 8, false)
	c.DoMem(x64.Cmp, x64.RBX, x64.Mem{Base: x64.RDX})
	f.jumpIf(x64.NotEqual, out)
	c.DoImm(x64.Add, x64.RAX, 8)
	c.DoImm(x64.Add, x64.RDX, 8)
	c.DoImm(x64.Sub, x64.RCX, 8)
	f.jump(loop)
	f.bind(tail)
	c.Test(x64.RCX)
	f.jumpIf(x64.Equal, out)
	c.Load(x64.RBX, x64.Mem{Base: x64.RAX}, 1, false)
	c.Raw(0x3A, 0x1A) // cmp bl, [rdx]
	f.jumpIf(x64.NotEqual, out)
	c.DoImm(x64.Add, x64.RAX, 1)
	c.DoImm(x64.Add, x64.RDX, 1)
	c.DoImm(x64.Sub, x64.RCX, 1)
	f.jump(tail)
	f.bind(out)
	c.Pop(x64.RBX)
}

// moveStub copies bytes; the ranges may overlap: from the end if the target begins within the source.
func (f *function) moveStub() {
	c := &f.code
	backward, long, out := &label{}, &label{}, &label{}
	c.Push(x64.RBX)
	c.Mov(x64.RBX, x64.RAX)
	c.Do(x64.Sub, x64.RBX, x64.RDX)
	c.Do(x64.Cmp, x64.RBX, x64.RCX)
	f.jumpIf(x64.Below, backward)
	c.DoImm(x64.Cmp, x64.RCX, 256)
	f.jumpIf(x64.AboveEqual, long)
	f.copyLoop(8, false)
	f.copyLoop(1, false)
	f.jump(out)
	f.bind(long)
	c.Push(x64.RSI)
	c.Push(x64.RDI)
	c.Mov(x64.RDI, x64.RAX)
	c.Mov(x64.RSI, x64.RDX)
	c.Raw(0xF3, 0xA4) // rep movsb
	c.Pop(x64.RDI)
	c.Pop(x64.RSI)
	f.jump(out)
	f.bind(backward)
	c.Do(x64.Add, x64.RAX, x64.RCX)
	c.Do(x64.Add, x64.RDX, x64.RCX)
	f.copyLoop(8, true)
	f.copyLoop(1, true)
	f.bind(out)
	c.Pop(x64.RBX)
}

// copyLoop copies so many bytes from rdx to rax while rcx has as many left. Backward, the pointers
// stand behind the bytes.
func (f *function) copyLoop(size int64, backward bool) {
	c := &f.code
	again, done := &label{}, &label{}
	step := int32(size)
	f.bind(again)
	c.DoImm(x64.Cmp, x64.RCX, step)
	f.jumpIf(x64.Below, done)
	if backward {
		c.DoImm(x64.Sub, x64.RAX, step)
		c.DoImm(x64.Sub, x64.RDX, step)
	}
	c.Load(x64.RBX, x64.Mem{Base: x64.RDX}, size, false)
	c.Store(x64.Mem{Base: x64.RAX}, x64.RBX, size)
	if !backward {
		c.DoImm(x64.Add, x64.RAX, step)
		c.DoImm(x64.Add, x64.RDX, step)
	}
	c.DoImm(x64.Sub, x64.RCX, step)
	f.jump(again)
	f.bind(done)
}

// intrinsicBody reports a function without body that the compiler does not know.
func (g *generator) intrinsicBody(o *types.Object) {
	g.define(o.Symbol, 0)
	g.errors.Add(o.Pos, "the function "+o.Package.Name+"."+o.Name+" is not in this compiler's library")
}

// inlined compiles a call of package intrinsic.
func (f *function) inlined(x *syntax.Call, r int) bool {
	s, ok := syntax.Unparen(x.Fun).(*syntax.Selector)
	if !ok || s.Selection != nil || s.Name.Object == nil || s.Name.Object.Package == nil ||
		s.Name.Object.Package.Path != "internal/intrinsic" {
		return false
	}
	if r > 3 {
		kept := f.keep(r)
		f.inlined(x, 0)
		f.move(r, 0, 1)
		f.restore(kept, r)
		return true
	}
	for i, a := range x.Args {
		f.expr(a, r+i)
	}
	c := &f.code
	switch name := s.Name.Text; name {
	case "Move", "Equal":
		c.Mov(x64.RAX, order[r])
		c.Mov(x64.RDX, order[r+1])
		c.Mov(x64.RCX, order[r+2])
		c.Call(f.stub(name))
		if name == "Equal" {
			c.Set(x64.Equal, order[r])
		}
	case "Clear":
		c.Mov(x64.RAX, order[r])
		c.Mov(x64.RCX, order[r+1])
		c.Call(f.stub(name))
	case "Syscall6":
		kept := f.keep(r)
		f.move(0, r, 7)
		c.Call(f.stub(name))
		f.move(r, 0, 1)
		f.restore(kept, r)
	case "ResumeContext":
		f.move(0, r, 1)
		c.Call(f.stub(name))
	case "CallCode":
		kept := f.keep(r)
		c.Mov(x64.RAX, order[r])
		c.Mov(order[0], order[r+1])
		c.CallReg(x64.RAX)
		f.restore(kept, r)
	case "SignalReturn", "SignalEntry":
		c.MovAddress(order[r], f.stub(name), 0)
	case "Float64bits", "Float64frombits", "Float32bits", "Float32frombits":
	case "Sqrt":
		c.ToFloat(0, order[r], 8)
		c.Float(0xF2, 0x51, 0, 0)
		c.FromFloat(order[r], 0, 8)
	case "Floor", "Ceil", "Trunc", "RoundToEven":
		modes := map[string]byte{"Floor": 9, "Ceil": 10, "Trunc": 11, "RoundToEven": 8}
		c.ToFloat(0, order[r], 8)
		c.Raw(0x66, 0x0F, 0x3A, 0x0B, 0xC0, modes[name]) // roundsd xmm0, xmm0, mode
		c.FromFloat(order[r], 0, 8)
	case "Abs":
		c.ShiftImm(x64.Left, order[r], 1)
		c.ShiftImm(x64.Right, order[r], 1)
	case "Copysign":
		c.ShiftImm(x64.Left, order[r], 1)
		c.ShiftImm(x64.Right, order[r], 1)
		c.ShiftImm(x64.Right, order[r+1], 63)
		c.ShiftImm(x64.Left, order[r+1], 63)
		c.Do(x64.Or, order[r], order[r+1])
	case "FMA":
		c.ToFloat(0, order[r], 8)
		c.ToFloat(1, order[r+1], 8)
		c.ToFloat(2, order[r+2], 8)
		c.Raw(0xC4, 0xE2, 0xF1, 0xA8, 0xC2) // vfmadd213sd xmm0, xmm1, xmm2
		c.FromFloat(order[r], 0, 8)
	case "MulHigh":
		c.Mov(x64.RAX, order[r])
		c.MultiplyWide(order[r+1])
		c.Mov(order[r], x64.RDX)
	case "LeadingZeros64":
		c.MovImm(x64.RAX, 127) // 127 ^ 63 = 64
		c.Two(0, 0xBD, x64.RCX, order[r])
		c.Move(x64.Equal, x64.RCX, x64.RAX)
		c.DoImm(x64.Xor, x64.RCX, 63)
		c.Mov(order[r], x64.RCX)
	case "TrailingZeros64":
		c.MovImm(x64.RAX, 64)
		c.Two(0, 0xBC, x64.RCX, order[r])
		c.Move(x64.Equal, x64.RCX, x64.RAX)
		c.Mov(order[r], x64.RCX)
	case "OnesCount64":
		c.Two(0xF3, 0xB8, order[r], order[r])
	case "ReverseBytes64":
		c.ReverseBytes(order[r])
	case "RotateLeft64":
		c.Mov(x64.RCX, order[r+1])
		c.ShiftBy(x64.RotateLeft, order[r])
	default:
		f.errors.Add(x.Pos, "the function intrinsic."+name+" is not in this compiler's library")
	}
	return true
}
