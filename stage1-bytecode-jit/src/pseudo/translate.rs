//! Bytecode → pseudo-assembly, one instruction at a time.
//!
//! Each bytecode instruction becomes the same few pseudo-instructions wherever it stands. That is
//! what *template* means: there is no looking ahead and no looking back, so each template can be
//! checked by itself, and the whole is right if each is. It is also what makes the output poor:
//!
//! ```text
//! ADD   →   pop r1              the operands come off the stack,
//!           pop r0
//!           add r0, r0, r1      the machine adds registers only,
//!           bail_if_overflow    Python's ints do not wrap,
//!           push r0             the next instruction looks for the result on the stack
//! ```
//!
//! Half of all that is pushes and pops; `peephole` takes them away again. Cleverness in one place,
//! simplicity in the other.
//!
//! What has no place in a register needs no code: loading a function or `range` is known from the
//! analysis, and a `range` loop is two hidden locals, the next number and the one to stop at.
//! CPython makes an iterator object that nobody can see, so nobody can miss it.
//!
//! Requires: the [`Analysis`] of this code object, complete. Keeps: the invariants that stand in
//! the header of [`super`]. Judged by `tests/template_jit.rs`.

use super::kinds::{Analysis, Kind, RangeSite, Refused, State, refused};
use super::{
    BailReason, BinaryOp, Condition, Function, Inst, Label, Op as Pseudo, Operand, Register,
    UnaryOp,
};
use crate::code_object::{CodeObject, Constant};
use crate::opcode::{Instruction, Op};

const R0: Register = Register::Scratch(0);
const R1: Register = Register::Scratch(1);

/// Writes a function down as pseudo-assembly. `callees` names the unit's functions.
///
/// # Errors
/// If no `return` is ever reached, so that there is no kind of result.
pub fn translate(
    code: &CodeObject,
    analysis: &Analysis,
    callees: Vec<String>,
) -> Result<Function, Refused> {
    let Some(result) = analysis.result else {
        return Err(refused(code, None, "never returns".to_string()));
    };
    let mut locals: Vec<String> = code.locals.iter().map(|local| local.name.to_string()).collect();
    let mut sites: Vec<(u32, RangeSite)> = analysis.ranges.iter().map(|(i, s)| (*i, *s)).collect();
    sites.sort_by_key(|(_, site)| site.next);
    for (index, _) in sites {
        locals.push(format!("next@{index}"));
        locals.push(format!("stop@{index}"));
    }
    let mut targets = vec![false; code.instructions.len()];
    for instruction in &code.instructions {
        if instruction.op.is_jump() {
            targets[instruction.arg as usize] = true;
        }
    }
    let mut writer = Writer { code: Vec::new(), bytecode: 0 };
    for (index, instruction) in code.instructions.iter().enumerate() {
        let Some(state) = &analysis.states[index] else { continue };
        writer.bytecode = index as u32;
        if targets[index] {
            let depth = state.stack.iter().filter(|kind| kind.takes_room()).count() as u32;
            writer.emit(Pseudo::Label { label: Label(index as u32), depth });
        }
        template(&mut writer, code, analysis, state, *instruction);
    }
    Ok(Function {
        name: code.name.to_string(),
        parameters: code.argument_count as u8,
        locals,
        result,
        callees,
        code: writer.code,
    })
}

struct Writer {
    code: Vec<Inst>,
    bytecode: u32,
}

impl Writer {
    fn emit(&mut self, op: Pseudo) {
        self.code.push(Inst { op, bytecode: self.bytecode });
    }

    fn push(&mut self, from: impl Into<Operand>) {
        self.emit(Pseudo::Push(from.into()));
    }

    /// Pops into `r0` … `r(count-1)`, the top of the stack into the last.
    fn pop(&mut self, count: u8) {
        for n in (0..count).rev() {
            self.emit(Pseudo::Pop(Register::Scratch(n)));
        }
    }

    fn set(&mut self, condition: Condition, right: impl Into<Operand>) {
        self.emit(Pseudo::Set { to: R0, condition, left: R0.into(), right: right.into() });
        self.push(R0);
    }

    fn bail_if(&mut self, condition: Condition, bound: i64, reason: BailReason) {
        let right = Operand::Immediate(bound);
        self.emit(Pseudo::BailIf { condition, left: R1.into(), right, reason });
    }
}

