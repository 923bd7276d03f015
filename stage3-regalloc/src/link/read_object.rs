//! A relocatable object → pieces that can be placed anywhere: the first half of a linker.
//!
//! ```text
//! .text   main.main ████████ main.f ████ main.g ██████         each symbol with a size is a piece,
//!              └ reloc → main.f     └ reloc → fmt.Println      and takes its relocations along
//! ```
//!
//! A linker that places whole sections cannot leave out a function that nobody calls. C compilers therefore write a section
//! per function; here the symbols are boundaries enough, since [`super::object`] writes nothing between them.
//!
//! The `object` crate reads the file; what is ours is what the contents mean. Nothing in a file is believed: offsets, sizes
//! and alignments are checked here, so that [`super::linker`] need not. Judged by stage 4's `tests/separate.rs`, which
//! also damages objects.

use object::read::elf::{ElfFile64, FileHeader};
use object::{
    Endianness, Object, ObjectSection, ObjectSymbol, RelocationFlags, RelocationTarget,
    SymbolIndex, elf,
};
use rustc_hash::FxHashMap;
use stage0::Isa;

use super::object::{LINES, RELOCATIONS};
use super::pc_table::PcTable;
use super::program::Section;
use crate::compile::RelocKind;

/// An object.
#[derive(Clone, Debug)]
pub struct ObjectFile {
    /// What it is called in messages.
    pub name: String,
    /// For which instruction set.
    pub isa: Isa,
    /// Its pieces of code and data.
    pub pieces: Vec<Piece>,
    /// What it defines for others: the piece of a name, and whether others may define it too.
    pub defined: Vec<(String, usize, bool)>,
    /// Its part of the table for tracebacks.
    pub table: PcTable,
    /// How each function is left, for debuggers: the entries of `.eh_frame` behind the first, by their piece.
    pub frames: Vec<(usize, Vec<u8>)>,
    /// What all of them begin with.
    pub common_frame: Vec<u8>,
}

/// A function, or data, with a name.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The name.
    pub name: String,
    /// Where it belongs.
    pub section: Section,
    /// Where in the object's section it was.
    pub offset: u64,
    /// How many bytes it has.
    pub size: u64,
    /// Its address must have the same rest as its offset, divided by this power of two.
    pub align: u64,
    /// Its bytes; none in a section of zeros.
    pub bytes: Vec<u8>,
    /// What has to be filled in.
    pub relocs: Vec<PieceReloc>,
}

/// An address that belongs into a piece.
#[derive(Clone, Debug)]
pub struct PieceReloc {
    /// The first byte to change.
    pub offset: u32,
    /// How.
    pub kind: RelocKind,
    /// Of what.
    pub target: PieceTarget,
    /// And so many bytes further.
    pub addend: i64,
}

/// What a piece refers to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PieceTarget {
    /// A piece of the same object.
    Own(usize),
    /// What has this name.
    Named(String),
}

/// Larger alignments are a mistake.
const LARGEST_ALIGN: u64 = 1 << 16;

type Elf<'a> = ElfFile64<'a, Endianness>;

/// The contents of a section that only we know, if the file is an object that has it.
///
/// # Errors
/// Why the file is no object.
pub fn section<'a>(file: &'a [u8], name: &str) -> Result<Option<&'a [u8]>, String> {
    let elf = parse(file)?;
    let found = elf.section_by_name(name);
    found.map(|section| section.data().map_err(|error| error.to_string())).transpose()
}

fn parse(file: &[u8]) -> Result<Elf<'_>, String> {
    let elf = Elf::parse(file).map_err(|_| "this is no ELF file for 64 bits".to_string())?;
    match elf.elf_header().e_type(elf.endian()) {
        elf::ET_REL => Ok(elf),
        elf::ET_EXEC | elf::ET_DYN => Err("this is a program, not an object".into()),
        _ => Err("this is no relocatable object".into()),
    }
}

