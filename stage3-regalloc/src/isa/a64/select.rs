//! IR → AArch64 operations, one instruction of the IR at a time, from its uses upward.
//!
//! Arithmetic below 32 bits is done in 32: its low bits do not depend on what is above. Where the
//! bits above matter (comparisons, overflow, division), the operands are extended first, since there
//! are no narrower operations; often the extension is part of the operation. Numbers are immediates
//! where there is a field for them, additions and shifts become addresses, shifts and extensions become part
//! of the operation that wants them, and a comparison that a branch or an exit wants becomes its flags,
//! or no comparison at all: a branch can look at a register or at a bit itself.
//!
//! What is selected here and in the files below is judged by running every operation of every type
//! against the interpreter, and random functions.

use stage2::condition::IntCondition;
use stage2::entity::{Exit, Inst, Value};
use stage2::ir::{InstData, Operand as Right, Type};
use stage2::opcode::Opcode;

use stage0::Isa;

use super::encode::{is_arithmetic, is_mask};
use super::operation::{Condition, Op, Otherwise, Sign, Size, Test};
use crate::compile::CompileError;
use crate::isa::call;
use crate::lir::{Constraint, Lowered, Operand, PRegSet, RegClass, Remat, Role, VReg};
use crate::lower::Lower;

mod address;
mod compare;
mod convert;
mod divide;
mod float;
mod integer;
mod shift;
mod switch;

/// Selects a function's instructions.
pub(super) fn select(lower: Lower<'_, Op>) -> Result<Lowered<Op>, CompileError> {
    lower.run(instruction, call::parameters, call::returning, Op::Jump)
}

fn using(vreg: VReg) -> Operand {
    Operand::using(vreg, Constraint::Register)
}

fn using_any(vreg: VReg) -> Operand {
    Operand::using(vreg, Constraint::Any)
}

fn defining(vreg: VReg) -> Operand {
    Operand::defining(vreg, Constraint::Register)
}

fn instruction(lower: &mut Lower<'_, Op>, inst: Inst) -> Result<(), CompileError> {
    let function = lower.source.function;
    let data = function.insts[inst];
    match data {
        InstData::Iconst { .. }
        | InstData::Fconst { .. }
        | InstData::SlotAddr { .. }
        | InstData::DataAddr { .. }
        | InstData::FuncAddr { .. } => constant_of(lower, inst, &data),
        InstData::Unary { opcode, arg } => return unary(lower, inst, opcode, arg),
        InstData::Binary { opcode, args: [left, right] } => {
            return binary(lower, inst, opcode, left, right.into(), None);
        }
        InstData::BinaryImm { opcode, arg, imm } => {
            return binary(lower, inst, opcode, arg, imm.into(), None);
        }
        InstData::BinaryExit { opcode, args: [left, right], exit } => {
            return binary(lower, inst, opcode, left, right.into(), Some(exit));
        }
        InstData::BinaryImmExit { opcode, arg, imm, exit } => {
            return binary(lower, inst, opcode, arg, i64::from(imm).into(), Some(exit));
        }
        InstData::Ternary { opcode: Opcode::Select, args } => compare::choose(lower, inst, args),
        InstData::Ternary { args, .. } => float::multiply_add(lower, inst, args),
        InstData::Icmp { .. } | InstData::IcmpImm { .. } | InstData::Fcmp { .. } => {
            let condition = compare::compare(lower, &data);
            let result = result(lower, inst);
            lower.emit(Op::Set(condition), &[defining(result)]);
        }
        InstData::Load { .. } | InstData::SlotLoad { .. } => address::load(lower, inst, &data),
        InstData::Store { value, .. } | InstData::SlotStore { value, .. } => {
            address::store(lower, &data, value);
        }
        InstData::Call { func, args } => {
            let signature = &lower.source.module.functions[func].signature;
            let arguments = function.pool.get(args);
            call::call(lower, inst, Op::Call(func), None, signature, arguments, Vec::new());
        }
        InstData::CallExit { func, args, exit } => {
            let signature = &lower.source.module.functions[func].signature;
            let arguments = function.pool.get(args);
            let (stub, state) = lower.exit_stub(exit);
            let op = Op::CallWaiting(func, stub);
            call::call(lower, inst, op, None, signature, arguments, state);
        }
        InstData::CallIndirect { signature, callee, args } => {
            let signature = &function.signatures[signature];
            let arguments = function.pool.get(args);
            let callee = lower.use_value(callee);
            let op = Op::CallAddress;
            call::call(lower, inst, op, Some(callee), signature, arguments, Vec::new());
        }
        InstData::UnaryExit { opcode: Opcode::Guard, arg, exit } => {
            let (test, register) = compare::test(lower, arg);
            exit_if(lower, test.negate(), register, exit);
        }
        InstData::UnaryExit { opcode, arg, exit } => {
            convert::checked(lower, inst, opcode, arg, exit);
        }
        InstData::Jump { .. } => lower.emit(Op::Jump, &[]),
        InstData::Br { condition, .. } => {
            let (test, register) = compare::test(lower, condition);
            let operands = register.map(using);
            lower.emit(Op::JumpIf(test), operands.as_slice());
        }
        InstData::Switch { arg, table } => switch::switch(lower, arg, table),
        InstData::Return { args } => call::returning(lower, function.pool.get(args)),
        InstData::Leave { exit } => {
            let (stub, state) = lower.exit_stub(exit);
            lower.emit(Op::Exit(stub), &state);
        }
        InstData::Anchor { .. } => {}
    }
    Ok(())
}

