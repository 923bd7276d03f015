//! Tree → source: expressions as messages show them.
//!
//! Messages quote the program (`cannot use x + 1 (value of type int) as string value`), and not as it
//! was written but in one fixed form, as the official compiler does: blanks around binary operators,
//! none elsewhere, bodies of functions as `{…}`. A depth beyond [`DEPTH`] becomes `…`.

use std::fmt::Write;

use crate::ast::{Ast, Direction, Expr, ExprKind, Field, List, Stmt, StmtKind};
use crate::token::Operator;

/// How deep an expression is shown.
const DEPTH: u32 = 100;

/// An expression or type.
pub fn expr(ast: &Ast, expr: Expr) -> String {
    let mut out = String::new();
    write_expr(ast, expr, &mut out, 0);
    out
}

/// Expressions, with commas between them.
pub fn list(ast: &Ast, exprs: List<Expr>) -> String {
    let mut out = String::new();
    write_list(ast, exprs, &mut out, 0);
    out
}

/// A statement that stands where a value should.
pub fn statement_as_value(ast: &Ast, stmt: Stmt) -> String {
    match ast.stmts[stmt] {
        StmtKind::Assign { left, right, .. } => {
            format!("assignment {} = {}", emphasized(ast, left), emphasized(ast, right))
        }
        StmtKind::Define { left, right, .. } => {
            format!("{} := {}", list(ast, left), list(ast, right))
        }
        StmtKind::AssignOperator { operator, left, right, .. } => {
            format!("{} {operator}= {}", expr(ast, left), expr(ast, right))
        }
        StmtKind::Increment { operand, operator } => {
            format!("{}{operator}{operator}", expr(ast, operand))
        }
        StmtKind::Send { channel, value, .. } => {
            format!("{} <- {}", expr(ast, channel), expr(ast, value))
        }
        StmtKind::Expression(value) => expr(ast, value),
        _ => "statement".into(),
    }
}

/// In parentheses, unless it is a name or a literal.
fn emphasized(ast: &Ast, exprs: List<Expr>) -> String {
    let text = list(ast, exprs);
    match ast.get(exprs) {
        [one] if matches!(ast.exprs[*one], ExprKind::Name(_) | ExprKind::Literal { .. }) => text,
        _ => format!("({text})"),
    }
}

fn write_list(ast: &Ast, exprs: List<Expr>, out: &mut String, depth: u32) {
    for (index, &one) in ast.get(exprs).iter().enumerate() {
        if index != 0 {
            out.push_str(", ");
        }
        write_expr(ast, one, out, depth);
    }
}

