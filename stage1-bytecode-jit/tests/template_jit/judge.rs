//! The slow obvious judge: runs pseudo-assembly one instruction at a time.
//!
//! It also keeps watch over the invariants: a scratch register that is read after a label, a jump
//! or a call where it should be dead is empty here, and the test fails.

use std::collections::HashMap;

use stage1::pseudo::{BailReason, BinaryOp, Function, Op, Operand, Register, UnaryOp};

/// Runs a function; `Err` is a bail.
pub fn run(
    functions: &[&Function],
    entry: usize,
    arguments: &[i64],
    depth_left: u32,
) -> Result<i64, BailReason> {
    let Some(depth_left) = depth_left.checked_sub(1) else { return Err(BailReason::Depth) };
    let function = functions[entry];
    let mut labels = HashMap::new();
    for (i, inst) in function.code.iter().enumerate() {
        if let Op::Label { label, .. } = inst.op {
            labels.insert(label, i);
        }
    }
    let mut locals: Vec<Option<i64>> = vec![None; function.locals.len()];
    for (local, argument) in locals.iter_mut().zip(arguments) {
        *local = Some(*argument);
    }
    let mut machine = Machine { locals, scratch: [None; 6], stack: Vec::new() };
    let mut overflow = false;
    let mut at = 0;
    loop {
        let op = function.code[at].op;
        at += 1;
        match op {
            Op::Push(from) => {
                let value = machine.read(from);
                machine.stack.push(value);
            }
            Op::Pop(to) => {
                let value = machine.stack.pop().expect("a value on the stack");
                machine.write(to, value);
            }
            Op::Move { to, from } => machine.write(to, machine.read(from)),
            Op::Binary { op, to, left, right } => {
                let (value, overflowed) = binary(op, machine.read(left), machine.read(right));
                if overflowed && op.may_bail() {
                    return Err(BailReason::Overflow);
                }
                overflow = overflowed;
                machine.write(to, value);
            }
            Op::Unary { op, to, from } => {
                let from = machine.read(from);
                let value = match op {
                    UnaryOp::Negate => from.wrapping_neg(),
                    UnaryOp::Invert => !from,
                };
                overflow = op == UnaryOp::Negate && from == i64::MIN;
                machine.write(to, value);
            }
            Op::Set { to, condition, left, right } => {
                let holds = condition.holds(machine.read(left), machine.read(right));
                machine.write(to, i64::from(holds));
            }
            Op::BailIfOverflow => {
                if overflow {
                    return Err(BailReason::Overflow);
                }
            }
            Op::BailIf { condition, left, right, reason } => {
                if condition.holds(machine.read(left), machine.read(right)) {
                    return Err(reason);
                }
            }
            Op::Label { depth, .. } => {
                assert_eq!(machine.stack.len(), depth as usize, "depth of the stack at a label");
                machine.scratch = [None; 6];
            }
            Op::Jump(target) => at = labels[&target],
            Op::JumpIf { condition, left, right, target } => {
                if condition.holds(machine.read(left), machine.read(right)) {
                    at = labels[&target];
                }
                machine.scratch = [None; 6];
            }
            Op::Call { function, arguments } => {
                let values: Vec<i64> = (0..arguments)
                    .map(|n| machine.read(Operand::Register(Register::Scratch(n))))
                    .collect();
                let value = run(functions, function as usize, &values, depth_left)?;
                machine.scratch = [None; 6];
                machine.write(Register::Scratch(0), value);
            }
            Op::Return(from) => return Ok(machine.read(from)),
            Op::Nothing => {}
        }
    }
}

struct Machine {
    locals: Vec<Option<i64>>,
    scratch: [Option<i64>; 6],
    stack: Vec<i64>,
}

impl Machine {
    fn read(&self, operand: Operand) -> i64 {
        match operand {
            Operand::Immediate(value) => value,
            Operand::Register(Register::Scratch(n)) => {
                self.scratch[usize::from(n)].expect("a live scratch register")
            }
            Operand::Register(Register::Local(n)) => {
                self.locals[usize::from(n)].expect("a local that was assigned")
            }
        }
    }

    fn write(&mut self, register: Register, value: i64) {
        match register {
            Register::Scratch(n) => self.scratch[usize::from(n)] = Some(value),
            Register::Local(n) => self.locals[usize::from(n)] = Some(value),
        }
    }
}

/// The value, wrapped, and whether it is wrong for that; by way of 128 bits.
pub fn binary(op: BinaryOp, a: i64, b: i64) -> (i64, bool) {
    let (wide_a, wide_b) = (i128::from(a), i128::from(b));
    let exact = match op {
        BinaryOp::Add => wide_a + wide_b,
        BinaryOp::Subtract => wide_a - wide_b,
        BinaryOp::Multiply => wide_a * wide_b,
        BinaryOp::FloorDivide => floor(wide_a, wide_b),
        BinaryOp::Remainder => wide_a - floor(wide_a, wide_b) * wide_b,
        BinaryOp::ShiftLeft => wide_a * (1i128 << b),
        BinaryOp::ShiftRight => floor(wide_a, 1i128 << b),
        BinaryOp::And => wide_a & wide_b,
        BinaryOp::Or => wide_a | wide_b,
        BinaryOp::Xor => wide_a ^ wide_b,
    };
    (exact as i64, i64::try_from(exact).is_err())
}

/// The largest integer that is not above `a / b`.
pub fn floor(a: i128, b: i128) -> i128 {
    let quotient = a / b;
    if quotient * b != a && (a < 0) != (b < 0) { quotient - 1 } else { quotient }
}
