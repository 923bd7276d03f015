//! A program → a static ELF executable: no libc, no dynamic linker, nothing but our bytes.
//!
//! ```text
//!   file                                 memory
//!   ELF header, program headers ┐
//!   .rodata … .eh_frame         ├──────► R--   0x400000
//!   .text                       ───────► R-X   next 64 KB page
//!   .data                       ───────► RW-   next 64 KB page, .bss behind it
//!   .symtab .strtab .shstrtab, section headers: for debuggers, profilers and us
//! ```
//!
//! Addresses are decided here, so every relocation is applied here, and the file needs none. A segment
//! begins in memory where the next one's page begins, plus its offset in the file modulo the page, so that the
//! file needs no padding: the system maps the page that the end of one segment and the beginning of the next share
//! twice, with different rights. No page is ever writable and executable. Pages are taken to be 64 KB,
//! the largest in use on AArch64.
//!
//! Stage 0's `elf` is the smallest such file; this one adds rights per segment and names for code and
//! data (System V ABI, chapters 4 and 5). Leaves out: position-independent executables and line tables
//! in DWARF. Judged by `tests/executables.rs`, which reads the files with another library and runs
//! them.

use rustc_hash::FxHashMap;
use stage0::Isa;
use stage2::ir::Module;

use super::build_error::BuildError;
use super::program::{Definition, Kind, Program, Section, Target, assemble};
use super::relocate;
use crate::compile::{BackEnd, Options, Own};

const BASE: u64 = 0x40_0000;
const PAGE: u64 = 0x1_0000;
const ELF_HEADER: u64 = 64;
const PROGRAM_HEADER: u64 = 56;
const SECTION_HEADER: usize = 64;

/// An executable file.
#[derive(Clone, Debug)]
pub struct Executable {
    /// Its contents.
    pub file: Vec<u8>,
    /// How many bytes of it are code.
    pub code_bytes: usize,
}

/// Compiles what a program needs of a verified module and makes an executable of it: one that begins
/// with `@main`, or with the function `entry`, as [`Kind::From`] says.
///
/// # Errors
/// See [`BuildError`].
pub fn executable(
    module: &mut Module,
    options: Options,
    entry: Option<&str>,
) -> Result<Executable, BuildError> {
    executable_with(&Own, module, options, entry)
}

/// The same with the code of another back end.
///
/// # Errors
/// See [`BuildError`].
pub fn executable_with(
    back_end: &dyn BackEnd,
    module: &mut Module,
    options: Options,
    entry: Option<&str>,
) -> Result<Executable, BuildError> {
    let kind = entry.map_or(Kind::Main, Kind::From);
    let program = assemble(back_end, module, options, kind)?;
    let code_bytes = program.code_bytes;
    Ok(Executable { file: file(program)?, code_bytes })
}

/// Where a section is.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    offset: u64,
    address: u64,
    size: u64,
}

/// Segments: which sections, and what may be done with them (1 execute, 2 write, 4 read).
const SEGMENTS: [(&[Section], u32); 3] = [
    (&[Section::ReadOnly, Section::Relocated, Section::EhFrame], 4),
    (&[Section::Text], 5),
    (&[Section::Writable, Section::Zeroed], 6),
];

/// The file of a program that is put together.
pub(super) fn file(mut program: Program) -> Result<Vec<u8>, BuildError> {
    let mut places: FxHashMap<Section, Place> = FxHashMap::default();
    let mut segments = Vec::new();
    let mut file = vec![0; (ELF_HEADER + PROGRAM_HEADER * (SEGMENTS.len() as u64 + 1)) as usize];
    let mut end = BASE;
    for (sections, rights) in SEGMENTS {
        // The headers are in the first segment.
        let is_first = segments.is_empty();
        let start = if is_first { 0 } else { file.len() as u64 };
        let address = end.next_multiple_of(PAGE) + start % PAGE;
        end = address + (file.len() as u64 - start);
        for &section in sections {
            let data = &program.sections[&section];
            if data.size > 0 {
                end = end.next_multiple_of(data.align);
            }
            if section != Section::Zeroed && data.size > 0 {
                file.resize((start + (end - address)) as usize, 0);
                file.extend_from_slice(&data.bytes);
            }
            let offset = start + (end - address);
            places.insert(section, Place { offset, address: end, size: data.size });
            end += data.size;
        }
        segments.push((rights, start, address, file.len() as u64 - start, end - address));
    }
    relocate(&mut program, &places, &mut file)?;
    let names = append_names(&mut file, &program, &places);
    headers(&mut file, &program, &places, &segments, names);
    Ok(file)
}

/// Fills in all addresses.
fn relocate(
    program: &mut Program,
    places: &FxHashMap<Section, Place>,
    file: &mut [u8],
) -> Result<(), BuildError> {
    let mut addresses: FxHashMap<Target, u64> = FxHashMap::default();
    for definition in &program.definitions {
        if let Some(target) = definition.target {
            addresses.insert(target, places[&definition.section].address + definition.offset);
        }
    }
    for section in Section::ALL {
        addresses.insert(Target::Section(section), places[&section].address);
    }
    for section in Section::ALL {
        let place = places[&section];
        let data = program.sections.remove(&section).unwrap_or_default();
        let start = place.offset as usize;
        for reloc in data.relocs {
            let bytes = &mut file[start..start + data.bytes.len()];
            let target = addresses.get(&reloc.target).ok_or(BuildError::TooLarge)?;
            let target = target.wrapping_add_signed(reloc.addend);
            relocate::apply(bytes, place.address, reloc.offset, reloc.kind, target)
                .map_err(|_| BuildError::TooLarge)?;
        }
    }
    Ok(())
}

