//! Pseudo-assembly → x86-64, one instruction at a time.
//!
//! ```text
//! r0 … r5   rdi rsi r8 r9 r10 r11     locals   rbx rbp r12 r13, then [rsp + …]
//! depth     r14                       entry's stack pointer   r15
//! for one template only   rax rcx rdx, which division and shifts insist on
//! ```
//!
//! The machine's instructions have two operands where ours have three: `add x, a, b` is
//! `mov x, a; add x, b`, without the `mov` where `x` is `a`. Constants that fit in 8 or 32 bits are
//! part of the instruction, others go through rcx. A push is a `push`: pushes move the stack
//! pointer, so the offset of a local in the frame depends on how many values are on the stack, which
//! is known for every instruction.
//!
//! Requires: pseudo-assembly with the invariants in the header of `pseudo`. The mirror image is
//! `a64`: same functions, same order. Judged by `tests/template_jit.rs`.

// The assembler's macro converts every register number to the type it already has.
#![allow(clippy::useless_conversion)]

use std::collections::HashMap;

use dynasmrt::x64::X64Relocation;
use dynasmrt::{DynamicLabel, DynasmApi, DynasmLabelApi, VecAssembler, dynasm};

use super::place::{Place, Placement, RegisterFile, place};
use super::{CompileError, FunctionCode, Isa, MachineCode};
use crate::pseudo::{
    BailReason, BinaryOp, Condition, Function, Label, Op, Operand, Register, UnaryOp,
};

const RAX: u8 = 0;
const RCX: u8 = 1;
const RDX: u8 = 2;
/// `r0`: the first argument and the result.
const RDI: u8 = 7;

const REGISTERS: RegisterFile =
    RegisterFile { scratch: [RDI, 6, 8, 9, 10, 11], saved: &[3, 5, 12, 13] };

/// Makes machine code of a unit's functions.
pub(super) fn assemble(functions: &[&Function]) -> Result<MachineCode, CompileError> {
    let mut ops = VecAssembler::<X64Relocation>::new(0);
    let entries = functions.iter().map(|_| ops.new_dynamic_label()).collect();
    let bails = BailReason::ALL.map(|_| ops.new_dynamic_label());
    let mut emitter = Emitter {
        ops,
        entries,
        bails,
        labels: HashMap::new(),
        placement: Placement::default(),
        depth: 0,
    };
    let bails = emitter.trampoline();
    let codes = functions.iter().enumerate().map(|(i, f)| emitter.function(i, f)).collect();
    let bytes = emitter.ops.finalize().map_err(|_| CompileError::TooLong)?;
    Ok(MachineCode { isa: Isa::X64, bytes, bails, functions: codes })
}

/// Where an operand is, in the machine's terms.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Location {
    Register(u8),
    /// At this distance from the stack pointer.
    Stack(i32),
    Immediate(i64),
}

struct Emitter {
    ops: VecAssembler<X64Relocation>,
    entries: Vec<DynamicLabel>,
    bails: [DynamicLabel; 4],
    /// Of the function being emitted.
    labels: HashMap<Label, DynamicLabel>,
    /// Of the function being emitted.
    placement: Placement,
    /// How many values are on the stack.
    depth: u32,
}

/// `op register, location` for an instruction with the usual operand forms.
macro_rules! with_operand {
    ($self:ident, $op:ident, $register:expr, $location:expr) => {
        match $location {
            Location::Register(from) => dynasm!($self.ops ; .arch x64 ; $op Rq($register), Rq(from)),
            Location::Stack(at) => {
                dynasm!($self.ops ; .arch x64 ; $op Rq($register), QWORD [rsp + at]);
            }
            Location::Immediate(value) => {
                if let Ok(value) = i8::try_from(value) {
                    dynasm!($self.ops ; .arch x64 ; $op Rq($register), BYTE value as _);
                } else if let Ok(value) = i32::try_from(value) {
                    dynasm!($self.ops ; .arch x64 ; $op Rq($register), DWORD value);
                } else {
                    $self.load(RCX, Location::Immediate(value));
                    dynasm!($self.ops ; .arch x64 ; $op Rq($register), Rq(RCX));
                }
            }
        }
    };
}

