//! Stage 4's programs through LLVM, at -O0 and at -O2, print what the official compiler's executables print.
//!
//! LLVM takes seconds for a program with package `fmt`, so each level gets every so many programs, and they differ;
//! `EVERY=1 cargo test --release -p stage5 --test go_corpus` takes all of them.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use stage3::Isa;
use stage5::optimise::Level;

mod go_programs;
use go_programs::check;

#[test]
fn programs_print_the_same_at_o0() {
    check(Isa::X64, Level::O0, 0, 15);
}

#[test]
fn programs_print_the_same_at_o2() {
    check(Isa::X64, Level::O2, 5, 30);
}
