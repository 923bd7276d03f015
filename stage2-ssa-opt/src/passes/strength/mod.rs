//! Strength reduction: divisions and multiplications become cheaper operations.
//!
//! ```text
//! v1: i64 = sdiv.floor v0, 10       v1: i64 = ashr v0, 63
//!                                   v2: i64 = xor v0, v1
//!                             ─►    v3: i64 = umulhi v2, 0x6666666666666667
//!                                   v4: i64 = lshr v3, 2
//!                                   v5: i64 = xor v1, v4
//! ```
//!
//! A division costs as much as ten to twenty other operations, a multiplication as three. Three
//! things are done:
//!
//! * [`divide`]: division and remainder by a number become multiplication by its reciprocal, and tests of
//!   a remainder against 0 a multiplication by the inverse;
//! * [`induction`]: a multiple of a loop's counter is a sum of its own;
//! * multiplication by `2ᵏ`, `2ᵏ + 1` and `2ᵏ - 1` becomes a shift and an addition or subtraction.
//!
//! It makes one operation into several, so it runs late: `gvn` and `ranges` know more about a
//! division than about its pieces.
//!
//! Requires: nothing; `simplify` and `licm` before it find more for it to do. Keeps: the blocks and
//! their edges; headers of loops get parameters. Leaves out: floor division by negative numbers,
//! recurrences of addresses scaled by 1, 2, 4 or 8, which machines have as addressing modes.
//!
//! Judged by `filetests/opt/strength/`, and in `tests/passes_scalar.rs` by all divisions of all 8-bit
//! numbers, those at the borders of wider types, and random functions.

use super::{Changed, Context};
use crate::analysis::uses::{Uses, uses};
use crate::entity::{Inst, Value};
use crate::ir::edit::Replacements;
use crate::ir::{Function, InstData, Operand, SourceLoc, Type};
use crate::opcode::{Format, Opcode};

mod divide;
mod induction;

/// Strength reduction.
pub fn run(function: &mut Function, context: &mut Context) -> Changed {
    let mut insts = function.layout.iter().flat_map(|&block| &function.blocks[block].insts);
    let costs = |inst: &Inst| {
        let opcode = function.insts[*inst].opcode();
        matches!(opcode, Opcode::Imul | Opcode::ImulChecked) || opcode.format() == Format::Divide
    };
    if !insts.any(costs) {
        return Changed::No;
    }
    let reduced = induction::run(function, context);
    reduced | single_instructions(function, context)
}

/// Replaces instructions by several cheaper ones.
fn single_instructions(function: &mut Function, context: &mut Context) -> Changed {
    let divides = |inst: &Inst| {
        matches!(function.insts[*inst], InstData::BinaryImm { opcode, .. }
            if opcode.format() == Format::Divide)
    };
    // Who uses what is asked only of remainders.
    let mut insts = function.layout.iter().flat_map(|&block| &function.blocks[block].insts);
    let uses = if insts.any(divides) { uses(function) } else { Uses::default() };
    let mut equal = Replacements::of(function);
    let mut changed = Changed::No;
    let mut insts = Vec::new();
    for position in 0..function.layout.len() {
        let block = function.layout[position];
        let mut old = std::mem::take(&mut function.blocks[block].insts);
        for inst in old.drain(..) {
            let location = function.locations[inst];
            let mut emitter = Emitter { function, insts: Vec::new(), location };
            let cheaper = emitter.cheaper(&uses, inst);
            let before = emitter.insts;
            let (Some((what, value)), Some(result)) = (cheaper, function.result(inst)) else {
                insts.push(inst);
                continue;
            };
            if context.rewrite(what) {
                insts.extend(before);
                equal.replace(result, value);
                changed = Changed::Yes;
            } else {
                insts.push(inst);
            }
        }
        old.append(&mut insts);
        function.blocks[block].insts = old;
    }
    equal.apply(function);
    changed
}

/// Appends instructions to a list.
struct Emitter<'f> {
    function: &'f mut Function,
    insts: Vec<Inst>,
    location: SourceLoc,
}

