//! Sums, products, bits.

use stage2::entity::{Exit, Inst, Value};
use stage2::ir::{Operand as Right, Type};
use stage2::opcode::Opcode;

use super::{
    address, copy, defining, defining_same, exit_if, extended, immediate, known, number,
    one_operand, result, right_vreg, temporary, two_address, using, using_any, using_in,
};
use crate::isa::x64::operation::{Address, Alu, Condition, Op, Shift, Sign, Size};
use crate::isa::x64::registers::{RAX, RDX};
use crate::lir::{Constraint, Operand, PRegSet, Role, VReg};
use crate::lower::Lower;

/// Sum, difference, product, bitwise operations; those with an exit leave on overflow.
pub(super) fn arithmetic(
    lower: &mut Lower<'_, Op>,
    inst: Inst,
    opcode: Opcode,
    left: Value,
    right: Right,
    exit: Option<Exit>,
) {
    let ty = lower.ty(left);
    // Overflow is that of the exact width.
    let size = if exit.is_some() { Size::of(ty) } else { Size::at_least_32(ty) };
    let (mut left, mut right) = (left, right);
    if let (true, Right::Value(other)) = (opcode.is_commutative(), right) {
        // A number is best on the right, and so is what is in memory.
        let exchanged = match (lower.constant(left), lower.constant(other)) {
            (Some(_), None) => true,
            (None, Some(_)) => false,
            _ => {
                let in_memory = |value| address::is_in_memory(lower, value, size);
                match (in_memory(left), in_memory(other)) {
                    (false, false) => lower.value_to_overwrite(left, other) == other,
                    (is_left, is_right) => is_left && !is_right,
                }
            }
        };
        if exchanged {
            (left, right) = (other, Right::Value(left));
        }
    }
    let result = result(lower, inst);
    match opcode {
        Opcode::Imul | Opcode::ImulChecked => multiply(lower, result, size, left, right),
        _ if exit.is_none() && as_address(lower, opcode, result, size, left, right) => {}
        _ => {
            let alu = match opcode {
                Opcode::Isub | Opcode::IsubChecked => Alu::Sub,
                Opcode::And => Alu::And,
                Opcode::Or => Alu::Or,
                Opcode::Xor => Alu::Xor,
                _ => Alu::Add,
            };
            match (immediate(lower, right), right) {
                (Some(imm), _) => {
                    let left = lower.use_value(left);
                    let operands = [defining_same(result), using(left)];
                    lower.emit(Op::AluImm(alu, size, imm), &operands);
                }
                (None, Right::Value(right)) => {
                    let source = address::source(lower, right, size);
                    let left = lower.use_value(left);
                    two_address(lower, result, left, source, |from| Op::Alu(alu, size, from));
                }
                (None, Right::Number(known)) => {
                    let right = number(lower, known);
                    let left = lower.use_value(left);
                    let operands = [defining_same(result), using(left), using_any(right)];
                    lower.emit(Op::Alu(alu, size, None), &operands);
                }
            }
        }
    }
    if let Some(exit) = exit {
        exit_if(lower, Condition::Overflow, exit);
    }
}

/// A sum as an address, which needs no copy of an operand that is used again.
fn as_address(
    lower: &mut Lower<'_, Op>,
    opcode: Opcode,
    result: VReg,
    size: Size,
    left: Value,
    right: Right,
) -> bool {
    let number = immediate(lower, right);
    match (opcode, number, right) {
        (Opcode::Iadd | Opcode::PtrAdd, Some(imm), _) if size == Size::Q => {
            let (address, mut operands) = address::of(lower, left, imm);
            operands.insert(0, defining(result));
            lower.emit(Op::Lea(size, address), &operands);
        }
        (Opcode::Iadd, Some(imm), _) => {
            let operands = [defining(result), using(lower.use_value(left))];
            lower.emit(Op::Lea(size, Address::Base(imm)), &operands);
        }
        (Opcode::Isub, Some(imm), _) if imm != i32::MIN => {
            let operands = [defining(result), using(lower.use_value(left))];
            lower.emit(Op::Lea(size, Address::Base(-imm)), &operands);
        }
        (Opcode::Iadd | Opcode::PtrAdd, None, Right::Value(right))
            if !address::is_in_memory(lower, right, size)
                && (!lower.is_used_once(left)
                    || address::is_scaled(lower, right)
                    || size == Size::Q && address::is_scaled(lower, left)) =>
        {
            // Either may be the one that is shifted.
            let is_left = size == Size::Q
                && address::is_scaled(lower, left)
                && !address::is_scaled(lower, right);
            let (left, right) = if is_left { (right, left) } else { (left, right) };
            let (index, shift) = match size {
                Size::Q => address::scaled(lower, right),
                _ => (right, 0),
            };
            let (left, index) = (lower.use_value(left), lower.use_value(index));
            let operands = [defining(result), using(left), using(index)];
            lower.emit(Op::Lea(size, Address::BaseIndex(shift, 0)), &operands);
        }
        _ => return false,
    }
    true
}

