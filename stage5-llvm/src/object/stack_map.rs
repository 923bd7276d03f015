//! `.llvm_stackmaps`, read: where in their frames the `alloca`s are that [`crate::translate::exits`] asks for.
//!
//! LLVM's answer to "where is this value?" for whoever has to look into a frame from outside, a collector or a
//! deoptimiser: a record for each call of `llvm.experimental.stackmap`, with a location for each argument. Of an
//! `alloca` the location is *direct*: a register plus an offset. A function with a stack map has a frame pointer,
//! whether it needs one or not, and offsets count from that. We ask once in each function, so that the record's identifier
//! is the function's number. Format: LLVM documentation, "Stack maps and patch points", version 3.

use object::{Object, ObjectSection};
use rustc_hash::FxHashMap;
use stage3::compile::CompileError;

use super::{File, wrong};

const DIRECT: u8 = 2;

/// What a function was told.
#[derive(Clone, Debug, Default)]
pub struct StackMap {
    /// The size of its frame, without the return address of x86-64.
    pub stack_size: u32,
    /// Where things are, in the order asked for: a register by DWARF's number, and bytes above it.
    pub places: Vec<(u16, i32)>,
}

/// For each function that asked, what it was told.
///
/// # Errors
/// Other versions, and things that have no place.
pub fn stack_maps(file: &File) -> Result<FxHashMap<usize, StackMap>, CompileError> {
    let mut maps = FxHashMap::default();
    let Some(section) = file.section_by_name(".llvm_stackmaps") else { return Ok(maps) };
    let data = section.data().map_err(|error| wrong(error.to_string()))?;
    let mut reader = Reader { data, at: 0 };
    if reader.number(1)? != 3 {
        return Err(wrong("a stack map of another version"));
    }
    reader.number(3)?;
    let [functions, constants, records] = [reader.number(4)?, reader.number(4)?, reader.number(4)?];
    if records != functions {
        return Err(wrong("a function with two stack maps"));
    }
    let mut sizes = Vec::new();
    for _ in 0..functions {
        reader.number(8)?;
        sizes.push(reader.number(8)? as u32);
        reader.number(8)?;
    }
    reader.at += 8 * constants as usize;
    for stack_size in sizes {
        let number = reader.number(8)? as usize;
        reader.number(6)?;
        let mut places = Vec::new();
        for _ in 0..reader.number(2)? {
            let kind = reader.number(1)? as u8;
            reader.number(3)?;
            let register = reader.number(2)? as u16;
            reader.number(2)?;
            let offset = reader.number(4)? as u32 as i32;
            if kind != DIRECT {
                return Err(wrong("a slot that is not in the frame"));
            }
            places.push((register, offset));
        }
        reader.at = reader.at.next_multiple_of(8) + 2;
        let live = reader.number(2)?;
        reader.at = (reader.at + 4 * live as usize).next_multiple_of(8);
        maps.insert(number, StackMap { stack_size, places });
    }
    Ok(maps)
}

struct Reader<'d> {
    data: &'d [u8],
    at: usize,
}

impl Reader<'_> {
    /// The next number of so many bytes.
    fn number(&mut self, bytes: usize) -> Result<u64, CompileError> {
        let found = self.data.get(self.at..self.at + bytes);
        let found = found.ok_or_else(|| wrong("a stack map that ends too early"))?;
        self.at += bytes;
        let mut word = [0; 8];
        word[..bytes].copy_from_slice(found);
        Ok(u64::from_le_bytes(word))
    }
}
