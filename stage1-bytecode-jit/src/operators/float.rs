//! Float arithmetic where Python's rules are not the machine's: `//`, `%`, `**`.
//!
//! `%` has the sign of the divisor and `//` goes with it, as for ints; the algorithms are
//! CPython's (`float_rem`, `_float_div_mod` and `float_pow` in `Objects/floatobject.c`), because
//! rounding makes every other order of operations differ in some last bit. Dividing by zero
//! raises instead of giving an infinity, and a power out of range raises too.

use crate::class::Class;
use crate::class_of::type_name;
use crate::error::{Result, Unwind, overflow_error, type_error, unsupported, zero_division};
use crate::heap::Heap;
use crate::modules::libm;
use crate::operators::arithmetic::BinaryOperator;
use crate::operators::integer::big_to_float;
use crate::value::{Tag, Value};

/// `a // b` for a `b` that is not zero.
#[inline]
#[must_use]
pub fn float_floor_div(a: f64, b: f64) -> f64 {
    float_div_mod(a, b).0
}

/// `a % b` for a `b` that is not zero.
#[inline]
#[must_use]
pub fn float_remainder(a: f64, b: f64) -> f64 {
    let remainder = a % b;
    if remainder == 0.0 {
        0.0f64.copysign(b)
    } else if (b < 0.0) != (remainder < 0.0) {
        remainder + b
    } else {
        remainder
    }
}

/// `divmod(a, b)` for a `b` that is not zero.
#[must_use]
pub fn float_div_mod(a: f64, b: f64) -> (f64, f64) {
    let mut remainder = a % b;
    // Dividing what is nearly a multiple of `b` gives nearly a whole number.
    let mut quotient = (a - remainder) / b;
    if remainder == 0.0 {
        remainder = 0.0f64.copysign(b);
    } else if (b < 0.0) != (remainder < 0.0) {
        remainder += b;
        quotient -= 1.0;
    }
    let floor = if quotient == 0.0 {
        0.0f64.copysign(a / b)
    } else if quotient - quotient.floor() > 0.5 {
        quotient.floor() + 1.0
    } else {
        quotient.floor()
    };
    (floor, remainder)
}

/// `a ** b`. The error that is raised for a result out of range has two arguments, hence the heap.
///
/// # Errors
/// ZeroDivisionError, OverflowError; a complex result is not supported.
pub fn power(heap: &mut Heap, a: f64, b: f64) -> Result<f64> {
    if b == 0.0 || a == 1.0 {
        return Ok(1.0);
    }
    if a.is_nan() || b.is_nan() {
        return Ok(if a.is_nan() { a } else { b });
    }
    let odd = (b.abs() % 2.0) == 1.0;
    if b.is_infinite() {
        let a = a.abs();
        return Ok(if a == 1.0 {
            1.0
        } else if (b > 0.0) == (a > 1.0) {
            b.abs()
        } else {
            0.0
        });
    }
    if a.is_infinite() {
        return Ok(match (b > 0.0, odd) {
            (true, true) => a,
            (true, false) => a.abs(),
            (false, true) => 0.0f64.copysign(a),
            (false, false) => 0.0,
        });
    }
    if a == 0.0 {
        if b < 0.0 {
            return Err(zero_division("0.0 cannot be raised to a negative power"));
        }
        return Ok(if odd { a } else { 0.0 });
    }
    if a < 0.0 && b != b.floor() {
        return Err(unsupported("complex numbers"));
    }
    let magnitude = if a == -1.0 { 1.0 } else { libm::pow(a.abs(), b) };
    if magnitude.is_infinite() {
        return Err(out_of_range(heap));
    }
    Ok(if a < 0.0 && odd { -magnitude } else { magnitude })
}

#[cold]
fn out_of_range(heap: &mut Heap) -> Unwind {
    let text = heap.string("Numerical result out of range");
    let arguments = heap.tuple(vec![Value::int(34), text]);
    Unwind::Exception(heap.exception(Class::OverflowError, arguments))
}

/// An operator on two numbers of which one is a float; `None` when floats do not have it.
///
/// # Errors
/// ZeroDivisionError, OverflowError.
pub fn binary_float(
    heap: &mut Heap,
    operator: BinaryOperator,
    left: Value,
    right: Value,
) -> Result<Option<Value>> {
    use BinaryOperator as B;
    if matches!(
        operator,
        B::MatrixMultiply | B::LeftShift | B::RightShift | B::And | B::Or | B::Xor
    ) {
        return Ok(None);
    }
    let (a, b) = (to_float(left)?, to_float(right)?);
    let result = match operator {
        B::Add => a + b,
        B::Subtract => a - b,
        B::Multiply => a * b,
        B::TrueDivide if b == 0.0 => return Err(zero_division("float division by zero")),
        B::FloorDivide if b == 0.0 => return Err(zero_division("float floor division by zero")),
        B::Remainder if b == 0.0 => return Err(zero_division("float modulo")),
        B::TrueDivide => a / b,
        B::FloorDivide => float_floor_div(a, b),
        B::Remainder => float_remainder(a, b),
        _ => power(heap, a, b)?,
    };
    Ok(Some(Value::float(result)))
}

/// The float that a number is or converts to.
///
/// # Errors
/// `TypeError: must be real number, not str`, OverflowError for an int that is too large.
pub fn to_float(value: Value) -> Result<f64> {
    if let Some(float) = value.as_float() {
        return Ok(float);
    }
    if let Some(int) = value.as_index() {
        return Ok(int as f64);
    }
    match value.to_bigint() {
        Some(big) => big_to_float(&big),
        None => Err(type_error(format!("must be real number, not {}", type_name(value)))),
    }
}

/// The int that a float is after cutting off its fraction.
///
/// # Errors
/// OverflowError for infinities, ValueError for nan.
pub fn truncate(heap: &mut Heap, value: f64) -> Result<Value> {
    if value.abs() < 9.0e18 {
        return Ok(Value::int(value as i64));
    }
    if value.is_nan() {
        return Err(crate::error::value_error("cannot convert float NaN to integer"));
    }
    match num_traits::FromPrimitive::from_f64(value) {
        Some(big) => Ok(heap.int(big)),
        None => Err(overflow_error("cannot convert float infinity to integer")),
    }
}

/// Is it a number: int, bool or float?
#[inline]
#[must_use]
pub fn is_number(value: Value) -> bool {
    matches!(value.tag(), Tag::Int | Tag::Float | Tag::Bool | Tag::BigInt)
}
