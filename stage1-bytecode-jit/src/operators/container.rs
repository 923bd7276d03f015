//! Binary operators on containers: joining and repeating sequences, algebra on sets, dicts and
//! views.

use crate::class::Class;
use crate::class_of::type_name;
use crate::error::{Result, overflow_error, raise, type_error};
use crate::heap::Gc;
use crate::interpreter::Interpreter;
use crate::object::dict::DictObject;
use crate::object::dict_methods::update_dict;
use crate::object::dict_view::{DictPart, DictViewObject};
use crate::object::list::ListObject;
use crate::object::list_methods::extend_list;
use crate::object::set::{SetObject, set_value};
use crate::object::tuple::TupleObject;
use crate::operators::arithmetic::BinaryOperator;
use crate::operators::compare::equal;
use crate::operators::{contains, iterate, set_algebra};
use crate::value::{Tag, Value};

/// `left OP right`, or `left OP= right` if `in_place`, where one of them is a container that
/// defines it; `None` where none does.
///
/// # Errors
/// TypeError: `can only concatenate list (not "int") to list` and its like.
pub fn binary_container(
    interpreter: &mut Interpreter,
    operator: BinaryOperator,
    left: Value,
    right: Value,
    in_place: bool,
) -> Result<Option<Value>> {
    match operator {
        BinaryOperator::Add => concatenate(interpreter, left, right, in_place),
        BinaryOperator::Multiply => repeat(interpreter, left, right, in_place),
        BinaryOperator::Or
        | BinaryOperator::And
        | BinaryOperator::Subtract
        | BinaryOperator::Xor => {
            if let (Some(a), Some(_)) =
                (left.as_object::<SetObject>(), right.as_object::<SetObject>())
            {
                return sets(interpreter, operator, a, right, in_place).map(Some);
            }
            if is_set_like_view(left) || is_set_like_view(right) {
                return views(interpreter, operator, left, right).map(Some);
            }
            if operator == BinaryOperator::Or {
                return merge(interpreter, left, right, in_place);
            }
            Ok(None)
        }
        _ => Ok(None),
    }
}

fn concatenate(
    interpreter: &mut Interpreter,
    left: Value,
    right: Value,
    in_place: bool,
) -> Result<Option<Value>> {
    if let Some(list) = left.as_object::<ListObject>() {
        if in_place {
            extend_list(interpreter, list, right)?;
            return Ok(Some(left));
        }
        let Some(other) = right.as_object::<ListObject>() else {
            return Err(cannot_concatenate("list", right));
        };
        let joined = list.copy_range(0, list.len());
        joined.extend_from_list(&other);
        return Ok(Some(interpreter.heap.allocate(joined).into()));
    }
    if let Some(tuple) = left.as_object::<TupleObject>() {
        let Some(other) = right.as_object::<TupleObject>() else {
            return Err(cannot_concatenate("tuple", right));
        };
        if tuple.items().is_empty() {
            return Ok(Some(right));
        }
        if other.items().is_empty() {
            return Ok(Some(left));
        }
        let joined = [tuple.items(), other.items()].concat();
        return Ok(Some(interpreter.heap.tuple(joined)));
    }
    Ok(None)
}

fn cannot_concatenate(what: &str, right: Value) -> crate::error::Unwind {
    type_error(format!("can only concatenate {what} (not \"{}\") to {what}", type_name(right)))
}

fn repeat(
    interpreter: &mut Interpreter,
    left: Value,
    right: Value,
    in_place: bool,
) -> Result<Option<Value>> {
    let is_sequence = |value: Value| matches!(value.tag(), Tag::List | Tag::Tuple);
    let (sequence, times) = if is_sequence(left) {
        (left, right)
    } else if is_sequence(right) {
        // A string on the left is the one that is repeated.
        if left.tag() == Tag::Str { (left, right) } else { (right, left) }
    } else {
        return Ok(None);
    };
    let Some(count) = times.as_index() else {
        if times.tag() == Tag::BigInt {
            return Err(overflow_error("cannot fit 'int' into an index-sized integer"));
        }
        return Err(type_error(format!(
            "can't multiply sequence by non-int of type '{}'",
            type_name(times)
        )));
    };
    let count = usize::try_from(count).unwrap_or(0);
    let mut checked = |length: usize, bytes: usize| match length.checked_mul(count) {
        Some(total)
            if (total as u64) < iterate::TOO_MANY && interpreter.heap.make_room(total * bytes) =>
        {
            Ok(())
        }
        _ => Err(raise(Class::MemoryError, "")),
    };
    if let Some(list) = sequence.as_object::<ListObject>() {
        checked(list.len(), list.strategy().element_bytes())?;
        if in_place && sequence.is(left) {
            if count == 0 {
                list.clear();
                return Ok(Some(left));
            }
            let once = list.len();
            let all = list.repeat(count - 1).ok_or_else(|| raise(Class::MemoryError, ""))?;
            if once > 0 {
                list.extend_from_list(&all);
            }
            return Ok(Some(left));
        }
        let repeated = list.repeat(count).ok_or_else(|| raise(Class::MemoryError, ""))?;
        return Ok(Some(interpreter.heap.allocate(repeated).into()));
    }
    let Some(tuple) = sequence.as_object::<TupleObject>() else { return Ok(None) };
    if count == 1 || tuple.items().is_empty() {
        return Ok(Some(sequence));
    }
    checked(tuple.items().len(), size_of::<Value>())?;
    Ok(Some(interpreter.heap.tuple(tuple.items().repeat(count))))
}

