//! What names stand for, and where they can be seen.

use std::sync::Arc;

use stage2::entities;
use stage2::entity::PrimaryMap;

use rustc_hash::FxHashMap;

use super::ty::Type;
use crate::ast::{Decl, Expr};
use crate::constant::Constant;
use crate::position::Pos;
use crate::symbol::Symbol;

entities! {
    /// A thing with a name.
    Object = "object";
    /// A part of the program in which names are declared.
    Scope = "scope";
    /// A package.
    PackageRef = "package";
}

/// A thing with a name.
#[derive(Clone, Debug)]
pub struct ObjectData {
    /// The name.
    pub name: Symbol,
    /// Where it is declared; nowhere if it was there from the beginning.
    pub pos: Pos,
    /// In which package; `None` for the universe.
    pub package: Option<PackageRef>,
    /// Its type; [`Basic::Invalid`](super::ty::Basic::Invalid) until it is known.
    pub ty: Type,
    /// What it is.
    pub kind: ObjectKind,
}

/// What a thing with a name is.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum ObjectKind {
    /// The name of an imported package.
    Package {
        package: PackageRef,
        used: bool,
    },
    Constant {
        value: Option<Constant>,
    },
    /// A declared type, or another name for a type.
    Type {
        alias: bool,
    },
    Variable(Variable),
    /// A function or method at package level.
    Function {
        decl: Decl,
        /// Of a method: is its receiver a pointer?
        pointer_receiver: bool,
    },
    /// A function of the language: `len`, `append` …
    Builtin(Builtin),
    Nil,
}

/// A variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Variable {
    /// Was it used? Only asked of those in functions.
    pub used: bool,
    /// Is it declared at package level?
    pub global: bool,
    /// The function, by its number in [`Info::functions`](super::Info::functions), that
    /// declares it; of a variable at package level without meaning.
    pub function: u32,
    /// Is it a parameter, a result or a receiver?
    pub parameter: bool,
    /// Is it used in a function literal inside of the one that declares it?
    pub captured: bool,
    /// Is its address taken?
    pub address_taken: bool,
}

/// Functions of the language.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum Builtin {
    Append,
    Cap,
    Clear,
    Close,
    Complex,
    Copy,
    Delete,
    Imag,
    Len,
    Make,
    Max,
    Min,
    New,
    Panic,
    Print,
    Println,
    Real,
    Recover,
    /// `unsafe.Alignof` and its like.
    Alignof,
    Offsetof,
    Sizeof,
    UnsafeAdd,
    UnsafeSlice,
    UnsafeSliceData,
    UnsafeString,
    UnsafeStringData,
}

impl Builtin {
    /// Those of the universe, with their names.
    #[rustfmt::skip]
    pub const UNIVERSE: [(Builtin, &'static str); 18] = {
        use Builtin::*;
        [
            (Append, "append"), (Cap, "cap"), (Clear, "clear"), (Close, "close"),
            (Complex, "complex"), (Copy, "copy"), (Delete, "delete"), (Imag, "imag"),
            (Len, "len"), (Make, "make"), (Max, "max"), (Min, "min"), (New, "new"),
            (Panic, "panic"), (Print, "print"), (Println, "println"), (Real, "real"),
            (Recover, "recover"),
        ]
    };

    /// Those of package `unsafe`, with their names.
    #[rustfmt::skip]
    pub const UNSAFE: [(Builtin, &'static str); 8] = {
        use Builtin::*;
        [
            (Alignof, "Alignof"), (Offsetof, "Offsetof"), (Sizeof, "Sizeof"),
            (UnsafeAdd, "Add"), (UnsafeSlice, "Slice"), (UnsafeSliceData, "SliceData"),
            (UnsafeString, "String"), (UnsafeStringData, "StringData"),
        ]
    };
}

/// A part of the program in which names are declared.
#[derive(Clone, Debug, Default)]
pub struct ScopeData {
    /// The scope around it.
    pub parent: Option<Scope>,
    names: FxHashMap<Symbol, Object>,
}

impl ScopeData {
    /// A scope inside another.
    pub fn inside(parent: Scope) -> ScopeData {
        ScopeData { parent: Some(parent), names: FxHashMap::default() }
    }

    /// What a name stands for in this scope itself.
    pub fn get(&self, name: Symbol) -> Option<Object> {
        self.names.get(&name).copied()
    }

    /// Declares a name; what it stood for in this scope before is the answer, and stays.
    pub fn insert(&mut self, name: Symbol, object: Object) -> Option<Object> {
        match self.names.entry(name) {
            std::collections::hash_map::Entry::Occupied(entry) => Some(*entry.get()),
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(object);
                None
            }
        }
    }

    /// All names, in no order.
    pub fn names(&self) -> impl Iterator<Item = (Symbol, Object)> + '_ {
        self.names.iter().map(|(name, object)| (*name, *object))
    }
}

/// A package.
#[derive(Clone, Debug)]
pub struct PackageData {
    /// Its import path.
    pub path: Arc<str>,
    /// Its name.
    pub name: Symbol,
    /// Its scope.
    pub scope: Scope,
    /// Its files, as indices into [`Ast::files`](crate::ast::Ast::files).
    pub files: Vec<usize>,
    /// The packages that it imports.
    pub imports: Vec<PackageRef>,
    /// What its variables are initialised with, in the order in which it is done.
    pub initialisation: Vec<Initialiser>,
    /// Its `init` functions, in the order in which they run.
    pub init_functions: Vec<Object>,
}

/// Variables at package level and what they are initialised with.
#[derive(Clone, Debug)]
pub struct Initialiser {
    /// One variable, or several that get the results of one call. Blank ones are among them.
    pub variables: Vec<Object>,
    /// The value.
    pub value: Expr,
}

/// All things with names.
#[derive(Clone, Debug, Default)]
pub struct Objects {
    /// Things.
    pub objects: PrimaryMap<Object, ObjectData>,
    /// Scopes; the first is the universe.
    pub scopes: PrimaryMap<Scope, ScopeData>,
    /// Packages, imported ones before those that import them.
    pub packages: PrimaryMap<PackageRef, PackageData>,
}

/// The scope of what is there from the beginning.
pub const UNIVERSE: Scope = Scope(0);

impl Objects {
    /// The universe: types, constants, `nil` and the functions of the language.
    pub fn universe(&self) -> &ScopeData {
        &self.scopes[UNIVERSE]
    }

    /// What a name stands for in a scope or around it.
    pub fn lookup(&self, mut scope: Scope, name: Symbol) -> Option<(Scope, Object)> {
        loop {
            if let Some(found) = self.scopes[scope].get(name) {
                return Some((scope, found));
            }
            scope = self.scopes[scope].parent?;
        }
    }
}
