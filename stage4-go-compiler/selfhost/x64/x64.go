// Package x64 encodes instructions of x86-64: Intel, Software Developer's Manual 2, chapter 2. An
// instruction is: prefixes, REX (the fourth bits of registers, and W for 64 bits), opcode, ModRM (two
// operands), SIB and displacement of an address, immediate.
package x64

// Reg is a register.
type Reg uint8

// The registers, by their numbers.
const (
	RAX Reg = iota
	RCX
	RDX
	RBX
	RSP
	RBP
	RSI
	RDI
	R8
	R9
	R10
	R11
	R12
	R13
	R14
	R15
)

// Op is an operation of two operands, by its opcode.
type Op uint8

// Operations.
const (
	Add Op = 0x01
	Or  Op = 0x09
	And Op = 0x21
	Sub Op = 0x29
	Xor Op = 0x31
	Cmp Op = 0x39
)

// Cond is a condition.
type Cond uint8

// Conditions, by their numbers. Negated is the one with the last bit flipped.
const (
	Below        Cond = 2
	AboveEqual   Cond = 3
	Equal        Cond = 4
	NotEqual     Cond = 5
	BelowEqual   Cond = 6
	Above        Cond = 7
	Sign         Cond = 8
	Parity       Cond = 10
	NoParity     Cond = 11
	Less         Cond = 12
	GreaterEqual Cond = 13
	LessEqual    Cond = 14
	Greater      Cond = 15
)

// Negated gives the opposite.
func (c Cond) Negated() Cond { return c ^ 1 }

// Shift is a shift, by its opcode extension.
type Shift uint8

// Shifts.
const (
	RotateLeft Shift = 0
	Left       Shift = 4
	Right      Shift = 5
	RightSign  Shift = 7
)

// Mem is an operand in memory: base + Off, or the address of a symbol + Off.
type Mem struct {
	Base   Reg
	Off    int32
	Symbol int // 0: none
}

// Reloc is a place where an address is filled in when it is known.
type Reloc struct {
	At       int
	Symbol   int
	Addend   int64
	Relative bool // to the end of the four bytes
}

// Code is machine code.
type Code struct {
	Bytes  []byte
	Relocs []Reloc
}

// At gives the place of the next instruction.
func (c *Code) At() int { return len(c.Bytes) }

func (c *Code) b1(a byte) { c.Bytes = append(c.Bytes, a) }

func (c *Code) b2(a, b byte) { c.Bytes = append(c.Bytes, a, b) }

func (c *Code) imm32(n int32) {
	c.Bytes = append(c.Bytes, byte(n), byte(n>>8), byte(n>>16), byte(n>>24))
}

// Patch32 writes four bytes.
func Patch32(bytes []byte, at int, n int32) {
	bytes[at] = byte(n)
	bytes[at+1] = byte(n >> 8)
	bytes[at+2] = byte(n >> 16)
	bytes[at+3] = byte(n >> 24)
}

// rex writes the prefix if it is needed; wide is 8 for 64 bits.
func (c *Code) rex(wide byte, reg, index, base Reg, always bool) {
	prefix := 0x40 | wide | byte(reg>>3)<<2 | byte(index>>3)<<1 | byte(base>>3)
	if prefix != 0x40 || always {
		c.b1(prefix)
	}
}

func (c *Code) modrm(mod byte, reg, rm Reg) { c.b1(mod<<6 | byte(reg&7)<<3 | byte(rm&7)) }

// address writes ModRM, SIB and displacement.
func (c *Code) address(reg Reg, m Mem) {
	if m.Symbol != 0 {
		c.modrm(0, reg, RSP)
		c.b1(0x25) // no base, no index
		c.Relocs = append(c.Relocs, Reloc{At: len(c.Bytes), Symbol: m.Symbol, Addend: int64(m.Off)})
		c.imm32(0)
		return
	}
	mod := byte(2)
	switch {
	case m.Off == 0 && m.Base&7 != RBP:
		mod = 0
	case -128 <= m.Off && m.Off < 128:
		mod = 1
	}
	c.modrm(mod, reg, m.Base)
	if m.Base&7 == RSP {
		c.b1(0x24)
	}
	if mod == 1 {
		c.b1(byte(m.Off))
	} else if mod == 2 {
		c.imm32(m.Off)
	}
}

func (m Mem) baseReg() Reg {
	if m.Symbol != 0 {
		return RAX
	}
	return m.Base
}

