//! `bench`: whole processes side by side, ours and other implementations of Python.
//!
//! The contenders take turns, A B C A B C, so that a machine that slows down slows down all of them. What counts is
//! the shortest of the runs, because nothing makes a program faster than it is; how far the longest is from it is shown
//! as the spread.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::growth;
use crate::cli::process::{self, Folder, Measured, mebibytes};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
const KERNELS: [&str; 8] =
    ["mandelbrot", "nbody", "spectral_norm", "fannkuch", "fib", "sieve", "matmul", "collatz"];

/// What takes memory for a million numbers, nearly all of them distinct objects in CPython.
const MILLION: &str = "numbers = [i * 3 for i in range(1000000)]\nprint(len(numbers))\n";

/// What is measured, and how.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// For machines to read.
    #[arg(long)]
    json: bool,
    /// How often each program runs in each implementation.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// The Python to compare with.
    #[arg(long, value_name = "PATH", default_value = "python3")]
    python: String,
    /// Instead: allocate for so long, and see whether memory grows.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    growth: Option<u64>,
    /// Names of kernels, or other programs' files; without any, all eight kernels.
    kernels: Vec<String>,
}

/// An implementation: what it is called, and the beginning of its command line.
struct Contender {
    name: &'static str,
    words: Vec<PathBuf>,
}

impl Contender {
    fn new<const N: usize>(name: &'static str, words: [&Path; N]) -> Contender {
        Contender { name, words: words.map(Path::to_path_buf).to_vec() }
    }

    fn run(&self, file: Option<&Path>) -> Result<Measured, String> {
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).args(file);
        process::measure(command)
    }
}

/// The runs of one program in one implementation.
struct Series {
    name: &'static str,
    /// Seconds.
    times: Vec<f64>,
    peak_bytes: u64,
}

impl Series {
    fn shortest(&self) -> f64 {
        self.times.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// How much longer the longest run was, in percent.
    fn spread(&self) -> f64 {
        (self.times.iter().copied().fold(0.0, f64::max) / self.shortest() - 1.0) * 100.0
    }
}

/// A program, and how long it took in each implementation.
struct Row {
    name: String,
    series: Vec<Series>,
}

impl Row {
    /// Time in comparison with python3, if that took part.
    fn ratio(&self, series: &Series) -> Option<f64> {
        let python = self.series.iter().find(|series| series.name == "python3")?;
        Some(series.shortest() / python.shortest())
    }
}

/// Measures and reports.
pub(crate) fn run(arguments: &Arguments) -> Result<String, String> {
    let python = process::python(&arguments.python);
    if let Some(seconds) = arguments.growth {
        let (python, _) = python.ok_or_else(|| {
            format!("error: {} is missing, which compiles the program", arguments.python)
        })?;
        return growth::watch(seconds, &python, arguments.json);
    }
    if python.is_none() {
        eprintln!(
            "note: {} is missing: there is nothing to compare with, and start-up and memory are \
             left out",
            arguments.python
        );
    }
    let files = files(&arguments.kernels)?;
    let contenders = contenders(python.as_ref().map(|(path, _)| path.as_path()))?;
    let mut rows = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        eprint!("{}/{} {name} ", number + 1, files.len());
        let row = row(&name, &contenders, Some(file), arguments.runs);
        eprintln!();
        rows.push(row?);
    }
    let small = match &python {
        // A Python whose bytecode we do not know spoils this, and only this.
        Some((python, _)) => small_programs(python, arguments.runs).unwrap_or_else(|message| {
            eprintln!("\nnote: start-up and memory are left out: {message}");
            vec![]
        }),
        None => vec![],
    };
    let version = python.map(|(_, version)| version);
    Ok(match arguments.json {
        true => json(&rows, &small, arguments.runs, version.as_deref()),
        false => table(&rows, &small, version.as_deref()),
    })
}

/// The programs asked for.
fn files(kernels: &[String]) -> Result<Vec<PathBuf>, String> {
    let example = |name: &str| Path::new(EXAMPLES).join(name).with_extension("py");
    if kernels.is_empty() {
        return Ok(KERNELS.map(example).to_vec());
    }
    let find = |name: &String| {
        let found = [PathBuf::from(name), example(name)].into_iter().find(|path| path.is_file());
        found.ok_or_else(|| {
            let kernels = KERNELS.join(", ");
            format!("error: {name}: no such file or kernel\nhelp: the kernels are {kernels}")
        })
    };
    kernels.iter().map(find).collect()
}

/// Ourselves in both tiers, and who else is there.
fn contenders(python: Option<&Path>) -> Result<Vec<Contender>, String> {
    let own = std::env::current_exe().map_err(|error| format!("error: {error}"))?;
    let word = Path::new;
    let mut all = vec![
        Contender::new("interpreter", [&*own, word("run"), word("--tier"), word("interp")]),
        Contender::new("template JIT", [&*own, word("run"), word("--tier"), word("jit")]),
    ];
    if let Some(python) = python {
        all.push(Contender::new("python3", [python]));
    }
    if let Some((pypy, _)) = process::python("pypy3") {
        all.push(Contender::new("pypy3", [&*pypy]));
    }
    Ok(all)
}

/// Runs one program in turn in each implementation; all must print the same.
fn row(
    name: &str,
    contenders: &[Contender],
    file: Option<&Path>,
    runs: u32,
) -> Result<Row, String> {
    let empty =
        |contender: &Contender| Series { name: contender.name, times: vec![], peak_bytes: 0 };
    let mut series: Vec<Series> = contenders.iter().map(empty).collect();
    let mut printed: Option<Vec<u8>> = None;
    for _ in 0..runs {
        for (contender, series) in contenders.iter().zip(&mut series) {
            let measured = contender.run(file)?;
            series.times.push(measured.time.as_secs_f64());
            series.peak_bytes = series.peak_bytes.max(measured.peak_bytes);
            if *printed.get_or_insert_with(|| measured.stdout.clone()) != measured.stdout {
                let first = contenders[0].name;
                return Err(format!("error: {name}: {} prints not what {first} does", series.name));
            }
        }
        eprint!(".");
    }
    Ok(Row { name: name.into(), series })
}

