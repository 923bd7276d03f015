//! The verb `bootstrap`: a compiler compiles itself, and the copies are compared.
//!
//! `selfhost/` is a Go compiler written in the Go that it accepts. Three generations of it:
//!
//! ```text
//!             stage 4          gen1            gen2
//!  selfhost ──────────► gen1 ──────► gen2 ──────────► gen3       gen2 = gen3, byte for byte
//!  selfhost ──────────► go1  ──────► go2                         go2  = gen2   (--go)
//!            go build          go1
//! ```
//!
//! gen1 is stage 4's code for the compiler, gen2 the compiler's own code for itself. If all compilers
//! are right, gen1 and gen2 are the same function from sources to bytes, so gen2 and gen3 are equal. The
//! second line is diverse double compiling (D. A. Wheeler, *Fully Countering Trusting Trust through
//! Diverse Double-Compiling*, 2009): the same source by way of a compiler that shares nothing with ours.
//!
//! Between the two lines it can time gen1 and gen2 at the same work, which is the price of the simple code
//! generator that made gen2.
//!
//! Requires Linux on x86-64, where the generations run, and with `--go` the official toolchain. Left
//! out: generations for AArch64. Judged by `tests/bootstrap.rs`, which also plants a bug that only the
//! comparison finds.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use stage0::Isa;
use stage2::cpu_time::children_time;
use stage4::diagnostic::SHOWN;
use stage4::driver;
use stage4::front_end::Sources;

use crate::cli::write_executable;

/// What to compile, and where.
pub struct Options {
    /// The folder of stage 4, with the library and `selfhost/`.
    pub library: PathBuf,
    /// The compiler's source.
    pub source: PathBuf,
    /// Where the generations are left; else nowhere.
    pub keep: Option<PathBuf>,
    /// Whether to go by the official toolchain too.
    pub go: bool,
    /// How often each generation compiles the compiler again, to be timed; 0 for not at all.
    pub runs: u32,
}

/// How long a generation may take: one that a bug sends into an endless loop is stopped.
const LIMIT: Duration = Duration::from_secs(120);

/// Makes the generations and compares them.
///
/// # Errors
/// What failed, or how two generations differ.
pub fn run(options: &Options) -> Result<(), String> {
    let scratch = std::env::temp_dir().join(format!("stage4-bootstrap-{}", std::process::id()));
    let folder = options.keep.clone().unwrap_or_else(|| scratch.clone());
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let folder = folder.canonicalize().map_err(|error| error.to_string())?;
    let result = generations(options, &folder);
    if options.keep.is_none() {
        let _ = std::fs::remove_dir_all(&scratch);
    }
    result
}

fn generations(options: &Options, folder: &Path) -> Result<(), String> {
    // ANCHOR: generations
    let gen1 = generation("gen1", "stage 4", &folder.join("gen1"), |output| {
        by_stage4(&options.source, output)
    })?;
    let compile = |name: &str, compiler: &Generation| {
        generation(name, &compiler.name, &folder.join(name), |output| {
            by_generation(options, &compiler.path, output)
        })
    };
    let gen2 = compile("gen2", &gen1)?;
    let gen3 = compile("gen3", &gen2)?;
    same(&gen2, &gen3)?;
    // ANCHOR_END: generations
    println!("gen2 and gen3 are the same {} bytes", grouped(gen2.bytes.len()));
    if options.runs > 0 {
        time(options, &gen1, &gen2, &folder.join("timed"))?;
    }
    if options.go {
        let go1 = generation("go1", "go build", &folder.join("go1"), |output| {
            by_go(&options.source, output)
        })?;
        let go2 = compile("go2", &go1)?;
        same(&gen2, &go2)?;
        println!("go2, made without stage 4, is the same too");
    }
    Ok(())
}

/// A compiler that was made.
struct Generation {
    name: String,
    path: PathBuf,
    bytes: Vec<u8>,
}

/// How much longer gen2 takes than gen1 to compile the compiler: the least processor time of several runs, in turns, so that
/// whatever else the machine does happens to both. It is the price of gen2's simple code generator.
fn time(
    options: &Options,
    gen1: &Generation,
    gen2: &Generation,
    output: &Path,
) -> Result<(), String> {
    let mut least = [Duration::MAX; 2];
    for _ in 0..options.runs {
        for (generation, least) in [gen1, gen2].into_iter().zip(&mut least) {
            let before = children_time();
            by_generation(options, &generation.path, output)?;
            *least = (*least).min(children_time() - before);
        }
    }
    let [one, two] = least.map(|time| time.as_secs_f64());
    println!(
        "gen1 takes {one:.3} s to compile the compiler, gen2 {two:.3} s, {:.2} times as long (processor time, the least of {} runs)",
        two / one.max(1e-6),
        options.runs
    );
    Ok(())
}

