//! Selectors: `package.Name`, `x.field`, `x.method`, `T.method`.

use super::checker::Checker;
use super::lookup::{Found, Search};
use super::object::{Object, ObjectKind, PackageRef};
use super::operand::{Mode, Operand};
use super::ty::{Param, SignatureData, Type, TypeKind};
use super::{Selection, SelectionKind, Target};
use crate::ast::{Expr, ExprKind, Ident};
use crate::symbol::Symbol;

impl Checker<'_> {
    /// `operand.name`
    pub(super) fn selector(&mut self, expr: Expr, want_type: bool) -> Operand {
        let invalid = Operand::invalid(expr);
        let ExprKind::Selector { operand, name } = self.ast.exprs[expr] else { return invalid };
        if let ExprKind::Name(package) = self.ast.exprs[operand]
            && let Some(object) = self.lookup(package)
            && let ObjectKind::Package { package, used } = &mut self.objects.objects[object].kind
        {
            *used = true;
            let package = *package;
            self.info.exprs[operand].target = Target::Object(object);
            return self.qualified(expr, package, name);
        }
        let x = self.expression_or_type(operand);
        match x.mode {
            Mode::Invalid => return invalid,
            Mode::Builtin(_) => {
                let message = format!("invalid use of {} in selector expression", self.show(&x));
                self.error(self.operand_pos(&x), message);
                return invalid;
            }
            _ => {}
        }
        if want_type {
            if x.mode == Mode::Type && self.report_incomplete(x.ty) {
                return invalid;
            }
            let message = format!("{} is not a type", self.text(expr));
            self.error(name.pos, message);
            return invalid;
        }
        if self.is_invalid(self.types.underlying_type(x.ty)) {
            self.report_incomplete(x.ty);
            return invalid;
        }
        if x.mode == Mode::Nil {
            let message = format!(
                "{}.{} undefined (type untyped nil has no field or method {})",
                self.text(operand),
                self.name(name.name),
                self.name(name.name)
            );
            self.error(name.pos, message);
            return invalid;
        }
        let search = self.search(x.ty, x.mode == Mode::Variable, self.package, name.name, false);
        match search.found {
            Found::Field(field) => {
                if x.mode == Mode::Type {
                    let (name, ty) = (self.name(name.name), self.type_text(x.ty));
                    let message =
                        format!("operand for field selector {name} must be value of type {ty}");
                    self.error(self.operand_pos(&x), message);
                    return invalid;
                }
                let mode = if x.mode == Mode::Variable || search.indirect {
                    Mode::Variable
                } else {
                    Mode::Value
                };
                self.select(expr, SelectionKind::Field, &search, x.ty);
                if self.is_invalid(field.ty) {
                    return invalid;
                }
                Operand::new(mode, field.ty, expr)
            }
            Found::Method(method) => self.method(expr, operand, &x, method, &search),
            Found::InterfaceMethod(method, index) => {
                if x.mode == Mode::Type {
                    let kind = SelectionKind::InterfaceMethodExpression(index);
                    self.select(expr, kind, &search, x.ty);
                    let ty = self.with_receiver(x.ty, method.ty);
                    return Operand::new(Mode::Value, ty, expr);
                }
                self.select(expr, SelectionKind::InterfaceMethod(index), &search, x.ty);
                Operand::new(Mode::Value, method.ty, expr)
            }
            _ => {
                self.report_missing(operand, &x, name, &search);
                invalid
            }
        }
    }

    fn method(
        &mut self,
        expr: Expr,
        operand: Expr,
        x: &Operand,
        method: Object,
        search: &Search,
    ) -> Operand {
        self.resolve(method);
        if self.objects.objects[method].package == Some(self.package) {
            self.depends_on(method);
        }
        let ty = self.objects.objects[method].ty;
        if self.is_invalid(ty) {
            return Operand::invalid(expr);
        }
        if x.mode == Mode::Type {
            self.select(expr, SelectionKind::MethodExpression(method), search, x.ty);
            let ty = self.with_receiver(x.ty, ty);
            return Operand::new(Mode::Value, ty, expr);
        }
        let by_pointer = matches!(
            self.objects.objects[method].kind,
            ObjectKind::Function { pointer_receiver: true, .. }
        );
        self.select(expr, SelectionKind::Method(method), search, x.ty);
        if by_pointer && !search.indirect {
            self.take_address(operand);
        }
        Operand::new(Mode::Value, ty, expr)
    }

    /// The signature of a method expression: the receiver is the first parameter.
    fn with_receiver(&mut self, receiver: Type, signature: Type) -> Type {
        let TypeKind::Signature(number) = self.types.kind(signature) else { return signature };
        let mut data: SignatureData = self.types.signatures[number].clone();
        let named = data.params.first().is_some_and(|param| param.name.is_some());
        let name = named.then_some(Symbol::BLANK);
        data.params.insert(0, Param { name, ty: receiver });
        self.types.signature(data)
    }

    pub(super) fn select(
        &mut self,
        expr: Expr,
        kind: SelectionKind,
        search: &Search,
        receiver: Type,
    ) {
        let start = self.info.paths.len() as u32;
        self.info.paths.extend_from_slice(&search.path);
        let path = (start, self.info.paths.len() as u32);
        let indirect = search.indirect;
        let selection = self.info.selections.push(Selection { kind, path, receiver, indirect });
        self.info.exprs[expr].target = Target::Selection(selection);
    }

    /// `package.Name`
    fn qualified(&mut self, expr: Expr, package: PackageRef, name: Ident) -> Operand {
        let invalid = Operand::invalid(expr);
        if self.unknown_packages.contains(&package) {
            return invalid;
        }
        let scope = self.objects.packages[package].scope;
        let found = self.objects.scopes[scope].get(name.name);
        let Some(object) = found.filter(|_| self.is_exported(name.name)) else {
            let message = format!("undefined: {}", self.text(expr));
            self.error(name.pos, message);
            return invalid;
        };
        self.info.exprs[expr].target = Target::Object(object);
        self.object_operand(expr, object)
    }

    fn report_missing(&mut self, operand: Expr, x: &Operand, name: Ident, search: &Search) {
        let text = self.text(operand);
        let selected = self.name(name.name);
        let ty = self.type_text(x.ty);
        match search.found {
            Found::Ambiguous => {
                return self.error(name.pos, format!("ambiguous selector {text}.{selected}"));
            }
            Found::NeedsPointer => {
                let message = if x.mode == Mode::Type {
                    format!(
                        "invalid method expression {ty}.{selected} (needs pointer receiver \
                         (*{ty}).{selected})"
                    )
                } else {
                    format!("cannot call pointer method {selected} on {ty}")
                };
                return self.error(name.pos, message);
            }
            _ => {}
        }
        let why = if self.is_interface_pointer(x.ty) {
            self.interface_pointer_text(x.ty)
        } else {
            let addressable = x.mode == Mode::Variable;
            let folded = self.search(x.ty, addressable, self.package, name.name, true);
            let other = match folded.found {
                Found::Field(field) => Some(("field", field.name, field.package)),
                Found::Method(method) => {
                    let data = &self.objects.objects[method];
                    Some(("method", data.name, data.package.unwrap_or(self.package)))
                }
                Found::InterfaceMethod(method, _) => Some(("method", method.name, method.package)),
                _ => None,
            };
            self.misspelled(&ty, selected, other)
        };
        self.error(name.pos, format!("{text}.{selected} undefined ({why})"));
    }

    /// What is said of a name that a type does not have, but another that is nearly the same.
    fn misspelled(
        &self,
        ty: &str,
        selected: &str,
        other: Option<(&str, Symbol, PackageRef)>,
    ) -> String {
        let missing = format!("type {ty} has no field or method {selected}");
        let Some((what, name, owner)) = other else { return missing };
        let name = self.name(name);
        let tail = |text: &str| text.chars().skip(1).collect::<String>();
        let capital = |text: &str| text.chars().next().is_some_and(char::is_uppercase);
        let misspelled = format!("{missing}, but does have {what} {name}");
        if owner == self.package {
            return misspelled;
        }
        match (capital(selected), capital(name)) {
            (true, true) => misspelled,
            (true, false) if tail(selected) == tail(name) => {
                format!("{missing}, but does have unexported {what} {name}")
            }
            (false, true) if tail(selected) == tail(name) => misspelled,
            (false, false) if selected == name => {
                format!("cannot refer to unexported {what} {name}")
            }
            _ => missing,
        }
    }
}
