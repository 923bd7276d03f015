//! Truth: what `if`, `while`, `and`, `or` and `not` ask.

use crate::object::dict::DictObject;
use crate::object::dict_view::DictViewObject;
use crate::object::list::ListObject;
use crate::object::range::RangeObject;
use crate::object::set::SetObject;
use crate::object::str::StrObject;
use crate::object::tuple::TupleObject;
use crate::value::{Tag, Value};

/// `bool(value)`. Zero, `None` and everything empty is false; none of the built-in types can
/// raise here.
#[inline]
#[must_use]
pub fn truthy(value: Value) -> bool {
    match value.tag() {
        Tag::Bool | Tag::Int => value.payload() != 0,
        Tag::None | Tag::Undefined => false,
        Tag::Float => value.as_float() != Some(0.0),
        _ => truthy_object(value),
    }
}

fn truthy_object(value: Value) -> bool {
    match value.tag() {
        Tag::Str => value.as_object::<StrObject>().is_some_and(|s| s.characters() != 0),
        Tag::List => value.as_object::<ListObject>().is_some_and(|l| !l.is_empty()),
        Tag::Tuple => value.as_object::<TupleObject>().is_some_and(|t| !t.items().is_empty()),
        Tag::Dict => value.as_object::<DictObject>().is_some_and(|d| !d.is_empty()),
        Tag::Set | Tag::FrozenSet => value.as_object::<SetObject>().is_some_and(|s| !s.is_empty()),
        Tag::Range => value.as_object::<RangeObject>().is_some_and(|r| !r.is_empty()),
        Tag::DictView => value.as_object::<DictViewObject>().is_some_and(|v| !v.dict.is_empty()),
        _ => true,
    }
}
