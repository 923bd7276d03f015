//! The methods of ranges.

use num_bigint::BigInt;

use crate::builtin::{Arguments, Builtin};
use crate::class::Class;
use crate::error::{Result, value_error};
use crate::interpreter::Interpreter;
use crate::object::method::one_argument;
use crate::object::range::RangeObject;
use crate::operators::compare::equal;
use crate::operators::iterate;
use crate::repr::repr;
use crate::value::{Tag, Value};

/// Every method, by name.
pub static METHODS: &[Builtin] =
    &[Builtin { name: "index", call: index }, Builtin { name: "count", call: count }];

/// The index of an int.
fn position(range: &RangeObject, value: Value) -> Option<BigInt> {
    range.position(&value.to_bigint()?)
}

fn is_int(value: Value) -> bool {
    matches!(value.tag(), Tag::Int | Tag::Bool | Tag::BigInt)
}

fn index(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (range, value) = one_argument::<RangeObject>(Class::Range, "index", arguments)?;
    if is_int(value) {
        return match position(&range, value) {
            Some(at) => Ok(interpreter.heap.int(at)),
            None => Err(value_error(format!("{} is not in range", repr(interpreter, value)?))),
        };
    }
    let mut at = 0;
    let iterator = iterate::get_iter(interpreter, range.into())?;
    while let Some(element) = iterate::next(interpreter, iterator)? {
        if equal(interpreter, element, value)? {
            return Ok(Value::int(at));
        }
        at += 1;
    }
    Err(value_error("sequence.index(x): x not in sequence"))
}

fn count(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (range, value) = one_argument::<RangeObject>(Class::Range, "count", arguments)?;
    if is_int(value) {
        return Ok(Value::int(i64::from(position(&range, value).is_some())));
    }
    let mut found = 0;
    let iterator = iterate::get_iter(interpreter, range.into())?;
    while let Some(element) = iterate::next(interpreter, iterator)? {
        found += i64::from(equal(interpreter, element, value)?);
    }
    Ok(Value::int(found))
}
