//! Uses what was stored instead of loading it, across blocks, and takes slots apart.
//!
//! ```text
//!   br v1, block1, block2              block3(v6: i64):
//! block1:                                v6 is v2 or v3
//!   store v2, v0 + 8 [region 1]
//!   jump block3                          jump block3(v2)
//! block2:                         ─►
//!   store v3, v0 + 8 [region 1]
//!   jump block3                          jump block3(v3)
//! block3:
//!   v6: i64 = load v0 + 8 [region 1]
//! ```
//!
//! 1. Slots that are accessed in pieces become variables ([`split_slots`]); `mem2reg`, which should
//!    run again, promotes them.
//! 2. A load whose address was stored to, or loaded from, on every path and not written since, is
//!    replaced. The version that it sees ([`memory_versions`]) is either a store, whose value is
//!    there; or the function's entry, when slots are 0; or the entry of a block, and then the
//!    question goes to the ends of the predecessors. If they give one value, that is it; if
//!    they give several, the block gets a parameter (the SSA construction of M. Braun et al.,
//!    "Simple and Efficient Construction of Static Single Assignment Form", 2013, with memory in
//!    place of a variable). Through the back edge of a loop the question comes home, so what is
//!    updated in memory around a loop is loaded from a parameter.
//! 3. Stores to slots that nobody can read are deleted ([`dead_slot_stores`]).
//!
//! The base of the address must be defined above every block whose predecessors are asked:
//! otherwise the same name means another address there. No load is added; where one predecessor
//! has no answer the load stays.
//!
//! Requires: nothing. Keeps the blocks and edges. A question goes to a limited number of blocks, so the
//! work is linear. Leaves out: pieces of a stored value behind its first byte, and predecessors that give
//! another type than the load's. Judged by `filetests/opt/mem_forward/` and by the interpreter in
//! `tests/passes_memory.rs`.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::{Changed, Context};
use crate::analysis::alias::{Access, Aliases, Base, Class, Origin};
use crate::analysis::cfg::ControlFlowGraph;
use crate::analysis::dominator_tree::DominatorTree;
use crate::analysis::memory_versions::{Memory, MemoryVersions, Moment, Version};
use crate::entity::{Block, Inst, SecondaryMap, Value};
use crate::ir::edit::{Replacements, edit_calls};
use crate::ir::{Function, InstData, SourceLoc, Type, ValueDef};
use crate::opcode::{Effect, Opcode};

mod dead_slot_stores;
mod split_slots;

/// How many blocks may get a parameter for one load, and how many edges may lead to them.
const MOST_BLOCKS: usize = 8;
const MOST_EDGES: usize = 32;

/// How a load gets what it reads from a value that stands there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Conversion {
    /// It is the value.
    None,
    /// By this operation of one operand.
    By(Opcode),
}

/// How a load of type `to` gets its result when a value of type `from` begins at its address.
pub fn conversion(from: Type, to: Type) -> Option<Conversion> {
    if from == to {
        Some(Conversion::None)
    } else if from.bytes() == to.bytes() {
        Some(Conversion::By(Opcode::Bitcast))
    } else if from.is_int() && to.is_int() && to.bytes() < from.bytes() {
        // Memory is little-endian: the low bits come first.
        Some(Conversion::By(Opcode::Trunc))
    } else {
        None
    }
}

/// Where and when: an address, and a version of what stands there.
type Place = (Base, i64, Version);

struct Forwarding<'f, 'c, 'm> {
    function: &'f mut Function,
    context: &'c mut Context<'m>,
    graph: &'f ControlFlowGraph,
    tree: &'f DominatorTree,
    aliases: &'f Aliases,
    versions: &'f MemoryVersions,
    /// A value that is known to stand there, from the end of this block on at the latest.
    available: FxHashMap<Place, (Value, Block)>,
    /// Where instructions stand, if blocks are asked.
    homes: SecondaryMap<Inst, Block>,
    /// Zeros that stand at the beginning of the function.
    zeros: Vec<(Type, Inst, Value)>,
    replacements: Replacements,
}

/// What an edge brings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Brings {
    Value(Value),
    /// What the parameter is that this one of the asked blocks gets.
    Param(usize),
    /// The zero of a fresh slot.
    Zero,
}

/// What stands at an address when control comes to a block?
struct Question<'q> {
    access: &'q Access,
    class: Class,
    /// The result of the load that asks.
    result: Value,
    /// The blocks whose predecessors are asked, and the versions that begin there. The first is
    /// the one that matters.
    blocks: Vec<(Block, Version)>,
    /// For each edge: to which of the blocks it goes, from which terminator, and what it brings.
    edges: Vec<(usize, Inst, Brings)>,
}

