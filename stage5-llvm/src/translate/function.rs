//! A function: blocks, phis and terminators.
//!
//! ```text
//!   block1(v3, v4):   ◄── jump block1(v1, v2)      block1:
//!                     ◄── jump block1(v8, v7)        %v3 = phi i64 [ %v1, %block0 ], [ %v8, %block2 ]
//!                                                    %v4 = phi i64 [ %v2, %block0 ], [ %v7, %block2 ]
//! ```
//!
//! A parameter says *what* comes in and leaves it to the jumps to say from where; a phi says both. So a phi can
//! only be completed when its predecessors are known, and they are LLVM's blocks: a block of ours that has
//! checked operations becomes several, and the edge leaves from the last. Parameters become empty
//! phis first; each jump, when it is translated, adds what it passes.
//!
//! A phi has one entry for each edge, and edges from one block cannot be told apart. A `br` with both
//! targets the same, or a `switch` with two cases to one block, passes through a block of its own
//! for all but the first edge.
//!
//! Blocks come in reverse postorder, so that a value is known before it is used; what cannot be reached is left
//! out, since LLVM's verifier knows no more of it than we do.

use inkwell::basic_block::BasicBlock;
use inkwell::builder::Builder;
use inkwell::values::{
    BasicValue, BasicValueEnum, FloatValue, FunctionValue, IntValue, PhiValue, PointerValue,
};
use rustc_hash::FxHashMap;
use stage2::analysis::cfg::control_flow_graph;
use stage2::analysis::postorder::postorder;
use stage2::entity::{Block, Entity, Exit, Inst, Slot, Value};
use stage2::ir::{BlockCall, Function, InstData, Signature, Type};

use super::{Error, Translator, exits, instruction, internal, memory};

/// A function that is being made.
pub struct Maker<'t, 'c, 'm> {
    /// The module.
    pub translator: &'t mut Translator<'c, 'm>,
    /// Where instructions are put.
    pub builder: Builder<'c>,
    /// The LLVM function.
    pub value: FunctionValue<'c>,
    /// Its number.
    pub number: usize,
    /// Its signature.
    pub signature: &'t Signature,
    /// What it is made from.
    pub body: &'t Function,
    pub(super) values: FxHashMap<Value, BasicValueEnum<'c>>,
    blocks: FxHashMap<Block, BasicBlock<'c>>,
    phis: FxHashMap<Value, PhiValue<'c>>,
    /// The program's stack slots.
    pub(super) slots: FxHashMap<Slot, PointerValue<'c>>,
    /// Where the values of a waiting frame are kept, by its call.
    pub(super) waiting: FxHashMap<Inst, PointerValue<'c>>,
    /// The blocks of exits with frames.
    pub(super) exits: FxHashMap<Exit, BasicBlock<'c>>,
}

/// Translates a body.
pub(super) fn translate<'c>(
    translator: &mut Translator<'c, '_>,
    value: FunctionValue<'c>,
    number: usize,
    signature: &Signature,
    body: &Function,
) -> Result<(), Error> {
    let builder = translator.context.create_builder();
    let mut maker = Maker {
        translator,
        builder,
        value,
        number,
        signature,
        body,
        values: FxHashMap::default(),
        blocks: FxHashMap::default(),
        phis: FxHashMap::default(),
        slots: FxHashMap::default(),
        waiting: FxHashMap::default(),
        exits: FxHashMap::default(),
    };
    let mut order = postorder(body, &control_flow_graph(body));
    order.reverse();
    maker.prepare(&order)?;
    // Clearing slots may have ended the entry's first LLVM block: go on where the builder stands.
    let start = maker.here()?;
    for (index, &block) in order.iter().enumerate() {
        maker.builder.position_at_end(if index == 0 { start } else { maker.blocks[&block] });
        for &inst in &body.blocks[block].insts {
            maker.translator.lines.at(&maker.builder, inst);
            if body.insts[inst].is_terminator() {
                maker.terminator(inst)?;
            } else {
                instruction::translate(&mut maker, inst)?;
            }
        }
    }
    Ok(())
}

