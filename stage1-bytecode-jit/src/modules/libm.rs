//! The C library's mathematical functions.
//!
//! CPython calls the C library, and the last bit of `sin(0.1)` is that library's decision. Rust's
//! own `f64::sin` ends up in the same place on most targets, but does not promise it (and may be
//! evaluated by the compiler instead), so the functions are named here.
//!
//! This file is one of the few with `unsafe` in it.

use std::ffi::c_int;

// SAFETY: the declarations are those of C's <math.h>; all but `frexp` take and return
// numbers only.
#[link(name = "m")]
unsafe extern "C" {
    /// x ** y
    pub safe fn pow(x: f64, y: f64) -> f64;
    /// e ** x
    pub safe fn exp(x: f64) -> f64;
    /// 2 ** x
    pub safe fn exp2(x: f64) -> f64;
    /// e ** x - 1
    pub safe fn expm1(x: f64) -> f64;
    /// Natural logarithm.
    pub safe fn log(x: f64) -> f64;
    /// Logarithm to base 2.
    pub safe fn log2(x: f64) -> f64;
    /// Logarithm to base 10.
    pub safe fn log10(x: f64) -> f64;
    /// log(1 + x)
    pub safe fn log1p(x: f64) -> f64;
    /// Sine.
    pub safe fn sin(x: f64) -> f64;
    /// Cosine.
    pub safe fn cos(x: f64) -> f64;
    /// Tangent.
    pub safe fn tan(x: f64) -> f64;
    /// Arc sine.
    pub safe fn asin(x: f64) -> f64;
    /// Arc cosine.
    pub safe fn acos(x: f64) -> f64;
    /// Arc tangent.
    pub safe fn atan(x: f64) -> f64;
    /// The angle of the point (x, y).
    pub safe fn atan2(y: f64, x: f64) -> f64;
    /// Hyperbolic sine.
    pub safe fn sinh(x: f64) -> f64;
    /// Hyperbolic cosine.
    pub safe fn cosh(x: f64) -> f64;
    /// Hyperbolic tangent.
    pub safe fn tanh(x: f64) -> f64;
    /// Inverse hyperbolic sine.
    pub safe fn asinh(x: f64) -> f64;
    /// Inverse hyperbolic cosine.
    pub safe fn acosh(x: f64) -> f64;
    /// Inverse hyperbolic tangent.
    pub safe fn atanh(x: f64) -> f64;
    /// Cube root.
    pub safe fn cbrt(x: f64) -> f64;
    /// Error function.
    pub safe fn erf(x: f64) -> f64;
    /// 1 - erf(x)
    pub safe fn erfc(x: f64) -> f64;
    /// x * 2 ** exponent
    pub safe fn ldexp(x: f64, exponent: c_int) -> f64;
    /// The float after `x` in the direction of `y`.
    pub safe fn nextafter(x: f64, y: f64) -> f64;
    /// x - n * y for the whole n nearest to x / y.
    pub safe fn remainder(x: f64, y: f64) -> f64;

    #[link_name = "frexp"]
    fn c_frexp(x: f64, exponent: *mut c_int) -> f64;
}

/// The mantissa, in 0.5..1 or 0, and the exponent to base 2.
#[must_use]
pub fn frexp(x: f64) -> (f64, i32) {
    let mut exponent: c_int = 0;
    // SAFETY: the pointer is valid for the call.
    let mantissa = unsafe { c_frexp(x, &raw mut exponent) };
    (mantissa, exponent)
}
