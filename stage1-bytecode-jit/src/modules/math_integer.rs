//! The functions of `math` on ints of any size.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::builtin::Arguments;
use crate::builtins::parameters::{one, positional};
use crate::error::{Result, overflow_error, value_error};
use crate::interpreter::Interpreter;
use crate::operators::integer::{memory_error, to_int};

pub(super) fn greatest_common_divisor(
    interpreter: &mut Interpreter,
    arguments: Arguments<'_>,
) -> Result {
    arguments.no_keywords("math.gcd")?;
    let mut result = BigInt::zero();
    for value in arguments.positional {
        result = result.gcd(&to_int(*value)?);
    }
    Ok(interpreter.heap.int(result))
}

pub(super) fn least_common_multiple(
    interpreter: &mut Interpreter,
    arguments: Arguments<'_>,
) -> Result {
    arguments.no_keywords("math.lcm")?;
    let mut result = BigInt::one();
    for value in arguments.positional {
        let value = to_int(*value)?;
        result = if value.is_zero() { value } else { result.lcm(&value).abs() };
        // Zero stays, but the rest must still be ints.
    }
    Ok(interpreter.heap.int(result))
}

pub(super) fn factorial(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let n = to_int(one(arguments, "math.factorial")?)?;
    if n.is_negative() {
        return Err(value_error("factorial() not defined for negative values"));
    }
    let Some(n) = n.to_i64() else {
        let most = i64::MAX;
        return Err(overflow_error(format!("factorial() argument should not exceed {most}")));
    };
    // n! has about n log2(n / e) bits.
    if n > 200_000_000 {
        return Err(memory_error());
    }
    Ok(interpreter.heap.int(range_product(1, n as u64)))
}

/// The product of `first..=last`, halving the range so that the factors stay of similar size.
fn range_product(first: u64, last: u64) -> BigInt {
    if first > last {
        return BigInt::one();
    }
    if last - first < 8 {
        return (first..=last).map(BigInt::from).product();
    }
    let middle = first + (last - first) / 2;
    range_product(first, middle) * range_product(middle + 1, last)
}

pub(super) fn integer_root(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let n = to_int(one(arguments, "math.isqrt")?)?;
    if n.is_negative() {
        return Err(value_error("isqrt() argument must be nonnegative"));
    }
    Ok(interpreter.heap.int(n.sqrt()))
}

/// Both arguments of `comb` and `perm`, checked.
fn chosen(n: &BigInt, k: &BigInt) -> Result<()> {
    if n.is_negative() {
        return Err(value_error("n must be a non-negative integer"));
    }
    if k.is_negative() {
        return Err(value_error("k must be a non-negative integer"));
    }
    Ok(())
}

/// `n (n - 1) … (n - k + 1)`, divided by `k!` on the way if `divide`.
fn falling(n: &BigInt, k: u64, divide: bool) -> BigInt {
    let mut result = BigInt::one();
    let mut factor = n.clone();
    for i in 1..=k {
        result *= &factor;
        if divide {
            // The product of i successive ints is a multiple of i!.
            result /= i;
        }
        factor -= 1;
    }
    result
}

pub(super) fn combinations(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let values = positional(arguments, "math.comb", 2, 2)?;
    let (n, k) = (to_int(values[0])?, to_int(values[1])?);
    chosen(&n, &k)?;
    if k > n {
        return Ok(interpreter.heap.int(BigInt::zero()));
    }
    let rest = &n - &k;
    let Some(k) = k.min(rest).to_i64() else {
        let most = i64::MAX;
        return Err(overflow_error(format!("min(n - k, k) must not exceed {most}")));
    };
    Ok(interpreter.heap.int(falling(&n, k as u64, true)))
}

pub(super) fn permutations(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let values = positional(arguments, "math.perm", 1, 2)?;
    if values.get(1).is_none_or(|k| k.is_none()) {
        return factorial(interpreter, Arguments::positional(&values[..1]));
    }
    let (n, k) = (to_int(values[0])?, to_int(values[1])?);
    chosen(&n, &k)?;
    if k > n {
        return Ok(interpreter.heap.int(BigInt::zero()));
    }
    let Some(k) = k.to_i64() else {
        return Err(overflow_error(format!("k must not exceed {}", i64::MAX)));
    };
    Ok(interpreter.heap.int(falling(&n, k as u64, false)))
}
