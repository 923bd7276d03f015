//! Deletes instructions whose results nobody uses, parameters of blocks, stores to slots that
//! nobody reads, exits that nobody takes, and slots that nobody accesses.
//!
//! Counting uses does not find everything:
//!
//! ```text
//! block1(v1: i64, v2: i64):             block1(v1: i64):
//!   v3: i64 = iadd v2, v1         ─►
//!   v4: i64 = isub v1, 1                  v4: i64 = isub v1, 1
//!   br v4, block1(v4, v3), block2         br v4, block1(v4), block2
//! ```
//!
//! `v2` and `v3` use each other and are of no use. So this pass does not look for what is dead but
//! for what is alive, and deletes the rest; like a garbage collector, it *marks* and *sweeps* (R.
//! Cytron and others, 1991, section 7.1, without the removal of branches). Alive are
//!
//! * instructions with an effect: terminators, stores, checks that may leave, calls that may do
//!   something; these are the roots;
//! * the operands of what is alive, and what the frames of its exit name;
//! * an argument of a jump, if the parameter that it is for is alive;
//! * a store to a slot, if the slot is: if a living instruction loads from it, takes its address, or
//!   names it in a frame.
//!
//! A load may go although it might have been refused by memory: the IR has no faults to keep. A call
//! goes if it writes nothing and always returns.
//!
//! Linear. Requires nothing, keeps the control flow. What cannot be reached is not looked at with
//! other eyes: it is alive as far as it has effects. Leaves out stores through addresses
//! ([`mem_forward`](super::mem_forward)), and branches and loops that decide nothing. Judged by
//! `filetests/opt/dce/` and by random functions.

use super::{Changed, Context};
use crate::analysis::cfg::ControlFlowGraph;
use crate::analysis::control_flow::ControlFlow;
use crate::entity::{Block, EntitySet, Exit, Inst, SecondaryMap, Slot, Value};
use crate::ir::edit::retain_params;
use crate::ir::{ExitData, Function, InstData, Module, RegionSet, StateValue, ValueDef};

/// Deletes instructions whose results nobody uses.
pub fn run(function: &mut Function, context: &mut Context) -> Changed {
    let flow = context.control_flow(function);
    let graph = &flow.graph;
    let mut alive = Alive::new(function);
    for &block in &function.layout {
        for &inst in &function.blocks[block].insts {
            if !may_be_deleted(function, context.module, inst) {
                alive.mark_inst(inst);
            }
        }
    }
    alive.spread(function, graph);
    let dead = ask(function, &flow, context, &mut alive);
    sweep(function, graph, &alive, &dead) | exits_and_slots(function, context, &mut alive)
}

// ANCHOR: may_be_deleted
/// Could the instruction go if nobody needed its results, or the slot it stores to?
fn may_be_deleted(function: &Function, module: &Module, inst: Inst) -> bool {
    match function.insts[inst] {
        InstData::SlotStore { .. } => true,
        InstData::Call { func, .. } | InstData::CallExit { func, .. } => {
            let effects = &module.functions[func].effects;
            effects.returns && effects.writes == RegionSet::Some(Vec::new())
        }
        data => data.is_removable_when_unused(),
    }
}
// ANCHOR_END: may_be_deleted

/// What is alive.
#[derive(Default)]
struct Alive {
    insts: EntitySet<Inst>,
    /// Parameters of blocks. Results are as alive as their instructions.
    params: EntitySet<Value>,
    slots: EntitySet<Slot>,
    /// Slots that living instructions store to.
    stored: EntitySet<Slot>,
    /// Exits that living instructions name.
    exits: EntitySet<Exit>,
    /// What is alive but was not asked what it needs.
    worklist: Vec<Item>,
    stores: SecondaryMap<Slot, Vec<Inst>>,
}

enum Item {
    Inst(Inst),
    Param(Value),
    Slot(Slot),
}

impl Alive {
    fn new(function: &Function) -> Alive {
        let mut alive = Alive {
            insts: EntitySet::with_capacity(function.insts.len()),
            params: EntitySet::with_capacity(function.values.len()),
            worklist: Vec::with_capacity(64),
            ..Alive::default()
        };
        if function.slots.values().any(|slot| slot.size != 0) {
            for &inst in function.layout.iter().flat_map(|&block| &function.blocks[block].insts) {
                if let InstData::SlotStore { slot, .. } = function.insts[inst] {
                    alive.stores[slot].push(inst);
                }
            }
        }
        alive
    }

    fn mark_inst(&mut self, inst: Inst) {
        if self.insts.insert(inst) {
            self.worklist.push(Item::Inst(inst));
        }
    }

    fn mark_value(&mut self, function: &Function, value: Value) {
        match function.values[value].def {
            ValueDef::Result(inst, _) => self.mark_inst(inst),
            ValueDef::Param(..) => {
                if self.params.insert(value) {
                    self.worklist.push(Item::Param(value));
                }
            }
            ValueDef::Nothing => {}
        }
    }

    fn mark_slot(&mut self, slot: Slot) {
        if self.slots.insert(slot) {
            self.worklist.push(Item::Slot(slot));
        }
    }

    fn mark_entry(&mut self, function: &Function, entry: StateValue) {
        match entry {
            StateValue::Value(value) => self.mark_value(function, value),
            StateValue::Pair(tag, payload) => {
                self.mark_value(function, tag);
                self.mark_value(function, payload);
            }
            StateValue::Slot(slot) => self.mark_slot(slot),
            StateValue::Constant(_) => {}
        }
    }

