//! `run FILE.py`: a Python program whose hot functions run as IR; and how much of it is executed.

use std::cell::{Cell, RefCell};
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use stage1::interpreter::{Failure, Interpreter, Options as InterpreterOptions};
use stage1::locate;
use stage2::pipeline::inst_count;
use stage2::python;
use stage2::tier::{Options, SsaTier};

/// Address space for the thread that runs Python: compiled code that calls compiled code nests in it.
/// Only what is used takes memory.
const NATIVE_STACK_BYTES: usize = 1 << 30;

/// Address space for Python frames.
const VALUE_STACK_BYTES: usize = 1 << 30;

/// How a Python program is run.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Arguments {
    /// Say at the end, on stderr, what was translated, refused, entered and left.
    #[arg(long)]
    pub(crate) tier_stats: bool,
    /// Translate a function at this call, and a loop at ten times as many rounds.
    #[arg(long, value_name = "N")]
    pub(crate) threshold: Option<u32>,
    /// Take every exit of a speculation the first K times it is passed: a stress of the frame states.
    #[arg(long, value_name = "K", default_value_t = 0)]
    pub(crate) force_exits: u32,
    /// Run the IR as the translation makes it.
    #[arg(long)]
    pub(crate) no_opt: bool,
    /// Collect garbage at every allocation: slow, and it finds every value that the collector does
    /// not see.
    #[arg(long)]
    pub(crate) gc_stress: bool,
    /// The python3 that compiles a .py without a current .pyc.
    #[arg(long, value_name = "PATH")]
    pub(crate) python: Option<PathBuf>,
}

