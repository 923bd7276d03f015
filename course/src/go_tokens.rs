//! Where the tokens of Go stand in a text: enough of the language to count its brackets and to change one token.
//!
//! Exercises in Go are checked and mutated like those in Rust, but Rust's tokens are not Go's: a raw string stands between
//! backticks, `'\''` and `'\000'` are runes, `&^=` is one operator, and `mod` is a name like any other. The rules are those
//! of the Go specification, section "Lexical elements"; that a literal means something is not asked. Judged by the tests
//! below.

use std::ops::Range;

/// The operators of more than one character, longest first.
const OPERATORS: &[&str] = &[
    "<<=", ">>=", "&^=", "...", "&&", "||", "<-", "++", "--", "==", "!=", "<=", ">=", ":=", "+=",
    "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "&^",
];

/// The places of all tokens but comments; or the line, from 1, of a literal or comment that does not end.
pub fn tokens(text: &str) -> Result<Vec<Range<usize>>, usize> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = &text[at..];
        let end = match byte {
            b' ' | b'\t' | b'\r' | b'\n' => Some(1),
            b'/' if rest.starts_with("//") => Some(rest.find('\n').unwrap_or(rest.len())),
            b'/' if rest.starts_with("/*") => rest.find("*/").map(|end| end + 2),
            b'`' => rest[1..].find('`').map(|end| end + 2),
            b'"' | b'\'' => quoted(rest.as_bytes()),
            _ if is_word(rest) => Some(word(rest)),
            _ => {
                let operator = OPERATORS.iter().find(|operator| rest.starts_with(**operator));
                Some(
                    operator
                        .map_or(rest.chars().next().map_or(1, char::len_utf8), |found| found.len()),
                )
            }
        };
        let end = at + end.ok_or_else(|| text[..at].matches('\n').count() + 1)?;
        if !byte.is_ascii_whitespace() && !rest.starts_with("//") && !rest.starts_with("/*") {
            found.push(at..end);
        }
        at = end;
    }
    Ok(found)
}

/// Whether every bracket of a text is closed in it by one of its kind; else the line where that goes wrong.
pub fn balanced(text: &str) -> Result<(), usize> {
    let mut open = Vec::new();
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    for range in tokens(text)? {
        let at = range.start;
        let opening = match &text[range] {
            token @ ("(" | "[" | "{") => {
                open.push((token, at));
                continue;
            }
            ")" => "(",
            "]" => "[",
            "}" => "{",
            _ => continue,
        };
        if open.pop().is_none_or(|(token, _)| token != opening) {
            return Err(line(at));
        }
    }
    open.pop().map_or(Ok(()), |(_, at)| Err(line(at)))
}

/// The length of an interpreted string or a rune, which end in the line they begin in.
fn quoted(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        match bytes.get(at)? {
            b'\n' => return None,
            b'\\' => at += 2,
            byte if *byte == bytes[0] => return Some(at + 1),
            _ => at += 1,
        }
    }
}

fn is_word(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('.') => chars.next().is_some_and(|next| next.is_ascii_digit()),
        first => first.is_some_and(|first| first.is_alphanumeric() || first == '_'),
    }
}

/// The length of a name or number; the sign of an exponent belongs to it.
fn word(text: &str) -> usize {
    let is_decimal = !text.starts_with("0x") && !text.starts_with("0X");
    let is_number = text.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    let mut before = ' ';
    for (at, next) in text.char_indices() {
        let exponent = if is_decimal { ['e', 'E'] } else { ['p', 'P'] };
        let goes_on = next.is_alphanumeric()
            || next == '_'
            || is_number
                && (next == '.' || matches!(next, '+' | '-') && exponent.contains(&before));
        if !goes_on {
            return at;
        }
        before = next;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text).unwrap().into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn tokens_are_those_of_go() {
        assert_eq!(
            words("a &^= b<-c /* + */ // -\n:=x..."),
            ["a", "&^=", "b", "<-", "c", ":=", "x", "..."]
        );
        assert_eq!(
            words(r#"'\'' "\"{" `"{\` '\000' 'ä'"#),
            [r"'\''", r#""\"{""#, r#"`"{\`"#, r"'\000'", "'ä'"]
        );
        assert_eq!(
            words("1e+3-0x1p-2+0xe+1 .5 a.b"),
            ["1e+3", "-", "0x1p-2", "+", "0xe", "+", "1", ".5", "a", ".", "b"]
        );
    }

    #[test]
    fn what_does_not_end_is_told_by_its_line() {
        assert_eq!(tokens("a\n\"b\n\""), Err(2));
        assert_eq!(tokens("\n\n`"), Err(3));
        assert_eq!(tokens("/*"), Err(1));
        assert_eq!(tokens("'\\"), Err(1));
    }

    #[test]
    fn brackets_in_literals_do_not_count() {
        assert_eq!(balanced("f(a[1], '{', `)`) // ]"), Ok(()));
        assert_eq!(balanced("}\nfunc other() {"), Err(1));
        assert_eq!(balanced("f(\n[)]"), Err(2));
        assert_eq!(balanced("\nif a {"), Err(2));
    }
}
