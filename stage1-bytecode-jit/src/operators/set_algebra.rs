//! Union, intersection, difference: CPython's order of steps, because the order in which keys
//! enter a table decides the order in which they come out (see `object::set`).
//!
//! An operand other than the first may be any iterable. Sets take part with their stored hashes,
//! in the order of their slots; a dict with its keys.

use crate::error::Result;
use crate::heap::Gc;
use crate::interpreter::Interpreter;
use crate::object::dict::DictObject;
use crate::object::set::{SetObject, set_value};
use crate::operators::hash::hash;
use crate::operators::iterate;
use crate::value::Value;

/// The keys of a set or dict one after the other, with their hashes.
struct HashedKeys {
    source: Value,
    position: usize,
}

impl HashedKeys {
    fn next(&mut self) -> Option<(Value, i64)> {
        let (at, key, hash) = if let Some(set) = self.source.as_object::<SetObject>() {
            set.entry_from(self.position)?
        } else {
            let dict = self.source.as_object::<DictObject>()?;
            let (at, key, _) = dict.entry_from(self.position)?;
            (at, key, dict.hash_at(at))
        };
        self.position = at + 1;
        Some((key, hash))
    }
}

/// The keys of a set or dict; `None` for any other iterable.
fn hashed_keys(source: Value) -> Option<HashedKeys> {
    let known =
        source.as_object::<SetObject>().is_some() || source.as_object::<DictObject>().is_some();
    known.then_some(HashedKeys { source, position: 0 })
}

/// A new set of the elements of an iterable.
///
/// # Errors
/// TypeError for what is not iterable or cannot be hashed.
pub fn from_iterable(
    interpreter: &mut Interpreter,
    iterable: Value,
    frozen: bool,
) -> Result<Gc<SetObject>> {
    let set = interpreter.heap.set(frozen);
    update(interpreter, &set, iterable)?;
    Ok(set)
}

/// A copy; of a frozenset if `frozen`.
pub fn copy(interpreter: &mut Interpreter, set: &SetObject, frozen: bool) -> Gc<SetObject> {
    let copy = set.copy(frozen);
    interpreter.heap.allocate(copy)
}

/// `set |= other`
///
/// # Errors
/// As for [`from_iterable`].
pub fn update(interpreter: &mut Interpreter, set: &SetObject, other: Value) -> Result<()> {
    if let Some(other) = other.as_object::<SetObject>() {
        return set.merge(interpreter, &other);
    }
    if let Some(mut keys) = hashed_keys(other) {
        set.reserve(other.as_object::<DictObject>().map_or(0, |dict| dict.len()));
        while let Some((key, hash)) = keys.next() {
            set.add_hashed(interpreter, key, hash)?;
        }
        return Ok(());
    }
    let iterator = iterate::get_iter(interpreter, other)?;
    while let Some(element) = iterate::next(interpreter, iterator)? {
        set.add(interpreter, element)?;
    }
    Ok(())
}

/// `set & other`
///
/// # Errors
/// As for [`from_iterable`].
pub fn intersection(
    interpreter: &mut Interpreter,
    set: Gc<SetObject>,
    other: Value,
) -> Result<Gc<SetObject>> {
    if set_value(set).is(other) {
        return Ok(copy(interpreter, &set, set.is_frozen()));
    }
    let result = interpreter.heap.set(set.is_frozen());
    if let Some(other) = other.as_object::<SetObject>() {
        // The smaller one is gone through; the larger one is asked.
        let (small, large) = if other.len() > set.len() { (set, other) } else { (other, set) };
        let mut keys = HashedKeys { source: set_value(small), position: 0 };
        while let Some((key, hash)) = keys.next() {
            if large.contains_hashed(interpreter, key, hash)? {
                result.add_hashed(interpreter, key, hash)?;
            }
        }
        return Ok(result);
    }
    let iterator = iterate::get_iter(interpreter, other)?;
    while let Some(key) = iterate::next(interpreter, iterator)? {
        let hash = hash(interpreter, key)?;
        if set.contains_hashed(interpreter, key, hash)? {
            result.add_hashed(interpreter, key, hash)?;
        }
    }
    Ok(result)
}