fn sets(
    interpreter: &mut Interpreter,
    operator: BinaryOperator,
    left: Gc<SetObject>,
    right: Value,
    in_place: bool,
) -> Result {
    if in_place && !left.is_frozen() {
        match operator {
            BinaryOperator::Or => set_algebra::update(interpreter, &left, right)?,
            BinaryOperator::And => set_algebra::intersection_update(interpreter, left, right)?,
            BinaryOperator::Subtract => set_algebra::difference_update(interpreter, left, right)?,
            _ => set_algebra::symmetric_difference_update(interpreter, left, right)?,
        }
        return Ok(set_value(left));
    }
    let result = match operator {
        BinaryOperator::Or => {
            let result = set_algebra::copy(interpreter, &left, left.is_frozen());
            set_algebra::update(interpreter, &result, right)?;
            result
        }
        BinaryOperator::And => set_algebra::intersection(interpreter, left, right)?,
        BinaryOperator::Subtract => set_algebra::difference(interpreter, left, right)?,
        _ => set_algebra::symmetric_difference(interpreter, left, right)?,
    };
    Ok(set_value(result))
}

fn is_set_like_view(value: Value) -> bool {
    value.as_object::<DictViewObject>().is_some_and(|view| view.is_set_like())
}

fn view_part(value: Value, part: DictPart) -> Option<Gc<DictViewObject>> {
    value.as_object::<DictViewObject>().filter(|view| view.part == part)
}

/// A new set of what an operand has; of a keys view, the keys of its dict.
fn as_set(interpreter: &mut Interpreter, operand: Value) -> Result<Gc<SetObject>> {
    let source = view_part(operand, DictPart::Keys).map_or(operand, |view| view.dict.into());
    set_algebra::from_iterable(interpreter, source, false)
}

fn views(
    interpreter: &mut Interpreter,
    operator: BinaryOperator,
    left: Value,
    right: Value,
) -> Result {
    if operator == BinaryOperator::And {
        return view_intersection(interpreter, left, right);
    }
    if operator == BinaryOperator::Xor
        && let (Some(a), Some(b)) =
            (view_part(left, DictPart::Items), view_part(right, DictPart::Items))
    {
        return items_symmetric_difference(interpreter, a.dict, b.dict);
    }
    let result = as_set(interpreter, left)?;
    match operator {
        BinaryOperator::Or => set_algebra::update(interpreter, &result, right)?,
        BinaryOperator::Subtract => set_algebra::difference_update(interpreter, result, right)?,
        _ => set_algebra::symmetric_difference_update(interpreter, result, right)?,
    }
    Ok(set_value(result))
}

fn view_intersection(interpreter: &mut Interpreter, left: Value, right: Value) -> Result {
    let (mut view, mut other) = if is_set_like_view(left) { (left, right) } else { (right, left) };
    let size = |view: Value| view.as_object::<DictViewObject>().map_or(0, |view| view.dict.len());
    if let Some(set) = other.as_object::<SetObject>()
        && !set.is_frozen()
        && size(view) <= set.len()
    {
        return Ok(set_value(set_algebra::intersection(interpreter, set, view)?));
    }
    if is_set_like_view(other) && size(other) > size(view) {
        std::mem::swap(&mut view, &mut other);
    }
    let result = interpreter.heap.set(false);
    let iterator = iterate::get_iter(interpreter, other)?;
    while let Some(key) = iterate::next(interpreter, iterator)? {
        if contains::contains(interpreter, view, key)? {
            result.add(interpreter, key)?;
        }
    }
    Ok(set_value(result))
}

/// `a.items() ^ b.items()`
fn items_symmetric_difference(
    interpreter: &mut Interpreter,
    first: Gc<DictObject>,
    second: Gc<DictObject>,
) -> Result {
    let (small, large) = if first.len() > second.len() { (second, first) } else { (first, second) };
    let rest = interpreter.heap.allocate(small.copy());
    let result = interpreter.heap.set(false);
    let mut position = 0;
    while let Some((at, key, value)) = large.entry_from(position) {
        let same = match rest.get(interpreter, key)? {
            Some(other) => equal(interpreter, other, value)?,
            None => false,
        };
        if same {
            rest.remove(interpreter, key)?;
        } else {
            let pair = interpreter.heap.tuple([key, value]);
            result.add(interpreter, pair)?;
        }
        position = at + 1;
    }
    let pairs = interpreter.heap.dict_view(rest, DictPart::Items);
    set_algebra::update(interpreter, &result, pairs)?;
    Ok(set_value(result))
}

/// `dict | dict`, `dict |= anything`
fn merge(
    interpreter: &mut Interpreter,
    left: Value,
    right: Value,
    in_place: bool,
) -> Result<Option<Value>> {
    let Some(dict) = left.as_object::<DictObject>() else { return Ok(None) };
    if in_place {
        update_dict(interpreter, dict, right)?;
        return Ok(Some(left));
    }
    if right.as_object::<DictObject>().is_none() {
        return Ok(None);
    }
    let result = interpreter.heap.allocate(dict.copy());
    update_dict(interpreter, result, right)?;
    Ok(Some(result.into()))
}
