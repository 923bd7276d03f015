//! The methods of `int` (and `bool`).

use num_traits::Signed;

use crate::builtin::{Arguments, Builtin};
use crate::builtins::construct::whole;
use crate::builtins::parameters::{method, none};
use crate::error::{Result, unsupported};
use crate::interpreter::Interpreter;
use crate::operators::integer::to_int;
use crate::value::Value;

/// Every method, by name; the receiver is the first argument.
pub static METHODS: &[Builtin] = &[
    Builtin { name: "as_integer_ratio", call: as_integer_ratio },
    Builtin { name: "bit_count", call: bit_count },
    Builtin { name: "bit_length", call: bit_length },
    Builtin { name: "conjugate", call: conjugate },
    Builtin { name: "to_bytes", call: to_bytes },
];

fn plain(name: &str, arguments: Arguments<'_>) -> Result {
    let (value, rest) = method(arguments)?;
    none(rest, name)?;
    Ok(value)
}

fn bit_length(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let value = to_int(plain("int.bit_length", arguments)?)?;
    Ok(Value::int(value.bits() as i64))
}

fn bit_count(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let value = to_int(plain("int.bit_count", arguments)?)?;
    Ok(Value::int(value.abs().iter_u64_digits().map(|digit| i64::from(digit.count_ones())).sum()))
}

fn conjugate(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let value = plain("int.conjugate", arguments)?;
    Ok(whole(interpreter, value)?.unwrap_or(value))
}

fn as_integer_ratio(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let value = plain("int.as_integer_ratio", arguments)?;
    let value = whole(interpreter, value)?.unwrap_or(value);
    Ok(interpreter.heap.tuple([value, Value::int(1)]))
}

fn to_bytes(_interpreter: &mut Interpreter, _arguments: Arguments<'_>) -> Result {
    Err(unsupported("bytes"))
}
