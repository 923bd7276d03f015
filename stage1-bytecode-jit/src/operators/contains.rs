//! Membership: `item in container`.

use num_bigint::BigInt;
use num_traits::FromPrimitive;

use crate::class_of::type_name;
use crate::error::{Result, type_error};
use crate::interpreter::Interpreter;
use crate::object::dict::DictObject;
use crate::object::dict_view::{DictPart, DictViewObject};
use crate::object::list::ListObject;
use crate::object::range::RangeObject;
use crate::object::set::SetObject;
use crate::object::tuple::TupleObject;
use crate::operators::compare::equal;
use crate::operators::iterate;
use crate::value::{Tag, Value};

/// `item in container`
///
/// # Errors
/// `TypeError: argument of type 'int' is not iterable`, or what hashing and comparing raise.
pub fn contains(interpreter: &mut Interpreter, container: Value, item: Value) -> Result<bool> {
    if let Some(list) = container.as_object::<ListObject>() {
        return Ok(position(interpreter, &list, item, 0, usize::MAX)?.is_some());
    }
    if let Some(tuple) = container.as_object::<TupleObject>() {
        for element in tuple.items() {
            if equal(interpreter, *element, item)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if let Some(text) = container.as_str() {
        return match item.as_str() {
            Some(part) => Ok(text.contains(part)),
            None => Err(type_error(format!(
                "'in <string>' requires string as left operand, not {}",
                type_name(item)
            ))),
        };
    }
    if let Some(dict) = container.as_object::<DictObject>() {
        return Ok(dict.get(interpreter, item)?.is_some());
    }
    if let Some(set) = container.as_object::<SetObject>() {
        return set.contains(interpreter, item);
    }
    if let Some(range) = container.as_object::<RangeObject>() {
        return in_range(interpreter, container, &range, item);
    }
    if let Some(view) = container.as_object::<DictViewObject>()
        && view.is_set_like()
    {
        return in_view(interpreter, &view, item);
    }
    if !matches!(container.tag(), Tag::Iterator | Tag::DictView) {
        return Err(type_error(format!(
            "argument of type '{}' is not iterable",
            type_name(container)
        )));
    }
    in_iterable(interpreter, container, item)
}

/// The first index of `item` in `list[start..stop]`, as `list.index` finds it.
///
/// # Errors
/// What a comparison raises.
pub fn position(
    interpreter: &mut Interpreter,
    list: &ListObject,
    item: Value,
    start: usize,
    stop: usize,
) -> Result<Option<usize>> {
    let mut index = start;
    while index < stop
        && let Some(element) = list.get(index)
    {
        if equal(interpreter, element, item)? {
            return Ok(Some(index));
        }
        index += 1;
    }
    Ok(None)
}

fn in_range(
    interpreter: &mut Interpreter,
    container: Value,
    range: &RangeObject,
    item: Value,
) -> Result<bool> {
    if let Some(found) = range.contains(item) {
        return Ok(found);
    }
    match item.as_float() {
        // CPython compares with one element after the other; the whole number that a float
        // equals gives the same answer at once.
        Some(float) => match BigInt::from_f64(float) {
            Some(whole) if float.trunc() == float => Ok(range.position(&whole).is_some()),
            _ => Ok(false),
        },
        None => in_iterable(interpreter, container, item),
    }
}

fn in_view(interpreter: &mut Interpreter, view: &DictViewObject, item: Value) -> Result<bool> {
    if view.part == DictPart::Keys {
        return Ok(view.dict.get(interpreter, item)?.is_some());
    }
    let Some(pair) = item.as_object::<TupleObject>() else { return Ok(false) };
    let [key, value] = *pair.items() else { return Ok(false) };
    match view.dict.get(interpreter, key)? {
        Some(found) => equal(interpreter, found, value),
        None => Ok(false),
    }
}

fn in_iterable(interpreter: &mut Interpreter, iterable: Value, item: Value) -> Result<bool> {
    let iterator = iterate::get_iter(interpreter, iterable)?;
    while let Some(element) = iterate::next(interpreter, iterator)? {
        if equal(interpreter, element, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}
