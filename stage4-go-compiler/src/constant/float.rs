//! Real numbers: fractions while they are small, and a mantissa of 512 bits beyond.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::token::Operator;

/// Numerators and denominators of fractions have at most so many bits.
const MAX_FRACTION_BITS: u64 = 4 << 10;
/// The bits of a mantissa.
const PRECISION: u64 = 512;
/// The largest binary exponent, and the smallest but for its sign.
pub const MAX_EXPONENT: i64 = i32::MAX as i64;

/// A real number.
#[derive(Clone, PartialEq, Debug)]
pub struct Float(Form);

/// Each number has one form: `Rounded` is used only where a fraction would be too large.
#[derive(Clone, PartialEq, Debug)]
enum Form {
    /// In lowest terms, the denominator positive.
    Fraction(BigInt, BigInt),
    /// `mantissa × 2^exponent`; the mantissa has exactly [`PRECISION`] bits.
    Rounded(BigInt, i64),
}

impl From<BigInt> for Float {
    fn from(value: BigInt) -> Float {
        Float::scaled(value, 0)
    }
}

impl Float {
    /// 0.
    pub fn zero() -> Float {
        Float(Form::Fraction(BigInt::zero(), BigInt::one()))
    }

    /// The number that a finite `f64` is, exactly.
    pub fn from_f64(value: f64) -> Float {
        let bits = value.to_bits();
        let field = (bits >> 52 & 0x7ff) as i64;
        let fraction = bits & ((1 << 52) - 1);
        let mantissa = if field == 0 { fraction } else { fraction | 1 << 52 };
        let mantissa = BigInt::from(mantissa);
        let mantissa = if value.is_sign_negative() { -mantissa } else { mantissa };
        Float::scaled(mantissa, field.max(1) - 1075)
    }

    /// `a / b`; `None` if `b` is 0.
    pub fn fraction(a: BigInt, b: BigInt) -> Option<Float> {
        if b.is_zero() {
            return None;
        }
        let divisor = a.gcd(&b);
        let divisor = if b.is_negative() { -divisor } else { divisor };
        let (a, b) = (a / &divisor, b / divisor);
        if a.bits() <= MAX_FRACTION_BITS && b.bits() <= MAX_FRACTION_BITS {
            return Some(Float(Form::Fraction(a, b)));
        }
        // So many more bits than wanted, and one that says whether something is left over.
        let shift = (PRECISION + 2 + b.bits()).saturating_sub(a.bits());
        let sign = sign_of(&a);
        let (quotient, rest) = (a << shift).div_rem(&b);
        let sticky = (quotient << 1u32) + BigInt::from(sign * i32::from(!rest.is_zero()));
        Some(Float::rounded(sticky, -(shift as i64) - 1))
    }

    /// `mantissa × 2^exponent`, exactly if it can be a fraction.
    pub fn scaled(mantissa: BigInt, exponent: i64) -> Float {
        let size = mantissa.bits() as i64 + exponent.abs();
        if mantissa.is_zero() {
            return Float::zero();
        }
        if size <= MAX_FRACTION_BITS as i64 {
            let (a, b) = if exponent >= 0 {
                (mantissa << exponent as u64, BigInt::one())
            } else {
                (mantissa, BigInt::one() << -exponent as u64)
            };
            let divisor = a.gcd(&b);
            return Float(Form::Fraction(a / &divisor, b / divisor));
        }
        Float::rounded(mantissa, exponent)
    }

    /// Rounds the mantissa, to nearest even.
    fn rounded(mantissa: BigInt, exponent: i64) -> Float {
        let bits = mantissa.bits();
        if bits <= PRECISION {
            let shift = PRECISION - bits;
            return Float(Form::Rounded(mantissa << shift, exponent - shift as i64));
        }
        let shift = bits - PRECISION;
        let rounded = round_shift(&mantissa, shift);
        let exponent = exponent + shift as i64;
        if rounded.bits() > PRECISION {
            return Float(Form::Rounded(rounded >> 1u32, exponent + 1));
        }
        Float(Form::Rounded(rounded, exponent))
    }

