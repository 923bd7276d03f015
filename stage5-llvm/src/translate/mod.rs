//! IR → LLVM IR, one to one: a module becomes a module, a function a function, an instruction one or a few.
//!
//! ```text
//!   ours                                        LLVM's
//!   block2(v3: i64):                            block2:
//!                                                 %v3 = phi i64 [ %v1, %block0 ], [ %v9, %block4 ]
//!   v5: i64 = iadd.checked v3, 1, exit0           %p = call {i64, i1} @llvm.sadd.with.overflow.i64(i64 %v3, i64 1)
//!                                                 br i1 %overflow, label %exit0, label %on, !prof !0
//!   v6: i64 = load v0 + 8 [region 3]              %v6 = load i64, ptr %a, align 1, !tbaa !3
//! ```
//!
//! Both are SSA, so there is nothing to construct. Three things differ. LLVM has phis where we have
//! parameters ([`function`]). It has no side exits, so a checked operation ends an LLVM block, and the exit is a
//! block that control never comes back from ([`exits`]). And where our operations are total, LLVM's have
//! undefined behaviour and poison: shifts from the width on, division by zero and `MIN / -1`, conversions that do
//! not fit. Those get the few instructions that make them total, and no flag (`nsw`, `inbounds`, `fast`)
//! is ever set that would turn a result into poison ([`integer`], [`float`]).
//!
//! What LLVM is told beyond that is what the IR knows and LLVM cannot see: that exits are rare (branch weights),
//! that accesses to different regions do not touch (type-based alias metadata, a sibling per region
//! under a root that is region 0), that a region is constant (`!invariant.load`), what an external function
//! reads and writes, that nothing unwinds.
//!
//! Requires verified IR. Leaves out: debug information beyond the numbers of instructions ([`lines`]).
//! Judged by `tests/every_operation.rs` and `tests/random_functions.rs`.

pub mod exits;
pub mod float;
pub mod function;
pub mod instruction;
pub mod integer;
pub mod lines;
pub mod memory;

use inkwell::AddressSpace;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::builder::BuilderError;
use inkwell::context::Context;
use inkwell::module::Module as LlvmModule;
use inkwell::types::{BasicMetadataTypeEnum, BasicType, BasicTypeEnum, FunctionType};
use inkwell::values::{FunctionValue, GlobalValue, MetadataValue};
use inkwell::{GlobalVisibility, values::BasicMetadataValueEnum};
use rustc_hash::FxHashMap;
use stage2::entity::{DataRef, Entity, FuncRef};
use stage2::ir::{Effects, Function, Module, Region, RegionSet, Signature, Type};
use stage3::compile::{CompileError, Options};

use crate::program::MEMORY_FUNCTIONS;

/// How to translate.
#[derive(Clone, Copy, Debug)]
pub struct Translation {
    /// For which machine, where its data are, and what its processor has.
    pub target: Options,
    /// May LLVM make calls of `memset`, `memcpy` and `memmove` out of loops? Somebody must have them then.
    pub has_memory_functions: bool,
    /// Keep functions that trap whole, so that a trap is told from the function that the source has it in.
    pub exact_traps: bool,
}

/// Why there is no LLVM IR for a function.
#[derive(Debug)]
pub enum Error {
    /// See there.
    Compile(CompileError),
    /// LLVM refuses what we build: our mistake.
    Build(BuilderError),
}

impl From<BuilderError> for Error {
    fn from(error: BuilderError) -> Error {
        Error::Build(error)
    }
}

impl From<CompileError> for Error {
    fn from(error: CompileError) -> Error {
        Error::Compile(error)
    }
}

impl From<Error> for CompileError {
    fn from(error: Error) -> CompileError {
        match error {
            Error::Compile(error) => error,
            Error::Build(error) => CompileError::Internal(format!("LLVM's builder: {error}")),
        }
    }
}

/// A mistake of ours.
pub(crate) fn internal(what: impl Into<String>) -> Error {
    Error::Compile(CompileError::Internal(what.into()))
}

/// An LLVM module that is being made.
pub struct Translator<'c, 'm> {
    /// LLVM's.
    pub context: &'c Context,
    /// What is made.
    pub llvm: LlvmModule<'c>,
    /// What it is made from.
    pub module: &'m Module,
    /// How.
    pub options: Translation,
    functions: FxHashMap<FuncRef, FunctionValue<'c>>,
    data: FxHashMap<DataRef, GlobalValue<'c>>,
    regions: FxHashMap<Region, MetadataValue<'c>>,
    lines: lines::Lines<'c>,
    has_waiting_calls: bool,
}

