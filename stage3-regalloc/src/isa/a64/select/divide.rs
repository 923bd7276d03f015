//! Quotients and remainders. The processor's division gives the quotient, 0 for a divisor of 0, and the
//! least number for that by -1; the remainder is what a product leaves.
//!
//! ```text
//!   v2 = srem v0, v1, exit0        cbz  x1, exit0
//!                                  sdiv x2, x0, x1
//!                                  msub x2, x2, x1, x0
//! ```
//!
//! Narrow numbers are divided in 32 bits, in which their quotient always fits.

use stage2::entity::{Exit, Inst, Value};
use stage2::ir::Operand as Right;
use stage2::opcode::Opcode;

use super::{
    defining, exit_if, exit_if_flags, extended, known, number, register_op, rematerialisable,
    result, right_vreg, temporary, using,
};
use crate::isa::a64::operation::{Condition, Op, Sign, Size, Source, Test};
use crate::lower::Lower;

pub(super) fn divide(
    lower: &mut Lower<'_, Op>,
    inst: Inst,
    opcode: Opcode,
    left: Value,
    right: Right,
    exit: Option<Exit>,
) {
    let ty = lower.ty(left);
    let size = Size::at_least_32(ty);
    let is_quotient = matches!(opcode, Opcode::Sdiv | Opcode::Udiv | Opcode::SdivFloor);
    let is_floor = matches!(opcode, Opcode::SdivFloor | Opcode::SremFloor);
    let is_signed = !matches!(opcode, Opcode::Udiv | Opcode::Urem);
    let sign = if is_signed { Sign::Signed } else { Sign::Unsigned };
    let result = result(lower, inst);
    let divisor = known(lower, right);
    if let Some(exit) = exit
        && divisor.is_none_or(|number| number == 0)
    {
        let divisor = right_vreg(lower, right);
        if Size::of(ty) == size {
            exit_if(lower, Test::Zero(size), Some(divisor), exit);
        } else {
            let mask = Source::Number(ty.mask() as i64);
            lower.emit(Op::Test(size, mask), &[using(divisor)]);
            exit_if_flags(lower, Condition::Equal, exit);
        }
    }
    if is_signed && divisor == Some(-1) {
        if is_quotient {
            let left = lower.use_value(left);
            let negate = Op::Negate(size, Source::Register);
            lower.emit(negate, &[defining(result), using(left)]);
        } else {
            rematerialisable(lower, Op::Constant(0), defining(result));
        }
        return;
    }
    let left = extended(lower, left, sign);
    let right = match right {
        Right::Value(right) => extended(lower, right, sign),
        Right::Number(known) => {
            let bits = if is_signed { known } else { known & ty.mask() as i64 };
            number(lower, bits)
        }
    };
    let is_done = is_quotient && !is_floor;
    let quotient = if is_done { result } else { temporary(lower) };
    register_op(lower, Op::Divide(sign, size), quotient, [left, right]);
    if is_done {
        return;
    }
    let remainder = if is_floor { temporary(lower) } else { result };
    register_op(lower, Op::MultiplySub(size), remainder, [quotient, right, left]);
    match (is_floor, is_quotient) {
        (false, _) => {}
        (true, true) => {
            register_op(lower, Op::FloorQuotient(size), result, [quotient, remainder, right]);
        }
        (true, false) => {
            register_op(lower, Op::FloorRemainder(size), result, [remainder, right]);
        }
    }
}
