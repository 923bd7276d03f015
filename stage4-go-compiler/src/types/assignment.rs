//! Assignments, and what is like them: initial values, arguments, results.

use super::checker::Checker;
use super::object::{Object, ObjectKind};
use super::operand::{Mode, Operand};
use super::ty::{Basic, Type, TypeKind};
use crate::ast::{Expr, ExprKind, List, Stmt};
use crate::position::Pos;
use crate::symbol::Symbol;

impl Checker<'_> {
    /// Makes an operand a value of a type, or of its own type if none is wanted; the context is for
    /// messages.
    pub(super) fn assign(&mut self, x: &mut Operand, ty: Option<Type>, context: &str) {
        self.single(x);
        if !x.is_valid() {
            return;
        }
        if self.is_untyped(x.ty) {
            let mut target = ty.unwrap_or(x.ty);
            if x.mode == Mode::Nil {
                if ty.is_none() {
                    let message = format!("use of untyped nil in {context}");
                    self.error(self.operand_pos(x), message);
                    return x.invalidate();
                }
            } else if ty.is_none_or(|ty| self.is_interface(ty)) {
                let empty = ty.is_none_or(|ty| self.all_methods(ty).is_empty());
                target = self.default_type(x.ty);
                if !empty && let Some(ty) = ty {
                    // The cause is which method is missing.
                    let fitting = self.implicit_type(x, target);
                    if let Ok((own, value)) = fitting {
                        self.set_type(x, own, value);
                        return self.check_assignable(x, ty, context);
                    }
                }
            }
            match self.implicit_type(x, target) {
                Ok((ty, value)) => self.set_type(x, ty, value),
                Err(misfit) => {
                    let shown = ty.unwrap_or(target);
                    self.report_unassignable(x, shown, context, misfit);
                    return x.invalidate();
                }
            }
        }
        if let Some(ty) = ty {
            self.check_assignable(x, ty, context);
        }
    }

    fn check_assignable(&mut self, x: &mut Operand, ty: Type, context: &str) {
        if let Err(cause) = self.assignable(x, ty) {
            let (operand, ty) = (self.show(x), self.type_text(ty));
            let cause = if cause.is_empty() { cause } else { format!(": {cause}") };
            let message = format!("cannot use {operand} as {ty} value in {context}{cause}");
            self.error(self.operand_pos(x), message);
            x.invalidate();
        }
    }

    /// Gives a new variable its first value, and its type if it has none.
    pub(super) fn initialise_variable(
        &mut self,
        variable: Object,
        wanted: Option<Type>,
        x: &mut Operand,
        context: &str,
    ) {
        if !x.is_valid() || self.is_invalid(x.ty) || wanted.is_some_and(|ty| self.is_invalid(ty)) {
            if wanted.is_none() {
                self.objects.objects[variable].ty = Basic::Invalid.ty();
            }
            return x.invalidate();
        }
        let ty = match wanted {
            Some(ty) => ty,
            None if x.mode == Mode::Nil => {
                let message = format!("use of untyped nil in {context}");
                self.error(self.operand_pos(x), message);
                return x.invalidate();
            }
            None => {
                let ty = self.default_type(x.ty);
                self.objects.objects[variable].ty = ty;
                ty
            }
        };
        self.assign(x, Some(ty), context);
    }

    /// Gives new variables their first values: one each, or the results of one call. For `return`,
    /// the place of the statement and the type of each result are in `results`.
    pub(super) fn initialise_variables(
        &mut self,
        variables: &[Object],
        wanted: Option<Type>,
        values: &[Expr],
        results: Option<(Pos, &[Type])>,
    ) {
        let count = results.map_or(variables.len(), |(_, types)| types.len());
        let context = match results {
            Some(_) => "return statement",
            None if count > 1 => "multiple assignment",
            None => "assignment",
        };
        let wanted_at = |index: usize| match results {
            Some((_, types)) => Some(types[index]),
            None => wanted,
        };
        let initialise = |checker: &mut Self, index: usize, x: &mut Operand| match results {
            Some((_, types)) => {
                if !checker.is_invalid(types[index]) && !checker.is_invalid(x.ty) {
                    checker.assign(x, Some(types[index]), context);
                }
            }
            None => checker.initialise_variable(variables[index], wanted, x, context),
        };
        if count == values.len() && (count != 1 || !self.is_call(values[0])) {
            for (index, &value) in values.iter().enumerate() {
                let mut x = self.expression_for(value, wanted_at(index));
                initialise(self, index, &mut x);
            }
            return;
        }
        if values.len() != 1 {
            // Nothing can be said of types: how many is the mistake.
            let mut valid = true;
            let mut operands = Vec::new();
            for &value in values {
                let x = self.expression(value);
                valid &= x.is_valid();
                operands.push(x);
            }
            if valid {
                match results {
                    Some((pos, types)) => self.report_return(pos, types, &operands),
                    None => self.report_mismatched_count(values, count, values.len()),
                }
            }
            return;
        }
        let comma_ok = count == 2 && results.is_none();
        let mut operands = self.values(values[0], comma_ok);
        if operands.len() == count {
            let is_comma_ok =
                operands.last().is_some_and(|x| matches!(x.origin, super::operand::Origin::Ok(_)));
            for (index, x) in operands.iter_mut().enumerate() {
                initialise(self, index, x);
            }
            if is_comma_ok {
                self.record_comma_ok(values[0]);
            }
            return;
        }
        if operands[0].is_valid() {
            match results {
                Some((pos, types)) => self.report_return(pos, types, &operands),
                None => self.report_mismatched_count(values, count, operands.len()),
            }
        }
    }

    pub(super) fn is_call(&self, expr: Expr) -> bool {
        matches!(self.ast.exprs[self.ast.unparen(expr)], ExprKind::Call { .. })
    }

    /// An expression gives two values, the second whether there is the first.
    pub(super) fn record_comma_ok(&mut self, expr: Expr) {
        let mut expr = expr;
        loop {
            self.info.exprs[expr].mode = Mode::CommaOk;
            self.info.comma_ok.insert(expr);
            match self.ast.exprs[expr] {
                ExprKind::Paren(inner) => expr = inner,
                _ => return,
            }
        }
    }

    pub(super) fn report_mismatched_count(&mut self, values: &[Expr], left: usize, right: usize) {
        let measure = |count: usize, what: &str| {
            format!("{count} {what}{}", if count == 1 { "" } else { "s" })
        };
        let (variables, count) = (measure(left, "variable"), measure(right, "value"));
        let first = values[0];
        let message = match self.ast.exprs[self.ast.unparen(first)] {
            ExprKind::Call { function, .. } if values.len() == 1 => {
                let function = self.text(function);
                format!("assignment mismatch: {variables} but {function} returns {count}")
            }
            _ => format!("assignment mismatch: {variables} but {count}"),
        };
        self.expr_error(first, message);
    }

    fn report_return(&mut self, pos: Pos, wanted: &[Type], have: &[Operand]) {
        let (at, what) = if have.len() > wanted.len() {
            (self.operand_pos(&have[wanted.len()]), "too many")
        } else if let Some(last) = have.last() {
            (self.operand_pos(last), "not enough")
        } else {
            (pos, "not enough")
        };
        let types: Vec<Type> = have.iter().map(|x| x.ty).collect();
        let have = self.types_text(&types, false, false);
        let want = self.types_text(wanted, false, false);
        self.error(at, format!("{what} return values\n\thave {have}\n\twant {want}"));
    }

    /// A list of types as messages about their number show it.
    pub(super) fn types_text(&self, types: &[Type], variadic: bool, spread: bool) -> String {
        let mut out = String::from("(");
        for (index, &ty) in types.iter().enumerate() {
            out.push_str(if index > 0 { ", " } else { "" });
            let last = index + 1 == types.len();
            match self.types.kind(ty) {
                TypeKind::Basic(Basic::Invalid) => out.push_str("unknown type"),
                TypeKind::Basic(basic) if basic.is_untyped() => {
                    out.push_str(if basic.is_numeric() {
                        "number"
                    } else {
                        basic.name().trim_start_matches("untyped ")
                    });
                }
                TypeKind::Slice(element) if last && variadic => {
                    out.push_str("...");
                    out.push_str(&self.type_text(element));
                }
                _ => out.push_str(&self.type_text(ty)),
            }
            if last && spread {
                out.push_str("...");
            }
        }
        out.push(')');
        out
    }

    // --- statements -----------------------------------------------------------------------------------

    /// The type of what stands on the left of `=`: `None` for `_`, invalid if nothing can be
    /// assigned to it. A variable is not used by that.
    pub(super) fn assigned(&mut self, left: Expr) -> Option<Type> {
        let inner = self.ast.unparen(left);
        let mut before: Option<(Object, bool)> = None;
        if let ExprKind::Name(name) = self.ast.exprs[inner] {
            if name == Symbol::BLANK {
                return None;
            }
            if let Some(object) = self.lookup(name)
                && let ObjectKind::Variable(variable) = self.objects.objects[object].kind
            {
                before = Some((object, variable.used));
            }
        }
        let x = self.expression(left);
        if let Some((object, used)) = before
            && let ObjectKind::Variable(variable) = &mut self.objects.objects[object].kind
        {
            variable.used = used;
        }
        if !x.is_valid() || self.is_invalid(x.ty) {
            return Some(Basic::Invalid.ty());
        }
        if matches!(x.mode, Mode::Variable | Mode::MapIndex) {
            return Some(x.ty);
        }
        let text = self.text(left);
        if let ExprKind::Selector { operand, .. } = self.ast.exprs[left]
            && self.info.exprs[operand].mode == Mode::MapIndex
        {
            self.expr_error(left, format!("cannot assign to struct field {text} in map"));
            return Some(Basic::Invalid.ty());
        }
        let why = "neither addressable nor a map index expression";
        self.expr_error(left, format!("cannot assign to {text} ({why})"));
        Some(Basic::Invalid.ty())
    }

    /// `left = x`
    pub(super) fn assign_to(&mut self, left: Expr, x: &mut Operand, context: &str) {
        let ty = self.assigned(left);
        if ty.is_some_and(|ty| self.is_invalid(ty)) {
            return;
        }
        if x.is_valid() {
            let blank = ty.is_none() && context == "assignment";
            self.assign(x, ty, if blank { "assignment to _ identifier" } else { context });
        }
    }

    /// `a, b = c, d`
    pub(super) fn assignment(&mut self, left: List<Expr>, right: List<Expr>) {
        let ast = self.ast;
        let (left, right) = (ast.get(left), ast.get(right));
        let count = left.len();
        if count == right.len() && (count != 1 || !self.is_call(right[0])) {
            for (&left, &right) in left.iter().zip(right) {
                let ty = self.assigned(left);
                let mut x = self.expression_for(right, ty);
                if ty.is_none_or(|ty| !self.is_invalid(ty)) && x.is_valid() {
                    let context = match ty {
                        _ if count > 1 => "multiple assignment",
                        None => "assignment to _ identifier",
                        Some(_) => "assignment",
                    };
                    self.assign(&mut x, ty, context);
                }
            }
            return;
        }
        if right.len() != 1 {
            let mut valid = true;
            for &left in left {
                valid &= self.assigned(left).is_none_or(|ty| !self.is_invalid(ty));
            }
            for &right in right {
                valid &= self.expression(right).is_valid();
            }
            if valid {
                self.report_mismatched_count(right, left.len(), right.len());
            }
            return;
        }
        let mut operands = self.values(right[0], left.len() == 2);
        if operands.len() == left.len() {
            let is_comma_ok =
                operands.last().is_some_and(|x| matches!(x.origin, super::operand::Origin::Ok(_)));
            for (&left, x) in left.iter().zip(&mut operands) {
                self.assign_to(
                    left,
                    x,
                    if count > 1 { "multiple assignment" } else { "assignment" },
                );
            }
            if is_comma_ok {
                self.record_comma_ok(right[0]);
            }
            return;
        }
        for &left in left {
            self.assigned(left);
        }
        if operands[0].is_valid() {
            self.report_mismatched_count(right, left.len(), operands.len());
        }
    }

    /// `a, b := c, d`
    pub(super) fn define_variables(
        &mut self,
        scope: usize,
        pos: Pos,
        left: List<Expr>,
        right: List<Expr>,
    ) {
        let ast = self.ast;
        let (left, right) = (ast.get(left), ast.get(right));
        let mut new: Vec<Object> = Vec::new();
        let mut variables: Vec<Object> = Vec::with_capacity(left.len());
        let mut redeclared: Vec<bool> = Vec::with_capacity(left.len());
        let mut seen: Vec<Symbol> = Vec::new();
        let mut wrong = false;
        for &expr in left {
            let invalid = Basic::Invalid.ty();
            let dummy = |checker: &mut Self| {
                checker.add_variable(Symbol::BLANK, checker.ast.expr_pos[expr], invalid, true)
            };
            let Some(ident) = ast.as_name(expr) else {
                self.expression(expr);
                let text = self.text(expr);
                self.expr_error(expr, format!("non-name {text} on left side of :="));
                wrong = true;
                let object = dummy(self);
                variables.push(object);
                redeclared.push(false);
                continue;
            };
            if ident.name != Symbol::BLANK && seen.contains(&ident.name) {
                let message = format!("{} repeated on left side of :=", self.name(ident.name));
                self.expr_error(expr, message);
                wrong = true;
                let object = dummy(self);
                variables.push(object);
                redeclared.push(false);
                continue;
            }
            seen.push(ident.name);
            if let Some(object) = self.in_scope(scope, ident.name) {
                self.define(expr, object);
                if let ObjectKind::Variable(_) = self.objects.objects[object].kind {
                    let ty = self.objects.objects[object].ty;
                    self.record(&Operand::new(Mode::Variable, ty, expr));
                    variables.push(object);
                    redeclared.push(true);
                } else {
                    let message = format!("cannot assign to {}", self.text(expr));
                    self.expr_error(expr, message);
                    wrong = true;
                    let object = dummy(self);
                    variables.push(object);
                    redeclared.push(false);
                }
                continue;
            }
            let object = self.add_variable(ident.name, ident.pos, invalid, false);
            self.define(expr, object);
            variables.push(object);
            redeclared.push(false);
            if ident.name == Symbol::BLANK {
                continue;
            }
            new.push(object);
        }
        self.define_values(left, &variables, &redeclared, right);
        for (&expr, &object) in left.iter().zip(&variables) {
            let ty = self.objects.objects[object].ty;
            self.record(&Operand::new(Mode::Variable, ty, expr));
        }
        let blank_only = new.is_empty() && !wrong;
        for object in new {
            self.declare_local(scope, object);
        }
        if blank_only {
            self.error(pos, "no new variables on left side of :=");
        }
    }

    /// The values of `:=`: a variable that was there before keeps its type.
    fn define_values(
        &mut self,
        left: &[Expr],
        variables: &[Object],
        redeclared: &[bool],
        right: &[Expr],
    ) {
        let value = |checker: &mut Self, index: usize, x: &mut Operand| {
            let wanted = redeclared[index].then(|| checker.objects.objects[variables[index]].ty);
            let context = if variables.len() > 1 { "multiple assignment" } else { "assignment" };
            checker.initialise_variable(variables[index], wanted, x, context);
        };
        if left.len() == right.len() && (left.len() != 1 || !self.is_call(right[0])) {
            for (index, &right) in right.iter().enumerate() {
                let mut x = self.expression(right);
                value(self, index, &mut x);
            }
            return;
        }
        if right.len() != 1 {
            let mut valid = true;
            for &right in right {
                valid &= self.expression(right).is_valid();
            }
            if valid {
                self.report_mismatched_count(right, left.len(), right.len());
            }
            return;
        }
        let mut operands = self.values(right[0], left.len() == 2);
        if operands.len() != left.len() {
            if operands[0].is_valid() {
                self.report_mismatched_count(right, left.len(), operands.len());
            }
            return;
        }
        let is_comma_ok =
            operands.last().is_some_and(|x| matches!(x.origin, super::operand::Origin::Ok(_)));
        for (index, x) in operands.iter_mut().enumerate() {
            value(self, index, x);
        }
        if is_comma_ok {
            self.record_comma_ok(right[0]);
        }
    }

    /// `x op= y`, `x++`: the right operand of an increment is 1.
    pub(super) fn assign_operation(
        &mut self,
        left: Expr,
        right: Option<Expr>,
        operator: crate::token::Operator,
        stmt: Stmt,
    ) {
        let x = self.expression(left);
        let y = match right {
            Some(right) => self.expression(right),
            None => {
                if x.is_valid() && !self.is_numeric(x.ty) {
                    let (text, ty) = (self.text(left), self.type_text(x.ty));
                    let message = format!(
                        "invalid operation: {text}{operator}{operator} (non-numeric type {ty})"
                    );
                    return self.expr_error(left, message);
                }
                // An increment is not looked at further: 1 fits every type of numbers.
                if x.is_valid() {
                    self.assigned(left);
                }
                return;
            }
        };
        let pos = self.ast.stmt_pos[stmt];
        let operation = super::operator::Operation::Assignment(left, y.expr());
        // The result has no expression of its own; what is known of the left operand stays.
        let info = self.info.exprs[left];
        let mut result = self.binary(x, y, operator, pos, operation);
        self.info.exprs[left] = info;
        if !result.is_valid() {
            return;
        }
        self.assign_to(left, &mut result, "assignment operation");
    }
}
