//! LLVM's own part: the target machine, the passes, and the object file.
//!
//! ```text
//!   LLVM IR ── default<O2> ──► LLVM IR ── code generation ──► object file, in memory
//! ```
//!
//! `-O0` runs no pass; code generation at `-O0` is another instruction selector (FastISel) and another register
//! allocator. Nothing here is an optimisation of ours.
//!
//! Position-independent code, since what we link may lie anywhere. The processor is the baseline plus what
//! stage 3 uses of the host, so that both are compared on the same instructions; `fma` brings AVX with it, and
//! vectors are of 128 bits all the same.
#![allow(unsafe_code)] // LLVM's command line, which inkwell does not know

use std::ffi::c_char;
use std::sync::Once;
use std::time::Duration;

use inkwell::OptimizationLevel;
use inkwell::memory_buffer::MemoryBuffer;
use inkwell::module::Module as LlvmModule;
use inkwell::passes::PassBuilderOptions;
use inkwell::targets::{
    CodeModel, FileType, InitializationConfig, RelocMode, Target, TargetMachine,
    TargetMachineOptions, TargetTriple,
};
use stage0::Isa;
use stage2::cpu_time::thread_time;
use stage3::compile::{CompileError, CpuFeatures};

/// How much LLVM does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// Nothing.
    O0,
    /// Little.
    O1,
    /// What C programs are usually compiled with.
    O2,
    /// More, and larger code.
    O3,
}

impl Level {
    /// All of them.
    pub const ALL: [Level; 4] = [Level::O0, Level::O1, Level::O2, Level::O3];

    /// The one of that number.
    pub fn from_number(number: u8) -> Option<Level> {
        Level::ALL.get(usize::from(number)).copied()
    }

    /// The passes, as `opt` names them.
    pub fn passes(self) -> &'static str {
        ["default<O0>", "default<O1>", "default<O2>", "default<O3>"][self as usize]
    }

    fn code_generation(self) -> OptimizationLevel {
        match self {
            Level::O0 => OptimizationLevel::None,
            Level::O1 => OptimizationLevel::Less,
            Level::O2 => OptimizationLevel::Default,
            Level::O3 => OptimizationLevel::Aggressive,
        }
    }
}

/// Where the processor's time went.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Times {
    /// From our IR to LLVM's.
    pub translate: Duration,
    /// LLVM's passes.
    pub optimise: Duration,
    /// LLVM's back end.
    pub generate: Duration,
    /// Taking the object file apart.
    pub unpack: Duration,
}

impl Times {
    /// All of it.
    pub fn total(self) -> Duration {
        self.translate + self.optimise + self.generate + self.unpack
    }
}

impl std::ops::AddAssign for Times {
    fn add_assign(&mut self, other: Times) {
        self.translate += other.translate;
        self.optimise += other.optimise;
        self.generate += other.generate;
        self.unpack += other.unpack;
    }
}

fn failed(what: &str, error: impl std::fmt::Display) -> CompileError {
    CompileError::Internal(format!("LLVM: {what}: {error}"))
}

/// The target machine for an instruction set.
///
/// # Errors
/// An LLVM that was built without it.
pub fn machine(
    isa: Isa,
    features: CpuFeatures,
    level: Level,
) -> Result<TargetMachine, CompileError> {
    initialise();
    let (triple, cpu) = match isa {
        Isa::X64 => ("x86_64-unknown-linux-gnu", "x86-64"),
        Isa::A64 => ("aarch64-unknown-linux-gnu", "generic"),
    };
    let mut words = Vec::new();
    if isa == Isa::X64 {
        let wanted =
            [("sse4.1", features.sse41), ("popcnt", features.popcnt), ("fma", features.fma)];
        // `fma` brings the registers of AVX, but not the integer arithmetic of AVX2 in them: vectors
        // of 256 bits would be taken apart for each addition.
        words.push("+prefer-128-bit".to_string());
        words.extend(wanted.iter().filter(|(_, has)| *has).map(|(name, _)| format!("+{name}")));
    }
    let triple = TargetTriple::create(triple);
    let target = Target::from_triple(&triple).map_err(|error| failed("target", error))?;
    let options = TargetMachineOptions::new()
        .set_cpu(cpu)
        .set_features(&words.join(","))
        .set_level(level.code_generation())
        .set_reloc_mode(RelocMode::PIC)
        .set_code_model(CodeModel::Small);
    let machine = target.create_target_machine_from_options(&triple, options);
    machine.ok_or_else(|| failed("target", "there is no such machine"))
}

/// Runs the passes of a level over a module, after LLVM's verifier, or others, named as for `opt -passes=`.
///
/// # Errors
/// IR that is wrong: our mistake. No such pass.
pub fn optimise(
    llvm: &LlvmModule,
    machine: &TargetMachine,
    level: Level,
    passes: Option<&str>,
) -> Result<Duration, CompileError> {
    llvm.set_triple(&machine.get_triple());
    llvm.set_data_layout(&machine.get_target_data().get_data_layout());
    if cfg!(debug_assertions) {
        llvm.verify().map_err(|error| failed("its verifier says", error))?;
    }
    let start = thread_time();
    if let Some(passes) = passes.or((level != Level::O0).then(|| level.passes())) {
        run(llvm, machine, passes)?;
    }
    Ok(thread_time() - start)
}

fn run(llvm: &LlvmModule, machine: &TargetMachine, passes: &str) -> Result<(), CompileError> {
    let options = PassBuilderOptions::create();
    llvm.run_passes(passes, machine, options).map_err(|error| failed("passes", error))
}

/// The object file.
///
/// # Errors
/// What LLVM cannot do.
pub fn generate(
    llvm: &LlvmModule,
    machine: &TargetMachine,
) -> Result<(MemoryBuffer<'static>, Duration), CompileError> {
    let start = thread_time();
    let made = machine.write_to_memory_buffer(llvm, FileType::Object);
    let made = made.map_err(|error| failed("code generation", error))?;
    Ok((made, thread_time() - start))
}

/// Options of LLVM's that have no other place.
const OPTIONS: [&std::ffi::CStr; 2] = [
    c"stage5",
    // The stack pointer stays where it is between prologue and epilogue: exits count from there.
    c"-no-x86-call-frame-opt",
];

fn initialise() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let config = InitializationConfig {
            asm_parser: false,
            asm_printer: true,
            base: true,
            disassembler: false,
            info: true,
            machine_code: true,
        };
        Target::initialize_x86(&config);
        Target::initialize_aarch64(&config);
        let words: Vec<*const c_char> = OPTIONS.iter().map(|word| word.as_ptr()).collect();
        // SAFETY: so many strings that end with a zero; LLVM copies what it keeps. `Once` sees to it that
        // nobody else parses options at the same time.
        unsafe {
            inkwell::llvm_sys::support::LLVMParseCommandLineOptions(
                words.len() as i32,
                words.as_ptr(),
                std::ptr::null(),
            );
        }
    });
}
