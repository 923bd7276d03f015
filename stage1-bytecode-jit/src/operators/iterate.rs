//! Iteration: what `for` does, and everything else that takes an iterable.

use std::cell::Cell;

use crate::builtin::Arguments;
use crate::class::Class;
use crate::class_of::type_name;
use crate::error::{Result, Unwind, overflow_error, raise, type_error, unsupported, value_error};
use crate::heap::Gc;
use crate::interpreter::{Interpreter, Resumed};
use crate::object::dict::DictObject;
use crate::object::dict_view::{DictPart, DictViewObject};
use crate::object::iterator::{ENDED, IteratorObject, IteratorState};
use crate::object::list::ListObject;
use crate::object::range::RangeObject;
use crate::object::set::SetObject;
use crate::object::str::StrObject;
use crate::object::tuple::TupleObject;
use crate::operators::compare::equal;
use crate::operators::truth::truthy;
use crate::value::{Tag, Value};

/// More elements than any machine has memory for: collecting them is a MemoryError at once.
pub const TOO_MANY: u64 = 1 << 36;

/// `iter(value)`
///
/// # Errors
/// `TypeError: 'int' object is not iterable`
pub fn get_iter(interpreter: &mut Interpreter, value: Value) -> Result {
    let heap = &mut interpreter.heap;
    if let Some(range) = value.as_object::<RangeObject>() {
        return Ok(heap.range_iterator(range, false));
    }
    if let Some(dict) = value.as_object::<DictObject>() {
        return Ok(heap.dict_iterator(dict, DictPart::Keys, false));
    }
    if let Some(view) = value.as_object::<DictViewObject>() {
        return Ok(heap.dict_iterator(view.dict, view.part, false));
    }
    let state = if let Some(list) = value.as_object::<ListObject>() {
        IteratorState::List { list, index: Cell::new(0) }
    } else if let Some(tuple) = value.as_object::<TupleObject>() {
        IteratorState::Tuple { tuple, index: Cell::new(0) }
    } else if let Some(string) = value.as_object::<StrObject>() {
        IteratorState::Str { string, offset: Cell::new(0) }
    } else if let Some(set) = value.as_object::<SetObject>() {
        IteratorState::Set { set, position: Cell::new(0), size: Cell::new(set.len()) }
    } else if value.tag() == Tag::Iterator {
        return Ok(value);
    } else {
        return Err(type_error(format!("'{}' object is not iterable", type_name(value))));
    };
    Ok(heap.iterator(state))
}

/// The next element of an iterator; `None` at its end.
///
/// # Errors
/// `TypeError: 'list' object is not an iterator`, RuntimeError when a dict or set changed, and
/// what a called function raises. A StopIteration raised there is the end.
#[inline]
pub fn next(interpreter: &mut Interpreter, iterator: Value) -> Result<Option<Value>> {
    let Some(object) = iterator.as_object::<IteratorObject>() else {
        return Err(type_error(format!("'{}' object is not an iterator", type_name(iterator))));
    };
    if let Some(element) = object.next_range() {
        return Ok(element.map(Value::int));
    }
    if let Some(element) = object.next_list() {
        return Ok(element);
    }
    match advance(interpreter, object) {
        Err(unwind) if is_stop_iteration(&unwind) => Ok(None),
        result => result,
    }
}

/// As [`next`], but a StopIteration that a called function raises stays one.
///
/// # Errors
/// As [`next`], and that StopIteration.
pub fn next_or_stop(interpreter: &mut Interpreter, iterator: Value) -> Result<Option<Value>> {
    use IteratorState::{List, Range};
    match iterator.as_object::<IteratorObject>() {
        Some(object) if !matches!(object.state, Range { .. } | List { .. }) => {
            advance(interpreter, object)
        }
        _ => next(interpreter, iterator),
    }
}

