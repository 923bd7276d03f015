//! Exercises, hand-outs, grading and stage diffs, all from one tested source.
//!
//! ```text
//!                       ┌─► region, exercise   what there is to do, and that all of it fits together
//!  sources and pages ───┼─► progress, judge    a learner: start, check, watch
//!                       ├─► handout            a class: a copy with regions cut out, and proof that it works
//!                       ├─► grade, report      its submissions, in a sandbox, in five formats
//!                       ├─► verify, variant    us: each starter fails, each solution passes, mutants are caught
//!                       └─► stage_diff         what a stage adds
//! ```
//!
//! It works on files and knows nothing of what the stages do.

#![deny(unsafe_code)]

pub mod doctor;
pub mod exercise;
pub mod go_tokens;
pub mod grade;
pub mod handout;
pub mod judge;
pub mod learner;
pub mod mutate;
pub mod progress;
pub mod region;
pub mod report;
#[allow(unsafe_code)]
pub mod sandbox;
pub mod stage_diff;
pub mod variant;
pub mod verify;
pub mod workspace;
