//! Hex digits in a text file → bytes.
//!
//! The format is what one would type: pairs of hex digits, spaces and newlines
//! wherever one likes between pairs, and comments from `;` or `#` to the end of
//! the line.
//!
//! ```text
//!   48 8d 04 37   ; lea rax, [rdi + rsi]
//!   c3            ; ret
//! ```
//!
//! A mistake is reported where it stands, with its line. Judged by the tests
//! below.

use std::fmt;

/// The bytes that `text` spells.
///
/// # Errors
/// At the first character that is not a hex digit, or a digit without a second.
pub fn parse(text: &str) -> Result<Vec<u8>, HexError> {
    let mut bytes = Vec::new();
    for (line_index, line) in text.lines().enumerate() {
        let fail = |column: usize, message: String| HexError {
            line: line_index + 1,
            column: column + 1,
            message,
            source: excerpt(line, column),
        };
        let mut first: Option<(usize, u32)> = None;
        let code = line.split([';', '#']).next().unwrap_or("");
        let mut columns = 0;
        for (column, character) in code.chars().enumerate() {
            columns = column + 1;
            match (character.to_digit(16), first) {
                (Some(low), Some((_, high))) => {
                    bytes.push((high << 4 | low) as u8);
                    first = None;
                }
                (Some(high), None) => first = Some((column, high)),
                (None, None) if character.is_whitespace() => {}
                (None, Some((column, _))) if character.is_whitespace() => {
                    return Err(fail(column, "a byte has two hex digits; this is one".into()));
                }
                (None, _) => {
                    let message = format!("`{}` is not a hex digit", character.escape_default());
                    return Err(fail(column, message));
                }
            }
        }
        if first.is_some() {
            let message = "a byte has two hex digits; this is one".into();
            return Err(fail(columns - 1, message));
        }
    }
    Ok(bytes)
}

/// A mistake in a hex file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HexError {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// The line's text around the place, and the place's column in that.
    source: (String, usize),
}

impl HexError {
    /// The mistake with file name, place and source line.
    pub fn render(&self, file: &str) -> String {
        let (text, column) = &self.source;
        let HexError { line, message, .. } = self;
        let margin = " ".repeat(line.to_string().len());
        let indent = " ".repeat(*column);
        format!(
            "error: {message}\n{margin}--> {file}:{line}:{}\n{margin} |\n{line} | {text}\n{margin} | {indent}^",
            self.column
        )
    }
}

impl fmt::Display for HexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for HexError {}

/// At most 60 characters of `line` around `column`, none of which can upset a
/// terminal, and the column in them.
fn excerpt(line: &str, column: usize) -> (String, usize) {
    let start = column.saturating_sub(30);
    let visible = |c: char| if c.is_control() { '.' } else { c };
    (line.chars().skip(start).take(60).map(visible).collect(), column - start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_spaces_and_comments() {
        let text = "48 8d 04 37 ; lea rax, [rdi + rsi]\n# nothing\n\tC3 0fA0\r\n";
        assert_eq!(parse(text).unwrap(), [0x48, 0x8d, 0x04, 0x37, 0xc3, 0x0f, 0xa0]);
        assert_eq!(parse("").unwrap(), []);
    }

    #[test]
    fn mistakes_are_where_they_stand() {
        let place = |text: &str| parse(text).map_err(|error| (error.line, error.column));
        assert_eq!(place("48\n4g"), Err((2, 2)));
        assert_eq!(place("48 4 8"), Err((1, 4)));
        assert_eq!(place("48 4"), Err((1, 4)));
        assert_eq!(place("48 4; comment"), Err((1, 4)));
        assert_eq!(place("\u{1b}[2J"), Err((1, 1)));
        assert_eq!(place("äö"), Err((1, 1)));
    }

    #[test]
    fn rendered_with_its_line() {
        let expected = "error: `g` is not a hex digit\n --> add.hex:2:4\n  |\n2 | 04 gg\n  |    ^";
        assert_eq!(parse("48 8d\n04 gg").unwrap_err().render("add.hex"), expected);
    }

    #[test]
    fn long_lines_are_cut() {
        let text = "00 ".repeat(1000) + "x" + &" 00".repeat(1000);
        let error = parse(&text).unwrap_err();
        assert_eq!((error.line, error.column), (1, 3001));
        assert!(error.render("f").lines().all(|line| line.chars().count() < 80));
    }
}
