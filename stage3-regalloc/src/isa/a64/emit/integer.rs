//! Integer operations, loads and stores.

use super::{Emitter, Places};
use crate::compile::CompileError;
use crate::isa::a64::encode::{self as code, Access, ZERO};
use crate::isa::a64::operation::{Alu, Condition, Op, Otherwise, Shift, Sign, Size, Source};
use crate::isa::a64::registers::{FLOAT_SCRATCH, SCRATCH};
use crate::lower::class_of;
use stage2::ir::Type;

/// A load or store of a type's values.
fn access(ty: Type, action: u8) -> Access {
    let is_float = class_of(ty) == crate::lir::RegClass::Float;
    Access { scale: Size::of(ty) as u8, is_float, action }
}

impl Emitter<'_> {
    /// Emits an operation if it is one of these.
    pub(super) fn integer(&mut self, op: Op, at: Places) -> Result<bool, CompileError> {
        let scratch = SCRATCH.number();
        match op {
            Op::Alu(alu, size, source) => {
                let [to, left] = at.registers()?;
                self.alu(size, alu, false, [to, left], (at, 2, source))?;
            }
            Op::AluFlags(alu, size, source) => {
                let [to, left] = at.registers()?;
                self.alu(size, alu, true, [to, left], (at, 2, source))?;
            }
            Op::Negate(size, source) => {
                self.alu(size, Alu::Sub, false, [at.register(0)?, ZERO], (at, 1, source))?;
            }
            Op::Not(size, source) => {
                self.alu(size, Alu::OrNot, false, [at.register(0)?, ZERO], (at, 1, source))?;
            }
            Op::Compare(size, source) => {
                self.alu(size, Alu::Sub, true, [ZERO, at.register(0)?], (at, 1, source))?;
            }
            Op::Test(size, source) => {
                self.alu(size, Alu::And, true, [ZERO, at.register(0)?], (at, 1, source))?;
            }
            Op::Multiply(size) => {
                let [to, left, right] = at.registers()?;
                self.word(code::multiply(size, false, [to, left, right, ZERO]));
            }
            Op::MultiplyAdd(size) => {
                let registers = at.registers()?;
                self.word(code::multiply(size, false, registers));
            }
            Op::MultiplySub(size) => {
                let registers = at.registers()?;
                self.word(code::multiply(size, true, registers));
            }
            Op::MultiplyLong(sign) => self.word(code::multiply_long(sign, at.registers()?)),
            Op::MultiplyHigh(sign) => self.word(code::multiply_high(sign, at.registers()?)),
            Op::Divide(sign, size) => self.word(code::divide(sign, size, at.registers()?)),
            Op::FloorQuotient(size) => {
                let [to, quotient, remainder, divisor] = at.registers()?;
                self.test_signs(size, remainder, divisor);
                let one = Condition::Less.negate();
                self.word(code::choose(one, 1, [scratch, ZERO, ZERO]));
                let registers = [to, quotient, scratch];
                let plain = (Shift::Left, 0);
                self.word(code::alu_shifted(size, Alu::Sub, false, registers, plain));
            }
            Op::FloorRemainder(size) => {
                let [to, remainder, divisor] = at.registers()?;
                self.test_signs(size, remainder, divisor);
                self.word(code::choose(Condition::Less, 0, [scratch, divisor, ZERO]));
                let registers = [to, remainder, scratch];
                let plain = (Shift::Left, 0);
                self.word(code::alu_shifted(size, Alu::Add, false, registers, plain));
            }
            Op::Extract(sign, size, from, width) => {
                let [to, value] = at.registers()?;
                self.word(code::bitfield(sign, size, to, value, from, from + width - 1));
            }
            Op::ShiftLeft(size, amount) => {
                let [to, value] = at.registers()?;
                let bits = size.bits();
                let (rotate, last) = ((bits - amount) % bits, bits - 1 - amount);
                self.word(code::bitfield(Sign::Unsigned, size, to, value, rotate, last));
            }
            Op::RotateRight(size, amount) => {
                let [to, value] = at.registers()?;
                self.word(code::rotate(size, to, value, amount));
            }
            Op::ShiftBy(shift, size) => self.word(code::shift(size, shift, at.registers()?)),
            Op::LeadingZeros(size) => {
                self.word(code::leading_zeros(size, at.register(0)?, at.register(1)?));
            }
            Op::ReverseBits(size) => {
                self.word(code::reverse_bits(size, at.register(0)?, at.register(1)?));
            }
            Op::ReverseBytes(size) => {
                self.word(code::reverse_bytes(size, at.register(0)?, at.register(1)?));
            }
            Op::CountOnes(size) => {
                let ([to, value], float) = (at.registers()?, FLOAT_SCRATCH.number());
                self.word(code::bits_from_int(size, float, value));
                self.word(code::count_in_bytes(float, float));
                self.word(code::sum_of_bytes(float, float));
                self.word(code::bits_to_int(Size::W, to, float));
            }
            Op::Set(condition) => self.set(condition, at.register(0)?),
            Op::Choose(condition, otherwise) => self.choose(condition, otherwise, at)?,
            Op::Load(ty, address) => {
                self.access(access(ty, 1), at.register(0)?, at, 1, address)?;
            }
            Op::LoadSigned(ty, address) => {
                self.access(access(ty, 2), at.register(0)?, at, 1, address)?;
            }
            Op::Store(ty, address) => {
                self.access(access(ty, 0), at.register(0)?, at, 1, address)?;
            }
            Op::StoreZero(size, address) => {
                let store = Access { scale: size as u8, is_float: false, action: 0 };
                self.access(store, ZERO, at, 0, address)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// An operation whose last operand is where [`Source`] says.
    fn alu(
        &mut self,
        size: Size,
        alu: Alu,
        flags: bool,
        [to, left]: [u8; 2],
        (at, last, source): (Places, usize, Source),
    ) -> Result<(), CompileError> {
        let word = match source {
            Source::Register => {
                let registers = [to, left, at.register(last)?];
                code::alu_shifted(size, alu, flags, registers, (Shift::Left, 0))
            }
            Source::Shifted(shift, amount) => {
                let registers = [to, left, at.register(last)?];
                code::alu_shifted(size, alu, flags, registers, (shift, amount))
            }
            Source::Extended(sign, from, shift) => {
                let registers = [to, left, at.register(last)?];
                code::alu_extended(size, alu, flags, registers, (sign, from, shift))
            }
            Source::Number(number) => {
                let missing = || CompileError::Internal(format!("{number} has no encoding"));
                code::alu_number(size, alu, flags, to, left, number).ok_or_else(missing)?
            }
        };
        self.word(word);
        Ok(())
    }

    /// `Less` if a remainder is not 0 and its sign is not that of the divisor.
    fn test_signs(&mut self, size: Size, remainder: u8, divisor: u8) {
        let (scratch, plain) = (SCRATCH.number(), (Shift::Left, 0));
        let registers = [scratch, remainder, divisor];
        self.word(code::alu_shifted(size, Alu::Xor, false, registers, plain));
        let registers = [ZERO, remainder, ZERO];
        self.word(code::alu_shifted(size, Alu::Sub, true, registers, plain));
        self.word(code::compare_zero_if(size, Condition::NotEqual, scratch));
    }

    /// 1 or 0: zero, or one more than it if the flags say the opposite.
    fn set(&mut self, condition: Condition, to: u8) {
        let (first, second) = condition.parts();
        self.word(code::choose(first.negate(), 1, [to, ZERO, ZERO]));
        if let Some(second) = second {
            self.word(code::choose(second.negate(), 1, [to, to, ZERO]));
        }
    }

    fn choose(
        &mut self,
        condition: Condition,
        otherwise: Otherwise,
        at: Places,
    ) -> Result<(), CompileError> {
        let [to, then] = at.registers()?;
        let (change, other) = match otherwise {
            Otherwise::Second => (0, at.register(2)?),
            Otherwise::PlusOne => (1, at.register(2)?),
            Otherwise::Flipped => (2, at.register(2)?),
            Otherwise::Negated => (3, at.register(2)?),
            Otherwise::Zero => (0, ZERO),
            Otherwise::One => (1, ZERO),
            Otherwise::Ones => (2, ZERO),
        };
        let (first, second) = condition.parts();
        match second {
            None => self.word(code::choose(first, change, [to, then, other])),
            Some(second) => {
                let scratch = SCRATCH.number();
                self.word(code::choose(first, change, [scratch, then, other]));
                self.word(code::choose(second, 0, [to, then, scratch]));
            }
        }
        Ok(())
    }
}
