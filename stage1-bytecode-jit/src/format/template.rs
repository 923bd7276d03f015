//! `text.format(…)`: replacement fields with names, numbers, attributes and indices.
//!
//! ```text
//!   {[name][.attribute | [index]]…[!conversion][:specification]}
//! ```
//!
//! A specification may have fields of its own, one level deep. After CPython's `MarkupIterator`
//! (`Objects/stringlib/unicode_format.h`), which decides what counts as a mistake and which of
//! two is reported.

use crate::builtin::Arguments;
use crate::class::Class;
use crate::error::{Result, index_error, value_error};
use crate::format::specification::format_value;
use crate::interpreter::{Interpreter, load_attribute};
use crate::object::str_text::escape_non_ascii;
use crate::operators::subscript::load;
use crate::value::Value;

/// Where names and numbers are looked up.
#[derive(Clone, Copy)]
pub enum Fields<'a> {
    /// The arguments of `str.format`, without the receiver.
    Arguments(Arguments<'a>),
    /// The mapping of `str.format_map`.
    Mapping(Value),
}

/// Automatic numbering or manual: a template is one or the other.
#[derive(Default)]
struct Numbering {
    automatic: Option<bool>,
    next: usize,
}

/// `text.format(…)`
///
/// # Errors
/// ValueError, IndexError, KeyError, and what formatting the values raises.
pub fn template_format(
    interpreter: &mut Interpreter,
    text: &str,
    arguments: Arguments<'_>,
) -> Result<String> {
    template_with(interpreter, text, Fields::Arguments(arguments))
}

/// `text.format(…)` or `text.format_map(…)`
///
/// # Errors
/// As [`template_format`].
pub fn template_with(
    interpreter: &mut Interpreter,
    text: &str,
    fields: Fields<'_>,
) -> Result<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut numbering = Numbering::default();
    expand(interpreter, &characters, fields, &mut numbering, 2)
}

fn expand(
    interpreter: &mut Interpreter,
    text: &[char],
    fields: Fields<'_>,
    numbering: &mut Numbering,
    depth: usize,
) -> Result<String> {
    if depth == 0 {
        return Err(value_error("Max string recursion exceeded"));
    }
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(character) = text.get(at) {
        at += 1;
        match character {
            '{' | '}' if text.get(at) == Some(character) => {
                result.push(*character);
                at += 1;
            }
            '}' => return Err(value_error("Single '}' encountered in format string")),
            '{' => {
                if at == text.len() {
                    return Err(value_error("Single '{' encountered in format string"));
                }
                let field = &text[at..];
                let length = field_length(field)?;
                let formatted =
                    replacement(interpreter, &field[..length], fields, numbering, depth)?;
                result.push_str(&formatted);
                at += length + 1;
            }
            _ => result.push(*character),
        }
    }
    Ok(result)
}

/// The length of a field whose `{` has been read, up to its `}`.
fn field_length(text: &[char]) -> Result<usize> {
    // The name ends at `:` or `!`; brackets hide these and braces, up to the first `]`.
    let mut at = 0;
    loop {
        match text.get(at) {
            None => return Err(value_error("expected '}' before end of string")),
            Some('{') => return Err(value_error("unexpected '{' in field name")),
            Some('[') => {
                while at < text.len() && text[at] != ']' {
                    at += 1;
                }
                if at == text.len() {
                    return Err(value_error("expected '}' before end of string"));
                }
            }
            Some('}') => return Ok(at),
            Some(':' | '!') => break,
            Some(_) => {}
        }
        at += 1;
    }
    if text[at] == '!' {
        // The conversion.
        if at + 1 >= text.len() {
            return Err(value_error("end of string while looking for conversion specifier"));
        }
        match text.get(at + 2) {
            None => return Err(value_error("unmatched '{' in format spec")),
            Some('}') => return Ok(at + 2),
            Some(':') => at += 2,
            Some(_) => return Err(value_error("expected ':' after conversion specifier")),
        }
    }
    let mut depth = 1;
    for (index, character) in text.iter().enumerate().skip(at) {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Ok(index);
        }
    }
    Err(value_error("unmatched '{' in format spec"))
}

