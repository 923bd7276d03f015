//! `text % values`: C's `printf` with Python's types.
//!
//! ```text
//!   %[(key)][flags][width][.precision][hlL]type      flags: - + space # 0
//! ```
//!
//! After CPython's `PyUnicode_Format`. The right operand is a tuple of values, one value, or a
//! mapping for the keys; what is a mapping may be left over, any other value may not.

use crate::class_of::type_name;
use crate::error::{Result, Unwind, overflow_error, type_error, unsupported, value_error};
use crate::interpreter::Interpreter;
use crate::object::float_text::{Layout, float_layout};
use crate::object::int_text::{big_to_text, magnitude_in_base};
use crate::object::str::MAXIMUM_BYTES;
use crate::object::str_text::escape_non_ascii;
use crate::object::tuple::TupleObject;
use crate::operators::float::{to_float, truncate};
use crate::operators::integer::{is_int, memory_error, to_int};
use crate::value::{Tag, Value};

/// The values that are still to be used.
struct Values<'a> {
    items: &'a [Value],
    /// What the last key stands for; it takes the place of the items.
    keyed: Option<Value>,
    used: usize,
    mapping: Option<Value>,
}

impl Values<'_> {
    fn next(&mut self) -> Result<Value> {
        let item = match self.keyed {
            Some(value) => (self.used == 0).then_some(value),
            None => self.items.get(self.used).copied(),
        };
        self.used += 1;
        item.ok_or_else(|| type_error("not enough arguments for format string"))
    }
}

/// One directive, without its type letter.
#[derive(Default)]
struct Directive {
    left: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
}

/// `text % right`
///
/// # Errors
/// TypeError, ValueError, and what `str()` of the values raises.
pub fn percent_format(interpreter: &mut Interpreter, text: &str, right: Value) -> Result<String> {
    let tuple = right.as_object::<TupleObject>();
    let single = [right];
    let mut values = Values {
        items: tuple.as_ref().map_or(&single[..], |tuple| tuple.items()),
        keyed: None,
        used: 0,
        mapping: matches!(right.tag(), Tag::List | Tag::Dict | Tag::Range).then_some(right),
    };
    let characters: Vec<char> = text.chars().collect();
    let mut result = String::with_capacity(text.len() + 16);
    let mut at = 0;
    while let Some(character) = characters.get(at) {
        at += 1;
        if *character == '%' {
            directive(interpreter, &characters, &mut at, &mut values, &mut result)?;
        } else {
            result.push(*character);
        }
    }
    if values.used < values.items.len() && values.mapping.is_none() {
        return Err(type_error("not all arguments converted during string formatting"));
    }
    Ok(result)
}

#[cold]
fn incomplete() -> Unwind {
    value_error("incomplete format")
}

/// `%` has been read.
fn directive(
    interpreter: &mut Interpreter,
    text: &[char],
    at: &mut usize,
    values: &mut Values<'_>,
    result: &mut String,
) -> Result<()> {
    if text.get(*at) == Some(&'%') {
        *at += 1;
        result.push('%');
        return Ok(());
    }
    if text.get(*at) == Some(&'(') {
        values.keyed = Some(keyed_value(interpreter, text, at, values)?);
        values.used = 0;
    }
    let mut directive = Directive::default();
    while let Some(flag) = text.get(*at) {
        match flag {
            '-' => directive.left = true,
            '+' => directive.plus = true,
            ' ' => directive.space = true,
            '#' => directive.alternate = true,
            '0' => directive.zero = true,
            _ => break,
        }
        *at += 1;
    }
    if let Some(width) = size(text, at, values, "width")? {
        directive.left |= width < 0;
        directive.width = width.unsigned_abs() as usize;
    }
    if text.get(*at) == Some(&'.') {
        *at += 1;
        let precision = size(text, at, values, "precision")?.unwrap_or(0);
        directive.precision = Some(usize::try_from(precision).unwrap_or(0));
    }
    if let Some('h' | 'l' | 'L') = text.get(*at) {
        *at += 1;
    }
    let kind = *text.get(*at).ok_or_else(incomplete)?;
    *at += 1;
    if directive.width > MAXIMUM_BYTES {
        return Err(memory_error());
    }
    let value = values.next()?;
    let (sign, prefix, body) = match kind {
        's' | 'r' | 'a' => {
            let mut body = match kind {
                's' => crate::repr::to_str(interpreter, value)?,
                _ => crate::repr::repr(interpreter, value)?,
            };
            if kind == 'a' {
                body = escape_non_ascii(&body);
            }
            truncate_text(&mut body, directive.precision);
            (String::new(), "", body)
        }
        'c' => (String::new(), "", character_of(value)?.to_string()),
        'd' | 'i' | 'u' | 'o' | 'x' | 'X' => integer(interpreter, &directive, kind, value)?,
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => float(&directive, kind, value)?,
        _ => {
            return Err(value_error(format!(
                "unsupported format character '{}' (0x{:x}) at index {}",
                if kind.is_ascii() && !kind.is_control() { kind } else { '?' },
                kind as u32,
                *at - 1
            )));
        }
    };
    let numeric = !matches!(kind, 's' | 'r' | 'a' | 'c');
    let length = sign.len() + prefix.len() + body.chars().count();
    let padding = directive.width.saturating_sub(length);
    let zeros = numeric && directive.zero && !directive.left;
    let spaces = |count: usize| std::iter::repeat_n(' ', count);
    if !directive.left && !zeros {
        result.extend(spaces(padding));
    }
    result.push_str(&sign);
    result.push_str(prefix);
    if zeros {
        result.extend(std::iter::repeat_n('0', padding));
    }
    result.push_str(&body);
    if directive.left {
        result.extend(spaces(padding));
    }
    Ok(())
}