fn unsupported(opcode: Opcode, what: &str) -> Result<(), CompileError> {
    Err(CompileError::Unsupported(Isa::A64, opcode, what.to_string()))
}

/// The register of an instruction's result.
fn result(lower: &mut Lower<'_, Op>, inst: Inst) -> VReg {
    let value = lower.result(inst);
    lower.define(value)
}

/// Something that can be computed from nothing.
fn constant_of(lower: &mut Lower<'_, Op>, inst: Inst, data: &InstData) {
    let value = lower.result(inst);
    let op = match *data {
        InstData::Fconst { bits } => Op::FloatConstant(bits),
        InstData::SlotAddr { slot, offset } => Op::SlotAddress(slot, offset),
        InstData::DataAddr { data, offset } => Op::DataAddress(data, offset),
        InstData::FuncAddr { func } => Op::FunctionAddress(func),
        InstData::Iconst { value } => Op::Constant(value),
        _ => return,
    };
    let operand = defining(lower.define(value));
    rematerialisable(lower, op, operand);
}

fn rematerialisable(lower: &mut Lower<'_, Op>, op: Op, operand: Operand) {
    lower.emit_with(op, &[operand], PRegSet::EMPTY, Role::Rematerialisable);
}

/// A number in a register.
fn number(lower: &mut Lower<'_, Op>, number: i64) -> VReg {
    let vreg = lower.temporary(RegClass::Int);
    lower.set_remat(vreg, Remat::Int(number));
    rematerialisable(lower, Op::Constant(number), defining(vreg));
    vreg
}

/// A floating-point number in a register, by its bits.
fn float_number(lower: &mut Lower<'_, Op>, bits: u64) -> VReg {
    let vreg = lower.temporary(RegClass::Float);
    lower.set_remat(vreg, Remat::Float(bits));
    rematerialisable(lower, Op::FloatConstant(bits), defining(vreg));
    vreg
}

fn temporary(lower: &mut Lower<'_, Op>) -> VReg {
    lower.temporary(RegClass::Int)
}

fn exit_if(lower: &mut Lower<'_, Op>, test: Test, register: Option<VReg>, exit: Exit) {
    let (stub, mut state) = lower.exit_stub(exit);
    state.splice(0..0, register.map(using));
    lower.emit(Op::ExitIf(test, stub), &state);
}

fn exit_if_flags(lower: &mut Lower<'_, Op>, condition: Condition, exit: Exit) {
    exit_if(lower, Test::Flags(condition), None, exit);
}

/// The number that an operand is, if it is one.
fn known(lower: &Lower<'_, Op>, right: Right) -> Option<i64> {
    match right {
        Right::Number(number) => Some(number),
        Right::Value(value) => lower.constant(value),
    }
}

/// The same if it can be added, subtracted or compared with.
fn arithmetic_number(lower: &Lower<'_, Op>, right: Right) -> Option<i64> {
    known(lower, right).filter(|number| is_arithmetic(*number))
}

/// The same if it can be the right operand of `and`, `or`, `xor`. What is above a narrow number's type
/// does not matter, so it may be whatever has an encoding.
fn mask_number(lower: &Lower<'_, Op>, right: Right, ty: Type) -> Option<i64> {
    let number = known(lower, right)?;
    let low = number & ty.mask() as i64;
    let repeated = match ty {
        Type::I8 => low * 0x0101_0101,
        Type::I16 => low * 0x1_0001,
        _ => low,
    };
    let size = Size::at_least_32(ty);
    [low, number, repeated].into_iter().find(|number| is_mask(size, *number))
}

/// The right operand in a register.
fn right_vreg(lower: &mut Lower<'_, Op>, right: Right) -> VReg {
    match right {
        Right::Value(value) => lower.use_value(value),
        Right::Number(known) => number(lower, known),
    }
}

