//! Subscripts: `o[i]`, `o[i] = v`, `del o[i]`, with slices.

use crate::class::Class;
use crate::class_of::type_name;
use crate::error::{Result, Unwind, index_error, type_error, unsupported, value_error};
use crate::interpreter::Interpreter;
use crate::object::dict::DictObject;
use crate::object::list::ListObject;
use crate::object::range::RangeObject;
use crate::object::slice::{Selection, SliceObject};
use crate::object::str::StrObject;
use crate::object::tuple::TupleObject;
use crate::operators::iterate;
use crate::value::{Tag, Value};

/// What a subscript of a sequence selects.
enum Selected {
    One(usize),
    Many(Selection),
}

/// Resolves a subscript of a sequence. `name` is as CPython's messages call it.
fn select(name: &str, length: usize, index: Value, out_of_range: &str) -> Result<Selected> {
    if let Some(index) = index.as_index() {
        let at = if index < 0 { index + length as i64 } else { index };
        return if (0..length as i64).contains(&at) {
            Ok(Selected::One(at as usize))
        } else {
            Err(index_error(out_of_range))
        };
    }
    if let Some(slice) = index.as_object::<SliceObject>() {
        return slice.select(length).map(Selected::Many);
    }
    if index.tag() == Tag::BigInt {
        return Err(index_error("cannot fit 'int' into an index-sized integer"));
    }
    Err(type_error(if name == "string" {
        format!("string indices must be integers, not '{}'", type_name(index))
    } else {
        format!("{name} indices must be integers or slices, not {}", type_name(index))
    }))
}

/// `container[index]`
///
/// # Errors
/// IndexError, KeyError, TypeError as in CPython.
pub fn load(interpreter: &mut Interpreter, container: Value, index: Value) -> Result {
    if let Some(list) = container.as_object::<ListObject>() {
        let selection = match select("list", list.len(), index, "list index out of range")? {
            Selected::One(at) => return Ok(list.get(at).unwrap_or(Value::NONE)),
            Selected::Many(selection) => selection,
        };
        let part = if selection.step == 1 {
            let start = selection.start as usize;
            list.copy_range(start, start + selection.count)
        } else {
            let part = ListObject::new();
            part.reserve(selection.count);
            selection.indices().filter_map(|at| list.get(at)).for_each(|value| part.push(value));
            part
        };
        return Ok(interpreter.heap.allocate(part).into());
    }
    if let Some(dict) = container.as_object::<DictObject>() {
        let found = dict.get(interpreter, index)?;
        return found.ok_or(Unwind::Argument(Class::KeyError, index));
    }
    if let Some(tuple) = container.as_object::<TupleObject>() {
        let items = tuple.items();
        return match select("tuple", items.len(), index, "tuple index out of range")? {
            Selected::One(at) => Ok(items[at]),
            Selected::Many(selection) if selection.step == 1 && selection.count == items.len() => {
                Ok(container)
            }
            Selected::Many(selection) => {
                let part: Vec<Value> = selection.indices().map(|at| items[at]).collect();
                Ok(interpreter.heap.tuple(part))
            }
        };
    }
    if let Some(string) = container.as_object::<StrObject>() {
        return load_text(interpreter, &string, container, index);
    }
    if let Some(range) = container.as_object::<RangeObject>() {
        return load_range(interpreter, &range, index);
    }
    Err(match Class::from_value(container) {
        Some(
            class @ (Class::List
            | Class::Tuple
            | Class::Dict
            | Class::Set
            | Class::FrozenSet
            | Class::Type
            | Class::Enumerate),
        ) => unsupported(format!("generic types ({}[…])", class.name())),
        Some(class) => type_error(format!("type '{}' is not subscriptable", class.name())),
        None => type_error(format!("'{}' object is not subscriptable", type_name(container))),
    })
}

fn load_text(
    interpreter: &mut Interpreter,
    string: &StrObject,
    value: Value,
    index: Value,
) -> Result {
    let length = string.characters();
    let text = string.text();
    let part = match select("string", length, index, "string index out of range")? {
        Selected::One(at) => string.character(at).map(String::from).unwrap_or_default(),
        Selected::Many(selection) if selection.count == 0 => String::new(),
        Selected::Many(selection) if selection.step == 1 => {
            if selection.count == length {
                return Ok(value);
            }
            let start = selection.start as usize;
            let end = string.byte_offset(start + selection.count);
            text[string.byte_offset(start)..end].to_string()
        }
        Selected::Many(selection) if string.is_ascii() => {
            selection.indices().map(|at| char::from(text.as_bytes()[at])).collect()
        }
        Selected::Many(selection) => {
            let characters: Vec<char> = text.chars().collect();
            selection.indices().map(|at| characters[at]).collect()
        }
    };
    Ok(interpreter.heap.string(part))
}