/// The name of a function's or of data's symbol. LLVM takes what begins with `llvm.` for its own.
pub fn symbol(name: &str) -> String {
    if name.starts_with("llvm.") { format!("_{name}") } else { name.to_string() }
}

/// How many parameters of a function of C's stand before its dots.
fn variadic(name: &str) -> Option<usize> {
    match name {
        "printf" | "scanf" => Some(1),
        "fprintf" | "dprintf" | "sprintf" | "fscanf" | "sscanf" => Some(2),
        "snprintf" => Some(3),
        _ => None,
    }
}

/// The section of a function's code: each has its own, so that it can be taken out of the object file.
pub fn section(func: usize) -> String {
    format!(".text.{func}")
}

/// The number of a function that is not in the module but beside it.
pub const BESIDE: usize = u32::MAX as usize;

impl<'c, 'm> Translator<'c, 'm> {
    /// Begins a module.
    pub fn new(context: &'c Context, module: &'m Module, options: Translation) -> Self {
        let llvm = context.create_module("module");
        let lines = lines::Lines::new(context, &llvm, module);
        let mut bodies = module.functions.values().filter_map(|decl| decl.body.as_ref());
        let has_waiting_calls = bodies.any(|body| !exits::waiting_calls(body).is_empty());
        Translator {
            context,
            llvm,
            module,
            options,
            functions: FxHashMap::default(),
            data: FxHashMap::default(),
            regions: FxHashMap::default(),
            lines,
            has_waiting_calls,
        }
    }

