//! Floats as text and back.
//!
//! `repr` writes the shortest decimal that reads back as the same float (Steele and White, "How to
//! print floating-point numbers accurately", 1990). Rust's formatter finds those digits too, and
//! its `{:.N}` is exact for every `N`; what differs is where Python puts the point and when it
//! turns to an exponent. So everything here is: get digits and the position of the point from
//! Rust, then lay them out as CPython's `format_float_short` (`Python/pystrtod.c`) does.
//!
//! ```text
//!   value    digits  point   repr        the value is 0.digits * 10**point
//!   1e16     1       17      1e+16
//!   1e15     1       16      1000000000000000.0
//!   0.0001   1       -3      0.0001
//!   0.00001  1       -4      1e-05
//! ```

use num_bigint::BigInt;
use num_traits::Zero;

use crate::error::{Result, overflow_error, value_error};
use crate::modules::libm;
use crate::object::int_text::ascii_digits;
use crate::object::str_text::str_repr;

/// A binary64 has no more significant decimal digits, and no more behind the point, than this.
const ALL_DIGITS: usize = 1100;

/// How to lay out a float.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// `e`, `f`, `g`, or `r` for the shortest text that reads back as the same float.
    pub kind: char,
    /// Digits behind the point (`e`, `f`) or significant ones (`g`).
    pub precision: usize,
    /// Upper case `E`, `INF` and `NAN`.
    pub upper: bool,
    /// Keep the point, and for `g` trailing zeros.
    pub alternate: bool,
    /// Whole numbers get `.0`.
    pub add_dot_zero: bool,
    /// A result that is zero after rounding loses its minus.
    pub no_negative_zero: bool,
}

/// `repr` of a float.
#[must_use]
pub fn float_repr(value: f64) -> String {
    let layout = Layout {
        kind: 'r',
        precision: 0,
        upper: false,
        alternate: false,
        add_dot_zero: true,
        no_negative_zero: false,
    };
    float_layout(value, layout)
}

/// The text of a float, with a minus where there is one.
#[must_use]
pub fn float_layout(value: f64, layout: Layout) -> String {
    if !value.is_finite() {
        let text = match (value.is_nan(), value < 0.0) {
            (true, _) => "nan",
            (_, true) => "-inf",
            _ => "inf",
        };
        return if layout.upper { text.to_uppercase() } else { text.to_string() };
    }
    let precision = match layout.kind {
        'g' => layout.precision.max(1),
        _ => layout.precision,
    };
    let (digits, mut point) = match layout.kind {
        'r' => shortest_digits(value.abs()),
        'e' => scientific_digits(&format!("{:.*e}", precision.min(ALL_DIGITS), value.abs())),
        'g' => scientific_digits(&format!("{:.*e}", (precision - 1).min(ALL_DIGITS), value.abs())),
        _ => fixed_digits(value.abs(), precision),
    };
    let length = digits.len() as i64;
    let wanted = i64::try_from(precision).unwrap_or(i64::MAX / 2);
    let mut exponent = None;
    let mut end = match layout.kind {
        'e' => wanted + 1,
        'f' => point + wanted,
        'g' if layout.alternate => wanted,
        _ => length,
    };
    let scientific = match layout.kind {
        'e' => true,
        'g' => point <= -4 || point > wanted - i64::from(layout.add_dot_zero),
        'r' => point <= -4 || point > 16,
        _ => false,
    };
    if scientific {
        exponent = Some(point - 1);
        point = 1;
    }
    let start = if point <= 0 { point - 1 } else { 0 };
    end = if !scientific && layout.add_dot_zero { end.max(point + 1) } else { end.max(point) };
    let mut text = String::with_capacity((end - start) as usize + 8);
    let zero = digits.iter().all(|digit| *digit == b'0');
    if value.is_sign_negative() && !(zero && layout.no_negative_zero) {
        text.push('-');
    }
    for index in start..end {
        if index == point {
            text.push('.');
        }
        let digit = usize::try_from(index).ok().and_then(|index| digits.get(index));
        text.push(char::from(*digit.unwrap_or(&b'0')));
    }
    if point == end && layout.alternate {
        text.push('.');
    }
    if let Some(exponent) = exponent {
        let letter = if layout.upper { 'E' } else { 'e' };
        let sign = if exponent < 0 { '-' } else { '+' };
        text.push_str(&format!("{letter}{sign}{:02}", exponent.abs()));
    }
    text
}

/// The shortest digits that read back as the value. Of two that are equally near, Python wants
/// the even one and Rust's formatter the larger; that takes 16 digits at least.
fn shortest_digits(value: f64) -> (Vec<u8>, i64) {
    let (digits, point) = scientific_digits(&format!("{value:e}"));
    if digits.len() < 15 {
        return (digits, point);
    }
    let nearest = format!("{:.*e}", digits.len() - 1, value);
    if nearest.parse() == Ok(value) { scientific_digits(&nearest) } else { (digits, point) }
}

/// Takes `d.ddde-x` apart; trailing zeros go.
fn scientific_digits(text: &str) -> (Vec<u8>, i64) {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let mut digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    while digits.len() > 1 && digits.last() == Some(&b'0') {
        digits.pop();
    }
    if digits == b"0" {
        return (digits, 1);
    }
    (digits, exponent.parse::<i64>().unwrap_or(0) + 1)
}

/// The digits up to so many places behind the point.
fn fixed_digits(value: f64, places: usize) -> (Vec<u8>, i64) {
    let text = format!("{:.*}", places.min(ALL_DIGITS), value);
    let point = text.find('.').unwrap_or(text.len());
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    (digits, point as i64)
}

/// `float(text)`.
///
/// # Errors
/// `ValueError: could not convert string to float: 'x'`
pub fn parse_float(text: &str) -> Result<f64> {
    parse_plain_float(&ascii_digits(text)).ok_or_else(|| {
        value_error(format!("could not convert string to float: {}", str_repr(text)))
    })
}

fn parse_plain_float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let word = unsigned.to_ascii_lowercase();
    if matches!(word.as_str(), "inf" | "infinity" | "nan") {
        return text.parse().ok();
    }
    let mut plain = String::with_capacity(text.len());
    let mut previous = ' ';
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '_' => {
                let between =
                    previous.is_ascii_digit() && rest.peek().is_some_and(char::is_ascii_digit);
                if !between {
                    return None;
                }
            }
            '0'..='9' | '.' | '+' | '-' | 'e' | 'E' => plain.push(character),
            _ => return None,
        }
        previous = character;
    }
    plain.parse().ok()
}

/// The float as a fraction in lowest terms.
///
/// # Errors
/// OverflowError for infinities, ValueError for nan.
pub fn integer_ratio(value: f64) -> Result<(BigInt, BigInt)> {
    if value.is_nan() {
        return Err(value_error("cannot convert NaN to integer ratio"));
    }
    if value.is_infinite() {
        return Err(overflow_error("cannot convert Infinity to integer ratio"));
    }
    let (mantissa, exponent) = libm::frexp(value);
    let numerator = BigInt::from(libm::ldexp(mantissa, 53) as i64);
    if numerator.is_zero() {
        return Ok((numerator, BigInt::from(1)));
    }
    let zeros = numerator.trailing_zeros().unwrap_or(0);
    let numerator = numerator >> zeros;
    let exponent = i64::from(exponent) - 53 + zeros as i64;
    let power = BigInt::from(1) << exponent.unsigned_abs();
    Ok(if exponent >= 0 { (numerator * power, BigInt::from(1)) } else { (numerator, power) })
}
