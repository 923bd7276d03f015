//! IR → LIR: what instruction selection has in common for both ISAs.
//!
//! Selection goes backward, uses before definitions. When it comes to an instruction, everything that
//! wants its result has been selected and has said so by [`Lower::use_value`]; if nobody has, because
//! it was folded into all its users (a constant into an immediate, a comparison into a branch, an
//! addition into an address), it is not selected at all. So the largest match needs no bookkeeping: a user takes
//! what it can swallow, looking up through [`Lower::definition`], and asks for registers for the rest
//! (bottom-up maximal munch; A. Appel, "Modern Compiler Implementation", 1998; on demand as in
//! Cranelift).
//!
//! Blocks are taken against the order in which they will be emitted ([`block_order`]), so a
//! definition's block comes after those of its uses. The ISA's function writes the instructions for
//! one instruction of the IR forward; they are kept in reverse, and [`Lower::run`] puts everything
//! into order at the end.
//!
//! Here the promises about edges in the header of [`crate::lir`] are made true: a critical edge gets
//! a block of its own, behind the one that it leaves; a parameter of a block with a single
//! predecessor is another name for its argument. A block that only returns is done on each of the edges
//! to it: an epilogue is hardly longer than a jump, and where the frame is not needed there is none.
//!
//! Requires: IR that has been verified. Leaves out blocks that cannot be reached.

use stage2::analysis::cfg::control_flow_graph;
use stage2::analysis::dominator_tree::dominator_tree;
use stage2::analysis::loops::{Loops, loops};
use stage2::entity::{Block, Entity, Exit, Inst, SecondaryMap, Value};
use stage2::ir::{BlockCall, ExitData, Function, InstData, Module, Signature, Type};
use stage2::opcode::Effect;

use crate::block_order::block_order;
use crate::compile::{CompileError, CpuFeatures};
use crate::exit_map::{ExitSketch, Sketched};
use crate::lir::{
    LBlock, LBlockData, LExit, LFunction, Lowered, Operand, PRegSet, RegClass, Remat, Role, VReg,
    VRegData,
};

/// A block that only returns is copied onto so many edges.
const MOST_RETURNS: u32 = 6;

/// What is compiled.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The module that it names functions and data of.
    pub module: &'a Module,
    /// Its signature.
    pub signature: &'a Signature,
    /// Its body.
    pub function: &'a Function,
}

/// A function on its way from IR to LIR.
pub struct Lower<'a, Op> {
    /// What is compiled.
    pub source: &'a Source<'a>,
    /// Bytes at the bottom of the frame for arguments and results of calls, so far.
    pub outgoing_bytes: u32,
    /// Does it call anything, so far?
    pub has_calls: bool,
    /// What the processor has.
    pub features: CpuFeatures,
    /// See [`crate::compile::Options::near_data`].
    pub near_data: bool,
    order: Vec<Block>,
    loops: Loops,
    /// How many edges lead to a block, by its number; 0 if it is not reached.
    edges_to: Vec<u32>,
    /// What a value is another name for, itself otherwise.
    names: Vec<Value>,
    use_counts: Vec<u32>,
    /// For every instruction how many writes to memory, calls and beginnings of blocks are before it.
    epochs: Vec<u32>,
    vregs: Vec<Option<VReg>>,
    function: LFunction,
    exits: Vec<ExitSketch>,
    /// In the order in which they are made: for each instruction of the IR backward.
    made: Vec<Made<Op>>,
    operands: Vec<Operand>,
    /// For each block of the IR its part of `made`.
    parts: SecondaryMap<Block, Option<(u32, u32)>>,
    /// The parts of the returns on edges that get a block, in the order of the blocks and edges backward.
    returns: Vec<(u32, u32)>,
    current: Option<Inst>,
}

/// An instruction that has been selected.
struct Made<Op> {
    op: Op,
    operands: (u32, u32),
    clobbers: PRegSet,
    role: Role,
    origin: Option<Inst>,
}

