//! Declarations: each is checked when the thing that it declares is first needed.
//!
//! A thing that is needed while its own declaration is being checked is part of a cycle, and what stands on
//! the path says whether that is allowed:
//!
//! ```text
//! type T struct { next *T }         T → T             a type that is declared: fine
//! type T [len(a)]int; var a T       T → a → T         a size needs itself: an error
//! var a = b; var b = a              a → b → a         left to the order of initialisation
//! ```

use super::checker::{Checker, Declared, Environment, Later, Progress};
use super::object::{Object, ObjectKind};
use super::operand::{Mode, Operand};
use super::ty::{AliasData, Basic, Type, TypeKind};
use crate::ast::{Decl, DeclKind, Expr, ExprKind, Field, List};
use crate::position::Pos;

impl Checker<'_> {
    /// Checks all declarations of the package but the bodies of functions.
    pub(super) fn declare_all(&mut self) {
        let order = self.order.clone();
        // Other names for types come last: a declared type is known by name before.
        let is_alias = |checker: &Self, object: Object| {
            matches!(checker.objects.objects[object].kind, ObjectKind::Type { alias: true })
        };
        for &object in &order {
            if !is_alias(self, object) {
                self.resolve(object);
                self.resolve_waiting();
            }
        }
        for &object in &order {
            self.resolve(object);
            self.resolve_waiting();
        }
    }

    fn resolve_waiting(&mut self) {
        while let Some(object) = self.waiting.pop() {
            if self.progress[object] == Progress::White {
                self.resolve(object);
            }
        }
    }

    /// Makes sure that the type of a thing is known.
    pub(super) fn resolve(&mut self, object: Object) {
        match self.progress[object] {
            Progress::Black => return,
            Progress::Grey(at) => return self.met_again(object, at),
            Progress::White => {}
        }
        let Some(declared) = self.declarations[object] else { return };
        let pos = self.objects.objects[object].pos;
        self.progress[object] = Progress::Grey(self.path.len() as u32);
        self.path.push(object);
        let inner = Environment {
            floor: self.open_scope() as u32,
            file: declared.file,
            function: None,
            iota: None,
            error_pos: Pos::NONE,
            declared: None,
            names_only: false,
            has_call: false,
        };
        let outer = std::mem::replace(&mut self.env, inner);
        self.nested(pos, |checker| checker.check_declaration(object, declared));
        self.env = outer;
        self.path.pop();
        self.progress[object] = Progress::Black;
    }

    fn check_declaration(&mut self, object: Object, declared: Declared) {
        let index = declared.index as usize;
        match self.ast.decls[declared.decl].kind {
            DeclKind::Const { ty, values, iota, inherited, .. } => {
                self.env.declared = Some(object);
                let value = self.ast.get(values).get(index).copied();
                self.constant_declaration(object, ty, value, iota, inherited);
            }
            DeclKind::Var { names, ty, values } => {
                self.variable_declaration(object, index, names, ty, values);
            }
            DeclKind::Type { .. } => self.type_declaration(object, declared.decl),
            DeclKind::Function { .. } => self.function_declaration(object, declared.decl),
            DeclKind::Import { .. } => {}
        }
    }

    /// A thing is needed while its declaration is being checked: which began at `at` in the path.
    fn met_again(&mut self, object: Object, at: u32) {
        let cycle = self.path[at as usize..].to_vec();
        let valid = self.is_valid_cycle(&cycle);
        match self.objects.objects[object].kind {
            ObjectKind::Type { .. } if !valid => {
                self.objects.objects[object].ty = Basic::Invalid.ty();
            }
            ObjectKind::Constant { .. } | ObjectKind::Variable(_) if !valid => {
                self.objects.objects[object].ty = Basic::Invalid.ty();
            }
            _ => {}
        }
    }

    fn is_valid_cycle(&mut self, cycle: &[Object]) -> bool {
        let (mut values, mut types) = (0, 0);
        for &object in cycle {
            match self.objects.objects[object].kind {
                ObjectKind::Constant { .. } | ObjectKind::Variable(_) => values += 1,
                ObjectKind::Type { alias: false } => types += 1,
                _ => {}
            }
        }
        if values == cycle.len() || values == 0 && types > 0 {
            return true;
        }
        self.report_cycle(cycle);
        false
    }

    // --- constants and variables ----------------------------------------------------------------------

    /// `const x T = value`, at package level or in a function.
    pub(super) fn constant_declaration(
        &mut self,
        object: Object,
        ty: Option<Expr>,
        value: Option<Expr>,
        iota: u32,
        inherited: bool,
    ) {
        let outer = (self.env.iota, self.env.error_pos);
        self.env.iota = Some(iota);
        let mut wanted = None;
        if let Some(expr) = ty {
            let ty = self.ty(expr);
            if !self.types.basic(ty).is_some_and(Basic::is_constant_type) {
                if !self.is_invalid(self.types.underlying_type(ty)) {
                    let message = format!("invalid constant type {}", self.type_text(ty));
                    self.expr_error(expr, message);
                }
                self.objects.objects[object].ty = Basic::Invalid.ty();
                (self.env.iota, self.env.error_pos) = outer;
                return;
            }
            wanted = Some(ty);
            self.objects.objects[object].ty = ty;
        }
        if let Some(expr) = value {
            if inherited {
                self.env.error_pos = self.objects.objects[object].pos;
            }
            let mut x = self.expression(expr);
            self.initialise_constant(object, wanted, &mut x);
        }
        (self.env.iota, self.env.error_pos) = outer;
    }

    fn initialise_constant(&mut self, object: Object, wanted: Option<Type>, x: &mut Operand) {
        let invalid = Basic::Invalid.ty();
        if !x.is_valid() || self.is_invalid(x.ty) {
            self.objects.objects[object].ty = invalid;
            return;
        }
        if x.mode != Mode::Constant {
            let message = format!("{} is not constant", self.show(x));
            self.error(self.operand_pos(x), message);
            self.objects.objects[object].ty = invalid;
            return;
        }
        let ty = wanted.unwrap_or(x.ty);
        self.objects.objects[object].ty = ty;
        self.assign(x, Some(ty), "constant declaration");
        if let (true, Some(value)) = (x.is_valid(), x.value) {
            self.set_constant(object, value);
        }
    }

    /// Gives a constant its value.
    fn set_constant(&mut self, object: Object, number: super::Value) {
        self.constant_of[object] = Some(number);
        let value = Some(self.info.constants[number].clone());
        self.objects.objects[object].kind = ObjectKind::Constant { value };
    }

    /// `var a, b T = values`, at package level: the variable with this index.
    fn variable_declaration(
        &mut self,
        object: Object,
        index: usize,
        names: List<Expr>,
        ty: Option<Expr>,
        values: List<Expr>,
    ) {
        let ast = self.ast;
        let (names, values) = (ast.get(names), ast.get(values));
        let shared = values.len() == 1 && names.len() > 1;
        let objects: Vec<Object> =
            names.iter().filter_map(|&name| self.info.object(name)).collect();
        self.env.declared = Some(object);
        if let Some(expr) = ty {
            let ty = if self.info.exprs[expr].mode == Mode::Type {
                self.info.exprs[expr].ty
            } else {
                self.variable_type(expr)
            };
            self.objects.objects[object].ty = ty;
        }
        if !shared {
            let Some(&value) = values.get(index) else { return };
            let wanted = ty.map(|_| self.objects.objects[object].ty);
            let mut x = self.expression_for(value, wanted);
            self.initialise_variable(object, wanted, &mut x, "variable declaration");
            self.initialisers.push((vec![object], value));
            return;
        }
        // One call gives all of them their values: whoever comes first checks it.
        let first = objects[0];
        if object != first && self.progress[first] != Progress::White {
            self.resolve(first);
            self.depends_on(first);
            return;
        }
        if let Some(expr) = ty {
            let ty = self.info.exprs[expr].ty;
            for &other in &objects {
                self.objects.objects[other].ty = ty;
            }
        }
        let wanted = ty.map(|_| self.objects.objects[object].ty);
        self.initialise_variables(&objects, wanted, &[values[0]], None);
        self.initialisers.push((objects.clone(), values[0]));
        for &other in objects.iter().filter(|&&other| other != object) {
            // All of them wait for what this one waits for.
            self.progress[other] = Progress::Black;
            self.env.declared = Some(other);
            self.depends_on(object);
        }
        self.env.declared = Some(object);
    }

    // --- types ------------------------------------------------------------------------------------------

    /// `type T U` or `type T = U`
    pub(super) fn type_declaration(&mut self, object: Object, decl: Decl) {
        let DeclKind::Type { name, params, alias, ty } = self.ast.decls[decl].kind else { return };
        if let Some(&first) = self.ast.get(params).first() {
            self.refuse_type_parameters(first);
            self.objects.objects[object].ty = Basic::Invalid.ty();
            return;
        }
        if alias {
            self.env.names_only = true;
            let target = self.ty(ty);
            self.env.names_only = false;
            let package = Some(self.package);
            let ty = self.types.alias(AliasData { name: name.name, package, target });
            self.objects.objects[object].ty = ty;
            return;
        }
        let declared = self.objects.objects[object].ty;
        self.later.push(Later::ValidType { object });
        let underlying = self.ty(ty);
        self.set_underlying(declared, underlying);
        if self.goes_in_circles(declared) {
            self.set_underlying(declared, Basic::Invalid.ty());
        }
        if self.is_constraint_literal(ty) {
            self.refused = true;
        }
        self.add_methods(object, declared);
    }

    fn is_constraint_literal(&self, expr: Expr) -> bool {
        match self.info.exprs[expr] {
            super::ExprInfo { mode: Mode::Type, ty, .. } => self.is_constraint(ty),
            _ => false,
        }
    }

    /// Type parameters are refused once for each declaration.
    pub(super) fn refuse_type_parameters(&mut self, first: Field) {
        let pos = self.ast.fields[first].pos;
        self.diagnostics.unsupported(pos, "type parameters");
        self.refused = true;
    }

    /// `type A B; type B A`: names that lead to each other and never to a type. It is reported, and
    /// the type is made invalid.
    fn goes_in_circles(&mut self, ty: Type) -> bool {
        let mut path: Vec<Object> = Vec::new();
        let mut at = self.types.unalias(ty);
        while let TypeKind::Named(named) = self.types.kind(at) {
            let object = self.types.named[named].object;
            if !path.is_empty() && at == self.types.unalias(ty) {
                self.report_cycle(&path);
                return true;
            }
            path.push(object);
            at = self.types.unalias(self.types.named[named].underlying);
        }
        false
    }

    fn add_methods(&mut self, object: Object, ty: Type) {
        let Some(methods) = self.methods.remove(&object) else { return };
        let TypeKind::Named(named) = self.types.kind(ty) else { return };
        for method in methods {
            let name = self.objects.objects[method].name;
            if name == crate::symbol::Symbol::BLANK {
                continue;
            }
            if let Some(other) = self.types.add_method(named, name, method) {
                let place = self.place(self.objects.objects[other].pos);
                let (ty, name) = (self.object_name(object), self.name(name));
                let message = format!("method {ty}.{name} already declared at {place}");
                self.error(self.objects.objects[method].pos, message);
            }
        }
        self.later.push(Later::FieldsAndMethods { object });
    }

    // --- functions ---------------------------------------------------------------------------------------

    fn function_declaration(&mut self, object: Object, decl: Decl) {
        let ast = self.ast;
        let DeclKind::Function { receiver, params, signature, .. } = ast.decls[decl].kind else {
            return;
        };
        if let Some(&first) = ast.get(params).first() {
            self.refuse_type_parameters(first);
            return;
        }
        if let Some(&field) = ast.get(receiver).first() {
            let (base, _) = self.receiver_base(ast.fields[field].ty);
            let ty = self.receiver_type(ast.fields[field].ty);
            if self.is_invalid(ty) && self.refused && ast.as_name(base).is_some() {
                // Most likely a method of a type with parameters.
                let generic = ast.as_name(base).and_then(|ident| self.lookup(ident.name));
                let generic = generic.and_then(|object| self.declarations[object]);
                let generic = generic.is_some_and(|declared| {
                    matches!(ast.decls[declared.decl].kind,
                        DeclKind::Type { params, .. } if !params.is_empty())
                });
                if generic {
                    return;
                }
            }
        }
        let ty = self.signature_type(signature, receiver);
        self.objects.objects[object].ty = ty;
    }

    /// The type of a receiver, which must be a type of this package or a pointer to one.
    fn receiver_type(&mut self, expr: Expr) -> Type {
        let inner = self.ast.unparen(expr);
        if let ExprKind::Index { .. } = self.ast.exprs[self.receiver_index(inner)] {
            return Basic::Invalid.ty();
        }
        let ty = self.variable_type(expr);
        let (base, _) = self.dereferenced(self.types.unalias(ty));
        if self.is_invalid(base) {
            return ty;
        }
        let base = self.types.unalias(base);
        // The place of the type's name.
        let pos = self.ast.expr_pos[self.receiver_base(expr).0];
        let text = self.type_text(base);
        match self.types.kind(base) {
            TypeKind::Named(named) => {
                let object = self.types.named[named].object;
                if self.objects.objects[object].package != Some(self.package) {
                    let message = format!("cannot define new methods on non-local type {text}");
                    self.error(pos, message);
                    return Basic::Invalid.ty();
                }
                let cause = match self.types.underlying(base) {
                    TypeKind::Basic(Basic::UnsafePointer) => "unsafe.Pointer",
                    TypeKind::Pointer(_) | TypeKind::Interface(_) => "pointer or interface type",
                    _ => return ty,
                };
                self.error(pos, format!("invalid receiver type {text} ({cause})"));
            }
            TypeKind::Basic(_) => {
                self.error(pos, format!("cannot define new methods on non-local type {text}"));
            }
            _ => {
                let text = self.type_text(ty);
                self.error(pos, format!("invalid receiver type {text}"));
            }
        }
        ty
    }

    fn receiver_index(&self, expr: Expr) -> Expr {
        match self.ast.exprs[expr] {
            ExprKind::Star(inner) => self.ast.unparen(inner),
            _ => expr,
        }
    }
}
