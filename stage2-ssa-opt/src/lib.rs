//! Stage 2: an SSA intermediate representation for a dynamic and a static language.
//!
//! ```text
//! bytecode ─┐            ┌─► verify   is it well-formed?
//!           ├─► builder ─┤
//! Go ───────┘    IR      ├─► analysis what is true of it?
//!            text ─► parse, print
//!                        └─► interpret  what does it do?
//! ```
//!
//! Nothing here knows anything about a machine, nor which front end made a function.
// Allowed in `cpu_time`, and in the files that touch a running program: `interpret::real`, `runtime::bodies`, `context`,
// `link` and `materialise`, and `tier`.
#![deny(unsafe_code)]

pub mod analysis;
pub mod builder;
pub mod callees;
pub mod condition;
#[allow(unsafe_code)]
pub mod cpu_time;
pub mod entity;
pub mod from_bytecode;
pub mod generated;
pub mod graph;
pub mod interpret;
pub mod ir;
pub mod opcode;
pub mod passes;
pub mod pipeline;
pub mod python;
pub mod runtime;
pub mod text;
pub mod tier;
pub mod verify;
