//! Comparisons, as flags or as tests: for branches, exits, choices and booleans.
//!
//! ```text
//!   v2 = icmp slt v0, 0
//!   br v2, block1, block2          tbnz x0, #63, block1
//! ```
//!
//! `fcmp` says unordered as carry and overflow. So of the fourteen conditions twelve are ones of the
//! processor, and *ordered and not equal* and *unordered or equal* are two of them together.

use stage2::condition::{FloatCondition, IntCondition};
use stage2::entity::{Inst, Value};
use stage2::ir::{InstData, Operand as Right, Type};
use stage2::opcode::Opcode;

use super::integer::{Extensions, source};
use super::{arithmetic_number, choose as choose_one, known, mask_number, number, using, wide};
use crate::isa::a64::operation::{Condition, Op, Otherwise, Sign, Size, Source, Test};
use crate::lir::VReg;
use crate::lower::Lower;

/// Sets the flags for a comparison of two integers; the condition that says that `condition` holds,
/// which is another one if the operands were exchanged.
pub(super) fn integers(
    lower: &mut Lower<'_, Op>,
    condition: IntCondition,
    left: Value,
    right: Right,
) -> Condition {
    let (condition, left, right) = number_on_the_right(lower, condition, left, right);
    let ty = lower.ty(left);
    match Size::of(ty) < Size::W {
        true => narrow(lower, condition, ty, left, right),
        false => full(lower, condition, ty, left, right),
    }
    Condition::of(condition)
}

fn number_on_the_right(
    lower: &Lower<'_, Op>,
    condition: IntCondition,
    left: Value,
    right: Right,
) -> (IntCondition, Value, Right) {
    match (lower.constant(left), right) {
        (Some(constant), Right::Value(other)) if lower.constant(other).is_none() => {
            (condition.swap(), other, Right::Number(constant))
        }
        _ => (condition, left, right),
    }
}

/// Of 32 or 64 bits.
fn full(lower: &mut Lower<'_, Op>, condition: IntCondition, ty: Type, left: Value, right: Right) {
    let size = Size::of(ty);
    if known(lower, right) == Some(0) && !is_unsigned(condition) && test_and(lower, left, ty) {
        return;
    }
    let (op, last) = match (arithmetic_number(lower, right), right) {
        (Some(known), _) => (Op::Compare(size, Source::Number(known)), None),
        (None, Right::Value(right)) => {
            let (source, right) = source(lower, right, Extensions::Allowed);
            (Op::Compare(size, source), Some(right))
        }
        (None, Right::Number(known)) => {
            (Op::Compare(size, Source::Register), Some(number(lower, known)))
        }
    };
    let left = lower.use_value(left);
    emit(lower, op, left, last);
}

/// Below 32 bits: both are extended, the right one on the way.
fn narrow(lower: &mut Lower<'_, Op>, condition: IntCondition, ty: Type, left: Value, right: Right) {
    if known(lower, right) == Some(0) && matches!(condition, IntCondition::Eq | IntCondition::Ne) {
        if !test_and(lower, left, ty) {
            let left = lower.use_value(left);
            emit(lower, Op::Test(Size::W, Source::Number(ty.mask() as i64)), left, None);
        }
        return;
    }
    let sign = if is_unsigned(condition) { Sign::Unsigned } else { Sign::Signed };
    let left = wide(lower, left, sign);
    let (op, last) = match (known(lower, right), right) {
        (Some(known), _) => {
            let known = match sign {
                Sign::Signed => ty.canonical(known),
                Sign::Unsigned => known & ty.mask() as i64,
            };
            match arithmetic_number(lower, Right::Number(known)) {
                Some(known) => (Op::Compare(Size::W, Source::Number(known)), None),
                None => (Op::Compare(Size::W, Source::Register), Some(number(lower, known))),
            }
        }
        (None, Right::Value(right)) => {
            let source = Source::Extended(sign, Size::of(ty), 0);
            (Op::Compare(Size::W, source), Some(lower.use_value(right)))
        }
        (None, Right::Number(_)) => return,
    };
    emit(lower, op, left, last);
}

fn is_unsigned(condition: IntCondition) -> bool {
    use IntCondition::{Uge, Ugt, Ule, Ult};
    matches!(condition, Ult | Ule | Ugt | Uge)
}

