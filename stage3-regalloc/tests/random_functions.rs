//! Random modules do as machine code what the interpreter says: results, memory, and the state in which
//! they are left.
//!
//! Each is compiled with every allocator, in turn for this processor and for the baseline.
//!
//! `FUNCTIONS=200000 cargo test --release -p stage3 --test random_functions -- --nocapture` is the long
//! run; `FIRST=1000` begins at another module. A failure is printed with its number and its IR.
#![cfg(all(target_arch = "x86_64", unix))]

use stage2::ir::Module;
use stage3::Isa;
use stage3::allocate::Algorithm;
use stage3::compile::{CpuFeatures, Options};
use stage3::link::memory::link;

mod random_modules;

/// Compares the runs of a module; how many there were.
fn check(module: &Module, number: u64) -> Result<u64, String> {
    let mut runs = 0;
    // There is no code for `fma` without the instruction.
    let baseline = CpuFeatures { fma: CpuFeatures::host().fma, ..CpuFeatures::BASELINE };
    for (algorithm, name) in Algorithm::ALL {
        let features = if number.is_multiple_of(2) { CpuFeatures::host() } else { baseline };
        let options = Options { algorithm, features, ..Options::new(Isa::X64) };
        let mut image = link(module, options, &|_| None).map_err(|error| error.to_string())?;
        runs += random_modules::compare(module, number, name, &mut image)?;
    }
    Ok(runs)
}

#[test]
fn random_modules_do_what_the_interpreter_says() {
    random_modules::run(900, check);
}
