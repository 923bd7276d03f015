//! The methods of `str`: case, padding, templates. Searching, splitting and questions about the
//! characters are in files of their own.

use crate::builtin::{Arguments, Builtin};
use crate::builtins::parameters::{keywords, method};
use crate::class::Class;
use crate::class_of::type_name;
use crate::error::{Result, overflow_error, type_error, unsupported};
use crate::format::template::{Fields, template_format, template_with};
use crate::heap::Gc;
use crate::interpreter::Interpreter;
use crate::object::characters::{is_cased, is_space, is_title, push_folded, push_title};
use crate::object::method::{index_argument, no_argument, one_argument, receiver, some_arguments};
use crate::object::str::{MAXIMUM_BYTES, StrObject};
use crate::object::{str_predicates, str_search, str_split, str_translate};
use crate::operators::integer::memory_error;
use crate::value::Value;

macro_rules! methods {
    ($($name:literal $call:path,)*) => { &[$(Builtin { name: $name, call: $call },)*] };
}

/// Every method, by name; the receiver is the first argument.
pub static METHODS: &[Builtin] = methods! {
    "capitalize" capitalize, "casefold" casefold, "center" center, "count" str_search::count,
    "encode" encode, "endswith" str_search::ends_with, "expandtabs" expand_tabs,
    "find" str_search::find, "format" format, "format_map" format_map, "index" str_search::index,
    "isalnum" str_predicates::is_alnum, "isalpha" str_predicates::is_alpha,
    "isascii" str_predicates::is_ascii, "isdecimal" str_predicates::is_decimal,
    "isdigit" str_predicates::is_digit, "isidentifier" str_predicates::is_identifier,
    "islower" str_predicates::is_lower, "isnumeric" str_predicates::is_numeric,
    "isprintable" str_predicates::is_printable, "isspace" str_predicates::is_space,
    "istitle" str_predicates::is_title, "isupper" str_predicates::is_upper,
    "join" str_split::join, "ljust" left_justify, "lower" lower, "lstrip" strip_left,
    "partition" str_split::partition, "removeprefix" str_search::remove_prefix,
    "removesuffix" str_search::remove_suffix, "replace" str_search::replace,
    "rfind" str_search::find_last, "rindex" str_search::index_last, "rjust" right_justify,
    "rpartition" str_split::partition_last, "rsplit" str_split::split_last, "rstrip" strip_right,
    "split" str_split::split, "splitlines" str_split::split_lines,
    "startswith" str_search::starts_with, "strip" strip, "swapcase" swap_case, "title" title,
    "translate" str_translate::translate, "upper" upper, "zfill" zero_fill,
};

/// The methods that take no receiver: `str.maketrans`.
pub static STATIC_METHODS: &[Builtin] = methods! { "maketrans" str_translate::make_translation, };

type Text = Gc<StrObject>;

fn plain(name: &str, arguments: Arguments<'_>) -> Result<Text> {
    no_argument::<StrObject>(Class::Str, name, arguments)
}

fn upper(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let text = plain("upper", arguments)?.text().to_uppercase();
    Ok(interpreter.heap.string(text))
}

fn lower(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let text = plain("lower", arguments)?.text().to_lowercase();
    Ok(interpreter.heap.string(text))
}

fn casefold(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let text = plain("casefold", arguments)?;
    let mut folded = String::with_capacity(text.text().len());
    text.text().chars().for_each(|character| push_folded(&mut folded, character));
    Ok(interpreter.heap.string(folded))
}

fn title(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let text = plain("title", arguments)?;
    let characters: Vec<char> = text.text().chars().collect();
    let mut result = String::with_capacity(text.text().len());
    let mut in_word = false;
    for (index, character) in characters.iter().enumerate() {
        if in_word {
            push_lower(&mut result, &characters, index);
        } else {
            push_title(&mut result, *character);
        }
        in_word = is_cased(*character);
    }
    Ok(interpreter.heap.string(result))
}

fn capitalize(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let text = plain("capitalize", arguments)?;
    let characters: Vec<char> = text.text().chars().collect();
    let mut result = String::with_capacity(text.text().len());
    for (index, character) in characters.iter().enumerate() {
        if index == 0 {
            push_title(&mut result, *character);
        } else {
            push_lower(&mut result, &characters, index);
        }
    }
    Ok(interpreter.heap.string(result))
}

fn swap_case(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let text = plain("swapcase", arguments)?;
    let characters: Vec<char> = text.text().chars().collect();
    let mut result = String::with_capacity(text.text().len());
    for (index, character) in characters.iter().enumerate() {
        if character.is_uppercase() {
            push_lower(&mut result, &characters, index);
        } else if character.is_lowercase() {
            result.extend(character.to_uppercase());
        } else {
            result.push(*character);
        }
    }
    Ok(interpreter.heap.string(result))
}

/// Appends the lower-case form of a character in its context: a sigma at the end of a word has
/// one of its own.
fn push_lower(result: &mut String, characters: &[char], index: usize) {
    let character = characters[index];
    if character != 'Σ' {
        result.extend(character.to_lowercase());
        return;
    }
    let ignored = |character: &&char| {
        matches!(
            **character,
            '\'' | '.' | ':' | '^' | '`' | '\u{a8}' | '\u{ad}' | '\u{b7}' | '\u{2b0}'..='\u{36f}'
                | '\u{200b}'..='\u{200f}' | '\u{2018}' | '\u{2019}'
        )
    };
    let cased = |character: Option<&char>| character.is_some_and(|character| is_cased(*character));
    let before = cased(characters[..index].iter().rev().find(|c| !ignored(c)));
    let after = cased(characters[index + 1..].iter().find(|c| !ignored(c)));
    result.push(if before && !after { 'ς' } else { 'σ' });
}

