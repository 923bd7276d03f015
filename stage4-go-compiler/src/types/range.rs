//! `for key, value = range x`: over arrays, slices, strings, maps, channels, integers and functions.

use super::checker::Checker;
use super::operand::{Mode, Operand};
use super::ty::{Basic, Type, TypeKind};
use crate::ast::{Direction, Expr};
use crate::symbol::Symbol;

/// What a range clause gives, or why there can be none.
type Iteration = Result<(Option<Type>, Option<Type>), String>;

impl Checker<'_> {
    /// The clause, without the body; variables are declared in the scope.
    pub(super) fn range(
        &mut self,
        scope: usize,
        key: Option<Expr>,
        value: Option<Expr>,
        define: bool,
        operand: Expr,
    ) {
        let outer_call = std::mem::replace(&mut self.env.has_call, false);
        let mut x = self.expression(operand);
        self.env.has_call |= outer_call;
        let over_constant = x.is_valid() && self.is_untyped(x.ty) && self.is_numeric(x.ty);
        let mut types = (None, None);
        let mut valid = x.is_valid();
        if valid {
            if x.mode == Mode::Constant && self.is_string(x.ty) && self.is_untyped(x.ty) {
                self.convert_untyped(&mut x, Basic::String.ty());
            }
            match self.iteration(&x) {
                Err(cause) => {
                    let cause = if cause.is_empty() { cause } else { format!(": {cause}") };
                    let message = format!("cannot range over {}{cause}", self.show(&x));
                    self.error(self.operand_pos(&x), message);
                    valid = false;
                }
                Ok(given) => {
                    types = given;
                    let x_text = |checker: &Self| checker.show(&x);
                    if let (Some(key), None) = (key, types.0) {
                        let message =
                            format!("range over {} permits no iteration variables", x_text(self));
                        self.expr_error(key, message);
                    } else if let (Some(value), None) = (value, types.1) {
                        let message = format!(
                            "range over {} permits only one iteration variable",
                            x_text(self)
                        );
                        self.expr_error(value, message);
                    }
                }
            }
        }
        let sides = [(key, types.0), (value, types.1)];
        if define {
            self.define_iteration(scope, sides, over_constant, &mut x, valid);
        } else {
            self.assign_iteration(sides, over_constant, &mut x, valid);
        }
    }

    fn define_iteration(
        &mut self,
        scope: usize,
        sides: [(Option<Expr>, Option<Type>); 2],
        over_constant: bool,
        x: &mut Operand,
        valid: bool,
    ) {
        let mut objects = Vec::new();
        for (index, (left, ty)) in sides.into_iter().enumerate() {
            let Some(left) = left else { continue };
            let Some(ident) = self.ast.as_name(left) else {
                let text = self.text(left);
                self.expr_error(left, format!("non-name {text} on left side of :="));
                continue;
            };
            let mut ty = ty.unwrap_or(Basic::Invalid.ty());
            if index == 0 && over_constant && valid {
                // The variable has the default type of the constant, and so has the constant.
                self.assign(x, None, "range clause");
                ty = x.ty;
            }
            let object = self.add_variable(ident.name, ident.pos, ty, false);
            self.define(left, object);
            self.record(&Operand::new(Mode::Variable, ty, left));
            if !valid || self.is_invalid(ty) {
                self.mark_used(object);
            }
            if ident.name == Symbol::BLANK {
                continue;
            }
            objects.push(object);
        }
        if sides[0].0.is_none() && over_constant {
            self.assign(x, None, "range clause");
        }
        for object in objects {
            self.declare_local(scope, object);
        }
    }

    fn assign_iteration(
        &mut self,
        sides: [(Option<Expr>, Option<Type>); 2],
        over_constant: bool,
        x: &mut Operand,
        valid: bool,
    ) {
        let mut settled = !over_constant;
        for (index, (left, ty)) in sides.into_iter().enumerate() {
            let Some(left) = left else { continue };
            if !valid {
                self.assigned(left);
                continue;
            }
            let Some(ty) = ty else { continue };
            if index == 0 && over_constant {
                // The constant takes the type of the variable.
                settled = true;
                match self.assigned(left) {
                    None => self.assign(x, None, "range clause"),
                    Some(wanted) if self.is_invalid(wanted) => {}
                    Some(wanted) => {
                        self.assign(x, Some(wanted), "range clause");
                        if x.is_valid() && !self.is_integer(wanted) {
                            let wanted = self.type_text(wanted);
                            let message = format!("cannot use iteration variable of type {wanted}");
                            self.expr_error(left, message);
                        }
                    }
                }
                continue;
            }
            let mut y = Operand::new(Mode::Value, ty, left);
            self.assign_to_from(left, &mut y);
        }
        if !settled && valid {
            self.assign(x, None, "range clause");
        }
    }

    /// Assigns a value of an iteration, which is shown as "value of type".
    fn assign_to_from(&mut self, left: Expr, y: &mut Operand) {
        let ty = self.assigned(left);
        if ty.is_some_and(|ty| self.is_invalid(ty)) {
            return;
        }
        let Some(wanted) = ty else { return };
        if self.assignable(y, wanted).is_err() {
            let text = self.text(left);
            let (from, to) = (self.type_text(y.ty), self.type_text(wanted));
            let message =
                format!("cannot use {text} (value of type {from}) as {to} value in range clause");
            let assignment = message.replace("range clause", "assignment");
            self.expr_error(left, assignment);
        }
    }

    /// What a range over an operand gives.
    fn iteration(&mut self, x: &Operand) -> Iteration {
        let int = Some(Basic::Int.ty());
        let kind = match self.types.underlying(x.ty) {
            TypeKind::Pointer(base) => match self.types.underlying(base) {
                array @ TypeKind::Array { .. } => array,
                _ => return Err(String::new()),
            },
            kind => kind,
        };
        match kind {
            TypeKind::Basic(basic) if basic.is_string() => Ok((int, Some(self.names.rune))),
            TypeKind::Basic(basic) if basic.is_integer() => Ok((Some(x.ty), None)),
            TypeKind::Array { element, .. } | TypeKind::Slice(element) => Ok((int, Some(element))),
            TypeKind::Map { key, value } => Ok((Some(key), Some(value))),
            TypeKind::Channel { direction: Direction::Send, .. } => {
                Err(format!("receive from send-only channel {}", self.type_text(x.ty)))
            }
            TypeKind::Channel { element, .. } => Ok((Some(element), None)),
            TypeKind::Signature(number) => {
                let bad =
                    |why: &str| Err(format!("func must be func(yield func(...) bool): {why}"));
                let signature = self.types.signatures[number].clone();
                if signature.params.len() != 1 || signature.variadic {
                    return bad("wrong argument count");
                }
                if !signature.results.is_empty() {
                    return bad("unexpected results");
                }
                let yielded = signature.params[0].ty;
                let TypeKind::Signature(number) = self.types.underlying(yielded) else {
                    return bad("argument is not func");
                };
                let signature = self.types.signatures[number].clone();
                if signature.variadic {
                    let ty = self.type_text(yielded);
                    return Err(format!(
                        "func must be func(yield func(...) bool): yield func of type {ty} cannot \
                         be variadic"
                    ));
                }
                if signature.params.len() > 2 {
                    return bad("yield func has too many parameters");
                }
                let boolean = match signature.results[..] {
                    [one] => self.is_boolean(one.ty),
                    _ => false,
                };
                if !boolean {
                    return bad("yield func does not return bool");
                }
                let param = |index: usize| signature.params.get(index).map(|param| param.ty);
                Ok((param(0), param(1)))
            }
            _ => Err(String::new()),
        }
    }
}
