//! A function: flat tables, and blocks that own the lists of their instructions.
//!
//! The entry block is the first of the layout; its parameters are those of the function, and
//! nothing jumps to it. Blocks that are taken out of the layout, instructions that are in no block
//! and values that nothing defines any more keep their numbers.
//!
//! A pass changes a function by replacing the data of an instruction in place (the result keeps its
//! name), by building new lists of instructions, and by replacing values. There are no lists of
//! uses: a pass that needs them computes them ([`crate::analysis::uses`]), and one that replaces
//! values collects what replaces what and sweeps once ([`Function::replace_values`]).

use crate::entity::{
    Block, Entity, Exit, FuncRef, Inst, PrimaryMap, SecondaryMap, SigRef, Slot, Table, Value,
};
use crate::ir::exit::ExitData;
use crate::ir::inst::InstData;
use crate::ir::list::{BlockCall, ValuePool};
use crate::ir::types::{Signature, Type};

// ANCHOR: function
/// The body of a function.
#[derive(Clone, Debug, Default)]
pub struct Function {
    /// Instructions.
    pub insts: PrimaryMap<Inst, InstData>,
    /// Where an instruction comes from.
    pub locations: SecondaryMap<Inst, SourceLoc>,
    /// The calls whose callees stand in this body now; a [`SourceLoc`] names one.
    pub inlined: Vec<InlinedCall>,
    /// Blocks.
    pub blocks: PrimaryMap<Block, BlockData>,
    /// The order in which blocks are printed and laid out; the entry block is the first.
    pub layout: Vec<Block>,
    /// Values.
    pub values: PrimaryMap<Value, ValueData>,
    /// Stack slots.
    pub slots: PrimaryMap<Slot, SlotData>,
    /// Side exits.
    pub exits: PrimaryMap<Exit, ExitData>,
    /// Signatures of indirect calls.
    pub signatures: PrimaryMap<SigRef, Signature>,
    /// Tables of switches.
    pub tables: PrimaryMap<Table, SwitchTable>,
    /// Lists of operands.
    pub pool: ValuePool,
    results: SecondaryMap<Inst, Results>,
}
// ANCHOR_END: function

/// A basic block.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BlockData {
    /// Parameters, which jumps to the block pass.
    pub params: Vec<Value>,
    /// Instructions in order; the last is the only terminator.
    pub insts: Vec<Inst>,
}

// ANCHOR: value
/// A value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ValueData {
    /// Its type.
    pub ty: Type,
    /// Where it is defined.
    pub def: ValueDef,
}
// ANCHOR_END: value

// ANCHOR: value_def
/// Where a value is defined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueDef {
    /// The n-th result of an instruction.
    Result(Inst, u32),
    /// The n-th parameter of a block.
    Param(Block, u32),
    /// Nowhere: the number is not used.
    Nothing,
}
// ANCHOR_END: value_def

/// A stack slot. All its bytes are 0 when the function is entered. One of size 0 does not exist (any
/// more) and is not printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SlotData {
    /// Size in bytes.
    pub size: u32,
    /// Alignment, a power of two.
    pub align: u32,
    /// The type of a variable that `mem2reg` may turn into values, if it is always accessed as one.
    pub ty: Option<Type>,
    /// The name of the variable, for readers.
    pub name: Option<std::sync::Arc<str>>,
}

impl SlotData {
    /// A slot for a variable.
    pub fn variable(ty: Type, name: Option<&str>) -> SlotData {
        SlotData { size: ty.bytes(), align: ty.bytes(), ty: Some(ty), name: name.map(Into::into) }
    }

    /// A slot for `size` bytes.
    pub fn bytes(size: u32, align: u32, name: Option<&str>) -> SlotData {
        SlotData { size, align, ty: None, name: name.map(Into::into) }
    }
}

/// The cases of a `switch`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SwitchTable {
    /// Values, all different and sign-extended from the operand's width, and where they go.
    pub cases: Vec<(i64, BlockCall)>,
    /// Where all others go.
    pub default: BlockCall,
}

/// A place in a source file. Line 0 means that it is not known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct SourceLoc {
    /// An index into the files of the module.
    pub file: u16,
    /// Column, from 1; 0 if it is not known.
    pub column: u16,
    /// Line, from 1.
    pub line: u32,
    /// Of which call the instruction is part: an index into [`Function::inlined`] plus one; 0 for the
    /// function's own instructions.
    pub site: u16,
}

/// A call that was replaced by the body of its callee.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InlinedCall {
    /// What was called.
    pub callee: FuncRef,
    /// Where. The call may be part of another one that was replaced.
    pub call: SourceLoc,
}

