//! Integers: where LLVM's operations are not total, and what makes them so.
//!
//! | ours | LLVM's alone | so we say |
//! |---|---|---|
//! | `shl x, n`, 0 for n ≥ width | poison for n ≥ width | shift by `n & (width-1)`, and select 0 when n is too large |
//! | `ashr x, n` | poison for n ≥ width | shift by the lesser of n and `width-1` |
//! | `sdiv x, y`, leaves for 0, `MIN / -1 = MIN` | undefined behaviour for both | branch, and divide by 1 in place of -1, and negate |
//! | `iadd.checked` | – | `llvm.sadd.with.overflow`, and branch on its second result |
//! | `rotl x, n` | – | `llvm.fshl x, x, n`, which counts modulo the width |
//!
//! LLVM folds the extra instructions where the operand is a number, or where it knows its range; on x86-64 a
//! shift by a variable keeps a comparison and a conditional move, as ours does.
//!
//! Judged by `tests/every_operation.rs` at the borders of every type.

use inkwell::IntPredicate;
use inkwell::intrinsics::Intrinsic;
use inkwell::values::{BasicMetadataValueEnum, BasicValueEnum, IntValue};
use stage2::entity::Inst;
use stage2::ir::Type;
use stage2::opcode::Opcode;

use super::function::Maker;
use super::{Error, exits, internal};

type Int<'c> = IntValue<'c>;

/// Calls an intrinsic that is overloaded by the type of its first argument.
pub(super) fn intrinsic<'c>(
    maker: &Maker<'_, 'c, '_>,
    name: &str,
    arguments: &[BasicValueEnum<'c>],
) -> Result<BasicValueEnum<'c>, Error> {
    let types = [arguments[0].get_type()];
    intrinsic_of(maker, name, &types, arguments)
}

/// Calls an intrinsic that is overloaded by these types.
pub(super) fn intrinsic_of<'c>(
    maker: &Maker<'_, 'c, '_>,
    name: &str,
    types: &[inkwell::types::BasicTypeEnum<'c>],
    arguments: &[BasicValueEnum<'c>],
) -> Result<BasicValueEnum<'c>, Error> {
    let found = Intrinsic::find(name);
    let function = found.and_then(|one| one.get_declaration(&maker.translator.llvm, types));
    let function = function.ok_or_else(|| internal(format!("LLVM has no {name}")))?;
    let arguments: Vec<BasicMetadataValueEnum> =
        arguments.iter().map(|argument| (*argument).into()).collect();
    let call = maker.builder.build_direct_call(function, &arguments, "")?;
    call.try_as_basic_value().basic().ok_or_else(|| internal(format!("{name} gives nothing")))
}

/// An operation of one operand.
pub(super) fn unary<'c>(
    maker: &Maker<'_, 'c, '_>,
    opcode: Opcode,
    x: Int<'c>,
    to: Type,
) -> Result<Int<'c>, Error> {
    let no = maker.translator.context.bool_type().const_zero();
    let ty = || maker.translator.ty(to).into_int_type();
    let builder = &maker.builder;
    Ok(match opcode {
        Opcode::Ineg => builder.build_int_neg(x, "")?,
        Opcode::Not => builder.build_not(x, "")?,
        Opcode::Clz => intrinsic(maker, "llvm.ctlz", &[x.into(), no.into()])?.into_int_value(),
        Opcode::Ctz => intrinsic(maker, "llvm.cttz", &[x.into(), no.into()])?.into_int_value(),
        Opcode::Popcnt => intrinsic(maker, "llvm.ctpop", &[x.into()])?.into_int_value(),
        // There is no intrinsic for one byte.
        Opcode::Bswap if x.get_type().get_bit_width() == 8 => x,
        Opcode::Bswap => intrinsic(maker, "llvm.bswap", &[x.into()])?.into_int_value(),
        Opcode::Sext => builder.build_int_s_extend(x, ty(), "")?,
        Opcode::Zext => builder.build_int_z_extend(x, ty(), "")?,
        Opcode::Trunc => builder.build_int_truncate(x, ty(), "")?,
        _ => return Err(internal(format!("{opcode} of an integer"))),
    })
}

