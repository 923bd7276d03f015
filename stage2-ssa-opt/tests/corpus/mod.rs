//! The programs of stage 1's corpus and its examples, run with an engine and compared with what CPython printed: for
//! the tests of stages 2, 3 and 5, which differ in what executes the units.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use stage1::code_object::PythonVersion;
use stage1::interpreter::{Failure, Interpreter, Options as InterpreterOptions};
use stage1::pyc;
use stage1::tier::Tier;
use stage2::python;
use stage2::tier::{Executor, Options, Report, Translate, UnitTier};

const NATIVE_STACK_BYTES: usize = 1 << 30;

/// The examples that run for a second or more in CPython.
const KERNELS: [&str; 8] =
    ["collatz", "fannkuch", "fib", "mandelbrot", "matmul", "nbody", "sieve", "spectral_norm"];

/// How a program is run.
#[derive(Clone, Copy, Debug)]
pub struct Mode {
    /// By stage 2's passes.
    pub optimise: bool,
    /// So often.
    pub force_exits: u32,
    /// A collection at every allocation.
    pub stress: bool,
    /// By whom.
    pub tier: MakeTier,
}

/// Makes the tier, if there is one for this machine.
pub type MakeTier = fn(Options, Box<Translate>) -> Option<Rc<dyn Engine>>;

/// A tier that says at the end what it did.
pub trait Engine: Tier {
    fn reports(&self) -> Vec<Report>;
}

impl<E: Executor> Engine for UnitTier<E> {
    fn reports(&self) -> Vec<Report> {
        UnitTier::reports(self)
    }
}

/// Runs a group's programs; fails with all differences.
pub fn check_group(group: &str, mode: Mode) {
    let folder = if group == "examples" { stage1() } else { stage1().join("corpus") }.join(group);
    let wanted = std::env::var("PROGRAM").ok();
    let versions: &[PythonVersion] =
        if set("VERSIONS") { &PythonVersion::ALL } else { &[PythonVersion::V3_11] };
    let (mut report, mut failed, mut runs) = (String::new(), Vec::new(), 0);
    let mut counts = Counts::default();
    for name in programs(&folder) {
        let skipped = group == "examples" && KERNELS.contains(&&*name) && !with_kernels();
        if skipped || wanted.as_ref().is_some_and(|wanted| *wanted != name) {
            continue;
        }
        for &version in versions {
            runs += 1;
            if set("TRACE") {
                let _ = writeln!(std::io::stderr(), "{group}/{name} {version} {mode:?}");
            }
            if let Err(difference) = check(group, &folder, &name, version, mode, &mut counts) {
                let _ = writeln!(report, "\n{group}/{name}.py, {version}, {mode:?}\n{difference}");
                failed.push(name.clone());
            }
        }
    }
    assert!(runs > 0 || wanted.is_some(), "no programs in {}", folder.display());
    // ANCHOR: not_nothing
    // A test in which nothing is compiled, or nothing is left, would show nothing.
    assert!(counts.entered > 0, "no compiled code was entered");
    assert_eq!(counts.forced > 0, mode.force_exits > 0, "{counts:?}");
    // ANCHOR_END: not_nothing
    assert!(failed.is_empty(), "{} runs differ: {}\n{report}", failed.len(), failed.join(", "));
}

