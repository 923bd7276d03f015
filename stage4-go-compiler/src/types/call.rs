//! Calls and what looks like them: conversions, functions of the language.

use super::checker::Checker;
use super::operand::{Mode, Operand, Origin};
use super::ty::{SignatureData, Type, TypeKind};
use crate::ast::{Expr, ExprKind, List};

impl Checker<'_> {
    /// `f(args)`
    pub(super) fn call(
        &mut self,
        expr: Expr,
        function: Expr,
        args: List<Expr>,
        spread: bool,
    ) -> Operand {
        let f = self.expression_or_type_or_builtin(function);
        match f.mode {
            Mode::Invalid => {
                self.use_all(args);
                Operand::invalid(expr)
            }
            Mode::Type => self.conversion(expr, f.ty, args, spread),
            Mode::Builtin(builtin) => {
                let x = self.builtin(expr, builtin, args, spread);
                if x.is_valid() && x.mode != Mode::Constant {
                    self.env.has_call = true;
                }
                x
            }
            _ => self.function_call(expr, function, f, args, spread),
        }
    }

    fn expression_or_type_or_builtin(&mut self, expr: Expr) -> Operand {
        let mut x = self.raw(expr, None);
        self.exclude(&mut x, false);
        self.single(&mut x);
        x
    }

    /// Checks arguments whose function is wrong: what they use is used.
    pub(super) fn use_all(&mut self, args: List<Expr>) {
        let ast = self.ast;
        for &arg in ast.get(args) {
            self.raw(arg, None);
        }
    }

    fn conversion(&mut self, expr: Expr, ty: Type, args: List<Expr>, spread: bool) -> Operand {
        let ast = self.ast;
        let text = self.type_text(ty);
        match ast.get(args) {
            [] => {
                self.expr_error(expr, format!("missing argument in conversion to {text}"));
                Operand::invalid(expr)
            }
            &[arg] => {
                let x = self.expression(arg);
                if !x.is_valid() {
                    return Operand::invalid(expr);
                }
                if spread {
                    let message = format!("invalid use of ... in conversion to {text}");
                    self.expr_error(arg, message);
                    return Operand::invalid(expr);
                }
                self.convert(x, ty, expr)
            }
            all => {
                let last = all[all.len() - 1];
                self.use_all(args);
                self.expr_error(last, format!("too many arguments in conversion to {text}"));
                Operand::invalid(expr)
            }
        }
    }

    fn function_call(
        &mut self,
        expr: Expr,
        function: Expr,
        f: Operand,
        args: List<Expr>,
        spread: bool,
    ) -> Operand {
        let TypeKind::Signature(number) = self.types.underlying(f.ty) else {
            let message = format!(
                "invalid operation: cannot call {}: {} is not a function",
                self.show(&f),
                self.type_text(f.ty)
            );
            let message = if self.is_invalid(self.types.underlying_type(f.ty)) {
                None
            } else {
                Some(message)
            };
            if let Some(message) = message {
                self.error(self.operand_pos(&f), message);
            }
            self.use_all(args);
            return Operand::invalid(expr);
        };
        let mut operands = self.arguments(args);
        let result = self.result_type(number);
        self.check_arguments(expr, function, number, &mut operands, args, spread);
        self.env.has_call = true;
        match result {
            None => Operand::new(Mode::NoValue, super::ty::Basic::Invalid.ty(), expr),
            Some(ty) => Operand::new(Mode::Value, ty, expr),
        }
    }

    /// What a call gives: nothing, one type, or a tuple.
    fn result_type(&mut self, number: super::ty::Signature) -> Option<Type> {
        match self.types.signatures[number].results[..] {
            [] => None,
            [one] => Some(one.ty),
            _ => {
                let results = self.types.signatures[number].results.clone();
                Some(self.types.tuple(&results))
            }
        }
    }

    /// Arguments; a single call may give several.
    pub(super) fn arguments(&mut self, args: List<Expr>) -> Vec<Operand> {
        let ast = self.ast;
        match ast.get(args) {
            &[only] => {
                let mut values = self.values(only, false);
                for x in &mut values {
                    // Messages show the call, not "1st function result".
                    x.origin = Origin::Expr(only);
                }
                values
            }
            all => all.iter().map(|&arg| self.expression(arg)).collect(),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn check_arguments(
        &mut self,
        expr: Expr,
        function: Expr,
        number: super::ty::Signature,
        operands: &mut [Operand],
        args: List<Expr>,
        spread: bool,
    ) {
        let signature: SignatureData = self.types.signatures[number].clone();
        let count = operands.len();
        let params = &signature.params;
        let text = self.text(function);
        let mut wanted = params.len();
        let mut expanded = false;
        if signature.variadic {
            if spread {
                if args.len() == 1 && count > 1 {
                    let arg = self.ast.get(args)[0];
                    let message = format!("cannot use ... with {count}-valued {}", self.text(arg));
                    return self.expr_error(expr, message);
                }
            } else if count + 1 >= params.len() {
                expanded = true;
                wanted = count;
            }
        } else if spread {
            let message = format!("cannot use ... in call to non-variadic {text}");
            return self.expr_error(expr, message);
        }
        if signature.variadic && !spread && count + 1 < params.len() {
            // One fewer is enough.
            wanted = params.len();
        }
        if count != wanted {
            let (at, what) = if count > wanted {
                (self.operand_pos(&operands[wanted]), "too many")
            } else if count > 0 {
                (self.operand_pos(&operands[count - 1]), "not enough")
            } else {
                (self.ast.expr_pos[expr], "not enough")
            };
            if operands.iter().any(|x| !x.is_valid()) {
                return;
            }
            let have: Vec<Type> = operands.iter().map(|x| x.ty).collect();
            let want: Vec<Type> = params.iter().map(|param| param.ty).collect();
            let have = self.types_text(&have, false, spread);
            let want = self.types_text(&want, signature.variadic, false);
            let message =
                format!("{what} arguments in call to {text}\n\thave {have}\n\twant {want}");
            return self.error(at, message);
        }
        let context = format!("argument to {text}");
        for (index, x) in operands.iter_mut().enumerate() {
            let mut ty = params[index.min(params.len() - 1)].ty;
            if expanded
                && index + 1 >= params.len()
                && let TypeKind::Slice(element) = self.types.kind(ty)
            {
                ty = element;
            }
            self.assign(x, Some(ty), &context);
        }
    }

    /// Is it a call or a receive operation, which a statement may be?
    pub(super) fn is_statement_expression(&self, expr: Expr) -> bool {
        matches!(
            self.ast.exprs[expr],
            ExprKind::Call { .. }
                | ExprKind::Unary { operator: crate::token::Operator::Receive, .. }
        )
    }
}
