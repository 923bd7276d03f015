//! Changes that several passes make.
//!
//! Values are replaced in two steps, because a sweep over the function for each would be quadratic:
//! a pass notes in [`Replacements`] what stands for what, asks it about operands while it works,
//! and sweeps once at its end.

use crate::analysis::cfg::ControlFlowGraph;
use crate::analysis::control_flow::ControlFlow;
use crate::entity::{Block, Entity, EntitySet, Inst, SecondaryMap, Value};
use crate::ir::{BlockCall, Function, InstData, SourceLoc, ValueDef, ValuePool};

/// Which value stands for which.
#[derive(Clone, Debug, Default)]
pub struct Replacements {
    /// The value itself plus one; 0 for none.
    target: SecondaryMap<Value, u32>,
    /// For so many values the table is made when the first is replaced.
    values: usize,
    any: bool,
}

impl Replacements {
    /// No replacements.
    pub fn new() -> Replacements {
        Replacements::default()
    }

    /// No replacements, and room for those of the values that a function has now.
    pub fn of(function: &Function) -> Replacements {
        Replacements { values: function.values.len(), ..Replacements::default() }
    }

    /// `old` shall be replaced by what `new` stands for. They have the same type, and `new` does
    /// not stand for `old`.
    pub fn replace(&mut self, old: Value, new: Value) {
        if !self.any {
            self.target = SecondaryMap::with_capacity(0, self.values);
            self.any = true;
        }
        let new = self.resolve(new);
        debug_assert_ne!(old, new, "a value cannot stand for itself");
        self.target[old] = new.index() as u32 + 1;
    }

    /// What stands for the value: itself, if nothing replaces it.
    #[inline]
    pub fn resolve(&mut self, value: Value) -> Value {
        if self.target[value] == 0 { value } else { self.end_of_chain(value) }
    }

    fn end_of_chain(&mut self, value: Value) -> Value {
        let mut last = value;
        while self.target[last] != 0 {
            last = Value::new(self.target[last] as usize - 1);
        }
        // Path compression: chains are followed once.
        let mut step = value;
        while step != last {
            let next = Value::new(self.target[step] as usize - 1);
            self.target[step] = last.index() as u32 + 1;
            step = next;
        }
        last
    }

    /// Is nothing replaced?
    pub fn is_empty(&self) -> bool {
        !self.any
    }

    /// Replaces in all instructions of the layout and in all exits.
    pub fn apply(mut self, function: &mut Function) {
        if self.any {
            function.replace_values(|value| self.resolve(value));
        }
    }

    /// The same, for a pass that has asked about the operands of every block that can be reached, after
    /// the blocks that dominate it: left are the exits, and blocks that nobody reaches.
    pub fn apply_to_rest(self, function: &mut Function, flow: &ControlFlow) {
        self.apply_from(function, flow, flow.reverse_postorder().len());
    }

    /// The same, if all that is replaced is defined in blocks at, or behind, a position of the reverse postorder:
    /// what uses it stands there, too, or in blocks that nobody reaches.
    pub fn apply_from(mut self, function: &mut Function, flow: &ControlFlow, position: usize) {
        if !self.any {
            return;
        }
        for &block in &flow.reverse_postorder()[position..] {
            function.replace_in_block(block, |value| self.resolve(value));
        }
        if flow.reverse_postorder().len() != function.layout.len() {
            for index in 0..function.layout.len() {
                let block = function.layout[index];
                if !flow.is_reachable(block) {
                    function.replace_in_block(block, |value| self.resolve(value));
                }
            }
        }
        function.replace_in_exits(|value| self.resolve(value));
    }
}

/// Deletes the parameters of blocks that `keep` denies, and the arguments that jumps pass for
/// them; were there any? Not for the entry block, whose parameters are the function's. `graph` is
/// the function's. Linear in the edges to blocks that lose a parameter, and what leaves with them.
pub fn retain_params(
    function: &mut Function,
    graph: &ControlFlowGraph,
    mut keep: impl FnMut(Block, Value) -> bool,
) -> bool {
    let mut kept: SecondaryMap<Block, Option<Vec<bool>>> = SecondaryMap::new();
    let (mut terminators, mut answers) = (Vec::new(), Vec::new());
    let mut any = false;
    for position in 1..function.layout.len() {
        let block = function.layout[position];
        answers.clear();
        answers.extend(function.blocks[block].params.iter().map(|&param| keep(block, param)));
        if answers.iter().all(|&answer| answer) {
            continue;
        }
        any = true;
        let params = std::mem::take(&mut function.blocks[block].params);
        for (param, &answer) in params.into_iter().zip(&answers) {
            let rest = &mut function.blocks[block].params;
            function.values[param].def = if answer {
                rest.push(param);
                ValueDef::Param(block, rest.len() as u32 - 1)
            } else {
                ValueDef::Nothing
            };
        }
        terminators.extend(graph.predecessors(block).iter().map(|one| one.inst));
        kept[block] = Some(std::mem::take(&mut answers));
    }
    let mut seen = EntitySet::new();
    for &terminator in terminators.iter().filter(|inst| seen.insert(**inst)) {
        edit_calls(function, terminator, |pool, call| match &kept[pool.target(call)] {
            Some(answers) => pool.retain_arguments(call, answers),
            None => call,
        });
    }
    any
}

