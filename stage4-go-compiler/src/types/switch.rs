//! Switches over values and over types.

use rustc_hash::FxHashMap;

use super::checker::Checker;
use super::composite::exact_text;
use super::operand::{Mode, Operand};
use super::ty::{Basic, Type};
use crate::ast::{Clause, Expr, ExprKind, Ident, List};
use crate::constant::Constant;
use crate::position::Pos;
use crate::symbol::Symbol;
use crate::token::Operator;

impl Checker<'_> {
    /// `switch tag { … }`; without a tag it is `true`.
    pub(super) fn switch(&mut self, pos: Pos, tag: Option<Expr>, clauses: List<Clause>) {
        let ast = self.ast;
        let mut subject: Option<Operand> = None;
        let mut wrong = false;
        if let Some(tag) = tag {
            let mut x = self.expression(tag);
            self.assign(&mut x, None, "switch expression");
            if x.is_valid() && !self.is_comparable(x.ty) && !self.has_nil(x.ty) {
                let (operand, ty) = (self.show(&x), self.type_text(x.ty));
                let message = format!("cannot switch on {operand} ({ty} is not comparable)");
                self.error(self.operand_pos(&x), message);
                x.invalidate();
            }
            wrong = !x.is_valid();
            subject = Some(x);
        }
        let _ = pos;
        self.check_defaults(clauses);
        let mut seen: FxHashMap<String, Vec<(Type, Pos)>> = FxHashMap::default();
        for clause in ast.get(clauses) {
            for &value in ast.get(clause.values) {
                let mut y = self.expression(value);
                if wrong || !y.is_valid() {
                    continue;
                }
                match subject {
                    Some(x) => self.case_value(&x, &mut y, &mut seen),
                    None => self.case_condition(&mut y, &mut seen),
                }
            }
            self.block(clause.body);
        }
    }

    fn case_value(
        &mut self,
        x: &Operand,
        y: &mut Operand,
        seen: &mut FxHashMap<String, Vec<(Type, Pos)>>,
    ) {
        let x = *x;
        self.convert_untyped(y, x.ty);
        if !y.is_valid() {
            return;
        }
        let before = *y;
        let result = y.expr();
        let info = self.info.exprs[result];
        let z = self.comparison(*y, x, Operator::Equal, result, true);
        if self.info.exprs[result].mode == Mode::Invalid {
            self.info.exprs[result] = info;
        }
        if z.is_valid() {
            self.report_duplicate(&before, seen);
        }
    }

    fn case_condition(&mut self, y: &mut Operand, seen: &mut FxHashMap<String, Vec<(Type, Pos)>>) {
        // An interface without methods is compared with `true`.
        if y.is_valid() && self.is_interface(y.ty) && self.all_methods(y.ty).is_empty() {
            return;
        }
        if !self.is_boolean(y.ty) {
            let (text, ty) = (self.operand_text(y), self.type_text(y.ty));
            let message =
                format!("invalid case {text} in switch on true (mismatched types {ty} and bool)");
            return self.error(self.operand_pos(y), message);
        }
        let ty = self.default_type(y.ty);
        self.set_type(y, ty, None);
        self.report_duplicate(y, seen);
    }

    fn report_duplicate(&mut self, y: &Operand, seen: &mut FxHashMap<String, Vec<(Type, Pos)>>) {
        let (Mode::Constant, Some(value)) = (y.mode, y.value) else { return };
        let value = self.info.constants[value].clone();
        // `true` and `false` may be there as often as one likes, as in the official compiler.
        if let Constant::Bool(_) = value {
            return;
        }
        let pos = self.operand_pos(y);
        let others = seen.entry(exact_text(&value)).or_default();
        let others: Vec<(Type, Pos)> = {
            let before = others.clone();
            others.push((y.ty, pos));
            before
        };
        let pos_of_other = self.own_pos(y.expr());
        if let Some(last) = seen.get_mut(&exact_text(&value)).and_then(|list| list.last_mut()) {
            last.1 = pos_of_other;
        }
        for (ty, other) in others {
            if self.identical(ty, y.ty) {
                let (text, place) = (self.show(y), self.place(other));
                let message =
                    format!("duplicate case {text} in expression switch\n\t{place}: previous case");
                self.error(pos, message);
                break;
            }
        }
    }

    /// `switch name := operand.(type) { … }`
    pub(super) fn type_switch(
        &mut self,
        name: Option<Ident>,
        operand: Expr,
        clauses: List<Clause>,
    ) {
        let ast = self.ast;
        let name = name.filter(|ident| {
            if ident.name == Symbol::BLANK {
                self.error(ident.pos, "no new variable on left side of :=");
            }
            ident.name != Symbol::BLANK
        });
        let x = self.expression(operand);
        let mut valid = x.is_valid();
        if valid && !self.is_interface(x.ty) {
            let message = format!("{} is not an interface", self.show(&x));
            self.error(self.operand_pos(&x), message);
            valid = false;
        }
        self.check_defaults(clauses);
        let mut seen: FxHashMap<Type, Pos> = FxHashMap::default();
        let mut variables = Vec::new();
        for clause in ast.get(clauses) {
            let values = ast.get(clause.values);
            let mut only = None;
            for &value in values {
                only = self.case_type(value, &x, valid, &mut seen);
            }
            let scope = self.open_scope();
            if let Some(ident) = name {
                // With one type the variable has it; else that of the operand.
                let ty = match (values.len(), only) {
                    (1, Some(ty)) => ty,
                    (1, None) => Basic::Invalid.ty(),
                    _ => x.ty,
                };
                let ty = if ty == Basic::UntypedNil.ty() { x.ty } else { ty };
                let object = self.add_variable(ident.name, ident.pos, ty, false);
                self.declare_local(scope, object);
                self.info.clause_objects.insert(clause.pos, object);
                variables.push(object);
            }
            self.statements(scope, clause.body);
            if let Some(&object) = variables.last() {
                self.note_use(object);
            }
            self.close_scope(scope);
        }
        if let Some(ident) = name
            && !variables.iter().any(|object| self.used_in_clause.contains(object))
        {
            let message = format!("{} declared and not used", self.name(ident.name));
            self.error(ident.pos, message);
        }
    }

    /// Whether the variable of a clause was used counts for all clauses together.
    fn note_use(&mut self, object: super::object::Object) {
        use super::object::{ObjectKind, Variable};
        if let ObjectKind::Variable(Variable { used, .. }) = &mut self.objects.objects[object].kind
        {
            if *used {
                self.used_in_clause.insert(object);
            }
            *used = true;
        }
    }

    /// A type of a case; `nil` is the type of `nil`.
    fn case_type(
        &mut self,
        expr: Expr,
        x: &Operand,
        valid: bool,
        seen: &mut FxHashMap<Type, Pos>,
    ) -> Option<Type> {
        let is_nil = matches!(self.ast.exprs[self.ast.unparen(expr)], ExprKind::Name(name)
        if name == self.names.nil
            && self.lookup(name).is_some_and(|object| {
                self.objects.objects[object].package.is_none()
            }));
        let ty = if is_nil {
            let y = self.expression(expr);
            y.ty
        } else {
            let ty = self.variable_type(expr);
            if self.is_invalid(ty) {
                return None;
            }
            ty
        };
        let pos = self.ast.expr_pos[expr];
        let mut key = self.types.canonical(ty);
        if !seen.contains_key(&key) {
            // The same structure may be written twice.
            let others: Vec<Type> = match self.types.kind(key) {
                super::ty::TypeKind::Basic(_) | super::ty::TypeKind::Named(_) => Vec::new(),
                _ => seen.keys().copied().collect(),
            };
            if let Some(other) = others.into_iter().find(|&other| self.identical(other, key)) {
                key = other;
            }
        }
        if let Some(&other) = seen.get(&key) {
            let text = if is_nil { "nil".to_string() } else { self.type_text(ty) };
            let place = self.place(other);
            let message = format!("duplicate case {text} in type switch\n\t{place}: previous case");
            self.error(pos, message);
            return Some(ty);
        }
        seen.insert(key, pos);
        if valid && !is_nil {
            self.check_assertion(expr, x, ty, true);
        }
        Some(ty)
    }
}
