//! `int(…)`, `float(…)`, `str(…)` and `bool(…)`: what calling these types makes.

use num_traits::ToPrimitive;

use crate::builtin::Arguments;
use crate::builtins::parameters::{bad_argument, keywords, positional};
use crate::class_of::type_name;
use crate::error::{Result, type_error, value_error};
use crate::interpreter::Interpreter;
use crate::object::float_text::parse_float;
use crate::object::int_text::parse_int;
use crate::operators::float::{is_number, to_float, truncate};
use crate::operators::integer::{is_int, to_int};
use crate::operators::truth::truthy;
use crate::value::{Tag, Value};

/// `int(value=0, /, base=10)`
///
/// # Errors
/// TypeError, ValueError for text that is no int, OverflowError for an infinity.
pub fn construct_int(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let [value, base] = keywords(arguments, "int", ["", "base"], 0, 2)?;
    let Some(value) = value else {
        return match base {
            None => Ok(Value::int(0)),
            Some(_) => Err(type_error("int() missing string argument")),
        };
    };
    let Some(base) = base else {
        if let Some(index) = value.as_index() {
            return Ok(Value::int(index));
        }
        if value.tag() == Tag::BigInt {
            return Ok(value);
        }
        if let Some(float) = value.as_float() {
            return truncate(&mut interpreter.heap, float);
        }
        if let Some(text) = value.as_str() {
            return Ok(interpreter.heap.int(parse_int(text, 10)?));
        }
        return Err(type_error(format!(
            "int() argument must be a string, a bytes-like object or a real number, not '{}'",
            type_name(value)
        )));
    };
    let base = to_int(base)?
        .to_u32()
        .filter(|base| matches!(base, 0 | 2..=36))
        .ok_or_else(|| value_error("int() base must be >= 2 and <= 36, or 0"))?;
    match value.as_str() {
        Some(text) => Ok(interpreter.heap.int(parse_int(text, base)?)),
        None => Err(type_error("int() can't convert non-string with explicit base")),
    }
}

/// `float(value=0.0, /)`
///
/// # Errors
/// TypeError, ValueError for text that is no float, OverflowError for an int that is too large.
pub fn construct_float(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    match positional(arguments, "float", 0, 1)? {
        [] => Ok(Value::float(0.0)),
        [value, ..] => match value.as_str() {
            Some(text) => Ok(Value::float(parse_float(text)?)),
            None if is_number(*value) => Ok(Value::float(to_float(*value)?)),
            None => Err(type_error(format!(
                "float() argument must be a string or a real number, not '{}'",
                type_name(*value)
            ))),
        },
    }
}

/// `str(object='')`
///
/// # Errors
/// What the object's `str` raises, TypeError.
pub fn construct_str(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let parameters = ["object", "encoding", "errors"];
    let [value, encoding, errors] = keywords(arguments, "str", parameters, 0, 3)?;
    let Some(value) = value else { return Ok(interpreter.heap.string("")) };
    for (name, option) in [("encoding", encoding), ("errors", errors)] {
        if let Some(option) = option.filter(|option| option.tag() != Tag::Str) {
            return Err(bad_argument("str", &format!("argument '{name}'"), "str", option));
        }
    }
    if encoding.is_some() || errors.is_some() {
        return Err(type_error(match value.tag() {
            Tag::Str => "decoding str is not supported".to_string(),
            _ => format!("decoding to str: need a bytes-like object, {} found", type_name(value)),
        }));
    }
    if value.tag() == Tag::Str {
        return Ok(value);
    }
    let text = crate::repr::to_str(interpreter, value)?;
    Ok(interpreter.heap.string(text))
}

/// `bool(value=False, /)`
///
/// # Errors
/// TypeError.
pub fn construct_bool(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let values = positional(arguments, "bool", 0, 1)?;
    Ok(Value::bool(values.first().is_some_and(|value| truthy(*value))))
}

/// The int that `int(value)` makes of a number.
///
/// # Errors
/// OverflowError, ValueError.
pub fn whole(interpreter: &mut Interpreter, value: Value) -> Result<Option<Value>> {
    if is_int(value) {
        return Ok(Some(match value.as_index() {
            Some(index) => Value::int(index),
            None => value,
        }));
    }
    match value.as_float() {
        Some(float) => truncate(&mut interpreter.heap, float).map(Some),
        None => Ok(None),
    }
}
