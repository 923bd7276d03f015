//! Rules for comparisons.

use super::integer::power_of_two;
use super::{Rewrite, Rules, To};
use crate::condition::{FloatCondition, IntCondition};
use crate::entity::Value;
use crate::interpret::arithmetic;
use crate::ir::{InstData, Type};
use crate::opcode::Opcode;

impl Rules<'_> {
    pub(super) fn icmp(&mut self, data: InstData) -> Option<Rewrite> {
        match data {
            InstData::IcmpImm { condition, arg, imm } => self.icmp_number(condition, arg, imm),
            InstData::Icmp { condition, args: [left, right] } => {
                if let Some(imm) = self.number(right) {
                    return Some(To(InstData::IcmpImm { condition, arg: left, imm }));
                }
                if let Some(imm) = self.number(left) {
                    let condition = condition.swap();
                    return Some(To(InstData::IcmpImm { condition, arg: right, imm }));
                }
                if left == right {
                    return Some(self.truth(condition.holds((0, 0), (0, 0))));
                }
                self.icmp_extended(condition, left, right)
            }
            _ => None,
        }
    }

    fn truth(&self, truth: bool) -> Rewrite {
        self.constant(Type::I8, truth.into())
    }

    /// A comparison of two values that were made wider in the same way: as wide as they were.
    fn icmp_extended(&self, condition: IntCondition, left: Value, right: Value) -> Option<Rewrite> {
        for opcode in [Opcode::Zext, Opcode::Sext] {
            let (Some(a), Some(b)) = (self.unary_of(opcode, left), self.unary_of(opcode, right))
            else {
                continue;
            };
            if self.ty(a) != self.ty(b) {
                return None;
            }
            let zeros = opcode == Opcode::Zext;
            let condition = if zeros { unsigned(condition) } else { condition };
            return Some(To(InstData::Icmp { condition, args: [a, b] }));
        }
        None
    }

    /// A comparison of a value with a number.
    fn icmp_number(&mut self, condition: IntCondition, x: Value, imm: i64) -> Option<Rewrite> {
        let ty = self.ty(x);
        if let Some(number) = self.number(x) {
            let (a, b) = (number as u64 & ty.mask(), imm as u64 & ty.mask());
            return Some(self.truth(arithmetic::compare(condition, ty, a, b) != 0));
        }
        if let Some(truth) = self.decided(condition, ty, x, imm) {
            return Some(self.truth(truth));
        }
        if let Some((condition, imm)) = strict(condition, ty, imm) {
            return Some(To(InstData::IcmpImm { condition, arg: x, imm }));
        }
        if self.is_boolean(x) {
            // Only 0 and 1 are left to be compared with: others are decided.
            if unsigned(condition) != condition {
                let condition = unsigned(condition);
                return Some(To(InstData::IcmpImm { condition, arg: x, imm }));
            }
            let positive =
                matches!((condition, imm), (IntCondition::Ne, 0) | (IntCondition::Eq, 1));
            let negative =
                matches!((condition, imm), (IntCondition::Eq, 0) | (IntCondition::Ne, 1));
            if positive && ty == Type::I8 {
                return Some(Rewrite::Value(x));
            }
            if let (true, Some(opposite)) = (negative, self.opposite(x)) {
                return Some(To(opposite));
            }
            if (condition, imm) == (IntCondition::Ne, 1) {
                return Some(To(InstData::IcmpImm { condition: IntCondition::Eq, arg: x, imm: 0 }));
            }
            if (condition, imm) == (IntCondition::Eq, 1) {
                return Some(To(InstData::IcmpImm { condition: IntCondition::Ne, arg: x, imm: 0 }));
            }
        }
        let is_equality = matches!(condition, IntCondition::Eq | IntCondition::Ne);
        if is_equality && let Some(rewrite) = self.equality(condition, ty, x, imm) {
            return Some(rewrite);
        }
        self.icmp_narrow(condition, x, imm).or_else(|| self.icmp_select(condition, x, imm))
    }

    /// Is the outcome certain, from the borders of the type and the bits that are zero?
    fn decided(&self, condition: IntCondition, ty: Type, x: Value, imm: i64) -> Option<bool> {
        use IntCondition::*;
        let bits = imm as u64 & ty.mask();
        let most = self.possible(x);
        let (least_signed, most_signed) = match most >> (ty.bits() - 1) {
            0 => (0, most as i64),
            _ => (-1 << (ty.bits() - 1), (ty.mask() >> 1) as i64),
        };
        match condition {
            Eq if bits & !most != 0 => Some(false),
            Ne if bits & !most != 0 => Some(true),
            Ult if most < bits => Some(true),
            Ult if bits == 0 => Some(false),
            Ule if most <= bits => Some(true),
            Ugt if most <= bits => Some(false),
            Uge if most < bits => Some(false),
            Uge if bits == 0 => Some(true),
            Slt if most_signed < imm => Some(true),
            Slt if least_signed >= imm => Some(false),
            Sle if most_signed <= imm => Some(true),
            Sle if least_signed > imm => Some(false),
            Sgt if most_signed <= imm => Some(false),
            Sgt if least_signed > imm => Some(true),
            Sge if most_signed < imm => Some(false),
            Sge if least_signed >= imm => Some(true),
            _ => None,
        }
    }

    /// `eq` and `ne`: what is done to one side and can be undone is done to the number.
    fn equality(
        &mut self,
        condition: IntCondition,
        ty: Type,
        x: Value,
        imm: i64,
    ) -> Option<Rewrite> {
        let with = |arg: Value, imm: i64| {
            Some(To(InstData::IcmpImm { condition, arg, imm: ty.canonical(imm) }))
        };
        match self.definition(x)? {
            InstData::BinaryImm { opcode: Opcode::Iadd | Opcode::PtrAdd, arg, imm: c } => {
                with(arg, imm.wrapping_sub(c))
            }
            InstData::BinaryImm { opcode: Opcode::Xor, arg, imm: c } => with(arg, imm ^ c),
            InstData::Unary { opcode: Opcode::Ineg, arg } => with(arg, imm.wrapping_neg()),
            InstData::Unary { opcode: Opcode::Not, arg } => with(arg, !imm),
            InstData::Binary { opcode: Opcode::Isub | Opcode::Xor, args } if imm == 0 => {
                Some(To(InstData::Icmp { condition, args }))
            }
            // A remainder by a power of two is 0 whatever the sign.
            InstData::BinaryImm { opcode: Opcode::Srem | Opcode::SremFloor, arg, imm: divisor }
                if imm == 0 =>
            {
                let magnitude = ty.canonical(divisor.wrapping_abs());
                power_of_two(ty, magnitude)?;
                let mask = ty.canonical(magnitude.wrapping_sub(1));
                let data = InstData::BinaryImm { opcode: Opcode::And, arg, imm: mask };
                let low = self.emit(data, ty);
                with(low, 0)
            }
            _ => None,
        }
    }

    /// A wider value than was needed is compared with a number.
    fn icmp_narrow(&self, condition: IntCondition, x: Value, imm: i64) -> Option<Rewrite> {
        let InstData::Unary { opcode, arg } = self.definition(x)? else { return None };
        let narrow = self.ty(arg);
        let fits_signed = narrow.canonical(imm) == imm;
        let fits_unsigned = imm as u64 & !narrow.mask() == 0;
        let condition = match opcode {
            Opcode::Zext if fits_unsigned => unsigned(condition),
            // Repeating the sign keeps both orders.
            Opcode::Sext if fits_signed => condition,
            // A number beyond all that the narrow type has; unsigned orders are left alone.
            Opcode::Sext => {
                let truth = match condition {
                    IntCondition::Eq => false,
                    IntCondition::Ne => true,
                    IntCondition::Slt => imm > 0,
                    IntCondition::Sgt => imm < 0,
                    _ => return None,
                };
                return Some(self.truth(truth));
            }
            _ => return None,
        };
        Some(To(InstData::IcmpImm { condition, arg, imm: narrow.canonical(imm) }))
    }

    /// Which of two numbers was selected?
    fn icmp_select(&self, condition: IntCondition, x: Value, imm: i64) -> Option<Rewrite> {
        let InstData::Ternary { opcode: Opcode::Select, args: [c, a, b] } = self.definition(x)?
        else {
            return None;
        };
        let ty = self.ty(x);
        let holds = |value: Value| {
            let number = self.number(value)? as u64 & ty.mask();
            Some(arithmetic::compare(condition, ty, number, imm as u64 & ty.mask()) != 0)
        };
        let condition = match (holds(a)?, holds(b)?) {
            (true, false) => IntCondition::Ne,
            (false, true) => IntCondition::Eq,
            (same, _) => return Some(self.truth(same)),
        };
        Some(To(InstData::IcmpImm { condition, arg: c, imm: 0 }))
    }

    /// The comparison that holds when the one that defines a boolean does not.
    pub(super) fn opposite(&self, boolean: Value) -> Option<InstData> {
        match self.definition(boolean)? {
            InstData::Icmp { condition, args } => {
                Some(InstData::Icmp { condition: condition.negate(), args })
            }
            InstData::IcmpImm { condition, arg, imm } => {
                Some(InstData::IcmpImm { condition: condition.negate(), arg, imm })
            }
            InstData::Fcmp { condition, args } => {
                Some(InstData::Fcmp { condition: condition.negate(), args })
            }
            _ => None,
        }
    }

    pub(super) fn fcmp(&mut self, condition: FloatCondition, args: [Value; 2]) -> Option<Rewrite> {
        let [left, right] = args;
        let ty = self.ty(left);
        let number = |value| Some(arithmetic::to_float(ty, self.constant_bits(value)?));
        match (number(left), number(right)) {
            (Some(a), Some(b)) => Some(self.truth(condition.holds(a.partial_cmp(&b)))),
            (Some(one), None) | (None, Some(one)) if one.is_nan() => {
                Some(self.truth(condition.holds(None)))
            }
            (Some(_), None) => {
                let (condition, args) = (condition.swap(), [right, left]);
                Some(To(InstData::Fcmp { condition, args }))
            }
            _ => {
                if let (Some(a), Some(b)) =
                    (self.unary_of(Opcode::Fneg, left), self.unary_of(Opcode::Fneg, right))
                {
                    let condition = condition.swap();
                    return Some(To(InstData::Fcmp { condition, args: [a, b] }));
                }
                let a = self.unary_of(Opcode::Fpext, left)?;
                let b = self.unary_of(Opcode::Fpext, right)?;
                Some(To(InstData::Fcmp { condition, args: [a, b] }))
            }
        }
    }
}