/// Where what is only for readers of the file is: offset and size.
struct Names {
    symbols: (usize, usize),
    symbol_names: (usize, usize),
    section_names: (usize, usize),
    /// Where in that, by section; then those of the three of here.
    section_name_at: Vec<u32>,
    section_headers: usize,
}

fn append_names(
    file: &mut Vec<u8>,
    program: &Program,
    places: &FxHashMap<Section, Place>,
) -> Names {
    file.resize(file.len().next_multiple_of(8), 0);
    let symbols = file.len();
    let mut strings = vec![0];
    file.extend([0; 24]);
    for definition in &program.definitions {
        let Definition { name, section, offset, size, .. } = definition;
        let index = Section::ALL.iter().position(|other| other == section).unwrap_or(0) + 1;
        // STB_GLOBAL, and STT_FUNC or STT_OBJECT.
        let kind = 0x10 | if *section == Section::Text { 2 } else { 1 };
        file.extend((strings.len() as u32).to_le_bytes());
        file.extend([kind, 0]);
        file.extend((index as u16).to_le_bytes());
        file.extend((places[section].address + offset).to_le_bytes());
        file.extend(size.to_le_bytes());
        strings.extend(name.bytes().filter(|byte| *byte != 0));
        strings.push(0);
    }
    let symbols = (symbols, file.len() - symbols);
    let symbol_names = (file.len(), strings.len());
    file.extend(strings);
    let start = file.len();
    file.push(0);
    let all = Section::ALL.map(Section::name);
    let section_name_at = all
        .into_iter()
        .chain([".symtab", ".strtab", ".shstrtab"])
        .map(|name| {
            let at = file.len() - start;
            file.extend(name.bytes().chain([0]));
            at as u32
        })
        .collect();
    let section_names = (start, file.len() - start);
    file.resize(file.len().next_multiple_of(8), 0);
    let section_headers = file.len();
    Names { symbols, symbol_names, section_names, section_name_at, section_headers }
}

fn headers(
    file: &mut Vec<u8>,
    program: &Program,
    places: &FxHashMap<Section, Place>,
    segments: &[(u32, u64, u64, u64, u64)],
    names: Names,
) {
    let section = |file: &mut Vec<u8>, index: Option<usize>, words: [u64; 9]| {
        let [kind, flags, address, offset, size, link, info, align, entry] = words;
        let name = index.map_or(0, |index| names.section_name_at[index]);
        file.extend(name.to_le_bytes());
        file.extend((kind as u32).to_le_bytes());
        for word in [flags, address, offset, size] {
            file.extend(word.to_le_bytes());
        }
        file.extend((link as u32).to_le_bytes());
        file.extend((info as u32).to_le_bytes());
        file.extend(align.to_le_bytes());
        file.extend(entry.to_le_bytes());
    };
    section(file, None, [0; 9]);
    for (index, one) in Section::ALL.into_iter().enumerate() {
        let Place { offset, address, size } = places[&one];
        // SHT_PROGBITS or SHT_NOBITS; SHF_ALLOC with SHF_WRITE or SHF_EXECINSTR.
        let (kind, flags) = match one {
            Section::Text => (1, 2 | 4),
            Section::ReadOnly | Section::Relocated | Section::EhFrame => (1, 2),
            Section::Writable => (1, 2 | 1),
            Section::Zeroed => (8, 2 | 1),
        };
        section(file, Some(index), [kind, flags, address, offset, size, 0, 0, 1, 0]);
    }
    let count = Section::ALL.len();
    let words = |(offset, size): (usize, usize), kind, link, info, align, entry| {
        [kind, 0, 0, offset as u64, size as u64, link, info, align, entry]
    };
    let strings = count as u64 + 2;
    section(file, Some(count), words(names.symbols, 2, strings, 1, 8, 24));
    section(file, Some(count + 1), words(names.symbol_names, 3, 0, 0, 1, 0));
    section(file, Some(count + 2), words(names.section_names, 3, 0, 0, 1, 0));

    let mut header = vec![0x7f, b'E', b'L', b'F', 2, 1, 1, 0];
    header.extend([0; 8]);
    let machine: u16 = match program.isa {
        Isa::X64 => 62,
        Isa::A64 => 183,
    };
    header.extend(2u16.to_le_bytes()); // an executable
    header.extend(machine.to_le_bytes());
    header.extend(1u32.to_le_bytes());
    header.extend((places[&Section::Text].address + u64::from(program.start)).to_le_bytes());
    header.extend(ELF_HEADER.to_le_bytes());
    header.extend((names.section_headers as u64).to_le_bytes());
    header.extend(0u32.to_le_bytes());
    let sections = count as u16 + 4;
    let sizes = [
        ELF_HEADER as u16,
        PROGRAM_HEADER as u16,
        segments.len() as u16 + 1,
        SECTION_HEADER as u16,
        sections,
        sections - 1,
    ];
    header.extend(sizes.into_iter().flat_map(u16::to_le_bytes));
    for &(rights, offset, address, size, memory) in segments {
        // One of no bytes is not there: PT_NULL.
        let kind = u32::from(memory > 0);
        header.extend(kind.to_le_bytes());
        header.extend(rights.to_le_bytes());
        for word in [offset, address, address, size, memory, PAGE] {
            header.extend(word.to_le_bytes());
        }
    }
    // PT_GNU_STACK: the stack is for reading and writing.
    header.extend(0x6474_e551u32.to_le_bytes());
    header.extend(6u32.to_le_bytes());
    header.extend([0; 40]);
    header.extend(16u64.to_le_bytes());
    file[..header.len()].copy_from_slice(&header);
}
