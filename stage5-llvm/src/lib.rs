//! The same IR through LLVM: a second back end, and the scoreboard that compares all.
//!
//! ```text
//!   IR ── translate ──► LLVM IR ── LLVM ──► object file ── object ──► CompiledFunction ──► stage 3's linking and engine
//! ```
//!
//! A production compiler behind the same IR is three things at once: a judge (two back ends that must agree find
//! each other's mistakes), a measuring stick (what would our code be with forty years of passes?), and a
//! lesson (what is the same in LLVM IR, and what is not?).
//!
//! In reading order: [`translate`] from our IR to LLVM's, [`optimise`] what LLVM does, [`object`] from its object
//! file back to what stage 3 links, [`back_end`] all of that behind stage 3's trait, [`reach`] what of a
//! program is compiled; then [`run`] in this process, [`program`] as a file, and [`python`] as the top tier of an engine.
//!
//! Deliberately not here: optimisations of our own, and a linker or loader of our own.

pub mod back_end;
pub mod object;
pub mod optimise;
pub mod program;
pub mod python;
pub mod reach;
pub mod run;
pub mod translate;
