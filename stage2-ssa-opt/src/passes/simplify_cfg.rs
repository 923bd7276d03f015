//! Deletes, joins and bypasses blocks.
//!
//! Front ends make a block wherever a jump might go, and every pass that finds something out leaves
//! branches behind that decide nothing. This one makes the control-flow graph as small as it can:
//!
//! ```text
//! block0(v0: i64):                       block0(v0: i64):
//!   v1: i8 = iconst 1                      v1: i8 = iconst 1
//!   br v1, block1, block2                  return v0
//! block1:                          ─►
//!   jump block3(v0)
//! block2:
//!   leave exit0
//! block3(v2: i64):
//!   return v2
//! ```
//!
//! It is a handful of rules, most of them folklore; each is a sweep of its own, in this order:
//!
//! 1. [`fold`]: branches and switches that always go the same way become jumps.
//! 2. [`unreachable_blocks`] are deleted.
//! 3. [`params`]: parameters that always get the same value.
//! 4. [`bypass`]: jumps to blocks that only jump on, or branch on what the jump passes.
//! 5. [`select`]: small branches that join again become `select`.
//! 6. [`exits`]: branches to blocks that only leave become guards.
//! 7. [`join`]: a block and its only successor, whose only predecessor it is.
//!
//! What one rule leaves may be work for another; which for which says [`RULES`], where unreachable
//! blocks have several turns, since they hide from the others what is the only way to a block. There are
//! up to [`ROUNDS`] rounds. Each sweep is linear; there is no loop until nothing changes, because a chain of
//! dependent changes that is longer comes from nested code, where later runs of the pass go on.
//!
//! Requires nothing. Keeps loops: reducible, apart from each other, and with one latch where there was one. Leaves
//! out critical edges: they are legal, and who must put something on one splits it. Judged by
//! `filetests/opt/simplify_cfg/` and by random functions.

use super::{Changed, Context, Run};
use crate::condition::IntCondition;
use crate::entity::{Block, EntitySet, Inst};
use crate::ir::edit::Replacements;
use crate::ir::{BlockCall, Function, InstData, Type, ValueDef};

mod bypass;
mod exits;
mod params;
mod select;

/// How often the rules are tried.
pub const ROUNDS: usize = 4;

/// A set of rules, a bit for each.
type Set = u8;

const FOLD: Set = 1;
const UNREACHABLE: Set = 1 << 1;
const PARAMS: Set = 1 << 2;
const BYPASS: Set = 1 << 3;
const SELECT: Set = 1 << 4;
const EXITS: Set = 1 << 5;
const JOIN: Set = 1 << 6;
const ALL: Set = !0;

/// The rules in their order: which one, its sweep, and for which ones there may be work when it has
/// changed something. All but `params` change edges.
const RULES: [(Set, Run, Set); 9] = [
    (FOLD, fold, ALL),
    (UNREACHABLE, unreachable_blocks, ALL & !UNREACHABLE),
    (PARAMS, params::run, ALL & !UNREACHABLE & !PARAMS),
    (BYPASS, bypass::run, ALL),
    (UNREACHABLE, unreachable_blocks, ALL & !UNREACHABLE),
    (SELECT, select::run, ALL),
    (EXITS, exits::run, ALL),
    (UNREACHABLE, unreachable_blocks, ALL & !UNREACHABLE),
    // Blocks with a single way to them have no parameters any more: nothing is known that was not.
    (JOIN, join, SELECT | EXITS),
];

/// Deletes, joins and bypasses blocks.
pub fn run(function: &mut Function, context: &mut Context) -> Changed {
    let mut changed = Changed::No;
    let mut waiting = ALL;
    for _ in 0..ROUNDS {
        for (rule, sweep, wakes) in RULES {
            if waiting & rule == 0 {
                continue;
            }
            waiting &= !rule;
            if sweep(function, context) == Changed::Yes {
                changed = Changed::Yes;
                waiting |= wakes;
                if rule != PARAMS {
                    context.control_flow_changed();
                }
            }
        }
        if waiting == 0 {
            return changed;
        }
    }
    if unreachable_blocks(function, context) == Changed::Yes {
        context.control_flow_changed();
    }
    changed
}

/// Makes jumps of branches and switches that always go the same way.
fn fold(function: &mut Function, context: &mut Context) -> Changed {
    let mut changed = Changed::No;
    for index in 0..function.layout.len() {
        let block = function.layout[index];
        let Some(inst) = function.terminator(block) else { continue };
        match function.insts[inst] {
            InstData::Br { condition, targets: [then, otherwise] } => {
                let target = match function.constant(condition) {
                    Some(0) => otherwise,
                    Some(_) => then,
                    None if same_call(function, then, otherwise) => then,
                    None => continue,
                };
                if context.rewrite("branches folded") {
                    function.insts[inst] = InstData::Jump { target };
                    changed = Changed::Yes;
                }
            }
            InstData::Switch { .. } => changed |= fold_switch(function, context, block, inst),
            _ => {}
        }
    }
    changed
}

