//! Our IR → Cranelift's, compiled by Cranelift: the peer that kernels are measured against. Stage 5's scoreboard
//! includes this file too.
//!
//! The translation is the one that a front end for Cranelift would make of the same program, from the IR
//! *before* our optimiser: variables in slots become variables of `cranelift-frontend`, which makes SSA of
//! them, and everything else is an operation for an operation. Where ours is total and Cranelift's traps or
//! wraps, as in divisions and shifts, the difference is written out; divisions by powers of two
//! are shifts.
//!
//! **Exits** become traps (`trapnz`), whatever their frame states say. That is less than our code
//! does, which keeps the values of the states alive; so where exits matter the comparison is in Cranelift's favour.
//! Regions of memory are not told to Cranelift.
//!
//! Leaves out data, addresses of functions, and calls through them: no kernel has them. The settings are
//! those of a user who wants speed: `opt_level=speed`, the processor's own features, no verifier, no frame pointers.
#![allow(unsafe_code)] // calls machine code

mod arithmetic;

use std::time::Duration;

use cranelift_codegen::Context;
use cranelift_codegen::ir::{
    self as clif, AbiParam, BlockArg, InstBuilder, MemFlagsData, StackSlotData, StackSlotKind,
    TrapCode, types,
};
use cranelift_codegen::settings::{self, Configurable};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext, Variable};
use cranelift_jit::{JITBuilder, JITModule};
use cranelift_module::{FuncId, Linkage, Module as _};
use stage2::analysis::cfg::control_flow_graph;
use stage2::analysis::postorder::postorder;
use stage2::cpu_time::thread_time;
use stage2::entity::{Block, Entity, FuncRef, Inst, Slot, Value};
use stage2::ir::{BlockCall, Function, InstData, Module, Operand, Signature, Type};
use stage2::opcode::Opcode;
use stage3::link::entry;

use arithmetic::{float_condition, int_condition};

/// A module that Cranelift has compiled.
pub(super) struct Compiled {
    module: JITModule,
    entries: Vec<Option<FuncId>>,
    /// The processor's time from Cranelift's IR to bytes, without the entry functions.
    pub(super) time: Duration,
    /// Bytes of code, without the entry functions. One of the programs that include this reads them.
    #[allow(dead_code)]
    pub(super) bytes: usize,
}

/// Compiles a module.
///
/// # Errors
/// What there is no translation for, or what Cranelift has against it, in words.
pub(super) fn compile(module: &Module) -> Result<Compiled, String> {
    let mut flags = settings::builder();
    for (name, value) in [
        ("opt_level", "speed"),
        ("enable_verifier", "false"),
        ("use_colocated_libcalls", "false"),
        ("is_pic", "false"),
    ] {
        flags.set(name, value).map_err(|error| format!("{name}: {error}"))?;
    }
    let isa = cranelift_native::builder()?
        .finish(settings::Flags::new(flags))
        .map_err(|error| error.to_string())?;
    let libcalls = cranelift_module::default_libcall_names();
    let mut jit = JITModule::new(JITBuilder::with_isa(isa, libcalls));
    let mut ids = Vec::new();
    for decl in module.functions.values() {
        let signature = signature(&jit, &decl.signature);
        let id = jit.declare_function(&decl.name, Linkage::Local, &signature);
        ids.push(id.map_err(|error| format!("@{}: {error}", decl.name))?);
    }
    let mut scratch = FunctionBuilderContext::new();
    let (mut time, mut bytes) = (Duration::ZERO, 0);
    let mut entries = Vec::new();
    for (func, decl) in module.functions.iter() {
        let Some(body) = &decl.body else { return Err(format!("@{} is external", decl.name)) };
        let failed = |error: String| format!("@{}: {error}", decl.name);
        let id = ids[func.index()];
        let defined = define(&mut jit, id, &ids, &decl.signature, body, &mut scratch);
        let (took, size) = defined.map_err(failed)?;
        (time, bytes) = (time + took, bytes + size);
        let shape = entry::signature();
        let id = jit.declare_anonymous_function(&signature(&jit, &shape));
        let id = id.map_err(|error| failed(error.to_string()))?;
        let body = entry::function(module, func);
        define(&mut jit, id, &ids, &shape, &body, &mut scratch).map_err(failed)?;
        entries.push(Some(id));
    }
    jit.finalize_definitions().map_err(|error| error.to_string())?;
    Ok(Compiled { module: jit, entries, time, bytes })
}