/// `j<condition> label` or `set<condition> al`; `tested` says that the flags come from `test`.
macro_rules! on_condition {
    ($self:ident, $condition:expr, $less:ident $less_equal:ident $equal:ident $not_equal:ident
     $greater:ident $greater_equal:ident $not_below:ident $below:ident, $($operand:tt)+) => {
        match $condition {
            Condition::Less => dynasm!($self.ops ; .arch x64 ; $less $($operand)+),
            Condition::LessEqual => dynasm!($self.ops ; .arch x64 ; $less_equal $($operand)+),
            Condition::Equal | Condition::BitsClear => {
                dynasm!($self.ops ; .arch x64 ; $equal $($operand)+);
            }
            Condition::NotEqual | Condition::BitsSet => {
                dynasm!($self.ops ; .arch x64 ; $not_equal $($operand)+);
            }
            Condition::Greater => dynasm!($self.ops ; .arch x64 ; $greater $($operand)+),
            Condition::GreaterEqual => dynasm!($self.ops ; .arch x64 ; $greater_equal $($operand)+),
            Condition::NotBelow => dynasm!($self.ops ; .arch x64 ; $not_below $($operand)+),
            Condition::Below => dynasm!($self.ops ; .arch x64 ; $below $($operand)+),
        }
    };
}

impl Emitter {
    // ANCHOR: trampoline
    /// The way in from C and out again: `(arguments: rdi, context: rsi, target: rdx) → rax`.
    fn trampoline(&mut self) -> [usize; 4] {
        dynasm!(self.ops
            ; .arch x64
            ; push rbx
            ; push rbp
            ; push r12
            ; push r13
            ; push r14
            ; push r15
            ; push rsi
            ; mov r15, rsp                     // where every bail comes back to
            ; mov r14, [rsi]                   // context.depth_left
            ; mov rsi, [rdi + 8]
            ; mov r8, [rdi + 16]
            ; mov r9, [rdi + 24]
            ; mov r10, [rdi + 32]
            ; mov r11, [rdi + 40]
            ; mov rdi, [rdi]
            ; call rdx
            ; mov rcx, [rsp]
            ; mov [rcx + 8], rdi               // context.result
            ; xor eax, eax
            ; ->leave:
            ; pop rsi
            ; pop r15
            ; pop r14
            ; pop r13
            ; pop r12
            ; pop rbp
            ; pop rbx
            ; ret
        );
        // ANCHOR: bail_stub
        BailReason::ALL.map(|reason| {
            let (at, label) = (self.ops.offset().0, self.bail_label(reason));
            dynasm!(self.ops
                ; .arch x64
                ; =>label
                ; mov eax, reason as i32
                ; mov rsp, r15                 // every call since the entry never was
                ; jmp ->leave
            );
            at
        })
        // ANCHOR_END: bail_stub
    }
    // ANCHOR_END: trampoline

    fn function(&mut self, index: usize, function: &Function) -> FunctionCode {
        self.labels.clear();
        for inst in &function.code {
            if let Op::Label { label, .. } = inst.op {
                let dynamic = self.ops.new_dynamic_label();
                self.labels.insert(label, dynamic);
            }
        }
        self.placement = place(function, &REGISTERS);
        self.depth = 0;
        let start = self.ops.offset().0;
        self.prologue(index, function);
        let mut map = Vec::new();
        let mut deepest = 0;
        for inst in &function.code {
            map.push((self.ops.offset().0, inst.bytecode));
            self.instruction(inst.op);
            deepest = deepest.max(self.depth);
        }
        // The return address, what the prologue saves, and the stack at its deepest.
        let words = 1 + self.placement.saved.len() + self.placement.frame_words as usize;
        let frame_bytes = 8 * (words + deepest as usize);
        FunctionCode { start, end: self.ops.offset().0, frame_bytes, map }
    }

    fn prologue(&mut self, index: usize, function: &Function) {
        let (entry, too_deep) = (self.entries[index], self.bail_label(BailReason::Depth));
        dynasm!(self.ops ; .arch x64 ; =>entry ; sub r14, BYTE 1 ; js =>too_deep);
        for &saved in &self.placement.saved {
            dynasm!(self.ops ; .arch x64 ; push Rq(saved));
        }
        if self.placement.frame_words > 0 {
            dynasm!(self.ops ; .arch x64 ; sub rsp, DWORD 8 * self.placement.frame_words as i32);
        }
        for n in 0..function.parameters {
            if self.placement.places[usize::from(n)] != Place::Nowhere {
                self.store(Register::Local(u16::from(n)), REGISTERS.scratch[usize::from(n)]);
            }
        }
    }

    fn epilogue(&mut self) {
        let words = self.placement.frame_words + self.depth;
        if words > 0 {
            dynasm!(self.ops ; .arch x64 ; add rsp, DWORD 8 * words as i32);
        }
        for &saved in self.placement.saved.iter().rev() {
            dynasm!(self.ops ; .arch x64 ; pop Rq(saved));
        }
        dynasm!(self.ops ; .arch x64 ; add r14, BYTE 1 ; ret);
    }

