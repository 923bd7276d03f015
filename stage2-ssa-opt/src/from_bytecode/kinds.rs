//! What is known about a variable: its kind, and the words that hold a value of that kind.
//!
//! `x` in `x = x * 0.5` is a float and lives in an `f64`; the same name may have held an int before.
//! So a kind belongs to a variable *at a place*, and the places where ways meet need an answer that
//! is right for all of them. Kinds form a lattice of little height:
//!
//! ```text
//!                  Maybe                  a value, or none: an unbound variable
//!                 /     \
//!             Tagged     \                any value, tag and payload
//!           /  |   \      \
//!        Int Float List … Unbound
//! ```
//!
//! Where an int and a float meet, the variable is `Tagged` from there on, and whoever needs the
//! number has to look at the tag again. A guard that has looked gives an operand of a narrower kind;
//! the variable keeps its own.
//!
//! Judged by the unit tests, and by the verifier on everything that is translated.

use stage1::feedback::TypeSet;
use stage1::value::{Tag, Value as PythonValue};

use crate::entity::Value;
use crate::ir::{Representation, Type};
use crate::runtime;

/// What is known about a variable or an operand.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// No value: an unbound variable.
    Unbound,
    /// Always this value: `None`, a built-in function, a function of the program.
    Constant(Tag, u64),
    /// `i64`
    Int,
    /// `f64`
    Float,
    /// `i8`
    Bool,
    /// `ptr`: an object with this tag.
    Object(Tag),
    /// The arguments of `range`, called for a loop: start and stop.
    Range,
    /// The same with a step, which is the third, and the range object. Does it count down?
    SteppedRange(bool),
    /// An iterator over a range whose step is 1: the next number and the one that ends it.
    RangeIterator,
    /// An iterator over a range: next, stop, step, and the iterator object that shall have been
    /// moved there. Does it count down?
    SteppedIterator(bool),
    /// An iterator over a list: the list and the next index.
    ListIterator,
    /// Anything: tag and payload.
    Tagged,
    /// Anything or nothing: the same, and the tag may be 0.
    Maybe,
}

impl Kind {
    /// `None`
    pub const NONE: Kind = Kind::Constant(Tag::None, 0);
    /// The absence of `self` below a method that needs none.
    pub const UNDEFINED: Kind = Kind::Constant(Tag::Undefined, 0);
    /// A list.
    pub const LIST: Kind = Kind::Object(Tag::List);

