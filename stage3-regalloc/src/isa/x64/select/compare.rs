//! Comparisons, as flags: for branches, exits, choices and booleans.
//!
//! `ucomisd` says unordered as equal, below and parity together. So of the fourteen conditions eight
//! are one flag or two that a condition of the processor names, four are those of the operands
//! exchanged, and *equal* and *not equal* have to look at parity as well.

use stage2::condition::FloatCondition;
use stage2::entity::{Inst, Value};
use stage2::ir::{InstData, Operand as Right};
use stage2::opcode::Opcode;

use super::{address, defining_same, immediate, number, using, using_any};
use crate::isa::x64::operation::{Condition, Op, Size, Source};
use crate::lir::Operand;
use crate::lower::Lower;

/// Sets the flags for a comparison of two integers; the condition that says that `condition` holds,
/// which is another one if the operands were exchanged. `once` says that nobody else will compare.
pub(super) fn integers(
    lower: &mut Lower<'_, Op>,
    condition: Condition,
    left: Value,
    right: Right,
    once: bool,
) -> Condition {
    let size = Size::of(lower.ty(left));
    let (mut left, mut right, mut condition) = (left, right, condition);
    if let (Some(constant), Right::Value(other)) = (lower.constant(left), right)
        && lower.constant(other).is_none()
    {
        (left, right, condition) = (other, Right::Number(constant), condition.swap());
    }
    let in_memory =
        |lower: &Lower<'_, Op>, value| once && address::is_in_memory(lower, value, size);
    match (immediate(lower, right), right) {
        (Some(0), _) if once && test_and(lower, left, size) => {}
        (Some(0), _) if !in_memory(lower, left) => {
            let left = lower.use_value(left);
            lower.emit(Op::Test(size), &[using(left), using(left)]);
        }
        (Some(imm), _) => {
            let (source, operands) = source(lower, left, size, once);
            lower.emit(Op::CompareImm(size, imm, source), &operands);
        }
        (None, Right::Number(known)) => {
            let right = number(lower, known);
            let left = lower.use_value(left);
            lower.emit(Op::Compare(size, None), &[using(left), using_any(right)]);
        }
        (None, Right::Value(mut right)) => {
            if in_memory(lower, left) && !in_memory(lower, right) {
                (left, right, condition) = (right, left, condition.swap());
            }
            let (source, mut operands) = source(lower, right, size, once);
            operands.insert(0, using(lower.use_value(left)));
            lower.emit(Op::Compare(size, source), &operands);
        }
    }
    condition
}

fn source(
    lower: &mut Lower<'_, Op>,
    value: Value,
    size: Size,
    once: bool,
) -> (Source, Vec<Operand>) {
    match once {
        true => address::source(lower, value, size),
        false => (None, vec![using_any(lower.use_value(value))]),
    }
}

/// Compares an `and` that nobody else wants with 0.
fn test_and(lower: &mut Lower<'_, Op>, value: Value, size: Size) -> bool {
    let Some((_, data)) = lower.definition(value) else { return false };
    let Some((Opcode::And, left, right)) = data.binary() else { return false };
    if !lower.is_used_once(value) {
        return false;
    }
    match (immediate(lower, right), right) {
        (Some(imm), _) => {
            let (source, operands) = address::source(lower, left, size);
            lower.emit(Op::TestImm(size, imm, source), &operands);
        }
        (None, Right::Value(right)) => {
            let (left, right) = (lower.use_value(left), lower.use_value(right));
            lower.emit(Op::Test(size), &[using(left), using_any(right)]);
        }
        (None, Right::Number(_)) => return false,
    }
    true
}

/// Sets the flags for a comparison; the condition that says that it holds.
pub(super) fn compare(lower: &mut Lower<'_, Op>, data: &InstData, once: bool) -> Condition {
    if let InstData::Fcmp { condition, args } = *data {
        return floats(lower, condition, args, once);
    }
    let Some((condition, left, right)) = data.icmp() else { return Condition::NotEqual };
    integers(lower, Condition::of(condition), left, right, once)
}

fn floats(
    lower: &mut Lower<'_, Op>,
    condition: FloatCondition,
    [left, right]: [Value; 2],
    once: bool,
) -> Condition {
    use FloatCondition::*;
    let (condition, left, right) = match condition {
        Olt | Ole | Ugt | Uge => (condition.swap(), right, left),
        _ => (condition, left, right),
    };
    let size = Size::of(lower.ty(left));
    let (source, mut operands) = source(lower, right, size, once);
    operands.insert(0, using(lower.use_value(left)));
    lower.emit(Op::FloatCompare(size, source), &operands);
    match condition {
        Ogt | Olt => Condition::Above,
        Oge | Ole => Condition::AboveEqual,
        Ult | Ugt => Condition::Below,
        Ule | Uge => Condition::BelowEqual,
        One => Condition::NotEqual,
        Ueq => Condition::Equal,
        Ord => Condition::NotParity,
        Uno => Condition::Parity,
        Oeq => Condition::EqualNotParity,
        Une => Condition::NotEqualOrParity,
    }
}

/// Sets the flags for a boolean, or any integer; the condition that says that it is not 0.
pub(super) fn test(lower: &mut Lower<'_, Op>, value: Value) -> Condition {
    match lower.definition(value) {
        // A comparison wanted elsewhere too is made once there and once here.
        Some((_, data)) if data.icmp().is_some() || matches!(data, InstData::Fcmp { .. }) => {
            let once = lower.is_used_once(value);
            compare(lower, &data, once)
        }
        _ => {
            let once = lower.is_used_once(value);
            integers(lower, Condition::NotEqual, value, Right::Number(0), once)
        }
    }
}

/// `select`: the second operand if the first, else the third.
pub(super) fn choose(
    lower: &mut Lower<'_, Op>,
    inst: Inst,
    [condition, then, otherwise]: [Value; 3],
) {
    let mut condition = test(lower, condition);
    let (mut then, mut otherwise) = (then, otherwise);
    if condition == Condition::EqualNotParity {
        // Two choices, one for each flag, are one or the other; not both.
        (condition, then, otherwise) = (condition.negate(), otherwise, then);
    }
    let op = match lower.ty(then).is_float() {
        true => Op::FloatChoose(condition),
        false => Op::Choose(condition),
    };
    let result = super::result(lower, inst);
    let (then, otherwise) = (lower.use_value(then), lower.use_value(otherwise));
    lower.emit(op, &[defining_same(result), using(otherwise), using_any(then)]);
}
