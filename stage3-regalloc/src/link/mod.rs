//! Compiled functions → something that runs.
//!
//! | file | makes |
//! |---|---|
//! | [`memory`] | code in this process, entered through [`entry`] functions |
//! | [`program`] | sections, symbols and relocations: what the two below have in common |
//! | [`executable`] | a static ELF executable |
//! | [`object`](mod@object) | a relocatable object, for a C compiler's linker |
//! | [`read_object`], [`linker`] | objects → an executable |
//! | [`archive`] | many objects in one file |
//! | [`freestanding`], [`trap`] | the code that a program without libc needs |
//! | [`pc_table`], [`eh_frame`] | tables for tracebacks, our own and debuggers' |
//! | [`perf_map`] | names of code in memory, for profilers |
//! | [`relocate`], [`merge`] | addresses into code; two modules into one |

pub mod archive;
pub mod build_error;
pub mod eh_frame;
pub mod entry;
pub mod executable;
pub mod freestanding;
pub mod linker;
pub mod memory;
pub mod merge;
pub mod object;
pub mod pc_table;
pub mod perf_map;
pub mod program;
pub mod read_object;
pub mod relocate;
pub mod trap;
