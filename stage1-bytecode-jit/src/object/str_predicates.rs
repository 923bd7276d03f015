//! Questions about all characters of a string: `isdigit`, `isupper`, `isidentifier`, …
//!
//! Of an empty string nothing is true, but `isascii` and `isprintable`.

use crate::builtin::Arguments;
use crate::class::Class;
use crate::error::Result;
use crate::interpreter::Interpreter;
use crate::object::characters as characters_of;
use crate::object::method::no_argument;
use crate::object::str::StrObject;
use crate::object::str_methods::is_capital;
use crate::value::Value;

/// Answers with `test(text)`.
fn ask(name: &str, arguments: Arguments<'_>, test: impl Fn(&str) -> bool) -> Result {
    let text = no_argument::<StrObject>(Class::Str, name, arguments)?;
    Ok(Value::bool(test(text.text())))
}

/// Is there a character, and is `test` true of all?
fn ask_all(name: &str, arguments: Arguments<'_>, test: impl Fn(char) -> bool) -> Result {
    ask(name, arguments, |text| !text.is_empty() && text.chars().all(&test))
}

macro_rules! predicates {
    ($($function:ident $name:literal $ask:ident $test:expr;)*) => {
        $(pub(super) fn $function(
            _interpreter: &mut Interpreter,
            arguments: Arguments<'_>,
        ) -> Result {
            $ask($name, arguments, $test)
        })*
    };
}

predicates! {
    is_alnum "isalnum" ask_all characters_of::is_alphanumeric;
    is_alpha "isalpha" ask_all characters_of::is_alphabetic;
    is_decimal "isdecimal" ask_all |c| characters_of::decimal_value(c).is_some();
    is_digit "isdigit" ask_all characters_of::is_digit;
    is_numeric "isnumeric" ask_all characters_of::is_numeric;
    is_space "isspace" ask_all characters_of::is_space;
    is_ascii "isascii" ask str::is_ascii;
    is_printable "isprintable" ask |text| text.chars().all(characters_of::is_printable);
    is_lower "islower" ask |text| {
        text.chars().any(char::is_lowercase) && !text.chars().any(is_capital)
    };
    is_upper "isupper" ask |text| {
        text.chars().any(char::is_uppercase)
            && !text.chars().any(|c| c.is_lowercase() || characters_of::is_title(c))
    };
    is_title "istitle" ask is_title_text;
    is_identifier "isidentifier" ask is_identifier_text;
}

/// Does every word begin with a capital, and have no other?
fn is_title_text(text: &str) -> bool {
    let (mut in_word, mut any) = (false, false);
    for character in text.chars() {
        if is_capital(character) == in_word && characters_of::is_cased(character) {
            return false;
        }
        in_word = characters_of::is_cased(character);
        any |= in_word;
    }
    any
}

/// Unicode's identifiers, up to some combining marks of rare scripts.
fn is_identifier_text(text: &str) -> bool {
    let starts = |c: char| c == '_' || (characters_of::is_alphabetic(c) || letter_number(c));
    let continues = |c: char| {
        starts(c)
            || characters_of::decimal_value(c).is_some()
            || c.is_alphanumeric() && !characters_of::is_numeric(c)
            || matches!(c, '\u{300}'..='\u{36f}' | '\u{b7}' | '\u{387}' | '\u{203f}' | '\u{2040}')
    };
    let mut characters = text.chars();
    characters.next().is_some_and(starts) && characters.all(continues)
}

/// A number that is written with letters, such as a Roman numeral.
fn letter_number(character: char) -> bool {
    character.is_alphabetic() && characters_of::is_numeric(character)
}
