//! The command line of stage 5. The library does no I/O; files and printing are here.

mod cli {
    pub(crate) mod build;
    pub(crate) mod exercises;
    pub(crate) mod input;
    pub(crate) mod llvm;
    pub(crate) mod run;
    pub(crate) mod scoreboard;
    pub(crate) mod stats;
}

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The same IR through LLVM: Python, Go and IR, run here or built for elsewhere.
#[derive(Parser)]
#[command(
    name = "stage5",
    version,
    after_help = "Example: cargo run -p stage5 -- run stage3-regalloc/examples/fib.ir @fib 30"
)]
struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Run a Python or a Go program, or a function of a file with IR.
    ///
    /// IR runs in this process: if its loads and stores are wrong it can crash it.
    #[command(after_help = "Examples:\n  stage5 run fib.py\n  stage5 run -O3 main.go 1 2\n  \
                            stage5 run fib.ir @fib 30")]
    Run(cli::run::Arguments),
    /// Make an executable, with or without the C library, or an object file.
    #[command(after_help = "Examples:\n  stage5 build main.go -o main\n  \
                            stage5 build --libc printf.ir -o hello")]
    Build(cli::build::Arguments),
    /// Print the LLVM IR, before LLVM's passes (-O0) or after them.
    #[command(after_help = "Example: stage5 llvm fib.ir -O0")]
    Llvm(cli::llvm::Arguments),
    /// Compile with every back end; count bytes and measure times.
    #[command(after_help = "Example: stage5 stats shapes.ir")]
    Stats(cli::stats::Arguments),
    /// Compare everything that runs Python and Go here, and peers, in one table.
    #[command(after_help = "Example: stage5 scoreboard --peers --svg scoreboard.svg")]
    Scoreboard(cli::scoreboard::Arguments),
    /// List the exercises of this stage, or show one.
    #[command(after_help = "Example: stage5 exercises 5.1")]
    Exercises {
        /// Its number.
        number: Option<String>,
    },
}

fn main() -> ExitCode {
    let outcome = match Command::parse().verb {
        Verb::Run(arguments) => match cli::run::run(arguments) {
            Ok(status) => return ExitCode::from(status),
            Err(message) => Err(message),
        },
        Verb::Build(arguments) => cli::build::build(&arguments),
        Verb::Llvm(arguments) => cli::llvm::llvm(&arguments),
        Verb::Stats(arguments) => cli::stats::stats(&arguments),
        Verb::Scoreboard(arguments) => cli::scoreboard::scoreboard(&arguments),
        Verb::Exercises { number } => cli::exercises::show(number.as_deref()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{}", message.trim_end());
            ExitCode::FAILURE
        }
    }
}
