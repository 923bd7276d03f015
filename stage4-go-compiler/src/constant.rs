//! Untyped constants: exact values of any size.
//!
//! `1 << 100 >> 98` is 4 in Go, and `1.0 / 3 * 3 == 1` holds, because constants are numbers and not
//! bits. Integers are kept in 64 bits while they fit and as big integers beyond; floating-point
//! numbers as fractions while numerator and denominator are small, and beyond that as a mantissa of
//! 512 bits with an exponent ([`float`]): the representations of the official `go/constant`, so that
//! what is exact there is exact here.
//!
//! Whether a value fits a type, and which kind an operation has, is the type checker's affair; here
//! the operands of an operation are brought to the larger of their kinds.
//!
//! Limits: integers beyond [`MAX_BITS`] bits and exponents beyond ±[`float::MAX_EXPONENT`] are
//! refused, as the official compiler refuses them ("excessively large constant").
//!
//! Judged by the values that the official compiler computes, in `constant/tests.rs`.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::token::Operator;

pub mod float;
mod literal;
#[cfg(test)]
mod tests;

pub use float::Float;
pub use literal::from_literal;

/// The largest integers, in bits.
pub const MAX_BITS: u64 = 512;

// ANCHOR: constant
/// The value of a constant.
#[derive(Clone, PartialEq, Debug)]
#[allow(missing_docs)]
pub enum Constant {
    Bool(bool),
    /// Bytes: a string need not be UTF-8.
    String(Arc<[u8]>),
    Int(i64),
    /// An integer that does not fit 64 bits.
    Big(Arc<BigInt>),
    Float(Float),
    Complex(Box<(Float, Float)>),
}
// ANCHOR_END: constant

impl From<BigInt> for Constant {
    fn from(value: BigInt) -> Constant {
        match value.to_i64() {
            Some(small) => Constant::Int(small),
            None => Constant::Big(Arc::new(value)),
        }
    }
}

impl Constant {
    /// A string.
    pub fn string(text: &str) -> Constant {
        Constant::String(text.as_bytes().into())
    }

    /// The integer that it is; a number with a fraction is none, `2.0` and `2i/1i` are.
    pub fn to_int(&self) -> Option<BigInt> {
        match self {
            Constant::Int(value) => Some(BigInt::from(*value)),
            Constant::Big(value) => Some((**value).clone()),
            Constant::Float(value) => value.to_int(),
            Constant::Complex(parts) if parts.1.is_zero() => parts.0.to_int(),
            _ => None,
        }
    }

    /// The 64 bits of the integer that it is, if it fits them signed or unsigned.
    pub fn to_bits(&self) -> Option<i64> {
        let value = self.to_int()?;
        value.to_i64().or_else(|| value.to_u64().map(|bits| bits as i64))
    }

    /// The real number that it is.
    pub fn to_float(&self) -> Option<Float> {
        match self {
            Constant::Int(value) => Some(Float::from(BigInt::from(*value))),
            Constant::Big(value) => Some(Float::from((**value).clone())),
            Constant::Float(value) => Some(value.clone()),
            Constant::Complex(parts) if parts.1.is_zero() => Some(parts.0.clone()),
            _ => None,
        }
    }

    /// Real and imaginary part of the number that it is.
    pub fn to_complex(&self) -> Option<(Float, Float)> {
        match self {
            Constant::Complex(parts) => Some((**parts).clone()),
            _ => Some((self.to_float()?, Float::zero())),
        }
    }

    /// Is it a number?
    pub fn is_number(&self) -> bool {
        !matches!(self, Constant::Bool(_) | Constant::String(_))
    }

    /// -1, 0 or 1; of a complex number 0 or 1.
    pub fn sign(&self) -> i32 {
        match self {
            Constant::Int(value) => value.signum() as i32,
            Constant::Big(value) => {
                if value.sign() == Sign::Minus {
                    -1
                } else {
                    1
                }
            }
            Constant::Float(value) => value.sign(),
            Constant::Complex(parts) => i32::from(!parts.0.is_zero() || !parts.1.is_zero()),
            Constant::Bool(_) | Constant::String(_) => 1,
        }
    }

    /// Is it an integer of more bits than is allowed?
    pub fn is_too_large(&self) -> bool {
        matches!(self, Constant::Big(value) if value.bits() > MAX_BITS)
    }

    /// How large a kind it is of: the operands of an operation are brought to the larger one.
    fn rank(&self) -> u8 {
        match self {
            Constant::Bool(_) | Constant::String(_) => 0,
            Constant::Int(_) => 1,
            Constant::Big(_) => 2,
            Constant::Float(_) => 3,
            Constant::Complex(_) => 4,
        }
    }
}

/// `+x`, `-x`, `!x`, `^x`. The complement of an unsigned integer depends on its width, `unsigned_bits`.
/// `None` if the operator is not for such operands.
pub fn unary(operator: Operator, x: &Constant, unsigned_bits: Option<u32>) -> Option<Constant> {
    Some(match (operator, x) {
        (Operator::Add, _) if x.is_number() => x.clone(),
        (Operator::Subtract, Constant::Int(value)) => match value.checked_neg() {
            Some(value) => Constant::Int(value),
            None => Constant::from(-BigInt::from(*value)),
        },
        (Operator::Subtract, Constant::Big(value)) => Constant::from(-(**value).clone()),
        (Operator::Subtract, Constant::Float(value)) => Constant::Float(value.negate()),
        (Operator::Subtract, Constant::Complex(parts)) => {
            Constant::Complex(Box::new((parts.0.negate(), parts.1.negate())))
        }
        (Operator::Not, Constant::Bool(value)) => Constant::Bool(!value),
        (Operator::Xor, Constant::Int(_) | Constant::Big(_)) => {
            let value = !x.to_int()?;
            Constant::from(match unsigned_bits {
                Some(bits) => value & ((BigInt::one() << bits) - 1),
                None => value,
            })
        }
        _ => return None,
    })
}

