//! Comparison: the six operators, and equality as containers use it.
//!
//! Ints and floats compare by their exact mathematical values, however large: `2**53 + 1` is not
//! `float(2**53)`. Containers look at identity first (`x is y or x == y`), so a NaN is found in
//! the list it was put into although it does not equal itself. Sequences order by their first
//! difference, sets by inclusion.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};
use num_traits::FromPrimitive;

use crate::class_of::type_name;
use crate::error::{Result, type_error};
use crate::interpreter::Interpreter;
use crate::object::bigint::BigIntObject;
use crate::object::dict::DictObject;
use crate::object::dict_view::DictViewObject;
use crate::object::function::BoundMethodObject;
use crate::object::list::ListObject;
use crate::object::range::RangeObject;
use crate::object::set::SetObject;
use crate::object::slice::SliceObject;
use crate::object::tuple::TupleObject;
use crate::operators::{contains, iterate};
use crate::value::{Tag, Value};

/// A comparison operator.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

impl Comparison {
    /// How it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        ["<", "<=", "==", "!=", ">", ">="][self as usize]
    }

    /// Does it hold for operands in this order? `None`: they have none, like a NaN.
    #[inline]
    #[must_use]
    pub fn holds(self, ordering: Option<Ordering>) -> bool {
        match (self, ordering) {
            (_, None) => self == Comparison::NotEqual,
            (Comparison::Less, Some(ordering)) => ordering.is_lt(),
            (Comparison::LessEqual, Some(ordering)) => ordering.is_le(),
            (Comparison::Equal, Some(ordering)) => ordering.is_eq(),
            (Comparison::NotEqual, Some(ordering)) => ordering.is_ne(),
            (Comparison::Greater, Some(ordering)) => ordering.is_gt(),
            (Comparison::GreaterEqual, Some(ordering)) => ordering.is_ge(),
        }
    }

    fn is_equality(self) -> bool {
        matches!(self, Comparison::Equal | Comparison::NotEqual)
    }

    /// The operator with its operands exchanged.
    fn mirrored(self) -> Comparison {
        match self {
            Comparison::Less => Comparison::Greater,
            Comparison::LessEqual => Comparison::GreaterEqual,
            Comparison::Greater => Comparison::Less,
            Comparison::GreaterEqual => Comparison::LessEqual,
            same => same,
        }
    }
}

/// `left OP right`
///
/// # Errors
/// `TypeError: '<' not supported between instances of 'int' and 'str'`, RecursionError.
#[inline]
pub fn compare(
    interpreter: &mut Interpreter,
    comparison: Comparison,
    left: Value,
    right: Value,
) -> Result {
    holds(interpreter, comparison, left, right).map(Value::bool)
}

/// [`compare`], as a Rust bool.
///
/// # Errors
/// As for [`compare`].
pub fn holds(
    interpreter: &mut Interpreter,
    comparison: Comparison,
    left: Value,
    right: Value,
) -> Result<bool> {
    if let Some(ordering) = compare_numbers(left, right) {
        return Ok(comparison.holds(ordering));
    }
    if let (Some(left), Some(right)) = (left.as_str(), right.as_str()) {
        // The order of UTF-8 bytes is that of the characters.
        return Ok(comparison.holds(Some(left.cmp(right))));
    }
    if let Some(result) = compare_objects(interpreter, comparison, left, right)? {
        return Ok(result);
    }
    match comparison {
        Comparison::Equal => Ok(left.is(right)),
        Comparison::NotEqual => Ok(!left.is(right)),
        _ => Err(type_error(format!(
            "'{}' not supported between instances of '{}' and '{}'",
            comparison.symbol(),
            type_name(left),
            type_name(right)
        ))),
    }
}

/// `left is right or left == right`: equality as containers see it.
///
/// # Errors
/// RecursionError.
#[inline]
pub fn equal(interpreter: &mut Interpreter, left: Value, right: Value) -> Result<bool> {
    match equal_quickly(left, right) {
        Some(result) => Ok(result),
        None => holds(interpreter, Comparison::Equal, left, right),
    }
}

