//! What once went wrong, each with the smallest input that showed it.
#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), unix))]

use stage2::text::parse;
use stage3::Isa;
use stage3::compile::Options;
use stage3::link::memory::Outcome;
use stage5::optimise::Level;
use stage5::run::link;

/// Calls `@f` at every level.
fn check(text: &str, calls: &[(&[u64], u64)]) {
    let module =
        parse::module(text).unwrap_or_else(|errors| panic!("{}", errors[0].render("test", text)));
    let func = module.function("f").unwrap();
    for level in Level::ALL {
        let options = Options::new(Isa::host().unwrap());
        let image = link(&module, level, options, &|_| None).unwrap();
        for (arguments, expected) in calls {
            // SAFETY: only slots and data are accessed, and the loops end.
            let found = unsafe { image.call(func, arguments) };
            assert_eq!(found, Outcome::Return(vec![*expected]), "{level:?}: {arguments:?}");
        }
    }
}

#[test]
fn a_large_slot_is_cleared_by_a_loop_before_the_entry_block_goes_on() {
    let text = "function @f(v0: i64) -> i64 {
  slot0: size 203 align 8
block0(v0: i64):
  v1: i64 = slot_load slot0 + 195
  v2: i64 = slot_load slot0 + 96
  v3: i64 = iadd v1, v2
  v4: i64 = iadd v3, v0
  slot_store v4, slot0 + 195
  return v4
}
";
    check(text, &[(&[7], 7), (&[8], 8)]);
}

#[test]
fn two_large_slots_are_both_in_the_entry_block() {
    let text = "function @f(v0: i64) -> i64 {
  slot0: size 203 align 8
  slot1: size 160 align 8
block0(v0: i64):
  slot_store v0, slot1 + 96
  v1: i64 = slot_load slot0 + 195
  v2: i64 = slot_load slot1 + 96
  v3: i64 = iadd v1, v2
  return v3
}
";
    check(text, &[(&[7], 7), (&[8], 8)]);
}

#[test]
fn a_switch_over_addresses_becomes_a_table_with_relocations() {
    let data = ["a", "b", "c", "d", "e"];
    let mut text = String::new();
    for (number, name) in data.iter().enumerate() {
        text += &format!("data @{name} align 8 {{\n  \"\\0{number}\"\n}}\n");
    }
    text += "function @f(v0: i64) -> i64 {
block0(v0: i64):
  switch v0, block5, [0: block1, 1: block2, 2: block3, 3: block4]
block1:
  v1: ptr = data_addr @a
  jump block6(v1)
block2:
  v2: ptr = data_addr @b
  jump block6(v2)
block3:
  v3: ptr = data_addr @c
  jump block6(v3)
block4:
  v4: ptr = data_addr @d
  jump block6(v4)
block5:
  v5: ptr = data_addr @e
  jump block6(v5)
block6(v6: ptr):
  v7: i8 = load v6
  v8: i64 = zext v7
  return v8
}
";
    check(&text, &[(&[0], 0), (&[1], 1), (&[2], 2), (&[3], 3), (&[4], 4), (&[99], 4)]);
}
