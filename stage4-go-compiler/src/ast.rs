//! The syntax tree of a package, as flat tables.
//!
//! An expression is a number, and what it is stands in [`Ast::exprs`]; the same holds for statements
//! and fields. That has three uses. What the type checker finds out about an expression is an entry
//! in a table of its own; nothing recurses when a tree of a hundred thousand levels is thrown away;
//! and a node is a few words in one vector instead of a box of its own.
//!
//! Types are expressions, as in Go's grammar: whether `a * b` multiplies or `[]*T` points is known
//! to the parser, but whether `f(x)` converts or calls is known only when `f` is.
//!
//! Positions are those that the official compiler reports: an expression has that of its first token
//! ([`Ast::expr_pos`]), and binary operations, calls and composite literals have one more.

use stage2::entities;
use stage2::entity::PrimaryMap;

use crate::position::Pos;
use crate::symbol::{Interner, Symbol};
use crate::token::{LiteralKind, Operator};

entities! {
    /// An expression or a type.
    Expr = "expr";
    /// A statement.
    Stmt = "stmt";
    /// A parameter, a result, a field of a structure, or an element of an interface.
    Field = "field";
    /// A declaration.
    Decl = "decl";
}

/// A run of ids in one of the pools of an [`Ast`].
#[derive(Debug)]
pub struct List<T> {
    start: u32,
    length: u32,
    kind: std::marker::PhantomData<T>,
}

impl<T> Clone for List<T> {
    fn clone(&self) -> List<T> {
        *self
    }
}

impl<T> Copy for List<T> {}

impl<T> Default for List<T> {
    fn default() -> List<T> {
        List { start: 0, length: 0, kind: std::marker::PhantomData }
    }
}

impl<T> List<T> {
    /// How many it has.
    pub fn len(&self) -> usize {
        self.length as usize
    }

    /// Has it none?
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }
}

/// What stands in lists.
pub trait Pooled: Copy {
    /// The pool of this kind.
    fn pool(ast: &Ast) -> &Vec<Self>;
    /// The pool of this kind, to change.
    fn pool_mut(ast: &mut Ast) -> &mut Vec<Self>;
}

macro_rules! pools {
    ($($ty:ty: $field:ident,)*) => {
        /// The elements of all lists.
        #[derive(Clone, Debug, Default)]
        struct Pools { $($field: Vec<$ty>,)* }

        $(impl Pooled for $ty {
            fn pool(ast: &Ast) -> &Vec<$ty> { &ast.pools.$field }
            fn pool_mut(ast: &mut Ast) -> &mut Vec<$ty> { &mut ast.pools.$field }
        })*
    };
}

pools! {
    Expr: exprs,
    Stmt: stmts,
    Field: fields,
    Decl: decls,
    Element: elements,
    Clause: clauses,
}

/// The syntax trees of the files of a package.
#[derive(Clone, Debug, Default)]
pub struct Ast {
    /// Expressions and types.
    pub exprs: PrimaryMap<Expr, ExprKind>,
    /// Where each begins.
    pub expr_pos: PrimaryMap<Expr, Pos>,
    /// Statements.
    pub stmts: PrimaryMap<Stmt, StmtKind>,
    /// Where each begins.
    pub stmt_pos: PrimaryMap<Stmt, Pos>,
    /// Parameters, fields, elements of interfaces.
    pub fields: PrimaryMap<Field, FieldData>,
    /// Declarations, at package level and in functions.
    pub decls: PrimaryMap<Decl, DeclData>,
    /// Files, in the order in which they were parsed.
    pub files: Vec<File>,
    /// Names and the texts of literals.
    pub names: Interner,
    pools: Pools,
}

/// A source file.
#[derive(Clone, Debug)]
pub struct File {
    /// Its index in the [`FileSet`](crate::position::FileSet).
    pub index: usize,
    /// The `package` keyword.
    pub pos: Pos,
    /// The package's name.
    pub package: Ident,
    /// Declarations at package level, imports first.
    pub decls: Vec<Decl>,
    /// The end of the file.
    pub end: Pos,
}

/// A name at a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ident {
    /// Where.
    pub pos: Pos,
    /// The name.
    pub name: Symbol,
}

