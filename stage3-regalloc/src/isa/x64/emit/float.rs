//! Floating-point operations, and conversions to and from integers.

use stage2::ir::Type;

use super::{Emitter, Places};
use crate::compile::CompileError;
use crate::isa::x64::encode::{Rm, encode, integer_imm, multiply_add, packed, scalar};
use crate::isa::x64::operation::{Condition, Op, Rounding, Size};
use crate::isa::x64::registers::{FLOAT_SCRATCH, SCRATCH};
use crate::lir::RegClass;

const SCRATCH_RM: Rm = Rm::Register(SCRATCH.number());
const FLOAT_RM: Rm = Rm::Register(FLOAT_SCRATCH.number());

/// Opcodes of `movaps`, `andps`, `orps`, `xorps`, `ucomiss`.
const MOVE: u8 = 0x28;
const AND: u8 = 0x54;
const OR: u8 = 0x56;
const XOR: u8 = 0x57;
const COMPARE: u8 = 0x2e;

/// The bit that is the sign.
fn sign(size: Size) -> u64 {
    match size {
        Size::D => 1 << 31,
        _ => 1 << 63,
    }
}

/// The bits below it.
fn others(size: Size) -> u64 {
    sign(size) - 1
}

fn bits(size: Size, number: f64) -> u64 {
    match size {
        Size::D => (number as f32).to_bits().into(),
        _ => number.to_bits(),
    }
}

