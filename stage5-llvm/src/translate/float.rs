//! Floating point: IEEE 754, with no flag that allows LLVM anything else.
//!
//! Most operations are an instruction or an intrinsic of LLVM's with the same meaning. Conversions to integers
//! are poison for what does not fit; `llvm.fptosi.sat` is the one that saturates. A checked conversion compares
//! before it converts: with powers of two, which are exact in either format.
//!
//! x86-64 rounds to an integral value with SSE 4.1 only, and without it LLVM calls `floor` of the C library. There is none,
//! so for such a processor the classic is written out: from 2⁵² on a number is integral already, below it
//! survives the way to an integer and back.
//!
//! Judged by `tests/every_operation.rs` at the borders of both types.

use inkwell::FloatPredicate;
use inkwell::values::{BasicValueEnum, FloatValue};
use stage0::Isa;
use stage2::condition::FloatCondition;
use stage2::ir::Type;
use stage2::opcode::Opcode;
use stage3::compile::CompileError;

use super::function::Maker;
use super::integer::{intrinsic, intrinsic_of};
use super::{Error, internal};

type Float<'c> = FloatValue<'c>;

/// An operation of one operand, to a type.
pub(super) fn unary<'c>(
    maker: &Maker<'_, 'c, '_>,
    opcode: Opcode,
    x: Float<'c>,
    to: Type,
) -> Result<BasicValueEnum<'c>, Error> {
    let same = |name| intrinsic(maker, name, &[x.into()]);
    let target = maker.translator.options.target;
    let has_rounding = target.isa == Isa::A64 || target.features.sse41;
    match opcode {
        Opcode::Fneg => Ok(maker.builder.build_float_neg(x, "")?.into()),
        Opcode::Fabs => same("llvm.fabs"),
        Opcode::Fsqrt => same("llvm.sqrt"),
        Opcode::Ffloor | Opcode::Fceil | Opcode::Ftrunc | Opcode::Fround if !has_rounding => {
            Ok(round(maker, opcode, x)?.into())
        }
        Opcode::Ffloor => same("llvm.floor"),
        Opcode::Fceil => same("llvm.ceil"),
        Opcode::Ftrunc => same("llvm.trunc"),
        Opcode::Fround => same("llvm.roundeven"),
        Opcode::Fptosi | Opcode::Fptoui => {
            let name = if opcode == Opcode::Fptosi { "llvm.fptosi.sat" } else { "llvm.fptoui.sat" };
            intrinsic_of(maker, name, &[maker.translator.ty(to), x.get_type().into()], &[x.into()])
        }
        Opcode::Fpext | Opcode::Fptrunc => {
            let ty = maker.translator.ty(to).into_float_type();
            let made = match opcode {
                Opcode::Fpext => maker.builder.build_float_ext(x, ty, "")?,
                _ => maker.builder.build_float_trunc(x, ty, "")?,
            };
            Ok(made.into())
        }
        _ => Err(internal(format!("{opcode} of a floating-point number"))),
    }
}

/// An operation of two operands.
pub(super) fn binary<'c>(
    maker: &Maker<'_, 'c, '_>,
    opcode: Opcode,
    a: Float<'c>,
    b: Float<'c>,
) -> Result<Float<'c>, Error> {
    let call = |name| -> Result<Float<'c>, Error> {
        Ok(intrinsic(maker, name, &[a.into(), b.into()])?.into_float_value())
    };
    Ok(match opcode {
        Opcode::Fadd => maker.builder.build_float_add(a, b, "")?,
        Opcode::Fsub => maker.builder.build_float_sub(a, b, "")?,
        Opcode::Fmul => maker.builder.build_float_mul(a, b, "")?,
        Opcode::Fdiv => maker.builder.build_float_div(a, b, "")?,
        Opcode::Fcopysign => call("llvm.copysign")?,
        // Not `minnum`, which prefers a number to NaN.
        Opcode::Fmin => call("llvm.minimum")?,
        Opcode::Fmax => call("llvm.maximum")?,
        _ => return Err(internal(format!("{opcode} of floating-point numbers"))),
    })
}

/// `a * b + c`, rounded once. Without an instruction for it LLVM would call the C library.
pub(super) fn fused_multiply_add<'c>(
    maker: &Maker<'_, 'c, '_>,
    a: Float<'c>,
    b: Float<'c>,
    c: Float<'c>,
) -> Result<Float<'c>, Error> {
    let target = maker.translator.options.target;
    if target.isa == Isa::X64 && !target.features.fma {
        let what = "the processor has no FMA 3".to_string();
        return Err(CompileError::Unsupported(target.isa, Opcode::Fma, what).into());
    }
    Ok(intrinsic(maker, "llvm.fma", &[a.into(), b.into(), c.into()])?.into_float_value())
}

