//! Ranges: three ints and the length they make.
//!
//! Nearly all ranges fit in 64 bits, and their loops, subscripts and membership tests are machine
//! arithmetic: a [`SmallRange`]. A bound outside of that makes it a range of big ints, which does
//! the same things slowly. Judge: `corpus/ranges_slices`, and the two kinds against each other.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::error::{Result, value_error};
use crate::heap::{Heap, Marker, Object};
use crate::object::slice::SliceObject;
use crate::value::{Tag, Value};

/// A range.
pub enum RangeObject {
    /// All three numbers fit in 64 bits.
    Small(SmallRange),
    /// Some number does not.
    Big(Box<BigRange>),
}

impl Object for RangeObject {
    const TAG: Tag = Tag::Range;
    fn trace(&self, marker: &mut Marker<'_>) {
        if let RangeObject::Big(range) = self {
            marker.external(size_of_val(&**range));
        }
    }
}

/// A range within 64 bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SmallRange {
    /// The first element, if there is one.
    pub start: i64,
    /// The bound that is not reached.
    pub stop: i64,
    /// The distance between elements, not 0.
    pub step: i64,
    length: u64,
}

/// A range of ints of any size.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BigRange {
    /// The first element, if there is one.
    pub start: BigInt,
    /// The bound that is not reached.
    pub stop: BigInt,
    /// The distance between elements, not 0.
    pub step: BigInt,
    /// The number of elements.
    pub length: BigInt,
}

impl SmallRange {
    fn new(start: i64, stop: i64, step: i64) -> SmallRange {
        let distance = if step > 0 {
            i128::from(stop) - i128::from(start)
        } else {
            i128::from(start) - i128::from(stop)
        };
        let step_size = i128::from(step.unsigned_abs());
        let length = if distance <= 0 { 0 } else { (distance - 1) / step_size + 1 };
        // At most 2^64 - 1, because the bounds differ by no more than that.
        SmallRange { start, stop, step, length: length as u64 }
    }

    /// The number of elements.
    #[inline]
    #[must_use]
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Has it no elements?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The element at `index`, which may be negative.
    #[must_use]
    pub fn get(&self, index: i64) -> Option<i64> {
        let length = i128::from(self.length);
        let index = i128::from(index) + if index < 0 { length } else { 0 };
        if index < 0 || index >= length {
            return None;
        }
        i64::try_from(i128::from(self.start) + index * i128::from(self.step)).ok()
    }

    /// The index of an element.
    #[must_use]
    pub fn position(&self, element: i64) -> Option<i64> {
        let distance = i128::from(element) - i128::from(self.start);
        let step = i128::from(self.step);
        let index = distance / step;
        let inside = distance % step == 0 && index >= 0 && index < i128::from(self.length);
        if inside { i64::try_from(index).ok() } else { None }
    }

    fn widened(&self) -> BigRange {
        BigRange {
            start: self.start.into(),
            stop: self.stop.into(),
            step: self.step.into(),
            length: self.length.into(),
        }
    }
}

impl BigRange {
    fn new(start: BigInt, stop: BigInt, step: BigInt) -> BigRange {
        let distance = if step.is_positive() { &stop - &start } else { &start - &stop };
        let length = if distance.is_positive() {
            (distance - 1i32).div_floor(&step.abs()) + 1i32
        } else {
            BigInt::zero()
        };
        BigRange { start, stop, step, length }
    }

    /// `start + index * step`, in range or not.
    #[must_use]
    pub fn element(&self, index: &BigInt) -> BigInt {
        &self.start + index * &self.step
    }

    /// The index of an element.
    #[must_use]
    pub fn position(&self, element: &BigInt) -> Option<BigInt> {
        let (index, rest) = (element - &self.start).div_mod_floor(&self.step);
        (rest.is_zero() && !index.is_negative() && index < self.length).then_some(index)
    }
}

