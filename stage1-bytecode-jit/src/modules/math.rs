//! The `math` module.
//!
//! What CPython takes from the C library comes from the same place here (`libm`), so that results
//! agree to the last bit. CPython then looks at the result to find errors, which C reports in
//! three ways or not at all; the rule (`math_1` in `Modules/mathmodule.c`) is one for nearly all:
//!
//! ```text
//!   result nan, argument not nan          ValueError: math domain error
//!   result infinite, argument finite      OverflowError: math range error, where the function
//!                                         can overflow; else a domain error
//! ```
//!
//! Functions on ints and on sequences are in `math_integer` and `math_sequence`.

use std::f64::consts;

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

use crate::builtin::{Arguments, Builtin};
use crate::builtins::parameters::{keywords, one, positional};
use crate::class_of::type_name;
use crate::error::{Result, Unwind, overflow_error, type_error, value_error, zero_division};
use crate::interpreter::Interpreter;
use crate::modules::{gamma, libm, math_integer, math_sequence};
use crate::operators::float::{is_number, to_float, truncate};
use crate::operators::integer::is_int;
use crate::value::{Tag, Value};

/// The constants, by name.
pub static CONSTANTS: &[(&str, f64)] = &[
    ("pi", consts::PI),
    ("e", consts::E),
    ("tau", consts::TAU),
    ("inf", f64::INFINITY),
    ("nan", f64::NAN),
];

macro_rules! functions {
    ($($name:literal $call:expr,)*) => { &[$(Builtin { name: $name, call: $call },)*] };
}

/// A function of one float that the rule of the header is for.
macro_rules! simple {
    ($name:literal, $function:expr, $can_overflow:literal) => {
        |_, arguments| {
            let x = to_float(one(arguments, concat!("math.", $name))?)?;
            checked(x, $function(x), $can_overflow)
        }
    };
}

/// A function of one float that cannot fail.
macro_rules! total {
    ($name:literal, $make:path, $function:expr) => {
        |_, arguments| {
            let x = to_float(one(arguments, concat!("math.", $name))?)?;
            Ok($make($function(x)))
        }
    };
}

/// A function of two floats.
macro_rules! two {
    ($name:literal, $function:expr) => {
        |_, arguments| {
            let values = positional(arguments, concat!("math.", $name), 2, 2)?;
            $function(to_float(values[0])?, to_float(values[1])?).map(Value::float)
        }
    };
}