/// What making it took; memory is known for other processes.
struct Cost {
    time: Duration,
    memory: Option<u64>,
}

/// Makes a generation and prints a line about it, its beginning before the work.
fn generation(
    name: &str,
    by: &str,
    path: &Path,
    make: impl FnOnce(&Path) -> Result<Cost, String>,
) -> Result<Generation, String> {
    print!("{name:<5} by {by:<9}");
    let _ = std::io::stdout().flush();
    let cost = make(path).inspect_err(|_| println!())?;
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let memory = cost.memory.map_or_else(String::new, |bytes| format!("{} MB", bytes >> 20));
    let mut hash = String::new();
    for byte in &Sha256::digest(&bytes)[..8] {
        let _ = write!(hash, "{byte:02x}");
    }
    println!(
        "{:>8.3} s {memory:>7} {:>10} bytes  {hash}",
        cost.time.as_secs_f64(),
        grouped(bytes.len())
    );
    Ok(Generation { name: name.into(), path: path.into(), bytes })
}

fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn by_stage4(source: &Path, output: &Path) -> Result<Cost, String> {
    let start = Instant::now();
    let lowered = driver::lower(Sources::read(source)?, Isa::X64);
    let Some(mut module) = lowered.module else {
        return Err(lowered.checked.diagnostics.render(&lowered.checked.files, SHOWN));
    };
    driver::optimise(&mut module)?;
    let file = driver::link(&mut module, Isa::X64)?;
    write_executable(output, &file)?;
    Ok(Cost { time: start.elapsed(), memory: None })
}

/// A generation compiles the source. It also writes where its functions are, for [`same`].
fn by_generation(options: &Options, compiler: &Path, output: &Path) -> Result<Cost, String> {
    let _ = std::fs::remove_file(output);
    let mut command = Command::new(compiler);
    command.arg("-lib").arg(&options.library).arg("-o").arg(output);
    command.arg("-map").arg(output.with_extension("map")).arg(&options.source);
    measured(command)
}

fn by_go(source: &Path, output: &Path) -> Result<Cost, String> {
    let mut command = Command::new("go");
    command.args(["build", "-o"]).arg(output).arg(".").current_dir(source);
    command.env("GOTOOLCHAIN", "local").env("GOPROXY", "off").env("GOFLAGS", "-mod=mod");
    measured(command)
}

/// Runs a program and watches how much memory it has: the kernel's high-water mark is gone when the
/// process is, so it is read again and again.
fn measured(mut command: Command) -> Result<Cost, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let start = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{name}: {error}"))?;
    let status_file = format!("/proc/{}/status", child.id());
    let mut memory = None;
    let status = loop {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            break status;
        }
        if start.elapsed() > LIMIT {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("{name} was stopped after {} s", LIMIT.as_secs()));
        }
        if let Some(now) = high_water(&status_file) {
            memory = memory.max(Some(now));
        }
        std::thread::sleep(Duration::from_micros(500));
    };
    let time = start.elapsed();
    if !status.success() {
        let mut text = String::new();
        if let Some(mut errors) = child.stderr.take() {
            let _ = std::io::Read::read_to_string(&mut errors, &mut text);
        }
        return Err(format!("{name} failed ({status})\n{}", text.trim_end()));
    }
    Ok(Cost { time, memory })
}

/// The most memory a process has had, in bytes.
fn high_water(status_file: &str) -> Option<u64> {
    let text = std::fs::read_to_string(status_file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? << 10)
}

/// Compares two generations, and says in which function they begin to differ.
fn same(left: &Generation, right: &Generation) -> Result<(), String> {
    if left.bytes == right.bytes {
        return Ok(());
    }
    let pairs = left.bytes.iter().zip(&right.bytes);
    let differ = pairs.clone().filter(|(a, b)| a != b).count()
        + left.bytes.len().abs_diff(right.bytes.len());
    // The headers hold sizes that depend on everything else: the code says more.
    let functions = std::fs::read_to_string(left.path.with_extension("map")).unwrap_or_default();
    let code = functions.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or(0);
    let at = pairs
        .skip(code)
        .position(|(a, b)| a != b)
        .map_or(left.bytes.len().min(right.bytes.len()), |at| at + code);
    let mut place = "behind the code".to_string();
    for line in functions.lines() {
        let Some((start, name)) = line.split_once(' ') else { continue };
        if start.parse().is_ok_and(|start: usize| start <= at) {
            place = format!("in {name}");
        }
    }
    Err(format!(
        "{} ({} bytes) and {} ({} bytes) differ in {} bytes, first at {at}, {place}",
        left.name,
        grouped(left.bytes.len()),
        right.name,
        grouped(right.bytes.len()),
        grouped(differ)
    ))
}
