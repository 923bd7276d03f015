//! Floating-point arithmetic.

use stage2::entity::{Inst, Value};
use stage2::opcode::Opcode;

use super::{defining, register_op, result, using};
use crate::isa::a64::operation::{FloatOp, FloatUnary, Op, Size};
use crate::lir::{Constraint, Operand};
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
    let (left, right) = (lower.use_value(left), lower.use_value(right));
    let op = match opcode {
        Opcode::Fadd => FloatOp::Add,
        Opcode::Fsub => FloatOp::Sub,
        Opcode::Fmul => FloatOp::Mul,
        Opcode::Fdiv => FloatOp::Div,
        Opcode::Fmin => FloatOp::Minimum,
        Opcode::Fmax => FloatOp::Maximum,
        _ => {
            // The sign is put into a copy of the left one.
            let same = Operand::defining(result, Constraint::SameAs(1));
            return lower.emit(Op::CopySign(size), &[same, using(left), using(right)]);
        }
    };
    lower.emit(Op::Float(op, size), &[defining(result), using(left), using(right)]);
}

pub(super) fn unary(lower: &mut Lower<'_, Op>, inst: Inst, opcode: Opcode, arg: Value) {
    let size = Size::of(lower.ty(arg));
    let result = result(lower, inst);
    let op = match opcode {
        Opcode::Fsqrt => FloatUnary::SquareRoot,
        Opcode::Fneg => FloatUnary::Negate,
        Opcode::Fabs => FloatUnary::Absolute,
        Opcode::Ffloor => FloatUnary::Down,
        Opcode::Fceil => FloatUnary::Up,
        Opcode::Ftrunc => FloatUnary::Zero,
        _ => FloatUnary::Nearest,
    };
    let arg = lower.use_value(arg);
    register_op(lower, Op::FloatUnary(op, size), result, [arg]);
}

pub(super) fn multiply_add(lower: &mut Lower<'_, Op>, inst: Inst, args: [Value; 3]) {
    let size = Size::of(lower.ty(args[0]));
    let result = result(lower, inst);
    let uses = args.map(|arg| lower.use_value(arg));
    register_op(lower, Op::FloatMultiplyAdd(size), result, uses);
}
