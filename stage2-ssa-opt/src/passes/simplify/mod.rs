//! Algebra on single instructions: constants are computed, operations become cheaper ones or a value
//! that is there already, and what can be written in several ways is written in one.
//!
//! ```text
//! v1: i64 = iconst 3
//! v2: i64 = iadd v1, v0          becomes   v2: i64 = iadd v0, 3
//! v3: i64 = iadd v2, 4                     v3: i64 = iadd v0, 7
//! v4: i64 = srem.floor v3, 8               v4: i64 = and v3, 7
//! v5: i8 = icmp sge v4, 0                  v5: i8 = iconst 1
//! ```
//!
//! The rules look at an instruction and at those that define its operands, never at its users. So
//! one sweep in reverse postorder suffices: a definition dominates its uses and has its final form
//! when they are looked at. At each instruction rules are applied until none fits; every rule makes
//! it cheaper or more canonical, and a bound on their number keeps the pass linear whatever they
//! do. Values that are equal to others are collected and replaced at the end
//! ([`Replacements`]).
//!
//! The canonical forms, which other passes may rely on after this one: a constant is the right operand
//! and in the instruction; no `isub` or `isub.checked` of a number but `MIN` (it is an addition);
//! multiplication and unsigned division by a power of two are shifts; comparisons with numbers are
//! strict (`slt`, `sgt`, `ult`, `ugt`) or `eq` and `ne`; `xor x, -1` is `not x`.
//!
//! Constants are computed by [`arithmetic`], as the interpreter does it. Where the result of
//! floating-point arithmetic is a NaN, whose payload is open, the operation stays.
//!
//! Requires: nothing. Keeps: the blocks and their edges; it decides no branch, which is
//! `sccp`'s. Leaves out: what needs two results to agree (`gvn`), ranges (`ranges`; only bits
//! that are surely zero are known here, [`bits`]), floating-point rules that are wrong for -0
//! or NaN (`x + 0.0`, `x * 0.0`, `x - x`, `x == x`), and sums of checked operations, which would leave by
//! another exit.
//!
//! Judged by `filetests/opt/simplify/`, and in `tests/passes_scalar.rs` by all pairs of 8-bit operands
//! and by random functions.

use super::{Changed, Context};
use crate::entity::{Inst, Value};
use crate::interpret::arithmetic;
use crate::ir::edit::Replacements;
use crate::ir::{Function, InstData, Operand, Type};
use crate::opcode::{Opcode, TypeRule};

mod address;
mod bits;
mod choice;
mod compare;
mod convert;
mod float;
mod integer;

/// How often an instruction may be rewritten. Chains of rules are short; this bounds mistakes.
const ROUNDS: usize = 16;

/// What a rule makes of an instruction.
#[derive(Clone, Copy, Debug)]
enum Rewrite {
    /// Another instruction with a result of the same type.
    To(InstData),
    /// It is not needed: its result is this value.
    Value(Value),
    /// It is not needed, and has no result.
    Nothing,
}

use Rewrite::{Nothing, To};

/// An instruction that rules are tried on.
struct Rules<'a> {
    function: &'a mut Function,
    inst: Inst,
    /// Instructions that a rule wants to stand before it.
    before: Vec<Inst>,
}

/// Algebra on single instructions.
pub fn run(function: &mut Function, context: &mut Context) -> Changed {
    let flow = context.control_flow(function);
    let mut equal = Replacements::of(function);
    let mut changed = Changed::No;
    let mut insts = Vec::new();
    for &block in flow.reverse_postorder() {
        let mut old = std::mem::take(&mut function.blocks[block].insts);
        for inst in old.drain(..) {
            if !equal.is_empty() {
                function.map_operands(inst, |value| equal.resolve(value));
            }
            let keep = simplify(function, context, inst, &mut insts, &mut equal, &mut changed);
            if keep {
                insts.push(inst);
            }
        }
        old.append(&mut insts);
        function.blocks[block].insts = old;
    }
    equal.apply_to_rest(function, &flow);
    changed
}

