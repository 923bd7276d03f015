//! The type checker: what every name stands for, what type every expression has.
//!
//! ```text
//! Ast, packages
//!   │ universe        what is there from the beginning
//!   │ import          packages in the order in which they depend on each other
//!   ▼ for each package
//!   │ collect         names at package level            ─► scopes, methods by receiver
//!   │ declaration     each of them when it is needed    ─► types, constants, cycles
//!   │   type_expression, expression, operator, call, builtin, composite, selector, index, …
//!   │ statement       the bodies of functions           ─► variables, uses
//!   │ initialisation  package variables in order
//!   ▼
//! Program: types + objects + tables by expression
//! ```
//!
//! Declarations at package level may stand in any order, so each is checked when it is first
//! needed; one that is needed while it is being checked is part of a cycle, and `declaration` decides
//! whether the cycle is one that Go allows. Bodies of functions come last, because nothing depends on
//! them but the order of initialisation.
//!
//! **Untyped constants** get their type late: in `var x float64 = 1 << 3`, the `3` is known to be a `uint`
//! at once, the `1` only when the assignment is seen. Each expression first gets an untyped type; when
//! the final type is known, the tree is walked once more ([`untyped`]). What the tables hold
//! at the end is final.
//!
//! **Errors** have the words and places of the official compiler. What is wrong has the type
//! [`Basic::Invalid`](ty::Basic::Invalid), which fits everywhere, so that one mistake is reported once.
//!
//! # Tables
//!
//! | table | by | what |
//! |---|---|---|
//! | [`Info::exprs`] | `Expr` | type, mode, value of a constant, what it stands for |
//! | [`Info::constants`] | [`Value`] | values of constants |
//! | [`Info::selections`] | through [`Info::selection`] | `x.f`: path to a field, or a method |
//! | [`Info::decl_objects`] | `Decl` | the function or type that is declared |
//! | [`Info::field_objects`] | `Field` | the variable that a parameter or result is |
//! | [`Info::clause_objects`] | place of the clause | the variable of a type switch in this clause |
//! | [`Info::comma_ok`] | `Expr` | `v, ok = <-c` and its like |
//! | [`Info::functions`] | number | functions with bodies: parameters, captured variables |
//! | [`Info::function_of`] | `Expr` of a literal | its number |
//! | [`Objects`](object::Objects) | `Object` | names: variables with `captured`, `address_taken` |
//! | [`Types`](ty::Types) | `Type` | types, with method lists of declared ones |
//! | `PackageData::initialisation` | package | declarations of variables, in order, then `init` |
//!
//! A conversion that is not written is found by comparing the type of an expression with the type of the
//! place that it goes to. Sizes and offsets: [`size`].
//!
//! Leaves out: type parameters, which are refused by name; what concerns only one back end (the
//! size of stack frames). Judged by the official compiler's messages for the programs in
//! `corpus/errors` and by its test tree.

use std::sync::Arc;
use std::time::Duration;

use rustc_hash::FxHashMap;
use stage2::cpu_time::thread_time;
use stage2::entities;
use stage2::entity::PrimaryMap;

use crate::ast::{Ast, Decl, Expr, Field, Stmt};
use crate::constant::Constant;
use crate::diagnostic::Diagnostics;
use crate::position::{FileSet, Pos};
use crate::stack;

mod assignment;
mod builtin;
mod call;
mod checker;
mod collect;
mod composite;
mod constant_values;
mod conversion;
mod cycle;
mod declaration;
mod expression;
mod identical;
mod import;
mod index;
mod initialisation;
mod lookup;
pub mod object;
mod operand;
mod operator;
mod range;
mod relation;
mod returns;
mod selector;
mod show;
pub mod size;
mod statement;
mod switch;
pub mod ty;
mod type_expression;
mod universe;
mod unsafe_builtin;
pub mod untyped;

pub use operand::Mode;

use object::{Object, Objects, PackageRef};
use ty::{Basic, Type, Types};

entities! {
    /// The value of a constant, in [`Info::constants`].
    Value = "constant";
    /// What `x.f` selects, in [`Info::selections`].
    SelectionRef = "selection";
}

/// A package as it comes from the parser.
#[derive(Clone, Debug)]
pub struct SourcePackage {
    /// Its import path.
    pub path: Arc<str>,
    /// Its files, as indices into [`Ast::files`].
    pub files: Vec<usize>,
    /// Are bodies left out? Then it may import what it does not use.
    pub is_interface: bool,
}

/// A program that was checked.
#[derive(Clone, Debug)]
pub struct Program {
    /// All types.
    pub types: Types,
    /// All things with names.
    pub objects: Objects,
    /// What is known about expressions and declarations.
    pub info: Info,
    /// How long that took.
    pub time: Duration,
}

/// What is known about an expression.
#[derive(Clone, Copy, Debug)]
pub struct ExprInfo {
    /// Its type; of a type itself, the type that it is.
    pub ty: Type,
    /// The value of a constant.
    pub value: Option<Value>,
    /// What it stands for.
    pub target: Target,
    /// What may be done with it.
    pub mode: Mode,
    /// It is the constant left operand of a shift by a variable: its type must become an integer.
    pub shifted: bool,
}

/// What an expression stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Target {
    /// Nothing with a name.
    #[default]
    None,
    /// A name, or a name behind a package: this.
    Object(Object),
    /// A selector: a field or a method.
    Selection(SelectionRef),
}

