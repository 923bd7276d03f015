//! The built-in types called as functions, and questions about types.

use std::cell::Cell;

use num_bigint::BigInt;

use crate::builtin::{Arguments, Builtin};
use crate::builtins::construct::{construct_bool, construct_float, construct_int, construct_str};
use crate::builtins::parameters::{one, positional};
use crate::builtins::sequence::{is_callable, reversed};
use crate::class::Class;
use crate::class_of::class_of;
use crate::error::{Result, type_error, unsupported};
use crate::heap::Gc;
use crate::interpreter::Interpreter;
use crate::object::dict_methods::{insert_keywords, update_dict};
use crate::object::iterator::IteratorState;
use crate::object::list::ListObject;
use crate::object::method::{check_count, not_an_integer};
use crate::object::range::RangeObject;
use crate::object::set::set_value;
use crate::object::tuple::TupleObject;
use crate::operators::hash::hash as hash_value;
use crate::operators::integer::to_int;
use crate::operators::truth::truthy;
use crate::operators::{iterate, set_algebra};
use crate::value::{Tag, Value};

/// The functions of this file.
pub static FUNCTIONS: &[Builtin] = &[
    Builtin { name: "isinstance", call: isinstance },
    Builtin { name: "issubclass", call: issubclass },
    Builtin { name: "callable", call: callable },
    Builtin { name: "hash", call: hash },
    Builtin { name: "id", call: id },
];

/// `class(…)`
///
/// # Errors
/// What the type's constructor raises.
pub fn construct(interpreter: &mut Interpreter, class: Class, arguments: Arguments<'_>) -> Result {
    match class {
        Class::Int => construct_int(interpreter, arguments),
        Class::Float => construct_float(interpreter, arguments),
        Class::Str => construct_str(interpreter, arguments),
        Class::Bool => construct_bool(interpreter, arguments),
        Class::List => construct_list(interpreter, arguments),
        Class::Tuple => construct_tuple(interpreter, arguments),
        Class::Dict => construct_dict(interpreter, arguments),
        Class::Set => construct_set(interpreter, arguments, false),
        Class::FrozenSet => construct_set(interpreter, arguments, true),
        Class::Range => construct_range(interpreter, arguments),
        Class::Slice => construct_slice(interpreter, arguments),
        Class::Enumerate => construct_enumerate(interpreter, arguments),
        Class::Zip => construct_zip(interpreter, arguments),
        Class::Map => construct_map(interpreter, arguments),
        Class::Filter => construct_filter(interpreter, arguments),
        Class::Reversed => reversed(interpreter, arguments),
        Class::Type => construct_type(arguments),
        class if class.is_exception() => construct_exception(interpreter, class, arguments),
        Class::NoneType | Class::Ellipsis | Class::NotImplementedType => {
            if !arguments.positional.is_empty() || !arguments.keywords.is_empty() {
                return Err(type_error(format!("{} takes no arguments", class.name())));
            }
            Ok(match class {
                Class::NoneType => Value::NONE,
                Class::Ellipsis => Value::ELLIPSIS,
                _ => Value::NOT_IMPLEMENTED,
            })
        }
        Class::Object | Class::Function | Class::Method | Class::Cell | Class::Code => {
            Err(unsupported(format!("{}()", class.name())))
        }
        class => Err(type_error(format!("cannot create '{}' instances", class.name()))),
    }
}

/// The one optional argument of `list`, `tuple`, `set` and `frozenset`.
fn optional<'a>(arguments: Arguments<'a>, class: Class) -> Result<Option<&'a Value>> {
    Ok(positional(arguments, class.name(), 0, 1)?.first())
}

fn construct_list(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    match optional(arguments, Class::List)? {
        Some(iterable) => iterate::collect(interpreter, *iterable).map(Value::from),
        None => Ok(interpreter.heap.allocate(ListObject::new()).into()),
    }
}

fn construct_tuple(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    match optional(arguments, Class::Tuple)? {
        Some(tuple) if tuple.tag() == Tag::Tuple => Ok(*tuple),
        Some(iterable) => {
            let list = iterate::collect(interpreter, *iterable)?;
            Ok(interpreter.heap.tuple(list.to_vec()))
        }
        None => Ok(interpreter.heap.tuple([])),
    }
}