/// `set &= other`
///
/// # Errors
/// As for [`from_iterable`].
pub fn intersection_update(
    interpreter: &mut Interpreter,
    set: Gc<SetObject>,
    other: Value,
) -> Result<()> {
    let result = intersection(interpreter, set, other)?;
    set.swap(&result);
    Ok(())
}

/// `set -= other`
///
/// # Errors
/// As for [`from_iterable`].
pub fn difference_update(
    interpreter: &mut Interpreter,
    set: Gc<SetObject>,
    other: Value,
) -> Result<()> {
    if set_value(set).is(other) {
        set.clear();
        return Ok(());
    }
    if let Some(mut other) = other.as_object::<SetObject>() {
        if other.len() >> 3 > set.len() {
            other = intersection(interpreter, set, set_value(other))?;
        }
        let mut keys = HashedKeys { source: set_value(other), position: 0 };
        while let Some((key, hash)) = keys.next() {
            set.discard_hashed(interpreter, key, hash)?;
        }
    } else {
        let iterator = iterate::get_iter(interpreter, other)?;
        while let Some(key) = iterate::next(interpreter, iterator)? {
            set.discard(interpreter, key)?;
        }
    }
    set.shrink_dummies();
    Ok(())
}

/// `set - other`
///
/// # Errors
/// As for [`from_iterable`].
pub fn difference(
    interpreter: &mut Interpreter,
    set: Gc<SetObject>,
    other: Value,
) -> Result<Gc<SetObject>> {
    let size = match (other.as_object::<SetObject>(), other.as_object::<DictObject>()) {
        (Some(other), _) => Some(other.len()),
        (_, Some(other)) => Some(other.len()),
        _ => None,
    };
    // Much larger than the other, or the other can only be gone through: copy, then remove.
    if size.is_none_or(|size| set.len() >> 2 > size) {
        let result = copy(interpreter, &set, set.is_frozen());
        difference_update(interpreter, result, other)?;
        return Ok(result);
    }
    let result = interpreter.heap.set(set.is_frozen());
    let mut keys = HashedKeys { source: set_value(set), position: 0 };
    while let Some((key, hash)) = keys.next() {
        let found = if let Some(other) = other.as_object::<SetObject>() {
            other.contains_hashed(interpreter, key, hash)?
        } else if let Some(other) = other.as_object::<DictObject>() {
            other.get_hashed(interpreter, key, hash)?.is_some()
        } else {
            false
        };
        if !found {
            result.add_hashed(interpreter, key, hash)?;
        }
    }
    Ok(result)
}

/// `set ^= other`
///
/// # Errors
/// As for [`from_iterable`].
pub fn symmetric_difference_update(
    interpreter: &mut Interpreter,
    set: Gc<SetObject>,
    other: Value,
) -> Result<()> {
    if set_value(set).is(other) {
        set.clear();
        return Ok(());
    }
    let source = if hashed_keys(other).is_some() {
        other
    } else {
        set_value(from_iterable(interpreter, other, false)?)
    };
    let mut keys = HashedKeys { source, position: 0 };
    while let Some((key, hash)) = keys.next() {
        if !set.discard_hashed(interpreter, key, hash)? {
            set.add_hashed(interpreter, key, hash)?;
        }
    }
    Ok(())
}

/// `set ^ other`
///
/// # Errors
/// As for [`from_iterable`].
pub fn symmetric_difference(
    interpreter: &mut Interpreter,
    set: Gc<SetObject>,
    other: Value,
) -> Result<Gc<SetObject>> {
    let result = from_iterable(interpreter, other, set.is_frozen())?;
    symmetric_difference_update(interpreter, result, set_value(set))?;
    Ok(result)
}

/// Have the two no element in common?
///
/// # Errors
/// As for [`from_iterable`].
pub fn is_disjoint(interpreter: &mut Interpreter, set: &SetObject, other: Value) -> Result<bool> {
    let iterator = iterate::get_iter(interpreter, other)?;
    while let Some(key) = iterate::next(interpreter, iterator)? {
        let hash = hash(interpreter, key)?;
        if set.contains_hashed(interpreter, key, hash)? {
            return Ok(false);
        }
    }
    Ok(true)
}
