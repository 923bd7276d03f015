//! Every operation of the IR through LLVM: stage 3's test of the same name, for another compiler.
#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), unix))]

use stage2::ir::Module;
use stage3::Isa;
use stage3::compile::{CpuFeatures, Options};
use stage3::link::memory::{Image, LinkError};
use stage5::optimise::Level;
use stage5::run::link;

#[path = "../../stage3-regalloc/tests/operations/mod.rs"]
mod operations;
use operations::Way;

/// With what this machine has and with nothing beyond the baseline.
fn ways() -> Vec<Way> {
    let mut all = vec![CpuFeatures::host(), CpuFeatures::BASELINE];
    all.dedup();
    let way = |features| {
        (Options { features, ..Options::new(Isa::host().unwrap()) }, format!("{features:?}"))
    };
    all.into_iter().map(way).collect()
}

fn linked<'m>(
    level: Level,
    module: &'m Module,
    way: &Way,
    external: &dyn Fn(&str) -> Option<u64>,
) -> Result<Image<'m>, LinkError> {
    link(module, level, way.0, external)
}

#[test]
fn the_calls_in_the_file_tests() {
    for level in [Level::O0, Level::O2] {
        operations::check_file_tests(&ways(), &|module, way, external| {
            linked(level, module, way, external)
        });
    }
}

#[test]
fn every_operation_at_the_borders_at_o0() {
    operations::check_operations(&ways(), &|m, way, external| linked(Level::O0, m, way, external));
}

#[test]
fn every_operation_at_the_borders_at_o2() {
    operations::check_operations(&ways(), &|m, way, external| linked(Level::O2, m, way, external));
}