/// Runs a program; its exit status. The error is a whole text for stderr.
pub(crate) fn run(file: PathBuf, words: Vec<String>, arguments: Arguments) -> Result<u8, String> {
    let work = move || on_this_stack(&file, words, &arguments);
    let thread = std::thread::Builder::new().stack_size(NATIVE_STACK_BYTES).spawn(work);
    let thread = thread.map_err(|error| format!("error: no thread to run on: {error}"))?;
    match thread.join() {
        Ok(status) => status,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

fn on_this_stack(file: &Path, words: Vec<String>, arguments: &Arguments) -> Result<u8, String> {
    let program = locate::locate(file, arguments.python.as_deref()).map_err(|e| e.to_string())?;
    let mut options = Options { force_exits: arguments.force_exits, ..Options::default() };
    if let Some(threshold) = arguments.threshold {
        options.calls = threshold.max(1);
        options.back_edges = threshold.max(1).saturating_mul(10);
    }
    let tier = Rc::new(SsaTier::new(options, python::translator(!arguments.no_opt)));
    let mut argv = vec![file.display().to_string()];
    argv.extend(words);
    let mut interpreter = Interpreter::new(InterpreterOptions {
        output: Box::new(BufWriter::with_capacity(1 << 16, std::io::stdout())),
        input: Box::new(BufReader::new(std::io::stdin())),
        errors: Box::new(std::io::stderr()),
        arguments: argv,
        value_stack_bytes: VALUE_STACK_BYTES,
        native_stack_bytes: NATIVE_STACK_BYTES,
        stress: arguments.gc_stress,
        tier: Some(tier.clone()),
        countdowns: (options.calls, options.back_edges),
    })
    .map_err(|error| format!("error: no address space for the value stack: {error}"))?;
    interpreter.source = program.source.as_deref().map(Into::into);
    stage1::interrupt::install();
    let outcome = interpreter.run_module(&program.code);
    if arguments.tier_stats {
        let _ = std::io::stderr().write_all(statistics(&tier).as_bytes());
    }
    let Err(failure) = outcome else { return Ok(0) };
    eprint!("{}", failure.text(&file.display().to_string()));
    if matches!(failure, Failure::Interrupted(_)) {
        stage1::interrupt::die();
    }
    Ok(failure.status())
}

/// What a run of a program came to.
pub(crate) struct Counted {
    /// Instructions of IR in the units that were made.
    pub(crate) size: usize,
    /// Instructions of IR that were executed.
    pub(crate) executed: u64,
    /// What the program printed, and how it ended.
    pub(crate) done: (Vec<u8>, Result<(), Failure>),
}

/// Runs a program to its end and counts. Units are made at the second call and the twentieth round,
/// so that hardly anything is executed outside of them. What it reads is `input`, and then what comes
/// from stdin, which is noted there: so a second run reads the same.
pub(crate) fn count(
    file: &Path,
    python: Option<&Path>,
    no_opt: bool,
    input: &Arc<Mutex<Vec<u8>>>,
) -> Result<Counted, String> {
    let (file, python) = (file.to_path_buf(), python.map(Path::to_path_buf));
    let input = input.clone();
    let work = move || count_on_this_stack(&file, python.as_deref(), no_opt, input);
    let thread = std::thread::Builder::new().stack_size(NATIVE_STACK_BYTES).spawn(work);
    let thread = thread.map_err(|error| format!("error: no thread to run on: {error}"))?;
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Where a program prints to.
#[derive(Clone, Default)]
struct Printed(Rc<RefCell<Vec<u8>>>);

impl Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Where a program reads from: stdin, and what comes is noted.
struct Noting(Arc<Mutex<Vec<u8>>>);

impl Read for Noting {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = std::io::stdin().read(buffer)?;
        let mut noted = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        noted.extend_from_slice(&buffer[..count]);
        Ok(count)
    }
}

fn count_on_this_stack(
    file: &Path,
    python: Option<&Path>,
    no_opt: bool,
    input: Arc<Mutex<Vec<u8>>>,
) -> Result<Counted, String> {
    let program = locate::locate(file, python).map_err(|error| error.to_string())?;
    let options = Options { calls: 2, back_edges: 20, ..Options::default() };
    let size = Rc::new(Cell::new(0));
    let (sum, make) = (size.clone(), python::translator(!no_opt));
    let translate = move |python: &Interpreter, code, request: &_| {
        let unit = make(python, code, request)?;
        let bodies = unit.module.functions.values().filter_map(|decl| decl.body.as_ref());
        sum.set(sum.get() + bodies.map(inst_count).sum::<usize>());
        Ok(unit)
    };
    let tier = Rc::new(SsaTier::new(options, Box::new(translate)));
    let printed = Printed::default();
    let noted = input.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
    let input = std::io::Cursor::new(noted).chain(Noting(input));
    let mut interpreter = Interpreter::new(InterpreterOptions {
        output: Box::new(printed.clone()),
        input: Box::new(BufReader::new(input)),
        arguments: vec![file.display().to_string()],
        value_stack_bytes: VALUE_STACK_BYTES,
        native_stack_bytes: NATIVE_STACK_BYTES,
        tier: Some(tier.clone()),
        countdowns: (options.calls, options.back_edges),
        ..InterpreterOptions::default()
    })
    .map_err(|error| format!("error: no address space for the value stack: {error}"))?;
    interpreter.source = program.source.as_deref().map(Into::into);
    let outcome = interpreter.run_module(&program.code);
    let executed = tier.executed().iter().map(|(_, count)| count).sum();
    drop(interpreter);
    Ok(Counted { size: size.get(), executed, done: (printed.0.take(), outcome) })
}

/// What became of each function.
fn statistics(tier: &SsaTier) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    let mut counts = tier.executed();
    let executed: u64 = counts.iter().map(|(_, count)| count).sum();
    let _ = writeln!(out, "{executed} instructions of IR were executed");
    counts.sort_by_key(|(opcode, count)| (std::cmp::Reverse(*count), opcode.name()));
    let often = counts.iter().take_while(|(_, count)| *count > 0 && count * 100 >= executed);
    let often: Vec<String> =
        often.map(|(opcode, count)| format!("{count} {}", opcode.name())).collect();
    let _ = writeln!(out, "  the most: {}", often.join(", "));
    for report in tier.reports() {
        let [calls, loops] = report.units;
        let [called, looped] = report.entered;
        let _ = writeln!(
            out,
            "{} (line {}): {calls} units of calls, entered {called} times; {loops} of loops, \
             entered {looped} times",
            report.name, report.line
        );
        for reason in &report.refusals {
            let _ = writeln!(out, "  refused: {reason}");
        }
        let mut exits: Vec<_> = report.exits.iter().collect();
        exits.sort();
        for (instruction, [failed, forced, raised]) in exits {
            let generic = if report.generic.contains(instruction) { ", now general" } else { "" };
            let _ = writeln!(
                out,
                "  left at instruction {instruction}: {failed} times, forced {forced}, with an \
                 exception {raised}{generic}"
            );
        }
    }
    out
}