/// The characters that a strip method takes off, as a predicate.
fn strip_with(
    interpreter: &mut Interpreter,
    arguments: Arguments<'_>,
    name: &'static str,
    left: bool,
    right: bool,
) -> Result {
    let (text, rest) = some_arguments::<StrObject>(Class::Str, name, arguments, 0, 1)?;
    let characters = match rest.first().filter(|value| !value.is_none()) {
        None => None,
        Some(characters) => Some(
            characters
                .as_str()
                .ok_or_else(|| type_error(format!("{name} arg must be None or str")))?,
        ),
    };
    let taken = |character: char| match characters {
        None => is_space(character),
        Some(characters) => characters.contains(character),
    };
    let mut stripped = text.text();
    if left {
        stripped = stripped.trim_start_matches(taken);
    }
    if right {
        stripped = stripped.trim_end_matches(taken);
    }
    if stripped.len() == text.text().len() {
        return Ok(text.into());
    }
    Ok(interpreter.heap.string(stripped))
}

fn strip(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    strip_with(interpreter, arguments, "strip", true, true)
}

fn strip_left(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    strip_with(interpreter, arguments, "lstrip", true, false)
}

fn strip_right(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    strip_with(interpreter, arguments, "rstrip", false, true)
}

/// `left(padding, width)` says how much of the padding is on the left.
fn pad(
    interpreter: &mut Interpreter,
    arguments: Arguments<'_>,
    name: &str,
    left: fn(usize, usize) -> usize,
) -> Result {
    let (text, rest) = some_arguments::<StrObject>(Class::Str, name, arguments, 1, 2)?;
    let width = usize::try_from(index_argument(rest[0])?).unwrap_or(0);
    let fill = match rest.get(1) {
        None => ' ',
        Some(fill) => {
            let fill = fill.as_object::<StrObject>().ok_or_else(|| {
                let name = type_name(*fill);
                type_error(format!("The fill character must be a unicode character, not {name}"))
            })?;
            match (fill.characters(), fill.character(0)) {
                (1, Some(character)) => character,
                _ => {
                    return Err(type_error(
                        "The fill character must be exactly one character long",
                    ));
                }
            }
        }
    };
    let padding = width.saturating_sub(text.characters());
    if padding == 0 {
        return Ok(text.into());
    }
    if padding > MAXIMUM_BYTES {
        return Err(memory_error());
    }
    let left = left(padding, width);
    let mut result = String::with_capacity(text.text().len() + padding * fill.len_utf8());
    result.extend(std::iter::repeat_n(fill, left));
    result.push_str(text.text());
    result.extend(std::iter::repeat_n(fill, padding - left));
    Ok(interpreter.heap.string(result))
}

fn center(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    // An odd place goes left when the width is odd, right when it is even.
    pad(interpreter, arguments, "center", |padding, width| padding / 2 + (padding & width & 1))
}

fn left_justify(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    pad(interpreter, arguments, "ljust", |_, _| 0)
}

fn right_justify(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    pad(interpreter, arguments, "rjust", |padding, _| padding)
}

fn zero_fill(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (text, width) = one_argument::<StrObject>(Class::Str, "zfill", arguments)?;
    let width = usize::try_from(index_argument(width)?).unwrap_or(0);
    let zeros = width.saturating_sub(text.characters());
    if zeros == 0 {
        return Ok(text.into());
    }
    if zeros > MAXIMUM_BYTES {
        return Err(memory_error());
    }
    let split = usize::from(text.text().starts_with(['+', '-']));
    let (sign, digits) = text.text().split_at(split);
    let result = [sign, &"0".repeat(zeros), digits].concat();
    Ok(interpreter.heap.string(result))
}

fn expand_tabs(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (text, _) = receiver::<StrObject>(Class::Str, "expandtabs", arguments)?;
    let (_, rest) = method(arguments)?;
    let [size] = keywords(rest, "expandtabs", ["tabsize"], 0, 1)?;
    let size = match size {
        None => 8,
        Some(size) => c_int(size)?,
    };
    let size = usize::try_from(size).unwrap_or(0);
    let mut result = String::with_capacity(text.text().len());
    let mut column = 0;
    for character in text.text().chars() {
        match character {
            '\t' if size == 0 => {}
            '\t' => {
                let spaces = size - column % size;
                if result.len() + spaces > MAXIMUM_BYTES {
                    return Err(memory_error());
                }
                result.extend(std::iter::repeat_n(' ', spaces));
                column += spaces;
            }
            '\n' | '\r' => {
                result.push(character);
                column = 0;
            }
            _ => {
                result.push(character);
                column += 1;
            }
        }
    }
    Ok(interpreter.heap.string(result))
}

/// An argument that C takes as an `int`.
pub(super) fn c_int(value: Value) -> Result<i32> {
    let number = crate::operators::integer::to_int(value)?;
    i32::try_from(&number).map_err(|_| overflow_error("Python int too large to convert to C int"))
}

fn format(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (text, _) = receiver::<StrObject>(Class::Str, "format", arguments)?;
    let (_, rest) = method(arguments)?;
    let result = template_format(interpreter, text.text(), rest)?;
    Ok(interpreter.heap.string(result))
}

fn format_map(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (text, mapping) = one_argument::<StrObject>(Class::Str, "format_map", arguments)?;
    let result = template_with(interpreter, text.text(), Fields::Mapping(mapping))?;
    Ok(interpreter.heap.string(result))
}

fn encode(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    receiver::<StrObject>(Class::Str, "encode", arguments)?;
    Err(unsupported("bytes"))
}

/// Is it a capital or a title-case letter?
pub(super) fn is_capital(character: char) -> bool {
    character.is_uppercase() || is_title(character)
}