/// Writes one bytecode instruction's pseudo-instructions. `state` holds the kinds before it.
fn template(
    writer: &mut Writer,
    code: &CodeObject,
    analysis: &Analysis,
    state: &State,
    Instruction { op, arg }: Instruction,
) {
    let top = state.stack.last().copied();
    let local = Register::Local(arg as u16);
    match op {
        Op::Pop => {
            if top.is_some_and(Kind::takes_room) {
                writer.pop(1);
            }
        }
        Op::Copy => {
            let count = arg as u8;
            writer.pop(count);
            for n in (0..count).chain([0]) {
                writer.push(Register::Scratch(n));
            }
        }
        Op::Swap => {
            let last = arg as u8 - 1;
            writer.pop(last + 1);
            for n in 0..=last {
                let from = if n == 0 {
                    last
                } else if n == last {
                    0
                } else {
                    n
                };
                writer.push(Register::Scratch(from));
            }
        }
        Op::LoadConst => match code.constants[arg as usize] {
            Constant::Int(value) => writer.push(Operand::Immediate(value)),
            Constant::Bool(value) => writer.push(Operand::Immediate(i64::from(value))),
            _ => {}
        },
        Op::LoadFast => {
            if state.locals[arg as usize].takes_room() {
                writer.push(local);
            }
        }
        Op::StoreFast => writer.emit(Pseudo::Pop(local)),
        Op::Negative | Op::Invert => {
            writer.pop(1);
            let unary = if op == Op::Negative { UnaryOp::Negate } else { UnaryOp::Invert };
            writer.emit(Pseudo::Unary { op: unary, to: R0, from: R0.into() });
            if op == Op::Negative {
                writer.emit(Pseudo::BailIfOverflow);
            }
            writer.push(R0);
        }
        Op::ToBool if top == Some(Kind::Bool) => {}
        Op::Not | Op::ToBool => {
            writer.pop(1);
            let condition = if op == Op::Not { Condition::Equal } else { Condition::NotEqual };
            writer.set(condition, Operand::Immediate(0));
        }
        Op::Jump | Op::JumpBackward => writer.emit(Pseudo::Jump(Label(arg))),
        Op::PopJumpIfFalse | Op::PopJumpIfTrue => {
            writer.pop(1);
            let condition =
                if op == Op::PopJumpIfFalse { Condition::Equal } else { Condition::NotEqual };
            let right = Operand::Immediate(0);
            writer.emit(Pseudo::JumpIf { condition, left: R0.into(), right, target: Label(arg) });
        }
        Op::ForIter => {
            if let Some(Kind::RangeIterator(site)) = top {
                for_range(writer, analysis.ranges[&site], Label(arg));
            }
        }
        Op::Return => {
            writer.pop(1);
            writer.emit(Pseudo::Return(R0.into()));
        }
        Op::Call => match state.stack[state.stack.len() - 1 - arg as usize] {
            // ANCHOR: call
            Kind::Function(function) => {
                writer.pop(arg as u8);
                writer.emit(Pseudo::Call { function, arguments: arg as u8 });
                writer.push(R0);
            }
            // ANCHOR_END: call
            _ => make_range(writer, analysis.ranges[&(writer.bytecode)], arg),
        },
        _ => {
            if let Some(condition) = comparison(op) {
                writer.pop(2);
                writer.set(condition, R1);
            } else if let Some(binary) = arithmetic(op) {
                arithmetic_template(writer, binary);
            }
            // `Positive`, `GetIter` and `LoadGlobal` need no code.
        }
    }
}

// ANCHOR: arithmetic
fn arithmetic_template(writer: &mut Writer, op: BinaryOp) {
    writer.pop(2);
    match op {
        BinaryOp::FloorDivide | BinaryOp::Remainder => {
            writer.bail_if(Condition::Equal, 0, BailReason::DivisionByZero);
        }
        BinaryOp::ShiftLeft | BinaryOp::ShiftRight => {
            writer.bail_if(Condition::NotBelow, 64, BailReason::ShiftCount);
        }
        _ => {}
    }
    writer.emit(Pseudo::Binary { op, to: R0, left: R0.into(), right: R1.into() });
    if op.sets_overflow() {
        writer.emit(Pseudo::BailIfOverflow);
    }
    writer.push(R0);
}
// ANCHOR_END: arithmetic

fn arithmetic(op: Op) -> Option<BinaryOp> {
    Some(match op {
        Op::Add => BinaryOp::Add,
        Op::Subtract => BinaryOp::Subtract,
        Op::Multiply => BinaryOp::Multiply,
        Op::FloorDivide => BinaryOp::FloorDivide,
        Op::Remainder => BinaryOp::Remainder,
        Op::LeftShift => BinaryOp::ShiftLeft,
        Op::RightShift => BinaryOp::ShiftRight,
        Op::And => BinaryOp::And,
        Op::Or => BinaryOp::Or,
        Op::Xor => BinaryOp::Xor,
        _ => return None,
    })
}

fn comparison(op: Op) -> Option<Condition> {
    Some(match op {
        Op::Less => Condition::Less,
        Op::LessEqual => Condition::LessEqual,
        Op::Equal => Condition::Equal,
        Op::NotEqual => Condition::NotEqual,
        Op::Greater => Condition::Greater,
        Op::GreaterEqual => Condition::GreaterEqual,
        _ => return None,
    })
}

/// `range(stop)`, `range(start, stop)`, `range(start, stop, step)`: fills the hidden locals.
fn make_range(writer: &mut Writer, site: RangeSite, arguments: u32) {
    let (next, stop) = (Register::Local(site.next), Register::Local(site.next + 1));
    if arguments == 3 {
        writer.emit(Pseudo::Pop(R0)); // the step, known from the analysis
    }
    writer.emit(Pseudo::Pop(stop));
    if arguments == 1 {
        writer.emit(Pseudo::Move { to: next, from: Operand::Immediate(0) });
    } else {
        writer.emit(Pseudo::Pop(next));
    }
}

/// One turn of a `range` loop: leaves at the end, otherwise pushes the next number.
fn for_range(writer: &mut Writer, site: RangeSite, exhausted: Label) {
    let (next, stop) = (Register::Local(site.next), Register::Local(site.next + 1));
    let condition = if site.step > 0 { Condition::GreaterEqual } else { Condition::LessEqual };
    writer.emit(Pseudo::JumpIf {
        condition,
        left: next.into(),
        right: stop.into(),
        target: exhausted,
    });
    writer.push(next);
    writer.emit(Pseudo::Binary {
        op: BinaryOp::Add,
        to: next,
        left: next.into(),
        right: Operand::Immediate(site.step),
    });
    // A step of 1 ends at `stop` at the latest, which fits; a longer one may jump over it.
    if site.step.unsigned_abs() != 1 {
        writer.emit(Pseudo::BailIfOverflow);
    }
}
