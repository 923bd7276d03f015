//! Conversions: widths, integers and floating point, bits.
//!
//! The processor converts to integers of 32 and 64 bits as the IR asks: towards zero, to the nearest
//! that fits, NaN to 0. Narrower integers are limited afterwards.

use stage2::entity::{Exit, Inst, Value};
use stage2::ir::Type;
use stage2::opcode::Opcode;

use super::{
    choose, copy, exit_if_flags, extend, extended, float_number, number, register_op, result,
    temporary, using,
};
use crate::isa::a64::operation::{Condition, Op, Otherwise, Sign, Size, Source};
use crate::lir::VReg;
use crate::lower::Lower;

pub(super) fn convert(lower: &mut Lower<'_, Op>, inst: Inst, opcode: Opcode, arg: Value) {
    let (from, to) = (lower.ty(arg), lower.ty(lower.result(inst)));
    let (size, to_size) = (Size::of(from), Size::of(to));
    let result = result(lower, inst);
    match opcode {
        Opcode::Sext => extend(lower, result, arg, Sign::Signed),
        Opcode::Zext => extend(lower, result, arg, Sign::Unsigned),
        Opcode::Bitcast if from.is_float() != to.is_float() => {
            let arg = lower.use_value(arg);
            register_op(lower, Op::Bits, result, [arg]);
        }
        Opcode::Trunc | Opcode::Bitcast => {
            let arg = lower.use_value(arg);
            copy(lower, result, arg);
        }
        Opcode::Sitofp | Opcode::Uitofp => {
            let sign = if opcode == Opcode::Sitofp { Sign::Signed } else { Sign::Unsigned };
            let arg = extended(lower, arg, sign);
            register_op(lower, Op::FromInt(sign, size.max(Size::W), to_size), result, [arg]);
        }
        Opcode::Fptosi | Opcode::Fptoui => {
            let sign = if opcode == Opcode::Fptosi { Sign::Signed } else { Sign::Unsigned };
            let arg = lower.use_value(arg);
            let is_narrow = to_size < Size::W;
            let number = if is_narrow { temporary(lower) } else { result };
            register_op(lower, Op::ToInt(sign, size, to_size.max(Size::W)), number, [arg]);
            if is_narrow {
                limit(lower, result, number, sign, to);
            }
        }
        _ => {
            let arg = lower.use_value(arg);
            register_op(lower, Op::FloatResize(to_size), result, [arg]);
        }
    }
}

/// The nearest number of a narrow type, of 32 bits.
fn limit(lower: &mut Lower<'_, Op>, result: VReg, value: VReg, sign: Sign, ty: Type) {
    let least = |lower: &mut Lower<'_, Op>, to, value, condition, limit| {
        let limit = number(lower, limit);
        lower.emit(Op::Compare(Size::W, Source::Register), &[using(value), using(limit)]);
        choose(lower, condition, to, value, (Otherwise::Second, Some(limit)));
    };
    let half = 1i64 << (ty.bits() - 1);
    match sign {
        Sign::Unsigned => least(lower, result, value, Condition::Lower, ty.mask() as i64),
        Sign::Signed => {
            let limited = temporary(lower);
            least(lower, limited, value, Condition::Less, half - 1);
            least(lower, result, limited, Condition::Greater, -half);
        }
    }
}

/// Floating point to an integer that has to fit. Below 64 bits it is converted to 64 and must be what its
/// low bits are; NaN would be 0 and is looked for. To 64 bits the number is compared before.
pub(super) fn checked(
    lower: &mut Lower<'_, Op>,
    inst: Inst,
    opcode: Opcode,
    arg: Value,
    exit: Exit,
) {
    let (from, to) = (lower.ty(arg), lower.ty(lower.result(inst)));
    let size = Size::of(from);
    let result = result(lower, inst);
    let sign = if opcode == Opcode::FptosiChecked { Sign::Signed } else { Sign::Unsigned };
    let value = lower.use_value(arg);
    if to != Type::I64 {
        lower.emit(Op::FloatCompare(size), &[using(value), using(value)]);
        exit_if_flags(lower, Condition::Overflow, exit);
        register_op(lower, Op::ToInt(Sign::Signed, size, Size::X), result, [value]);
        let low = Source::Extended(sign, Size::of(to), 0);
        lower.emit(Op::Compare(Size::X, low), &[using(result), using(result)]);
        return exit_if_flags(lower, Condition::NotEqual, exit);
    }
    let bits = |number: f64| match from {
        Type::F32 => u64::from((number as f32).to_bits()),
        _ => number.to_bits(),
    };
    // Unordered is less, or less or equal.
    let (low, leaves, above) = match sign {
        Sign::Signed => (-(2f64.powi(63)), Condition::Less, 2f64.powi(63)),
        Sign::Unsigned => (-1.0, Condition::LessEqual, 2f64.powi(64)),
    };
    let low = float_number(lower, bits(low));
    lower.emit(Op::FloatCompare(size), &[using(value), using(low)]);
    exit_if_flags(lower, leaves, exit);
    let above = float_number(lower, bits(above));
    lower.emit(Op::FloatCompare(size), &[using(value), using(above)]);
    exit_if_flags(lower, Condition::GreaterEqual, exit);
    register_op(lower, Op::ToInt(sign, size, Size::X), result, [value]);
}
