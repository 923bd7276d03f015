//! Every program of the corpus and every example, from the bytecode of four CPythons, in both tiers, against what
//! CPython printed. `corpus/README.md` says what lies where.
//!
//! ```text
//! cargo test -p stage1 --test corpus                     all but the kernels, which take a while unoptimised
//! cargo test -p stage1 --test corpus strings             one group
//! CORPUS_ALL=1 …   or   --release                        the kernels too
//! STRESS=1 …                                             garbage is collected at every allocation in all groups
//! PROGRAM=overflow …                                     only the programs of that name
//! TRACE=1 …                                              names each run before it starts, should one never end
//! ```

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use stage1::code_object::PythonVersion;
use stage1::interpreter::{Failure, Interpreter, Options};
use stage1::pyc;
use stage1::template_tier::TemplateTier;

const NATIVE_STACK_BYTES: usize = 256 << 20;

/// The examples that run for a second or more in CPython.
const KERNELS: [&str; 8] =
    ["collatz", "fannkuch", "fib", "mandelbrot", "matmul", "nbody", "sieve", "spectral_norm"];

#[derive(Clone, Copy, PartialEq, Debug)]
enum Tier {
    Interpreter,
    TemplateJit,
    /// The template JIT, with a collection at every allocation.
    Stress,
}

/// What a run wrote and how it ended.
struct Outcome {
    stdout: String,
    end: Result<(), Failure>,
}

/// A module per group with a test per tier; in those after `stressed`, the collector runs at every allocation, too. The
/// others take too long for it, and have little that these do not: `STRESS=1` has them all.
macro_rules! groups {
    (plain: $($plain:ident)*; stressed: $($stressed:ident)*) => {
        $(mod $plain { groups!(@tiers $plain); })*
        $(mod $stressed {
            groups!(@tiers $stressed);
            #[test]
            fn gc_stress() {
                crate::check_group(stringify!($stressed), crate::Tier::Stress);
            }
        })*
        const GROUPS: &[&str] = &[$(stringify!($plain),)* $(stringify!($stressed),)*];
    };
    (@tiers $group:ident) => {
        #[test]
        fn interpreter() {
            crate::check_group(stringify!($group), crate::Tier::Interpreter);
        }
        #[test]
        fn template_jit() {
            crate::check_group(stringify!($group), crate::Tier::TemplateJit);
        }
    };
}

groups! {
    plain: programs;
    stressed: builtins closures comprehensions control_flow dicts examples exceptions floats formatting functions generators
        integers jit lists math ranges_slices refused sets strings tuples uncaught unpacking
}