impl Emitter<'_> {
    /// Emits an operation if it is one of these.
    pub(super) fn float(&mut self, op: Op, at: Places) -> Result<bool, CompileError> {
        match op {
            Op::Float(op, size, source) => {
                let from = self.last(at, 2, source)?;
                scalar(&mut self.code, size, op as u8, at.register(0)?, from);
            }
            Op::FloatCompare(size, source) => {
                let right = self.last(at, 1, source)?;
                packed(&mut self.code, size, COMPARE, at.register(0)?, right);
            }
            Op::FloatChoose(condition) => {
                let (to, from) = (at.register(0)?, self.rm(at.get(2)?)?);
                self.float_choose(condition, to, from);
            }
            Op::SquareRoot(size, source) => {
                let from = self.last(at, 1, source)?;
                self.independent(at.register(0)?, from);
                scalar(&mut self.code, size, 0x51, at.register(0)?, from);
            }
            Op::Round(rounding, size) => {
                let (to, from) = (at.register(0)?, self.rm(at.get(1)?)?);
                let opcode = if size == Size::D { 0x0f3a0a } else { 0x0f3a0b };
                encode(&mut self.code, 0x66, false, false, opcode, to, from);
                // No inexact exception.
                self.code.push(8 | rounding as u8);
            }
            Op::RoundSlowly(rounding, size) => {
                self.round(rounding, size, at.register(0)?, at.register(1)?);
            }
            Op::FloatNegate(size) => self.with_constant(XOR, at.register(0)?, sign(size)),
            Op::FloatAbsolute(size) => self.with_constant(AND, at.register(0)?, others(size)),
            Op::CopySign(size) => {
                let (to, from) = (at.register(0)?, Rm::Register(at.register(2)?));
                let scratch = FLOAT_SCRATCH.number();
                packed(&mut self.code, Size::D, MOVE, scratch, from);
                self.with_constant(AND, scratch, sign(size));
                self.with_constant(AND, to, others(size));
                packed(&mut self.code, Size::D, OR, to, FLOAT_RM);
            }
            Op::Minimum(size) => self.extreme(size, 0x5d, OR, at)?,
            Op::Maximum(size) => self.extreme(size, 0x5f, AND, at)?,
            Op::MultiplyAdd(size) => {
                let (to, by, plus) = (at.register(0)?, at.register(2)?, at.register(3)?);
                multiply_add(&mut self.code, size, to, by, plus);
            }
            Op::FromInt(from_size, size, source) => {
                let from = self.last(at, 1, source)?;
                self.int_to_float(from_size, size, at.register(0)?, from);
            }
            Op::FromUnsigned(size) => {
                self.unsigned_to_float(size, at.register(0)?, at.register(1)?)
            }
            Op::ToInt(size) => {
                self.float_to_int(size, 0x2c, at.register(0)?, Rm::Register(at.register(1)?));
            }
            Op::ToSigned(size, ty) => {
                let (to, from) = (at.register(0)?, at.register(1)?);
                self.float_to_signed(size, to, from);
                if ty != Type::I64 {
                    let half = 1i64 << (ty.bits() - 1);
                    self.clamp(to, -half, half - 1);
                }
            }
            Op::ToUnsigned(size, ty) => {
                let (to, from) = (at.register(0)?, at.register(1)?);
                match ty {
                    Type::I64 => self.float_to_unsigned(size, to, from),
                    _ => {
                        self.float_to_signed(size, to, from);
                        self.clamp(to, 0, ty.mask() as i64);
                    }
                }
            }
            Op::FloatResize(size, source) => {
                let from = self.last(at, 1, source)?;
                let from_size = if size == Size::D { Size::Q } else { Size::D };
                self.independent(at.register(0)?, from);
                scalar(&mut self.code, from_size, 0x5a, at.register(0)?, from);
            }
            Op::Bits => {
                let (to, from) = (at.register(0)?, at.register(1)?);
                // movq, the floating-point register in the place of the first operand.
                match self.class_of(at.inst, 0) {
                    RegClass::Float => self.move_across(0x0f6e, to, from),
                    RegClass::Int => self.move_across(0x0f7e, from, to),
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn move_across(&mut self, opcode: u32, float: u8, int: u8) {
        encode(&mut self.code, 0x66, true, false, opcode, float, Rm::Register(int));
    }

    /// `andps`, `orps`, `xorps` with a constant in memory, where they read 16 bytes. What becomes of the
    /// upper ones does not matter.
    fn with_constant(&mut self, opcode: u8, to: u8, constant: u64) {
        packed(&mut self.code, Size::D, opcode, to, Rm::Behind);
        self.constants.push((self.here() - 4, constant, true));
    }

    fn load_constant(&mut self, size: Size, to: u8, constant: u64) {
        scalar(&mut self.code, size, 0x10, to, Rm::Behind);
        self.constants.push((self.here() - 4, constant, false));
    }

    /// Some operations leave the upper half of their target as it was, and so would have to wait for
    /// whatever wrote it last.
    fn independent(&mut self, to: u8, from: Rm) {
        if from != Rm::Register(to) {
            packed(&mut self.code, Size::D, XOR, to, Rm::Register(to));
        }
    }

    fn float_choose(&mut self, condition: Condition, to: u8, from: Rm) {
        let skips: Vec<usize> = match condition {
            Condition::NotEqualOrParity => {
                let unordered = self.skip(Condition::Parity);
                let equal = self.skip(Condition::Equal);
                self.land(unordered);
                vec![equal]
            }
            one => vec![self.skip(one.negate())],
        };
        match from {
            Rm::Register(_) => packed(&mut self.code, Size::D, MOVE, to, from),
            _ => scalar(&mut self.code, Size::Q, 0x10, to, from),
        }
        for skip in skips {
            self.land(skip);
        }
    }

    /// The lower or the higher one. `minsd` gives the second if one is NaN or both are zero.
    fn extreme(
        &mut self,
        size: Size,
        opcode: u8,
        of_zeros: u8,
        at: Places,
    ) -> Result<(), CompileError> {
        let (to, from) = (at.register(0)?, Rm::Register(at.register(2)?));
        packed(&mut self.code, size, COMPARE, to, from);
        let nan = self.skip(Condition::Parity);
        let equal = self.skip(Condition::Equal);
        scalar(&mut self.code, size, opcode, to, from);
        let done = self.skip_always();
        self.land(equal);
        packed(&mut self.code, Size::D, of_zeros, to, from);
        let also_done = self.skip_always();
        self.land(nan);
        scalar(&mut self.code, size, 0x58, to, from);
        self.land(done);
        self.land(also_done);
        Ok(())
    }

    /// A number without a fraction is itself; that is all from 2^52 (2^23) on, and what is no number.
    /// Others are integers of 64 bits and back, corrected by 1, with the sign of before: -0.5 is rounded
    /// to -0.
    fn round(&mut self, rounding: Rounding, size: Size, to: u8, from: u8) {
        let scratch = SCRATCH.number();
        let (shift, limit) = if size == Size::D { (24, 127 + 23) } else { (53, 1023 + 52) };
        packed(&mut self.code, Size::D, MOVE, to, Rm::Register(from));
        encode(&mut self.code, 0x66, size == Size::Q, false, 0x0f7e, from, SCRATCH_RM);
        // The sign goes out, the exponent stays.
        self.int_op(size, 0x03, scratch, SCRATCH_RM);
        self.int_op(size, 0xc1, 5, SCRATCH_RM);
        self.code.push(shift);
        integer_imm(&mut self.code, Size::D, 7, SCRATCH_RM, limit);
        let whole = self.skip(Condition::AboveEqual);
        let opcode = if rounding == Rounding::Nearest { 0x2d } else { 0x2c };
        self.float_to_int(size, opcode, scratch, Rm::Register(from));
        self.int_to_float(Size::Q, size, to, SCRATCH_RM);
        let corrected = match rounding {
            Rounding::Down => Some((to, from, -1.0)),
            Rounding::Up => Some((from, to, 1.0)),
            _ => None,
        };
        if let Some((above, below, one)) = corrected {
            packed(&mut self.code, size, COMPARE, above, Rm::Register(below));
            let right = self.skip(Condition::BelowEqual);
            self.load_constant(size, FLOAT_SCRATCH.number(), bits(size, one));
            scalar(&mut self.code, size, 0x58, to, FLOAT_RM);
            self.land(right);
        }
        packed(&mut self.code, Size::D, MOVE, FLOAT_SCRATCH.number(), Rm::Register(from));
        self.with_constant(AND, FLOAT_SCRATCH.number(), sign(size));
        packed(&mut self.code, Size::D, OR, to, FLOAT_RM);
        self.land(whole);
    }

    fn int_to_float(&mut self, from_size: Size, size: Size, to: u8, from: Rm) {
        packed(&mut self.code, Size::D, XOR, to, Rm::Register(to));
        let prefix = if size == Size::D { 0xf3 } else { 0xf2 };
        encode(&mut self.code, prefix, from_size == Size::Q, false, 0x0f2a, to, from);
    }

    /// A number from 2^63 on is halved, its last bit kept for rounding, and doubled behind.
    fn unsigned_to_float(&mut self, size: Size, to: u8, from: u8) {
        let scratch = SCRATCH.number();
        self.int_op(Size::Q, 0x85, from, Rm::Register(from));
        let large = self.skip(Condition::Sign);
        self.int_to_float(Size::Q, size, to, Rm::Register(from));
        let done = self.skip_always();
        self.land(large);
        self.int_op(Size::Q, 0x8b, scratch, Rm::Register(from));
        self.int_op(Size::Q, 0xc1, 5, SCRATCH_RM);
        self.code.push(1);
        let even = self.skip(Condition::AboveEqual);
        integer_imm(&mut self.code, Size::Q, 1, SCRATCH_RM, 1);
        self.land(even);
        self.int_to_float(Size::Q, size, to, SCRATCH_RM);
        scalar(&mut self.code, size, 0x58, to, Rm::Register(to));
        self.land(done);
    }

    /// `cvttsd2si` (2c) or `cvtsd2si` (2d), to 64 bits. What does not fit gives the least number.
    fn float_to_int(&mut self, size: Size, opcode: u8, to: u8, from: Rm) {
        let prefix = if size == Size::D { 0xf3 } else { 0xf2 };
        encode(&mut self.code, prefix, true, false, 0x0f00 | u32::from(opcode), to, from);
    }

    /// Saturating, to 64 bits: the least number is right, or too high, or no number.
    fn float_to_signed(&mut self, size: Size, to: u8, from: u8) {
        let (to_rm, from_rm) = (Rm::Register(to), Rm::Register(from));
        self.float_to_int(size, 0x2c, to, from_rm);
        // Only the least number minus 1 overflows.
        integer_imm(&mut self.code, Size::Q, 7, to_rm, 1);
        let fits = self.skip(Condition::NotOverflow);
        packed(&mut self.code, Size::D, XOR, FLOAT_SCRATCH.number(), FLOAT_RM);
        packed(&mut self.code, size, COMPARE, from, FLOAT_RM);
        let nan = self.skip(Condition::Parity);
        let least = self.skip(Condition::Below);
        self.int_op(Size::Q, 0xf7, 2, to_rm);
        let most = self.skip_always();
        self.land(nan);
        self.int_op(Size::D, 0x33, to, to_rm);
        self.land(fits);
        self.land(least);
        self.land(most);
    }

    /// Saturating, to 64 bits: from 2^63 on, what is above that and 2^63.
    fn float_to_unsigned(&mut self, size: Size, to: u8, from: u8) {
        let (to_rm, from_rm) = (Rm::Register(to), Rm::Register(from));
        let float_scratch = FLOAT_SCRATCH.number();
        self.float_to_int(size, 0x2c, to, from_rm);
        self.int_op(Size::Q, 0x85, to, to_rm);
        let fits = self.skip(Condition::NotSign);
        self.load_constant(size, float_scratch, bits(size, -(2f64.powi(63))));
        scalar(&mut self.code, size, 0x58, float_scratch, from_rm);
        packed(&mut self.code, size, COMPARE, from, from_rm);
        let nan = self.skip(Condition::Parity);
        self.float_to_int(size, 0x2c, to, FLOAT_RM);
        // Below 0: it was negative before, and is still.
        packed(&mut self.code, Size::D, XOR, float_scratch, FLOAT_RM);
        packed(&mut self.code, size, COMPARE, from, FLOAT_RM);
        let negative = self.skip(Condition::Below);
        self.int_op(Size::Q, 0x85, to, to_rm);
        let too_large = self.skip(Condition::Sign);
        // btc to, 63: the bit is 0 and becomes 1.
        encode(&mut self.code, 0, true, false, 0x0fba, 7, to_rm);
        self.code.push(63);
        let done = self.skip_always();
        self.land(too_large);
        integer_imm(&mut self.code, Size::Q, 1, to_rm, -1);
        let most = self.skip_always();
        self.land(nan);
        self.land(negative);
        self.int_op(Size::D, 0x33, to, to_rm);
        self.land(fits);
        self.land(done);
        self.land(most);
    }

    /// At least and at most these numbers.
    fn clamp(&mut self, to: u8, least: i64, most: i64) {
        for (limit, opcode) in [(least, 0x0f4c), (most, 0x0f4f)] {
            self.constant(SCRATCH, limit, false);
            self.int_op(Size::Q, 0x3b, to, SCRATCH_RM);
            encode(&mut self.code, 0, true, false, opcode, to, SCRATCH_RM);
        }
    }
}
