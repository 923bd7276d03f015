//! Operations on numbers, ours as Cranelift's: where ours is total and Cranelift's traps or wraps, the
//! difference is written out. Judged by the runs of `bench kernels`, which compare answers.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{self as clif, InstBuilder, MemFlagsData, TrapCode, types};
use stage2::condition::{FloatCondition, IntCondition};
use stage2::entity::Value;
use stage2::ir::{Operand, Type};
use stage2::opcode::Opcode;

use super::{Translation, not_translated, ty};

impl Translation<'_> {
    pub(super) fn unary(
        &mut self,
        opcode: Opcode,
        arg: Value,
        result: Option<Type>,
    ) -> Result<clif::Value, String> {
        let (from, to) = (ty(self.body.ty(arg)), ty(result.unwrap_or(Type::I64)));
        let arg = self.value(arg)?;
        let ins = self.build.ins();
        Ok(match opcode {
            Opcode::Ineg => ins.ineg(arg),
            Opcode::Not => ins.bnot(arg),
            Opcode::Clz => ins.clz(arg),
            Opcode::Ctz => ins.ctz(arg),
            Opcode::Popcnt => ins.popcnt(arg),
            Opcode::Bswap if from != types::I8 => ins.bswap(arg),
            Opcode::Bswap => arg,
            Opcode::Fneg => ins.fneg(arg),
            Opcode::Fabs => ins.fabs(arg),
            Opcode::Fsqrt => ins.sqrt(arg),
            Opcode::Ffloor => ins.floor(arg),
            Opcode::Fceil => ins.ceil(arg),
            Opcode::Ftrunc => ins.trunc(arg),
            Opcode::Fround => ins.nearest(arg),
            Opcode::Sext => ins.sextend(to, arg),
            Opcode::Zext => ins.uextend(to, arg),
            Opcode::Trunc => ins.ireduce(to, arg),
            Opcode::Sitofp => ins.fcvt_from_sint(to, arg),
            Opcode::Uitofp => ins.fcvt_from_uint(to, arg),
            Opcode::Fptosi => ins.fcvt_to_sint_sat(to, arg),
            Opcode::Fptoui => ins.fcvt_to_uint_sat(to, arg),
            Opcode::Fpext => ins.fpromote(to, arg),
            Opcode::Fptrunc => ins.fdemote(to, arg),
            Opcode::Bitcast if from == to => arg,
            Opcode::Bitcast => ins.bitcast(to, MemFlagsData::new(), arg),
            _ => return Err(not_translated(opcode)),
        })
    }

    pub(super) fn binary(
        &mut self,
        opcode: Opcode,
        left: Value,
        right: Operand,
    ) -> Result<clif::Value, String> {
        let kind = self.body.ty(left);
        match opcode {
            Opcode::Shl | Opcode::Lshr | Opcode::Ashr => return self.shift(opcode, left, right),
            Opcode::Sdiv
            | Opcode::Udiv
            | Opcode::Srem
            | Opcode::Urem
            | Opcode::SdivFloor
            | Opcode::SremFloor => return self.divide(opcode, left, right),
            _ => {}
        }
        let right_kind = match (right, kind) {
            (Operand::Value(value), _) => self.body.ty(value),
            (Operand::Number(_), Type::Ptr) => Type::I64,
            (Operand::Number(_), kind) => kind,
        };
        let (left, right) = (self.value(left)?, self.operand(right, right_kind)?);
        let ins = self.build.ins();
        Ok(match opcode {
            Opcode::Iadd | Opcode::PtrAdd => ins.iadd(left, right),
            Opcode::Isub => ins.isub(left, right),
            Opcode::Imul => ins.imul(left, right),
            Opcode::Smulhi => ins.smulhi(left, right),
            Opcode::Umulhi => ins.umulhi(left, right),
            Opcode::And => ins.band(left, right),
            Opcode::Or => ins.bor(left, right),
            Opcode::Xor => ins.bxor(left, right),
            Opcode::Rotl => ins.rotl(left, right),
            Opcode::Fadd => ins.fadd(left, right),
            Opcode::Fsub => ins.fsub(left, right),
            Opcode::Fmul => ins.fmul(left, right),
            Opcode::Fdiv => ins.fdiv(left, right),
            Opcode::Fcopysign => ins.fcopysign(left, right),
            Opcode::Fmin => ins.fmin(left, right),
            Opcode::Fmax => ins.fmax(left, right),
            _ => return Err(not_translated(opcode)),
        })
    }

    /// Cranelift takes the amount modulo the width; ours are defined beyond it.
    fn shift(
        &mut self,
        opcode: Opcode,
        left: Value,
        amount: Operand,
    ) -> Result<clif::Value, String> {
        let kind = self.body.ty(left);
        let width = i64::from(kind.bits());
        let left = self.value(left)?;
        let (amount, is_beyond) = match amount {
            Operand::Number(number) if (0..width).contains(&number) => {
                (self.number(kind, number), None)
            }
            Operand::Number(_) if opcode == Opcode::Ashr => (self.number(kind, width - 1), None),
            Operand::Number(_) => return Ok(self.number(kind, 0)),
            Operand::Value(value) => {
                let limit = self.number(self.body.ty(value), width);
                let amount = self.value(value)?;
                let is_beyond =
                    self.build.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, amount, limit);
                (amount, Some(is_beyond))
            }
        };
        let ins = self.build.ins();
        let made = match opcode {
            Opcode::Shl => ins.ishl(left, amount),
            Opcode::Lshr => ins.ushr(left, amount),
            _ => ins.sshr(left, amount),
        };
        let Some(is_beyond) = is_beyond else { return Ok(made) };
        let beyond = match opcode {
            Opcode::Ashr => {
                let most = self.number(kind, width - 1);
                self.build.ins().sshr(left, most)
            }
            _ => self.number(kind, 0),
        };
        Ok(self.build.ins().select(is_beyond, beyond, made))
    }

    /// Divisions: by zero the exit is taken; the least number by -1 wraps; and those that round down are
    /// made of those that round towards zero.
    fn divide(
        &mut self,
        opcode: Opcode,
        left: Value,
        right: Operand,
    ) -> Result<clif::Value, String> {
        let kind = self.body.ty(left);
        let dividend = self.value(left)?;
        if let Operand::Number(number) = right
            && number > 0
            && number & (number - 1) == 0
        {
            let exponent = self.number(kind, number.trailing_zeros().into());
            let rest = self.number(kind, number - 1);
            match opcode {
                Opcode::SdivFloor => return Ok(self.build.ins().sshr(dividend, exponent)),
                Opcode::SremFloor => return Ok(self.build.ins().band(dividend, rest)),
                _ => {}
            }
        }
        let divisor = self.operand(right, kind)?;
        if matches!(right, Operand::Value(_)) {
            self.build.ins().trapz(divisor, TrapCode::INTEGER_DIVISION_BY_ZERO);
        }
        match opcode {
            Opcode::Udiv => return Ok(self.build.ins().udiv(dividend, divisor)),
            Opcode::Urem => return Ok(self.build.ins().urem(dividend, divisor)),
            _ => {}
        }
        // A division by -1 is a negation; 1 stands in for the divisor meanwhile.
        let (safe, is_negation) = match right {
            Operand::Number(number) if number != -1 => (divisor, None),
            _ => {
                let (one, minus) = (self.number(kind, 1), self.number(kind, -1));
                let is_negation = self.build.ins().icmp(IntCC::Equal, divisor, minus);
                (self.build.ins().select(is_negation, one, divisor), Some(is_negation))
            }
        };
        let zero = self.number(kind, 0);
        if matches!(opcode, Opcode::Srem | Opcode::SremFloor) {
            let rest = self.build.ins().srem(dividend, safe);
            if opcode == Opcode::Srem {
                return Ok(rest);
            }
            let wrong = self.rounds_up(rest, safe, kind);
            let more = self.build.ins().iadd(rest, safe);
            let rest = self.build.ins().select(wrong, more, rest);
            return Ok(match is_negation {
                Some(is_negation) => self.build.ins().select(is_negation, zero, rest),
                None => rest,
            });
        }
        let mut quotient = self.build.ins().sdiv(dividend, safe);
        if opcode == Opcode::SdivFloor {
            let rest = self.build.ins().srem(dividend, safe);
            let wrong = self.rounds_up(rest, safe, kind);
            let one = self.number(kind, 1);
            let less = self.build.ins().isub(quotient, one);
            quotient = self.build.ins().select(wrong, less, quotient);
        }
        Ok(match is_negation {
            Some(is_negation) => {
                let negated = self.build.ins().ineg(dividend);
                self.build.ins().select(is_negation, negated, quotient)
            }
            None => quotient,
        })
    }

    /// Was a quotient that is not whole rounded up? Then the rest has not the sign of the divisor.
    fn rounds_up(&mut self, rest: clif::Value, divisor: clif::Value, kind: Type) -> clif::Value {
        let zero = self.number(kind, 0);
        let is_rest = self.build.ins().icmp(IntCC::NotEqual, rest, zero);
        let signs = self.build.ins().bxor(rest, divisor);
        let differ = self.build.ins().icmp(IntCC::SignedLessThan, signs, zero);
        self.build.ins().band(is_rest, differ)
    }

    /// A checked operation; nothing if it has no result.
    pub(super) fn checked(
        &mut self,
        opcode: Opcode,
        left: Value,
        right: Operand,
    ) -> Result<Option<clif::Value>, String> {
        let kind = self.body.ty(left);
        if !matches!(
            opcode,
            Opcode::IaddChecked | Opcode::IsubChecked | Opcode::ImulChecked | Opcode::BoundsCheck
        ) {
            return Ok(Some(self.divide(opcode, left, right)?));
        }
        let (left, right) = (self.value(left)?, self.operand(right, kind)?);
        let ins = self.build.ins();
        let (made, overflows) = match opcode {
            Opcode::IaddChecked => ins.sadd_overflow(left, right),
            Opcode::IsubChecked => ins.ssub_overflow(left, right),
            Opcode::ImulChecked => ins.smul_overflow(left, right),
            _ => {
                let outside = ins.icmp(IntCC::UnsignedGreaterThanOrEqual, left, right);
                self.leave_if(outside);
                return Ok(None);
            }
        };
        self.leave_if(overflows);
        Ok(Some(made))
    }
}