impl<'c> Maker<'_, 'c, '_> {
    /// Makes the blocks, their phis, and in the entry block the stack slots.
    fn prepare(&mut self, order: &[Block]) -> Result<(), Error> {
        let context = self.translator.context;
        for &block in order {
            let made = context.append_basic_block(self.value, &block.to_string());
            self.blocks.insert(block, made);
        }
        let Some((&entry, others)) = order.split_first() else {
            return Err(internal("a function without blocks"));
        };
        for &block in others {
            self.builder.position_at_end(self.blocks[&block]);
            for &param in &self.body.blocks[block].params {
                let ty = self.translator.ty(self.body.ty(param));
                let phi = self.builder.build_phi(ty, &param.to_string())?;
                self.phis.insert(param, phi);
                self.values.insert(param, phi.as_basic_value());
            }
        }
        for (index, &param) in self.body.blocks[entry].params.iter().enumerate() {
            let value = self.value.get_nth_param(index as u32);
            let value = value.ok_or_else(|| internal("a parameter is missing"))?;
            value.set_name(&param.to_string());
            self.values.insert(param, value);
        }
        self.builder.position_at_end(self.blocks[&entry]);
        if let Some(&first) = self.body.blocks[entry].insts.first() {
            self.translator.lines.at(&self.builder, first);
        }
        memory::slots(self)?;
        exits::frame_slots(self)?;
        memory::clear_slots(self)
    }

