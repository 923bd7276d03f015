//! Comparisons. An int and a float compare by their exact values, which the conversion to a float
//! keeps for ints that are exactly floats.

use stage1::operators::compare::Comparison;
use stage1::value::Tag;

use super::Result;
use super::arithmetic::Plan;
use super::kinds::{Kind, Operand};
use super::translator::Translator;
use crate::condition::{FloatCondition, IntCondition};
use crate::ir::Type;
use crate::opcode::Opcode;

/// The machine's conditions for a comparison.
fn conditions(comparison: Comparison) -> (IntCondition, FloatCondition) {
    match comparison {
        Comparison::Less => (IntCondition::Slt, FloatCondition::Olt),
        Comparison::LessEqual => (IntCondition::Sle, FloatCondition::Ole),
        Comparison::Equal => (IntCondition::Eq, FloatCondition::Oeq),
        Comparison::NotEqual => (IntCondition::Ne, FloatCondition::Une),
        Comparison::Greater => (IntCondition::Sgt, FloatCondition::Ogt),
        Comparison::GreaterEqual => (IntCondition::Sge, FloatCondition::Oge),
    }
}

impl Translator<'_> {
    /// `left < right` and the others.
    pub(super) fn compare(&mut self, comparison: Comparison) -> Result {
        let (mut right, mut left) = (self.pop(), self.pop());
        let (int, float) = conditions(comparison);
        let mut plan = self.plan(&mut left, &mut right);
        let mixed = left.kind != right.kind;
        if plan == Plan::Floats && mixed && self.is_generic() {
            plan = Plan::General;
        }
        let result = match plan {
            Plan::Cold => {
                self.leave();
                return Ok(());
            }
            Plan::Ints => {
                let known = self.known_int(right);
                let (a, b) = (self.integer(left), self.integer(right));
                match known {
                    Some(number) => self.build.icmp(int, a, number),
                    None => self.build.icmp(int, a, b),
                }
            }
            Plan::Floats => {
                let a = self.exact_float(left);
                let b = self.exact_float(right);
                self.build.fcmp(float, a, b)
            }
            Plan::General => {
                let comparison = self.number(comparison as i64);
                let mut words = vec![comparison];
                words.extend(self.all_tagged(&[left, right])?);
                self.push_outcome("py_compare", &words, Some(Kind::Bool));
                return Ok(());
            }
        };
        self.push_word(Kind::Bool, result);
        Ok(())
    }

    /// `is`, `is not`
    pub(super) fn is(&mut self, inverted: bool) -> Result {
        let (right, left) = (self.pop(), self.pop());
        let different = match (left.kind.tag(), right.kind.tag()) {
            (Some(a), Some(b)) => a != b,
            _ => false,
        };
        let (kind, other) =
            if left.kind.tag().is_none() { (right.kind, left) } else { (left.kind, right) };
        let condition = if inverted { IntCondition::Ne } else { IntCondition::Eq };
        let same = match (kind, other.kind) {
            _ if different => self.build.iconst(Type::I8, inverted.into()),
            (Kind::NONE, Kind::Tagged) => {
                self.build.icmp(condition, other.word(), Tag::None as i64)
            }
            _ => {
                let [left_tag, left] = self.tagged(left)?;
                let [right_tag, right] = self.tagged(right)?;
                let tags = self.build.icmp(IntCondition::Eq, left_tag, right_tag);
                let payloads = self.build.icmp(IntCondition::Eq, left, right);
                let both = self.build.binary(Opcode::And, tags, payloads);
                if inverted { self.build.binary(Opcode::Xor, both, 1) } else { both }
            }
        };
        self.push_word(Kind::Bool, same);
        Ok(())
    }

    /// `in`, `not in`
    pub(super) fn contains(&mut self, inverted: bool) -> Result {
        let (container, item) = (self.pop(), self.pop());
        let words = self.all_tagged(&[item, container])?;
        // A helper that runs code of the program cannot be run again.
        let found = self.helper("py_contains", &words);
        if !inverted {
            let found = self.outcome(&found, Some(Kind::Bool));
            self.push(found);
            return Ok(());
        }
        // The outcome that an exit would push is that of `not in`.
        let turned = self.build.binary(Opcode::Xor, found[1], 1);
        let result = self.outcome(&[found[0], turned], Some(Kind::Bool));
        self.push(result);
        Ok(())
    }

    /// `not`, and the truth value of anything.
    pub(super) fn truth_value(&mut self, inverted: bool) -> Result {
        let operand = self.pop();
        let result = match (self.truth(operand)?, inverted) {
            (crate::ir::Operand::Number(number), _) => {
                self.build.iconst(Type::I8, number ^ i64::from(inverted))
            }
            (crate::ir::Operand::Value(value), false) => value,
            (crate::ir::Operand::Value(value), true) => self.build.icmp(IntCondition::Eq, value, 0),
        };
        self.push(Operand::new(Kind::Bool, &[result]));
        Ok(())
    }
}
