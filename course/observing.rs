//! Observations: what a learner's code does with generated inputs, a line each, for somebody else to compare.
//!
//! A test that asserts has the expected values beside the code that it judges, in one process; code that wants to can end
//! that process and say that all was well. So a grader does not only run tests. It has the exercise's code print what it
//! does, for inputs that are generated from a seed, and compares that with what the reference prints in another process.
//! To print the right lines one has to compute them.
//!
//! ```text
//! observed | forward | x64(3) to 40 | Ok([21, 00, 00, 00])
//! measured | instructions left | a pair and a label | 3
//! ```
//!
//! This file is included by the stages' `tests/observations.rs`; it is no part of any crate. As plain tests they check that the
//! reference panics nowhere and that there is enough to compare. A hand-out has neither this file nor those tests.
//!
//! | variable | meaning |
//! |---|---|
//! | `COURSE_SEED` | a number that all inputs follow from; 1 if it is not set |
//! | `COURSE_SKIP` | so many observations are left out at the beginning: a crash costs one, not all that follow |

use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Makes inputs and prints what comes of them.
pub struct Observer {
    state: u64,
    skip: usize,
    count: usize,
    panics: usize,
    least: usize,
}

#[allow(dead_code)]
impl Observer {
    /// An observer that will observe at least so many times.
    pub fn new(least: usize) -> Observer {
        let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
        let state = number("COURSE_SEED").unwrap_or(1);
        let skip = number("COURSE_SKIP").unwrap_or(0) as usize;
        Observer { state, skip, count: 0, panics: 0, least }
    }

    /// A number that follows from the seed (SplitMix64: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number
    /// Generators", 2014).
    pub fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number from 0 up to, but not including, `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.random() % limit.max(1)
    }

    /// One of several.
    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len() as u64) as usize]
    }

    /// Prints what a function gives for an input; a panic is an output like others.
    pub fn observe<T: Display>(
        &mut self,
        category: &str,
        input: impl Display,
        output: impl FnOnce() -> T,
    ) {
        self.line("observed", category, input, || output().to_string());
    }

    /// Prints a quantity of which less is better.
    pub fn measure(&mut self, category: &str, input: impl Display, output: impl FnOnce() -> f64) {
        self.line("measured", category, input, || output().to_string());
    }

    fn line(
        &mut self,
        kind: &str,
        category: &str,
        input: impl Display,
        output: impl FnOnce() -> String,
    ) {
        self.count += 1;
        if self.count <= self.skip {
            return;
        }
        let output = catch_unwind(AssertUnwindSafe(output)).unwrap_or_else(|_| {
            self.panics += 1;
            "it panics".to_string()
        });
        let one_line = |text: String| text.replace('\n', "; ").replace('|', "/");
        println!("\n{kind} | {category} | {} | {}", one_line(input.to_string()), one_line(output));
    }
}

impl Drop for Observer {
    fn drop(&mut self) {
        // The grader reads the lines whatever comes of the test; these are for who changes the exercise.
        if !std::thread::panicking() {
            assert!(self.count >= self.least, "only {} observations", self.count);
            assert_eq!(self.panics, 0, "observations that panic");
        }
    }
}
