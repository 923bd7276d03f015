//! Branches to blocks that only leave become guards.
//!
//! ```text
//!   br v0, block1, block2                  guard v0, exit0
//! block1:                            ─►    jump block1
//!   …                                    block1:
//! block2:                                  …
//!   leave exit0
//! ```
//!
//! It is right: control leaves by the same exit in the same cases, and nothing lies between. What the
//! frames name is defined above the block that leaves, which defines nothing, and so above its
//! predecessors; slots that they name hold the same. It makes one large block of many small ones, and a
//! repeated guard is easier to find than a repeated branch.
//!
//! One thing would be lost. A loop whose only ways out are such blocks would have no way out that
//! passes see, and no test they can reason about; its branches stay.
//!
//! A jump to such a block leaves itself, and so does a branch with two that leave alike.

use super::{Changed, Context, insert_before_terminator};
use crate::analysis::control_flow::ControlFlow;
use crate::condition::IntCondition;
use crate::entity::{Block, Exit, Inst, SecondaryMap, Value};
use crate::ir::{BlockCall, Function, InstData, SourceLoc};
use crate::opcode::Opcode;

pub(super) fn run(function: &mut Function, context: &mut Context) -> Changed {
    if !function.layout.iter().skip(1).any(|block| leaves(function, *block).is_some()) {
        return Changed::No;
    }
    let keeps_its_branches = loops_to_keep(function, &context.control_flow(function));
    let mut changed = Changed::No;
    for index in 0..function.layout.len() {
        let block = function.layout[index];
        let Some(inst) = function.terminator(block) else { continue };
        let exit_of = |call: BlockCall| leaves(function, function.pool.target(call));
        match function.insts[inst] {
            InstData::Jump { target } => {
                if let Some(exit) = exit_of(target)
                    && context.rewrite("jumps to exits replaced")
                {
                    function.insts[inst] = InstData::Leave { exit };
                    function.locations[inst] = location_of(function, target);
                    changed = Changed::Yes;
                }
            }
            InstData::Br { condition, targets: [then, otherwise] } => {
                match (exit_of(then), exit_of(otherwise)) {
                    (Some(a), Some(b)) if a == b || function.exits[a] == function.exits[b] => {
                        if context.rewrite("branches to one exit replaced") {
                            function.insts[inst] = InstData::Leave { exit: a };
                            function.locations[inst] = location_of(function, then);
                            changed = Changed::Yes;
                        }
                    }
                    (None, None) => {}
                    _ if keeps_its_branches[block] => {}
                    (then_exit, else_exit) => {
                        if context.rewrite("branches turned into guards") {
                            let leaving = if else_exit.is_some() { otherwise } else { then };
                            let location = location_of(function, leaving);
                            let guarded = match (then_exit, else_exit) {
                                (_, Some(exit)) => (condition, exit, then),
                                (Some(exit), None) => {
                                    (negated(function, block, condition), exit, otherwise)
                                }
                                (None, None) => continue,
                            };
                            guard(function, block, inst, location, guarded);
                            changed = Changed::Yes;
                        }
                    }
                }
            }
            _ => {}
        }
    }
    changed
}

/// The exit of a block that does nothing but leave. Its frames may name parameters of the block, which
/// have no meaning elsewhere; such a block does something.
fn leaves(function: &Function, block: Block) -> Option<Exit> {
    let &[inst] = function.blocks[block].insts.as_slice() else { return None };
    match function.insts[inst] {
        InstData::Leave { exit } if function.blocks[block].params.is_empty() => Some(exit),
        _ => None,
    }
}

/// Where a block that leaves comes from: so does the exit, wherever it is taken.
fn location_of(function: &Function, call: BlockCall) -> SourceLoc {
    let leave = function.terminator(function.pool.target(call));
    leave.map(|leave| function.locations[leave]).unwrap_or_default()
}

/// The blocks of loops that have no way out but blocks that leave.
fn loops_to_keep(function: &Function, flow: &ControlFlow) -> SecondaryMap<Block, bool> {
    let (graph, nest) = (&flow.graph, flow.nest());
    let mut has_way_out = vec![false; nest.all().len()];
    for &block in flow.reverse_postorder() {
        for &to in graph.successors(block) {
            if leaves(function, to).is_some() {
                continue;
            }
            let mut around = nest.innermost(block);
            while let Some(index) = around.filter(|index| !nest.contains(*index, to)) {
                has_way_out[index] = true;
                around = nest.all()[index].parent;
            }
        }
    }
    let mut keep = SecondaryMap::with_default(false);
    for &block in flow.reverse_postorder() {
        keep[block] = nest.innermost(block).is_some_and(|index| !has_way_out[index]);
    }
    keep
}

/// Puts a guard and a jump in the place of a branch.
fn guard(
    function: &mut Function,
    block: Block,
    branch: Inst,
    location: SourceLoc,
    (arg, exit, target): (Value, Exit, BlockCall),
) {
    let data = InstData::UnaryExit { opcode: Opcode::Guard, arg, exit };
    let guard = function.make_inst(data, &[], location);
    let insts = &mut function.blocks[block].insts;
    insts.insert(insts.len() - 1, guard);
    function.insts[branch] = InstData::Jump { target };
}

/// The opposite of a condition, at the end of a block.
fn negated(function: &mut Function, block: Block, value: Value) -> Value {
    let data = function.defining_inst(value).map(|inst| function.insts[inst]);
    let data = match data {
        Some(InstData::Icmp { condition, args }) => {
            InstData::Icmp { condition: condition.negate(), args }
        }
        Some(InstData::IcmpImm { condition, arg, imm }) => {
            InstData::IcmpImm { condition: condition.negate(), arg, imm }
        }
        Some(InstData::Fcmp { condition, args }) => {
            InstData::Fcmp { condition: condition.negate(), args }
        }
        _ => InstData::IcmpImm { condition: IntCondition::Eq, arg: value, imm: 0 },
    };
    insert_before_terminator(function, block, data)
}
