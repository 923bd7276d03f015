//! Searching in strings: `find`, `count`, `startswith`, `replace` and their like.
//!
//! Bounds and results count characters; the search itself is in UTF-8 bytes. In a string that is
//! all ASCII these are the same.

use crate::builtin::Arguments;
use crate::builtins::parameters::bad_argument;
use crate::class::Class;
use crate::class_of::type_name;
use crate::error::{Result, type_error, value_error};
use crate::heap::Gc;
use crate::interpreter::Interpreter;
use crate::object::method::{one_argument, receiver, some_arguments};
use crate::object::slice::clamped_index;
use crate::object::str::{MAXIMUM_BYTES, StrObject};
use crate::object::tuple::TupleObject;
use crate::operators::integer::{memory_error, to_size};
use crate::value::Value;

type Text = Gc<StrObject>;

/// Where to look.
struct Bounds {
    start: usize,
    end: usize,
}

/// The receiver, the first argument and the bounds; `None` when the start is behind the end.
fn search(name: &str, arguments: Arguments<'_>) -> Result<(Text, Value, Option<Bounds>)> {
    let (text, rest) = receiver::<StrObject>(Class::Str, name, arguments)?;
    arguments.no_keywords(&format!("str.{name}"))?;
    match rest.len() {
        1..=3 => {}
        0 => return Err(type_error(format!("{name}() takes at least 1 argument (0 given)"))),
        given => {
            return Err(type_error(format!("{name}() takes at most 3 arguments ({given} given)")));
        }
    }
    let length = text.characters() as i64;
    let bound = |value: Option<&Value>, default: i64| match value {
        None => Ok(default),
        Some(value) if value.is_none() => Ok(default),
        Some(value) => clamped_index(*value).ok_or_else(|| {
            type_error("slice indices must be integers or None or have an __index__ method")
        }),
    };
    let absolute = |bound: i64| if bound < 0 { bound.saturating_add(length).max(0) } else { bound };
    let start = absolute(bound(rest.get(1), 0)?);
    let end = absolute(bound(rest.get(2), i64::MAX)?).min(length);
    let bounds = (start <= end).then_some(Bounds { start: start as usize, end: end as usize });
    Ok((text, rest[0], bounds))
}

fn needle<'a>(value: Value) -> Result<&'a str> {
    value.as_str().ok_or_else(|| type_error(format!("must be str, not {}", type_name(value))))
}

/// The part of the text within the bounds, and its first byte's offset.
fn part<'a>(text: &'a Text, bounds: &Bounds) -> (&'a str, usize) {
    let start = text.byte_offset(bounds.start);
    (&text.text()[start..text.byte_offset(bounds.end)], start)
}

/// The index of the first or last occurrence, or -1.
fn locate(name: &str, arguments: Arguments<'_>, last: bool) -> Result<i64> {
    let (text, wanted, bounds) = search(name, arguments)?;
    let wanted = needle(wanted)?;
    let Some(bounds) = bounds else { return Ok(-1) };
    let (part, start) = part(&text, &bounds);
    let found = if last { part.rfind(wanted) } else { part.find(wanted) };
    Ok(match found {
        None => -1,
        Some(at) if text.is_ascii() => (start + at) as i64,
        Some(at) => (bounds.start + part[..at].chars().count()) as i64,
    })
}

pub(super) fn find(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    locate("find", arguments, false).map(Value::int)
}

pub(super) fn find_last(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    locate("rfind", arguments, true).map(Value::int)
}

pub(super) fn index(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    found(locate("index", arguments, false)?)
}

pub(super) fn index_last(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    found(locate("rindex", arguments, true)?)
}

fn found(at: i64) -> Result {
    if at < 0 { Err(value_error("substring not found")) } else { Ok(Value::int(at)) }
}

pub(super) fn count(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (text, wanted, bounds) = search("count", arguments)?;
    let wanted = needle(wanted)?;
    let Some(bounds) = bounds else { return Ok(Value::int(0)) };
    let (part, _) = part(&text, &bounds);
    Ok(Value::int(part.matches(wanted).count() as i64))
}

/// `startswith` and `endswith`; the argument may be a tuple of strings.
fn affix(name: &str, arguments: Arguments<'_>, matches: fn(&str, &str) -> bool) -> Result {
    let (text, wanted, bounds) = search(name, arguments)?;
    let part = bounds.as_ref().map(|bounds| part(&text, bounds).0);
    let holds = |wanted: &str| part.is_some_and(|part| matches(part, wanted));
    if let Some(options) = wanted.as_object::<TupleObject>() {
        for option in options.items() {
            let option = option.as_str().ok_or_else(|| {
                let given = type_name(*option);
                type_error(format!("tuple for {name} must only contain str, not {given}"))
            })?;
            if holds(option) {
                return Ok(Value::TRUE);
            }
        }
        return Ok(Value::FALSE);
    }
    match wanted.as_str() {
        Some(wanted) => Ok(Value::bool(holds(wanted))),
        None => Err(type_error(format!(
            "{name} first arg must be str or a tuple of str, not {}",
            type_name(wanted)
        ))),
    }
}

pub(super) fn starts_with(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    affix("startswith", arguments, |text, wanted| text.starts_with(wanted))
}

pub(super) fn ends_with(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    affix("endswith", arguments, |text, wanted| text.ends_with(wanted))
}

pub(super) fn remove_prefix(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    remove_affix(interpreter, "removeprefix", arguments, |text, affix| text.strip_prefix(affix))
}

pub(super) fn remove_suffix(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    remove_affix(interpreter, "removesuffix", arguments, |text, affix| text.strip_suffix(affix))
}

fn remove_affix(
    interpreter: &mut Interpreter,
    name: &str,
    arguments: Arguments<'_>,
    strip: for<'a> fn(&'a str, &str) -> Option<&'a str>,
) -> Result {
    let (text, affix) = one_argument::<StrObject>(Class::Str, name, arguments)?;
    let Some(affix) = affix.as_str() else {
        return Err(bad_argument(name, "argument", "str", affix));
    };
    match strip(text.text(), affix) {
        Some(stripped) if !affix.is_empty() => Ok(interpreter.heap.string(stripped)),
        _ => Ok(text.into()),
    }
}

pub(super) fn replace(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (text, rest) = some_arguments::<StrObject>(Class::Str, "replace", arguments, 2, 3)?;
    let part = |index: usize| {
        rest[index].as_str().ok_or_else(|| {
            bad_argument("replace", &format!("argument {}", index + 1), "str", rest[index])
        })
    };
    let (old, new) = (part(0)?, part(1)?);
    let count = match rest.get(2) {
        None => usize::MAX,
        Some(count) => usize::try_from(to_size(*count)?).unwrap_or(usize::MAX),
    };
    // Nothing to do costs nothing; neither does a result that would not fit.
    let found = text.text().matches(old).take(count).count();
    if found == 0 || old == new {
        return Ok(text.into());
    }
    if new.len().saturating_sub(old.len()).saturating_mul(found) > MAXIMUM_BYTES {
        return Err(memory_error());
    }
    let result = text.text().replacen(old, new, count);
    Ok(interpreter.heap.string(result))
}