/// Does a number, rounded towards zero, fit an integer type?
pub(super) fn fits<'c>(
    maker: &Maker<'_, 'c, '_>,
    x: Float<'c>,
    from: Type,
    to: Type,
    is_signed: bool,
) -> Result<inkwell::values::IntValue<'c>, Error> {
    let ty = x.get_type();
    let digits = if from == Type::F32 { 24 } else { 53 };
    let half = 2f64.powi(to.bits() as i32 - 1);
    let (low, low_condition, high) = match is_signed {
        false => (-1.0, FloatPredicate::OGT, 2.0 * half),
        // If one less than the least is a number of this format, anything above it rounds to the least.
        true if to.bits() < digits => (-half - 1.0, FloatPredicate::OGT, half),
        // Otherwise the next number below the least is too small already.
        true => (-half, FloatPredicate::OGE, half),
    };
    let above = maker.builder.build_float_compare(low_condition, x, ty.const_float(low), "")?;
    let below =
        maker.builder.build_float_compare(FloatPredicate::OLT, x, ty.const_float(high), "")?;
    Ok(maker.builder.build_and(above, below, "")?)
}

/// Rounds to an integral value without an instruction for it.
fn round<'c>(maker: &Maker<'_, 'c, '_>, opcode: Opcode, x: Float<'c>) -> Result<Float<'c>, Error> {
    let builder = &maker.builder;
    let ty = x.get_type();
    let is_single = ty == maker.translator.context.f32_type();
    let limit = ty.const_float(if is_single { 2f64.powi(23) } else { 2f64.powi(52) });
    let call = |name, arguments: &[BasicValueEnum<'c>]| -> Result<Float<'c>, Error> {
        Ok(intrinsic(maker, name, arguments)?.into_float_value())
    };
    let size = call("llvm.fabs", &[x.into()])?;
    let is_small = builder.build_float_compare(FloatPredicate::OLT, size, limit, "")?;
    let rounded = if opcode == Opcode::Fround {
        // Adding pushes the fraction out of the number, rounded to even; subtracting brings the rest back.
        let pushed = builder.build_float_add(size, limit, "")?;
        builder.build_float_sub(pushed, limit, "")?
    } else {
        let i64 = maker.translator.context.i64_type();
        let types = [i64.into(), ty.into()];
        let whole = intrinsic_of(maker, "llvm.fptosi.sat", &types, &[x.into()])?.into_int_value();
        let whole = builder.build_signed_int_to_float(whole, ty, "")?;
        let one = ty.const_float(1.0);
        match opcode {
            Opcode::Ffloor => {
                let is_above = builder.build_float_compare(FloatPredicate::OGT, whole, x, "")?;
                let less = builder.build_float_sub(whole, one, "")?;
                builder.build_select(is_above, less, whole, "")?.into_float_value()
            }
            Opcode::Fceil => {
                let is_below = builder.build_float_compare(FloatPredicate::OLT, whole, x, "")?;
                let more = builder.build_float_add(whole, one, "")?;
                builder.build_select(is_below, more, whole, "")?.into_float_value()
            }
            _ => whole,
        }
    };
    // Zeros have the sign of what they come from.
    let signed = call("llvm.copysign", &[rounded.into(), x.into()])?;
    Ok(builder.build_select(is_small, signed, x, "")?.into_float_value())
}

/// LLVM's name of a condition; ours are the same.
pub(super) fn predicate(condition: FloatCondition) -> FloatPredicate {
    match condition {
        FloatCondition::Oeq => FloatPredicate::OEQ,
        FloatCondition::Ogt => FloatPredicate::OGT,
        FloatCondition::Oge => FloatPredicate::OGE,
        FloatCondition::Olt => FloatPredicate::OLT,
        FloatCondition::Ole => FloatPredicate::OLE,
        FloatCondition::One => FloatPredicate::ONE,
        FloatCondition::Ord => FloatPredicate::ORD,
        FloatCondition::Ueq => FloatPredicate::UEQ,
        FloatCondition::Ugt => FloatPredicate::UGT,
        FloatCondition::Uge => FloatPredicate::UGE,
        FloatCondition::Ult => FloatPredicate::ULT,
        FloatCondition::Ule => FloatPredicate::ULE,
        FloatCondition::Une => FloatPredicate::UNE,
        FloatCondition::Uno => FloatPredicate::UNO,
    }
}
