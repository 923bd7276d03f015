//! Int arithmetic: 64 bits first, any size when that overflows.
//!
//! Python's ints have no width. Nearly all of them fit in a machine word, so every operator first
//! tries the machine's instruction with its overflow flag and only then turns to `num_bigint`.
//! Three of Python's rules differ from the machine's:
//!
//! ```text
//!   -7 // 2 == -4      division rounds towards minus infinity, not towards zero
//!   -7 % 2  ==  1      the remainder has the sign of the divisor
//!   7 / 2   == 3.5     true division is the float nearest to the exact quotient
//! ```
//!
//! The last is more than a division of two floats: `10**400 / 10**399` is 10.0 though neither fits
//! in a float. [`true_divide`] scales the quotient to 55 bits or more, remembers in a sticky bit
//! whether anything was lost, and rounds once.
//!
//! A result that could not be held in memory raises before it is computed.

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::class::Class;
use crate::class_of::type_name;
use crate::error::{Result, Unwind, overflow_error, raise, type_error, value_error, zero_division};
use crate::heap::Heap;
use crate::operators::arithmetic::BinaryOperator;
use crate::value::{Tag, Value};

/// No int with more bits than this is computed: MemoryError instead.
const MAXIMUM_BITS: u64 = 1 << 33;

/// `a // b`, unless `b` is 0 or the result does not fit.
#[inline]
#[must_use]
pub fn floor_div_i64(a: i64, b: i64) -> Option<i64> {
    let quotient = a.checked_div(b)?;
    let inexact = quotient.wrapping_mul(b) != a;
    Some(if inexact && (a < 0) != (b < 0) { quotient - 1 } else { quotient })
}

/// `a % b`, unless `b` is 0.
#[inline]
#[must_use]
pub fn remainder_i64(a: i64, b: i64) -> Option<i64> {
    if b == 0 {
        return None;
    }
    let remainder = a.wrapping_rem(b);
    Some(if remainder != 0 && (remainder < 0) != (b < 0) { remainder + b } else { remainder })
}

/// `a ** b`, if `b` is not negative and the result fits.
#[inline]
#[must_use]
pub fn pow_i64(a: i64, b: i64) -> Option<i64> {
    match u32::try_from(b) {
        Ok(exponent) => a.checked_pow(exponent),
        Err(_) if b < 0 => None,
        Err(_) => match a {
            0 | 1 => Some(a),
            -1 => Some(if b % 2 == 0 { 1 } else { -1 }),
            _ => None,
        },
    }
}

/// `a / b`, correctly rounded.
///
/// # Errors
/// ZeroDivisionError.
#[inline]
pub fn true_divide_i64(a: i64, b: i64) -> Result<f64> {
    const EXACT: u64 = 1 << 53;
    if b == 0 {
        return Err(zero_division("division by zero"));
    }
    if a.unsigned_abs() <= EXACT && b.unsigned_abs() <= EXACT {
        return Ok(a as f64 / b as f64);
    }
    true_divide(&BigInt::from(a), &BigInt::from(b))
}

/// `a / b`, correctly rounded.
///
/// # Errors
/// ZeroDivisionError, and OverflowError for a result outside of the floats.
pub fn true_divide(a: &BigInt, b: &BigInt) -> Result<f64> {
    if b.is_zero() {
        return Err(zero_division("division by zero"));
    }
    let negative = a.is_negative() != b.is_negative();
    if a.is_zero() {
        return Ok(if negative { -0.0 } else { 0.0 });
    }
    let (a, b) = (a.magnitude(), b.magnitude());
    let exponent = a.bits() as i64 - b.bits() as i64 - 55;
    let (quotient, rest) = if exponent < 0 {
        (a << exponent.unsigned_abs()).div_rem(b)
    } else {
        a.div_rem(&(b << exponent.unsigned_abs()))
    };
    let quotient = quotient.to_u64().unwrap_or(u64::MAX);
    let magnitude = round_scaled(quotient, !rest.is_zero(), exponent)
        .ok_or_else(|| overflow_error("integer division result too large for a float"))?;
    Ok(if negative { -magnitude } else { magnitude })
}

/// The float nearest to `(bits + sticky) * 2**exponent`, where `bits` has at least 54 bits and
/// `sticky` says that a little less than one more is to be added. Ties go to the even float.
fn round_scaled(bits: u64, sticky: bool, exponent: i64) -> Option<f64> {
    let length = 64 - i64::from(bits.leading_zeros());
    let unit = (length + exponent - 53).max(-1074);
    let drop = unit - exponent;
    if drop > 63 {
        return Some(0.0);
    }
    let half = 1u64 << (drop - 1);
    let low = bits & (2 * half - 1);
    let mut kept = bits >> drop;
    if low > half || (low == half && (sticky || kept & 1 == 1)) {
        kept += 1;
    }
    if unit > 1023 - 52 {
        return None;
    }
    // A power of two that is a float for every `unit`, in two exact steps for the subnormal ones.
    let result = if unit >= -1022 {
        kept as f64 * f64::from_bits(((unit + 1023) as u64) << 52)
    } else {
        f64::from_bits(kept)
            * if unit == -1074 { 1.0 } else { f64::from_bits(((unit + 1074 + 1023) as u64) << 52) }
    };
    result.is_finite().then_some(result)
}

