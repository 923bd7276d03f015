//! Sums, products, bits.

use stage2::entity::{Exit, Inst, Value};
use stage2::ir::{Operand as Right, Type};
use stage2::opcode::Opcode;

use super::{
    address, arithmetic_number, copy, defining, exit_if_flags, extended, known, mask_number,
    number, register_op, result, right_vreg, source_op, temporary, using, wide,
};
use crate::isa::a64::operation::{Alu, Condition, Op, Shift, Sign, Size, Source};
use crate::lir::VReg;
use crate::lower::Lower;

/// May the last operand of an operation be extended on the way?
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Extensions {
    /// Sums, differences and comparisons can.
    Allowed,
    /// Others cannot.
    None,
}

/// A value as the last operand of an operation of its own width, which may shift or extend it.
pub(super) fn source(
    lower: &mut Lower<'_, Op>,
    value: Value,
    extensions: Extensions,
) -> (Source, VReg) {
    let (source, inner) = part(lower, value, extensions).unwrap_or((Source::Register, value));
    (source, lower.use_value(inner))
}

fn part(lower: &Lower<'_, Op>, value: Value, extensions: Extensions) -> Option<(Source, Value)> {
    if !lower.is_used_once(value) {
        return None;
    }
    let is_narrow = Size::of(lower.ty(value)) < Size::W;
    let extended = |value, shift| {
        let (inner, sign, from) = address::extension(lower, value)?;
        let fits = extensions == Extensions::Allowed && shift <= 4;
        fits.then_some((Source::Extended(sign, from, shift), inner))
    };
    if let Some(found) = extended(value, 0) {
        return Some(found);
    }
    let (_, data) = lower.definition(value)?;
    let (opcode, left, right) = data.binary()?;
    if let Some((left, shift)) = address::shifted_left(lower, value) {
        let inner = extended(left, shift).filter(|_| lower.is_used_once(left));
        return inner.or(Some((Source::Shifted(Shift::Left, shift), left)));
    }
    let shift = match opcode {
        Opcode::Lshr => Shift::RightZeros,
        Opcode::Ashr => Shift::RightSign,
        _ => return None,
    };
    let amount = known(lower, right).filter(|_| !is_narrow)?;
    let fits = (1..i64::from(lower.ty(value).bits())).contains(&amount);
    fits.then_some((Source::Shifted(shift, amount as u8), left))
}

/// Sum, difference, product, bitwise operations; those with an exit leave on overflow.
pub(super) fn arithmetic(
    lower: &mut Lower<'_, Op>,
    inst: Inst,
    opcode: Opcode,
    left: Value,
    right: Right,
    exit: Option<Exit>,
) {
    let (mut left, mut right) = (left, right);
    if let (true, Right::Value(other)) = (opcode.is_commutative(), right) {
        // A number is best on the right, and so is what can be done on the way.
        let extensions = match opcode {
            Opcode::Iadd | Opcode::IaddChecked => Extensions::Allowed,
            _ => Extensions::None,
        };
        let exchanged = match (lower.constant(left), lower.constant(other)) {
            (Some(_), None) => true,
            (None, Some(_)) => false,
            _ => {
                part(lower, left, extensions).is_some() && part(lower, other, extensions).is_none()
            }
        };
        if exchanged {
            (left, right) = (other, Right::Value(left));
        }
    }
    let ty = lower.ty(left);
    let result = result(lower, inst);
    let alu = match opcode {
        Opcode::Isub | Opcode::IsubChecked => Alu::Sub,
        Opcode::And => Alu::And,
        Opcode::Or => Alu::Or,
        Opcode::Xor => Alu::Xor,
        _ => Alu::Add,
    };
    match (opcode, exit) {
        (Opcode::Imul, _) => multiply(lower, result, ty, left, right),
        (Opcode::ImulChecked, Some(exit)) => {
            multiply_checked(lower, result, ty, left, right, exit);
        }
        (_, Some(exit)) => sum_checked(lower, alu, result, ty, left, right, exit),
        (Opcode::And | Opcode::Or | Opcode::Xor, None) => {
            bitwise(lower, alu, result, ty, left, right);
        }
        _ => sum(lower, alu, result, ty, left, right),
    }
}

