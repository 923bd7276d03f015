//! The methods of dicts.

use crate::builtin::{Arguments, Builtin};
use crate::class::Class;
use crate::class_of::type_name;
use crate::error::{Result, Unwind, raise, type_error, value_error};
use crate::heap::Gc;
use crate::interpreter::Interpreter;
use crate::object::dict::DictObject;
use crate::object::dict_view::{DictPart, DictViewObject};
use crate::object::method::{check_count, no_argument, receiver, some_arguments};
use crate::operators::iterate;
use crate::value::{Tag, Value};

/// Every method, by name.
pub static METHODS: &[Builtin] = &[
    Builtin { name: "get", call: get },
    Builtin { name: "setdefault", call: setdefault },
    Builtin { name: "pop", call: pop },
    Builtin { name: "popitem", call: popitem },
    Builtin { name: "update", call: update },
    Builtin { name: "keys", call: keys },
    Builtin { name: "values", call: values },
    Builtin { name: "items", call: items },
    Builtin { name: "clear", call: clear },
    Builtin { name: "copy", call: copy },
];

/// `dict.fromkeys`, which is called on the type: its first argument is the iterable.
pub static FROMKEYS: Builtin = Builtin { name: "fromkeys", call: fromkeys };

/// The methods of `dict_keys` and `dict_items`.
pub static VIEW_METHODS: &[Builtin] = &[Builtin { name: "isdisjoint", call: isdisjoint }];

fn get(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (dict, rest) = some_arguments::<DictObject>(Class::Dict, "get", arguments, 1, 2)?;
    let found = dict.get(interpreter, rest[0])?;
    Ok(found.or(rest.get(1).copied()).unwrap_or(Value::NONE))
}

fn setdefault(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (dict, rest) = some_arguments::<DictObject>(Class::Dict, "setdefault", arguments, 1, 2)?;
    dict.get_or_insert(interpreter, rest[0], rest.get(1).copied().unwrap_or(Value::NONE))
}

fn pop(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (dict, rest) = some_arguments::<DictObject>(Class::Dict, "pop", arguments, 1, 2)?;
    // An empty dict does not hash the key.
    let found = if dict.is_empty() { None } else { dict.remove(interpreter, rest[0])? };
    found.or(rest.get(1).copied()).ok_or(Unwind::Argument(Class::KeyError, rest[0]))
}

fn popitem(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let dict = no_argument::<DictObject>(Class::Dict, "popitem", arguments)?;
    match dict.pop_item() {
        Some((key, value)) => Ok(interpreter.heap.tuple([key, value])),
        None => Err(raise(Class::KeyError, "popitem(): dictionary is empty")),
    }
}

fn update(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (dict, rest) = receiver::<DictObject>(Class::Dict, "update", arguments)?;
    check_count("update", rest.len(), 0, 1)?;
    if let Some(other) = rest.first() {
        update_dict(interpreter, dict, *other)?;
    }
    insert_keywords(interpreter, dict, &arguments)?;
    Ok(Value::NONE)
}

/// Inserts keyword arguments.
///
/// # Errors
/// None in practice: strings can be hashed.
pub fn insert_keywords(
    interpreter: &mut Interpreter,
    dict: Gc<DictObject>,
    arguments: &Arguments<'_>,
) -> Result<()> {
    if let Some(names) = arguments.names {
        for (name, value) in names.items().iter().zip(arguments.keywords) {
            dict.insert(interpreter, *name, *value)?;
        }
    }
    Ok(())
}

/// Inserts the entries of a dict, or the pairs that an iterable yields.
///
/// # Errors
/// TypeError or ValueError for what is no sequence of pairs, TypeError for an unhashable key.
pub fn update_dict(
    interpreter: &mut Interpreter,
    dict: Gc<DictObject>,
    other: Value,
) -> Result<()> {
    if let Some(other) = other.as_object::<DictObject>() {
        if dict.same(other) {
            return Ok(());
        }
        let mut position = 0;
        while let Some((at, key, value)) = other.entry_from(position) {
            dict.insert(interpreter, key, value)?;
            position = at + 1;
        }
        return Ok(());
    }
    let iterator = iterate::get_iter(interpreter, other)?;
    let mut number = 0;
    while let Some(element) = iterate::next(interpreter, iterator)? {
        let pair = match iterate::collect(interpreter, element) {
            Err(Unwind::Message(Class::TypeError, _)) => {
                return Err(type_error(format!(
                    "cannot convert dictionary update sequence element #{number} to a sequence"
                )));
            }
            result => result?,
        };
        let (Some(key), Some(value), 2) = (pair.get(0), pair.get(1), pair.len()) else {
            return Err(value_error(format!(
                "dictionary update sequence element #{number} has length {}; 2 is required",
                pair.len()
            )));
        };
        dict.insert(interpreter, key, value)?;
        number += 1;
    }
    Ok(())
}

fn keys(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let dict = no_argument::<DictObject>(Class::Dict, "keys", arguments)?;
    Ok(interpreter.heap.dict_view(dict, DictPart::Keys))
}

fn values(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let dict = no_argument::<DictObject>(Class::Dict, "values", arguments)?;
    Ok(interpreter.heap.dict_view(dict, DictPart::Values))
}

fn items(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let dict = no_argument::<DictObject>(Class::Dict, "items", arguments)?;
    Ok(interpreter.heap.dict_view(dict, DictPart::Items))
}

fn clear(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    no_argument::<DictObject>(Class::Dict, "clear", arguments)?.clear();
    Ok(Value::NONE)
}

fn copy(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let dict = no_argument::<DictObject>(Class::Dict, "copy", arguments)?;
    Ok(interpreter.heap.allocate(dict.copy()).into())
}

fn fromkeys(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    arguments.no_keywords("dict.fromkeys")?;
    check_count("fromkeys", arguments.positional.len(), 1, 2)?;
    let value = arguments.positional.get(1).copied().unwrap_or(Value::NONE);
    let dict = interpreter.heap.dict();
    let iterator = iterate::get_iter(interpreter, arguments.positional[0])?;
    while let Some(key) = iterate::next(interpreter, iterator)? {
        dict.insert(interpreter, key, value)?;
    }
    Ok(dict.into())
}

fn isdisjoint(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let class = match arguments.positional.first() {
        Some(value) if value.tag() == Tag::DictView && type_name(*value) == "dict_items" => {
            Class::DictItems
        }
        _ => Class::DictKeys,
    };
    let (view, other) =
        crate::object::method::one_argument::<DictViewObject>(class, "isdisjoint", arguments)?;
    let iterator = iterate::get_iter(interpreter, other)?;
    while let Some(element) = iterate::next(interpreter, iterator)? {
        if crate::operators::contains::contains(interpreter, view.into(), element)? {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}
