//! `bench`: our figures and those of others, measured in one run.
//!
//! Three questions, each a verb of its own: how fast the machine code of kernels in IR is, beside Cranelift's
//! ([`kernels`]); how long compiling takes, and how that grows ([`compile_time`]); and how fast Python programs are
//! as whole processes, beside CPython and PyPy ([`programs`]).

#[cfg(feature = "cranelift")]
mod cranelift;

mod compile_time;
mod kernels;
mod programs;

use clap::{Args, Subcommand};

use super::input::put;

/// What to measure.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    /// Kernels in IR: run time and compile time, beside Cranelift if this was built with the feature
    /// `cranelift`.
    #[command(after_help = "Example: cargo run --release -p stage3 --features cranelift -- \
                            bench kernels")]
    Kernels(kernels::Arguments),
    /// The compiler: µs for each instruction and phase, on files and on functions that are generated in doubling
    /// sizes.
    #[command(after_help = "Example: stage3 bench compile stage2-ssa-opt/examples/*.ir")]
    Compile(compile_time::Arguments),
    /// Python programs as whole processes, beside python3 and pypy3, if they are there.
    #[command(after_help = "Example: stage3 bench programs fib sieve")]
    Programs(programs::Arguments),
}

pub(crate) fn bench(arguments: &Arguments) -> Result<(), String> {
    let (text, fault) = match &arguments.what {
        What::Kernels(arguments) => kernels::run(arguments)?,
        What::Compile(arguments) => compile_time::run(arguments)?,
        What::Programs(arguments) => programs::run(arguments)?,
    };
    put(&text);
    fault.map_or(Ok(()), Err)
}

/// What is printed, and what is not as it should be.
type Answer = (String, Option<String>);

/// The geometric mean.
fn geometric_mean(ratios: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) =
        ratios.fold((0, 0.0), |(count, sum), ratio| (count + 1, sum + f64::ln(ratio)));
    (sum / f64::from(count.max(1))).exp()
}