/// The float nearest to an int.
///
/// # Errors
/// OverflowError.
pub fn big_to_float(value: &BigInt) -> Result<f64> {
    let magnitude = value.magnitude();
    let bits = magnitude.bits();
    let result = if bits <= 64 {
        magnitude.to_u64().unwrap_or(0) as f64
    } else {
        let shift = bits - 64;
        let sticky = magnitude.trailing_zeros().is_some_and(|zeros| zeros < shift);
        let high = (magnitude >> shift).to_u64().unwrap_or(u64::MAX);
        round_scaled(high, sticky, shift as i64)
            .ok_or_else(|| overflow_error("int too large to convert to float"))?
    };
    Ok(if value.is_negative() { -result } else { result })
}

/// Is the value an int or a bool?
#[inline]
#[must_use]
pub fn is_int(value: Value) -> bool {
    matches!(value.tag(), Tag::Int | Tag::Bool | Tag::BigInt)
}

/// The int (or bool) that `value` is, for something that takes nothing else.
///
/// # Errors
/// `TypeError: 'float' object cannot be interpreted as an integer`
pub fn to_int(value: Value) -> Result<BigInt> {
    value.to_bigint().ok_or_else(|| not_an_integer(value))
}

/// An int that has to fit in 64 bits: a size, a count, an index.
///
/// # Errors
/// TypeError; OverflowError: `Python int too large to convert to C ssize_t`
pub fn to_size(value: Value) -> Result<i64> {
    match value.as_index() {
        Some(index) => Ok(index),
        None if value.tag() == Tag::BigInt => {
            Err(overflow_error("Python int too large to convert to C ssize_t"))
        }
        None => Err(not_an_integer(value)),
    }
}

/// As [`to_size`], but an int that does not fit is taken for the nearest that does: for bounds.
///
/// # Errors
/// TypeError.
pub fn to_clamped_size(value: Value) -> Result<i64> {
    match value.as_index() {
        Some(index) => Ok(index),
        None => {
            let big = to_int(value)?;
            Ok(if big.is_negative() { i64::MIN } else { i64::MAX })
        }
    }
}

#[cold]
fn not_an_integer(value: Value) -> Unwind {
    type_error(format!("'{}' object cannot be interpreted as an integer", type_name(value)))
}

/// An operator on two ints or bools.
///
/// # Errors
/// ZeroDivisionError, ValueError for a negative shift, MemoryError.
pub fn binary_int(
    heap: &mut Heap,
    operator: BinaryOperator,
    left: Value,
    right: Value,
) -> Result<Value> {
    use BinaryOperator as B;
    if let (Some(a), Some(b)) = (left.as_index(), right.as_index()) {
        let small = match operator {
            B::Add => a.checked_add(b),
            B::Subtract => a.checked_sub(b),
            B::Multiply => a.checked_mul(b),
            B::TrueDivide => return Ok(Value::float(true_divide_i64(a, b)?)),
            B::FloorDivide => floor_div_i64(a, b),
            B::Remainder => remainder_i64(a, b),
            B::Power => pow_i64(a, b),
            B::LeftShift if a == 0 && b >= 0 => Some(0),
            B::LeftShift => (0..63).contains(&b).then(|| (a << b, b)).and_then(|(shifted, b)| {
                // Nothing was lost if shifting back gives the same.
                (shifted >> b == a).then_some(shifted)
            }),
            B::RightShift => (b >= 0).then(|| a >> b.min(63)),
            B::And | B::Or | B::Xor => {
                let bits = match operator {
                    B::And => a & b,
                    B::Or => a | b,
                    _ => a ^ b,
                };
                let bools = left.tag() == Tag::Bool && right.tag() == Tag::Bool;
                return Ok(if bools { Value::bool(bits != 0) } else { Value::int(bits) });
            }
            B::MatrixMultiply => None,
        };
        if let Some(small) = small {
            return Ok(Value::int(small));
        }
    }
    let (a, b) = (to_int(left)?, to_int(right)?);
    let result = match operator {
        B::Add => a + b,
        B::Subtract => a - b,
        B::Multiply => a * b,
        B::TrueDivide => return Ok(Value::float(true_divide(&a, &b)?)),
        B::FloorDivide => divide(&a, &b)?.0,
        B::Remainder if b.is_zero() => return Err(zero_division("integer modulo by zero")),
        B::Remainder => a.mod_floor(&b),
        B::Power if b.is_negative() => {
            let result = super::float::power(heap, big_to_float(&a)?, big_to_float(&b)?)?;
            return Ok(Value::float(result));
        }
        B::Power => power(&a, &b)?,
        B::LeftShift => left_shift(a, &b)?,
        B::RightShift => right_shift(a, &b)?,
        B::And => a & b,
        B::Or => a | b,
        B::Xor => a ^ b,
        B::MatrixMultiply => {
            return Err(super::arithmetic::unsupported_operands(operator, left, right, false));
        }
    };
    Ok(heap.int(result))
}

