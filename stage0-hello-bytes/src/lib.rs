//! Machine code by hand, and how a program comes to run bytes it has just made.
//!
//! ```text
//!   hello, programs            fixup                executable_memory      function
//!   bytes with a hole ──────► bytes, hole filled ──► pages, read-execute ──► a typed call
//!                                   │
//!                                   └──────────────► elf: an executable file
//! ```
//!
//! Every later stage ends here: stage 1's template compiler and stage 3's back
//! end make bytes, and this crate makes bytes run. It knows no instruction
//! selection and no IR; it only knows bytes, where they lie, and how to jump
//! to them.
//!
//! The chapters, in reading order: [`hello`] the bytes, [`fixup`] what was not
//! known yet, [`executable_memory`] pages, [`function`] typed calls,
//! [`listing`] hex and disassembly, [`programs`] arguments, loops and
//! recursion, [`elf`] the smallest executable, [`hex`] bytes written as text,
//! [`sandbox`] code that may crash, [`crash`] code that does, [`figures`] the
//! book's drawings, [`exercises`] how every stage lists its own.
//!
//! # Example
//!
//! ```
//! # #[cfg(all(target_arch = "x86_64", unix))] {
//! use stage0::executable_memory::ExecutableMemory;
//!
//! let add = [0x48, 0x8d, 0x04, 0x37, 0xc3]; // lea rax, [rdi+rsi]; ret
//! let memory = ExecutableMemory::new(&add)?;
//! // SAFETY: the bytes are a System V function of two integers.
//! let add = unsafe { memory.function::<extern "C" fn(i64, i64) -> i64>(0) };
//! assert_eq!(add.call(2, 3), 5);
//! # }
//! # Ok::<(), std::io::Error>(())
//! ```

#![deny(unsafe_code)]

pub mod crash;
pub mod elf;
#[allow(unsafe_code)]
pub mod executable_memory;
pub mod exercises;
pub mod figures;
pub mod fixup;
#[allow(unsafe_code)]
pub mod function;
pub mod hello;
pub mod hex;
pub mod listing;
pub mod programs;
#[allow(unsafe_code)]
pub mod sandbox;

pub use executable_memory::ExecutableMemory;
pub use fixup::{Fixup, FixupKind};
pub use function::Function;
pub use listing::Isa;