/// Reads an object.
///
/// # Errors
/// What is wrong with it.
pub fn read_object(name: &str, file: &[u8]) -> Result<ObjectFile, String> {
    let elf = parse(file)?;
    let isa = match elf.architecture() {
        object::Architecture::X86_64 => Isa::X64,
        object::Architecture::Aarch64 => Isa::A64,
        other => return Err(format!("it is for another machine: {other:?}")),
    };
    let mut sections = FxHashMap::default();
    for section in elf.sections() {
        let found = Section::ALL.into_iter().find(|one| section.name() == Ok(one.name()));
        sections.extend(found.map(|found| (section.index(), found)));
    }
    let mut object = ObjectFile {
        name: name.into(),
        isa,
        pieces: Vec::new(),
        defined: Vec::new(),
        table: PcTable::default(),
        frames: Vec::new(),
        common_frame: Vec::new(),
    };
    let mut of_symbol: FxHashMap<SymbolIndex, usize> = FxHashMap::default();
    for symbol in elf.symbols() {
        let Some(&section) = symbol.section_index().and_then(|index| sections.get(&index)) else {
            continue;
        };
        if symbol.kind() == object::SymbolKind::Section {
            continue;
        }
        let piece = piece(&elf, &symbol, section)?;
        of_symbol.insert(symbol.index(), object.pieces.len());
        if symbol.is_global() {
            object.defined.push((piece.name.clone(), object.pieces.len(), symbol.is_weak()));
        }
        object.pieces.push(piece);
    }
    let places = Places::of(&object.pieces)?;
    for section in elf.sections() {
        let Some(&kind) = sections.get(&section.index()) else { continue };
        if kind != Section::EhFrame {
            relocations(&elf, &section, kind, &of_symbol, &places, &mut object)?;
        }
    }
    frames(&elf, &places, &sections, &mut object)?;
    if let Some(lines) = elf.section_by_name(LINES) {
        let lines = lines.data().map_err(|error| error.to_string())?;
        object.table = PcTable::from_bytes(lines).ok_or("its table of lines is damaged")?;
    }
    Ok(object)
}

fn piece<'a>(
    elf: &Elf<'a>,
    symbol: &impl ObjectSymbol<'a>,
    section: Section,
) -> Result<Piece, String> {
    let name = symbol.name().map_err(|error| error.to_string())?.to_string();
    let damaged = |what: &str| format!("its symbol {name} {what}");
    let index = symbol.section_index().ok_or_else(|| damaged("is nowhere"))?;
    let found = elf.section_by_index(index).map_err(|error| error.to_string())?;
    let (offset, size, align) = (symbol.address(), symbol.size(), found.align().max(1));
    if !align.is_power_of_two() || align > LARGEST_ALIGN {
        return Err(damaged("has an impossible alignment"));
    }
    let end = offset.checked_add(size).filter(|end| *end <= found.size().min(i32::MAX as u64));
    let end = end.ok_or_else(|| damaged("lies outside of its section"))?;
    let mut bytes = Vec::new();
    if section != Section::Zeroed {
        let data = found.data().map_err(|error| error.to_string())?;
        let part = data.get(offset as usize..end as usize);
        bytes = part.ok_or_else(|| damaged("lies outside of its section"))?.to_vec();
    }
    Ok(Piece { name, section, offset, size, align, bytes, relocs: Vec::new() })
}

/// Which piece is where.
struct Places(FxHashMap<Section, Vec<(u64, u64, usize)>>);

impl Places {
    fn of(pieces: &[Piece]) -> Result<Places, String> {
        let mut places: FxHashMap<Section, Vec<(u64, u64, usize)>> = FxHashMap::default();
        for (index, piece) in pieces.iter().enumerate() {
            let place = (piece.offset, piece.offset + piece.size, index);
            places.entry(piece.section).or_default().push(place);
        }
        for list in places.values_mut() {
            list.sort_unstable();
            if let Some(two) = list.windows(2).find(|two| two[1].0 < two[0].1) {
                let [a, b] = [two[0], two[1]].map(|place| &pieces[place.2].name);
                return Err(format!("its symbols {a} and {b} overlap"));
            }
        }
        Ok(Places(places))
    }

