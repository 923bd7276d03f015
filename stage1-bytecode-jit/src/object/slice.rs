//! Slice objects, and what they select from a sequence of a given length.

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use crate::builtin::{Arguments, Builtin};
use crate::class::Class;
use crate::error::{Result, type_error, value_error};
use crate::heap::{Heap, Marker, Object};
use crate::interpreter::Interpreter;
use crate::object::bigint::BigIntObject;
use crate::object::method::{not_an_integer, one_argument};
use crate::value::{Tag, Value};

/// A slice: three values, any of which may be `None`.
#[derive(Clone, Copy)]
pub struct SliceObject {
    /// Before the first colon.
    pub start: Value,
    /// Behind it.
    pub stop: Value,
    /// Behind the second colon.
    pub step: Value,
}

impl Object for SliceObject {
    const TAG: Tag = Tag::Slice;
    fn trace(&self, marker: &mut Marker<'_>) {
        marker.values(&[self.start, self.stop, self.step]);
    }
}

/// What a slice selects: `count` indices, `step` apart, from `start` on; all in range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Selection {
    /// The first index. Between -1 and the length; in range if anything is selected.
    pub start: i64,
    /// The bound that is not reached.
    pub stop: i64,
    /// The distance, not 0.
    pub step: i64,
    /// How many.
    pub count: usize,
}

impl Selection {
    /// The selected indices.
    pub fn indices(self) -> impl DoubleEndedIterator<Item = usize> {
        // In range of a sequence, hence no overflow.
        (0..self.count).map(move |k| (self.start + k as i64 * self.step) as usize)
    }
}

/// A bound as an index, clamped to 64 bits; `None` for Python's `None`.
fn bound(value: Value) -> Result<Option<i64>> {
    if value.is_none() {
        return Ok(None);
    }
    match clamped_index(value) {
        Some(index) => Ok(Some(index)),
        None => Err(not_a_bound()),
    }
}

/// An int of any size, clamped to 64 bits; `None` for what is no int.
#[must_use]
pub fn clamped_index(value: Value) -> Option<i64> {
    if let Some(index) = value.as_index() {
        return Some(index);
    }
    let big = value.as_object::<BigIntObject>()?;
    Some(if big.value().sign() == num_bigint::Sign::Minus { i64::MIN } else { i64::MAX })
}

impl SliceObject {
    /// What it selects from a sequence of this length, by CPython's rules (`PySlice_Unpack`,
    /// `PySlice_AdjustIndices`).
    ///
    /// # Errors
    /// TypeError for a bound that is no int, ValueError for a step of 0.
    pub fn select(&self, length: usize) -> Result<Selection> {
        let length = length as i64;
        let step = match bound(self.step)? {
            None => 1,
            Some(0) => return Err(value_error("slice step cannot be zero")),
            Some(step) => step.max(-i64::MAX),
        };
        let clamp = |index: i64| {
            let (low, high) = if step < 0 { (-1, length - 1) } else { (0, length) };
            if index < 0 { index.saturating_add(length).max(low) } else { index.min(high) }
        };
        let (first, last) = if step < 0 { (length - 1, -1) } else { (0, length) };
        let start = bound(self.start)?.map_or(first, clamp);
        let stop = bound(self.stop)?.map_or(last, clamp);
        let count = if step < 0 && stop < start {
            (start - stop - 1) / -step + 1
        } else if step > 0 && start < stop {
            (stop - start - 1) / step + 1
        } else {
            0
        };
        Ok(Selection { start, stop, step, count: count as usize })
    }
}

impl SliceObject {
    /// Start, stop and step in a sequence of any length (`_PySlice_GetLongIndices`).
    ///
    /// # Errors
    /// As for [`SliceObject::select`].
    pub fn select_big(&self, length: &BigInt) -> Result<(BigInt, BigInt, BigInt)> {
        let bound = |value: Value| match value.to_bigint() {
            _ if value.is_none() => Ok(None),
            Some(bound) => Ok(Some(bound)),
            None => Err(not_a_bound()),
        };
        let step = bound(self.step)?.unwrap_or_else(BigInt::one);
        if step.is_zero() {
            return Err(value_error("slice step cannot be zero"));
        }
        let (low, high) = if step.is_negative() {
            (BigInt::from(-1), length - 1i32)
        } else {
            (BigInt::zero(), length.clone())
        };
        let clamp = |index: BigInt| {
            if index.is_negative() {
                (index + length).max(low.clone())
            } else {
                index.min(high.clone())
            }
        };
        let (first, last) = if step.is_negative() { (&high, &low) } else { (&low, &high) };
        let start = bound(self.start)?.map_or_else(|| first.clone(), clamp);
        let stop = bound(self.stop)?.map_or_else(|| last.clone(), clamp);
        Ok((start, stop, step))
    }
}

fn not_a_bound() -> crate::error::Unwind {
    type_error("slice indices must be integers or None or have an __index__ method")
}

/// The methods of slices.
pub static METHODS: &[Builtin] = &[Builtin { name: "indices", call: indices }];

/// `slice.indices(length)`: the bounds and the step that `range` takes.
fn indices(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (slice, length) = one_argument::<SliceObject>(Class::Slice, "indices", arguments)?;
    let Some(length) = length.to_bigint() else { return Err(not_an_integer(length)) };
    if length.is_negative() {
        return Err(value_error("length should not be negative"));
    }
    let (start, stop, step) = slice.select_big(&length)?;
    let bounds = [start, stop, step].map(|bound| interpreter.heap.int(bound));
    Ok(interpreter.heap.tuple(bounds))
}

impl Heap {
    /// A slice.
    pub fn slice(&mut self, start: Value, stop: Value, step: Value) -> Value {
        self.allocate(SliceObject { start, stop, step }).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition in the language reference, one index after the other.
    fn naive(length: i64, start: Option<i64>, stop: Option<i64>, step: i64) -> Vec<usize> {
        let place = |index: i64| if index < 0 { index + length } else { index };
        let mut selected = Vec::new();
        let mut at = match start {
            None => {
                if step > 0 {
                    0
                } else {
                    length - 1
                }
            }
            Some(start) if step > 0 => place(start).max(0),
            Some(start) => place(start).min(length - 1),
        };
        loop {
            let before_stop = match stop {
                None => true,
                Some(stop) if step > 0 => at < place(stop),
                Some(stop) => at > place(stop),
            };
            if at < 0 || at >= length || !before_stop {
                return selected;
            }
            selected.push(at as usize);
            at += step;
        }
    }

    proptest! {
        #[test]
        fn selects_what_the_reference_says(
            length in 0i64..12,
            start in proptest::option::of(-15i64..15),
            stop in proptest::option::of(-15i64..15),
            step in -5i64..5,
        ) {
            prop_assume!(step != 0);
            let value = |bound: Option<i64>| bound.map_or(Value::NONE, Value::int);
            let slice =
                SliceObject { start: value(start), stop: value(stop), step: Value::int(step) };
            let selected: Vec<usize> =
                slice.select(length as usize).unwrap().indices().collect();
            prop_assert_eq!(selected, naive(length, start, stop, step));
        }
    }

    #[test]
    fn extreme_bounds_are_clamped() {
        let slice = SliceObject {
            start: Value::int(i64::MAX),
            stop: Value::int(i64::MIN),
            step: Value::int(i64::MIN),
        };
        assert_eq!(slice.select(5).unwrap().indices().collect::<Vec<_>>(), [4]);
    }
}