fn multiply(lower: &mut Lower<'_, Op>, result: VReg, size: Size, left: Value, right: Right) {
    let imm = immediate(lower, right);
    match (size, imm, right) {
        (Size::B, ..) => {
            let (left, right) = (lower.use_value(left), right_vreg(lower, right));
            let result = Operand::defining(result, Constraint::Fixed(RAX));
            lower.emit(Op::MultiplyByte, &[result, using_in(left, RAX), using(right)]);
        }
        (_, Some(imm), _) => {
            let source = address::source(lower, left, size);
            one_operand(lower, result, source, |from| Op::MultiplyImm(size, imm, from));
        }
        (_, None, Right::Value(right)) => {
            let source = address::source(lower, right, size);
            let left = lower.use_value(left);
            two_address(lower, result, left, source, |from| Op::Multiply(size, from));
        }
        (_, None, Right::Number(known)) => {
            let right = number(lower, known);
            let left = lower.use_value(left);
            let operands = [defining_same(result), using(left), using_any(right)];
            lower.emit(Op::Multiply(size, None), &operands);
        }
    }
}

/// The high half of a product. Of narrower types the whole product fits 64 bits.
pub(super) fn multiply_high(
    lower: &mut Lower<'_, Op>,
    inst: Inst,
    opcode: Opcode,
    left: Value,
    right: Right,
) {
    let ty = lower.ty(left);
    let sign = if opcode == Opcode::Smulhi { Sign::Signed } else { Sign::Unsigned };
    let result = result(lower, inst);
    if ty == Type::I64 {
        let (left, right) = (lower.use_value(left), right_vreg(lower, right));
        let operands = [
            Operand::defining(result, Constraint::Fixed(RDX)),
            using_in(left, RAX),
            using_any(right),
        ];
        let clobbers = PRegSet::of(&[RAX]);
        return lower.emit_with(Op::MultiplyHigh(sign), &operands, clobbers, Role::Other);
    }
    let left = wide(lower, left, sign);
    let right = match right {
        Right::Value(right) => wide(lower, right, sign),
        Right::Number(known) => {
            let bits = if sign == Sign::Signed { known } else { known & ty.mask() as i64 };
            number(lower, bits)
        }
    };
    let product = temporary(lower);
    let operands = [defining_same(product), using(left), using_any(right)];
    lower.emit(Op::Multiply(Size::Q, None), &operands);
    let operands = [defining_same(result), using(product)];
    lower.emit(Op::ShiftImm(Shift::RightZeros, Size::Q, ty.bits() as u8), &operands);
}

/// A narrower value with 64 valid bits.
pub(super) fn wide(lower: &mut Lower<'_, Op>, value: Value, sign: Sign) -> VReg {
    let size = Size::of(lower.ty(value));
    let to = temporary(lower);
    let source = address::source(lower, value, size);
    one_operand(lower, to, source, |from| Op::Extend(sign, size, from));
    to
}

