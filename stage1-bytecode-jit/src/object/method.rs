//! Taking the arguments of a method apart, with CPython's messages.
//!
//! CPython checks in four places, and each words it in its own way: `list.append() takes exactly
//! one argument (0 given)` where the interpreter counts, `pop expected at most 1 argument, got 2`
//! where the method does.

use crate::builtin::Arguments;
use crate::class::Class;
use crate::class_of::{class_of, type_name};
use crate::error::{Result, overflow_error, type_error};
use crate::heap::{Gc, Object};
use crate::value::{Tag, Value};

/// The receiver of a method and the arguments behind it.
///
/// # Errors
/// TypeError when the method was called without a receiver, or with one of another type.
pub fn receiver<'a, T: Object>(
    class: Class,
    name: &str,
    arguments: Arguments<'a>,
) -> Result<(Gc<T>, &'a [Value])> {
    let class_name = class.name();
    let Some((first, rest)) = arguments.positional.split_first() else {
        return Err(type_error(format!("unbound method {class_name}.{name}() needs an argument")));
    };
    match first.as_object::<T>() {
        Some(object) => Ok((object, rest)),
        None => Err(type_error(format!(
            "descriptor '{name}' for '{class_name}' objects doesn't apply to a '{}' object",
            type_name(*first)
        ))),
    }
}

/// The receiver of a method of sets, with the name of its own type.
#[must_use]
pub fn set_class(arguments: &Arguments<'_>) -> Class {
    match arguments.positional.first() {
        Some(value) if value.tag() == Tag::FrozenSet => class_of(*value),
        _ => Class::Set,
    }
}

/// The receiver of a method that takes nothing else.
///
/// # Errors
/// `TypeError: list.clear() takes no arguments (1 given)`
pub fn no_argument<T: Object>(class: Class, name: &str, arguments: Arguments<'_>) -> Result<Gc<T>> {
    let (object, rest) = receiver::<T>(class, name, arguments)?;
    arguments.no_keywords(&qualified(class, name))?;
    if rest.is_empty() {
        return Ok(object);
    }
    Err(type_error(format!(
        "{}() takes no arguments ({} given)",
        qualified(class, name),
        rest.len()
    )))
}

/// The receiver of a method and its one argument.
///
/// # Errors
/// `TypeError: list.append() takes exactly one argument (0 given)`
pub fn one_argument<T: Object>(
    class: Class,
    name: &str,
    arguments: Arguments<'_>,
) -> Result<(Gc<T>, Value)> {
    let (object, rest) = receiver::<T>(class, name, arguments)?;
    if arguments.keywords.is_empty()
        && let [argument] = *rest
    {
        return Ok((object, argument));
    }
    arguments.no_keywords(&qualified(class, name))?;
    Err(type_error(format!(
        "{}() takes exactly one argument ({} given)",
        qualified(class, name),
        rest.len()
    )))
}

/// The receiver of a method and its `least` to `most` arguments.
///
/// # Errors
/// `TypeError: pop expected at most 1 argument, got 2`
pub fn some_arguments<'a, T: Object>(
    class: Class,
    name: &str,
    arguments: Arguments<'a>,
    least: usize,
    most: usize,
) -> Result<(Gc<T>, &'a [Value])> {
    let (object, rest) = receiver::<T>(class, name, arguments)?;
    arguments.no_keywords(&qualified(class, name))?;
    check_count(name, rest.len(), least, most)?;
    Ok((object, rest))
}

fn qualified(class: Class, name: &str) -> String {
    format!("{}.{name}", class.name())
}

/// CPython's `_PyArg_CheckPositional`.
///
/// # Errors
/// `TypeError: NAME expected at least 1 argument, got 0`
pub fn check_count(name: &str, given: usize, least: usize, most: usize) -> Result<()> {
    let (bound, count) = if given < least {
        ("at least ", least)
    } else if given > most {
        ("at most ", most)
    } else {
        return Ok(());
    };
    let bound = if least == most { "" } else { bound };
    let plural = if count == 1 { "" } else { "s" };
    Err(type_error(format!("{name} expected {bound}{count} argument{plural}, got {given}")))
}

/// An argument that must be an int of machine size.
///
/// # Errors
/// `TypeError: 'str' object cannot be interpreted as an integer`, or OverflowError.
pub fn index_argument(value: Value) -> Result<i64> {
    match value.as_index() {
        Some(index) => Ok(index),
        None if value.tag() == Tag::BigInt => {
            Err(overflow_error("Python int too large to convert to C ssize_t"))
        }
        None => Err(not_an_integer(value)),
    }
}

/// `TypeError: 'str' object cannot be interpreted as an integer`
#[must_use]
pub fn not_an_integer(value: Value) -> crate::error::Unwind {
    type_error(format!("'{}' object cannot be interpreted as an integer", type_name(value)))
}

/// The bounds of a search, `index(x, start, stop)`, clamped to the length.
///
/// # Errors
/// `TypeError: slice indices must be integers or have an __index__ method`
pub fn search_bounds(arguments: &[Value], length: usize) -> Result<(usize, usize)> {
    let bound = |position: usize, default: usize| match arguments.get(position) {
        None => Ok(default),
        Some(value) => match crate::object::slice::clamped_index(*value) {
            Some(index) if index < 0 => {
                Ok(usize::try_from(index.saturating_add(length as i64)).unwrap_or(0))
            }
            Some(index) => Ok(index as usize),
            None => Err(type_error("slice indices must be integers or have an __index__ method")),
        },
    };
    Ok((bound(0, 0)?, bound(1, usize::MAX)?))
}
