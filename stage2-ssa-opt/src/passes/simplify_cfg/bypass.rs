//! Jumps to a block that does nothing go where it goes.
//!
//! ```text
//!   br v0, block1, block2(v1)              br v0, block2(v2), block2(v1)
//! block1:                            ─►
//!   jump block2(v2)
//! ```
//!
//! The same with a block that branches on a parameter, for jumps that pass a constant; it is what
//! `a and b` leaves in a condition (*jump threading*):
//!
//! ```text
//!   br v0, block1, block2(v1)              br v0, block1, block4
//! block1:                            ─►  block1:
//!   v2: i8 = icmp slt v3, v4               v2: i8 = icmp slt v3, v4
//!   jump block2(v2)                        jump block2(v2)
//! block2(v5: i8):                        block2(v5: i8):
//!   br v5, block3, block4                  br v5, block3, block4        where v1 is 0
//! ```
//!
//! What the block's terminator names, other than its parameters, is defined above it and so above all
//! its predecessors; its parameters must be used nowhere else. A terminator is moved on by one block in a
//! sweep. Successors are swept first, so that it still gets to the end of a chain, and a circle of
//! empty blocks cannot keep it going.
//!
//! Three things are left alone. A block that closes a loop for several others is the loop's only
//! latch, and analyses like it. An empty header of a loop that goes to the header of an inner one keeps
//! the two apart. And to send a jump past the test in a loop's header would give the loop a second
//! entry; that is `loop_rotate`'s to do, and properly.

use super::{Changed, Context};
use crate::analysis::control_flow::ControlFlow;
use crate::entity::{Block, EntitySet, Inst, SecondaryMap, Value};
use crate::ir::edit::edit_calls;
use crate::ir::{BlockCall, Function, InstData, ValueDef};

pub(super) fn run(function: &mut Function, context: &mut Context) -> Changed {
    let alone = |block: &Block| function.blocks[*block].insts.len() == 1;
    if !function.layout.iter().any(alone) {
        return Changed::No;
    }
    let flow = context.control_flow(function);
    let goes_back = |from: Block, to: Block| flow.position(to) <= flow.position(from);
    let empty = empty_blocks(function, &flow, goes_back);
    if empty.is_empty() {
        return Changed::No;
    }
    let mut changed = Changed::No;
    for block in flow.postorder() {
        let Some(inst) = function.terminator(block) else { continue };
        if !function.successors_of(inst).any(|target| empty.contains(target)) {
            continue;
        }
        let calls: Vec<BlockCall> = function.block_calls(inst).collect();
        let mut new = Vec::with_capacity(calls.len());
        for call in calls {
            let bypass = empty.contains(function.pool.target(call));
            let next = if bypass { behind(function, call, goes_back) } else { None };
            match next {
                Some((next, what)) if context.rewrite(what) => {
                    let arguments = substituted(function, call, next);
                    let target = function.pool.target(next);
                    new.push(function.pool.block_call(target, &arguments));
                    changed = Changed::Yes;
                }
                _ => new.push(call),
            }
        }
        let mut new = new.into_iter();
        edit_calls(function, inst, |_, call| new.next().unwrap_or(call));
    }
    changed
}

/// The blocks that consist of a jump or branch and may be bypassed.
fn empty_blocks(
    function: &Function,
    flow: &ControlFlow,
    goes_back: impl Fn(Block, Block) -> bool,
) -> EntitySet<Block> {
    let mut empty: EntitySet<Block> = EntitySet::new();
    // Parameters of such blocks, and who alone may use them.
    let mut owner: SecondaryMap<Value, Option<(Inst, Block)>> = SecondaryMap::new();
    let mut any_params = false;
    let graph = &flow.graph;
    for block in flow.postorder() {
        let &[inst] = function.blocks[block].insts.as_slice() else { continue };
        let from = graph.predecessors(block);
        let is_header =
            |block| graph.predecessors(block).iter().any(|one| goes_back(one.block, block));
        let wanted = match function.insts[inst] {
            _ if Some(block) == function.entry() => false,
            InstData::Jump { target } => {
                let target = function.pool.target(target);
                let only_latch = goes_back(block, target) && from.len() > 1;
                !(only_latch || is_header(block) && is_header(target))
            }
            InstData::Br { condition, .. } => {
                function.blocks[block].params.contains(&condition) && !is_header(block)
            }
            _ => false,
        };
        if !wanted {
            continue;
        }
        empty.insert(block);
        for &param in &function.blocks[block].params {
            owner[param] = Some((inst, block));
            any_params = true;
        }
    }
    if any_params {
        for &inst in function.layout.iter().flat_map(|&block| &function.blocks[block].insts) {
            function.visit_uses(inst, |value| {
                if let Some((only, block)) = owner[value]
                    && only != inst
                {
                    empty.remove(block);
                }
            });
        }
    }
    empty
}

/// Where the empty block that is called goes on to.
fn behind(
    function: &Function,
    call: BlockCall,
    goes_back: impl Fn(Block, Block) -> bool,
) -> Option<(BlockCall, &'static str)> {
    let block = function.pool.target(call);
    let next = match function.insts[function.terminator(block)?] {
        InstData::Jump { target } => (target, "empty blocks bypassed"),
        InstData::Br { condition, targets: [then, otherwise] } => {
            let ValueDef::Param(_, index) = function.values[condition].def else { return None };
            let index = index as usize;
            let passed = function.pool.arguments(call)[index];
            let next = if function.constant(passed)? != 0 { then } else { otherwise };
            if goes_back(block, function.pool.target(next)) {
                return None;
            }
            (next, "jumps threaded")
        }
        _ => return None,
    };
    (function.pool.target(next.0) != block).then_some(next)
}

/// The arguments of `next`, which stands in the block that `call` goes to, as one who makes that
/// call would write them.
fn substituted(function: &Function, call: BlockCall, next: BlockCall) -> Vec<Value> {
    let block = function.pool.target(call);
    let passed = function.pool.arguments(call);
    let new = |value: &Value| match function.values[*value].def {
        ValueDef::Param(home, index) if home == block => passed[index as usize],
        _ => *value,
    };
    function.pool.arguments(next).iter().map(new).collect()
}
