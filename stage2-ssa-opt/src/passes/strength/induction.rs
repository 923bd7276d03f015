//! Multiples of a loop's counter become sums.
//!
//! ```text
//! block1(v1: i64):                block1(v1: i64, v9: i64):
//!   v2: i64 = imul v1, v0           … v9 in place of v2 …
//!   …                         ─►    v3: i64 = iadd v1, 1
//!   v3: i64 = iadd v1, 1            v10: i64 = iadd v9, v0
//!   br …, block1(v3), …             br …, block1(v3, v10), …
//! ```
//!
//! A parameter of a loop's header that every round adds the same to is a *basic induction
//! variable* `i`; a product `i · k` with a `k` that does not change in the loop grows by `step · k` each
//! round, so a parameter of its own can hold it (F. E. Allen, J. Cocke and K. Kennedy,
//! "Reduction of Operator Strength", 1981). Modulo 2 to the width that is exact, whatever
//! overflows. A checked step is exact too: behind it the sum fits.
//!
//! Requires a loop with one latch that is entered by one edge; others are left as they are. Each
//! product costs a register in the whole loop, so that there is a limit per loop, and it must be
//! computed in every round: else the addition would be executed more often than the product was.
//! Products that are shifts or nearly ([`Emitter::shifts`]) stay what they are. Leaves out: products
//! that leave on overflow; `ranges` turns those that cannot into plain ones.

use rustc_hash::FxHashMap;

use super::{Changed, Context, Emitter};
use crate::analysis::cfg::ControlFlowGraph;
use crate::analysis::dominator_tree::DominatorTree;
use crate::analysis::loops::{LoopIndex, Loops};
use crate::entity::{Block, EntitySet, Inst, SecondaryMap, Value};
use crate::ir::edit::{Replacements, edit_calls};
use crate::ir::{Function, Operand, ValueDef};
use crate::opcode::Opcode;

/// How many products of a loop become parameters.
const LIMIT: u32 = 4;

struct Analyses<'a> {
    graph: &'a ControlFlowGraph,
    tree: &'a DominatorTree,
    nest: &'a Loops,
    /// The block of each instruction.
    places: SecondaryMap<Inst, Option<Block>>,
}

/// A product that can be a sum.
struct Product {
    inst: Inst,
    /// The loop, the block that enters it and the one that repeats it.
    index: LoopIndex,
    header: Block,
    entering: Block,
    latch: Block,
    /// The basic induction variable, where it begins and what is added.
    variable: Value,
    initial: Value,
    step: Operand,
    factor: Operand,
}

pub(super) fn run(function: &mut Function, context: &mut Context) -> Changed {
    let flow = context.control_flow(function);
    let (graph, tree, nest) = (&flow.graph, flow.tree(), flow.nest());
    if nest.all().is_empty() {
        return Changed::No;
    }
    let mut places = SecondaryMap::with_capacity(None, function.insts.len());
    let mut insts = Vec::new();
    for &block in tree.reverse_postorder() {
        for &inst in &function.blocks[block].insts {
            places[inst] = Some(block);
            if function.insts[inst].opcode() == Opcode::Imul {
                insts.push((block, inst));
            }
        }
    }
    let analyses = Analyses { graph, tree, nest, places };
    let mut counts: FxHashMap<LoopIndex, u32> = FxHashMap::default();
    let mut sums: FxHashMap<(Value, Operand), Value> = FxHashMap::default();
    let mut equal = Replacements::of(function);
    let mut replaced: EntitySet<Inst> = EntitySet::new();
    let mut touched: EntitySet<Block> = EntitySet::new();
    for (block, inst) in insts {
        let Some(product) = analyses.product(function, block, inst) else { continue };
        let Some(result) = function.result(inst) else { continue };
        let key = (product.variable, product.factor);
        let count = counts.entry(product.index).or_default();
        if *count >= LIMIT && !sums.contains_key(&key) {
            continue;
        }
        if !context.rewrite("products that become sums") {
            break;
        }
        let sum = *sums.entry(key).or_insert_with(|| {
            *count += 1;
            add_recurrence(function, &product)
        });
        equal.replace(result, sum);
        replaced.insert(inst);
        touched.insert(block);
    }
    for block in touched.iter() {
        function.blocks[block].insts.retain(|inst| !replaced.contains(*inst));
    }
    equal.apply(function);
    Changed::from(!replaced.is_empty())
}

