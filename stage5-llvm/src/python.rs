//! Python with LLVM as the top tier: stage 3's engine, with units compiled here.
//!
//! The engine asks a back end for the code of a unit and for nothing else. Guards, exits and OSR entries are in the IR; frames
//! are rebuilt by exit maps, and ours say that the values are where C passes arguments. So the interpreter,
//! the feedback, the decision what is hot, deoptimisation and the helpers are the same as under stage 3.
//!
//! Judged by `tests/python_corpus.rs`.

use stage2::tier::{Options, Translate};
use stage3::allocate::Algorithm;
use stage3::engine::{MachineTier, tier_with};

use crate::back_end::LlvmBackEnd;
use crate::optimise::Level;

/// A tier that knows nothing yet. `None` when there is no code for this kind of machine.
pub fn tier(options: Options, translate: Box<Translate>, level: Level) -> Option<MachineTier> {
    let back_end = Box::new(LlvmBackEnd::new(level));
    tier_with(options, translate, Algorithm::LinearScan, back_end)
}