/// An operation of two operands that does not leave.
pub(super) fn binary<'c>(
    maker: &Maker<'_, 'c, '_>,
    opcode: Opcode,
    a: Int<'c>,
    b: Int<'c>,
) -> Result<Int<'c>, Error> {
    let builder = &maker.builder;
    Ok(match opcode {
        Opcode::Iadd => builder.build_int_add(a, b, "")?,
        Opcode::Isub => builder.build_int_sub(a, b, "")?,
        Opcode::Imul => builder.build_int_mul(a, b, "")?,
        Opcode::Smulhi | Opcode::Umulhi => high_half(maker, opcode, a, b)?,
        Opcode::And => builder.build_and(a, b, "")?,
        Opcode::Or => builder.build_or(a, b, "")?,
        Opcode::Xor => builder.build_xor(a, b, "")?,
        Opcode::Shl | Opcode::Lshr | Opcode::Ashr => shift(maker, opcode, a, b)?,
        Opcode::Rotl => {
            let amount = builder.build_int_cast_sign_flag(b, a.get_type(), false, "")?;
            intrinsic(maker, "llvm.fshl", &[a.into(), a.into(), amount.into()])?.into_int_value()
        }
        _ => divide(maker, opcode, a, b)?,
    })
}

/// An operation of two operands that leaves by the exit of its instruction, and what it gives.
pub(super) fn with_exit<'c>(
    maker: &mut Maker<'_, 'c, '_>,
    inst: Inst,
    opcode: Opcode,
    a: Int<'c>,
    b: Int<'c>,
) -> Result<Option<Int<'c>>, Error> {
    let checked = match opcode {
        Opcode::IaddChecked => "llvm.sadd.with.overflow",
        Opcode::IsubChecked => "llvm.ssub.with.overflow",
        Opcode::ImulChecked => "llvm.smul.with.overflow",
        Opcode::BoundsCheck => {
            let is_inside = maker.builder.build_int_compare(IntPredicate::ULT, a, b, "")?;
            exits::unless(maker, inst, is_inside)?;
            return Ok(None);
        }
        _ => {
            let zero = b.get_type().const_zero();
            let is_right = maker.builder.build_int_compare(IntPredicate::NE, b, zero, "")?;
            exits::unless(maker, inst, is_right)?;
            return Ok(Some(divide(maker, opcode, a, b)?));
        }
    };
    let pair = intrinsic(maker, checked, &[a.into(), b.into()])?.into_struct_value();
    let result = maker.builder.build_extract_value(pair, 0, "")?.into_int_value();
    let overflows = maker.builder.build_extract_value(pair, 1, "")?.into_int_value();
    let fits = maker.builder.build_not(overflows, "")?;
    exits::unless(maker, inst, fits)?;
    Ok(Some(result))
}

/// The high half of a product.
fn high_half<'c>(
    maker: &Maker<'_, 'c, '_>,
    opcode: Opcode,
    a: Int<'c>,
    b: Int<'c>,
) -> Result<Int<'c>, Error> {
    let width = a.get_type().get_bit_width();
    let bits = std::num::NonZero::new(2 * width).ok_or_else(|| internal("no bits"))?;
    let twice = maker.translator.context.custom_width_int_type(bits);
    let twice = twice.map_err(|error| internal(error.to_string()))?;
    let signed = opcode == Opcode::Smulhi;
    let a = maker.builder.build_int_cast_sign_flag(a, twice, signed, "")?;
    let b = maker.builder.build_int_cast_sign_flag(b, twice, signed, "")?;
    let product = maker.builder.build_int_mul(a, b, "")?;
    let amount = twice.const_int(width.into(), false);
    let high = maker.builder.build_right_shift(product, amount, false, "")?;
    let ty = maker
        .translator
        .context
        .custom_width_int_type(std::num::NonZero::new(width).ok_or_else(|| internal("no bits"))?);
    let ty = ty.map_err(|error| internal(error.to_string()))?;
    Ok(maker.builder.build_int_truncate(high, ty, "")?)
}