/// The results of an instruction have consecutive numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Results {
    first: Value,
    count: u32,
}

/// The block calls of an instruction: what a jump or a branch has, or a switch's default, and then
/// the cases of a switch.
#[derive(Clone, Debug)]
pub struct BlockCalls<'f> {
    own: [Option<BlockCall>; 2],
    cases: std::slice::Iter<'f, (i64, BlockCall)>,
}

impl Iterator for BlockCalls<'_> {
    type Item = BlockCall;

    #[inline]
    fn next(&mut self) -> Option<BlockCall> {
        let [first, second] = self.own;
        self.own = [second, None];
        first.or_else(|| self.cases.next().map(|(_, call)| *call))
    }
}

impl Default for Results {
    fn default() -> Results {
        Results { first: Value(0), count: 0 }
    }
}

impl Function {
    /// A function without blocks.
    pub fn new() -> Function {
        Function::default()
    }

    /// The entry block. A function without blocks has none; the verifier refuses it.
    #[inline]
    pub fn entry(&self) -> Option<Block> {
        self.layout.first().copied()
    }

    // --- blocks -----------------------------------------------------------------------------------

    /// Makes a block at the end of the layout.
    pub fn add_block(&mut self) -> Block {
        let block = self.blocks.push(BlockData::default());
        self.layout.push(block);
        block
    }

    /// Adds a parameter to a block.
    pub fn add_param(&mut self, block: Block, ty: Type) -> Value {
        let index = self.blocks[block].params.len() as u32;
        let value = self.values.push(ValueData { ty, def: ValueDef::Param(block, index) });
        self.blocks[block].params.push(value);
        value
    }

    /// Removes a parameter of a block; those behind it move up. The arguments of the jumps to it
    /// are the caller's affair.
    pub fn remove_param(&mut self, block: Block, index: usize) {
        let value = self.blocks[block].params.remove(index);
        self.values[value].def = ValueDef::Nothing;
        for (index, &value) in self.blocks[block].params.iter().enumerate().skip(index) {
            self.values[value].def = ValueDef::Param(block, index as u32);
        }
    }

    /// The block in which each instruction stands.
    pub fn homes(&self) -> SecondaryMap<Inst, Block> {
        let mut homes = SecondaryMap::with_capacity(Block(0), self.insts.len());
        for &block in &self.layout {
            for &inst in &self.blocks[block].insts {
                homes[inst] = block;
            }
        }
        homes
    }

    /// The last instruction of a block, if it is a terminator.
    #[inline]
    pub fn terminator(&self, block: Block) -> Option<Inst> {
        let inst = *self.blocks[block].insts.last()?;
        self.insts[inst].is_terminator().then_some(inst)
    }

