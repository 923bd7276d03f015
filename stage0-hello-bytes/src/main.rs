//! The command line of stage 0: reads arguments and files, prints, and leaves the rest to the library.
//!
//! Every verb is one function that writes to a given output. A user's mistake
//! is a [`Failure::User`] and exit status 1; wrong usage is clap's affair and
//! status 2. A closed pipe on standard output ends the program quietly.

#![forbid(unsafe_code)]

mod demonstration;
mod stats;

use clap::{Parser, Subcommand, ValueEnum};
use stage0::sandbox::{self, Limits, Outcome};
use stage0::{ExecutableMemory, Isa, crash, elf, exercises, figures, hex, listing, programs};
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Machine code by hand: make bytes, make them executable, call them.
///
/// Without a verb: a short guided demonstration.
#[derive(Parser)]
#[command(
    name = "stage0",
    version,
    after_help = "Examples:\n  stage0\n  stage0 dis hello\n  stage0 call add 2 3"
)]
struct Cli {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Make an executable file: hello, or your own code
    #[command(
        after_help = "Examples:\n  stage0 build -o hello && ./hello\n  stage0 build -o hello --target aarch64-linux && qemu-aarch64 hello"
    )]
    Build {
        /// Machine code, as hex digits or raw bytes; it must end its process itself
        file: Option<PathBuf>,
        /// The file to write
        #[arg(short, long)]
        output: PathBuf,
        /// The kind of machine it is to run on [default: this one]
        #[arg(long)]
        target: Option<Target>,
        /// Take FILE as raw bytes even if it is text
        #[arg(long)]
        raw: bool,
    },
    /// List a built-in program or a file: offsets, bytes, instructions
    #[command(
        after_help = "Examples:\n  stage0 dis hello\n  stage0 dis fact --target aarch64-linux\n  stage0 dis my-code.hex"
    )]
    Dis {
        /// A built-in program's name, or a file (./NAME if need be) of hex digits, raw bytes, or made by `build`
        #[arg(value_name = "PROGRAM|FILE")]
        what: PathBuf,
        /// The kind of machine whose instructions these are [default: this one]
        #[arg(long)]
        target: Option<Target>,
        /// Take FILE as raw bytes even if it is text
        #[arg(long)]
        raw: bool,
    },
    /// Call a built-in program with arguments and print its result
    #[command(after_help = "Examples:\n  stage0 call add 2 3\n  stage0 call fib 30")]
    Call {
        /// Its name; `stage0 call` with a wrong one lists them
        program: String,
        /// 64-bit integers
        #[arg(allow_negative_numbers = true)]
        arguments: Vec<i64>,
        /// Seconds after which it is stopped
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
        timeout: u64,
    },
    /// Run machine code from a file in a child process, as a function of up to six integers
    #[command(
        after_help = "The child may crash without taking stage0 along, but it may do anything you may do.\n\nExample:\n  echo '48 8d 04 37 c3' > add.hex\n  stage0 run add.hex 2 3 --i-understand-this-runs-raw-machine-code"
    )]
    Run {
        /// Machine code for this host, as hex digits or raw bytes
        file: PathBuf,
        /// 64-bit integers
        #[arg(allow_negative_numbers = true)]
        arguments: Vec<i64>,
        /// Required: nothing checks what the code does
        #[arg(long = "i-understand-this-runs-raw-machine-code")]
        understood: bool,
        /// Take FILE as raw bytes even if it is text
        #[arg(long)]
        raw: bool,
        /// Seconds after which it is stopped
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
        timeout: u64,
    },
    /// Show what goes wrong when a step is left out (in a child process)
    #[command(after_help = "Examples:\n  stage0 crash\n  stage0 crash no-flip")]
    Crash {
        /// Which one; without a name, all of them
        name: Option<String>,
    },
    /// Print one of the book's figures as SVG
    #[command(after_help = "Example:\n  stage0 graph layout > layout.svg")]
    Graph {
        /// Its name
        #[arg(value_parser = figures::NAMES)]
        name: String,
    },
    /// Measure what a mapping, a flip and a call cost on this machine
    #[command(after_help = "Examples:\n  stage0 stats\n  stage0 stats --json")]
    Stats {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List this stage's exercises, or show one
    #[command(after_help = "Examples:\n  stage0 exercises\n  stage0 exercises 0.1")]
    Exercises {
        /// An exercise's number
        number: Option<String>,
    },
}

/// A kind of machine to make code for.
#[derive(Clone, Copy, ValueEnum)]
enum Target {
    #[value(name = "x86_64-linux")]
    X64Linux,
    #[value(name = "aarch64-linux")]
    A64Linux,
}

