//! Rules for what chooses by a condition: `select`, `br`, and guards.
//!
//! A branch keeps its targets here, but may exchange them. `select` makes minimum and maximum, and
//! back ends look for that pattern: nothing here takes it apart.

use super::{Nothing, Rewrite, Rules, To, unary};
use crate::condition::IntCondition;
use crate::entity::{Exit, Value};
use crate::ir::{BlockCall, InstData, Type};
use crate::opcode::Opcode;

impl Rules<'_> {
    pub(super) fn select(&mut self, [condition, a, b]: [Value; 3]) -> Option<Rewrite> {
        if a == b {
            return Some(Rewrite::Value(a));
        }
        if let Some(number) = self.number(condition) {
            return Some(Rewrite::Value(if number != 0 { a } else { b }));
        }
        if let (Some(x), Some(y)) = (self.constant_bits(a), self.constant_bits(b))
            && x == y
        {
            return Some(Rewrite::Value(a));
        }
        if let Some((value, turned)) = self.tested(condition)
            && self.ty(value) == Type::I8
        {
            let [a, b] = if turned { [b, a] } else { [a, b] };
            return Some(To(InstData::Ternary { opcode: Opcode::Select, args: [value, a, b] }));
        }
        let ty = self.ty(a);
        if !ty.is_int() {
            return None;
        }
        let truth = match (self.number(a)?, self.number(b)?) {
            (1, 0) if self.is_boolean(condition) => condition,
            (1, 0) => return self.selected_truth(IntCondition::Ne, condition, ty),
            (0, 1) => return self.selected_truth(IntCondition::Eq, condition, ty),
            _ => return None,
        };
        Some(if ty == Type::I8 { Rewrite::Value(truth) } else { unary(Opcode::Zext, truth) })
    }

    /// 1 or 0, as the condition compares with 0.
    fn selected_truth(&mut self, condition: IntCondition, arg: Value, ty: Type) -> Option<Rewrite> {
        let data = InstData::IcmpImm { condition, arg, imm: 0 };
        if ty == Type::I8 {
            return Some(To(data));
        }
        let truth = self.emit(data, Type::I8);
        Some(unary(Opcode::Zext, truth))
    }

    pub(super) fn branch(
        &mut self,
        condition: Value,
        [then, otherwise]: [BlockCall; 2],
    ) -> Option<Rewrite> {
        let (value, turned) = self.tested(condition)?;
        if self.ty(value) != Type::I8 {
            return None;
        }
        let targets = if turned { [otherwise, then] } else { [then, otherwise] };
        Some(To(InstData::Br { condition: value, targets }))
    }

    /// What is compared with 0 to make the condition, and whether the condition is that it *is* 0.
    fn tested(&self, condition: Value) -> Option<(Value, bool)> {
        match self.definition(condition)? {
            InstData::IcmpImm { condition: IntCondition::Ne, arg, imm: 0 } => Some((arg, false)),
            InstData::IcmpImm { condition: IntCondition::Eq, arg, imm: 0 } => Some((arg, true)),
            InstData::BinaryImm { opcode: Opcode::Xor, arg, imm: 1 } if self.is_boolean(arg) => {
                Some((arg, true))
            }
            _ => None,
        }
    }

    pub(super) fn unary_exit(&mut self, opcode: Opcode, arg: Value, exit: Exit) -> Option<Rewrite> {
        if opcode != Opcode::Guard {
            return self.convert_checked(opcode, arg);
        }
        if let Some(number) = self.number(arg) {
            // A guard of 0 surely leaves; `sccp` ends the block there.
            return (number != 0).then_some(Nothing);
        }
        let same = match self.definition(arg)? {
            InstData::IcmpImm { condition: IntCondition::Ne, arg, imm: 0 }
            | InstData::Unary { opcode: Opcode::Zext | Opcode::Sext | Opcode::Ineg, arg } => arg,
            _ => return None,
        };
        Some(To(InstData::UnaryExit { opcode, arg: same, exit }))
    }
}
