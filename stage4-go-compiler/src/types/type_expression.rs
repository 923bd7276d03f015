//! Expressions that are types.

use super::checker::{Checker, Later};
use super::object::{Object, ObjectKind};
use super::operand::{Mode, Operand};
use super::ty::{
    Basic, FieldInfo, InterfaceData, MethodInfo, Param, SignatureData, Type, TypeKind,
};
use crate::ast::{Expr, ExprKind, Field, List};
use crate::constant::{self, Constant};
use crate::symbol::Symbol;
use crate::token::Operator;

impl Checker<'_> {
    /// The type that an expression is; [`Basic::Invalid`] if it is none, which is reported.
    pub(super) fn ty(&mut self, expr: Expr) -> Type {
        let pos = self.ast.expr_pos[expr];
        let ty = self.nested(pos, |checker| checker.type_of_expression(expr));
        let ty = ty.unwrap_or(Basic::Invalid.ty());
        self.record(&Operand::new(Mode::Type, ty, expr));
        ty
    }

    /// The type of a variable, field or parameter: no constraint.
    pub(super) fn variable_type(&mut self, expr: Expr) -> Type {
        let ty = self.ty(expr);
        if let TypeKind::Interface(_) | TypeKind::Named(_) = self.types.kind(ty) {
            self.later.push(Later::Constraint { ty, pos: self.ast.expr_pos[expr] });
        }
        ty
    }

    fn type_of_expression(&mut self, expr: Expr) -> Type {
        let invalid = Basic::Invalid.ty();
        match self.ast.exprs[expr] {
            ExprKind::Bad => invalid,
            ExprKind::Name(name) => {
                let x = self.name_operand(expr, name, true);
                self.type_of_operand(&x)
            }
            ExprKind::Selector { .. } => {
                let x = self.selector(expr, true);
                self.type_of_operand(&x)
            }
            ExprKind::Paren(inner) => self.ty(inner),
            ExprKind::Index { operand, .. } => {
                let generic = self.ty(operand);
                if !self.is_invalid(generic) {
                    let message = format!("{} is not a generic type", self.type_text(generic));
                    self.expr_error(expr, message);
                }
                invalid
            }
            ExprKind::Star(base) => {
                let base = self.variable_type(base);
                if self.is_invalid(base) {
                    return invalid;
                }
                self.types.of(TypeKind::Pointer(base))
            }
            ExprKind::SliceType(element) => {
                let element = self.variable_type(element);
                self.types.of(TypeKind::Slice(element))
            }
            ExprKind::ArrayType { length, element } => {
                let Some(length) = length else {
                    self.expr_error(
                        expr,
                        "invalid use of [...] array (outside a composite literal)",
                    );
                    return invalid;
                };
                let length = self.array_length(length);
                let element = self.variable_type(element);
                match length {
                    Some(length) => self.types.of(TypeKind::Array { length, element }),
                    None => invalid,
                }
            }
            ExprKind::MapType { key, value } => {
                let key_type = self.variable_type(key);
                let value = self.variable_type(value);
                self.later.push(Later::MapKey { key: key_type, expr: key });
                self.types.of(TypeKind::Map { key: key_type, value })
            }
            ExprKind::ChannelType { direction, element } => {
                let element = self.variable_type(element);
                self.types.of(TypeKind::Channel { direction, element })
            }
            ExprKind::StructType(fields) => self.struct_type(fields),
            ExprKind::InterfaceType(fields) => self.interface_type(fields),
            ExprKind::FuncType { .. } => self.signature_type(expr, List::default()),
            ExprKind::Variadic(element) => {
                self.expr_error(expr, "invalid use of ...");
                self.ty(element);
                invalid
            }
            ExprKind::Unary { operator: Operator::Tilde, .. }
            | ExprKind::Binary { operator: Operator::Or, .. } => {
                self.diagnostics.unsupported(self.ast.expr_pos[expr], "type constraints");
                self.refused = true;
                invalid
            }
            _ => {
                let message = format!("{} is not a type", self.text(expr));
                self.expr_error(expr, message);
                invalid
            }
        }
    }

    fn type_of_operand(&mut self, x: &Operand) -> Type {
        match x.mode {
            Mode::Type => return x.ty,
            Mode::Invalid => {}
            Mode::NoValue => {
                let message = format!("{} used as type", self.show(x));
                self.error(self.operand_pos(x), message);
            }
            _ => {
                let message = format!("{} is not a type", self.show(x));
                self.error(self.operand_pos(x), message);
            }
        }
        Basic::Invalid.ty()
    }

    fn array_length(&mut self, expr: Expr) -> Option<u64> {
        if let ExprKind::Name(name) = self.ast.exprs[expr] {
            let text = self.name(name);
            match self.lookup(name) {
                None => {
                    let message =
                        format!("undefined array length {text} or missing type constraint");
                    self.expr_error(expr, message);
                    return None;
                }
                Some(object) => {
                    let kind = &self.objects.objects[object].kind;
                    if !matches!(kind, ObjectKind::Constant { .. }) {
                        self.expr_error(expr, format!("invalid array length {text}"));
                        return None;
                    }
                }
            }
        }
        let outer = std::mem::replace(&mut self.env.names_only, false);
        let x = self.expression(expr);
        self.env.names_only = outer;
        if !x.is_valid() {
            return None;
        }
        if x.mode != Mode::Constant {
            let message = format!("array length {} must be constant", self.show(&x));
            self.expr_error(expr, message);
            return None;
        }
        let value = x.value.map(|value| self.info.constants[value].clone())?;
        let mut message = "must be integer";
        if self.is_untyped(x.ty) && self.is_numeric(x.ty) || self.is_integer(x.ty) {
            if let Some(Constant::Int(length @ 0..)) = value.to_int().map(Constant::from) {
                // The length itself is an `int`.
                let mut x = x;
                self.convert_untyped(&mut x, Basic::Int.ty());
                return Some(length as u64);
            }
            if value.to_int().is_some() {
                message = "";
            }
        }
        let x = self.show(&x);
        let message = if message.is_empty() {
            format!("invalid array length {x}")
        } else {
            format!("array length {x} {message}")
        };
        self.expr_error(expr, message);
        None
    }

    fn struct_type(&mut self, fields: List<Field>) -> Type {
        let ast = self.ast;
        let mut infos: Vec<FieldInfo> = Vec::with_capacity(fields.len());
        let mut seen: rustc_hash::FxHashMap<Symbol, crate::position::Pos> = Default::default();
        let mut before: Option<(Expr, Type)> = None;
        for &field in ast.get(fields) {
            let data = ast.fields[field];
            let ty = match before {
                Some((expr, ty)) if expr == data.ty => ty,
                _ => self.variable_type(data.ty),
            };
            before = Some((data.ty, ty));
            let tag = self.tag(data.tag);
            let (name, pos) = match data.name {
                Some(ident) => (ident.name, ident.pos),
                None => {
                    let Some((name, pos)) = self.embedded_name(data.ty) else { continue };
                    self.later.push(Later::Embedded { ty, pos: ast.expr_pos[data.ty] });
                    (name, pos)
                }
            };
            if name != Symbol::BLANK {
                if let Some(&other) = seen.get(&name) {
                    let (text, place) = (self.name(name), self.place(other));
                    let message =
                        format!("{text} redeclared\n\t{place}: other declaration of {text}");
                    self.error(pos, message);
                    continue;
                } else {
                    seen.insert(name, pos);
                }
            }
            let package = self.package;
            infos.push(FieldInfo { name, package, ty, embedded: data.embedded, tag, pos });
        }
        self.types.structure(infos)
    }

    fn tag(&mut self, tag: Option<Expr>) -> u32 {
        let Some(ExprKind::Literal { kind, text }) = tag.map(|tag| self.ast.exprs[tag]) else {
            return 0;
        };
        match constant::from_literal(kind, self.ast.names.text(text)) {
            Some(Constant::String(bytes)) => self.types.tag(bytes),
            _ => 0,
        }
    }

    /// The name of an embedded field: that of its type.
    fn embedded_name(&self, expr: Expr) -> Option<(Symbol, crate::position::Pos)> {
        let mut expr = expr;
        loop {
            match self.ast.exprs[expr] {
                ExprKind::Name(name) => return Some((name, self.ast.expr_pos[expr])),
                ExprKind::Selector { name, .. } => return Some((name.name, name.pos)),
                ExprKind::Star(inner) | ExprKind::Paren(inner) => expr = inner,
                ExprKind::Index { operand, .. } => expr = operand,
                _ => return None,
            }
        }
    }

    fn interface_type(&mut self, fields: List<Field>) -> Type {
        let ast = self.ast;
        let mut data = InterfaceData::default();
        for &field in ast.get(fields) {
            let element = ast.fields[field];
            if let Some(ident) = element.name {
                if ident.name == Symbol::BLANK {
                    self.error(ident.pos, "methods must have a unique non-blank name");
                    continue;
                }
                let ty = self.ty(element.ty);
                let package = self.package;
                data.methods.push(MethodInfo { name: ident.name, package, ty, pos: ident.pos });
                continue;
            }
            let is_union =
                matches!(ast.exprs[element.ty], ExprKind::Binary { .. } | ExprKind::Unary { .. });
            let ty = self.ty(element.ty);
            data.is_constraint |= is_union;
            if !self.is_invalid(ty) {
                data.embedded.push((element.pos, ty));
            }
        }
        if data == InterfaceData::default() {
            return self.types.empty_interface;
        }
        let ty = self.types.interface(data);
        self.later.push(Later::Interface { ty });
        ty
    }

    /// The type of a signature. The receiver's name is one of its names.
    pub(super) fn signature_type(&mut self, expr: Expr, receiver: List<Field>) -> Type {
        let ExprKind::FuncType { params, results } = self.ast.exprs[expr] else {
            return Basic::Invalid.ty();
        };
        let mut data = SignatureData::default();
        let mut seen: Vec<crate::ast::Ident> = Vec::new();
        for &field in self.ast.get(receiver) {
            seen.extend(self.ast.fields[field].name);
        }
        data.params = self.params(params, Some(&mut data.variadic), &mut seen);
        data.results = self.params(results, None, &mut seen);
        self.report_repeated(&mut seen);
        self.types.signature(data)
    }

    fn params(
        &mut self,
        fields: List<Field>,
        mut variadic: Option<&mut bool>,
        seen: &mut Vec<crate::ast::Ident>,
    ) -> Vec<Param> {
        let ast = self.ast;
        let mut params = Vec::with_capacity(fields.len());
        let mut before: Option<(Expr, Type)> = None;
        let count = fields.len();
        for (index, &field) in ast.get(fields).iter().enumerate() {
            let data = ast.fields[field];
            let ty = match before {
                Some((expr, ty)) if expr == data.ty => ty,
                _ => match ast.exprs[data.ty] {
                    ExprKind::Variadic(element) => {
                        let element = self.variable_type(element);
                        let ty = self.types.of(TypeKind::Slice(element));
                        match &mut variadic {
                            Some(variadic) if index + 1 == count => {
                                **variadic = true;
                                self.record(&Operand::new(Mode::Type, ty, data.ty));
                                ty
                            }
                            _ => {
                                self.expr_error(data.ty, "can only use ... with final parameter");
                                element
                            }
                        }
                    }
                    _ => self.variable_type(data.ty),
                },
            };
            before = Some((data.ty, ty));
            seen.extend(data.name);
            params.push(Param { name: data.name.map(|ident| ident.name), ty });
        }
        params
    }

    /// Parameters and results of one function must have different names.
    fn report_repeated(&mut self, names: &mut Vec<crate::ast::Ident>) {
        if names.len() < 2 {
            return;
        }
        names.retain(|ident| ident.name != Symbol::BLANK);
        names.sort_by_key(|ident| (ident.name, ident.pos));
        for pair in names.chunk_by(|a, b| a.name == b.name) {
            for again in &pair[1..] {
                let (name, place) = (self.name(again.name), self.place(pair[0].pos));
                let message = format!(
                    "{name} redeclared in this block\n\t{place}: other declaration of {name}"
                );
                self.error(again.pos, message);
            }
        }
    }

    /// What an object is, as messages say it.
    pub(super) fn object_kind_text(&self, object: Object) -> &'static str {
        match self.objects.objects[object].kind {
            ObjectKind::Package { .. } => "package name",
            ObjectKind::Constant { .. } => "constant",
            ObjectKind::Type { .. } => "type",
            ObjectKind::Variable(variable) if variable.global => "package-level variable",
            ObjectKind::Variable(_) => "local variable",
            ObjectKind::Function { .. } => "function",
            ObjectKind::Builtin(_) => "built-in function",
            ObjectKind::Nil => "untyped nil",
        }
    }
}
