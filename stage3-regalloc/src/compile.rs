//! The pipeline: a function in IR → machine code, its relocations and its side tables.
//!
//! Everything that is done to a function stands in [`compile`], in the order in which it is done;
//! nothing else runs. What holds between two steps is in the drawing of the crate's header.

use std::fmt;
use std::time::Duration;

use stage0::Isa;
use stage2::cpu_time::thread_time;
use stage2::entity::{DataRef, FuncRef, Inst};
use stage2::ir::{Function, Module, Signature};
use stage2::opcode::Opcode;

use crate::allocate::{Algorithm, Output, allocate};
use crate::exit_map::ExitMap;
use crate::isa::{Machine, a64, operation_text, x64};
use crate::lir::{self, Lowered, PReg};
use crate::lower::{Lower, Source};

/// How to compile.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// For which instruction set.
    pub isa: Isa,
    /// Which allocator.
    pub algorithm: Algorithm,
    /// The number of the function's first exit stub. A program whose stubs have maps gives every
    /// stub a number of its own: the next function's first is this plus the number of maps.
    pub first_exit: u32,
    /// What the processor has, beyond what all of its kind have.
    pub features: CpuFeatures,
    /// Data lie where the code can reach them with an address relative to itself, as they do in an
    /// executable. In memory they may be anywhere.
    pub near_data: bool,
    /// Keep the LIR as text, before and after allocation.
    pub keep_dumps: bool,
    /// Say where the time went. To read the clock costs as much as to compile a few instructions.
    pub timed: bool,
}

/// Instructions that not every processor of an instruction set has. Code for other machines than this
/// one is made with [`CpuFeatures::BASELINE`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CpuFeatures {
    /// x86-64: SSE 4.1, for rounding to an integral value.
    pub sse41: bool,
    /// x86-64: `popcnt`.
    pub popcnt: bool,
    /// x86-64: FMA 3. Without it there is no code for `fma`.
    pub fma: bool,
}

impl CpuFeatures {
    /// None of them.
    pub const BASELINE: CpuFeatures = CpuFeatures { sse41: false, popcnt: false, fma: false };

    /// Those of the machine that runs this program.
    #[cfg(target_arch = "x86_64")]
    pub fn host() -> CpuFeatures {
        CpuFeatures {
            sse41: std::is_x86_feature_detected!("sse4.1"),
            popcnt: std::is_x86_feature_detected!("popcnt"),
            fma: std::is_x86_feature_detected!("fma"),
        }
    }

    /// Those of the machine that runs this program.
    #[cfg(not(target_arch = "x86_64"))]
    pub fn host() -> CpuFeatures {
        CpuFeatures::BASELINE
    }
}

impl Options {
    /// The usual ones: for this machine if it has that instruction set, else for all that have it.
    pub fn new(isa: Isa) -> Options {
        let is_host = Isa::host() == Some(isa);
        Options {
            isa,
            algorithm: Algorithm::LinearScan,
            first_exit: 0,
            features: if is_host { CpuFeatures::host() } else { CpuFeatures::BASELINE },
            near_data: false,
            keep_dumps: false,
            timed: false,
        }
    }
}

/// A function as machine code.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CompiledFunction {
    /// Code, exit stubs behind it, constants at the end. The entry is the first byte; the whole must
    /// be loaded at a multiple of `align`, and of 16.
    pub code: Vec<u8>,
    /// A power of two, or 0 for what is less.
    pub align: u32,
    /// How many bytes of that are instructions.
    pub code_end: u32,
    /// What has to be filled in when addresses are known, by increasing offset.
    pub relocs: Vec<Reloc>,
    /// What the runtime has to know of exit stubs with frames, by increasing number.
    pub exits: Vec<ExitMap>,
    /// Where values are while a call waits that names a frame, by increasing address. There is no stub
    /// and no number; instead of the stub stands the address to which the call returns.
    pub waiting: Vec<ExitMap>,
    /// The callee-saved registers that the prologue saves, and where above the stack pointer.
    pub saved: Vec<(PReg, u32)>,
    /// How the frame comes and goes, by increasing offset: for whoever looks for the caller of a
    /// function that stands anywhere, a debugger.
    pub frame_rows: Vec<FrameRow>,
    /// Where the return address is above the stack pointer. `None` on AArch64 if the function calls
    /// nothing: then its exit stubs have put it in `x17`.
    pub return_at: Option<u32>,
    /// Which instruction of the IR the code from an offset on is made from, by increasing offset.
    pub source_map: Vec<(u32, Option<Inst>)>,
    /// The size of the frame between prologue and epilogue, without the return address.
    pub frame_bytes: u32,
    /// Where, above the stack pointer between prologue and epilogue, the caller's arguments on the
    /// stack begin; behind them are the results that have no register.
    pub incoming_at: u32,
    /// Where, above the stack pointer, the program's stack slots are, by number.
    pub slots_at: Vec<u32>,
    /// Counts.
    pub stats: Stats,
    /// Times, if asked for.
    pub times: Times,
    /// LIR as text, before and after allocation, if asked for.
    pub dumps: Option<[String; 2]>,
    /// If it was wanted, the LIR and what the allocator decided.
    pub allocated: Option<Box<(lir::LFunction, Output)>>,
}