fn sum(lower: &mut Lower<'_, Op>, alu: Alu, result: VReg, ty: Type, left: Value, right: Right) {
    let size = Size::at_least_32(ty);
    if let Some(known) = arithmetic_number(lower, right) {
        let left = lower.use_value(left);
        let op = Op::Alu(alu, size, Source::Number(known));
        return source_op(lower, op, result, left, None);
    }
    if multiply_and(lower, alu, result, left, right) {
        return;
    }
    let (source, right) = match right {
        Right::Value(right) => source(lower, right, Extensions::Allowed),
        Right::Number(known) => (Source::Register, number(lower, known)),
    };
    let left = lower.use_value(left);
    source_op(lower, Op::Alu(alu, size, source), result, left, Some(right));
}

// ANCHOR: multiply_and
/// A product that is added or subtracted, by one instruction.
fn multiply_and(
    lower: &mut Lower<'_, Op>,
    alu: Alu,
    result: VReg,
    left: Value,
    right: Right,
) -> bool {
    let Right::Value(right) = right else { return false };
    let product = |lower: &Lower<'_, Op>, value| {
        let (_, data) = lower.definition(value).filter(|_| lower.is_used_once(value))?;
        match data.binary()? {
            (Opcode::Imul, one, Right::Value(other))
                if lower.constant(one).is_none() && lower.constant(other).is_none() =>
            {
                Some((one, other))
            }
            _ => None,
        }
    };
    // BEGIN SOLUTION 3.4 stub: let _ = (lower, alu, result, left, right, product); false
    let (plus, factors) = match (product(lower, right), product(lower, left)) {
        (Some(factors), _) => (left, factors),
        (None, Some(factors)) if alu == Alu::Add => (right, factors),
        _ => return false,
    };
    let size = Size::at_least_32(lower.ty(plus));
    let op = if alu == Alu::Add { Op::MultiplyAdd(size) } else { Op::MultiplySub(size) };
    let uses = [factors.0, factors.1, plus].map(|value| lower.use_value(value));
    register_op(lower, op, result, uses);
    true
    // END SOLUTION
}
// ANCHOR_END: multiply_and

fn bitwise(lower: &mut Lower<'_, Op>, alu: Alu, result: VReg, ty: Type, left: Value, right: Right) {
    let size = Size::at_least_32(ty);
    if alu == Alu::Xor && known(lower, right) == Some(-1) {
        let (source, value) = source(lower, left, Extensions::None);
        return lower.emit(Op::Not(size, source), &[defining(result), using(value)]);
    }
    if alu == Alu::And && extract(lower, result, ty, left, right) {
        return;
    }
    if let Some(mask) = mask_number(lower, right, ty) {
        let left = lower.use_value(left);
        return source_op(lower, Op::Alu(alu, size, Source::Number(mask)), result, left, None);
    }
    let flipped = |lower: &Lower<'_, Op>, value| {
        let (_, data) = lower.definition(value).filter(|_| lower.is_used_once(value))?;
        match data {
            stage2::ir::InstData::Unary { opcode: Opcode::Not, arg } => Some(arg),
            _ => None,
        }
    };
    let (alu, left, right) = match right {
        Right::Number(known) => (alu, left, Err(known)),
        Right::Value(right) => match (flipped(lower, right), flipped(lower, left)) {
            (Some(inner), _) => (with_flipped(alu), left, Ok(inner)),
            (None, Some(inner)) => (with_flipped(alu), right, Ok(inner)),
            _ => (alu, left, Ok(right)),
        },
    };
    let (source, right) = match right {
        Ok(right) => source(lower, right, Extensions::None),
        Err(known) => (Source::Register, number(lower, known)),
    };
    let left = lower.use_value(left);
    source_op(lower, Op::Alu(alu, size, source), result, left, Some(right));
}

fn with_flipped(alu: Alu) -> Alu {
    match alu {
        Alu::And => Alu::AndNot,
        Alu::Or => Alu::OrNot,
        _ => Alu::XorNot,
    }
}