// Mov copies a register.
func (c *Code) Mov(to, from Reg) {
	if to != from {
		c.rex(8, from, 0, to, false)
		c.b1(0x89)
		c.modrm(3, from, to)
	}
}

// MovImm loads a number. The flags stay.
func (c *Code) MovImm(to Reg, n uint64) {
	switch {
	case n>>32 == 0:
		c.rex(0, 0, 0, to, false)
		c.b1(0xB8 | byte(to&7))
		c.imm32(int32(n))
	case uint64(int64(int32(n))) == n:
		c.rex(8, 0, 0, to, false)
		c.b1(0xC7)
		c.modrm(3, 0, to)
		c.imm32(int32(n))
	default:
		c.rex(8, 0, 0, to, false)
		c.b1(0xB8 | byte(to&7))
		c.imm32(int32(n))
		c.imm32(int32(n >> 32))
	}
}

// MovAddress loads the address of a symbol.
func (c *Code) MovAddress(to Reg, symbol int, addend int64) {
	c.rex(0, 0, 0, to, false)
	c.b1(0xB8 | byte(to&7))
	c.Relocs = append(c.Relocs, Reloc{At: len(c.Bytes), Symbol: symbol, Addend: addend})
	c.imm32(0)
}

// Load loads 1, 2, 4 or 8 bytes and extends them.
func (c *Code) Load(to Reg, m Mem, size int64, signed bool) {
	base := m.baseReg()
	if size == 8 {
		c.rex(8, to, 0, base, false)
		c.b1(0x8B)
	} else {
		c.extending(to, base, size, signed, false)
	}
	c.address(to, m)
}

// Store stores 1, 2, 4 or 8 bytes.
func (c *Code) Store(m Mem, from Reg, size int64) {
	if size == 2 {
		c.b1(0x66)
	}
	wide := byte(0)
	if size == 8 {
		wide = 8
	}
	c.rex(wide, from, 0, m.baseReg(), size == 1 && from >= RSP)
	if size == 1 {
		c.b1(0x88)
	} else {
		c.b1(0x89)
	}
	c.address(from, m)
}

// StoreImm stores a small number.
func (c *Code) StoreImm(m Mem, n int32, size int64) {
	if size == 2 {
		c.b1(0x66)
	}
	wide := byte(0)
	if size == 8 {
		wide = 8
	}
	c.rex(wide, 0, 0, m.baseReg(), false)
	if size == 1 {
		c.b1(0xC6)
	} else {
		c.b1(0xC7)
	}
	c.address(0, m)
	switch size {
	case 1:
		c.b1(byte(n))
	case 2:
		c.b2(byte(n), byte(n>>8))
	default:
		c.imm32(n)
	}
}

// Extend makes 8 bytes of the lowest 1, 2 or 4.
func (c *Code) Extend(to, from Reg, size int64, signed bool) {
	if size == 8 {
		c.Mov(to, from)
		return
	}
	c.extending(to, from, size, signed, size == 1 && from >= RSP)
	c.modrm(3, to, from)
}

// extending begins an instruction that makes 8 bytes of 1, 2 or 4 in memory or a register.
// The prefix of the 1-byte form may be needed always: see rex.
func (c *Code) extending(to, from Reg, size int64, signed, always bool) {
	switch {
	case size == 4 && signed:
		c.rex(8, to, 0, from, false)
		c.b1(0x63)
	case size == 4:
		c.rex(0, to, 0, from, false)
		c.b1(0x8B)
	default:
		op := byte(0xB6)
		wide := byte(0)
		if signed {
			op = 0xBE
			wide = 8
		}
		if size == 2 {
			op++
		}
		c.rex(wide, to, 0, from, always)
		c.b2(0x0F, op)
	}
}

// Lea computes an address.
func (c *Code) Lea(to Reg, m Mem) {
	if m.Symbol != 0 {
		c.MovAddress(to, m.Symbol, int64(m.Off))
		return
	}
	if m.Off == 0 {
		c.Mov(to, m.Base)
		return
	}
	c.rex(8, to, 0, m.Base, false)
	c.b1(0x8D)
	c.address(to, m)
}

// LeaIndex computes base + index * 2^scale.
func (c *Code) LeaIndex(to, base, index Reg, scale byte) {
	c.rex(8, to, index, base, false)
	c.b1(0x8D)
	c.modrm(1, to, RSP)
	c.b1(scale<<6 | byte(index&7)<<3 | byte(base&7))
	c.b1(0)
}

