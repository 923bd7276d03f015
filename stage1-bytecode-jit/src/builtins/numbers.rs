//! The built-in functions on numbers and text: `abs`, `divmod`, `pow`, `round`, `hex`, `chr`, …
//!
//! `round` is the one with a trap: `round(2.675, 2)` is 2.67, because 2.675 as a float is a little
//! less. So a float is never multiplied and divided again; its exact decimal expansion is rounded,
//! half to even, and read back.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::builtin::{Arguments, Builtin};
use crate::builtins::parameters::{bad_argument, keywords, one, positional};
use crate::class_of::type_name;
use crate::error::{Result, overflow_error, type_error, unsupported, value_error, zero_division};
use crate::format::specification::format_value;
use crate::interpreter::Interpreter;
use crate::object::float_text::integer_ratio;
use crate::object::int_text::magnitude_in_base;
use crate::object::str::StrObject;
use crate::object::str_text::escape_non_ascii;
use crate::operators::arithmetic::{BinaryOperator, binary};
use crate::operators::float::{float_div_mod, is_number, to_float, truncate};
use crate::operators::integer::{
    big_to_float, divide, floor_div_i64, is_int, power_modulo, remainder_i64, to_int,
};
use crate::value::{Tag, Value};

/// The functions of this file.
pub static FUNCTIONS: &[Builtin] = &[
    Builtin { name: "abs", call: abs },
    Builtin { name: "ascii", call: ascii },
    Builtin { name: "bin", call: bin },
    Builtin { name: "chr", call: chr },
    Builtin { name: "divmod", call: divmod },
    Builtin { name: "format", call: format },
    Builtin { name: "hex", call: hex },
    Builtin { name: "oct", call: oct },
    Builtin { name: "ord", call: ord },
    Builtin { name: "pow", call: pow },
    Builtin { name: "repr", call: repr },
    Builtin { name: "round", call: round },
];

fn abs(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let value = one(arguments, "abs")?;
    if let Some(float) = value.as_float() {
        return Ok(Value::float(float.abs()));
    }
    if let Some(magnitude) = value.as_index().and_then(i64::checked_abs) {
        return Ok(Value::int(magnitude));
    }
    match value.to_bigint() {
        Some(big) => Ok(interpreter.heap.int(big.abs())),
        None => Err(type_error(format!("bad operand type for abs(): '{}'", type_name(value)))),
    }
}

fn divmod(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let values = positional(arguments, "divmod", 2, 2)?;
    let (left, right) = (values[0], values[1]);
    if !is_number(left) || !is_number(right) {
        return Err(type_error(format!(
            "unsupported operand type(s) for divmod(): '{}' and '{}'",
            type_name(left),
            type_name(right)
        )));
    }
    let (quotient, remainder) = if is_int(left) && is_int(right) {
        let small = left.as_index().zip(right.as_index());
        let small = small.and_then(|(a, b)| floor_div_i64(a, b).zip(remainder_i64(a, b)));
        match small {
            Some((quotient, remainder)) => (Value::int(quotient), Value::int(remainder)),
            None => {
                let (quotient, remainder) = divide(&to_int(left)?, &to_int(right)?)?;
                let quotient = interpreter.heap.int(quotient);
                (quotient, interpreter.heap.int(remainder))
            }
        }
    } else {
        let (a, b) = (to_float(left)?, to_float(right)?);
        if b == 0.0 {
            return Err(zero_division("float divmod()"));
        }
        let (quotient, remainder) = float_div_mod(a, b);
        (Value::float(quotient), Value::float(remainder))
    };
    Ok(interpreter.heap.tuple(vec![quotient, remainder]))
}

fn pow(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let [base, exponent, modulus] = keywords(arguments, "pow", ["base", "exp", "mod"], 2, 3)?;
    let base = base.unwrap_or(Value::NONE);
    let exponent = exponent.unwrap_or(Value::NONE);
    let Some(modulus) = modulus.filter(|modulus| !modulus.is_none()) else {
        return binary(interpreter, BinaryOperator::Power, base, exponent, false);
    };
    if is_int(base) && is_int(exponent) && is_int(modulus) {
        let result = power_modulo(&to_int(base)?, &to_int(exponent)?, &to_int(modulus)?)?;
        return Ok(interpreter.heap.int(result));
    }
    if [base, exponent, modulus].into_iter().all(is_number) {
        return Err(type_error("pow() 3rd argument not allowed unless all arguments are integers"));
    }
    Err(type_error(format!(
        "unsupported operand type(s) for ** or pow(): '{}', '{}', '{}'",
        type_name(base),
        type_name(exponent),
        type_name(modulus)
    )))
}

