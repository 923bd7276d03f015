//! Compiled code against the interpreter: same results, same exits with the same values.
#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), unix))]

use stage2::interpret::{Interpreter, Limits, NoHost, Outcome as Interpreted};
use stage2::ir::Module;
use stage2::text::parse;
use stage3::Isa;
use stage3::allocate::Algorithm;
use stage3::compile::Options;
use stage3::link::memory::{Outcome, link};

mod far;

/// Calls a function both ways, compiled with each allocator.
fn agrees(module: &Module, function: &str, calls: &[&[u64]]) {
    for (algorithm, _) in Algorithm::ALL {
        let options = Options { algorithm, ..Options::new(Isa::host().unwrap()) };
        agrees_with(module, function, calls, options);
    }
}

fn agrees_with(module: &Module, function: &str, calls: &[&[u64]], options: Options) {
    let image = link(module, options, &|_| None).unwrap();
    let func = module.function(function).unwrap();
    for arguments in calls {
        let mut interpreter = Interpreter::new(module, Limits::default()).unwrap();
        let expected = interpreter.call(func, arguments, &mut NoHost);
        // SAFETY: the examples access no memory.
        let found = unsafe { image.call(func, arguments) };
        match (&expected, &found) {
            (Interpreted::Return(expected), Outcome::Return(found)) => {
                assert_eq!(expected, found, "@{function}{arguments:?}");
            }
            (Interpreted::Exit(expected), Outcome::Exit(found)) => {
                assert_eq!(expected.to_string(), found.to_string(), "@{function}{arguments:?}");
                assert_eq!(expected.exit, found.exit, "@{function}{arguments:?}");
            }
            _ => panic!("@{function}{arguments:?}: {expected:?} and {found:?}"),
        }
    }
}

fn module(text: &str) -> Module {
    let module = parse::module(text).unwrap();
    stage2::verify::module(&module).unwrap();
    module
}

#[test]
fn loops() {
    let sum = module(include_str!("../../stage2-ssa-opt/examples/sum.ir"));
    agrees(&sum, "triangle", &[&[0], &[1], &[10], &[100_000], &[-5i64 as u64]]);
    let collatz = module(include_str!("../examples/collatz.ir"));
    agrees(&collatz, "collatz", &[&[0], &[1], &[6], &[27], &[97], &[837_799]]);
}

#[test]
fn calls_of_itself() {
    let fib = module(include_str!("../examples/fib.ir"));
    agrees(&fib, "fib", &[&[0], &[1], &[2], &[20]]);
}

#[test]
fn parallel_moves_and_the_calling_convention() {
    let shapes = module(include_str!("../examples/shapes.ir"));
    agrees(&shapes, "swap", &[&[1, 2, 0], &[1, 2, 1], &[1, 2, 2], &[1, 2, 7]]);
    agrees(&shapes, "same_target", &[&[3], &[-3i64 as u64]]);
    let half = 2.5f64.to_bits();
    agrees(&shapes, "many", &[&[1, half, 2, 3, 4, 5, 6, 7, 8]]);
    agrees(&shapes, "through", &[&[100, half]]);
}

#[test]
fn exits_have_the_values_that_the_interpreter_has() {
    let shapes = module(include_str!("../examples/shapes.ir"));
    let number = 0.1f64.to_bits();
    let calls: [&[u64]; 4] = [&[2, number], &[0, number], &[1 << 63, number], &[1 << 40, number]];
    agrees(&shapes, "leaves", &calls);
}

/// The frame is made behind the first exit and the first return, and in a loop's preheader.
const LATE: &str = "
function @half(v0: i64) -> i64 {
  exit0: deopt @half+1 [0: v0 int]
block0(v0: i64):
  v1: i64 = and v0, 1
  v2: i8 = icmp eq v1, 0
  guard v2, exit0
  v3: i64 = ashr v0, 1
  return v3
}
function @late(v0: i64, v1: i64) -> i64 {
  exit0: deopt @late+3 [0: v0 int, 1: v1 int]
block0(v0: i64, v1: i64):
  v2: i8 = icmp slt v0, 100
  guard v2, exit0
  v3: i8 = icmp slt v0, 0
  br v3, block1, block2
block1:
  return v1
block2:
  v4: i64 = iadd.checked v0, v1, exit0
  v14: i8 = icmp ne v0, 0
  br v14, block3(v4, v0), block5(v1)
block3(v5: i64, v6: i64):
  v7: i64 = call @half(v5)
  v8: i64 = isub v6, 1
  v9: i64 = iadd.checked v7, v0, exit0
  v10: i64 = shl v9, 1
  v15: i8 = icmp ne v8, 0
  br v15, block3(v10, v8), block4
block4:
  v11: i64 = call @half(v10)
  jump block5(v11)
block5(v12: i64):
  v13: i64 = iadd v12, v1
  return v13
}
";

#[test]
fn frames_that_are_made_late() {
    let late = module(LATE);
    let minus = |number: i64| -number as u64;
    let most = i64::MAX as u64;
    agrees(
        &late,
        "late",
        &[&[100, 7], &[minus(1), 7], &[0, 7], &[2, 8], &[7, 9], &[50, 2], &[99, 1], &[5, most]],
    );
}

#[test]
fn branches_and_constants_that_are_far_away() {
    // With every value in a stack slot this is more than a megabyte of code on AArch64.
    let far = module(&far::function(100_000));
    let number = 2.5f64.to_bits();
    let calls: [&[u64]; 7] = [
        &[0, number],
        &[1, number],
        &[2, number],
        &[5, number],
        &[64, number],
        &[5000, number],
        &[1 << 63, number],
    ];
    let algorithm = Algorithm::SpillEverything;
    let options = Options { algorithm, ..Options::new(Isa::host().unwrap()) };
    agrees_with(&far, "far", &calls, options);
}
