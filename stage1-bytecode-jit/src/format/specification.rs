//! `format(value, specification)`: the mini-language of f-strings and `str.format`.
//!
//! ```text
//!   [[fill]align][sign][z][#][0][width][grouping][.precision][type]
//!
//!   format(3.14159, "*>+10.2f")   '*****+3.14'
//! ```
//!
//! The parser is CPython's `parse_internal_render_format_spec`; so are the complaints, and the
//! order in which they come. The layout of numbers is in `number`. Locales are left out: `n` is
//! what it is in the C locale.

use crate::class_of::type_name;
use crate::error::{Result, Unwind, overflow_error, type_error, value_error};
use crate::format::number::{NumberParts, lay_out};
use crate::interpreter::Interpreter;
use crate::object::float_text::{Layout, float_layout};
use crate::object::int_text::{big_to_text, magnitude_in_base};
use crate::operators::float::to_float;
use crate::operators::integer::to_int;
use crate::value::{Tag, Value};

/// A parsed specification.
#[derive(Clone, Debug)]
pub struct Specification {
    /// What fills up to the width.
    pub fill: char,
    /// `<`, `>`, `^` or `=`.
    pub align: char,
    /// `+`, `-` or a space.
    pub sign: Option<char>,
    /// `z`: no negative zero.
    pub no_negative_zero: bool,
    /// `#`
    pub alternate: bool,
    /// The width; 0 for none.
    pub width: usize,
    /// `,` or `_`
    pub grouping: Option<char>,
    /// Behind the point.
    pub precision: Option<usize>,
    /// The type's letter.
    pub kind: Option<char>,
}

/// `format(value, specification)`
///
/// # Errors
/// ValueError for a bad specification, TypeError for a type that takes none.
pub fn format_value(
    interpreter: &mut Interpreter,
    value: Value,
    specification: &str,
) -> Result<String> {
    if specification.is_empty() {
        if value.tag() < Tag::Tuple {
            return crate::repr::to_str(interpreter, value);
        }
        // `object.__format__`, which calls `str`, is a level of its own.
        let doing = " while calling a Python object";
        return interpreter
            .one_level_down(doing, |interpreter| crate::repr::to_str(interpreter, value));
    }
    let name = type_name(value);
    match value.tag() {
        Tag::Str => {
            let specification = Specification::parse(specification, '<', 's', name)?;
            format_str(value.as_str().unwrap_or_default(), &specification)
        }
        Tag::Int | Tag::BigInt | Tag::Bool => {
            let specification = Specification::parse(specification, '>', 'd', name)?;
            match specification.kind {
                None | Some('b' | 'c' | 'd' | 'o' | 'x' | 'X' | 'n') => {
                    format_int(value, &specification)
                }
                Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => {
                    format_float(to_float(value)?, &specification)
                }
                Some(kind) => Err(unknown_code(kind, name)),
            }
        }
        Tag::Float => {
            let specification = Specification::parse(specification, '>', 'g', name)?;
            match specification.kind {
                None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%') => {
                    format_float(value.as_float().unwrap_or_default(), &specification)
                }
                Some(kind) => Err(unknown_code(kind, name)),
            }
        }
        _ => Err(type_error(format!("unsupported format string passed to {name}.__format__"))),
    }
}

fn shown_code(kind: char) -> String {
    match kind {
        '!'..='\x7f' => format!("'{kind}'"),
        _ => format!("'\\x{:x}'", kind as u32),
    }
}

#[cold]
fn unknown_code(kind: char, name: &str) -> Unwind {
    value_error(format!("Unknown format code {} for object of type '{name}'", shown_code(kind)))
}

fn is_align(character: Option<&char>) -> bool {
    matches!(character, Some('<' | '>' | '=' | '^'))
}

/// Reads digits at `position`; `None` when there are none.
fn read_number(text: &[char], position: &mut usize) -> Result<Option<usize>> {
    let mut number: Option<usize> = None;
    while let Some(digit) = text.get(*position).and_then(|c| c.to_digit(10)) {
        let next = number.unwrap_or(0).checked_mul(10).and_then(|n| n.checked_add(digit as usize));
        number = Some(
            next.filter(|n| i64::try_from(*n).is_ok())
                .ok_or_else(|| value_error("Too many decimal digits in format string"))?,
        );
        *position += 1;
    }
    Ok(number)
}