    /// The types of the words that hold it.
    pub fn types(self) -> &'static [Type] {
        use Type::{F64, I8, I64, Ptr};
        match self {
            Kind::Unbound | Kind::Constant(..) => &[],
            Kind::Int => &[I64],
            Kind::Float => &[F64],
            Kind::Bool => &[I8],
            Kind::Object(_) => &[Ptr],
            Kind::Range | Kind::RangeIterator | Kind::Tagged | Kind::Maybe => &[I64, I64],
            Kind::SteppedRange(_) | Kind::SteppedIterator(_) => &[I64, I64, I64, Ptr],
            Kind::ListIterator => &[Ptr, I64],
        }
    }

    // ANCHOR: join
    /// What is known where two ways meet.
    pub fn join(self, other: Kind) -> Kind {
        match (self, other) {
            _ if self == other => self,
            (Kind::Unbound | Kind::Maybe, _) | (_, Kind::Unbound | Kind::Maybe) => Kind::Maybe,
            _ => Kind::Tagged,
        }
    }
    // ANCHOR_END: join

    /// The tag of every value of this kind, if it is one.
    pub fn tag(self) -> Option<Tag> {
        match self {
            Kind::Constant(tag, _) | Kind::Object(tag) => Some(tag),
            Kind::Int => Some(Tag::Int),
            Kind::Float => Some(Tag::Float),
            Kind::Bool => Some(Tag::Bool),
            Kind::RangeIterator | Kind::SteppedIterator(_) | Kind::ListIterator => {
                Some(Tag::Iterator)
            }
            Kind::Range | Kind::SteppedRange(_) => Some(Tag::Range),
            Kind::Unbound | Kind::Tagged | Kind::Maybe => None,
        }
    }

    /// The kind of all values with this tag.
    pub fn of_tag(tag: Tag) -> Option<Kind> {
        match tag {
            Tag::None => Some(Kind::NONE),
            Tag::Int => Some(Kind::Int),
            Tag::Float => Some(Kind::Float),
            Tag::Bool => Some(Kind::Bool),
            tag if tag >= Tag::FIRST_HEAP => Some(Kind::Object(tag)),
            _ => None,
        }
    }

    /// The kind of a value that is known now and may be another later.
    pub fn of_value(value: PythonValue) -> Option<Kind> {
        Kind::of_tag(value.tag())
    }

    /// The one kind of everything that was seen. `None` when there were several, or nothing.
    pub fn of_feedback(seen: TypeSet) -> Option<Kind> {
        let single = [
            (TypeSet::INT, Kind::Int),
            (TypeSet::FLOAT, Kind::Float),
            (TypeSet::BOOL, Kind::Bool),
            (TypeSet::NONE_TYPE, Kind::NONE),
            (TypeSet::STR, Kind::Object(Tag::Str)),
            (TypeSet::LISTS, Kind::LIST),
            (TypeSet::TUPLE, Kind::Object(Tag::Tuple)),
            (TypeSet::DICT, Kind::Object(Tag::Dict)),
            (TypeSet::BIG_INT, Kind::Object(Tag::BigInt)),
        ];
        single.into_iter().find(|(set, _)| seen.is_only(*set)).map(|(_, kind)| kind)
    }

    /// How a value of this kind is passed to a unit.
    pub fn parameter(self) -> runtime::Kind {
        match self {
            Kind::Int => runtime::Kind::Int,
            Kind::Float => runtime::Kind::Float,
            Kind::Bool => runtime::Kind::Bool,
            // The iterators are the only objects that have no kind of their own there.
            Kind::Object(tag) if tag != Tag::Iterator => runtime::Kind::Object(tag),
            _ => runtime::Kind::Tagged,
        }
    }

    /// How the interpreter makes a value from the words; `None` for what is made from tag and payload.
    pub fn representation(self) -> Option<Representation> {
        Some(match self {
            Kind::Int => Representation::Int,
            Kind::Float => Representation::Float,
            Kind::Bool => Representation::Bool,
            Kind::Constant(Tag::None, _) => Representation::None,
            Kind::RangeIterator => Representation::RangeIterator,
            Kind::ListIterator => Representation::ListIterator,
            Kind::SteppedIterator(_) => Representation::MovedIterator,
            Kind::Object(tag) => match tag {
                Tag::BigInt => Representation::BigInt,
                Tag::Str => Representation::Str,
                Tag::Tuple => Representation::Tuple,
                Tag::List => Representation::List,
                Tag::Dict => Representation::Dict,
                Tag::Set => Representation::Set,
                Tag::FrozenSet => Representation::FrozenSet,
                Tag::Range => Representation::Range,
                Tag::Slice => Representation::Slice,
                Tag::Function => Representation::Function,
                Tag::BoundMethod => Representation::BoundMethod,
                Tag::Cell => Representation::Cell,
                Tag::Exception => Representation::Exception,
                Tag::Iterator => Representation::Iterator,
                Tag::DictView => Representation::DictView,
                _ => return None,
            },
            _ => return None,
        })
    }
}

impl From<runtime::Kind> for Kind {
    fn from(kind: runtime::Kind) -> Kind {
        match kind {
            runtime::Kind::Int => Kind::Int,
            runtime::Kind::Float => Kind::Float,
            runtime::Kind::Bool => Kind::Bool,
            runtime::Kind::Object(tag) => Kind::Object(tag),
            runtime::Kind::Tagged => Kind::Tagged,
        }
    }
}

/// An operand: a kind, and as many words as it takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Operand {
    /// What is known about it.
    pub kind: Kind,
    words: [Value; 4],
}

impl Operand {
    /// An operand of this kind.
    pub fn new(kind: Kind, words: &[Value]) -> Operand {
        debug_assert_eq!(kind.types().len(), words.len(), "{kind:?}");
        let mut all = [Value(0); 4];
        all[..words.len()].copy_from_slice(words);
        Operand { kind, words: all }
    }

    /// One that is known without any words.
    pub fn constant(tag: Tag, payload: u64) -> Operand {
        Operand::new(Kind::Constant(tag, payload), &[])
    }

    /// Its words.
    pub fn words(&self) -> &[Value] {
        &self.words[..self.kind.types().len()]
    }

    /// Its first word.
    pub fn word(&self) -> Value {
        self.words[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lattice_has_little_height() {
        assert_eq!(Kind::Int.join(Kind::Int), Kind::Int);
        assert_eq!(Kind::Int.join(Kind::Float), Kind::Tagged);
        assert_eq!(Kind::Unbound.join(Kind::Float), Kind::Maybe);
        assert_eq!(Kind::Tagged.join(Kind::Maybe), Kind::Maybe);
        assert_eq!(Kind::NONE.join(Kind::UNDEFINED), Kind::Tagged);
    }

    #[test]
    fn feedback_with_one_type_is_a_kind() {
        assert_eq!(Kind::of_feedback(TypeSet::FLOAT), Some(Kind::Float));
        let lists = TypeSet::LIST_INTS.union(TypeSet::LIST_GENERAL);
        assert_eq!(Kind::of_feedback(lists), Some(Kind::LIST));
        assert_eq!(Kind::of_feedback(TypeSet::INT.union(TypeSet::FLOAT)), None);
        assert_eq!(Kind::of_feedback(TypeSet::NONE), None);
    }
}
