//! `bench`: how long compilation takes, for each instruction and phase, and how that grows.
//!
//! All times are the processor's ([`stage2::cpu_time`]), the best of several runs. The first table
//! has the functions of the files, optimised first; its instructions are those of the IR before the
//! optimiser, which is in the sum. The second has one generated function in doubling sizes, not
//! optimised, so that there is the more to allocate.

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use stage2::cpu_time::thread_time;
use stage2::generated::generated;
use stage2::ir::Module;
use stage2::pipeline;
use stage3::Isa;
use stage3::compile::{Options, Times, compile};

use super::input::{load, put};

/// What to measure.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Files with IR.
    files: Vec<PathBuf>,
    /// How often; the shortest time counts.
    #[arg(long, default_value_t = 50)]
    runs: u32,
}

pub(crate) fn bench(arguments: &Arguments) -> Result<(), String> {
    let isa = Isa::host().ok_or("there is no code for this kind of machine")?;
    let mut kernels = Vec::new();
    for file in &arguments.files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        kernels.push((name, load(file)?));
    }
    put(&run(&kernels, arguments.runs, Options::new(isa))?);
    Ok(())
}

/// Instructions of the generated functions.
const SIZES: [usize; 4] = [12_500, 25_000, 50_000, 100_000];

/// What was measured of one module.
struct Row {
    instructions: usize,
    lir_instructions: u32,
    optimise: Duration,
    times: Times,
}

/// Measures the modules, which are called so.
fn run(kernels: &[(String, Module)], runs: u32, options: Options) -> Result<String, String> {
    let mut text = format!(
        "{:<18}{:>8}{:>8}   µs per instruction of the IR{:>40}\n{:<34}{:>10}{:>10}{:>10}{:>10}{:>10}{:>14}\n",
        "",
        "IR",
        "LIR",
        "ns per LIR",
        "",
        "optimise",
        "select",
        "allocate",
        "emit",
        "all",
        "allocate"
    );
    let mut all = Row::new(0);
    for (name, module) in kernels {
        let mut optimised = module.clone();
        let mut row = Row::new(size(module));
        row.optimise = Duration::MAX;
        let pipeline_options = pipeline::Options { verify: false, ..Default::default() };
        for _ in 0..runs.max(1) {
            optimised = module.clone();
            let start = thread_time();
            pipeline::optimise(&mut optimised, &pipeline_options, &mut |_, _, _| {})
                .map_err(|_| format!("{name}: a pass made wrong IR"))?;
            row.optimise = row.optimise.min(thread_time() - start);
        }
        row.compile(&optimised, runs, options)?;
        row.print(name, &mut text);
        all.add(&row);
    }
    all.print("all", &mut text);
    text.push('\n');
    let mut before: Option<Row> = None;
    for size in SIZES {
        let module = generated(size);
        let mut row = Row::new(self::size(&module));
        row.compile(&module, runs.min(7), options)?;
        row.print("generated", &mut text);
        if let Some(before) = before {
            let grown = row.total().as_secs_f64() / before.total().as_secs_f64();
            let _ = writeln!(text, "{:>84}", format!("× {grown:.2}"));
        }
        before = Some(row);
    }
    Ok(text)
}

fn size(module: &Module) -> usize {
    let bodies = module.functions.values().filter_map(|decl| decl.body.as_ref());
    bodies.map(pipeline::inst_count).sum()
}

impl Row {
    fn new(instructions: usize) -> Row {
        Row { instructions, lir_instructions: 0, optimise: Duration::ZERO, times: Times::default() }
    }

    /// Compiles every function, several times, and keeps the shortest time of every phase.
    fn compile(&mut self, module: &Module, runs: u32, options: Options) -> Result<(), String> {
        for decl in module.functions.values() {
            let Some(body) = &decl.body else { continue };
            let mut best: Option<Times> = None;
            let mut lir_instructions = 0;
            for _ in 0..runs.max(1) {
                let compiled = compile(module, &decl.signature, body, options)
                    .map_err(|error| format!("@{}: {error}", decl.name))?;
                lir_instructions = compiled.stats.lir_instructions;
                let now = compiled.times;
                let least = best.get_or_insert(now);
                least.select = least.select.min(now.select);
                least.allocate = least.allocate.min(now.allocate);
                least.emit = least.emit.min(now.emit);
            }
            self.lir_instructions += lir_instructions;
            let best = best.unwrap_or_default();
            self.times.select += best.select;
            self.times.allocate += best.allocate;
            self.times.emit += best.emit;
        }
        Ok(())
    }

    fn add(&mut self, row: &Row) {
        self.instructions += row.instructions;
        self.lir_instructions += row.lir_instructions;
        self.optimise += row.optimise;
        self.times.select += row.times.select;
        self.times.allocate += row.times.allocate;
        self.times.emit += row.times.emit;
    }

    fn total(&self) -> Duration {
        self.optimise + self.times.select + self.times.allocate + self.times.emit
    }

    fn print(&self, name: &str, text: &mut String) {
        let _ = write!(text, "{name:<18}{:>8}{:>8}", self.instructions, self.lir_instructions);
        let Times { select, allocate, emit } = self.times;
        for time in [self.optimise, select, allocate, emit, self.total()] {
            let each = time.as_secs_f64() * 1e6 / self.instructions.max(1) as f64;
            let _ = write!(text, "{each:>10.3}");
        }
        let each = allocate.as_secs_f64() * 1e9 / f64::from(self.lir_instructions.max(1));
        let _ = writeln!(text, "{each:>14.0}");
    }
}