impl RangeObject {
    /// `range(start, stop, step)`
    ///
    /// # Errors
    /// `ValueError: range() arg 3 must not be zero`
    pub fn new(start: BigInt, stop: BigInt, step: BigInt) -> Result<RangeObject> {
        if let (Some(start), Some(stop), Some(step)) =
            (start.to_i64(), stop.to_i64(), step.to_i64())
        {
            return RangeObject::small(start, stop, step);
        }
        if step.is_zero() {
            return Err(zero_step());
        }
        Ok(RangeObject::Big(Box::new(BigRange::new(start, stop, step))))
    }

    /// [`RangeObject::new`] of numbers that fit.
    ///
    /// # Errors
    /// `ValueError: range() arg 3 must not be zero`
    pub fn small(start: i64, stop: i64, step: i64) -> Result<RangeObject> {
        if step == 0 {
            return Err(zero_step());
        }
        Ok(RangeObject::Small(SmallRange::new(start, stop, step)))
    }

    /// Has it no elements?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            RangeObject::Small(range) => range.is_empty(),
            RangeObject::Big(range) => range.length.is_zero(),
        }
    }

    /// The same range with numbers of any size.
    #[must_use]
    pub fn to_big(&self) -> BigRange {
        match self {
            RangeObject::Small(range) => range.widened(),
            RangeObject::Big(range) => (**range).clone(),
        }
    }

    /// The element at an index of any size, which may be negative.
    #[must_use]
    pub fn get_big(&self, index: &BigInt) -> Option<BigInt> {
        let range = self.to_big();
        let index = if index.is_negative() { index + &range.length } else { index.clone() };
        (!index.is_negative() && index < range.length).then(|| range.element(&index))
    }

    /// The index of an element.
    #[must_use]
    pub fn position(&self, element: &BigInt) -> Option<BigInt> {
        match self {
            RangeObject::Small(range) => range.widened().position(element),
            RangeObject::Big(range) => range.position(element),
        }
    }

    /// Is this int of any size an element? `None` for what is no int.
    #[must_use]
    pub fn contains(&self, value: Value) -> Option<bool> {
        if let (RangeObject::Small(range), Some(element)) = (self, value.as_index()) {
            // An index beyond 63 bits is no position, but the element is there.
            return Some(
                range.position(element).is_some()
                    || i64::try_from(range.length).is_err()
                        && self.position(&element.into()).is_some(),
            );
        }
        value.to_bigint().map(|element| self.position(&element).is_some())
    }

    /// The part that a slice selects.
    ///
    /// # Errors
    /// As for [`SliceObject::select`].
    pub fn slice(&self, slice: &SliceObject) -> Result<RangeObject> {
        let range = self.to_big();
        let (start, stop, step) = slice.select_big(&range.length)?;
        let (first, last) = (range.element(&start), range.element(&stop));
        RangeObject::new(first, last, range.step * step)
    }

    /// Are the elements the same?
    #[must_use]
    pub fn same_elements(&self, other: &RangeObject) -> bool {
        let (a, b) = (self.to_big(), other.to_big());
        a.length == b.length
            && (a.length.is_zero() || a.start == b.start && (a.length.is_one() || a.step == b.step))
    }
}

fn zero_step() -> crate::error::Unwind {
    value_error("range() arg 3 must not be zero")
}

impl Heap {
    /// A range.
    pub fn range(&mut self, range: RangeObject) -> Value {
        self.allocate(range).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn big_ranges_agree_with_small_ones(
            start in -20i64..20, stop in -20i64..20, step in -6i64..6, index in -30i64..30,
        ) {
            prop_assume!(step != 0);
            let small = SmallRange::new(start, stop, step);
            let big = BigRange::new(start.into(), stop.into(), step.into());
            prop_assert_eq!(&small.widened(), &big);
            prop_assert_eq!(
                small.position(index).map(BigInt::from),
                big.position(&index.into())
            );
            prop_assert_eq!(
                small.get(index).map(BigInt::from),
                RangeObject::Small(small).get_big(&index.into())
            );
        }
    }
}