impl<'a, Op: Copy> Lower<'a, Op> {
    /// Prepares a function.
    ///
    /// # Errors
    /// [`CompileError::TooLarge`] from 2^24 instructions on.
    pub fn new(source: &'a Source<'a>) -> Result<Lower<'a, Op>, CompileError> {
        let function = source.function;
        if function.insts.len() >= 1 << 24 || function.values.len() >= 1 << 24 {
            return Err(CompileError::TooLarge);
        }
        let graph = control_flow_graph(function);
        let tree = dominator_tree(function, &graph);
        let loops = loops(&graph, &tree);
        let order = block_order(function, &graph, &loops);
        let mut edges_to = vec![0; function.blocks.len()];
        for &block in &order {
            for successor in function.successors(block) {
                edges_to[successor.index()] += 1;
            }
        }
        let mut lower = Lower {
            source,
            outgoing_bytes: 0,
            has_calls: false,
            features: CpuFeatures::BASELINE,
            near_data: false,
            order,
            loops,
            edges_to,
            names: function.values.keys().collect(),
            use_counts: vec![0; function.values.len()],
            epochs: vec![0; function.insts.len()],
            vregs: vec![None; function.values.len()],
            function: LFunction::new(),
            exits: Vec::new(),
            made: Vec::new(),
            operands: Vec::new(),
            parts: SecondaryMap::with_capacity(None, function.blocks.len()),
            returns: Vec::new(),
            current: None,
        };
        lower.name_parameters();
        lower.count_uses();
        Ok(lower)
    }

    /// Parameters of blocks with one predecessor are other names of their arguments.
    fn name_parameters(&mut self) {
        let function = self.source.function;
        for &block in &self.order {
            let Some(terminator) = function.terminator(block) else { continue };
            for call in function.block_calls(terminator) {
                let target = function.pool.target(call);
                if self.edges_to[target.index()] == 1 {
                    let arguments = function.pool.arguments(call);
                    for (param, argument) in function.blocks[target].params.iter().zip(arguments) {
                        self.names[param.index()] = self.names[argument.index()];
                    }
                }
            }
        }
    }

    fn count_uses(&mut self) {
        let function = self.source.function;
        let mut epoch = 0;
        for &block in &self.order {
            epoch += 1;
            for &inst in &function.blocks[block].insts {
                self.epochs[inst.index()] = epoch;
                let effect = function.insts[inst].opcode().effect();
                epoch += u32::from(matches!(effect, Effect::Write | Effect::Call));
                function.visit_uses(inst, |value| {
                    self.use_counts[self.names[value.index()].index()] += 1;
                });
            }
        }
    }

    // --- what selection asks --------------------------------------------------------------------------

    /// The instruction that defines a value, if one does.
    pub fn definition(&self, value: Value) -> Option<(Inst, InstData)> {
        let function = self.source.function;
        let inst = function.defining_inst(self.names[value.index()])?;
        Some((inst, function.insts[inst]))
    }

    /// Is there one use of the value, so that folding its definition there leaves nothing behind?
    pub fn is_used_once(&self, value: Value) -> bool {
        self.use_counts[self.names[value.index()].index()] == 1
    }

    /// Which of two values an operation should rather overwrite: one that nobody else uses; then one
    /// that came into the block from elsewhere, since it may be a sum that goes around a loop; then the one
    /// that is newer, since the other may have been spilled by now.
    pub fn value_to_overwrite(&self, one: Value, other: Value) -> Value {
        let rank = |value: Value| {
            let definition = self.definition(value).map(|(inst, _)| self.epochs[inst.index()]);
            (self.is_used_once(value), definition.is_none(), definition)
        };
        if rank(other) > rank(one) { other } else { one }
    }

    // ANCHOR: may_move_here
    /// May a load be done where the current instruction is, instead of where it stands? It may if both
    /// are in one block and nothing between them writes to memory.
    pub fn may_move_here(&self, load: Inst) -> bool {
        let here = self.current.map(|inst| self.epochs[inst.index()]);
        here == Some(self.epochs[load.index()])
    }
    // ANCHOR_END: may_move_here

    /// The number that a value is, if it is an integer constant.
    pub fn constant(&self, value: Value) -> Option<i64> {
        self.source.function.constant(self.names[value.index()])
    }

    /// The type of a value.
    pub fn ty(&self, value: Value) -> Type {
        self.source.function.ty(value)
    }

    /// The result of the instruction that is being selected, which has one.
    pub fn result(&self, inst: Inst) -> Value {
        self.source.function.results(inst).next().expect("the operation has a result")
    }

    // --- what selection says --------------------------------------------------------------------------

    /// The register of a value that is used: its definition will be selected.
    pub fn use_value(&mut self, value: Value) -> VReg {
        self.vreg_of(self.names[value.index()])
    }

    /// The register of a value that is defined.
    pub fn define(&mut self, value: Value) -> VReg {
        self.vreg_of(value)
    }

    fn vreg_of(&mut self, value: Value) -> VReg {
        if let Some(vreg) = self.vregs[value.index()] {
            return vreg;
        }
        let function = self.source.function;
        let remat = function.defining_inst(value).and_then(|inst| match function.insts[inst] {
            InstData::Iconst { value } => Some(Remat::Int(value)),
            InstData::Fconst { bits } => Some(Remat::Float(bits)),
            InstData::SlotAddr { slot, offset } => Some(Remat::SlotAddr(slot, offset)),
            InstData::DataAddr { data, offset } => Some(Remat::DataAddr(data, offset)),
            InstData::FuncAddr { func } => Some(Remat::FuncAddr(func)),
            _ => None,
        });
        let class = class_of(function.ty(value));
        let vreg = self.function.add_vreg(VRegData { class, remat, value: Some(value) });
        self.vregs[value.index()] = Some(vreg);
        vreg
    }

    /// Makes it known that a parameter that came on the stack can be loaded again.
    pub fn set_remat(&mut self, vreg: VReg, remat: Remat) {
        self.function.vregs[vreg.0 as usize].remat = Some(remat);
    }

    /// A register for something that is no value of the IR.
    pub fn temporary(&mut self, class: RegClass) -> VReg {
        self.function.add_vreg(VRegData { class, remat: None, value: None })
    }

    /// Appends an instruction to those for the current instruction of the IR.
    pub fn emit(&mut self, op: Op, operands: &[Operand]) {
        self.emit_with(op, operands, PRegSet::EMPTY, Role::Other);
    }

    /// The same, with clobbers and a role.
    pub fn emit_with(&mut self, op: Op, operands: &[Operand], clobbers: PRegSet, role: Role) {
        let first = self.operands.len() as u32;
        self.operands.extend_from_slice(operands);
        let operands = (first, self.operands.len() as u32);
        self.made.push(Made { op, operands, clobbers, role, origin: self.current });
    }

    /// A stub for an exit, and the state operands of the instruction that leaves by it.
    pub fn exit_stub(&mut self, exit: Exit) -> (LExit, Vec<Operand>) {
        let mut sketch = ExitSketch { exit, trap: None, values: Vec::new() };
        let mut operands = Vec::new();
        let data = &self.source.function.exits[exit];
        if let ExitData::Trap(code) = data {
            sketch.trap = Some(*code);
        }
        let mut values = Vec::new();
        data.visit_values(|value| values.push(value));
        values.sort_unstable();
        values.dedup();
        for value in values {
            let ty = self.ty(value);
            let sketched = match self.definition(value) {
                Some((_, InstData::Iconst { value })) => Sketched::Constant(value as u64),
                Some((_, InstData::Fconst { bits })) => Sketched::Constant(bits),
                Some((_, InstData::SlotAddr { slot, offset })) => Sketched::SlotAddr(slot, offset),
                _ => {
                    operands.push(Operand::state(self.use_value(value)));
                    Sketched::Operand(operands.len() as u32 - 1)
                }
            };
            sketch.values.push((value, ty, sketched));
        }
        self.exits.push(sketch);
        (LExit(self.exits.len() as u32 - 1), operands)
    }

    // --- the walk -------------------------------------------------------------------------------------

    /// Selects everything: `select` an instruction of the IR, `parameters` the code at the entry
    /// that defines the function's parameters, `returning` the return of some values. `jump` is the
    /// operation that ends the block of an edge.
    ///
    /// # Errors
    /// Those of `select` and `parameters`.
    pub fn run(
        mut self,
        select: fn(&mut Lower<'a, Op>, Inst) -> Result<(), CompileError>,
        parameters: fn(&mut Lower<'a, Op>) -> Result<(), CompileError>,
        returning: fn(&mut Lower<'a, Op>, &[Value]),
        jump: Op,
    ) -> Result<Lowered<Op>, CompileError> {
        let function = self.source.function;
        for index in (0..self.order.len()).rev() {
            let block = self.order[index];
            if self.only_returns(block).is_some() {
                continue;
            }
            let terminator = function.terminator(block);
            let is_jump = terminator.is_some_and(|inst| function.block_calls(inst).count() == 1);
            let calls = terminator.into_iter().flat_map(|inst| function.block_calls(inst));
            let mut calls: Vec<BlockCall> = calls.collect();
            calls.retain(|call| self.edges_to[function.pool.target(*call).index()] > 1);
            // Arguments are used here, before the definitions above are come to.
            for &call in calls.iter().rev() {
                if let Some((inst, values)) = self.returned(call) {
                    if !is_jump {
                        let part = self.made_by(Some(inst), |lower| {
                            returning(lower, &values);
                            Ok(())
                        })?;
                        self.returns.push(part);
                    }
                    continue;
                }
                for &argument in function.pool.arguments(call) {
                    self.use_value(argument);
                }
            }
            let first = self.made.len();
            for &inst in function.blocks[block].insts.iter().rev() {
                let on_edge = calls.first().filter(|_| is_jump && Some(inst) == terminator);
                if let Some((inst, values)) = on_edge.and_then(|call| self.returned(*call)) {
                    self.made_by(Some(inst), |lower| {
                        returning(lower, &values);
                        Ok(())
                    })?;
                } else if self.is_needed(inst) {
                    self.made_by(Some(inst), |lower| select(lower, inst))?;
                }
            }
            if function.entry() == Some(block) {
                self.made_by(None, parameters)?;
            }
            self.parts[block] = Some((first as u32, self.made.len() as u32));
        }
        Ok(self.in_layout_order(jump))
    }

    /// Selects something, for an instruction of the IR; its part of what is made.
    fn made_by(
        &mut self,
        origin: Option<Inst>,
        select: impl FnOnce(&mut Lower<'a, Op>) -> Result<(), CompileError>,
    ) -> Result<(u32, u32), CompileError> {
        self.current = origin;
        let start = self.made.len();
        select(self)?;
        self.made[start..].reverse();
        Ok((start as u32, self.made.len() as u32))
    }

    /// The return, if it is all that a block consists of that several edges lead to, though not too many.
    fn only_returns(&self, block: Block) -> Option<(Inst, &'a [Value])> {
        let function = self.source.function;
        match function.blocks[block].insts[..] {
            [inst] if (2..=MOST_RETURNS).contains(&self.edges_to[block.index()]) => {
                match function.insts[inst] {
                    InstData::Return { args } => Some((inst, function.pool.get(args))),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// What is returned by going along an edge, if that is all that happens then.
    fn returned(&self, call: BlockCall) -> Option<(Inst, Vec<Value>)> {
        let function = self.source.function;
        let target = function.pool.target(call);
        let (inst, values) = self.only_returns(target)?;
        let params = &function.blocks[target].params;
        let arguments = function.pool.arguments(call);
        let value = |value: &Value| match params.iter().position(|param| param == value) {
            Some(index) => arguments[index],
            None => *value,
        };
        Some((inst, values.iter().map(value).collect()))
    }

    // ANCHOR: is_needed
    fn is_needed(&self, inst: Inst) -> bool {
        let function = self.source.function;
        let mut results = function.results(inst);
        !function.insts[inst].is_removable_when_unused()
            || results.any(|value| self.vregs[value.index()].is_some())
    }
    // ANCHOR_END: is_needed

    fn in_layout_order(mut self, jump: Op) -> Lowered<Op> {
        let function = self.source.function;
        // First the numbers, then the contents. Behind every block come those that split its edges.
        let mut reached = std::mem::take(&mut self.order);
        reached.retain(|block| self.parts[*block].is_some());
        let mut numbers = SecondaryMap::with_capacity(LBlock(0), function.blocks.len());
        let mut next = 0;
        for &block in &reached {
            numbers[block] = LBlock(next);
            next += 1 + self.critical_edges(block) as u32;
        }
        let mut ops = Vec::with_capacity(self.made.len());
        let mut lir = std::mem::take(&mut self.function);
        lir.blocks = vec![LBlockData::default(); next as usize];
        for &block in &reached {
            let number = numbers[block];
            let loop_depth = self.loops.depth(block);
            let start = ops.len() as u32;
            let (first, end) = self.parts[block].unwrap_or_default();
            self.place(first, end, &mut lir, &mut ops);
            let data = &mut lir.blocks[number.0 as usize];
            data.insts = start..ops.len() as u32;
            data.loop_depth = loop_depth;
            data.origin = Some(block);
            if self.edges_to[block.index()] > 1 {
                let params = function.blocks[block].params.clone();
                let params = params
                    .into_iter()
                    .map(|param| vreg(&mut self.vregs, &mut lir, function, param));
                let params: Vec<VReg> = params.collect();
                lir.blocks[number.0 as usize].params = params;
            }
            let mut edge = number.0;
            let calls: Vec<_> = function
                .terminator(block)
                .into_iter()
                .flat_map(|inst| function.block_calls(inst))
                .collect();
            for &call in &calls {
                let target = function.pool.target(call);
                let returns = self.only_returns(target).is_some();
                if returns && calls.len() == 1 {
                    continue;
                }
                let arguments: Vec<VReg> = if returns {
                    Vec::new()
                } else if self.edges_to[target.index()] > 1 {
                    let arguments = function.pool.arguments(call).iter();
                    let arguments = arguments.map(|argument| self.names[argument.index()]);
                    arguments.filter_map(|argument| self.vregs[argument.index()]).collect()
                } else {
                    Vec::new()
                };
                let mut from = number;
                if calls.len() > 1 && self.edges_to[target.index()] > 1 {
                    edge += 1;
                    from = LBlock(edge);
                    let loop_depth = loop_depth.min(self.loops.depth(target));
                    let start = ops.len() as u32;
                    let part = if returns { self.returns.pop() } else { None };
                    if let Some((first, end)) = part {
                        self.place(first, end, &mut lir, &mut ops);
                    } else {
                        lir.add_inst(&[], PRegSet::EMPTY, Role::Other, None);
                        ops.push(jump);
                    }
                    let data = &mut lir.blocks[edge as usize];
                    data.insts = start..ops.len() as u32;
                    data.loop_depth = loop_depth;
                    data.predecessors.push(number);
                    lir.blocks[number.0 as usize].successors.push(from);
                }
                if returns {
                    continue;
                }
                let to = numbers[target];
                lir.blocks[from.0 as usize].successors.push(to);
                lir.blocks[from.0 as usize].arguments = arguments;
                lir.blocks[to.0 as usize].predecessors.push(from);
            }
        }
        for block in &mut lir.blocks {
            if block.successors.len() != 1 {
                block.arguments.clear();
            }
        }
        let Lower { exits, outgoing_bytes, has_calls, near_data, .. } = self;
        Lowered { function: lir, ops, exits, outgoing_bytes, has_calls, near_data }
    }

    /// Appends what was made, which is in reverse.
    fn place(&self, first: u32, end: u32, lir: &mut LFunction, ops: &mut Vec<Op>) {
        for made in self.made[first as usize..end as usize].iter().rev() {
            let operands = &self.operands[made.operands.0 as usize..made.operands.1 as usize];
            lir.add_inst(operands, made.clobbers, made.role, made.origin);
            ops.push(made.op);
        }
    }

    fn critical_edges(&self, block: Block) -> usize {
        let function = self.source.function;
        let targets = || function.successors(block);
        match targets().nth(1) {
            None => 0,
            Some(_) => targets().filter(|target| self.edges_to[target.index()] > 1).count(),
        }
    }
}

/// The register of a block's parameter, used or not.
fn vreg(
    vregs: &mut [Option<VReg>],
    lir: &mut LFunction,
    function: &Function,
    value: Value,
) -> VReg {
    let data = VRegData { class: class_of(function.ty(value)), remat: None, value: Some(value) };
    *vregs[value.index()].get_or_insert_with(|| lir.add_vreg(data))
}

/// The class of registers that hold values of a type.
pub fn class_of(ty: Type) -> RegClass {
    if ty.is_float() { RegClass::Float } else { RegClass::Int }
}
