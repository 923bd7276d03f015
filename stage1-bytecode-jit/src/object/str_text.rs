//! `repr` and `ascii` of a string: quotes and escapes.
//!
//! ```text
//!   plain        'plain'
//!   it's         "it's"          double quotes where they save an escape
//!   tab, U+200B  '\t\u200b'      escapes for what is not printable
//! ```

use crate::object::characters::is_printable;

/// `repr` of a string.
#[must_use]
pub fn str_repr(text: &str) -> String {
    quoted(text, is_printable)
}

/// `ascii` of a string.
#[must_use]
pub fn str_ascii(text: &str) -> String {
    quoted(text, |character| matches!(character, ' '..='~'))
}

/// Replaces what is not ASCII by escapes, as `ascii` does with the `repr` of any object.
#[must_use]
pub fn escape_non_ascii(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            escaped.push(character);
        } else {
            push_escape(&mut escaped, character);
        }
    }
    escaped
}

fn quoted(text: &str, shown: impl Fn(char) -> bool) -> String {
    // Single quotes, unless that would need escapes and double quotes would not.
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut result = String::with_capacity(text.len() + 2);
    result.push(quote);
    for character in text.chars() {
        match character {
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            _ if character == quote => {
                result.push('\\');
                result.push(quote);
            }
            _ if shown(character) => result.push(character),
            _ => push_escape(&mut result, character),
        }
    }
    result.push(quote);
    result
}

fn push_escape(text: &mut String, character: char) {
    let code = character as u32;
    let escape = match code {
        0..=0xff => format!("\\x{code:02x}"),
        0x100..=0xffff => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    };
    text.push_str(&escape);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_escapes() {
        for (text, repr) in [
            ("", "''"),
            ("it's", "\"it's\""),
            ("\"it's\"", "'\"it\\'s\"'"),
            ("a\\b\n\t\r\0\x7f", "'a\\\\b\\n\\t\\r\\x00\\x7f'"),
            ("é\u{a0}\u{ad}\u{200b}😀\u{e000}", "'é\\xa0\\xad\\u200b😀\\ue000'"),
            ("\u{10ffff}", "'\\U0010ffff'"),
        ] {
            assert_eq!(str_repr(text), repr);
        }
        assert_eq!(str_ascii("é😀"), "'\\xe9\\U0001f600'");
    }
}