/// Replaces the block calls of a terminator, each once, in the order of the text.
pub fn edit_calls(
    function: &mut Function,
    terminator: Inst,
    mut edit: impl FnMut(&mut ValuePool, BlockCall) -> BlockCall,
) {
    let Function { insts, pool, tables, .. } = function;
    match &mut insts[terminator] {
        InstData::Jump { target } => *target = edit(pool, *target),
        InstData::Br { targets, .. } => {
            for target in targets {
                *target = edit(pool, *target);
            }
        }
        InstData::Switch { table, .. } => {
            let table = &mut tables[*table];
            table.default = edit(pool, table.default);
            for (_, call) in &mut table.cases {
                *call = edit(pool, *call);
            }
        }
        _ => {}
    }
}

/// Lets a terminator go to one block where it went to another, with the same arguments.
pub fn redirect(function: &mut Function, terminator: Inst, from: Block, to: Block) {
    edit_calls(function, terminator, |pool, call| {
        if pool.target(call) == from {
            pool.set_target(call, to);
        }
        call
    });
}

/// The preheader of a loop: the one block outside it that goes to the header, and to nothing else.
/// `inside` says which blocks are in the loop; `graph` is the function's.
pub fn preheader(
    function: &Function,
    graph: &ControlFlowGraph,
    header: Block,
    inside: impl Fn(Block) -> bool,
) -> Option<Block> {
    let mut entering = graph.predecessors(header).iter().filter(|one| !inside(one.block));
    match (entering.next(), entering.next()) {
        (Some(one), None) if matches!(function.insts[one.inst], InstData::Jump { .. }) => {
            Some(one.block)
        }
        _ => None,
    }
}

/// Makes a preheader for a loop: a block through which go now the edges of these terminators to the
/// header, all that come from outside. `entering` has one for each edge, those of one terminator
/// side by side. The block is not in the layout yet: see [`place_blocks`].
pub fn make_preheader(function: &mut Function, entering: &[Inst], header: Block) -> Block {
    let mut entering = entering.to_vec();
    let alone = entering.len() == 1;
    entering.dedup();
    let block = function.blocks.push(Default::default());
    let arguments: Vec<Value> = if alone {
        let mut calls = function.block_calls(entering[0]);
        let call = calls.find(|call| function.pool.target(*call) == header);
        call.map_or(Vec::new(), |call| function.pool.arguments(call).to_vec())
    } else {
        let types: Vec<_> =
            function.blocks[header].params.iter().map(|&param| function.ty(param)).collect();
        types.into_iter().map(|ty| function.add_param(block, ty)).collect()
    };
    for inst in entering {
        edit_calls(function, inst, |pool, call| match pool.target(call) == header {
            true if alone => pool.block_call(block, &[]),
            true => {
                pool.set_target(call, block);
                call
            }
            false => call,
        });
    }
    let target = function.pool.block_call(header, &arguments);
    let jump = function.make_inst(InstData::Jump { target }, &[], SourceLoc::default());
    function.blocks[block].insts.push(jump);
    block
}

/// Makes a block on the edges from a terminator to `target`: it passes on what they passed if
/// there is one, else it has the parameters of `target`. It is not in the layout yet.
pub fn split_edges(function: &mut Function, terminator: Inst, target: Block) -> Block {
    let count =
        function.block_calls(terminator).filter(|c| function.pool.target(*c) == target).count();
    let block = function.blocks.push(Default::default());
    let mut arguments = Vec::new();
    if count != 1 {
        for index in 0..function.blocks[target].params.len() {
            let ty = function.ty(function.blocks[target].params[index]);
            arguments.push(function.add_param(block, ty));
        }
    }
    edit_calls(function, terminator, |pool, call| match pool.target(call) == target {
        true if count == 1 => {
            arguments = pool.arguments(call).to_vec();
            pool.block_call(block, &[])
        }
        true => {
            pool.set_target(call, block);
            call
        }
        false => call,
    });
    let target = function.pool.block_call(target, &arguments);
    let location = function.locations[terminator];
    let jump = function.make_inst(InstData::Jump { target }, &[], location);
    function.blocks[block].insts.push(jump);
    block
}

/// Puts new blocks into the layout, each before the block that stands beside it here.
pub fn place_blocks(function: &mut Function, new: &[(Block, Block)]) {
    if new.is_empty() {
        return;
    }
    let mut before: SecondaryMap<Block, Vec<Block>> = SecondaryMap::new();
    for &(block, next) in new {
        before[next].push(block);
    }
    let mut layout = Vec::with_capacity(function.layout.len() + new.len());
    // A new block may stand before a new block; the stack keeps what is still to be placed.
    let mut stack: Vec<(Block, bool)> = Vec::new();
    for &old in &function.layout {
        stack.push((old, false));
        while let Some((block, ready)) = stack.pop() {
            if ready || before[block].is_empty() {
                layout.push(block);
            } else {
                stack.push((block, true));
                stack.extend(before[block].iter().rev().map(|&one| (one, false)));
            }
        }
    }
    function.layout = layout;
}
