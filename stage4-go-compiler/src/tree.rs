//! The syntax tree as text, for people: one node a line, its parts indented.
//!
//! ```text
//! func main                     3:6
//!   expression                  4:2
//!     call                      println("hi")
//! ```
//!
//! Statements are shown with what they consist of; expressions are shown as source, which says the
//! same in less space. The walk keeps its own list, so any tree can be shown.

use std::fmt::Write;

use crate::ast::{Ast, Decl, DeclKind, Expr, ExprKind, File, List, Stmt, StmtKind};
use crate::position::{FileSet, Pos};
use crate::show;

/// What is still to be printed.
enum Item {
    Line(String),
    Decl(Decl),
    Stmt(Stmt),
}

/// The tree of a file.
pub fn dump(ast: &Ast, files: &FileSet, file: &File) -> String {
    let mut out = String::new();
    let place = |pos: Pos| match files.position(pos) {
        Some(at) => format!("{}:{}", at.line, at.column),
        None => String::new(),
    };
    let package = ast.names.text(file.package.name);
    let _ = writeln!(out, "package {package}  {}", place(file.pos));
    let mut work: Vec<(usize, Item)> =
        file.decls.iter().rev().map(|&decl| (0, Item::Decl(decl))).collect();
    while let Some((depth, item)) = work.pop() {
        let (line, parts) = match item {
            Item::Line(line) => (line, Vec::new()),
            Item::Decl(decl) => {
                let (line, parts) = declaration(ast, decl);
                (format!("{line}  {}", place(ast.decls[decl].pos)), parts)
            }
            Item::Stmt(stmt) => {
                let (line, parts) = statement(ast, stmt);
                (format!("{line}  {}", place(ast.stmt_pos[stmt])), parts)
            }
        };
        let _ = writeln!(out, "{:width$}{line}", "", width = 2 * depth.min(40));
        work.extend(parts.into_iter().rev().map(|part| (depth + 1, part)));
    }
    out
}

fn exprs(ast: &Ast, list: List<Expr>) -> String {
    let texts: Vec<String> = ast.get(list).iter().map(|&expr| show::expr(ast, expr)).collect();
    texts.join(", ")
}

fn declaration(ast: &Ast, decl: Decl) -> (String, Vec<Item>) {
    let value = |ty: Option<Expr>, values: List<Expr>| {
        let mut out = String::new();
        if let Some(ty) = ty {
            let _ = write!(out, " {}", show::expr(ast, ty));
        }
        if !values.is_empty() {
            let _ = write!(out, " = {}", exprs(ast, values));
        }
        out
    };
    match ast.decls[decl].kind {
        DeclKind::Import { path, .. } => (format!("import {}", show::expr(ast, path)), Vec::new()),
        DeclKind::Const { names, ty, values, .. } => {
            (format!("const {}{}", exprs(ast, names), value(ty, values)), Vec::new())
        }
        DeclKind::Var { names, ty, values } => {
            let bodies = literals(ast, values);
            (format!("var {}{}", exprs(ast, names), value(ty, values)), bodies)
        }
        DeclKind::Type { name, alias, ty, .. } => {
            let name = ast.names.text(name.name);
            let sign = if alias { " =" } else { "" };
            (format!("type {name}{sign} {}", show::expr(ast, ty)), Vec::new())
        }
        DeclKind::Function { name, signature, body, receiver, .. } => {
            let receiver = ast.get(receiver).first().map_or_else(String::new, |&field| {
                format!("({}) ", show::expr(ast, ast.fields[field].ty))
            });
            let name = ast.names.text(name.name);
            let signature = show::expr(ast, signature);
            let line = format!("func {receiver}{name} {signature}");
            (line, body.map(Item::Stmt).into_iter().collect())
        }
    }
}

/// Function literals among values.
fn literals(ast: &Ast, values: List<Expr>) -> Vec<Item> {
    let values = ast.get(values).iter();
    values
        .filter_map(|&value| match ast.exprs[ast.unparen(value)] {
            ExprKind::Function { body, .. } => Some(Item::Stmt(body)),
            _ => None,
        })
        .collect()
}