/// The condition for values that are not negative.
fn unsigned(condition: IntCondition) -> IntCondition {
    use IntCondition::*;
    match condition {
        Slt => Ult,
        Sle => Ule,
        Sgt => Ugt,
        Sge => Uge,
        same => same,
    }
}

/// The canonical form of a comparison that is not decided, if it is another.
fn strict(condition: IntCondition, ty: Type, imm: i64) -> Option<(IntCondition, i64)> {
    use IntCondition::*;
    let (least, most) = (-1 << (ty.bits() - 1), (ty.mask() >> 1) as i64);
    // Decided comparisons are gone, so nothing here goes past a border.
    let above = |imm: i64| ty.canonical(imm.wrapping_add(1));
    let below = |imm: i64| ty.canonical(imm.wrapping_sub(1));
    Some(match condition {
        Sle => (Slt, above(imm)),
        Sge => (Sgt, below(imm)),
        Ule => (Ult, above(imm)),
        Uge => (Ugt, below(imm)),
        Slt if imm == most => (Ne, most),
        Slt if below(imm) == least => (Eq, least),
        Sgt if imm == least => (Ne, least),
        Sgt if above(imm) == most => (Eq, most),
        Ult if imm == -1 => (Ne, -1),
        Ult if imm == 1 => (Eq, 0),
        Ugt if imm == 0 => (Ne, 0),
        Ugt if imm == -2 => (Eq, -1),
        _ => return None,
    })
}
