//! Untyped operands get their types.
//!
//! ```text
//! var f float64 = 1 << 3 + x      when `x` turns out to be a float64, so does `1 << 3`
//!                 └ untyped int ► float64
//! ```
//!
//! An expression without a type is recorded with an untyped one. When a type is known for it, the type is
//! handed down to the operands that had none either: a walk with a list of its own, because chains
//! of operators may be long.

use super::Value;
use super::checker::Checker;
use super::constant_values::Misfit;
use super::operand::{Mode, Operand};
use super::ty::{Basic, Type, TypeKind};
use crate::ast::{Expr, ExprKind};
use crate::token::Operator;

impl Checker<'_> {
    // ANCHOR: default_type
    /// The type that values of an untyped type have when nothing else is said.
    pub(super) fn default_type(&self, ty: Type) -> Type {
        let TypeKind::Basic(basic) = self.types.kind(ty) else { return ty };
        match basic {
            Basic::UntypedBool => Basic::Bool.ty(),
            Basic::UntypedInt => Basic::Int.ty(),
            Basic::UntypedRune => self.names.rune,
            Basic::UntypedFloat => Basic::Float64.ty(),
            Basic::UntypedComplex => Basic::Complex128.ty(),
            Basic::UntypedString => Basic::String.ty(),
            _ => ty,
        }
    }
    // ANCHOR_END: default_type

    /// The type that an untyped operand gets where `target` is wanted, and its value in it.
    pub(super) fn implicit_type(
        &mut self,
        x: &Operand,
        target: Type,
    ) -> Result<(Type, Option<Value>), Misfit> {
        if !x.is_valid() || !self.is_untyped(x.ty) || self.is_invalid(target) {
            return Ok((x.ty, None));
        }
        let TypeKind::Basic(own) = self.types.kind(x.ty) else { return Ok((x.ty, None)) };
        if let TypeKind::Basic(other) = self.types.kind(target)
            && other.is_untyped()
        {
            // Both have none: the larger kind of number.
            if own == other {
                return Ok((x.ty, None));
            }
            if own.is_numeric() && other.is_numeric() {
                return Ok((own.max(other).ty(), None));
            }
            return Err(Misfit::Different);
        }
        if x.mode == Mode::Nil {
            return if self.has_nil(target) { Ok((target, None)) } else { Err(Misfit::Different) };
        }
        match self.types.underlying(target) {
            TypeKind::Basic(basic) => {
                if x.mode == Mode::Constant {
                    let value = self.representation(x, basic)?;
                    return Ok((target, value));
                }
                let fits = match own {
                    Basic::UntypedBool => basic.is_boolean(),
                    Basic::UntypedString => basic.is_string(),
                    _ => own.is_numeric() && basic.is_numeric(),
                };
                if fits { Ok((target, None)) } else { Err(Misfit::Different) }
            }
            TypeKind::Interface(_) => {
                if self.all_methods(target).is_empty() {
                    Ok((self.default_type(x.ty), None))
                } else {
                    Err(Misfit::Different)
                }
            }
            _ => Err(Misfit::Different),
        }
    }

    /// Gives an untyped operand the type that is wanted; what does not fit is reported.
    pub(super) fn convert_untyped(&mut self, x: &mut Operand, target: Type) {
        match self.implicit_type(x, target) {
            Ok((ty, value)) => self.set_type(x, ty, value),
            Err(misfit) => {
                let shown = self.types.underlying_type(target);
                self.report_misfit(x, shown, misfit);
                x.invalidate();
            }
        }
    }

    /// An untyped operand has a type now, and perhaps a rounded value.
    pub(super) fn set_type(&mut self, x: &mut Operand, ty: Type, value: Option<Value>) {
        if value.is_some() {
            x.value = value;
            if let Some(expr) = x.own_expr() {
                self.info.exprs[expr].value = value;
            }
        }
        if ty != x.ty {
            x.ty = ty;
            if let Some(expr) = x.own_expr() {
                self.update_type(expr, ty, false);
            }
        }
    }

    /// Hands a type down to an expression that has none, and to its operands.
    pub(super) fn update_type(&mut self, expr: Expr, ty: Type, last: bool) {
        let mut work = vec![expr];
        while let Some(expr) = work.pop() {
            let info = self.info.exprs[expr];
            if !self.is_untyped(info.ty) || info.mode == Mode::Invalid {
                continue;
            }
            match self.ast.exprs[expr] {
                ExprKind::Paren(inner) => work.push(inner),
                _ if info.value.is_some() => {}
                ExprKind::Unary { operand, .. } => work.push(operand),
                ExprKind::Binary { operator, left, right, .. } => {
                    if operator.is_shift() {
                        work.push(left);
                    } else if !operator.is_comparison() {
                        // The left one first: it is taken from the end.
                        work.extend([right, left]);
                    }
                }
                // `min` and `max` of constants and a variable.
                ExprKind::Call { args, .. } => work.extend_from_slice(self.ast.get(args)),
                _ => {}
            }
            if !last && self.is_untyped(ty) {
                self.info.exprs[expr].ty = ty;
                continue;
            }
            if info.shifted && !self.is_integer(ty) {
                let (text, ty) = (self.text(expr), self.type_text(ty));
                let message = format!(
                    "invalid operation: shifted operand {text} (type {ty}) must be integer"
                );
                self.expr_error(expr, message);
                self.info.exprs[expr].ty = Basic::Invalid.ty();
                self.info.exprs[expr].mode = Mode::Invalid;
                continue;
            }
            let mut value = info.value;
            if value.is_some() && info.mode == Mode::Constant {
                let mut x = Operand::new(info.mode, info.ty, expr);
                x.value = value;
                match self.implicit_type(&x, ty) {
                    Ok((_, rounded)) => value = rounded.or(value),
                    Err(misfit) => {
                        let shown = self.types.underlying_type(ty);
                        self.report_misfit(&x, shown, misfit);
                        self.info.exprs[expr].mode = Mode::Invalid;
                        self.info.exprs[expr].ty = Basic::Invalid.ty();
                        continue;
                    }
                }
            }
            self.info.exprs[expr].ty = ty;
            self.info.exprs[expr].value = value;
        }
    }

    /// Reports what is wrong with assigning an untyped operand.
    pub(super) fn report_unassignable(
        &mut self,
        x: &Operand,
        target: Type,
        context: &str,
        misfit: Misfit,
    ) {
        let (operand, ty) = (self.show(x), self.type_text(target));
        let suffix = match misfit {
            Misfit::Truncated => " (truncated)",
            Misfit::Overflows => " (overflows)",
            Misfit::Different => "",
        };
        let message = format!("cannot use {operand} as {ty} value in {context}{suffix}");
        self.error(self.operand_pos(x), message);
    }

    /// Can an untyped and another operand meet in an operation?
    pub(super) fn may_convert(&self, x: &Operand, y: &Operand) -> bool {
        if !self.is_untyped(x.ty) && !self.is_untyped(y.ty) {
            return false;
        }
        if self.is_numeric(x.ty) != self.is_numeric(y.ty) {
            return false;
        }
        if self.is_interface(x.ty) || self.is_interface(y.ty) {
            return true;
        }
        if self.is_boolean(x.ty) != self.is_boolean(y.ty)
            || self.is_string(x.ty) != self.is_string(y.ty)
        {
            return false;
        }
        if x.mode == Mode::Nil {
            return self.has_nil(y.ty);
        }
        if y.mode == Mode::Nil {
            return self.has_nil(x.ty);
        }
        let pointer = |ty| matches!(self.types.underlying(ty), TypeKind::Pointer(_));
        !pointer(x.ty) && !pointer(y.ty)
    }

    /// Is the operator one whose constant operands give a constant that may become too large?
    pub(super) fn operation_name(&self, expr: Expr) -> &'static str {
        match self.ast.exprs[expr] {
            ExprKind::Binary { operator, .. } => match operator {
                Operator::Add => "addition ",
                Operator::Subtract => "subtraction ",
                Operator::Xor => "bitwise XOR ",
                Operator::Multiply => "multiplication ",
                Operator::ShiftLeft => "shift ",
                _ => "",
            },
            ExprKind::Unary { operator: Operator::Xor, .. } => "bitwise complement ",
            _ => "",
        }
    }
}