fn fold_switch(
    function: &mut Function,
    context: &mut Context,
    block: Block,
    inst: Inst,
) -> Changed {
    let InstData::Switch { arg, table } = function.insts[inst] else { return Changed::No };
    let default = function.tables[table].default;
    if let Some(number) = function.constant(arg) {
        let cases = &function.tables[table].cases;
        let target =
            cases.iter().find(|(case, _)| *case == number).map_or(default, |(_, call)| *call);
        if context.rewrite("switches folded") {
            function.insts[inst] = InstData::Jump { target };
            return Changed::Yes;
        }
        return Changed::No;
    }
    let mut changed = Changed::No;
    let cases = std::mem::take(&mut function.tables[table].cases);
    let mut kept = Vec::with_capacity(cases.len());
    for (number, call) in cases {
        if same_call(function, call, default) && context.rewrite("cases like the default deleted") {
            changed = Changed::Yes;
        } else {
            kept.push((number, call));
        }
    }
    let few = match *kept.as_slice() {
        [] => Some(None),
        [one] => Some(Some(one)),
        _ => None,
    };
    function.tables[table].cases = kept;
    if let Some(case) = few
        && context.rewrite("switches folded")
    {
        function.insts[inst] = match case {
            None => InstData::Jump { target: default },
            Some((imm, call)) => {
                let data = InstData::IcmpImm { condition: IntCondition::Eq, arg, imm };
                let condition = insert_before_terminator(function, block, data);
                InstData::Br { condition, targets: [call, default] }
            }
        };
        changed = Changed::Yes;
    }
    changed
}

/// Inserts an instruction whose result is a boolean.
fn insert_before_terminator(
    function: &mut Function,
    block: Block,
    data: InstData,
) -> crate::entity::Value {
    let insts = &function.blocks[block].insts;
    let location = insts.last().map(|&last| function.locations[last]).unwrap_or_default();
    let value = function.values.next_key();
    let inst = function.make_inst(data, &[Type::I8], location);
    let insts = &mut function.blocks[block].insts;
    insts.insert(insts.len() - 1, inst);
    value
}

/// Do both go to the same block with the same arguments?
fn same_call(function: &Function, a: BlockCall, b: BlockCall) -> bool {
    let pool = &function.pool;
    pool.target(a) == pool.target(b) && pool.arguments(a) == pool.arguments(b)
}

/// Takes blocks that no path leads to out of the layout, all at once: they may jump to each other.
fn unreachable_blocks(function: &mut Function, context: &mut Context) -> Changed {
    let flow = context.control_flow(function);
    let count = function.layout.len() - flow.reverse_postorder().len();
    if count == 0 || !context.rewrite("sweeps of unreachable blocks") {
        return Changed::No;
    }
    function.layout.retain(|block| flow.is_reachable(*block));
    context.count("unreachable blocks deleted", count as u64);
    Changed::Yes
}

/// Appends blocks to their only predecessors.
fn join(function: &mut Function, context: &mut Context) -> Changed {
    let flow = context.control_flow(function);
    let graph = &flow.graph;
    let mut replacements = Replacements::of(function);
    let mut absorbed: EntitySet<Block> = EntitySet::with_capacity(function.blocks.len());
    // The first of a chain comes before the others, and takes up all of them.
    for &block in flow.reverse_postorder() {
        if absorbed.contains(block) {
            continue;
        }
        while let Some(inst) = function.terminator(block)
            && let InstData::Jump { target: call } = function.insts[inst]
        {
            let next = function.pool.target(call);
            let only = graph.predecessors(next).len() == 1 && next != block;
            if !only || !context.rewrite("blocks joined") {
                break;
            }
            let params = std::mem::take(&mut function.blocks[next].params);
            for (&param, &argument) in params.iter().zip(function.pool.arguments(call)) {
                replacements.replace(param, argument);
                function.values[param].def = ValueDef::Nothing;
            }
            let insts = std::mem::take(&mut function.blocks[next].insts);
            function.blocks[block].insts.pop();
            function.blocks[block].insts.extend(insts);
            absorbed.insert(next);
        }
    }
    if absorbed.is_empty() {
        return Changed::No;
    }
    function.layout.retain(|block| !absorbed.contains(*block));
    replacements.apply(function);
    Changed::Yes
}
