//! Every operation of the IR, run as machine code: the calls of stage 2's `filetests/run/` give what
//! stands there, and every operation of every type gives what the interpreter says, at the borders.
#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), unix))]

use stage3::Isa;
use stage3::allocate::Algorithm;
use stage3::compile::{CpuFeatures, Options};
use stage3::link::memory::link;

mod operations;
use operations::Way;

/// What is compiled in: every allocator, with what this machine has and with nothing beyond the baseline.
fn ways() -> Vec<Way> {
    let mut ways = Vec::new();
    for (algorithm, name) in Algorithm::ALL {
        let mut all = vec![CpuFeatures::host(), CpuFeatures::BASELINE];
        all.dedup();
        for features in all {
            let options = Options { algorithm, features, ..Options::new(Isa::host().unwrap()) };
            ways.push((options, format!("{name}, {features:?}")));
        }
    }
    ways
}

#[test]
fn the_calls_in_the_file_tests() {
    operations::check_file_tests(&ways(), &|module, way, external| link(module, way.0, external));
}

#[test]
fn every_operation_at_the_borders() {
    operations::check_operations(&ways(), &|module, way, external| link(module, way.0, external));
}
