//! Fenced code blocks of a Markdown text, by line numbers.
//!
//! Two parts of the program edit chapters line by line and must leave everything else as it is, byte by byte; a parser
//! that gives events would lose the lines. Fences inside block quotes are not seen: the book has none.

/// A fenced block; line indices count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    /// The line of the opening fence.
    pub open: usize,
    /// The line of the closing fence; the number of lines if it is missing.
    pub close: usize,
    /// The text after the opening fence.
    pub info: String,
    /// Columns before the opening fence: blanks, and the marks of list items.
    pub indent: usize,
}

impl Fence {
    /// The words of the info string, split at commas and blanks: the language first.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.info.split([',', ' ']).filter(|word| !word.is_empty())
    }

    /// Whether a line stands inside, the fences themselves excluded.
    pub fn contains(&self, line: usize) -> bool {
        self.open < line && line < self.close
    }
}

/// Finds every fenced block, in order.
pub fn fences(lines: &[&str]) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if let Some((mark, length, indent, info)) = opening(lines[at]) {
            let close = (at + 1..lines.len()).find(|&line| closes(lines[line], mark, length));
            let close = close.unwrap_or(lines.len());
            found.push(Fence { open: at, close, info: info.to_string(), indent });
            at = close;
        }
        at += 1;
    }
    found
}

fn opening(line: &str) -> Option<(char, usize, usize, &str)> {
    let text = skip_list_marks(line);
    let mark = text.chars().next().filter(|c| "`~".contains(*c))?;
    let info = text.trim_start_matches(mark);
    let length = text.len() - info.len();
    (length >= 3 && !(mark == '`' && info.contains('`')))
        .then(|| (mark, length, line.len() - text.len(), info.trim()))
}

/// The text behind blanks and the marks of list items: a block may begin on an item's first line.
fn skip_list_marks(line: &str) -> &str {
    let text = line.trim_start_matches(' ');
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = match number.len() == text.len() {
        true => text.strip_prefix(['-', '*', '+']),
        false => number.strip_prefix(['.', ')']),
    };
    rest.filter(|rest| rest.starts_with(' ')).map_or(text, skip_list_marks)
}

fn closes(line: &str, mark: char, length: usize) -> bool {
    let text = line.trim();
    text.len() >= length && text.chars().all(|c| c == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(text: &str) -> Vec<(usize, usize, String)> {
        let lines: Vec<&str> = text.lines().collect();
        fences(&lines).into_iter().map(|f| (f.open, f.close, f.info)).collect()
    }

    #[test]
    fn a_longer_fence_holds_a_shorter_one() {
        assert_eq!(
            spans("a\n````md\n```rust\n```\n````\n~~~\nx\n~~~\n"),
            [(1, 4, "md".to_string()), (5, 7, String::new())]
        );
    }

    #[test]
    fn inline_code_opens_nothing() {
        assert_eq!(spans("```a``` b\ntext\n"), []);
    }

    #[test]
    fn a_block_may_open_on_the_line_of_a_list_item() {
        assert_eq!(spans("- 1. ```sh\n     x\n     ```\n"), [(0, 2, "sh".to_string())]);
    }

    #[test]
    fn an_unclosed_fence_runs_to_the_end() {
        assert_eq!(spans("```sh\nx\n"), [(0, 2, "sh".to_string())]);
    }
}
