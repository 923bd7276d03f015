//! Arithmetic: wraps around, panics for division by zero and negative shifts.
//!
//! The IR's operations are total and mean what Go's mean; only division (a trap) and shifts by signed amounts
//! (a check) need more. A shift by a constant needs nothing. Judged by `corpus/run` (`arithmetic_*`).

use stage2::condition::IntCondition;
use stage2::entity::Value;
use stage2::ir::{TrapCode, Type as Machine};
use stage2::opcode::Opcode;

use super::function::Body;
use super::value::{Val, number};
use crate::ast::{Expr, ExprKind};
use crate::position::Pos;
use crate::token::Operator;
use crate::types::Mode;
use crate::types::ty::{Basic, Type};

impl Body<'_, '_> {
    /// A small number of a type.
    pub fn number_of(&mut self, ty: Type, value: i64) -> Val {
        self.constant(&crate::constant::Constant::Int(value), ty)
    }

    /// Is it an integer type without a sign?
    pub fn is_unsigned(&self, ty: Type) -> bool {
        self.l.types.basic(ty).is_some_and(Basic::is_unsigned)
    }

    /// A binary expression that is not short-circuit.
    pub fn binary_expr(&mut self, expr: Expr) -> Val {
        let ExprKind::Binary { operator, operator_pos, left, right } = self.l.ast.exprs[expr]
        else {
            panic!("a mistake of the compiler: not a binary expression");
        };
        if operator.is_comparison() {
            return Val::one(self.comparison(operator, left, right, operator_pos));
        }
        let ty = self.default_type(self.l.type_of(expr));
        if operator.is_shift() {
            let x = self.value_as(left, ty);
            self.at(operator_pos);
            return Val::one(self.shift(operator, ty, x.scalars()[0], right));
        }
        if operator == Operator::Add && self.l.types.basic(ty).is_some_and(Basic::is_string) {
            return self.concatenation(expr, ty);
        }
        let x = self.value_as(left, ty);
        let y = self.value_as(right, ty);
        self.at(operator_pos);
        self.arithmetic(operator, ty, &x, &y)
    }

    /// `a + b + c` of strings is one call.
    fn concatenation(&mut self, expr: Expr, ty: Type) -> Val {
        let mut parts = Vec::new();
        let mut at = expr;
        loop {
            let inner = self.l.ast.unparen(at);
            match self.l.ast.exprs[inner] {
                ExprKind::Binary { operator: Operator::Add, left, right, .. }
                    if self.l.info.exprs[inner].value.is_none() =>
                {
                    parts.push(right);
                    at = left;
                }
                _ => {
                    parts.push(inner);
                    break;
                }
            }
        }
        parts.reverse();
        let vals: Vec<Val> = parts.into_iter().map(|part| self.value_as(part, ty)).collect();
        let mut all: Vec<Value> = vals.iter().flat_map(|val| val.scalars().to_vec()).collect();
        match vals.len() {
            2 => Val::Scalars(self.runtime("concat2", &all)),
            3 => Val::Scalars(self.runtime("concat3", &all)),
            count => {
                let data = stage2::ir::SlotData::bytes(16 * count as u32, 8, Some("parts"));
                let slot = self.b.slot(data);
                let at = self.b.slot_addr(slot, 0);
                for (index, value) in all.drain(..).enumerate() {
                    self.b.store(value, at, 8 * index as i32, stage2::ir::Region::ANY);
                }
                let count = self.int(count as i64);
                Val::Scalars(self.runtime("concatN", &[at, count, count]))
            }
        }
    }

    /// Arithmetic of two values of one type.
    pub fn arithmetic(&mut self, operator: Operator, ty: Type, x: &Val, y: &Val) -> Val {
        if self.l.types.basic(ty).is_some_and(Basic::is_string) {
            let args = [x.scalars(), y.scalars()].concat();
            return Val::Scalars(self.runtime("concat2", &args));
        }
        let (&[a], &[b]) = (x.scalars(), y.scalars()) else {
            return self.complex(operator, x, y);
        };
        if self.b.ty(a).is_float() {
            let opcode = match operator {
                Operator::Add => Opcode::Fadd,
                Operator::Subtract => Opcode::Fsub,
                Operator::Multiply => Opcode::Fmul,
                _ => Opcode::Fdiv,
            };
            return Val::one(self.b.binary(opcode, a, b));
        }
        let unsigned = self.is_unsigned(ty);
        let opcode = match operator {
            Operator::Add => Opcode::Iadd,
            Operator::Subtract => Opcode::Isub,
            Operator::Multiply => Opcode::Imul,
            Operator::And => Opcode::And,
            Operator::Or => Opcode::Or,
            Operator::Xor => Opcode::Xor,
            Operator::AndNot => {
                let b = self.b.unary(Opcode::Not, b);
                return Val::one(self.b.binary(Opcode::And, a, b));
            }
            Operator::Divide if unsigned => Opcode::Udiv,
            Operator::Divide => Opcode::Sdiv,
            Operator::Remainder if unsigned => Opcode::Urem,
            _ => Opcode::Srem,
        };
        if matches!(opcode, Opcode::Udiv | Opcode::Sdiv | Opcode::Urem | Opcode::Srem) {
            let exit = self.b.trap(TrapCode::DivideByZero);
            return Val::one(self.b.checked(opcode, a, b, exit));
        }
        Val::one(self.b.binary(opcode, a, b))
    }

