//! A program → a relocatable ELF object, which any C compiler's linker takes.
//!
//! ```text
//!   stage3 build --object f.ir -o f.o        cc main.c f.o
//! ```
//!
//! Every function and datum of the module is offered under its name; what the module declares and does
//! not define is left to the others. The convention is C's for up to two results of a class
//! ([`crate::calling_convention`]). Traps work as in an executable: the object brings the trap routine,
//! unless the module declares one, with a table of its own functions.
//!
//! The file is written by the `object` crate; what is ours is which ELF relocation each [`RelocKind`] is.
//! Data are addressed relative to the code, so on x86-64 the code can be part of a position-independent
//! executable. Judged by `tests/objects.rs`, together with a C compiler.

use object::write::{Object, Relocation, StandardSection, Symbol, SymbolId, SymbolSection};
use object::{
    Architecture, BinaryFormat, Endianness, RelocationFlags, SectionKind, SymbolFlags, SymbolKind,
    SymbolScope, elf,
};
use rustc_hash::FxHashMap;
use stage0::Isa;
use stage2::ir::Module;

use super::build_error::BuildError;
use super::program::{Definition, Kind, Program, Section, Target, assemble};
use crate::compile::{BackEnd, Options, Own, RelocKind};

/// Compiles a verified module to an object file.
///
/// # Errors
/// See [`BuildError`].
pub fn object(module: &mut Module, options: Options) -> Result<Vec<u8>, BuildError> {
    object_with(&Own, module, options)
}

/// The same with the code of another back end.
///
/// # Errors
/// See [`BuildError`].
pub fn object_with(
    back_end: &dyn BackEnd,
    module: &mut Module,
    options: Options,
) -> Result<Vec<u8>, BuildError> {
    let program = assemble(back_end, module, options, Kind::Object)?;
    let binding = |one: &Definition| if one.exported { Binding::Global } else { Binding::Local };
    write(&program, binding, &[])
}

// ANCHOR: binding
/// Who may use a symbol of an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Binding {
    /// The object itself.
    Local,
    /// All others; it is defined nowhere else.
    Global,
    /// All others; each that needs it defines it in the same way, and any of them will do.
    Shared,
}
// ANCHOR_END: binding

/// What makes an object one of those that [`super::linker`] puts together.
pub struct Unit<'a> {
    /// The program begins in it, with this function.
    pub entry: Option<&'a str>,
    /// Who may use the function or data of a name.
    pub binding: &'a dyn Fn(&str) -> Binding,
    /// Names and contents of more sections.
    pub sections: &'a [(&'a str, &'a [u8])],
}

/// Compiles a verified module to one of the objects of a program.
///
/// # Errors
/// See [`BuildError`].
pub fn unit(module: &mut Module, options: Options, unit: &Unit) -> Result<Vec<u8>, BuildError> {
    let program = assemble(&Own, module, options, Kind::Unit(unit.entry))?;
    let table = program.table.to_bytes();
    let mut sections = unit.sections.to_vec();
    sections.push((LINES, &table));
    let binding = |one: &Definition| match one.exported {
        true => (unit.binding)(&one.name),
        false if one.name == "_start" => Binding::Global,
        false => Binding::Local,
    };
    write(&program, binding, &sections)
}

/// The section of a unit's part of the table for tracebacks.
pub const LINES: &str = ".lines";

