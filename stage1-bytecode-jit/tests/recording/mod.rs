//! The programs of the corpus and the examples, and what CPython printed: for the tests of every stage that runs
//! Python. They differ in who runs a program; what it should have done is judged here.

#![allow(dead_code, reason = "each of them uses a part")]

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use stage1::code_object::{CodeObject, PythonVersion};
use stage1::interpreter::Failure;
use stage1::pyc;

/// The examples that run for a second or more in CPython.
const KERNELS: [&str; 8] =
    ["collatz", "fannkuch", "fib", "mandelbrot", "matmul", "nbody", "sieve", "spectral_norm"];

/// A program, in the bytecode of a version.
#[derive(Clone, Copy)]
pub struct Program<'a> {
    /// The folder it is in.
    pub group: &'a str,
    pub name: &'a str,
    pub version: PythonVersion,
}

/// How a run ended: what was written, and by what it was stopped.
pub struct Outcome {
    pub stdout: String,
    pub end: Result<(), Failure>,
}

impl Program<'_> {
    pub fn source(&self) -> PathBuf {
        folder(self.group).join(format!("{}.py", self.name))
    }

    /// Its code object.
    pub fn load(&self) -> Result<std::sync::Arc<CodeObject>, String> {
        let Program { group, name, version } = self;
        let file = stage1().join(format!("corpus/pyc/3{}/{group}/{name}.pyc", version.minor()));
        let bytes = std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        pyc::load(&bytes).map_err(|error| format!("{}: {error}", file.display()))
    }

    /// Compares with what CPython did; `who` has run it. The error says what is different.
    pub fn judge(&self, outcome: &Outcome, who: &str) -> Result<(), String> {
        let source = self.source();
        let expected = match self.group {
            "examples" => folder(self.group).join(format!("expected/{}.out", self.name)),
            _ => source.with_extension("out"),
        };
        let (status, stderr) = match &outcome.end {
            Ok(()) => (0, String::new()),
            Err(Failure::Exit(status, message)) => {
                let message =
                    message.as_ref().map_or(String::new(), |message| format!("{message}\n"));
                (status & 0xff, message)
            }
            Err(Failure::Traceback(text) | Failure::Interrupted(text)) => (1, text.clone()),
            Err(Failure::Unsupported(position, what)) => {
                return Err(format!("line {}: not supported: {what}", position.line));
            }
        };
        // Why the output is cut short, if something ended the program.
        compare("standard output", who, &read(&expected), &outcome.stdout)
            .map_err(|difference| difference + &stderr)?;
        if self.group != "uncaught" {
            let ended = format!("it ended with status {status}\n{stderr}");
            return if (status, &*stderr) == (0, "") { Ok(()) } else { Err(ended) };
        }
        if self.version == PythonVersion::V3_11 {
            compare("standard error", who, &read(&source.with_extension("err")), &stderr)?;
        }
        let expected: i32 = read(&source.with_extension("status")).trim().parse().unwrap();
        match status == expected {
            true => Ok(()),
            false => Err(format!("status {status}, and CPython's was {expected}")),
        }
    }
}

/// The lines between the common beginning and the common end, at most a few of them.
pub fn compare(what: &str, who: &str, expected: &str, found: &str) -> Result<(), String> {
    const SHOWN: usize = 8;
    if expected == found {
        return Ok(());
    }
    let (old, new): (Vec<&str>, Vec<&str>) =
        (expected.split('\n').collect(), found.split('\n').collect());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[same..], &new[same..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let mut text = format!("{what} differs from line {} on (-CPython, +{who}):\n", same + 1);
    for (sign, lines) in [('-', old), ('+', new)] {
        let lines = &lines[..lines.len() - end];
        for line in lines.iter().take(SHOWN) {
            let _ = writeln!(text, "{sign}{line}");
        }
        if lines.len() > SHOWN {
            let _ = writeln!(text, "{sign}… {} more lines", lines.len() - SHOWN);
        }
    }
    Err(text)
}

/// Runs on a thread with a stack of so many bytes. The error may be a panic's message.
pub fn on_large_stack<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let thread = std::thread::Builder::new().stack_size(bytes).spawn(work);
    thread.unwrap().join().unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| text.to_string()));
        Err(format!("it panicked: {}", text.unwrap_or_default()))
    })
}

/// A buffer that is still there when the interpreter is gone.
#[derive(Clone, Default)]
pub struct Shared(Rc<RefCell<Vec<u8>>>);

impl Shared {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.borrow()).into_owned()
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The programs of a group.
pub fn programs(group: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder(group))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_string())
        .collect();
    names.sort();
    names
}

/// The names of all groups, sorted.
pub fn groups() -> Vec<String> {
    let mut folders: Vec<String> = std::fs::read_dir(stage1().join("corpus"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| name != "pyc" && !name.starts_with('.') && !name.starts_with("__"))
        .chain(["examples".to_string()])
        .collect();
    folders.sort();
    folders
}

pub fn is_kernel(group: &str, name: &str) -> bool {
    group == "examples" && KERNELS.contains(&name)
}

/// They take a while unoptimised.
pub fn with_kernels() -> bool {
    !cfg!(debug_assertions) || set("CORPUS_ALL")
}

/// Is there such a variable of the environment?
pub fn set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}

pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The folder of a group.
pub fn folder(group: &str) -> PathBuf {
    if group == "examples" { stage1() } else { stage1().join("corpus") }.join(group)
}

/// Stage 1's folder.
fn stage1() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../stage1-bytecode-jit")
}
