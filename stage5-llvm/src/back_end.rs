//! LLVM as a back end: what stage 3's linking and its engine ask for a compiled function.
//!
//! ```text
//!   Module ── translate ──► LLVM IR ── optimise, generate ──► object file ── unpack ──► CompiledFunction, each
//! ```
//!
//! Stage 3 compiles function by function, when somebody asks. LLVM gains from seeing a program whole, and each of its
//! modules costs something of its own, so [`LlvmBackEnd::whole`] compiles everything that a program can reach beforehand
//! and hands out what is asked for. What comes later (an entry function, a unit of Python) is a module by itself.
//!
//! Judged by `tests/`: every test of a back end that stage 3 has is here for this one.

use std::cell::{Cell, RefCell};

use inkwell::context::Context;
use rustc_hash::FxHashMap;
use stage2::cpu_time::thread_time;
use stage2::entity::{Entity, FuncRef};
use stage2::ir::{Function, InstData, Module, Signature};
use stage3::compile::{BackEnd, CompileError, CompiledFunction, Options};

use crate::object::{self, Unpacked};
use crate::optimise::{self, Level, Times};
use crate::reach;
use crate::translate::{BESIDE, Translation, Translator};

/// Compiles with LLVM.
pub struct LlvmBackEnd {
    level: Level,
    exact_traps: bool,
    has_memory_functions: bool,
    /// Other passes than those of the level.
    passes: Option<String>,
    /// What was compiled beforehand.
    whole: RefCell<FxHashMap<usize, Unpacked>>,
    times: Cell<Times>,
}

impl LlvmBackEnd {
    /// One that compiles each function by itself.
    pub fn new(level: Level) -> LlvmBackEnd {
        LlvmBackEnd {
            level,
            exact_traps: true,
            has_memory_functions: false,
            passes: None,
            whole: RefCell::default(),
            times: Cell::default(),
        }
    }

    /// Lets LLVM inline functions that trap. A trap is then reported for the function it was inlined into.
    pub fn inline_traps(mut self) -> LlvmBackEnd {
        self.exact_traps = false;
        self
    }

    /// The module has `memset`, `memcpy` and `memmove`, so LLVM may use them.
    pub fn with_memory_functions(mut self) -> LlvmBackEnd {
        self.has_memory_functions = true;
        self
    }

    /// Runs these passes, named as for `opt -passes=`, instead of those of the level.
    pub fn with_passes(mut self, passes: &str) -> LlvmBackEnd {
        self.passes = Some(passes.to_string());
        self
    }

    /// How long it all took.
    pub fn times(&self) -> Times {
        self.times.get()
    }

    /// Compiles everything that can be reached from some functions, at once. The module stays as it is until
    /// its functions have been asked for.
    ///
    /// # Errors
    /// See [`CompileError`].
    pub fn whole(
        &self,
        module: &Module,
        roots: &[FuncRef],
        options: Options,
    ) -> Result<(), CompileError> {
        let functions = reach::reachable(module, roots);
        let made = self.compile(module, &functions, None, options)?;
        *self.whole.borrow_mut() = made;
        Ok(())
    }

    /// Compiles functions as one LLVM module.
    fn compile(
        &self,
        module: &Module,
        functions: &[FuncRef],
        beside: Option<(&Signature, &Function)>,
        options: Options,
    ) -> Result<FxHashMap<usize, Unpacked>, CompileError> {
        let context = Context::create();
        let mut times = self.times.get();
        let start = thread_time();
        let translator = self.translate(&context, module, functions, beside, options)?;
        times.translate += thread_time() - start;
        let machine = optimise::machine(options.isa, options.features, self.level)?;
        times.optimise +=
            optimise::optimise(&translator.llvm, &machine, self.level, self.passes.as_deref())?;
        let (file, generate) = optimise::generate(&translator.llvm, &machine)?;
        times.generate += generate;
        let start = thread_time();
        let beside = beside.map(|(_, body)| body);
        let unpacking = object::Context { module, beside, isa: options.isa };
        let made = unpacking.unpack(file.as_slice())?;
        times.unpack += thread_time() - start;
        self.times.set(times);
        Ok(made)
    }

    /// The LLVM IR of functions.
    ///
    /// # Errors
    /// See [`CompileError`].
    pub fn translate<'c, 'm>(
        &self,
        context: &'c Context,
        module: &'m Module,
        functions: &[FuncRef],
        beside: Option<(&Signature, &Function)>,
        options: Options,
    ) -> Result<Translator<'c, 'm>, CompileError> {
        let translation = Translation {
            target: options,
            has_memory_functions: self.has_memory_functions,
            exact_traps: self.exact_traps,
        };
        let mut translator = Translator::new(context, module, translation);
        for &func in functions {
            translator.function(func)?;
        }
        if let Some((signature, body)) = beside {
            translator.beside(signature, body)?;
        }
        translator.finish();
        Ok(translator)
    }
}

impl BackEnd for LlvmBackEnd {
    fn function(
        &self,
        module: &Module,
        func: FuncRef,
        options: Options,
    ) -> Result<CompiledFunction, CompileError> {
        let body = module.functions[func].body.as_ref();
        let body = body.ok_or_else(|| CompileError::Internal("no body".into()))?;
        if let Some(unpacked) = self.whole.borrow().get(&func.index()) {
            return unpacked.finish(options.isa, body, options.first_exit);
        }
        let made = self.compile(module, &[func], None, options)?;
        let unpacked = made.get(&func.index());
        let unpacked = unpacked.ok_or_else(|| CompileError::Internal("no code".into()))?;
        unpacked.finish(options.isa, body, options.first_exit)
    }

    fn beside(
        &self,
        module: &Module,
        signature: &Signature,
        function: &Function,
        options: Options,
    ) -> Result<CompiledFunction, CompileError> {
        // Where both keep to C's convention, glue need not be optimised.
        if calls_as_c(module, function) {
            return stage3::compile::compile(module, signature, function, options);
        }
        let made = self.compile(module, &[], Some((signature, function)), options)?;
        let unpacked = made.get(&BESIDE);
        let unpacked = unpacked.ok_or_else(|| CompileError::Internal("no code".into()))?;
        unpacked.finish(options.isa, function, options.first_exit)
    }
}

/// Have all functions that it calls at most two results? What more there are, stage 3 and LLVM return in
/// different places.
fn calls_as_c(module: &Module, function: &Function) -> bool {
    let insts = function.layout.iter().flat_map(|block| &function.blocks[*block].insts);
    insts.map(|inst| &function.insts[*inst]).all(|data| match data {
        InstData::CallIndirect { signature, .. } => {
            function.signatures[*signature].results.len() <= 2
        }
        data => {
            data.call().is_none_or(|(func, _)| module.functions[func].signature.results.len() <= 2)
        }
    })
}