    /// Mantissa and exponent of the number, rounded to `PRECISION` bits.
    fn parts(&self) -> (BigInt, i64) {
        match &self.0 {
            Form::Rounded(mantissa, exponent) => (mantissa.clone(), *exponent),
            Form::Fraction(a, b) if b.is_one() => (a.clone(), 0),
            Form::Fraction(a, b) => {
                let shift = (PRECISION + 2 + b.bits()).saturating_sub(a.bits());
                let (quotient, rest) = (a << shift).div_rem(b);
                let sticky =
                    (quotient << 1u32) + BigInt::from(sign_of(a) * i32::from(!rest.is_zero()));
                (sticky, -(shift as i64) - 1)
            }
        }
    }

    /// Is it 0?
    pub fn is_zero(&self) -> bool {
        matches!(&self.0, Form::Fraction(a, _) if a.is_zero())
    }

    /// -1, 0 or 1.
    pub fn sign(&self) -> i32 {
        match &self.0 {
            Form::Fraction(a, _) | Form::Rounded(a, _) => sign_of(a),
        }
    }

    /// Has it an exponent that is larger than is allowed?
    pub fn is_too_large(&self) -> bool {
        matches!(&self.0, Form::Rounded(_, exponent) if *exponent > MAX_EXPONENT)
    }

    /// Has it an exponent that is smaller than is allowed?
    pub fn is_too_small(&self) -> bool {
        matches!(&self.0, Form::Rounded(_, exponent) if *exponent < -MAX_EXPONENT)
    }

    /// The integer that it is, if it is one of reasonable size.
    pub fn to_int(&self) -> Option<BigInt> {
        match &self.0 {
            Form::Fraction(a, b) => b.is_one().then(|| a.clone()),
            Form::Rounded(mantissa, exponent)
                if (0..=MAX_FRACTION_BITS as i64 * 4).contains(exponent) =>
            {
                Some(mantissa << *exponent as u64)
            }
            Form::Rounded(mantissa, exponent) => {
                let zeros = mantissa.trailing_zeros().unwrap_or(0) as i64;
                (*exponent < 0 && zeros >= -*exponent).then(|| mantissa >> -*exponent as u64)
            }
        }
    }

    /// The opposite number.
    #[must_use]
    pub fn negate(&self) -> Float {
        Float(match &self.0 {
            Form::Fraction(a, b) => Form::Fraction(-a, b.clone()),
            Form::Rounded(mantissa, exponent) => Form::Rounded(-mantissa, *exponent),
        })
    }

    /// Compares.
    pub fn compare(&self, other: &Float) -> Ordering {
        match (&self.0, &other.0) {
            (Form::Fraction(a, b), Form::Fraction(c, d)) => (a * d).cmp(&(c * b)),
            _ if self.sign() != other.sign() => self.sign().cmp(&other.sign()),
            _ => {
                // Of one sign, and not both small: the larger one has the larger power of two, or
                // they are near enough to be brought to one exponent.
                let ((a, e), (b, f)) = (self.parts(), other.parts());
                let (high, low) = (e + a.bits() as i64, f + b.bits() as i64);
                if high != low {
                    let larger = high.cmp(&low);
                    return if self.sign() < 0 { larger.reverse() } else { larger };
                }
                let least = e.min(f);
                (a << (e - least) as u64).cmp(&(b << (f - least) as u64))
            }
        }
    }

    /// The nearest `f64`, halves to even; infinite if it is too large.
    pub fn to_f64(&self) -> f64 {
        f64::from_bits(self.to_ieee(53, -1074, 1024, 52))
    }

    /// The nearest `f32`, halves to even, rounded once; infinite if it is too large.
    pub fn to_f32(&self) -> f32 {
        f32::from_bits(self.to_ieee(24, -149, 128, 23) as u32)
    }

