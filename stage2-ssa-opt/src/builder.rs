//! Making functions.
//!
//! A front end writes a function from top to bottom, a block at a time, and a mistake in it should
//! show where it is made. The builder computes the type of every result itself, refuses (in debug
//! builds) to append behind a terminator, and gives the function away only after the verifier has
//! looked at it.
//!
//! ```
//! use stage2::builder::FunctionBuilder;
//! use stage2::ir::{Module, Signature, Type};
//! use stage2::opcode::Opcode;
//!
//! let mut module = Module::new();
//! let mut build = FunctionBuilder::new("add", Signature::new(&[Type::I64; 2], &[Type::I64]));
//! let params = build.params().to_vec();
//! let sum = build.binary(Opcode::Iadd, params[0], params[1]);
//! build.ret(&[sum]);
//! build.finish(&mut module).unwrap();
//! assert!(stage2::text::print::module(&module).contains("v2: i64 = iadd v0, v1"));
//! ```
//!
//! Leaves out: the construction of SSA form. Variables are stack slots
//! ([`FunctionBuilder::variable`]), and `mem2reg` does the rest.

use std::fmt;

use crate::condition::{FloatCondition, IntCondition};
use crate::entity::{Block, DataRef, Entity, Exit, FuncRef, Slot, Value};
use crate::ir::{
    BlockCall, Effects, ExitData, Function, FunctionDecl, InstData, Module, Operand, Region,
    Signature, SlotData, SourceLoc, SwitchTable, TrapCode, Type,
};
use crate::opcode::{Format, Opcode};
use crate::verify::{self, Violations};

/// A function in the making.
pub struct FunctionBuilder {
    decl: FunctionDecl,
    body: Function,
    current: Block,
    location: SourceLoc,
}

/// Why a function was not added to the module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BuildError {
    /// The verifier found something wrong.
    Wrong(Violations),
    /// The module has something else of that name.
    NameTaken(String),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            BuildError::Wrong(violations) => violations.fmt(f),
            BuildError::NameTaken(name) => write!(f, "`@{name}` is defined twice"),
        }
    }
}

impl std::error::Error for BuildError {}

impl FunctionBuilder {
    /// Begins a function, with an entry block that has the parameters of the signature.
    pub fn new(name: &str, signature: Signature) -> FunctionBuilder {
        let mut body = Function::new();
        let current = body.add_block();
        for &ty in &signature.params {
            body.add_param(current, ty);
        }
        let decl = FunctionDecl { name: name.into(), signature, effects: Effects::ALL, body: None };
        FunctionBuilder { decl, body, current, location: SourceLoc::default() }
    }

    /// Verifies the function and adds it to the module, or makes it the body of what was declared
    /// with its name and signature.
    pub fn finish(self, module: &mut Module) -> Result<FuncRef, BuildError> {
        self.add(module, true)
    }

    /// The same for a front end that is trusted: only in debug builds what it has built is verified.
    pub fn finish_trusted(self, module: &mut Module) -> Result<FuncRef, BuildError> {
        self.add(module, cfg!(debug_assertions))
    }

    fn add(self, module: &mut Module, verify: bool) -> Result<FuncRef, BuildError> {
        let FunctionBuilder { mut decl, body, .. } = self;
        let taken = BuildError::NameTaken(decl.name.to_string());
        let func = match module.lookup(&decl.name) {
            Some(_) => module.function(&decl.name).filter(|func| {
                let declared = &module.functions[*func];
                declared.body.is_none() && declared.signature == decl.signature
            }),
            None => module.declare(&decl.name, decl.signature.clone(), Effects::ALL),
        };
        let func = func.ok_or(taken)?;
        if verify {
            verify::function(module, &decl, &body).map_err(BuildError::Wrong)?;
        }
        decl.effects = module.functions[func].effects.clone();
        decl.body = Some(body);
        module.functions[func] = decl;
        Ok(func)
    }

    /// What was built so far.
    pub fn body(&self) -> &Function {
        &self.body
    }

    /// The type of a value.
    pub fn ty(&self, value: Value) -> Type {
        self.body.ty(value)
    }

    /// Where the instructions that follow come from.
    pub fn set_location(&mut self, location: SourceLoc) {
        self.location = location;
    }

    // --- blocks -------------------------------------------------------------------------------------

    /// The parameters of the function.
    pub fn params(&self) -> &[Value] {
        &self.body.blocks[Block::new(0)].params
    }

    /// A new block, with parameters of these types.
    pub fn block(&mut self, params: &[Type]) -> Block {
        let block = self.body.add_block();
        for &ty in params {
            self.body.add_param(block, ty);
        }
        block
    }

    /// The parameters of a block.
    pub fn block_params(&self, block: Block) -> &[Value] {
        &self.body.blocks[block].params
    }

