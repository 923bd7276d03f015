//! `@pc_table`: from an address in the code to function, file and line, for programs that look at
//! themselves.
//!
//! A program that declares `extern data @pc_table` finds there, words of 8 and half words of 4 bytes,
//! little-endian:
//!
//! ```text
//!   pc_table   0  text       where the code begins
//!              8  functions  ──► rows of 24 bytes, by increasing start        16  their number
//!             24  lines      ──► rows of 12 bytes, by increasing start        32  their number
//!             40  files      ──► rows of 8 bytes                              48  their number
//!             56  names      ──► the bytes of all names
//!
//!   function   0  start      bytes behind `text`          4  end
//!              8  name       bytes behind `names`        12  its length
//!             16  frame      from the stack pointer inside of the function to its caller's
//!             20  return_at  from the stack pointer to the return address; 0xffffffff: it is in a register
//!   line       0  start      bytes behind `text`, valid up to the next row
//!              4  line       0: not known                 8  file    a row of `files`
//!   file       0  name       bytes behind `names`         4  its length
//! ```
//!
//! A return address stands behind its call, so look up `pc - 1`: in `functions` the last row that does
//! not start behind it, and see whether it ends behind it; in `lines` likewise. A traceback goes on with the
//! word at `stack pointer + return_at` as pc and `stack pointer + frame` as stack pointer, and ends at
//! `_start`, which has the frame 0. Go's `runtime.gopclntab` is the model, without its compression.
//!
//! Leaves out: which calls were inlined where. Judged by `tests/executables.rs`.

use rustc_hash::FxHashMap;

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
}

/// A line of a source file; line 0 is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Line {
    /// An index into the files of the module.
    pub file: u32,
    /// From 1.
    pub line: u32,
}

/// The table's parts, in bytes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PcTable {
    /// What `functions` leads to.
    pub functions: Vec<u8>,
    /// What `lines` leads to.
    pub lines: Vec<u8>,
    /// What `files` leads to.
    pub files: Vec<u8>,
    /// What `names` leads to.
    pub names: Vec<u8>,
}

/// Bytes of a row of each of the first three.
pub const ROW_BYTES: [u64; 3] = [24, 12, 8];

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
        words(&mut table.functions, &[start, end, name, length, frame, return_at]);
        let mut last = None;
        // Every function begins with a row, so that it does not inherit a line.
        let first = [(start, Line::default())];
        let first =
            first.into_iter().filter(|_| function.lines.first().is_none_or(|one| one.0 > start));
        for (at, line) in first.chain(function.lines.iter().copied()) {
            if last != Some(line) {
                words(&mut table.lines, &[at, line.line, line.file]);
                last = Some(line);
            }
        }
    }
    table
}

impl PcTable {
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
