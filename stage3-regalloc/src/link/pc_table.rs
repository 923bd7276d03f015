//! `@pc_table`: from an address in the code to function, file and line, for programs that look at
//! themselves.
//!
//! A program that declares `extern data @pc_table` finds there, words of 8 and half words of 4 bytes,
//! little-endian:
//!
//! ```text
//!   pc_table   0  text       where the code begins
//!              8  functions  ──► rows of 28 bytes, by increasing start        16  their number
//!             24  lines      ──► rows of 12 bytes, by increasing start        32  their number
//!             40  calls      ──► rows of 16 bytes                             48  their number
//!             56  files      ──► rows of 8 bytes                              64  their number
//!             72  names      ──► the bytes of all names
//!
//!   function   0  start      bytes behind `text`          4  end
//!              8  name       bytes behind `names`        12  its length
//!             16  frame      from the stack pointer inside of the function to its caller's
//!             20  return_at  from the stack pointer to the return address; 0xffffffff: it is in a register
//!             24  calls      the row of `calls` before its first inlined call
//!   line       0  start      bytes behind `text`, valid up to the next row
//!              4  line       0: not known                 8  file (2 bytes)   a row of `files`
//!             10  call (2 bytes)   0: the function's own code; else so many rows behind its `calls` stands
//!                            which call it is part of that was replaced by the callee's body
//!   call       0  name       of the callee, as above      4  its length
//!              8  line       of the call                 12  file      14  call
//!   file       0  name       bytes behind `names`         4  its length
//! ```
//!
//! A return address stands behind its call, so look up `pc - 1`: in `functions` the last row that does
//! not start behind it, and see whether it ends behind it; in `lines` likewise. A traceback goes on with the
//! word at `stack pointer + return_at` as pc and `stack pointer + frame` as stack pointer, and ends at
//! `_start`, which has the frame 0. What was inlined has no frame: between the function's line and its
//! caller come the calls that the line is part of, from the inside out. Go's `runtime.gopclntab` is the model,
//! without its compression.
//!
//! Judged by stage 4's `tests/panics.rs`, which compares tracebacks with those of the official compiler.

use rustc_hash::FxHashMap;

use super::program::{Definition, Section, SectionData, SectionReloc, Target};
use crate::compile::RelocKind;

/// A function for the table.
#[derive(Clone, Debug)]
pub struct TableFunction<'a> {
    /// Its name, without the `@`.
    pub name: &'a str,
    /// Where in the code it begins,
    pub start: u32,
    /// and ends.
    pub end: u32,
    /// From its stack pointer to its caller's.
    pub frame: u32,
    /// From its stack pointer to its return address, if it is in memory.
    pub return_at: Option<u32>,
    /// From where on which line of which file is meant, by increasing offset in the code.
    pub lines: Vec<(u32, Line)>,
    /// The calls that were inlined into it; a line names one by its index plus one.
    pub calls: Vec<(&'a str, Line)>,
}

/// A line of a source file; line 0 is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Line {
    /// An index into the files of the module.
    pub file: u16,
    /// From 1.
    pub line: u32,
    /// 0, or the number of the inlined call that it is part of.
    pub call: u16,
}

/// The table's parts, in bytes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PcTable {
    /// What `functions` leads to.
    pub functions: Vec<u8>,
    /// What `lines` leads to.
    pub lines: Vec<u8>,
    /// What `calls` leads to.
    pub calls: Vec<u8>,
    /// What `files` leads to.
    pub files: Vec<u8>,
    /// What `names` leads to.
    pub names: Vec<u8>,
}

/// Bytes of a row of each of the first four.
pub const ROW_BYTES: [u64; 4] = [28, 12, 16, 8];

/// Bytes of the table's beginning.
pub const HEADER_BYTES: u64 = 80;

/// Writes the parts. Functions come by increasing start.
pub fn pc_table<'a>(
    functions: impl Iterator<Item = TableFunction<'a>>,
    files: &[std::sync::Arc<str>],
) -> PcTable {
    let mut table = PcTable::default();
    let mut known = FxHashMap::default();
    for file in files {
        let [name, length] = table.name(&mut known, file);
        words(&mut table.files, &[name, length]);
    }
    // So that a row without a line has a file.
    if files.is_empty() {
        words(&mut table.files, &[0, 0]);
    }
    for function in functions {
        let [name, length] = table.name(&mut known, function.name);
        let TableFunction { start, end, frame, return_at, .. } = function;
        let return_at = return_at.unwrap_or(u32::MAX);
        let calls = (table.calls.len() / 16) as u32;
        // Numbers in lines begin with 1.
        let before = calls.wrapping_sub(1);
        words(&mut table.functions, &[start, end, name, length, frame, return_at, before]);
        for (callee, line) in &function.calls {
            let [name, length] = table.name(&mut known, callee);
            words(&mut table.calls, &[name, length, line.line, line.place()]);
        }
        let mut last = None;
        // Every function begins with a row, so that it does not inherit a line.
        let first = [(start, Line::default())];
        let first =
            first.into_iter().filter(|_| function.lines.first().is_none_or(|one| one.0 > start));
        for (at, line) in first.chain(function.lines.iter().copied()) {
            if last != Some(line) {
                words(&mut table.lines, &[at, line.line, line.place()]);
                last = Some(line);
            }
        }
    }
    table
}

