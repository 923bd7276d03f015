//! Every program of stage 1's corpus and every example, through the IR, against what CPython printed:
//! as it comes; optimised and not; with every exit of a speculation forced; and some of it with a
//! collection at every allocation. Functions are translated at their second call and loops at their second round.
//!
//! ```text
//! cargo test -p stage2 --test python_corpus              all but the kernels, which take a while
//! CORPUS_ALL=1 …   or   --release                        the kernels too
//! PROGRAM=overflow …                                     only the programs of that name
//! VERSIONS=1 …                                           the bytecode of all four CPythons, not 3.11 alone
//! TRACE=1 …                                              names each run before it starts
//! ```

use std::rc::Rc;

use stage2::tier::{Options, SsaTier, Translate};

mod corpus;
use corpus::{Engine, Mode, check_group, groups};

fn tier(options: Options, translate: Box<Translate>) -> Option<Rc<dyn Engine>> {
    Some(Rc::new(SsaTier::new(options, translate)))
}

const PLAIN: Mode = Mode { optimise: false, force_exits: 0, stress: false, tier };
const OPTIMISED: Mode = Mode { optimise: true, ..PLAIN };
const FORCED: Mode = Mode { force_exits: 3, ..OPTIMISED };
const FORCED_PLAIN: Mode = Mode { force_exits: 3, ..PLAIN };
const STRESS: Mode = Mode { force_exits: 1, stress: true, ..OPTIMISED };

/// A module for each group, with a test for each mode.
macro_rules! groups {
    ($($group:ident)*) => {
        $(mod $group {
            #[test]
            fn translated() {
                crate::check_group(stringify!($group), crate::PLAIN);
            }
            #[test]
            fn optimised() {
                crate::check_group(stringify!($group), crate::OPTIMISED);
            }
            #[test]
            fn exits_forced() {
                crate::check_group(stringify!($group), crate::FORCED);
            }
            #[test]
            fn exits_forced_in_what_is_not_optimised() {
                crate::check_group(stringify!($group), crate::FORCED_PLAIN);
            }
        })*
        const GROUPS: &[&str] = &[$(stringify!($group),)*];
    };
}

groups! {
    builtins closures comprehensions control_flow dicts examples exceptions floats formatting
    functions generators integers jit lists math programs ranges_slices sets strings tuples uncaught
    unpacking
}

#[test]
fn every_folder_is_a_group() {
    let mut folders = groups();
    // What is refused is refused before anything runs.
    folders.retain(|name| name != "refused");
    assert_eq!(folders, GROUPS, "a folder without tests, or tests without a folder");
}

#[test]
fn garbage_is_collected_at_every_allocation() {
    for group in ["jit", "lists", "control_flow", "uncaught"] {
        check_group(group, STRESS);
    }
}