/// A place in the code that depends on an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reloc {
    /// The first byte to change.
    pub offset: u32,
    /// How.
    pub kind: RelocKind,
    /// Of what the address is taken.
    pub target: Symbol,
    /// And so many bytes further.
    pub addend: i64,
}

/// The frame as it is from an offset of the code on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FrameRow {
    /// From where on.
    pub offset: u32,
    /// How far above the stack pointer the caller's stack pointer is, as it was before the call.
    pub distance: u32,
    /// How many of [`CompiledFunction::saved`] are saved.
    pub saved: u32,
}

/// What can have an address that the compiler does not know.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Symbol {
    /// A function of the module, or an external one.
    Function(FuncRef),
    /// Data of the module.
    Data(DataRef),
    /// The routine that exit stubs call.
    ExitHandler,
}

// ANCHOR: reloc_kind
/// How an address is written into code. `S` is the symbol's address with the addend, `P` that of the
/// place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RelocKind {
    /// Eight bytes: `S`.
    Absolute64,
    /// x86-64, four bytes: `S - (P + 4)`. `R_X86_64_PLT32` for functions, `R_X86_64_PC32` for data,
    /// with the 4 taken into the addend.
    X64Relative32,
    /// AArch64 `b` and `bl`: `(S - P) / 4` in 26 bits. `R_AARCH64_CALL26`.
    A64Call26,
    /// AArch64 `adrp`: the distance in pages of 4096 bytes. `R_AARCH64_ADR_PREL_PG_HI21`.
    A64Page21,
    /// AArch64 `add`: the low 12 bits of `S`. `R_AARCH64_ADD_ABS_LO12_NC`.
    A64Low12,
    /// AArch64 loads and stores of 2 to this many bytes: the low 12 bits of `S`, which is a multiple of
    /// that. `R_AARCH64_LDST8_ABS_LO12_NC` and its wider siblings.
    A64AccessLow12(u8),
    /// In tables, four bytes: `S - P`. `R_X86_64_PC32`, `R_AARCH64_PREL32`.
    Relative32,
}
// ANCHOR_END: reloc_kind

/// What came out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stats {
    /// Instructions of the IR.
    pub ir_instructions: u32,
    /// Instructions of the LIR.
    pub lir_instructions: u32,
    /// Virtual registers.
    pub virtual_registers: u32,
    /// Inserted moves between registers.
    pub moves: u32,
    /// Inserted moves to the stack.
    pub spills: u32,
    /// Inserted moves from the stack.
    pub reloads: u32,
    /// Values computed again.
    pub rematerialised: u32,
    /// Spill slots.
    pub spill_slots: u32,
}

/// Where the processor's time went.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Times {
    /// Instruction selection.
    pub select: Duration,
    /// Register allocation.
    pub allocate: Duration,
    /// Emission.
    pub emit: Duration,
}

/// Why a function cannot be compiled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CompileError {
    /// There is no code for this operation, in words.
    Unsupported(Isa, Opcode, String),
    /// The function, or its frame, is too large for this back end: 2^28 bytes of either.
    TooLarge,
    /// A mistake of this back end, in words: what it should have kept to.
    Internal(String),
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            CompileError::Unsupported(isa, opcode, what) => {
                write!(f, "`{opcode}` cannot be compiled for {isa}: {what}")
            }
            CompileError::TooLarge => f.write_str("the function is too large to be compiled"),
            CompileError::Internal(what) => write!(f, "a mistake of the compiler: {what}"),
        }
    }
}

impl std::error::Error for CompileError {}

