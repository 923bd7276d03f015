//! The methods of `float`.

use crate::builtin::{Arguments, Builtin};
use crate::builtins::parameters::{method, none, one};
use crate::error::{Result, type_error};
use crate::interpreter::Interpreter;
use crate::object::float_hex::{float_hex, parse_float_hex};
use crate::object::float_text::integer_ratio;
use crate::value::Value;

/// Every method, by name; the receiver is the first argument.
pub static METHODS: &[Builtin] = &[
    Builtin { name: "as_integer_ratio", call: as_integer_ratio },
    Builtin { name: "conjugate", call: conjugate },
    Builtin { name: "hex", call: hex },
    Builtin { name: "is_integer", call: is_integer },
];

/// The methods of the type itself.
pub static CLASS_METHODS: &[Builtin] = &[Builtin { name: "fromhex", call: fromhex }];

fn plain(name: &str, arguments: Arguments<'_>) -> Result<f64> {
    let (value, rest) = method(arguments)?;
    none(rest, &format!("float.{name}"))?;
    value.as_float().ok_or_else(|| {
        let given = crate::class_of::type_name(value);
        type_error(format!(
            "descriptor '{name}' for 'float' objects doesn't apply to a '{given}' object"
        ))
    })
}

fn is_integer(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let value = plain("is_integer", arguments)?;
    Ok(Value::bool(value.is_finite() && value.floor() == value))
}

fn conjugate(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    plain("conjugate", arguments).map(Value::float)
}

fn hex(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let text = float_hex(plain("hex", arguments)?);
    Ok(interpreter.heap.string(text))
}

fn fromhex(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let text = one(arguments, "float.fromhex")?;
    match text.as_str() {
        Some(text) => parse_float_hex(text).map(Value::float),
        None => Err(type_error("bad argument type for built-in operation")),
    }
}

fn as_integer_ratio(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (numerator, denominator) = integer_ratio(plain("as_integer_ratio", arguments)?)?;
    let numerator = interpreter.heap.int(numerator);
    let denominator = interpreter.heap.int(denominator);
    Ok(interpreter.heap.tuple([numerator, denominator]))
}
