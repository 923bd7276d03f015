//! Type feedback: what each instruction has seen.
//!
//! A dynamic language does not say what `a + b` adds; a run of the program does. The interpreter
//! notes beside each instruction the types of its operands, in a set that only grows. A compiler
//! that comes later reads it and specialises: ints here, floats there, with a guard in case the
//! future differs from the past (Hölzle and Ungar, "Optimizing dynamically-dispatched calls with
//! run-time type feedback", 1994).
//!
//! The interpreter pays one comparison per instruction for it: it writes only what is new.

use std::fmt;

use crate::object::list::{ListObject, Strategy};
use crate::value::{Tag, Value};

/// A set of types, as far as a compiler cares.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct TypeSet(pub u16);

impl TypeSet {
    /// Nothing was seen: the instruction did not run, or always on the interpreter's slow side.
    pub const NONE: TypeSet = TypeSet(0);
    /// Ints that fit in 64 bits.
    pub const INT: TypeSet = TypeSet(1);
    /// Floats.
    pub const FLOAT: TypeSet = TypeSet(1 << 1);
    /// `True` and `False`.
    pub const BOOL: TypeSet = TypeSet(1 << 2);
    /// `None`.
    pub const NONE_TYPE: TypeSet = TypeSet(1 << 3);
    /// Strings.
    pub const STR: TypeSet = TypeSet(1 << 4);
    /// Lists that store raw ints.
    pub const LIST_INTS: TypeSet = TypeSet(1 << 5);
    /// Lists that store raw floats.
    pub const LIST_FLOATS: TypeSet = TypeSet(1 << 6);
    /// Lists that store bools, a byte each.
    pub const LIST_BOOLS: TypeSet = TypeSet(1 << 7);
    /// Lists that store values.
    pub const LIST_GENERAL: TypeSet = TypeSet(1 << 8);
    /// Lists of all strategies.
    pub const LISTS: TypeSet = TypeSet(0b1111 << 5);
    /// Tuples.
    pub const TUPLE: TypeSet = TypeSet(1 << 9);
    /// Dicts.
    pub const DICT: TypeSet = TypeSet(1 << 10);
    /// Ints outside of 64 bits.
    pub const BIG_INT: TypeSet = TypeSet(1 << 11);
    /// Anything else.
    pub const OTHER: TypeSet = TypeSet(1 << 12);

    const NAMES: [&'static str; 13] = [
        "int",
        "float",
        "bool",
        "None",
        "str",
        "list[int]",
        "list[float]",
        "list[bool]",
        "list",
        "tuple",
        "dict",
        "big int",
        "other",
    ];

    /// The set with just the type of `value`.
    #[must_use]
    pub fn of(value: Value) -> TypeSet {
        match value.tag() {
            Tag::Int => TypeSet::INT,
            Tag::Float => TypeSet::FLOAT,
            Tag::Bool => TypeSet::BOOL,
            Tag::None => TypeSet::NONE_TYPE,
            Tag::Str => TypeSet::STR,
            Tag::Tuple => TypeSet::TUPLE,
            Tag::Dict => TypeSet::DICT,
            Tag::BigInt => TypeSet::BIG_INT,
            Tag::List => match value.as_object::<ListObject>() {
                Some(list) => TypeSet::of_list(list.strategy()),
                None => TypeSet::OTHER,
            },
            _ => TypeSet::OTHER,
        }
    }

    /// The set with just the lists of one storage strategy.
    #[inline(always)]
    #[must_use]
    pub fn of_list(strategy: Strategy) -> TypeSet {
        TypeSet(TypeSet::LIST_INTS.0 << strategy as u16)
    }

    /// Both.
    #[must_use]
    pub const fn union(self, other: TypeSet) -> TypeSet {
        TypeSet(self.0 | other.0)
    }

    /// Has it nothing that `other` has not, and something at all?
    #[must_use]
    pub fn is_only(self, other: TypeSet) -> bool {
        self.0 != 0 && self.0 & !other.0 == 0
    }
}