fn truncate_text(text: &mut String, precision: Option<usize>) {
    if let Some((end, _)) = precision.and_then(|precision| text.char_indices().nth(precision)) {
        text.truncate(end);
    }
}

/// Reads `(key)` and looks the key up.
fn keyed_value(
    interpreter: &mut Interpreter,
    text: &[char],
    at: &mut usize,
    values: &mut Values<'_>,
) -> Result<Value> {
    let Some(mapping) = values.mapping else {
        return Err(type_error("format requires a mapping"));
    };
    *at += 1;
    let start = *at;
    let mut depth = 1;
    loop {
        match text.get(*at) {
            Some('(') => depth += 1,
            Some(')') => depth -= 1,
            Some(_) => {}
            None => return Err(value_error("incomplete format key")),
        }
        *at += 1;
        if depth == 0 {
            break;
        }
    }
    let key: String = text[start..*at - 1].iter().collect();
    let key = interpreter.heap.string(key);
    crate::operators::subscript::load(interpreter, mapping, key)
}

/// Reads a width or precision: digits, or `*` for the next value.
fn size(text: &[char], at: &mut usize, values: &mut Values<'_>, what: &str) -> Result<Option<i64>> {
    let limit = if what == "width" { i64::MAX } else { i64::from(i32::MAX) };
    if text.get(*at) == Some(&'*') {
        *at += 1;
        let value = values.next()?;
        if !is_int(value) {
            return Err(type_error("* wants int"));
        }
        let size = value.as_index().ok_or_else(|| {
            overflow_error(if what == "width" {
                "Python int too large to convert to C ssize_t"
            } else {
                "Python int too large to convert to C int"
            })
        })?;
        if what == "precision" && i32::try_from(size).is_err() {
            return Err(overflow_error("Python int too large to convert to C int"));
        }
        return Ok(Some(size));
    }
    let mut number = None;
    while let Some(digit) = text.get(*at).and_then(|c| c.to_digit(10)) {
        let next = number.unwrap_or(0i64).checked_mul(10).and_then(|n| n.checked_add(digit.into()));
        number = Some(
            next.filter(|n| *n <= limit).ok_or_else(|| value_error(format!("{what} too big")))?,
        );
        *at += 1;
    }
    Ok(number)
}

fn character_of(value: Value) -> Result<char> {
    if let Some(text) = value.as_str() {
        let mut characters = text.chars();
        return match (characters.next(), characters.next()) {
            (Some(character), None) => Ok(character),
            _ => Err(type_error("%c requires int or char")),
        };
    }
    if !is_int(value) {
        return Err(type_error("%c requires int or char"));
    }
    match value.as_index().and_then(|code| u32::try_from(code).ok()).filter(|c| *c <= 0x10_ffff) {
        Some(code) => char::from_u32(code).ok_or_else(|| unsupported("lone surrogates in strings")),
        None => Err(overflow_error("%c arg not in range(0x110000)")),
    }
}

fn sign_of(directive: &Directive, negative: bool) -> String {
    let sign = match (negative, directive.plus, directive.space) {
        (true, ..) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    };
    sign.to_string()
}

fn integer(
    interpreter: &mut Interpreter,
    directive: &Directive,
    kind: char,
    value: Value,
) -> Result<(String, &'static str, String)> {
    let value = match (is_int(value), value.as_float()) {
        (true, _) => value,
        (_, Some(float)) if matches!(kind, 'd' | 'i' | 'u') => {
            truncate(&mut interpreter.heap, float)?
        }
        _ => {
            let wanted = match kind {
                'd' | 'i' | 'u' => "a real number",
                _ => "an integer",
            };
            return Err(type_error(format!(
                "%{kind} format: {wanted} is required, not {}",
                type_name(value)
            )));
        }
    };
    let number = to_int(value)?;
    let (base, prefix) = match kind {
        'o' => (8, "0o"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        _ => (10, ""),
    };
    let mut digits = match base {
        10 => big_to_text(&number)?.trim_start_matches('-').to_string(),
        _ => magnitude_in_base(&number, base),
    };
    if kind == 'X' {
        digits.make_ascii_uppercase();
    }
    let zeros = directive.precision.unwrap_or(0).saturating_sub(digits.len());
    if zeros > 0 {
        digits.insert_str(0, &"0".repeat(zeros));
    }
    let negative = number.sign() == num_bigint::Sign::Minus;
    Ok((sign_of(directive, negative), if directive.alternate { prefix } else { "" }, digits))
}

fn float(
    directive: &Directive,
    kind: char,
    value: Value,
) -> Result<(String, &'static str, String)> {
    let text = float_layout(
        to_float(value)?,
        Layout {
            kind: kind.to_ascii_lowercase(),
            precision: directive.precision.unwrap_or(6),
            upper: kind.is_ascii_uppercase(),
            alternate: directive.alternate,
            add_dot_zero: false,
            no_negative_zero: false,
        },
    );
    Ok(match text.strip_prefix('-') {
        Some(text) => (sign_of(directive, true), "", text.to_string()),
        None => (sign_of(directive, false), "", text),
    })
}
