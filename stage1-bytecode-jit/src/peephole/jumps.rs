//! Rules about conditions and jumps.

use std::collections::{HashMap, HashSet};

use super::arithmetic::negated;
use super::{is_dead_after, next};
use crate::pseudo::{BinaryOp, Condition, Inst, Label, Op, Operand};

const ZERO: Operand = Operand::Immediate(0);

/// `set r, a < b; set s, r == 0` → `set s, a >= b`
pub(super) fn not(code: &mut [Inst]) -> usize {
    let mut found = 0;
    for i in 0..code.len() {
        let Op::Set { to: inner, condition, left, right } = code[i].op else { continue };
        let Some(j) = next(code, i) else { continue };
        let Op::Set { to, condition: against_zero, left: tested, right: ZERO } = code[j].op else {
            continue;
        };
        if tested != Operand::Register(inner) || (to != inner && !is_dead_after(code, j, inner)) {
            continue;
        }
        if let Some(condition) = negated(condition, against_zero) {
            code[i].op = Op::Nothing;
            code[j].op = Op::Set { to, condition, left, right };
            found += 1;
        }
    }
    found
}

// ANCHOR: compare_jump
/// `set r, a < b; jump_if r == 0, L` → `jump_if a >= b, L`
pub(super) fn compare_jump(code: &mut [Inst]) -> usize {
    // BEGIN SOLUTION 1.7 stub: let _ = (code, negated, jump_on); 0
    let mut found = 0;
    for i in 0..code.len() {
        let Op::Set { to, condition, left, right } = code[i].op else { continue };
        let Some((j, against_zero, target)) = jump_on(code, i, to.into()) else { continue };
        if let Some(condition) = negated(condition, against_zero) {
            code[i].op = Op::Nothing;
            code[j].op = Op::JumpIf { condition, left, right, target };
            found += 1;
        }
    }
    found
    // END SOLUTION
}
// ANCHOR_END: compare_jump

/// `and r, a, b; jump_if r != 0, L` → `jump_if a & b != 0, L`
pub(super) fn test_bits(code: &mut [Inst]) -> usize {
    let mut found = 0;
    for i in 0..code.len() {
        let Op::Binary { op: BinaryOp::And, to, left, right } = code[i].op else { continue };
        let Some((j, against_zero, target)) = jump_on(code, i, to.into()) else { continue };
        if let Some(condition) = negated(Condition::BitsSet, against_zero) {
            code[i].op = Op::Nothing;
            code[j].op = Op::JumpIf { condition, left, right, target };
            found += 1;
        }
    }
    found
}

/// The jump just behind `at` that compares `value`, a scratch register, with zero.
fn jump_on(code: &[Inst], at: usize, value: Operand) -> Option<(usize, Condition, Label)> {
    let j = next(code, at)?;
    let Op::JumpIf { condition, left, right: ZERO, target } = code[j].op else { return None };
    let Operand::Register(register) = value else { return None };
    (left == value && is_dead_after(code, j, register)).then_some((j, condition, target))
}

/// `jump_if a < b, L1; jump L2; L1:` → `jump_if a >= b, L2; L1:`
pub(super) fn jump_over_jump(code: &mut [Inst]) -> usize {
    let mut found = 0;
    for i in 0..code.len() {
        let Op::JumpIf { condition, left, right, target: over } = code[i].op else { continue };
        let Some(j) = next(code, i) else { continue };
        let Op::Jump(target) = code[j].op else { continue };
        if labels_behind(code, j).contains(&over) {
            code[i].op = Op::Nothing;
            code[j].op = Op::JumpIf { condition: condition.inverse(), left, right, target };
            found += 1;
        }
    }
    found
}

/// `jump L1; …; L1: jump L2` → `jump L2`, conditional jumps too.
pub(super) fn jump_to_jump(code: &mut [Inst]) -> usize {
    let mut leads_to: HashMap<Label, Label> = HashMap::new();
    for i in 0..code.len() {
        let Op::Label { label, .. } = code[i].op else { continue };
        let mut at = i;
        while let Some(j) = next(code, at).filter(|&j| matches!(code[j].op, Op::Label { .. })) {
            at = j;
        }
        if let Some(Op::Jump(target)) = next(code, at).map(|j| code[j].op) {
            leads_to.insert(label, target);
        }
    }
    let mut found = 0;
    for inst in code {
        let Some(target) = inst.op.target() else { continue };
        let Some(&further) = leads_to.get(target) else { continue };
        // An endless loop of jumps stays one: only a jump that leads out of such a ring, or is not
        // part of one, is worth following, and one step a sweep is enough.
        if further != *target && !leads_around(&leads_to, *target) {
            *target = further;
            found += 1;
        }
    }
    found
}

/// Does following jumps from here never end?
fn leads_around(leads_to: &HashMap<Label, Label>, start: Label) -> bool {
    let mut at = start;
    for _ in 0..=leads_to.len() {
        match leads_to.get(&at) {
            Some(&further) => at = further,
            None => return false,
        }
    }
    true
}

/// `jump L; L:` → `L:`, conditional jumps too.
pub(super) fn jump_to_next(code: &mut [Inst]) -> usize {
    let mut found = 0;
    for i in 0..code.len() {
        let Some(&mut target) = code[i].op.target() else { continue };
        if labels_behind(code, i).contains(&target) {
            code[i].op = Op::Nothing;
            found += 1;
        }
    }
    found
}

/// The labels that stand just behind an instruction.
fn labels_behind(code: &[Inst], at: usize) -> Vec<Label> {
    let mut labels = Vec::new();
    for inst in &code[at + 1..] {
        match inst.op {
            Op::Label { label, .. } => labels.push(label),
            Op::Nothing => {}
            _ => break,
        }
    }
    labels
}

/// What stands between a jump or a return and the next label → nothing
pub(super) fn unreachable(code: &mut [Inst]) -> usize {
    let mut found = 0;
    let mut reachable = true;
    for inst in code {
        match inst.op {
            Op::Label { .. } => reachable = true,
            Op::Nothing => {}
            _ if !reachable => {
                inst.op = Op::Nothing;
                found += 1;
            }
            Op::Jump(_) | Op::Return(_) => reachable = false,
            _ => {}
        }
    }
    found
}

/// A label to which nobody jumps → nothing, so that the blocks around it become one.
pub(super) fn unused_label(code: &mut [Inst]) -> usize {
    let used: HashSet<Label> =
        code.iter_mut().filter_map(|inst| inst.op.target().copied()).collect();
    let mut found = 0;
    for inst in code {
        if matches!(inst.op, Op::Label { label, .. } if !used.contains(&label)) {
            inst.op = Op::Nothing;
            found += 1;
        }
    }
    found
}