impl fmt::Display for TypeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = (0..Self::NAMES.len()).filter(|i| self.0 & (1 << i) != 0).collect();
        if names.is_empty() {
            return f.pad("-");
        }
        let text: Vec<_> = names.into_iter().map(|i| Self::NAMES[i]).collect();
        f.pad(&text.join("|"))
    }
}

/// What one instruction has seen. Its meaning depends on the instruction:
///
/// | instructions | left | right | result |
/// |---|---|---|---|
/// | operators, comparisons | left operand | right operand | result |
/// | `LOAD_SUBSCRIPT` | container | index | element |
/// | `STORE_SUBSCRIPT` | container | index | element |
/// | `FOR_ITER` | – | – | element |
/// | `CALL`… | – | – | result |
/// | `LOAD_METHOD` | receiver | – | – |
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Site(u64);

impl Site {
    /// Both operands and the result are ints.
    pub const INTS: Site = Site::new(TypeSet::INT, TypeSet::INT, TypeSet::INT);
    /// Both operands and the result are floats.
    pub const FLOATS: Site = Site::new(TypeSet::FLOAT, TypeSet::FLOAT, TypeSet::FLOAT);
    /// Two ints were compared.
    pub const INTS_COMPARED: Site = Site::new(TypeSet::INT, TypeSet::INT, TypeSet::BOOL);
    /// Two floats were compared.
    pub const FLOATS_COMPARED: Site = Site::new(TypeSet::FLOAT, TypeSet::FLOAT, TypeSet::BOOL);

    /// What one execution saw.
    #[inline(always)]
    #[must_use]
    pub const fn new(left: TypeSet, right: TypeSet, result: TypeSet) -> Site {
        Site(left.0 as u64 | (right.0 as u64) << 16 | (result.0 as u64) << 32)
    }

    /// The first operand's types.
    #[must_use]
    pub fn left(self) -> TypeSet {
        TypeSet(self.0 as u16)
    }

    /// The second operand's types.
    #[must_use]
    pub fn right(self) -> TypeSet {
        TypeSet((self.0 >> 16) as u16)
    }

    /// The result's types.
    #[must_use]
    pub fn result(self) -> TypeSet {
        TypeSet((self.0 >> 32) as u16)
    }

    // ANCHOR: absorb
    /// Adds what `other` has seen.
    #[inline(always)]
    pub fn absorb(&mut self, other: Site) {
        if self.0 | other.0 != self.0 {
            self.0 |= other.0;
        }
    }
    // ANCHOR_END: absorb
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} → {}", self.left(), self.right(), self.result())
    }
}

/// Which function a call instruction has called.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Callee {
    /// It did not run.
    #[default]
    Never,
    /// Always the function with this code (the index of an executable) …
    Python(u32),
    /// … or always the same built-in function or type (the payload of its value).
    Native(u64),
    /// Several.
    Several,
}

impl Callee {
    /// Adds one more call.
    #[inline]
    pub fn record(&mut self, callee: Callee) {
        if *self != callee {
            *self = if *self == Callee::Never { callee } else { Callee::Several };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_grow_and_print() {
        let mut site = Site::INTS;
        site.absorb(Site::FLOATS);
        assert_eq!(site.to_string(), "int|float int|float → int|float");
        assert!(TypeSet::of(Value::TRUE).is_only(TypeSet::BOOL));
        assert!(!TypeSet::NONE.is_only(TypeSet::INT));
    }

    #[test]
    fn the_bits_of_lists_follow_the_strategies() {
        assert_eq!(TypeSet::of_list(Strategy::Ints), TypeSet::LIST_INTS);
        assert_eq!(TypeSet::of_list(Strategy::Floats), TypeSet::LIST_FLOATS);
        assert_eq!(TypeSet::of_list(Strategy::Bools), TypeSet::LIST_BOOLS);
        assert_eq!(TypeSet::of_list(Strategy::General), TypeSet::LIST_GENERAL);
    }

    #[test]
    fn a_second_callee_makes_several() {
        let mut callee = Callee::Never;
        callee.record(Callee::Python(1));
        callee.record(Callee::Python(1));
        assert_eq!(callee, Callee::Python(1));
        callee.record(Callee::Native(1));
        assert_eq!(callee, Callee::Several);
    }
}