    /// Arithmetic of complex numbers: products as in a textbook, quotients by the runtime, which knows
    /// what infinities and zeros give.
    fn complex(&mut self, operator: Operator, x: &Val, y: &Val) -> Val {
        let (&[a, b], &[c, d]) = (x.scalars(), y.scalars()) else {
            panic!("a mistake of the compiler: no complex numbers");
        };
        let mut op = |opcode, x, y| self.b.binary(opcode, x, y);
        Val::Scalars(match operator {
            Operator::Add => vec![op(Opcode::Fadd, a, c), op(Opcode::Fadd, b, d)],
            Operator::Subtract => vec![op(Opcode::Fsub, a, c), op(Opcode::Fsub, b, d)],
            Operator::Multiply => {
                let (ac, bd) = (op(Opcode::Fmul, a, c), op(Opcode::Fmul, b, d));
                let (ad, bc) = (op(Opcode::Fmul, a, d), op(Opcode::Fmul, b, c));
                vec![op(Opcode::Fsub, ac, bd), op(Opcode::Fadd, ad, bc)]
            }
            _ => {
                let double = self.b.ty(a) == Machine::F64;
                let wide = [a, b, c, d].map(|part| self.resize_float(part, true));
                let parts = self.runtime("divideComplex", &wide);
                parts.into_iter().map(|part| self.resize_float(part, double)).collect()
            }
        })
    }

    /// `x << amount`, `x >> amount`
    pub fn shift(&mut self, operator: Operator, ty: Type, x: Value, amount: Expr) -> Value {
        let amount_ty = self.default_type(self.l.type_of(amount));
        let by = if self.l.info.exprs[amount].value.is_some() {
            self.value_as(amount, Basic::Uint.ty()).scalars()[0]
        } else {
            let by = self.value(amount).scalars()[0];
            if !self.is_unsigned(amount_ty) {
                let negative = self.b.icmp(IntCondition::Slt, by, number(0));
                let (bad, good) = (self.b.block(&[]), self.b.block(&[]));
                self.b.br(negative, (bad, &[]), (good, &[]));
                self.b.switch_to(bad);
                self.panic_call("panicShift", &[]);
                self.b.switch_to(good);
            }
            by
        };
        let opcode = match operator {
            Operator::ShiftLeft => Opcode::Shl,
            _ if self.is_unsigned(ty) => Opcode::Lshr,
            _ => Opcode::Ashr,
        };
        self.b.binary(opcode, x, by)
    }

    /// `left == right` and its like.
    fn comparison(&mut self, operator: Operator, left: Expr, right: Expr, pos: Pos) -> Value {
        let (left_info, right_info) = (self.l.info.exprs[left], self.l.info.exprs[right]);
        let nil = |mode| mode == Mode::Nil;
        let (x_ty, y_ty) = match (nil(left_info.mode), nil(right_info.mode)) {
            (true, _) => (right_info.ty, right_info.ty),
            (_, true) => (left_info.ty, left_info.ty),
            _ => {
                let (x, y) = (self.default_type(left_info.ty), self.default_type(right_info.ty));
                // A constant takes the type of the other side, unless that is an interface.
                if left_info.value.is_some() && !self.l.is_interface(y) {
                    (y, y)
                } else if right_info.value.is_some() && !self.l.is_interface(x) {
                    (x, x)
                } else {
                    (x, y)
                }
            }
        };
        let x = self.value_as(left, x_ty);
        let x = if self.calls(right) { self.private(x_ty, x) } else { x };
        let y = self.value_as(right, y_ty);
        self.at(pos);
        match operator {
            Operator::Equal => self.equal_mixed(x_ty, &x, y_ty, &y),
            Operator::NotEqual => {
                let equal = self.equal_mixed(x_ty, &x, y_ty, &y);
                self.b.binary(Opcode::Xor, equal, number(1))
            }
            _ => self.ordered(operator, x_ty, &x, &y),
        }
    }

    /// Signed or unsigned extension or truncation to a width.
    pub fn resize(&mut self, value: Value, unsigned: bool, to: Machine) -> Value {
        let from = self.b.ty(value);
        if from == to {
            value
        } else if from == Machine::Ptr || to == Machine::Ptr {
            if from.is_int() && from != Machine::I64 {
                let wide = self.resize(value, unsigned, Machine::I64);
                return self.b.convert(Opcode::Bitcast, wide, to);
            }
            let wide = self.b.convert(
                Opcode::Bitcast,
                value,
                if from == Machine::Ptr { Machine::I64 } else { to },
            );
            self.resize(wide, unsigned, to)
        } else if from.bits() > to.bits() {
            self.b.convert(Opcode::Trunc, value, to)
        } else if unsigned {
            self.b.convert(Opcode::Zext, value, to)
        } else {
            self.b.convert(Opcode::Sext, value, to)
        }
    }
}
