//! Division and remainder by a number.
//!
//! `x / d` is `x · (1/d)`, and a fraction with a denominator `2ᵖ` that is near enough to `1/d`
//! gives the same integer part for every `x` there is: `m = ⌊2ᵖ/d⌋ + 1` and `x · m >> p` (T.
//! Granlund and P. L. Montgomery, "Division by Invariant Integers using Multiplication", 1994; H. S.
//! Warren, "Hacker's Delight", 2nd ed., 2012, chapter 10). With `e = m·d - 2ᵖ`, which is at most
//! `d`, the result is too large by `x·e / (d·2ᵖ)`; it is right if that is less than `1/d`.
//!
//! ```text
//! 8 to 32 bits, in 64: one multiplication holds the whole product
//!   unsigned     zext x · m >> p
//!   signed       (sext x · m >> p) + (x < 0)         the shift rounds down, the quotient up
//!   floor        s = x < 0 ? -1 : 0;  ((x ^ s) · m >> p) ^ s
//! 64 bits: the high half of the product; m may have 65 bits, or 64 with a sign in the way
//! ```
//!
//! Floor division is unsigned division on the way: `x ^ s` is `x` or `-1 - x`, never
//! negative, and `⌊x/d⌋ = -1 - ⌊(-1 - x)/d⌋`.
//!
//! Whether `d` divides `x` is known sooner: with the inverse of an odd `d` modulo `2ʷ`, `x · d⁻¹`
//! maps the multiples of `d`, and only them, to the small numbers up to `MAX / d` (Warren, 10-17). A
//! rotation brings the zeros that a power of two in `d` demands to where they would make the number large.

use super::Emitter;
use crate::analysis::uses::Uses;
use crate::condition::IntCondition;
use crate::entity::{Inst, Value};
use crate::ir::{Function, InstData, Type};
use crate::opcode::{Format, Opcode};

pub(super) fn is_remainder(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::Srem | Opcode::Urem | Opcode::SremFloor)
}

/// Is it a remainder by a number, only asked for whether it is 0?
pub(super) fn is_only_compared_with_zero(function: &Function, uses: &Uses, inst: Inst) -> bool {
    let InstData::BinaryImm { opcode, imm, .. } = function.insts[inst] else { return false };
    let Some(result) = function.result(inst) else { return false };
    let compared = |user: &Inst| {
        let condition = match function.insts[*user] {
            InstData::IcmpImm { condition, imm: 0, .. } => condition,
            _ => return false,
        };
        matches!(condition, IntCondition::Eq | IntCondition::Ne)
    };
    opcode.format() == Format::Divide
        && is_remainder(opcode)
        && imm != 1
        && !uses.is_unused(result)
        && uses.of(result).iter().all(compared)
}

/// The least `l` with `2ˡ ≥ d`.
fn ceiling_log2(d: u64) -> u32 {
    64 - (d - 1).leading_zeros()
}

/// A multiplier `m` and a shift such that `x · m >> (64 + shift)` is `x / d` for all `x` of so
/// many bits: the smallest there is (Granlund and Montgomery, figure 6.2). `d` is at least 3 and no power of
/// two, and below `2⁶³`. `m` may have 65 bits.
fn multiplier(d: u64, bits: u32) -> (u128, u32) {
    let mut shift = ceiling_log2(d);
    let power = 1u128 << (64 + shift);
    let mut low = power / u128::from(d);
    let mut high = (power + (power >> bits)) / u128::from(d);
    while low >> 1 < high >> 1 && shift > 0 {
        low >>= 1;
        high >>= 1;
        shift -= 1;
    }
    (high, shift)
}

/// The inverse of an odd number modulo 2 to the 64th. Each step doubles the bits that are right, of which
/// `d` itself has three.
fn inverse(d: u64) -> u64 {
    let mut inverse = d;
    for _ in 0..5 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(d.wrapping_mul(inverse)));
    }
    inverse
}

