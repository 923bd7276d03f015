//! Python values: sixteen bytes, a tag word and a payload word.
//!
//! CPython's every value is a pointer to an object with a reference count. Ours is two machine
//! words passed by copy: numbers, booleans and `None` are in the words themselves and never touch
//! the heap, everything else is a pointer whose type is already known from the tag. The layout is
//! fixed (`repr(C)`), so that compiled code can test the first word and use the second.
//!
//! ```text
//!   word 0: tag          word 1: payload
//!   Int                  the number, as i64
//!   Float                its bits
//!   Bool                 0 or 1
//!   List, Str, …         a pointer into the heap
//! ```
//!
//! Identity of what is in the words is equality of the words. So two ints that are equal are one
//! (CPython has many of them, and warns when a program compares them with `is`), and so are two
//! floats of the same bits. A NaN is where it shows: it is found in a list it was put into,
//! `nan is nan`, and `[nan] == [nan]`, as in CPython; but another NaN of the same bits is found
//! too, which in CPython would be another object.
//!
//! Nothing counts references: the heap's collector finds what is alive (see `heap`). A value is
//! therefore only safe to keep where the collector looks: on the native stack, in another heap
//! object, on the interpreter's value stack. A `Vec<Value>` is none of these: gather values in a
//! list or tuple object as soon as anything is allocated or called between.

use std::fmt;

use crate::heap::{Gc, Object};

/// The type of a value, as far as the machine needs to know it.
#[repr(u64)]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Tag {
    /// No value: an unbound variable, an absent `self`.
    Undefined = 0,
    /// `None`
    None,
    /// `False` or `True`
    Bool,
    /// An int that fits in 64 bits.
    Int,
    /// A float.
    Float,
    /// `...`
    Ellipsis,
    /// `NotImplemented`
    NotImplemented,
    /// A built-in type; the payload is a `Class` number.
    Type,
    /// A built-in function; the payload points to a `&'static Builtin`.
    Builtin,
    /// A module written in Rust; the payload is its number.
    Module,
    /// A code object, between `LOAD_CONST` and `MAKE_FUNCTION`; the payload points to an
    /// executable, which no collector frees.
    Code,
    /// An int outside of 64 bits. Never one that fits.
    BigInt,
    /// A string.
    Str,
    /// A tuple.
    Tuple,
    /// A list.
    List,
    /// A dict.
    Dict,
    /// A set.
    Set,
    /// A frozenset.
    FrozenSet,
    /// A range.
    Range,
    /// A slice object.
    Slice,
    /// A function written in Python.
    Function,
    /// A method of a built-in type together with its receiver.
    BoundMethod,
    /// A variable shared with a nested function.
    Cell,
    /// An exception.
    Exception,
    /// An iterator over anything.
    Iterator,
    /// `dict.keys()`, `dict.values()` or `dict.items()`.
    DictView,
}

impl Tag {
    /// The first tag whose payload points into the heap.
    pub const FIRST_HEAP: Tag = Tag::BigInt;
    /// The number of tags.
    pub const COUNT: usize = Tag::DictView as usize + 1;
}

/// A Python value.
// ANCHOR: value
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Value {
    tag: Tag,
    payload: u64,
}
// ANCHOR_END: value

impl Value {
    /// The absence of a value.
    pub const UNDEFINED: Value = Value { tag: Tag::Undefined, payload: 0 };
    /// `None`
    pub const NONE: Value = Value { tag: Tag::None, payload: 0 };
    /// `False`
    pub const FALSE: Value = Value { tag: Tag::Bool, payload: 0 };
    /// `True`
    pub const TRUE: Value = Value { tag: Tag::Bool, payload: 1 };
    /// `...`
    pub const ELLIPSIS: Value = Value { tag: Tag::Ellipsis, payload: 0 };
    /// `NotImplemented`
    pub const NOT_IMPLEMENTED: Value = Value { tag: Tag::NotImplemented, payload: 0 };

    /// An int.
    #[inline(always)]
    #[must_use]
    pub fn int(value: i64) -> Value {
        Value { tag: Tag::Int, payload: value as u64 }
    }

    /// A float.
    #[inline(always)]
    #[must_use]
    pub fn float(value: f64) -> Value {
        Value { tag: Tag::Float, payload: value.to_bits() }
    }

