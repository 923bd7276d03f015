//! Is it well-formed? Every pass may rely on what stands here, and must leave it so.
//!
//! # Invariants
//!
//! Structure:
//! 1. A function has at least one block; every block of the layout exists and stands in it once.
//! 2. Every block ends in a terminator and has no other; an instruction stands in one block once.
//! 3. Nothing jumps to the entry block, and its parameters are those of the signature.
//! 4. A jump passes as many arguments as its target has parameters, of their types.
//! 5. Every id names something that exists; jumps go to blocks of the layout.
//! 6. Every result says which instruction defines it, every parameter which block.
//!
//! Types:
//! 7. Operands and results have the types of the opcode's rule ([`crate::opcode::TypeRule`]).
//! 8. Numbers are sign-extended from the width of their type; a divisor that is a number is not 0.
//! 9. Calls pass and get what the signature says; `return` gives what the function's says.
//! 10. The cases of a switch are all different.
//!
//! Values:
//! 11. A definition dominates every use: an operand, an argument of a jump (used at the jump), a value in the
//!     frames of an exit (used by every instruction that names the exit). What cannot be reached may
//!     use anything.
//!
//! Memory:
//! 12. An access to a slot lies in the slot. A slot's size and alignment are sensible.
//!
//! Exits:
//! 13. Frames are not empty; their entries have increasing indices; values have the types their
//!     representation asks for: a float is an `f64`, a bool an `i8`, an int an `i64`, a tagged value
//!     two `i64`, all others a `ptr`.
//! 14. The exit of a call is a `deopt`.
//! 15. An anchor names a `deopt` exit.
//!
//! All violations are collected, and [`Violations`] prints them inside the printed function, each
//! on the line that is wrong. Nothing here panics, whatever the function is like: checks of the
//! first group come first, and the others are left out if ids name nothing.
//!
//! Judged by `filetests/verify/`, a file for each invariant.

use std::fmt;

use crate::entity::{Block, EntitySet, FuncRef, Inst};
use crate::ir::{Function, FunctionDecl, Module};
use crate::text::{Place, print};

mod dominance;
mod exits;
mod structure;
mod typing;

/// What is wrong, and on which line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    /// Where.
    pub place: Place,
    /// What.
    pub message: String,
}

/// Everything that is wrong with a function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violations {
    /// The function's name.
    pub function: String,
    /// At least one.
    pub violations: Vec<Violation>,
    /// The printed function with the messages in it.
    pub listing: String,
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let count = self.violations.len();
        let plural = if count == 1 { "" } else { "s" };
        writeln!(f, "{count} violation{plural} in {}:", print::Name(&self.function))?;
        f.write_str(&self.listing)
    }
}

impl std::error::Error for Violations {}

/// Verifies every function of a module; the violations of each wrong one.
pub fn module(module: &Module) -> Result<(), Vec<Violations>> {
    let functions = module.functions.values();
    let wrong: Vec<Violations> =
        functions.filter_map(|decl| function(module, decl, decl.body.as_ref()?).err()).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Verifies a function. Its body need not be in the module.
pub fn function(module: &Module, decl: &FunctionDecl, body: &Function) -> Result<(), Violations> {
    let violations = violations(module, decl, body);
    if violations.is_empty() {
        return Ok(());
    }
    let remarks: Vec<(Place, String)> =
        violations.iter().map(|one| (one.place, one.message.clone())).collect();
    // A function whose ids name nothing cannot be printed.
    let listing = if structure::can_be_printed(body) {
        print::annotated(module, decl, body, &remarks)
    } else {
        remarks.iter().map(|(place, message)| format!("{place:?}: {message}\n")).collect()
    };
    Err(Violations { function: decl.name.to_string(), violations, listing })
}

/// What is wrong with a function, in the order of its text.
pub fn violations(module: &Module, decl: &FunctionDecl, body: &Function) -> Vec<Violation> {
    let mut check = Check { module, decl, body, violations: Vec::new() };
    if structure::check(&mut check) {
        typing::check(&mut check);
        exits::check(&mut check);
        dominance::check(&mut check);
    }
    check.violations
}

/// The function that is checked, and what was found so far.
struct Check<'a> {
    module: &'a Module,
    decl: &'a FunctionDecl,
    body: &'a Function,
    violations: Vec<Violation>,
}

impl Check<'_> {
    fn report(&mut self, place: Place, message: impl Into<String>) {
        self.violations.push(Violation { place, message: message.into() });
    }

    fn insts(&self) -> impl Iterator<Item = (Block, Inst)> + use<'_> {
        let blocks = self.body.layout.iter();
        blocks.flat_map(|&block| self.body.blocks[block].insts.iter().map(move |&i| (block, i)))
    }

    /// A call of the module's function: does it exist?
    fn has_function(&self, func: FuncRef) -> bool {
        self.module.functions.contains(func)
    }
}

/// A set that reports what is put in twice.
fn twice<K: crate::entity::Entity>(set: &mut EntitySet<K>, key: K) -> bool {
    !set.insert(key)
}