    /// Translates a function that the module defines.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn function(&mut self, func: FuncRef) -> Result<(), Error> {
        let decl = &self.module.functions[func];
        let body = decl.body.as_ref().ok_or_else(|| internal("a function without a body"))?;
        let value = self.function_value(func);
        self.define(value, func.index(), &decl.signature, body)
    }

    /// Translates a function that is not in the module.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn beside(&mut self, signature: &Signature, body: &Function) -> Result<(), Error> {
        let ty = self.function_type(signature);
        let value = self.llvm.add_function("beside", ty, None);
        self.define(value, BESIDE, signature, body)
    }

    /// The module is complete.
    pub fn finish(&self) {
        self.lines.finish();
    }

    fn define(
        &mut self,
        value: FunctionValue<'c>,
        number: usize,
        signature: &Signature,
        body: &Function,
    ) -> Result<(), Error> {
        value.set_section(Some(&section(number)));
        self.attribute(value, "uwtable", 1);
        for (key, text) in
            [("frame-pointer", "none"), ("no-realign-stack", ""), ("null-pointer-is-valid", "true")]
        {
            value.add_attribute(
                AttributeLoc::Function,
                self.context.create_string_attribute(key, text),
            );
        }
        // Addresses are numbers: the first page may be somebody's.
        self.attribute(value, "null_pointer_is_valid", 0);
        // The memory functions themselves must not become calls of themselves.
        let is_memory_function = number != BESIDE
            && MEMORY_FUNCTIONS.contains(&&*self.module.functions[FuncRef::new(number)].name);
        if !self.options.has_memory_functions || is_memory_function {
            let attribute = self.context.create_string_attribute("no-builtins", "");
            value.add_attribute(AttributeLoc::Function, attribute);
        }
        if self.has_waiting_calls {
            // Whose frame waits is told by return addresses, and a tail call has none.
            let attribute = self.context.create_string_attribute("disable-tail-calls", "true");
            value.add_attribute(AttributeLoc::Function, attribute);
        }
        let uses = exits::ExitUses::of(body);
        if uses.frames || self.options.exact_traps && uses.traps {
            self.attribute(value, "noinline", 0);
        }
        self.lines.begin(value, number);
        function::translate(self, value, number, signature, body)
    }

    /// Adds an attribute that is a word, perhaps with a number.
    pub(crate) fn attribute(&self, function: FunctionValue<'c>, name: &str, number: u64) {
        let kind = Attribute::get_named_enum_kind_id(name);
        let attribute = self.context.create_enum_attribute(kind, number);
        function.add_attribute(AttributeLoc::Function, attribute);
    }

    /// A function of the module, declared if it is not yet.
    pub(crate) fn function_value(&mut self, func: FuncRef) -> FunctionValue<'c> {
        if let Some(value) = self.functions.get(&func) {
            return *value;
        }
        let decl = &self.module.functions[func];
        let value = self.declare(&symbol(&decl.name), &decl.signature);
        if decl.body.is_none() {
            self.effects(value, &decl.effects);
        }
        if &*decl.name == "save_context" {
            self.attribute(value, "returns_twice", 0);
        }
        self.functions.insert(func, value);
        value
    }

    /// Declares a function that lies where code can call it.
    pub(crate) fn declare(&self, name: &str, signature: &Signature) -> FunctionValue<'c> {
        let ty = match variadic(name) {
            // C passes what is behind the dots in the same places, and on x86-64 says how many are floating point.
            Some(fixed) if fixed <= signature.params.len() => {
                let fixed = Signature::new(&signature.params[..fixed], &signature.results);
                self.variadic_type(&fixed)
            }
            _ => self.function_type(signature),
        };
        let value =
            self.llvm.get_function(name).unwrap_or_else(|| self.llvm.add_function(name, ty, None));
        value.as_global_value().set_visibility(GlobalVisibility::Hidden);
        self.attribute(value, "nounwind", 0);
        value
    }

    /// What calling an external function may do.
    fn effects(&self, function: FunctionValue<'c>, effects: &Effects) {
        let none = |set: &RegionSet| *set == RegionSet::Some(Vec::new());
        // Two bits for each of three kinds of memory, 1 for reading and 2 for writing: `memory(…)`.
        match (none(&effects.reads), none(&effects.writes)) {
            (true, true) => self.attribute(function, "memory", 0),
            (false, true) => self.attribute(function, "memory", 0b01_01_01),
            (true, false) => self.attribute(function, "memory", 0b10_10_10),
            (false, false) => {}
        }
        if effects.returns {
            self.attribute(function, "willreturn", 0);
        }
    }

    /// Data of the module, declared if they are not yet.
    pub(crate) fn data_value(&mut self, data: DataRef) -> GlobalValue<'c> {
        if let Some(value) = self.data.get(&data) {
            return *value;
        }
        let decl = &self.module.data[data];
        let bytes = self.context.i8_type().array_type(decl.size().min(u32::MAX.into()) as u32);
        let value = self.llvm.add_global(bytes, Some(AddressSpace::default()), &symbol(&decl.name));
        value.set_alignment(decl.align.max(1));
        value.set_constant(!decl.writable && !decl.external);
        // Near data are reached relative to the code; for others LLVM asks a table of addresses.
        if self.options.target.near_data {
            value.set_visibility(GlobalVisibility::Hidden);
        }
        self.data.insert(data, value);
        value
    }

    /// The type of a value.
    pub(crate) fn ty(&self, ty: Type) -> BasicTypeEnum<'c> {
        match ty {
            Type::I8 => self.context.i8_type().into(),
            Type::I16 => self.context.i16_type().into(),
            Type::I32 => self.context.i32_type().into(),
            Type::I64 => self.context.i64_type().into(),
            Type::F32 => self.context.f32_type().into(),
            Type::F64 => self.context.f64_type().into(),
            Type::Ptr => self.context.ptr_type(AddressSpace::default()).into(),
        }
    }

    /// The type of a function. Several results are a structure, whose parts are in registers
    /// as long as there are any.
    pub(crate) fn function_type(&self, signature: &Signature) -> FunctionType<'c> {
        self.type_of_function(signature, false)
    }

    fn variadic_type(&self, signature: &Signature) -> FunctionType<'c> {
        self.type_of_function(signature, true)
    }

    fn type_of_function(&self, signature: &Signature, dots: bool) -> FunctionType<'c> {
        let params: Vec<BasicMetadataTypeEnum> =
            signature.params.iter().map(|ty| self.ty(*ty).into()).collect();
        let results: Vec<BasicTypeEnum> = signature.results.iter().map(|ty| self.ty(*ty)).collect();
        match results.as_slice() {
            [] => self.context.void_type().fn_type(&params, dots),
            [one] => one.fn_type(&params, dots),
            several => self.context.struct_type(several, false).fn_type(&params, dots),
        }
    }

    // ANCHOR: regions
    /// The access tag of a region: regions are siblings under a root, so that they do not touch. The
    /// root itself is region 0, which may touch all.
    pub(crate) fn region_tag(&mut self, region: Region) -> MetadataValue<'c> {
        if let Some(tag) = self.regions.get(&region) {
            return *tag;
        }
        let zero = self.context.i64_type().const_zero();
        let root = self.context.metadata_node(&[self.context.metadata_string("memory").into()]);
        let node = |name: &str, parent: MetadataValue<'c>| {
            let parts: [BasicMetadataValueEnum; 3] =
                [self.context.metadata_string(name).into(), parent.into(), zero.into()];
            self.context.metadata_node(&parts)
        };
        let any = node("any", root);
        let ty = if region == Region::ANY { any } else { node(&region.to_string(), any) };
        let tag = self.context.metadata_node(&[ty.into(), ty.into(), zero.into()]);
        self.regions.insert(region, tag);
        tag
    }
    // ANCHOR_END: regions
}
