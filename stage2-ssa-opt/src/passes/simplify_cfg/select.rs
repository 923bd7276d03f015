//! Small branches that join again become `select`.
//!
//! ```text
//!   br v0, block1, block2(v1)              v2: i64 = ineg v1
//! block1:                            ─►    v4: i64 = select v0, v2, v1
//!   v2: i64 = ineg v1                      jump block2(v4)
//! block2(v3: i64):
//! ```
//!
//! *If-conversion* (J. R. Allen and others, "Conversion of Control Dependence to Data Dependence",
//! 1983) trades a branch, that may be mispredicted, for work that may be in vain. It is a good trade
//! only while that work is tiny: at most [`LIMIT`] cheap instructions on each side, which have no
//! effect and cannot leave, and two values that differ.
//!
//! It is a bad trade where the values that differ are booleans on which the joining block branches
//! at once: in `while a and b` that would make one test, that nothing is known about, of two.
//! Both arms go to the same block, so a branch that leaves a loop is never one of these.

use super::{Changed, Context, same_call};
use crate::analysis::cfg::ControlFlowGraph;
use crate::entity::{Block, Inst, Value};
use crate::ir::{BlockCall, Function, InstData, Type};
use crate::opcode::{Effect, Opcode};

/// How many instructions a side may have. Constants are not counted.
const LIMIT: usize = 2;

/// How many values may differ.
const VALUES: usize = 2;

/// How many instructions a side may have, constants included.
const LONGEST: usize = 4;

pub(super) fn run(function: &mut Function, context: &mut Context) -> Changed {
    let flow = context.control_flow(function);
    let mut changed = Changed::No;
    for block in flow.postorder() {
        let Some(inst) = function.terminator(block) else { continue };
        let InstData::Br { condition, targets } = function.insts[inst] else { continue };
        let Some((arms, calls)) = joining(function, &flow.graph, targets) else { continue };
        if !is_worth_it(function, calls) || !context.rewrite("branches turned into selects") {
            continue;
        }
        convert(function, block, inst, condition, arms, calls);
        changed = Changed::Yes;
    }
    changed
}

/// The sides of a branch that joins again: the block in which each is, if it is not empty, and the
/// two calls of the block where they meet.
type Sides = ([Option<Block>; 2], [BlockCall; 2]);

fn joining(
    function: &Function,
    graph: &ControlFlowGraph,
    [then, otherwise]: [BlockCall; 2],
) -> Option<Sides> {
    let target = |call| function.pool.target(call);
    if target(then) == target(otherwise) {
        return Some(([None, None], [then, otherwise]));
    }
    let left = arm(function, graph, then);
    let right = arm(function, graph, otherwise);
    match (left, right) {
        (Some(left), _) if target(left) == target(otherwise) => {
            Some(([Some(target(then)), None], [left, otherwise]))
        }
        (_, Some(right)) if target(right) == target(then) => {
            Some(([None, Some(target(otherwise))], [then, right]))
        }
        (Some(left), Some(right)) if target(left) == target(right) => {
            Some(([Some(target(then)), Some(target(otherwise))], [left, right]))
        }
        _ => None,
    }
}

/// Where a block goes on to that may be executed although nobody asked.
fn arm(function: &Function, graph: &ControlFlowGraph, call: BlockCall) -> Option<BlockCall> {
    let block = function.pool.target(call);
    let (&last, insts) = function.blocks[block].insts.split_last()?;
    let InstData::Jump { target } = function.insts[last] else { return None };
    let alone = graph.predecessors(block).len() == 1 && function.blocks[block].params.is_empty();
    if !alone || insts.len() > LONGEST || function.pool.target(target) == block {
        return None;
    }
    let opcodes = insts.iter().map(|&inst| function.insts[inst].opcode());
    let counted = |opcode: &Opcode| !matches!(opcode, Opcode::Iconst | Opcode::Fconst);
    let few = opcodes.clone().filter(counted).count() <= LIMIT;
    (few && opcodes.into_iter().all(is_cheap)).then_some(target)
}

/// A few cycles at most, and no effect.
fn is_cheap(opcode: Opcode) -> bool {
    opcode.effect() == Effect::None && !matches!(opcode, Opcode::Fdiv | Opcode::Fsqrt | Opcode::Fma)
}

/// The positions at which two calls of a block pass different values.
fn differing(function: &Function, [a, b]: [BlockCall; 2]) -> impl Iterator<Item = usize> + '_ {
    let (a, b) = (function.pool.arguments(a), function.pool.arguments(b));
    a.iter().zip(b).enumerate().filter(|(_, (a, b))| a != b).map(|(index, _)| index)
}

fn is_worth_it(function: &Function, calls: [BlockCall; 2]) -> bool {
    if differing(function, calls).nth(VALUES).is_some() {
        return false;
    }
    let block = function.pool.target(calls[0]);
    let tested = function.terminator(block).and_then(|inst| match function.insts[inst] {
        InstData::Br { condition, .. } => Some(condition),
        _ => None,
    });
    let compared = tested.and_then(|condition| {
        let (_, left, _) = function.insts[function.defining_inst(condition)?].icmp()?;
        (function.ty(left) == Type::I8).then_some(left)
    });
    differing(function, calls).all(|index| {
        let param = Some(function.blocks[block].params[index]);
        param != tested && param != compared
    })
}

fn convert(
    function: &mut Function,
    block: Block,
    branch: Inst,
    condition: Value,
    arms: [Option<Block>; 2],
    calls: [BlockCall; 2],
) {
    let location = function.locations[branch];
    let mut arguments = function.pool.arguments(calls[0]).to_vec();
    let target = function.pool.target(calls[0]);
    let mut selects = Vec::new();
    if !same_call(function, calls[0], calls[1]) {
        let positions: Vec<usize> = differing(function, calls).collect();
        for index in positions {
            let args = [condition, arguments[index], function.pool.arguments(calls[1])[index]];
            arguments[index] = function.values.next_key();
            let data = InstData::Ternary { opcode: Opcode::Select, args };
            let ty = function.ty(args[1]);
            selects.push(function.make_inst(data, &[ty], location));
        }
    }
    function.blocks[block].insts.pop();
    for arm in arms.into_iter().flatten() {
        // Nothing jumps there any more; its jump stays behind and goes with it.
        let insts = &mut function.blocks[arm].insts;
        let moved: Vec<Inst> = insts.drain(..insts.len() - 1).collect();
        function.blocks[block].insts.extend(moved);
    }
    function.blocks[block].insts.extend(selects);
    function.blocks[block].insts.push(branch);
    let target = function.pool.block_call(target, &arguments);
    function.insts[branch] = InstData::Jump { target };
}
