//! Rules for floating point: only those that give the same bits for every number, infinities and
//! zeros of both signs included. A NaN stays a NaN; its payload is open.
//!
//! What is *not* here is what the fast-math flags of other compilers allow: `x + 0.0` is not `x`
//! for -0, `x * 0.0` is not 0 for infinity, NaN and the negative, `x - x` is not 0 for infinity,
//! and sums are not reassociated.

use super::{Rewrite, Rules, binary, unary};
use crate::entity::Value;
use crate::interpret::arithmetic;
use crate::ir::{InstData, Type};
use crate::opcode::Opcode;

impl Rules<'_> {
    pub(super) fn float_binary(&mut self, opcode: Opcode, [x, y]: [Value; 2]) -> Option<Rewrite> {
        use Opcode::{Fabs, Fadd, Fcopysign, Fdiv, Fmax, Fmin, Fmul, Fneg, Fsub};
        let ty = self.ty(x);
        let (left, right) = (self.constant_bits(x), self.constant_bits(y));
        if let (Some(a), Some(b)) = (left, right) {
            let bits = arithmetic::binary(opcode, ty, a, b)?;
            let open = opcode != Fcopysign && arithmetic::to_float(ty, bits).is_nan();
            return (!open).then(|| self.constant(ty, bits));
        }
        if left.is_some() && opcode.is_commutative() {
            return Some(binary(opcode, y, x));
        }
        let is = |bits: Option<u64>, number: f64| {
            bits.is_some_and(|bits| bits == arithmetic::from_float(ty, number))
        };
        let negated = |value: Value| self.unary_of(Fneg, value);
        match opcode {
            Fadd if is(right, -0.0) => Some(Rewrite::Value(x)),
            Fadd => match (negated(x), negated(y)) {
                (_, Some(y)) => Some(binary(Fsub, x, y)),
                (Some(x), None) => Some(binary(Fsub, y, x)),
                (None, None) => None,
            },
            Fsub if is(right, 0.0) => Some(Rewrite::Value(x)),
            // -0 - 0 is -0, and -0 - -0 is 0.
            Fsub if is(left, -0.0) => Some(unary(Fneg, y)),
            Fsub => negated(y).map(|y| binary(Fadd, x, y)),
            Fmul | Fdiv if is(right, 1.0) => Some(Rewrite::Value(x)),
            Fmul | Fdiv if is(right, -1.0) => Some(unary(Fneg, x)),
            Fmul if is(right, 2.0) => Some(binary(Fadd, x, x)),
            Fmul | Fdiv => {
                if let (Some(x), Some(y)) = (negated(x), negated(y)) {
                    return Some(binary(opcode, x, y));
                }
                let reciprocal = (opcode == Fdiv).then(|| reciprocal(ty, right?)).flatten()?;
                let factor = self.emit(InstData::Fconst { bits: reciprocal }, ty);
                Some(binary(Fmul, x, factor))
            }
            Fmin | Fmax if x == y => Some(Rewrite::Value(x)),
            Fcopysign if x == y => Some(Rewrite::Value(x)),
            Fcopysign => {
                if let Some(sign) = right {
                    return Some(match sign >> (ty.bits() - 1) {
                        0 => unary(Fabs, x),
                        _ => {
                            let positive = self.emit(InstData::Unary { opcode: Fabs, arg: x }, ty);
                            unary(Fneg, positive)
                        }
                    });
                }
                let magnitude = negated(x).or_else(|| self.unary_of(Fabs, x))?;
                Some(binary(Fcopysign, magnitude, y))
            }
            _ => None,
        }
    }

    pub(super) fn float_unary(
        &mut self,
        opcode: Opcode,
        arg: Value,
        inner: InstData,
    ) -> Option<Rewrite> {
        use Opcode::{Fabs, Fceil, Fcopysign, Ffloor, Fneg, Fround, Ftrunc, Sitofp, Uitofp};
        match (opcode, inner) {
            (Fneg, InstData::Unary { opcode: Fneg, arg: x }) => Some(Rewrite::Value(x)),
            (Fabs, InstData::Unary { opcode: Fneg | Fabs, arg: x }) => Some(unary(Fabs, x)),
            (Fabs, InstData::Binary { opcode: Fcopysign, args: [x, _] }) => Some(unary(Fabs, x)),
            // What is integral is its own floor.
            (
                Ffloor | Fceil | Ftrunc | Fround,
                InstData::Unary {
                    opcode: Ffloor | Fceil | Ftrunc | Fround | Sitofp | Uitofp, ..
                },
            ) => Some(Rewrite::Value(arg)),
            _ => None,
        }
    }
}

/// One divided by a power of two, if it is exact: then dividing and multiplying round the same
/// number.
fn reciprocal(ty: Type, bits: u64) -> Option<u64> {
    let (fraction, exponents) = if ty == Type::F32 { (23, 0xff) } else { (52, 0x7ff) };
    let exponent = bits >> fraction & exponents;
    let is_power_of_two = bits & ((1 << fraction) - 1) == 0;
    // Both it and its reciprocal are normal.
    let both_normal = exponent > 0 && exponent < exponents - 1;
    (is_power_of_two && both_normal)
        .then(|| arithmetic::from_float(ty, 1.0 / arithmetic::to_float(ty, bits)))
}
