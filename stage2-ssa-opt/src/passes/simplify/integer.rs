//! Rules for integer arithmetic, shifts and bits, with and without exits.
//!
//! All of them hold modulo 2 to the width, which is the arithmetic of the IR. Those for checked
//! operations hold because whoever gets to an operand's user knows that the operand did not leave.

use super::{Nothing, Rewrite, Rules, To, binary, shift, unary, with_number};
use crate::entity::{Exit, Value};
use crate::interpret::arithmetic;
use crate::ir::{InstData, Operand, Type};
use crate::opcode::{Format, Opcode};

/// The exponent, if the number is a power of two when read without sign.
pub(super) fn power_of_two(ty: Type, imm: i64) -> Option<u32> {
    let bits = imm as u64 & ty.mask();
    bits.is_power_of_two().then(|| bits.trailing_zeros())
}

impl Rules<'_> {
    /// An operation on two values, neither of which is a constant that would stand on the right.
    pub(super) fn integer_binary(
        &mut self,
        opcode: Opcode,
        left: Value,
        right: Value,
    ) -> Option<Rewrite> {
        let ty = self.ty(left);
        if left == right {
            match opcode {
                Opcode::Isub | Opcode::Xor => return Some(self.constant(ty, 0)),
                Opcode::And | Opcode::Or => return Some(Rewrite::Value(left)),
                Opcode::Iadd => return Some(shift(Opcode::Shl, left, 1)),
                _ => {}
            }
        }
        match opcode {
            Opcode::Isub if self.number(left) == Some(0) => Some(unary(Opcode::Ineg, right)),
            Opcode::Isub => self.difference(left, right),
            Opcode::Iadd => self.sum(left, right).or_else(|| self.sum(right, left)),
            Opcode::And | Opcode::Or | Opcode::Xor => {
                let complement = self.unary_of(Opcode::Not, left) == Some(right)
                    || self.unary_of(Opcode::Not, right) == Some(left);
                match opcode {
                    Opcode::And if complement => Some(self.constant(ty, 0)),
                    _ if complement => Some(self.constant(ty, ty.mask())),
                    Opcode::Xor => None,
                    _ => self
                        .absorbed(opcode, left, right)
                        .or_else(|| self.absorbed(opcode, right, left)),
                }
            }
            // A shift of zero, or of all ones to the right, changes nothing.
            Opcode::Shl | Opcode::Lshr | Opcode::Ashr | Opcode::Rotl
                if self.number(left) == Some(0) =>
            {
                Some(Rewrite::Value(left))
            }
            Opcode::Ashr | Opcode::Rotl if self.number(left) == Some(-1) => {
                Some(Rewrite::Value(left))
            }
            _ => None,
        }
    }

    /// `x + other`, looking into `x`.
    fn sum(&self, x: Value, other: Value) -> Option<Rewrite> {
        if let Some(y) = self.unary_of(Opcode::Ineg, x) {
            return Some(binary(Opcode::Isub, other, y));
        }
        match self.binary_of(x)? {
            // (y - other) + other
            (Opcode::Isub, y, Operand::Value(z)) if z == other => Some(Rewrite::Value(y)),
            _ => None,
        }
    }

    /// `left - right`, neither 0 nor equal.
    fn difference(&mut self, left: Value, right: Value) -> Option<Rewrite> {
        let ty = self.ty(left);
        if let Some(y) = self.unary_of(Opcode::Ineg, right) {
            return Some(binary(Opcode::Iadd, left, y));
        }
        match self.binary_of(left) {
            // (y + z) - z and (y + z) - y
            Some((Opcode::Iadd, y, Operand::Value(z))) if z == right => {
                return Some(Rewrite::Value(y));
            }
            Some((Opcode::Iadd, y, Operand::Value(z))) if y == right => {
                return Some(Rewrite::Value(z));
            }
            // (y + c) - y
            Some((Opcode::Iadd, y, Operand::Number(c))) if y == right => {
                return Some(To(InstData::Iconst { value: c }));
            }
            _ => {}
        }
        match self.binary_of(right)? {
            // y - (y - z)
            (Opcode::Isub, y, Operand::Value(z)) if y == left => Some(Rewrite::Value(z)),
            // y - (y + c) and y - (y + z)
            (Opcode::Iadd, y, Operand::Number(c)) if y == left => {
                Some(To(InstData::Iconst { value: ty.canonical(c.wrapping_neg()) }))
            }
            (Opcode::Iadd, y, Operand::Value(z)) if y == left => Some(unary(Opcode::Ineg, z)),
            (Opcode::Iadd, z, Operand::Value(y)) if y == left => Some(unary(Opcode::Ineg, z)),
            // c - (y + d)
            (Opcode::Iadd, y, Operand::Number(d)) => {
                let c = self.number(left)?;
                let number = self.emit_number(ty, c.wrapping_sub(d));
                Some(binary(Opcode::Isub, number, y))
            }
            _ => None,
        }
    }

    /// `x & (x | y)` and `x | (x & y)` are `x`; `x & (x & y)` and `x | (x | y)` are the latter.
    fn absorbed(&self, opcode: Opcode, x: Value, other: Value) -> Option<Rewrite> {
        let (inner, a, b) = self.binary_of(other)?;
        if a != x && b != Operand::Value(x) {
            return None;
        }
        match (opcode, inner) {
            (Opcode::And, Opcode::Or) | (Opcode::Or, Opcode::And) => Some(Rewrite::Value(x)),
            (Opcode::And, Opcode::And) | (Opcode::Or, Opcode::Or) => Some(Rewrite::Value(other)),
            _ => None,
        }
    }

    /// An operation on a value that is no constant and a number.
    pub(super) fn integer_number(&mut self, opcode: Opcode, x: Value, imm: i64) -> Option<Rewrite> {
        let ty = self.ty(x);
        match opcode {
            Opcode::Iadd => self.add_number(ty, x, imm),
            Opcode::Isub => Some(with_number(Opcode::Iadd, ty, x, imm.wrapping_neg())),
            Opcode::Imul => self.multiply_by_number(ty, x, imm),
            Opcode::Smulhi => match imm {
                0 => Some(self.constant(ty, 0)),
                1 => Some(shift(Opcode::Ashr, x, ty.bits() - 1)),
                _ => None,
            },
            Opcode::Umulhi if imm == 0 || imm == 1 => Some(self.constant(ty, 0)),
            Opcode::Umulhi => Some(shift(Opcode::Lshr, x, ty.bits() - power_of_two(ty, imm)?)),
            Opcode::And | Opcode::Or | Opcode::Xor => self.bits_with_number(opcode, ty, x, imm),
            Opcode::Shl | Opcode::Lshr | Opcode::Ashr | Opcode::Rotl => {
                self.shift_by_number(opcode, ty, x, imm)
            }
            _ if opcode.format() == Format::Divide => self.divide_by_number(opcode, ty, x, imm),
            _ => None,
        }
    }

    fn add_number(&mut self, ty: Type, x: Value, imm: i64) -> Option<Rewrite> {
        if imm == 0 {
            return Some(Rewrite::Value(x));
        }
        if let (Some(y), 1) = (self.unary_of(Opcode::Not, x), imm) {
            return Some(unary(Opcode::Ineg, y));
        }
        match self.binary_of(x)? {
            (Opcode::Iadd, y, Operand::Number(c)) => {
                Some(with_number(Opcode::Iadd, ty, y, c.wrapping_add(imm)))
            }
            // (c - y) + imm
            (Opcode::Isub, c, Operand::Value(y)) => {
                let c = self.number(c)?;
                let number = self.emit_number(ty, c.wrapping_add(imm));
                Some(binary(Opcode::Isub, number, y))
            }
            _ => None,
        }
    }

    fn multiply_by_number(&mut self, ty: Type, x: Value, imm: i64) -> Option<Rewrite> {
        match imm {
            0 => return Some(self.constant(ty, 0)),
            1 => return Some(Rewrite::Value(x)),
            -1 => return Some(unary(Opcode::Ineg, x)),
            _ => {}
        }
        if let Some(exponent) = power_of_two(ty, imm) {
            return Some(shift(Opcode::Shl, x, exponent));
        }
        if let Some(y) = self.unary_of(Opcode::Ineg, x) {
            return Some(with_number(Opcode::Imul, ty, y, imm.wrapping_neg()));
        }
        match self.binary_of(x)? {
            (Opcode::Imul, y, Operand::Number(c)) => {
                Some(with_number(Opcode::Imul, ty, y, c.wrapping_mul(imm)))
            }
            (Opcode::Shl, y, Operand::Number(by)) if by < 64 => {
                Some(with_number(Opcode::Imul, ty, y, imm << by))
            }
            _ => None,
        }
    }

    fn bits_with_number(
        &mut self,
        opcode: Opcode,
        ty: Type,
        x: Value,
        imm: i64,
    ) -> Option<Rewrite> {
        let possible = self.possible(x);
        match (opcode, imm) {
            (Opcode::And, _) if possible & imm as u64 == 0 => return Some(self.constant(ty, 0)),
            (Opcode::And, _) if possible & !(imm as u64) == 0 => return Some(Rewrite::Value(x)),
            (Opcode::Or | Opcode::Xor, 0) => return Some(Rewrite::Value(x)),
            (Opcode::Or, -1) => return Some(self.constant(ty, ty.mask())),
            (Opcode::Xor, -1) => return Some(unary(Opcode::Not, x)),
            (Opcode::Xor, 1) if possible <= 1 && ty == Type::I8 => {
                if let Some(opposite) = self.opposite(x) {
                    return Some(To(opposite));
                }
            }
            _ => {}
        }
        let (inner, y, Operand::Number(c)) = self.binary_of(x)? else { return None };
        match (opcode, inner) {
            (Opcode::And, Opcode::And) => Some(with_number(opcode, ty, y, c & imm)),
            (Opcode::Or, Opcode::Or) => Some(with_number(opcode, ty, y, c | imm)),
            (Opcode::Xor, Opcode::Xor) => Some(with_number(opcode, ty, y, c ^ imm)),
            _ => None,
        }
    }

    fn shift_by_number(&mut self, opcode: Opcode, ty: Type, x: Value, imm: i64) -> Option<Rewrite> {
        let width = ty.bits();
        let by = imm as u64;
        if opcode == Opcode::Rotl {
            let turned = (by % u64::from(width)) as u32;
            return match self.binary_of(x) {
                _ if turned == 0 => Some(Rewrite::Value(x)),
                _ if by != turned.into() => Some(shift(opcode, x, turned)),
                Some((Opcode::Rotl, y, Operand::Number(first))) => {
                    Some(shift(opcode, y, turned + (first as u64 % u64::from(width)) as u32))
                }
                _ => None,
            };
        }
        if by >= width.into() {
            return Some(match opcode {
                Opcode::Ashr => shift(opcode, x, width - 1),
                _ => self.constant(ty, 0),
            });
        }
        let possible = self.possible(x);
        match opcode {
            _ if by == 0 => return Some(Rewrite::Value(x)),
            Opcode::Shl if possible << by & ty.mask() == 0 => return Some(self.constant(ty, 0)),
            Opcode::Lshr if possible >> by == 0 => return Some(self.constant(ty, 0)),
            Opcode::Ashr if self.is_not_negative(x) => {
                return Some(shift(Opcode::Lshr, x, by as u32));
            }
            _ => {}
        }
        let (inner, y, Operand::Number(first)) = self.binary_of(x)? else { return None };
        let first = first as u64;
        if inner == opcode && first < 64 {
            return Some(shift(opcode, y, (first + by) as u32));
        }
        match (inner, opcode) {
            (Opcode::Lshr, Opcode::Shl) if first == by => {
                Some(with_number(Opcode::And, ty, y, -1 << by))
            }
            (Opcode::Shl, Opcode::Lshr) if first == by => {
                Some(with_number(Opcode::And, ty, y, (ty.mask() >> by) as i64))
            }
            (Opcode::Imul, Opcode::Shl) => {
                Some(with_number(Opcode::Imul, ty, y, (first as i64) << by))
            }
            _ => None,
        }
    }

    /// Division by a number that is not 0.
    fn divide_by_number(
        &mut self,
        opcode: Opcode,
        ty: Type,
        x: Value,
        imm: i64,
    ) -> Option<Rewrite> {
        use Opcode::{Sdiv, SdivFloor, Srem, SremFloor, Udiv, Urem};
        let quotient = matches!(opcode, Sdiv | Udiv | SdivFloor);
        if imm == 1 {
            return Some(if quotient { Rewrite::Value(x) } else { self.constant(ty, 0) });
        }
        if imm == -1 && !matches!(opcode, Udiv | Urem) {
            return Some(if quotient { unary(Opcode::Ineg, x) } else { self.constant(ty, 0) });
        }
        let signed = !matches!(opcode, Udiv | Urem);
        if signed && imm > 0 && self.is_not_negative(x) {
            let unsigned = if quotient { Udiv } else { Urem };
            return Some(with_number(unsigned, ty, x, imm));
        }
        if let (Some(exponent), true) = (power_of_two(ty, imm), imm > 0 || !signed) {
            let mask = (imm as u64 & ty.mask()).wrapping_sub(1) as i64;
            match opcode {
                Udiv => return Some(shift(Opcode::Lshr, x, exponent)),
                SdivFloor => return Some(shift(Opcode::Ashr, x, exponent)),
                Urem | SremFloor => return Some(with_number(Opcode::And, ty, x, mask)),
                _ => {}
            }
        }
        // The remainder has the sign of the dividend, whatever that of the divisor.
        if opcode == Srem && imm < 0 && ty.canonical(imm.wrapping_neg()) != imm {
            return Some(with_number(Srem, ty, x, -imm));
        }
        match self.binary_of(x)? {
            // Both quotients are rounded the same way. The divisors are at least 2 in magnitude.
            (inner, y, Operand::Number(first)) if inner == opcode && quotient => {
                let both = match opcode {
                    Sdiv => first.checked_mul(imm)?,
                    _ if first > 0 && imm > 0 => first.checked_mul(imm)?,
                    _ => return None,
                };
                (ty.canonical(both) == both).then(|| with_number(opcode, ty, y, both))
            }
            _ => None,
        }
    }

    pub(super) fn integer_unary(
        &mut self,
        opcode: Opcode,
        arg: Value,
        inner: InstData,
    ) -> Option<Rewrite> {
        let ty = self.ty(arg);
        match (opcode, inner) {
            (Opcode::Ineg | Opcode::Not | Opcode::Bswap, InstData::Unary { opcode: same, arg })
                if same == opcode =>
            {
                Some(Rewrite::Value(arg))
            }
            (Opcode::Ineg, InstData::Unary { opcode: Opcode::Not, arg }) => {
                Some(with_number(Opcode::Iadd, ty, arg, 1))
            }
            (Opcode::Not, InstData::Unary { opcode: Opcode::Ineg, arg }) => {
                Some(with_number(Opcode::Iadd, ty, arg, -1))
            }
            (Opcode::Ineg, InstData::Binary { opcode: Opcode::Isub, args: [a, b] }) => {
                Some(binary(Opcode::Isub, b, a))
            }
            (Opcode::Ineg, InstData::BinaryImm { opcode: Opcode::Imul, arg, imm }) => {
                Some(with_number(Opcode::Imul, ty, arg, imm.wrapping_neg()))
            }
            (Opcode::Popcnt, _) if self.is_boolean(arg) => Some(Rewrite::Value(arg)),
            _ => None,
        }
    }

    /// A division by a value, a checked operation, or a bounds check.
    pub(super) fn checked(&mut self, data: InstData) -> Option<Rewrite> {
        let (opcode, left, right, exit) = data.binary_exit()?;
        let ty = self.ty(left);
        let number = match right {
            Operand::Number(number) => Some(number),
            Operand::Value(value) => self.number(value),
        };
        if let (Some(a), Some(b)) = (self.number(left), number) {
            let (a, b) = (a as u64 & ty.mask(), b as u64 & ty.mask());
            // What surely leaves stays; `sccp` ends the block there.
            let bits = arithmetic::binary(opcode, ty, a, b)?;
            return Some(match opcode {
                Opcode::BoundsCheck => Nothing,
                _ => self.constant(ty, bits),
            });
        }
        if opcode.format() == Format::Divide {
            let imm = number.filter(|number| *number != 0)?;
            return Some(To(InstData::BinaryImm { opcode, arg: left, imm }));
        }
        match (right, number) {
            (Operand::Value(_), Some(number)) => {
                let imm = i32::try_from(number).ok()?;
                Some(To(InstData::BinaryImmExit { opcode, arg: left, imm, exit }))
            }
            (Operand::Value(right), None)
                if opcode.is_commutative() && self.number(left).is_some() =>
            {
                Some(To(InstData::BinaryExit { opcode, args: [right, left], exit }))
            }
            (Operand::Value(right), None) => self.checked_values(opcode, left, right),
            (Operand::Number(imm), _) => self.checked_number(opcode, left, imm, exit),
        }
    }

    fn checked_values(&mut self, opcode: Opcode, left: Value, right: Value) -> Option<Rewrite> {
        match opcode {
            Opcode::IsubChecked if left == right => Some(self.constant(self.ty(left), 0)),
            // (y + right) - right, where the sum did not leave.
            Opcode::IsubChecked => match self.definition(left)?.binary_exit()? {
                (Opcode::IaddChecked, y, Operand::Value(z), _) if z == right => {
                    Some(Rewrite::Value(y))
                }
                (Opcode::IaddChecked, z, Operand::Value(y), _) if z == right => {
                    Some(Rewrite::Value(y))
                }
                _ => None,
            },
            // (y - right) + right
            Opcode::IaddChecked => {
                let undone =
                    |left: Value, right: Value| match self.definition(left)?.binary_exit()? {
                        (Opcode::IsubChecked, y, Operand::Value(z), _) if z == right => Some(y),
                        _ => None,
                    };
                undone(left, right).or_else(|| undone(right, left)).map(Rewrite::Value)
            }
            _ => None,
        }
    }

    fn checked_number(
        &mut self,
        opcode: Opcode,
        x: Value,
        imm: i64,
        exit: Exit,
    ) -> Option<Rewrite> {
        let ty = self.ty(x);
        match opcode {
            Opcode::IaddChecked if imm == 0 => Some(Rewrite::Value(x)),
            Opcode::IsubChecked => {
                // -MIN is MIN; and what fits 32 bits may not when negated.
                let negated = i32::try_from(-imm).ok()?;
                (ty.canonical(-imm) == -imm).then_some(To(InstData::BinaryImmExit {
                    opcode: Opcode::IaddChecked,
                    arg: x,
                    imm: negated,
                    exit,
                }))
            }
            Opcode::ImulChecked if imm == 0 => Some(self.constant(ty, 0)),
            Opcode::ImulChecked if imm == 1 => Some(Rewrite::Value(x)),
            Opcode::IaddChecked => {
                // A step back that is not longer than the step forth: between two numbers that fit.
                let (inner, y, step, _) = self.definition(x)?.binary_exit()?;
                let Operand::Number(step) = step else { return None };
                let opposite = (step < 0) != (imm < 0) && imm.abs() <= step.abs();
                (inner == Opcode::IaddChecked && opposite)
                    .then(|| with_number(Opcode::Iadd, ty, y, step + imm))
            }
            Opcode::BoundsCheck => {
                // Read without sign, the most it can be.
                let most = self.possible(x);
                (most < imm as u64 & ty.mask()).then_some(Nothing)
            }
            _ => None,
        }
    }
}
