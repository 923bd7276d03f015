//! What a tier can tell about each function when the program has ended: what it made of it, how often that
//! was entered, why it was left, and why it made nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rustc_hash::FxHashMap;

/// A report about one code object.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Its qualified name.
    pub name: String,
    /// Where it begins.
    pub line: u32,
    /// How many units were made of it: of calls, and of loops.
    pub units: [u32; 2],
    /// How often units were entered: by calls, and in loops.
    pub entered: [u64; 2],
    /// Why it, or a loop of it, was refused.
    pub refusals: BTreeSet<String>,
    /// By which instructions' exits it was left, and how often: of speculations, forced or not, and
    /// with exceptions.
    pub exits: FxHashMap<u32, [u64; 3]>,
    /// What did not hold at these instructions: the checks that failed.
    pub failures: BTreeMap<u32, BTreeSet<&'static str>>,
    /// Instructions that are translated to the general operation, because speculation failed.
    pub generic: BTreeSet<u32>,
    /// How many units were thrown away because speculation failed too often.
    pub thrown_away: u32,
    /// How long it took to make the units, refused ones included.
    pub compile_time: Duration,
    /// Bytes of machine code.
    pub code_bytes: usize,
}
