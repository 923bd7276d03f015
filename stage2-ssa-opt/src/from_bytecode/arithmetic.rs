//! Operators: the machine's where both operands are numbers of a known kind, helpers elsewhere.
//!
//! Ints are computed in 64 bits with a check; where the result does not fit, the interpreter makes
//! a big one. Division and remainder round down. `a / b` of ints is exact arithmetic rounded once:
//! dividing the two as floats is the same as long as both are exactly floats, below 2⁵³.

use stage1::operators::arithmetic::BinaryOperator as Operator;

use super::Result;
use super::kinds::{Kind, Operand};
use super::translator::Translator;
use crate::condition::{FloatCondition, IntCondition};
use crate::entity::Value;
use crate::opcode::Opcode;

/// Ints up to here, and down to its negation, are floats.
pub(super) const EXACT: i64 = 1 << 53;

/// How an operation with two operands is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Plan {
    /// As one of ints.
    Ints,
    /// As one of floats; an int among them is converted.
    Floats,
    /// By a helper.
    General,
    /// It never ran.
    Cold,
}

impl Translator<'_> {
    /// Narrows two operands as far as feedback allows, and says what that makes possible.
    pub(super) fn plan(&mut self, left: &mut Operand, right: &mut Operand) -> Plan {
        let site = self.code.site(self.at);
        if !self.is_generic() {
            let known = left.kind.tag().is_some() && right.kind.tag().is_some();
            if !known && (site.left().0 == 0 || site.right().0 == 0) {
                return Plan::Cold;
            }
            for (operand, seen) in [(&mut *left, site.left()), (&mut *right, site.right())] {
                if let Some(kind) = Kind::of_feedback(seen) {
                    *operand = self.narrow(*operand, kind);
                }
            }
        }
        let is_int = |operand: &Operand| matches!(operand.kind, Kind::Int | Kind::Bool);
        let is_number = |operand: &Operand| is_int(operand) || operand.kind == Kind::Float;
        if is_int(left) && is_int(right) {
            Plan::Ints
        } else if is_number(left) && is_number(right) {
            Plan::Floats
        } else {
            Plan::General
        }
    }

    /// `left op right`
    pub(super) fn binary(&mut self, operator: Operator, in_place: bool) -> Result {
        let (mut right, mut left) = (self.pop(), self.pop());
        let result = match self.plan(&mut left, &mut right) {
            Plan::Cold => {
                self.leave();
                return Ok(());
            }
            Plan::Ints => self.ints(operator, left, right),
            Plan::Floats => self.floats(operator, left, right),
            Plan::General => None,
        };
        if let Some(result) = result {
            self.push(result);
            return Ok(());
        }
        let operator = self.number(operator as i64);
        let mut words = vec![operator];
        words.extend(self.all_tagged(&[left, right])?);
        let helper = if in_place { "py_binary_in_place" } else { "py_binary" };
        let hope = self.hope();
        self.push_outcome(helper, &words, hope);
        Ok(())
    }

    /// Of two ints; `None` when only a helper can do it.
    fn ints(&mut self, operator: Operator, left: Operand, right: Operand) -> Option<Operand> {
        let generic = self.is_generic();
        let both_bool = left.kind == Kind::Bool && right.kind == Kind::Bool;
        let bitwise = match operator {
            Operator::And => Some(Opcode::And),
            Operator::Or => Some(Opcode::Or),
            Operator::Xor => Some(Opcode::Xor),
            _ => None,
        };
        if let Some(opcode) = bitwise {
            let (kind, a, b) = if both_bool {
                (Kind::Bool, left.word(), right.word())
            } else {
                (Kind::Int, self.integer(left), self.integer(right))
            };
            return Some(Operand::new(kind, &[self.build.binary(opcode, a, b)]));
        }
        // What has not fitted before, or failed here, is done by the helper.
        let seen = self.code.site(self.at).result();
        let fits = seen.0 == 0
            || Kind::of_feedback(seen).is_some_and(|kind| {
                kind.tag().is_some_and(|tag| tag < stage1::value::Tag::FIRST_HEAP)
            });
        if generic || !fits {
            return None;
        }
        let known = self.known_int(right);
        let (a, b) = (self.integer(left), self.integer(right));
        let checked = match operator {
            Operator::Add => Opcode::IaddChecked,
            Operator::Subtract => Opcode::IsubChecked,
            Operator::Multiply => Opcode::ImulChecked,
            Operator::FloorDivide | Operator::Remainder => {
                return Some(self.divide(operator, a, b, known));
            }
            Operator::TrueDivide => return Some(self.true_divide(left, right)),
            Operator::Power if known == Some(2) => {
                let exit = self.deopt();
                let square = self.build.checked(Opcode::ImulChecked, a, a, exit);
                return Some(Operand::new(Kind::Int, &[square]));
            }
            Operator::LeftShift => return Some(self.shift_left(a, b)),
            Operator::RightShift => {
                if known.is_none_or(|amount| amount < 0) {
                    let exit = self.deopt();
                    let right_sign = self.build.icmp(IntCondition::Sge, b, 0);
                    self.build.guard(right_sign, exit);
                }
                let shifted = match known {
                    Some(amount) if amount >= 0 => {
                        self.build.binary(Opcode::Ashr, a, amount.min(63))
                    }
                    _ => self.build.binary(Opcode::Ashr, a, b),
                };
                return Some(Operand::new(Kind::Int, &[shifted]));
            }
            _ => return None,
        };
        let exit = self.deopt();
        let result = match known.filter(|number| i32::try_from(*number).is_ok()) {
            Some(number) => self.build.checked(checked, a, number, exit),
            None => self.build.checked(checked, a, b, exit),
        };
        Some(Operand::new(Kind::Int, &[result]))
    }

    /// `//` and `%`: the interpreter raises for 0, and makes the one quotient that does not fit.
    fn divide(&mut self, operator: Operator, a: Value, b: Value, known: Option<i64>) -> Operand {
        let quotient = operator == Operator::FloorDivide;
        let opcode = if quotient { Opcode::SdivFloor } else { Opcode::SremFloor };
        let result = match known {
            Some(number) if number != 0 && number != -1 => self.build.binary(opcode, a, number),
            _ => {
                let exit = self.deopt();
                if quotient {
                    // The smallest int by -1: only then is the quotient's sign wrong.
                    let least = self.build.icmp(IntCondition::Ne, a, i64::MIN);
                    let other = self.build.icmp(IntCondition::Ne, b, -1);
                    let fine = self.build.binary(Opcode::Or, least, other);
                    self.build.guard(fine, exit);
                }
                self.build.checked(opcode, a, b, exit)
            }
        };
        Operand::new(Kind::Int, &[result])
    }

    /// Leaves unless an int is exactly a float.
    pub(super) fn exact_float(&mut self, operand: Operand) -> Value {
        let small =
            self.known_int(operand).is_some_and(|number| number.unsigned_abs() <= EXACT as u64);
        if operand.kind == Kind::Int && !small {
            let exit = self.deopt();
            let moved = self.build.binary(Opcode::Iadd, operand.word(), EXACT);
            let inside = self.build.icmp(IntCondition::Ule, moved, 2 * EXACT);
            self.build.guard(inside, exit);
        }
        self.floating(operand)
    }

    fn true_divide(&mut self, left: Operand, right: Operand) -> Operand {
        let a = self.exact_float(left);
        let b = self.exact_float(right);
        self.guard_not_zero(b, self.known_int(right).map(|number| number as f64));
        Operand::new(Kind::Float, &[self.build.binary(Opcode::Fdiv, a, b)])
    }

    fn guard_not_zero(&mut self, divisor: Value, known: Option<f64>) {
        if known.is_none_or(|number| number == 0.0) {
            let exit = self.deopt();
            let zero = self.build.f64const(0.0);
            let fine = self.build.fcmp(FloatCondition::Une, divisor, zero);
            self.build.guard(fine, exit);
        }
    }

    /// Shifts, and shifts back: nothing may be lost.
    fn shift_left(&mut self, a: Value, b: Value) -> Operand {
        let exit = self.deopt();
        let amount = self.build.icmp(IntCondition::Ult, b, 64);
        self.build.guard(amount, exit);
        let shifted = self.build.binary(Opcode::Shl, a, b);
        let back = self.build.binary(Opcode::Ashr, shifted, b);
        let same = self.build.icmp(IntCondition::Eq, back, a);
        self.build.guard(same, exit);
        Operand::new(Kind::Int, &[shifted])
    }

    /// Of two numbers at least one of which is a float.
    fn floats(&mut self, operator: Operator, left: Operand, right: Operand) -> Option<Operand> {
        let opcode = match operator {
            Operator::Add => Opcode::Fadd,
            Operator::Subtract => Opcode::Fsub,
            Operator::Multiply => Opcode::Fmul,
            Operator::TrueDivide if !self.is_generic() => Opcode::Fdiv,
            _ => return None,
        };
        let known = self.known_int(right).map(|number| number as f64);
        let (a, b) = (self.floating(left), self.floating(right));
        if opcode == Opcode::Fdiv {
            self.guard_not_zero(b, known.or_else(|| self.known_float(b)));
        }
        Some(Operand::new(Kind::Float, &[self.build.binary(opcode, a, b)]))
    }

    fn known_float(&self, value: Value) -> Option<f64> {
        let body = self.build.body();
        match body.insts[body.defining_inst(value)?] {
            crate::ir::InstData::Fconst { bits } => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// `-`, `+` and `~`, numbered as for the helper.
    pub(super) fn unary(&mut self, operator: i64) -> Result {
        let mut operand = self.pop();
        if !self.is_generic() {
            match Kind::of_feedback(self.code.site(self.at).left()) {
                Some(kind) => operand = self.narrow(operand, kind),
                None if operand.kind.tag().is_none() && self.code.site(self.at).left().0 == 0 => {
                    self.leave();
                    return Ok(());
                }
                None => {}
            }
        }
        let word = match (operand.kind, operator) {
            (Kind::Float, 0) => self.build.unary(Opcode::Fneg, operand.word()),
            (Kind::Float | Kind::Int, 1) => operand.word(),
            (Kind::Int, 2) => self.build.unary(Opcode::Not, operand.word()),
            (Kind::Int, 0) if !self.is_generic() => {
                let exit = self.deopt();
                let zero = self.number(0);
                self.build.checked(Opcode::IsubChecked, zero, operand.word(), exit)
            }
            _ => {
                let operator = self.number(operator);
                let [tag, payload] = self.tagged(operand)?;
                let hope = self.hope();
                self.push_outcome("py_unary", &[operator, tag, payload], hope);
                return Ok(());
            }
        };
        self.push_word(operand.kind, word);
        Ok(())
    }
}
