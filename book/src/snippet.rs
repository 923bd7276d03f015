//! A piece of a source file, found by the anchors around it.
//!
//! A chapter asks for `../../../stage0-hello-bytes/src/hello.rs:bytes`; the source marks that piece with
//! `// ANCHOR: bytes` and `// ANCHOR_END: bytes`. The syntax is mdBook's, line ranges (`file:3:9`, `file:3:`,
//! `file::9`, `file:3`) included. What a reader should not see is taken out: lines that hold an anchor, lines that open
//! or close an exercise region, and the indentation that all lines of the piece share.
//!
//! It keeps the numbers of the lines it takes, so that the book can say where the piece stands.

use std::ops::RangeInclusive;

/// A piece of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The lines to show, without line ends, each with its number in the file.
    pub lines: Vec<(usize, String)>,
}

impl Snippet {
    /// First and last line number, or `None` for an empty piece.
    pub fn range(&self) -> Option<RangeInclusive<usize>> {
        Some(self.lines.first()?.0..=self.lines.last()?.0)
    }
}

/// What a chapter asks for, after the file's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The whole file.
    All,
    /// Lines from the first to the second, both included, counted from 1.
    Lines(usize, usize),
    /// The lines between an anchor and its end.
    Anchor(String),
}

/// Splits `path[:part]`; the error says what is wrong with the part.
pub fn parse_target(target: &str) -> Result<(&str, Part), String> {
    let Some((path, part)) = target.split_once(':') else { return Ok((target, Part::All)) };
    if part.is_empty() {
        return Err("nothing follows the colon after the file's name".into());
    }
    let number = |text: &str, absent: usize| -> Result<usize, String> {
        if text.is_empty() {
            return Ok(absent);
        }
        text.parse().ok().filter(|&n| n > 0).ok_or_else(|| format!("`{text}` is not a line number"))
    };
    if let Some((first, last)) = part.split_once(':') {
        let lines = (number(first, 1)?, number(last, usize::MAX)?);
        if lines.0 > lines.1 {
            return Err(format!("line {} stands after line {}", lines.0, lines.1));
        }
        return Ok((path, Part::Lines(lines.0, lines.1)));
    }
    if part.bytes().all(|b| b.is_ascii_digit()) {
        let line = number(part, 1)?;
        return Ok((path, Part::Lines(line, line)));
    }
    Ok((path, Part::Anchor(part.to_string())))
}

/// Takes a part out of the text of a file; the error says what is missing.
pub fn take(text: &str, part: &Part) -> Result<Snippet, String> {
    let numbered = || text.lines().enumerate().map(|(at, line)| (at + 1, line));
    let mut lines: Vec<(usize, &str)> = match part {
        Part::All => numbered().collect(),
        Part::Lines(first, last) => {
            if *first > text.lines().count() {
                return Err(format!("the file has only {} lines", text.lines().count()));
            }
            numbered().filter(|(at, _)| (first..=last).contains(&at)).collect()
        }
        Part::Anchor(name) => {
            let begin = numbered().find(|(_, line)| anchor(line) == Some(Anchor::Begin(name)));
            let end = numbered().find(|(_, line)| anchor(line) == Some(Anchor::End(name)));
            match (begin, end) {
                (None, _) => return Err(format!("no `ANCHOR: {name}` in the file")),
                (Some(_), None) => return Err(format!("no `ANCHOR_END: {name}` in the file")),
                (Some((begin, _)), Some((end, _))) if begin > end => {
                    return Err(format!("`ANCHOR_END: {name}` stands before `ANCHOR: {name}`"));
                }
                (Some((begin, _)), Some((end, _))) => {
                    numbered().filter(|(at, _)| (begin..end).contains(at)).collect()
                }
            }
        }
    };
    lines.retain(|(_, line)| anchor(line).is_none() && !is_region_mark(line));
    while lines.first().is_some_and(|(_, line)| line.trim().is_empty()) {
        lines.remove(0);
    }
    while lines.last().is_some_and(|(_, line)| line.trim().is_empty()) {
        lines.pop();
    }
    if lines.is_empty() {
        return Err("there is nothing to show in that part of the file".into());
    }
    // A piece of a file's header, such as a grammar, is text and not code.
    if lines.iter().all(|(_, line)| line.starts_with("//!")) {
        for (_, line) in &mut lines {
            *line = line.trim_start_matches("//!");
        }
    }
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let shared = lines.iter().filter(|(_, l)| !l.trim().is_empty()).map(|(_, l)| indent(l)).min();
    let shared = shared.unwrap_or(0);
    Ok(Snippet {
        lines: lines
            .into_iter()
            .map(|(at, line)| (at, line.get(shared..).unwrap_or("").to_string()))
            .collect(),
    })
}

/// A line that begins or ends an anchored piece.
#[derive(Debug, PartialEq, Eq)]
pub enum Anchor<'a> {
    /// `ANCHOR: name`
    Begin(&'a str),
    /// `ANCHOR_END: name`
    End(&'a str),
}

/// Reads an anchor from a comment line, whatever the language's comment looks like.
pub fn anchor(line: &str) -> Option<Anchor<'_>> {
    let marks = ["//", "#", ";", "--", "/*", "<!--"];
    let comment = marks.iter().find_map(|mark| line.trim_start().strip_prefix(mark))?.trim_start();
    let name = |text: &'static str| {
        let rest = comment.strip_prefix(text)?.trim_start();
        let end =
            rest.find(|c: char| !(c.is_alphanumeric() || "_-.".contains(c))).unwrap_or(rest.len());
        Some(&rest[..end]).filter(|name| !name.is_empty())
    };
    name("ANCHOR_END:").map(Anchor::End).or_else(|| name("ANCHOR:").map(Anchor::Begin))
}

// ANCHOR: is_region_mark
/// Whether a line opens or closes an exercise region.
pub fn is_region_mark(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches(['/', '#', ';']).trim_start();
    line.starts_with("BEGIN SOLUTION") || line.starts_with("END SOLUTION")
}
// ANCHOR_END: is_region_mark