    fn instruction(&mut self, op: Op) {
        match op {
            Op::Push(from) => self.push(from),
            Op::Pop(to) => self.pop(to),
            Op::Move { to, from } => match self.register(to) {
                Some(register) => self.load(register, self.location(from)),
                None => {
                    let from = self.in_register(from, RAX);
                    self.store(to, from);
                }
            },
            Op::Binary { op, to, left, right } => self.binary(op, to, left, right),
            Op::Unary { op, to, from } => {
                let register = self.register(to).unwrap_or(RAX);
                self.load(register, self.location(from));
                match op {
                    UnaryOp::Negate => dynasm!(self.ops ; .arch x64 ; neg Rq(register)),
                    UnaryOp::Invert => dynasm!(self.ops ; .arch x64 ; not Rq(register)),
                }
                self.store(to, register);
            }
            Op::Set { to, condition, left, right } => {
                self.compare(condition, left, right);
                on_condition!(self, condition, setl setle sete setne setg setge setae setb, al);
                dynasm!(self.ops ; .arch x64 ; movzx eax, al);
                self.store(to, RAX);
            }
            // ANCHOR: bail_if_overflow
            Op::BailIfOverflow => {
                let bail = self.bail_label(BailReason::Overflow);
                dynasm!(self.ops ; .arch x64 ; jo =>bail);
            }
            // ANCHOR_END: bail_if_overflow
            Op::BailIf { condition, left, right, reason } => {
                self.compare(condition, left, right);
                let bail = self.bail_label(reason);
                on_condition!(self, condition, jl jle je jne jg jge jae jb, =>bail);
            }
            Op::Label { label, depth } => {
                let label = self.labels[&label];
                self.depth = depth;
                dynasm!(self.ops ; .arch x64 ; =>label);
            }
            Op::Jump(target) => {
                let target = self.labels[&target];
                dynasm!(self.ops ; .arch x64 ; jmp =>target);
            }
            Op::JumpIf { condition, left, right, target } => {
                self.compare(condition, left, right);
                let target = self.labels[&target];
                on_condition!(self, condition, jl jle je jne jg jge jae jb, =>target);
            }
            Op::Call { function, .. } => {
                let entry = self.entries[function as usize];
                dynasm!(self.ops ; .arch x64 ; call =>entry);
            }
            Op::Return(from) => {
                self.load(RDI, self.location(from));
                self.epilogue();
            }
            Op::Nothing => {}
        }
    }

    fn push(&mut self, from: Operand) {
        match self.location(from) {
            Location::Register(register) => dynasm!(self.ops ; .arch x64 ; push Rq(register)),
            Location::Stack(at) => dynasm!(self.ops ; .arch x64 ; push QWORD [rsp + at]),
            Location::Immediate(value) => {
                if let Ok(value) = i8::try_from(value) {
                    dynasm!(self.ops ; .arch x64 ; push BYTE value);
                } else if let Ok(value) = i32::try_from(value) {
                    dynasm!(self.ops ; .arch x64 ; push DWORD value);
                } else {
                    self.load(RAX, Location::Immediate(value));
                    dynasm!(self.ops ; .arch x64 ; push rax);
                }
            }
        }
        self.depth += 1;
    }

    fn pop(&mut self, to: Register) {
        let register = self.register(to).unwrap_or(RAX);
        dynasm!(self.ops ; .arch x64 ; pop Rq(register));
        self.depth -= 1;
        self.store(to, register);
    }

    fn binary(&mut self, op: BinaryOp, to: Register, mut left: Operand, mut right: Operand) {
        match op {
            BinaryOp::FloorDivide => return self.floor_divide(to, left, right),
            BinaryOp::Remainder => return self.remainder(to, left, right),
            BinaryOp::ShiftLeft | BinaryOp::ShiftRight => return self.shift(op, to, left, right),
            _ => {}
        }
        if op.is_commutative() && right == Operand::Register(to) {
            std::mem::swap(&mut left, &mut right);
        }
        let result = match self.register(to) {
            Some(register) if right != Operand::Register(to) => register,
            _ => RAX,
        };
        let (left, right) = (self.location(left), self.location(right));
        if op == BinaryOp::Multiply {
            self.multiply(result, left, right);
        } else {
            self.load(result, left);
            match op {
                BinaryOp::Add => with_operand!(self, add, result, right),
                BinaryOp::Subtract => with_operand!(self, sub, result, right),
                BinaryOp::And => with_operand!(self, and, result, right),
                BinaryOp::Or => with_operand!(self, or, result, right),
                _ => with_operand!(self, xor, result, right),
            }
        }
        self.store(to, result);
    }