/// Uses what was stored instead of loading it.
pub fn run(function: &mut Function, context: &mut Context) -> Changed {
    if !uses_memory(function) {
        return Changed::No;
    }
    let before = context.left();
    let flow = context.control_flow(function);
    let (graph, tree) = (&flow.graph, flow.tree());
    let mut memory = context.memory(function);
    let aliases = &memory.aliases;
    if aliases.has_private_slots() && split_slots::run(function, context, tree, aliases) {
        context.memory_changed();
        memory = context.memory(function);
    }
    let Memory { aliases, versions } = &*memory;
    let mut forwarding = Forwarding {
        homes: SecondaryMap::with_default(Block(0)),
        replacements: Replacements::of(function),
        function,
        context,
        graph,
        tree,
        aliases,
        versions,
        available: FxHashMap::default(),
        zeros: Vec::new(),
    };
    if forwarding.collect() {
        forwarding.forward();
    }
    let Forwarding { function, replacements, zeros, .. } = forwarding;
    replacements.apply(function);
    if let Some(entry) = function.entry() {
        function.blocks[entry].insts.splice(0..0, zeros.into_iter().map(|(_, inst, _)| inst));
    }
    if aliases.has_private_slots() {
        dead_slot_stores::run(function, context, tree, aliases);
    }
    Changed::from(context.left() != before)
}

/// Is there a load that something could be forwarded to, or a slot whose stores may be dead?
fn uses_memory(function: &Function) -> bool {
    let mut insts = function.layout.iter().flat_map(|&block| &function.blocks[block].insts);
    insts.any(|&inst| {
        use InstData::{Load, SlotAddr, SlotLoad, SlotStore};
        matches!(
            function.insts[inst],
            Load { .. } | SlotAddr { .. } | SlotLoad { .. } | SlotStore { .. }
        )
    })
}

