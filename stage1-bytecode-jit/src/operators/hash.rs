//! Hashes, as CPython computes them.
//!
//! Equal values must have equal hashes, whatever their type: `1`, `1.0` and `True` are one key.
//! CPython hashes every number `x` to `x` modulo the prime 2⁶¹ - 1, fractions included (the
//! inverse of 2 is a power of two there), so no type needs to know the others. Tuples mix the
//! hashes of their elements by xxHash's rounds; frozensets by an exclusive or, which forgets the
//! order. -1 is CPython's error code and never a hash.
//!
//! The exact numbers matter because they are visible: `hash(1.5)`, and the order of a set.
//! CPython's hashes of strings differ from run to run; ours do not.

use std::hash::Hasher;

use num_integer::Integer;
use num_traits::ToPrimitive;

use crate::class_of::type_name;
use crate::error::{Result, type_error};
use crate::interpreter::Interpreter;
use crate::object::bigint::BigIntObject;
use crate::object::dict_view::DictViewObject;
use crate::object::function::BoundMethodObject;
use crate::object::range::{BigRange, RangeObject};
use crate::object::set::SetObject;
use crate::object::tuple::TupleObject;
use crate::value::{Tag, Value};

const MODULUS: u64 = (1 << 61) - 1;
const BITS: i32 = 61;
const HASH_OF_NONE: i64 = 0xFCA8_6420;

/// `hash(value)`
///
/// # Errors
/// `TypeError: unhashable type: 'list'`
pub fn hash(interpreter: &mut Interpreter, value: Value) -> Result<i64> {
    match value.tag() {
        Tag::Int => Ok(hash_int(value.payload() as i64)),
        Tag::Str => Ok(hash_text(value.as_str().unwrap_or(""))),
        Tag::Bool => Ok(value.payload() as i64),
        Tag::Float => Ok(hash_float(f64::from_bits(value.payload()))),
        _ => hash_object(interpreter, value),
    }
}

fn hash_object(interpreter: &mut Interpreter, value: Value) -> Result<i64> {
    if let Some(tuple) = value.as_object::<TupleObject>() {
        interpreter.check_native_stack("")?;
        return hash_tuple(interpreter, tuple.items());
    }
    if let Some(big) = value.as_object::<BigIntObject>() {
        let size = big.value().magnitude().mod_floor(&MODULUS.into()).to_i64().unwrap_or(0);
        let negative = big.value().sign() == num_bigint::Sign::Minus;
        return Ok(not_minus_one(if negative { -size } else { size }));
    }
    if let Some(range) = value.as_object::<RangeObject>() {
        let BigRange { start, step, length, .. } = range.to_big();
        let heap = &mut interpreter.heap;
        let size = heap.int(length);
        let parts = match size.as_index() {
            Some(0) => [size, Value::NONE, Value::NONE],
            Some(1) => [size, heap.int(start), Value::NONE],
            _ => [size, heap.int(start), heap.int(step)],
        };
        return hash_tuple(interpreter, &parts);
    }
    if let Some(set) = value.as_object::<SetObject>()
        && set.is_frozen()
    {
        return Ok(hash_set(&set));
    }
    let set_like_view = value.as_object::<DictViewObject>().is_some_and(|view| view.is_set_like());
    if matches!(value.tag(), Tag::List | Tag::Dict | Tag::Set | Tag::Slice) || set_like_view {
        return Err(type_error(format!("unhashable type: '{}'", type_name(value))));
    }
    if let Some(bound) = value.as_object::<BoundMethodObject>() {
        let method = std::ptr::from_ref(bound.method) as i64;
        return Ok(not_minus_one((bound.receiver.payload() as i64) ^ method));
    }
    if value.is_none() {
        return Ok(HASH_OF_NONE);
    }
    // By identity: the address without its low zero bits, or the number of a type.
    Ok(not_minus_one((value.payload().rotate_right(4) as i64) ^ (value.tag() as i64)))
}

fn not_minus_one(hash: i64) -> i64 {
    if hash == -1 { -2 } else { hash }
}

/// The hash of an int that fits.
#[inline]
#[must_use]
pub fn hash_int(value: i64) -> i64 {
    let size = value.unsigned_abs();
    if size < MODULUS {
        return not_minus_one(value);
    }
    let size = (size % MODULUS) as i64;
    not_minus_one(if value < 0 { -size } else { size })
}

