//! Quotients and remainders. The processor's division leaves both, in `rax` and `rdx`; it faults for a
//! divisor of 0 and for the least number by -1, which here is no fault.
//!
//! Narrow numbers are divided in 32 bits, in which their quotient always fits.

use stage2::entity::{Exit, Inst, Value};
use stage2::ir::Operand as Right;
use stage2::opcode::Opcode;

use super::{
    defining_same, exit_if, integer, known, number, rematerialisable, result, right_vreg,
    temporary, using, using_in, using_late,
};
use crate::isa::x64::operation::{Condition, Division, Op, Sign, Size};
use crate::isa::x64::registers::{RAX, RDX};
use crate::lir::{Constraint, Operand, PRegSet, Role, VReg};
use crate::lower::Lower;

pub(super) fn divide(
    lower: &mut Lower<'_, Op>,
    inst: Inst,
    opcode: Opcode,
    left: Value,
    right: Right,
    exit: Option<Exit>,
) {
    let ty = lower.ty(left);
    let size = Size::at_least_32(ty);
    let is_narrow = Size::of(ty) < Size::D;
    let is_quotient = matches!(opcode, Opcode::Sdiv | Opcode::Udiv | Opcode::SdivFloor);
    let is_signed = !matches!(opcode, Opcode::Udiv | Opcode::Urem);
    let sign = if is_signed { Sign::Signed } else { Sign::Unsigned };
    let result = result(lower, inst);
    let divisor = known(lower, right);
    if let Some(exit) = exit
        && divisor.is_none_or(|number| number == 0)
    {
        let divisor = right_vreg(lower, right);
        lower.emit(Op::Test(Size::of(ty)), &[using(divisor), using(divisor)]);
        exit_if(lower, Condition::Equal, exit);
    }
    if is_signed && integer::is_number(lower, right, -1) {
        if is_quotient {
            let left = lower.use_value(left);
            lower.emit(Op::Negate(size), &[defining_same(result), using(left)]);
        } else {
            let operand = Operand::defining(result, Constraint::Register);
            rematerialisable(lower, Op::Constant(0), operand);
        }
        return;
    }
    let is_floor = matches!(opcode, Opcode::SdivFloor | Opcode::SremFloor);
    let division = match (is_signed, is_floor, is_narrow || divisor.is_some()) {
        (false, ..) => Division::Unsigned,
        (true, false, true) => Division::SignedSimple,
        (true, false, false) => Division::Signed,
        (true, true, true) => Division::FloorSimple,
        (true, true, false) => Division::Floor,
    };
    let (left, right) = match right {
        _ if !is_narrow => (lower.use_value(left), right_vreg(lower, right)),
        Right::Value(right) => {
            (integer::wide(lower, left, sign), integer::wide(lower, right, sign))
        }
        Right::Number(known) => {
            let bits = if is_signed { known } else { known & ty.mask() as i64 };
            (integer::wide(lower, left, sign), number(lower, bits))
        }
    };
    emit(lower, Op::Divide(division, size), left, right, result, is_quotient);
}

fn emit(
    lower: &mut Lower<'_, Op>,
    op: Op,
    left: VReg,
    right: VReg,
    result: VReg,
    is_quotient: bool,
) {
    // What nobody wants is a definition all the same, so that the divisor keeps away from it.
    let unused = temporary(lower);
    let (quotient, remainder) = if is_quotient { (result, unused) } else { (unused, result) };
    let operands = [
        Operand::defining(quotient, Constraint::Fixed(RAX)),
        Operand::defining(remainder, Constraint::Fixed(RDX)),
        using_in(left, RAX),
        using_late(right),
    ];
    lower.emit_with(op, &operands, PRegSet::EMPTY, Role::Other);
}