fn construct_dict(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    check_count("dict", arguments.positional.len(), 0, 1)?;
    let dict = interpreter.heap.dict();
    if let Some(other) = arguments.positional.first() {
        update_dict(interpreter, dict, *other)?;
    }
    insert_keywords(interpreter, dict, &arguments)?;
    Ok(dict.into())
}

fn construct_set(interpreter: &mut Interpreter, arguments: Arguments<'_>, frozen: bool) -> Result {
    match optional(arguments, if frozen { Class::FrozenSet } else { Class::Set })? {
        Some(set) if frozen && set.tag() == Tag::FrozenSet => Ok(*set),
        Some(iterable) => set_algebra::from_iterable(interpreter, *iterable, frozen).map(set_value),
        None => Ok(set_value(interpreter.heap.set(frozen))),
    }
}

fn construct_range(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let values = positional(arguments, "range", 1, 3)?;
    let range = match (values, values.first().and_then(|value| value.as_index())) {
        ([_], Some(stop)) => RangeObject::small(0, stop, 1)?,
        _ => general_range(values)?,
    };
    Ok(interpreter.heap.range(range))
}

/// A range from any one, two or three ints.
fn general_range(values: &[Value]) -> Result<RangeObject> {
    let indices: Option<Vec<i64>> = values.iter().map(|value| value.as_index()).collect();
    match indices.as_deref() {
        Some([start, stop]) => return RangeObject::small(*start, *stop, 1),
        Some([start, stop, step]) => return RangeObject::small(*start, *stop, *step),
        _ => {}
    }
    match *values {
        [stop] => RangeObject::new(BigInt::ZERO, to_int(stop)?, 1.into()),
        [start, stop] => RangeObject::new(to_int(start)?, to_int(stop)?, 1.into()),
        [start, stop, step, ..] => RangeObject::new(to_int(start)?, to_int(stop)?, to_int(step)?),
        [] => RangeObject::small(0, 0, 1),
    }
}

fn construct_slice(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let values = positional(arguments, "slice", 1, 3)?;
    let (start, stop, step) = match *values {
        [stop] => (Value::NONE, stop, Value::NONE),
        [start, stop] => (start, stop, Value::NONE),
        [start, stop, step, ..] => (start, stop, step),
        [] => (Value::NONE, Value::NONE, Value::NONE),
    };
    Ok(interpreter.heap.slice(start, stop, step))
}

fn construct_enumerate(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let total = arguments.positional.len() + arguments.keywords.len();
    if total > 2 {
        return Err(type_error(format!("enumerate() takes at most 2 arguments ({total} given)")));
    }
    let mut iterable = arguments.positional.first().copied();
    let mut start = arguments.positional.get(1).copied();
    for (name, value) in arguments.keyword_pairs() {
        match name {
            "iterable" if iterable.is_none() => iterable = Some(value),
            "start" if iterable.is_some() || total == 2 => start = Some(value),
            _ => {
                return Err(type_error(format!(
                    "'{name}' is an invalid keyword argument for enumerate()"
                )));
            }
        }
    }
    let Some(iterable) = iterable else {
        return Err(type_error("enumerate() missing required argument 'iterable'"));
    };
    let count = match start {
        None => 0,
        Some(start) => match start.as_index() {
            Some(count) => count,
            None if start.tag() == Tag::BigInt => {
                return Err(unsupported("enumerate beyond 64 bits"));
            }
            None => return Err(not_an_integer(start)),
        },
    };
    let iterator = iterate::get_iter(interpreter, iterable)?;
    let count = Cell::new(count);
    Ok(interpreter.heap.iterator(IteratorState::Enumerate { iterator, count }))
}

/// A tuple of iterators over these values.
fn iterators(interpreter: &mut Interpreter, values: &[Value]) -> Result<Gc<TupleObject>> {
    let list = interpreter.heap.allocate(ListObject::new());
    for value in values {
        list.push(iterate::get_iter(interpreter, *value)?);
    }
    let tuple = interpreter.heap.tuple(list.to_vec());
    tuple.as_object::<TupleObject>().ok_or_else(|| type_error("not a tuple"))
}

fn construct_zip(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let mut strict = false;
    for (name, value) in arguments.keyword_pairs() {
        if name != "strict" {
            return Err(type_error(format!("'{name}' is an invalid keyword argument for zip()")));
        }
        strict = truthy(value);
    }
    let iterators = iterators(interpreter, arguments.positional)?;
    Ok(interpreter.heap.iterator(IteratorState::Zip { iterators, strict }))
}

