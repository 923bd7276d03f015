//! What Python asks of a character.
//!
//! Rust's `char` knows the derived properties (`Lowercase`, full case mappings); Python asks by
//! general category. Where the two differ the answer comes from `unicode_tables`. Characters that
//! were added to Unicode after version 14 may be answered differently by their lower and upper
//! case, since that part is Rust's.

use crate::object::unicode_tables as tables;

fn within(ranges: &[(u32, u32)], character: char) -> bool {
    let code = character as u32;
    let index = ranges.partition_point(|range| range.1 < code);
    ranges.get(index).is_some_and(|range| range.0 <= code)
}

fn mapped(map: &[(char, &'static str)], character: char) -> Option<&'static str> {
    let index = map.binary_search_by_key(&character, |entry| entry.0).ok()?;
    Some(map[index].1)
}

/// `str.isprintable()` of one character.
#[must_use]
pub fn is_printable(character: char) -> bool {
    match character {
        ' '..='~' => true,
        '\0'..='\x7f' => false,
        _ => !within(tables::NOT_PRINTABLE, character),
    }
}

/// `str.isalpha()` of one character.
#[must_use]
pub fn is_alphabetic(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphabetic();
    }
    within(tables::ALPHABETIC, character)
}

/// The value of a decimal digit of any script.
#[must_use]
pub fn decimal_value(character: char) -> Option<u32> {
    if character.is_ascii() {
        return character.to_digit(10);
    }
    let code = character as u32;
    let index = tables::DECIMAL.partition_point(|range| range.1 < code);
    let range = tables::DECIMAL.get(index)?;
    (range.0 <= code).then(|| (code - range.0) % 10)
}

/// `str.isdigit()` of one character.
#[must_use]
pub fn is_digit(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_digit();
    }
    within(tables::DIGIT, character)
}

/// `str.isnumeric()` of one character.
#[must_use]
pub fn is_numeric(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_digit();
    }
    within(tables::NUMERIC, character)
}

/// `str.isalnum()` of one character.
#[must_use]
pub fn is_alphanumeric(character: char) -> bool {
    is_alphabetic(character) || is_numeric(character)
}

/// `str.isspace()` of one character; also what `strip` and `split` take off.
#[must_use]
pub fn is_space(character: char) -> bool {
    matches!(
        character,
        '\t'..='\r' | '\x1c'..=' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
            | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Does `str.splitlines()` split here?
#[must_use]
pub fn is_line_break(character: char) -> bool {
    matches!(
        character,
        '\n' | '\x0b' | '\x0c' | '\r' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Is it a title-case letter, such as U+01C5?
#[must_use]
pub fn is_title(character: char) -> bool {
    matches!(
        character as u32,
        0x1c5 | 0x1c8 | 0x1cb | 0x1f2 | 0x1f88..=0x1f8f | 0x1f98..=0x1f9f | 0x1fa8..=0x1faf
            | 0x1fbc | 0x1fcc | 0x1ffc
    )
}

/// Does it have a case?
#[must_use]
pub fn is_cased(character: char) -> bool {
    character.is_lowercase() || character.is_uppercase() || is_title(character)
}

/// Appends the title-case form.
pub fn push_title(text: &mut String, character: char) {
    match mapped(tables::TITLE, character) {
        Some(title) => text.push_str(title),
        None => text.extend(character.to_uppercase()),
    }
}

/// Appends the form that `casefold` compares by.
pub fn push_folded(text: &mut String, character: char) {
    match mapped(tables::FOLD, character) {
        Some(folded) => text.push_str(folded),
        None => text.extend(character.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        for table in [
            tables::NOT_PRINTABLE,
            tables::ALPHABETIC,
            tables::DECIMAL,
            tables::DIGIT,
            tables::NUMERIC,
        ] {
            assert!(table.windows(2).all(|pair| pair[0].1 < pair[1].0));
        }
        assert!(tables::TITLE.is_sorted_by_key(|entry| entry.0));
        assert!(tables::FOLD.is_sorted_by_key(|entry| entry.0));
    }
}
