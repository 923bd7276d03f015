//! `run FILE.py`: Python whose hot functions are machine code.

use std::fmt::Write as _;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::ValueEnum;
use stage1::interpreter::{Failure, Interpreter, Options as InterpreterOptions};
use stage1::locate;
use stage1::template_tier::TemplateTier;
use stage1::tier::Tier;
use stage2::python;
use stage2::tier::{Options, Report};
use stage3::engine::{self, MachineTier};

use super::input::Compilation;

/// Address space for the thread that runs Python: compiled code that calls compiled code nests in it.
/// Only what is used takes memory.
const NATIVE_STACK_BYTES: usize = 1 << 30;

/// Address space for Python frames.
const VALUE_STACK_BYTES: usize = 1 << 30;

/// How a Python program is executed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum TierChoice {
    /// Stage 1's interpreter alone.
    Interp,
    /// Stage 1's template JIT for functions of integers, the interpreter for everything else.
    Template,
    /// Optimised machine code as soon as there is feedback: from the second call or round on.
    Optimised,
    /// Optimised machine code for what is hot.
    Auto,
}

/// How a Python program is run.
#[derive(clap::Args, Clone, Debug)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Who executes a Python program.
    #[arg(long, value_enum, default_value = "auto")]
    pub(crate) tier: TierChoice,
    /// Compile a function at this call, and a loop at ten times as many rounds.
    #[arg(long, value_name = "N")]
    pub(crate) threshold: Option<u32>,
    /// Take every exit of a speculation the first K times it is passed: a stress of the frame states.
    #[arg(long, value_name = "K", default_value_t = 0)]
    pub(crate) force_exits: u32,
    /// Collect garbage at every allocation: slow, and it finds every value that the collector does
    /// not see.
    #[arg(long)]
    pub(crate) gc_stress: bool,
    /// With more than so many MiB of objects in use the program gets a MemoryError. Without it: what the
    /// machine has.
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_memory: Option<u32>,
    /// The python3 that compiles a .py without a current .pyc.
    #[arg(long, value_name = "PATH")]
    pub(crate) python: Option<PathBuf>,
}

/// What is said about a run of a Python program when it has ended.
#[derive(clap::Args, Clone, Copy, Debug)]
#[group(skip)]
pub(crate) struct Reporting {
    /// Say at the end, on stderr, what was compiled, refused, entered and left.
    #[arg(long)]
    stats: bool,
    /// The same as JSON.
    #[arg(long)]
    json: bool,
    /// Say in /tmp/perf-PID.map where the machine code of which function is: `perf` reads that.
    #[arg(long)]
    perf_map: bool,
}

/// Is it a Python program, going by its name?
pub(crate) fn is_python(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "py" || extension == "pyc")
}

/// Runs a program; its exit status. The error is a whole text for stderr.
pub(crate) fn run(
    file: PathBuf,
    words: Vec<String>,
    arguments: Arguments,
    reporting: Reporting,
    compilation: Compilation,
) -> Result<u8, String> {
    on_big_stack(move || {
        let streams: [Box<dyn Write>; 2] = [Box::new(stdout()), Box::new(std::io::stderr())];
        let ran = execute(&file, words, &arguments, compilation, streams)?;
        if let Some(tier) = ran.tier.as_ref().filter(|_| reporting.perf_map) {
            let path = format!("/tmp/perf-{}.map", std::process::id());
            std::fs::write(&path, engine::perf_map(tier, &ran.interpreter))
                .map_err(|error| format!("{path}: {error}"))?;
        }
        let reports = ran.tier.as_ref().map(|tier| tier.reports()).unwrap_or_default();
        let text = match (reporting.json, reporting.stats) {
            (true, _) => json(&reports),
            (false, true) => statistics(&reports),
            _ => String::new(),
        };
        let _ = std::io::stderr().write_all(text.as_bytes());
        Ok(finish(ran.outcome, &file))
    })
}

/// What came of a run.
pub(super) struct Ran {
    pub(super) outcome: Result<(), Failure>,
    pub(super) tier: Option<Rc<MachineTier>>,
    pub(super) interpreter: Box<Interpreter>,
}

fn stdout() -> BufWriter<std::io::Stdout> {
    BufWriter::with_capacity(1 << 16, std::io::stdout())
}

/// Does something on a thread that has room to recurse.
pub(super) fn on_big_stack<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let thread = std::thread::Builder::new().stack_size(NATIVE_STACK_BYTES).spawn(work);
    let thread = thread.map_err(|error| format!("error: no thread to run on: {error}"))?;
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

