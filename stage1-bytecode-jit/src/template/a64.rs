//! Pseudo-assembly → AArch64, one instruction at a time.
//!
//! ```text
//! r0 … r5   x0 … x5      locals   x19 … x26, then [sp, …]
//! depth     x27          entry's stack pointer   x28
//! for one template only   x9 x10 x11
//! ```
//!
//! The machine's instructions have three operands, as ours do, but take them from registers only:
//! a local in the frame is loaded first. Constants are part of the instruction where its few bits
//! can say them (12 bits for sums and comparisons, repeated patterns for logic), others are built in
//! a register, 16 bits at a time. The stack pointer must stay a multiple of 16, so that a push takes
//! 16 bytes; it moves, so the offset of a local in the frame depends on how many values are on the
//! stack, which is known for every instruction.
//!
//! Requires: pseudo-assembly with the invariants in the header of `pseudo`. The mirror image is
//! `x64`: same functions, same order. Judged by `tests/template_jit.rs`.

// The assembler's macro converts every register number to the type it already has.
#![allow(clippy::useless_conversion)]

use std::collections::HashMap;

use dynasmrt::aarch64::{Aarch64Relocation, encode_logical_immediate_64bit};
use dynasmrt::{DynamicLabel, DynasmApi, DynasmLabelApi, VecAssembler, dynasm};

use super::place::{Place, Placement, RegisterFile, place};
use super::{CompileError, FunctionCode, Isa, MachineCode};
use crate::pseudo::{
    BailReason, BinaryOp, Condition, Function, Label, Op, Operand, Register, UnaryOp,
};

/// For a left operand or a result.
const X9: u8 = 9;
/// For a right operand.
const X10: u8 = 10;
/// For what a template computes on the way.
const X11: u8 = 11;

const REGISTERS: RegisterFile =
    RegisterFile { scratch: [0, 1, 2, 3, 4, 5], saved: &[19, 20, 21, 22, 23, 24, 25, 26] };

/// Makes machine code of a unit's functions.
pub(super) fn assemble(functions: &[&Function]) -> Result<MachineCode, CompileError> {
    let mut ops = VecAssembler::<Aarch64Relocation>::new(0);
    let entries = functions.iter().map(|_| ops.new_dynamic_label()).collect();
    let bails = BailReason::ALL.map(|_| ops.new_dynamic_label());
    let mut emitter = Emitter {
        ops,
        entries,
        bails,
        labels: HashMap::new(),
        placement: Placement::default(),
        depth: 0,
        multiplied: false,
    };
    let bails = emitter.trampoline();
    let codes = functions.iter().enumerate().map(|(i, f)| emitter.function(i, f)).collect();
    let bytes = emitter.ops.finalize().map_err(|_| CompileError::TooLong)?;
    Ok(MachineCode { isa: Isa::A64, bytes, bails, functions: codes })
}

/// Where an operand is, in the machine's terms.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Location {
    Register(u8),
    /// At this distance from the stack pointer.
    Stack(u32),
    Immediate(i64),
}

struct Emitter {
    ops: VecAssembler<Aarch64Relocation>,
    entries: Vec<DynamicLabel>,
    bails: [DynamicLabel; 4],
    /// Of the function being emitted.
    labels: HashMap<Label, DynamicLabel>,
    /// Of the function being emitted.
    placement: Placement,
    /// How many values are on the stack.
    depth: u32,
    /// Was the last arithmetic instruction a multiplication? It tells of an overflow in another way.
    multiplied: bool,
}