/// Rewrites one instruction until no rule fits; false if it is not needed any more.
fn simplify(
    function: &mut Function,
    context: &mut Context,
    inst: Inst,
    insts: &mut Vec<Inst>,
    equal: &mut Replacements,
    changed: &mut Changed,
) -> bool {
    for _ in 0..ROUNDS {
        let mut rules = Rules { function, inst, before: Vec::new() };
        let Some(rewrite) = rules.find() else { return true };
        let before = rules.before;
        let what = match rewrite {
            To(InstData::Iconst { .. } | InstData::Fconst { .. }) => "constants computed",
            To(_) => "operations simplified",
            Rewrite::Value(_) => "operations replaced by a value",
            Nothing => "checks deleted",
        };
        if !context.rewrite(what) {
            return true;
        }
        *changed = Changed::Yes;
        insts.extend(before);
        match rewrite {
            To(data) => {
                if let InstData::Br { .. } = data {
                    context.control_flow_changed();
                }
                function.insts[inst] = data;
            }
            Rewrite::Value(value) => {
                if let Some(result) = function.result(inst) {
                    equal.replace(result, value);
                }
                return false;
            }
            Nothing => return false,
        }
    }
    true
}

impl Rules<'_> {
    /// The first rule that fits.
    fn find(&mut self) -> Option<Rewrite> {
        let data = self.function.insts[self.inst];
        match data {
            InstData::Binary { opcode, args } => self.two_values(opcode, args),
            InstData::BinaryImm { opcode, arg, imm } => self.value_and_number(opcode, arg, imm),
            InstData::BinaryExit { .. } | InstData::BinaryImmExit { .. } => self.checked(data),
            InstData::Unary { opcode, arg } => self.unary(opcode, arg),
            InstData::UnaryExit { opcode, arg, exit } => self.unary_exit(opcode, arg, exit),
            InstData::Icmp { .. } | InstData::IcmpImm { .. } => self.icmp(data),
            InstData::Fcmp { condition, args } => self.fcmp(condition, args),
            InstData::Ternary { opcode: Opcode::Select, args } => self.select(args),
            InstData::Ternary { args, .. } => self.fused(args),
            InstData::Load { .. } | InstData::Store { .. } => self.access(data),
            InstData::Br { condition, targets } => self.branch(condition, targets),
            _ => None,
        }
    }

    fn two_values(&mut self, opcode: Opcode, args: [Value; 2]) -> Option<Rewrite> {
        match opcode.types() {
            TypeRule::Float => self.float_binary(opcode, args),
            _ => {
                let [left, right] = args;
                if let Some(number) = self.right_number(opcode, right) {
                    return Some(To(InstData::BinaryImm { opcode, arg: left, imm: number }));
                }
                if opcode.is_commutative() && self.number(left).is_some() {
                    return Some(To(InstData::Binary { opcode, args: [right, left] }));
                }
                match opcode {
                    Opcode::PtrAdd => self.ptr_add(left, right),
                    _ => self.integer_binary(opcode, left, right),
                }
            }
        }
    }

    /// The right operand as the number that a `BinaryImm` has, if it is a constant.
    fn right_number(&self, opcode: Opcode, right: Value) -> Option<i64> {
        let number = self.number(right)?;
        if opcode.types() != TypeRule::Shift {
            return Some(number);
        }
        // An amount is unsigned. Whatever is too large for the number is too large for the type,
        // except that a rotation goes round.
        let amount = number as u64 & self.ty(right).mask();
        Some(if opcode == Opcode::Rotl { amount % 64 } else { amount.min(64) } as i64)
    }

    fn value_and_number(&mut self, opcode: Opcode, arg: Value, imm: i64) -> Option<Rewrite> {
        let ty = self.ty(arg);
        // ANCHOR: fold
        if let Some(left) = self.number(arg) {
            // BEGIN SOLUTION 2.1 stub: let _ = (left, ty);
            let shift = opcode.types() == TypeRule::Shift;
            let right = if shift { imm as u64 } else { imm as u64 & ty.mask() };
            let bits = arithmetic::binary(opcode, ty, left as u64 & ty.mask(), right)?;
            return Some(self.constant(ty, bits));
            // END SOLUTION
        }
        // ANCHOR_END: fold
        match opcode {
            Opcode::PtrAdd => self.ptr_add_number(arg, imm),
            _ => self.integer_number(opcode, arg, imm),
        }
    }

    fn unary(&mut self, opcode: Opcode, arg: Value) -> Option<Rewrite> {
        let (from, to) = (self.ty(arg), self.result()?);
        if let Some(bits) = self.constant_bits(arg) {
            let bits = arithmetic::unary(opcode, from, to, bits)?;
            let exact = matches!(opcode, Opcode::Fneg | Opcode::Fabs | Opcode::Bitcast);
            if exact || !to.is_float() || !arithmetic::to_float(to, bits).is_nan() {
                return Some(self.constant(to, bits));
            }
            return None;
        }
        let inner = self.definition(arg)?;
        match opcode.types() {
            TypeRule::Int => self.integer_unary(opcode, arg, inner),
            TypeRule::Float => self.float_unary(opcode, arg, inner),
            _ => self.convert(opcode, arg, inner, to),
        }
    }

    // --- looking ------------------------------------------------------------------------------------

    /// The type of the instruction's result, if it has one.
    fn result(&self) -> Option<Type> {
        self.function.result(self.inst).map(|value| self.ty(value))
    }

    fn ty(&self, value: Value) -> Type {
        self.function.ty(value)
    }

    /// The number that a value is.
    fn number(&self, value: Value) -> Option<i64> {
        self.function.constant(value)
    }

    /// The bits of a constant, integer or floating point.
    fn constant_bits(&self, value: Value) -> Option<u64> {
        match self.definition(value)? {
            InstData::Iconst { value: number } => Some(number as u64 & self.ty(value).mask()),
            InstData::Fconst { bits } => Some(bits),
            _ => None,
        }
    }

    /// The instruction that defines a value, unless it is a parameter.
    fn definition(&self, value: Value) -> Option<InstData> {
        Some(self.function.insts[self.function.defining_inst(value)?])
    }

    /// What defines a value, if it is an operation on two operands without an exit.
    fn binary_of(&self, value: Value) -> Option<(Opcode, Value, Operand)> {
        self.definition(value)?.binary()
    }

    /// The operand of the unary operation that defines a value.
    fn unary_of(&self, opcode: Opcode, value: Value) -> Option<Value> {
        match self.definition(value)? {
            InstData::Unary { opcode: found, arg } if found == opcode => Some(arg),
            _ => None,
        }
    }

    // --- making ---------------------------------------------------------------------------------------

    /// The instruction becomes a constant with these bits.
    fn constant(&self, ty: Type, bits: u64) -> Rewrite {
        To(match ty.is_float() {
            true => InstData::Fconst { bits },
            false => InstData::Iconst { value: arithmetic::signed(ty, bits) },
        })
    }

    /// A new instruction before this one.
    fn emit(&mut self, data: InstData, ty: Type) -> Value {
        let inst = self.function.make_inst(data, &[ty], self.function.locations[self.inst]);
        self.before.push(inst);
        // It was made with one result.
        self.function.result(inst).unwrap_or(Value(0))
    }

    /// A new constant before this one.
    fn emit_number(&mut self, ty: Type, number: i64) -> Value {
        self.emit(InstData::Iconst { value: ty.canonical(number) }, ty)
    }
}

/// An operation with a number, brought to the width of the type.
fn with_number(opcode: Opcode, ty: Type, arg: Value, imm: i64) -> Rewrite {
    To(InstData::BinaryImm { opcode, arg, imm: ty.canonical(imm) })
}

/// A shift by a number.
fn shift(opcode: Opcode, arg: Value, by: u32) -> Rewrite {
    To(InstData::BinaryImm { opcode, arg, imm: by.into() })
}

/// An operation on two values.
fn binary(opcode: Opcode, left: Value, right: Value) -> Rewrite {
    To(InstData::Binary { opcode, args: [left, right] })
}

/// An operation on one value.
fn unary(opcode: Opcode, arg: Value) -> Rewrite {
    To(InstData::Unary { opcode, arg })
}