pub(super) fn execute(
    file: &Path,
    words: Vec<String>,
    arguments: &Arguments,
    compilation: Compilation,
    [output, errors]: [Box<dyn Write>; 2],
) -> Result<Ran, String> {
    let program = locate::locate(file, arguments.python.as_deref()).map_err(|e| e.to_string())?;
    let mut options = Options { force_exits: arguments.force_exits, ..Options::default() };
    if arguments.tier == TierChoice::Optimised {
        (options.calls, options.back_edges) = (2, 2);
    }
    if let Some(threshold) = arguments.threshold {
        options.calls = threshold.max(1);
        options.back_edges = threshold.max(1).saturating_mul(10);
    }
    let mut machine = None;
    let mut countdowns = (options.calls, options.back_edges);
    let tier: Option<Rc<dyn Tier>> = match arguments.tier {
        TierChoice::Interp => None,
        TierChoice::Template => {
            countdowns = (1, u32::MAX);
            Some(Rc::new(TemplateTier::default()))
        }
        TierChoice::Optimised | TierChoice::Auto => {
            let translate = python::translator(compilation.level > 0);
            let algorithm = compilation.allocator.algorithm();
            machine = engine::tier(options, translate, algorithm).map(Rc::new);
            machine.clone().map(|tier| tier as Rc<dyn Tier>)
        }
    };
    let mut argv = vec![file.display().to_string()];
    argv.extend(words);
    let made = Interpreter::new(InterpreterOptions {
        output,
        input: Box::new(BufReader::new(std::io::stdin())),
        errors,
        arguments: argv,
        value_stack_bytes: VALUE_STACK_BYTES,
        native_stack_bytes: NATIVE_STACK_BYTES,
        stress: arguments.gc_stress,
        tier,
        countdowns,
    })
    .map_err(|error| format!("error: no address space for the value stack: {error}"));
    let mut interpreter = Box::new(made?);
    let most = arguments.max_memory.map(|most| (most as usize) << 20).or_else(physical_memory);
    interpreter.heap.set_limit(most.unwrap_or(usize::MAX));
    interpreter.source = program.source.as_deref().map(Into::into);
    stage1::interrupt::install();
    let outcome = interpreter.run_module(&program.code);
    Ok(Ran { outcome, tier: machine, interpreter })
}

/// Bytes of memory that this machine has, as far as the system says.
fn physical_memory() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: usize = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

/// Reports how a program ended; the exit status.
fn finish(outcome: Result<(), Failure>, file: &Path) -> u8 {
    let Err(failure) = outcome else { return 0 };
    eprint!("{}", failure.text(&file.display().to_string()));
    if matches!(failure, Failure::Interrupted(_)) {
        stage1::interrupt::die();
    }
    failure.status()
}

/// What became of each function.
fn statistics(reports: &[Report]) -> String {
    let mut out = String::new();
    for report in reports {
        let [calls, loops] = report.units;
        let [called, looped] = report.entered;
        let tier = if calls + loops > 0 { "optimised" } else { "interpreter" };
        let _ = writeln!(
            out,
            "{} (line {}): {tier}; {calls} units of calls, entered {called} times from outside; \
             {loops} of loops, {looped} OSR entries; {} thrown away; {} bytes in {} µs",
            report.name,
            report.line,
            report.thrown_away,
            report.code_bytes,
            report.compile_time.as_micros()
        );
        for reason in &report.refusals {
            let _ = writeln!(out, "  refused: {}", reason.trim_end());
        }
        let mut exits: Vec<_> = report.exits.iter().collect();
        exits.sort();
        for (instruction, [failed, forced, raised]) in exits {
            let generic = if report.generic.contains(instruction) { ", now general" } else { "" };
            let why = report.failures.get(instruction).into_iter().flatten();
            let why = why.copied().collect::<Vec<_>>().join(", ");
            let why = if why.is_empty() { why } else { format!(" ({why})") };
            let _ = writeln!(
                out,
                "  left at instruction {instruction}: {failed} times{why}, forced {forced}, with an \
                 exception {raised}{generic}"
            );
        }
    }
    out
}

/// The same for machines to read.
fn json(reports: &[Report]) -> String {
    let text = |text: &str| {
        let mut out = String::from("\"");
        for character in text.chars() {
            match character {
                '"' | '\\' => out.extend(['\\', character]),
                character if (character as u32) < 0x20 => {
                    let _ = write!(out, "\\u{:04x}", character as u32);
                }
                character => out.push(character),
            }
        }
        out + "\""
    };
    let function = |report: &Report| {
        let refusals: Vec<String> = report.refusals.iter().map(|reason| text(reason)).collect();
        let mut exits: Vec<_> = report.exits.iter().collect();
        exits.sort();
        let exits = exits.into_iter().map(|(instruction, [failed, forced, raised])| {
            let generic = report.generic.contains(instruction);
            let why = report.failures.get(instruction).into_iter().flatten();
            let why = why.map(|why| text(why)).collect::<Vec<_>>().join(", ");
            format!(
                "{{\"instruction\": {instruction}, \"failed\": {failed}, \"forced\": {forced}, \
                 \"raised\": {raised}, \"general\": {generic}, \"why\": [{why}]}}"
            )
        });
        format!(
            "  {{\"name\": {}, \"line\": {}, \"units\": {:?}, \"entered\": {:?}, \"thrown_away\": {}, \
             \"code_bytes\": {}, \"compile_us\": {}, \"refusals\": [{}], \"exits\": [{}]}}",
            text(&report.name),
            report.line,
            report.units,
            report.entered,
            report.thrown_away,
            report.code_bytes,
            report.compile_time.as_micros(),
            refusals.join(", "),
            exits.collect::<Vec<_>>().join(", ")
        )
    };
    format!("[\n{}\n]\n", reports.iter().map(function).collect::<Vec<_>>().join(",\n"))
}
