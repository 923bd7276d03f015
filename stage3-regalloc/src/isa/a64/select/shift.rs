//! Shifts and rotations. The processor takes an amount modulo 32 or 64; in the IR what is shifted by
//! the width or more is gone.
//!
//! ```text
//!   v2 = shl v0, v1          lsl  x2, x0, x1
//!                            tst  x1, #-64            an amount from 64 on?
//!                            csel x2, x2, xzr, eq
//! ```
//!
//! A narrow value is shifted in 32 bits, filled for shifts to the right; then amounts from its width
//! to 31 are right by themselves, and the limit is 32. By a number, a shift to the right of a narrow value
//! takes the bits it wants and fills those above in one instruction.

use stage2::entity::{Inst, Value};
use stage2::ir::{Operand as Right, Type};
use stage2::opcode::Opcode;

use super::{
    choose, defining, extended, known, register_op, rematerialisable, result, right_type,
    source_op, temporary, using,
};
use crate::isa::a64::operation::{Alu, Condition, Op, Otherwise, Shift, Sign, Size, Source};
use crate::lir::VReg;
use crate::lower::Lower;

pub(super) fn shift(
    lower: &mut Lower<'_, Op>,
    inst: Inst,
    opcode: Opcode,
    left: Value,
    right: Right,
) {
    let ty = lower.ty(left);
    let result = result(lower, inst);
    let amount_type = right_type(lower, right, ty);
    if let Some(amount) = known(lower, right) {
        // A value is as wide as its type, a number as it stands.
        let amount = match right {
            Right::Value(_) => amount as u64 & amount_type.mask(),
            Right::Number(_) => amount as u64,
        };
        return by_number(lower, opcode, result, ty, left, amount);
    }
    let Right::Value(amount_value) = right else { return };
    let size = Size::at_least_32(ty);
    let limit = i64::from(ty.bits().max(32));
    let is_small = is_below(lower, amount_value, limit);
    let amount = lower.use_value(amount_value);
    // What an amount from the limit on has a bit of.
    let high = Source::Number(-limit & amount_type.mask() as i64);
    let test = Op::Test(Size::at_least_32(amount_type), high);
    match opcode {
        Opcode::Rotl => rotate(lower, result, ty, left, amount),
        Opcode::Ashr => {
            let value = extended(lower, left, Sign::Signed);
            let mut amount = amount;
            if !is_small {
                // All ones are 31 and 63.
                let limited = temporary(lower);
                lower.emit(test, &[using(amount)]);
                choose(lower, Condition::Equal, limited, amount, (Otherwise::Ones, None));
                amount = limited;
            }
            register_op(lower, Op::ShiftBy(Shift::RightSign, size), result, [value, amount]);
        }
        _ => {
            let (shift, value) = match opcode {
                Opcode::Shl => (Shift::Left, lower.use_value(left)),
                _ => (Shift::RightZeros, extended(lower, left, Sign::Unsigned)),
            };
            let shifted = if is_small { result } else { temporary(lower) };
            register_op(lower, Op::ShiftBy(shift, size), shifted, [value, amount]);
            if !is_small {
                lower.emit(test, &[using(amount)]);
                choose(lower, Condition::Equal, result, shifted, (Otherwise::Zero, None));
            }
        }
    }
}

fn by_number(
    lower: &mut Lower<'_, Op>,
    opcode: Opcode,
    result: VReg,
    ty: Type,
    left: Value,
    amount: u64,
) {
    let size = Size::at_least_32(ty);
    let bits = u64::from(ty.bits());
    if matches!(opcode, Opcode::Shl | Opcode::Lshr) && amount >= bits {
        return rematerialisable(lower, Op::Constant(0), defining(result));
    }
    match opcode {
        Opcode::Shl => {
            let left = lower.use_value(left);
            register_op(lower, Op::ShiftLeft(size, amount as u8), result, [left]);
        }
        Opcode::Lshr | Opcode::Ashr => {
            let sign = if opcode == Opcode::Lshr { Sign::Unsigned } else { Sign::Signed };
            let amount = amount.min(bits - 1) as u8;
            let op = Op::Extract(sign, size, amount, bits as u8 - amount);
            let left = lower.use_value(left);
            register_op(lower, op, result, [left]);
        }
        _ => {
            let amount = (amount % bits) as u8;
            let left = lower.use_value(left);
            if size == Size::of(ty) {
                let right = (bits as u8 - amount) % bits as u8;
                return register_op(lower, Op::RotateRight(size, right), result, [left]);
            }
            // The upper bits go to the bottom, the others above them.
            if amount == 0 {
                return super::copy(lower, result, left);
            }
            let top = temporary(lower);
            let op = Op::Extract(Sign::Unsigned, size, bits as u8 - amount, amount);
            register_op(lower, op, top, [left]);
            let source = Source::Shifted(Shift::Left, amount);
            source_op(lower, Op::Alu(Alu::Or, size, source), result, top, Some(left));
        }
    }
}

/// To the left is to the right by minus the amount. A narrow value is repeated until it has 32 bits.
fn rotate(lower: &mut Lower<'_, Op>, result: VReg, ty: Type, left: Value, amount: VReg) {
    let size = Size::at_least_32(ty);
    let mut value = extended(lower, left, Sign::Unsigned);
    let mut bits = ty.bits() as u8;
    while bits < 32 {
        let repeated = temporary(lower);
        let source = Source::Shifted(Shift::Left, bits);
        source_op(lower, Op::Alu(Alu::Or, size, source), repeated, value, Some(value));
        value = repeated;
        bits *= 2;
    }
    let back = temporary(lower);
    lower.emit(Op::Negate(size, Source::Register), &[defining(back), using(amount)]);
    register_op(lower, Op::ShiftBy(Shift::RotateRight, size), result, [value, back]);
}

/// Is it an amount that somebody has limited already?
fn is_below(lower: &Lower<'_, Op>, amount: Value, limit: i64) -> bool {
    let Some((_, data)) = lower.definition(amount) else { return false };
    match data.binary() {
        Some((Opcode::And, _, right)) => {
            known(lower, right).is_some_and(|mask| (0..limit).contains(&mask))
        }
        _ => false,
    }
}
