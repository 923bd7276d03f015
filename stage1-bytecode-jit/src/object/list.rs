//! Lists, with a storage strategy: all ints, all floats, all bools, or anything.
//!
//! A list of a million ints is eight million bytes here, because the tags are not stored: the list
//! knows that every element is an int; a million bools are a million (Bolz, Diekmann and Tratt, "Storage strategies for
//! collections in dynamically typed languages", 2013). The first element of another type turns
//! the list into a general one, once. The layout is fixed, so that compiled code can read raw
//! numbers after one test of the strategy.
//!
//! Every method takes `&self`, copies values in and out, and calls nothing that could come back
//! here, so no reference into the buffer outlives a call.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error, realloc};
use std::cell::Cell;

use crate::heap::{Heap, Marker, Object, note_growth};
use crate::value::{Tag, Value};

/// How the elements are stored.
#[repr(u64)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Strategy {
    /// Eight bytes an element, every one an int that fits. An empty list is one of ints.
    Ints = 0,
    /// Eight bytes an element, every one a float.
    Floats = 1,
    /// A byte an element, 0 or 1.
    Bools = 2,
    /// Sixteen bytes an element.
    General = 3,
}

impl Strategy {
    /// Bytes that an element takes.
    #[must_use]
    pub fn element_bytes(self) -> usize {
        match self {
            Strategy::Ints | Strategy::Floats => 8,
            Strategy::Bools => 1,
            Strategy::General => 16,
        }
    }

    fn of(value: Value) -> Strategy {
        match value.tag() {
            Tag::Int => Strategy::Ints,
            Tag::Float => Strategy::Floats,
            Tag::Bool => Strategy::Bools,
            _ => Strategy::General,
        }
    }
}

/// A list.
#[repr(C)]
pub struct ListObject {
    strategy: Cell<Strategy>,
    elements: Cell<*mut u64>,
    length: Cell<usize>,
    capacity: Cell<usize>,
}

/// The byte offsets of the fields, for compiled code.
pub const LIST_STRATEGY_OFFSET: usize = 0;
/// The offset of the pointer to the elements.
pub const LIST_ELEMENTS_OFFSET: usize = 8;
/// The offset of the length.
pub const LIST_LENGTH_OFFSET: usize = 16;
/// The offset of the capacity.
pub const LIST_CAPACITY_OFFSET: usize = 24;

impl Object for ListObject {
    const TAG: Tag = Tag::List;

    fn trace(&self, marker: &mut Marker<'_>) {
        marker.external(self.external_bytes());
        if self.strategy.get() == Strategy::General {
            for index in 0..self.length.get() {
                marker.value(self.at(index));
            }
        }
    }

    fn external_bytes(&self) -> usize {
        self.capacity.get() * self.strategy.get().element_bytes()
    }
}

impl Drop for ListObject {
    fn drop(&mut self) {
        self.release();
    }
}

impl Default for ListObject {
    fn default() -> Self {
        ListObject::new()
    }
}

impl ListObject {
    /// An empty list, without a buffer.
    #[must_use]
    pub fn new() -> ListObject {
        ListObject {
            strategy: Cell::new(Strategy::Ints),
            elements: Cell::new(std::ptr::null_mut()),
            length: Cell::new(0),
            capacity: Cell::new(0),
        }
    }

    /// A list of these values.
    #[must_use]
    pub fn from_values(values: &[Value]) -> ListObject {
        let list = ListObject::new();
        list.extend(values);
        list
    }

    /// How the elements are stored.
    #[inline(always)]
    #[must_use]
    pub fn strategy(&self) -> Strategy {
        self.strategy.get()
    }

    /// The number of elements.
    #[inline(always)]
    #[must_use]
    pub fn len(&self) -> usize {
        self.length.get()
    }

    /// Is it empty?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at `index`.
    #[inline(always)]
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Value> {
        (index < self.length.get()).then(|| self.at(index))
    }

    /// The element at an index that is in range.
    #[inline(always)]
    fn at(&self, index: usize) -> Value {
        debug_assert!(index < self.length.get());
        let elements = self.elements.get();
        // SAFETY: `index` is below the length, and the strategy says what the elements are.
        unsafe {
            match self.strategy.get() {
                Strategy::Ints => Value::int(elements.add(index).read() as i64),
                Strategy::Floats => Value::float(f64::from_bits(elements.add(index).read())),
                Strategy::Bools => Value::bool(elements.cast::<u8>().add(index).read() != 0),
                Strategy::General => elements.cast::<Value>().add(index).read(),
            }
        }
    }