/// The functions.
pub static FUNCTIONS: &[Builtin] = functions! {
    "acos" simple!("acos", libm::acos, false),
    "acosh" simple!("acosh", libm::acosh, false),
    "asin" simple!("asin", libm::asin, false),
    "asinh" simple!("asinh", libm::asinh, false),
    "atan" simple!("atan", libm::atan, false),
    "atan2" two!("atan2", |y, x| Ok(libm::atan2(y, x))),
    "atanh" simple!("atanh", libm::atanh, false),
    "cbrt" simple!("cbrt", libm::cbrt, false),
    "ceil" |interpreter, arguments| rounded(interpreter, arguments, "ceil", f64::ceil),
    "comb" math_integer::combinations,
    "copysign" two!("copysign", |x: f64, y| Ok(x.copysign(y))),
    "cos" simple!("cos", libm::cos, false),
    "cosh" simple!("cosh", libm::cosh, true),
    "degrees" total!("degrees", Value::float, |x: f64| x * (180.0 / consts::PI)),
    "dist" math_sequence::distance,
    "erf" simple!("erf", libm::erf, false),
    "erfc" simple!("erfc", libm::erfc, false),
    "exp" simple!("exp", libm::exp, true),
    "exp2" simple!("exp2", libm::exp2, true),
    "expm1" simple!("expm1", libm::expm1, true),
    "fabs" total!("fabs", Value::float, f64::abs),
    "factorial" math_integer::factorial,
    "floor" |interpreter, arguments| rounded(interpreter, arguments, "floor", f64::floor),
    "fmod" two!("fmod", float_mod),
    "frexp" frexp,
    "fsum" math_sequence::exact_sum,
    "gamma" |_, arguments| gamma::gamma(to_float(one(arguments, "math.gamma")?)?).map(Value::float),
    "gcd" math_integer::greatest_common_divisor,
    "hypot" math_sequence::hypotenuse,
    "isclose" is_close,
    "isfinite" total!("isfinite", Value::bool, f64::is_finite),
    "isinf" total!("isinf", Value::bool, f64::is_infinite),
    "isnan" total!("isnan", Value::bool, f64::is_nan),
    "isqrt" math_integer::integer_root,
    "lcm" math_integer::least_common_multiple,
    "ldexp" ldexp,
    "lgamma" |_, arguments| {
        gamma::log_gamma(to_float(one(arguments, "math.lgamma")?)?).map(Value::float)
    },
    "log" log,
    "log10" |_, arguments| log_to_base(one(arguments, "math.log10")?, |x| libm::log10(x)).map(Value::float),
    "log1p" simple!("log1p", libm::log1p, false),
    "log2" |_, arguments| log_to_base(one(arguments, "math.log2")?, |x| libm::log2(x)).map(Value::float),
    "modf" modf,
    "nextafter" two!("nextafter", |x, y| Ok(libm::nextafter(x, y))),
    "perm" math_integer::permutations,
    "pow" two!("pow", power),
    "prod" math_sequence::product,
    "radians" total!("radians", Value::float, |x: f64| x * (consts::PI / 180.0)),
    "remainder" two!("remainder", ieee_remainder),
    "sin" simple!("sin", libm::sin, false),
    "sinh" simple!("sinh", libm::sinh, true),
    "sqrt" simple!("sqrt", f64::sqrt, false),
    "tan" simple!("tan", libm::tan, false),
    "tanh" simple!("tanh", libm::tanh, false),
    "trunc" trunc,
    "ulp" total!("ulp", Value::float, unit_in_last_place),
};

#[cold]
pub(super) fn domain_error() -> Unwind {
    value_error("math domain error")
}

#[cold]
pub(super) fn range_error() -> Unwind {
    overflow_error("math range error")
}

fn checked(x: f64, result: f64, can_overflow: bool) -> Result {
    if result.is_nan() && !x.is_nan() {
        return Err(domain_error());
    }
    if result.is_infinite() && x.is_finite() {
        return Err(if can_overflow { range_error() } else { domain_error() });
    }
    Ok(Value::float(result))
}

fn rounded(
    interpreter: &mut Interpreter,
    arguments: Arguments<'_>,
    name: &str,
    round: fn(f64) -> f64,
) -> Result {
    let value = one(arguments, &format!("math.{name}"))?;
    if is_int(value) {
        return Ok(value.as_index().map_or(value, Value::int));
    }
    truncate(&mut interpreter.heap, round(to_float(value)?))
}

fn trunc(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let value = one(arguments, "math.trunc")?;
    if !is_number(value) {
        let name = type_name(value);
        return Err(type_error(format!("type {name} doesn't define __trunc__ method")));
    }
    Ok(crate::builtins::construct::whole(interpreter, value)?.unwrap_or(value))
}

fn float_mod(x: f64, y: f64) -> Result<f64> {
    // An infinite divisor leaves every finite number as it is.
    if y.is_infinite() && x.is_finite() {
        return Ok(x);
    }
    let result = x % y;
    if result.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(domain_error());
    }
    Ok(result)
}

fn power(x: f64, y: f64) -> Result<f64> {
    let result = libm::pow(x, y);
    if x.is_finite() && y.is_finite() {
        if result.is_nan() || (result.is_infinite() && x == 0.0) {
            return Err(domain_error());
        }
        if result.is_infinite() {
            return Err(range_error());
        }
    }
    Ok(result)
}

fn ieee_remainder(x: f64, y: f64) -> Result<f64> {
    if x.is_nan() || y.is_nan() {
        return Ok(if x.is_nan() { x } else { y });
    }
    if x.is_infinite() || y == 0.0 {
        return Err(domain_error());
    }
    Ok(libm::remainder(x, y))
}

fn unit_in_last_place(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let x = x.abs();
    if x.is_infinite() {
        return x;
    }
    let above = libm::nextafter(x, f64::INFINITY);
    if above.is_infinite() { x - libm::nextafter(x, f64::NEG_INFINITY) } else { above - x }
}

