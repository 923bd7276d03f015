//! Rules about numbers that are known, and cheaper operations for some of them.

use super::next;
use crate::pseudo::{BinaryOp, Condition, Inst, Op, Operand, UnaryOp};

/// Operations on constants only, checks that cannot fail, and jumps whose outcome is known.
pub(super) fn constant(code: &mut [Inst]) -> usize {
    use Operand::Immediate;
    let mut found = 0;
    for i in 0..code.len() {
        let folded = match code[i].op {
            Op::Binary { op, to, left: Immediate(a), right: Immediate(b) } => {
                fold(op, a, b).map(|value| Op::Move { to, from: Immediate(value) })
            }
            Op::Unary { op, to, from: Immediate(a) } => {
                let value = match op {
                    UnaryOp::Negate => a.checked_neg(),
                    UnaryOp::Invert => Some(!a),
                };
                value.map(|value| Op::Move { to, from: Immediate(value) })
            }
            Op::Set { to, condition, left: Immediate(a), right: Immediate(b) } => {
                Some(Op::Move { to, from: Immediate(i64::from(condition.holds(a, b))) })
            }
            Op::BailIf { condition, left: Immediate(a), right: Immediate(b), .. } => {
                (!condition.holds(a, b)).then_some(Op::Nothing)
            }
            Op::JumpIf { condition, left: Immediate(a), right: Immediate(b), target } => {
                Some(if condition.holds(a, b) { Op::Jump(target) } else { Op::Nothing })
            }
            _ => None,
        };
        let Some(folded) = folded else { continue };
        // What was folded did not overflow, so its check goes with it.
        if let Some(j) = next(code, i).filter(|&j| code[j].op == Op::BailIfOverflow) {
            code[j].op = Op::Nothing;
        }
        code[i].op = folded;
        found += 1;
    }
    found
}

/// The result, unless the operation would bail.
fn fold(op: BinaryOp, a: i64, b: i64) -> Option<i64> {
    match op {
        BinaryOp::Add => a.checked_add(b),
        BinaryOp::Subtract => a.checked_sub(b),
        BinaryOp::Multiply => a.checked_mul(b),
        BinaryOp::And => Some(a & b),
        BinaryOp::Or => Some(a | b),
        BinaryOp::Xor => Some(a ^ b),
        BinaryOp::ShiftRight if (0..64).contains(&b) => Some(a >> b),
        // CPython's compiler has folded the others already.
        _ => None,
    }
}

/// `multiply r, 3, n` → `multiply r, n, 3`, and `3 > n` → `n < 3`: the machine has its constants on
/// the right.
pub(super) fn immediate_right(code: &mut [Inst]) -> usize {
    use Operand::{Immediate, Register};
    let mut found = 0;
    for inst in code {
        match &mut inst.op {
            Op::Binary { op, left: left @ Immediate(_), right: right @ Register(_), .. }
                if op.is_commutative() =>
            {
                std::mem::swap(left, right);
                found += 1;
            }
            Op::Set {
                condition, left: left @ Immediate(_), right: right @ Register(_), ..
            }
            | Op::JumpIf {
                condition, left: left @ Immediate(_), right: right @ Register(_), ..
            } => {
                if let Some(swapped) = condition.swapped() {
                    *condition = swapped;
                    std::mem::swap(left, right);
                    found += 1;
                }
            }
            _ => {}
        }
    }
    found
}

// ANCHOR: power_of_two
/// `floor_divide r, a, 2^k` → `shift_right r, a, k`, and `remainder r, a, 2^k` → `and r, a, 2^k-1`.
///
/// Both are exact for negative numbers too, because Python rounds towards negative infinity and
/// gives the remainder the divisor's sign: -7 // 2 is -4, as an arithmetic shift has it, and
/// -7 % 2 is 1, the lowest bit. In C, which rounds towards zero, neither would hold.
pub(super) fn power_of_two(code: &mut [Inst]) -> usize {
    let mut found = 0;
    for inst in code {
        let Op::Binary { op, right: Operand::Immediate(value), .. } = &mut inst.op else {
            continue;
        };
        if *value <= 0 || !(*value as u64).is_power_of_two() {
            continue;
        }
        (*op, *value) = match op {
            BinaryOp::FloorDivide => (BinaryOp::ShiftRight, i64::from(value.trailing_zeros())),
            BinaryOp::Remainder => (BinaryOp::And, *value - 1),
            _ => continue,
        };
        found += 1;
    }
    found
}
// ANCHOR_END: power_of_two

/// `multiply r, a, 2` → `add r, a, a`, which overflows exactly when the product does. A shift would
/// lose the bits that the check needs.
pub(super) fn double(code: &mut [Inst]) -> usize {
    let mut found = 0;
    for inst in code {
        if let Op::Binary {
            op: op @ BinaryOp::Multiply,
            left,
            right: right @ Operand::Immediate(2),
            ..
        } = &mut inst.op
        {
            *op = BinaryOp::Add;
            *right = *left;
            found += 1;
        }
    }
    found
}

/// Kept here because it is arithmetic on conditions: what `not` makes of one.
pub(super) fn negated(condition: Condition, against_zero: Condition) -> Option<Condition> {
    match against_zero {
        Condition::NotEqual => Some(condition),
        Condition::Equal => Some(condition.inverse()),
        _ => None,
    }
}
