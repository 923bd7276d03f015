//! One instruction: who translates it.
//!
//! A `match` on the shape of the instruction, in the order of [`stage2::ir::InstData`], that takes operands apart and
//! asks the file of the operation's family. An operation with an exit is here the operation, a condition
//! under which it is right, and a branch on it.
//!
//! Judged by `tests/every_operation.rs`.

use inkwell::IntPredicate;
use inkwell::values::{BasicMetadataValueEnum, BasicValueEnum, CallSiteValue};
use stage2::condition::IntCondition;
use stage2::entity::{Inst, Value};
use stage2::ir::{InstData, Type};
use stage2::opcode::{Opcode, TypeRule};

use super::function::Maker;
use super::{Error, exits, float, integer, internal, memory};

/// Translates an instruction that ends no block.
pub(super) fn translate(maker: &mut Maker, inst: Inst) -> Result<(), Error> {
    let body = maker.body;
    let result_type = body.result(inst).map_or(Type::I64, |result| body.ty(result));
    let made = match body.insts[inst] {
        InstData::Iconst { value } => constant(maker, result_type, value)?,
        InstData::Fconst { bits } => {
            let ty = if result_type == Type::F32 { Type::I32 } else { Type::I64 };
            let bits = maker.constant(ty, bits as i64)?;
            maker.builder.build_bit_cast(bits, maker.translator.ty(result_type), "")?
        }
        InstData::Unary { opcode, arg } => unary(maker, opcode, arg, result_type)?,
        InstData::UnaryExit { opcode: Opcode::Guard, arg, .. } => {
            let holds = maker.truth(arg)?;
            return exits::unless(maker, inst, holds);
        }
        InstData::UnaryExit { opcode, arg, .. } => {
            let number = maker.float(arg)?;
            let is_signed = opcode == Opcode::FptosiChecked;
            let fits = float::fits(maker, number, body.ty(arg), result_type, is_signed)?;
            exits::unless(maker, inst, fits)?;
            let ty = maker.translator.ty(result_type).into_int_type();
            let whole = match is_signed {
                true => maker.builder.build_float_to_signed_int(number, ty, "")?,
                false => maker.builder.build_float_to_unsigned_int(number, ty, "")?,
            };
            whole.into()
        }
        InstData::Binary { opcode, args: [left, right] } => {
            if body.ty(left).is_float() {
                let (left, right) = (maker.float(left)?, maker.float(right)?);
                float::binary(maker, opcode, left, right)?.into()
            } else if opcode == Opcode::PtrAdd {
                let (pointer, offset) = (maker.pointer(left)?, maker.int(right)?);
                memory::plus(maker, pointer, offset)?.into()
            } else {
                let (left, right) = (maker.int(left)?, maker.int(right)?);
                integer::binary(maker, opcode, left, right)?.into()
            }
        }
        InstData::BinaryImm { opcode: Opcode::PtrAdd, arg, imm } => {
            let pointer = maker.pointer(arg)?;
            memory::offset(maker, pointer, imm)?.into()
        }
        InstData::BinaryImm { opcode, arg, imm } => {
            let left = maker.int(arg)?;
            // A shift takes the number as it stands.
            let ty = if opcode.types() == TypeRule::Shift { Type::I64 } else { body.ty(arg) };
            let right = maker.constant(ty, imm)?;
            integer::binary(maker, opcode, left, right)?.into()
        }
        InstData::BinaryExit { opcode, args: [left, right], .. } => {
            let (left, right) = (maker.int(left)?, maker.int(right)?);
            match integer::with_exit(maker, inst, opcode, left, right)? {
                Some(made) => made.into(),
                None => return Ok(()),
            }
        }
        InstData::BinaryImmExit { opcode, arg, imm, .. } => {
            let left = maker.int(arg)?;
            let right = maker.constant(body.ty(arg), imm.into())?;
            match integer::with_exit(maker, inst, opcode, left, right)? {
                Some(made) => made.into(),
                None => return Ok(()),
            }
        }
        InstData::Ternary { opcode: Opcode::Select, args: [condition, left, right] } => {
            let condition = maker.truth(condition)?;
            let (left, right) = (maker.get(left)?, maker.get(right)?);
            maker.builder.build_select(condition, left, right, "")?
        }
        InstData::Ternary { args: [a, b, c], .. } => {
            let (a, b, c) = (maker.float(a)?, maker.float(b)?, maker.float(c)?);
            float::fused_multiply_add(maker, a, b, c)?.into()
        }
        InstData::Icmp { condition, args: [left, right] } => {
            let holds = match (maker.get(left)?, maker.get(right)?) {
                (BasicValueEnum::PointerValue(left), BasicValueEnum::PointerValue(right)) => {
                    maker.builder.build_int_compare(predicate(condition), left, right, "")?
                }
                _ => {
                    let (left, right) = (maker.number(left)?, maker.number(right)?);
                    maker.builder.build_int_compare(predicate(condition), left, right, "")?
                }
            };
            maker.boolean(holds)?
        }
        InstData::IcmpImm { condition, arg, imm } => {
            let left = maker.number(arg)?;
            let right = maker.constant(body.ty(arg), imm)?;
            let holds = maker.builder.build_int_compare(predicate(condition), left, right, "")?;
            maker.boolean(holds)?
        }
        InstData::Fcmp { condition, args: [left, right] } => {
            let (left, right) = (maker.float(left)?, maker.float(right)?);
            let holds =
                maker.builder.build_float_compare(float::predicate(condition), left, right, "")?;
            maker.boolean(holds)?
        }
        InstData::Load { region, addr, offset } => {
            let address = maker.pointer(addr)?;
            memory::load(maker, result_type, address, offset, region)?
        }
        InstData::Store { region, value, addr, offset } => {
            let (value, address) = (maker.get(value)?, maker.pointer(addr)?);
            return memory::store(maker, value, address, offset, region);
        }
        InstData::SlotAddr { slot, offset } => {
            memory::slot_address(maker, slot, offset.into())?.into()
        }
        InstData::SlotLoad { slot, offset } => {
            let address = memory::slot_address(maker, slot, offset.into())?;
            memory::plain_load(maker, result_type, address)?
        }
        InstData::SlotStore { slot, value, offset } => {
            let address = memory::slot_address(maker, slot, offset.into())?;
            let value = maker.get(value)?;
            let store = maker.builder.build_store(address, value)?;
            return memory::any_alignment(store);
        }
        InstData::DataAddr { data, offset } => {
            let address = maker.translator.data_value(data).as_pointer_value();
            memory::offset(maker, address, offset)?.into()
        }
        InstData::FuncAddr { func } => {
            let function = maker.translator.function_value(func);
            function.as_global_value().as_pointer_value().into()
        }
        InstData::Call { func, args } => {
            let arguments = arguments(maker, body.pool.get(args))?;
            let function = maker.translator.function_value(func);
            let call = maker.builder.build_direct_call(function, &arguments, "")?;
            return results(maker, inst, call);
        }
        InstData::CallExit { func, args, exit } => {
            let arguments = arguments(maker, body.pool.get(args))?;
            let function = exits::waiting_call(maker, inst, func, exit)?;
            let call = maker.builder.build_direct_call(function, &arguments, "")?;
            return results(maker, inst, call);
        }
        InstData::CallIndirect { signature, callee, args } => {
            let arguments = arguments(maker, body.pool.get(args))?;
            let ty = maker.translator.function_type(&body.signatures[signature]);
            let callee = maker.pointer(callee)?;
            let call = maker.builder.build_indirect_call(ty, callee, &arguments, "")?;
            return results(maker, inst, call);
        }
        InstData::Anchor { .. } => return Ok(()),
        InstData::Jump { .. }
        | InstData::Br { .. }
        | InstData::Switch { .. }
        | InstData::Return { .. }
        | InstData::Leave { .. } => return Err(internal("a terminator inside of a block")),
    };
    maker.set(inst, made)
}

