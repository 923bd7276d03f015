//! Random modules do as machine code what the interpreter says: results, memory, and the state in which
//! they are left.
//!
//! Each is compiled with every allocator, in turn for this processor and for the baseline.
//!
//! `FUNCTIONS=200000 cargo test --release -p stage3 --test random_functions -- --nocapture` is the long
//! run; `FIRST=1000` begins at another module. `tools/aarch64.sh stage3 -- random_modules` runs some of them in an
//! emulator. A failure is printed with its number and its IR.
#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), unix))]

use stage2::ir::Module;
use stage3::Isa;
use stage3::allocate::Algorithm;
use stage3::compile::{CpuFeatures, Options};
use stage3::link::memory::link;

mod random_modules;

/// Compares the runs of a module; how many there were.
fn check(module: &Module, number: u64) -> Result<u64, String> {
    let mut runs = 0;
    let host = Isa::host().ok_or("there is no code for this machine")?;
    // There is no code for `fma` without the instruction.
    let baseline = CpuFeatures { fma: CpuFeatures::host().fma, ..CpuFeatures::BASELINE };
    for (algorithm, name) in Algorithm::ALL {
        let features = if number.is_multiple_of(2) { CpuFeatures::host() } else { baseline };
        let options = Options { algorithm, features, ..Options::new(host) };
        let mut image = link(module, options, &|_| None).map_err(|error| error.to_string())?;
        runs += random_modules::compare(module, number, name, &mut image)?;
    }
    Ok(runs)
}

#[test]
fn random_modules_do_what_the_interpreter_says() {
    // An emulator takes some fifty times as long.
    let is_emulated = std::env::var_os("STAGE_RUNNER").is_some();
    random_modules::run(if is_emulated { 60 } else { 900 }, check);
}
