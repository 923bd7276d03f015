//! Floats in hexadecimal, `0x1.8p+1`: exact, because 16 is a power of 2.
//!
//! Text with more digits than a float has bits is rounded to the nearest float, halves to even.

use num_bigint::BigUint;
use num_traits::{ToPrimitive, Zero};

use crate::error::{Result, overflow_error, value_error};
use crate::modules::libm;
use crate::object::float_text::float_repr;

/// `value.hex()`
#[must_use]
pub fn float_hex(value: f64) -> String {
    if !value.is_finite() {
        return float_repr(value);
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let bits = value.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let (lead, exponent) = match (bits >> 52) & 0x7ff {
        0 if fraction == 0 => return format!("{sign}0x0.0p+0"),
        0 => (0, -1022),
        exponent => (1, exponent as i64 - 1023),
    };
    format!("{sign}0x{lead}.{fraction:013x}p{exponent:+}")
}

/// `float.fromhex(text)`
///
/// # Errors
/// ValueError for what is no such text, OverflowError for a number that is too large.
pub fn parse_float_hex(text: &str) -> Result<f64> {
    let text = text.trim_matches([' ', '\t', '\n', '\x0b', '\x0c', '\r']).to_ascii_lowercase();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(&text);
    let size = match unsigned {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => f64::NAN,
        _ => {
            let (digits, exponent) = split(unsigned.strip_prefix("0x").unwrap_or(unsigned))
                .ok_or_else(|| value_error("invalid hexadecimal floating-point string"))?;
            round(digits, exponent).ok_or_else(|| {
                overflow_error("hexadecimal value too large to represent as a float")
            })?
        }
    };
    Ok(if text.starts_with('-') { -size } else { size })
}

/// `1.8p+1` as an int and the exponent of a power of 2.
fn split(text: &str) -> Option<(BigUint, i64)> {
    let (mantissa, exponent) = match text.split_once('p') {
        Some((mantissa, exponent)) => {
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            // Far outside of what a float reaches, the exact number does not matter.
            let size = digits.parse::<i64>().unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
            (mantissa, if exponent.starts_with('-') { -size } else { size })
        }
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let digits = BigUint::parse_bytes(digits.as_bytes(), 16)?;
    Some((digits, exponent - 4 * fraction.len() as i64))
}

/// `digits * 2**exponent` as a float; `None` if it is too large.
fn round(digits: BigUint, exponent: i64) -> Option<f64> {
    const BITS: i64 = f64::MANTISSA_DIGITS as i64;
    const LEAST: i64 = -1074;
    if digits.is_zero() {
        return Some(0.0);
    }
    let top = exponent + digits.bits() as i64;
    if top > 1024 {
        return None;
    }
    if top < LEAST {
        return Some(0.0);
    }
    // The exponent of the float's last bit; what is behind it is rounded away.
    let last = (top - BITS).max(LEAST);
    let kept = if last <= exponent {
        digits << (exponent - last) as u64
    } else {
        let behind = (last - exponent) as u64;
        let half = BigUint::from(1u32) << (behind - 1);
        let kept = &digits >> behind;
        let rest = digits - (&kept << behind);
        let up = rest > half || rest == half && kept.bit(0);
        kept + u32::from(up)
    };
    let value = libm::ldexp(kept.to_f64()?, last as i32);
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips() {
        for value in [0.0, 1.0, 0.1, -3.75, 5e-324, 2.5e-310, f64::MAX, f64::MIN_POSITIVE] {
            assert_eq!(parse_float_hex(&float_hex(value)).unwrap().to_bits(), value.to_bits());
        }
    }

    #[test]
    fn halves_round_to_even() {
        assert_eq!(parse_float_hex("0x1.00000000000008p0").unwrap(), 1.0);
        assert_eq!(parse_float_hex("0x1.00000000000018p0").unwrap(), 1.0 + 2.0 * f64::EPSILON);
        assert_eq!(parse_float_hex("0x1.000000000000080001p0").unwrap(), 1.0 + f64::EPSILON);
        assert_eq!(parse_float_hex("0x1p-1075").unwrap(), 0.0);
        assert_eq!(parse_float_hex("0x1.8p-1075").unwrap(), 5e-324);
        assert_eq!(parse_float_hex("  -.8P1\n").unwrap(), -1.0);
    }

    #[test]
    fn what_is_too_large_or_no_number_is_an_error() {
        for text in ["", "0x", ".", "1p", "1p+", "0x1.g", "1__0", "0x0x1", "+-1", "1.2.3"] {
            assert!(parse_float_hex(text).is_err(), "{text}");
        }
        assert!(parse_float_hex("0x1p1024").is_err());
        assert!(parse_float_hex("0x1.fffffffffffff8p1023").is_err());
        assert_eq!(parse_float_hex("0x0p99999999999999999999").unwrap(), 0.0);
    }
}