    /// `result = left * right`; `imul` is the one that takes a constant as a third operand.
    fn multiply(&mut self, result: u8, left: Location, right: Location) {
        match (left, right) {
            (Location::Register(left), Location::Immediate(value)) if fits_i32(value) => {
                if let Ok(value) = i8::try_from(value) {
                    dynasm!(self.ops ; .arch x64 ; imul Rq(result), Rq(left), BYTE value);
                } else {
                    dynasm!(self.ops ; .arch x64 ; imul Rq(result), Rq(left), DWORD value as i32);
                }
            }
            (_, Location::Immediate(_)) => {
                self.load(RCX, right);
                self.load(result, left);
                dynasm!(self.ops ; .arch x64 ; imul Rq(result), rcx);
            }
            (_, Location::Register(right)) => {
                self.load(result, left);
                dynasm!(self.ops ; .arch x64 ; imul Rq(result), Rq(right));
            }
            (_, Location::Stack(at)) => {
                self.load(result, left);
                dynasm!(self.ops ; .arch x64 ; imul Rq(result), QWORD [rsp + at]);
            }
        }
    }

    // ANCHOR: floor_divide
    /// `idiv` divides rdx:rax, rounds towards zero, and faults when the quotient does not fit, so
    /// -1 is taken apart. What is not exact and whose signs differ is one too large.
    fn floor_divide(&mut self, to: Register, left: Operand, right: Operand) {
        let bail = self.bail_label(BailReason::Overflow);
        let divisor = self.in_register(right, RCX);
        self.load(RAX, self.location(left));
        if right.may_be(-1) {
            self.cmp(divisor, Location::Immediate(-1));
            dynasm!(self.ops
                ; .arch x64
                ; jne >divide
                ; neg rax
                ; jo =>bail
                ; jmp >done
                ; divide:
            );
        }
        dynasm!(self.ops ; .arch x64 ; cqo ; idiv Rq(divisor));
        // BEGIN SOLUTION 1.4 stub: // exercise 1.4: the quotient in rax is rounded towards zero
        dynasm!(self.ops
            ; .arch x64
            ; test rdx, rdx
            ; je >done
            ; xor rdx, Rq(divisor)
            ; jns >done
            ; sub rax, BYTE 1
        );
        // END SOLUTION
        dynasm!(self.ops ; .arch x64 ; done:);
        self.store(to, RAX);
    }
    // ANCHOR_END: floor_divide

    /// As [`Emitter::floor_divide`]: a remainder with the wrong sign is one divisor off.
    fn remainder(&mut self, to: Register, left: Operand, right: Operand) {
        let divisor = self.in_register(right, RCX);
        self.load(RAX, self.location(left));
        if right.may_be(-1) {
            dynasm!(self.ops ; .arch x64 ; xor edx, edx);
            self.cmp(divisor, Location::Immediate(-1));
            dynasm!(self.ops ; .arch x64 ; je >done);
        }
        dynasm!(self.ops
            ; .arch x64
            ; cqo
            ; idiv Rq(divisor)
            ; test rdx, rdx
            ; je >done
            ; mov rax, rdx
            ; xor rax, Rq(divisor)
            ; jns >done
            ; add rdx, Rq(divisor)
            ; done:
        );
        self.store(to, RDX);
    }

    /// Shifts by a register take their count from cl. A shift to the left is undone and compared,
    /// since the processor's flags do not tell about bits lost on the way.
    fn shift(&mut self, op: BinaryOp, to: Register, left: Operand, right: Operand) {
        let count = match right {
            Operand::Immediate(count) => Some(count as i8),
            Operand::Register(_) => {
                self.load(RCX, self.location(right));
                None
            }
        };
        let left = self.location(left);
        if op == BinaryOp::ShiftRight {
            let result = self.register(to).unwrap_or(RAX);
            self.load(result, left);
            match count {
                Some(count) => dynasm!(self.ops ; .arch x64 ; sar Rq(result), BYTE count),
                None => dynasm!(self.ops ; .arch x64 ; sar Rq(result), cl),
            }
            return self.store(to, result);
        }
        self.load(RAX, left);
        match count {
            Some(count) => dynasm!(self.ops
                ; .arch x64
                ; shl rax, BYTE count
                ; mov rdx, rax
                ; sar rdx, BYTE count
            ),
            None => dynasm!(self.ops
                ; .arch x64
                ; shl rax, cl
                ; mov rdx, rax
                ; sar rdx, cl
            ),
        }
        self.cmp(RDX, left);
        let bail = self.bail_label(BailReason::Overflow);
        dynasm!(self.ops ; .arch x64 ; jne =>bail);
        self.store(to, RAX);
    }

