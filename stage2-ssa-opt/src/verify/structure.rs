//! Invariants 1 to 6: blocks, terminators, and that ids name something.

use super::{Check, twice};
use crate::entity::{EntitySet, Value};
use crate::ir::{ExitData, Function, InstData, StateValue, ValueDef};
use crate::text::Place;

/// Checks; can the other checks follow?
pub(super) fn check(check: &mut Check) -> bool {
    if !can_be_printed(check.body) {
        check.report(Place::Header, "an id names nothing, or a block stands in the layout twice");
        return false;
    }
    let body = check.body;
    let Some(entry) = body.entry() else {
        check.report(Place::Header, "the function has no blocks");
        return false;
    };
    let mut seen = EntitySet::new();
    for &block in &body.layout {
        let insts = &body.blocks[block].insts;
        for (index, &inst) in insts.iter().enumerate() {
            if twice(&mut seen, inst) {
                check.report(Place::Inst(inst), "the instruction stands twice in the function");
            }
            let last = index + 1 == insts.len();
            match (last, body.insts[inst].is_terminator()) {
                (false, true) => {
                    check.report(Place::Inst(inst), "a terminator before the end of its block");
                }
                (true, false) => {
                    check.report(Place::Inst(inst), "the block does not end with a terminator");
                }
                _ => {}
            }
            for (index, value) in body.results(inst).enumerate() {
                if body.values[value].def != ValueDef::Result(inst, index as u32) {
                    check.report(Place::Inst(inst), format!("{value} is defined elsewhere"));
                }
            }
            functions_and_data(check, inst);
        }
        if insts.is_empty() {
            check.report(Place::Block(block), "the block is empty");
        }
        for (index, &value) in body.blocks[block].params.iter().enumerate() {
            if body.values[value].def != ValueDef::Param(block, index as u32) {
                check.report(Place::Block(block), format!("{value} is defined elsewhere"));
            }
        }
    }
    let params = body.blocks[entry].params.iter().map(|&value| body.ty(value));
    if !params.eq(check.decl.signature.params.iter().copied()) {
        let message = format!("the signature is {}", check.decl.signature);
        check.report(Place::Block(entry), message);
    }
    jumps(check);
    true
}

fn functions_and_data(check: &mut Check, inst: crate::entity::Inst) {
    let exists = match check.body.insts[inst] {
        InstData::Call { func, .. }
        | InstData::CallExit { func, .. }
        | InstData::FuncAddr { func } => check.has_function(func),
        InstData::DataAddr { data, .. } => check.module.data.contains(data),
        _ => true,
    };
    if !exists {
        check.report(Place::Inst(inst), "the module has no such function or data");
    }
}

/// Targets of jumps, and the arguments for their parameters.
fn jumps(check: &mut Check) {
    let body = check.body;
    let in_layout: EntitySet<_> = body.layout.iter().copied().collect();
    let mut found = Vec::new();
    for (_, inst) in check.insts() {
        for call in body.block_calls(inst) {
            let target = body.pool.target(call);
            let arguments = body.pool.arguments(call);
            let params = &body.blocks[target].params;
            if !in_layout.contains(target) {
                found.push((inst, format!("{target} is not in the layout")));
            } else if Some(target) == body.entry() {
                found.push((inst, format!("a jump to the entry block, {target}")));
            } else if arguments.len() != params.len() {
                let (wants, gets) = (params.len(), arguments.len());
                found.push((inst, format!("{target} takes {wants} arguments and gets {gets}")));
            } else {
                for (&argument, &param) in arguments.iter().zip(params) {
                    let (is, wanted) = (body.ty(argument), body.ty(param));
                    if is != wanted {
                        let message = format!(
                            "{argument} is {is}, the parameter {param} of {target} is {wanted}"
                        );
                        found.push((inst, message));
                    }
                }
            }
        }
    }
    for (inst, message) in found {
        check.report(Place::Inst(inst), message);
    }
}

/// Do all ids that the printer follows name something?
pub(super) fn can_be_printed(body: &Function) -> bool {
    let mut seen = EntitySet::new();
    let value = |value: Value| body.values.contains(value);
    let exit = |data: &ExitData| match data {
        ExitData::Nothing | ExitData::Trap(_) => true,
        ExitData::Frames(_, frames) => {
            frames.iter().flat_map(|frame| &frame.entries).all(|entry| match entry.value {
                StateValue::Value(one) => value(one),
                StateValue::Pair(tag, payload) => value(tag) && value(payload),
                StateValue::Slot(slot) => body.slots.contains(slot),
                StateValue::Constant(_) => true,
            })
        }
    };
    body.exits.values().all(exit)
        && body.layout.iter().all(|&block| {
            body.blocks.contains(block)
                && seen.insert(block)
                && body.blocks[block].params.iter().all(|&one| value(one))
                && body.blocks[block].insts.iter().all(|&inst| inst_can_be_printed(body, inst))
        })
}

fn inst_can_be_printed(body: &Function, inst: crate::entity::Inst) -> bool {
    let Some(data) = body.insts.get(inst) else { return false };
    let own = match *data {
        InstData::Switch { table, .. } => body.tables.contains(table),
        InstData::CallIndirect { signature, .. } => body.signatures.contains(signature),
        InstData::SlotAddr { slot, .. }
        | InstData::SlotLoad { slot, .. }
        | InstData::SlotStore { slot, .. } => {
            body.slots.get(slot).is_some_and(|data| data.size != 0)
        }
        _ => true,
    };
    let exit = data
        .exit()
        .is_none_or(|exit| body.exits.get(exit).is_some_and(|data| *data != ExitData::Nothing));
    if !own || !exit || !body.results(inst).all(|value| body.values.contains(value)) {
        return false;
    }
    let mut operands = true;
    body.visit_operands(inst, |value| operands &= body.values.contains(value));
    operands && body.block_calls(inst).all(|call| body.blocks.contains(body.pool.target(call)))
}
