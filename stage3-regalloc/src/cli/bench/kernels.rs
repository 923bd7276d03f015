//! `bench kernels`: the machine code of kernels, ours and Cranelift's, in one process.
//!
//! A kernel is a file with IR that says what to call: small, with the answer, and large, to be measured.
//!
//! ```text
//!   ; run: @collatz(3000) == 216
//!   ; bench: @collatz(300000)
//! ```
//!
//! `arena` among the arguments is the address of 32 MiB of memory. Both compilers get the same IR, as it stands in
//! the file: ours begins with its optimiser, and Cranelift's with its own. They take turns in running; all times are the
//! processor's, and the shortest of the runs counts. Before anything is measured, both must give every answer, and at
//! the large sizes the same. Compile time is from IR to bytes, without linking, one compiler after the other, and the
//! instructions are those of the file.
#![allow(unsafe_code)] // calls machine code

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use stage2::cpu_time::thread_time;
use stage2::entity::FuncRef;
use stage2::interpret::{self, show};
use stage2::ir::Module;
use stage2::pipeline;
use stage3::Isa;
use stage3::compile::{Options, compile};
use stage3::link::memory::{Image, Outcome, link};

use super::{Answer, geometric_mean};
use crate::cli::input::{load, parse};

/// The kernels that are measured when no files are given.
const KERNELS: [(&str, &str); 7] = [
    ("mandelbrot", include_str!("../../../../stage2-ssa-opt/examples/mandelbrot.ir")),
    ("collatz", include_str!("../../../../stage2-ssa-opt/examples/collatz.ir")),
    ("fib", include_str!("../../../../stage2-ssa-opt/examples/fib.ir")),
    ("sieve_bytes", include_str!("../../../../stage2-ssa-opt/examples/sieve_bytes.ir")),
    ("matmul", include_str!("../../../../stage2-ssa-opt/examples/matmul.ir")),
    ("matmul_checked", include_str!("../../../../stage2-ssa-opt/examples/matmul_checked.ir")),
    ("sums", include_str!("../../../examples/sums.ir")),
];

/// Bytes of the memory that kernels work on.
const ARENA_BYTES: usize = 32 << 20;

/// The limits of `--limits`: run time and compile time in comparison with Cranelift.
const MOST_RUN_TIME: f64 = 1.05;
const MOST_RUN_TIME_OF_ONE: f64 = 1.3;
const MOST_COMPILE_TIME: f64 = 1.5;

/// What to measure.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Files with IR that say what to call: `; bench: @f(1000)`. Without any, our kernels.
    files: Vec<PathBuf>,
    /// How often each is run; compiling is measured ten times as often.
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// For machines to read.
    #[arg(long)]
    json: bool,
    /// Fail if our run time is more than 1.05 times Cranelift's in the mean or 1.3 times for one kernel, or our
    /// compile time more than 1.5 times.
    #[arg(long)]
    limits: bool,
}

/// A file.
struct Kernel {
    name: String,
    text: String,
    module: Module,
}

/// A time of ours, and Cranelift's if it took part.
#[derive(Clone, Copy)]
struct Times {
    ours: Duration,
    theirs: Option<Duration>,
}

impl Times {
    fn ratio(&self) -> Option<f64> {
        Some(self.ours.as_secs_f64() / self.theirs?.as_secs_f64())
    }
}

