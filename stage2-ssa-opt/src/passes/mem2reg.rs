//! Turns variables in stack slots into values.
//!
//! A front end that keeps every variable in a slot needs not know what SSA form is. Here the slots
//! go: a load becomes the value that was stored last, and where two stores meet, the block gets a
//! parameter.
//!
//! ```text
//!   br v0, block1, block2              br v0, block1, block2
//! block1:                            block1:
//!   slot_store v1, slot0       ─►      jump block3(v1)
//!   jump block3                      block2:
//! block2:                              jump block3(v2)
//!   slot_store v2, slot0             block3(v3: i64):
//!   jump block3                        return v3
//! block3:
//!   v3: i64 = slot_load slot0
//!   return v3
//! ```
//!
//! The algorithm is that of R. Cytron, J. Ferrante, B. Rosen, M. Wegman and F. Zadeck, "Efficiently
//! Computing Static Single Assignment Form and the Control Dependence Graph" (1991):
//!
//! 1. *Placement.* A slot may need a parameter in the iterated dominance frontier of the blocks that
//!    store it. That the slot is 0 when the function is entered is a store in the entry block, whose
//!    frontier is empty. A slot that no block reads before it stores it needs none (P. Briggs and
//!    others, 1998).
//! 2. *Renaming.* A walk over the dominator tree knows what each slot holds. It notes what it
//!    overwrites, and puts it back when it leaves a subtree. Loads and stores vanish on the way.
//! 3. *Pruning.* The walk has seen which of the parameters are read, and what is passed for them. The
//!    ones that are read, or passed for such a one, are made; jumps pass what their targets now take.
//!
//! What is left are the parameters where the slot is live (*pruned* SSA form; J.-D. Choi, R. Cytron
//! and J. Ferrante, 1991). The textbook computes the live blocks first, in time proportional to how
//! long variables live, which is quadratic in large functions. [`placements`] does so, for those who
//! want to look, and is a judge of the pass.
//!
//! A frame state that names a slot reads it. It gets the value that reaches the exit; the number 0
//! where nothing was stored. Instructions share exits: where another value reaches, a new exit is
//! made.
//!
//! A slot is promoted if it has a type, and every access is a whole load or store of that type. It
//! does not exist afterwards. Slots whose address is taken stay, and so do those that two types share.
//!
//! Linear in the size of the function before, the dominance frontiers (quadratic only for loops
//! nested as deep as the function is long) and the parameters that are placed in step 1.
//! Blocks that cannot be reached read 0 everywhere.
//!
//! Requires nothing. Leaves parameters that always get the same value to
//! [`simplify_cfg`](super::simplify_cfg), and slots that are not variables to
//! [`mem_forward`](super::mem_forward). Judged by `filetests/opt/mem2reg/`, and by the construction
//! of Braun and others (2013) in `tests/passes_ssa.rs`, which knows no frontiers.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::{Changed, Context};
use crate::analysis::control_flow::ControlFlow;
use crate::analysis::dominance_frontier::dominance_frontiers;
use crate::entity::{Block, Entity, EntitySet, Exit, Inst, SecondaryMap, Slot, Value};
use crate::ir::edit::{Replacements, edit_calls};
use crate::ir::{ExitData, Function, InstData, SourceLoc, StateValue, Type, ValueData, ValueDef};

mod placement;

use placement::{Named, Placer, Pruning, accesses};
pub use placement::{Placement, placements};