    /// Writes an element whose index is below the capacity and whose type fits the strategy.
    #[inline(always)]
    fn write(&self, index: usize, value: Value) {
        debug_assert!(index < self.capacity.get());
        // SAFETY: in the buffer; the caller made the strategy fit.
        unsafe {
            match self.strategy.get() {
                Strategy::General => self.elements.get().cast::<Value>().add(index).write(value),
                Strategy::Bools => {
                    self.elements.get().cast::<u8>().add(index).write(value.payload() as u8);
                }
                Strategy::Ints | Strategy::Floats => {
                    self.elements.get().add(index).write(value.payload())
                }
            }
        }
    }

    #[inline(always)]
    fn accepts(&self, value: Value) -> bool {
        match self.strategy.get() {
            Strategy::Ints => value.tag() == Tag::Int,
            Strategy::Floats => value.tag() == Tag::Float,
            Strategy::Bools => value.tag() == Tag::Bool,
            Strategy::General => true,
        }
    }

    /// Replaces the element at `index`; false when there is none.
    #[inline(always)]
    pub fn set(&self, index: usize, value: Value) -> bool {
        if index >= self.length.get() {
            return false;
        }
        if !self.accepts(value) {
            self.generalise();
        }
        self.write(index, value);
        true
    }

    // ANCHOR: push
    /// Appends.
    #[inline(always)]
    pub fn push(&self, value: Value) {
        if self.length.get() == self.capacity.get() || !self.accepts(value) {
            self.make_room(value);
        }
        let length = self.length.get();
        self.write(length, value);
        self.length.set(length + 1);
    }
    // ANCHOR_END: push

    #[cold]
    #[inline(never)]
    fn make_room(&self, value: Value) {
        self.adapt(value);
        self.reserve(1);
    }

    // ANCHOR: adapt
    /// Makes the strategy one that can hold `value`.
    fn adapt(&self, value: Value) {
        if self.accepts(value) {
            return;
        }
        if self.length.get() == 0 {
            self.release();
            self.strategy.set(Strategy::of(value));
        } else {
            self.generalise();
        }
    }
    // ANCHOR_END: adapt

    /// Removes and returns the last element.
    #[inline]
    pub fn pop(&self) -> Option<Value> {
        let last = self.length.get().checked_sub(1)?;
        let value = self.at(last);
        self.length.set(last);
        Some(value)
    }

    /// Inserts before `index`, which is at most the length.
    pub fn insert(&self, index: usize, value: Value) {
        self.splice(index, index, &[value]);
    }

    /// Removes and returns the element at `index`.
    pub fn remove(&self, index: usize) -> Option<Value> {
        let value = self.get(index)?;
        self.splice(index, index + 1, &[]);
        Some(value)
    }

    /// Appends values.
    pub fn extend(&self, values: &[Value]) {
        self.splice(self.len(), self.len(), values);
    }

    /// Replaces the elements `start..end` (clamped to the list) by values.
    pub fn splice(&self, start: usize, end: usize, values: &[Value]) {
        let length = self.length.get();
        let start = start.min(length);
        let end = end.clamp(start, length);
        for value in values {
            self.adapt(*value);
        }
        // The first value of an empty list may have chosen a strategy that a later one refused.
        if values.iter().any(|value| !self.accepts(*value)) {
            self.generalise();
        }
        self.reserve(values.len().saturating_sub(end - start));
        let bytes = self.strategy.get().element_bytes();
        let elements = self.elements.get().cast::<u8>();
        if !elements.is_null() && end < length {
            // SAFETY: both parts are in the buffer, which has room for the difference.
            unsafe {
                std::ptr::copy(
                    elements.add(end * bytes),
                    elements.add((start + values.len()) * bytes),
                    (length - end) * bytes,
                );
            }
        }
        self.length.set(length - (end - start) + values.len());
        for (i, value) in values.iter().enumerate() {
            self.write(start + i, *value);
        }
    }

    /// Removes everything.
    pub fn clear(&self) {
        self.release();
        self.strategy.set(Strategy::Ints);
    }

    /// Shortens the list to at most `length` elements.
    pub fn truncate(&self, length: usize) {
        self.length.set(self.length.get().min(length));
    }

    /// Reverses in place.
    pub fn reverse(&self) {
        let length = self.length.get();
        for i in 0..length / 2 {
            self.swap(i, length - 1 - i);
        }
    }

    /// Swaps two elements that are in range.
    pub fn swap(&self, a: usize, b: usize) {
        let (first, second) = (self.at(a), self.at(b));
        self.write(a, second);
        self.write(b, first);
    }

    /// A copy of `start..end` (clamped), with the same strategy.
    #[must_use]
    pub fn copy_range(&self, start: usize, end: usize) -> ListObject {
        let start = start.min(self.len());
        let end = end.clamp(start, self.len());
        let copy = ListObject::new();
        copy.strategy.set(self.strategy.get());
        copy.append_raw(self, start, end - start);
        copy
    }