/// What a selector selects.
#[derive(Clone, Copy, Debug)]
pub struct Selection {
    /// Field, method, or method expression.
    pub kind: SelectionKind,
    /// The fields that are gone through, by their indices, the selected field last: a part of
    /// [`Info::paths`]. Where the value that a field is selected from is a pointer, it is followed.
    pub path: (u32, u32),
    /// The type of the operand.
    pub receiver: Type,
    /// Is a pointer followed on the way?
    pub indirect: bool,
}

/// The kinds of selections.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SelectionKind {
    /// `x.f`
    Field,
    /// `x.m`, a declared method. It may be called, or be a value with `x` bound to it.
    Method(Object),
    /// `x.m` where the method is one of an interface: its index among all methods.
    InterfaceMethod(u32),
    /// `T.m`, a function whose first parameter is the receiver.
    MethodExpression(Object),
    /// `I.m` of an interface.
    InterfaceMethodExpression(u32),
}

/// A function with a body.
#[derive(Clone, Debug)]
pub struct FunctionInfo {
    /// Its package.
    pub package: PackageRef,
    /// Its declaration; a literal has none.
    pub decl: Option<Decl>,
    /// The literal that it is.
    pub literal: Option<Expr>,
    /// The function around it.
    pub parent: Option<u32>,
    /// Its signature, without receiver.
    pub signature: Type,
    /// The receiver of a method.
    pub receiver: Option<Object>,
    /// Its parameters; one without a name has an object too.
    pub params: Vec<Object>,
    /// Its results.
    pub results: Vec<Object>,
    /// Its body.
    pub body: Stmt,
    /// Variables of functions around it that it, or a function in it, uses.
    pub captures: Vec<Object>,
}

/// What is known about expressions and declarations.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// By expression.
    pub exprs: PrimaryMap<Expr, ExprInfo>,
    /// The values of constants.
    pub constants: PrimaryMap<Value, Constant>,
    /// What selectors select.
    pub selections: PrimaryMap<SelectionRef, Selection>,
    /// The paths of selections, end to end.
    pub paths: Vec<u32>,
    /// What a declaration of a function or a type declares.
    pub decl_objects: PrimaryMap<Decl, Option<Object>>,
    /// The variable that a parameter, result or receiver is; those without names have none.
    pub field_objects: PrimaryMap<Field, Option<Object>>,
    /// The variable of a type switch in the clause that begins there.
    pub clause_objects: FxHashMap<Pos, Object>,
    /// Expressions that give two values, the second whether there is the first.
    pub comma_ok: rustc_hash::FxHashSet<Expr>,
    /// Functions with bodies.
    pub functions: Vec<FunctionInfo>,
    /// The numbers of function literals in [`Info::functions`].
    pub function_of: FxHashMap<Expr, u32>,
}

impl Info {
    /// The selection that an expression is.
    pub fn selection(&self, expr: Expr) -> Option<&Selection> {
        match self.exprs[expr].target {
            Target::Selection(selection) => Some(&self.selections[selection]),
            _ => None,
        }
    }

    /// The fields that a selection goes through.
    pub fn path(&self, selection: &Selection) -> &[u32] {
        &self.paths[selection.path.0 as usize..selection.path.1 as usize]
    }

    /// What a name, or a name behind a package, stands for.
    pub fn object(&self, expr: Expr) -> Option<Object> {
        match self.exprs[expr].target {
            Target::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The value of a constant expression.
    pub fn constant(&self, expr: Expr) -> Option<&Constant> {
        self.exprs[expr].value.map(|value| &self.constants[value])
    }

    fn for_ast(ast: &Ast) -> Info {
        let mut info = Info::default();
        let unknown = ExprInfo {
            ty: Basic::Invalid.ty(),
            value: None,
            target: Target::None,
            mode: Mode::Invalid,
            shifted: false,
        };
        if let Some(last) = ast.exprs.keys().next_back() {
            info.exprs.grow_to(last, unknown);
        }
        if let Some(last) = ast.decls.keys().next_back() {
            info.decl_objects.grow_to(last, None);
        }
        if let Some(last) = ast.fields.keys().next_back() {
            info.field_objects.grow_to(last, None);
        }
        info
    }
}

/// Checks the packages of a program; what is wrong is noted.
///
/// ```
/// use stage4::{ast::Ast, diagnostic::Diagnostics, parse, position::FileSet, types};
/// let mut files = FileSet::new();
/// let index = files.add("x.go", "package p\nvar x int = \"a\"\n".into()).unwrap();
/// let (mut ast, mut diagnostics) = (Ast::new(), Diagnostics::new());
/// let file = parse::file(&files, index, &mut ast, &mut diagnostics).unwrap();
/// let package = types::SourcePackage { path: "p".into(), files: vec![file], is_interface: false };
/// types::check(&mut ast, &files, &[package], &mut diagnostics);
/// assert_eq!(
///     diagnostics.render(&files, 10),
///     "x.go:2:13: cannot use \"a\" (untyped string constant) as int value in variable declaration\n",
/// );
/// ```
pub fn check(
    ast: &mut Ast,
    files: &FileSet,
    packages: &[SourcePackage],
    diagnostics: &mut Diagnostics,
) -> Program {
    let names = universe::Names::intern(ast);
    let ast = &*ast;
    stack::deep(|| {
        let start = thread_time();
        let mut checker = checker::Checker::new(ast, files, names, diagnostics);
        for package in import::order(&mut checker, packages) {
            checker.check_package(&packages[package]);
        }
        let checker::Checker { types, objects, info, .. } = checker;
        Program { types, objects, info, time: thread_time() - start }
    })
}