impl Compiled {
    /// Calls a function.
    ///
    /// # Safety
    /// As for [`stage3::link::memory::Image::call`]; and the function must not leave by an exit, which
    /// would be a signal here.
    pub(super) unsafe fn call(&self, func: FuncRef, arguments: &[u64], results: &mut [u64]) {
        let Some(id) = self.entries[func.index()] else { return };
        let code = self.module.get_finalized_function(id);
        // SAFETY: the entry function was compiled with this signature, for the convention of this system.
        unsafe {
            let function: extern "C" fn(*const u64, *mut u64) = std::mem::transmute(code);
            function(arguments.as_ptr(), results.as_mut_ptr());
        }
    }

    /// Gives the memory back.
    pub(super) fn free(self) {
        // SAFETY: no code runs in it, and nobody has an address of it.
        unsafe { self.module.free_memory() }
    }
}

fn signature(jit: &JITModule, signature: &Signature) -> clif::Signature {
    let mut made = jit.make_signature();
    made.params.extend(signature.params.iter().map(|one| AbiParam::new(ty(*one))));
    made.returns.extend(signature.results.iter().map(|one| AbiParam::new(ty(*one))));
    made
}

fn ty(ty: Type) -> clif::Type {
    match ty {
        Type::I8 => types::I8,
        Type::I16 => types::I16,
        Type::I32 => types::I32,
        Type::I64 | Type::Ptr => types::I64,
        Type::F32 => types::F32,
        Type::F64 => types::F64,
    }
}

/// Translates a body and compiles it; the time of the latter, and the bytes.
fn define(
    jit: &mut JITModule,
    id: FuncId,
    ids: &[FuncId],
    shape: &Signature,
    body: &Function,
    scratch: &mut FunctionBuilderContext,
) -> Result<(Duration, usize), String> {
    let mut context: Context = jit.make_context();
    context.func.signature = signature(jit, shape);
    let config = jit.target_config();
    let mut translation = Translation {
        jit,
        ids,
        body,
        build: FunctionBuilder::new(&mut context.func, scratch),
        blocks: Vec::new(),
        values: vec![None; body.values.len()],
        slots: Vec::new(),
    };
    translation.function()?;
    translation.build.finalize(config);
    let start = thread_time();
    let defined = jit.define_function(id, &mut context);
    let time = thread_time() - start;
    defined.map_err(|error| format!("{error:?}"))?;
    let code = context.compiled_code();
    Ok((time, code.map_or(0, |code| code.code_info().total_size as usize)))
}

/// What a slot became.
#[derive(Clone, Copy)]
enum Place {
    Variable(Variable),
    Memory(clif::StackSlot),
}

struct Translation<'a> {
    jit: &'a mut JITModule,
    ids: &'a [FuncId],
    body: &'a Function,
    build: FunctionBuilder<'a>,
    blocks: Vec<clif::Block>,
    values: Vec<Option<clif::Value>>,
    slots: Vec<Place>,
}

