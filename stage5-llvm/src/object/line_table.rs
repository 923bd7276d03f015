//! `.debug_line`, read: which instruction of the IR code comes from ([`crate::translate::lines`]).
//!
//! Lines are numbers of instructions plus one, files are numbers of functions. Code that was inlined has the file
//! of another function; whose instruction it is nobody asks for, so it has none.

use gimli::{DebugLine, DebugLineOffset, LittleEndian};
use object::{Object, ObjectSection, ObjectSymbol, RelocationTarget, SectionIndex};
use rustc_hash::FxHashMap;
use stage2::entity::{Entity, Inst};
use stage3::compile::CompileError;

use super::{File, wrong};

/// For each function: from where on which instruction is meant.
pub type Lines = FxHashMap<usize, Vec<(u32, Option<Inst>)>>;

/// All lines.
///
/// # Errors
/// A table that cannot be read.
pub fn lines(file: &File, texts: &FxHashMap<SectionIndex, usize>) -> Result<Lines, CompileError> {
    let mut all = FxHashMap::default();
    let Some(section) = file.section_by_name(".debug_line") else { return Ok(all) };
    let failed = |error: gimli::Error| wrong(format!(".debug_line: {error}"));
    let mut data = section.data().map_err(|error| wrong(error.to_string()))?.to_vec();
    // Each sequence begins with an address, which a relocation fills in. We fill in the function's
    // number in the upper half, and strings' places as a linker would.
    for (offset, relocation) in section.relocations() {
        let RelocationTarget::Symbol(symbol) = relocation.target() else { continue };
        let Ok(symbol) = file.symbol_by_index(symbol) else { continue };
        let index = symbol.section_index();
        let at = offset as usize;
        let number = (symbol.address() as i64 + relocation.addend()) as u64;
        match index.and_then(|index| texts.get(&index)) {
            Some(function) if at + 8 <= data.len() => {
                let address = (*function as u64 + 1) << 32 | number;
                data[at..at + 8].copy_from_slice(&address.to_le_bytes());
            }
            None if at + 4 <= data.len() => {
                data[at..at + 4].copy_from_slice(&(number as u32).to_le_bytes());
            }
            _ => {}
        }
    }
    let names = file.section_by_name(".debug_line_str");
    let names = names.and_then(|section| section.data().ok()).unwrap_or_default();
    let table = DebugLine::new(&data, LittleEndian);
    let program = table.program(DebugLineOffset(0), 8, None, None).map_err(failed)?;
    let mut rows = program.rows();
    while let Some((header, row)) = rows.next_row().map_err(failed)? {
        let function = (row.address() >> 32) as usize;
        let Some(function) = function.checked_sub(1) else { continue };
        let own = header.file(row.file_index()).map(|file| file.path_name());
        let own = own.and_then(|name| number(&name, names));
        let lines: &mut Vec<(u32, Option<Inst>)> = all.entry(function).or_default();
        let inst = match row.line() {
            Some(line) if !row.end_sequence() && own == Some(function) => {
                Some(Inst::new(line.get() as usize - 1))
            }
            _ => None,
        };
        let at = row.address() as u32;
        if lines.last().is_some_and(|last| last.0 == at) {
            lines.pop();
        }
        if lines.last().is_none_or(|last| last.1 != inst) {
            lines.push((at, inst));
        }
    }
    Ok(all)
}

/// The number that a file is named after.
fn number(
    name: &gimli::AttributeValue<gimli::EndianSlice<'_, LittleEndian>>,
    names: &[u8],
) -> Option<usize> {
    let bytes = match name {
        gimli::AttributeValue::String(bytes) => bytes.slice(),
        gimli::AttributeValue::DebugLineStrRef(offset) => names.get(offset.0..)?,
        _ => return None,
    };
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    std::str::from_utf8(&bytes[..end]).ok()?.parse().ok()
}