/// Turns variables in stack slots into values.
pub fn run(function: &mut Function, context: &mut Context) -> Changed {
    let candidates = candidates(function);
    let promoted: EntitySet<Slot> =
        candidates.iter().filter(|_| context.rewrite("slots promoted")).collect();
    if promoted.is_empty() {
        return Changed::No;
    }
    let flow = context.control_flow(function);
    let (graph, tree) = (&flow.graph, flow.tree());
    let frontiers = dominance_frontiers(function, graph, tree);
    let accesses = accesses(function, tree, &promoted);
    let mut placer = Placer::new(graph, tree, &frontiers);
    let mut added = Added::with_capacity(SmallVec::new(), function.blocks.len());
    let first_candidate = function.values.next_key();
    let mut candidates = Vec::new();
    for slot in promoted.iter() {
        let stores = &accesses.stores[slot];
        let meet_others = stores.iter().any(|block| !frontiers[*block].is_empty());
        if !meet_others || accesses.reads[slot].is_empty() {
            continue;
        }
        let ty = function.slots[slot].ty.unwrap_or(Type::I64);
        placer.begin(stores);
        for block in placer.place(stores, Pruning::None) {
            let value = function.values.push(ValueData { ty, def: ValueDef::Nothing });
            candidates.push((block, added[block].len()));
            added[block].push((slot, value));
        }
    }
    let blocks = if candidates.is_empty() { 0 } else { function.blocks.len() };
    let count = Renaming {
        replacements: Replacements::of(function),
        edges: SecondaryMap::with_capacity(0, blocks),
        incoming: SecondaryMap::with_capacity(SmallVec::new(), blocks),
        current: SecondaryMap::with_capacity(None, function.slots.len()),
        first: SecondaryMap::with_capacity(None, function.exits.len()),
        function,
        added,
        first_candidate,
        candidates,
        read: EntitySet::new(),
        worklist: Vec::new(),
        passed: Vec::new(),
        named: accesses.named,
        overwritten: Vec::new(),
        promoted: &promoted,
        zeros: Vec::new(),
        held: Vec::new(),
        variants: FxHashMap::default(),
    }
    .run(&flow);
    context.count("block parameters placed", count);
    for slot in promoted.iter() {
        function.slots[slot].size = 0;
    }
    Changed::Yes
}

/// The slots that may become values.
fn candidates(function: &Function) -> EntitySet<Slot> {
    let mut candidates: EntitySet<Slot> = function
        .slots
        .iter()
        .filter(|(_, data)| data.size != 0 && data.ty.is_some())
        .map(|(slot, _)| slot)
        .collect();
    if candidates.is_empty() {
        return candidates;
    }
    for &inst in function.layout.iter().flat_map(|&block| &function.blocks[block].insts) {
        let (slot, access) = match function.insts[inst] {
            InstData::SlotAddr { slot, .. } => (slot, None),
            InstData::SlotLoad { slot, offset: 0 } => {
                (slot, function.result(inst).map(|value| function.ty(value)))
            }
            InstData::SlotStore { slot, value, offset: 0 } => (slot, Some(function.ty(value))),
            InstData::SlotLoad { slot, .. } | InstData::SlotStore { slot, .. } => (slot, None),
            _ => continue,
        };
        if access.is_none() || access != function.slots[slot].ty {
            candidates.remove(slot);
        }
    }
    candidates
}

/// The parameters that blocks may get, and for which slots.
type Added = SecondaryMap<Block, SmallVec<[(Slot, Value); 2]>>;

/// The walk over the dominator tree.
struct Renaming<'a> {
    function: &'a mut Function,
    promoted: &'a EntitySet<Slot>,
    added: Added,
    /// The first value in it; the others follow.
    first_candidate: Value,
    /// Where each of them stands there.
    candidates: Vec<(Block, usize)>,
    /// Those of them that are needed, and those of these that were not yet asked for what they need.
    read: EntitySet<Value>,
    worklist: Vec<Value>,
    /// What jumps pass to what is in `added`; `None` for 0. Each edge has a part of it.
    passed: Vec<Option<Value>>,
    /// Where the parts of the edges from a block begin; they follow each other.
    edges: SecondaryMap<Block, usize>,
    /// Where the parts of the edges to a block begin.
    incoming: SecondaryMap<Block, SmallVec<[usize; 2]>>,
    named: Named,
    /// What each slot holds; `None` for 0, as on entry.
    current: SecondaryMap<Slot, Option<Value>>,
    /// What they held before, to be put back.
    overwritten: Vec<(Slot, Option<Value>)>,
    replacements: Replacements,
    /// The constants that are needed, one for each type.
    zeros: Vec<(Type, Inst, Value)>,
    /// Where in `held` the values begin that an exit gets at its first use. It gets them at the end;
    /// until then it is a template.
    first: SecondaryMap<Exit, Option<usize>>,
    held: Vec<Option<Value>>,
    /// The exits that were made for other values.
    variants: FxHashMap<(Exit, Vec<Option<Value>>), Exit>,
}

/// What is to do on the way through the dominator tree.
enum Step {
    Enter(Block),
    /// Behind a subtree: forget what was stored in it.
    PutBack(usize),
}

