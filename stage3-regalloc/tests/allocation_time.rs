//! How the time of the allocators, and of their judge, grows with the function: not a test, but a
//! measurement, since it depends on what else the machine does.
//!
//! `cargo test --release -p stage3 --test allocation_time -- --ignored --nocapture`

mod random_lir;

use std::time::Instant;

use random_lir::{FEW, function_with};
use stage3::allocate::{Algorithm, MachineEnv, allocate};
use stage3::checker::check;
use stage3::lir::PReg;

/// As many registers as x86-64 has, of which calls destroy those that they do in [`FEW`].
static MANY: MachineEnv = MachineEnv {
    allocatable: [
        &[
            PReg::int(0),
            PReg::int(1),
            PReg::int(2),
            PReg::int(3),
            PReg::int(4),
            PReg::int(5),
            PReg::int(6),
            PReg::int(7),
            PReg::int(8),
            PReg::int(9),
            PReg::int(10),
            PReg::int(11),
            PReg::int(12),
            PReg::int(13),
        ],
        FEW.allocatable[1],
    ],
    ..FEW
};

#[test]
#[ignore = "a measurement"]
fn time_by_size() {
    for (environment, registers) in [(&MANY, "14 registers"), (&FEW, "6 registers")] {
        for size in [6_000, 12_500, 25_000, 50_000, 100_000] {
            let function = function_with(3, size, 30);
            let count = function.insts.len() as f64;
            for (algorithm, name) in Algorithm::ALL {
                let is_slow = [Algorithm::GraphColouring, Algorithm::UnsplitLinearScan];
                if is_slow.contains(&algorithm) && size > 12_500 {
                    continue;
                }
                let mut least = f64::MAX;
                let mut output = None;
                for _ in 0..3 {
                    let start = Instant::now();
                    output = Some(allocate(&function, environment, algorithm).unwrap());
                    least = least.min(start.elapsed().as_secs_f64());
                }
                let output = output.unwrap();
                let start = Instant::now();
                check(&function, environment, &output).unwrap();
                let checking = start.elapsed().as_secs_f64();
                println!(
                    "{registers}, {count} instructions, {name}: {:.3} µs each, {} moves, {} slots, checked in {:.3} µs each",
                    least * 1e6 / count,
                    output.moves.len(),
                    output.spill_slots,
                    checking * 1e6 / count,
                );
            }
        }
    }
}

#[test]
#[ignore = "a measurement"]
fn moves_of_examples() {
    use stage3::compile::{Options, compile};
    for (file, text) in [
        ("sum", include_str!("../../stage2-ssa-opt/examples/sum.ir")),
        ("collatz", include_str!("../examples/collatz.ir")),
        ("fib", include_str!("../examples/fib.ir")),
        ("shapes", include_str!("../examples/shapes.ir")),
    ] {
        let module = stage2::text::parse::module(text).unwrap();
        for (algorithm, name) in Algorithm::ALL {
            for declared in module.functions.values() {
                let Some(body) = &declared.body else { continue };
                let options = Options { algorithm, ..Options::new(stage3::Isa::X64) };
                let compiled = compile(&module, &declared.signature, body, options).unwrap();
                let (stats, bytes) = (compiled.stats, compiled.code_end);
                println!(
                    "{file} @{}, {name}: {} instructions, {} moves, {} spills, {} reloads, {} rematerialised, {} slots, {bytes} bytes",
                    declared.name,
                    stats.lir_instructions,
                    stats.moves,
                    stats.spills,
                    stats.reloads,
                    stats.rematerialised,
                    stats.spill_slots,
                );
            }
        }
    }
}