    /// The block calls of an instruction, in the order of the text; a switch's default first.
    #[inline]
    pub fn block_calls(&self, inst: Inst) -> BlockCalls<'_> {
        let (own, cases): ([Option<BlockCall>; 2], &[(i64, BlockCall)]) = match self.insts[inst] {
            InstData::Jump { target } => ([Some(target), None], &[]),
            InstData::Br { targets: [then, otherwise], .. } => ([Some(then), Some(otherwise)], &[]),
            InstData::Switch { table, .. } => {
                let table = &self.tables[table];
                ([Some(table.default), None], &table.cases)
            }
            _ => ([None, None], &[]),
        };
        BlockCalls { own, cases: cases.iter() }
    }

    /// One of the block calls of an instruction, by its number in that order.
    #[inline]
    pub fn block_call(&self, inst: Inst, index: u32) -> Option<BlockCall> {
        match self.insts[inst] {
            InstData::Jump { target } if index == 0 => Some(target),
            InstData::Br { targets, .. } => targets.get(index as usize).copied(),
            InstData::Switch { table, .. } => match index.checked_sub(1) {
                None => Some(self.tables[table].default),
                Some(case) => self.tables[table].cases.get(case as usize).map(|(_, call)| *call),
            },
            _ => None,
        }
    }

    /// What one of the edges from a terminator passes for a parameter of the block it goes to.
    #[inline]
    pub fn argument(&self, terminator: Inst, edge: u32, param: usize) -> Option<Value> {
        Some(self.pool.arguments(self.block_call(terminator, edge)?)[param])
    }

    /// Where control may go from the end of a block. A block that is named twice comes twice.
    #[inline]
    pub fn successors(&self, block: Block) -> impl Iterator<Item = Block> + '_ {
        self.terminator(block).into_iter().flat_map(|inst| self.successors_of(inst))
    }

    /// Where control may go from a terminator. A block that is named twice comes twice.
    #[inline]
    pub fn successors_of(&self, terminator: Inst) -> impl Iterator<Item = Block> + '_ {
        self.block_calls(terminator).map(|call| self.pool.target(call))
    }

    // --- instructions -------------------------------------------------------------------------------

    /// Makes an instruction with results of the given types; it stands in no block yet.
    pub fn make_inst(&mut self, data: InstData, types: &[Type], location: SourceLoc) -> Inst {
        let inst = self.insts.push(data);
        let first = self.values.next_key();
        for (index, &ty) in types.iter().enumerate() {
            self.values.push(ValueData { ty, def: ValueDef::Result(inst, index as u32) });
        }
        self.attach_results(inst, first, types.len());
        if location != SourceLoc::default() {
            self.locations[inst] = location;
        }
        inst
    }

    /// Takes back the making of the instructions from `inst` on and of the values from `value` on,
    /// all the results of those. They stand in no block, and nothing names them.
    pub fn unmake(&mut self, inst: Inst, value: Value) {
        for number in inst.index()..self.insts.len() {
            self.results[Inst::new(number)] = Results::default();
            self.locations[Inst::new(number)] = SourceLoc::default();
        }
        self.insts.truncate(inst);
        self.values.truncate(value);
    }

    /// Says that the `count` values from `first` on, which exist, are the results of `inst`.
    pub(crate) fn attach_results(&mut self, inst: Inst, first: Value, count: usize) {
        if count != 0 {
            self.results[inst] = Results { first, count: count as u32 };
        }
    }

    /// The results of an instruction.
    #[inline]
    pub fn results(&self, inst: Inst) -> impl ExactSizeIterator<Item = Value> + Clone + use<> {
        let Results { first, count } = self.results[inst];
        (first.0..first.0 + count).map(Value)
    }

    /// The result of an instruction that has exactly one.
    #[inline]
    pub fn result(&self, inst: Inst) -> Option<Value> {
        let Results { first, count } = self.results[inst];
        (count == 1).then_some(first)
    }

    /// The instruction that defines a value, unless it is a parameter.
    #[inline]
    pub fn defining_inst(&self, value: Value) -> Option<Inst> {
        match self.values[value].def {
            ValueDef::Result(inst, _) => Some(inst),
            ValueDef::Param(..) | ValueDef::Nothing => None,
        }
    }

    /// The number that a value is, if it is an integer constant.
    #[inline]
    pub fn constant(&self, value: Value) -> Option<i64> {
        match self.insts[self.defining_inst(value)?] {
            InstData::Iconst { value } => Some(value),
            _ => None,
        }
    }

    /// The type of a value.
    #[inline]
    pub fn ty(&self, value: Value) -> Type {
        self.values[value].ty
    }

    // --- operands -------------------------------------------------------------------------------------

    /// Calls `visit` with every operand of an instruction, in the order of the text, the arguments
    /// of its block calls included. What its exit names is not an operand:
    /// [`Function::visit_uses`] has that too.
    pub fn visit_operands(&self, inst: Inst, mut visit: impl FnMut(Value)) {
        match self.insts[inst] {
            InstData::Iconst { .. }
            | InstData::Fconst { .. }
            | InstData::SlotAddr { .. }
            | InstData::SlotLoad { .. }
            | InstData::DataAddr { .. }
            | InstData::FuncAddr { .. }
            | InstData::Anchor { .. }
            | InstData::Leave { .. } => {}
            InstData::Unary { arg, .. }
            | InstData::UnaryExit { arg, .. }
            | InstData::BinaryImm { arg, .. }
            | InstData::BinaryImmExit { arg, .. }
            | InstData::IcmpImm { arg, .. }
            | InstData::Load { addr: arg, .. }
            | InstData::SlotStore { value: arg, .. } => visit(arg),
            InstData::Binary { args, .. }
            | InstData::BinaryExit { args, .. }
            | InstData::Icmp { args, .. }
            | InstData::Fcmp { args, .. } => args.into_iter().for_each(&mut visit),
            InstData::Ternary { args, .. } => args.into_iter().for_each(&mut visit),
            InstData::Store { value, addr, .. } => {
                visit(value);
                visit(addr);
            }
            InstData::Call { args, .. }
            | InstData::CallExit { args, .. }
            | InstData::Return { args } => {
                self.pool.get(args).iter().copied().for_each(&mut visit);
            }
            InstData::CallIndirect { callee, args, .. } => {
                visit(callee);
                self.pool.get(args).iter().copied().for_each(&mut visit);
            }
            InstData::Jump { target } => {
                self.pool.arguments(target).iter().copied().for_each(&mut visit);
            }
            InstData::Br { condition, targets } => {
                visit(condition);
                for call in targets {
                    self.pool.arguments(call).iter().copied().for_each(&mut visit);
                }
            }
            InstData::Switch { arg, .. } => {
                visit(arg);
                for call in self.block_calls(inst) {
                    self.pool.arguments(call).iter().copied().for_each(&mut visit);
                }
            }
        }
    }

    /// Calls `visit` with every value that must be there when an instruction is executed: its
    /// operands, and what its exit names.
    pub fn visit_uses(&self, inst: Inst, mut visit: impl FnMut(Value)) {
        self.visit_operands(inst, &mut visit);
        if let Some(exit) = self.insts[inst].exit() {
            self.exits[exit].visit_values(visit);
        }
    }

    /// Replaces every operand of an instruction, the arguments of its block calls included, but not
    /// what its exit names.
    pub fn map_operands(&mut self, inst: Inst, mut new: impl FnMut(Value) -> Value) {
        let Function { insts, pool, tables, .. } = self;
        let lists = |pool: &mut ValuePool, call: BlockCall, new: &mut dyn FnMut(Value) -> Value| {
            for value in pool.arguments_mut(call) {
                *value = new(*value);
            }
        };
        match &mut insts[inst] {
            InstData::Iconst { .. }
            | InstData::Fconst { .. }
            | InstData::SlotAddr { .. }
            | InstData::SlotLoad { .. }
            | InstData::DataAddr { .. }
            | InstData::FuncAddr { .. }
            | InstData::Anchor { .. }
            | InstData::Leave { .. } => {}
            InstData::Unary { arg, .. }
            | InstData::UnaryExit { arg, .. }
            | InstData::BinaryImm { arg, .. }
            | InstData::BinaryImmExit { arg, .. }
            | InstData::IcmpImm { arg, .. }
            | InstData::Load { addr: arg, .. }
            | InstData::SlotStore { value: arg, .. } => *arg = new(*arg),
            InstData::Binary { args, .. }
            | InstData::BinaryExit { args, .. }
            | InstData::Icmp { args, .. }
            | InstData::Fcmp { args, .. } => *args = args.map(new),
            InstData::Ternary { args, .. } => *args = args.map(new),
            InstData::Store { value, addr, .. } => {
                *value = new(*value);
                *addr = new(*addr);
            }
            InstData::Call { args, .. }
            | InstData::CallExit { args, .. }
            | InstData::Return { args } => {
                for value in pool.get_mut(*args) {
                    *value = new(*value);
                }
            }
            InstData::CallIndirect { callee, args, .. } => {
                *callee = new(*callee);
                for value in pool.get_mut(*args) {
                    *value = new(*value);
                }
            }
            InstData::Jump { target } => lists(pool, *target, &mut new),
            InstData::Br { condition, targets } => {
                *condition = new(*condition);
                for target in *targets {
                    lists(pool, target, &mut new);
                }
            }
            InstData::Switch { arg, table } => {
                *arg = new(*arg);
                let table = &tables[*table];
                lists(pool, table.default, &mut new);
                for (_, call) in &table.cases {
                    lists(pool, *call, &mut new);
                }
            }
        }
    }

    /// Replaces values everywhere: in the instructions of all blocks of the layout, and in exits.
    pub fn replace_values(&mut self, mut new: impl FnMut(Value) -> Value) {
        for index in 0..self.layout.len() {
            self.replace_in_block(self.layout[index], &mut new);
        }
        self.replace_in_exits(new);
    }

    /// Replaces values in the instructions of a block.
    pub fn replace_in_block(&mut self, block: Block, mut new: impl FnMut(Value) -> Value) {
        for position in 0..self.blocks[block].insts.len() {
            let inst = self.blocks[block].insts[position];
            self.map_operands(inst, &mut new);
        }
    }

    /// Replaces values in what exits name.
    pub fn replace_in_exits(&mut self, mut new: impl FnMut(Value) -> Value) {
        for exit in self.exits.values_mut() {
            exit.map_values(&mut new);
        }
    }

    /// An id for a signature.
    pub fn signature(&mut self, signature: &Signature) -> SigRef {
        // Looking at the last few only keeps a function with very many of them linear.
        let found = {
            let mut recent = self.signatures.iter().rev().take(64);
            recent.find(|(_, other)| *other == signature).map(|(found, _)| found)
        };
        found.unwrap_or_else(|| self.signatures.push(signature.clone()))
    }
}

impl PartialEq for Function {
    /// Equal functions print equally; the numbers of instructions and the layout of the pool do not
    /// matter.
    fn eq(&self, other: &Function) -> bool {
        crate::text::print::body(self) == crate::text::print::body(other)
    }
}