impl Renaming<'_> {
    /// Does it; how many parameters were made?
    fn run(mut self, flow: &ControlFlow) -> u64 {
        let tree = flow.tree();
        let mut steps: Vec<Step> = self.function.entry().map(Step::Enter).into_iter().collect();
        // ANCHOR: walk
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(block) => {
                    steps.push(Step::PutBack(self.overwritten.len()));
                    for index in 0..self.added[block].len() {
                        let (slot, value) = self.added[block][index];
                        self.set(slot, value);
                    }
                    self.block(block, true);
                    steps.extend(tree.children(block).iter().map(|child| Step::Enter(*child)));
                }
                Step::PutBack(mark) => {
                    for (slot, before) in self.overwritten.drain(mark..).rev() {
                        self.current[slot] = before;
                    }
                }
            }
        }
        // ANCHOR_END: walk
        let layout = self.function.layout.clone();
        for block in layout.into_iter().filter(|block| !tree.is_reachable(*block)) {
            self.block(block, false);
        }
        self.prune();
        let count = self.make_params();
        self.finish(flow);
        count
    }

    fn set(&mut self, slot: Slot, value: Value) {
        self.overwritten.push((slot, self.current[slot]));
        self.current[slot] = Some(value);
    }

    /// Takes the loads and stores out of a block. What cannot be reached stores nothing: an order in
    /// which its values are defined before they are used need not exist.
    fn block(&mut self, block: Block, reachable: bool) {
        let mut insts = std::mem::take(&mut self.function.blocks[block].insts);
        insts.retain(|&inst| match self.function.insts[inst] {
            // ANCHOR: accesses
            InstData::SlotLoad { slot, .. } if self.promoted.contains(slot) => {
                let value = self.current[slot];
                self.mark(value);
                let value = self.value_or_zero(value, slot);
                if let Some(result) = self.function.result(inst) {
                    self.replacements.replace(result, value);
                }
                false
            }
            InstData::SlotStore { slot, value, .. } if self.promoted.contains(slot) => {
                if reachable {
                    let value = self.replacements.resolve(value);
                    self.set(slot, value);
                }
                false
            }
            // ANCHOR_END: accesses
            data => {
                if let Some(exit) = data.exit()
                    && !self.named.of(exit).is_empty()
                {
                    let exit = self.exit(exit);
                    self.function.insts[inst].set_exit(exit);
                }
                if reachable && !self.replacements.is_empty() {
                    self.function.map_operands(inst, |value| self.replacements.resolve(value));
                }
                true
            }
        });
        if let Some(&last) = insts.last() {
            self.note_arguments(block, last);
        }
        self.function.blocks[block].insts = insts;
    }

    /// Where a value stands in `added`, if it does.
    fn candidate(&self, value: Value) -> Option<(Block, usize)> {
        let number = value.index().checked_sub(self.first_candidate.index())?;
        self.candidates.get(number).copied()
    }

    /// A parameter is needed, if it is one.
    fn mark(&mut self, value: Option<Value>) {
        if let Some(value) = value
            && self.candidate(value).is_some()
            && self.read.insert(value)
        {
            self.worklist.push(value);
        }
    }

    /// What a slot holds, given what is known of it.
    fn value_or_zero(&mut self, value: Option<Value>, slot: Slot) -> Value {
        if let Some(value) = value {
            return value;
        }
        let ty = self.function.slots[slot].ty.unwrap_or(Type::I64);
        if let Some((_, _, zero)) = self.zeros.iter().find(|(other, ..)| *other == ty) {
            return *zero;
        }
        let data = if ty.is_float() {
            InstData::Fconst { bits: 0 }
        } else {
            InstData::Iconst { value: 0 }
        };
        let zero = self.function.values.next_key();
        let inst = self.function.make_inst(data, &[ty], SourceLoc::default());
        self.zeros.push((ty, inst, zero));
        zero
    }

    /// Notes what a terminator would pass to what its targets may take.
    fn note_arguments(&mut self, block: Block, terminator: Inst) {
        if self.candidates.is_empty() {
            return;
        }
        self.edges[block] = self.passed.len();
        for target in self.function.successors_of(terminator) {
            let added = &self.added[target];
            if !added.is_empty() {
                self.incoming[target].push(self.passed.len());
                self.passed.extend(added.iter().map(|(slot, _)| self.current[*slot]));
            }
        }
    }

    // ANCHOR: prune
    /// Marks what is passed for parameters that are needed.
    fn prune(&mut self) {
        while let Some(param) = self.worklist.pop() {
            let Some((block, position)) = self.candidate(param) else { continue };
            for edge in 0..self.incoming[block].len() {
                let start = self.incoming[block][edge];
                self.mark(self.passed[start + position]);
            }
        }
    }
    // ANCHOR_END: prune

    /// Makes the parameters that are needed, and passes what they get.
    fn make_params(&mut self) -> u64 {
        let mut count = 0;
        if self.candidates.is_empty() {
            return count;
        }
        let layout = self.function.layout.clone();
        for &block in &layout {
            for &(_, value) in self.added[block].iter().filter(|(_, one)| self.read.contains(*one))
            {
                let params = &mut self.function.blocks[block].params;
                self.function.values[value].def = ValueDef::Param(block, params.len() as u32);
                params.push(value);
                count += 1;
            }
        }
        for block in layout {
            if let Some(terminator) = self.function.terminator(block) {
                self.pass_arguments(block, terminator);
            }
        }
        count
    }

    fn pass_arguments(&mut self, block: Block, terminator: Inst) {
        if self.function.successors_of(terminator).all(|target| self.added[target].is_empty()) {
            return;
        }
        let targets: SmallVec<[Block; 2]> = self.function.successors_of(terminator).collect();
        let mut start = self.edges[block];
        let mut more: SmallVec<[SmallVec<[Value; 8]>; 2]> = SmallVec::new();
        for target in targets {
            let mut arguments = SmallVec::new();
            for position in 0..self.added[target].len() {
                let (slot, param) = self.added[target][position];
                if self.read.contains(param) {
                    let value = self.passed[start + position];
                    arguments.push(self.value_or_zero(value, slot));
                }
            }
            start += self.added[target].len();
            more.push(arguments);
        }
        let mut more = more.into_iter();
        edit_calls(self.function, terminator, |pool, call| {
            let more = more.next().unwrap_or_default();
            if more.is_empty() {
                return call;
            }
            let mut all: SmallVec<[Value; 16]> = pool.arguments(call).into();
            all.extend(more);
            pool.block_call(pool.target(call), &all)
        });
    }

    /// The exit in which the slots are replaced by what they hold.
    fn exit(&mut self, exit: Exit) -> Exit {
        let slots = self.named.of(exit);
        if let Some(first) = self.first[exit] {
            let before = &self.held[first..first + slots.len()];
            if slots.iter().zip(before).all(|(slot, value)| self.current[*slot] == *value) {
                return exit;
            }
        }
        let held: Vec<Option<Value>> = slots.iter().map(|slot| self.current[*slot]).collect();
        held.iter().for_each(|value| self.mark(*value));
        if self.first[exit].is_none() {
            self.first[exit] = Some(self.held.len());
            self.held.extend(held);
            return exit;
        }
        if let Some(&variant) = self.variants.get(&(exit, held.clone())) {
            return variant;
        }
        let mut data = self.function.exits[exit].clone();
        put_values(&mut data, self.promoted, &held);
        let variant = self.function.exits.push(data);
        self.variants.insert((exit, held), variant);
        variant
    }

    fn finish(self, flow: &ControlFlow) {
        let Renaming { function, named, first, .. } = self;
        for exit in function.exits.keys() {
            let named = named.of(exit);
            if named.is_empty() {
                continue;
            }
            let data = &mut function.exits[exit];
            match first[exit] {
                Some(start) => put_values(data, self.promoted, &self.held[start..]),
                // No instruction names it, so nothing says what the slots hold.
                None => *data = ExitData::Nothing,
            }
        }
        if let Some(entry) = function.entry() {
            let zeros = self.zeros.into_iter().map(|(_, inst, _)| inst);
            function.blocks[entry].insts.splice(0..0, zeros);
        }
        self.replacements.apply_to_rest(function, flow);
    }
}

/// Puts values into the frames of an exit, for the slots that are promoted, in order; `None` is 0.
fn put_values(data: &mut ExitData, promoted: &EntitySet<Slot>, held: &[Option<Value>]) {
    let mut held = held.iter();
    data.edit_entries(|entry| {
        if let StateValue::Slot(slot) = *entry
            && promoted.contains(slot)
            && let Some(value) = held.next()
        {
            *entry = value.map_or(StateValue::Constant(0), StateValue::Value);
        }
    });
}
