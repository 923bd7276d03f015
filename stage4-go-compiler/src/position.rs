//! Places in source files, in four bytes.
//!
//! A compiler keeps a place for every node of the tree and every instruction, so a place should
//! be small: a [`Pos`] is the distance from the start of all files, laid end to end (the scheme of
//! Go's own `go/token`). Only who prints it asks the [`FileSet`] for file, line and column, which
//! are found by two binary searches.
//!
//! ```text
//! Pos   1 ……………………… 101 ………………… 161 …………
//!       └ main.go      └ util.go     └ next file
//! ```

use std::fmt;
use std::sync::Arc;

/// A place in one of the files of a [`FileSet`]; 0 is no place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Pos(pub u32);

impl Pos {
    /// No place.
    pub const NONE: Pos = Pos(0);

    /// Is it a place?
    pub fn is_known(self) -> bool {
        self.0 != 0
    }
}

/// A source file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its name as diagnostics show it.
    pub name: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
    /// The place of its first byte.
    pub base: Pos,
    /// Where its lines begin, as offsets in the text.
    lines: Vec<u32>,
}

/// A place for people.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Position {
    /// The file's name.
    pub file: Arc<str>,
    /// From 1.
    pub line: u32,
    /// In bytes, from 1.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// All source files of a compilation.
#[derive(Clone, Debug, Default)]
pub struct FileSet {
    files: Vec<SourceFile>,
}

impl FileSet {
    /// No files.
    pub fn new() -> FileSet {
        FileSet::default()
    }

    /// Adds a file; its index is the answer, or `None` if all files together would be larger than
    /// 4 GiB.
    pub fn add(&mut self, name: &str, text: Arc<str>) -> Option<usize> {
        let base = self.end();
        // One place behind the last byte is the end of the file.
        u32::try_from(u64::from(base) + text.len() as u64 + 1).ok()?;
        // Lines are short: a loop over the bytes is faster than a search for each end.
        let mut lines = Vec::with_capacity(text.len() / 32 + 1);
        lines.push(0);
        for (at, &byte) in text.as_bytes().iter().enumerate() {
            if byte == b'\n' {
                lines.push(at as u32 + 1);
            }
        }
        self.files.push(SourceFile { name: name.into(), text, base: Pos(base), lines });
        Some(self.files.len() - 1)
    }

    fn end(&self) -> u32 {
        self.files.last().map_or(1, |file| file.base.0 + file.text.len() as u32 + 1)
    }

    /// The files, in the order in which they were added.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The index of the file that a place is in.
    pub fn file_of(&self, pos: Pos) -> Option<usize> {
        if !pos.is_known() {
            return None;
        }
        self.files.partition_point(|file| file.base <= pos).checked_sub(1)
    }

    /// File, line and column of a place.
    pub fn position(&self, pos: Pos) -> Option<Position> {
        let file = &self.files[self.file_of(pos)?];
        let offset = pos.0 - file.base.0;
        let line = file.lines.partition_point(|&start| start <= offset);
        let column = offset - file.lines[line - 1] + 1;
        Some(Position { file: file.name.clone(), line: line as u32, column })
    }

    /// The text of the line that a place is in.
    pub fn line_text(&self, pos: Pos) -> Option<&str> {
        let file = &self.files[self.file_of(pos)?];
        let offset = pos.0 - file.base.0;
        let start = file.lines[file.lines.partition_point(|&start| start <= offset) - 1];
        file.text[start as usize..].lines().next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_two_files() {
        let mut files = FileSet::new();
        files.add("a.go", "one\ntwo".into()).unwrap();
        files.add("b.go", "\nthree".into()).unwrap();
        let show = |pos| files.position(Pos(pos)).unwrap().to_string();
        assert_eq!(show(1), "a.go:1:1");
        assert_eq!(show(5), "a.go:2:1");
        assert_eq!(show(8), "a.go:2:4", "the end of the file");
        assert_eq!(show(9), "b.go:1:1");
        assert_eq!(show(11), "b.go:2:2");
        assert_eq!(files.line_text(Pos(6)), Some("two"));
        assert_eq!(files.position(Pos::NONE), None);
    }
}