fn round(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let [number, digits] = keywords(arguments, "round", ["number", "ndigits"], 1, 2)?;
    let number = number.unwrap_or(Value::NONE);
    if !is_number(number) {
        let name = type_name(number);
        return Err(type_error(format!("type {name} doesn't define __round__ method")));
    }
    let digits = digits.filter(|digits| !digits.is_none());
    let Some(digits) = digits else {
        return match number.as_float() {
            Some(float) => truncate(&mut interpreter.heap, float.round_ties_even()),
            None => Ok(interpreter.heap.int(to_int(number)?)),
        };
    };
    let digits = to_int(digits)?;
    if let Some(float) = number.as_float() {
        let digits =
            digits.to_i64().unwrap_or(if digits.is_negative() { i64::MIN } else { i64::MAX });
        return round_float(float, digits).map(Value::float);
    }
    let number = to_int(number)?;
    if !digits.is_negative() {
        return Ok(interpreter.heap.int(number));
    }
    // Rounding away more digits than there are leaves nothing.
    let places = (-digits).to_u64().unwrap_or(u64::MAX);
    let rounded = match u32::try_from(places) {
        Ok(places) if u64::from(places) * 3 <= number.bits() + 3 => {
            let unit = BigInt::from(10).pow(places);
            divide_half_even(&number, &unit) * unit
        }
        _ => BigInt::zero(),
    };
    Ok(interpreter.heap.int(rounded))
}

/// The int nearest to `a / b`, half to even; `b` is positive.
fn divide_half_even(a: &BigInt, b: &BigInt) -> BigInt {
    let (quotient, remainder) = a.div_mod_floor(b);
    match BigInt::cmp(&(remainder * 2), b) {
        std::cmp::Ordering::Greater => quotient + 1,
        std::cmp::Ordering::Equal if quotient.is_odd() => quotient + 1,
        _ => quotient,
    }
}

fn round_float(value: f64, digits: i64) -> Result<f64> {
    if !value.is_finite() || digits > 323 {
        return Ok(value);
    }
    if digits < -308 {
        return Ok(0.0 * value);
    }
    if digits >= 0 {
        let places = usize::try_from(digits).unwrap_or(0);
        // The formatter knows the exact expansion.
        return Ok(format!("{value:.places$}").parse().unwrap_or(value));
    }
    let (numerator, denominator) = integer_ratio(value)?;
    let unit = BigInt::from(10).pow(u32::try_from(-digits).unwrap_or(0));
    let rounded = divide_half_even(&numerator, &(denominator * &unit)) * unit;
    match big_to_float(&rounded) {
        Ok(result) => Ok(result.abs().copysign(value)),
        Err(_) => Err(overflow_error("rounded value too large to represent")),
    }
}

fn in_base(
    interpreter: &mut Interpreter,
    arguments: Arguments<'_>,
    name: &str,
    base: u32,
    prefix: &str,
) -> Result {
    let number = to_int(one(arguments, name)?)?;
    let sign = if number.is_negative() { "-" } else { "" };
    let text = format!("{sign}{prefix}{}", magnitude_in_base(&number, base));
    Ok(interpreter.heap.string(text))
}

fn hex(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    in_base(interpreter, arguments, "hex", 16, "0x")
}

fn oct(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    in_base(interpreter, arguments, "oct", 8, "0o")
}

fn bin(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    in_base(interpreter, arguments, "bin", 2, "0b")
}

fn chr(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let code = to_int(one(arguments, "chr")?)?;
    let code =
        code.to_i32().ok_or_else(|| overflow_error("Python int too large to convert to C int"))?;
    let code = u32::try_from(code)
        .ok()
        .filter(|code| *code <= 0x10_ffff)
        .ok_or_else(|| value_error("chr() arg not in range(0x110000)"))?;
    match char::from_u32(code) {
        Some(character) => Ok(interpreter.heap.character(character)),
        None => Err(unsupported("lone surrogates in strings")),
    }
}

fn ord(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let value = one(arguments, "ord")?;
    let Some(text) = value.as_object::<StrObject>() else {
        let name = type_name(value);
        return Err(type_error(format!("ord() expected string of length 1, but {name} found")));
    };
    match (text.characters(), text.text().chars().next()) {
        (1, Some(character)) => Ok(Value::int(i64::from(u32::from(character)))),
        (length, _) => Err(type_error(format!(
            "ord() expected a character, but string of length {length} found"
        ))),
    }
}

fn repr(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let text = crate::repr::repr(interpreter, one(arguments, "repr")?)?;
    Ok(interpreter.heap.string(text))
}

fn ascii(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let text = crate::repr::repr(interpreter, one(arguments, "ascii")?)?;
    Ok(interpreter.heap.string(escape_non_ascii(&text)))
}

fn format(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let values = positional(arguments, "format", 1, 2)?;
    let specification = match values.get(1) {
        None => "",
        Some(specification) => specification
            .as_str()
            .ok_or_else(|| bad_argument("format", "argument 2", "str", *specification))?,
    };
    if specification.is_empty() && values[0].tag() == Tag::Str {
        return Ok(values[0]);
    }
    let text = format_value(interpreter, values[0], specification)?;
    Ok(interpreter.heap.string(text))
}
