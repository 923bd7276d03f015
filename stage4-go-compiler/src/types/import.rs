//! Packages in the order in which they are checked: those that are imported first.
//!
//! A depth-first search over the imports, with a stack of its own. A package that is met while its own
//! imports are being followed imports itself.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::SourcePackage;
use super::checker::Checker;
use crate::ast::{DeclKind, ExprKind};
use crate::constant::{self, Constant};
use crate::position::Pos;

/// The order, as indices. Cycles are reported, and broken.
pub(super) fn order(checker: &mut Checker, packages: &[SourcePackage]) -> Vec<usize> {
    let by_path: FxHashMap<&str, usize> =
        packages.iter().enumerate().map(|(index, package)| (&*package.path, index)).collect();
    let imports: Vec<Vec<(usize, Pos)>> = packages
        .iter()
        .map(|package| {
            let all = imports_of(checker, package).into_iter();
            all.filter_map(|(path, pos)| Some((*by_path.get(&*path)?, pos))).collect()
        })
        .collect();
    #[derive(Clone, Copy, PartialEq)]
    enum Colour {
        White,
        Grey,
        Black,
    }
    let mut colours = vec![Colour::White; packages.len()];
    let mut order = Vec::with_capacity(packages.len());
    for root in 0..packages.len() {
        if colours[root] != Colour::White {
            continue;
        }
        colours[root] = Colour::Grey;
        let mut stack = vec![(root, 0)];
        while let Some((package, next)) = stack.last_mut() {
            let package = *package;
            let Some(&(import, pos)) = imports[package].get(*next) else {
                colours[package] = Colour::Black;
                order.push(package);
                stack.pop();
                continue;
            };
            *next += 1;
            match colours[import] {
                Colour::Black => {}
                Colour::White => {
                    colours[import] = Colour::Grey;
                    stack.push((import, 0));
                }
                Colour::Grey => {
                    let mut message = String::from("import cycle not allowed");
                    let around = stack.iter().skip_while(|(package, _)| *package != import);
                    let around: Vec<usize> = around.map(|(package, _)| *package).collect();
                    let ring =
                        around.iter().chain([&import]).zip(around.iter().skip(1).chain([&import]));
                    for (from, to) in ring.take(around.len()) {
                        let (from, to) = (&packages[*from].path, &packages[*to].path);
                        message.push_str(&format!("\n\t{from} imports {to}"));
                    }
                    checker.error(pos, message);
                }
            }
        }
    }
    order
}

/// What the files of a package import, and where.
fn imports_of(checker: &Checker, package: &SourcePackage) -> Vec<(Arc<str>, Pos)> {
    let ast = checker.ast;
    let mut imports = Vec::new();
    for &file in &package.files {
        for &decl in &ast.files[file].decls {
            if let DeclKind::Import { path, .. } = ast.decls[decl].kind
                && let Some(text) = path_of(checker, path)
            {
                imports.push((text, ast.expr_pos[path]));
            }
        }
    }
    imports
}

/// The path that a string literal holds.
pub(super) fn path_of(checker: &Checker, path: crate::ast::Expr) -> Option<Arc<str>> {
    let ExprKind::Literal { kind, text } = checker.ast.exprs[path] else { return None };
    match constant::from_literal(kind, checker.ast.names.text(text))? {
        Constant::String(bytes) => std::str::from_utf8(&bytes).ok().map(Arc::from),
        _ => None,
    }
}
