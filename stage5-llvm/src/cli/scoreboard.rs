//! `scoreboard`: programs × everything that can run them, in one table.
//!
//! ```text
//!   contestants ─► (program, contestant) … interleaved, several times ─► least and greatest time ─► table, JSON, plot
//! ```
//!
//! A comparison is fair when the machine is the same and in the same mood. So all contestants run in one session, in
//! turn, several times, each run a process of its own; what counts is the processor time of the fastest run, and
//! the slowest says how far to trust it. All must print the same: a contestant that computes something else has no time.
//!
//! Leaves out: dynamic instruction counts (`valgrind --tool=callgrind` on what `stage5 build` makes gives them),
//! and the time that a peer's own compiler takes.

mod contestant;
mod measure;
mod plot;
mod table;

use std::path::PathBuf;

use clap::Args;

use super::input::put;
use contestant::{Entrant, entrants};

/// What to compare.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Other implementations too: whichever of python3, pypy3, go, gcc and clang are installed.
    #[arg(long)]
    peers: bool,
    /// Print JSON instead of tables.
    #[arg(long)]
    json: bool,
    /// Draw a plot of the ratios as well.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// How often each program is run by each.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
    /// Only programs whose name contains this.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// The folder with Go programs and their C twins.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/kernels"))]
    kernels: PathBuf,
    /// The folder with Python programs.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../stage1-bytecode-jit/examples"))]
    python: PathBuf,
}

/// The Python examples that compute for a while.
const PYTHON: [&str; 8] =
    ["collatz", "fannkuch", "fib", "mandelbrot", "matmul", "nbody", "sieve", "spectral_norm"];

/// What was measured of a program and a contestant.
#[derive(Clone, Debug)]
pub(crate) struct Result {
    /// The program.
    pub program: String,
    /// The language it is written in.
    pub language: &'static str,
    /// The contestant.
    pub contestant: &'static str,
    /// Processor time of the fastest and of the slowest run, in seconds, or why there is none.
    pub time: std::result::Result<(f64, f64), String>,
    /// Processor time for compiling, and for how many instructions of the IR; bytes of code.
    pub compiled: Option<Compiled>,
}

/// What compiling gave.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compiled {
    /// Seconds.
    pub seconds: f64,
    /// Instructions of the IR.
    pub instructions: usize,
    /// Bytes.
    pub bytes: usize,
}

pub(crate) fn scoreboard(arguments: &Arguments) -> std::result::Result<(), String> {
    let folder = std::env::temp_dir().join(format!("stage5-scoreboard-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let outcome = compare(arguments, &folder);
    let _ = std::fs::remove_dir_all(&folder);
    let results = outcome?;
    if results.is_empty() {
        return Err("there is no program of that name".into());
    }
    put(&if arguments.json { table::json(&results) } else { table::text(&results) });
    if let Some(file) = &arguments.svg {
        std::fs::write(file, plot::svg(&results))
            .map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}

fn compare(
    arguments: &Arguments,
    folder: &std::path::Path,
) -> std::result::Result<Vec<Result>, String> {
    let is_wanted = |name: &str| arguments.only.as_ref().is_none_or(|only| name.contains(only));
    let mut programs: Vec<(String, PathBuf)> = Vec::new();
    let listed = std::fs::read_dir(&arguments.kernels)
        .map_err(|error| format!("{}: {error}", arguments.kernels.display()))?;
    for entry in listed {
        let path = entry.map_err(|error| error.to_string())?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if super::input::has_extension(&path, "go") && is_wanted(&name) {
            programs.push((name, path));
        }
    }
    programs.sort();
    let names = PYTHON.iter().filter(|name| is_wanted(name));
    programs
        .extend(names.map(|name| (name.to_string(), arguments.python.join(format!("{name}.py")))));
    let mut all: Vec<Entrant> = Vec::new();
    for (number, (name, path)) in programs.iter().enumerate() {
        measure::progress(number, programs.len(), &format!("compiling {name}"));
        all.extend(entrants(name, path, folder, arguments.peers)?);
    }
    Ok(measure::run(all, arguments.rounds))
}
