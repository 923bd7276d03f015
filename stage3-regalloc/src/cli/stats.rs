//! `stats`: what the back end made of each function, and how long it took, with each allocator.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use stage2::text::print::Name;
use stage3::allocate::Algorithm;
use stage3::compile::{Options, Stats, compile};

use super::input::{Compilation, load, put};

/// What to measure.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// A file with IR.
    file: PathBuf,
    /// As JSON, a line for each function and allocator.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    compilation: Compilation,
}

pub(crate) fn stats(arguments: &Arguments) -> Result<(), String> {
    let mut module = load(&arguments.file)?;
    let start = std::time::Instant::now();
    arguments.compilation.optimise(&mut module)?;
    let optimise = start.elapsed();
    let options = arguments.compilation.options()?;
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    if !arguments.json {
        put(&format!("optimising the module: {:.1} µs\n\n", micros(optimise)));
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
    for decl in module.functions.values() {
        let Some(body) = &decl.body else { continue };
        for (algorithm, allocator) in Algorithm::ALL {
            let options = Options { algorithm, ..options };
            let compiled = compile(&module, &decl.signature, body, options)
                .map_err(|error| format!("{}: {error}", Name(&decl.name)))?;
            let Stats { ir_instructions, lir_instructions, moves, spills, reloads, .. } =
                compiled.stats;
            let remat = compiled.stats.rematerialised;
            let bytes = compiled.code.len();
            let times = compiled.times;
            let [select, allocate, emit] = [times.select, times.allocate, times.emit].map(micros);
            let name = Name(&decl.name).to_string();
            put(&match arguments.json {
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
    }
    Ok(())
}
