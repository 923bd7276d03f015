//! Rules about who needs which value.

use super::{WINDOW, is_dead_after, next};
use crate::pseudo::{Inst, Op, Operand, Register};

/// `move a, a` → nothing
pub(super) fn no_op_move(code: &mut [Inst]) -> usize {
    let mut found = 0;
    for inst in code {
        if matches!(inst.op, Op::Move { to, from } if from == Operand::Register(to)) {
            inst.op = Op::Nothing;
            found += 1;
        }
    }
    found
}

/// `move r, a; … r …` → `move r, a; … a …` as long as neither has changed.
pub(super) fn copy_forward(code: &mut [Inst]) -> usize {
    let mut found = 0;
    for i in 0..code.len() {
        let Op::Move { to: to @ Register::Scratch(_), from } = code[i].op else { continue };
        if from == Operand::Register(to) {
            continue;
        }
        for inst in code.iter_mut().skip(i + 1).take(WINDOW) {
            if matches!(inst.op, Op::Label { .. }) {
                break;
            }
            inst.op.for_each_operand(|operand| {
                if *operand == Operand::Register(to) {
                    *operand = from;
                    found += 1;
                }
            });
            let changes_from = matches!(from, Operand::Register(from) if inst.op.writes(from));
            if changes_from || inst.op.writes(to) || inst.op.is_block_boundary() {
                break;
            }
        }
    }
    found
}

/// `add r, …; bail_if_overflow; move x, r` → `add x, …; bail_if_overflow` when `r` is not needed
/// any more. That `x` is overwritten before the check does no harm: a bail forgets everything.
pub(super) fn result_in_place(code: &mut [Inst]) -> usize {
    let mut found = 0;
    for i in 0..code.len() {
        let Some(&mut result @ Register::Scratch(_)) = code[i].op.result() else { continue };
        let Some(mut j) = next(code, i) else { continue };
        if code[j].op == Op::BailIfOverflow {
            let Some(behind) = next(code, j) else { continue };
            j = behind;
        }
        let Op::Move { to, from } = code[j].op else { continue };
        if from == Operand::Register(result) && to != result && is_dead_after(code, j, result) {
            if let Some(place) = code[i].op.result() {
                *place = to;
            }
            code[j].op = Op::Nothing;
            found += 1;
        }
    }
    found
}

/// An instruction that only fills a scratch register which nobody reads → nothing
pub(super) fn dead_store(code: &mut [Inst]) -> usize {
    let mut found = 0;
    for i in 0..code.len() {
        let to = match code[i].op {
            Op::Move { to, .. } | Op::Set { to, .. } | Op::Unary { to, .. } => to,
            Op::Binary { op, to, .. } if !op.may_bail() => to,
            _ => continue,
        };
        let is_checked = next(code, i).is_some_and(|j| code[j].op == Op::BailIfOverflow);
        if !is_checked && is_dead_after(code, i, to) {
            code[i].op = Op::Nothing;
            found += 1;
        }
    }
    found
}
