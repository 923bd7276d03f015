//! Copies of instructions whose operands are other values.
//!
//! `inline`, `loop_rotate` and loop peeling in general all do the same thing: the instructions of
//! some blocks stand a second time, and what they use are the copies of what the originals use:
//!
//! ```text
//! v3: i8 = icmp slt v1, v2      with v1 ↦ v8, v3 ↦ v9:      v9: i8 = icmp slt v8, v2
//! br v3, block2(v1), block3                                 br v9, block2(v8), block3
//! ```
//!
//! An instruction owns its operand lists, its block calls and its switch table, because passes
//! change those in place; a copy must not share them. An exit may be shared, but the values in
//! its frames are mapped as well, so a copy whose frames say something else gets an exit of its
//! own.
//!
//! Judged by the tests of the passes that copy, above all on random functions.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::entity::{Exit, Inst, Value};
use crate::ir::{BlockCall, ExitData, Function, InstData, Type, ValuePool};

/// What stands for what in the copies. A value that is not in it stands for itself.
pub type ValueMap = FxHashMap<Value, Value>;

/// Copies an instruction of the same function, and notes its results in the map. The copy stands
/// in no block yet; its block calls go where those of the original go.
pub fn copy_inst(function: &mut Function, inst: Inst, map: &mut ValueMap) -> Inst {
    let data = owned_lists(function, function.insts[inst]);
    let results = function.results(inst);
    let types: SmallVec<[Type; 2]> = results.clone().map(|value| function.ty(value)).collect();
    let location = function.locations[inst];
    let copy = function.make_inst(data, &types, location);
    function.map_operands(copy, |value| *map.get(&value).unwrap_or(&value));
    if let Some(exit) = data.exit() {
        let exit = map_exit(function, exit, |value| Some(*map.get(&value).unwrap_or(&value)));
        if let Some(exit) = exit {
            function.insts[copy].set_exit(exit);
        }
    }
    map.extend(results.zip(function.results(copy)));
    copy
}

/// The instruction with lists and a table of its own.
fn owned_lists(function: &mut Function, data: InstData) -> InstData {
    let Function { pool, tables, .. } = function;
    let call = |pool: &mut ValuePool, call: BlockCall| {
        let arguments: SmallVec<[Value; 8]> = pool.arguments(call).into();
        pool.block_call(pool.target(call), &arguments)
    };
    let mut copy = data;
    match &mut copy {
        InstData::Call { args, .. }
        | InstData::CallExit { args, .. }
        | InstData::CallIndirect { args, .. }
        | InstData::Return { args } => {
            let values = pool.get(*args).to_vec();
            *args = pool.list(&values);
        }
        InstData::Jump { target } => *target = call(pool, *target),
        InstData::Br { targets, .. } => *targets = targets.map(|target| call(pool, target)),
        InstData::Switch { table, .. } => {
            let mut cases = tables[*table].clone();
            cases.default = call(pool, cases.default);
            for (_, target) in &mut cases.cases {
                *target = call(pool, *target);
            }
            *table = tables.push(cases);
        }
        _ => {}
    }
    copy
}

/// An exit whose frames say `new` of every value: the same one if that changes nothing, else one
/// that is made. `None` if `new` has no answer for a value.
pub fn map_exit(
    function: &mut Function,
    exit: Exit,
    mut new: impl FnMut(Value) -> Option<Value>,
) -> Option<Exit> {
    let (mut same, mut complete) = (true, true);
    function.exits[exit].visit_values(|value| match new(value) {
        Some(other) => same &= other == value,
        None => complete = false,
    });
    if !complete {
        return None;
    }
    if same {
        return Some(exit);
    }
    let mut data: ExitData = function.exits[exit].clone();
    data.map_values(|value| new(value).unwrap_or(value));
    Some(function.exits.push(data))
}