impl Specification {
    /// Parses a specification for a value of the type called `name`, whose text goes to the
    /// `align` side and whose type letter is `kind` when there is none.
    ///
    /// # Errors
    /// ValueError.
    pub fn parse(text: &str, align: char, kind: char, name: &str) -> Result<Specification> {
        let characters: Vec<char> = text.chars().collect();
        let mut at = 0;
        let mut result = Specification {
            fill: ' ',
            align,
            sign: None,
            no_negative_zero: false,
            alternate: false,
            width: 0,
            grouping: None,
            precision: None,
            kind: None,
        };
        let (mut fill_given, mut align_given) = (false, false);
        if is_align(characters.get(1)) {
            (result.fill, result.align) = (characters[0], characters[1]);
            (fill_given, align_given) = (true, true);
            at = 2;
        } else if is_align(characters.first()) {
            result.align = characters[0];
            align_given = true;
            at = 1;
        }
        let next_is = |at: usize, wanted: char| characters.get(at) == Some(&wanted);
        if let Some(sign @ ('+' | '-' | ' ')) = characters.get(at) {
            result.sign = Some(*sign);
            at += 1;
        }
        if next_is(at, 'z') {
            result.no_negative_zero = true;
            at += 1;
        }
        if next_is(at, '#') {
            result.alternate = true;
            at += 1;
        }
        if !fill_given && next_is(at, '0') {
            result.fill = '0';
            if !align_given && align == '>' {
                result.align = '=';
            }
            at += 1;
        }
        result.width = read_number(&characters, &mut at)?.unwrap_or(0);
        if next_is(at, ',') {
            result.grouping = Some(',');
            at += 1;
        }
        if next_is(at, '_') {
            if result.grouping.is_some() {
                return Err(value_error("Cannot specify both ',' and '_'."));
            }
            result.grouping = Some('_');
            at += 1;
        }
        if next_is(at, ',') && result.grouping == Some('_') {
            return Err(value_error("Cannot specify both ',' and '_'."));
        }
        if next_is(at, '.') {
            at += 1;
            result.precision = read_number(&characters, &mut at)?;
            if result.precision.is_none() {
                return Err(value_error("Format specifier missing precision"));
            }
        }
        if characters.len() > at + 1 {
            return Err(value_error(format!(
                "Invalid format specifier '{text}' for object of type '{name}'"
            )));
        }
        result.kind = characters.get(at).copied();
        if let Some(separator) = result.grouping {
            match result.kind.unwrap_or(if kind == 's' { 's' } else { 'd' }) {
                'd' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F' => {}
                'b' | 'o' | 'x' | 'X' if separator == '_' => {}
                other => {
                    return Err(value_error(format!(
                        "Cannot specify '{separator}' with {}.",
                        shown_code(other)
                    )));
                }
            }
        }
        Ok(result)
    }
}

/// Fills `text` up to the width. `=` counts as `>`.
fn pad(text: &str, specification: &Specification) -> Result<String> {
    let length = text.chars().count();
    let padding = specification.width.saturating_sub(length);
    if padding > crate::object::str::MAXIMUM_BYTES {
        return Err(crate::operators::integer::memory_error());
    }
    let left = match specification.align {
        '<' => 0,
        '^' => padding / 2,
        _ => padding,
    };
    let mut result = String::with_capacity(text.len() + padding);
    result.extend(std::iter::repeat_n(specification.fill, left));
    result.push_str(text);
    result.extend(std::iter::repeat_n(specification.fill, padding - left));
    Ok(result)
}

