//! Stage 4: Go source to the IR.
//!
//! ```text
//! files ─► scanner ─► parse ─► Ast ─► types ─► typed Ast ─► lower ─► IR
//!          tokens              ids and flat tables
//! ```
//!
//! The library does no I/O: source texts come in, diagnostics and IR go out.
#![forbid(unsafe_code)]

pub mod ast;
pub mod constant;
pub mod diagnostic;
pub mod driver;
pub mod escape;
pub mod front_end;
pub mod interface;
pub mod labels;
pub mod lower;
pub mod package_file;
pub mod packages;
pub mod parse;
pub mod position;
pub mod scanner;
pub mod separate;
pub mod show;
pub mod stack;
pub mod symbol;
pub mod token;
pub mod tree;
pub mod types;