/// [`equal`] where it needs no interpreter: `None` for two containers.
#[inline]
#[must_use]
pub fn equal_quickly(left: Value, right: Value) -> Option<bool> {
    if left.is(right) {
        return Some(true);
    }
    match (left.tag(), right.tag()) {
        (Tag::Int, Tag::Int) => Some(false),
        (Tag::Str, Tag::Str) => Some(left.as_str() == right.as_str()),
        (a, b) => {
            if let Some(ordering) = compare_numbers(left, right) {
                return Some(ordering == Some(Ordering::Equal));
            }
            // Tags in order: everything below a tuple is decided by now, and of what remains
            // only sets and views compare with another type.
            let families = |tag| match tag {
                Tag::Set | Tag::FrozenSet | Tag::DictView => Tag::Set,
                tag => tag,
            };
            if a < Tag::Tuple || families(a) != families(b) { Some(false) } else { None }
        }
    }
}

/// The order of two numbers (`Some(None)` if one is a NaN), or `None` if they are not both
/// numbers.
#[inline]
#[must_use]
pub fn compare_numbers(left: Value, right: Value) -> Option<Option<Ordering>> {
    if let (Some(left), Some(right)) = (left.as_index(), right.as_index()) {
        return Some(Some(left.cmp(&right)));
    }
    if let (Some(left), Some(right)) = (left.as_float(), right.as_float()) {
        return Some(left.partial_cmp(&right));
    }
    compare_mixed_numbers(left, right)
}

fn compare_mixed_numbers(left: Value, right: Value) -> Option<Option<Ordering>> {
    if let Some(float) = right.as_float() {
        if let Some(int) = left.as_index() {
            return Some(compare_int_float(int, float));
        }
        let big = left.as_object::<BigIntObject>()?;
        return Some(compare_big_float(big.value(), float));
    }
    if left.as_float().is_some() {
        return compare_mixed_numbers(right, left).map(|order| order.map(Ordering::reverse));
    }
    match (left.as_object::<BigIntObject>(), right.as_object::<BigIntObject>()) {
        (Some(left), Some(right)) => Some(Some(left.value().cmp(right.value()))),
        // What does not fit in 64 bits is larger than all that does, or smaller.
        (Some(left), None) => right.as_index().map(|_| Some(sign(left.value()))),
        (None, Some(right)) => left.as_index().map(|_| Some(sign(right.value()).reverse())),
        (None, None) => None,
    }
}

fn sign(value: &BigInt) -> Ordering {
    if value.sign() == Sign::Minus { Ordering::Less } else { Ordering::Greater }
}

fn compare_int_float(int: i64, float: f64) -> Option<Ordering> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if float.is_nan() {
        None
    } else if float >= LIMIT {
        Some(Ordering::Less)
    } else if float < -LIMIT {
        Some(Ordering::Greater)
    } else {
        let whole = float.trunc();
        Some(int.cmp(&(whole as i64)).then(whole.total_cmp(&float)))
    }
}

