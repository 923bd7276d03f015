//! Rules for conversions of conversions.

use super::{Rewrite, Rules, To, binary, unary, with_number};
use crate::entity::Value;
use crate::interpret::arithmetic;
use crate::ir::{InstData, Type};
use crate::opcode::Opcode;

/// How large integers may be, in bits without the sign, for a floating-point type to have them all.
fn exact_bits(ty: Type) -> u32 {
    if ty == Type::F32 { 24 } else { 53 }
}

impl Rules<'_> {
    /// A conversion of `arg`, which `inner` defines, to the type `to`.
    pub(super) fn convert(
        &mut self,
        opcode: Opcode,
        arg: Value,
        inner: InstData,
        to: Type,
    ) -> Option<Rewrite> {
        use Opcode::{Bitcast, Fpext, Fptosi, Fptoui, Fptrunc, Sext, Sitofp, Trunc, Uitofp, Zext};
        if opcode == Sext && self.is_not_negative(arg) {
            return Some(unary(Zext, arg));
        }
        if let (Trunc, InstData::BinaryImm { opcode: Opcode::And, arg: x, imm }) = (opcode, inner)
            && imm as u64 & to.mask() == to.mask()
        {
            return Some(unary(Trunc, x));
        }
        let InstData::Unary { opcode: first, arg: x } = inner else { return None };
        let from = self.ty(x);
        let same = (from == to).then_some(Rewrite::Value(x));
        match (first, opcode) {
            (Sext, Sext) | (Zext, Zext) | (Trunc, Trunc) => Some(unary(opcode, x)),
            // Wider by zeros is not negative, so this is rarely seen.
            (Zext, Sext) => Some(unary(Zext, x)),
            (Sext | Zext, Trunc) => Some(match same {
                Some(same) => same,
                None if to.bits() < from.bits() => unary(Trunc, x),
                None => unary(first, x),
            }),
            (Trunc, Zext) if from == to => {
                if self.possible(x) & !self.ty(arg).mask() == 0 {
                    return same;
                }
                Some(with_number(Opcode::And, to, x, self.ty(arg).mask() as i64))
            }
            (Bitcast, Bitcast) => same.or(Some(unary(Bitcast, x))),
            (Fpext, Fptrunc) => same,
            (Sext, Sitofp) => Some(unary(Sitofp, x)),
            (Zext, Sitofp | Uitofp) => Some(unary(Uitofp, x)),
            (Fpext, Fptosi | Fptoui) | (Opcode::Ftrunc, Fptosi | Fptoui) => Some(unary(opcode, x)),
            (Sitofp | Uitofp, Fptosi | Fptoui) => self.round_trip(first, opcode, arg, x, to),
            _ => None,
        }
    }

    /// An integer that becomes floating point, which has it exactly, and an integer again.
    fn round_trip(
        &self,
        first: Opcode,
        second: Opcode,
        number: Value,
        x: Value,
        to: Type,
    ) -> Option<Rewrite> {
        let from = self.ty(x);
        let signed = first == Opcode::Sitofp;
        if from.bits() - u32::from(signed) > exact_bits(self.ty(number)) {
            return None;
        }
        let fits = match (signed, second) {
            (true, Opcode::Fptosi | Opcode::FptosiChecked) => to.bits() >= from.bits(),
            (false, Opcode::Fptoui | Opcode::FptouiChecked) => to.bits() >= from.bits(),
            (false, _) => to.bits() > from.bits(),
            (true, _) => false,
        };
        if !fits {
            return None;
        }
        let wider = if signed { Opcode::Sext } else { Opcode::Zext };
        Some(if from == to { Rewrite::Value(x) } else { unary(wider, x) })
    }

    /// A conversion to an integer that leaves when the number does not fit.
    pub(super) fn convert_checked(&mut self, opcode: Opcode, arg: Value) -> Option<Rewrite> {
        let to = self.result()?;
        if let Some(bits) = self.constant_bits(arg) {
            let bits = arithmetic::unary(opcode, self.ty(arg), to, bits)?;
            return Some(self.constant(to, bits));
        }
        match self.definition(arg)? {
            InstData::Unary { opcode: first @ (Opcode::Sitofp | Opcode::Uitofp), arg: x } => {
                self.round_trip(first, opcode, arg, x, to)
            }
            _ => None,
        }
    }

    /// `fma` of constants stays: it is rare. The constant factor stands on the right.
    pub(super) fn fused(&mut self, [a, b, c]: [Value; 3]) -> Option<Rewrite> {
        if self.constant_bits(a).is_some() && self.constant_bits(b).is_none() {
            let args = [b, a, c];
            return Some(To(InstData::Ternary { opcode: Opcode::Fma, args }));
        }
        let one = self.constant_bits(b) == Some(arithmetic::from_float(self.ty(b), 1.0));
        // Multiplied by 1 exactly, the sum is rounded once in either form.
        one.then(|| binary(Opcode::Fadd, a, c))
    }
}
