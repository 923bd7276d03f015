//! The methods of sets and frozensets.

use crate::builtin::{Arguments, Builtin};
use crate::class::Class;
use crate::error::{Result, Unwind, raise};
use crate::heap::Gc;
use crate::interpreter::Interpreter;
use crate::object::method::{no_argument, one_argument, receiver, set_class};
use crate::object::set::{SetObject, set_value};
use crate::operators::compare::{Comparison, holds};
use crate::operators::set_algebra;
use crate::value::{Tag, Value};

/// Every method of sets, by name.
pub static METHODS: &[Builtin] = &[
    Builtin { name: "add", call: add },
    Builtin { name: "remove", call: remove },
    Builtin { name: "discard", call: discard },
    Builtin { name: "pop", call: pop },
    Builtin { name: "clear", call: clear },
    Builtin { name: "update", call: update },
    Builtin { name: "intersection_update", call: intersection_update },
    Builtin { name: "difference_update", call: difference_update },
    Builtin { name: "symmetric_difference_update", call: symmetric_difference_update },
    Builtin { name: "union", call: union },
    Builtin { name: "intersection", call: intersection },
    Builtin { name: "difference", call: difference },
    Builtin { name: "symmetric_difference", call: symmetric_difference },
    Builtin { name: "issubset", call: issubset },
    Builtin { name: "issuperset", call: issuperset },
    Builtin { name: "isdisjoint", call: isdisjoint },
    Builtin { name: "copy", call: copy },
];

/// Every method of frozensets, by name.
pub static FROZEN_METHODS: &[Builtin] = &[
    Builtin { name: "union", call: union },
    Builtin { name: "intersection", call: intersection },
    Builtin { name: "difference", call: difference },
    Builtin { name: "symmetric_difference", call: symmetric_difference },
    Builtin { name: "issubset", call: issubset },
    Builtin { name: "issuperset", call: issuperset },
    Builtin { name: "isdisjoint", call: isdisjoint },
    Builtin { name: "copy", call: copy },
];

fn add(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (set, key) = one_argument::<SetObject>(Class::Set, "add", mutable("add", arguments)?)?;
    set.add(interpreter, key)?;
    Ok(Value::NONE)
}

/// Lets a set through as the receiver of a method that changes it, but no frozenset.
fn mutable<'a>(name: &str, arguments: Arguments<'a>) -> Result<Arguments<'a>> {
    match arguments.positional.first() {
        Some(value) if value.tag() == Tag::FrozenSet => Err(crate::error::type_error(format!(
            "descriptor '{name}' for 'set' objects doesn't apply to a 'frozenset' object"
        ))),
        _ => Ok(arguments),
    }
}

fn remove(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let arguments = mutable("remove", arguments)?;
    let (set, key) = one_argument::<SetObject>(Class::Set, "remove", arguments)?;
    if set.discard(interpreter, key)? {
        Ok(Value::NONE)
    } else {
        Err(Unwind::Argument(Class::KeyError, key))
    }
}

fn discard(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let arguments = mutable("discard", arguments)?;
    let (set, key) = one_argument::<SetObject>(Class::Set, "discard", arguments)?;
    set.discard(interpreter, key)?;
    Ok(Value::NONE)
}

fn pop(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let set = no_argument::<SetObject>(Class::Set, "pop", mutable("pop", arguments)?)?;
    set.pop().ok_or_else(|| raise(Class::KeyError, "pop from an empty set"))
}

fn clear(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    no_argument::<SetObject>(Class::Set, "clear", mutable("clear", arguments)?)?.clear();
    Ok(Value::NONE)
}

/// The receiver of a method that takes any number of iterables.
fn operands<'a>(name: &str, arguments: Arguments<'a>) -> Result<(Gc<SetObject>, &'a [Value])> {
    let class = set_class(&arguments);
    let (set, others) = receiver::<SetObject>(class, name, arguments)?;
    arguments.no_keywords(&format!("{}.{name}", class.name()))?;
    Ok((set, others))
}

