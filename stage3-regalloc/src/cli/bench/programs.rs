//! `bench programs`: Python programs as whole processes, ours beside CPython and PyPy.
//!
//! Start-up, reading and compiling are in the times, as they are for everybody. The contenders take turns, all must
//! print the same, and the shortest run of each counts. Times are the processor's, in the program and in the system, so
//! that whatever else the machine does matters less. For start-up an empty program is run, whose bytecode is there
//! already.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;

use super::{Answer, geometric_mean};
use crate::cli::process::{self, Folder, mebibytes};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../stage1-bytecode-jit/examples");
const KERNELS: [&str; 8] =
    ["mandelbrot", "nbody", "spectral_norm", "fannkuch", "fib", "sieve", "matmul", "collatz"];

/// The limits of `--limits`: how many times as fast as CPython and PyPy.
const LEAST_CPYTHON: f64 = 12.0;
const LEAST_CPYTHON_OF_ONE: f64 = 5.0;
const LEAST_PYPY: f64 = 1.0;

/// What to measure.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Names of kernels, or files with Python programs. Without any, all eight kernels.
    programs: Vec<String>,
    /// How often each is run by each.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// The CPython to compare with.
    #[arg(long, value_name = "PATH", default_value = "python3")]
    python: String,
    /// The PyPy to compare with.
    #[arg(long, value_name = "PATH", default_value = "pypy3")]
    pypy: String,
    /// For machines to read.
    #[arg(long)]
    json: bool,
    /// Fail unless we are 12 times as fast as CPython and as fast as PyPy in the mean, 5 times as fast as CPython for
    /// each program, and start as fast.
    #[arg(long)]
    limits: bool,
}

/// Who runs programs: a name, and the beginning of a command line.
struct Contender {
    name: &'static str,
    words: Vec<PathBuf>,
}

/// What a program took: seconds and bytes, by contender.
struct Row {
    name: String,
    best: Vec<(f64, u64)>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Answer, String> {
    let own = std::env::current_exe().map_err(|error| format!("error: {error}"))?;
    let mut contenders = vec![Contender { name: "stage3", words: vec![own, "run".into()] }];
    let mut versions = Vec::new();
    for (name, command) in [("python3", &arguments.python), ("pypy3", &arguments.pypy)] {
        match process::python(command) {
            Some((path, version)) => {
                versions.push(format!("{name} is {version}"));
                contenders.push(Contender { name, words: vec![path] });
            }
            None if arguments.limits => return Err(format!("error: {command} is missing")),
            None => eprintln!("note: {command} is missing: there is nothing to compare with"),
        }
    }
    let mut rows = Vec::new();
    for file in files(&arguments.programs)? {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        rows.push(measure(name, &contenders, &file, arguments.runs)?);
    }
    if let Some(python) = contenders.iter().find(|one| one.name == "python3") {
        let folder = Folder::new()?;
        let nothing = folder.program("nothing.py", "", &python.words[0])?;
        let runs = arguments.runs.saturating_mul(4);
        rows.push(measure("start-up".into(), &contenders, &nothing, runs)?);
    }
    let text = match arguments.json {
        true => json(&rows, &contenders),
        false => table(&rows, &contenders, &versions),
    };
    Ok((text, arguments.limits.then(|| short_of(&rows)).flatten()))
}

fn files(programs: &[String]) -> Result<Vec<PathBuf>, String> {
    let example = |name: &str| Path::new(EXAMPLES).join(name).with_extension("py");
    if programs.is_empty() {
        return Ok(KERNELS.map(example).to_vec());
    }
    let find = |name: &String| {
        let found = [PathBuf::from(name), example(name)].into_iter().find(|path| path.is_file());
        found.ok_or_else(|| format!("error: {name}: no such file or kernel"))
    };
    programs.iter().map(find).collect()
}

/// Runs a program in turn in each implementation.
fn measure(name: String, contenders: &[Contender], file: &Path, runs: u32) -> Result<Row, String> {
    let mut best = vec![(f64::INFINITY, 0); contenders.len()];
    let mut printed: Option<Vec<u8>> = None;
    for _ in 0..runs {
        for (contender, best) in contenders.iter().zip(&mut best) {
            let mut command = Command::new(&contender.words[0]);
            command.args(&contender.words[1..]).arg(file);
            let measured = process::measure(command)?;
            best.0 = best.0.min(measured.processor.as_secs_f64());
            best.1 = best.1.max(measured.peak_bytes);
            if *printed.get_or_insert_with(|| measured.stdout.clone()) != measured.stdout {
                return Err(format!("error: {name}: {} prints something else", contender.name));
            }
        }
    }
    Ok(Row { name, best })
}

impl Row {
    /// How many times as fast we are as a contender.
    fn faster_than(&self, contender: usize) -> Option<f64> {
        Some(self.best.get(contender)?.0 / self.best[0].0)
    }

