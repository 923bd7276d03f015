//! The state of the checker: tables, scopes, errors.
//!
//! **Scopes of functions** are not maps. Every name has a slot that says what it stands for now; a log
//! remembers what it stood for before, and closing a scope undoes the log down to where the scope was
//! opened. So declaring and looking up are an index each:
//!
//! ```text
//! log:  x₁ y₁ │ x₂        slots: x → 3 (x₂, before that 1), y → 2
//!       └ outer └ inner
//! ```
//!
//! A declaration at package level that is checked in the middle of a function must not see the
//! function's names: they are below its *floor* in the log.

use rustc_hash::{FxHashMap, FxHashSet};
use stage2::entity::PrimaryMap;

use super::object::{Object, ObjectData, ObjectKind, Objects, PackageRef, Variable};
use super::ty::{Basic, Type, TypeKind, Types};
use super::universe::Names;
use super::{Info, SourcePackage, Value};
use crate::ast::{Ast, Decl, Expr, ExprKind, Stmt};
use crate::constant::Constant;
use crate::diagnostic::Diagnostics;
use crate::position::{FileSet, Pos};
use crate::symbol::Symbol;

/// A name of a function in the log of scopes.
#[derive(Clone, Copy)]
struct Local {
    name: Symbol,
    object: Object,
    /// The log's entry that this one hides, counted from 1.
    hidden: u32,
}

/// How far the declaration of a thing at package level is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Progress {
    /// Not begun, or not at package level.
    White,
    /// Being checked: the index in the path.
    Grey(u32),
    Black,
}

/// What the meaning of an expression depends on, beside names.
#[derive(Clone, Copy)]
pub(super) struct Environment {
    /// Local names below this entry of the log are not seen.
    pub floor: u32,
    /// The file, as an index into [`Ast::files`].
    pub file: usize,
    /// The function whose body this is.
    pub function: Option<u32>,
    /// The value of `iota`.
    pub iota: Option<u32>,
    /// Where errors in an inherited constant expression are reported.
    pub error_pos: Pos,
    /// The object whose declaration this is: what it uses, it depends on.
    pub declared: Option<Object>,
    /// Declared types need only be known by name.
    pub names_only: bool,
    /// A call with a receive or a function call was seen: `len(x)` is not constant.
    pub has_call: bool,
}

/// A check that can be made only when all types are known.
pub(super) enum Later {
    MapKey { key: Type, expr: Expr },
    Embedded { ty: Type, pos: Pos },
    Constraint { ty: Type, pos: Pos },
    Interface { ty: Type },
    FieldsAndMethods { object: Object },
    ValidType { object: Object },
}

pub(super) struct Checker<'a> {
    pub ast: &'a Ast,
    pub files: &'a FileSet,
    pub diagnostics: &'a mut Diagnostics,
    pub names: Names,
    pub types: Types,
    pub objects: Objects,
    pub info: Info,
    /// Packages by path that are checked.
    pub packages: FxHashMap<std::sync::Arc<str>, PackageRef>,
    pub package: PackageRef,
    pub env: Environment,
    /// What names stand for in the universe and in the package.
    pub universe: Vec<Option<Object>>,
    pub globals: Vec<Option<Object>>,
    /// Names that a file imports.
    pub imported: FxHashMap<(usize, Symbol), Object>,
    pub is_imported: Vec<bool>,
    slots: Vec<u32>,
    log: Vec<Local>,
    /// By object, what is known only while checking.
    pub progress: PrimaryMap<Object, Progress>,
    pub declarations: PrimaryMap<Object, Option<Declared>>,
    pub constant_of: PrimaryMap<Object, Option<Value>>,
    dependency_of: PrimaryMap<Object, Option<Object>>,
    pub dependencies: FxHashMap<Object, Vec<Object>>,
    pub captures: FxHashSet<(u32, Object)>,
    pub path: Vec<Object>,
    pub later: Vec<Later>,
    /// Declared types whose declaration is still to be checked.
    pub waiting: Vec<Object>,
    pub bodies: Vec<Body>,
    pub methods: FxHashMap<Object, Vec<Object>>,
    /// Declared types that were found to have a size.
    pub valid: FxHashSet<Object>,
    pub small_constants: Vec<Value>,
    /// The things of the package in the order of the source.
    pub order: Vec<Object>,
    /// Variables at package level with what they are initialised with.
    pub initialisers: Vec<(Vec<Object>, Expr)>,
    /// Imports with a dot.
    pub dot_imports: FxHashMap<(usize, PackageRef), Object>,
    /// Packages that were not found: everything in them is right.
    pub unknown_packages: FxHashSet<PackageRef>,
    /// Calls of `panic`: control does not come back from them.
    pub panics: FxHashSet<Expr>,
    /// Variables of clauses of type switches that were used.
    pub used_in_clause: FxHashSet<Object>,
    /// Interfaces that are being compared.
    pub comparing: Vec<(Type, Type)>,
    pub depth: u32,
    /// A declaration was refused: what it uses is not known to be used.
    pub refused: bool,
}

