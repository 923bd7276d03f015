//! The names of a package: one walk over its files before anything is checked.
//!
//! Imported packages are names of a file, everything else are names of the package. Methods have no
//! names of their own; they are put with the type that their receiver names.

use rustc_hash::FxHashMap;

use super::SourcePackage;
use super::checker::{Body, Checker, Declared};
use super::import;
use super::object::{
    Object, ObjectKind, PackageData, PackageRef, Scope, ScopeData, UNIVERSE, Variable,
};
use super::ty::{Basic, Type};
use crate::ast::{Decl, DeclKind, Expr, ExprKind, Ident, List};
use crate::position::Pos;
use crate::symbol::Symbol;

impl Checker<'_> {
    /// Declares the names of a package.
    pub(super) fn collect(&mut self, package: &SourcePackage) {
        let ast = self.ast;
        let scope = self.objects.scopes.push(ScopeData::inside(UNIVERSE));
        let name =
            package.files.first().map_or(Symbol::EMPTY, |&file| ast.files[file].package.name);
        let reference = self.objects.packages.push(PackageData {
            path: package.path.clone(),
            name,
            scope,
            files: package.files.clone(),
            imports: Vec::new(),
            initialisation: Vec::new(),
            init_functions: Vec::new(),
        });
        self.packages.insert(package.path.clone(), reference);
        self.package = reference;
        self.globals.iter_mut().for_each(|slot| *slot = None);
        self.is_imported.iter_mut().for_each(|slot| *slot = false);
        self.imported.clear();
        self.dependencies.clear();
        self.methods.clear();
        self.refused = false;
        self.order.clear();
        self.initialisers.clear();
        let mut methods: Vec<(Object, Expr, usize)> = Vec::new();
        let mut dots: Vec<(Symbol, PackageRef, Pos)> = Vec::new();
        for &file in &package.files {
            let ident = ast.files[file].package;
            if ident.name == Symbol::BLANK {
                self.error(ident.pos, "invalid package name _");
            } else if ident.name != name {
                let (found, wanted) = (self.name(ident.name), self.name(name));
                self.error(ident.pos, format!("package {found}; expected package {wanted}"));
            }
            self.env.file = file;
            for &decl in &ast.files[file].decls {
                self.collect_declaration(decl, file, &mut methods, &mut dots);
            }
        }
        self.check_conflicts(&dots);
        self.collect_methods(&methods);
    }

    fn collect_declaration(
        &mut self,
        decl: Decl,
        file: usize,
        methods: &mut Vec<(Object, Expr, usize)>,
        dots: &mut Vec<(Symbol, PackageRef, Pos)>,
    ) {
        let ast = self.ast;
        let invalid = Basic::Invalid.ty();
        match ast.decls[decl].kind {
            DeclKind::Import { name, path } => self.collect_import(name, path, file, dots),
            DeclKind::Const { names, values, inherited, .. } => {
                for (index, &expr) in ast.get(names).iter().enumerate() {
                    let kind = ObjectKind::Constant { value: None };
                    self.declare_global(expr, decl, file, index, kind);
                }
                self.check_arity(ast.decls[decl].pos, names, values, true, inherited);
            }
            DeclKind::Var { names, ty, values } => {
                for (index, &expr) in ast.get(names).iter().enumerate() {
                    let variable = Variable { global: true, used: true, ..Variable::default() };
                    self.declare_global(expr, decl, file, index, ObjectKind::Variable(variable));
                }
                if ty.is_none() || !values.is_empty() {
                    self.check_arity(ast.decls[decl].pos, names, values, false, false);
                }
            }
            DeclKind::Type { name, alias, params, .. } => {
                let kind = ObjectKind::Type { alias };
                let object = self.declare_ident(name, decl, file, 0, kind, invalid);
                self.info.decl_objects[decl] = Some(object);
                if !alias && params.is_empty() {
                    // Its number is known before what it is, so that types can name each other.
                    self.objects.objects[object].ty = self.types.declare(object);
                }
            }
            DeclKind::Function { receiver, name, params, signature, body } => {
                let is_method = !receiver.is_empty();
                let mut pointer_receiver = false;
                let mut base = None;
                if let Some(&field) = ast.get(receiver).first() {
                    let (inner, pointer) = self.receiver_base(ast.fields[field].ty);
                    pointer_receiver = pointer;
                    base = Some(inner);
                }
                let kind = ObjectKind::Function { decl, pointer_receiver };
                let is_init = name.name == self.names.init && !is_method;
                let is_main = name.name == self.names.main
                    && !is_method
                    && self.objects.packages[self.package].name == self.names.main;
                let object = if is_method || is_init || name.name == Symbol::BLANK {
                    let object = self.add_object(name.name, name.pos, invalid, kind);
                    self.declarations[object] = Some(Declared { decl, file, index: 0 });
                    object
                } else {
                    self.declare_ident(name, decl, file, 0, kind, invalid)
                };
                self.info.decl_objects[decl] = Some(object);
                if is_init || is_main {
                    let text = self.name(name.name);
                    if let Some(&field) = ast.get(params).first() {
                        let message = format!("func {text} must have no type parameters");
                        self.error(ast.fields[field].pos, message);
                    }
                    if let ExprKind::FuncType { params, results } = ast.exprs[signature]
                        && !(params.is_empty() && results.is_empty())
                    {
                        let message =
                            format!("func {text} must have no arguments and no return values");
                        self.error(name.pos, message);
                    }
                }
                if is_init {
                    self.objects.packages[self.package].init_functions.push(object);
                    if body.is_none() {
                        self.error(name.pos, "func init must have a body");
                    }
                }
                self.order.push(object);
                if let Some(base) = base {
                    methods.push((object, base, file));
                }
                if let Some(body) = body {
                    self.bodies.push(Body { object, file, body, decl });
                }
            }
        }
    }

    /// The type that a receiver's type names, and whether there is a `*`.
    pub(super) fn receiver_base(&self, ty: Expr) -> (Expr, bool) {
        let mut ty = self.ast.unparen(ty);
        let mut pointer = false;
        if let ExprKind::Star(inner) = self.ast.exprs[ty] {
            pointer = true;
            ty = self.ast.unparen(inner);
        }
        if let ExprKind::Index { operand, .. } = self.ast.exprs[ty] {
            ty = operand;
        }
        (ty, pointer)
    }

    /// As many names as values?
    pub(super) fn check_arity(
        &mut self,
        pos: Pos,
        names: List<Expr>,
        values: List<Expr>,
        constant: bool,
        inherited: bool,
    ) {
        let (names, values) = (self.ast.get(names), self.ast.get(values));
        if let Some(&extra) = values.get(names.len()) {
            if inherited {
                let at = self.place(self.ast.expr_pos[extra]);
                self.error(pos, format!("extra init expr at {at}"));
            } else {
                let text = self.text(extra);
                self.expr_error(extra, format!("extra init expr {text}"));
            }
        } else if values.len() < names.len() && (constant || values.len() != 1) {
            let name = names[values.len()];
            let text = self.text(name);
            self.expr_error(name, format!("missing init expr for {text}"));
        }
    }

    fn declare_global(
        &mut self,
        expr: Expr,
        decl: Decl,
        file: usize,
        index: usize,
        kind: ObjectKind,
    ) {
        let Some(ident) = self.ast.as_name(expr) else { return };
        let invalid = Basic::Invalid.ty();
        let object = self.declare_ident(ident, decl, file, index, kind, invalid);
        self.define(expr, object);
    }

    /// A name in the source declares a thing.
    pub(super) fn define(&mut self, expr: Expr, object: Object) {
        self.info.exprs[expr].target = super::Target::Object(object);
    }

    fn declare_ident(
        &mut self,
        ident: Ident,
        decl: Decl,
        file: usize,
        index: usize,
        kind: ObjectKind,
        ty: Type,
    ) -> Object {
        let is_function = matches!(kind, ObjectKind::Function { .. });
        let object = self.add_object(ident.name, ident.pos, ty, kind);
        self.declarations[object] = Some(Declared { decl, file, index: index as u32 });
        if !is_function {
            self.order.push(object);
        }
        if ident.name == Symbol::BLANK {
            return object;
        }
        if !is_function {
            let main = self.objects.packages[self.package].name == self.names.main;
            if ident.name == self.names.init {
                self.error(ident.pos, "cannot declare init - must be func");
                return object;
            }
            if ident.name == self.names.main && main {
                self.error(ident.pos, "cannot declare main - must be func");
                return object;
            }
        }
        let scope = self.objects.packages[self.package].scope;
        match self.objects.scopes[scope].insert(ident.name, object) {
            None => self.globals[ident.name.0 as usize] = Some(object),
            Some(other) => {
                let other = self.other_declaration(other);
                let message = format!("{} redeclared in this block{other}", self.name(ident.name));
                self.error(ident.pos, message);
            }
        }
        object
    }

    fn collect_import(
        &mut self,
        name: Option<Ident>,
        path: Expr,
        file: usize,
        dots: &mut Vec<(Symbol, PackageRef, Pos)>,
    ) {
        let pos = self.ast.expr_pos[path];
        let Some(text) = import::path_of(self, path) else { return };
        let illegal = |letter: char| {
            letter.is_whitespace()
                || letter.is_control()
                || "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{FFFD}".contains(letter)
        };
        if text.is_empty() {
            return self.error(pos, "invalid import path (empty string)");
        }
        if let Some(letter) = text.chars().find(|&letter| illegal(letter)) {
            let message = format!(
                "invalid import path (invalid character U+{:04X} {letter:?})",
                letter as u32
            );
            return self.error(pos, message);
        }
        let found = if &*text == "unsafe" {
            Some(self.names.unsafe_package)
        } else {
            self.packages.get(&text).copied()
        };
        let Some(package) = found else {
            self.refused = true;
            // What stands behind the name is unknown: uses of it are not reported.
            let message = format!("could not import {text} (package not found)");
            self.error(pos, message);
            let unknown = self.objects.packages.push(PackageData {
                path: text.clone(),
                name: name.map_or(Symbol::EMPTY, |name| name.name),
                scope: Scope(0),
                files: Vec::new(),
                imports: Vec::new(),
                initialisation: Vec::new(),
                init_functions: Vec::new(),
            });
            self.unknown_packages.insert(unknown);
            let last = text.rsplit('/').next().unwrap_or(&text);
            let name = match name {
                Some(name) => Some(name.name),
                None => self.ast.names.find(last),
            };
            if let Some(name) = name {
                self.import_name(name, pos, unknown, file, path);
            }
            return;
        };
        let current = self.package;
        if !self.objects.packages[current].imports.contains(&package) {
            self.objects.packages[current].imports.push(package);
        }
        let declared = name.map_or(self.objects.packages[package].name, |name| name.name);
        if declared == self.names.init {
            return self.error(pos, "cannot import package as init - init must be a func");
        }
        if declared == Symbol::BLANK {
            return;
        }
        if declared == self.names.dot {
            let scope = self.objects.packages[package].scope;
            let names: Vec<(Symbol, Object)> = self.objects.scopes[scope].names().collect();
            for (exported, object) in names {
                if self.is_exported(exported) {
                    self.imported.insert((file, exported), object);
                    self.is_imported[exported.0 as usize] = true;
                    dots.push((exported, package, pos));
                }
            }
            let at = name.map_or(pos, |name| name.pos);
            let kind = ObjectKind::Package { package, used: false };
            let object = self.add_object(declared, at, Basic::Invalid.ty(), kind);
            self.dot_imports.insert((file, package), object);
            return;
        }
        let at = name.map_or(pos, |name| name.pos);
        self.import_name(declared, at, package, file, path);
    }

    fn import_name(
        &mut self,
        name: Symbol,
        pos: Pos,
        package: PackageRef,
        file: usize,
        path: Expr,
    ) {
        if name == Symbol::BLANK || name == self.names.dot {
            return;
        }
        let kind = ObjectKind::Package { package, used: false };
        let object = self.add_object(name, pos, Basic::Invalid.ty(), kind);
        self.define(path, object);
        if let Some(&other) = self.imported.get(&(file, name)) {
            let other = self.other_declaration(other);
            let message = format!("{} redeclared in this block{other}", self.name(name));
            return self.error(pos, message);
        }
        self.imported.insert((file, name), object);
        self.is_imported[name.0 as usize] = true;
    }

    /// A name of the package must not be one that a file imports.
    fn check_conflicts(&mut self, dots: &[(Symbol, PackageRef, Pos)]) {
        let mut imported: Vec<(Symbol, Object)> =
            self.imported.iter().map(|(&(_, name), &object)| (name, object)).collect();
        imported.sort();
        let dots: FxHashMap<Symbol, (PackageRef, Pos)> =
            dots.iter().map(|&(name, package, pos)| (name, (package, pos))).collect();
        for (name, object) in imported {
            let Some(global) = self.globals[name.0 as usize] else { continue };
            let pos = self.objects.objects[global].pos;
            let text = self.name(name);
            let message = match self.objects.objects[object].kind {
                ObjectKind::Package { package, .. } if !dots.contains_key(&name) => {
                    let package = &self.objects.packages[package];
                    let package =
                        format!("package {} (\"{}\")", self.name(package.name), package.path);
                    format!(
                        "{text} already declared through import of {package}{}",
                        self.other_declaration(object)
                    )
                }
                _ => {
                    let Some(&(package, at)) = dots.get(&name) else { continue };
                    let package = &self.objects.packages[package];
                    let package =
                        format!("package {} (\"{}\")", self.name(package.name), package.path);
                    let at = self.place(at);
                    format!(
                        "{text} already declared through dot-import of {package}\n\t{at}: other \
                         declaration of {text}"
                    )
                }
            };
            self.error(pos, message);
        }
    }

    /// Puts methods with the types that their receivers name.
    fn collect_methods(&mut self, methods: &[(Object, Expr, usize)]) {
        for &(method, base, _) in methods {
            let Some(ident) = self.ast.as_name(base) else { continue };
            let mut name = ident.name;
            let mut aliases = 0;
            // The receiver may be written with another name of the type.
            while let Some(object) = self.globals[name.0 as usize] {
                let Some(declared) = self.declarations[object] else { break };
                let DeclKind::Type { alias, ty, .. } = self.ast.decls[declared.decl].kind else {
                    break;
                };
                if !alias {
                    self.methods.entry(object).or_default().push(method);
                    break;
                }
                let target = self.receiver_base(ty).0;
                match self.ast.as_name(target) {
                    Some(ident) if aliases < 100 => name = ident.name,
                    _ => break,
                }
                aliases += 1;
            }
        }
    }

    /// Imports that nothing uses.
    pub(super) fn unused_imports(&mut self) {
        if self.refused {
            return;
        }
        let imported = self.imported.values().chain(self.dot_imports.values());
        let mut unused: Vec<Object> = imported
            .copied()
            .filter(|&object| {
                matches!(self.objects.objects[object].kind, ObjectKind::Package { used: false, .. })
            })
            .collect();
        unused.sort();
        unused.dedup();
        for object in unused {
            let data = self.objects.objects[object].clone();
            let ObjectKind::Package { package, .. } = data.kind else { continue };
            let path = self.objects.packages[package].path.clone();
            let last = path.rsplit('/').next().unwrap_or(&path);
            let name = self.name(data.name);
            let message = if name == last || data.name == self.names.dot {
                format!("\"{path}\" imported and not used")
            } else {
                format!("\"{path}\" imported as {name} and not used")
            };
            self.error(data.pos, message);
        }
        self.imported.clear();
        self.dot_imports.clear();
    }
}