fn emit(lower: &mut Lower<'_, Op>, op: Op, left: VReg, last: Option<VReg>) {
    match last {
        Some(last) => lower.emit(op, &[using(left), using(last)]),
        None => lower.emit(op, &[using(left)]),
    }
}

/// Compares an `and` that nobody else wants with 0: what it does to the sign and to *equal* is that of
/// a comparison, the other flags are not.
fn test_and(lower: &mut Lower<'_, Op>, value: Value, ty: Type) -> bool {
    let Some((left, right)) = and(lower, value) else { return false };
    let size = Size::at_least_32(ty);
    // Of a narrow value the bits above must not count.
    let is_narrow = Size::of(ty) < Size::W;
    let mask = match is_narrow {
        true => known(lower, right).map(|mask| mask & ty.mask() as i64),
        false => mask_number(lower, right, ty),
    };
    let mask = mask.filter(|mask| crate::isa::a64::encode::is_mask(size, *mask));
    let (op, last) = match (mask, right) {
        (Some(mask), _) => (Op::Test(size, Source::Number(mask)), None),
        (None, Right::Value(right)) if !is_narrow => {
            let (source, right) = source(lower, right, Extensions::None);
            (Op::Test(size, source), Some(right))
        }
        _ => return false,
    };
    let left = lower.use_value(left);
    emit(lower, op, left, last);
    true
}

/// The operands of an `and` that nobody else wants.
fn and(lower: &Lower<'_, Op>, value: Value) -> Option<(Value, Right)> {
    let (_, data) = lower.definition(value)?;
    let (opcode, left, right) = data.binary()?;
    (opcode == Opcode::And && lower.is_used_once(value)).then_some((left, right))
}

/// Sets the flags for a comparison; the condition that says that it holds.
pub(super) fn compare(lower: &mut Lower<'_, Op>, data: &InstData) -> Condition {
    if let InstData::Fcmp { condition, args } = *data {
        return floats(lower, condition, args);
    }
    let Some((condition, left, right)) = data.icmp() else { return Condition::NotEqual };
    integers(lower, condition, left, right)
}

fn floats(
    lower: &mut Lower<'_, Op>,
    condition: FloatCondition,
    [left, right]: [Value; 2],
) -> Condition {
    use FloatCondition::*;
    let size = Size::of(lower.ty(left));
    let is_zero = matches!(lower.definition(right), Some((_, InstData::Fconst { bits: 0 })));
    let left = lower.use_value(left);
    if is_zero {
        lower.emit(Op::FloatCompareZero(size), &[using(left)]);
    } else {
        let right = lower.use_value(right);
        lower.emit(Op::FloatCompare(size), &[using(left), using(right)]);
    }
    match condition {
        Oeq => Condition::Equal,
        Une => Condition::NotEqual,
        Ogt => Condition::Greater,
        Oge => Condition::GreaterEqual,
        Olt => Condition::Minus,
        Ole => Condition::LowerSame,
        Ult => Condition::Less,
        Ule => Condition::LessEqual,
        Ugt => Condition::Higher,
        Uge => Condition::Plus,
        Ord => Condition::NotOverflow,
        Uno => Condition::Overflow,
        One => Condition::MinusOrGreater,
        Ueq => Condition::EqualOrOverflow,
    }
}

/// Sets the flags for a boolean, or any integer; the condition that says that it is not 0.
pub(super) fn flags(lower: &mut Lower<'_, Op>, value: Value) -> Condition {
    match lower.definition(value) {
        // A comparison wanted elsewhere too is made once there and once here.
        Some((_, data)) if data.icmp().is_some() || matches!(data, InstData::Fcmp { .. }) => {
            compare(lower, &data)
        }
        _ => integers(lower, IntCondition::Ne, value, Right::Number(0)),
    }
}

