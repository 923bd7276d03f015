//! The command line of stage 1. The library does no I/O; files, processes and printing are here.

use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;

use clap::{Parser, Subcommand, ValueEnum};
use stage1::interpreter::{Failure, Interpreter, Options};
use stage1::locate::{self, Program};
use stage1::template_tier::TemplateTier;

mod cli {
    pub(crate) mod bench;
    pub(crate) mod demonstration;
    pub(crate) mod exercises;
    pub(crate) mod figures;
    pub(crate) mod growth;
    pub(crate) mod listings;
    pub(crate) mod process;
    pub(crate) mod statistics;
}

/// Address space for the thread that runs Python: for compiled recursion and for `repr` of deeply
/// nested lists. Only what is used takes memory.
const NATIVE_STACK_BYTES: usize = 256 << 20;

/// Address space for Python frames: room for a million, should a program ask for that many.
const VALUE_STACK_BYTES: usize = 1 << 30;

/// Real CPython bytecode, interpreted and compiled.
///
/// Without a command: a short guided demonstration.
#[derive(Parser)]
#[command(
    name = "stage1",
    version,
    after_help = "Example: cargo run --release -p stage1 -- run stage1-bytecode-jit/examples/fib.py"
)]
struct Command {
    #[command(subcommand)]
    verb: Option<Verb>,
}

/// How a program is run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum TierChoice {
    /// The interpreter alone.
    Interp,
    /// Functions of integers as machine code, everything else in the interpreter.
    Jit,
}

#[derive(clap::Args)]
struct Input {
    /// A Python file, or a .pyc of CPython 3.11 to 3.14.
    file: PathBuf,
    /// The python3 that compiles a .py without a current .pyc.
    #[arg(long, value_name = "PATH")]
    python: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Verb {
    /// Run a program; its output and exit status are ours.
    #[command(after_help = "Example: stage1 run examples/fib.py --tier interp")]
    Run {
        /// How to run it.
        #[arg(long, value_enum, default_value = "jit")]
        tier: TierChoice,
        /// Collect garbage at every allocation: slow, and it finds every value that the collector
        /// does not see.
        #[arg(long)]
        gc_stress: bool,
        #[command(flatten)]
        input: Input,
        /// Arguments of the program.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// List the normalised bytecode beside CPython's own.
    #[command(after_help = "Example: stage1 dis examples/fib.py --func fib")]
    Dis {
        #[command(flatten)]
        input: Input,
        /// Only the functions of this name.
        #[arg(long, value_name = "NAME")]
        func: Option<String>,
    },
    /// Run a program and list what each instruction has seen.
    #[command(after_help = "Example: stage1 feedback examples/sieve.py --func sieve")]
    Feedback {
        #[command(flatten)]
        input: Input,
        /// Only the functions of this name.
        #[arg(long, value_name = "NAME")]
        func: Option<String>,
    },
    /// Print a function's pseudo-assembly before and after the peepholes.
    #[command(after_help = "Example: stage1 ir examples/fib.py --func fib")]
    Ir {
        #[command(flatten)]
        input: Input,
        /// Only the functions of this name.
        #[arg(long, value_name = "NAME")]
        func: Option<String>,
    },
    /// Print a function's machine code next to source and bytecode.
    #[command(after_help = "Example: stage1 asm examples/fib.py --func fib --target aarch64-linux")]
    Asm {
        #[command(flatten)]
        input: Input,
        /// Only the functions of this name.
        #[arg(long, value_name = "NAME")]
        func: Option<String>,
        /// For which machine; the default is this one.
        #[arg(long, value_enum)]
        target: Option<Target>,
    },
    /// Run a program, then print counts and times.
    #[command(after_help = "Example: stage1 stats examples/collatz.py --json")]
    Stats {
        #[command(flatten)]
        input: Input,
        /// For machines to read.
        #[arg(long)]
        json: bool,
        /// How to run it.
        #[arg(long, value_enum, default_value = "jit")]
        tier: TierChoice,
    },
    /// Print one of the book's drawings as SVG.
    #[command(after_help = "Example: stage1 graph blocks > blocks.svg")]
    Graph {
        /// Which.
        #[arg(value_parser = cli::figures::NAMES)]
        name: String,
    },
    /// Measure the kernels against python3: time, start-up, memory.
    #[command(
        after_help = "Examples:\n  stage1 bench --runs 3 fib collatz\n  stage1 bench --growth 60"
    )]
    Bench(cli::bench::Arguments),
    /// List this stage's exercises, or show one.
    #[command(after_help = "Examples:\n  stage1 exercises\n  stage1 exercises 1.3")]
    Exercises {
        /// An exercise's number.
        number: Option<String>,
    },
}