impl Translation<'_> {
    fn function(&mut self) -> Result<(), String> {
        let body = self.body;
        let order = postorder(body, &control_flow_graph(body));
        self.blocks = body.blocks.keys().map(|_| self.build.create_block()).collect();
        for &block in &order {
            for &param in &body.blocks[block].params {
                let target = self.blocks[block.index()];
                let value = self.build.append_block_param(target, ty(body.ty(param)));
                self.values[param.index()] = Some(value);
            }
        }
        // In reverse postorder a value is defined before it is used.
        for &block in order.iter().rev() {
            self.build.switch_to_block(self.blocks[block.index()]);
            if body.entry() == Some(block) {
                self.slots();
            }
            for &inst in &body.blocks[block].insts {
                self.instruction(inst)?;
            }
        }
        self.build.seal_all_blocks();
        Ok(())
    }

    /// Slots that are only loaded and stored as one type are variables; all are 0 at the beginning.
    fn slots(&mut self) {
        let body = self.body;
        let mut whole: Vec<Option<Type>> = body.slots.values().map(|slot| slot.ty).collect();
        for block in &body.layout {
            for &inst in &body.blocks[*block].insts {
                let (slot, kind) = match body.insts[inst] {
                    InstData::SlotLoad { slot, offset: 0 } => {
                        (slot, body.result(inst).map(|value| body.ty(value)))
                    }
                    InstData::SlotStore { slot, value, offset: 0 } => (slot, Some(body.ty(value))),
                    InstData::SlotLoad { slot, .. }
                    | InstData::SlotStore { slot, .. }
                    | InstData::SlotAddr { slot, .. } => (slot, None),
                    _ => continue,
                };
                if whole[slot.index()] != kind {
                    whole[slot.index()] = None;
                }
            }
        }
        for (slot, kind) in body.slots.iter().map(|(slot, data)| (data, whole[slot.index()])) {
            let place = match kind {
                Some(kind) => {
                    let variable = self.build.declare_var(ty(kind));
                    let zero = self.zero(kind);
                    self.build.def_var(variable, zero);
                    Place::Variable(variable)
                }
                None => {
                    let size = slot.size.next_multiple_of(8);
                    let align = slot.align.max(8).trailing_zeros() as u8;
                    let data = StackSlotData::new(StackSlotKind::ExplicitSlot, size, align);
                    let memory = self.build.create_sized_stack_slot(data);
                    let zero = self.zero(Type::I64);
                    let address = self.build.ins().stack_addr(types::I64, memory, 0);
                    for offset in (0..size as i32).step_by(8) {
                        self.build.ins().store(MemFlagsData::trusted(), zero, address, offset);
                    }
                    Place::Memory(memory)
                }
            };
            self.slots.push(place);
        }
    }

    fn zero(&mut self, kind: Type) -> clif::Value {
        match kind {
            Type::F32 => self.build.ins().f32const(0.0),
            Type::F64 => self.build.ins().f64const(0.0),
            kind => self.build.ins().iconst(ty(kind), 0),
        }
    }

    fn value(&self, value: Value) -> Result<clif::Value, String> {
        self.values[value.index()].ok_or_else(|| format!("{value} is used before it is defined"))
    }

    fn operand(&mut self, operand: Operand, kind: Type) -> Result<clif::Value, String> {
        match operand {
            Operand::Value(value) => self.value(value),
            Operand::Number(number) => Ok(self.number(kind, number)),
        }
    }

    fn number(&mut self, kind: Type, number: i64) -> clif::Value {
        self.build.ins().iconst(ty(kind), number & kind.mask() as i64)
    }

    fn leave_if(&mut self, condition: clif::Value) {
        self.build.ins().trapnz(condition, TrapCode::unwrap_user(1));
    }

    fn arguments(&self, call: BlockCall) -> Result<(clif::Block, Vec<BlockArg>), String> {
        let target: Block = self.body.pool.target(call);
        let arguments = self.body.pool.arguments(call).iter();
        let arguments: Result<_, String> =
            arguments.map(|argument| Ok(BlockArg::Value(self.value(*argument)?))).collect();
        Ok((self.blocks[target.index()], arguments?))
    }

    fn instruction(&mut self, inst: Inst) -> Result<(), String> {
        let body = self.body;
        let data = body.insts[inst];
        let opcode = data.opcode();
        let flags = MemFlagsData::trusted();
        let result = body.result(inst).map(|value| body.ty(value));
        let made = match data {
            InstData::Iconst { value } => self.number(result.unwrap_or(Type::I64), value),
            InstData::Fconst { bits } => match result {
                Some(Type::F32) => self.build.ins().f32const(f32::from_bits(bits as u32)),
                _ => self.build.ins().f64const(f64::from_bits(bits)),
            },
            InstData::Unary { arg, .. } => self.unary(opcode, arg, result)?,
            InstData::UnaryExit { opcode: Opcode::Guard, arg, .. } => {
                let arg = self.value(arg)?;
                self.build.ins().trapz(arg, TrapCode::unwrap_user(1));
                return Ok(());
            }
            InstData::UnaryExit { arg, .. } => {
                let (arg, to) = (self.value(arg)?, ty(result.unwrap_or(Type::I64)));
                match opcode {
                    Opcode::FptosiChecked => self.build.ins().fcvt_to_sint(to, arg),
                    _ => self.build.ins().fcvt_to_uint(to, arg),
                }
            }
            InstData::Binary { args: [left, right], .. } => {
                self.binary(opcode, left, Operand::Value(right))?
            }
            InstData::BinaryImm { arg, imm, .. } => {
                self.binary(opcode, arg, Operand::Number(imm))?
            }
            InstData::BinaryExit { args: [left, right], .. } => {
                match self.checked(opcode, left, Operand::Value(right))? {
                    Some(made) => made,
                    None => return Ok(()),
                }
            }
            InstData::BinaryImmExit { arg, imm, .. } => {
                match self.checked(opcode, arg, Operand::Number(imm.into()))? {
                    Some(made) => made,
                    None => return Ok(()),
                }
            }
            InstData::Ternary { args, .. } => {
                let [a, b, c] = [self.value(args[0])?, self.value(args[1])?, self.value(args[2])?];
                match opcode {
                    Opcode::Fma => self.build.ins().fma(a, b, c),
                    _ => self.build.ins().select(a, b, c),
                }
            }
            InstData::Icmp { condition, args: [left, right] } => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                self.build.ins().icmp(int_condition(condition), left, right)
            }
            InstData::IcmpImm { condition, arg, imm } => {
                let (left, right) = (self.value(arg)?, self.number(body.ty(arg), imm));
                self.build.ins().icmp(int_condition(condition), left, right)
            }
            InstData::Fcmp { condition, args: [left, right] } => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                self.build.ins().fcmp(float_condition(condition), left, right)
            }
            InstData::Load { addr, offset, .. } => {
                let addr = self.value(addr)?;
                self.build.ins().load(ty(result.unwrap_or(Type::I64)), flags, addr, offset)
            }
            InstData::Store { value, addr, offset, .. } => {
                let (value, addr) = (self.value(value)?, self.value(addr)?);
                self.build.ins().store(flags, value, addr, offset);
                return Ok(());
            }
            InstData::SlotAddr { slot, offset } => match self.slots[slot.index()] {
                Place::Memory(memory) => self.build.ins().stack_addr(types::I64, memory, offset),
                Place::Variable(_) => return Err(format!("the address of {slot}")),
            },
            InstData::SlotLoad { slot, offset } => self.slot_load(slot, offset, result),
            InstData::SlotStore { slot, value, offset } => {
                let value = self.value(value)?;
                match self.slots[slot.index()] {
                    Place::Variable(variable) => self.build.def_var(variable, value),
                    Place::Memory(memory) => {
                        let address = self.build.ins().stack_addr(types::I64, memory, offset);
                        self.build.ins().store(flags, value, address, 0);
                    }
                }
                return Ok(());
            }
            InstData::Call { func, args } | InstData::CallExit { func, args, .. } => {
                let callee = self.jit.declare_func_in_func(self.ids[func.index()], self.build.func);
                let arguments: Result<Vec<_>, String> =
                    body.pool.get(args).iter().map(|one| self.value(*one)).collect();
                let call = self.build.ins().call(callee, &arguments?);
                let results = self.build.inst_results(call).to_vec();
                for (value, made) in body.results(inst).zip(results) {
                    self.values[value.index()] = Some(made);
                }
                return Ok(());
            }
            InstData::Jump { target } => {
                let (target, arguments) = self.arguments(target)?;
                self.build.ins().jump(target, &arguments);
                return Ok(());
            }
            InstData::Br { condition, targets: [then, other] } => {
                let condition = self.value(condition)?;
                let (then, first) = self.arguments(then)?;
                let (other, second) = self.arguments(other)?;
                self.build.ins().brif(condition, then, &first, other, &second);
                return Ok(());
            }
            InstData::Return { args } => {
                let values: Result<Vec<_>, String> =
                    body.pool.get(args).iter().map(|one| self.value(*one)).collect();
                self.build.ins().return_(&values?);
                return Ok(());
            }
            InstData::Leave { .. } => {
                self.build.ins().trap(TrapCode::unwrap_user(1));
                return Ok(());
            }
            InstData::Anchor { .. } => return Ok(()),
            InstData::DataAddr { .. }
            | InstData::FuncAddr { .. }
            | InstData::CallIndirect { .. }
            | InstData::Switch { .. } => return Err(not_translated(opcode)),
        };
        if let Some(value) = body.result(inst) {
            self.values[value.index()] = Some(made);
        }
        Ok(())
    }

    fn slot_load(&mut self, slot: Slot, offset: i32, result: Option<Type>) -> clif::Value {
        match self.slots[slot.index()] {
            Place::Variable(variable) => self.build.use_var(variable),
            Place::Memory(memory) => {
                let address = self.build.ins().stack_addr(types::I64, memory, offset);
                let kind = ty(result.unwrap_or(Type::I64));
                self.build.ins().load(kind, MemFlagsData::trusted(), address, 0)
            }
        }
    }
}

fn not_translated(opcode: Opcode) -> String {
    format!("`{opcode}` has no translation for Cranelift here")
}