impl Emitter<'_> {
    /// `x` divided by a number, rounded as the operation says.
    pub(super) fn quotient(&mut self, opcode: Opcode, x: Value, imm: i64) -> Option<Value> {
        let ty = self.function.ty(x);
        let width = ty.bits();
        let bits = imm as u64 & ty.mask();
        let exponent = bits.is_power_of_two().then(|| i64::from(bits.trailing_zeros()));
        match (opcode, exponent) {
            _ if imm == 1 || imm == -1 => None,
            (Opcode::Udiv, Some(exponent)) => Some(self.number(Opcode::Lshr, x, exponent)),
            (Opcode::Udiv, None) if width == 64 => Some(self.unsigned_64(x, bits)),
            (Opcode::Udiv, None) => Some(self.unsigned_narrow(ty, x, bits)),
            (Opcode::SdivFloor, _) if imm < 0 => None,
            (Opcode::SdivFloor, Some(exponent)) => Some(self.number(Opcode::Ashr, x, exponent)),
            (Opcode::SdivFloor, None) if width == 64 => {
                let (multiplier, shift) = multiplier(bits, 63);
                let sign = self.number(Opcode::Ashr, x, 63);
                let positive = self.values(Opcode::Xor, x, sign);
                let high = self.number(Opcode::Umulhi, positive, multiplier as i64);
                let quotient = self.shift_right(Opcode::Lshr, high, shift);
                Some(self.values(Opcode::Xor, quotient, sign))
            }
            (Opcode::SdivFloor, None) => {
                let (multiplier, shift) = narrow_multiplier(ty, bits);
                let wide = self.unary(Opcode::Sext, x, Type::I64);
                let sign = self.number(Opcode::Ashr, wide, 63);
                let positive = self.values(Opcode::Xor, wide, sign);
                let product = self.number(Opcode::Imul, positive, multiplier);
                let quotient = self.number(Opcode::Lshr, product, shift);
                let quotient = self.values(Opcode::Xor, quotient, sign);
                Some(self.unary(Opcode::Trunc, quotient, ty))
            }
            (Opcode::Sdiv, _) => {
                let magnitude = imm.unsigned_abs();
                if magnitude.is_power_of_two() {
                    let (sum, _) = self.biased(ty, x, magnitude);
                    let by = i64::from(magnitude.trailing_zeros());
                    let quotient = self.number(Opcode::Ashr, sum, by);
                    return Some(self.negated_if(imm < 0, quotient));
                }
                Some(match width {
                    64 => self.signed_64(x, imm),
                    _ => self.signed_narrow(ty, x, imm),
                })
            }
            _ => None,
        }
    }

    /// What is left after dividing `x` by a number.
    pub(super) fn remainder(&mut self, opcode: Opcode, x: Value, imm: i64) -> Option<Value> {
        let ty = self.function.ty(x);
        let bits = imm as u64 & ty.mask();
        if imm == 1 || (imm == -1 && opcode != Opcode::Urem) {
            return None;
        }
        if bits.is_power_of_two()
            && (opcode == Opcode::Urem || opcode == Opcode::SremFloor && imm > 0)
        {
            return Some(self.number(Opcode::And, x, (bits - 1) as i64));
        }
        let divide = match opcode {
            Opcode::Urem => Opcode::Udiv,
            Opcode::SremFloor => Opcode::SdivFloor,
            _ => {
                let magnitude = imm.unsigned_abs();
                if magnitude.is_power_of_two() {
                    let (sum, bias) = self.biased(ty, x, magnitude);
                    let low = self.number(Opcode::And, sum, (magnitude - 1) as i64);
                    return Some(self.values(Opcode::Isub, low, bias));
                }
                Opcode::Sdiv
            }
        };
        // The sign of the divisor does not matter to a remainder that has the dividend's.
        let divisor = if divide == Opcode::Sdiv { imm.wrapping_abs() } else { imm };
        let quotient = self.quotient(divide, x, divisor)?;
        let product = match self.shifts(quotient, divisor) {
            Some(product) => product,
            None => self.number(Opcode::Imul, quotient, divisor),
        };
        Some(self.values(Opcode::Isub, x, product))
    }

    /// For a signed division by `2ᵏ`, which a shift would round down: `2ᵏ - 1` for the negative, 0 for
    /// others, and `x` plus that.
    fn biased(&mut self, ty: Type, x: Value, power: u64) -> (Value, Value) {
        let width = i64::from(ty.bits());
        let exponent = i64::from(power.trailing_zeros());
        let sign = if exponent == 1 { x } else { self.number(Opcode::Ashr, x, width - 1) };
        let bias = self.number(Opcode::Lshr, sign, width - exponent);
        (self.values(Opcode::Iadd, x, bias), bias)
    }

    fn shift_right(&mut self, opcode: Opcode, x: Value, by: u32) -> Value {
        if by == 0 { x } else { self.number(opcode, x, by.into()) }
    }

    fn negated_if(&mut self, negate: bool, x: Value) -> Value {
        let ty = self.function.ty(x);
        if negate { self.unary(Opcode::Ineg, x, ty) } else { x }
    }

    fn unsigned_narrow(&mut self, ty: Type, x: Value, d: u64) -> Value {
        let wide = self.unary(Opcode::Zext, x, Type::I64);
        let quotient = if ty == Type::I32 {
            // p = 64: e · x < 2³² · 2³².
            let multiplier = (1u128 << 64) / u128::from(d) + 1;
            self.number(Opcode::Umulhi, wide, multiplier as i64)
        } else {
            // p = 32: e · x < 2¹⁶ · 2¹⁶.
            let product = self.number(Opcode::Imul, wide, ((1 << 32) / d + 1) as i64);
            self.number(Opcode::Lshr, product, 32)
        };
        self.unary(Opcode::Trunc, quotient, ty)
    }

    fn signed_narrow(&mut self, ty: Type, x: Value, imm: i64) -> Value {
        let (multiplier, shift) = narrow_multiplier(ty, imm.unsigned_abs());
        let wide = self.unary(Opcode::Sext, x, Type::I64);
        let product = self.number(Opcode::Imul, wide, multiplier);
        let rounded_down = self.number(Opcode::Ashr, product, shift);
        let sign = self.number(Opcode::Ashr, wide, 63);
        let quotient = match imm < 0 {
            false => self.values(Opcode::Isub, rounded_down, sign),
            true => self.values(Opcode::Isub, sign, rounded_down),
        };
        self.unary(Opcode::Trunc, quotient, ty)
    }

    fn signed_64(&mut self, x: Value, imm: i64) -> Value {
        let (multiplier, shift) = multiplier(imm.unsigned_abs(), 63);
        // Read as signed, a multiplier from 2⁶³ on is too small by 2⁶⁴.
        let mut high = self.number(Opcode::Smulhi, x, multiplier as i64);
        if multiplier >> 63 != 0 {
            high = self.values(Opcode::Iadd, high, x);
        }
        let rounded_down = self.shift_right(Opcode::Ashr, high, shift);
        let sign = self.number(Opcode::Ashr, x, 63);
        match imm < 0 {
            false => self.values(Opcode::Isub, rounded_down, sign),
            true => self.values(Opcode::Isub, sign, rounded_down),
        }
    }

    fn unsigned_64(&mut self, x: Value, d: u64) -> Value {
        if d > 1 << 63 {
            let condition = IntCondition::Uge;
            let fits = self.emit(InstData::IcmpImm { condition, arg: x, imm: d as i64 }, Type::I8);
            return self.unary(Opcode::Zext, fits, Type::I64);
        }
        let (wide, shift) = multiplier(d, 64);
        if wide >> 64 == 0 {
            let high = self.number(Opcode::Umulhi, x, wide as i64);
            return self.shift_right(Opcode::Lshr, high, shift);
        }
        let zeros = d.trailing_zeros();
        if zeros > 0 {
            // An even divisor: the number loses as many bits as the multiplier has too many.
            let (narrow, shift) = multiplier(d >> zeros, 64 - zeros);
            let halved = self.number(Opcode::Lshr, x, zeros.into());
            let high = self.number(Opcode::Umulhi, halved, narrow as i64);
            return self.shift_right(Opcode::Lshr, high, shift);
        }
        // (high + x) >> shift without the carry: (x - high) / 2 + high is their mean.
        let high = self.number(Opcode::Umulhi, x, wide as i64);
        let difference = self.values(Opcode::Isub, x, high);
        let half = self.number(Opcode::Lshr, difference, 1);
        let mean = self.values(Opcode::Iadd, half, high);
        self.shift_right(Opcode::Lshr, mean, shift - 1)
    }

    /// A comparison, `eq` or `ne`, of a remainder with 0.
    pub(super) fn test_of_remainder(
        &mut self,
        condition: IntCondition,
        divided: Inst,
    ) -> Option<Value> {
        let InstData::BinaryImm { opcode, arg: x, imm } = self.function.insts[divided] else {
            return None;
        };
        let ty = self.function.ty(x);
        let signed = opcode != Opcode::Urem;
        let d = if signed { imm.unsigned_abs() } else { imm as u64 } & ty.mask();
        if d == 1 {
            return None;
        }
        if d.is_power_of_two() {
            let low = self.number(Opcode::And, x, (d - 1) as i64);
            let data = InstData::IcmpImm { condition, arg: low, imm: 0 };
            return Some(self.emit(data, Type::I8));
        }
        let zeros = d.trailing_zeros();
        let odd = d >> zeros;
        let mut mapped = self.number(Opcode::Imul, x, inverse(odd) as i64);
        let limit = if signed {
            // Multiples of both signs, moved to begin at 0.
            let half = ((ty.mask() >> 1) / odd) & !((1 << zeros) - 1);
            mapped = self.number(Opcode::Iadd, mapped, half as i64);
            (2 * half) >> zeros
        } else {
            ty.mask() / d
        };
        if zeros > 0 {
            mapped = self.number(Opcode::Rotl, mapped, (ty.bits() - zeros).into());
        }
        let condition = match condition {
            IntCondition::Eq => IntCondition::Ule,
            _ => IntCondition::Ugt,
        };
        let imm = ty.canonical(limit as i64);
        Some(self.emit(InstData::IcmpImm { condition, arg: mapped, imm }, Type::I8))
    }
}

/// A multiplier and a shift for numbers of at most 31 bits without sign: their product has less
/// than 64 bits.
fn narrow_multiplier(ty: Type, d: u64) -> (i64, i64) {
    let shift = ty.bits() - 1 + ceiling_log2(d);
    (((1u64 << shift) / d + 1) as i64, shift.into())
}