fn format_str(text: &str, specification: &Specification) -> Result<String> {
    if let Some(kind) = specification.kind
        && kind != 's'
    {
        return Err(unknown_code(kind, "str"));
    }
    let message = match specification.sign {
        Some(' ') => Some("Space not allowed in string format specifier"),
        Some(_) => Some("Sign not allowed in string format specifier"),
        None if specification.no_negative_zero => {
            Some("Negative zero coercion (z) not allowed in string format specifier")
        }
        None if specification.alternate => {
            Some("Alternate form (#) not allowed in string format specifier")
        }
        None if specification.align == '=' => {
            Some("'=' alignment not allowed in string format specifier")
        }
        None => None,
    };
    if let Some(message) = message {
        return Err(value_error(message));
    }
    let text = match specification.precision {
        Some(precision) => match text.char_indices().nth(precision) {
            Some((end, _)) => &text[..end],
            None => text,
        },
        None => text,
    };
    pad(text, specification)
}

fn format_int(value: Value, specification: &Specification) -> Result<String> {
    if specification.precision.is_some() {
        return Err(value_error("Precision not allowed in integer format specifier"));
    }
    if specification.no_negative_zero {
        return Err(value_error(
            "Negative zero coercion (z) not allowed in integer format specifier",
        ));
    }
    let number = to_int(value)?;
    if specification.kind == Some('c') {
        if specification.sign.is_some() {
            return Err(value_error("Sign not allowed with integer format specifier 'c'"));
        }
        if specification.alternate {
            return Err(value_error(
                "Alternate form (#) not allowed with integer format specifier 'c'",
            ));
        }
        let code = i64::try_from(&number)
            .map_err(|_| overflow_error("Python int too large to convert to C long"))?;
        if !(0..=0x10_ffff).contains(&code) {
            return Err(overflow_error("%c arg not in range(0x110000)"));
        }
        let character = u32::try_from(code)
            .ok()
            .and_then(char::from_u32)
            .ok_or_else(|| crate::error::unsupported("lone surrogates in strings"))?;
        let parts = NumberParts { rest: character.to_string(), ..NumberParts::default() };
        return lay_out(&parts, specification, None, 3);
    }
    let (base, prefix) = match specification.kind {
        Some('b') => (2, "0b"),
        Some('o') => (8, "0o"),
        Some('x') => (16, "0x"),
        Some('X') => (16, "0X"),
        _ => (10, ""),
    };
    let mut digits = if base == 10 {
        big_to_text(&number)?.trim_start_matches('-').to_string()
    } else {
        magnitude_in_base(&number, base)
    };
    if specification.kind == Some('X') {
        digits.make_ascii_uppercase();
    }
    let parts = NumberParts {
        negative: number.sign() == num_bigint::Sign::Minus,
        prefix: if specification.alternate { prefix } else { "" },
        digits,
        rest: String::new(),
    };
    let group = if base == 10 { 3 } else { 4 };
    lay_out(&parts, specification, specification.grouping, group)
}

/// A float (or what was made one) after a specification with a float's type letter or none.
fn format_float(value: f64, specification: &Specification) -> Result<String> {
    let precision = match specification.precision {
        Some(precision) if i32::try_from(precision).is_err() => {
            return Err(value_error("precision too big"));
        }
        precision => precision,
    };
    let letter = specification.kind.unwrap_or('r');
    let percent = letter == '%';
    let (kind, default_precision) = match letter {
        'r' => (if precision.is_some() { 'g' } else { 'r' }, 0),
        'n' | 'g' | 'G' => ('g', 6),
        'e' | 'E' => ('e', 6),
        _ => ('f', 6),
    };
    let text = float_layout(
        if percent { value * 100.0 } else { value },
        Layout {
            kind,
            precision: precision.unwrap_or(default_precision),
            upper: matches!(letter, 'E' | 'F' | 'G'),
            alternate: specification.alternate,
            add_dot_zero: letter == 'r',
            no_negative_zero: specification.no_negative_zero,
        },
    );
    let (negative, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text.as_str()),
    };
    let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let mut rest = text[split..].to_string();
    if percent {
        rest.push('%');
    }
    let parts = NumberParts { negative, prefix: "", digits: text[..split].to_string(), rest };
    lay_out(&parts, specification, specification.grouping, 3)
}
