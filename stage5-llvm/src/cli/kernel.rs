//! `kernel`: a kernel in IR by one compiler, in a process of its own, as the scoreboard starts it.
//!
//! A kernel is a file with IR that says what to measure, and may ask for memory to work on:
//!
//! ```text
//!   ; bench: @sums(arena, 100000, 200)
//! ```
//!
//! Compiled several times and called several times; the least processor time of each counts, since starting a
//! process and LLVM takes longer than some kernels run. Printed are the result, and on a line of its own what was measured.
//! All get the IR after our own passes, but Cranelift, which gets it before and runs its own.
#![allow(unsafe_code)] // calls machine code

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use stage0::Isa;
use stage2::cpu_time::thread_time;
use stage2::entity::FuncRef;
use stage2::interpret::{Interpreter, Limits, NoHost, Outcome as Interpreted, show_results};
use stage2::ir::Module;
use stage3::allocate::Algorithm;
use stage3::compile::{BackEnd, Options, Own};
use stage3::link::memory::{self, Image, Outcome};
use stage5::back_end::LlvmBackEnd;
use stage5::optimise::Level;
use stage5::run::link;

use super::input::{load, put};
use super::scoreboard::{Compiled, Kernel, line};

/// Bytes of the memory that kernels work on.
const ARENA_BYTES: usize = 32 << 20;

/// How often a module is compiled.
const COMPILATIONS: usize = 5;

/// Who compiles.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum By {
    /// Nobody: stage 2's interpreter executes the IR.
    Interpreter,
    /// Stage 3 with everything on the stack.
    SpillEverything,
    /// Stage 3 with graph colouring.
    GraphColouring,
    /// Stage 3 with linear scan.
    LinearScan,
    /// LLVM at -O0.
    LlvmO0,
    /// LLVM at -O2.
    LlvmO2,
    /// Cranelift, if stage 5 was built with the feature `cranelift`.
    Cranelift,
}

impl By {
    /// The word for the command line.
    pub(crate) fn word(self) -> String {
        self.to_possible_value().map_or(String::new(), |value| value.get_name().to_string())
    }
}

/// What to run.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// A file with IR.
    file: PathBuf,
    /// A call; `arena` among its arguments is the address of 32 MiB of memory.
    call: String,
    /// Who compiles.
    #[arg(long, value_enum, default_value = "linear-scan")]
    by: By,
    /// How often it is called.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    calls: u32,
}

/// The calls that a file says are to be measured.
pub(crate) fn benches(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines().filter_map(|line| line.strip_prefix("; bench: ").map(str::to_string)).collect()
}

/// Says the file what is to be measured?
pub(crate) fn is_kernel(file: &Path) -> bool {
    !benches(file).is_empty()
}

pub(crate) fn kernel(arguments: &Arguments) -> Result<(), String> {
    let isa = Isa::host().ok_or("there is no code for this kind of machine")?;
    let module = load(&arguments.file, isa, arguments.by != By::Cranelift)?;
    let mut arena = vec![0u64; ARENA_BYTES / 8];
    let words = arguments.call.replace("arena", &format!("{:#x}", arena.as_mut_ptr() as u64));
    let own = |algorithm| own(&module, Options { algorithm, ..Options::new(isa) });
    let llvm = |level| llvm(&module, level, Options::new(isa));
    let (code, compiled) = match arguments.by {
        By::Interpreter => return interpreted(&module, &arguments.call),
        By::SpillEverything => own(Algorithm::SpillEverything)?,
        By::GraphColouring => own(Algorithm::GraphColouring)?,
        By::LinearScan => own(Algorithm::LinearScan)?,
        By::LlvmO0 => llvm(Level::O0)?,
        By::LlvmO2 => llvm(Level::O2)?,
        By::Cranelift => cranelift(&module)?,
    };
    let reader = Interpreter::new(&module, Limits::default())
        .map_err(|_| "the data do not fit the memory".to_string())?;
    let (func, values) = call_of(&module, &words, &reader)?;
    let mut seconds = (f64::INFINITY, 0.0f64);
    let mut results = Vec::new();
    for _ in 0..arguments.calls {
        let start = thread_time();
        results = code.call(func, &values)?;
        let time = (thread_time() - start).as_secs_f64();
        seconds = (seconds.0.min(time), seconds.1.max(time));
    }
    report(&module, func, &results, Kernel { seconds, compiled: Some(compiled), executed: None });
    Ok(())
}

fn report(module: &Module, func: FuncRef, results: &[u64], kernel: Kernel) {
    let types = &module.functions[func].signature.results;
    put(&format!("{}\n{}\n", show_results(types, results), line(&kernel)));
}

/// The function and the arguments of `@f(1, 2)`.
pub(crate) fn call_of(
    module: &Module,
    call: &str,
    reader: &Interpreter,
) -> Result<(FuncRef, Vec<u64>), String> {
    let parts = call.strip_suffix(')').and_then(|call| call.split_once('('));
    let (name, list) = parts.ok_or_else(|| format!("`{call}` is not a call, as `@f(1, 2)`"))?;
    let func = module.function(name.trim_start_matches('@'));
    let func = func.ok_or_else(|| format!("there is no function {name}"))?;
    let words: Vec<&str> = list.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
    Ok((func, reader.arguments(func, &words)?))
}

