//! `scoreboard`: programs × everything that can run them, in one table.
//!
//! ```text
//!   contestants ─► (program, contestant) … interleaved, several rounds ─► measurement ─► tables, JSON, plot
//!                                                                             ▲
//!                                                  --from: one that was recorded
//! ```
//!
//! A comparison is fair when the machine is the same and in the same mood. So all contestants run in one session, in
//! turn, several times, each run a process of its own; what counts is the processor time of the fastest run, and
//! the slowest says how far to trust it. All must print the same: a contestant that computes something else has no time.
//!
//! With `--count` each is run once more under valgrind, which counts the instructions that it executes: a figure that
//! does not depend on what else the machine does.
//!
//! Leaves out: the time that a peer's own compiler takes.

mod contestant;
mod count;
mod measure;
mod measurement;
mod plot;
mod table;

use std::path::{Path, PathBuf};

use clap::Args;

use super::input::{has_extension, put};
use contestant::{Entrant, entrants};
pub(crate) use count::Counter;
pub(crate) use measure::progress;
pub(crate) use measurement::{Compiled, Kernel, line};
use measurement::{Measurement, Result};

/// The folders with programs in IR, Go (some with twins in C) and Python.
const FOLDERS: [&str; 5] = [
    concat!(env!("CARGO_MANIFEST_DIR"), "/../stage2-ssa-opt/examples"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../stage3-regalloc/examples"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/kernels"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../stage4-go-compiler/corpus/bench"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../stage1-bytecode-jit/examples"),
];

/// What to compare.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Other implementations too: whichever of python3, pypy3, go, gcc and clang are installed.
    #[arg(long)]
    peers: bool,
    /// Count the instructions that each executes as well, with valgrind; not of runs above 0.4 seconds.
    #[arg(long)]
    count: bool,
    /// Two rounds with three programs of each language.
    #[arg(long, conflicts_with_all = ["only", "rounds"])]
    quick: bool,
    /// Print JSON instead of tables.
    #[arg(long)]
    json: bool,
    /// Draw a plot of the ratios as well; `-` prints it, and nothing else.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Measure nothing: take what `--json` has printed before.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["peers", "count", "quick", "only"])]
    from: Option<PathBuf>,
    /// What to say of the machine in the JSON.
    #[arg(long, value_name = "TEXT", default_value = "")]
    machine: String,
    /// How often each program is run by each; what takes more than two seconds is run once.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
    /// Only programs whose name contains this.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// A folder with programs, instead of ours: IR that says `; bench: @f(1)`, Go with twins in C, Python.
    #[arg(long, value_name = "FOLDER")]
    folder: Vec<PathBuf>,
}

/// The Python examples that compute for a while.
const PYTHON: [&str; 8] =
    ["collatz", "fannkuch", "fib", "mandelbrot", "matmul", "nbody", "sieve", "spectral_norm"];

/// Who stays with `--quick`.
const QUICK: [&str; 3] = ["fib", "matmul", "sieve"];

pub(crate) fn scoreboard(arguments: &Arguments) -> std::result::Result<(), String> {
    let measurement = match &arguments.from {
        Some(file) => Measurement::read(file)?,
        None => measured(arguments)?,
    };
    if measurement.results.is_empty() {
        return Err("there is no program of that name".into());
    }
    match &arguments.svg {
        Some(file) if file == Path::new("-") => {
            put(&plot::svg(&measurement.results));
            return Ok(());
        }
        Some(file) => std::fs::write(file, plot::svg(&measurement.results))
            .map_err(|error| format!("{}: {error}", file.display()))?,
        None => {}
    }
    put(&if arguments.json { measurement.json() } else { table::text(&measurement) });
    Ok(())
}

/// A session.
fn measured(arguments: &Arguments) -> std::result::Result<Measurement, String> {
    let folder = std::env::temp_dir().join(format!("stage5-scoreboard-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let outcome = compare(arguments, &folder);
    let _ = std::fs::remove_dir_all(&folder);
    let versions = if arguments.peers { contestant::versions() } else { Vec::new() };
    let words = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    Ok(Measurement {
        command: format!("stage5 {words}"),
        machine: arguments.machine.clone(),
        versions,
        results: outcome?,
    })
}

fn compare(arguments: &Arguments, folder: &Path) -> std::result::Result<Vec<Result>, String> {
    let counter = arguments.count.then(|| Counter::new(folder)).transpose()?;
    let programs = programs(arguments)?;
    let mut all: Vec<Entrant> = Vec::new();
    for (number, (name, path)) in programs.iter().enumerate() {
        measure::progress(number, programs.len(), &format!("compiling {name}"));
        all.extend(entrants(name, path, folder, arguments.peers)?);
    }
    let rounds = if arguments.quick { 2 } else { arguments.rounds };
    Ok(measure::run(all, rounds, counter.as_ref()))
}

/// Names and files, in order: IR, then Go, then Python.
fn programs(arguments: &Arguments) -> std::result::Result<Vec<(String, PathBuf)>, String> {
    let is_wanted = |name: &str| {
        arguments.only.as_ref().is_none_or(|only| name.contains(only))
            && (!arguments.quick || QUICK.contains(&name))
    };
    let ours: Vec<PathBuf> = FOLDERS.iter().map(PathBuf::from).collect();
    let folders = if arguments.folder.is_empty() { &ours } else { &arguments.folder };
    let mut found: Vec<(usize, String, PathBuf)> = Vec::new();
    for folder in folders {
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let Some(order) = ["ir", "go", "py"].iter().position(|one| has_extension(&path, one))
            else {
                continue;
            };
            // Most examples are no benchmarks.
            let takes_part = match order {
                0 => super::kernel::is_kernel(&path),
                1 => true,
                _ => !arguments.folder.is_empty() || PYTHON.contains(&name.as_str()),
            };
            if takes_part && is_wanted(&name) {
                found.push((order, name, path));
            }
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, name, path)| (name, path)).collect())
}
