//! Shifts and rotations. The processor takes an amount modulo 32 or 64; in the IR what is shifted by
//! the width or more is gone.
//!
//! ```text
//!   v2 = shl v0, v1          shl rax, cl
//!                            cmp cl, 64        below?
//!                            sbb r11, r11      -1 if so, else 0
//!                            and rax, r11
//! ```
//!
//! A narrow value is shifted in 32 bits, filled for shifts to the right; then amounts from its width
//! to 31 are right by themselves, and the limit is 32.

use stage2::entity::{Inst, Value};
use stage2::ir::Operand as Right;
use stage2::opcode::Opcode;

use super::{
    defining, defining_early, defining_same, extended, known, rematerialisable, result, right_type,
    temporary, using, using_any, using_in, using_late,
};
use crate::isa::x64::operation::{Op, Shift, Sign, Size};
use crate::isa::x64::registers::RCX;
use crate::lower::Lower;

pub(super) fn shift(
    lower: &mut Lower<'_, Op>,
    inst: Inst,
    opcode: Opcode,
    left: Value,
    right: Right,
) {
    let ty = lower.ty(left);
    let size = Size::at_least_32(ty);
    let limit = ty.bits().max(32);
    let result = result(lower, inst);
    let (shift, value, size) = match opcode {
        Opcode::Shl => (Shift::Left, lower.use_value(left), size),
        Opcode::Lshr => (Shift::RightZeros, extended(lower, left, Sign::Unsigned), size),
        Opcode::Ashr => (Shift::RightSign, extended(lower, left, Sign::Signed), size),
        _ => (Shift::RotateLeft, lower.use_value(left), Size::of(ty)),
    };
    let amount_type = right_type(lower, right, ty);
    if let Some(amount) = known(lower, right) {
        // A value is as wide as its type, a number as it stands.
        let amount = match right {
            Right::Value(_) => amount as u64 & amount_type.mask(),
            Right::Number(_) => amount as u64,
        };
        let amount = match shift {
            Shift::RotateLeft => amount % u64::from(ty.bits()),
            Shift::RightSign => amount.min(u64::from(limit) - 1),
            _ if amount >= u64::from(limit) => {
                return rematerialisable(lower, Op::Constant(0), defining(result));
            }
            _ => amount,
        };
        let operands = [defining_same(result), using(value)];
        return lower.emit(Op::ShiftImm(shift, size, amount as u8), &operands);
    }
    let Right::Value(amount_value) = right else { return };
    let is_small = shift == Shift::RotateLeft || is_below(lower, amount_value, limit);
    let amount_size = Size::of(amount_type);
    let mut amount = lower.use_value(amount_value);
    if shift == Shift::RightSign && !is_small {
        let limited = temporary(lower);
        let operands = [defining_early(limited), using_late(amount)];
        lower.emit(Op::AtMost(amount_size, limit - 1), &operands);
        amount = limited;
    }
    let has_mask = matches!(shift, Shift::Left | Shift::RightZeros) && !is_small;
    let shifted = if has_mask { temporary(lower) } else { result };
    let operands = [defining_same(shifted), using(value), using_in(amount, RCX)];
    lower.emit(Op::ShiftBy(shift, size), &operands);
    if has_mask {
        lower.emit(Op::CompareImm(amount_size, limit as i32, None), &[using_any(amount)]);
        lower.emit(Op::ZeroUnlessBelow, &[defining_same(result), using(shifted)]);
    }
}

/// Is it an amount that somebody has limited already?
fn is_below(lower: &Lower<'_, Op>, amount: Value, limit: u32) -> bool {
    let Some((_, data)) = lower.definition(amount) else { return false };
    match data.binary() {
        Some((Opcode::And, _, right)) => {
            known(lower, right).is_some_and(|mask| (0..i64::from(limit)).contains(&mask))
        }
        _ => false,
    }
}