impl PcTable {
    /// The parts one after the other, each with its size in front; objects carry the table like that.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for part in [&self.functions, &self.lines, &self.calls, &self.files, &self.names] {
            words(&mut out, &[part.len() as u32]);
            out.extend(part);
        }
        out
    }

    /// Reads what `to_bytes` wrote.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<PcTable> {
        let mut part = || {
            let (size, rest) = bytes.split_first_chunk()?;
            let (part, rest) = rest.split_at_checked(u32::from_le_bytes(*size) as usize)?;
            bytes = rest;
            Some(part.to_vec())
        };
        let [functions, lines, calls, files] = [part()?, part()?, part()?, part()?];
        Some(PcTable { functions, lines, calls, files, names: part()? })
    }

    /// The functions and files that the table tells of; `None` if it is damaged.
    pub fn decode(&self) -> Option<(Vec<TableFunction<'_>>, Vec<&str>)> {
        let rows = |bytes: &[u8], size: usize| -> Vec<Vec<u32>> {
            let word = |word: &[u8]| word.try_into().map_or(0, u32::from_le_bytes);
            bytes.chunks_exact(size).map(|row| row.chunks_exact(4).map(word).collect()).collect()
        };
        let name = |start: u32, length: u32| {
            let end = start.checked_add(length)?;
            std::str::from_utf8(self.names.get(start as usize..end as usize)?).ok()
        };
        let line =
            |line: u32, place: u32| Line { line, file: place as u16, call: (place >> 16) as u16 };
        let [functions, lines, calls, files] = [
            rows(&self.functions, ROW_BYTES[0] as usize),
            rows(&self.lines, ROW_BYTES[1] as usize),
            rows(&self.calls, ROW_BYTES[2] as usize),
            rows(&self.files, ROW_BYTES[3] as usize),
        ];
        let files = files.iter().map(|row| name(row[0], row[1])).collect::<Option<Vec<&str>>>()?;
        let mut decoded = Vec::new();
        for (index, row) in functions.iter().enumerate() {
            let (start, end) = (row[0], row[1]);
            let from = lines.partition_point(|line| line[0] < start);
            let to = lines.partition_point(|line| line[0] < end).max(from);
            let first = row[6].wrapping_add(1) as usize;
            let last = functions
                .get(index + 1)
                .map_or(calls.len(), |next| next[6].wrapping_add(1) as usize);
            let call = |row: &Vec<u32>| Some((name(row[0], row[1])?, line(row[2], row[3])));
            let calls = calls.get(first..last)?.iter().map(call).collect::<Option<Vec<_>>>()?;
            let lines: Vec<(u32, Line)> =
                lines[from..to].iter().map(|row| (row[0], line(row[1], row[2]))).collect();
            let fits = |line: &Line| {
                usize::from(line.file) < files.len() && usize::from(line.call) <= calls.len()
            };
            if !lines.iter().map(|one| &one.1).chain(calls.iter().map(|one| &one.1)).all(fits) {
                return None;
            }
            decoded.push(TableFunction {
                name: name(row[2], row[3])?,
                start,
                end,
                frame: row[4],
                return_at: Some(row[5]).filter(|at| *at != u32::MAX),
                lines,
                calls,
            });
        }
        Some((decoded, files))
    }
}

impl Line {
    /// File and call in a word.
    fn place(self) -> u32 {
        u32::from(self.file) | u32::from(self.call) << 16
    }
}

impl PcTable {
    /// Writes the table to the data that nobody writes to.
    pub(super) fn place(&self, section: &mut SectionData, target: Target) -> Definition {
        let size = section.bytes.len().next_multiple_of(8);
        section.bytes.resize(size, 0);
        let start = section.bytes.len() as u64;
        let mut header: Vec<u64> = vec![0];
        let mut behind = start + HEADER_BYTES;
        let mut parts = Vec::new();
        let rows = [&self.functions, &self.lines, &self.calls, &self.files];
        for (bytes, row) in rows.into_iter().zip(ROW_BYTES) {
            header.extend([behind, bytes.len() as u64 / row]);
            parts.extend_from_slice(bytes);
            behind = start + HEADER_BYTES + parts.len() as u64;
        }
        header.push(behind);
        let mut reloc = |index: u64, target, addend: u64| {
            let offset = (start + 8 * index) as u32;
            let kind = RelocKind::Absolute64;
            section.relocs.push(SectionReloc { offset, kind, target, addend: addend as i64 });
        };
        reloc(0, Target::Section(Section::Text), 0);
        for index in [1, 3, 5, 7, 9] {
            reloc(index, Target::Section(Section::Relocated), header[index as usize]);
        }
        for (index, word) in header.into_iter().enumerate() {
            let is_address = index % 2 == 1 || index == 0;
            section.bytes.extend(if is_address { 0 } else { word }.to_le_bytes());
        }
        section.bytes.extend(parts);
        section.bytes.extend(&self.names);
        let size = section.bytes.len() as u64 - start;
        Definition {
            name: "pc_table".into(),
            target: Some(target),
            section: Section::Relocated,
            offset: start,
            size,
            exported: false,
        }
    }

    /// A name in `names`: where it begins, and its length.
    fn name(&mut self, known: &mut FxHashMap<String, u32>, name: &str) -> [u32; 2] {
        let names = &mut self.names;
        let start = *known.entry(name.to_string()).or_insert_with(|| {
            names.extend(name.as_bytes());
            (names.len() - name.len()) as u32
        });
        [start, name.len() as u32]
    }
}

fn words(out: &mut Vec<u8>, words: &[u32]) {
    for word in words {
        out.extend(word.to_le_bytes());
    }
}
