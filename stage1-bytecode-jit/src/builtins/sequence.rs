//! Functions that go over iterables: `len`, `min`, `sum`, `sorted` and their like.

use std::cell::Cell;

use num_traits::ToPrimitive;

use crate::builtin::{Arguments, Builtin};
use crate::builtins::parameters::{one, positional};
use crate::class::Class;
use crate::class_of::type_name;
use crate::error::{Result, overflow_error, raise, type_error, value_error};
use crate::interpreter::Interpreter;
use crate::object::dict::DictObject;
use crate::object::dict_view::{DictPart, DictViewObject};
use crate::object::generator::{element, generator_of};
use crate::object::iterator::IteratorState;
use crate::object::list::ListObject;
use crate::object::list_methods::sorted;
use crate::object::method::check_count;
use crate::object::range::RangeObject;
use crate::object::set::SetObject;
use crate::object::str::StrObject;
use crate::object::tuple::TupleObject;
use crate::operators::arithmetic::{BinaryOperator, binary};
use crate::operators::compare::{Comparison, holds};
use crate::operators::iterate;
use crate::operators::truth::truthy;
use crate::value::{Tag, Value};

/// The functions of this file.
pub static FUNCTIONS: &[Builtin] = &[
    Builtin { name: "len", call: len },
    Builtin { name: "min", call: min },
    Builtin { name: "max", call: max },
    Builtin { name: "sum", call: sum },
    Builtin { name: "sorted", call: sorted },
    Builtin { name: "any", call: any },
    Builtin { name: "all", call: all },
    Builtin { name: "iter", call: iter },
    Builtin { name: "next", call: next },
];

fn len(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let value = one(arguments, "len")?;
    let length = length(value)?;
    match i64::try_from(length) {
        Ok(length) => Ok(Value::int(length)),
        Err(_) => Err(overflow_error("Python int too large to convert to C ssize_t")),
    }
}

/// `len(value)`
///
/// # Errors
/// `TypeError: object of type 'int' has no len()`
pub fn length(value: Value) -> Result<u64> {
    let length = if let Some(list) = value.as_object::<ListObject>() {
        list.len()
    } else if let Some(string) = value.as_object::<StrObject>() {
        string.characters()
    } else if let Some(tuple) = value.as_object::<TupleObject>() {
        tuple.items().len()
    } else if let Some(dict) = value.as_object::<DictObject>() {
        dict.len()
    } else if let Some(set) = value.as_object::<SetObject>() {
        set.len()
    } else if let Some(view) = value.as_object::<DictViewObject>() {
        view.dict.len()
    } else if let Some(range) = value.as_object::<RangeObject>() {
        // Longer ones have no `len()`; any such length tells the callers so.
        return Ok(match &*range {
            RangeObject::Small(range) => range.len(),
            RangeObject::Big(range) => range.length.to_u64().unwrap_or(u64::MAX),
        });
    } else {
        return Err(type_error(format!("object of type '{}' has no len()", type_name(value))));
    };
    Ok(length as u64)
}

fn min(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    extreme(interpreter, arguments, "min", Comparison::Less)
}

fn max(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    extreme(interpreter, arguments, "max", Comparison::Greater)
}

fn extreme(
    interpreter: &mut Interpreter,
    arguments: Arguments<'_>,
    name: &str,
    better: Comparison,
) -> Result {
    let several = arguments.positional.len() > 1;
    check_count(name, arguments.positional.len(), 1, usize::MAX)?;
    let (mut key, mut default) = (Value::NONE, None);
    for (keyword, value) in arguments.keyword_pairs() {
        match keyword {
            "key" => key = value,
            "default" => default = Some(value),
            _ => {
                return Err(type_error(format!(
                    "'{keyword}' is an invalid keyword argument for {name}()"
                )));
            }
        }
    }
    if several && default.is_some() {
        return Err(type_error(format!(
            "Cannot specify a default for {name}() with multiple positional arguments"
        )));
    }
    let iterable = if several {
        interpreter.heap.tuple(arguments.positional)
    } else {
        arguments.positional[0]
    };
    let iterator = iterate::get_iter(interpreter, iterable)?;
    let mut best: Option<(Value, Value)> = None;
    while let Some(item) = iterate::next(interpreter, iterator)? {
        let rank = if key.is_none() {
            item
        } else {
            interpreter.call(key, Arguments::positional(&[item]))?
        };
        let wins = match best {
            Some((_, best)) => holds(interpreter, better, rank, best)?,
            None => true,
        };
        if wins {
            best = Some((item, rank));
        }
    }
    match best.map(|(item, _)| item).or(default) {
        Some(value) => Ok(value),
        None => Err(value_error(format!("{name}() arg is an empty sequence"))),
    }
}