// ANCHOR: back_end
/// What makes machine code of a module's functions: the pipeline of this crate, or another that keeps to
/// its conventions. Linking and the engine ask no more of it.
pub trait BackEnd {
    /// The code of a function that the verified module defines.
    ///
    /// # Errors
    /// See [`CompileError`].
    fn function(
        &self,
        module: &Module,
        func: FuncRef,
        options: Options,
    ) -> Result<CompiledFunction, CompileError>;

    /// The code of a function that is not in the module, and may call those that are.
    ///
    /// # Errors
    /// See [`CompileError`].
    fn beside(
        &self,
        module: &Module,
        signature: &Signature,
        function: &Function,
        options: Options,
    ) -> Result<CompiledFunction, CompileError>;
}

// ANCHOR_END: back_end

/// The back end of this crate: [`compile`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Own;

impl BackEnd for Own {
    fn function(
        &self,
        module: &Module,
        func: FuncRef,
        options: Options,
    ) -> Result<CompiledFunction, CompileError> {
        let decl = &module.functions[func];
        let missing = || CompileError::Internal(format!("@{} has no body", decl.name));
        let body = decl.body.as_ref().ok_or_else(missing)?;
        compile(module, &decl.signature, body, options)
    }

    fn beside(
        &self,
        module: &Module,
        signature: &Signature,
        function: &Function,
        options: Options,
    ) -> Result<CompiledFunction, CompileError> {
        compile(module, signature, function, options)
    }
}

/// Compiles a function of a module. The module has been verified; `function` may be another body
/// than the one in it, with the same signature.
///
/// # Errors
/// See [`CompileError`].
pub fn compile(
    module: &Module,
    signature: &Signature,
    function: &Function,
    options: Options,
) -> Result<CompiledFunction, CompileError> {
    let source = Source { module, signature, function };
    match options.isa {
        Isa::X64 => compile_for::<x64::X64>(&source, options),
        Isa::A64 => compile_for::<a64::A64>(&source, options),
    }
}

// ANCHOR: pipeline
/// The pipeline.
fn compile_for<M: Machine>(
    source: &Source,
    options: Options,
) -> Result<CompiledFunction, CompileError> {
    let clock = || if options.timed { thread_time() } else { Duration::ZERO };
    let start = clock();
    let mut lower = Lower::new(source)?;
    lower.features = options.features;
    lower.near_data = options.near_data;
    let lowered = M::select(lower)?;
    let selected = clock();
    if cfg!(debug_assertions) {
        lir::verify(&lowered.function).map_err(CompileError::Internal)?;
    }
    let allocating = clock();
    let output = allocate(&lowered.function, M::environment(), options.algorithm)
        .map_err(CompileError::Internal)?;
    let allocated = clock();
    if cfg!(debug_assertions) {
        crate::checker::check(&lowered.function, M::environment(), &output)
            .map_err(CompileError::Internal)?;
    }
    let emitting = clock();
    let mut compiled = M::emit(source, &lowered, &output, options.first_exit)?;
    compiled.times = Times {
        select: selected - start,
        allocate: allocated - allocating,
        emit: clock() - emitting,
    };
    compiled.stats = stats(source, &lowered, &output);
    if options.keep_dumps {
        compiled.dumps = Some(dumps(&lowered, &output));
        compiled.allocated = Some(Box::new((lowered.function, output)));
    }
    Ok(compiled)
}
// ANCHOR_END: pipeline

fn dumps<Op: std::fmt::Debug>(lowered: &Lowered<Op>, output: &Output) -> [String; 2] {
    let operation = |inst| operation_text(lowered, inst);
    [None, Some(output)].map(|output| lir::print::function(&lowered.function, output, &operation))
}

fn stats<Op>(source: &Source, lowered: &Lowered<Op>, output: &Output) -> Stats {
    use crate::allocate::{Allocation, MoveSource};
    let blocks = source.function.layout.iter();
    let mut stats = Stats {
        ir_instructions: blocks.map(|b| source.function.blocks[*b].insts.len() as u32).sum(),
        lir_instructions: lowered.ops.len() as u32,
        virtual_registers: lowered.function.vregs.len() as u32,
        spill_slots: output.spill_slots,
        ..Stats::default()
    };
    for inserted in &output.moves {
        match (inserted.from, inserted.to) {
            (MoveSource::Rematerialise(_), _) => stats.rematerialised += 1,
            (MoveSource::Place(Allocation::Spill(_)), _) => stats.reloads += 1,
            (_, Allocation::Spill(_)) => stats.spills += 1,
            _ => stats.moves += 1,
        }
    }
    stats
}
