//! Takes the first turn out of a loop, so that the others need not do again what it has done.
//!
//! ```text
//!   loop:                                   first turn:  v1 = load v0 [strategy]
//!     v1 = load v0 [strategy]                            guard v1 == ints, exit0 …
//!     guard v1 == ints, exit0       ⇒       loop:
//!     …                                       …          ; the load has been done, the guard was passed
//! ```
//!
//! `licm` may not take a load out of a loop when a check stands before it: the address may be good only if the
//! check was passed. Nor may it take a trap, or an exit for which there is no anchor, past anything that can be seen.
//! All that falls away if the first turn stands before the loop, unchanged: its loads and checks dominate the loop,
//! and `gvn` finds them again. (The trick of tracing compilers: H. Ardö, C. F. Bolz, M. Fijałkowski, "Loop-aware
//! optimizations in PyPy's tracing JIT", 2012.)
//!
//! ```text
//!   P ──► H ◄──┐            P ──► H' ─► … ─► H ◄──┐
//!        / \   │      ⇒           │          / \  │
//!       X   … ─┘                  └──► X ◄──┘   … ┘
//! ```
//!
//! The blocks of the loop are copied ([`region_copy`](super::region_copy)). The back edges of the copy go to the
//! header of the original, what enters goes to the copy.
//!
//! **Which.** Loops without others in them, of at most [`LARGEST`] instructions, for which it is worth it: at least one
//! instruction that could not leave has operands that do not change, as far as others like it are done once. Or the
//! test is followed by a block that only leads back to the header (in Python's `while` it asks for signals): that one is not
//! copied, the first turn ends at the test, and so the loop begins with it and jumps once in each turn, not twice.
//! All together a function grows by at most half its size, or [`BUDGET`].
//!
//! Requires: nothing; is of use after `ranges`, and before `gvn`. Leaves out: loops whose values are used where several
//! exits have met, more than one turn, and the last turn. Judged by `filetests/opt/loop_peel/`, and by `tests/passes_loops.rs`
//! over random functions.

use super::region_copy::Parts;
use super::{Changed, Context};
use crate::analysis::control_flow::ControlFlow;
use crate::analysis::effects::add_writes;
use crate::analysis::loops::LoopIndex;
use crate::entity::{Block, SecondaryMap, Value};
use crate::ir::edit::{place_blocks, preheader};
use crate::ir::{Function, InstData, RegionSet};
use crate::opcode::{Effect, Opcode};

/// A loop with more instructions is left as it is.
const LARGEST: usize = 96;

/// A function may grow by so many instructions, however small it is.
const BUDGET: usize = 192;

/// Takes the first turn out of loops.
pub fn run(function: &mut Function, context: &mut Context) -> Changed {
    let flow = context.control_flow(function);
    let nest = flow.nest();
    if nest.all().is_empty() {
        return Changed::No;
    }
    let has_inner = nest.have_inner();
    // In the order of dominance: what is used behind a loop is replaced before it is copied.
    let mut blocks: Vec<Vec<Block>> = vec![Vec::new(); nest.all().len()];
    let mut order: Vec<LoopIndex> = Vec::new();
    for &block in flow.reverse_postorder() {
        let Some(index) = nest.innermost(block).filter(|index| !has_inner[*index]) else {
            continue;
        };
        if block == nest.all()[index].header {
            order.push(index);
        }
        blocks[index].push(block);
    }
    let mut varies = SecondaryMap::with_capacity(0, function.values.len());
    let mut parts: Option<Parts> = None;
    let mut budget = BUDGET.max(crate::pipeline::inst_count(function) / 2);
    for index in order {
        let body = &blocks[index];
        let size: usize = body.iter().map(|block| function.blocks[*block].insts.len()).sum();
        let header = nest.all()[index].header;
        let way_back = way_back(function, &flow, index);
        let is_worth_it = way_back.is_some()
            || has_work_for_once(function, context, &flow, index, body, &mut varies);
        if size > LARGEST.min(budget) || !is_worth_it {
            continue;
        }
        let body: Vec<Block> =
            body.iter().copied().filter(|block| Some(*block) != way_back).collect();
        let inside = |block| nest.contains(index, block);
        let Some(entering) = preheader(function, &flow.graph, header, inside) else { continue };
        let parts = parts.get_or_insert_with(|| Parts::new(function, &flow));
        let Some(outside) = parts.uses_behind(function, &body) else { continue };
        if !context.rewrite("first turns taken out of loops") {
            continue;
        }
        budget -= size;
        parts.copy(function, header, entering, &body, &outside);
    }
    let Some(Parts { new_blocks, .. }) = parts.filter(|one| !one.new_blocks.is_empty()) else {
        return Changed::No;
    };
    place_blocks(function, &new_blocks);
    Changed::Yes
}

/// The last block of a turn, if it is not that with the test before it and only goes back to the header.
fn way_back(function: &Function, flow: &ControlFlow, index: LoopIndex) -> Option<Block> {
    let one = &flow.nest().all()[index];
    let &[latch] = &one.latches[..] else { return None };
    let &[from] = flow.graph.predecessors(latch) else { return None };
    let jumps = |block| {
        let end = function.terminator(block);
        end.is_some_and(|end| matches!(function.insts[end], InstData::Jump { .. }))
    };
    // A block in between would only be joined with what is before it.
    (latch != one.header && jumps(latch) && !jumps(from.block)).then_some(latch)
}

/// Is there something in the loop that need be done once only, and could not be moved before it? `varies` says of values in
/// which loop they were found to change, by its index plus one, and serves for all loops.
fn has_work_for_once(
    function: &Function,
    context: &Context,
    flow: &ControlFlow,
    index: LoopIndex,
    body: &[Block],
    varies: &mut SecondaryMap<Value, u32>,
) -> bool {
    let own = index as u32 + 1;
    let mut writes = RegionSet::Some(Vec::new());
    for &inst in body.iter().flat_map(|block| &function.blocks[*block].insts) {
        add_writes(context.module, &function.insts[inst], &mut writes);
    }
    // Only what every turn does stands before all others.
    let latches = &flow.nest().all()[index].latches;
    let in_every_turn =
        |block: Block| latches.iter().all(|latch| flow.tree().dominates(block, *latch));
    for &block in body {
        for &param in &function.blocks[block].params {
            varies[param] = own;
        }
        let is_sure = in_every_turn(block);
        for &inst in &function.blocks[block].insts {
            let data = function.insts[inst];
            let mut same = match data {
                InstData::Load { region, .. } => is_sure && !writes.may_touch(region),
                _ => match data.opcode().effect() {
                    Effect::None => true,
                    Effect::Exit => is_sure && data.opcode() != Opcode::Anchor,
                    _ => false,
                },
            };
            function.visit_operands(inst, |value| same &= varies[value] != own);
            if same && data.opcode().effect() != Effect::None {
                return true;
            }
            if !same {
                function.results(inst).for_each(|value| varies[value] = own);
            }
        }
    }
    false
}