/// Why a verb ended early.
enum Failure {
    /// The user's mistake, ready to be printed.
    User(String),
    /// Standard output would not take any more.
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Output(error)
    }
}

/// The pages of this stage's exercises.
const EXERCISES: &[&str] = &[
    include_str!("../exercises/0.1-how-far-is-it.md"),
    include_str!("../exercises/0.2-a-distance-in-two-pieces.md"),
    include_str!("../exercises/0.3-the-larger-of-two.md"),
    include_str!("../exercises/0.4-pages-that-run.md"),
    include_str!("../exercises/0.5-a-file-that-runs.md"),
    include_str!("../exercises/0.6-a-function-that-calls-itself.md"),
];

fn user(message: impl std::fmt::Display) -> Failure {
    Failure::User(format!("error: {message}"))
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = BufWriter::new(io::stdout().lock());
    let result = dispatch(cli.verb, &mut out).and_then(|code| Ok(out.flush().map(|()| code)?));
    match result {
        Ok(code) => code,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(failure) => {
            let message = match failure {
                Failure::User(message) => message,
                Failure::Output(error) => format!("error: standard output: {error}"),
            };
            let _ = out.flush();
            let _ = writeln!(io::stderr(), "{message}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(verb: Option<Verb>, out: &mut impl Write) -> Result<ExitCode, Failure> {
    match verb {
        None => demonstration::run(out)?,
        Some(Verb::Build { file, output, target, raw }) => {
            build(out, file.as_deref(), &output, isa(target)?, raw)?;
        }
        Some(Verb::Dis { what, target, raw }) => dis(out, &what, target, raw)?,
        Some(Verb::Call { program, arguments, timeout }) => {
            call(out, &program, &arguments, timeout)?;
        }
        Some(Verb::Run { file, arguments, understood, raw, timeout }) => {
            return run(out, &file, &arguments, understood, raw, timeout);
        }
        Some(Verb::Crash { name }) => crash(out, name.as_deref())?,
        Some(Verb::Graph { name }) => write!(out, "{}", figures::svg(&name).unwrap_or_default())?,
        Some(Verb::Stats { json }) => stats::run(out, json)?,
        Some(Verb::Exercises { number }) => {
            let shown = exercises::show("stage0", EXERCISES, number.as_deref());
            write!(out, "{}", shown.map_err(Failure::User)?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn build(
    out: &mut impl Write,
    file: Option<&Path>,
    output: &Path,
    isa: Isa,
    raw: bool,
) -> Result<(), Failure> {
    let code = match file {
        None => elf::hello(isa),
        Some(path) => read_code(path, raw)?,
    };
    let executable = elf::executable(&code, 0, isa);
    write_executable(output, &executable)
        .map_err(|error| user(format!("{}: {error}", output.display())))?;
    writeln!(out, "{}: {} bytes, for {isa} Linux", output.display(), executable.len())?;
    Ok(())
}

fn write_executable(path: &Path, bytes: &[u8]) -> io::Result<()> {
    std::fs::write(path, bytes)?;
    #[cfg(unix)]
    if std::fs::metadata(path)?.is_file() {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

fn dis(
    out: &mut impl Write,
    what: &Path,
    target: Option<Target>,
    raw: bool,
) -> Result<(), Failure> {
    if let Some(program) = what.to_str().and_then(programs::find) {
        let isa = isa(target)?;
        let lines = program.listing(isa).ok_or_else(|| not_written_for(program.name, isa))?;
        write!(out, "{}", listing::render(&lines))?;
        return Ok(());
    }
    if !what.exists() {
        return Err(user(format!(
            "there is no program and no file called `{}`\n{}",
            what.display(),
            known_programs()
        )));
    }
    let bytes = read_code(what, raw)?;
    let (isa, base, code) = match elf::code(&bytes) {
        Some((isa, code)) => (isa, elf::BASE + elf::HEADERS as u64, code),
        None => (isa(target)?, 0, bytes.as_slice()),
    };
    if base != 0 {
        writeln!(out, "an executable for {isa} Linux; its code, mapped at {base:#x}:")?;
    }
    write!(out, "{}", listing::render(&listing::disassemble(code, base, isa)))?;
    Ok(())
}

fn call(out: &mut impl Write, name: &str, arguments: &[i64], timeout: u64) -> Result<(), Failure> {
    let program = programs::find(name).ok_or_else(|| {
        user(format!("there is no program called `{name}`\n{}", known_programs()))
    })?;
    let (wanted, given) = (program.parameters(), arguments.len());
    if wanted.len() != given {
        let list = wanted.join(", ");
        return Err(user(format!(
            "`{name}({list})` takes {} arguments, not {given}",
            wanted.len()
        )));
    }
    let isa = isa(None)?;
    let code = program.code(isa).ok_or_else(|| not_written_for(name, isa))?;
    out.flush()?;
    let outcome = run_in_child(&code, arguments, timeout)?;
    let values: Vec<String> = arguments.iter().map(i64::to_string).collect();
    let call = format!("{name}({})", values.join(", "));
    match outcome {
        Outcome::Returned(value) if wanted.is_empty() => writeln!(out, "\n{call} = {value}")?,
        Outcome::Returned(value) => writeln!(out, "{call} = {value}")?,
        other => return Err(user(format!("{call} {other}"))),
    }
    Ok(())
}

fn run(
    out: &mut impl Write,
    file: &Path,
    arguments: &[i64],
    understood: bool,
    raw: bool,
    timeout: u64,
) -> Result<ExitCode, Failure> {
    if !understood {
        return Err(user(format!(
            "nothing checks what the code in {} does; it may do anything that you may do\n\
             help: look at it with `stage0 dis`, and add \
             --i-understand-this-runs-raw-machine-code to run it",
            file.display()
        )));
    }
    if arguments.len() > 6 {
        return Err(user("only six arguments travel in registers"));
    }
    let code = read_code(file, raw)?;
    out.flush()?;
    match run_in_child(&code, arguments, timeout)? {
        Outcome::Returned(value) => {
            let _ = writeln!(io::stderr(), "returned {value}");
            Ok(ExitCode::SUCCESS)
        }
        Outcome::Exited(status) => Ok(ExitCode::from(status as u8)),
        other => Err(user(format!("the code {other}"))),
    }
}

fn run_in_child(code: &[u8], arguments: &[i64], timeout: u64) -> Result<Outcome, Failure> {
    let limits = Limits { time: Duration::from_secs(timeout), capture: false };
    let report = ExecutableMemory::new(code)
        .and_then(|memory| sandbox::call(&memory, 0, arguments, limits))
        .map_err(|error| user(format!("cannot run code here: {error}")))?;
    Ok(report.outcome)
}

fn crash(out: &mut impl Write, name: Option<&str>) -> Result<(), Failure> {
    let chosen = match name {
        None => crash::ALL.iter().collect(),
        Some(name) => vec![crash::find(name).ok_or_else(|| {
            let names: Vec<&str> = crash::ALL.iter().map(|crash| crash.name).collect();
            user(format!("there is no `{name}`; there are: {}", names.join(", ")))
        })?],
    };
    for crash in chosen {
        let report = crash.run().map_err(|error| user(format!("cannot run code here: {error}")))?;
        writeln!(out, "{}: {}", crash.name, crash.about)?;
        if !report.output.is_empty() {
            writeln!(out, "  printed \"{}\"", report.output.escape_ascii())?;
        }
        writeln!(out, "  {}", report.outcome)?;
    }
    Ok(())
}

/// The largest file that is taken for machine code.
const LARGEST: u64 = 1 << 20;

/// The bytes in a file: hex digits if it is text, itself otherwise.
fn read_code(path: &Path, raw: bool) -> Result<Vec<u8>, Failure> {
    let name = path.display();
    let fail = |error: io::Error| user(format!("{name}: {error}"));
    let mut bytes = Vec::new();
    File::open(path).map_err(fail)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > LARGEST {
        return Err(user(format!("{name}: larger than {LARGEST} bytes, so not written by hand")));
    }
    let code = match as_text(&bytes) {
        Some(text) if !raw => {
            hex::parse(text).map_err(|error| Failure::User(error.render(&name.to_string())))?
        }
        _ => bytes,
    };
    if code.is_empty() {
        return Err(user(format!("{name}: there are no bytes in it")));
    }
    Ok(code)
}

fn as_text(bytes: &[u8]) -> Option<&str> {
    let is_plain = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    std::str::from_utf8(bytes).ok().filter(|text| text.chars().all(is_plain))
}

fn isa(target: Option<Target>) -> Result<Isa, Failure> {
    match target {
        Some(Target::X64Linux) => Ok(Isa::X64),
        Some(Target::A64Linux) => Ok(Isa::A64),
        None => Isa::host().ok_or_else(|| {
            user("this is neither an x86-64 nor an AArch64 machine; choose one with --target")
        }),
    }
}

fn not_written_for(name: &str, isa: Isa) -> Failure {
    user(format!("there is no `{name}` for {isa}"))
}

fn known_programs() -> String {
    let line = |program: &programs::Program| {
        let call = format!("{} {}", program.name, program.parameters().join(" "));
        format!("  {call:13} {}\n", program.about)
    };
    let list: String = programs::ALL.iter().map(line).collect();
    format!("the programs are:\n{}", list.trim_end())
}
