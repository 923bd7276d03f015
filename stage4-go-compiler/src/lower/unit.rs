//! One package of a program: what `stage4 compile` puts into an object.
//!
//! ```text
//!   whole program                          a package alone
//!   runtime.start ─► what it reaches       every function and variable of the package ─► what they reach,
//!                                          up to functions and variables of other packages: only their names
//! ```
//!
//! What belongs to no package (descriptors of types, itabs, wrappers of methods) is made in each object that needs it
//! and may be defined by several ([`Unit::shared`]). The library is made as one part, from what the objects
//! of a program want of it, so within it functions are inlined and what nobody wants is not there.
//!
//! Escape analysis sees no bodies of other packages, so what is given to their functions lives on the heap. Judged
//! by `tests/separate.rs`.

use rustc_hash::FxHashSet;
use stage2::ir::Type as Machine;

use super::{Job, Lower};
use crate::ast::{Decl, DeclKind, ExprKind};
use crate::position::Pos;
use crate::symbol::Symbol;
use crate::types::object::{Object, ObjectKind, PackageRef};

/// How much of a program is lowered.
#[derive(Clone, Copy, Debug)]
pub enum Extent<'a> {
    /// What the runtime's entry point reaches.
    Program,
    /// What this function of the main package reaches; there is no runtime.
    Freestanding(&'a str),
    /// All of the package with this path.
    Package(&'a str),
    /// What has these names, and the runtime.
    Library(&'a [String]),
}

/// What is known of a part of a program.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// Functions and data that the other parts may use.
    pub global: FxHashSet<String>,
    /// Those that the other parts may define too, in the same way.
    pub shared: FxHashSet<String>,
    /// What has to run before `main`, in this order.
    pub initial_values: Vec<InitialValue>,
}

/// A function that sets variables, or an `init` function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InitialValue {
    /// Its name.
    pub function: String,
    /// It must run, whether or not somebody uses the variables.
    pub always: bool,
    /// The variables.
    pub variables: Vec<String>,
}

impl Lower<'_> {
    /// Is it part of another package, when one package is lowered?
    pub(super) fn is_foreign(&self, object: Object) -> bool {
        self.only.is_some() && self.objects.objects[object].package != self.only
    }

    /// Is the code for a job in another object?
    pub(super) fn is_elsewhere(&self, job: &Job) -> bool {
        matches!(job, Job::Declared(object) if self.is_foreign(*object))
    }

    // ANCHOR: offer
    /// Notes whether other objects may use a function.
    pub(super) fn offer_function(&mut self, job: &Job, name: &str) {
        match job {
            Job::Declared(_) | Job::Initialiser(..) => self.unit.global.insert(name.into()),
            Job::FunctionValue(_)
            | Job::Method { .. }
            | Job::Expression { .. }
            | Job::Bound { .. } => self.unit.shared.insert(name.into()),
            Job::Literal(_) | Job::Deferred(_) => false,
        };
    }
    // ANCHOR_END: offer

    /// The packages that are lowered, imported ones first.
    pub(super) fn own_packages(&self) -> Vec<PackageRef> {
        let packages = self.objects.packages.keys();
        packages.filter(|package| self.only.is_none_or(|only| only == *package)).collect()
    }

    /// Lowers all of a package.
    pub(super) fn package(&mut self, path: &str) {
        let found = self.objects.packages.iter().find(|(_, data)| &*data.path == path);
        let Some((package, _)) = found else {
            return self.diagnostics.error(Pos::NONE, format!("there is no package {path}"));
        };
        self.only = Some(package);
        let place = [Machine::I32, Machine::Ptr, Machine::Ptr, Machine::Ptr];
        self.external("trap_routine", &place, &[]);
        for object in self.objects.objects.keys() {
            self.want_object(object);
        }
        self.request_effects();
        self.make_all();
        self.note_initial_values(false);
        let main = self.ast.names.find("main");
        let has_main = main.is_some_and(|main| {
            self.objects.scopes[self.objects.packages[package].scope].get(main).is_some()
        });
        if path == "main" && !has_main {
            let message = "function main is undeclared in the main package";
            self.diagnostics.error(Pos::NONE, message);
        }
    }

    /// Lowers what has these names, and what was asked for already.
    pub(super) fn library(&mut self, names: &[String]) {
        self.unit.global.insert("trap_routine".into());
        let names: FxHashSet<&str> = names.iter().map(|name| &**name).collect();
        for object in self.objects.objects.keys() {
            let is_thing = match self.objects.objects[object].kind {
                ObjectKind::Function { .. } => true,
                ObjectKind::Variable(variable) => variable.global,
                _ => false,
            };
            if is_thing && names.contains(&*self.object_symbol(object)) {
                self.want_object(object);
            }
        }
        self.make_all();
        self.note_initial_values(true);
    }

    /// Makes a function or a variable of a package that is lowered.
    fn want_object(&mut self, object: Object) {
        let data = &self.objects.objects[object];
        if data.package.is_none() || data.name == Symbol::BLANK || self.is_foreign(object) {
            return;
        }
        match data.kind {
            ObjectKind::Function { decl, .. } if !self.is_generic(decl) => {
                self.function(Job::Declared(object));
            }
            ObjectKind::Variable(variable) if variable.global => {
                self.global(object);
            }
            _ => {}
        }
    }

    /// Has the function, or the type that it is a method of, type parameters? Code of it is made by who uses it.
    fn is_generic(&self, decl: Decl) -> bool {
        let DeclKind::Function { receiver, params, .. } = self.ast.decls[decl].kind else {
            return false;
        };
        let mut ty = self.ast.get(receiver).first().map(|&field| self.ast.fields[field].ty);
        while let Some(inner) = ty {
            ty = match self.ast.exprs[inner] {
                ExprKind::Star(inner) | ExprKind::Paren(inner) => Some(inner),
                ExprKind::Index { .. } => return true,
                _ => None,
            };
        }
        !params.is_empty()
    }

    /// What has to run before `main`; everything that was asked for, or what has effects beyond its variables.
    fn note_initial_values(&mut self, all: bool) {
        for package in self.own_packages() {
            let data = &self.objects.packages[package];
            for (index, one) in data.initialisation.iter().enumerate() {
                if !self.needed_initialisers.contains(&(package, index)) {
                    continue;
                }
                let func = self.functions[&Job::Initialiser(package, index)];
                let variables = one.variables.iter().filter_map(|object| {
                    let data = self.globals.get(object)?;
                    Some(self.module.data[*data].name.to_string())
                });
                self.unit.initial_values.push(InitialValue {
                    function: self.module.functions[func].name.to_string(),
                    always: all || self.may_have_effects(one.value),
                    variables: variables.collect(),
                });
            }
            for init in data.init_functions.clone() {
                let func = self.functions[&Job::Declared(init)];
                self.unit.initial_values.push(InitialValue {
                    function: self.module.functions[func].name.to_string(),
                    always: true,
                    variables: Vec::new(),
                });
            }
        }
    }
}