    /// A block that nothing falls into.
    pub(super) fn new_block(&self, name: &str) -> BasicBlock<'c> {
        self.translator.context.append_basic_block(self.value, name)
    }

    fn terminator(&mut self, inst: Inst) -> Result<(), Error> {
        match self.body.insts[inst] {
            InstData::Jump { target } => {
                let block = self.edge(target)?;
                self.builder.build_unconditional_branch(block)?;
            }
            InstData::Br { condition, targets } => {
                let condition = self.truth(condition)?;
                let targets = self.edges(&targets)?;
                self.builder.build_conditional_branch(condition, targets[0], targets[1])?;
            }
            InstData::Switch { arg, table } => {
                let arg = self.int(arg)?;
                let table = &self.body.tables[table];
                let calls: Vec<BlockCall> = std::iter::once(table.default)
                    .chain(table.cases.iter().map(|(_, call)| *call))
                    .collect();
                let targets = self.edges(&calls)?;
                let number = |case: i64| arg.get_type().const_int(case as u64, true);
                let cases: Vec<_> = table
                    .cases
                    .iter()
                    .zip(&targets[1..])
                    .map(|((case, _), target)| (number(*case), *target))
                    .collect();
                self.builder.build_switch(arg, targets[0], &cases)?;
            }
            InstData::Return { args } => {
                let values: Vec<BasicValueEnum> = self
                    .body
                    .pool
                    .get(args)
                    .iter()
                    .map(|value| self.get(*value))
                    .collect::<Result<_, _>>()?;
                self.give_back(&values)?;
            }
            InstData::Leave { exit } => exits::leave(self, inst, exit)?,
            _ => return Err(internal("not a terminator")),
        }
        Ok(())
    }

    /// Returns from the function.
    pub(super) fn give_back(&self, values: &[BasicValueEnum<'c>]) -> Result<(), Error> {
        match values {
            [] => self.builder.build_return(None)?,
            [one] => self.builder.build_return(Some(one))?,
            several => self.builder.build_aggregate_return(several)?,
        };
        Ok(())
    }

    /// An edge from here: its arguments go to the phis.
    fn edge(&mut self, call: BlockCall) -> Result<BasicBlock<'c>, Error> {
        let from = self.here()?;
        self.edge_from(from, call)
    }

    fn edge_from(
        &mut self,
        from: BasicBlock<'c>,
        call: BlockCall,
    ) -> Result<BasicBlock<'c>, Error> {
        let target = self.body.pool.target(call);
        let params = &self.body.blocks[target].params;
        // BEGIN SOLUTION 5.1 stub: let _ = (from, params);
        for (param, &argument) in params.iter().zip(self.body.pool.arguments(call)) {
            let value = self.get(argument)?;
            self.phis[param].add_incoming(&[(&value as &dyn BasicValue, from)]);
        }
        // END SOLUTION
        Ok(self.blocks[&target])
    }

    /// The edges of one terminator; where a block is named again, through a block between.
    fn edges(&mut self, calls: &[BlockCall]) -> Result<Vec<BasicBlock<'c>>, Error> {
        let here = self.here()?;
        let mut seen: Vec<Block> = Vec::new();
        let mut targets = Vec::with_capacity(calls.len());
        for &call in calls {
            let target = self.body.pool.target(call);
            let is_again = seen.contains(&target);
            if !is_again || self.body.blocks[target].params.is_empty() {
                if !is_again {
                    seen.push(target);
                }
                targets.push(self.edge_from(here, call)?);
                continue;
            }
            let between = self.new_block("edge");
            let to = self.edge_from(between, call)?;
            self.builder.position_at_end(between);
            self.builder.build_unconditional_branch(to)?;
            self.builder.position_at_end(here);
            targets.push(between);
        }
        Ok(targets)
    }

    /// The LLVM block that is being filled.
    pub(super) fn here(&self) -> Result<BasicBlock<'c>, Error> {
        self.builder.get_insert_block().ok_or_else(|| internal("no block to build in"))
    }

    // --- values -----------------------------------------------------------------------------------

    /// A value.
    pub(super) fn get(&self, value: Value) -> Result<BasicValueEnum<'c>, Error> {
        let found = self.values.get(&value).copied();
        found.ok_or_else(|| internal(format!("{value} is used before it is made")))
    }

    /// A value that is an integer.
    pub(super) fn int(&self, value: Value) -> Result<IntValue<'c>, Error> {
        match self.get(value)? {
            BasicValueEnum::IntValue(int) => Ok(int),
            _ => Err(internal(format!("{value} is no integer"))),
        }
    }

    /// A value that is a floating-point number.
    pub(super) fn float(&self, value: Value) -> Result<FloatValue<'c>, Error> {
        match self.get(value)? {
            BasicValueEnum::FloatValue(float) => Ok(float),
            _ => Err(internal(format!("{value} is no floating-point number"))),
        }
    }

    /// A value that is an address.
    pub(super) fn pointer(&self, value: Value) -> Result<PointerValue<'c>, Error> {
        match self.get(value)? {
            BasicValueEnum::PointerValue(pointer) => Ok(pointer),
            _ => Err(internal(format!("{value} is no address"))),
        }
    }

    /// An integer or an address as a number.
    pub(super) fn number(&self, value: Value) -> Result<IntValue<'c>, Error> {
        match self.get(value)? {
            BasicValueEnum::IntValue(int) => Ok(int),
            BasicValueEnum::PointerValue(pointer) => {
                let ty = self.translator.context.i64_type();
                Ok(self.builder.build_ptr_to_int(pointer, ty, "")?)
            }
            _ => Err(internal(format!("{value} is no integer"))),
        }
    }

    /// Is a boolean not 0?
    pub(super) fn truth(&self, value: Value) -> Result<IntValue<'c>, Error> {
        let number = self.number(value)?;
        let zero = number.get_type().const_zero();
        Ok(self.builder.build_int_compare(inkwell::IntPredicate::NE, number, zero, "")?)
    }

    /// An `i1` as a boolean of ours.
    pub(super) fn boolean(&self, truth: IntValue<'c>) -> Result<BasicValueEnum<'c>, Error> {
        let ty = self.translator.context.i8_type();
        Ok(self.builder.build_int_z_extend(truth, ty, "")?.into())
    }

    /// A number of a type of integers.
    pub(super) fn constant(&self, ty: Type, number: i64) -> Result<IntValue<'c>, Error> {
        let bits = number as u64 & ty.mask();
        let ty = if ty == Type::Ptr { Type::I64 } else { ty };
        Ok(self.translator.ty(ty).into_int_type().const_int(bits, false))
    }

    /// The result of an instruction.
    pub(super) fn set(&mut self, inst: Inst, value: BasicValueEnum<'c>) -> Result<(), Error> {
        let result = self.body.result(inst);
        let result =
            result.ok_or_else(|| internal(format!("inst {} gives nothing", inst.index())))?;
        // What LLVM has folded may be a function or data, which has a name already.
        if value.as_instruction_value().is_some() {
            value.set_name(&result.to_string());
        }
        self.values.insert(result, value);
        Ok(())
    }
}
