//! LLVM's relocations, as stage 3 knows them.
//!
//! On x86-64 a distance is counted from the end of the four bytes, which ELF leaves to the addend and stage 3's
//! kinds contain: so 4 is added. Judged by everything that runs.

use object::{RelocationFlags, elf};
use stage0::Isa;
use stage3::compile::{CompileError, RelocKind};

/// What a relocation asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// The address of the symbol, written so.
    Direct(RelocKind),
    /// The address of a word that holds the symbol's address.
    Table(RelocKind),
}

/// What it asks for, and what is added to the addend.
///
/// # Errors
/// Kinds that are not known.
pub fn wanted(isa: Isa, flags: RelocationFlags) -> Result<(Wanted, i64), CompileError> {
    use Wanted::{Direct, Table};
    let RelocationFlags::Elf { r_type } = flags else {
        return Err(CompileError::Internal("not an ELF file".into()));
    };
    Ok(match (isa, r_type) {
        (Isa::X64, elf::R_X86_64_PC32 | elf::R_X86_64_PLT32) => {
            (Direct(RelocKind::X64Relative32), 4)
        }
        (Isa::X64, elf::R_X86_64_64) => (Direct(RelocKind::Absolute64), 0),
        (
            Isa::X64,
            elf::R_X86_64_GOTPCREL | elf::R_X86_64_GOTPCRELX | elf::R_X86_64_REX_GOTPCRELX,
        ) => (Table(RelocKind::X64Relative32), 4),
        (Isa::A64, elf::R_AARCH64_CALL26 | elf::R_AARCH64_JUMP26) => {
            (Direct(RelocKind::A64Call26), 0)
        }
        (Isa::A64, elf::R_AARCH64_ABS64) => (Direct(RelocKind::Absolute64), 0),
        (Isa::A64, elf::R_AARCH64_PREL32) => (Direct(RelocKind::Relative32), 0),
        (Isa::A64, elf::R_AARCH64_ADR_PREL_PG_HI21) => (Direct(RelocKind::A64Page21), 0),
        (Isa::A64, elf::R_AARCH64_ADD_ABS_LO12_NC) => (Direct(RelocKind::A64Low12), 0),
        (Isa::A64, elf::R_AARCH64_LDST8_ABS_LO12_NC) => (Direct(RelocKind::A64AccessLow12(0)), 0),
        (Isa::A64, elf::R_AARCH64_LDST16_ABS_LO12_NC) => (Direct(RelocKind::A64AccessLow12(1)), 0),
        (Isa::A64, elf::R_AARCH64_LDST32_ABS_LO12_NC) => (Direct(RelocKind::A64AccessLow12(2)), 0),
        (Isa::A64, elf::R_AARCH64_LDST64_ABS_LO12_NC) => (Direct(RelocKind::A64AccessLow12(3)), 0),
        (Isa::A64, elf::R_AARCH64_LDST128_ABS_LO12_NC) => (Direct(RelocKind::A64AccessLow12(4)), 0),
        (Isa::A64, elf::R_AARCH64_ADR_GOT_PAGE) => (Table(RelocKind::A64Page21), 0),
        (Isa::A64, elf::R_AARCH64_LD64_GOT_LO12_NC) => (Table(RelocKind::A64AccessLow12(3)), 0),
        _ => {
            let what = format!("LLVM wants a relocation of kind {r_type}, which is not known");
            return Err(CompileError::Internal(what));
        }
    })
}