/// `b.<condition> label` or `cset register, <condition>`.
macro_rules! on_condition {
    ($self:ident, $condition:expr, branch $label:expr) => {
        match $condition {
            Condition::Less => dynasm!($self.ops ; .arch aarch64 ; b.lt =>$label),
            Condition::LessEqual => dynasm!($self.ops ; .arch aarch64 ; b.le =>$label),
            Condition::Equal | Condition::BitsClear => {
                dynasm!($self.ops ; .arch aarch64 ; b.eq =>$label);
            }
            Condition::NotEqual | Condition::BitsSet => {
                dynasm!($self.ops ; .arch aarch64 ; b.ne =>$label);
            }
            Condition::Greater => dynasm!($self.ops ; .arch aarch64 ; b.gt =>$label),
            Condition::GreaterEqual => dynasm!($self.ops ; .arch aarch64 ; b.ge =>$label),
            Condition::NotBelow => dynasm!($self.ops ; .arch aarch64 ; b.hs =>$label),
            Condition::Below => dynasm!($self.ops ; .arch aarch64 ; b.lo =>$label),
        }
    };
    ($self:ident, $condition:expr, set $register:expr) => {
        match $condition {
            Condition::Less => dynasm!($self.ops ; .arch aarch64 ; cset X($register), lt),
            Condition::LessEqual => dynasm!($self.ops ; .arch aarch64 ; cset X($register), le),
            Condition::Equal | Condition::BitsClear => {
                dynasm!($self.ops ; .arch aarch64 ; cset X($register), eq);
            }
            Condition::NotEqual | Condition::BitsSet => {
                dynasm!($self.ops ; .arch aarch64 ; cset X($register), ne);
            }
            Condition::Greater => dynasm!($self.ops ; .arch aarch64 ; cset X($register), gt),
            Condition::GreaterEqual => dynasm!($self.ops ; .arch aarch64 ; cset X($register), ge),
            Condition::NotBelow => dynasm!($self.ops ; .arch aarch64 ; cset X($register), hs),
            Condition::Below => dynasm!($self.ops ; .arch aarch64 ; cset X($register), lo),
        }
    };
}

