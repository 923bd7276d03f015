//! Binary operators: arithmetic, comparisons, shifts.
//!
//! A chain `a + b + c …` leans to the left and may be as long as one likes, so its operators are a list
//! that is worked off from the innermost one.

use num_traits::{ToPrimitive, Zero};

use super::checker::Checker;
use super::operand::{Mode, Operand, Origin};
use super::ty::Basic;
use crate::ast::{Expr, ExprKind};
use crate::constant::{self, Constant};
use crate::position::Pos;
use crate::token::Operator;

/// Constants are not shifted further: enough for the smallest number of a `float64`.
const MAX_SHIFT: u64 = 1023 - 1 + 52;

/// What an operation is called in messages about it.
#[derive(Clone, Copy)]
pub(super) enum Operation {
    /// `x + y`
    Binary(Expr),
    /// `x += y`
    Assignment(Expr, Expr),
}

impl Checker<'_> {
    /// A binary expression, and all those that are its left operands.
    pub(super) fn binary_chain(&mut self, expr: Expr) -> Operand {
        let mut chain: Vec<(Expr, Operator, Pos, Expr)> = Vec::new();
        let mut first = expr;
        while let ExprKind::Binary { operator, operator_pos, left, right } = self.ast.exprs[first] {
            chain.push((first, operator, operator_pos, right));
            first = left;
        }
        let mut x = self.expression(first);
        for &(expr, operator, pos, right) in chain.iter().rev() {
            let y = self.expression(right);
            x = self.binary(x, y, operator, pos, Operation::Binary(expr));
            x.origin = Origin::Expr(expr);
            self.record(&x);
        }
        x
    }

    /// `x operator y` of operands that were checked.
    pub(super) fn binary(
        &mut self,
        mut x: Operand,
        mut y: Operand,
        operator: Operator,
        operator_pos: Pos,
        operation: Operation,
    ) -> Operand {
        let result = match operation {
            Operation::Binary(expr) => expr,
            Operation::Assignment(left, _) => left,
        };
        let invalid = Operand::invalid(result);
        if !x.is_valid() || !y.is_valid() {
            return invalid;
        }
        if operator.is_shift() {
            return self.shift(x, y, operator, operator_pos, result);
        }
        if !self.match_operands(&mut x, &mut y, operation, operator) {
            return invalid;
        }
        if operator.is_comparison() {
            return self.comparison(x, y, operator, result, false);
        }
        if !self.identical(x.ty, y.ty) {
            if !self.is_invalid(x.ty) && !self.is_invalid(y.ty) {
                self.report_mismatch(&x, &y, operation, operator);
            }
            return invalid;
        }
        use Operator::*;
        let defined = match operator {
            Add => self.is_numeric(x.ty) || self.is_string(x.ty),
            Subtract | Multiply | Divide => self.is_numeric(x.ty),
            AndAnd | OrOr => self.is_boolean(x.ty),
            _ => self.is_integer(x.ty),
        };
        if !defined {
            let message =
                format!("invalid operation: operator {operator} not defined on {}", self.show(&x));
            self.error(self.operand_pos(&x), message);
            return invalid;
        }
        let constant = x.mode == Mode::Constant && y.mode == Mode::Constant;
        if let (Divide | Remainder, Mode::Constant, Some(divisor)) = (operator, y.mode, y.value)
            && (x.mode == Mode::Constant || self.is_integer(x.ty))
            && is_zero(&self.info.constants[divisor])
        {
            self.error(self.operand_pos(&y), "invalid operation: division by zero");
            return invalid;
        }
        if constant && let (Some(a), Some(b)) = (x.value, y.value) {
            let (a, b) = (&self.info.constants[a], &self.info.constants[b]);
            let integers = self.is_integer(x.ty);
            let Some(value) = constant::binary(operator, a, b, integers) else { return invalid };
            let too_long = matches!(&value, Constant::String(bytes) if bytes.len() > MAX_STRING);
            if too_long {
                self.error(operator_pos, "constant string too long");
                return invalid;
            }
            let mut z = Operand::new(Mode::Constant, x.ty, result);
            z.value = Some(self.constant(value));
            self.check_overflow_at(&mut z, operator_pos);
            return z;
        }
        Operand::new(Mode::Value, x.ty, result)
    }

    /// Brings the operands to one type, if one of them has none.
    fn match_operands(
        &mut self,
        x: &mut Operand,
        y: &mut Operand,
        operation: Operation,
        operator: Operator,
    ) -> bool {
        if !self.may_convert(x, y) {
            return true;
        }
        let (a, b) = (*x, *y);
        let left = self.implicit_type(&a, b.ty);
        let right = match left {
            Ok(_) => self.implicit_type(&b, a.ty),
            Err(misfit) => Err(misfit),
        };
        match (left, right) {
            (Ok((ty, value)), Ok((other, other_value))) => {
                self.set_type(x, ty, value);
                self.set_type(y, other, other_value);
                true
            }
            (Err(misfit), _) | (_, Err(misfit)) => {
                // That a constant does not fit is said of the constant.
                let numeric = self.is_numeric(a.ty) && self.is_numeric(b.ty);
                let constant = |z: &Operand| z.mode == Mode::Constant;
                if misfit != super::constant_values::Misfit::Different
                    && numeric
                    && (constant(&a) || constant(&b))
                {
                    let (wrong, other) = if left.is_err() { (a, b) } else { (b, a) };
                    self.report_misfit(&wrong, other.ty, misfit);
                } else {
                    self.report_mismatch(x, y, operation, operator);
                }
                false
            }
        }
    }

    fn report_mismatch(&mut self, x: &Operand, y: &Operand, operation: Operation, op: Operator) {
        let (a, b) = (self.type_text(x.ty), self.type_text(y.ty));
        let text = match operation {
            Operation::Binary(expr) => self.text(expr),
            Operation::Assignment(left, right) => {
                format!("{} {op}= {}", self.text(left), self.text(right))
            }
        };
        let message = format!("invalid operation: {text} (mismatched types {a} and {b})");
        self.error(self.operand_pos(x), message);
    }

    /// `x == y` and its like; in a switch the operator is not written.
    pub(super) fn comparison(
        &mut self,
        mut x: Operand,
        mut y: Operand,
        operator: Operator,
        result: Expr,
        switch: bool,
    ) -> Operand {
        let invalid = Operand::invalid(result);
        if self.is_invalid(x.ty) || self.is_invalid(y.ty) {
            return invalid;
        }
        let fits = self.assignable(&x, y.ty).is_ok() || self.assignable(&y, x.ty).is_ok();
        // Which operand is wrong, and why.
        let mut wrong: Option<(Operand, String)> = None;
        if !fits {
            let (a, b) = (self.type_text(x.ty), self.type_text(y.ty));
            wrong = Some((y, format!("mismatched types {a} and {b}")));
        } else if matches!(operator, Operator::Equal | Operator::NotEqual) {
            if x.mode == Mode::Nil || y.mode == Mode::Nil {
                let other = if x.mode == Mode::Nil { y } else { x };
                if other.mode == Mode::Nil || !self.has_nil(other.ty) {
                    wrong = Some((y, String::new()));
                }
            } else if !self.is_comparable(x.ty) {
                wrong = Some((x, self.incomparable_cause(x.ty)));
            } else if !self.is_comparable(y.ty) {
                wrong = Some((y, self.incomparable_cause(y.ty)));
            }
        } else if !self.is_ordered(x.ty) {
            wrong = Some((x, String::new()));
        } else if !self.is_ordered(y.ty) {
            wrong = Some((y, String::new()));
        }
        if let Some((operand, mut cause)) = wrong {
            if cause.is_empty() {
                let mut what = self.kind_name(operand.ty).to_string();
                if what.is_empty() {
                    what = self.type_text(operand.ty);
                }
                cause = format!("operator {operator} not defined on {what}");
            }
            let (a, b) = (self.operand_text(&x), self.operand_text(&y));
            if switch {
                let message = format!("invalid case {a} in switch on {b} ({cause})");
                self.error(self.operand_pos(&x), message);
            } else {
                let message = format!("invalid operation: {a} {operator} {b} ({cause})");
                self.error(self.operand_pos(&operand), message);
            }
            return invalid;
        }
        let ty = Basic::UntypedBool.ty();
        if let (Mode::Constant, Mode::Constant, Some(a), Some(b)) =
            (x.mode, y.mode, x.value, y.value)
        {
            let (a, b) = (&self.info.constants[a], &self.info.constants[b]);
            let Some(value) = constant::compare(operator, a, b) else { return invalid };
            let mut z = Operand::new(Mode::Constant, ty, result);
            z.value = Some(self.constant(Constant::Bool(value)));
            return z;
        }
        for z in [&mut x, &mut y] {
            let ty = self.default_type(z.ty);
            if let Some(expr) = z.own_expr() {
                self.update_type(expr, ty, true);
            }
        }
        Operand::new(Mode::Value, ty, result)
    }

    /// `x << y` and `x >> y`
    fn shift(
        &mut self,
        x: Operand,
        mut y: Operand,
        operator: Operator,
        operator_pos: Pos,
        result: Expr,
    ) -> Operand {
        let invalid = Operand::invalid(result);
        let value = match (x.mode, x.value) {
            (Mode::Constant, Some(value)) => {
                self.info.constants[value].to_int().map(Constant::from)
            }
            _ => None,
        };
        let integer = self.is_integer(x.ty) || self.is_untyped(x.ty) && value.is_some();
        if !integer {
            let message =
                format!("invalid operation: shifted operand {} must be integer", self.show(&x));
            self.error(self.operand_pos(&x), message);
            return invalid;
        }
        let mut count = None;
        if let (Mode::Constant, Some(number)) = (y.mode, y.value) {
            count = self.info.constants[number].to_int();
            if count.as_ref().is_some_and(|count| count.sign() == num_bigint::Sign::Minus) {
                let message = format!("invalid operation: negative shift count {}", self.show(&y));
                self.error(self.operand_pos(&y), message);
                return invalid;
            }
            if self.is_untyped(y.ty) {
                self.fit(&mut y, Basic::Uint, Basic::Uint.ty());
                if !y.is_valid() {
                    return invalid;
                }
                if x.mode != Mode::Constant {
                    self.convert_untyped(&mut y, Basic::Uint.ty());
                }
            } else if !self.is_integer(y.ty) {
                let message =
                    format!("invalid operation: shift count {} must be integer", self.show(&y));
                self.error(self.operand_pos(&y), message);
                return invalid;
            }
        } else if self.is_untyped(y.ty) {
            self.convert_untyped(&mut y, Basic::Uint.ty());
            if !y.is_valid() {
                return invalid;
            }
        } else if !self.is_integer(y.ty) {
            let message =
                format!("invalid operation: shift count {} must be integer", self.show(&y));
            self.error(self.operand_pos(&y), message);
            return invalid;
        }
        if x.mode == Mode::Constant {
            if y.mode == Mode::Constant {
                let count = count.and_then(|count| count.to_u64());
                let Some(count) = count.filter(|&count| count <= MAX_SHIFT) else {
                    let message =
                        format!("invalid operation: invalid shift count {}", self.show(&y));
                    self.error(self.operand_pos(&y), message);
                    return invalid;
                };
                let ty = if self.is_integer(x.ty) { x.ty } else { Basic::UntypedInt.ty() };
                let Some(value) = value.and_then(|value| constant::shift(operator, &value, count))
                else {
                    return invalid;
                };
                let mut z = Operand::new(Mode::Constant, ty, result);
                z.value = Some(self.constant(value));
                self.check_overflow_at(&mut z, operator_pos);
                return z;
            }
            if self.is_untyped(x.ty) {
                // Its type is what it would be if the left operand stood there alone.
                self.info.exprs[x.expr()].shifted = true;
                return Operand::new(Mode::Value, x.ty, result);
            }
        }
        if !self.is_integer(x.ty) {
            let message =
                format!("invalid operation: shifted operand {} must be integer", self.show(&x));
            self.error(self.operand_pos(&x), message);
            return invalid;
        }
        Operand::new(Mode::Value, x.ty, result)
    }

    /// Checks that a constant is not too large for its type.
    pub(super) fn check_overflow(&mut self, x: &mut Operand, expr: Expr) {
        let pos = match self.ast.exprs[expr] {
            ExprKind::Binary { operator_pos, .. } => operator_pos,
            _ => self.ast.expr_pos[expr],
        };
        self.check_overflow_at(x, pos);
    }

    fn check_overflow_at(&mut self, x: &mut Operand, pos: Pos) {
        let Some(value) = x.value else { return };
        if !self.is_untyped(x.ty) {
            if let Some(basic) = self.types.basic(x.ty) {
                self.fit(x, basic, x.ty);
            }
            return;
        }
        let value = &self.info.constants[value];
        let unknown = match value {
            Constant::Float(float) => float.is_too_large(),
            Constant::Complex(parts) => parts.0.is_too_large() || parts.1.is_too_large(),
            _ => false,
        };
        if unknown {
            self.error(pos, "constant result is not representable");
            x.invalidate();
        } else if value.is_too_large() {
            let name = self.operation_name(x.expr());
            self.error(pos, format!("constant {name}overflow"));
            x.invalidate();
        }
    }
}

/// The longest constant string.
const MAX_STRING: usize = 256 << 20;

fn is_zero(value: &Constant) -> bool {
    match value {
        Constant::Int(value) => *value == 0,
        Constant::Float(value) => value.is_zero(),
        Constant::Complex(parts) => parts.0.is_zero() && parts.1.is_zero(),
        Constant::Big(value) => value.is_zero(),
        _ => false,
    }
}
