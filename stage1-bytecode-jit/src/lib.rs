//! Stage 1: real CPython bytecode, interpreted and compiled.
//!
//! ```text
//! prog.py ─► .pyc ─► marshal ─► decode ─► code object ─► interpreter ─┐ (type feedback)
//!                                             │                      ▼
//!                                             └─► template JIT    `Tier`: a later stage
//! ```

pub mod code_object;
pub mod decode;
pub mod listing;
pub mod locate;
pub mod marshal;
pub mod opcode;
pub mod peephole;
pub mod pseudo;
pub mod pyc;
pub mod template;
pub mod verify;
pub mod versions;
