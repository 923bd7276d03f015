//! Which bits of a value may be one. Zeros above them make comparisons certain, masks superfluous
//! and signed operations unsigned.
//!
//! The answer is found by looking a few definitions deep, each time anew. LLVM's `KnownBits` also
//! knows bits that are surely one; the rules here have no use for them.

use super::Rules;
use crate::entity::Value;
use crate::ir::{InstData, Type};
use crate::opcode::Opcode;

/// How many definitions deep it looks. A definition has up to two operands, so this bounds the work.
const DEPTH: u32 = 4;

impl Rules<'_> {
    /// The bits that may be one; all others are zero.
    pub(super) fn possible(&self, value: Value) -> u64 {
        self.possible_within(value, DEPTH)
    }

    /// Is it 0 or 1?
    pub(super) fn is_boolean(&self, value: Value) -> bool {
        self.possible(value) <= 1
    }

    /// Is it not negative, read as signed?
    pub(super) fn is_not_negative(&self, value: Value) -> bool {
        let ty = self.ty(value);
        self.possible(value) >> (ty.bits() - 1) == 0
    }

    fn possible_within(&self, value: Value, depth: u32) -> u64 {
        let ty = self.ty(value);
        let all = ty.mask();
        let Some(data) = self.definition(value) else { return all };
        if let InstData::Iconst { value: number } = data {
            return number as u64 & all;
        }
        if depth == 0 {
            return all;
        }
        let of = |value: Value| self.possible_within(value, depth - 1);
        match data {
            InstData::Icmp { .. } | InstData::IcmpImm { .. } | InstData::Fcmp { .. } => 1,
            InstData::Ternary { opcode: Opcode::Select, args: [_, a, b] } => of(a) | of(b),
            InstData::Unary { opcode, arg } => match opcode {
                Opcode::Zext => of(arg),
                Opcode::Trunc => of(arg) & all,
                Opcode::Clz | Opcode::Ctz | Opcode::Popcnt => up_to(ty.bits().into()),
                _ => all,
            },
            InstData::Binary { opcode, args: [a, b] } => match opcode {
                Opcode::And => of(a) & of(b),
                Opcode::Or | Opcode::Xor => of(a) | of(b),
                _ => all,
            },
            InstData::BinaryImm { opcode, arg, imm } => number(opcode, ty, of(arg), imm),
            _ => all,
        }
    }
}

/// The bits of all numbers up to this one.
fn up_to(most: u64) -> u64 {
    if most == 0 { 0 } else { u64::MAX >> most.leading_zeros() }
}

/// The bits of an operation with a number, given those of its operand.
fn number(opcode: Opcode, ty: Type, of: u64, imm: i64) -> u64 {
    let all = ty.mask();
    let bits = imm as u64 & all;
    let amount = imm as u64;
    match opcode {
        Opcode::And => of & bits,
        Opcode::Or | Opcode::Xor => of | bits,
        Opcode::Shl | Opcode::Lshr if amount >= ty.bits().into() => 0,
        Opcode::Shl => of << amount & all,
        Opcode::Lshr => of >> amount,
        Opcode::Urem if bits != 0 => up_to(bits - 1) & up_to(of),
        Opcode::SremFloor if imm > 0 => up_to(bits - 1),
        Opcode::Udiv if bits != 0 => up_to(up_to(of) / bits),
        _ => all,
    }
}