impl Emitter {
    /// The way in from C and out again: `(arguments: x0, context: x1, target: x2) → x0`.
    fn trampoline(&mut self) -> [usize; 4] {
        dynasm!(self.ops
            ; .arch aarch64
            ; stp x29, x30, [sp, -112]!
            ; stp x19, x20, [sp, 16]
            ; stp x21, x22, [sp, 32]
            ; stp x23, x24, [sp, 48]
            ; stp x25, x26, [sp, 64]
            ; stp x27, x28, [sp, 80]
            ; str x1, [sp, 96]
            ; mov x28, sp                      // where every bail comes back to
            ; ldr x27, [x1]                    // context.depth_left
            ; mov x9, x0
            ; mov x10, x2
            ; ldp x0, x1, [x9]
            ; ldp x2, x3, [x9, 16]
            ; ldp x4, x5, [x9, 32]
            ; blr x10
            ; ldr x9, [sp, 96]
            ; str x0, [x9, 8]                  // context.result
            ; movz x0, 0
            ; ->leave:
            ; ldp x19, x20, [sp, 16]
            ; ldp x21, x22, [sp, 32]
            ; ldp x23, x24, [sp, 48]
            ; ldp x25, x26, [sp, 64]
            ; ldp x27, x28, [sp, 80]
            ; ldp x29, x30, [sp], 112
            ; ret
        );
        BailReason::ALL.map(|reason| {
            let (at, label) = (self.ops.offset().0, self.bail_label(reason));
            dynasm!(self.ops
                ; .arch aarch64
                ; =>label
                ; movz x0, reason as u32
                ; mov sp, x28                  // every call since the entry never was
                ; b ->leave
            );
            at
        })
    }

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
        let pairs = self.saved_pairs().len() + deepest as usize;
        let frame_bytes = 16 * pairs + self.frame_bytes() as usize;
        FunctionCode { start, end: self.ops.offset().0, frame_bytes, map }
    }

    fn prologue(&mut self, index: usize, function: &Function) {
        let (entry, too_deep) = (self.entries[index], self.bail_label(BailReason::Depth));
        dynasm!(self.ops ; .arch aarch64 ; =>entry ; subs x27, x27, 1 ; b.mi =>too_deep);
        for (first, second) in self.saved_pairs() {
            match second {
                Some(second) => {
                    dynasm!(self.ops ; .arch aarch64 ; stp X(first), X(second), [sp, -16]!);
                }
                None => dynasm!(self.ops ; .arch aarch64 ; str X(first), [sp, -16]!),
            }
        }
        self.move_stack_pointer(-i64::from(self.frame_bytes()));
        for n in 0..function.parameters {
            if self.placement.places[usize::from(n)] != Place::Nowhere {
                self.store(Register::Local(u16::from(n)), REGISTERS.scratch[usize::from(n)]);
            }
        }
    }

    fn epilogue(&mut self) {
        self.move_stack_pointer(i64::from(self.frame_bytes() + 16 * self.depth));
        for (first, second) in self.saved_pairs().into_iter().rev() {
            match second {
                Some(second) => {
                    dynasm!(self.ops ; .arch aarch64 ; ldp X(first), X(second), [sp], 16);
                }
                None => dynasm!(self.ops ; .arch aarch64 ; ldr X(first), [sp], 16),
            }
        }
        dynasm!(self.ops ; .arch aarch64 ; add x27, x27, 1 ; ret);
    }

    /// What the prologue saves, two by two: the return address unless nothing overwrites it, and the
    /// registers of locals.
    fn saved_pairs(&self) -> Vec<(u8, Option<u8>)> {
        let link = if self.placement.is_leaf { None } else { Some(30) };
        let saved: Vec<u8> = link.into_iter().chain(self.placement.saved.iter().copied()).collect();
        saved.chunks(2).map(|pair| (pair[0], pair.get(1).copied())).collect()
    }

    /// The bytes of the frame that hold locals.
    fn frame_bytes(&self) -> u32 {
        (8 * self.placement.frame_words).next_multiple_of(16)
    }

    /// Adds to the stack pointer.
    fn move_stack_pointer(&mut self, bytes: i64) {
        match bytes {
            0 => {}
            1..4096 => dynasm!(self.ops ; .arch aarch64 ; add sp, sp, bytes as u32),
            -4095..0 => dynasm!(self.ops ; .arch aarch64 ; sub sp, sp, -bytes as u32),
            _ => {
                self.load_constant(X9, bytes);
                dynasm!(self.ops ; .arch aarch64 ; add sp, sp, x9);
            }
        }
    }

    fn instruction(&mut self, op: Op) {
        match op {
            Op::Push(from) => self.push(from),
            Op::Pop(to) => self.pop(to),
            Op::Move { to, from } => match self.register(to) {
                Some(register) => self.load(register, self.location(from)),
                None => {
                    let from = self.in_register(from, X9);
                    self.store(to, from);
                }
            },
            Op::Binary { op, to, left, right } => self.binary(op, to, left, right),
            Op::Unary { op, to, from } => {
                let register = self.register(to).unwrap_or(X9);
                let from = self.in_register(from, X9);
                match op {
                    UnaryOp::Negate => {
                        dynasm!(self.ops ; .arch aarch64 ; negs X(register), X(from));
                    }
                    UnaryOp::Invert => dynasm!(self.ops ; .arch aarch64 ; mvn X(register), X(from)),
                }
                self.multiplied = false;
                self.store(to, register);
            }
            Op::Set { to, condition, left, right } => {
                self.compare(condition, left, right);
                let register = self.register(to).unwrap_or(X9);
                on_condition!(self, condition, set register);
                self.store(to, register);
            }
            Op::BailIfOverflow => {
                let bail = self.bail_label(BailReason::Overflow);
                if self.multiplied {
                    dynasm!(self.ops ; .arch aarch64 ; b.ne =>bail);
                } else {
                    dynasm!(self.ops ; .arch aarch64 ; b.vs =>bail);
                }
            }
            Op::BailIf { condition, left, right, reason } => {
                self.compare(condition, left, right);
                let bail = self.bail_label(reason);
                on_condition!(self, condition, branch bail);
            }
            Op::Label { label, depth } => {
                let label = self.labels[&label];
                self.depth = depth;
                dynasm!(self.ops ; .arch aarch64 ; =>label);
            }
            Op::Jump(target) => {
                let target = self.labels[&target];
                dynasm!(self.ops ; .arch aarch64 ; b =>target);
            }
            Op::JumpIf { condition, left, right, target } => {
                self.compare(condition, left, right);
                let target = self.labels[&target];
                on_condition!(self, condition, branch target);
            }
            Op::Call { function, .. } => {
                let entry = self.entries[function as usize];
                dynasm!(self.ops ; .arch aarch64 ; bl =>entry);
            }
            Op::Return(from) => {
                self.load(REGISTERS.scratch[0], self.location(from));
                self.epilogue();
            }
            Op::Nothing => {}
        }
    }

    fn push(&mut self, from: Operand) {
        let from = self.in_register(from, X9);
        dynasm!(self.ops ; .arch aarch64 ; str X(from), [sp, -16]!);
        self.depth += 1;
    }

    fn pop(&mut self, to: Register) {
        let register = self.register(to).unwrap_or(X9);
        dynasm!(self.ops ; .arch aarch64 ; ldr X(register), [sp], 16);
        self.depth -= 1;
        self.store(to, register);
    }

    fn binary(&mut self, op: BinaryOp, to: Register, left: Operand, right: Operand) {
        match op {
            BinaryOp::FloorDivide => return self.floor_divide(to, left, right),
            BinaryOp::Remainder => return self.remainder(to, left, right),
            BinaryOp::ShiftLeft | BinaryOp::ShiftRight => return self.shift(op, to, left, right),
            BinaryOp::Multiply => return self.multiply(to, left, right),
            _ => {}
        }
        self.multiplied = false;
        let result = self.register(to).unwrap_or(X9);
        let left = self.in_register(left, X9);
        if !self.binary_with_constant(op, result, left, right) {
            let right = self.in_register(right, X10);
            match op {
                BinaryOp::Add => {
                    dynasm!(self.ops ; .arch aarch64 ; adds X(result), X(left), X(right));
                }
                BinaryOp::Subtract => {
                    dynasm!(self.ops ; .arch aarch64 ; subs X(result), X(left), X(right));
                }
                BinaryOp::And => {
                    dynasm!(self.ops ; .arch aarch64 ; and X(result), X(left), X(right));
                }
                BinaryOp::Or => {
                    dynasm!(self.ops ; .arch aarch64 ; orr X(result), X(left), X(right));
                }
                _ => dynasm!(self.ops ; .arch aarch64 ; eor X(result), X(left), X(right)),
            }
        }
        self.store(to, result);
    }

    /// Emits the form with a constant in the instruction, if there is one for this constant.
    fn binary_with_constant(&mut self, op: BinaryOp, result: u8, left: u8, right: Operand) -> bool {
        let Operand::Immediate(value) = right else { return false };
        let magnitude = value.unsigned_abs();
        match op {
            BinaryOp::Add | BinaryOp::Subtract if magnitude < 1 << 12 => {
                let magnitude = magnitude as u32;
                if (op == BinaryOp::Add) == (value >= 0) {
                    dynasm!(self.ops ; .arch aarch64 ; adds X(result), XSP(left), magnitude);
                } else {
                    dynasm!(self.ops ; .arch aarch64 ; subs X(result), XSP(left), magnitude);
                }
                true
            }
            BinaryOp::And | BinaryOp::Or | BinaryOp::Xor
                if encode_logical_immediate_64bit(value as u64).is_some() =>
            {
                let bits = value as u64;
                match op {
                    BinaryOp::And => {
                        dynasm!(self.ops ; .arch aarch64 ; and XSP(result), X(left), bits);
                    }
                    BinaryOp::Or => {
                        dynasm!(self.ops ; .arch aarch64 ; orr XSP(result), X(left), bits);
                    }
                    _ => dynasm!(self.ops ; .arch aarch64 ; eor XSP(result), X(left), bits),
                }
                true
            }
            _ => false,
        }
    }

    /// The product has 128 bits; it fits in 64 if the high half is nothing but the low half's sign.
    fn multiply(&mut self, to: Register, left: Operand, right: Operand) {
        self.multiplied = true;
        let result = self.register(to).unwrap_or(X9);
        let (left, right) = (self.in_register(left, X9), self.in_register(right, X10));
        dynasm!(self.ops
            ; .arch aarch64
            ; smulh x11, X(left), X(right)
            ; mul X(result), X(left), X(right)
            ; cmp x11, X(result), asr 63
        );
        self.store(to, result);
    }

    /// `sdiv` rounds towards zero and wraps when the quotient does not fit, which only a divisor of
    /// -1 can do. What is not exact and whose signs differ is one too large.
    fn floor_divide(&mut self, to: Register, left: Operand, right: Operand) {
        let bail = self.bail_label(BailReason::Overflow);
        let may_overflow = right.may_be(-1);
        let (left, right) = (self.in_register(left, X9), self.in_register(right, X10));
        if may_overflow {
            dynasm!(self.ops
                ; .arch aarch64
                ; cmn XSP(right), 1
                ; b.ne >divide
                ; negs x11, X(left)
                ; b.vs =>bail
                ; divide:
            );
        }
        dynasm!(self.ops ; .arch aarch64 ; sdiv x11, X(left), X(right));
        // BEGIN SOLUTION 1.4 stub: // exercise 1.4: the quotient in x11 is rounded towards zero
        dynasm!(self.ops
            ; .arch aarch64
            ; msub x9, x11, X(right), X(left)
            ; cbz x9, >done
            ; eor x9, x9, X(right)
            ; tbz x9, 63, >done
            ; sub x11, x11, 1
            ; done:
        );
        // END SOLUTION
        self.store(to, X11);
    }

    /// As [`Emitter::floor_divide`]: a remainder with the wrong sign is one divisor off.
    fn remainder(&mut self, to: Register, left: Operand, right: Operand) {
        let (left, right) = (self.in_register(left, X9), self.in_register(right, X10));
        dynasm!(self.ops
            ; .arch aarch64
            ; sdiv x11, X(left), X(right)
            ; msub x11, x11, X(right), X(left)
            ; cbz x11, >done
            ; eor x9, x11, X(right)
            ; tbz x9, 63, >done
            ; add x11, x11, X(right)
            ; done:
        );
        self.store(to, X11);
    }

    /// A shift to the left is undone and compared, to see whether bits were lost.
    fn shift(&mut self, op: BinaryOp, to: Register, left: Operand, right: Operand) {
        let left = self.in_register(left, X9);
        if op == BinaryOp::ShiftRight {
            let result = self.register(to).unwrap_or(X11);
            if let Operand::Immediate(count) = right {
                let count = count as u32 & 63;
                dynasm!(self.ops ; .arch aarch64 ; asr X(result), X(left), count);
            } else {
                let count = self.in_register(right, X10);
                dynasm!(self.ops ; .arch aarch64 ; asr X(result), X(left), X(count));
            }
            return self.store(to, result);
        }
        if let Operand::Immediate(count) = right {
            let count = count as u32 & 63;
            dynasm!(self.ops
                ; .arch aarch64
                ; lsl x11, X(left), count
                ; cmp X(left), x11, asr count
            );
        } else {
            let count = self.in_register(right, X10);
            dynasm!(self.ops
                ; .arch aarch64
                ; lsl x11, X(left), X(count)
                ; asr x10, x11, X(count)
                ; cmp X(left), x10
            );
        }
        let bail = self.bail_label(BailReason::Overflow);
        dynasm!(self.ops ; .arch aarch64 ; b.ne =>bail);
        self.store(to, X11);
    }

    /// Sets the flags for a condition.
    fn compare(&mut self, condition: Condition, left: Operand, right: Operand) {
        let left = self.in_register(left, X9);
        let is_test = matches!(condition, Condition::BitsClear | Condition::BitsSet);
        if let Operand::Immediate(value) = right {
            let magnitude = value.unsigned_abs();
            if is_test && encode_logical_immediate_64bit(value as u64).is_some() {
                dynasm!(self.ops ; .arch aarch64 ; tst X(left), value as u64);
                return;
            }
            if !is_test && magnitude < 1 << 12 {
                // Comparing with a negative number is adding a positive one.
                let magnitude = magnitude as u32;
                if value >= 0 {
                    dynasm!(self.ops ; .arch aarch64 ; cmp XSP(left), magnitude);
                } else {
                    dynasm!(self.ops ; .arch aarch64 ; cmn XSP(left), magnitude);
                }
                return;
            }
        }
        let right = self.in_register(right, X10);
        if is_test {
            dynasm!(self.ops ; .arch aarch64 ; tst X(left), X(right));
        } else {
            dynasm!(self.ops ; .arch aarch64 ; cmp X(left), X(right));
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
                Place::Frame(word) => Location::Stack(8 * word + 16 * self.depth),
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
            Location::Register(from) => dynasm!(self.ops ; .arch aarch64 ; mov X(to), X(from)),
            Location::Stack(at) => dynasm!(self.ops ; .arch aarch64 ; ldr X(to), [sp, at]),
            Location::Immediate(value) => self.load_constant(to, value),
        }
    }

    /// Builds a constant: the first instruction sets all 64 bits, each other one 16 of them.
    fn load_constant(&mut self, to: u8, value: i64) {
        // What the first instruction fills the other bits with.
        let rest = if value < 0 { 0xffff } else { 0 };
        let part = |n: u32| (value as u64 >> (16 * n)) as u32 & 0xffff;
        let first = (0..4).find(|&n| part(n) != rest).unwrap_or(0);
        let shift = 16 * first;
        if value < 0 {
            let bits = !part(first) & 0xffff;
            dynasm!(self.ops ; .arch aarch64 ; movn X(to), bits, lsl shift);
        } else {
            dynasm!(self.ops ; .arch aarch64 ; movz X(to), part(first), lsl shift);
        }
        for n in first + 1..4 {
            if part(n) != rest {
                dynasm!(self.ops ; .arch aarch64 ; movk X(to), part(n), lsl 16 * n);
            }
        }
    }

    /// Puts a machine register's value where a pseudo-register lives; leaves the flags alone.
    fn store(&mut self, to: Register, from: u8) {
        match self.location(to.into()) {
            Location::Register(to) => self.load(to, Location::Register(from)),
            Location::Stack(at) => dynasm!(self.ops ; .arch aarch64 ; str X(from), [sp, at]),
            Location::Immediate(_) => {}
        }
    }
}
