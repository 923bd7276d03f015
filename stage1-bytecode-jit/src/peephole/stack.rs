//! Rules that take a push and its pop away.
//!
//! What an expression pushes it pops again, mostly in the same block, and mostly at once. The value
//! never needed the stack: it was in a register before and is in a register after.

use super::{WINDOW, is_dead_after, next};
use crate::pseudo::{Inst, Op, Operand, Register, SCRATCH_REGISTERS};

// ANCHOR: push_pop
/// `push a; pop b` → `move b, a`
pub(super) fn push_pop(code: &mut [Inst]) -> usize {
    // BEGIN SOLUTION 1.3 stub: let _ = (code, next); 0
    let mut found = 0;
    for i in 0..code.len() {
        let Op::Push(from) = code[i].op else { continue };
        let Some(j) = next(code, i) else { continue };
        if let Op::Pop(to) = code[j].op {
            code[i].op = Op::Nothing;
            code[j].op = Op::Move { to, from };
            found += 1;
        }
    }
    found
    // END SOLUTION
}
// ANCHOR_END: push_pop

/// `push a; …; pop b` → `…; move b, a` when nothing in between changes `a`, and
/// `move b, a; …` when nothing in between reads or changes `b`.
pub(super) fn push_pop_apart(code: &mut [Inst]) -> usize {
    let mut found = 0;
    for i in 0..code.len() {
        let Some((j, from, to)) = matching_pop(code, i) else { continue };
        let between = &code[i + 1..j];
        let changes_a = match from {
            Operand::Register(register) => between.iter().any(|inst| inst.op.writes(register)),
            Operand::Immediate(_) => false,
        };
        let (keep, remove) = if !changes_a {
            (j, i)
        } else if !between.iter().any(|inst| inst.op.reads(to) || inst.op.writes(to)) {
            (i, j)
        } else {
            continue;
        };
        code[keep].op = Op::Move { to, from };
        code[remove].op = Op::Nothing;
        found += 1;
    }
    found
}

/// `push a; …; pop b` → `move s, a; …; move b, s` where the scratch register `s` is free.
pub(super) fn push_pop_scratch(code: &mut [Inst]) -> usize {
    let mut found = 0;
    for i in 0..code.len() {
        let Some((j, from, to)) = matching_pop(code, i) else { continue };
        let free = (0..SCRATCH_REGISTERS).map(Register::Scratch).find(|&s| {
            code[i + 1..j].iter().all(|inst| !inst.op.reads(s) && !inst.op.writes(s))
                && (s == to || is_dead_after(code, j, s))
        });
        if let Some(s) = free {
            code[i].op = Op::Move { to: s, from };
            code[j].op = Op::Move { to, from: s.into() };
            found += 1;
        }
    }
    found
}

/// If there is a push at `at`, the pop in the same block that takes its value: where it is, what
/// was pushed, and where it is popped to.
fn matching_pop(code: &[Inst], at: usize) -> Option<(usize, Operand, Register)> {
    let Op::Push(from) = code[at].op else { return None };
    let mut above = 0usize;
    for (i, inst) in code.iter().enumerate().skip(at + 1).take(WINDOW) {
        match inst.op {
            Op::Push(_) => above += 1,
            Op::Pop(to) if above == 0 => return Some((i, from, to)),
            Op::Pop(_) => above -= 1,
            ref op if op.is_block_boundary() => return None,
            _ => {}
        }
    }
    None
}