fn write(
    program: &Program,
    binding: impl Fn(&Definition) -> Binding,
    more: &[(&str, &[u8])],
) -> Result<Vec<u8>, BuildError> {
    let architecture = match program.isa {
        Isa::X64 => Architecture::X86_64,
        Isa::A64 => Architecture::Aarch64,
    };
    let mut object = Object::new(BinaryFormat::Elf, architecture, Endianness::Little);
    let mut sections = FxHashMap::default();
    let mut symbols: FxHashMap<Target, SymbolId> = FxHashMap::default();
    for section in Section::ALL {
        let data = &program.sections[&section];
        let id = match section {
            Section::Text => object.section_id(StandardSection::Text),
            Section::ReadOnly => object.section_id(StandardSection::ReadOnlyData),
            Section::Relocated => object.section_id(StandardSection::ReadOnlyDataWithRel),
            Section::Writable => object.section_id(StandardSection::Data),
            Section::Zeroed => object.section_id(StandardSection::UninitializedData),
            Section::EhFrame => object.add_section(
                Vec::new(),
                Section::EhFrame.name().into(),
                SectionKind::ReadOnlyData,
            ),
        };
        if section == Section::Zeroed {
            object.append_section_bss(id, data.size, data.align);
        } else {
            object.append_section_data(id, &data.bytes, data.align);
        }
        sections.insert(section, id);
        symbols.insert(Target::Section(section), object.section_symbol(id));
    }
    for (name, contents) in more {
        let id = object.add_section(Vec::new(), name.as_bytes().to_vec(), SectionKind::Other);
        object.append_section_data(id, contents, 1);
    }
    let mut symbol = |name: &str, section, value, size, kind, scope, weak| {
        object.add_symbol(Symbol {
            name: name.into(),
            value,
            size,
            kind,
            scope,
            weak,
            section,
            flags: SymbolFlags::None,
        })
    };
    for one in &program.definitions {
        let is_code = one.section == Section::Text;
        let kind = if is_code { SymbolKind::Text } else { SymbolKind::Data };
        let binding = binding(one);
        let is_local = binding == Binding::Local;
        let scope = if is_local { SymbolScope::Compilation } else { SymbolScope::Dynamic };
        let section = SymbolSection::Section(sections[&one.section]);
        let weak = binding == Binding::Shared;
        let id = symbol(&one.name, section, one.offset, one.size, kind, scope, weak);
        symbols.extend(one.target.map(|target| (target, id)));
    }
    for (name, target) in &program.undefined {
        let (section, scope) = (SymbolSection::Undefined, SymbolScope::Unknown);
        let id = symbol(name, section, 0, 0, SymbolKind::Unknown, scope, false);
        symbols.insert(*target, id);
    }
    let failed = |error: object::write::Error| BuildError::Object(error.to_string());
    for section in Section::ALL {
        for reloc in &program.sections[&section].relocs {
            let (r_type, bias) = relocation(reloc.kind, program.isa, reloc.target);
            let missing = || BuildError::Object(format!("{:?} has no symbol", reloc.target));
            let symbol = *symbols.get(&reloc.target).ok_or_else(missing)?;
            let relocation = Relocation {
                offset: reloc.offset.into(),
                symbol,
                addend: reloc.addend + bias,
                flags: RelocationFlags::Elf { r_type },
            };
            object.add_relocation(sections[&section], relocation).map_err(failed)?;
        }
    }
    // An empty section of this name says that the stack need not be executable.
    object.add_section(Vec::new(), b".note.GNU-stack".to_vec(), SectionKind::Other);
    object.write().map_err(failed)
}

/// The ELF relocation, and what is added to the addend.
fn relocation(kind: RelocKind, isa: Isa, target: Target) -> (u32, i64) {
    let is_code = matches!(target, Target::Function(_) | Target::ExitHandler);
    if is_code && kind == RelocKind::X64Relative32 {
        return (elf::R_X86_64_PLT32, -4);
    }
    let found = RELOCATIONS.iter().find(|one| one.0 == isa && one.1 == kind);
    found.map_or((0, 0), |one| (one.2, one.3))
}

/// Which ELF relocation each kind is, with what is added to the addend.
pub(super) const RELOCATIONS: [(Isa, RelocKind, u32, i64); 13] = [
    (Isa::X64, RelocKind::Absolute64, elf::R_X86_64_64, 0),
    (Isa::X64, RelocKind::X64Relative32, elf::R_X86_64_PC32, -4),
    (Isa::X64, RelocKind::Relative32, elf::R_X86_64_PC32, 0),
    (Isa::A64, RelocKind::Absolute64, elf::R_AARCH64_ABS64, 0),
    (Isa::A64, RelocKind::Relative32, elf::R_AARCH64_PREL32, 0),
    (Isa::A64, RelocKind::A64Call26, elf::R_AARCH64_CALL26, 0),
    (Isa::A64, RelocKind::A64Page21, elf::R_AARCH64_ADR_PREL_PG_HI21, 0),
    (Isa::A64, RelocKind::A64Low12, elf::R_AARCH64_ADD_ABS_LO12_NC, 0),
    (Isa::A64, RelocKind::A64AccessLow12(0), elf::R_AARCH64_LDST8_ABS_LO12_NC, 0),
    (Isa::A64, RelocKind::A64AccessLow12(1), elf::R_AARCH64_LDST16_ABS_LO12_NC, 0),
    (Isa::A64, RelocKind::A64AccessLow12(2), elf::R_AARCH64_LDST32_ABS_LO12_NC, 0),
    (Isa::A64, RelocKind::A64AccessLow12(3), elf::R_AARCH64_LDST64_ABS_LO12_NC, 0),
    (Isa::A64, RelocKind::A64AccessLow12(4), elf::R_AARCH64_LDST128_ABS_LO12_NC, 0),
];
