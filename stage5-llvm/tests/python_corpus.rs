//! Every program of stage 1's corpus and every example with LLVM as the engine's back end, against what CPython printed: at
//! -O2 as it comes, or at -O0 with every exit of a speculation forced: LLVM takes its time, so each group has one of the two
//! usually, and with `-- --include-ignored` both.
//!
//! `CORPUS_ALL=1` or `--release` runs the kernels too, `PROGRAM=overflow` only the programs of that name.
#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), unix))]

use std::rc::Rc;

use stage2::tier::{Options, Translate};
use stage5::optimise::Level;
use stage5::python::tier;

#[path = "../../stage2-ssa-opt/tests/corpus/mod.rs"]
mod corpus;
use corpus::{Engine, Mode, check_group};

const AT_O2: Mode = Mode { optimise: true, force_exits: 0, stress: false, tier: o2 };
const FORCED_AT_O0: Mode = Mode { optimise: true, force_exits: 3, stress: false, tier: o0 };

fn o2(options: Options, translate: Box<Translate>) -> Option<Rc<dyn Engine>> {
    Some(Rc::new(tier(options, translate, Level::O2)?))
}

fn o0(options: Options, translate: Box<Translate>) -> Option<Rc<dyn Engine>> {
    Some(Rc::new(tier(options, translate, Level::O0)?))
}

/// A test for each group of programs at a level, and one at the other that is only run when it is asked for.
macro_rules! groups {
    ($($group:ident: $usual:ident, $other:ident;)*) => {
        $(mod $group {
            #[test]
            fn usual() {
                crate::check_group(stringify!($group), crate::$usual);
            }
            #[test]
            #[ignore = "the other half: cargo test -p stage5 --test python_corpus -- --ignored"]
            fn other() {
                crate::check_group(stringify!($group), crate::$other);
            }
        })*
    };
}

groups! {
    builtins: FORCED_AT_O0, AT_O2;
    closures: AT_O2, FORCED_AT_O0;
    comprehensions: FORCED_AT_O0, AT_O2;
    control_flow: AT_O2, FORCED_AT_O0;
    dicts: FORCED_AT_O0, AT_O2;
    examples: FORCED_AT_O0, AT_O2;
    exceptions: AT_O2, FORCED_AT_O0;
    floats: FORCED_AT_O0, AT_O2;
    formatting: FORCED_AT_O0, AT_O2;
    functions: AT_O2, FORCED_AT_O0;
    generators: AT_O2, FORCED_AT_O0;
    integers: AT_O2, FORCED_AT_O0;
    jit: AT_O2, FORCED_AT_O0;
    lists: FORCED_AT_O0, AT_O2;
    math: AT_O2, FORCED_AT_O0;
    programs: FORCED_AT_O0, AT_O2;
    ranges_slices: FORCED_AT_O0, AT_O2;
    sets: AT_O2, FORCED_AT_O0;
    strings: FORCED_AT_O0, AT_O2;
    tuples: FORCED_AT_O0, AT_O2;
    uncaught: AT_O2, FORCED_AT_O0;
    unpacking: AT_O2, FORCED_AT_O0;
}
