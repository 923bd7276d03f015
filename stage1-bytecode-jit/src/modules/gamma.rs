//! `math.gamma` and `math.lgamma`, where the answer is exact.
//!
//! CPython has an approximation of its own for the rest, and the C library's differs from it in
//! the last digits. A digit that CPython would not print is a wrong answer, so other arguments are
//! refused.

use crate::error::{Result, unsupported};
use crate::modules::math::{domain_error, range_error};

/// `math.gamma(x)`
///
/// # Errors
/// ValueError at the poles, OverflowError.
pub(super) fn gamma(x: f64) -> Result<f64> {
    if x.is_nan() || x == f64::INFINITY {
        return Ok(x);
    }
    if x == 0.0 || (x < 0.0 && x.floor() == x) {
        return Err(domain_error());
    }
    if x > 200.0 {
        return Err(range_error());
    }
    if x.floor() == x && x <= 23.0 {
        // Up to 22! every factorial is a float.
        return Ok((2..x as u64).map(|factor| factor as f64).product());
    }
    Err(unsupported("math.gamma of a number other than 1 to 23"))
}

/// `math.lgamma(x)`
///
/// # Errors
/// ValueError at the poles.
pub(super) fn log_gamma(x: f64) -> Result<f64> {
    if x.is_nan() {
        return Ok(x);
    }
    if x.is_infinite() {
        return Ok(f64::INFINITY);
    }
    if x <= 0.0 && x.floor() == x {
        return Err(domain_error());
    }
    if x == 1.0 || x == 2.0 {
        return Ok(0.0);
    }
    Err(unsupported("math.lgamma of a number other than 1 and 2"))
}