    /// A bool.
    #[inline(always)]
    #[must_use]
    pub fn bool(value: bool) -> Value {
        Value { tag: Tag::Bool, payload: u64::from(value) }
    }

    /// A value of a tag that does not point into the heap.
    ///
    /// # Panics
    /// When the tag does.
    #[inline]
    #[must_use]
    pub fn immediate(tag: Tag, payload: u64) -> Value {
        assert!(tag < Tag::FIRST_HEAP);
        Value { tag, payload }
    }

    /// A heap object.
    #[inline(always)]
    #[must_use]
    pub fn object<T: Object>(object: Gc<T>) -> Value {
        Value { tag: object.tag(), payload: object.address() as u64 }
    }

    /// A heap object whose tag is not its type's first (a frozenset shares the set's type).
    ///
    /// # Safety
    /// `tag` must be one of those that `T` stands for.
    pub unsafe fn object_tagged<T: Object>(tag: Tag, object: Gc<T>) -> Value {
        Value { tag, payload: object.address() as u64 }
    }

    /// The tag.
    #[inline(always)]
    #[must_use]
    pub fn tag(self) -> Tag {
        self.tag
    }

    /// The second word.
    #[inline(always)]
    #[must_use]
    pub fn payload(self) -> u64 {
        self.payload
    }

    /// Is this no value at all?
    #[inline(always)]
    #[must_use]
    pub fn is_undefined(self) -> bool {
        self.tag == Tag::Undefined
    }

    /// Is this `None`?
    #[inline(always)]
    #[must_use]
    pub fn is_none(self) -> bool {
        self.tag == Tag::None
    }

    /// Does the payload point into the heap?
    #[inline(always)]
    #[must_use]
    pub fn is_object(self) -> bool {
        self.tag >= Tag::FIRST_HEAP
    }

    // ANCHOR: as_int
    /// The int, if it is one that fits (a bool is not).
    #[inline(always)]
    #[must_use]
    pub fn as_int(self) -> Option<i64> {
        (self.tag == Tag::Int).then_some(self.payload as i64)
    }
    // ANCHOR_END: as_int

    /// The number of an int that fits or of a bool.
    #[inline(always)]
    #[must_use]
    pub fn as_index(self) -> Option<i64> {
        (self.tag == Tag::Int || self.tag == Tag::Bool).then_some(self.payload as i64)
    }

    /// The float, if it is one.
    #[inline(always)]
    #[must_use]
    pub fn as_float(self) -> Option<f64> {
        (self.tag == Tag::Float).then_some(f64::from_bits(self.payload))
    }

    /// The bool, if it is one.
    #[inline(always)]
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        (self.tag == Tag::Bool).then_some(self.payload != 0)
    }

    /// The heap object, if the value is a `T`.
    #[inline(always)]
    #[must_use]
    pub fn as_object<T: Object>(self) -> Option<Gc<T>> {
        if T::has_tag(self.tag) {
            // SAFETY: the tag of a value names the type of the object its payload points to.
            Some(unsafe { Gc::from_address(self.payload as usize) })
        } else {
            None
        }
    }

    /// Identity, Python's `is`: the same object, or the same immediate value.
    #[inline(always)]
    #[must_use]
    pub fn is(self, other: Value) -> bool {
        self.tag == other.tag && self.payload == other.payload
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.tag {
            Tag::Int => write!(f, "Int({})", self.payload as i64),
            Tag::Float => write!(f, "Float({})", f64::from_bits(self.payload)),
            Tag::Bool => write!(f, "Bool({})", self.payload != 0),
            tag => write!(f, "{tag:?}({:#x})", self.payload),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_two_words() {
        assert_eq!(size_of::<Value>(), 16);
        assert_eq!(size_of::<Option<Value>>(), 16);
    }

    #[test]
    fn immediates_round_trip() {
        assert_eq!(Value::int(-5).as_int(), Some(-5));
        assert_eq!(Value::float(-0.0).as_float().map(f64::to_bits), Some((-0.0f64).to_bits()));
        assert_eq!(Value::TRUE.as_index(), Some(1));
        assert_eq!(Value::TRUE.as_int(), None);
    }
}