    fn is_start_up(&self) -> bool {
        self.name == "start-up"
    }
}

/// How many times as fast we are as a contender, in the geometric mean.
fn mean(rows: &[Row], contender: usize) -> Option<f64> {
    let programs = rows.iter().filter(|row| !row.is_start_up());
    let ratios: Option<Vec<f64>> = programs.map(|row| row.faster_than(contender)).collect();
    let ratios = ratios.filter(|ratios| !ratios.is_empty())?;
    Some(geometric_mean(ratios.into_iter()))
}

fn table(rows: &[Row], contenders: &[Contender], versions: &[String]) -> String {
    let mut text = format!("{:<16}", "processor, ms");
    for contender in contenders {
        let _ = write!(text, "{:>12}", contender.name);
    }
    for contender in &contenders[1..] {
        let _ = write!(text, "{:>18}", format!("{} / ours", contender.name));
    }
    text.push_str("   peak memory\n");
    for row in rows {
        let _ = write!(text, "{:<16}", row.name);
        for (seconds, _) in &row.best {
            let _ = write!(text, "{:>12.1}", seconds * 1e3);
        }
        for contender in 1..contenders.len() {
            let _ = write!(text, "{:>18.2}", row.faster_than(contender).unwrap_or(f64::NAN));
        }
        let peaks: Vec<String> = row.best.iter().map(|(_, peak)| mebibytes(*peak)).collect();
        let _ = writeln!(text, "   {}", peaks.join(", "));
    }
    let _ = write!(text, "{:<width$}", "geometric mean", width = 16 + 12 * contenders.len());
    for contender in 1..contenders.len() {
        let _ = write!(text, "{:>18.2}", mean(rows, contender).unwrap_or(f64::NAN));
    }
    text.push('\n');
    if !versions.is_empty() {
        let _ = writeln!(text, "\n{}", versions.join(", "));
    }
    text
}

fn json(rows: &[Row], contenders: &[Contender]) -> String {
    let row = |row: &Row| {
        let by = contenders.iter().zip(&row.best).map(|(contender, (seconds, peak))| {
            format!("\"{}\": {{\"seconds\": {seconds:.6}, \"peak_bytes\": {peak}}}", contender.name)
        });
        let by = by.collect::<Vec<_>>().join(", ");
        format!("\n  {{\"program\": {:?}, \"by\": {{{by}}}}}", row.name)
    };
    let means = (1..contenders.len())
        .filter_map(|at| Some(format!("\"{}\": {:.4}", contenders[at].name, mean(rows, at)?)));
    format!(
        "{{\"programs\": [{}\n], \"times_as_fast\": {{{}}}}}\n",
        rows.iter().map(row).collect::<Vec<_>>().join(","),
        means.collect::<Vec<_>>().join(", ")
    )
}

/// What is not as fast as it should be. Both others have taken part.
fn short_of(rows: &[Row]) -> Option<String> {
    let mut text = String::new();
    for (contender, name, least) in [(1, "python3", LEAST_CPYTHON), (2, "pypy3", LEAST_PYPY)] {
        let mean = mean(rows, contender).unwrap_or(f64::NAN);
        if mean < least {
            let _ = writeln!(text, "{mean:.2} times as fast as {name} in the mean, not {least}");
        }
    }
    for row in rows {
        let least = if row.is_start_up() { 1.0 } else { LEAST_CPYTHON_OF_ONE };
        if let Some(ratio) = row.faster_than(1).filter(|ratio| *ratio < least) {
            let _ =
                writeln!(text, "{}: {ratio:.2} times as fast as python3, not {least}", row.name);
        }
    }
    (!text.is_empty()).then_some(text)
}