    /// `self` repeated.
    ///
    /// # Errors
    /// `None` when the result could not be addressed.
    #[must_use]
    pub fn repeat(&self, times: usize) -> Option<ListObject> {
        let copy = ListObject::new();
        let total = self.len().checked_mul(times)?;
        if total > isize::MAX as usize / 16 {
            return None;
        }
        copy.strategy.set(self.strategy.get());
        copy.reserve(total);
        if self.len() == 1 {
            let value = self.at(0);
            if copy.strategy.get() == Strategy::Bools && times > 0 {
                // SAFETY: there is room for so many bytes.
                unsafe {
                    copy.elements.get().cast::<u8>().write_bytes(value.payload() as u8, times)
                };
            } else {
                (0..times).for_each(|i| copy.write(i, value));
            }
            copy.length.set(times);
        } else {
            (0..times).for_each(|_| copy.append_raw(self, 0, self.len()));
        }
        Some(copy)
    }

    /// Appends all of `other`, which may be `self`.
    pub fn extend_from_list(&self, other: &ListObject) {
        if self.is_empty() && self.capacity.get() == 0 && self.strategy.get() != Strategy::General {
            self.strategy.set(other.strategy.get());
        }
        if self.strategy.get() == other.strategy.get() {
            self.append_raw(other, 0, other.len());
        } else {
            for i in 0..other.len() {
                self.push(other.at(i));
            }
        }
    }

    /// All elements, copied. What holds them must be where the collector looks.
    #[must_use]
    pub fn to_vec(&self) -> Vec<Value> {
        (0..self.len()).map(|i| self.at(i)).collect()
    }

    /// Turns to the general strategy.
    pub fn make_general(&self) {
        if self.is_empty() {
            self.release();
            self.strategy.set(Strategy::General);
        } else {
            self.generalise();
        }
    }

    /// The elements of a general list; of another strategy, none. Not to be kept while the list
    /// may change.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        if self.strategy.get() != Strategy::General || self.is_empty() {
            return &[];
        }
        // SAFETY: `length` values.
        unsafe { std::slice::from_raw_parts(self.elements.get().cast::<Value>(), self.len()) }
    }

    /// The elements as ints, if they are stored as such.
    #[must_use]
    pub fn with_ints<R>(&self, use_them: impl FnOnce(&mut [i64]) -> R) -> Option<R> {
        if self.strategy.get() != Strategy::Ints || self.is_empty() {
            return None;
        }
        // SAFETY: `length` ints; the closure cannot reach this list to change it, since it gets
        // numbers only and is not given the interpreter.
        Some(use_them(unsafe {
            std::slice::from_raw_parts_mut(self.elements.get().cast::<i64>(), self.len())
        }))
    }

    /// The elements as floats, if they are stored as such.
    #[must_use]
    pub fn with_floats<R>(&self, use_them: impl FnOnce(&mut [f64]) -> R) -> Option<R> {
        if self.strategy.get() != Strategy::Floats || self.is_empty() {
            return None;
        }
        // SAFETY: as in `with_ints`.
        Some(use_them(unsafe {
            std::slice::from_raw_parts_mut(self.elements.get().cast::<f64>(), self.len())
        }))
    }

    fn append_raw(&self, other: &ListObject, start: usize, count: usize) {
        debug_assert_eq!(self.strategy.get(), other.strategy.get());
        self.reserve(count);
        if count == 0 {
            return;
        }
        let bytes = self.strategy.get().element_bytes();
        // SAFETY: room was made; read after that, because `other` may be `self`.
        unsafe {
            std::ptr::copy_nonoverlapping(
                other.elements.get().cast::<u8>().add(start * bytes),
                self.elements.get().cast::<u8>().add(self.len() * bytes),
                count * bytes,
            );
        }
        self.length.set(self.len() + count);
    }

    fn layout(&self, capacity: usize) -> Layout {
        let bytes = capacity.checked_mul(self.strategy.get().element_bytes());
        bytes
            .and_then(|bytes| Layout::from_size_align(bytes, align_of::<u64>()).ok())
            .expect("a list's size fits in memory")
    }

    /// Makes room for so many more.
    pub fn reserve(&self, more: usize) {
        let (length, capacity) = (self.length.get(), self.capacity.get());
        let needed = length.checked_add(more).expect("a list's size fits in memory");
        if needed <= capacity {
            return;
        }
        // A new buffer is exact (a list display, a copy); a growing one gets an eighth more.
        let new = if capacity == 0 && more > 4 {
            needed
        } else {
            needed.max(length + length / 8 + 6).max(4)
        };
        let layout = self.layout(new);
        // SAFETY: the old buffer has the old layout; sizes are not zero.
        let elements = unsafe {
            if capacity == 0 {
                alloc(layout)
            } else {
                realloc(self.elements.get().cast(), self.layout(capacity), layout.size())
            }
        };
        if elements.is_null() {
            handle_alloc_error(layout);
        }
        self.elements.set(elements.cast());
        self.capacity.set(new);
        note_growth((new - capacity) * self.strategy.get().element_bytes());
    }

    fn release(&self) {
        if self.capacity.get() != 0 {
            // SAFETY: allocated with this layout.
            unsafe { dealloc(self.elements.get().cast(), self.layout(self.capacity.get())) };
        }
        self.elements.set(std::ptr::null_mut());
        self.length.set(0);
        self.capacity.set(0);
    }

    /// Turns to the general strategy.
    #[cold]
    #[inline(never)]
    fn generalise(&self) {
        if self.strategy.get() == Strategy::General {
            return;
        }
        let general = ListObject::new();
        general.strategy.set(Strategy::General);
        general.reserve(self.len().max(1));
        for i in 0..self.len() {
            general.write(i, self.at(i));
        }
        general.length.set(self.len());
        self.strategy.swap(&general.strategy);
        self.elements.swap(&general.elements);
        self.length.swap(&general.length);
        self.capacity.swap(&general.capacity);
    }
}