impl Analyses<'_> {
    /// Is the instruction a product that can be a sum?
    fn product(&self, function: &Function, block: Block, inst: Inst) -> Option<Product> {
        let (Opcode::Imul, left, right) = function.insts[inst].binary()? else { return None };
        if let Operand::Number(number) = right
            && is_cheap(number as u64 & function.ty(left).mask())
        {
            return None;
        }
        let swapped = match right {
            Operand::Value(value) => Some((value, Operand::Value(left))),
            Operand::Number(_) => None,
        };
        [Some((left, right)), swapped].into_iter().flatten().find_map(|(variable, factor)| {
            let ValueDef::Param(header, position) = function.values[variable].def else {
                return None;
            };
            let index = self.nest.headed_by(header)?;
            let &[latch] = self.nest.all()[index].latches.as_slice() else { return None };
            let fits = self.nest.contains(index, block)
                && self.tree.dominates(block, latch)
                && self.is_invariant(function, index, factor);
            let [a, b] = self.graph.predecessors(header) else { return None };
            let entering = if a.block == latch { b } else { a };
            if !fits || entering.block == latch || !self.tree.is_reachable(entering.block) {
                return None;
            }
            let initial = argument(function, entering.block, header, position)?;
            let next = argument(function, latch, header, position)?;
            let step = self.step(function, index, variable, next)?;
            let entering = entering.block;
            Some(Product { inst, index, header, entering, latch, variable, initial, step, factor })
        })
    }

    fn is_invariant(&self, function: &Function, index: LoopIndex, operand: Operand) -> bool {
        let Operand::Value(value) = operand else { return true };
        let block = match function.values[value].def {
            ValueDef::Result(inst, _) => self.places[inst],
            ValueDef::Param(block, _) => Some(block),
            ValueDef::Nothing => None,
        };
        block.is_some_and(|block| !self.nest.contains(index, block))
    }

    /// What is added to the variable to make its next value.
    fn step(
        &self,
        function: &Function,
        index: LoopIndex,
        variable: Value,
        next: Value,
    ) -> Option<Operand> {
        let data = function.insts[function.defining_inst(next)?];
        let parts = data.operation();
        let (Opcode::Iadd | Opcode::IaddChecked, left, right) = parts? else { return None };
        let step = match right {
            _ if left == variable => right,
            Operand::Value(right) if right == variable => Operand::Value(left),
            _ => return None,
        };
        self.is_invariant(function, index, step).then_some(step)
    }
}

/// Is a product with this number a shift, or a shift and one more operation?
fn is_cheap(bits: u64) -> bool {
    [bits, bits.wrapping_sub(1), bits.wrapping_add(1)].iter().any(|near| near.is_power_of_two())
        || bits == 0
}

/// What a block passes for a parameter of its only edge to another.
fn argument(function: &Function, from: Block, to: Block, position: u32) -> Option<Value> {
    let terminator = function.terminator(from)?;
    let mut calls = function.block_calls(terminator);
    let call = calls.find(|call| function.pool.target(*call) == to)?;
    function.pool.arguments(call).get(position as usize).copied()
}

/// A parameter of the header that is always the variable times the factor.
fn add_recurrence(function: &mut Function, product: &Product) -> Value {
    let ty = function.ty(product.variable);
    let location = function.locations[product.inst];
    let sum = function.add_param(product.header, ty);

    let initial = match function.constant(product.initial) {
        Some(number) => Operand::Number(number),
        None => Operand::Value(product.initial),
    };
    let mut emitter = Emitter { function, insts: Vec::new(), location };
    let initial = match emitter.product(ty, initial, product.factor) {
        Operand::Value(value) => value,
        Operand::Number(number) => emitter.constant(ty, number),
    };
    let step = emitter.product(ty, product.step, product.factor);
    let before = emitter.insts;
    insert_at_end(function, product.entering, before);

    let mut emitter = Emitter { function, insts: Vec::new(), location };
    let next = match step {
        Operand::Value(step) => emitter.values(Opcode::Iadd, sum, step),
        Operand::Number(step) => emitter.number(Opcode::Iadd, sum, step),
    };
    let before = emitter.insts;
    insert_at_end(function, product.latch, before);

    for (from, value) in [(product.entering, initial), (product.latch, next)] {
        if let Some(terminator) = function.terminator(from) {
            edit_calls(function, terminator, |pool, call| match pool.target(call) {
                target if target == product.header => pool.push_argument(call, value),
                _ => call,
            });
        }
    }
    sum
}

/// Puts instructions before the terminator of a block.
fn insert_at_end(function: &mut Function, block: Block, insts: Vec<Inst>) {
    let list = &mut function.blocks[block].insts;
    let end = list.len().saturating_sub(1);
    list.splice(end..end, insts);
}
