//! Pseudo-assembly → less pseudo-assembly that does the same.
//!
//! A *peephole* optimiser looks at the code through a small window and knows a list of patterns
//! that can be written shorter (W. M. McKeeman, "Peephole optimization", 1965). It knows nothing of
//! the program as a whole, and it does not need to: a rule that shortens one place makes a pattern
//! for the next rule, and all of them run until none finds anything.
//!
//! ```text
//! push n            move r0, n        move r0, n          add n, n, 1
//! push 1      ──►   move r1, 1   ──►  move r1, 1    ──►   bail_if_overflow
//! pop r1            add r0, r0, r1    add r0, n, 1
//! pop r0            bail_if_overflow  bail_if_overflow
//! add r0, r0, r1    push r0           move n, r0
//! bail_if_overflow  pop n
//! push r0
//! pop n
//! ```
//!
//! A rule is right if it is right wherever its pattern stands. Two facts make that easy to see:
//! scratch registers are dead at labels and behind jumps, so that a look to the end of the block
//! tells whether a value is still needed; and a label ends every pattern, because somebody may
//! arrive there without having run what stands before it.
//!
//! Requires and keeps: the invariants in the header of `pseudo`. Every rule leaves fewer
//! instructions, or as many with an operand that is older or cheaper, so the sweeps end; a bound on
//! their number stands there all the same. Leaves out: anything about more than one block, which
//! needs a control-flow graph and is the next stage's subject. Judged by its own tests, rule by
//! rule, and by `tests/template_jit.rs`, which runs random functions before and after.

use std::fmt;

use crate::pseudo::{Function, Inst, Op, Register};

mod arithmetic;
mod jumps;
mod stack;
#[cfg(test)]
mod tests;
mod values;

/// How far a rule looks. It keeps every sweep linear in the size of the function.
const WINDOW: usize = 48;

/// After so many sweeps the code is left as it is.
const MAX_SWEEPS: usize = 40;

/// A rule: changes the code, removing by [`Op::Nothing`], and says how often it found its pattern.
type Rule = fn(&mut [Inst]) -> usize;

/// Every rule with its name, in the order they are tried.
pub const RULES: &[(&str, Rule)] = &[
    ("push_pop", stack::push_pop),
    ("push_pop_apart", stack::push_pop_apart),
    ("push_pop_scratch", stack::push_pop_scratch),
    ("no_op_move", values::no_op_move),
    ("copy_forward", values::copy_forward),
    ("result_in_place", values::result_in_place),
    ("dead_store", values::dead_store),
    ("constant", arithmetic::constant),
    ("immediate_right", arithmetic::immediate_right),
    ("power_of_two", arithmetic::power_of_two),
    ("double", arithmetic::double),
    ("not", jumps::not),
    ("compare_jump", jumps::compare_jump),
    ("test_bits", jumps::test_bits),
    ("jump_over_jump", jumps::jump_over_jump),
    ("jump_to_jump", jumps::jump_to_jump),
    ("jump_to_next", jumps::jump_to_next),
    ("unreachable", jumps::unreachable),
    ("unused_label", jumps::unused_label),
];

/// What the rules did to a function.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PeepholeStats {
    /// Instructions before, labels not counted.
    pub before: usize,
    /// Instructions after, labels not counted.
    pub after: usize,
    /// How often all rules were tried.
    pub sweeps: usize,
    /// How often each rule of [`RULES`] found its pattern, in that order.
    pub found: Vec<(&'static str, usize)>,
}

/// Applies the rules until none finds anything.
pub fn optimise(function: &mut Function) -> PeepholeStats {
    let count = |code: &[Inst]| {
        code.iter().filter(|inst| !matches!(inst.op, Op::Label { .. } | Op::Nothing)).count()
    };
    let mut stats = PeepholeStats {
        before: count(&function.code),
        found: RULES.iter().map(|(name, _)| (*name, 0)).collect(),
        ..PeepholeStats::default()
    };
    let mut changed = true;
    while changed && stats.sweeps < MAX_SWEEPS {
        changed = false;
        stats.sweeps += 1;
        for ((_, rule), (_, found)) in RULES.iter().zip(&mut stats.found) {
            let times = rule(&mut function.code);
            *found += times;
            changed |= times > 0;
            function.code.retain(|inst| inst.op != Op::Nothing);
        }
    }
    stats.after = count(&function.code);
    stats
}

impl fmt::Display for PeepholeStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} instructions before, {} after, {} sweeps",
            self.before, self.after, self.sweeps
        )?;
        for (name, times) in self.found.iter().filter(|(_, times)| *times > 0) {
            writeln!(f, "{times:>6}  {name}")?;
        }
        Ok(())
    }
}

/// The index of the next instruction, past what rules of this sweep removed.
fn next(code: &[Inst], at: usize) -> Option<usize> {
    (at + 1..code.len()).find(|&i| code[i].op != Op::Nothing)
}

/// Is nobody interested in what this scratch register holds behind the instruction at `at`?
fn is_dead_after(code: &[Inst], at: usize, register: Register) -> bool {
    if !matches!(register, Register::Scratch(_)) {
        return false;
    }
    for inst in code.iter().skip(at + 1).take(WINDOW) {
        if inst.op.reads(register) {
            return false;
        }
        if inst.op.writes(register) || inst.op.is_block_boundary() {
            return true;
        }
    }
    false
}
