//! What is wrong with the book, and where: the one kind of failure its author can mend.

use std::fmt;

/// A fault in the book's text, printed as `file:line: message` with an optional block of detail beneath.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the workspace, with `/` between folders.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// One line of text.
    pub message: String,
    /// More lines, such as a diff; may be empty.
    pub detail: String,
    /// Whether accepting a command's new output mends it.
    pub is_difference: bool,
}

impl Problem {
    /// A problem without detail.
    pub fn new(file: impl Into<String>, line: usize, message: impl Into<String>) -> Problem {
        let detail = String::new();
        Problem { file: file.into(), line, message: message.into(), detail, is_difference: false }
    }

    /// The same problem with lines of detail beneath it.
    pub fn with_detail(mut self, detail: impl Into<String>) -> Problem {
        self.detail = detail.into();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)?;
        for line in self.detail.lines() {
            write!(f, "\n    {line}")?;
        }
        Ok(())
    }
}