/// An expression or a type.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum ExprKind {
    /// Something wrong, which was reported.
    Bad,
    Name(Symbol),
    /// The text as it is written, quotes included.
    Literal {
        kind: LiteralKind,
        text: Symbol,
    },
    /// `T{…}`; without a type inside another composite literal.
    Composite {
        ty: Option<Expr>,
        elements: List<Element>,
        end: Pos,
    },
    /// `func(…) … { … }`; the signature is a [`ExprKind::FuncType`].
    Function {
        signature: Expr,
        body: Stmt,
    },
    Paren(Expr),
    Selector {
        operand: Expr,
        name: Ident,
    },
    /// `x[i]`, and `f[T1, T2]`.
    Index {
        operand: Expr,
        bracket: Pos,
        indices: List<Expr>,
    },
    /// `x[low:high:max]`
    Slice {
        operand: Expr,
        bounds: [Option<Expr>; 3],
        three: bool,
    },
    /// `x.(T)`; without a type it is `x.(type)`.
    TypeAssertion {
        operand: Expr,
        ty: Option<Expr>,
    },
    /// `f(a, b...)`; `end` is the closing parenthesis, `paren` the opening one.
    Call {
        function: Expr,
        paren: Pos,
        args: List<Expr>,
        spread: bool,
        end: Pos,
    },
    /// `*x`: a pointer type or a dereference.
    Star(Expr),
    /// `+ - ! ^ & <- ~`
    Unary {
        operator: Operator,
        operand: Expr,
    },
    Binary {
        operator: Operator,
        operator_pos: Pos,
        left: Expr,
        right: Expr,
    },
    /// `[N]T`; without a length `[...]T`.
    ArrayType {
        length: Option<Expr>,
        element: Expr,
    },
    SliceType(Expr),
    StructType(List<Field>),
    InterfaceType(List<Field>),
    /// `func(…) …`; type parameters only in declarations.
    FuncType {
        params: List<Field>,
        results: List<Field>,
    },
    MapType {
        key: Expr,
        value: Expr,
    },
    ChannelType {
        direction: Direction,
        element: Expr,
    },
    /// `...T`, the type of a last parameter.
    Variadic(Expr),
}

/// What a channel type allows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum Direction {
    Both,
    Send,
    Receive,
}

/// An element of a composite literal.
#[derive(Clone, Copy, Debug)]
pub struct Element {
    /// Before the colon.
    pub key: Option<Expr>,
    /// Behind it.
    pub value: Expr,
}

/// A parameter, a result, a field of a structure, or an element of an interface.
#[derive(Clone, Copy, Debug)]
pub struct FieldData {
    /// Where it begins.
    pub pos: Pos,
    /// Its name; an embedded field, an embedded interface and a union have none.
    pub name: Option<Ident>,
    /// Its type. Names that share one (`a, b int`) share the expression. For a method of an
    /// interface it is the signature.
    pub ty: Expr,
    /// The tag of a structure's field: a string literal.
    pub tag: Option<Expr>,
    /// Of a structure's field: the type is its name.
    pub embedded: bool,
}

/// A statement.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum StmtKind {
    Bad,
    Empty,
    Expression(Expr),
    Send {
        channel: Expr,
        value: Expr,
        pos: Pos,
    },
    /// `x++`, `x--`
    Increment {
        operand: Expr,
        operator: Operator,
    },
    /// `a, b = c, d`
    Assign {
        left: List<Expr>,
        right: List<Expr>,
        pos: Pos,
    },
    /// `a += b`
    AssignOperator {
        operator: Operator,
        left: Expr,
        right: Expr,
        pos: Pos,
    },
    /// `a, b := c, d`
    Define {
        left: List<Expr>,
        right: List<Expr>,
        pos: Pos,
    },
    Go(Expr),
    Defer(Expr),
    Return(List<Expr>),
    Branch {
        kind: Branch,
        label: Option<Ident>,
    },
    Block {
        stmts: List<Stmt>,
        end: Pos,
    },
    If {
        init: Option<Stmt>,
        condition: Expr,
        then: Stmt,
        otherwise: Option<Stmt>,
    },
    /// Its clauses have lists of expressions.
    Switch {
        init: Option<Stmt>,
        tag: Option<Expr>,
        clauses: List<Clause>,
        end: Pos,
    },
    /// `switch name := operand.(type)`; its clauses have lists of types.
    TypeSwitch {
        init: Option<Stmt>,
        name: Option<Ident>,
        operand: Expr,
        clauses: List<Clause>,
        end: Pos,
    },
    /// Its clauses have a communication.
    Select {
        clauses: List<Clause>,
        end: Pos,
    },
    For {
        init: Option<Stmt>,
        condition: Option<Expr>,
        post: Option<Stmt>,
        body: Stmt,
    },
    /// `for key, value = range operand`; with `:=` if `define`.
    Range {
        key: Option<Expr>,
        value: Option<Expr>,
        define: bool,
        operand: Expr,
        body: Stmt,
    },
    Labeled {
        label: Ident,
        stmt: Stmt,
    },
    Declaration(List<Decl>),
}