fn write_expr(ast: &Ast, expr: Expr, out: &mut String, depth: u32) {
    if depth > DEPTH {
        out.push('…');
        return;
    }
    let depth = depth + 1;
    match ast.exprs[expr] {
        ExprKind::Bad => out.push('_'),
        ExprKind::Name(name) => out.push_str(ast.names.text(name)),
        ExprKind::Literal { text, .. } => out.push_str(ast.names.text(text)),
        ExprKind::Composite { ty, elements, .. } => {
            if let Some(ty) = ty {
                write_expr(ast, ty, out, depth);
            }
            out.push_str(if elements.is_empty() { "{}" } else { "{…}" });
        }
        ExprKind::Function { signature, body } => {
            write_expr(ast, signature, out, depth);
            let empty = matches!(ast.stmts[body],
                crate::ast::StmtKind::Block { stmts, .. } if stmts.is_empty());
            out.push_str(if empty { " {}" } else { " {…}" });
        }
        ExprKind::Paren(inner) => {
            out.push('(');
            write_expr(ast, inner, out, depth);
            out.push(')');
        }
        ExprKind::Selector { operand, name } => {
            write_expr(ast, operand, out, depth);
            out.push('.');
            out.push_str(ast.names.text(name.name));
        }
        ExprKind::Index { operand, indices, .. } => {
            write_expr(ast, operand, out, depth);
            out.push('[');
            write_list(ast, indices, out, depth);
            out.push(']');
        }
        ExprKind::Slice { operand, bounds: [low, high, max], three } => {
            write_expr(ast, operand, out, depth);
            out.push('[');
            for (index, bound) in [low, high, max].into_iter().enumerate() {
                if index == 1 || index == 2 && three {
                    out.push(':');
                }
                if let Some(bound) = bound {
                    write_expr(ast, bound, out, depth);
                }
            }
            out.push(']');
        }
        ExprKind::TypeAssertion { operand, ty } => {
            write_expr(ast, operand, out, depth);
            out.push_str(".(");
            match ty {
                Some(ty) => write_expr(ast, ty, out, depth),
                None => out.push_str("type"),
            }
            out.push(')');
        }
        ExprKind::Call { function, args, spread, .. } => {
            write_expr(ast, function, out, depth);
            out.push('(');
            write_list(ast, args, out, depth);
            out.push_str(if spread { "...)" } else { ")" });
        }
        ExprKind::Star(inner) => {
            out.push('*');
            write_expr(ast, inner, out, depth);
        }
        ExprKind::Unary { operator, operand } => {
            out.push_str(operator.text());
            write_expr(ast, operand, out, depth);
        }
        ExprKind::Binary { .. } => write_binary(ast, expr, out, depth),
        ExprKind::ArrayType { length, element } => {
            out.push('[');
            match length {
                Some(length) => write_expr(ast, length, out, depth),
                None => out.push_str("..."),
            }
            out.push(']');
            write_expr(ast, element, out, depth);
        }
        ExprKind::SliceType(element) => {
            out.push_str("[]");
            write_expr(ast, element, out, depth);
        }
        ExprKind::StructType(fields) => {
            out.push_str("struct{");
            write_fields(ast, fields, "; ", out, depth);
            out.push('}');
        }
        ExprKind::InterfaceType(fields) => {
            out.push_str("interface{");
            for (index, &field) in ast.get(fields).iter().enumerate() {
                if index != 0 {
                    out.push_str("; ");
                }
                let data = ast.fields[field];
                if let Some(name) = data.name {
                    out.push_str(ast.names.text(name.name));
                    write_signature(ast, data.ty, out, depth);
                } else {
                    write_expr(ast, data.ty, out, depth);
                }
            }
            out.push('}');
        }
        ExprKind::FuncType { .. } => {
            out.push_str("func");
            write_signature(ast, expr, out, depth);
        }
        ExprKind::MapType { key, value } => {
            out.push_str("map[");
            write_expr(ast, key, out, depth);
            out.push(']');
            write_expr(ast, value, out, depth);
        }
        ExprKind::ChannelType { direction, element } => {
            out.push_str(match direction {
                Direction::Both => "chan ",
                Direction::Send => "chan<- ",
                Direction::Receive => "<-chan ",
            });
            write_expr(ast, element, out, depth);
        }
        ExprKind::Variadic(element) => {
            out.push_str("...");
            write_expr(ast, element, out, depth);
        }
    }
}

/// A chain of operators is as long as one likes, and leans to the left: a loop.
fn write_binary(ast: &Ast, expr: Expr, out: &mut String, depth: u32) {
    let mut chain: Vec<(Operator, Expr)> = Vec::new();
    let mut first = expr;
    while let ExprKind::Binary { operator, left, right, .. } = ast.exprs[first] {
        chain.push((operator, right));
        first = left;
    }
    write_expr(ast, first, out, depth);
    for &(operator, right) in chain.iter().rev() {
        let _ = write!(out, " {operator} ");
        write_expr(ast, right, out, depth);
    }
}

/// `(a, b int) string`
fn write_signature(ast: &Ast, signature: Expr, out: &mut String, depth: u32) {
    let ExprKind::FuncType { params, results } = ast.exprs[signature] else { return };
    out.push('(');
    write_fields(ast, params, ", ", out, depth);
    out.push(')');
    match ast.get(results) {
        [] => {}
        [one] if ast.fields[*one].name.is_none() => {
            out.push(' ');
            write_expr(ast, ast.fields[*one].ty, out, depth);
        }
        _ => {
            out.push_str(" (");
            write_fields(ast, results, ", ", out, depth);
            out.push(')');
        }
    }
}

/// Fields; names that share a type stand before it together.
fn write_fields(ast: &Ast, fields: List<Field>, separator: &str, out: &mut String, depth: u32) {
    let fields = ast.get(fields);
    for (index, &field) in fields.iter().enumerate() {
        let data = ast.fields[field];
        if let Some(name) = data.name {
            out.push_str(ast.names.text(name.name));
            let shared = fields.get(index + 1).is_some_and(|&next| {
                let next = ast.fields[next];
                next.name.is_some() && next.ty == data.ty
            });
            if shared {
                out.push_str(", ");
                continue;
            }
            out.push(' ');
        }
        write_expr(ast, data.ty, out, depth);
        if index + 1 != fields.len() {
            out.push_str(separator);
        }
    }
}