fn frexp(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let x = to_float(one(arguments, "math.frexp")?)?;
    let (mantissa, exponent) = if x == 0.0 || !x.is_finite() { (x, 0) } else { libm::frexp(x) };
    Ok(interpreter.heap.tuple([Value::float(mantissa), Value::int(exponent.into())]))
}

fn modf(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let x = to_float(one(arguments, "math.modf")?)?;
    let fraction = if x.is_infinite() { 0.0 } else { x - x.trunc() };
    let parts = [Value::float(fraction.copysign(x)), Value::float(x.trunc())];
    Ok(interpreter.heap.tuple(if x.is_nan() { [Value::float(x); 2] } else { parts }))
}

fn ldexp(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let values = positional(arguments, "math.ldexp", 2, 2)?;
    let x = to_float(values[0])?;
    let exponent = match (values[1].as_index(), values[1].to_bigint()) {
        (Some(exponent), _) => exponent,
        (None, Some(big)) if big.is_negative() => i64::MIN,
        (None, Some(_)) => i64::MAX,
        _ => return Err(type_error("Expected an int as second argument to ldexp.")),
    };
    if x == 0.0 || !x.is_finite() {
        return Ok(Value::float(x));
    }
    let result = match i32::try_from(exponent) {
        Ok(exponent) => libm::ldexp(x, exponent),
        Err(_) if exponent < 0 => 0.0f64.copysign(x),
        Err(_) => f64::INFINITY,
    };
    if result.is_infinite() { Err(range_error()) } else { Ok(Value::float(result)) }
}

/// The logarithm of any number; ints need not fit in a float.
fn log_to_base(value: Value, log: fn(f64) -> f64) -> Result<f64> {
    let logarithm = |x: f64| {
        if x.is_nan() || x == f64::INFINITY {
            Ok(x)
        } else if x <= 0.0 {
            Err(domain_error())
        } else {
            Ok(log(x))
        }
    };
    if value.tag() != Tag::BigInt {
        return logarithm(to_float(value)?);
    }
    let big: BigInt = value.to_bigint().unwrap_or_default();
    if !big.is_positive() {
        return Err(domain_error());
    }
    match to_float(value) {
        Ok(x) => logarithm(x),
        Err(_) => {
            // x = mantissa * 2**exponent with the mantissa in 0.5..1, as `_PyLong_Frexp` has it.
            let exponent = big.bits();
            let scaled =
                crate::operators::integer::true_divide(&big, &(BigInt::from(1) << exponent));
            Ok(log(scaled?) + log(2.0) * exponent.to_f64().unwrap_or(f64::INFINITY))
        }
    }
}

fn log(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    arguments.no_keywords("log")?;
    match arguments.positional {
        [x] => log_to_base(*x, |x| libm::log(x)).map(Value::float),
        [x, base] => {
            let numerator = log_to_base(*x, |x| libm::log(x))?;
            let denominator = log_to_base(*base, |x| libm::log(x))?;
            if denominator == 0.0 {
                return Err(zero_division("float division by zero"));
            }
            Ok(Value::float(numerator / denominator))
        }
        _ => Err(type_error("math.log requires 1 to 2 arguments")),
    }
}

fn is_close(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let names = ["a", "b", "rel_tol", "abs_tol"];
    let [a, b, relative, absolute] = keywords(arguments, "isclose", names, 2, 2)?;
    let number = |value: Option<Value>, default: f64| value.map_or(Ok(default), to_float);
    let (a, b) = (number(a, 0.0)?, number(b, 0.0)?);
    let (relative, absolute) = (number(relative, 1e-9)?, number(absolute, 0.0)?);
    if relative < 0.0 || absolute < 0.0 {
        return Err(value_error("tolerances must be non-negative"));
    }
    if a == b {
        return Ok(Value::TRUE);
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(Value::FALSE);
    }
    let difference = (b - a).abs();
    Ok(Value::bool(
        difference <= (relative * b).abs()
            || difference <= (relative * a).abs()
            || difference <= absolute,
    ))
}