impl Emitter<'_> {
    /// The value of an instruction, computed more cheaply by what was emitted.
    fn cheaper(&mut self, uses: &Uses, inst: Inst) -> Option<(&'static str, Value)> {
        match self.function.insts[inst] {
            InstData::BinaryImm { opcode: Opcode::Imul, arg, imm } => {
                Some(("multiplications by a number", self.shifts(arg, imm)?))
            }
            // Twice a number leaves exactly when its sum with itself does.
            InstData::BinaryImmExit { opcode: Opcode::ImulChecked, arg, imm: 2, exit } => {
                let opcode = Opcode::IaddChecked;
                let data = InstData::BinaryExit { opcode, args: [arg, arg], exit };
                let ty = self.function.ty(arg);
                Some(("multiplications by a number", self.emit(data, ty)))
            }
            InstData::BinaryImm { opcode, arg, imm } if opcode.format() == Format::Divide => {
                let remainder = divide::is_remainder(opcode);
                if remainder && divide::is_only_compared_with_zero(self.function, uses, inst) {
                    return None;
                }
                let value = match remainder {
                    true => self.remainder(opcode, arg, imm)?,
                    false => self.quotient(opcode, arg, imm)?,
                };
                Some(("divisions by a number", value))
            }
            InstData::IcmpImm { condition, arg, imm: 0 } => {
                let divided = self.function.defining_inst(arg)?;
                if !divide::is_only_compared_with_zero(self.function, uses, divided) {
                    return None;
                }
                let value = self.test_of_remainder(condition, divided)?;
                Some(("tests of a remainder", value))
            }
            _ => None,
        }
    }

    /// A product with a number, if it takes at most a shift and an addition.
    fn shifts(&mut self, x: Value, imm: i64) -> Option<Value> {
        let ty = self.function.ty(x);
        let bits = imm as u64 & ty.mask();
        let power = |bits: u64| bits.is_power_of_two().then(|| i64::from(bits.trailing_zeros()));
        if let Some(by) = power(bits) {
            return Some(self.number(Opcode::Shl, x, by));
        }
        let (opcode, by) = match (power(bits.wrapping_sub(1)), power(bits.wrapping_add(1))) {
            (Some(by), _) => (Opcode::Iadd, by),
            (None, Some(by)) => (Opcode::Isub, by),
            (None, None) => return None,
        };
        let shifted = self.number(Opcode::Shl, x, by);
        Some(self.values(opcode, shifted, x))
    }

    fn emit(&mut self, data: InstData, ty: Type) -> Value {
        let inst = self.function.make_inst(data, &[ty], self.location);
        self.insts.push(inst);
        // It was made with one result.
        self.function.result(inst).unwrap_or(Value(0))
    }

    /// An operation with a number.
    fn number(&mut self, opcode: Opcode, arg: Value, imm: i64) -> Value {
        let ty = self.function.ty(arg);
        self.emit(InstData::BinaryImm { opcode, arg, imm: ty.canonical(imm) }, ty)
    }

    /// An operation on two values.
    fn values(&mut self, opcode: Opcode, left: Value, right: Value) -> Value {
        let ty = self.function.ty(left);
        self.emit(InstData::Binary { opcode, args: [left, right] }, ty)
    }

    fn unary(&mut self, opcode: Opcode, arg: Value, to: Type) -> Value {
        self.emit(InstData::Unary { opcode, arg }, to)
    }

    fn constant(&mut self, ty: Type, number: i64) -> Value {
        self.emit(InstData::Iconst { value: ty.canonical(number) }, ty)
    }

    /// A product of an operand with another.
    fn product(&mut self, ty: Type, a: Operand, b: Operand) -> Operand {
        match (a, b) {
            (Operand::Number(a), Operand::Number(b)) => {
                Operand::Number(ty.canonical(a.wrapping_mul(b)))
            }
            (Operand::Value(value), Operand::Number(number))
            | (Operand::Number(number), Operand::Value(value)) => match number {
                0 => Operand::Number(0),
                1 => Operand::Value(value),
                _ => Operand::Value(self.number(Opcode::Imul, value, number)),
            },
            (Operand::Value(a), Operand::Value(b)) => {
                Operand::Value(self.values(Opcode::Imul, a, b))
            }
        }
    }
}
