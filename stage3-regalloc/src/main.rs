//! The command line of stage 3. The library does no I/O; files and printing are here.

mod cli {
    pub(crate) mod asm;
    pub(crate) mod bench;
    pub(crate) mod build;
    pub(crate) mod demonstration;
    pub(crate) mod exercises;
    pub(crate) mod fault;
    pub(crate) mod graph;
    pub(crate) mod input;
    #[path = "../../../stage1-bytecode-jit/src/cli/process.rs"]
    pub(crate) mod process;
    pub(crate) mod python;
    pub(crate) mod python_asm;
    pub(crate) mod run;
    pub(crate) mod stats;
    pub(crate) mod units;
}

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Passes make and drop many small tables.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Machine code from an SSA intermediate representation: run here, or built for elsewhere.
///
/// Without a command: a short guided demonstration.
#[derive(Parser)]
#[command(
    name = "stage3",
    version,
    after_help = "Example: cargo run -p stage3 -- run stage3-regalloc/examples/fib.ir @fib 30"
)]
struct Command {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Run a Python program, its hot functions as machine code; or compile a file with IR and call
    /// one of its functions. The output on stdout.
    ///
    /// The code runs in this process: IR whose loads and stores are wrong can end it.
    #[command(after_help = "Examples:\n  stage3 run --stats examples/fib.py\n  \
                            stage3 run examples/fib.ir @fib 30")]
    Run(Box<cli::run::Arguments>),
    /// Make an executable, or an object file for a C compiler.
    #[command(after_help = "Examples:\n  stage3 build examples/hello.ir -o hello\n  \
                            stage3 build --object examples/fib.ir -o fib.o")]
    Build(cli::build::Arguments),
    /// Print functions side by side: source line and IR, machine code, where each value is.
    #[command(after_help = "Example: stage3 asm examples/fib.ir --func fib --target aarch64-linux")]
    Asm(Box<cli::asm::Arguments>),
    /// Draw a function's live intervals, or its interference graph: of IR, or of a Python program that has run.
    #[command(
        after_help = "Examples:\n  stage3 graph examples/shapes.ir --func many -o many.svg\n  \
                            stage3 graph examples/grow.py -o grow.svg"
    )]
    Graph(Box<cli::graph::Arguments>),
    /// Count instructions, moves, spills and bytes, and measure times, with each allocator.
    #[command(
        after_help = "Examples:\n  stage3 stats examples/shapes.ir\n  stage3 stats examples/grow.py"
    )]
    Stats(Box<cli::stats::Arguments>),
    /// Measure code, compiler and engine, beside those of others.
    #[command(after_help = "Example: stage3 bench compile stage2-ssa-opt/examples/*.ir")]
    Bench(cli::bench::Arguments),
    /// List this stage's exercises, or show one.
    #[command(after_help = "Examples:\n  stage3 exercises\n  stage3 exercises 3.1")]
    Exercises {
        /// An exercise's number.
        number: Option<String>,
    },
}

fn main() -> ExitCode {
    let outcome = match Command::parse().verb {
        None => cli::demonstration::demonstration(),
        Some(Verb::Run(arguments)) => match cli::run::run(*arguments) {
            Ok(status) => return ExitCode::from(status),
            Err(message) => Err(message),
        },
        Some(Verb::Build(arguments)) => cli::build::build(&arguments),
        Some(Verb::Asm(arguments)) => cli::asm::asm(*arguments),
        Some(Verb::Graph(arguments)) => cli::graph::graph(*arguments),
        Some(Verb::Stats(arguments)) => cli::stats::stats(*arguments),
        Some(Verb::Bench(arguments)) => cli::bench::bench(&arguments),
        Some(Verb::Exercises { number }) => {
            cli::exercises::show(number.as_deref()).map(|text| cli::input::put(&text))
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{}", message.trim_end());
            ExitCode::FAILURE
        }
    }
}