fn load_range(interpreter: &mut Interpreter, range: &RangeObject, index: Value) -> Result {
    if let (RangeObject::Small(range), Some(index)) = (range, index.as_index())
        && let Some(element) = range.get(index)
    {
        return Ok(Value::int(element));
    }
    if let Some(index) = index.to_bigint() {
        return match range.get_big(&index) {
            Some(element) => Ok(interpreter.heap.int(element)),
            None => Err(index_error("range object index out of range")),
        };
    }
    match index.as_object::<SliceObject>() {
        Some(slice) => {
            let part = range.slice(&slice)?;
            Ok(interpreter.heap.range(part))
        }
        None => Err(type_error(format!(
            "range indices must be integers or slices, not {}",
            type_name(index)
        ))),
    }
}

/// `container[index] = value`
///
/// # Errors
/// IndexError, TypeError, ValueError as in CPython.
pub fn store(
    interpreter: &mut Interpreter,
    container: Value,
    index: Value,
    value: Value,
) -> Result<()> {
    if let Some(list) = container.as_object::<ListObject>() {
        return match select("list", list.len(), index, "list assignment index out of range")? {
            Selected::One(at) => {
                list.set(at, value);
                Ok(())
            }
            Selected::Many(selection) => store_slice(interpreter, &list, selection, value),
        };
    }
    if let Some(dict) = container.as_object::<DictObject>() {
        return dict.insert(interpreter, index, value);
    }
    Err(type_error(format!("'{}' object does not support item assignment", type_name(container))))
}

fn store_slice(
    interpreter: &mut Interpreter,
    list: &ListObject,
    selection: Selection,
    value: Value,
) -> Result<()> {
    if matches!(iterate::get_iter(interpreter, value), Err(Unwind::Message(..))) {
        return Err(type_error(if selection.step == 1 {
            "can only assign an iterable"
        } else {
            "must assign iterable to extended slice"
        }));
    }
    // Collected first: the value may be the list itself, or an iterator that reads it.
    let values = iterate::collect(interpreter, value)?;
    if selection.step == 1 {
        let start = selection.start as usize;
        list.splice(start, selection.stop.max(selection.start) as usize, &values.to_vec());
        return Ok(());
    }
    if values.len() != selection.count {
        return Err(value_error(format!(
            "attempt to assign sequence of size {} to extended slice of size {}",
            values.len(),
            selection.count
        )));
    }
    for (from, at) in selection.indices().enumerate() {
        if let Some(value) = values.get(from) {
            list.set(at, value);
        }
    }
    Ok(())
}

/// `del container[index]`
///
/// # Errors
/// IndexError, KeyError, TypeError as in CPython.
pub fn delete(interpreter: &mut Interpreter, container: Value, index: Value) -> Result<()> {
    if let Some(list) = container.as_object::<ListObject>() {
        match select("list", list.len(), index, "list assignment index out of range")? {
            Selected::One(at) => {
                list.remove(at);
            }
            Selected::Many(selection) => delete_slice(&list, selection),
        }
        return Ok(());
    }
    if let Some(dict) = container.as_object::<DictObject>() {
        return match dict.remove(interpreter, index)? {
            Some(_) => Ok(()),
            None => Err(Unwind::Argument(Class::KeyError, index)),
        };
    }
    Err(type_error(format!("'{}' object doesn't support item deletion", type_name(container))))
}

fn delete_slice(list: &ListObject, selection: Selection) {
    let mut doomed: Vec<usize> = selection.indices().collect();
    if selection.step == 1 {
        let start = selection.start as usize;
        list.splice(start, start + selection.count, &[]);
        return;
    }
    if selection.step < 0 {
        doomed.reverse();
    }
    // One pass: what stays moves down over what goes.
    let mut next = doomed.iter().peekable();
    let mut kept = 0;
    for at in 0..list.len() {
        if next.next_if_eq(&&at).is_some() {
            continue;
        }
        if let Some(value) = list.get(at) {
            list.set(kept, value);
        }
        kept += 1;
    }
    list.truncate(kept);
}