/// The text of one field, given what is between its braces.
fn replacement(
    interpreter: &mut Interpreter,
    field: &[char],
    fields: Fields<'_>,
    numbering: &mut Numbering,
    depth: usize,
) -> Result<String> {
    let mut end = 0;
    while let Some(character) = field.get(end) {
        match character {
            ':' | '!' => break,
            '[' => {
                while end + 1 < field.len() && field[end] != ']' {
                    end += 1;
                }
            }
            _ => {}
        }
        end += 1;
    }
    let name = &field[..end.min(field.len())];
    let mut rest = &field[end.min(field.len())..];
    let mut conversion = None;
    if rest.first() == Some(&'!') {
        conversion = rest.get(1).copied();
        rest = rest.get(2..).unwrap_or_default();
    }
    let specification = rest.get(1..).unwrap_or_default();
    let value = field_value(interpreter, name, fields, numbering)?;
    let converted = match conversion {
        None => None,
        Some('s') => Some(crate::repr::to_str(interpreter, value)?),
        Some('r') => Some(crate::repr::repr(interpreter, value)?),
        Some('a') => Some(escape_non_ascii(&crate::repr::repr(interpreter, value)?)),
        Some(other) if (' '..'\x7f').contains(&other) => {
            return Err(value_error(format!("Unknown conversion specifier {other}")));
        }
        Some(other) => {
            return Err(value_error(format!("Unknown conversion specifier \\x{:x}", other as u32)));
        }
    };
    let specification = if specification.contains(&'{') || specification.contains(&'}') {
        expand(interpreter, specification, fields, numbering, depth - 1)?
    } else {
        specification.iter().collect()
    };
    match converted {
        None => format_value(interpreter, value, &specification),
        Some(text) if specification.is_empty() => Ok(text),
        Some(text) => {
            let text = interpreter.heap.string(text);
            format_value(interpreter, text, &specification)
        }
    }
}

/// A name's digits as an index; `None` when it is no number.
fn as_number(name: &[char]) -> Result<Option<usize>> {
    if name.is_empty() {
        return Ok(None);
    }
    let mut number = 0usize;
    for character in name {
        let Some(digit) = character.to_digit(10) else { return Ok(None) };
        number = number
            .checked_mul(10)
            .and_then(|number| number.checked_add(digit as usize))
            .filter(|number| i64::try_from(*number).is_ok())
            .ok_or_else(|| value_error("Too many decimal digits in format string"))?;
    }
    Ok(Some(number))
}

/// Looks up `name`, `name.attribute`, `name[index]` …
fn field_value(
    interpreter: &mut Interpreter,
    name: &[char],
    fields: Fields<'_>,
    numbering: &mut Numbering,
) -> Result<Value> {
    let first_end = name.iter().position(|c| matches!(c, '.' | '[')).unwrap_or(name.len());
    let (first, mut rest) = name.split_at(first_end);
    let mut number = as_number(first)?;
    if first.is_empty() || number.is_some() {
        let automatic = first.is_empty();
        if *numbering.automatic.get_or_insert(automatic) != automatic {
            return Err(value_error(if automatic {
                "cannot switch from manual field specification to automatic field numbering"
            } else {
                "cannot switch from automatic field numbering to manual field specification"
            }));
        }
        if automatic {
            number = Some(numbering.next);
            numbering.next += 1;
        }
    }
    let text = || first.iter().collect::<String>();
    let mut value = match (fields, number) {
        (Fields::Arguments(arguments), Some(index)) => {
            *arguments.positional.get(index).ok_or_else(|| {
                index_error(format!(
                    "Replacement index {index} out of range for positional args tuple"
                ))
            })?
        }
        (Fields::Arguments(arguments), None) => match arguments.keyword(&text()) {
            Some(value) => value,
            None => {
                let key = interpreter.heap.string(text());
                return Err(crate::error::Unwind::Argument(Class::KeyError, key));
            }
        },
        (Fields::Mapping(_), Some(_)) => {
            return Err(value_error("Format string contains positional fields"));
        }
        (Fields::Mapping(mapping), None) => {
            let key = interpreter.heap.string(text());
            load(interpreter, mapping, key)?
        }
    };
    while let Some(opening) = rest.first() {
        match opening {
            '.' => {
                let end = rest[1..]
                    .iter()
                    .position(|c| matches!(c, '.' | '['))
                    .map_or(rest.len(), |end| end + 1);
                if end == 1 {
                    return Err(value_error("Empty attribute in format string"));
                }
                let attribute: String = rest[1..end].iter().collect();
                value = load_attribute(interpreter, value, &attribute)?;
                rest = &rest[end..];
            }
            '[' => {
                let Some(end) = rest.iter().position(|c| *c == ']') else {
                    return Err(value_error("Missing ']' in format string"));
                };
                if end == 1 {
                    return Err(value_error("Empty attribute in format string"));
                }
                let key = match as_number(&rest[1..end])? {
                    Some(index) => Value::int(index as i64),
                    None => interpreter.heap.string(rest[1..end].iter().collect::<String>()),
                };
                value = load(interpreter, value, key)?;
                rest = &rest[end + 1..];
            }
            _ => {
                return Err(value_error(
                    "Only '.' or '[' may follow ']' in format field specifier",
                ));
            }
        }
    }
    Ok(value)
}
