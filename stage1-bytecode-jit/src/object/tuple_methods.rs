//! The methods of tuples.

use crate::builtin::{Arguments, Builtin};
use crate::class::Class;
use crate::error::{Result, value_error};
use crate::interpreter::Interpreter;
use crate::object::method::{one_argument, search_bounds, some_arguments};
use crate::object::tuple::TupleObject;
use crate::operators::compare::equal;
use crate::value::Value;

/// Every method, by name.
pub static METHODS: &[Builtin] =
    &[Builtin { name: "index", call: index }, Builtin { name: "count", call: count }];

fn index(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (tuple, rest) = some_arguments::<TupleObject>(Class::Tuple, "index", arguments, 1, 3)?;
    let (start, stop) = search_bounds(&rest[1..], tuple.items().len())?;
    for at in start..stop.min(tuple.items().len()) {
        if equal(interpreter, tuple.items()[at], rest[0])? {
            return Ok(Value::int(at as i64));
        }
    }
    Err(value_error("tuple.index(x): x not in tuple"))
}

fn count(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (tuple, value) = one_argument::<TupleObject>(Class::Tuple, "count", arguments)?;
    let mut found = 0;
    for item in tuple.items() {
        found += i64::from(equal(interpreter, *item, value)?);
    }
    Ok(Value::int(found))
}
