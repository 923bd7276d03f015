//! Integer operations, loads and stores.

use stage2::ir::Type;

use super::{Emitter, Places};
use crate::compile::CompileError;
use crate::isa::x64::encode::{Rm, encode, immediate, integer, integer_imm, scalar};
use crate::isa::x64::operation::{Address, Condition, Division, Op, Sign, Size};
use crate::isa::x64::registers::{RAX, RDX, SCRATCH};

const SCRATCH_RM: Rm = Rm::Register(SCRATCH.number());

impl Emitter<'_> {
    /// Emits an operation if it is one of these.
    pub(super) fn integer(&mut self, op: Op, at: Places) -> Result<bool, CompileError> {
        match op {
            Op::Lea(size, address) => self.lea(size, at, address)?,
            Op::Alu(alu, size, source) => {
                let from = self.last(at, 2, source)?;
                self.int_op(size, (8 * alu as u32) | 3, at.register(0)?, from);
            }
            Op::AluImm(alu, size, imm) => {
                let to = Rm::Register(at.register(0)?);
                integer_imm(&mut self.code, size, alu as u8, to, imm);
            }
            Op::Multiply(size, source) => {
                let from = self.last(at, 2, source)?;
                self.int_op(size, 0x0faf, at.register(0)?, from);
            }
            Op::MultiplyImm(size, imm, source) => {
                let from = self.last(at, 1, source)?;
                if let Ok(short) = i8::try_from(imm) {
                    self.int_op(size, 0x6b, at.register(0)?, from);
                    self.code.push(short as u8);
                } else {
                    self.int_op(size, 0x69, at.register(0)?, from);
                    immediate(&mut self.code, size, imm);
                }
            }
            Op::MultiplyByte => self.int_op(Size::B, 0xf7, 5, Rm::Register(at.register(2)?)),
            Op::MultiplyHigh(sign) => {
                let operation = if sign == Sign::Signed { 5 } else { 4 };
                let from = self.rm(at.get(2)?)?;
                self.int_op(Size::Q, 0xf7, operation, from);
            }
            Op::Divide(division, size) => self.divide(division, size, at.register(3)?),
            Op::Negate(size) => self.int_op(size, 0xf7, 3, Rm::Register(at.register(0)?)),
            Op::Not(size) => self.int_op(size, 0xf7, 2, Rm::Register(at.register(0)?)),
            Op::ShiftImm(shift, size, amount) => {
                self.int_op(size, 0xc1, shift as u8, Rm::Register(at.register(0)?));
                self.code.push(amount);
            }
            Op::ShiftBy(shift, size) => {
                self.int_op(size, 0xd3, shift as u8, Rm::Register(at.register(0)?));
            }
            Op::ZeroUnlessBelow => {
                // sbb gives -1 if there was a carry, and else 0.
                self.int_op(Size::Q, 0x1b, SCRATCH.number(), SCRATCH_RM);
                self.int_op(Size::Q, 0x23, at.register(0)?, SCRATCH_RM);
            }
            Op::AtMost(size, limit) => {
                let (to, from) = (at.register(0)?, at.register(1)?);
                self.move_imm(to, limit);
                self.int_op(size, 0x3b, from, Rm::Register(to));
                self.choose(Condition::Below, to, Rm::Register(from));
            }
            Op::LeadingZeros(size) => {
                // bsr leaves anything for 0, and the number of the highest bit else.
                let (to, from) = (at.register(0)?, self.rm(at.get(1)?)?);
                let most = if size == Size::Q { 63 } else { 31 };
                self.int_op(size, 0x0fbd, to, from);
                self.move_imm(SCRATCH.number(), 2 * most + 1);
                self.choose(Condition::Equal, to, SCRATCH_RM);
                integer_imm(&mut self.code, Size::D, 6, Rm::Register(to), most as i32);
            }
            Op::TrailingZeros(size) => {
                let (to, from) = (at.register(0)?, self.rm(at.get(1)?)?);
                let width = if size == Size::Q { 64 } else { 32 };
                // Not `integer`, which would make a byte's opcode of an even one.
                encode(&mut self.code, 0, size == Size::Q, false, 0x0fbc, to, from);
                self.move_imm(SCRATCH.number(), width);
                self.choose(Condition::Equal, to, SCRATCH_RM);
            }
            Op::CountOnes(size) => {
                let (to, from) = (at.register(0)?, self.rm(at.get(1)?)?);
                encode(&mut self.code, 0xf3, size == Size::Q, false, 0x0fb8, to, from);
            }
            Op::ByteSwap(size) => {
                let to = at.register(0)?;
                let rex = 0x40 | u8::from(size == Size::Q) << 3 | to >> 3;
                self.code.extend([rex, 0x0f, 0xc8 | to & 7]);
            }
            Op::Extend(sign, from_size, source) => {
                let from = self.last(at, 1, source)?;
                self.extend(sign, from_size, at.register(0)?, from);
            }
            Op::Compare(size, source) => {
                let right = self.last(at, 1, source)?;
                self.int_op(size, 0x3b, at.register(0)?, right);
            }
            Op::CompareImm(size, imm, source) => {
                let left = self.last(at, 0, source)?;
                integer_imm(&mut self.code, size, 7, left, imm);
            }
            Op::Test(size) => {
                let right = self.rm(at.get(1)?)?;
                self.int_op(size, 0x85, at.register(0)?, right);
            }
            Op::TestImm(size, imm, source) => {
                let left = self.last(at, 0, source)?;
                // Above the number's highest bit nothing is tested, and the sign is 0 anyway.
                let size = match imm {
                    0..=0x7f => Size::B,
                    0x80.. => size.min(Size::D),
                    _ => size,
                };
                self.int_op(size, 0xf7, 0, left);
                immediate(&mut self.code, size, imm);
            }
            Op::Set(condition) => self.set(condition, at.register(0)?),
            Op::Choose(condition) => {
                let from = self.rm(at.get(2)?)?;
                self.choose(condition, at.register(0)?, from);
            }
            Op::Load(ty, address) => {
                let from = self.address(at, 1, address)?;
                self.load(ty, at.register(0)?, from);
            }
            Op::Store(ty, address) => {
                let to = self.address(at, 1, address)?;
                let from = at.register(0)?;
                match ty {
                    Type::F32 => scalar(&mut self.code, Size::D, 0x11, from, to),
                    Type::F64 => scalar(&mut self.code, Size::Q, 0x11, from, to),
                    _ => self.int_op(Size::of(ty), 0x89, from, to),
                }
            }
            Op::StoreImm(size, imm, address) => {
                let to = self.address(at, 0, address)?;
                self.int_op(size, 0xc7, 0, to);
                immediate(&mut self.code, size, imm);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A sum; as an addition where the result is in the place of an operand.
    fn lea(&mut self, size: Size, at: Places, address: Address) -> Result<(), CompileError> {
        let to = at.register(0)?;
        match self.address(at, 1, address)? {
            Rm::Base(base, imm) if base == to && matches!(address, Address::Base(_)) => {
                if imm != 0 {
                    integer_imm(&mut self.code, size, 0, Rm::Register(to), imm);
                }
            }
            Rm::Base(base, 0) => {
                integer(&mut self.code, Size::Q, 0x8b, to, Rm::Register(base));
            }
            Rm::BaseIndex(base, index, 0, 0) if base == to => {
                self.int_op(size, 0x03, to, Rm::Register(index));
            }
            Rm::BaseIndex(base, index, 0, 0) if index == to => {
                self.int_op(size, 0x03, to, Rm::Register(base));
            }
            from => self.int_op(size, 0x8d, to, from),
        }
        Ok(())
    }

    /// A number below 2^32, all 64 bits; flags untouched.
    pub(super) fn move_imm(&mut self, to: u8, number: u32) {
        if to >= 8 {
            self.code.push(0x41);
        }
        self.code.push(0xb8 | to & 7);
        self.code.extend(number.to_le_bytes());
    }

    pub(super) fn extend(&mut self, sign: Sign, from_size: Size, to: u8, from: Rm) {
        let is_signed = sign == Sign::Signed;
        let (opcode, is_byte) = match (sign, from_size) {
            (Sign::Unsigned, Size::B) => (0x0fb6, true),
            (Sign::Unsigned, Size::W) => (0x0fb7, false),
            (Sign::Signed, Size::B) => (0x0fbe, true),
            (Sign::Signed, Size::W) => (0x0fbf, false),
            (Sign::Signed, _) => (0x63, false),
            (Sign::Unsigned, _) => (0x8b, false),
        };
        encode(&mut self.code, 0, is_signed, is_byte, opcode, to, from);
    }

    fn choose(&mut self, condition: Condition, to: u8, from: Rm) {
        let conditions: &[Condition] = match condition {
            Condition::NotEqualOrParity => &[Condition::NotEqual, Condition::Parity],
            ref one => std::slice::from_ref(one),
        };
        for condition in conditions {
            let opcode = 0x0f40 + *condition as u32;
            encode(&mut self.code, 0, true, false, opcode, to, from);
        }
    }

    fn set(&mut self, condition: Condition, to: u8) {
        let set = |code: &mut Vec<u8>, condition: Condition, to: u8| {
            let opcode = 0x0f90 + condition as u32;
            encode(code, 0, false, true, opcode, 0, Rm::Register(to));
        };
        let scratch = SCRATCH.number();
        match condition {
            Condition::EqualNotParity => {
                set(&mut self.code, Condition::NotParity, scratch);
                set(&mut self.code, Condition::Equal, to);
                self.int_op(Size::B, 0x23, to, SCRATCH_RM);
            }
            Condition::NotEqualOrParity => {
                set(&mut self.code, Condition::Parity, scratch);
                set(&mut self.code, Condition::NotEqual, to);
                self.int_op(Size::B, 0x0b, to, SCRATCH_RM);
            }
            one => set(&mut self.code, one, to),
        }
        self.extend(Sign::Unsigned, Size::B, to, Rm::Register(to));
    }

    fn load(&mut self, ty: Type, to: u8, from: Rm) {
        match ty {
            Type::I8 | Type::I16 => self.extend(Sign::Unsigned, Size::of(ty), to, from),
            Type::F32 => scalar(&mut self.code, Size::D, 0x10, to, from),
            Type::F64 => scalar(&mut self.code, Size::Q, 0x10, to, from),
            _ => self.int_op(Size::of(ty), 0x8b, to, from),
        }
    }

    /// `rdx:rax` by the divisor. The least number by -1 would fault; and where the quotient is to be
    /// rounded down, one towards zero is 1 too high if something is left whose sign is not the divisor's.
    fn divide(&mut self, division: Division, size: Size, divisor: u8) {
        use Division::*;
        let (rax, rdx) = (Rm::Register(RAX.number()), Rm::Register(RDX.number()));
        let divisor_rm = Rm::Register(divisor);
        let mut special = None;
        if matches!(division, Signed | Floor) {
            integer_imm(&mut self.code, size, 7, divisor_rm, -1);
            special = Some(self.skip(Condition::Equal));
        }
        if division == Unsigned {
            self.int_op(Size::D, 0x33, RDX.number(), rdx);
            self.int_op(size, 0xf7, 6, divisor_rm);
        } else {
            // cdq or cqo: the sign of rax in all of rdx.
            if size == Size::Q {
                self.code.push(0x48);
            }
            self.code.push(0x99);
            self.int_op(size, 0xf7, 7, divisor_rm);
        }
        if matches!(division, Floor | FloorSimple) {
            self.int_op(size, 0x85, RDX.number(), rdx);
            let exact = self.skip(Condition::Equal);
            self.int_op(size, 0x8b, SCRATCH.number(), rdx);
            self.int_op(size, 0x33, SCRATCH.number(), divisor_rm);
            let same_sign = self.skip(Condition::NotSign);
            integer_imm(&mut self.code, size, 5, rax, 1);
            self.int_op(size, 0x03, RDX.number(), divisor_rm);
            self.land(exact);
            self.land(same_sign);
        }
        if let Some(special) = special {
            let done = self.skip_always();
            self.land(special);
            self.int_op(size, 0xf7, 3, rax);
            self.int_op(Size::D, 0x33, RDX.number(), rdx);
            self.land(done);
        }
    }
}
