//! The construction of SSA form by M. Braun, S. Buchwald, S. Hack, R. Leißa, C. Mallon and A. Zwinkau,
//! "Simple and Efficient Construction of Static Single Assignment Form" (2013): a judge for
//! `mem2reg`, which knows neither dominators nor frontiers nor liveness.
//!
//! A read asks: what was stored last in this block? If nothing was, what is it at the end of the
//! predecessor; and if there are several, a parameter, whose arguments are asked for later. The
//! graph is complete from the start, so no block is ever unsealed. Blocks that cannot be reached are
//! not expected.

use std::collections::{HashMap, VecDeque};

use stage2::analysis::cfg::{ControlFlowGraph, control_flow_graph};
use stage2::entity::{Block, EntitySet, Exit, Inst, Slot, Value};
use stage2::ir::edit::{Replacements, edit_calls};
use stage2::ir::{ExitData, Function, InstData, SourceLoc, StateValue};

struct Construction<'a> {
    function: &'a mut Function,
    graph: ControlFlowGraph,
    at_start: HashMap<(Block, Slot), Value>,
    at_end: HashMap<(Block, Slot), Value>,
    /// Parameters whose arguments were not asked for yet.
    incomplete: VecDeque<(Block, Slot)>,
    /// The zeros that slots hold on entry, one for each type.
    zeros: Vec<Inst>,
}

/// Turns all slots that have a type and whose address is not taken into values.
pub fn construct(function: &mut Function) {
    let slots = variables(function);
    let graph = control_flow_graph(function);
    let mut work = Construction {
        function,
        graph,
        at_start: HashMap::new(),
        at_end: HashMap::new(),
        incomplete: VecDeque::new(),
        zeros: Vec::new(),
    };
    for &block in &work.function.layout {
        for &inst in &work.function.blocks[block].insts {
            if let InstData::SlotStore { slot, value, .. } = work.function.insts[inst] {
                work.at_end.insert((block, slot), value);
            }
        }
    }
    let mut replacements = Replacements::new();
    for block in work.function.layout.clone() {
        let mut last: HashMap<Slot, Value> = HashMap::new();
        let mut kept = Vec::new();
        for inst in work.function.blocks[block].insts.clone() {
            match work.function.insts[inst] {
                InstData::SlotLoad { slot, .. } if slots.contains(slot) => {
                    let value = work.held(block, slot, &last);
                    replacements.replace(work.function.result(inst).unwrap(), value);
                }
                InstData::SlotStore { slot, value, .. } if slots.contains(slot) => {
                    last.insert(slot, value);
                }
                data => {
                    if let Some(exit) = data.exit() {
                        let exit = work.exit(block, exit, &last, &slots);
                        work.function.insts[inst].set_exit(exit);
                    }
                    kept.push(inst);
                }
            }
        }
        work.function.blocks[block].insts = kept;
    }
    while let Some((block, slot)) = work.incomplete.pop_front() {
        let mut from = work.graph.predecessors(block).to_vec();
        from.dedup_by_key(|one| one.inst);
        for from in from {
            let end = work.at_end.get(&(from.block, slot)).copied();
            let value = end.unwrap_or_else(|| work.at_start(from.block, slot));
            edit_calls(work.function, from.inst, |pool, call| {
                if pool.target(call) == block { pool.push_argument(call, value) } else { call }
            });
        }
    }
    let zeros = work.zeros;
    let entry = function.entry().unwrap();
    function.blocks[entry].insts.splice(0..0, zeros);
    replacements.apply(function);
    for slot in slots.iter() {
        function.slots[slot].size = 0;
    }
}

/// The slots that have a type. In the functions that are tested no other access is made to them.
fn variables(function: &Function) -> EntitySet<Slot> {
    let typed = function.slots.iter().filter(|(_, data)| data.ty.is_some());
    typed.map(|(slot, _)| slot).collect()
}

impl Construction<'_> {
    /// What a slot holds in a block, behind the stores in `last`.
    fn held(&mut self, block: Block, slot: Slot, last: &HashMap<Slot, Value>) -> Value {
        last.get(&slot).copied().unwrap_or_else(|| self.at_start(block, slot))
    }

    /// What a slot holds at the beginning of a block.
    fn at_start(&mut self, mut block: Block, slot: Slot) -> Value {
        let mut passed = Vec::new();
        let value = loop {
            if let Some(&value) = self.at_start.get(&(block, slot)) {
                break value;
            }
            passed.push(block);
            let ty = self.function.slots[slot].ty.unwrap();
            match *self.graph.predecessors(block) {
                // ANCHOR: ask
                [only] => match self.at_end.get(&(only.block, slot)) {
                    Some(&value) => break value,
                    None => block = only.block,
                },
                [_, _, ..] => {
                    self.incomplete.push_back((block, slot));
                    break self.function.add_param(block, ty);
                }
                // ANCHOR_END: ask
                [] => {
                    let data = match ty.is_float() {
                        true => InstData::Fconst { bits: 0 },
                        false => InstData::Iconst { value: 0 },
                    };
                    let same = |inst: &&Inst| {
                        self.function.ty(self.function.result(**inst).unwrap()) == ty
                    };
                    let zero = self.zeros.iter().find(same).copied().unwrap_or_else(|| {
                        let zero = self.function.make_inst(data, &[ty], SourceLoc::default());
                        self.zeros.push(zero);
                        zero
                    });
                    break self.function.result(zero).unwrap();
                }
            }
        };
        for block in passed {
            self.at_start.insert((block, slot), value);
        }
        value
    }

    /// The exit with what the slots hold in its frames; a new one for each use.
    fn exit(
        &mut self,
        block: Block,
        exit: Exit,
        last: &HashMap<Slot, Value>,
        slots: &EntitySet<Slot>,
    ) -> Exit {
        let mut data = self.function.exits[exit].clone();
        if let ExitData::Frames(_, frames) = &mut data {
            for entry in frames.iter_mut().flat_map(|frame| &mut frame.entries) {
                if let StateValue::Slot(slot) = entry.value
                    && slots.contains(slot)
                {
                    entry.value = StateValue::Value(self.held(block, slot, last));
                }
            }
        }
        self.function.exits.push(data)
    }
}