fn update(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (set, others) = operands("update", mutable("update", arguments)?)?;
    for other in others {
        set_algebra::update(interpreter, &set, *other)?;
    }
    Ok(Value::NONE)
}

fn intersection_update(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let arguments = mutable("intersection_update", arguments)?;
    let (set, others) = operands("intersection_update", arguments)?;
    let result = intersect_all(interpreter, set, others)?;
    set.swap(&result);
    Ok(Value::NONE)
}

fn difference_update(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let arguments = mutable("difference_update", arguments)?;
    let (set, others) = operands("difference_update", arguments)?;
    for other in others {
        set_algebra::difference_update(interpreter, set, *other)?;
    }
    Ok(Value::NONE)
}

fn symmetric_difference_update(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    const NAME: &str = "symmetric_difference_update";
    let (set, other) = one_argument::<SetObject>(Class::Set, NAME, mutable(NAME, arguments)?)?;
    set_algebra::symmetric_difference_update(interpreter, set, other)?;
    Ok(Value::NONE)
}

fn union(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (set, others) = operands("union", arguments)?;
    let result = set_algebra::copy(interpreter, &set, set.is_frozen());
    for other in others {
        if !set_value(set).is(*other) {
            set_algebra::update(interpreter, &result, *other)?;
        }
    }
    Ok(set_value(result))
}

fn intersection(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (set, others) = operands("intersection", arguments)?;
    intersect_all(interpreter, set, others).map(set_value)
}

fn intersect_all(
    interpreter: &mut Interpreter,
    set: Gc<SetObject>,
    others: &[Value],
) -> Result<Gc<SetObject>> {
    if others.is_empty() {
        return Ok(set_algebra::copy(interpreter, &set, set.is_frozen()));
    }
    let mut result = set;
    for other in others {
        result = set_algebra::intersection(interpreter, result, *other)?;
    }
    Ok(result)
}

fn difference(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (set, others) = operands("difference", arguments)?;
    let Some((first, rest)) = others.split_first() else {
        return Ok(set_value(set_algebra::copy(interpreter, &set, set.is_frozen())));
    };
    let result = set_algebra::difference(interpreter, set, *first)?;
    for other in rest {
        set_algebra::difference_update(interpreter, result, *other)?;
    }
    Ok(set_value(result))
}

fn symmetric_difference(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let class = set_class(&arguments);
    let (set, other) = one_argument::<SetObject>(class, "symmetric_difference", arguments)?;
    set_algebra::symmetric_difference(interpreter, set, other).map(set_value)
}

/// The operand as a set: itself, or a new one of what it yields.
fn as_set(interpreter: &mut Interpreter, other: Value) -> Result {
    if other.as_object::<SetObject>().is_some() {
        return Ok(other);
    }
    set_algebra::from_iterable(interpreter, other, false).map(set_value)
}

fn issubset(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let class = set_class(&arguments);
    let (set, other) = one_argument::<SetObject>(class, "issubset", arguments)?;
    let other = as_set(interpreter, other)?;
    holds(interpreter, Comparison::LessEqual, set_value(set), other).map(Value::bool)
}

fn issuperset(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let class = set_class(&arguments);
    let (set, other) = one_argument::<SetObject>(class, "issuperset", arguments)?;
    let other = as_set(interpreter, other)?;
    holds(interpreter, Comparison::GreaterEqual, set_value(set), other).map(Value::bool)
}

fn isdisjoint(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let class = set_class(&arguments);
    let (set, other) = one_argument::<SetObject>(class, "isdisjoint", arguments)?;
    set_algebra::is_disjoint(interpreter, &set, other).map(Value::bool)
}

fn copy(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let set = no_argument::<SetObject>(set_class(&arguments), "copy", arguments)?;
    if set.is_frozen() {
        return Ok(set_value(set));
    }
    Ok(set_value(set_algebra::copy(interpreter, &set, false)))
}