    /// Sets the flags for a condition.
    fn compare(&mut self, condition: Condition, left: Operand, right: Operand) {
        let left = self.in_register(left, RAX);
        let right = self.location(right);
        match (condition, right) {
            (Condition::BitsClear | Condition::BitsSet, Location::Immediate(value)) => {
                // A positive constant has no bits that the short register lacks.
                if (0..=i64::from(i32::MAX)).contains(&value) {
                    dynasm!(self.ops ; .arch x64 ; test Rd(left), DWORD value as i32);
                } else {
                    self.load(RCX, right);
                    dynasm!(self.ops ; .arch x64 ; test Rq(left), rcx);
                }
            }
            (Condition::BitsClear | Condition::BitsSet, _) => match right {
                Location::Register(right) => {
                    dynasm!(self.ops ; .arch x64 ; test Rq(left), Rq(right));
                }
                _ => {
                    self.load(RCX, right);
                    dynasm!(self.ops ; .arch x64 ; test Rq(left), rcx);
                }
            },
            (Condition::NotBelow | Condition::Below, _) => self.cmp(left, right),
            (_, Location::Immediate(0)) => dynasm!(self.ops ; .arch x64 ; test Rq(left), Rq(left)),
            _ => self.cmp(left, right),
        }
    }

    /// `cmp left, right`. The assembler has the form with an 8-bit constant for 8-bit registers
    /// only, so that its four bytes are written out here.
    fn cmp(&mut self, left: u8, right: Location) {
        match right {
            Location::Immediate(value) if i8::try_from(value).is_ok() => dynasm!(self.ops
                ; .arch x64
                ; .bytes [0x48 | left >> 3, 0x83, 0xf8 | (left & 7), value as u8]
            ),
            _ => with_operand!(self, cmp, left, right),
        }
    }

    fn bail_label(&self, reason: BailReason) -> DynamicLabel {
        self.bails[reason as usize - 1]
    }

    /// Where an operand is now.
    fn location(&self, operand: Operand) -> Location {
        match operand {
            Operand::Immediate(value) => Location::Immediate(value),
            Operand::Register(Register::Scratch(n)) => {
                Location::Register(REGISTERS.scratch[usize::from(n)])
            }
            Operand::Register(Register::Local(n)) => match self.placement.places[usize::from(n)] {
                Place::Register(register) => Location::Register(register),
                Place::Frame(word) => Location::Stack(8 * (word + self.depth) as i32),
                // Nobody reads such a local.
                Place::Nowhere => Location::Immediate(0),
            },
        }
    }

    /// The machine register behind a pseudo-register, if there is one.
    fn register(&self, register: Register) -> Option<u8> {
        match self.location(register.into()) {
            Location::Register(register) => Some(register),
            _ => None,
        }
    }

    /// Brings an operand into a register: its own, or else `spare`.
    fn in_register(&mut self, operand: Operand, spare: u8) -> u8 {
        match self.location(operand) {
            Location::Register(register) => register,
            location => {
                self.load(spare, location);
                spare
            }
        }
    }

    /// Puts a value into a machine register; leaves the flags alone.
    fn load(&mut self, to: u8, from: Location) {
        match from {
            Location::Register(from) if from == to => {}
            Location::Register(from) => dynasm!(self.ops ; .arch x64 ; mov Rq(to), Rq(from)),
            Location::Stack(at) => dynasm!(self.ops ; .arch x64 ; mov Rq(to), QWORD [rsp + at]),
            Location::Immediate(value) => {
                if let Ok(value) = u32::try_from(value) {
                    dynasm!(self.ops ; .arch x64 ; mov Rd(to), DWORD value as i32);
                } else if let Ok(value) = i32::try_from(value) {
                    dynasm!(self.ops ; .arch x64 ; mov Rq(to), DWORD value);
                } else {
                    dynasm!(self.ops ; .arch x64 ; mov Rq(to), QWORD value);
                }
            }
        }
    }

    /// Puts a machine register's value where a pseudo-register lives; leaves the flags alone.
    fn store(&mut self, to: Register, from: u8) {
        match self.location(to.into()) {
            Location::Register(to) => self.load(to, Location::Register(from)),
            Location::Stack(at) => dynasm!(self.ops ; .arch x64 ; mov QWORD [rsp + at], Rq(from)),
            Location::Immediate(_) => {}
        }
    }
}

fn fits_i32(value: i64) -> bool {
    i32::try_from(value).is_ok()
}