impl Heap {
    /// A list of these values. They may be in a `Vec` here: allocation sees them.
    pub fn list(&mut self, values: &[Value]) -> Value {
        self.allocate(ListObject::from_values(values)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::offset_of;

    #[test]
    fn offsets_are_what_compiled_code_thinks() {
        assert_eq!(offset_of!(ListObject, strategy), LIST_STRATEGY_OFFSET);
        assert_eq!(offset_of!(ListObject, elements), LIST_ELEMENTS_OFFSET);
        assert_eq!(offset_of!(ListObject, length), LIST_LENGTH_OFFSET);
        assert_eq!(offset_of!(ListObject, capacity), LIST_CAPACITY_OFFSET);
    }

    #[test]
    fn strategy_follows_the_elements() {
        let list = ListObject::from_values(&[Value::int(1), Value::int(2)]);
        assert_eq!(list.strategy(), Strategy::Ints);
        list.push(Value::float(0.5));
        assert_eq!(list.strategy(), Strategy::General);
        assert_eq!(list.get(1).and_then(Value::as_int), Some(2));
        list.clear();
        list.extend(&[Value::float(1.0), Value::NONE]);
        assert_eq!(list.strategy(), Strategy::General);
        assert!(list.get(1).unwrap().is_none());
    }

    #[test]
    fn bools_are_bytes_until_something_else_comes() {
        let list = ListObject::from_values(&[Value::TRUE]).repeat(5).unwrap();
        assert_eq!(list.strategy(), Strategy::Bools);
        assert_eq!(list.external_bytes(), 5);
        list.set(1, Value::FALSE);
        list.splice(3, 4, &[Value::FALSE, Value::TRUE]);
        let bits = |list: &ListObject| -> String {
            list.to_vec()
                .iter()
                .map(|value| ["0", "1"][usize::from(value.payload() == 1)])
                .collect()
        };
        assert_eq!(bits(&list), "101011");
        assert_eq!(bits(&list.copy_range(1, 4)), "010");
        // A 1 is equal to True, and is not True.
        list.set(0, Value::int(1));
        assert_eq!(list.strategy(), Strategy::General);
        assert_eq!(list.get(0).map(Value::tag), Some(Tag::Int));
        assert_eq!(list.get(2).map(Value::tag), Some(Tag::Bool));
        assert_eq!(bits(&list), "101011");
    }

    #[test]
    fn splice_moves_the_tail_both_ways() {
        let ints = |list: &ListObject| -> Vec<i64> {
            list.to_vec().into_iter().filter_map(Value::as_int).collect()
        };
        let list = ListObject::from_values(&[0, 1, 2, 3, 4].map(Value::int));
        list.splice(1, 3, &[7, 8, 9].map(Value::int));
        assert_eq!(ints(&list), [0, 7, 8, 9, 3, 4]);
        list.splice(0, 5, &[]);
        assert_eq!(ints(&list), [4]);
        list.extend_from_list(&ListObject::from_values(&[5, 6].map(Value::int)));
        list.extend_from_list(&list);
        assert_eq!(ints(&list), [4, 5, 6, 4, 5, 6]);
        assert_eq!(ints(&list.repeat(2).unwrap()).len(), 12);
        assert_eq!(list.remove(0).and_then(Value::as_int), Some(4));
        list.insert(0, Value::int(-1));
        list.reverse();
        assert_eq!(ints(&list), [6, 5, 4, 6, 5, -1]);
    }
}