/// Does `sum` of floats carry the rounding error along (Neumaier, 1974)? CPython does from 3.12
/// on; a program has the results of the version that compiled it.
fn compensated(interpreter: &Interpreter) -> bool {
    interpreter.python_minor >= 12
}

fn sum(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let total = arguments.positional.len() + arguments.keywords.len();
    if arguments.positional.is_empty() {
        return Err(type_error("sum() takes at least 1 positional argument (0 given)"));
    }
    if total > 2 {
        return Err(type_error(format!("sum() takes at most 2 arguments ({total} given)")));
    }
    let mut result = arguments.positional.get(1).copied().unwrap_or(Value::int(0));
    for (name, value) in arguments.keyword_pairs() {
        if name != "start" {
            return Err(type_error(format!("'{name}' is an invalid keyword argument for sum()")));
        }
        result = value;
    }
    let iterator = iterate::get_iter(interpreter, arguments.positional[0])?;
    if result.tag() == Tag::Str {
        return Err(type_error("sum() can't sum strings [use ''.join(seq) instead]"));
    }
    let compensated = compensated(interpreter);
    let mut correction = 0.0;
    while let Some(item) = iterate::next(interpreter, iterator)? {
        if let (Some(a), Some(b)) = (result.as_float(), item.as_float()) {
            let sum = a + b;
            if compensated {
                correction += if a.abs() >= b.abs() { (a - sum) + b } else { (b - sum) + a };
            }
            result = Value::float(sum);
        } else if let (Some(a), Some(b)) = (result.as_index(), item.as_index())
            && let Some(sum) = a.checked_add(b)
        {
            result = Value::int(sum);
        } else {
            // Not in place: the start value must stay what it is.
            result = binary(interpreter, BinaryOperator::Add, result, item, false)?;
        }
    }
    match result.as_float() {
        Some(sum) if correction != 0.0 && correction.is_finite() => {
            Ok(Value::float(sum + correction))
        }
        _ => Ok(result),
    }
}

fn any(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let iterable = one(arguments, "any")?;
    search(interpreter, iterable, true)
}

fn all(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let iterable = one(arguments, "all")?;
    search(interpreter, iterable, false)
}

/// The first element with this truth decides.
fn search(interpreter: &mut Interpreter, iterable: Value, decisive: bool) -> Result {
    let iterator = iterate::get_iter(interpreter, iterable)?;
    while let Some(element) = iterate::next(interpreter, iterator)? {
        if truthy(element) == decisive {
            return Ok(Value::bool(decisive));
        }
    }
    Ok(Value::bool(!decisive))
}

fn iter(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let values = positional(arguments, "iter", 1, 2)?;
    let [function, sentinel] = *values else {
        return iterate::get_iter(interpreter, values[0]);
    };
    if !is_callable(function) {
        return Err(type_error("iter(v, w): v must be callable"));
    }
    let ended = Cell::new(false);
    Ok(interpreter.heap.iterator(IteratorState::Callable { function, sentinel, ended }))
}

/// `callable(value)`
#[must_use]
pub fn is_callable(value: Value) -> bool {
    matches!(value.tag(), Tag::Function | Tag::Builtin | Tag::BoundMethod | Tag::Type)
}

fn next(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let values = positional(arguments, "next", 1, 2)?;
    let element = match generator_of(values[0]) {
        Some(generator) => interpreter.resume(generator, Value::NONE).and_then(element),
        None => iterate::next_or_stop(interpreter, values[0])
            .and_then(|element| element.ok_or_else(|| raise(Class::StopIteration, ""))),
    };
    match (element, values.get(1)) {
        (Err(unwind), Some(&default)) if iterate::is_stop_iteration(&unwind) => Ok(default),
        (result, _) => result,
    }
}

/// `reversed(sequence)`
///
/// # Errors
/// `TypeError: 'set' object is not reversible`
pub fn reversed(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let sequence = positional(arguments, "reversed", 1, 1)?[0];
    let heap = &mut interpreter.heap;
    if let Some(list) = sequence.as_object::<ListObject>() {
        let above = Cell::new(list.len());
        return Ok(heap.iterator(IteratorState::ListReversed { list, above }));
    }
    if let Some(range) = sequence.as_object::<RangeObject>() {
        return Ok(heap.range_iterator(range, true));
    }
    if let Some(dict) = sequence.as_object::<DictObject>() {
        return Ok(heap.dict_iterator(dict, DictPart::Keys, true));
    }
    if let Some(view) = sequence.as_object::<DictViewObject>() {
        return Ok(heap.dict_iterator(view.dict, view.part, true));
    }
    if !matches!(sequence.tag(), Tag::Tuple | Tag::Str) {
        return Err(type_error(format!("'{}' object is not reversible", type_name(sequence))));
    }
    let above = Cell::new(usize::try_from(length(sequence)?).unwrap_or(0));
    Ok(heap.iterator(IteratorState::Reversed { sequence, above }))
}