/// The hash of a string: any good one.
#[inline]
#[must_use]
pub fn hash_text(text: &str) -> i64 {
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(text.as_bytes());
    not_minus_one(hasher.finish() as i64)
}

/// The hash of a float (CPython's `_Py_HashDouble`).
#[must_use]
pub fn hash_float(value: f64) -> i64 {
    if value.is_nan() {
        // By identity in CPython; a NaN equals nothing anyway.
        return (value.to_bits() >> 4) as i64;
    }
    if value.is_infinite() {
        return if value > 0.0 { 314_159 } else { -314_159 };
    }
    let (mut mantissa, mut exponent) = split(value.abs());
    // 28 bits of the mantissa at a time; each step multiplies the hash by 2²⁸.
    let mut hash: u64 = 0;
    while mantissa != 0.0 {
        hash = rotate(hash, 28);
        mantissa *= f64::from(1u32 << 28);
        exponent -= 28;
        let digits = mantissa as u64;
        mantissa -= digits as f64;
        hash += digits;
        if hash >= MODULUS {
            hash -= MODULUS;
        }
    }
    let hash = rotate(hash, exponent.rem_euclid(BITS) as u32) as i64;
    not_minus_one(if value < 0.0 { -hash } else { hash })
}

/// Multiplies by a power of two modulo 2⁶¹ - 1: a rotation of 61 bits.
fn rotate(hash: u64, by: u32) -> u64 {
    ((hash << by) & MODULUS) | hash >> (BITS as u32 - by)
}

/// C's `frexp` of a number that is not negative: mantissa in `0.5..1.0` (or 0), exponent.
fn split(value: f64) -> (f64, i32) {
    if value == 0.0 {
        return (0.0, 0);
    }
    // A subnormal number is made normal first.
    let (value, shift) =
        if value < f64::MIN_POSITIVE { (value * 2f64.powi(64), 64) } else { (value, 0) };
    let bits = value.to_bits();
    let exponent = (bits >> 52) as i32 - 1022;
    (f64::from_bits((bits & !(0x7FF << 52)) | (1022 << 52)), exponent - shift)
}

fn hash_tuple(interpreter: &mut Interpreter, items: &[Value]) -> Result<i64> {
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    let mut accumulator = PRIME_5;
    for item in items {
        let lane = hash(interpreter, *item)? as u64;
        accumulator = accumulator.wrapping_add(lane.wrapping_mul(PRIME_2));
        accumulator = accumulator.rotate_left(31).wrapping_mul(PRIME_1);
    }
    accumulator = accumulator.wrapping_add(items.len() as u64 ^ (PRIME_5 ^ 3_527_539));
    Ok(if accumulator == u64::MAX { 1_546_275_796 } else { accumulator as i64 })
}

/// The hash of the keys of a set, whatever their order.
#[must_use]
pub fn hash_set(set: &SetObject) -> i64 {
    let mut hash: u64 = 0;
    let mut position = 0;
    while let Some((slot, _, key_hash)) = set.entry_from(position) {
        let key_hash = key_hash as u64;
        hash ^= ((key_hash ^ 89_869_747) ^ (key_hash << 16)).wrapping_mul(3_644_798_167);
        position = slot + 1;
    }
    hash ^= (set.len() as u64 + 1).wrapping_mul(1_927_868_237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
    if hash == u64::MAX { 590_923_713 } else { hash as i64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_hash_as_in_cpython() {
        assert_eq!(hash_int(-1), -2);
        assert_eq!(hash_int(i64::MAX), 3);
        assert_eq!(hash_int(i64::MIN), -4);
        assert_eq!(hash_int((1 << 61) - 1), 0);
        assert_eq!(hash_float(1.5), 1_152_921_504_606_846_977);
        assert_eq!(hash_float(-0.1), -230_584_300_921_369_408);
        assert_eq!(hash_float(1e300), 1_224_995_262_755_759_164);
        assert_eq!(hash_float(5e-324), 16_777_216);
        assert_eq!(hash_float(-1.0), -2);
        assert_eq!(hash_float(-0.0), 0);
        for value in [0i64, 1, -7, 1 << 40, -(1 << 53)] {
            assert_eq!(hash_float(value as f64), hash_int(value));
        }
    }
}
