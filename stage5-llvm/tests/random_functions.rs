//! Random modules do through LLVM, at -O0 and at -O2, what the interpreter says: results, memory, and the state
//! in which they are left.
//!
//! `FUNCTIONS=50000 cargo test --release -p stage5 --test random_functions -- --nocapture` is the long run;
//! `FIRST=1000` begins at another module. A failure is printed with its number and its IR.
#![cfg(all(target_arch = "x86_64", unix))]

use stage2::ir::Module;
use stage3::Isa;
use stage3::compile::{CpuFeatures, Options};
use stage5::optimise::Level;
use stage5::run::link;

#[path = "../../stage3-regalloc/tests/random_modules/mod.rs"]
mod random_modules;

/// Compares the runs of a module; how many there were.
fn check(module: &Module, number: u64) -> Result<u64, String> {
    let mut runs = 0;
    // There is no code for `fma` without the instruction.
    let baseline = CpuFeatures { fma: CpuFeatures::host().fma, ..CpuFeatures::BASELINE };
    for level in [Level::O0, Level::O2] {
        let features = if number.is_multiple_of(2) { CpuFeatures::host() } else { baseline };
        let options = Options { features, ..Options::new(Isa::X64) };
        let mut image =
            link(module, level, options, &|_| None).map_err(|error| error.to_string())?;
        runs += random_modules::compare(module, number, &format!("{level:?}"), &mut image)?;
    }
    Ok(runs)
}

#[test]
fn random_modules_do_what_the_interpreter_says() {
    random_modules::run(300, check);
}
