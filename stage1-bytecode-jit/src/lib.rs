//! Stage 1: real CPython bytecode, interpreted and compiled.
//!
//! ```text
//! prog.py ─► .pyc ─► marshal ─► decode ─► code object ─► interpreter ─┐ (type feedback)
//!                                             │                      ▼
//!                                             └─► template JIT    `Tier`: a later stage
//! ```

pub mod builtin;
pub mod builtins;
pub mod class;
pub mod class_of;
pub mod code_object;
pub mod decode;
pub mod error;
pub mod feedback;
pub mod format;
pub mod heap;
pub mod interpreter;
pub mod interrupt;
pub mod listing;
pub mod locate;
pub mod marshal;
pub mod modules;
pub mod object;
pub mod opcode;
pub mod operators;
pub mod peephole;
pub mod pseudo;
pub mod pyc;
#[cfg(test)]
mod recorded;
pub mod repr;
pub mod template;
pub mod template_tier;
pub mod tier;
pub mod value;
pub mod verify;
pub mod versions;
