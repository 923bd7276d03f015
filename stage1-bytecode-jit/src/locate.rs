//! Finds the bytecode of the program that was asked for. For the command line only: it reads files
//! and starts processes, which nothing else in this crate does.
//!
//! A `.pyc` is loaded as it is. For a `.py` there are two ways, tried in this order:
//!
//! 1. `__pycache__/NAME.cpython-3xx.pyc` beside it, if its header says that it was made from the
//!    source as it is now. The first current one in the order 3.11, 3.12, 3.13, 3.14 is taken, so
//!    that the answer does not depend on which Pythons are installed. An explicit `--python` skips
//!    this step.
//! 2. A supported `python3`: the one given by `--python`, or else the first of `python3`,
//!    `python3.14`, `python3.13`, `python3.12`, `python3.11` on the `PATH` that is supported. It
//!    compiles the file and writes the code object to its standard output; it runs nothing and
//!    writes no file.
//!
//! Either way the code objects say that they come from the path as it was given, as they would
//! under `python3 FILE`.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use crate::code_object::{CodeObject, PythonVersion};
use crate::pyc::{self, HeaderKind, LoadError};

/// A program, ready to run.
#[derive(Debug)]
pub struct Program {
    /// The module's code.
    pub code: Arc<CodeObject>,
    /// The source text, if it could be read.
    pub source: Option<String>,
    /// Where the code comes from.
    pub origin: Origin,
}

/// Where a program's code comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// The `.pyc` that was asked for.
    Pyc(PathBuf),
    /// A current `.pyc` from `__pycache__`.
    Cache(PathBuf),
    /// Compiled by this interpreter.
    Compiled(PathBuf),
}

/// Why there is no program. The process should exit with status 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LocateError {
    /// Something is wrong with a file.
    File {
        /// Which one.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// Python refused the program; this is what it said, ready for standard error.
    Python(String),
    /// There is no supported Python.
    NoPython(String),
}

impl fmt::Display for LocateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LocateError::File { path, message } => {
                write!(f, "error: {}: {message}", path.display())
            }
            LocateError::Python(message) => f.write_str(message.trim_end()),
            LocateError::NoPython(message) => write!(f, "error: {message}"),
        }
    }
}

impl std::error::Error for LocateError {}

/// Finds and loads a program. `python` is an interpreter to use instead of looking for one.
///
/// # Errors
/// When the file cannot be read or loaded, when it is no valid Python, or when nothing is there
/// to compile it.
pub fn locate(file: &Path, python: Option<&Path>) -> Result<Program, LocateError> {
    let bytes = std::fs::read(file).map_err(|error| in_file(file, plain_message(&error)))?;
    if file.extension().is_some_and(|extension| extension == "pyc") {
        let code = pyc::load(&bytes).map_err(|error| in_file(file, error.to_string()))?;
        let source = source_beside(file, &code);
        return Ok(Program { code, source, origin: Origin::Pyc(file.into()) });
    }
    let (code, origin) = match python {
        Some(python) => (compile(file, python)?, Origin::Compiled(python.into())),
        None => match cached(file, &bytes) {
            Some((code, path)) => (code, Origin::Cache(path)),
            None => {
                let python = find_python()?;
                (compile(file, &python)?, Origin::Compiled(python))
            }
        },
    };
    Ok(Program { code, source: String::from_utf8(bytes).ok(), origin })
}

fn in_file(path: &Path, message: impl Into<String>) -> LocateError {
    LocateError::File { path: path.into(), message: message.into() }
}

/// The system's message without the number that Rust adds.
fn plain_message(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        std::io::ErrorKind::IsADirectory => "this is a directory".into(),
        _ => error.to_string(),
    }
}

/// The source of a `.pyc`, if it lies where the compiler found it, or where it belongs.
fn source_beside(file: &Path, code: &CodeObject) -> Option<String> {
    let recorded = PathBuf::from(&*code.file_name);
    let folder = file.parent().unwrap_or(Path::new(""));
    let beside = recorded.file_name().map(|name| folder.join(name));
    let above = recorded.file_name().and_then(|name| Some(folder.parent()?.join(name)));
    [Some(recorded.clone()), beside, above]
        .into_iter()
        .flatten()
        .find_map(|path| std::fs::read_to_string(path).ok())
}

// --- __pycache__ --------------------------------------------------------------------------------

/// The first current `.pyc` in `__pycache__`.
fn cached(file: &Path, source: &[u8]) -> Option<(Arc<CodeObject>, PathBuf)> {
    let stem = file.file_stem()?.to_str()?;
    let folder = file.parent().unwrap_or(Path::new("")).join("__pycache__");
    PythonVersion::ALL.into_iter().find_map(|version| {
        let path = folder.join(format!("{stem}.cpython-3{}.pyc", version.minor()));
        let bytes = std::fs::read(&path).ok()?;
        if !is_current(&bytes, version, file, source) {
            return None;
        }
        let code = pyc::load_named(&bytes, Some(&absolute(file))).ok()?;
        Some((code, path))
    })
}