/// Runs one program; the error says how it differs from the recording.
fn check(
    group: &str,
    folder: &Path,
    name: &str,
    version: PythonVersion,
    mode: Mode,
    counts: &mut Counts,
) -> Result<(), String> {
    let source = folder.join(format!("{name}.py"));
    let expected = match group {
        "examples" => folder.join(format!("expected/{name}.out")),
        _ => folder.join(format!("{name}.out")),
    };
    let directory = format!("corpus/pyc/3{}/{group}/{name}.pyc", version.minor());
    let Ran { stdout, end, counts: ran } = run(&stage1().join(directory), &source, mode)?;
    counts.entered += ran.entered;
    counts.forced += ran.forced;
    let (status, stderr) = match end {
        Ok(()) => (0, String::new()),
        Err(Failure::Exit(status, message)) => {
            (status & 0xff, message.map_or(String::new(), |message| message + "\n"))
        }
        Err(Failure::Traceback(text) | Failure::Interrupted(text)) => (1, text),
        Err(Failure::Unsupported(position, what)) => {
            return Err(format!("line {}: not supported: {what}", position.line));
        }
    };
    compare("standard output", &read(&expected), &stdout).map_err(|text| text + &stderr)?;
    if group != "uncaught" {
        let ended = format!("it ended with status {status}\n{stderr}");
        return if (status, &*stderr) == (0, "") { Ok(()) } else { Err(ended) };
    }
    if version == PythonVersion::V3_11 {
        compare("standard error", &read(&source.with_extension("err")), &stderr)?;
    }
    let expected: i32 = read(&source.with_extension("status")).trim().parse().unwrap();
    match status == expected {
        true => Ok(()),
        false => Err(format!("status {status}, and CPython's was {expected}")),
    }
}

/// What came of a run.
struct Ran {
    stdout: String,
    end: Result<(), Failure>,
    counts: Counts,
}

/// How much of it was compiled code.
#[derive(Clone, Copy, Default, Debug)]
struct Counts {
    entered: u64,
    forced: u64,
}

/// Runs a `.pyc` on a thread with a large stack. The error is a panic's message.
fn run(pyc: &Path, source: &Path, mode: Mode) -> Result<Ran, String> {
    let (pyc, source) = (pyc.to_path_buf(), source.to_path_buf());
    let thread = std::thread::Builder::new().stack_size(NATIVE_STACK_BYTES).spawn(move || {
        let bytes = std::fs::read(&pyc).map_err(|error| format!("{}: {error}", pyc.display()))?;
        let code = pyc::load(&bytes).map_err(|error| format!("{}: {error}", pyc.display()))?;
        let output = Shared::default();
        let options = Options {
            calls: 2,
            back_edges: 2,
            most_exits: 3,
            force_exits: mode.force_exits,
            ..Options::default()
        };
        let tier = (mode.tier)(options, python::translator(mode.optimise));
        let tier = tier.ok_or("there is no engine for this machine")?;
        let mut interpreter = Interpreter::new(InterpreterOptions {
            output: Box::new(output.clone()),
            arguments: vec![source.display().to_string()],
            native_stack_bytes: NATIVE_STACK_BYTES,
            stress: mode.stress,
            tier: Some(tier.clone()),
            countdowns: (options.calls, options.back_edges),
            ..InterpreterOptions::default()
        })
        .map_err(|error| error.to_string())?;
        interpreter.source = Some(read(&source).into());
        let end = interpreter.run_module(&code);
        drop(interpreter);
        if set("TRACE") {
            let _ = writeln!(std::io::stderr(), "{:#?}", tier.reports());
        }
        let stdout = String::from_utf8_lossy(&output.0.borrow()).into_owned();
        let mut counts = Counts::default();
        for report in tier.reports() {
            counts.entered += report.entered.iter().sum::<u64>();
            counts.forced += report.exits.values().map(|[_, forced, _]| forced).sum::<u64>();
        }
        Ok(Ran { stdout, end, counts })
    });
    thread.unwrap().join().unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| text.to_string()));
        Err(format!("it panicked: {}", text.unwrap_or_default()))
    })
}

/// A buffer that is still there when the interpreter is gone.
#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The first lines that differ.
fn compare(what: &str, expected: &str, found: &str) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    let (old, new): (Vec<&str>, Vec<&str>) =
        (expected.split('\n').collect(), found.split('\n').collect());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let mut text = format!("{what} differs from line {} on (-CPython, +compiled):\n", same + 1);
    for (sign, lines) in [('-', &old[same..]), ('+', &new[same..])] {
        for line in lines.iter().take(4) {
            let _ = writeln!(text, "{sign}{line}");
        }
    }
    Err(text)
}

fn programs(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_string())
        .collect();
    names.sort();
    names
}

fn with_kernels() -> bool {
    !cfg!(debug_assertions) || set("CORPUS_ALL")
}

fn set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Stage 1's folder.
pub fn stage1() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../stage1-bytecode-jit")
}
