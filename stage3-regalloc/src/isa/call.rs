//! Calls, from both sides: parameters, arguments, results, returns.
//!
//! Everything that has a register is a fixed operand of one instruction, so the allocator makes
//! the parallel move; what has none is stored before the call, or loaded behind it, at the bottom of
//! the frame. Only addresses relative to the stack pointer are used there, which does not move
//! between prologue and epilogue.
//!
//! Both instruction sets do it so; they differ in the registers and in the operations ([`Calls`]).

use stage2::entity::{Inst, Value};
use stage2::ir::{Signature, Type};

use crate::calling_convention::{Home, Registers, assign};
use crate::compile::CompileError;
use crate::lir::{Constraint, Operand, PRegSet, Remat, Role, VReg};
use crate::lower::Lower;

/// The operations of an instruction set that calls consist of, and the registers of its convention.
/// Places on the stack are so many bytes from where they begin.
pub trait Calls: Copy {
    /// Where parameters are.
    const PARAMETERS: Registers;
    /// Where results are.
    const RESULTS: Registers;
    /// What a call does not keep.
    fn clobbers() -> PRegSet;
    /// The definition of the parameters in registers.
    const TAKE_PARAMETERS: Self;
    /// A return, with the results in registers.
    const RETURN: Self;
    /// Loads a parameter that the caller has put on the stack.
    fn stack_parameter(offset: u32) -> Self;
    /// Stores an argument for a call.
    fn store_outgoing(offset: u32) -> Self;
    /// Loads a result that a call has put on the stack.
    fn load_outgoing(offset: u32) -> Self;
    /// Stores a result for the caller.
    fn store_result(offset: u32) -> Self;
}

/// The function's own parameters.
pub(super) fn parameters<Op: Calls>(lower: &mut Lower<'_, Op>) -> Result<(), CompileError> {
    let function = lower.source.function;
    let Some(entry) = function.entry() else { return Ok(()) };
    let (homes, _) = assign(&lower.source.signature.params, Op::PARAMETERS, 0);
    let mut operands = Vec::new();
    let mut on_stack = Vec::new();
    for (&value, home) in function.blocks[entry].params.iter().zip(homes) {
        let vreg = lower.define(value);
        match home {
            Home::Register(register) => {
                operands.push(Operand::defining(vreg, Constraint::Fixed(register)));
            }
            Home::Stack(offset) => on_stack.push((vreg, offset)),
        }
    }
    lower.emit(Op::TAKE_PARAMETERS, &operands);
    for (vreg, offset) in on_stack {
        lower.set_remat(vreg, Remat::StackParameter(offset));
        let operand = Operand::defining(vreg, Constraint::Register);
        let op = Op::stack_parameter(offset);
        lower.emit_with(op, &[operand], PRegSet::EMPTY, Role::Rematerialisable);
    }
    Ok(())
}

/// A call; `callee` is the operand that holds the address, if one does, and `state` are those that
/// must be found while it runs.
pub(super) fn call<Op: Calls>(
    lower: &mut Lower<'_, Op>,
    inst: Inst,
    op: Op,
    callee: Option<VReg>,
    signature: &Signature,
    arguments: &[Value],
    state: Vec<Operand>,
) {
    let (argument_homes, stack) = assign(&signature.params, Op::PARAMETERS, 0);
    let (result_homes, stack) = assign(&signature.results, Op::RESULTS, stack);
    lower.outgoing_bytes = lower.outgoing_bytes.max(stack);
    lower.has_calls = true;
    let mut operands: Vec<Operand> =
        callee.into_iter().map(|vreg| Operand::using(vreg, Constraint::Register)).collect();
    // ANCHOR: arguments
    for (&argument, home) in arguments.iter().zip(argument_homes) {
        let vreg = lower.use_value(argument);
        match home {
            Home::Register(register) => {
                operands.push(Operand::using(vreg, Constraint::Fixed(register)));
            }
            Home::Stack(offset) => {
                let operand = Operand::using(vreg, Constraint::Register);
                lower.emit(Op::store_outgoing(offset), &[operand]);
            }
        }
    }
    // ANCHOR_END: arguments
    let mut clobbers = Op::clobbers();
    let mut on_stack = Vec::new();
    let results: Vec<Value> = lower.source.function.results(inst).collect();
    for (value, home) in results.into_iter().zip(result_homes) {
        match home {
            Home::Register(register) => {
                let vreg = lower.define(value);
                clobbers = clobbers.without(register);
                operands.push(Operand::defining(vreg, Constraint::Fixed(register)));
            }
            Home::Stack(offset) => on_stack.push((value, offset)),
        }
    }
    operands.extend(state);
    lower.emit_with(op, &operands, clobbers, Role::Other);
    for (value, offset) in on_stack {
        let operand = Operand::defining(lower.define(value), Constraint::Register);
        lower.emit(Op::load_outgoing(offset), &[operand]);
    }
}

/// A return.
pub(super) fn returning<Op: Calls>(lower: &mut Lower<'_, Op>, values: &[Value]) {
    let params: &[Type] = &lower.source.signature.params;
    let (_, stack) = assign(params, Op::PARAMETERS, 0);
    let (homes, _) = assign(&lower.source.signature.results, Op::RESULTS, stack);
    let mut operands = Vec::new();
    for (&value, home) in values.iter().zip(homes) {
        let vreg = lower.use_value(value);
        match home {
            Home::Register(register) => {
                operands.push(Operand::using(vreg, Constraint::Fixed(register)));
            }
            Home::Stack(offset) => {
                let operand = Operand::using(vreg, Constraint::Register);
                lower.emit(Op::store_result(offset), &[operand]);
            }
        }
    }
    lower.emit(Op::RETURN, &operands);
}