/// Was this `.pyc` made from this source by this version?
fn is_current(bytes: &[u8], version: PythonVersion, file: &Path, source: &[u8]) -> bool {
    let Ok(header) = pyc::header(bytes) else { return false };
    header.version == version
        && match header.kind {
            HeaderKind::Timestamp { modified, size } => {
                size == source.len() as u32 && Some(modified) == modification_time(file)
            }
            HeaderKind::CheckedHash(hash) => hash == pyc::source_hash(version, source),
            HeaderKind::UncheckedHash(_) => true,
        }
}

/// Seconds since 1970, the low 32 bits.
fn modification_time(file: &Path) -> Option<u32> {
    let modified = std::fs::metadata(file).ok()?.modified().ok()?;
    let since_1970 = modified.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(since_1970.as_secs() as u32)
}

// --- a Python on the PATH -----------------------------------------------------------------------

/// The names to look for, the usual one first.
const PYTHONS: [&str; 5] = ["python3", "python3.14", "python3.13", "python3.12", "python3.11"];

/// Prints the magic number as two bytes, then the marshalled code object.
const COMPILE: &str = "\
import sys, marshal
from importlib.util import MAGIC_NUMBER
path = sys.argv[1]
with open(path, 'rb') as file:
    source = file.read()
try:
    code = compile(source, path, 'exec', dont_inherit=True)
except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError) as error:
    import traceback
    sys.stderr.write(''.join(traceback.format_exception_only(type(error), error)))
    sys.exit(1)
sys.stdout.buffer.write(MAGIC_NUMBER[:2] + marshal.dumps(code))
";

/// Prints the version and nothing else.
const VERSION: &str = "import sys; print(sys.implementation.name, *sys.version_info[:2])";

/// The first supported Python on the `PATH`.
fn find_python() -> Result<PathBuf, LocateError> {
    let mut found = Vec::new();
    for name in PYTHONS {
        match python_version(Path::new(name)) {
            Some((_, true)) => return Ok(name.into()),
            Some((version, false)) => found.push(format!("{name} is {version}")),
            None => {}
        }
    }
    let found = match found.is_empty() {
        true => "none was found".to_string(),
        false => found.join(", "),
    };
    Err(LocateError::NoPython(format!(
        "a .py file needs CPython 3.11, 3.12, 3.13 or 3.14 to compile it; {found}\n\
         help: install one (on Debian and Ubuntu: apt install python3), or name it with \
         --python PATH,\n      or give a .pyc file, which needs no Python"
    )))
}

/// What an interpreter says it is, and whether that is supported; `None` if it does not run.
fn python_version(python: &Path) -> Option<(String, bool)> {
    let output = Command::new(python)
        .args(["-I", "-S", "-c", VERSION])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    let words: Vec<&str> = text.split_whitespace().collect();
    let [implementation, major, minor] = words[..] else { return None };
    let is_known = |version: &PythonVersion| version.minor().to_string() == minor;
    let supported =
        implementation == "cpython" && major == "3" && PythonVersion::ALL.iter().any(is_known);
    Some((format!("{implementation} {major}.{minor}"), supported))
}

/// Lets a Python compile the file.
fn compile(file: &Path, python: &Path) -> Result<Arc<CodeObject>, LocateError> {
    let no_python = |message: String| LocateError::NoPython(message);
    let output = Command::new(python)
        .args(["-I", "-S", "-B", "-c", COMPILE])
        .arg(absolute(file))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| {
            no_python(format!("{} cannot be run: {}", python.display(), plain_message(&error)))
        })?;
    if !output.status.success() {
        // Under an emulator a program that is not there seems to start, and to end with 127.
        if output.stderr.is_empty() {
            let why = match output.status.code() {
                Some(127) => "cannot be run: no such file".to_string(),
                _ => format!("ended without a word, {}", output.status),
            };
            return Err(no_python(format!("{} {why}", python.display())));
        }
        return Err(LocateError::Python(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    // Warnings about the source.
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    // A header in front of it makes the output a `.pyc`.
    let mut bytes = Vec::with_capacity(pyc::HEADER_SIZE + output.stdout.len());
    bytes.extend_from_slice(output.stdout.get(..2).unwrap_or_default());
    bytes.extend_from_slice(b"\r\n");
    bytes.resize(pyc::HEADER_SIZE, 0);
    bytes.extend_from_slice(output.stdout.get(2..).unwrap_or_default());
    let wrong =
        |error: LoadError| in_file(file, format!("{} ({})", error.message, python.display()));
    pyc::load_named(&bytes, Some(&absolute(file))).map_err(wrong)
}

/// The name a script has in its own tracebacks and in `__file__`: CPython makes it absolute.
fn absolute(file: &Path) -> String {
    let absolute = std::path::absolute(file);
    absolute.as_deref().unwrap_or(file).to_string_lossy().into_owned()
}