/// What says that a boolean, or any integer, is not 0, and the register that it looks at.
pub(super) fn test(lower: &mut Lower<'_, Op>, value: Value) -> (Test, Option<VReg>) {
    let icmp = lower.definition(value).and_then(|(_, data)| data.icmp());
    let direct = match icmp {
        Some((condition, left, right)) => {
            let (condition, left, right) = number_on_the_right(lower, condition, left, right);
            direct(lower, condition, left, right)
        }
        None => match lower.definition(value) {
            Some((_, InstData::Fcmp { .. })) => None,
            _ => direct(lower, IntCondition::Ne, value, Right::Number(0)),
        },
    };
    match direct {
        Some((test, register)) => (test, Some(register)),
        None => (Test::Flags(flags(lower, value)), None),
    }
}

/// A comparison that needs no flags.
fn direct(
    lower: &mut Lower<'_, Op>,
    condition: IntCondition,
    left: Value,
    right: Right,
) -> Option<(Test, VReg)> {
    use IntCondition::{Eq, Ne, Sge, Sgt, Sle, Slt};
    let ty = lower.ty(left);
    let sign = ty.bits() as u8 - 1;
    let test = match (condition, known(lower, right)?) {
        (Eq | Ne, 0) => {
            if let Some((value, mask)) = and(lower, left)
                && let Some(mask) = known(lower, mask)
                && let mask = mask as u64 & ty.mask()
                && mask.is_power_of_two()
            {
                let bit = mask.trailing_zeros() as u8;
                let test = if condition == Eq { Test::BitClear(bit) } else { Test::BitSet(bit) };
                return Some((test, lower.use_value(value)));
            }
            let size = Size::of(ty);
            if size < Size::W && !super::address::is_loaded(lower, left)
                || and(lower, left).is_some()
            {
                return None;
            }
            let size = size.max(Size::W);
            if condition == Eq { Test::Zero(size) } else { Test::NotZero(size) }
        }
        (Slt, 0) | (Sle, -1) => Test::BitSet(sign),
        (Sge, 0) | (Sgt, -1) => Test::BitClear(sign),
        _ => return None,
    };
    Some((test, lower.use_value(left)))
}

/// `select`: the second operand if the first, else the third.
pub(super) fn choose(
    lower: &mut Lower<'_, Op>,
    inst: Inst,
    [condition, then, otherwise]: [Value; 3],
) {
    let condition = flags(lower, condition);
    let result = super::result(lower, inst);
    let ty = lower.ty(then);
    if ty.is_float() {
        let (then, otherwise) = (lower.use_value(then), lower.use_value(otherwise));
        let op = Op::FloatChoose(condition, Size::of(ty));
        return super::register_op(lower, op, result, [then, otherwise]);
    }
    // What can be made of the second operand on the way is better there.
    let is_better = |lower: &Lower<'_, Op>, one, other| {
        !matches!(changed(lower, one), (Otherwise::Second, _))
            && matches!(changed(lower, other), (Otherwise::Second, _))
    };
    // Two conditions together have no opposite that is one.
    let (condition, then, otherwise) = match condition.parts() {
        (_, None) if is_better(lower, then, otherwise) => (condition.negate(), otherwise, then),
        _ => (condition, then, otherwise),
    };
    let (change, second) = match condition.parts() {
        (_, None) => changed(lower, otherwise),
        _ => (Otherwise::Second, Some(otherwise)),
    };
    let then = lower.use_value(then);
    let second = second.map(|second| lower.use_value(second));
    choose_one(lower, condition, result, then, (change, second));
}

/// A value as what `csel` and its like can make of another one.
fn changed(lower: &Lower<'_, Op>, value: Value) -> (Otherwise, Option<Value>) {
    match lower.constant(value) {
        Some(0) => return (Otherwise::Zero, None),
        Some(1) => return (Otherwise::One, None),
        Some(-1) => return (Otherwise::Ones, None),
        _ => {}
    }
    let data = lower.definition(value).filter(|_| lower.is_used_once(value));
    match data {
        Some((_, InstData::Unary { opcode: Opcode::Ineg, arg })) => (Otherwise::Negated, Some(arg)),
        Some((_, InstData::Unary { opcode: Opcode::Not, arg })) => (Otherwise::Flipped, Some(arg)),
        Some((_, data)) => match data.binary() {
            Some((Opcode::Iadd, left, right)) if known(lower, right) == Some(1) => {
                (Otherwise::PlusOne, Some(left))
            }
            _ => (Otherwise::Second, Some(value)),
        },
        None => (Otherwise::Second, Some(value)),
    }
}