/// Names of targets, the same in every stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Target {
    /// x86-64 Linux
    #[value(name = "x86_64-linux")]
    X64,
    /// AArch64 Linux
    #[value(name = "aarch64-linux")]
    A64,
}

fn main() -> ExitCode {
    let command = Command::parse();
    match dispatch(command.verb) {
        Ok(status) => ExitCode::from(status),
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(1)
        }
    }
}

/// Runs a verb. The error is a whole text for stderr.
fn dispatch(verb: Option<Verb>) -> Result<u8, String> {
    match verb {
        None => cli::demonstration::show().map(|()| 0),
        Some(Verb::Run { tier, gc_stress, input, arguments }) => {
            run(input, tier, gc_stress, arguments)
        }
        Some(Verb::Dis { input, func }) => {
            let program = load(&input)?;
            emit(&cli::listings::dis(&program, func.as_deref())?)
        }
        Some(Verb::Feedback { input, func }) => {
            let text = on_big_stack(move || {
                let program = load(&input)?;
                cli::listings::feedback(&program, func.as_deref())
            })?;
            emit(&text)
        }
        Some(Verb::Ir { input, func }) => {
            let program = load(&input)?;
            emit(&cli::listings::ir(&program, func.as_deref())?)
        }
        Some(Verb::Asm { input, func, target }) => {
            let program = load(&input)?;
            let isa = match target {
                Some(Target::X64) => Some(stage0::Isa::X64),
                Some(Target::A64) => Some(stage0::Isa::A64),
                None => stage0::Isa::host(),
            };
            let isa = isa.ok_or("error: no templates for this machine; give a --target")?;
            emit(&cli::listings::asm(&program, func.as_deref(), isa)?)
        }
        Some(Verb::Stats { input, json, tier }) => {
            let text = on_big_stack(move || {
                cli::statistics::measure(&input.file, input.python.as_deref(), tier, json)
            })?;
            emit(&text)
        }
        Some(Verb::Graph { name }) => emit(&cli::figures::svg(&name).unwrap_or_default()),
        Some(Verb::Bench(arguments)) => emit(&cli::bench::run(&arguments)?),
        Some(Verb::Exercises { number }) => emit(&cli::exercises::show(number.as_deref())?),
    }
}

/// Loads a program, or says why not.
fn load(input: &Input) -> Result<Program, String> {
    locate::locate(&input.file, input.python.as_deref()).map_err(|error| error.to_string())
}

/// Prints; a reader that has gone away is no error.
fn emit(text: &str) -> Result<u8, String> {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    Ok(0)
}

/// Runs on a thread with room for deep recursion.
fn on_big_stack<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let thread = std::thread::Builder::new().stack_size(NATIVE_STACK_BYTES).spawn(work);
    let thread = thread.map_err(|error| format!("error: no thread to run on: {error}"))?;
    match thread.join() {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

fn run(
    input: Input,
    tier: TierChoice,
    gc_stress: bool,
    arguments: Vec<String>,
) -> Result<u8, String> {
    on_big_stack(move || {
        let program = load(&input)?;
        let mut argv = vec![input.file.display().to_string()];
        argv.extend(arguments);
        let options = Options { stress: gc_stress, ..options(argv, tier) };
        let mut interpreter = interpreter(&program, options)?;
        Ok(finish(interpreter.run_module(&program.code), &input.file))
    })
}

/// Standard output and input, these arguments, this tier.
fn options(arguments: Vec<String>, tier: TierChoice) -> Options {
    Options {
        output: Box::new(BufWriter::with_capacity(1 << 16, std::io::stdout())),
        input: Box::new(BufReader::new(std::io::stdin())),
        errors: Box::new(std::io::stderr()),
        arguments,
        value_stack_bytes: VALUE_STACK_BYTES,
        native_stack_bytes: NATIVE_STACK_BYTES,
        tier: match tier {
            TierChoice::Interp => None,
            TierChoice::Jit => Some(Rc::new(TemplateTier::default())),
        },
        // An integer function is worth compiling at once: it takes microseconds.
        countdowns: (1, u32::MAX),
        ..Options::default()
    }
}

/// An interpreter for a program.
fn interpreter(program: &Program, options: Options) -> Result<Interpreter, String> {
    let mut interpreter = Interpreter::new(options)
        .map_err(|error| format!("error: no address space for the value stack: {error}"))?;
    interpreter.source = program.source.as_deref().map(Into::into);
    Ok(interpreter)
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