    // ANCHOR: spread
    /// Marks what is needed by what is marked.
    fn spread(&mut self, function: &Function, graph: &ControlFlowGraph) {
        while let Some(item) = self.worklist.pop() {
            match item {
                // BEGIN SOLUTION 2.2 stub: Item::Param(value) => { let _ = (value, graph); } Item::Slot(slot) => { let _ = &self.stores[slot]; }
                Item::Param(value) => {
                    let ValueDef::Param(block, index) = function.values[value].def else {
                        continue;
                    };
                    for edge in graph.predecessors(block) {
                        let argument = function.argument(edge.inst, edge.index, index as usize);
                        argument.into_iter().for_each(|value| self.mark_value(function, value));
                    }
                }
                Item::Slot(slot) => {
                    for store in std::mem::take(&mut self.stores[slot]) {
                        self.mark_inst(store);
                    }
                }
                // END SOLUTION
                Item::Inst(inst) => self.needs_of(function, inst),
            }
        }
    }
    // ANCHOR_END: spread

    // ANCHOR: needs_of
    fn needs_of(&mut self, function: &Function, inst: Inst) {
        match function.insts[inst] {
            // Not what they pass: that is for the parameters to say.
            InstData::Jump { .. } => {}
            InstData::Br { condition: arg, .. } | InstData::Switch { arg, .. } => {
                self.mark_value(function, arg);
            }
            data => {
                function.visit_operands(inst, |value| self.mark_value(function, value));
                match data {
                    InstData::SlotLoad { slot, .. } | InstData::SlotAddr { slot, .. } => {
                        self.mark_slot(slot);
                    }
                    InstData::SlotStore { slot, .. } => {
                        self.stored.insert(slot);
                    }
                    _ => {}
                }
                if let Some(exit) = data.exit()
                    && self.exits.insert(exit)
                {
                    function.exits[exit].visit_entries(|entry| self.mark_entry(function, entry));
                }
            }
        }
    }
    // ANCHOR_END: needs_of
}

/// Asks about everything that is dead, and says in which blocks there is any. What must stay is alive, and so is
/// what it needs: to have to take back little, users are asked about before what they use.
fn ask(
    function: &Function,
    flow: &ControlFlow,
    context: &mut Context,
    alive: &mut Alive,
) -> Vec<Block> {
    let (mut refused_insts, mut refused_params) = (Vec::new(), Vec::new());
    let mut dead = Vec::new();
    let unreached = function.layout.iter().filter(|block| !flow.is_reachable(**block));
    for block in unreached.copied().chain(flow.postorder()) {
        for &inst in function.blocks[block].insts.iter().rev() {
            if alive.insts.contains(inst) {
                continue;
            }
            if dead.last() != Some(&block) {
                dead.push(block);
            }
            let what = match function.insts[inst] {
                InstData::SlotStore { .. } => "stores to unread slots deleted",
                InstData::Call { .. } | InstData::CallExit { .. } => "unused calls deleted",
                _ => "unused instructions deleted",
            };
            if !context.rewrite(what) {
                refused_insts.push(inst);
            }
        }
        if Some(block) == function.entry() {
            continue;
        }
        for &param in function.blocks[block].params.iter().rev() {
            if !alive.params.contains(param) && !context.rewrite("block parameters deleted") {
                refused_params.push(param);
            }
        }
    }
    refused_insts.into_iter().for_each(|inst| alive.mark_inst(inst));
    refused_params.into_iter().for_each(|param| alive.mark_value(function, param));
    alive.spread(function, &flow.graph);
    dead
}

/// Deletes what is not alive. Instructions of which that may be true stand in these blocks.
fn sweep(
    function: &mut Function,
    graph: &ControlFlowGraph,
    alive: &Alive,
    blocks: &[Block],
) -> Changed {
    let mut changed = Changed::No;
    for &block in blocks {
        let insts = &mut function.blocks[block].insts;
        let before = insts.len();
        insts.retain(|&inst| alive.insts.contains(inst));
        changed |= Changed::from(insts.len() != before);
    }
    let removed = retain_params(function, graph, |_, param| alive.params.contains(param));
    changed | Changed::from(removed)
}

/// Deletes exits that no instruction names, and slots that neither an instruction nor an exit does. All
/// instructions are alive.
fn exits_and_slots(function: &mut Function, context: &mut Context, alive: &mut Alive) -> Changed {
    let mut changed = Changed::No;
    for exit in function.exits.keys() {
        let data = &mut function.exits[exit];
        if alive.exits.contains(exit) || *data == ExitData::Nothing {
            continue;
        }
        if context.rewrite("unused exits deleted") {
            *data = ExitData::Nothing;
            changed = Changed::Yes;
        } else {
            data.visit_slots(|slot| {
                alive.slots.insert(slot);
            });
        }
    }
    for (index, slot) in function.slots.values_mut().enumerate() {
        let number = Slot(index as u32);
        let unused = !alive.slots.contains(number) && !alive.stored.contains(number);
        if slot.size != 0 && unused && context.rewrite("unused slots deleted") {
            slot.size = 0;
            changed = Changed::Yes;
        }
    }
    changed
}
