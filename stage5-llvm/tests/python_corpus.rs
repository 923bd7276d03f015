//! Every program of stage 1's corpus and every example with LLVM as the engine's back end, against what CPython printed: at
//! -O2 as it comes, and at -O0 with every exit of a speculation forced.
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

/// A module for each group of programs.
macro_rules! groups {
    ($($group:ident)*) => {
        $(mod $group {
            #[test]
            fn at_o2() {
                crate::check_group(stringify!($group), crate::AT_O2);
            }
            #[test]
            fn exits_forced_at_o0() {
                crate::check_group(stringify!($group), crate::FORCED_AT_O0);
            }
        })*
    };
}

groups! {
    builtins closures comprehensions control_flow dicts examples exceptions floats formatting
    functions generators integers jit lists math programs ranges_slices sets strings tuples uncaught
    unpacking
}