// Do computes to = to op from.
func (c *Code) Do(op Op, to, from Reg) {
	c.rex(8, from, 0, to, false)
	c.b1(byte(op))
	c.modrm(3, from, to)
}

// DoMem computes to = to op 8 bytes of memory.
func (c *Code) DoMem(op Op, to Reg, m Mem) {
	c.rex(8, to, 0, m.baseReg(), false)
	c.b1(byte(op) + 2)
	c.address(to, m)
}

// DoImm computes to = to op n.
func (c *Code) DoImm(op Op, to Reg, n int32) {
	c.rex(8, 0, 0, to, false)
	if -128 <= n && n < 128 {
		c.b1(0x83)
		c.modrm(3, Reg(op>>3), to)
		c.b1(byte(n))
		return
	}
	c.b1(0x81)
	c.modrm(3, Reg(op>>3), to)
	c.imm32(n)
}

// DoMemImm computes memory = memory op n, 8 bytes of it.
func (c *Code) DoMemImm(op Op, m Mem, n int32) {
	c.rex(8, 0, 0, m.baseReg(), false)
	if -128 <= n && n < 128 {
		c.b1(0x83)
		c.address(Reg(op>>3), m)
		c.b1(byte(n))
		return
	}
	c.b1(0x81)
	c.address(Reg(op>>3), m)
	c.imm32(n)
}

// Multiply computes to = to * from.
func (c *Code) Multiply(to, from Reg) {
	c.rex(8, to, 0, from, false)
	c.b2(0x0F, 0xAF)
	c.modrm(3, to, from)
}

// MultiplyImm computes to = from * n.
func (c *Code) MultiplyImm(to, from Reg, n int32) {
	c.rex(8, to, 0, from, false)
	c.b1(0x69)
	c.modrm(3, to, from)
	c.imm32(n)
}

// one writes an instruction of opcode F7 or D3: not, neg, mul, div, idiv, shifts.
func (c *Code) one(opcode, extension byte, r Reg) {
	c.rex(8, 0, 0, r, false)
	c.b1(opcode)
	c.modrm(3, Reg(extension), r)
}

// Not flips all bits.
func (c *Code) Not(r Reg) { c.one(0xF7, 2, r) }

// Negate computes -r.
func (c *Code) Negate(r Reg) { c.one(0xF7, 3, r) }

// MultiplyWide computes rdx:rax = rax * r, unsigned.
func (c *Code) MultiplyWide(r Reg) { c.one(0xF7, 4, r) }

// Divide divides rdx:rax by r: the quotient is in rax, the remainder in rdx.
func (c *Code) Divide(r Reg, signed bool) {
	if signed {
		c.b2(0x48, 0x99) // cqo
		c.one(0xF7, 7, r)
		return
	}
	c.b2(0x31, 0xD2) // xor edx, edx
	c.one(0xF7, 6, r)
}

// ShiftBy shifts by the number in cl.
func (c *Code) ShiftBy(s Shift, r Reg) { c.one(0xD3, byte(s), r) }

// ShiftImm shifts by a number.
func (c *Code) ShiftImm(s Shift, r Reg, n byte) {
	c.one(0xC1, byte(s), r)
	c.b1(n)
}

// Test sets the flags for r & r.
func (c *Code) Test(r Reg) {
	c.rex(8, r, 0, r, false)
	c.b1(0x85)
	c.modrm(3, r, r)
}

// Touch reads a byte, so that a nil pointer faults.
func (c *Code) Touch(r Reg) {
	c.rex(0, RAX, 0, r, false)
	c.b1(0x84)
	c.address(RAX, Mem{Base: r})
}

// Set makes r 1 if the condition holds, else 0.
func (c *Code) Set(cond Cond, r Reg) {
	c.rex(0, 0, 0, r, r >= RSP)
	c.b2(0x0F, 0x90|byte(cond))
	c.modrm(3, 0, r)
	c.Extend(r, r, 1, false)
}

// Move copies a register if the condition holds.
func (c *Code) Move(cond Cond, to, from Reg) {
	c.rex(8, to, 0, from, false)
	c.b2(0x0F, 0x40|byte(cond))
	c.modrm(3, to, from)
}