    /// The bits of the nearest number of a format with `precision` bits of mantissa, whose smallest
    /// number is `2^least` and whose numbers are below `2^limit`; the exponent field is at
    /// `field`.
    fn to_ieee(&self, precision: u64, least: i64, limit: i64, field: u32) -> u64 {
        let sign = u64::from(self.sign() < 0) << (field + if field == 52 { 11 } else { 8 });
        let (mantissa, exponent) = self.exact_parts();
        let mantissa = mantissa.abs();
        if mantissa.is_zero() {
            return sign;
        }
        let size = mantissa.bits() as i64;
        // The unit of the last place.
        let unit = (exponent + size - precision as i64).max(least);
        let shift = unit - exponent;
        let mut kept = if shift <= 0 {
            if -shift > 4096 {
                return sign | infinity(field);
            }
            mantissa << -shift as u64
        } else if shift > size + 1 {
            BigInt::zero()
        } else {
            round_shift(&mantissa, shift as u64)
        };
        let mut unit = unit;
        if kept.bits() > precision {
            kept >>= 1u32;
            unit += 1;
        }
        if kept.is_zero() {
            return sign;
        }
        if unit + kept.bits() as i64 > limit {
            return sign | infinity(field);
        }
        let kept = kept.to_u64().unwrap_or(0);
        if kept >> (precision - 1) == 0 {
            // A subnormal number.
            return sign | kept;
        }
        let biased = (unit - least + 1) as u64;
        sign | biased << field | kept & ((1 << field) - 1)
    }

    /// A mantissa and exponent that round to every format as the number does: exact, or with a last
    /// bit that says whether something is left over.
    fn exact_parts(&self) -> (BigInt, i64) {
        self.parts()
    }
}

fn infinity(field: u32) -> u64 {
    if field == 52 { 0x7ff << 52 } else { 0xff << 23 }
}

fn sign_of(value: &BigInt) -> i32 {
    if value.is_zero() {
        0
    } else if value.is_negative() {
        -1
    } else {
        1
    }
}

/// `value / 2^shift`, to the nearest, halves to even.
fn round_shift(value: &BigInt, shift: u64) -> BigInt {
    if shift == 0 {
        return value.clone();
    }
    let magnitude = value.abs();
    let half = BigInt::one() << (shift - 1);
    let mut quotient = &magnitude >> shift;
    let rest = &magnitude - (&quotient << shift);
    let odd = quotient.is_odd();
    if rest > half || rest == half && odd {
        quotient += 1;
    }
    if value.is_negative() { -quotient } else { quotient }
}

/// `+ - * /`; `None` for a division by zero.
pub(super) fn binary(operator: Operator, x: &Float, y: &Float) -> Option<Float> {
    if let (Form::Fraction(a, b), Form::Fraction(c, d)) = (&x.0, &y.0) {
        return match operator {
            Operator::Add => Float::fraction(a * d + c * b, b * d),
            Operator::Subtract => Float::fraction(a * d - c * b, b * d),
            Operator::Multiply => Float::fraction(a * c, b * d),
            Operator::Divide => Float::fraction(a * d, b * c),
            _ => None,
        };
    }
    let ((a, e), (b, f)) = (x.parts(), y.parts());
    match operator {
        Operator::Add | Operator::Subtract => {
            let b = if operator == Operator::Subtract { -b } else { b };
            if a.is_zero() || b.is_zero() {
                return Some(if a.is_zero() { Float::scaled(b, f) } else { x.clone() });
            }
            // What is too small to count is not brought to the same exponent.
            if e + (a.bits() as i64) > f + b.bits() as i64 + 2 * PRECISION as i64 {
                return Some(x.clone());
            }
            if f + (b.bits() as i64) > e + a.bits() as i64 + 2 * PRECISION as i64 {
                return Some(Float::scaled(b, f));
            }
            let least = e.min(f);
            let sum = (a << (e - least) as u64) + (b << (f - least) as u64);
            Some(Float::scaled(sum, least))
        }
        Operator::Multiply => Some(Float::scaled(a * b, e + f)),
        Operator::Divide if b.is_zero() => None,
        Operator::Divide => {
            let shift = (PRECISION + 2 + b.bits()).saturating_sub(a.bits());
            let (quotient, rest) = (a << shift).div_rem(&b);
            let sign = if quotient.is_negative() { -1 } else { 1 };
            let sticky = (quotient << 1u32) + BigInt::from(sign * i32::from(!rest.is_zero()));
            Some(Float::scaled(sticky, e - f - shift as i64 - 1))
        }
        _ => None,
    }
}

