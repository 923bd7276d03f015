//! `stats`: what the back end made of each function, and how long it took, with each allocator.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use stage2::runtime::Entry;
use stage2::text::print::Name;
use stage3::allocate::Algorithm;
use stage3::compile::{CompiledFunction, Options, Stats, compile};

use super::input::{Compilation, load, put};
use super::python;
use super::units::units;

/// What to measure.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    python: python::Arguments,
    /// A Python program, .py or .pyc, whose hot functions are measured after it has run; or a file with
    /// IR.
    file: PathBuf,
    /// Only the function of this name; that of a Python program even if it never got hot.
    #[arg(long, value_name = "NAME")]
    func: Option<String>,
    /// As JSON, a line for each function and allocator.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    compilation: Compilation,
}

pub(crate) fn stats(arguments: Arguments) -> Result<(), String> {
    if python::is_python(&arguments.file) {
        return python::on_big_stack(move || of_python(&arguments));
    }
    let mut module = load(&arguments.file)?;
    let func = arguments.func.as_deref().map(|name| module.find(Some(name)));
    let func = func.transpose().map_err(|what| format!("{}: {what}", arguments.file.display()))?;
    let start = std::time::Instant::now();
    arguments.compilation.optimise(&mut module)?;
    let optimise = start.elapsed();
    let options = arguments.compilation.options()?;
    if !arguments.json {
        put(&format!("optimising the module: {:.1} µs\n\n", micros(optimise)));
        heading();
    }
    for (number, decl) in module.functions.iter() {
        let Some(body) = decl.body.as_ref().filter(|_| func.is_none_or(|func| func == number))
        else {
            continue;
        };
        rows(&Name(&decl.name).to_string(), options, arguments.json, |options| {
            compile(&module, &decl.signature, body, options)
                .map_err(|error| format!("{}: {error}", Name(&decl.name)))
        })?;
    }
    Ok(())
}

/// The units of a program that has run: each is compiled once more by each allocator.
fn of_python(arguments: &Arguments) -> Result<(), String> {
    let Arguments { python, file, func, compilation, json } = arguments;
    let options = compilation.options()?;
    let shown = units(file, func.as_deref(), python, *compilation)?;
    if !json {
        let reports = shown.ran.tier.as_ref().map(|tier| tier.reports()).unwrap_or_default();
        let time = reports.iter().map(|report| report.compile_time).sum();
        let made: u32 = reports.iter().flat_map(|report| report.units).sum();
        put(&format!(
            "compiled while the program ran: {made} units, from bytecode to machine code in {:.1} µs\n\n",
            micros(time)
        ));
        heading();
    }
    for one in &shown.units {
        let name = match one.unit().entry {
            Entry::Call => one.name.clone(),
            Entry::Loop { header } => format!("{} loop {header}", one.name),
        };
        rows(&name, options, *json, |options| one.compile(options))?;
    }
    if !json {
        shown.refusals.iter().for_each(|why| put(&format!("{why}\n")));
    }
    Ok(())
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn heading() {
    put(&format!(
        "{:20} {:19} {:>6} {:>6} {:>6} {:>6} {:>7} {:>6} {:>7} {:>8} {:>8} {:>8}\n",
        "function",
        "allocator",
        "IR",
        "LIR",
        "moves",
        "spills",
        "reloads",
        "remat",
        "bytes",
        "select",
        "allocate",
        "emit µs"
    ));
}

/// A row for each allocator.
fn rows(
    name: &str,
    options: Options,
    json: bool,
    compile: impl Fn(Options) -> Result<CompiledFunction, String>,
) -> Result<(), String> {
    for (algorithm, allocator) in Algorithm::ALL {
        let compiled = compile(Options { algorithm, timed: true, ..options })?;
        let Stats { ir_instructions, lir_instructions, moves, spills, reloads, .. } =
            compiled.stats;
        let remat = compiled.stats.rematerialised;
        let bytes = compiled.code.len();
        let times = compiled.times;
        let [select, allocate, emit] = [times.select, times.allocate, times.emit].map(micros);
        put(&match json {
            true => format!(
                "{{\"function\": {name:?}, \"allocator\": \"{allocator}\", \
                 \"ir_instructions\": {ir_instructions}, \
                 \"lir_instructions\": {lir_instructions}, \"moves\": {moves}, \
                 \"spills\": {spills}, \"reloads\": {reloads}, \"rematerialised\": {remat}, \
                 \"bytes\": {bytes}, \"select_us\": {select:.1}, \
                 \"allocate_us\": {allocate:.1}, \"emit_us\": {emit:.1}}}\n"
            ),
            false => format!(
                "{name:20} {allocator:19} {ir_instructions:6} {lir_instructions:6} {moves:6} \
                 {spills:6} {reloads:7} {remat:6} {bytes:7} {select:8.1} {allocate:8.1} \
                 {emit:8.1}\n"
            ),
        });
    }
    Ok(())
}