// Borrow makes r all ones if the carry is set, else 0.
func (c *Code) Borrow(r Reg) {
	c.rex(8, r, 0, r, false)
	c.b1(0x19)
	c.modrm(3, r, r)
}

// Two writes an instruction of two registers with opcode 0F xx, with a prefix if it is not 0: bsf,
// bsr, popcnt, tzcnt.
func (c *Code) Two(prefix, opcode byte, to, from Reg) {
	if prefix != 0 {
		c.b1(prefix)
	}
	c.rex(8, to, 0, from, false)
	c.b2(0x0F, opcode)
	c.modrm(3, to, from)
}

// ReverseBytes reverses the bytes of r.
func (c *Code) ReverseBytes(r Reg) {
	c.rex(8, 0, 0, r, false)
	c.b2(0x0F, 0xC8|byte(r&7))
}

// Jump writes a jump whose distance is filled in later at the place that it gives.
func (c *Code) Jump() int {
	c.b1(0xE9)
	c.imm32(0)
	return len(c.Bytes) - 4
}

// JumpIf is the same for a conditional jump.
func (c *Code) JumpIf(cond Cond) int {
	c.b2(0x0F, 0x80|byte(cond))
	c.imm32(0)
	return len(c.Bytes) - 4
}

// Call calls a function.
func (c *Code) Call(symbol int) {
	c.b1(0xE8)
	c.Relocs = append(c.Relocs, Reloc{At: len(c.Bytes), Symbol: symbol, Relative: true})
	c.imm32(0)
}

// CallMem calls the code whose address is in memory.
func (c *Code) CallMem(m Mem) {
	c.rex(0, 0, 0, m.baseReg(), false)
	c.b1(0xFF)
	c.address(2, m)
}

// CallReg calls the code whose address is in a register.
func (c *Code) CallReg(r Reg) {
	c.rex(0, 0, 0, r, false)
	c.b1(0xFF)
	c.modrm(3, 2, r)
}

// JumpReg jumps to an address.
func (c *Code) JumpReg(r Reg) {
	c.rex(0, 0, 0, r, false)
	c.b1(0xFF)
	c.modrm(3, 4, r)
}

// Push pushes a register.
func (c *Code) Push(r Reg) {
	c.rex(0, 0, 0, r, false)
	c.b1(0x50 | byte(r&7))
}

// Pop pops a register.
func (c *Code) Pop(r Reg) {
	c.rex(0, 0, 0, r, false)
	c.b1(0x58 | byte(r&7))
}

// Raw writes bytes as they are.
func (c *Code) Raw(bytes ...byte) { c.Bytes = append(c.Bytes, bytes...) }

// ToFloat copies the bits of a register to xmm x, FromFloat back; size is 4 or 8.
func (c *Code) ToFloat(x byte, r Reg, size int64) {
	c.b1(0x66)
	wide := byte(0)
	if size == 8 {
		wide = 8
	}
	c.rex(wide, Reg(x), 0, r, false)
	c.b2(0x0F, 0x6E)
	c.modrm(3, Reg(x), r)
}

// FromFloat copies the bits of xmm x to a register.
func (c *Code) FromFloat(r Reg, x byte, size int64) {
	c.b1(0x66)
	wide := byte(0)
	if size == 8 {
		wide = 8
	}
	c.rex(wide, Reg(x), 0, r, false)
	c.b2(0x0F, 0x7E)
	c.modrm(3, Reg(x), r)
}

// Float writes an operation of xmm registers: prefix F2 or F3 for scalars of 8 or 4 bytes.
func (c *Code) Float(prefix, opcode, to, from byte) {
	if prefix != 0 {
		c.b1(prefix)
	}
	c.b2(0x0F, opcode)
	c.modrm(3, Reg(to), Reg(from))
}

// IntToFloat converts the integer in r, FloatToInt back, towards zero.
func (c *Code) IntToFloat(prefix, to byte, r Reg) {
	c.b1(prefix)
	c.rex(8, Reg(to), 0, r, false)
	c.b2(0x0F, 0x2A)
	c.modrm(3, Reg(to), r)
}

// FloatToInt converts xmm x to an integer.
func (c *Code) FloatToInt(prefix byte, r Reg, x byte) {
	c.b1(prefix)
	c.rex(8, r, 0, Reg(x), false)
	c.b2(0x0F, 0x2C)
	c.modrm(3, r, Reg(x))
}