    /// The piece that a place is in, and where in there.
    fn find(&self, section: Section, offset: u64) -> Option<(usize, u64)> {
        let list = self.0.get(&section)?;
        let last = list.partition_point(|place| place.0 <= offset).checked_sub(1)?;
        let (start, end, piece) = list[last];
        (offset < end).then_some((piece, offset - start))
    }
}

fn relocations<'a>(
    elf: &Elf<'a>,
    section: &impl ObjectSection<'a>,
    kind: Section,
    of_symbol: &FxHashMap<SymbolIndex, usize>,
    places: &Places,
    object: &mut ObjectFile,
) -> Result<(), String> {
    for (at, relocation) in section.relocations() {
        let damaged = |what: &str| format!("its relocation at {}+{at:#x} {what}", kind.name());
        let (piece, offset) = places.find(kind, at).ok_or_else(|| damaged("is in no symbol"))?;
        let RelocationTarget::Symbol(symbol) = relocation.target() else {
            return Err(damaged("has no symbol"));
        };
        let addend = relocation.addend();
        let target = match of_symbol.get(&symbol) {
            Some(&own) => PieceTarget::Own(own),
            None => {
                let symbol = elf.symbol_by_index(symbol).map_err(|error| error.to_string())?;
                let name = symbol.name().map_err(|error| error.to_string())?;
                if !symbol.is_undefined() || name.is_empty() {
                    return Err(damaged("leads to a symbol that is nowhere"));
                }
                PieceTarget::Named(name.to_string())
            }
        };
        let kind = match relocation.flags() {
            RelocationFlags::Elf { r_type } => reloc_kind(object.isa, r_type),
            _ => None,
        };
        let kind = kind.ok_or_else(|| damaged("is of an unknown kind"))?;
        // What an object defines for all may be somebody else's in the end.
        let target = match target {
            PieceTarget::Own(own) if object.defined.iter().any(|one| one.1 == own && one.2) => {
                PieceTarget::Named(object.pieces[own].name.clone())
            }
            other => other,
        };
        object.pieces[piece].relocs.push(PieceReloc {
            offset: offset as u32,
            kind,
            target,
            addend,
        });
    }
    Ok(())
}

fn reloc_kind(isa: Isa, r_type: u32) -> Option<RelocKind> {
    // The four bytes that x86-64 counts from are in the addend.
    if isa == Isa::X64 && [elf::R_X86_64_PC32, elf::R_X86_64_PLT32].contains(&r_type) {
        return Some(RelocKind::Relative32);
    }
    RELOCATIONS.iter().find(|one| one.0 == isa && one.2 == r_type).map(|one| one.1)
}

/// Takes `.eh_frame` apart: the first entry is for all, each of the others for a function.
fn frames<'a>(
    elf: &Elf<'a>,
    places: &Places,
    sections: &FxHashMap<object::SectionIndex, Section>,
    object: &mut ObjectFile,
) -> Result<(), String> {
    let Some(section) = elf.section_by_name(Section::EhFrame.name()) else { return Ok(()) };
    let data = section.data().map_err(|error| error.to_string())?;
    let mut functions = FxHashMap::default();
    for (at, relocation) in section.relocations() {
        let RelocationTarget::Symbol(symbol) = relocation.target() else { continue };
        let symbol = elf.symbol_by_index(symbol).map_err(|error| error.to_string())?;
        let kind = symbol.section_index().and_then(|index| sections.get(&index));
        let start = (symbol.address() as i64).checked_add(relocation.addend());
        if let (Some(&kind), Some(start)) = (kind, start) {
            functions.extend(places.find(kind, start as u64).map(|found| (at, found.0)));
        }
    }
    let mut at = 0;
    while let Some(size) = data.get(at..at + 4) {
        let size = size.try_into().map_or(0, u32::from_le_bytes) as usize;
        if size == 0 {
            break;
        }
        let entry = data.get(at..at + 4 + size).filter(|entry| entry.len() >= 16);
        let entry = entry.ok_or("its table for debuggers is damaged")?;
        if at == 0 {
            object.common_frame = entry.to_vec();
        } else if let Some(&piece) = functions.get(&(at as u64 + 8)) {
            object.frames.push((piece, entry.to_vec()));
        }
        at += 4 + size;
    }
    Ok(())
}