    /// Instructions that follow are appended to this block.
    pub fn switch_to(&mut self, block: Block) {
        self.current = block;
    }

    /// The block that instructions are appended to.
    pub fn current(&self) -> Block {
        self.current
    }

    /// Has the current block its terminator?
    pub fn is_terminated(&self) -> bool {
        self.body.terminator(self.current).is_some()
    }

    // --- slots and exits ------------------------------------------------------------------------------

    /// A slot for a variable.
    pub fn variable(&mut self, ty: Type, name: &str) -> Slot {
        self.body.slots.push(SlotData::variable(ty, Some(name)))
    }

    /// Any slot.
    pub fn slot(&mut self, data: SlotData) -> Slot {
        self.body.slots.push(data)
    }

    /// Any exit.
    pub fn exit(&mut self, data: ExitData) -> Exit {
        self.body.exits.push(data)
    }

    /// An exit that stops the program.
    pub fn trap(&mut self, code: TrapCode) -> Exit {
        self.body.exits.push(ExitData::Trap(code))
    }

    // --- instructions -----------------------------------------------------------------------------------

    /// Appends any instruction, with results of the given types.
    pub fn append(&mut self, data: InstData, types: &[Type]) -> Vec<Value> {
        debug_assert!(!self.is_terminated(), "{} is appended to a finished block", data.opcode());
        let inst = self.body.make_inst(data, types, self.location);
        self.body.blocks[self.current].insts.push(inst);
        self.body.results(inst).collect()
    }

    fn one(&mut self, data: InstData, ty: Type) -> Value {
        self.append(data, &[ty])[0]
    }

    fn none(&mut self, data: InstData) {
        self.append(data, &[]);
    }

    /// `iconst`; the number is brought to the width of the type.
    pub fn iconst(&mut self, ty: Type, number: i64) -> Value {
        self.one(InstData::Iconst { value: ty.canonical(number) }, ty)
    }

    /// `fconst` of an `f64`.
    pub fn f64const(&mut self, number: f64) -> Value {
        self.one(InstData::Fconst { bits: number.to_bits() }, Type::F64)
    }

    /// `fconst` of an `f32`.
    pub fn f32const(&mut self, number: f32) -> Value {
        self.one(InstData::Fconst { bits: number.to_bits().into() }, Type::F32)
    }

    /// An operation of one operand whose result has its type.
    pub fn unary(&mut self, opcode: Opcode, arg: Value) -> Value {
        debug_assert!(opcode.format() == Format::Unary, "{opcode} is not unary");
        let ty = self.ty(arg);
        self.one(InstData::Unary { opcode, arg }, ty)
    }

    /// A conversion.
    pub fn convert(&mut self, opcode: Opcode, arg: Value, to: Type) -> Value {
        debug_assert!(opcode.format() == Format::Unary, "{opcode} is not a conversion");
        self.one(InstData::Unary { opcode, arg }, to)
    }

    /// A conversion that may leave.
    pub fn convert_checked(&mut self, opcode: Opcode, arg: Value, to: Type, exit: Exit) -> Value {
        self.one(InstData::UnaryExit { opcode, arg, exit }, to)
    }

    /// An operation of two operands, the right one a value or a number.
    pub fn binary(&mut self, opcode: Opcode, left: Value, right: impl Into<Operand>) -> Value {
        let ty = self.ty(left);
        let data = match right.into() {
            Operand::Value(right) => InstData::Binary { opcode, args: [left, right] },
            Operand::Number(imm) => InstData::BinaryImm { opcode, arg: left, imm },
        };
        self.one(data, ty)
    }

    /// A division by a value, or a checked operation.
    pub fn checked(
        &mut self,
        opcode: Opcode,
        left: Value,
        right: impl Into<Operand>,
        exit: Exit,
    ) -> Value {
        let ty = self.ty(left);
        let data = match right.into() {
            Operand::Value(right) => InstData::BinaryExit { opcode, args: [left, right], exit },
            Operand::Number(imm) => match i32::try_from(imm) {
                Ok(imm) => InstData::BinaryImmExit { opcode, arg: left, imm, exit },
                Err(_) => {
                    let right = self.iconst(ty, imm);
                    InstData::BinaryExit { opcode, args: [left, right], exit }
                }
            },
        };
        self.one(data, ty)
    }

    /// `select` or `fma`.
    pub fn ternary(&mut self, opcode: Opcode, args: [Value; 3]) -> Value {
        let ty = self.ty(args[2]);
        self.one(InstData::Ternary { opcode, args }, ty)
    }