fn statement(ast: &Ast, stmt: Stmt) -> (String, Vec<Item>) {
    let text = |expr: Expr| show::expr(ast, expr);
    let list = |stmts: List<Stmt>| -> Vec<Item> {
        ast.get(stmts).iter().map(|&stmt| Item::Stmt(stmt)).collect()
    };
    match ast.stmts[stmt] {
        StmtKind::Bad => ("bad".into(), Vec::new()),
        StmtKind::Empty => ("empty".into(), Vec::new()),
        StmtKind::Expression(expr) => (format!("expression {}", text(expr)), Vec::new()),
        StmtKind::Send { channel, value, .. } => {
            (format!("send {} <- {}", text(channel), text(value)), Vec::new())
        }
        StmtKind::Increment { operand, operator } => {
            (format!("increment {}{operator}{operator}", text(operand)), Vec::new())
        }
        StmtKind::Assign { left, right, .. } => {
            let line = format!("assign {} = {}", exprs(ast, left), exprs(ast, right));
            (line, literals(ast, right))
        }
        StmtKind::AssignOperator { operator, left, right, .. } => {
            (format!("assign {} {operator}= {}", text(left), text(right)), Vec::new())
        }
        StmtKind::Define { left, right, .. } => {
            let line = format!("define {} := {}", exprs(ast, left), exprs(ast, right));
            (line, literals(ast, right))
        }
        StmtKind::Go(expr) => (format!("go {}", text(expr)), Vec::new()),
        StmtKind::Defer(expr) => (format!("defer {}", text(expr)), Vec::new()),
        StmtKind::Return(values) => {
            (format!("return {}", exprs(ast, values)), literals(ast, values))
        }
        StmtKind::Branch { kind, label } => {
            let label = label.map_or("", |label| ast.names.text(label.name));
            (format!("{kind:?} {label}").to_lowercase(), Vec::new())
        }
        StmtKind::Block { stmts, .. } => ("block".into(), list(stmts)),
        StmtKind::If { init, condition, then, otherwise } => {
            let parts = [init, Some(then), otherwise].into_iter().flatten();
            (format!("if {}", text(condition)), parts.map(Item::Stmt).collect())
        }
        StmtKind::For { init, condition, post, body } => {
            let parts = [init, post, Some(body)].into_iter().flatten();
            let condition = condition.map_or_else(String::new, text);
            (format!("for {condition}"), parts.map(Item::Stmt).collect())
        }
        StmtKind::Range { key, value, define, operand, body } => {
            let sides: Vec<String> = [key, value].into_iter().flatten().map(text).collect();
            let sign = if define { ":=" } else { "=" };
            let line = format!("range {} {sign} {}", sides.join(", "), text(operand));
            (line, vec![Item::Stmt(body)])
        }
        StmtKind::Labeled { label, stmt } => {
            (format!("label {}", ast.names.text(label.name)), vec![Item::Stmt(stmt)])
        }
        StmtKind::Declaration(decls) => {
            let parts = ast.get(decls).iter().map(|&decl| Item::Decl(decl)).collect();
            ("declaration".into(), parts)
        }
        StmtKind::Switch { init, tag, clauses, .. } => {
            let mut parts: Vec<Item> = init.map(Item::Stmt).into_iter().collect();
            for clause in ast.get(clauses) {
                parts.push(Item::Line(format!("case {}", exprs(ast, clause.values))));
                parts.extend(list(clause.body));
            }
            (format!("switch {}", tag.map_or_else(String::new, text)), parts)
        }
        StmtKind::TypeSwitch { init, operand, clauses, .. } => {
            let mut parts: Vec<Item> = init.map(Item::Stmt).into_iter().collect();
            for clause in ast.get(clauses) {
                parts.push(Item::Line(format!("case {}", exprs(ast, clause.values))));
                parts.extend(list(clause.body));
            }
            (format!("type switch {}", text(operand)), parts)
        }
        StmtKind::Select { clauses, .. } => {
            let mut parts = Vec::new();
            for clause in ast.get(clauses) {
                parts.push(Item::Line("clause".into()));
                parts.extend(clause.communication.map(Item::Stmt));
                parts.extend(list(clause.body));
            }
            ("select".into(), parts)
        }
    }
}