/// All elements of an iterable, in a new list.
///
/// # Errors
/// As for [`get_iter`] and [`next`].
pub fn collect(interpreter: &mut Interpreter, iterable: Value) -> Result<Gc<ListObject>> {
    if let Some(list) = iterable.as_object::<ListObject>() {
        return Ok(interpreter.heap.allocate(list.copy_range(0, list.len())));
    }
    if let Some(tuple) = iterable.as_object::<TupleObject>() {
        return Ok(interpreter.heap.allocate(ListObject::from_values(tuple.items())));
    }
    if let Some(range) = iterable.as_object::<RangeObject>()
        && let RangeObject::Big(range) = &*range
        && range.length > i64::MAX.into()
    {
        return Err(overflow_error("Python int too large to convert to C ssize_t"));
    }
    let iterator = get_iter(interpreter, iterable)?;
    let list = interpreter.heap.allocate(ListObject::new());
    if let Some(object) = iterator.as_object::<IteratorObject>()
        && let IteratorState::Range { remaining, .. } = &object.state
    {
        let bytes = 8 * remaining.get().min(TOO_MANY) as usize;
        if remaining.get() >= TOO_MANY || !interpreter.heap.make_room(bytes) {
            return Err(raise(Class::MemoryError, ""));
        }
        list.reserve(remaining.get() as usize);
    }
    while let Some(element) = next(interpreter, iterator)? {
        list.push(element);
    }
    Ok(list)
}

/// Is this a StopIteration on its way up?
#[must_use]
pub fn is_stop_iteration(unwind: &Unwind) -> bool {
    match unwind {
        Unwind::Message(class, _) | Unwind::Argument(class, _) => *class == Class::StopIteration,
        Unwind::Exception(exception) => exception.class() == Class::StopIteration,
        Unwind::Unsupported(_) => false,
    }
}