fn construct_map(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    arguments.no_keywords("map")?;
    let [function, iterables @ ..] = arguments.positional else {
        return Err(type_error("map() must have at least two arguments."));
    };
    if iterables.is_empty() {
        return Err(type_error("map() must have at least two arguments."));
    }
    let iterators = iterators(interpreter, iterables)?;
    Ok(interpreter.heap.iterator(IteratorState::Map { function: *function, iterators }))
}

fn construct_filter(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let values = positional(arguments, "filter", 2, 2)?;
    let iterator = iterate::get_iter(interpreter, values[1])?;
    Ok(interpreter.heap.iterator(IteratorState::Filter { function: values[0], iterator }))
}

fn construct_type(arguments: Arguments<'_>) -> Result {
    match arguments.positional {
        [value] if arguments.keywords.is_empty() => Ok(class_of(*value).value()),
        [_, _, _] => Err(unsupported("classes made by type()")),
        _ => Err(type_error("type() takes 1 or 3 arguments")),
    }
}

fn construct_exception(
    interpreter: &mut Interpreter,
    class: Class,
    arguments: Arguments<'_>,
) -> Result {
    arguments.no_keywords(class.name())?;
    // Some types read more out of their arguments than a message.
    let (several, many) = (arguments.positional.len() > 1, arguments.positional.len() > 2);
    let has_fields = several && class.is_subclass_of(Class::SyntaxError)
        || many && class.is_subclass_of(Class::OSError)
        || class.is_subclass_of(Class::UnicodeError) && class != Class::UnicodeError;
    if has_fields {
        return Err(unsupported(format!("{} with these arguments", class.name())));
    }
    let class = match (class, arguments.positional) {
        (Class::OSError, [number, _]) => number.as_index().map_or(class, class_of_error_number),
        _ => class,
    };
    let items = interpreter.heap.tuple(arguments.positional);
    Ok(interpreter.heap.exception(class, items).into())
}

/// An OSError with a known number is one of its subtypes.
fn class_of_error_number(number: i64) -> Class {
    match number {
        1 | 13 => Class::PermissionError,
        2 => Class::FileNotFoundError,
        3 => Class::ProcessLookupError,
        4 => Class::InterruptedError,
        10 => Class::ChildProcessError,
        11 | 114 | 115 => Class::BlockingIOError,
        17 => Class::FileExistsError,
        20 => Class::NotADirectoryError,
        21 => Class::IsADirectoryError,
        32 | 108 => Class::BrokenPipeError,
        103 => Class::ConnectionAbortedError,
        104 => Class::ConnectionResetError,
        110 => Class::TimeoutError,
        111 => Class::ConnectionRefusedError,
        _ => Class::OSError,
    }
}

fn isinstance(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let values = positional(arguments, "isinstance", 2, 2)?;
    match is_one_of(class_of(values[0]), values[1]) {
        Some(answer) => Ok(Value::bool(answer)),
        None => Err(type_error("isinstance() arg 2 must be a type, a tuple of types, or a union")),
    }
}

fn issubclass(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let values = positional(arguments, "issubclass", 2, 2)?;
    let Some(class) = Class::from_value(values[0]) else {
        return Err(type_error("issubclass() arg 1 must be a class"));
    };
    match is_one_of(class, values[1]) {
        Some(answer) => Ok(Value::bool(answer)),
        None => {
            Err(type_error("issubclass() arg 2 must be a class, a tuple of classes, or a union"))
        }
    }
}

/// Is `class` derived from a type, or from one in a tuple? `None` for anything else, if it is
/// reached. A tuple cannot contain itself, and one of the program is as deep as its source.
fn is_one_of(class: Class, types: Value) -> Option<bool> {
    let mut pending = vec![types];
    while let Some(candidate) = pending.pop() {
        if let Some(tuple) = candidate.as_object::<TupleObject>() {
            pending.extend(tuple.items().iter().rev());
        } else if class.is_subclass_of(Class::from_value(candidate)?) {
            return Some(true);
        }
    }
    Some(false)
}

fn callable(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    Ok(Value::bool(is_callable(one(arguments, "callable")?)))
}

fn hash(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let value = one(arguments, "hash")?;
    hash_value(interpreter, value).map(Value::int)
}

fn id(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    one(arguments, "id")?;
    Err(unsupported("id()"))
}