/// What was measured of a file.
struct Row {
    name: String,
    instructions: usize,
    compile: Times,
    /// The calls with their times.
    calls: Vec<(String, Times)>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Answer, String> {
    if arguments.limits && !cfg!(feature = "cranelift") {
        return Err("--limits needs Cranelift: build with `--features cranelift`".into());
    }
    let mut rows = Vec::new();
    for kernel in kernels(&arguments.files)? {
        let row = measure(&kernel, arguments.runs);
        rows.push(row.map_err(|error| format!("{}: {error}", kernel.name))?);
    }
    let text = if arguments.json { json(&rows) } else { table(&rows) };
    Ok((text, arguments.limits.then(|| beyond(&rows)).flatten()))
}

fn kernels(files: &[PathBuf]) -> Result<Vec<Kernel>, String> {
    let mut kernels = Vec::new();
    for (name, text) in KERNELS.iter().filter(|_| files.is_empty()) {
        let module = parse(name, text)?;
        kernels.push(Kernel { name: name.to_string(), text: text.to_string(), module });
    }
    for file in files {
        let module = load(file)?;
        let text = std::fs::read_to_string(file);
        let text = text.map_err(|error| format!("{}: {error}", file.display()))?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        kernels.push(Kernel { name, text, module });
    }
    Ok(kernels)
}

/// Code that can be called.
trait Code {
    fn call(&self, func: FuncRef, arguments: &[u64]) -> Result<u64, String>;
}

impl Code for Image<'_> {
    fn call(&self, func: FuncRef, arguments: &[u64]) -> Result<u64, String> {
        // SAFETY: not for us to promise: the help of `run` says that files must be right.
        match unsafe { Image::call(self, func, arguments) } {
            Outcome::Return(results) => Ok(results.first().copied().unwrap_or(0)),
            Outcome::Exit(report) => Err(report.to_string()),
        }
    }
}

#[cfg(feature = "cranelift")]
impl Code for super::cranelift::Compiled {
    fn call(&self, func: FuncRef, arguments: &[u64]) -> Result<u64, String> {
        let mut results = [0];
        // SAFETY: as for ours, which did the same before and left by no exit.
        unsafe { super::cranelift::Compiled::call(self, func, arguments, &mut results) };
        Ok(results[0])
    }
}

fn measure(kernel: &Kernel, runs: u32) -> Result<Row, String> {
    let options = Options::new(Isa::host().ok_or("there is no code for this kind of machine")?);
    let compile = compile_times(&kernel.module, runs.saturating_mul(10), options)?;
    let mut optimised = kernel.module.clone();
    optimise(&mut optimised)?;
    let image = link(&optimised, options, &|_| None).map_err(|error| error.to_string())?;
    #[cfg(feature = "cranelift")]
    let peer = Some(super::cranelift::compile(&kernel.module)?);
    #[cfg(not(feature = "cranelift"))]
    let peer: Option<Image> = None;
    let both: Vec<&dyn Code> =
        [Some(&image as &dyn Code), peer.as_ref().map(|peer| peer as &dyn Code)]
            .into_iter()
            .flatten()
            .collect();
    let mut arena = vec![0u64; ARENA_BYTES / 8];
    let base = arena.as_mut_ptr() as u64;
    let mut calls = Vec::new();
    for line in kernel.text.lines() {
        if let Some((call, expected)) =
            line.strip_prefix("; run: ").and_then(|rest| rest.split_once(" == "))
        {
            let (func, words) = call_of(&kernel.module, call, base)?;
            check_answer(&kernel.module, func, &both, &words, call, expected)?;
        }
        let Some(call) = line.strip_prefix("; bench: ") else { continue };
        let (func, words) = call_of(&kernel.module, call, base)?;
        let answer = both[0].call(func, &words).map_err(|left| format!("{call}: {left}"))?;
        let mut best = vec![Duration::MAX; both.len()];
        for _ in 0..runs {
            for (code, best) in both.iter().zip(&mut best) {
                let start = thread_time();
                let given = code.call(func, &words)?;
                *best = (*best).min(thread_time() - start);
                if given != answer {
                    return Err(format!("{call}: Cranelift's code gives another answer"));
                }
            }
        }
        let times = Times { ours: best[0], theirs: best.get(1).copied() };
        calls.push((call.trim_start_matches('@').to_string(), times));
    }
    #[cfg(feature = "cranelift")]
    peer.into_iter().for_each(super::cranelift::Compiled::free);
    if calls.is_empty() {
        return Err("no line `; bench: @f(…)` says what to run".into());
    }
    let instructions = bodies(&kernel.module).map(pipeline::inst_count).sum();
    Ok(Row { name: kernel.name.clone(), instructions, compile, calls })
}

