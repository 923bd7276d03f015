//! `bench compile`: how long compilation takes, for each instruction and phase, and how that grows.
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

use super::Answer;
use crate::cli::input::load;

/// What to measure.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Files with IR.
    files: Vec<PathBuf>,
    /// How often; the shortest time counts.
    #[arg(long, default_value_t = 50)]
    runs: u32,
    /// For machines to read.
    #[arg(long)]
    json: bool,
    /// Fail if the time for twice the size is ever more than so many times as long.
    #[arg(long, value_name = "FACTOR")]
    limit: Option<f64>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Answer, String> {
    let isa = Isa::host().ok_or("there is no code for this kind of machine")?;
    let mut kernels = Vec::new();
    for file in &arguments.files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        kernels.push((name, load(file)?));
    }
    let rows = measure(&kernels, arguments.runs, Options { timed: true, ..Options::new(isa) })?;
    let grown = rows.generated.windows(2).map(|pair| pair[1].grown(&pair[0]));
    let most = grown.fold(0.0, f64::max);
    let text = if arguments.json { rows.json() } else { rows.table() };
    let limit = arguments.limit.filter(|limit| most > *limit);
    Ok((text, limit.map(|limit| format!("× {most:.2} for twice the size is above {limit}"))))
}

/// Instructions of the generated functions.
const SIZES: [usize; 4] = [12_500, 25_000, 50_000, 100_000];

/// What was measured of one module.
struct Row {
    name: String,
    instructions: usize,
    lir_instructions: u32,
    optimise: Duration,
    times: Times,
}

/// Everything that was measured.
struct Rows {
    /// The files, and their sum.
    files: Vec<Row>,
    /// One function in doubling sizes.
    generated: Vec<Row>,
}

/// Measures the modules, which are called so.
fn measure(kernels: &[(String, Module)], runs: u32, options: Options) -> Result<Rows, String> {
    let mut files = Vec::new();
    let mut all = Row::new("all", 0);
    for (name, module) in kernels {
        let mut optimised = module.clone();
        let mut row = Row::new(name, size(module));
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
        all.add(&row);
        files.push(row);
    }
    if !files.is_empty() {
        files.push(all);
    }
    let mut generated_rows = Vec::new();
    for size in SIZES {
        let module = generated(size);
        let mut row = Row::new("generated", self::size(&module));
        row.compile(&module, runs.min(7), options)?;
        generated_rows.push(row);
    }
    Ok(Rows { files, generated: generated_rows })
}

impl Rows {
    fn table(&self) -> String {
        let mut text = format!(
            "{:<18}{:>8}{:>8}   µs per instruction of the IR{:>40}\n\
             {:<34}{:>10}{:>10}{:>10}{:>10}{:>10}{:>14}\n",
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
        for row in &self.files {
            row.print(&mut text);
        }
        text.push('\n');
        let mut before: Option<&Row> = None;
        for row in &self.generated {
            row.print(&mut text);
            if let Some(before) = before {
                let _ = writeln!(text, "{:>84}", format!("× {:.2}", row.grown(before)));
            }
            before = Some(row);
        }
        text
    }

    fn json(&self) -> String {
        let list = |rows: &[Row]| rows.iter().map(Row::json).collect::<Vec<_>>().join(",");
        format!(
            "{{\"files\": [{}\n], \"generated\": [{}\n]}}\n",
            list(&self.files),
            list(&self.generated)
        )
    }
}

fn size(module: &Module) -> usize {
    let bodies = module.functions.values().filter_map(|decl| decl.body.as_ref());
    bodies.map(pipeline::inst_count).sum()
}

impl Row {
    fn new(name: &str, instructions: usize) -> Row {
        let (name, times) = (name.to_string(), Times::default());
        Row { name, instructions, lir_instructions: 0, optimise: Duration::ZERO, times }
    }

    /// How many times as long it took as another.
    fn grown(&self, before: &Row) -> f64 {
        self.total().as_secs_f64() / before.total().as_secs_f64()
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

    /// The phases with their µs for each instruction of the IR.
    fn phases(&self) -> [(&'static str, f64); 5] {
        let Times { select, allocate, emit } = self.times;
        let each = |time: Duration| time.as_secs_f64() * 1e6 / self.instructions.max(1) as f64;
        [
            ("optimise", each(self.optimise)),
            ("select", each(select)),
            ("allocate", each(allocate)),
            ("emit", each(emit)),
            ("all", each(self.total())),
        ]
    }

    fn print(&self, text: &mut String) {
        let Row { name, instructions, lir_instructions, .. } = self;
        let _ = write!(text, "{name:<18}{instructions:>8}{lir_instructions:>8}");
        for (_, each) in self.phases() {
            let _ = write!(text, "{each:>10.3}");
        }
        let each = self.times.allocate.as_secs_f64() * 1e9 / f64::from((*lir_instructions).max(1));
        let _ = writeln!(text, "{each:>14.0}");
    }

    fn json(&self) -> String {
        let phases = self.phases().map(|(name, each)| format!("\"{name}\": {each:.4}")).join(", ");
        format!(
            "\n  {{\"name\": {:?}, \"instructions\": {}, \"lir_instructions\": {}, \
             \"us_per_instruction\": {{{phases}}}}}",
            self.name, self.instructions, self.lir_instructions
        )
    }
}