fn compare_big_float(big: &BigInt, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    if float.is_infinite() {
        return Some(if float > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    // A fraction cannot decide: `big` is further from 0 than any number that has one.
    BigInt::from_f64(float).map(|whole| big.cmp(&whole))
}

/// Comparison of two objects that are neither numbers nor strings; `None` where their types do
/// not support it.
fn compare_objects(
    interpreter: &mut Interpreter,
    comparison: Comparison,
    left: Value,
    right: Value,
) -> Result<Option<bool>> {
    if left.tag() < Tag::Tuple || right.tag() < Tag::Tuple {
        return Ok(None);
    }
    interpreter.one_level_down(" in comparison", |interpreter| {
        compare_parts(interpreter, comparison, left, right)
    })
}

fn compare_parts(
    interpreter: &mut Interpreter,
    comparison: Comparison,
    left: Value,
    right: Value,
) -> Result<Option<bool>> {
    if let (Some(a), Some(b)) = (left.as_object::<ListObject>(), right.as_object::<ListObject>()) {
        if comparison.is_equality() && a.len() != b.len() {
            return Ok(Some(comparison == Comparison::NotEqual));
        }
        return sequences(interpreter, comparison, &|i| a.get(i), &|i| b.get(i)).map(Some);
    }
    if let (Some(a), Some(b)) = (left.as_object::<TupleObject>(), right.as_object::<TupleObject>())
    {
        let (a, b) = (|i: usize| a.items().get(i).copied(), |i: usize| b.items().get(i).copied());
        return sequences(interpreter, comparison, &a, &b).map(Some);
    }
    if let (Some(a), Some(b)) = (left.as_object::<SliceObject>(), right.as_object::<SliceObject>())
    {
        let parts = |slice: &SliceObject| [slice.start, slice.stop, slice.step];
        let (a, b) = (parts(&a), parts(&b));
        let (a, b) = (|i: usize| a.get(i).copied(), |i: usize| b.get(i).copied());
        return sequences(interpreter, comparison, &a, &b).map(Some);
    }
    if let (Some(a), Some(b)) = (set_size(left), set_size(right)) {
        return sets(interpreter, comparison, (left, a), (right, b)).map(Some);
    }
    if !comparison.is_equality() {
        return Ok(None);
    }
    let same = if let (Some(a), Some(b)) =
        (left.as_object::<DictObject>(), right.as_object::<DictObject>())
    {
        dicts(interpreter, &a, &b)?
    } else if let (Some(a), Some(b)) =
        (left.as_object::<RangeObject>(), right.as_object::<RangeObject>())
    {
        a.same_elements(&b)
    } else if let (Some(a), Some(b)) =
        (left.as_object::<BoundMethodObject>(), right.as_object::<BoundMethodObject>())
    {
        a.receiver.is(b.receiver) && std::ptr::eq(a.method, b.method)
    } else {
        return Ok(None);
    };
    Ok(Some(same == (comparison == Comparison::Equal)))
}

/// Lexicographic comparison: by the first elements that differ, else by length.
fn sequences(
    interpreter: &mut Interpreter,
    comparison: Comparison,
    left: &dyn Fn(usize) -> Option<Value>,
    right: &dyn Fn(usize) -> Option<Value>,
) -> Result<bool> {
    let mut index = 0;
    loop {
        match (left(index), right(index)) {
            (Some(a), Some(b)) => {
                if !equal(interpreter, a, b)? {
                    return match comparison {
                        Comparison::Equal => Ok(false),
                        Comparison::NotEqual => Ok(true),
                        _ => holds(interpreter, comparison, a, b),
                    };
                }
            }
            (a, b) => return Ok(comparison.holds(Some(a.is_some().cmp(&b.is_some())))),
        }
        index += 1;
    }
}

fn dicts(interpreter: &mut Interpreter, left: &DictObject, right: &DictObject) -> Result<bool> {
    if left.len() != right.len() {
        return Ok(false);
    }
    let mut position = 0;
    while let Some((at, key, value)) = left.entry_from(position) {
        match right.get_hashed(interpreter, key, left.hash_at(at))? {
            Some(other) if equal(interpreter, value, other)? => {}
            _ => return Ok(false),
        }
        position = at + 1;
    }
    Ok(true)
}

/// The size of a set, a frozenset, or a view that behaves like one.
fn set_size(value: Value) -> Option<usize> {
    if let Some(set) = value.as_object::<SetObject>() {
        return Some(set.len());
    }
    let view = value.as_object::<DictViewObject>()?;
    view.is_set_like().then(|| view.dict.len())
}

/// Sets are ordered by inclusion.
fn sets(
    interpreter: &mut Interpreter,
    comparison: Comparison,
    left: (Value, usize),
    right: (Value, usize),
) -> Result<bool> {
    match comparison {
        Comparison::Equal => Ok(left.1 == right.1 && includes(interpreter, right.0, left.0)?),
        Comparison::NotEqual => Ok(!sets(interpreter, Comparison::Equal, left, right)?),
        Comparison::LessEqual => Ok(left.1 <= right.1 && includes(interpreter, right.0, left.0)?),
        Comparison::Less => Ok(left.1 < right.1 && includes(interpreter, right.0, left.0)?),
        _ => sets(interpreter, comparison.mirrored(), right, left),
    }
}

/// Is everything in `part` also in `whole`?
///
/// # Errors
/// TypeError for what cannot be hashed.
pub fn includes(interpreter: &mut Interpreter, whole: Value, part: Value) -> Result<bool> {
    let iterator = iterate::get_iter(interpreter, part)?;
    while let Some(item) = iterate::next(interpreter, iterator)? {
        if !contains::contains(interpreter, whole, item)? {
            return Ok(false);
        }
    }
    Ok(true)
}