impl Forwarding<'_, '_, '_> {
    fn place(&self, access: &Access, version: Version) -> Place {
        (access.address.base, access.address.offset, version)
    }

    /// Notes what every store writes and every load reads; of loads the first. Is there a load which reads what was
    /// accessed before, or what came to a block, or a slot?
    fn collect(&mut self) -> bool {
        let (mut again, mut joins) = (self.aliases.has_private_slots(), false);
        for (position, &block) in self.tree.reverse_postorder().iter().enumerate() {
            for &(inst, access) in self.aliases.touching(position) {
                let Some(access) = access else { continue };
                let version = self.versions.of(inst);
                let value = match self.function.insts[inst] {
                    InstData::Store { value, .. } | InstData::SlotStore { value, .. } => value,
                    _ => match self.function.result(inst) {
                        Some(result) => {
                            joins |= matches!(self.versions.begins_with(version), Moment::Entry(_));
                            result
                        }
                        None => continue,
                    },
                };
                match self.available.entry(self.place(&access, version)) {
                    Entry::Vacant(free) => {
                        free.insert((value, block));
                    }
                    Entry::Occupied(_) => again = true,
                }
            }
        }
        if joins {
            self.homes = self.function.homes();
        }
        again || joins
    }

    fn forward(&mut self) {
        for (position, &block) in self.tree.reverse_postorder().iter().enumerate() {
            if self.aliases.touching(position).is_empty() {
                continue;
            }
            let mut insts = std::mem::take(&mut self.function.blocks[block].insts);
            insts.retain(|&inst| {
                self.function.insts[inst].opcode().effect() != Effect::Read
                    || self.load(block, inst)
            });
            self.function.blocks[block].insts = insts;
        }
    }

    /// Looks for what a load reads; does the load stay?
    fn load(&mut self, block: Block, inst: Inst) -> bool {
        let Some(access) = self.aliases.access(self.function, inst) else { return true };
        let Some(result) = self.function.result(inst) else { return true };
        let version = self.versions.of(inst);
        let place = self.place(&access, version);
        if let Some(&(value, home)) = self.available.get(&place)
            && value != result
        {
            if self.tree.dominates(home, block) {
                return self.replace(inst, result, value);
            }
            // That one does not dominate this; from here on this is as good.
            self.available.insert(place, (result, block));
        }
        match self.versions.begins_with(version) {
            Moment::Start if self.is_fresh(&access) => {
                if !self.context.rewrite("loads of fresh slots") {
                    return true;
                }
                self.function.insts[inst] = zero(self.function.ty(result));
                true
            }
            Moment::Entry(join) => match self.merge(&access, result, (join, version)) {
                Some(value) => {
                    self.replacements.replace(result, value);
                    false
                }
                None => true,
            },
            _ => true,
        }
    }

    fn replace(&mut self, inst: Inst, result: Value, value: Value) -> bool {
        let value = self.replacements.resolve(value);
        match conversion(self.function.ty(value), self.function.ty(result)) {
            Some(Conversion::None) if self.context.rewrite("loads replaced") => {
                self.replacements.replace(result, value);
                false
            }
            Some(Conversion::By(opcode)) if self.context.rewrite("loads converted") => {
                self.function.insts[inst] = InstData::Unary { opcode, arg: value };
                true
            }
            _ => true,
        }
    }

    /// Is it a slot that holds zeros as long as nobody writes?
    fn is_fresh(&self, access: &Access) -> bool {
        matches!(access.address.origin, Origin::Slot(slot) if self.aliases.is_private(slot))
    }

    /// The value that reaches a block from all its predecessors, through a new parameter if they
    /// differ.
    fn merge(&mut self, access: &Access, result: Value, join: (Block, Version)) -> Option<Value> {
        let class = self.aliases.class(access)?;
        let mut question =
            Question { access, class, result, blocks: vec![join], edges: Vec::new() };
        let mut next = 0;
        while next < question.blocks.len() {
            self.ask(&mut question, next)?;
            next += 1;
        }
        let brought = question.edges.iter().map(|edge| edge.2);
        let mut values = brought.filter(|brings| !matches!(brings, Brings::Param(_)));
        let first = values.next()?;
        let agree = values.all(|other| other == first);
        match first {
            Brings::Value(value) if agree => {
                (value != result && self.context.rewrite("loads replaced")).then_some(value)
            }
            Brings::Zero if agree => {
                let ty = self.function.ty(result);
                self.context.rewrite("loads of fresh slots").then(|| self.zero(ty))
            }
            _ => self.context.rewrite("loads merged").then(|| self.add_params(&question)),
        }
    }

    /// What the predecessors of a block bring; `None` if one has no answer.
    fn ask(&mut self, question: &mut Question, asked: usize) -> Option<()> {
        let Question { access, class, result, blocks, edges } = question;
        let block = blocks[asked].0;
        if !self.is_above(access.address.base, block) {
            return None;
        }
        let mut last = None;
        for from in self.graph.predecessors(block) {
            // Edges from one block stand side by side, and bring the same.
            if last.replace(from.inst) == Some(from.inst) {
                continue;
            }
            let calls = self.function.block_calls(from.inst).take(MOST_EDGES).count();
            if !self.tree.is_reachable(from.block) || edges.len() + calls >= MOST_EDGES {
                return None;
            }
            let version = self.versions.at_end(from.block, *class);
            let version =
                self.versions.look_back(self.function, self.aliases, access, *class, version);
            if let Some(index) = blocks.iter().position(|(_, other)| *other == version) {
                edges.push((asked, from.inst, Brings::Param(index)));
                continue;
            }
            let there = self.available.get(&self.place(access, version)).copied();
            let there = there.filter(|(_, home)| self.tree.dominates(*home, from.block));
            let brings = match (there, self.versions.begins_with(version)) {
                (Some((value, _)), _) => {
                    let value = self.replacements.resolve(value);
                    if self.function.ty(value) != self.function.ty(*result) {
                        return None;
                    }
                    Brings::Value(value)
                }
                (None, Moment::Entry(other)) if blocks.len() < MOST_BLOCKS => {
                    blocks.push((other, version));
                    Brings::Param(blocks.len() - 1)
                }
                (None, Moment::Start) if self.is_fresh(access) => Brings::Zero,
                _ => return None,
            };
            edges.push((asked, from.inst, brings));
        }
        Some(())
    }

    /// Is the base defined before control comes to the block?
    fn is_above(&self, base: Base, block: Block) -> bool {
        let Base::Value(value) = base else { return true };
        let home = match self.function.values[value].def {
            ValueDef::Param(home, _) => Some(home),
            ValueDef::Result(inst, _) => Some(self.homes[inst]),
            ValueDef::Nothing => None,
        };
        home.is_some_and(|home| home != block && self.tree.dominates(home, block))
    }

    /// Gives the asked blocks a parameter each; that of the first is the answer.
    fn add_params(&mut self, question: &Question) -> Value {
        let Question { access, result, blocks, edges, .. } = question;
        let ty = self.function.ty(*result);
        let params: Vec<Value> =
            blocks.iter().map(|(block, _)| self.function.add_param(*block, ty)).collect();
        for &(to, terminator, brings) in edges {
            let value = match brings {
                Brings::Value(value) => value,
                Brings::Param(index) => params[index],
                Brings::Zero => self.zero(ty),
            };
            edit_calls(self.function, terminator, |pool, call| {
                if pool.target(call) == blocks[to].0 {
                    pool.push_argument(call, value)
                } else {
                    call
                }
            });
        }
        for (&(block, version), &param) in blocks.iter().zip(&params) {
            self.available.insert(self.place(access, version), (param, block));
        }
        params[0]
    }

    /// A zero that stands at the beginning of the function.
    fn zero(&mut self, ty: Type) -> Value {
        if let Some((_, _, value)) = self.zeros.iter().find(|(other, ..)| *other == ty) {
            return *value;
        }
        let inst = self.function.make_inst(zero(ty), &[ty], SourceLoc::default());
        // `make_inst` was given one type.
        let value = self.function.result(inst).expect("a constant has a result");
        self.zeros.push((ty, inst, value));
        value
    }
}

/// The zero of a type.
fn zero(ty: Type) -> InstData {
    if ty.is_float() { InstData::Fconst { bits: 0 } } else { InstData::Iconst { value: 0 } }
}