/// All codes must give the expected answer.
fn check_answer(
    module: &Module,
    func: FuncRef,
    both: &[&dyn Code],
    words: &[u64],
    call: &str,
    expected: &str,
) -> Result<(), String> {
    let [ty] = module.functions[func].signature.results[..] else {
        return Err(format!("{call} does not give one result"));
    };
    for code in both {
        let given = show(ty, code.call(func, words)? & ty.mask());
        if given != expected {
            return Err(format!("{call} gives {given} instead of {expected}"));
        }
    }
    Ok(())
}

fn bodies(module: &Module) -> impl Iterator<Item = &stage2::ir::Function> {
    module.functions.values().filter_map(|decl| decl.body.as_ref())
}

fn optimise(module: &mut Module) -> Result<(), String> {
    let options = pipeline::Options { verify: false, ..Default::default() };
    pipeline::optimise(module, &options, &mut |_, _, _| {})
        .map(|_| ())
        .map_err(|fault| fault.to_string())
}

/// How long both compilers take for a module.
fn compile_times(module: &Module, runs: u32, options: Options) -> Result<Times, String> {
    let mut times = Times { ours: Duration::MAX, theirs: None };
    for _ in 0..runs {
        let mut optimised = module.clone();
        let start = thread_time();
        optimise(&mut optimised)?;
        for decl in optimised.functions.values() {
            if let Some(body) = &decl.body {
                compile(&optimised, &decl.signature, body, options)
                    .map_err(|error| format!("@{}: {error}", decl.name))?;
            }
        }
        times.ours = times.ours.min(thread_time() - start);
    }
    // Not in turn: each would find the caches full of the other's code.
    #[cfg(feature = "cranelift")]
    for _ in 0..runs {
        let compiled = super::cranelift::compile(module)?;
        let time = compiled.time;
        times.theirs = Some(times.theirs.map_or(time, |best| best.min(time)));
        compiled.free();
    }
    Ok(times)
}

/// The function and the arguments of `@f(arena, 1000)`.
fn call_of(module: &Module, call: &str, arena: u64) -> Result<(FuncRef, Vec<u64>), String> {
    let parts = call.strip_suffix(')').and_then(|call| call.split_once('('));
    let (name, arguments) = parts.ok_or_else(|| format!("`{call}` is not a call"))?;
    let func = module.find(Some(name))?;
    let words: Vec<&str> = arguments.split(',').map(str::trim).collect();
    let params = &module.functions[func].signature.params;
    Ok((func, interpret::arguments(&words, params, arena)?))
}

/// Ratios of all calls.
fn ratios(rows: &[Row]) -> Vec<f64> {
    rows.iter().flat_map(|row| row.calls.iter().filter_map(|(_, times)| times.ratio())).collect()
}