/// Operations of one operand.
pub(super) fn unary(lower: &mut Lower<'_, Op>, inst: Inst, opcode: Opcode, arg: Value) {
    let ty = lower.ty(arg);
    let size = Size::at_least_32(ty);
    let missing = 32u32.saturating_sub(ty.bits()) as i32;
    let result = result(lower, inst);
    match opcode {
        Opcode::Ineg | Opcode::Not => {
            let op = if opcode == Opcode::Not { Op::Not(size) } else { Op::Negate(size) };
            let arg = lower.use_value(arg);
            lower.emit(op, &[defining_same(result), using(arg)]);
        }
        Opcode::Bswap => {
            let arg = lower.use_value(arg);
            match ty {
                Type::I8 => copy(lower, result, arg),
                Type::I16 => {
                    let op = Op::ShiftImm(Shift::RotateLeft, Size::W, 8);
                    lower.emit(op, &[defining_same(result), using(arg)]);
                }
                _ => lower.emit(Op::ByteSwap(size), &[defining_same(result), using(arg)]),
            }
        }
        Opcode::Clz => {
            let arg = extended(lower, arg, Sign::Unsigned);
            let zeros = if missing == 0 { result } else { temporary(lower) };
            lower.emit(Op::LeadingZeros(size), &[defining(zeros), using_any(arg)]);
            if missing != 0 {
                let operands = [defining_same(result), using(zeros)];
                lower.emit(Op::AluImm(Alu::Sub, size, missing), &operands);
            }
        }
        Opcode::Ctz => {
            let mut arg = lower.use_value(arg);
            if missing != 0 {
                // A bit above the width stops the search there.
                let stopped = temporary(lower);
                let stop = 1 << ty.bits();
                let operands = [defining_same(stopped), using(arg)];
                lower.emit(Op::AluImm(Alu::Or, size, stop), &operands);
                arg = stopped;
            }
            lower.emit(Op::TrailingZeros(size), &[defining(result), using_any(arg)]);
        }
        _ => {
            let arg = extended(lower, arg, Sign::Unsigned);
            match lower.features.popcnt {
                true => lower.emit(Op::CountOnes(size), &[defining(result), using_any(arg)]),
                false => count_ones(lower, result, size, arg),
            }
        }
    }
}

/// The sums of neighbouring bits, of pairs, of fours; a product adds up the bytes (H. Warren,
/// "Hacker's Delight", 2002, section 5-1).
fn count_ones(lower: &mut Lower<'_, Op>, result: VReg, size: Size, arg: VReg) {
    let bits = |byte: u8| {
        let all = i64::from_ne_bytes([byte; 8]);
        if size == Size::Q { all } else { all & 0xffff_ffff }
    };
    let masked = |lower: &mut Lower<'_, Op>, value: VReg, shift: u8, mask: u8| {
        let mut value = value;
        if shift != 0 {
            let shifted = temporary(lower);
            let operands = [defining_same(shifted), using(value)];
            lower.emit(Op::ShiftImm(Shift::RightZeros, size, shift), &operands);
            value = shifted;
        }
        let (mask, to) = (number(lower, bits(mask)), temporary(lower));
        let operands = [defining_same(to), using(value), using_any(mask)];
        lower.emit(Op::Alu(Alu::And, size, None), &operands);
        to
    };
    let together = |lower: &mut Lower<'_, Op>, alu: Alu, left: VReg, right: VReg| {
        let to = temporary(lower);
        let operands = [defining_same(to), using(left), using_any(right)];
        lower.emit(Op::Alu(alu, size, None), &operands);
        to
    };
    let odd = masked(lower, arg, 1, 0x55);
    let pairs = together(lower, Alu::Sub, arg, odd);
    let (low, high) = (masked(lower, pairs, 0, 0x33), masked(lower, pairs, 2, 0x33));
    let fours = together(lower, Alu::Add, low, high);
    let shifted = temporary(lower);
    let operands = [defining_same(shifted), using(fours)];
    lower.emit(Op::ShiftImm(Shift::RightZeros, size, 4), &operands);
    let sum = together(lower, Alu::Add, fours, shifted);
    let bytes = masked(lower, sum, 0, 0x0f);
    let (ones, product) = (number(lower, bits(1)), temporary(lower));
    let operands = [defining_same(product), using(bytes), using_any(ones)];
    lower.emit(Op::Multiply(size, None), &operands);
    let up = if size == Size::Q { 56 } else { 24 };
    let operands = [defining_same(result), using(product)];
    lower.emit(Op::ShiftImm(Shift::RightZeros, size, up), &operands);
}

/// Is an operand this number?
pub(super) fn is_number(lower: &Lower<'_, Op>, right: Right, number: i64) -> bool {
    known(lower, right) == Some(number)
}