/// Any binary operator but shifts and comparisons. Integers are divided as integers if
/// `integer_division`. `None` if the operator is not for such operands, or for a division by zero.
pub fn binary(
    operator: Operator,
    x: &Constant,
    y: &Constant,
    integer_division: bool,
) -> Option<Constant> {
    if let (Constant::Int(a), Constant::Int(b)) = (x, y)
        && let Some(result) = small(operator, *a, *b, integer_division)
    {
        return Some(Constant::Int(result));
    }
    match x.rank().max(y.rank()) {
        0 => match (operator, x, y) {
            (Operator::AndAnd, Constant::Bool(a), Constant::Bool(b)) => {
                Some(Constant::Bool(*a && *b))
            }
            (Operator::OrOr, Constant::Bool(a), Constant::Bool(b)) => {
                Some(Constant::Bool(*a || *b))
            }
            (Operator::Add, Constant::String(a), Constant::String(b)) => {
                Some(Constant::String([&a[..], &b[..]].concat().into()))
            }
            _ => None,
        },
        1 | 2 => integers(operator, &x.to_int()?, &y.to_int()?, integer_division),
        3 => {
            let (a, b) = (x.to_float()?, y.to_float()?);
            float::binary(operator, &a, &b).map(Constant::Float)
        }
        _ => {
            let ((a, b), (c, d)) = (x.to_complex()?, y.to_complex()?);
            float::complex(operator, (&a, &b), (&c, &d))
                .map(|parts| Constant::Complex(Box::new(parts)))
        }
    }
}

/// The usual case; `None` where it does not fit.
fn small(operator: Operator, a: i64, b: i64, integer_division: bool) -> Option<i64> {
    match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_sub(b),
        Operator::Multiply => a.checked_mul(b),
        Operator::Divide if integer_division => a.checked_div(b),
        Operator::Remainder => a.checked_rem(b),
        Operator::And => Some(a & b),
        Operator::Or => Some(a | b),
        Operator::Xor => Some(a ^ b),
        Operator::AndNot => Some(a & !b),
        _ => None,
    }
}

fn integers(operator: Operator, a: &BigInt, b: &BigInt, division: bool) -> Option<Constant> {
    Some(Constant::from(match operator {
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        Operator::Divide | Operator::Remainder if b.is_zero() => return None,
        Operator::Divide if division => a / b,
        Operator::Divide => {
            let quotient =
                float::binary(operator, &Float::from(a.clone()), &Float::from(b.clone()))?;
            return Some(Constant::Float(quotient));
        }
        Operator::Remainder => a % b,
        Operator::And => a & b,
        Operator::Or => a | b,
        Operator::Xor => a ^ b,
        Operator::AndNot => a & !b,
        _ => return None,
    }))
}

/// `x << count` and `x >> count` of an integer. `None` if it is none, or the result is too large.
pub fn shift(operator: Operator, x: &Constant, count: u64) -> Option<Constant> {
    let value = x.to_int()?;
    Some(Constant::from(match operator {
        Operator::ShiftLeft if value.is_zero() => value,
        Operator::ShiftLeft if count + value.bits() > 10_000 => return None,
        Operator::ShiftLeft => value << count,
        Operator::ShiftRight if count > value.bits() => {
            BigInt::from(if value.is_negative() { -1 } else { 0 })
        }
        Operator::ShiftRight => value.div_floor(&(BigInt::one() << count)),
        _ => return None,
    }))
}

/// Compares; `None` if the operands cannot be compared in this way.
pub fn compare(operator: Operator, x: &Constant, y: &Constant) -> Option<bool> {
    let ordering = match x.rank().max(y.rank()) {
        0 => match (x, y) {
            (Constant::Bool(a), Constant::Bool(b)) => return equality(operator, a == b),
            (Constant::String(a), Constant::String(b)) => a.cmp(b),
            _ => return None,
        },
        1 | 2 => x.to_int()?.cmp(&y.to_int()?),
        3 => x.to_float()?.compare(&y.to_float()?),
        _ => {
            let ((a, b), (c, d)) = (x.to_complex()?, y.to_complex()?);
            let equal = a.compare(&c) == Ordering::Equal && b.compare(&d) == Ordering::Equal;
            return equality(operator, equal);
        }
    };
    Some(match operator {
        Operator::Less => ordering.is_lt(),
        Operator::LessEqual => ordering.is_le(),
        Operator::Greater => ordering.is_gt(),
        Operator::GreaterEqual => ordering.is_ge(),
        _ => return equality(operator, ordering.is_eq()),
    })
}

fn equality(operator: Operator, equal: bool) -> Option<bool> {
    match operator {
        Operator::Equal => Some(equal),
        Operator::NotEqual => Some(!equal),
        _ => None,
    }
}

impl fmt::Display for Constant {
    /// As messages show it: strings quoted, floats with six digits.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Constant::Bool(value) => value.fmt(f),
            Constant::String(bytes) => write!(f, "{:?}", String::from_utf8_lossy(bytes)),
            Constant::Int(value) => value.fmt(f),
            Constant::Big(value) => value.fmt(f),
            Constant::Float(value) => value.fmt(f),
            Constant::Complex(parts) => write!(f, "({} + {}i)", parts.0, parts.1),
        }
    }
}