/// Instructions, and compile times, of all files.
fn total(rows: &[Row]) -> (usize, Times) {
    let instructions = rows.iter().map(|row| row.instructions).sum();
    let ours = rows.iter().map(|row| row.compile.ours).sum();
    let theirs = rows.iter().map(|row| row.compile.theirs).sum();
    (instructions, Times { ours, theirs })
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn micros_each(time: Duration, instructions: usize) -> f64 {
    time.as_secs_f64() * 1e6 / instructions.max(1) as f64
}

fn table(rows: &[Row]) -> String {
    let mut text =
        format!("{:<32}{:>12}{:>12}{:>8}\n", "run time, ms", "ours", "Cranelift", "ratio");
    let line = |text: &mut String, name: &str, times: Times, unit: &dyn Fn(Duration) -> f64| {
        let theirs = times.theirs.map_or("-".to_string(), |time| format!("{:.3}", unit(time)));
        let ratio = times.ratio().map_or("-".to_string(), |ratio| format!("{ratio:.2}"));
        let _ = writeln!(text, "{name:<32}{:>12.3}{theirs:>12}{ratio:>8}", unit(times.ours));
    };
    for (call, times) in rows.iter().flat_map(|row| &row.calls) {
        line(&mut text, call, *times, &millis);
    }
    let ratios = ratios(rows);
    if !ratios.is_empty() {
        let worst = ratios.iter().copied().fold(0.0, f64::max);
        let mean = geometric_mean(ratios.into_iter());
        let _ = writeln!(text, "{:<56}{mean:>8.2}", "geometric mean");
        let _ = writeln!(text, "{:<56}{worst:>8.2}", "worst");
    }
    let _ = writeln!(text, "\nIR to bytes, µs for each instruction of the file");
    let all = total(rows);
    let files = rows.iter().map(|row| (row.name.as_str(), row.instructions, row.compile));
    for (name, instructions, times) in files.chain([("all", all.0, all.1)]) {
        let name = format!("{name}, {instructions} instructions");
        line(&mut text, &name, times, &|time| micros_each(time, instructions));
    }
    text
}

fn json(rows: &[Row]) -> String {
    let number = |number: Option<f64>| number.map_or("null".into(), |it| format!("{it:.4}"));
    let mut text = String::from("{\"calls\": [");
    let mut comma = "";
    for (call, times) in rows.iter().flat_map(|row| &row.calls) {
        let (theirs, ratio) = (number(times.theirs.map(millis)), number(times.ratio()));
        let ours = millis(times.ours);
        let _ = write!(
            text,
            "{comma}\n  {{\"call\": {call:?}, \"ours_ms\": {ours:.4}, \"cranelift_ms\": {theirs}, \
             \"ratio\": {ratio}}}"
        );
        comma = ",";
    }
    text.push_str("\n], \"compile\": [");
    comma = "";
    let all = total(rows);
    let files = rows.iter().map(|row| (row.name.as_str(), row.instructions, row.compile));
    for (name, instructions, times) in files.chain([("all", all.0, all.1)]) {
        let ours = micros_each(times.ours, instructions);
        let theirs = number(times.theirs.map(|time| micros_each(time, instructions)));
        let _ = write!(
            text,
            "{comma}\n  {{\"file\": {name:?}, \"instructions\": {instructions}, \
             \"ours_us_per_instruction\": {ours:.4}, \"cranelift_us_per_instruction\": {theirs}, \
             \"ratio\": {}}}",
            number(times.ratio())
        );
        comma = ",";
    }
    let ratios = ratios(rows);
    let mean = (!ratios.is_empty()).then(|| geometric_mean(ratios.iter().copied()));
    let worst = ratios.iter().copied().reduce(f64::max);
    let (mean, worst) = (number(mean), number(worst));
    let _ = write!(text, "\n], \"geometric_mean\": {mean}, \"worst\": {worst}}}\n");
    text
}

/// What is beyond the limits.
fn beyond(rows: &[Row]) -> Option<String> {
    let mut text = String::new();
    let mean = geometric_mean(ratios(rows).into_iter());
    if mean > MOST_RUN_TIME {
        let _ = writeln!(text, "the mean, {mean:.3}, is above {MOST_RUN_TIME}");
    }
    for (call, times) in rows.iter().flat_map(|row| &row.calls) {
        if let Some(ratio) = times.ratio().filter(|ratio| *ratio > MOST_RUN_TIME_OF_ONE) {
            let _ = writeln!(text, "{call}: {ratio:.3} is above {MOST_RUN_TIME_OF_ONE}");
        }
    }
    if let Some(ratio) = total(rows).1.ratio().filter(|ratio| *ratio > MOST_COMPILE_TIME) {
        let _ = writeln!(text, "compile time: {ratio:.3} is above {MOST_COMPILE_TIME}");
    }
    (!text.is_empty()).then_some(text)
}
