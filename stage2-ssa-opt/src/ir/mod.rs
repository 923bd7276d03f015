//! The intermediate representation: one for two front ends and two back ends.
//!
//! ```text
//! Module ─┬─ functions ── Function ─┬─ blocks: parameters, instructions in order
//!         │               (or extern) ├─ instructions: InstData, 16 bytes, and a SourceLoc
//!         ├─ data, relocations        ├─ values: type, where defined
//!         ├─ regions of memory        ├─ stack slots, exits, switch tables
//!         └─ source files             └─ a pool of operand lists
//! ```
//!
//! In short, and each with its reasons in the file that defines it:
//!
//! * A function is a set of flat tables indexed by ids ([`crate::entity`]). Nothing points anywhere.
//! * Phis are **block parameters**: a jump passes arguments as a call does. The order in which phis
//!   read and write, a classic trap, is then no question.
//! * The right operand of integer arithmetic and comparisons may be a number. It is the form that
//!   machines have and that algebra looks for, and a function has a third fewer instructions.
//! * **Side exits are not edges** of the control-flow graph ([`exit`]).
//! * Variables are stack slots until `mem2reg`; both front ends need no SSA construction.
//! * There is no undefined behaviour ([`crate::opcode`]).
//!
//! Leaves out: types with structure. Front ends take structures, strings and slices apart.

pub mod copy;
pub mod edit;
pub mod exit;
pub mod function;
pub mod inst;
pub mod list;
pub mod module;
pub mod types;

pub use exit::{ExitData, Frame, Leaving, Representation, StateEntry, StateValue, TrapCode};
pub use function::{
    BlockData, Function, InlinedCall, SlotData, SourceLoc, SwitchTable, ValueData, ValueDef,
};
pub use inst::{InstData, Operand};
pub use list::{BlockCall, ValueList, ValuePool};
pub use module::{
    DataDecl, Effects, FunctionDecl, Module, Reference, Region, RegionDecl, RegionSet, Reloc,
};
pub use types::{Signature, Type};