fn advance(interpreter: &mut Interpreter, object: Gc<IteratorObject>) -> Result<Option<Value>> {
    match &object.state {
        IteratorState::Generator(_) => match interpreter.resume(object, Value::NONE)? {
            Resumed::Yielded(element) => Ok(Some(element)),
            Resumed::Returned(_) => Ok(None),
        },
        IteratorState::Stream(stream) => {
            let line = stream.line(interpreter)?;
            Ok(line.map(|line| interpreter.heap.string(line)))
        }
        // Handled in `next`.
        IteratorState::Range { .. } | IteratorState::List { .. } => Ok(None),
        IteratorState::BigRange { range, index, reversed } => {
            let mut index = index.borrow_mut();
            let at = if *reversed { -(&*index) - 1i32 } else { index.clone() };
            let element = range.get_big(&at);
            if element.is_some() {
                *index += 1i32;
            }
            Ok(element.map(|element| interpreter.heap.int(element)))
        }
        IteratorState::ListReversed { list, above } => {
            let element = above.get().checked_sub(1).and_then(|index| list.get(index));
            above.set(if element.is_some() { above.get() - 1 } else { 0 });
            Ok(element)
        }
        IteratorState::Tuple { tuple, index } => {
            let element = tuple.items().get(index.get()).copied();
            index.set(index.get() + usize::from(element.is_some()));
            Ok(element)
        }
        IteratorState::Str { string, offset } => {
            let Some(character) = string.text()[offset.get()..].chars().next() else {
                return Ok(None);
            };
            offset.set(offset.get() + character.len_utf8());
            Ok(Some(interpreter.heap.character(character)))
        }
        IteratorState::Reversed { sequence, above } => {
            let Some(index) = above.get().checked_sub(1) else { return Ok(None) };
            above.set(index);
            if let Some(tuple) = sequence.as_object::<TupleObject>() {
                return Ok(tuple.items().get(index).copied());
            }
            let string = sequence.as_object::<StrObject>();
            let character = string.and_then(|string| string.character(index));
            Ok(character.map(|c| interpreter.heap.character(c)))
        }
        IteratorState::Dict { .. } => advance_dict(interpreter, &object.state),
        IteratorState::Set { set, position, size } => {
            if position.get() == ENDED {
                return Ok(None);
            }
            if size.get() != set.len() {
                size.set(ENDED);
                return Err(raise(Class::RuntimeError, "Set changed size during iteration"));
            }
            let found = set.entry_from(position.get());
            position.set(found.map_or(ENDED, |(slot, ..)| slot + 1));
            Ok(found.map(|(_, key, _)| key))
        }
        IteratorState::Enumerate { iterator, count } => {
            let Some(element) = next(interpreter, *iterator)? else { return Ok(None) };
            let number = count.get();
            let Some(following) = number.checked_add(1) else {
                return Err(unsupported("enumerate beyond 64 bits"));
            };
            count.set(following);
            Ok(Some(interpreter.heap.tuple([Value::int(number), element])))
        }
        IteratorState::Zip { iterators, strict } => advance_zip(interpreter, *iterators, *strict),
        IteratorState::Map { function, iterators } => {
            advance_map(interpreter, *function, *iterators)
        }
        IteratorState::Filter { function, iterator } => {
            while let Some(element) = next(interpreter, *iterator)? {
                let verdict =
                    if function.is_none() || Class::from_value(*function) == Some(Class::Bool) {
                        element
                    } else {
                        interpreter.call(*function, Arguments::positional(&[element]))?
                    };
                if truthy(verdict) {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        }
        IteratorState::Callable { function, sentinel, ended } => {
            if ended.get() {
                return Ok(None);
            }
            let result = interpreter.call(*function, Arguments::positional(&[]));
            if result.as_ref().is_err_and(is_stop_iteration) {
                ended.set(true);
            }
            let element = result?;
            if equal(interpreter, *sentinel, element)? {
                ended.set(true);
                return Ok(None);
            }
            Ok(Some(element))
        }
    }
}

fn advance_dict(interpreter: &mut Interpreter, state: &IteratorState) -> Result<Option<Value>> {
    let IteratorState::Dict { dict, part, reversed, position, size, remaining } = state else {
        return Ok(None);
    };
    if position.get() == ENDED {
        return Ok(None);
    }
    if size.get() != dict.len() {
        size.set(ENDED);
        return Err(raise(Class::RuntimeError, "dictionary changed size during iteration"));
    }
    let found =
        if *reversed { dict.entry_before(position.get()) } else { dict.entry_from(position.get()) };
    let Some((at, key, value)) = found else {
        position.set(ENDED);
        return Ok(None);
    };
    if !*reversed && remaining.get() == 0 {
        position.set(ENDED);
        return Err(raise(Class::RuntimeError, "dictionary keys changed during iteration"));
    }
    position.set(if *reversed { at } else { at + 1 });
    remaining.set(remaining.get().saturating_sub(1));
    Ok(Some(interpreter.heap.dict_part(*part, key, value)))
}

fn advance_zip(
    interpreter: &mut Interpreter,
    iterators: Gc<TupleObject>,
    strict: bool,
) -> Result<Option<Value>> {
    let items = iterators.items();
    if let [first, second] = *items
        && !strict
    {
        let Some(first) = next(interpreter, first)? else { return Ok(None) };
        let Some(second) = next(interpreter, second)? else { return Ok(None) };
        return Ok(Some(interpreter.heap.tuple([first, second])));
    }
    if items.is_empty() {
        return Ok(None);
    }
    let row = interpreter.heap.allocate(ListObject::new());
    for (index, iterator) in items.iter().enumerate() {
        match next(interpreter, *iterator)? {
            Some(element) => row.push(element),
            None if strict && index > 0 => return Err(unequal(index, "shorter")),
            None if strict => {
                for (index, iterator) in items.iter().enumerate().skip(1) {
                    if next(interpreter, *iterator)?.is_some() {
                        return Err(unequal(index, "longer"));
                    }
                }
                return Ok(None);
            }
            None => return Ok(None),
        }
    }
    Ok(Some(interpreter.heap.tuple(row.to_vec())))
}

fn unequal(index: usize, how: &str) -> Unwind {
    let others = if index == 1 { " 1".to_string() } else { format!("s 1-{index}") };
    value_error(format!("zip() argument {} is {how} than argument{others}", index + 1))
}

fn advance_map(
    interpreter: &mut Interpreter,
    function: Value,
    iterators: Gc<TupleObject>,
) -> Result<Option<Value>> {
    if let [iterator] = *iterators.items() {
        let Some(element) = next(interpreter, iterator)? else { return Ok(None) };
        return interpreter.call(function, Arguments::positional(&[element])).map(Some);
    }
    let row = interpreter.heap.allocate(ListObject::new());
    for iterator in iterators.items() {
        let Some(element) = next(interpreter, *iterator)? else { return Ok(None) };
        row.push(element);
    }
    let arguments = row.to_vec();
    let result = interpreter.call(function, Arguments::positional(&arguments));
    keep_alive(row.into());
    result.map(Some)
}

/// Keeps an object where the collector sees it up to here, although nothing uses it any more but
/// a copy of what it holds.
#[inline]
pub fn keep_alive(value: Value) {
    std::hint::black_box(value);
}
