//! The values of literals.

use std::sync::Arc;

use num_bigint::BigInt;
use num_traits::{Num, One, Zero};

use super::{Constant, Float, float};
use crate::token::{LiteralKind, Operator};

/// The value of a literal that the scanner found nothing wrong with; `None` otherwise, and for a
/// number whose exponent is beyond all bounds.
pub fn from_literal(kind: LiteralKind, text: &str) -> Option<Constant> {
    match kind {
        LiteralKind::Int => integer(text),
        LiteralKind::Float => number(text).map(Constant::Float),
        LiteralKind::Imaginary => {
            let text = text.strip_suffix('i')?;
            // For old programs, `012i` is decimal.
            let decimal = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
            let value = match integer(text).filter(|_| !decimal) {
                Some(value) => value.to_float()?,
                None => number(text)?,
            };
            Some(Constant::Complex(Box::new((Float::zero(), value))))
        }
        LiteralKind::Rune => {
            let body = text.strip_prefix('\'')?.strip_suffix('\'')?;
            match body.strip_prefix('\\') {
                None => Some(Constant::Int(i64::from(u32::from(body.chars().next()?)))),
                Some(escape) => escaped(escape).map(|(unit, _)| match unit {
                    Unit::Byte(byte) => Constant::Int(byte.into()),
                    Unit::Letter(letter) => Constant::Int(i64::from(u32::from(letter))),
                }),
            }
        }
        LiteralKind::String => string(text).map(Constant::String),
    }
}

fn integer(text: &str) -> Option<Constant> {
    // Most literals are plain.
    if text.len() < 18 && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().map(Constant::Int);
    }
    let digits = text.replace('_', "");
    let lower = digits.to_ascii_lowercase();
    let (base, digits) = if let Some(rest) = lower.strip_prefix("0x") {
        (16, rest)
    } else if let Some(rest) = lower.strip_prefix("0b") {
        (2, rest)
    } else if let Some(rest) = lower.strip_prefix("0o") {
        (8, rest)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (8, &lower[1..])
    } else {
        (10, &lower[..])
    };
    if let Ok(value) = i64::from_str_radix(digits, base) {
        return Some(Constant::Int(value));
    }
    // More digits than the largest constant has are not worth the work.
    if digits.len() > 10_000 {
        return None;
    }
    BigInt::from_str_radix(digits, base).ok().map(Constant::from)
}

/// A floating-point literal, decimal or hexadecimal.
fn number(text: &str) -> Option<Float> {
    let text = text.replace('_', "").to_ascii_lowercase();
    let (base, body, exponent) = match text.strip_prefix("0x") {
        Some(rest) => {
            let (body, exponent) = rest.split_once('p')?;
            (16, body.to_string(), exponent.to_string())
        }
        None => match text.split_once('e') {
            Some((body, exponent)) => (10, body.to_string(), exponent.to_string()),
            None => (10, text.clone(), "0".to_string()),
        },
    };
    let (whole, fraction) = body.split_once('.').unwrap_or((&body, ""));
    let digits = format!("{whole}{fraction}");
    if digits.len() > 100_000 {
        return None;
    }
    let mantissa =
        BigInt::from_str_radix(if digits.is_empty() { "0" } else { &digits }, base).ok()?;
    let exponent: i64 = exponent.trim_start_matches('+').parse().ok()?;
    if base == 16 {
        let exponent = exponent.checked_sub(4 * fraction.len() as i64)?;
        return (exponent.abs() < float::MAX_EXPONENT).then(|| Float::scaled(mantissa, exponent));
    }
    if mantissa.is_zero() {
        return Some(Float::zero());
    }
    let power = exponent.checked_sub(fraction.len() as i64)?;
    if power.abs() > 5_000 {
        // Too large for a fraction: the power is rounded.
        if power.abs() > float::MAX_EXPONENT {
            return (power < 0).then(Float::zero);
        }
        let ten = Float::power_of_ten(power.unsigned_abs());
        let operator = if power > 0 { Operator::Multiply } else { Operator::Divide };
        let value = float::binary(operator, &Float::from(mantissa), &ten)?;
        return Some(if value.is_too_small() { Float::zero() } else { value });
    }
    let ten = BigInt::from(10).pow(power.unsigned_abs() as u32);
    if power >= 0 {
        Float::fraction(mantissa * ten, BigInt::one())
    } else {
        Float::fraction(mantissa, ten)
    }
}

/// The bytes of a string literal.
fn string(text: &str) -> Option<Arc<[u8]>> {
    if let Some(raw) = text.strip_prefix('`') {
        return Some(raw.strip_suffix('`')?.bytes().filter(|&byte| byte != b'\r').collect());
    }
    let mut rest = text.strip_prefix('"')?.strip_suffix('"')?;
    if !rest.as_bytes().contains(&b'\\') {
        return Some(rest.as_bytes().into());
    }
    let mut bytes = Vec::with_capacity(rest.len());
    // Escapes come in crowds: a loop over the bytes is faster than a search for each.
    while let Some(at) = rest.bytes().position(|byte| byte == b'\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let (unit, length) = escaped(&rest[at + 1..])?;
        match unit {
            Unit::Byte(byte) => bytes.push(byte),
            Unit::Letter(letter) => {
                bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        rest = &rest[at + 1 + length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    Some(bytes.into())
}

/// What an escape stands for: `\377` and `\xff` are bytes, the others letters.
enum Unit {
    Byte(u8),
    Letter(char),
}

/// The escape behind a backslash, and how long it is.
fn escaped(text: &str) -> Option<(Unit, usize)> {
    let letter = match text.bytes().next()? {
        b'a' => '\x07',
        b'b' => '\x08',
        b'f' => '\x0c',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'v' => '\x0b',
        b'x' => {
            let byte = u8::from_str_radix(text.get(1..3)?, 16).ok()?;
            return Some((Unit::Byte(byte), 3));
        }
        b'u' | b'U' => {
            let length = if text.starts_with('u') { 5 } else { 9 };
            let code = u32::from_str_radix(text.get(1..length)?, 16).ok()?;
            return Some((Unit::Letter(char::from_u32(code)?), length));
        }
        b'0'..=b'7' => {
            let byte = u8::from_str_radix(text.get(0..3)?, 8).ok()?;
            return Some((Unit::Byte(byte), 3));
        }
        other => other as char,
    };
    Some((Unit::Letter(letter), 1))
}