fn constant<'c>(
    maker: &Maker<'_, 'c, '_>,
    ty: Type,
    number: i64,
) -> Result<BasicValueEnum<'c>, Error> {
    let bits = maker.constant(ty, number)?;
    if ty != Type::Ptr {
        return Ok(bits.into());
    }
    let pointer = maker.translator.ty(Type::Ptr).into_pointer_type();
    Ok(maker.builder.build_int_to_ptr(bits, pointer, "")?.into())
}

fn unary<'c>(
    maker: &Maker<'_, 'c, '_>,
    opcode: Opcode,
    arg: Value,
    to: Type,
) -> Result<BasicValueEnum<'c>, Error> {
    let from = maker.body.ty(arg);
    match opcode {
        Opcode::Bitcast => bitcast(maker, arg, from, to),
        Opcode::Sitofp | Opcode::Uitofp => {
            let (number, ty) = (maker.int(arg)?, maker.translator.ty(to).into_float_type());
            let made = match opcode {
                Opcode::Sitofp => maker.builder.build_signed_int_to_float(number, ty, "")?,
                _ => maker.builder.build_unsigned_int_to_float(number, ty, "")?,
            };
            Ok(made.into())
        }
        _ if from.is_float() => {
            let number = maker.float(arg)?;
            float::unary(maker, opcode, number, to)
        }
        _ => {
            let number = maker.int(arg)?;
            Ok(integer::unary(maker, opcode, number, to)?.into())
        }
    }
}

