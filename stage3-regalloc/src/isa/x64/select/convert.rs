//! Conversions: widths, integers and floating point, bits.

use stage2::entity::{Exit, Inst, Value};
use stage2::ir::Type;
use stage2::opcode::Opcode;

use super::{
    address, copy, defining, defining_early, exit_if, extended, float_number, integer, one_operand,
    result, using, using_any, using_late,
};
use crate::isa::x64::operation::{Condition, Op, Sign, Size};
use crate::lower::Lower;

pub(super) fn convert(lower: &mut Lower<'_, Op>, inst: Inst, opcode: Opcode, arg: Value) {
    let (from, to) = (lower.ty(arg), lower.ty(lower.result(inst)));
    let (size, to_size) = (Size::of(from), Size::of(to));
    let result = result(lower, inst);
    match opcode {
        Opcode::Sext | Opcode::Zext => {
            let sign = if opcode == Opcode::Sext { Sign::Signed } else { Sign::Unsigned };
            let source = address::source(lower, arg, size);
            one_operand(lower, result, source, |from| Op::Extend(sign, size, from));
        }
        Opcode::Bitcast if from.is_float() != to.is_float() => {
            let arg = lower.use_value(arg);
            lower.emit(Op::Bits, &[defining(result), using(arg)]);
        }
        Opcode::Trunc | Opcode::Bitcast => {
            let arg = lower.use_value(arg);
            copy(lower, result, arg);
        }
        Opcode::Sitofp if size >= Size::D => {
            let source = address::source(lower, arg, size);
            one_operand(lower, result, source, |from| Op::FromInt(size, to_size, from));
        }
        Opcode::Sitofp => {
            let arg = extended(lower, arg, Sign::Signed);
            let operands = [defining(result), using_any(arg)];
            lower.emit(Op::FromInt(Size::D, to_size, None), &operands);
        }
        Opcode::Uitofp if from == Type::I64 => {
            let arg = lower.use_value(arg);
            lower.emit(Op::FromUnsigned(to_size), &[defining(result), using(arg)]);
        }
        Opcode::Uitofp => {
            let arg = integer::wide(lower, arg, Sign::Unsigned);
            let operands = [defining(result), using_any(arg)];
            lower.emit(Op::FromInt(Size::Q, to_size, None), &operands);
        }
        Opcode::Fptosi | Opcode::Fptoui => {
            let op = match opcode {
                Opcode::Fptosi => Op::ToSigned(size, to),
                _ => Op::ToUnsigned(size, to),
            };
            let arg = lower.use_value(arg);
            lower.emit(op, &[defining_early(result), using_late(arg)]);
        }
        _ => {
            let source = address::source(lower, arg, size);
            one_operand(lower, result, source, |from| Op::FloatResize(to_size, from));
        }
    }
}

/// Floating point to an integer that has to fit: what is rounded towards zero does if it lies between
/// one below the least number and one above the greatest.
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
    let is_signed = opcode == Opcode::FptosiChecked;
    let (least, above) = match is_signed {
        true => (-(2f64.powi(to.bits() as i32 - 1)), 2f64.powi(to.bits() as i32 - 1)),
        false => (0.0, 2f64.powi(to.bits() as i32)),
    };
    // One below the least is a number of the type only if that has so many digits.
    let digits = if from == Type::F32 { 24 } else { 53 };
    let is_exact = !is_signed || to.bits() - 1 < digits;
    let (below, leaves) = match is_exact {
        true => (least - 1.0, Condition::BelowEqual),
        false => (least, Condition::Below),
    };
    let bits = |number: f64| match from {
        Type::F32 => u64::from((number as f32).to_bits()),
        _ => number.to_bits(),
    };
    let value = lower.use_value(arg);
    // Unordered is below.
    let low = float_number(lower, bits(below), size);
    lower.emit(Op::FloatCompare(size, None), &[using(value), using_any(low)]);
    exit_if(lower, leaves, exit);
    let high = float_number(lower, bits(above), size);
    lower.emit(Op::FloatCompare(size, None), &[using(high), using_any(value)]);
    exit_if(lower, Condition::BelowEqual, exit);
    if !is_signed && to == Type::I64 {
        let operands = [defining_early(result), using_late(value)];
        return lower.emit(Op::ToUnsigned(size, to), &operands);
    }
    lower.emit(Op::ToInt(size), &[defining(result), using(value)]);
}
