//! The judges of this stage's exercises.
#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), unix))]

use stage2::ir::Module;
use stage2::text::parse;
use stage3::Isa;
use stage3::compile::Options;
use stage3::link::memory::Outcome;
use stage5::optimise::Level;
use stage5::reach::reachable;
use stage5::run::link;

fn module(text: &str) -> Module {
    parse::module(text).unwrap_or_else(|errors| panic!("{}", errors[0].render("test", text)))
}

/// Calls the first function, at -O0 and at -O2.
fn check(text: &str, calls: &[(&[u64], u64)]) {
    let module = module(text);
    let func = module.functions.keys().next().unwrap();
    for level in [Level::O0, Level::O2] {
        let options = Options::new(Isa::host().unwrap());
        let image = link(&module, level, options, &|_| None).unwrap();
        for (arguments, expected) in calls {
            // SAFETY: no memory is accessed, and the loops end.
            let found = unsafe { image.call(func, arguments) };
            assert_eq!(found, Outcome::Return(vec![*expected]), "{level:?}: {arguments:?}\n{text}");
        }
    }
}

#[test]
fn exercise_5_1_values_arrive_in_the_right_phi() {
    let swap = "function @swap(v0: i64, v1: i64, v2: i64) -> i64 {
block0(v0: i64, v1: i64, v2: i64):
  jump block1(v0, v1, v2)
block1(v3: i64, v4: i64, v5: i64):
  v6: i8 = icmp eq v5, 0
  br v6, block3, block2
block2:
  v7: i64 = isub v5, 1
  jump block1(v4, v3, v7)
block3:
  v8: i64 = imul v3, 1000
  v9: i64 = iadd v8, v4
  return v9
}
";
    check(swap, &[(&[1, 2, 0], 1002), (&[1, 2, 1], 2001), (&[1, 2, 7], 2001), (&[3, 4, 8], 3004)]);
    // Both edges of a branch to one block, with other arguments.
    let both = "function @both(v0: i8, v1: i64, v2: i64) -> i64 {
block0(v0: i8, v1: i64, v2: i64):
  br v0, block1(v1), block1(v2)
block1(v3: i64):
  return v3
}
";
    check(both, &[(&[0, 5, 6], 6), (&[1, 5, 6], 5)]);
}

#[test]
fn exercise_5_2_shifts_are_total() {
    for (ty, width) in [("i8", 8u64), ("i16", 16), ("i32", 32), ("i64", 64)] {
        for opcode in ["shl", "lshr"] {
            let text = format!(
                "function @shift(v0: {ty}, v1: i64) -> {ty} {{\nblock0(v0: {ty}, v1: i64):\n  \
                 v2: {ty} = {opcode} v0, v1\n  return v2\n}}\n"
            );
            let mask = u64::MAX >> (64 - width);
            let x = 0xa5a5_a5a5_a5a5_a5a5 & mask;
            for amount in [0, 1, width - 1, width, width + 1, 255, 256, 1 << 40, u64::MAX] {
                let expected = match (amount < width, opcode) {
                    (false, _) => 0,
                    (true, "shl") => x << amount & mask,
                    (true, _) => x >> amount,
                };
                check(&text, &[(&[x, amount], expected)]);
            }
        }
    }
}

#[test]
fn exercise_5_3_what_can_be_reached_is_found() {
    let module = module(
        "extern @outside()
data @table align 8 {
  @only_in_data
}
function @main() {
block0:
  call @outside()
  call @even()
  v0: ptr = data_addr @table
  call @even()
  return
}
function @even() {
block0:
  call @odd()
  return
}
function @odd() {
block0:
  call @even()
  return
}
function @only_in_data() {
block0:
  v0: ptr = func_addr @address_taken
  return
}
function @address_taken() {
block0:
  return
}
function @nobody() {
block0:
  call @main()
  return
}
",
    );
    let found = reachable(&module, &[module.function("main").unwrap()]);
    let names: Vec<&str> = found.iter().map(|func| &*module.functions[*func].name).collect();
    assert_eq!(names, ["main", "even", "odd", "only_in_data", "address_taken"]);
}
