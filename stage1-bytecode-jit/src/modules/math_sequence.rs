//! The functions of `math` on several floats: `fsum`, `prod`, `hypot`, `dist`.
//!
//! `fsum` is exact: it keeps the sum as partial sums that do not overlap (Shewchuk, "Adaptive
//! precision floating-point arithmetic and fast robust geometric predicates", 1997) and rounds
//! once. `hypot` scales by a power of two, sums squares with their rounding errors, and corrects
//! the square root by one Newton step, as CPython's `vector_norm` does.

use crate::builtin::Arguments;
use crate::builtins::parameters::{one, positional};
use crate::error::{Result, overflow_error, type_error, value_error};
use crate::interpreter::Interpreter;
use crate::modules::libm;
use crate::object::list::ListObject;
use crate::operators::arithmetic::{BinaryOperator, binary};
use crate::operators::float::to_float;
use crate::operators::iterate;
use crate::value::Value;

/// The floats of an iterable.
fn floats(interpreter: &mut Interpreter, iterable: Value) -> Result<Vec<f64>> {
    let list = iterate::collect(interpreter, iterable)?;
    (0..list.len()).filter_map(|index| list.get(index)).map(to_float).collect()
}

pub(super) fn exact_sum(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let values = floats(interpreter, one(arguments, "math.fsum")?)?;
    let mut partials: Vec<f64> = Vec::new();
    let (mut special, mut infinities) = (0.0, 0.0);
    for original in values {
        let mut x = original;
        let mut kept = 0;
        for index in 0..partials.len() {
            let mut y = partials[index];
            if x.abs() < y.abs() {
                (x, y) = (y, x);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                partials[kept] = low;
                kept += 1;
            }
            x = high;
        }
        partials.truncate(kept);
        if x == 0.0 {
            continue;
        }
        if x.is_finite() {
            partials.push(x);
            continue;
        }
        if original.is_finite() {
            return Err(overflow_error("intermediate overflow in fsum"));
        }
        if original.is_infinite() {
            infinities += original;
        }
        special += original;
        partials.clear();
    }
    if special != 0.0 {
        return if infinities.is_nan() {
            Err(value_error("-inf + inf in fsum"))
        } else {
            Ok(Value::float(special))
        };
    }
    Ok(Value::float(rounded_sum(&partials)))
}

/// The sum of partial sums, largest last, rounded once, half to even.
fn rounded_sum(partials: &[f64]) -> f64 {
    let mut rest = partials.iter().rev().copied();
    let Some(mut high) = rest.next() else { return 0.0 };
    let mut low = 0.0;
    for y in rest.by_ref() {
        let x = high;
        high = x + y;
        low = y - (high - x);
        if low != 0.0 {
            break;
        }
    }
    // Half-way cases are decided by what comes after.
    if let Some(next) = rest.next()
        && ((low < 0.0 && next < 0.0) || (low > 0.0 && next > 0.0))
    {
        let y = low * 2.0;
        let x = high + y;
        if y == x - high {
            high = x;
        }
    }
    high
}

pub(super) fn product(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    if arguments.positional.len() != 1 {
        let given = arguments.positional.len();
        return Err(type_error(format!(
            "prod() takes exactly 1 positional argument ({given} given)"
        )));
    }
    let mut result = Value::int(1);
    for (name, value) in arguments.keyword_pairs() {
        if name != "start" {
            return Err(type_error(format!("'{name}' is an invalid keyword argument for prod()")));
        }
        result = value;
    }
    let list = iterate::collect(interpreter, arguments.positional[0])?;
    for index in 0..list.len() {
        let item = list.get(index).unwrap_or(Value::NONE);
        result = binary(interpreter, BinaryOperator::Multiply, result, item, false)?;
    }
    Ok(result)
}

pub(super) fn hypotenuse(_interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    arguments.no_keywords("math.hypot")?;
    let values: Result<Vec<f64>> = arguments.positional.iter().map(|v| to_float(*v)).collect();
    Ok(Value::float(norm(values?)))
}

pub(super) fn distance(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let values = positional(arguments, "math.dist", 2, 2)?;
    let mut points: Vec<crate::heap::Gc<ListObject>> = Vec::new();
    for value in values {
        points.push(iterate::collect(interpreter, *value)?);
    }
    let (p, q) = (points[0], points[1]);
    if p.len() != q.len() {
        return Err(value_error("both points must have the same number of dimensions"));
    }
    let mut differences = Vec::with_capacity(p.len());
    for index in 0..p.len() {
        let at = |list: &ListObject| to_float(list.get(index).unwrap_or(Value::NONE));
        differences.push((at(&p)? - at(&q)?).abs());
    }
    Ok(Value::float(norm(differences)))
}

/// The Euclidean norm.
fn norm(mut values: Vec<f64>) -> f64 {
    let mut largest = 0.0f64;
    let mut found_nan = false;
    for value in &mut values {
        *value = value.abs();
        found_nan |= value.is_nan();
        if *value > largest {
            largest = *value;
        }
    }
    if largest.is_infinite() {
        return largest;
    }
    if found_nan {
        return f64::NAN;
    }
    if largest == 0.0 || values.len() <= 1 {
        return largest;
    }
    let mut sum = Compensated::default();
    let (_, exponent) = libm::frexp(largest);
    if exponent < -1023 {
        // The scale would overflow.
        for value in &values {
            let x = value / largest;
            sum.high_part(x * x);
        }
        return largest * sum.total().sqrt();
    }
    let scale = libm::ldexp(1.0, -exponent);
    for value in &values {
        let (high, low) = split(value * scale);
        sum.high_part(high * high);
        sum.middle_part(2.0 * high * low);
        sum.low += low * low;
    }
    let root = sum.total().sqrt();
    // One Newton step: what is left of the sum after subtracting the root's square.
    let (high, low) = split(root);
    sum.high_part(-high * high);
    sum.middle_part(-2.0 * high * low);
    sum.low_part(-low * low);
    (root + sum.total() / (2.0 * root)) / scale
}

/// Two halves of a float whose products are exact (Dekker, "A floating-point technique for
/// extending the available precision", 1971).
fn split(x: f64) -> (f64, f64) {
    let t = x * 134_217_729.0; // 2**27 + 1
    let high = t - (t - x);
    (high, x - high)
}

/// A sum that begins at 1 and collects what its additions lost, by the size of the summands.
struct Compensated {
    sum: f64,
    high: f64,
    middle: f64,
    low: f64,
}

impl Default for Compensated {
    fn default() -> Self {
        Compensated { sum: 1.0, high: 0.0, middle: 0.0, low: 0.0 }
    }
}

impl Compensated {
    fn add(&mut self, x: f64) -> f64 {
        let before = self.sum;
        self.sum += x;
        (before - self.sum) + x
    }

    fn high_part(&mut self, x: f64) {
        self.high += self.add(x);
    }

    fn middle_part(&mut self, x: f64) {
        self.middle += self.add(x);
    }

    fn low_part(&mut self, x: f64) {
        self.low += self.add(x);
    }

    fn total(&self) -> f64 {
        self.sum - 1.0 + (self.high + self.middle + self.low)
    }
}