/// An operation of registers, and its result.
fn register_op<const N: usize>(lower: &mut Lower<'_, Op>, op: Op, result: VReg, uses: [VReg; N]) {
    let mut operands = [defining(result); 5];
    for (operand, vreg) in operands[1..].iter_mut().zip(uses) {
        *operand = using(vreg);
    }
    lower.emit(op, &operands[..=N]);
}

/// An operation whose last operand is a [`Source`], and its result.
fn source_op(lower: &mut Lower<'_, Op>, op: Op, result: VReg, left: VReg, last: Option<VReg>) {
    match last {
        Some(last) => lower.emit(op, &[defining(result), using(left), using(last)]),
        None => lower.emit(op, &[defining(result), using(left)]),
    }
}

/// A copy.
fn copy(lower: &mut Lower<'_, Op>, to: VReg, from: VReg) {
    let operands = [defining(to), using_any(from)];
    lower.emit_with(Op::Move, &operands, PRegSet::EMPTY, Role::Move);
}

/// One of two values, by the flags.
fn choose(
    lower: &mut Lower<'_, Op>,
    condition: Condition,
    result: VReg,
    then: VReg,
    (otherwise, second): (Otherwise, Option<VReg>),
) {
    source_op(lower, Op::Choose(condition, otherwise), result, then, second);
}

/// The value with at least 32 valid bits; those of a narrow one are filled.
fn extended(lower: &mut Lower<'_, Op>, value: Value, sign: Sign) -> VReg {
    match Size::of(lower.ty(value)) >= Size::W {
        true => lower.use_value(value),
        false => wide(lower, value, sign),
    }
}

/// The value with 64 valid bits.
fn wide(lower: &mut Lower<'_, Op>, value: Value, sign: Sign) -> VReg {
    let ty = lower.ty(value);
    if ty.bits() == 64 || sign == Sign::Unsigned && address::is_loaded(lower, value) {
        return lower.use_value(value);
    }
    let to = temporary(lower);
    extend(lower, to, value, sign);
    to
}

/// Extends a value to 64 bits.
fn extend(lower: &mut Lower<'_, Op>, to: VReg, value: Value, sign: Sign) {
    if address::load_extended(lower, to, value, sign) {
        return;
    }
    let size = if sign == Sign::Signed { Size::X } else { Size::W };
    let op = Op::Extract(sign, size, 0, lower.ty(value).bits() as u8);
    let value = lower.use_value(value);
    register_op(lower, op, to, [value]);
}

fn unary(
    lower: &mut Lower<'_, Op>,
    inst: Inst,
    opcode: Opcode,
    arg: Value,
) -> Result<(), CompileError> {
    use Opcode::*;
    match opcode {
        Ineg | Not | Bswap | Clz | Ctz | Popcnt => integer::unary(lower, inst, opcode, arg),
        Fneg | Fabs | Fsqrt | Ffloor | Fceil | Ftrunc | Fround => {
            float::unary(lower, inst, opcode, arg);
        }
        Sext | Zext | Trunc | Sitofp | Uitofp | Fptosi | Fptoui | Fpext | Fptrunc | Bitcast => {
            convert::convert(lower, inst, opcode, arg);
        }
        _ => return unsupported(opcode, "there is no rule for it"),
    }
    Ok(())
}

fn binary(
    lower: &mut Lower<'_, Op>,
    inst: Inst,
    opcode: Opcode,
    left: Value,
    right: Right,
    exit: Option<Exit>,
) -> Result<(), CompileError> {
    use Opcode::*;
    match opcode {
        BoundsCheck => {
            let condition = compare::integers(lower, IntCondition::Uge, left, right);
            if let Some(exit) = exit {
                exit_if_flags(lower, condition, exit);
            }
        }
        Fadd | Fsub | Fmul | Fdiv | Fmin | Fmax | Fcopysign => {
            let Right::Value(right) = right else { return unsupported(opcode, "a number") };
            float::binary(lower, inst, opcode, left, right);
        }
        Sdiv | Udiv | Srem | Urem | SdivFloor | SremFloor => {
            divide::divide(lower, inst, opcode, left, right, exit);
        }
        Shl | Lshr | Ashr | Rotl => shift::shift(lower, inst, opcode, left, right),
        Smulhi | Umulhi => integer::multiply_high(lower, inst, opcode, left, right),
        Iadd | Isub | Imul | PtrAdd | And | Or | Xor | IaddChecked | IsubChecked | ImulChecked => {
            integer::arithmetic(lower, inst, opcode, left, right, exit);
        }
        _ => return unsupported(opcode, "there is no rule for it"),
    }
    Ok(())
}

/// The type of an operand that may be a number, which has that of `other`.
fn right_type(lower: &Lower<'_, Op>, right: Right, other: Type) -> Type {
    match right {
        Right::Value(value) => lower.ty(value),
        Right::Number(_) => other,
    }
}
