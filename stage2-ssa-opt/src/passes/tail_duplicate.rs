//! Copies a short block in which two ways meet to the ends of both.
//!
//! ```text
//!   n even:  n = n >> 1;     jump join          n even:  n = n >> 1;     steps += 1;  br n != 1, …
//!   n odd:   n = 3 * n + 1;  jump join    ⇒     n odd:   n = 3 * n + 1;  steps += 1;  br n != 1, …
//!   join:    steps += 1;  br n != 1, …
//! ```
//!
//! In a loop each turn has one jump less, and what one of the ways knows is known in its copy.
//! (Every compiler does this close to the machine; D. Bernstein and others call it tail duplication.
//! Here a later `sccp` may still find something.)
//!
//! **Not** where both ways only compute: of those a `select` can be made, by `simplify_cfg` or by a
//! back end that knows what a branch costs, and it cannot once they meet no more. In the picture
//! `3 * n + 1` is checked.
//!
//! **Which.** Blocks in loops, of at most [`LARGEST`] instructions, that end with a branch, are no
//! headers, and are entered by two jumps. A block that ends with a jump would only move the meeting
//! further down.
//!
//! Requires: nothing; leaves blocks for `simplify_cfg` to join. Comes after the loop passes, which
//! want one end of a turn and not two. Leaves out: more than two ways, and what
//! [`region_copy`](super::region_copy) does. Judged by `filetests/opt/tail_duplicate/`, and over
//! random functions by `tests/passes_loops.rs`.

use super::region_copy::Parts;
use super::{Changed, Context};
use crate::analysis::control_flow::ControlFlow;
use crate::entity::Block;
use crate::ir::edit::place_blocks;
use crate::ir::{Function, InstData};
use crate::opcode::Effect;

/// Blocks with more instructions are not copied.
const LARGEST: usize = 6;

/// Copies short blocks in which two ways meet to the ends of both.
pub fn run(function: &mut Function, context: &mut Context) -> Changed {
    let flow = context.control_flow(function);
    let mut parts: Option<Parts> = None;
    for &block in flow.reverse_postorder() {
        let Some(from) = is_tail(function, &flow, block) else { continue };
        let parts = parts.get_or_insert_with(|| Parts::new(function, &flow));
        let Some(behind) = parts.uses_behind(function, &[block]) else { continue };
        if context.rewrite("ends of two ways copied") {
            parts.copy(function, block, from, &[block], &behind);
        }
    }
    let Some(Parts { new_blocks, .. }) = parts.filter(|one| !one.new_blocks.is_empty()) else {
        return Changed::No;
    };
    place_blocks(function, &new_blocks);
    Changed::Yes
}

/// Is it a block to be copied? Then for this one of those before it.
fn is_tail(function: &Function, flow: &ControlFlow, block: Block) -> Option<Block> {
    let &[first, second] = flow.graph.predecessors(block) else { return None };
    let end = |block| function.terminator(block).map(|end| function.insts[end]);
    let small = function.blocks[block].insts.len() <= LARGEST
        && matches!(end(block), Some(InstData::Br { .. }));
    let ways = [first.block, second.block];
    let jumps = ways
        .iter()
        .all(|&from| flow.is_reachable(from) && matches!(end(from), Some(InstData::Jump { .. })));
    if !small || !jumps || first.block == second.block {
        return None;
    }
    let may_select = ways.iter().all(|&way| only_computes(function, way));
    // Loops are known last: few blocks come so far.
    let in_loop = flow.nest().depth(block) > 0 && flow.nest().headed_by(block).is_none();
    (!may_select && in_loop).then_some(second.block)
}

/// Does a block do nothing but compute, before its jump?
fn only_computes(function: &Function, block: Block) -> bool {
    let insts = &function.blocks[block].insts;
    insts[..insts.len() - 1]
        .iter()
        .all(|&inst| function.insts[inst].opcode().effect() == Effect::None)
}