/// Low bits of a shift to the right, by one instruction.
fn extract(lower: &mut Lower<'_, Op>, result: VReg, ty: Type, left: Value, right: Right) -> bool {
    let Some(mask) = known(lower, right) else { return false };
    let ones = (mask as u64 & ty.mask()).trailing_ones();
    if mask as u64 & ty.mask() != ty.mask() & (1u64 << (ones % 64)).wrapping_sub(1) || ones == 0 {
        return false;
    }
    let Some((_, data)) = lower.definition(left) else { return false };
    let Some((Opcode::Lshr, value, amount)) = data.binary() else { return false };
    let Some(amount) = known(lower, amount) else { return false };
    let fits = (1..i64::from(ty.bits())).contains(&amount);
    if !fits || !lower.is_used_once(left) {
        return false;
    }
    let width = ones.min(ty.bits() - amount as u32) as u8;
    let op = Op::Extract(Sign::Unsigned, Size::at_least_32(ty), amount as u8, width);
    let value = lower.use_value(value);
    register_op(lower, op, result, [value]);
    true
}

/// With overflow: of 32 and 64 bits the flag says so, of less what does not survive being extended.
fn sum_checked(
    lower: &mut Lower<'_, Op>,
    alu: Alu,
    result: VReg,
    ty: Type,
    left: Value,
    right: Right,
    exit: Exit,
) {
    let size = Size::of(ty);
    let is_narrow = size < Size::W;
    let left = if is_narrow { wide(lower, left, Sign::Signed) } else { lower.use_value(left) };
    let (source, last) = match (arithmetic_number(lower, right), right) {
        (Some(known), _) => (Source::Number(known), None),
        (None, Right::Value(right)) if is_narrow => {
            (Source::Extended(Sign::Signed, size, 0), Some(lower.use_value(right)))
        }
        (None, Right::Value(right)) => {
            let (source, right) = source(lower, right, Extensions::Allowed);
            (source, Some(right))
        }
        (None, Right::Number(known)) => (Source::Register, Some(number(lower, known))),
    };
    if !is_narrow {
        source_op(lower, Op::AluFlags(alu, size, source), result, left, last);
        return exit_if_flags(lower, Condition::Overflow, exit);
    }
    source_op(lower, Op::Alu(alu, Size::W, source), result, left, last);
    exit_unless_fits(lower, Size::W, result, size, exit);
}

/// Leaves if a number is not what its low bits are.
fn exit_unless_fits(lower: &mut Lower<'_, Op>, size: Size, number: VReg, low: Size, exit: Exit) {
    let compare = Op::Compare(size, Source::Extended(Sign::Signed, low, 0));
    lower.emit(compare, &[using(number), using(number)]);
    exit_if_flags(lower, Condition::NotEqual, exit);
}

fn multiply(lower: &mut Lower<'_, Op>, result: VReg, ty: Type, left: Value, right: Right) {
    let size = Size::at_least_32(ty);
    // x + (x << k), and x << k itself
    if let Some(factor @ 2..) = known(lower, right) {
        let left = lower.use_value(left);
        if factor.count_ones() == 1 {
            let shift = factor.trailing_zeros() as u8;
            if shift < size.bits() {
                return register_op(lower, Op::ShiftLeft(size, shift), result, [left]);
            }
        }
        if (factor - 1).count_ones() == 1 && (factor - 1).trailing_zeros() < size.bits().into() {
            let shift = Source::Shifted(Shift::Left, (factor - 1).trailing_zeros() as u8);
            return source_op(lower, Op::Alu(Alu::Add, size, shift), result, left, Some(left));
        }
    }
    let (left, right) = (lower.use_value(left), right_vreg(lower, right));
    register_op(lower, Op::Multiply(size), result, [left, right]);
}