/// `+ - * /` of complex numbers.
pub(super) fn complex(
    operator: Operator,
    (a, b): (&Float, &Float),
    (c, d): (&Float, &Float),
) -> Option<(Float, Float)> {
    use Operator::{Add, Divide, Multiply, Subtract};
    match operator {
        Add | Subtract => Some((binary(operator, a, c)?, binary(operator, b, d)?)),
        Multiply => {
            let real = binary(Subtract, &binary(Multiply, a, c)?, &binary(Multiply, b, d)?)?;
            let imaginary = binary(Add, &binary(Multiply, b, c)?, &binary(Multiply, a, d)?)?;
            Some((real, imaginary))
        }
        Divide => {
            let size = binary(Add, &binary(Multiply, c, c)?, &binary(Multiply, d, d)?)?;
            let real = binary(Add, &binary(Multiply, a, c)?, &binary(Multiply, b, d)?)?;
            let imaginary = binary(Subtract, &binary(Multiply, b, c)?, &binary(Multiply, a, d)?)?;
            Some((binary(Divide, &real, &size)?, binary(Divide, &imaginary, &size)?))
        }
        _ => None,
    }
}

impl Float {
    /// `10^power`, rounded where it is too large for a fraction.
    pub fn power_of_ten(power: u64) -> Float {
        let mut result = Float::from(BigInt::one());
        let mut square = Float::from(BigInt::from(10));
        let mut rest = power;
        while rest > 0 {
            if rest & 1 == 1 {
                result = binary(Operator::Multiply, &result, &square).unwrap_or(result);
            }
            rest >>= 1;
            if rest > 0 {
                square = binary(Operator::Multiply, &square, &square).unwrap_or(square);
            }
        }
        result
    }
}

impl fmt::Display for Float {
    /// With six significant digits, as `%.6g`, or as many as are needed to show that it is no
    /// integer.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let value = self.to_f64();
        if (value == 0.0 || value.is_infinite()) && !self.is_zero() {
            return self.write_beyond_f64(f);
        }
        let text = shortest(value, Some(6));
        let is_integer = matches!(&self.0, Form::Fraction(_, b) if b.is_one());
        if !is_integer && !text.contains('.') {
            return f.write_str(&shortest(value, None));
        }
        f.write_str(&text)
    }
}

impl Float {
    /// A number that no `f64` is near to: its decimal exponent is found by a logarithm.
    fn write_beyond_f64(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (mantissa, exponent) = self.parts();
        let size = mantissa.bits();
        let top = (mantissa.abs() >> size.saturating_sub(53)).to_f64().unwrap_or(1.0);
        let binary = exponent as f64 + size.saturating_sub(53) as f64;
        let logarithm = top.log10() + binary * 2f64.log10();
        let power = logarithm.floor();
        let digits = 10f64.powf(logarithm - power);
        let mut text = format!("{digits:.5}");
        if text.contains('.') {
            text = text.trim_end_matches('0').trim_end_matches('.').to_string();
        }
        let (text, power) = if text == "10" { ("1".into(), power + 1.0) } else { (text, power) };
        let sign = if self.sign() < 0 { "-" } else { "" };
        write!(f, "{sign}{text}e{power:+}")
    }
}

/// `%.6g`, or `%g` with as many digits as are needed.
fn shortest(value: f64, digits: Option<usize>) -> String {
    let scientific = match digits {
        Some(digits) => format!("{value:.*e}", digits - 1),
        None => format!("{value:e}"),
    };
    let (mantissa, power) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    let trim = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text.to_string(),
    };
    let limit = digits.map_or(21, |digits| digits as i32);
    if power < -4 || power >= limit {
        let sign = if power < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trim(mantissa), power.abs());
    }
    match digits {
        Some(digits) => trim(&format!("{value:.*}", (digits as i32 - 1 - power).max(0) as usize)),
        None => format!("{value}"),
    }
}