// ANCHOR: shift
/// Shifts by an amount of any type and any size.
fn shift<'c>(
    maker: &Maker<'_, 'c, '_>,
    opcode: Opcode,
    x: Int<'c>,
    amount: Int<'c>,
) -> Result<Int<'c>, Error> {
    let builder = &maker.builder;
    let width = u64::from(x.get_type().get_bit_width());
    let (ty, amount_ty) = (x.get_type(), amount.get_type());
    let last = amount_ty.const_int(width - 1, false);
    let is_small = builder.build_int_compare(IntPredicate::ULE, amount, last, "")?;
    if opcode == Opcode::Ashr {
        let lesser = builder.build_select(is_small, amount, last, "")?.into_int_value();
        let lesser = builder.build_int_cast_sign_flag(lesser, ty, false, "")?;
        return Ok(builder.build_right_shift(x, lesser, true, "")?);
    }
    let amount = builder.build_int_cast_sign_flag(amount, ty, false, "")?;
    // BEGIN SOLUTION 5.2 stub: let _ = is_small; Ok(builder.build_left_shift(x, amount, "")?)
    let amount = builder.build_and(amount, ty.const_int(width - 1, false), "")?;
    let shifted = match opcode {
        Opcode::Shl => builder.build_left_shift(x, amount, "")?,
        _ => builder.build_right_shift(x, amount, false, "")?,
    };
    Ok(builder.build_select(is_small, shifted, ty.const_zero(), "")?.into_int_value())
    // END SOLUTION
}
// ANCHOR_END: shift

// ANCHOR: divide
/// Divides by what is not 0.
fn divide<'c>(
    maker: &Maker<'_, 'c, '_>,
    opcode: Opcode,
    a: Int<'c>,
    b: Int<'c>,
) -> Result<Int<'c>, Error> {
    let builder = &maker.builder;
    match opcode {
        Opcode::Udiv => return Ok(builder.build_int_unsigned_div(a, b, "")?),
        Opcode::Urem => return Ok(builder.build_int_unsigned_rem(a, b, "")?),
        _ => {}
    }
    let ty = a.get_type();
    // `MIN / -1` overflows. So nobody divides by -1, but by 1, and the quotient is the negated dividend.
    let is_minus_one = builder.build_int_compare(IntPredicate::EQ, b, ty.const_all_ones(), "")?;
    let divisor = builder.build_select(is_minus_one, ty.const_int(1, false), b, "")?;
    let divisor = divisor.into_int_value();
    // What a floor has to know: is there a remainder, and has it the other sign?
    let rounded_up = |remainder| -> Result<Int<'c>, Error> {
        let is_some =
            builder.build_int_compare(IntPredicate::NE, remainder, ty.const_zero(), "")?;
        let signs = builder.build_xor(remainder, divisor, "")?;
        let differ = builder.build_int_compare(IntPredicate::SLT, signs, ty.const_zero(), "")?;
        Ok(builder.build_and(is_some, differ, "")?)
    };
    let remainder = || builder.build_int_signed_rem(a, divisor, "");
    match opcode {
        // By 1 there is no remainder, and by -1 neither.
        Opcode::Srem => Ok(remainder()?),
        Opcode::SremFloor => {
            let remainder = remainder()?;
            let moved = builder.build_int_add(remainder, divisor, "")?;
            let is_rounded_up = rounded_up(remainder)?;
            Ok(builder.build_select(is_rounded_up, moved, remainder, "")?.into_int_value())
        }
        Opcode::Sdiv | Opcode::SdivFloor => {
            let mut quotient = builder.build_int_signed_div(a, divisor, "")?;
            if opcode == Opcode::SdivFloor {
                let is_rounded_up = rounded_up(remainder()?)?;
                let one = builder.build_int_z_extend(is_rounded_up, ty, "")?;
                quotient = builder.build_int_sub(quotient, one, "")?;
            }
            let negated = builder.build_int_neg(a, "")?;
            Ok(builder.build_select(is_minus_one, negated, quotient, "")?.into_int_value())
        }
        _ => Err(internal(format!("{opcode} of integers"))),
    }
}
// ANCHOR_END: divide