/// Quotient and remainder, rounded towards minus infinity.
///
/// # Errors
/// ZeroDivisionError.
pub fn divide(a: &BigInt, b: &BigInt) -> Result<(BigInt, BigInt)> {
    if b.is_zero() {
        return Err(zero_division("integer division or modulo by zero"));
    }
    Ok(a.div_mod_floor(b))
}

/// The error for a number that would not fit in memory; like CPython's it has no message.
#[cold]
#[must_use]
pub fn memory_error() -> Unwind {
    raise(Class::MemoryError, "")
}

fn left_shift(a: BigInt, by: &BigInt) -> Result<BigInt> {
    if by.is_negative() {
        return Err(value_error("negative shift count"));
    }
    if a.is_zero() {
        return Ok(a);
    }
    match by.to_u64() {
        None => Err(overflow_error("too many digits in integer")),
        Some(by) if by.saturating_add(a.bits()) > MAXIMUM_BITS => Err(memory_error()),
        Some(by) => Ok(a << by),
    }
}

fn right_shift(a: BigInt, by: &BigInt) -> Result<BigInt> {
    if by.is_negative() {
        return Err(value_error("negative shift count"));
    }
    match by.to_u64() {
        Some(by) if by < a.bits() => Ok(a >> by),
        _ if a.is_negative() => Ok(BigInt::from(-1)),
        _ => Ok(BigInt::zero()),
    }
}

fn power(a: &BigInt, b: &BigInt) -> Result<BigInt> {
    if b.is_zero() || a.is_one() {
        return Ok(BigInt::one());
    }
    if a.is_zero() {
        return Ok(BigInt::zero());
    }
    if a.magnitude().is_one() {
        return Ok(if b.is_even() { BigInt::one() } else { a.clone() });
    }
    let exponent = b.to_u32().ok_or_else(memory_error)?;
    // The result has at least so many bits.
    if (a.bits() - 1).saturating_mul(u64::from(exponent)) > MAXIMUM_BITS {
        return Err(memory_error());
    }
    // Twos are shifted in at the end: powers of two cost nothing.
    let twos = a.trailing_zeros().unwrap_or(0);
    let odd: BigInt = a >> twos;
    Ok(odd.pow(exponent) << (twos * u64::from(exponent)))
}

/// `pow(base, exponent, modulus)`.
///
/// # Errors
/// ValueError for a modulus of 0, or when there is no inverse.
pub fn power_modulo(base: &BigInt, exponent: &BigInt, modulus: &BigInt) -> Result<BigInt> {
    if modulus.is_zero() {
        return Err(value_error("pow() 3rd argument cannot be 0"));
    }
    let positive = modulus.abs();
    let result = if exponent.is_negative() {
        let base = base.mod_floor(&positive);
        let euclid = base.extended_gcd(&positive);
        if !euclid.gcd.is_one() {
            return Err(value_error("base is not invertible for the given modulus"));
        }
        euclid.x.mod_floor(&positive).modpow(&-exponent, &positive)
    } else {
        base.mod_floor(&positive).modpow(exponent, &positive)
    };
    // The result has the sign of the modulus.
    Ok(if modulus.sign() == Sign::Minus { result.mod_floor(modulus) } else { result })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_rounds_down() {
        for (a, b, quotient, remainder) in
            [(7, 2, 3, 1), (-7, 2, -4, 1), (7, -2, -4, -1), (-7, -2, 3, -1), (6, -3, -2, 0)]
        {
            assert_eq!(floor_div_i64(a, b), Some(quotient));
            assert_eq!(remainder_i64(a, b), Some(remainder));
        }
        assert_eq!(floor_div_i64(i64::MIN, -1), None);
        assert_eq!(remainder_i64(i64::MIN, -1), Some(0));
        assert_eq!(remainder_i64(1, 0), None);
    }

    #[test]
    fn results_that_do_not_fit_in_memory_are_refused_at_once() {
        let huge = BigInt::one() << 70;
        assert!(power(&BigInt::from(10), &huge).is_err());
        assert!(power(&BigInt::from(10), &BigInt::from(u32::MAX)).is_err());
        assert!(left_shift(BigInt::one(), &huge).is_err());
        assert_eq!(right_shift(BigInt::from(-5), &huge).unwrap(), BigInt::from(-1));
        assert_eq!(power(&BigInt::from(-1), &huge).unwrap(), BigInt::one());
    }
}
