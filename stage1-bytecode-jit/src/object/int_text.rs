//! Ints as text and back.
//!
//! Converting between a large int and decimal text takes more than linear time, so CPython 3.11
//! refuses beyond 4300 digits, in both directions; bases that are powers of two have no limit.

use num_bigint::BigInt;
use num_traits::{Num, Signed};

use crate::error::{Result, value_error};
use crate::object::bigint::BigIntObject;
use crate::object::characters::{decimal_value, is_space};
use crate::object::str_text::str_repr;
use crate::value::Value;

/// `sys.get_int_max_str_digits()`
pub const MAXIMUM_DIGITS: usize = 4300;

/// Decimal text of an int or bool.
///
/// # Errors
/// ValueError beyond 4300 digits.
pub fn int_to_text(value: Value) -> Result<String> {
    if let Some(small) = value.as_index() {
        return Ok(small.to_string());
    }
    match value.as_object::<BigIntObject>() {
        Some(big) => big_to_text(big.value()),
        None => Ok(String::new()),
    }
}

/// Decimal text.
///
/// # Errors
/// ValueError beyond 4300 digits.
pub fn big_to_text(value: &BigInt) -> Result<String> {
    // 4300 digits are less than 14285 bits; more bits than that are not worth the conversion.
    let text = if value.bits() > 14_285 { None } else { Some(value.to_str_radix(10)) };
    text.filter(|text| text.len() - usize::from(value.is_negative()) <= MAXIMUM_DIGITS).ok_or_else(
        || {
            value_error(format!(
                "Exceeds the limit ({MAXIMUM_DIGITS} digits) for integer string conversion; use \
                 sys.set_int_max_str_digits() to increase the limit"
            ))
        },
    )
}

/// The text of the digits of `|value|` in a base of 2 to 36, without prefix.
#[must_use]
pub fn magnitude_in_base(value: &BigInt, base: u32) -> String {
    value.magnitude().to_str_radix(base)
}

/// The digits of other scripts as ASCII; surrounding white space gone.
#[must_use]
pub fn ascii_digits(text: &str) -> String {
    text.trim_matches(is_space)
        .chars()
        .map(|character| match decimal_value(character) {
            Some(digit) => char::from_digit(digit, 10).unwrap_or(character),
            // Other white space inside stays wrong, whatever it becomes.
            None => character,
        })
        .collect()
}

/// `int(text, base)`; a base of 0 goes by the prefix.
///
/// # Errors
/// `ValueError: invalid literal for int() with base 10: 'x'`
pub fn parse_int(text: &str, base: u32) -> Result<BigInt> {
    let invalid = || {
        // CPython writes at most 200 characters of it.
        let shown: String = str_repr(text).chars().take(200).collect();
        value_error(format!("invalid literal for int() with base {base}: {shown}"))
    };
    let cleaned = ascii_digits(text);
    let (negative, digits) = match cleaned.as_bytes().first() {
        Some(b'-') => (true, &cleaned[1..]),
        Some(b'+') => (false, &cleaned[1..]),
        _ => (false, &cleaned[..]),
    };
    let prefix = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 0,
    };
    let (radix, mut digits, prefixed) = match base {
        0 if prefix != 0 => (prefix, &digits[2..], true),
        0 => (10, digits, false),
        _ if base == prefix => (base, &digits[2..], true),
        _ => (base, digits, false),
    };
    if prefixed {
        digits = digits.strip_prefix('_').unwrap_or(digits);
    }
    let mut plain = String::with_capacity(digits.len());
    let mut after_digit = false;
    for character in digits.chars() {
        if character == '_' && after_digit {
            after_digit = false;
        } else if character.is_digit(radix) {
            plain.push(character);
            after_digit = true;
        } else {
            return Err(invalid());
        }
    }
    if !after_digit {
        return Err(invalid());
    }
    // Without a base a leading zero is a mistake (it once meant octal), unless all are zeros.
    if base == 0 && !prefixed && plain.starts_with('0') && plain.contains(|digit| digit != '0') {
        return Err(invalid());
    }
    if !radix.is_power_of_two() && plain.len() > MAXIMUM_DIGITS {
        return Err(value_error(format!(
            "Exceeds the limit ({MAXIMUM_DIGITS} digits) for integer string conversion: value has \
             {} digits; use sys.set_int_max_str_digits() to increase the limit",
            plain.len()
        )));
    }
    if let Ok(small) = i64::from_str_radix(&plain, radix) {
        return Ok(BigInt::from(if negative { -small } else { small }));
    }
    let value = BigInt::from_str_radix(&plain, radix).map_err(|_| invalid())?;
    Ok(if negative { -value } else { value })
}
