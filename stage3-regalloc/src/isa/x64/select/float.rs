//! Floating-point arithmetic.

use stage2::entity::{Inst, Value};
use stage2::opcode::Opcode;

use super::{
    address, defining, defining_early, defining_same, one_operand, result, two_address,
    unsupported, using, using_any, using_late,
};
use crate::compile::CompileError;
use crate::isa::x64::operation::{FloatOp, Op, Rounding, Size};
use crate::lower::Lower;

pub(super) fn binary(
    lower: &mut Lower<'_, Op>,
    inst: Inst,
    opcode: Opcode,
    left: Value,
    right: Value,
) {
    let size = Size::of(lower.ty(left));
    let result = result(lower, inst);
    let op = match opcode {
        Opcode::Fadd => FloatOp::Add,
        Opcode::Fsub => FloatOp::Sub,
        Opcode::Fmul => FloatOp::Mul,
        Opcode::Fdiv => FloatOp::Div,
        _ => {
            let op = match opcode {
                Opcode::Fmin => Op::Minimum(size),
                Opcode::Fmax => Op::Maximum(size),
                _ => Op::CopySign(size),
            };
            let (left, right) = (lower.use_value(left), lower.use_value(right));
            return lower.emit(op, &[defining_same(result), using(left), using(right)]);
        }
    };
    let (mut left, mut right) = (left, right);
    let in_memory = |value| address::is_in_memory(lower, value, size);
    let exchanged = match (in_memory(left), in_memory(right)) {
        (false, false) => lower.value_to_overwrite(left, right) == right,
        (is_left, is_right) => is_left && !is_right,
    };
    if opcode.is_commutative() && exchanged {
        (left, right) = (right, left);
    }
    let source = address::source(lower, right, size);
    let left = lower.use_value(left);
    two_address(lower, result, left, source, |from| Op::Float(op, size, from));
}

pub(super) fn unary(lower: &mut Lower<'_, Op>, inst: Inst, opcode: Opcode, arg: Value) {
    let size = Size::of(lower.ty(arg));
    let result = result(lower, inst);
    let rounding = match opcode {
        Opcode::Fsqrt => {
            let source = address::source(lower, arg, size);
            return one_operand(lower, result, source, |from| Op::SquareRoot(size, from));
        }
        Opcode::Fneg | Opcode::Fabs => {
            let is_negation = opcode == Opcode::Fneg;
            let op = if is_negation { Op::FloatNegate(size) } else { Op::FloatAbsolute(size) };
            let arg = lower.use_value(arg);
            return lower.emit(op, &[defining_same(result), using(arg)]);
        }
        Opcode::Ffloor => Rounding::Down,
        Opcode::Fceil => Rounding::Up,
        Opcode::Ftrunc => Rounding::Zero,
        _ => Rounding::Nearest,
    };
    let arg = lower.use_value(arg);
    match lower.features.sse41 {
        true => lower.emit(Op::Round(rounding, size), &[defining(result), using_any(arg)]),
        false => {
            let operands = [defining_early(result), using_late(arg)];
            lower.emit(Op::RoundSlowly(rounding, size), &operands);
        }
    }
}

pub(super) fn multiply_add(
    lower: &mut Lower<'_, Op>,
    inst: Inst,
    args: [Value; 3],
) -> Result<(), CompileError> {
    if !lower.features.fma {
        return unsupported(Opcode::Fma, "the processor has no such instruction");
    }
    let size = Size::of(lower.ty(args[0]));
    let result = result(lower, inst);
    let [left, right, plus] = args.map(|arg| using(lower.use_value(arg)));
    lower.emit(Op::MultiplyAdd(size), &[defining_same(result), left, right, plus]);
    Ok(())
}