/// A function's body that is still to be checked.
pub(super) struct Body {
    pub object: Object,
    pub file: usize,
    pub body: Stmt,
    pub decl: Decl,
}

/// Where a thing at package level (or a type of a function) is declared.
#[derive(Clone, Copy)]
pub(super) struct Declared {
    pub decl: Decl,
    pub file: usize,
    /// Which of the names of the declaration.
    pub index: u32,
}

/// How deep checks may nest.
const MAX_DEPTH: u32 = 50_000;

impl<'a> Checker<'a> {
    pub fn new(
        ast: &'a Ast,
        files: &'a FileSet,
        names: Names,
        diagnostics: &'a mut Diagnostics,
    ) -> Checker<'a> {
        let count = ast.names.len();
        let mut checker = Checker {
            ast,
            files,
            diagnostics,
            names,
            types: Types::default(),
            objects: Objects::default(),
            info: Info::for_ast(ast),
            packages: FxHashMap::default(),
            package: PackageRef(0),
            env: Environment {
                floor: 0,
                file: 0,
                function: None,
                iota: None,
                error_pos: Pos::NONE,
                declared: None,
                names_only: false,
                has_call: false,
            },
            universe: vec![None; count],
            globals: vec![None; count],
            imported: FxHashMap::default(),
            is_imported: vec![false; count],
            slots: vec![0; count],
            log: Vec::new(),
            progress: PrimaryMap::new(),
            declarations: PrimaryMap::new(),
            constant_of: PrimaryMap::new(),
            dependency_of: PrimaryMap::new(),
            dependencies: FxHashMap::default(),
            captures: FxHashSet::default(),
            path: Vec::new(),
            later: Vec::new(),
            waiting: Vec::new(),
            bodies: Vec::new(),
            methods: FxHashMap::default(),
            valid: FxHashSet::default(),
            small_constants: Vec::new(),
            order: Vec::new(),
            initialisers: Vec::new(),
            dot_imports: FxHashMap::default(),
            unknown_packages: FxHashSet::default(),
            panics: FxHashSet::default(),
            used_in_clause: FxHashSet::default(),
            comparing: Vec::new(),
            depth: 0,
            refused: false,
        };
        checker.small_constants =
            (0..64).map(|small| checker.info.constants.push(Constant::Int(small))).collect();
        checker.declare_universe();
        checker
    }

    /// Checks a package; those that it imports are checked already.
    pub fn check_package(&mut self, package: &SourcePackage) {
        self.collect(package);
        self.declare_all();
        self.finish_types();
        self.check_bodies();
        self.finish_types();
        self.initialisation_order();
        if !package.is_interface {
            self.unused_imports();
        }
    }

    // --- errors -------------------------------------------------------------------------------------

    pub fn error(&mut self, pos: Pos, message: impl Into<String>) {
        let message = message.into();
        // What follows from another mistake is not reported.
        if !self.diagnostics.is_empty()
            && (message.contains("invalid operand") || message.contains("invalid type"))
        {
            return;
        }
        let pos = if self.env.error_pos.is_known() { self.env.error_pos } else { pos };
        self.diagnostics.error(pos, message);
    }

    pub fn expr_error(&mut self, expr: Expr, message: impl Into<String>) {
        self.error(self.ast.expr_pos[expr], message);
    }

    /// The place of an expression itself, which for an operation is that of its sign.
    pub fn own_pos(&self, expr: Expr) -> Pos {
        match self.ast.exprs[expr] {
            ExprKind::Binary { operator_pos, .. } => operator_pos,
            ExprKind::Call { paren, .. } => paren,
            ExprKind::Index { bracket, .. } => bracket,
            _ => self.ast.expr_pos[expr],
        }
    }

    /// A place in a message.
    pub fn place(&self, pos: Pos) -> String {
        self.files.position(pos).map_or_else(String::new, |at| at.to_string())
    }

    /// A further line of a message that names another declaration.
    pub fn other_declaration(&self, object: Object) -> String {
        let data = &self.objects.objects[object];
        if !data.pos.is_known() {
            return String::new();
        }
        let name = self.ast.names.text(data.name);
        format!("\n\t{}: other declaration of {name}", self.place(data.pos))
    }

    /// Runs a check one level deeper; `None` if that is too deep.
    pub fn nested<T>(&mut self, pos: Pos, check: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            let message =
                format!("not supported: declarations that need each other {MAX_DEPTH} deep");
            self.error(pos, message);
            return None;
        }
        self.depth += 1;
        let result = check(self);
        self.depth -= 1;
        Some(result)
    }

    // --- texts -----------------------------------------------------------------------------------------

    pub fn text(&self, expr: Expr) -> String {
        crate::show::expr(self.ast, expr)
    }

    pub fn name(&self, name: Symbol) -> &'a str {
        let ast = self.ast;
        ast.names.text(name)
    }

    pub fn object_name(&self, object: Object) -> &'a str {
        self.name(self.objects.objects[object].name)
    }

    // --- objects and scopes -------------------------------------------------------------------------------

    /// Adds a thing with a name, which is not in any scope yet.
    pub fn add_object(&mut self, name: Symbol, pos: Pos, ty: Type, kind: ObjectKind) -> Object {
        let package = Some(self.package);
        let object = self.objects.objects.push(ObjectData { name, pos, package, ty, kind });
        self.object_added();
        object
    }

    /// The tables by object grow.
    pub fn object_added(&mut self) {
        self.progress.push(Progress::White);
        self.declarations.push(None);
        self.constant_of.push(None);
        self.dependency_of.push(None);
    }

    /// Adds a variable of the current function.
    pub fn add_variable(&mut self, name: Symbol, pos: Pos, ty: Type, parameter: bool) -> Object {
        let function = self.env.function.unwrap_or(0);
        let variable = Variable { used: parameter, parameter, function, ..Variable::default() };
        self.add_object(name, pos, ty, ObjectKind::Variable(variable))
    }

    /// Opens a scope; the answer is for [`Checker::close_scope`].
    pub fn open_scope(&self) -> usize {
        self.log.len()
    }

    /// Closes a scope. Variables that were not used are reported.
    pub fn close_scope(&mut self, start: usize) {
        while self.log.len() > start {
            let Some(Local { name, object, hidden }) = self.log.pop() else { break };
            self.slots[name.0 as usize] = hidden;
            let data = &self.objects.objects[object];
            if let ObjectKind::Variable(Variable { used: false, .. }) = data.kind {
                let pos = data.pos;
                let message = format!("declared and not used: {}", self.name(name));
                self.error(pos, message);
            }
        }
    }

    /// Declares a name in the innermost scope, which began at `start`.
    pub fn declare_local(&mut self, start: usize, object: Object) {
        let ObjectData { name, pos, .. } = self.objects.objects[object];
        if name == Symbol::BLANK {
            return;
        }
        let hidden = self.slots[name.0 as usize];
        if hidden as usize > start {
            let other = self.log[hidden as usize - 1].object;
            let other = self.other_declaration(other);
            let message = format!("{} redeclared in this block{other}", self.name(name));
            self.error(pos, message);
            // It is not seen, so nobody can use it.
            if let ObjectKind::Variable(variable) = &mut self.objects.objects[object].kind {
                variable.used = true;
            }
            return;
        }
        self.log.push(Local { name, object, hidden });
        self.slots[name.0 as usize] = self.log.len() as u32;
    }

    /// What a name stands for in the innermost scope, which began at `start`.
    pub fn in_scope(&self, start: usize, name: Symbol) -> Option<Object> {
        let slot = self.slots[name.0 as usize] as usize;
        (slot > start).then(|| self.log[slot - 1].object)
    }

    /// What a name stands for here.
    pub fn lookup(&self, name: Symbol) -> Option<Object> {
        let slot = self.slots[name.0 as usize];
        if slot > self.env.floor {
            return Some(self.log[slot as usize - 1].object);
        }
        let index = name.0 as usize;
        if let Some(object) = self.globals[index] {
            return Some(object);
        }
        if self.is_imported[index]
            && let Some(&object) = self.imported.get(&(self.env.file, name))
        {
            return Some(object);
        }
        self.universe[index]
    }

    /// The declaration that is being checked uses a thing at package level.
    pub fn depends_on(&mut self, object: Object) {
        let Some(declared) = self.env.declared else { return };
        if self.dependency_of[object] == Some(declared) {
            return;
        }
        self.dependency_of[object] = Some(declared);
        self.dependencies.entry(declared).or_default().push(object);
    }

    // --- types -------------------------------------------------------------------------------------------

    pub fn is_invalid(&self, ty: Type) -> bool {
        self.types.kind(ty) == TypeKind::Basic(Basic::Invalid)
    }

    pub fn is_untyped(&self, ty: Type) -> bool {
        matches!(self.types.kind(ty), TypeKind::Basic(basic) if basic.is_untyped())
    }

    pub fn is_integer(&self, ty: Type) -> bool {
        self.types.basic(ty).is_some_and(Basic::is_integer)
    }

    pub fn is_numeric(&self, ty: Type) -> bool {
        self.types.basic(ty).is_some_and(Basic::is_numeric)
    }

    pub fn is_string(&self, ty: Type) -> bool {
        self.types.basic(ty).is_some_and(Basic::is_string)
    }

    pub fn is_boolean(&self, ty: Type) -> bool {
        self.types.basic(ty).is_some_and(Basic::is_boolean)
    }

    pub fn is_interface(&self, ty: Type) -> bool {
        matches!(self.types.underlying(ty), TypeKind::Interface(_))
    }

    pub fn set_underlying(&mut self, ty: Type, underlying: Type) {
        if let TypeKind::Named(named) = self.types.kind(ty) {
            self.types.named[named].underlying = underlying;
        }
    }
}
