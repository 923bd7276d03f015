//! Does control reach the end of a function? If so, a function with results needs a `return` there.
//!
//! The rules of the language ("terminating statements") look at the last statement of a block, and do
//! not follow conditions: `for {}` without a `break` ends, `for true {}` does not.

use crate::ast::{Ast, Branch, Clause, ExprKind, List, Stmt, StmtKind};
use crate::symbol::Symbol;
use rustc_hash::FxHashSet;

/// Never comes to the statement behind this one? `panics` are the calls of the function `panic`.
pub(super) fn is_terminating(
    ast: &Ast,
    stmt: Stmt,
    label: Option<Symbol>,
    panics: &FxHashSet<crate::ast::Expr>,
) -> bool {
    let list = |stmts: List<Stmt>| list_is_terminating(ast, stmts, panics);
    match ast.stmts[stmt] {
        StmtKind::Return(_) | StmtKind::Branch { kind: Branch::Goto | Branch::Fallthrough, .. } => {
            true
        }
        StmtKind::Expression(expr) => {
            let inner = ast.unparen(expr);
            matches!(ast.exprs[inner], ExprKind::Call { .. }) && panics.contains(&inner)
        }
        StmtKind::Labeled { label, stmt } => is_terminating(ast, stmt, Some(label.name), panics),
        StmtKind::Block { stmts, .. } => list(stmts),
        // ANCHOR: terminating
        // BEGIN SOLUTION 4.3 stub: StmtKind::Select { .. } => { let _ = (has_break, list_has_break, label); false }
        StmtKind::If { .. } => {
            // A chain of `else if` is a loop.
            let mut stmt = stmt;
            while let StmtKind::If { then, otherwise, .. } = ast.stmts[stmt] {
                let Some(otherwise) = otherwise else { return false };
                if !is_terminating(ast, then, None, panics) {
                    return false;
                }
                stmt = otherwise;
            }
            is_terminating(ast, stmt, None, panics)
        }
        StmtKind::For { condition: None, body, .. } => !has_break(ast, body, label, true),
        StmtKind::Switch { clauses, .. } | StmtKind::TypeSwitch { clauses, .. } => {
            let clauses = ast.get(clauses);
            clauses.iter().any(|clause| clause.is_default)
                && clauses.iter().all(|clause| {
                    list(clause.body) && !list_has_break(ast, clause.body, label, true)
                })
        }
        StmtKind::Select { clauses, .. } => ast.get(clauses).iter().all(|clause: &Clause| {
            list(clause.body) && !list_has_break(ast, clause.body, label, true)
        }),
        // END SOLUTION
        // ANCHOR_END: terminating
        _ => false,
    }
}

fn list_is_terminating(ast: &Ast, stmts: List<Stmt>, panics: &FxHashSet<crate::ast::Expr>) -> bool {
    let last =
        ast.get(stmts).iter().rev().find(|&&stmt| !matches!(ast.stmts[stmt], StmtKind::Empty));
    last.is_some_and(|&stmt| is_terminating(ast, stmt, None, panics))
}

fn list_has_break(ast: &Ast, stmts: List<Stmt>, label: Option<Symbol>, implicit: bool) -> bool {
    ast.get(stmts).iter().any(|&stmt| has_break(ast, stmt, label, implicit))
}

/// Is there a `break` that leaves the statement with this label? One without a label does if
/// `implicit`.
fn has_break(ast: &Ast, stmt: Stmt, label: Option<Symbol>, implicit: bool) -> bool {
    match ast.stmts[stmt] {
        StmtKind::Branch { kind: Branch::Break, label: None } => implicit,
        StmtKind::Branch { kind: Branch::Break, label: Some(to) } => Some(to.name) == label,
        StmtKind::Labeled { stmt, .. } => has_break(ast, stmt, label, implicit),
        StmtKind::Block { stmts, .. } => list_has_break(ast, stmts, label, implicit),
        StmtKind::If { .. } => {
            let mut stmt = stmt;
            while let StmtKind::If { then, otherwise, .. } = ast.stmts[stmt] {
                if has_break(ast, then, label, implicit) {
                    return true;
                }
                let Some(otherwise) = otherwise else { return false };
                stmt = otherwise;
            }
            has_break(ast, stmt, label, implicit)
        }
        StmtKind::For { body, .. } | StmtKind::Range { body, .. } => {
            label.is_some() && has_break(ast, body, label, false)
        }
        StmtKind::Switch { clauses, .. }
        | StmtKind::TypeSwitch { clauses, .. }
        | StmtKind::Select { clauses, .. } => {
            label.is_some()
                && ast
                    .get(clauses)
                    .iter()
                    .any(|clause| list_has_break(ast, clause.body, label, false))
        }
        _ => false,
    }
}