/// The same bits. Between addresses and floating-point numbers there is no cast; an integer stands between.
fn bitcast<'c>(
    maker: &Maker<'_, 'c, '_>,
    arg: Value,
    from: Type,
    to: Type,
) -> Result<BasicValueEnum<'c>, Error> {
    let value = match from {
        Type::Ptr => maker.number(arg)?.into(),
        _ => maker.get(arg)?,
    };
    if to != Type::Ptr {
        return Ok(maker.builder.build_bit_cast(value, maker.translator.ty(to), "")?);
    }
    let i64 = maker.translator.context.i64_type();
    let number = maker.builder.build_bit_cast(value, i64, "")?.into_int_value();
    let pointer = maker.translator.ty(Type::Ptr).into_pointer_type();
    Ok(maker.builder.build_int_to_ptr(number, pointer, "")?.into())
}

fn arguments<'c>(
    maker: &Maker<'_, 'c, '_>,
    values: &[Value],
) -> Result<Vec<BasicMetadataValueEnum<'c>>, Error> {
    values.iter().map(|value| Ok(maker.get(*value)?.into())).collect()
}

/// The results of a call: none, one, or the parts of a structure.
fn results<'c>(
    maker: &mut Maker<'_, 'c, '_>,
    inst: Inst,
    call: CallSiteValue<'c>,
) -> Result<(), Error> {
    let count = maker.body.results(inst).len();
    if count == 0 {
        return Ok(());
    }
    let value = call.try_as_basic_value();
    let value = value.basic().ok_or_else(|| internal("a call gives nothing"))?;
    if count == 1 {
        return maker.set(inst, value);
    }
    let parts = value.into_struct_value();
    for (index, result) in maker.body.results(inst).enumerate() {
        let name = result.to_string();
        let part = maker.builder.build_extract_value(parts, index as u32, &name)?;
        maker.values.insert(result, part);
    }
    Ok(())
}

/// LLVM's name of a condition.
fn predicate(condition: IntCondition) -> IntPredicate {
    match condition {
        IntCondition::Eq => IntPredicate::EQ,
        IntCondition::Ne => IntPredicate::NE,
        IntCondition::Slt => IntPredicate::SLT,
        IntCondition::Sle => IntPredicate::SLE,
        IntCondition::Sgt => IntPredicate::SGT,
        IntCondition::Sge => IntPredicate::SGE,
        IntCondition::Ult => IntPredicate::ULT,
        IntCondition::Ule => IntPredicate::ULE,
        IntCondition::Ugt => IntPredicate::UGT,
        IntCondition::Uge => IntPredicate::UGE,
    }
}
