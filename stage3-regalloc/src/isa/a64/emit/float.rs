//! Floating-point operations, and conversions to and from integers.

use super::{Emitter, Places};
use crate::compile::CompileError;
use crate::isa::a64::encode as code;
use crate::isa::a64::operation::{Op, Size};
use crate::isa::a64::registers::{FLOAT_SCRATCH, SCRATCH};
use crate::lir::RegClass;

impl Emitter<'_> {
    /// Emits an operation if it is one of these.
    pub(super) fn float(&mut self, op: Op, at: Places) -> Result<bool, CompileError> {
        match op {
            Op::Float(op, size) => self.word(code::float(size, op, at.registers()?)),
            Op::FloatUnary(op, size) => {
                self.word(code::float_unary(size, op, at.register(0)?, at.register(1)?));
            }
            Op::FloatCompare(size) => {
                self.word(code::float_compare(size, at.register(0)?, Some(at.register(1)?)));
            }
            Op::FloatCompareZero(size) => {
                self.word(code::float_compare(size, at.register(0)?, None));
            }
            Op::FloatChoose(condition, size) => {
                let ([to, then, otherwise], scratch) = (at.registers()?, FLOAT_SCRATCH.number());
                match condition.parts() {
                    (condition, None) => {
                        self.word(code::float_choose(size, condition, [to, then, otherwise]));
                    }
                    (first, Some(second)) => {
                        self.word(code::float_choose(size, first, [scratch, then, otherwise]));
                        self.word(code::float_choose(size, second, [to, then, scratch]));
                    }
                }
            }
            Op::CopySign(size) => {
                let (to, from, mask) = (at.register(0)?, at.register(2)?, FLOAT_SCRATCH.number());
                let sign = if size == Size::W { 1 << 31 } else { i64::MIN };
                self.constant(SCRATCH, sign);
                self.word(code::bits_from_int(Size::X, mask, SCRATCH.number()));
                self.word(code::insert_bits(to, from, mask));
            }
            Op::FloatMultiplyAdd(size) => {
                self.word(code::float_multiply_add(size, at.registers()?));
            }
            Op::FromInt(sign, from_size, size) => {
                let [to, from] = at.registers()?;
                self.word(code::from_int(sign, from_size, size, to, from));
            }
            Op::ToInt(sign, from_size, size) => {
                let [to, from] = at.registers()?;
                self.word(code::to_int(sign, from_size, size, to, from));
            }
            Op::FloatResize(size) => {
                self.word(code::float_resize(size, at.register(0)?, at.register(1)?));
            }
            Op::Bits => {
                let (to, from) = (at.preg(0)?, at.preg(1)?);
                let word = match to.class() {
                    RegClass::Int => code::bits_to_int(Size::X, to.number(), from.number()),
                    RegClass::Float => code::bits_from_int(Size::X, to.number(), from.number()),
                };
                self.word(word);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}