/// The product with twice the bits, of which the low half must say it all.
fn multiply_checked(
    lower: &mut Lower<'_, Op>,
    result: VReg,
    ty: Type,
    left: Value,
    right: Right,
    exit: Exit,
) {
    let size = Size::of(ty);
    if size < Size::W {
        let left = wide(lower, left, Sign::Signed);
        let right = match right {
            Right::Value(right) => wide(lower, right, Sign::Signed),
            Right::Number(known) => number(lower, known),
        };
        register_op(lower, Op::Multiply(Size::W), result, [left, right]);
        return exit_unless_fits(lower, Size::W, result, size, exit);
    }
    let (left, right) = (lower.use_value(left), right_vreg(lower, right));
    if size == Size::W {
        register_op(lower, Op::MultiplyLong(Sign::Signed), result, [left, right]);
        return exit_unless_fits(lower, Size::X, result, size, exit);
    }
    let high = temporary(lower);
    register_op(lower, Op::MultiplyHigh(Sign::Signed), high, [left, right]);
    register_op(lower, Op::Multiply(Size::X), result, [left, right]);
    let sign = Source::Shifted(Shift::RightSign, 63);
    lower.emit(Op::Compare(Size::X, sign), &[using(high), using(result)]);
    exit_if_flags(lower, Condition::NotEqual, exit);
}

/// The high half of a product. Of narrower types the whole product fits 64 bits.
pub(super) fn multiply_high(
    lower: &mut Lower<'_, Op>,
    inst: Inst,
    opcode: Opcode,
    left: Value,
    right: Right,
) {
    let ty = lower.ty(left);
    let sign = if opcode == Opcode::Smulhi { Sign::Signed } else { Sign::Unsigned };
    let result = result(lower, inst);
    if ty == Type::I64 {
        let (left, right) = (lower.use_value(left), right_vreg(lower, right));
        return register_op(lower, Op::MultiplyHigh(sign), result, [left, right]);
    }
    let left = extended(lower, left, sign);
    let right = match right {
        Right::Value(right) => extended(lower, right, sign),
        Right::Number(known) => {
            let bits = if sign == Sign::Signed { known } else { known & ty.mask() as i64 };
            number(lower, bits)
        }
    };
    let product = temporary(lower);
    register_op(lower, Op::MultiplyLong(sign), product, [left, right]);
    let bits = ty.bits() as u8;
    let op = Op::Extract(Sign::Unsigned, Size::X, bits, 64 - bits);
    register_op(lower, op, result, [product]);
}

/// Operations of one operand.
pub(super) fn unary(lower: &mut Lower<'_, Op>, inst: Inst, opcode: Opcode, arg: Value) {
    let ty = lower.ty(arg);
    let size = Size::at_least_32(ty);
    let missing = 32u32.saturating_sub(ty.bits());
    let result = result(lower, inst);
    match opcode {
        Opcode::Ineg => {
            let (source, arg) = source(lower, arg, Extensions::None);
            lower.emit(Op::Negate(size, source), &[defining(result), using(arg)]);
        }
        Opcode::Not => {
            let (source, arg) = source(lower, arg, Extensions::None);
            lower.emit(Op::Not(size, source), &[defining(result), using(arg)]);
        }
        Opcode::Bswap => {
            let arg = lower.use_value(arg);
            match ty {
                Type::I8 => copy(lower, result, arg),
                _ => register_op(lower, Op::ReverseBytes(Size::of(ty)), result, [arg]),
            }
        }
        Opcode::Clz => {
            let arg = extended(lower, arg, Sign::Unsigned);
            let zeros = if missing == 0 { result } else { temporary(lower) };
            register_op(lower, Op::LeadingZeros(size), zeros, [arg]);
            if missing != 0 {
                let op = Op::Alu(Alu::Sub, size, Source::Number(missing.into()));
                source_op(lower, op, result, zeros, None);
            }
        }
        Opcode::Ctz => {
            let mut arg = lower.use_value(arg);
            if missing != 0 {
                // A bit above the width stops the search there.
                let stopped = temporary(lower);
                let op = Op::Alu(Alu::Or, size, Source::Number(1 << ty.bits()));
                source_op(lower, op, stopped, arg, None);
                arg = stopped;
            }
            let reversed = temporary(lower);
            register_op(lower, Op::ReverseBits(size), reversed, [arg]);
            register_op(lower, Op::LeadingZeros(size), result, [reversed]);
        }
        _ => {
            let arg = extended(lower, arg, Sign::Unsigned);
            register_op(lower, Op::CountOnes(size), result, [arg]);
        }
    }
}
