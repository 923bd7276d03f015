//! Moves what does not change out of loops.
//!
//! ```text
//!   loop:                              v5 = load v0 + 8        (the preheader)
//!       v5 = load v0 + 8        ⇒      loop:
//!       v6 = icmp ult v4, v5               v6 = icmp ult v4, v5
//! ```
//!
//! Loops are taken from the inside to the outside, and each instruction of a loop whose operands
//! come from outside goes to the end of the preheader, a block made where there is none. So it is
//! in the loop around it then, and may go further. (A. Aho, R. Sethi, J. Ullman, "Compilers", 1986,
//! chapter 10.)
//!
//! What only computes may go wherever its operands are. With all else the question is what would
//! have happened otherwise. The blocks of a loop are looked at in reverse postorder, and what may
//! be executed before an instruction in the same turn comes before it in that order. `Passed`
//! collects what stayed behind; an instruction is *sure* when its block dominates all latches and
//! all ways out, so that every turn that ends has executed it. The rules:
//!
//! * **A load** leaves when nothing in the loop may write what it reads (a constant region nothing
//!   writes), it is sure, and nothing stayed behind before it that could have prevented it: no
//!   guard and no bounds check, no call that may not come back, no loop that may not end.
//!   *Checked arithmetic does not count*: it protects what uses its result, and that is not
//!   invariant then; a guard may be what makes an address good. A load that is refused for the
//!   guard before it goes next time, when
//!   `ranges` has removed the guard.
//! * **An exit instruction** leaves in one of two ways.
//!   *Exactly*: it is sure, and nothing visible stayed behind before it: no store, no call, no
//!   other exit, no loop. Then it was the first to be executed in the first turn, and the frames
//!   say the same before the loop, with the entry's arguments for the header's parameters. This
//!   is the only way for traps.
//!   *By the anchor* ([`crate::ir::exit`]): it is sure, a `deopt`, and there is an anchor behind
//!   which nothing visible is done before the loop. The instruction leaves by the anchor's
//!   exit, and the interpreter does the loop from its beginning. What stands before the
//!   instruction in the loop does not matter, it has not happened.
//! * **A call** leaves when it is pure.
//!
//! An exit that leaves by the anchor may be taken where the function would have gone on for a few
//! turns and returned. The interpreter does so then: the outcome is the same, and one that
//! does not care about the place cannot tell.
//!
//! Requires: nothing; without `loop_rotate` before it only the headers of `while` loops are sure.
//! Leaves out: moving stores, and telling addresses of one region apart. Time: linear in the
//! function and in the number of moves. Judged by `tests/passes_loops.rs`.

use super::{Changed, Context};
use crate::ir::Function;

pub(super) mod motion;

/// Moves what does not change out of loops.
pub fn run(function: &mut Function, context: &mut Context) -> Changed {
    if context.control_flow(function).nest().all().is_empty() {
        return Changed::No;
    }
    motion::run(function, context, &mut motion::NoChecks)
}