/// Executes the IR itself, and counts.
fn interpreted(module: &Module, call: &str) -> Result<(), String> {
    let limits =
        Limits { fuel: u64::MAX, memory: 4 * ARENA_BYTES, arena: ARENA_BYTES, ..Limits::default() };
    let mut interpreter = Interpreter::new(module, limits)
        .map_err(|_| "the data do not fit the memory".to_string())?;
    let (func, values) = call_of(module, call, &interpreter)?;
    let start = thread_time();
    let outcome = interpreter.call(func, &values, &mut NoHost);
    let time = (thread_time() - start).as_secs_f64();
    let results = match outcome {
        Interpreted::Return(results) => results,
        Interpreted::Exit(report) => return Err(report.to_string()),
        Interpreted::Stopped(stop) => return Err(stop.to_string()),
    };
    let executed = Some(interpreter.executed().map(|(_, count)| count).sum());
    report(module, func, &results, Kernel { seconds: (time, time), compiled: None, executed });
    Ok(())
}

/// Code that can be called.
enum Code<'m> {
    Image(Box<Image<'m>>),
    #[cfg(feature = "cranelift")]
    Cranelift(super::cranelift::Compiled),
}

impl Code<'_> {
    fn call(&self, func: FuncRef, arguments: &[u64]) -> Result<Vec<u64>, String> {
        match self {
            // SAFETY: not for us to promise: the help of `run` says that files must be right.
            Code::Image(image) => match unsafe { image.call(func, arguments) } {
                Outcome::Return(results) => Ok(results),
                Outcome::Exit(report) => Err(report.to_string()),
            },
            #[cfg(feature = "cranelift")]
            Code::Cranelift(code) => {
                let mut results = vec![0];
                // SAFETY: as above; an exit would be a signal, which the scoreboard reports.
                unsafe { code.call(func, arguments, &mut results) };
                Ok(results)
            }
        }
    }
}

fn functions(module: &Module) -> Vec<FuncRef> {
    let defined = module.functions.iter().filter(|(_, decl)| decl.body.is_some());
    defined.map(|(func, _)| func).collect()
}

fn instructions(module: &Module) -> usize {
    let bodies = module.functions.values().filter_map(|decl| decl.body.as_ref());
    bodies.map(stage2::pipeline::inst_count).sum()
}

/// Compiles several times with something that gives seconds and bytes.
fn compiled(
    module: &Module,
    mut compile: impl FnMut() -> Result<(f64, usize), String>,
) -> Result<Compiled, String> {
    let (mut least, mut bytes) = (f64::INFINITY, 0);
    for _ in 0..COMPILATIONS {
        let (seconds, made) = compile()?;
        least = least.min(seconds);
        bytes = made;
    }
    Ok(Compiled { seconds: Some(least), instructions: instructions(module), bytes })
}

fn own(module: &Module, options: Options) -> Result<(Code<'_>, Compiled), String> {
    let once = || {
        let (mut seconds, mut bytes) = (0.0, 0);
        for func in functions(module) {
            let made = Own.function(module, func, options).map_err(|error| error.to_string())?;
            let times = made.times;
            seconds += (times.select + times.allocate + times.emit).as_secs_f64();
            bytes += made.code.len();
        }
        Ok((seconds, bytes))
    };
    let compiled = compiled(module, once)?;
    let image = memory::link(module, options, &|_| None).map_err(|error| error.to_string())?;
    Ok((Code::Image(Box::new(image)), compiled))
}

fn llvm(module: &Module, level: Level, options: Options) -> Result<(Code<'_>, Compiled), String> {
    let once = || {
        let back_end = LlvmBackEnd::new(level);
        let bytes = super::stats::code_bytes(&back_end, module, &functions(module), options)?;
        Ok((back_end.times().total().as_secs_f64(), bytes))
    };
    let compiled = compiled(module, once)?;
    let image = link(module, level, options, &|_| None).map_err(|error| error.to_string())?;
    Ok((Code::Image(Box::new(image)), compiled))
}

#[cfg(feature = "cranelift")]
fn cranelift(module: &Module) -> Result<(Code<'_>, Compiled), String> {
    let once = || {
        let made = super::cranelift::compile(module)?;
        let answer = (made.time.as_secs_f64(), made.bytes);
        made.free();
        Ok(answer)
    };
    let compiled = compiled(module, once)?;
    Ok((Code::Cranelift(super::cranelift::compile(module)?), compiled))
}

#[cfg(not(feature = "cranelift"))]
fn cranelift(_: &Module) -> Result<(Code<'_>, Compiled), String> {
    Err("this stage5 has no Cranelift: build it with `--features cranelift`".into())
}