#[test]
fn every_folder_is_a_group() {
    let mut folders: Vec<String> = std::fs::read_dir(home().join("corpus"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| name != "pyc" && !name.starts_with('.') && !name.starts_with("__"))
        .chain(["examples".to_string()])
        .collect();
    folders.sort();
    let mut groups = GROUPS.to_vec();
    groups.sort_unstable();
    assert_eq!(folders, groups, "a folder without tests, or tests without a folder");
}

#[test]
fn exercise_1_1_finally_in_every_place() {
    let folder = home().join("corpus/control_flow");
    for version in PythonVersion::ALL {
        let result = check("control_flow", &folder, "nested_finally", version, Tier::Interpreter);
        assert_eq!(result, Ok(()), "{version}");
    }
}

/// Runs a group's programs from every version's bytecode; fails with all differences.
fn check_group(group: &str, tier: Tier) {
    let folder = if group == "examples" { home() } else { home().join("corpus") }.join(group);
    let names = programs(&folder);
    assert!(!names.is_empty(), "no programs in {}", folder.display());
    let wanted = std::env::var("PROGRAM").ok();
    let mut report = String::new();
    let mut failed = Vec::new();
    for name in names {
        let is_kernel = group == "examples" && KERNELS.contains(&&*name);
        let skipped = is_kernel && (!with_kernels() || under_stress(tier));
        if skipped || wanted.as_ref().is_some_and(|wanted| *wanted != name) {
            continue;
        }
        for version in PythonVersion::ALL {
            if set("TRACE") {
                let _ = writeln!(std::io::stderr(), "{group}/{name} {version} {tier:?}");
            }
            if let Err(difference) = check(group, &folder, &name, version, tier) {
                let title = format!("{group}/{name}.py, bytecode of {version}, {tier:?}");
                let _ = writeln!(report, "\n{title}\n{difference}");
                failed.push(format!("{name} ({version})"));
            }
        }
    }
    assert!(failed.is_empty(), "{} runs differ: {}\n{report}", failed.len(), failed.join(", "));
}

/// Runs one program; the error says how it differs from the recording.
fn check(
    group: &str,
    folder: &Path,
    name: &str,
    version: PythonVersion,
    tier: Tier,
) -> Result<(), String> {
    let source = folder.join(format!("{name}.py"));
    let expected = match group {
        "examples" => folder.join(format!("expected/{name}.out")),
        _ => folder.join(format!("{name}.out")),
    };
    let directory = format!("corpus/pyc/3{}/{group}/{name}.pyc", version.minor());
    let outcome = run(&home().join(directory), &source, tier)?;
    if group == "refused" {
        return check_refusal(&outcome, &read(&source));
    }
    compare("standard output", &read(&expected), &outcome.stdout).map_err(|difference| {
        // Why the output is cut short, if something ended the program.
        match &outcome.end {
            Err(Failure::Traceback(text)) if group != "uncaught" => format!("{difference}{text}"),
            Err(Failure::Unsupported(position, what)) => {
                format!("{difference}line {}: not supported: {what}", position.line)
            }
            _ => difference,
        }
    })?;
    let (status, stderr) = match outcome.end {
        Ok(()) => (0, String::new()),
        Err(Failure::Exit(status, message)) => {
            (status & 0xff, message.map_or(String::new(), |message| message + "\n"))
        }
        Err(Failure::Traceback(text) | Failure::Interrupted(text)) => (1, text),
        Err(Failure::Unsupported(position, what)) => {
            return Err(format!("line {}: not supported: {what}", position.line));
        }
    };
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

/// A refused program has printed nothing, and the refusal names the line and the thing.
fn check_refusal(outcome: &Outcome, source: &str) -> Result<(), String> {
    let wanted = source.lines().next().and_then(|line| line.strip_prefix("# refused: "));
    let (line, keyword) = wanted.and_then(|wanted| wanted.split_once(": ")).expect("a first line");
    match &outcome.end {
        Err(Failure::Unsupported(position, what)) => {
            let named = what.to_lowercase().contains(&keyword.to_lowercase());
            if position.line.to_string() != line || !named {
                let found = format!("line {}: {what}", position.line);
                return Err(format!("the refusal should name line {line} and {keyword}: {found}"));
            }
            compare("standard output", "", &outcome.stdout)
        }
        other => Err(format!("it was not refused, and ended with {other:?}")),
    }
}

/// Runs a `.pyc` on a thread with a large stack. The error is a panic's message.
fn run(pyc: &Path, source: &Path, tier: Tier) -> Result<Outcome, String> {
    let (pyc, source) = (pyc.to_path_buf(), source.to_path_buf());
    let thread = std::thread::Builder::new().stack_size(NATIVE_STACK_BYTES).spawn(move || {
        let mut bytes = Vec::new();
        let read = std::fs::File::open(&pyc).and_then(|mut file| file.read_to_end(&mut bytes));
        read.map_err(|error| format!("{}: {error}", pyc.display()))?;
        let code = pyc::load(&bytes).map_err(|error| format!("{}: {error}", pyc.display()))?;
        let output = Shared::default();
        let options = Options {
            output: Box::new(output.clone()),
            arguments: vec![source.display().to_string()],
            native_stack_bytes: NATIVE_STACK_BYTES,
            stress: under_stress(tier),
            tier: match tier {
                Tier::Interpreter => None,
                Tier::TemplateJit | Tier::Stress => Some(Rc::new(TemplateTier::default())),
            },
            countdowns: (1, u32::MAX),
            ..Options::default()
        };
        let mut interpreter = Interpreter::new(options).map_err(|error| error.to_string())?;
        interpreter.source = Some(self::read(&source).into());
        let end = interpreter.run_module(&code);
        drop(interpreter);
        let stdout = String::from_utf8_lossy(&output.0.borrow()).into_owned();
        Ok(Outcome { stdout, end })
    });
    thread.unwrap().join().unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| text.to_string()));
        Err(format!("the interpreter panicked: {}", text.unwrap_or_default()))
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

/// The lines between the common beginning and the common end, at most a few of them.
fn compare(what: &str, expected: &str, found: &str) -> Result<(), String> {
    const SHOWN: usize = 8;
    if expected == found {
        return Ok(());
    }
    let (old, new): (Vec<&str>, Vec<&str>) =
        (expected.split('\n').collect(), found.split('\n').collect());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[same..], &new[same..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let mut text = format!("{what} differs from line {} on (-CPython, +stage 1):\n", same + 1);
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

#[test]
fn a_difference_is_shown_without_what_is_the_same() {
    let difference = compare("output", "a\nb\nc\n", "a\nx\ny\nc\n").unwrap_err();
    assert_eq!(difference, "output differs from line 2 on (-CPython, +stage 1):\n-b\n+x\n+y\n");
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

/// Is garbage collected at every allocation? The kernels would run for hours.
fn under_stress(tier: Tier) -> bool {
    tier == Tier::Stress || set("STRESS")
}

fn set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The crate's folder.
fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