/// Start-up, and the memory of a large list. A process that takes milliseconds is run more often.
fn small_programs(python: &Path, runs: u32) -> Result<Vec<Row>, String> {
    let own = std::env::current_exe().map_err(|error| format!("error: {error}"))?;
    let folder = Folder::new()?;
    let program = |name, source| folder.program(name, source, &python.to_path_buf());
    let (nothing, million) = (program("nothing.py", "")?, program("million.py", MILLION)?);
    let (run, word) = (Path::new("run"), Path::new);
    eprint!("start-up ");
    let start_up = [
        Contender::new("stage1", [&*own, run, &*nothing]),
        Contender::new("python3", [python, word("-c"), word("pass")]),
        Contender::new("python3 -I -S", [python, word("-I"), word("-S"), word("-c"), word("pass")]),
    ];
    let start_up = row("start-up", &start_up, None, runs.saturating_mul(4))?;
    eprint!("\nmemory ");
    let memory = [Contender::new("stage1", [&*own, run]), Contender::new("python3", [python])];
    let memory = row("a list of 1,000,000 ints", &memory, Some(&million), runs.min(3))?;
    eprintln!();
    Ok(vec![start_up, memory])
}

/// The geometric mean of an implementation's ratios.
fn geometric_mean(rows: &[Row], contender: usize) -> Option<f64> {
    let ratios: Option<Vec<f64>> =
        rows.iter().map(|row| row.ratio(&row.series[contender])).collect();
    let ratios = ratios.filter(|ratios| !ratios.is_empty())?;
    let sum: f64 = ratios.iter().map(|ratio| ratio.ln()).sum();
    Some((sum / ratios.len() as f64).exp())
}

/// For people. Times in milliseconds, and as a part of python3's.
fn table(rows: &[Row], small: &[Row], version: Option<&str>) -> String {
    let mut text = String::new();
    let Some(first) = rows.first() else { return text };
    let _ = write!(text, "{:<16}", "ms (of python3)");
    for series in &first.series {
        let _ = write!(text, "{:>24}", series.name);
    }
    text.push('\n');
    for row in rows {
        let _ = write!(text, "{:<16}", row.name);
        for series in &row.series {
            let spread = format!("+{:.0} %", series.spread());
            let ratio = row.ratio(series).map_or(String::new(), |ratio| format!("({ratio:.3})"));
            let _ = write!(text, "{:>9.1} {spread:<7}{ratio:>7}", series.shortest() * 1000.0);
        }
        text.push('\n');
    }
    if geometric_mean(rows, 0).is_some() {
        let _ = write!(text, "{:<16}", "geometric mean");
        for contender in 0..first.series.len() {
            let mean = geometric_mean(rows, contender).unwrap_or(f64::NAN);
            let faster = format!("{:.2} times as fast", 1.0 / mean);
            let _ = write!(text, "{faster:>24}");
        }
        text.push('\n');
    }
    if let [start_up, memory] = small {
        text.push('\n');
        for series in &start_up.series {
            let (time, spread) = (series.shortest() * 1000.0, series.spread());
            let _ = writeln!(text, "start-up, {:<15} {time:>7.1} ms +{spread:.0} %", series.name);
        }
        for series in &memory.series {
            let nothing = start_up.series.iter().find(|nothing| nothing.name == series.name);
            let nothing = nothing.map_or(0, |nothing| nothing.peak_bytes);
            let _ = writeln!(
                text,
                "{}, {:<8} {} at most, {} without the list",
                memory.name,
                series.name,
                mebibytes(series.peak_bytes),
                mebibytes(nothing)
            );
        }
    }
    if let Some(version) = version {
        let _ = writeln!(text, "\npython3 is {version}; each time is the shortest of its runs");
    }
    text
}

/// For machines.
fn json(rows: &[Row], small: &[Row], runs: u32, version: Option<&str>) -> String {
    let row_json = |row: &Row| {
        let series = row.series.iter().map(|series| {
            let ratio = row.ratio(series).map_or("null".into(), |ratio| format!("{ratio:.4}"));
            let times: Vec<String> = series.times.iter().map(|time| format!("{time:.6}")).collect();
            format!(
                "{{\"name\":\"{}\",\"seconds\":{:.6},\"ratio\":{ratio},\"peak_bytes\":{},\
                 \"runs\":[{}]}}",
                series.name,
                series.shortest(),
                series.peak_bytes,
                times.join(",")
            )
        });
        let series: Vec<String> = series.collect();
        let name = crate::cli::statistics::quoted(&row.name);
        format!("{{\"program\":{name},\"by\":[{}]}}", series.join(","))
    };
    let list = |rows: &[Row]| rows.iter().map(row_json).collect::<Vec<_>>().join(",");
    let names = rows.first().map_or(&[][..], |row| &row.series);
    let means = names.iter().enumerate().filter_map(|(contender, series)| {
        let mean = geometric_mean(rows, contender)?;
        Some(format!("\"{}\":{mean:.4}", series.name))
    });
    let means: Vec<String> = means.collect();
    let version = version.map_or("null".into(), |version| format!("\"{version}\""));
    format!(
        "{{\"runs\":{runs},\"python3\":{version},\"kernels\":[{}],\"geometric_mean\":{{{}}},\
         \"others\":[{}]}}\n",
        list(rows),
        means.join(","),
        list(small)
    )
}