/// Where a branch statement goes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum Branch {
    Break,
    Continue,
    Goto,
    Fallthrough,
}

/// A clause of a switch or select.
#[derive(Clone, Copy, Debug)]
pub struct Clause {
    /// `case` or `default`.
    pub pos: Pos,
    /// Expressions, types, or nothing for `default`.
    pub values: List<Expr>,
    /// Is it `default`?
    pub is_default: bool,
    /// The communication of a `select`.
    pub communication: Option<Stmt>,
    /// The statements.
    pub body: List<Stmt>,
    /// The colon.
    pub colon: Pos,
}

/// A declaration.
#[derive(Clone, Copy, Debug)]
pub struct DeclData {
    /// Where it begins: the first name, or the keyword of a function.
    pub pos: Pos,
    /// What it declares.
    pub kind: DeclKind,
}

/// What is declared.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum DeclKind {
    /// A name may be `.` or `_`; the path is a string literal.
    Import {
        name: Option<Ident>,
        path: Expr,
    },
    /// Names are [`ExprKind::Name`]. Where a line of a group repeats the one above it, type and
    /// values are those of that line and `inherited` is true.
    Const {
        names: List<Expr>,
        ty: Option<Expr>,
        values: List<Expr>,
        iota: u32,
        inherited: bool,
    },
    Var {
        names: List<Expr>,
        ty: Option<Expr>,
        values: List<Expr>,
    },
    Type {
        name: Ident,
        params: List<Field>,
        alias: bool,
        ty: Expr,
    },
    /// The receiver, if any, is the first of `receiver`; the signature is a
    /// [`ExprKind::FuncType`].
    Function {
        receiver: List<Field>,
        name: Ident,
        params: List<Field>,
        signature: Expr,
        body: Option<Stmt>,
    },
}

impl Ast {
    /// An empty tree.
    pub fn new() -> Ast {
        Ast::default()
    }

    /// Adds an expression.
    pub fn expr(&mut self, pos: Pos, kind: ExprKind) -> Expr {
        self.expr_pos.push(pos);
        self.exprs.push(kind)
    }

    /// Adds a statement.
    pub fn stmt(&mut self, pos: Pos, kind: StmtKind) -> Stmt {
        self.stmt_pos.push(pos);
        self.stmts.push(kind)
    }

    /// Adds a list.
    pub fn list<T: Pooled>(&mut self, elements: &[T]) -> List<T> {
        let pool = T::pool_mut(self);
        let start = pool.len() as u32;
        pool.extend_from_slice(elements);
        List { start, length: elements.len() as u32, kind: std::marker::PhantomData }
    }

    /// The elements of a list.
    pub fn get<T: Pooled>(&self, list: List<T>) -> &[T] {
        &T::pool(self)[list.start as usize..(list.start + list.length) as usize]
    }

    /// The expression inside of parentheses.
    pub fn unparen(&self, mut expr: Expr) -> Expr {
        while let ExprKind::Paren(inner) = self.exprs[expr] {
            expr = inner;
        }
        expr
    }

    /// The name that an expression is, if it is one.
    pub fn as_name(&self, expr: Expr) -> Option<Ident> {
        match self.exprs[expr] {
            ExprKind::Name(name) => Some(Ident { pos: self.expr_pos[expr], name }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_small() {
        assert!(size_of::<ExprKind>() <= 40, "{}", size_of::<ExprKind>());
        assert!(size_of::<StmtKind>() <= 44, "{}", size_of::<StmtKind>());
    }
}
