//! The type of a value.

use crate::class::Class;
use crate::object::dict_view::{DictPart, DictViewObject};
use crate::object::exception::ExceptionObject;
use crate::object::iterator::{IteratorObject, IteratorState};
use crate::value::{Tag, Value};

/// `type(value)`
#[must_use]
pub fn class_of(value: Value) -> Class {
    match value.tag() {
        Tag::Undefined => Class::Object,
        Tag::None => Class::NoneType,
        Tag::Bool => Class::Bool,
        Tag::Int | Tag::BigInt => Class::Int,
        Tag::Float => Class::Float,
        Tag::Ellipsis => Class::Ellipsis,
        Tag::NotImplemented => Class::NotImplementedType,
        Tag::Type => Class::Type,
        Tag::Builtin | Tag::BoundMethod => Class::BuiltinFunction,
        Tag::Module => Class::Module,
        Tag::Str => Class::Str,
        Tag::Tuple => Class::Tuple,
        Tag::List => Class::List,
        Tag::Dict => Class::Dict,
        Tag::Set => Class::Set,
        Tag::FrozenSet => Class::FrozenSet,
        Tag::Range => Class::Range,
        Tag::Slice => Class::Slice,
        Tag::Function => Class::Function,
        Tag::Cell => Class::Cell,
        Tag::Code => Class::Code,
        Tag::Exception => {
            value.as_object::<ExceptionObject>().map_or(Class::Exception, |e| e.class())
        }
        Tag::Iterator => {
            value.as_object::<IteratorObject>().map_or(Class::Object, |i| iterator_class(&i.state))
        }
        Tag::DictView => match value.as_object::<DictViewObject>().map(|view| view.part) {
            Some(DictPart::Values) => Class::DictValues,
            Some(DictPart::Items) => Class::DictItems,
            _ => Class::DictKeys,
        },
    }
}

fn iterator_class(state: &IteratorState) -> Class {
    match state {
        IteratorState::Range { .. } => Class::RangeIterator,
        IteratorState::BigRange { .. } => Class::LongRangeIterator,
        IteratorState::List { .. } => Class::ListIterator,
        IteratorState::ListReversed { .. } => Class::ListReverseIterator,
        IteratorState::Tuple { .. } => Class::TupleIterator,
        IteratorState::Str { string, .. } if string.is_ascii() => Class::StrAsciiIterator,
        IteratorState::Str { .. } => Class::StrIterator,
        IteratorState::Reversed { .. } => Class::Reversed,
        IteratorState::Dict { part, reversed, .. } => match (part, reversed) {
            (DictPart::Keys, false) => Class::DictKeyIterator,
            (DictPart::Values, false) => Class::DictValueIterator,
            (DictPart::Items, false) => Class::DictItemIterator,
            (DictPart::Keys, true) => Class::DictReverseKeyIterator,
            (DictPart::Values, true) => Class::DictReverseValueIterator,
            (DictPart::Items, true) => Class::DictReverseItemIterator,
        },
        IteratorState::Set { .. } => Class::SetIterator,
        IteratorState::Generator(_) => Class::Generator,
        IteratorState::Enumerate { .. } => Class::Enumerate,
        IteratorState::Zip { .. } => Class::Zip,
        IteratorState::Map { .. } => Class::Map,
        IteratorState::Filter { .. } => Class::Filter,
        IteratorState::Callable { .. } => Class::CallableIterator,
        IteratorState::Stream(_) => Class::TextIoWrapper,
    }
}

/// The name of a value's type, for messages.
#[must_use]
pub fn type_name(value: Value) -> &'static str {
    class_of(value).name()
}