/// The condition of integers.
pub(super) fn int_condition(condition: IntCondition) -> IntCC {
    match condition {
        IntCondition::Eq => IntCC::Equal,
        IntCondition::Ne => IntCC::NotEqual,
        IntCondition::Slt => IntCC::SignedLessThan,
        IntCondition::Sle => IntCC::SignedLessThanOrEqual,
        IntCondition::Sgt => IntCC::SignedGreaterThan,
        IntCondition::Sge => IntCC::SignedGreaterThanOrEqual,
        IntCondition::Ult => IntCC::UnsignedLessThan,
        IntCondition::Ule => IntCC::UnsignedLessThanOrEqual,
        IntCondition::Ugt => IntCC::UnsignedGreaterThan,
        IntCondition::Uge => IntCC::UnsignedGreaterThanOrEqual,
    }
}

/// The condition of floating-point numbers.
pub(super) fn float_condition(condition: FloatCondition) -> FloatCC {
    match condition {
        FloatCondition::Oeq => FloatCC::Equal,
        FloatCondition::Ogt => FloatCC::GreaterThan,
        FloatCondition::Oge => FloatCC::GreaterThanOrEqual,
        FloatCondition::Olt => FloatCC::LessThan,
        FloatCondition::Ole => FloatCC::LessThanOrEqual,
        FloatCondition::One => FloatCC::OrderedNotEqual,
        FloatCondition::Ord => FloatCC::Ordered,
        FloatCondition::Ueq => FloatCC::UnorderedOrEqual,
        FloatCondition::Ugt => FloatCC::UnorderedOrGreaterThan,
        FloatCondition::Uge => FloatCC::UnorderedOrGreaterThanOrEqual,
        FloatCondition::Ult => FloatCC::UnorderedOrLessThan,
        FloatCondition::Ule => FloatCC::UnorderedOrLessThanOrEqual,
        FloatCondition::Une => FloatCC::NotEqual,
        FloatCondition::Uno => FloatCC::Unordered,
    }
}
