//! The command line of stage 5. The library does no I/O; files and printing are here.

mod cli {
    pub(crate) mod asm;
    pub(crate) mod build;
    #[cfg(feature = "cranelift")]
    #[path = "../../../stage3-regalloc/src/cli/bench/cranelift/mod.rs"]
    pub(crate) mod cranelift;
    pub(crate) mod demonstration;
    pub(crate) mod exercises;
    #[path = "../../../stage3-regalloc/src/cli/fault.rs"]
    pub(crate) mod fault;
    pub(crate) mod input;
    pub(crate) mod kernel;
    pub(crate) mod llvm;
    pub(crate) mod passes;
    #[allow(dead_code)] // only who runs Python is asked for
    #[path = "../../../stage1-bytecode-jit/src/cli/process.rs"]
    pub(crate) mod process;
    pub(crate) mod run;
    pub(crate) mod scoreboard;
    pub(crate) mod stats;
}

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Passes make and drop many small tables.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The same IR through LLVM: Python, Go and IR, run here or built for elsewhere.
///
/// Without a command: a short guided demonstration.
#[derive(Parser)]
#[command(
    name = "stage5",
    version,
    after_help = "Example: cargo run -p stage5 -- run stage3-regalloc/examples/fib.ir @fib 30"
)]
struct Command {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Run a Python or a Go program, or a function of a file with IR.
    ///
    /// IR runs in this process: if its loads and stores are wrong it can end it.
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
    /// Print the machine code of a function, by stage 3 and by LLVM.
    #[command(after_help = "Example: stage5 asm stage5-llvm/kernels/fib.go --func main.fib")]
    Asm(cli::asm::Arguments),
    /// Compile with every back end; count bytes and measure times.
    #[command(after_help = "Example: stage5 stats shapes.ir")]
    Stats(cli::stats::Arguments),
    /// Compare everything that runs IR, Go and Python here, and peers, in one table.
    #[command(after_help = "Examples:\n  stage5 scoreboard --quick\n  \
                            stage5 scoreboard --peers --count --svg scoreboard.svg\n  \
                            stage5 scoreboard --from stage5-llvm/scoreboard.json")]
    Scoreboard(cli::scoreboard::Arguments),
    /// Run a kernel in IR by one compiler, and say how long it took: what the scoreboard starts.
    #[command(
        after_help = "Example: stage5 kernel stage2-ssa-opt/examples/fib.ir '@fib(32)' --by llvm-o2"
    )]
    Kernel(cli::kernel::Arguments),
    /// Strike out one pass of LLVM's -O2 after the other, and count what kernels execute then: it needs valgrind.
    #[command(after_help = "Example: stage5 passes --only vector stage3-regalloc/examples/sums.ir")]
    Passes(cli::passes::Arguments),
    /// List the exercises of this stage, or show one.
    #[command(after_help = "Example: stage5 exercises 5.1")]
    Exercises {
        /// Its number.
        number: Option<String>,
    },
}

fn main() -> ExitCode {
    let Some(verb) = Command::parse().verb else {
        return ended(cli::demonstration::demonstration());
    };
    ended(match verb {
        Verb::Run(arguments) => match cli::run::run(arguments) {
            Ok(status) => return ExitCode::from(status),
            Err(message) => Err(message),
        },
        Verb::Build(arguments) => cli::build::build(&arguments),
        Verb::Llvm(arguments) => cli::llvm::llvm(&arguments),
        Verb::Asm(arguments) => cli::asm::asm(&arguments),
        Verb::Stats(arguments) => cli::stats::stats(&arguments),
        Verb::Scoreboard(arguments) => cli::scoreboard::scoreboard(&arguments),
        Verb::Passes(arguments) => cli::passes::passes(&arguments),
        Verb::Kernel(arguments) => cli::kernel::kernel(&arguments),
        Verb::Exercises { number } => cli::exercises::show(number.as_deref()),
    })
}

fn ended(outcome: Result<(), String>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{}", message.trim_end());
            ExitCode::FAILURE
        }
    }
}
