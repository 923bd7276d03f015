//! What is wrong with a program: a place and a message, in the official compiler's words.
//!
//! Everything that looks at source collects its findings in a [`Diagnostics`]. They are sorted by
//! place when they are shown; of several syntax errors in one line only the first counts, because the
//! others are mostly its consequences; and ten are enough, unless somebody asks for all.

use std::fmt::Write;

use crate::position::{FileSet, Pos};

/// A mistake in a program.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Diagnostic {
    /// Where.
    pub pos: Pos,
    /// What; further lines are indented by a tab.
    pub message: String,
    /// It is valid Go that this compiler does not accept.
    pub unsupported: bool,
}

/// What was found so far.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

/// How many errors are shown unless all are wanted.
pub const SHOWN: usize = 10;

impl Diagnostics {
    /// Nothing yet.
    pub fn new() -> Diagnostics {
        Diagnostics::default()
    }

    /// Notes an error.
    pub fn error(&mut self, pos: Pos, message: impl Into<String>) {
        self.list.push(Diagnostic { pos, message: message.into(), unsupported: false });
    }

    /// Notes that something which is valid Go is not supported.
    pub fn unsupported(&mut self, pos: Pos, what: &str) {
        let message = format!("not supported yet: {what}");
        self.list.push(Diagnostic { pos, message, unsupported: true });
    }

    /// Is nothing wrong?
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many were noted.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// All that were noted, in that order.
    pub fn list(&self) -> &[Diagnostic] {
        &self.list
    }

    /// Those that are shown, by place: one syntax error per line, and of equal ones for a line that were found one
    /// after the other the first, as the official compiler does it.
    pub fn sorted(&self, files: &FileSet) -> Vec<Diagnostic> {
        let line = |one: &Diagnostic| files.position(one.pos).map(|at| (at.file, at.line));
        let is_syntax = |one: &Diagnostic| one.message.starts_with("syntax error");
        let mut list: Vec<&Diagnostic> = Vec::new();
        let mut last = None;
        for one in &self.list {
            if !is_syntax(one) {
                let this = Some((line(one), &one.message));
                if last == this {
                    continue;
                }
                last = this;
            }
            list.push(one);
        }
        list.sort_by_key(|one| one.pos);
        let mut syntax_line = None;
        let mut shown: Vec<Diagnostic> = Vec::new();
        for one in list {
            if is_syntax(one) {
                let line = line(one);
                if line.is_some() && line == syntax_line {
                    continue;
                }
                syntax_line = line;
            }
            let twice = shown.iter().rev().take_while(|other| other.pos == one.pos);
            if !twice.into_iter().any(|other| other.message == one.message) {
                shown.push(one.clone());
            }
        }
        shown
    }

    /// `file:line:column: message`, a line each, at most `limit` and then `too many errors`.
    pub fn render(&self, files: &FileSet, limit: usize) -> String {
        let sorted = self.sorted(files);
        let mut out = String::new();
        for (count, one) in sorted.iter().enumerate() {
            let place = files.position(one.pos).map_or_else(String::new, |at| format!("{at}: "));
            if count == limit {
                let _ = writeln!(out, "{place}too many errors");
                break;
            }
            let _ = writeln!(out, "{place}{}", one.message);
        }
        out
    }
}
