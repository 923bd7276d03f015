//! The two instruction sets, file by file mirror images.
//!
//! | file | says |
//! |---|---|
//! | `operation` | the operations, and what their operands are |
//! | `registers` | names, what may be allocated, what a call keeps: the [`MachineEnv`] |
//! | `select` | IR → LIR: operations, with addressing modes and fused comparisons |
//! | `frame` | the layout of the frame, prologue and epilogue |
//! | `encode` | fields of instructions → bytes |
//! | `emit` | LIR and its allocation → bytes, exit stubs and constants included |
//! | `support` | exit handler, enter stub, veneers |
//!
//! What does not depend on the instruction set is not mirrored but shared: [`call`], how parameters,
//! arguments and results get to their places, and `jump_table`, which switches get one.
//!
//! [`Machine`] is all that the pipeline asks of an ISA; what instruction selection has in common
//! is in [`crate::lower`].

use stage0::Isa;

use crate::allocate::{MachineEnv, Output};
use crate::compile::{CompileError, CompiledFunction};
use crate::exit_map::SupportCode;
use crate::lir::{LInst, Lowered};
use crate::lower::{Lower, Source};

pub mod a64;
pub mod call;
mod jump_table;
pub mod x64;

/// An instruction set.
pub trait Machine {
    /// Its operations. Registers stand in the operands, so this is what is left of an instruction:
    /// which it is, its width, condition, immediate and displacement.
    type Op: Copy + std::fmt::Debug;

    /// Which one it is.
    const ISA: Isa;

    /// Its registers.
    fn environment() -> &'static MachineEnv;

    /// The name of a register in assembly, with 64 bits.
    fn register_name(register: crate::lir::PReg) -> &'static str;

    /// Instruction selection.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] or [`CompileError::TooLarge`].
    fn select(lower: Lower<'_, Self::Op>) -> Result<Lowered<Self::Op>, CompileError>;

    /// Emission.
    ///
    /// # Errors
    /// [`CompileError::TooLarge`].
    fn emit(
        source: &Source,
        lowered: &Lowered<Self::Op>,
        output: &Output,
        first_exit: u32,
    ) -> Result<CompiledFunction, CompileError>;

    /// The exit handler, which calls an [`ExitRuntime`](crate::exit_map::ExitRuntime) at an address, and
    /// the enter stub.
    fn support_code(runtime: u64) -> SupportCode;

    /// A jump to any address, for calls that cannot reach it. It uses the scratch register.
    fn veneer(target: u64) -> Vec<u8>;

    /// A jump to the address that is in the word at an address, with the scratch register.
    fn veneer_through(word: u64) -> Vec<u8>;
}

/// What names a register.
pub type RegisterName = fn(crate::lir::PReg) -> &'static str;

/// The registers of an instruction set, and their names.
pub fn registers(isa: Isa) -> (&'static MachineEnv, RegisterName) {
    match isa {
        Isa::X64 => (x64::X64::environment(), x64::X64::register_name),
        Isa::A64 => (a64::A64::environment(), a64::A64::register_name),
    }
}

/// What an instruction does, as the ISA's `Debug` says it: for dumps.
pub fn operation_text<Op: std::fmt::Debug>(lowered: &Lowered<Op>, inst: LInst) -> String {
    format!("{:?}", lowered.ops[inst.0 as usize])
}

/// The registers in which C passes parameters.
pub fn parameters(isa: Isa) -> crate::calling_convention::Registers {
    match isa {
        Isa::X64 => x64::registers::PARAMETERS,
        Isa::A64 => a64::registers::PARAMETERS,
    }
}
