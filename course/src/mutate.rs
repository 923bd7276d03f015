//! Single-token mutants of a text: the mistakes that a hand makes, one at a time.
//!
//! A test suite that does not notice when `<` becomes `<=` does not judge anything (DeMillo, Lipton and Sayward, "Hints on
//! Test Data Selection", 1978). Each token is replaced by those that stand nearest to it: operators by their neighbours,
//! numbers by the next ones, `true` by `false`, `continue` by `break`, `min` by `max`. It knows tokens, not types: many
//! mutants do not compile, and [`variant`](crate::variant) sorts them out.

use crate::go_tokens;
use proc_macro2::{Spacing, TokenStream, TokenTree};
use std::ops::Range;
use std::str::FromStr;

/// A text that differs from another in one token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// The whole text.
    pub text: String,
    /// Line of the token, from 1.
    pub line: usize,
    /// What was replaced.
    pub from: String,
    /// By what.
    pub to: String,
}

/// All mutants of a text from a file of this name, whose ending says which language it is; none if it is not made of
/// that language's tokens.
pub fn mutants(file: &str, text: &str) -> Vec<Mutant> {
    let tokens =
        if file.ends_with(".go") { go_tokens::tokens(text).ok() } else { rust_tokens(text) };
    let mut mutants = Vec::new();
    for range in tokens.unwrap_or_default() {
        let from = &text[range.clone()];
        for to in neighbours(from) {
            let mut new = text.to_string();
            new.replace_range(range.clone(), &to);
            let line = text[..range.start].lines().count().max(1);
            let line = if text[..range.start].ends_with('\n') { line + 1 } else { line };
            mutants.push(Mutant { text: new, line, from: from.to_string(), to });
        }
    }
    mutants
}

fn rust_tokens(text: &str) -> Option<Vec<Range<usize>>> {
    let mut tokens = Vec::new();
    flatten(TokenStream::from_str(text).ok()?, &mut tokens);
    Some(tokens)
}

/// The places of the tokens, operators of several characters as one.
fn flatten(stream: TokenStream, out: &mut Vec<Range<usize>>) {
    let mut open: Option<Range<usize>> = None;
    for token in stream {
        let range = token.span().byte_range();
        match token {
            TokenTree::Punct(punct) => {
                let whole = match open.take() {
                    Some(before) if before.end == range.start => before.start..range.end,
                    _ => range,
                };
                match punct.spacing() {
                    // A lifetime's apostrophe is joined to its name.
                    Spacing::Joint if punct.as_char() != '\'' => open = Some(whole),
                    _ => out.push(whole),
                }
                continue;
            }
            TokenTree::Group(group) => flatten(group.stream(), out),
            TokenTree::Ident(_) | TokenTree::Literal(_) => out.push(range),
        }
        out.extend(open.take());
    }
    out.extend(open.take());
}

/// What a token might have been by mistake.
fn neighbours(token: &str) -> Vec<String> {
    let fixed: &[&str] = match token {
        "+" => &["-"],
        "-" => &["+"],
        "*" => &["/"],
        "/" => &["*"],
        "%" => &["/"],
        "+=" => &["-="],
        "-=" => &["+="],
        "&" => &["|"],
        "|" => &["&"],
        "^" => &["|"],
        "<<" => &[">>"],
        ">>" => &["<<"],
        "<" => &["<=", ">"],
        "<=" => &["<", ">="],
        ">" => &[">=", "<"],
        ">=" => &[">", "<="],
        "==" => &["!="],
        "!=" => &["=="],
        "&&" => &["||"],
        "||" => &["&&"],
        "!" => &[""],
        ".." => &["..="],
        "..=" => &[".."],
        "true" => &["false"],
        "false" => &["true"],
        "continue" => &["break"],
        "break" => &["continue"],
        "min" => &["max"],
        "max" => &["min"],
        "any" => &["all"],
        "all" => &["any"],
        "first" => &["last"],
        "last" => &["first"],
        "is_some" => &["is_none"],
        "is_none" => &["is_some"],
        _ => &[],
    };
    if !fixed.is_empty() {
        return fixed.iter().map(|to| to.to_string()).collect();
    }
    number(token).map_or(Vec::new(), |(digits, radix, prefix, suffix)| {
        let write = |value: u128| match radix {
            16 => format!("{prefix}{value:x}{suffix}"),
            2 => format!("{prefix}{value:b}{suffix}"),
            _ => format!("{prefix}{value}{suffix}"),
        };
        let less = digits.checked_sub(1).map(write);
        less.into_iter().chain(digits.checked_add(1).map(write)).collect()
    })
}

/// Takes an integer literal apart: value, radix, prefix, suffix.
fn number(token: &str) -> Option<(u128, u32, &str, &str)> {
    let (prefix, radix) = match token.get(..2) {
        Some("0x") => ("0x", 16),
        Some("0b") => ("0b", 2),
        _ => ("", 10),
    };
    let rest = &token[prefix.len()..];
    let suffix = rest.find(['u', 'i']).unwrap_or(rest.len());
    let (digits, suffix) = rest.split_at(suffix);
    let digits: String = digits.chars().filter(|c| *c != '_').collect();
    Some((u128::from_str_radix(&digits, radix).ok()?, radix, prefix, suffix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        mutants("a.rs", text).into_iter().map(|mutant| mutant.text).collect()
    }

    #[test]
    fn operators_are_taken_whole() {
        assert_eq!(texts("a <= b"), ["a < b", "a >= b"]);
        assert_eq!(texts("a && !b"), ["a || !b", "a && b"]);
        assert_eq!(texts("a << b"), ["a >> b"]);
        assert_eq!(texts("x => y"), Vec::<String>::new());
    }

    #[test]
    fn a_text_in_go_has_tokens_of_its_own() {
        let all = mutants("a.go", "x &^= y[1] // 2\nz = `<`");
        let words: Vec<(&str, &str)> = all.iter().map(|one| (&*one.from, &*one.to)).collect();
        assert_eq!(words, [("1", "0"), ("1", "2")]);
    }

    #[test]
    fn numbers_keep_their_form() {
        assert_eq!(texts("0"), ["1"]);
        assert_eq!(texts("0x0fu64"), ["0xeu64", "0x10u64"]);
        assert_eq!(texts("1_000"), ["999", "1001"]);
        assert_eq!(texts("1.5"), Vec::<String>::new());
    }

    #[test]
    fn a_mutant_knows_its_line() {
        let all = mutants("a.rs", "f(x)\n  + 1;\ny + 2");
        let lines: Vec<usize> = all.iter().map(|mutant| mutant.line).collect();
        assert_eq!(lines, [2, 2, 2, 3, 3, 3]);
    }
}