    /// `icmp`
    pub fn icmp(
        &mut self,
        condition: IntCondition,
        left: Value,
        right: impl Into<Operand>,
    ) -> Value {
        let data = match right.into() {
            Operand::Value(right) => InstData::Icmp { condition, args: [left, right] },
            Operand::Number(imm) => InstData::IcmpImm { condition, arg: left, imm },
        };
        self.one(data, Type::I8)
    }

    /// `fcmp`
    pub fn fcmp(&mut self, condition: FloatCondition, left: Value, right: Value) -> Value {
        self.one(InstData::Fcmp { condition, args: [left, right] }, Type::I8)
    }

    /// `load`
    pub fn load(&mut self, ty: Type, addr: Value, offset: i32, region: Region) -> Value {
        self.one(InstData::Load { region, addr, offset }, ty)
    }

    /// `store`
    pub fn store(&mut self, value: Value, addr: Value, offset: i32, region: Region) {
        self.none(InstData::Store { region, value, addr, offset });
    }

    /// `slot_addr`
    pub fn slot_addr(&mut self, slot: Slot, offset: i32) -> Value {
        self.one(InstData::SlotAddr { slot, offset }, Type::Ptr)
    }

    /// `slot_load` of a variable.
    pub fn get(&mut self, slot: Slot) -> Value {
        let ty = self.body.slots[slot].ty.unwrap_or(Type::I64);
        self.one(InstData::SlotLoad { slot, offset: 0 }, ty)
    }

    /// `slot_store` to a variable.
    pub fn set(&mut self, slot: Slot, value: Value) {
        self.none(InstData::SlotStore { slot, value, offset: 0 });
    }

    /// `data_addr`
    pub fn data_addr(&mut self, data: DataRef, offset: i64) -> Value {
        self.one(InstData::DataAddr { data, offset }, Type::Ptr)
    }

    /// `func_addr`
    pub fn func_addr(&mut self, func: FuncRef) -> Value {
        self.one(InstData::FuncAddr { func }, Type::Ptr)
    }

    /// `call`; the results are those of the declaration.
    pub fn call(&mut self, module: &Module, func: FuncRef, args: &[Value]) -> Vec<Value> {
        let args = self.body.pool.list(args);
        self.append(InstData::Call { func, args }, &module.functions[func].signature.results)
    }

    /// `call` with the state of the caller's frame while it runs, a `deopt` exit.
    pub fn call_in_frame(
        &mut self,
        module: &Module,
        func: FuncRef,
        args: &[Value],
        exit: Exit,
    ) -> Vec<Value> {
        let args = self.body.pool.list(args);
        let data = InstData::CallExit { func, args, exit };
        self.append(data, &module.functions[func].signature.results)
    }

    /// `call_indirect`
    pub fn call_indirect(
        &mut self,
        signature: &Signature,
        callee: Value,
        args: &[Value],
    ) -> Vec<Value> {
        let args = self.body.pool.list(args);
        let id = self.body.signature(signature);
        self.append(InstData::CallIndirect { signature: id, callee, args }, &signature.results)
    }

    /// `guard`
    pub fn guard(&mut self, arg: Value, exit: Exit) {
        self.none(InstData::UnaryExit { opcode: Opcode::Guard, arg, exit });
    }

    /// `bounds_check`
    pub fn bounds_check(&mut self, index: Value, length: Value, exit: Exit) {
        self.none(InstData::BinaryExit {
            opcode: Opcode::BoundsCheck,
            args: [index, length],
            exit,
        });
    }

    /// `anchor`
    pub fn anchor(&mut self, exit: Exit) {
        self.none(InstData::Anchor { exit });
    }

    // --- terminators --------------------------------------------------------------------------------------

    fn target(&mut self, (block, args): (Block, &[Value])) -> BlockCall {
        self.body.pool.block_call(block, args)
    }

    /// `jump`
    pub fn jump(&mut self, block: Block, args: &[Value]) {
        let target = self.target((block, args));
        self.none(InstData::Jump { target });
    }

    /// `br`
    pub fn br(&mut self, condition: Value, then: (Block, &[Value]), otherwise: (Block, &[Value])) {
        let targets = [self.target(then), self.target(otherwise)];
        self.none(InstData::Br { condition, targets });
    }

    /// `switch`
    pub fn switch(
        &mut self,
        arg: Value,
        default: (Block, &[Value]),
        cases: &[(i64, (Block, &[Value]))],
    ) {
        let default = self.target(default);
        let cases = cases.iter().map(|(number, target)| (*number, self.target(*target))).collect();
        let table = self.body.tables.push(SwitchTable { cases, default });
        self.none(InstData::Switch { arg, table });
    }

    /// `return`
    pub fn ret(&mut self, values: &[Value]) {
        let args = self.body.pool.list(values);
        self.none(InstData::Return { args });
    }

    /// `leave`
    pub fn leave(&mut self, exit: Exit) {
        self.none(InstData::Leave { exit });
    }
}
