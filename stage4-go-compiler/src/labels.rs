//! Where `break`, `continue`, `goto` and `fallthrough` may go.
//!
//! Labels are not variables: they have a name space of their own, a function for a scope, and rules
//! of their own. A `goto` may jump backward to any label of a block around it; forward only within its
//! block or out of it, and not over the declaration of a variable, which would be in scope there
//! without having been made. So the check walks the blocks in order and carries along the gotos that
//! have not met their label yet.
//!
//! Every function body is checked by itself; the types of expressions play no role.

use rustc_hash::FxHashMap;

use crate::ast::{Ast, Branch, DeclKind, Ident, List, Stmt, StmtKind};
use crate::diagnostic::Diagnostics;
use crate::position::{FileSet, Pos};
use crate::symbol::Symbol;

/// Checks the body of a function; functions within it are bodies of their own.
pub fn check(ast: &Ast, files: &FileSet, body: Stmt, diagnostics: &mut Diagnostics) {
    let StmtKind::Block { stmts, .. } = ast.stmts[body] else { return };
    let mut checker =
        Checker { ast, files, diagnostics, labels: FxHashMap::default(), blocks: Vec::new() };
    let unresolved = checker.block(Targets::default(), None, ast.stmt_pos[body], stmts);
    for label in unresolved {
        match checker.labels.get_mut(&label.name) {
            Some(found) => {
                found.used = true;
                let start = checker.files.position(found.block_start);
                let start = start.map_or_else(String::new, |at| at.to_string());
                let name = ast.names.text(label.name);
                let message = format!("goto {name} jumps into block starting at {start}");
                checker.diagnostics.error(label.pos, message);
            }
            None => checker.error(label.pos, "label ", label.name, " not defined"),
        }
    }
    let mut unused: Vec<Ident> =
        checker.labels.values().filter(|label| !label.used).map(|label| label.ident).collect();
    unused.sort_by_key(|ident| ident.pos);
    for ident in unused {
        checker.error(ident.pos, "label ", ident.name, " defined and not used");
    }
}

/// A label that was declared.
struct Label {
    ident: Ident,
    /// What it labels.
    stmt: Stmt,
    /// Which block it is in, and where that begins.
    block: usize,
    block_start: Pos,
    used: bool,
}

/// A block that is being walked.
struct Open {
    /// Its number; no two blocks of a function have the same.
    number: usize,
    /// The label of the statement whose block it is.
    label: Option<Symbol>,
}

/// Where an unlabelled branch goes.
#[derive(Clone, Copy, Default)]
struct Targets {
    breaks: Option<Stmt>,
    continues: Option<Stmt>,
    /// Which clause of the switch this is the body of, and how many there are.
    clause: Option<(usize, usize)>,
}

struct Checker<'a> {
    ast: &'a Ast,
    files: &'a FileSet,
    diagnostics: &'a mut Diagnostics,
    labels: FxHashMap<Symbol, Label>,
    blocks: Vec<Open>,
}

impl Checker<'_> {
    fn error(&mut self, pos: Pos, before: &str, name: Symbol, after: &str) {
        let name = self.ast.names.text(name);
        self.diagnostics.error(pos, format!("{before}{name}{after}"));
    }

    /// Walks a block; the gotos whose label is not in it are the answer.
    fn block(
        &mut self,
        targets: Targets,
        label: Option<Symbol>,
        start: Pos,
        stmts: List<Stmt>,
    ) -> Vec<Ident> {
        // Numbers are positions: blocks that begin at one place have the same statements.
        let number = start.0 as usize;
        self.blocks.push(Open { number, label });
        let mut forward: Vec<Ident> = Vec::new();
        // The last variable that was declared here, and the gotos before it.
        let mut variable: Option<(Pos, usize)> = None;
        let mut variable_name = Symbol::BLANK;
        let ast = self.ast;
        let list = ast.get(stmts);
        for (index, &outer) in list.iter().enumerate() {
            let mut stmt = outer;
            let mut labels: Option<Symbol> = None;
            while let StmtKind::Labeled { label, stmt: inner } = ast.stmts[stmt] {
                if label.name != Symbol::BLANK {
                    self.declare(label, inner, number, start);
                    let before = forward.len();
                    let mut kept = Vec::with_capacity(before);
                    let mut bad = 0;
                    for (position, goto) in forward.drain(..).enumerate() {
                        let early = variable.is_some_and(|(_, count)| position < count);
                        if goto.name != label.name {
                            bad += usize::from(early);
                            kept.push(goto);
                            continue;
                        }
                        if let (true, Some((pos, _))) = (early, variable) {
                            let place = self.files.position(pos);
                            let place = place.map_or_else(String::new, |at| at.to_string());
                            let name = ast.names.text(goto.name);
                            let over = ast.names.text(variable_name);
                            let message =
                                format!("goto {name} jumps over declaration of {over} at {place}");
                            self.diagnostics.error(goto.pos, message);
                        }
                    }
                    if kept.len() != before
                        && let Some(label) = self.labels.get_mut(&label.name)
                    {
                        label.used = true;
                    }
                    forward = kept;
                    variable = variable.map(|(pos, _)| (pos, bad));
                    labels = Some(label.name);
                }
                stmt = inner;
            }
            let pos = ast.stmt_pos[stmt];
            match ast.stmts[stmt] {
                StmtKind::Declaration(decls) => {
                    for &decl in ast.get(decls) {
                        if let DeclKind::Var { names, .. } = ast.decls[decl].kind {
                            let first = ast.get(names).first();
                            let name = first.and_then(|&name| ast.as_name(name));
                            variable_name = name.map_or(Symbol::BLANK, |name| name.name);
                            variable = Some((ast.decls[decl].pos, forward.len()));
                        }
                    }
                }
                StmtKind::Define { pos, left, .. } => {
                    let first = ast.get(left).first();
                    let name = first.and_then(|&name| ast.as_name(name));
                    variable_name = name.map_or(Symbol::BLANK, |name| name.name);
                    variable = Some((pos, forward.len()));
                }
                StmtKind::Branch { kind, label } => {
                    let mut rest = list[index + 1..].iter();
                    let last = rest.all(|&stmt| matches!(self.ast.stmts[stmt], StmtKind::Empty));
                    forward.extend(self.branch(pos, kind, label, targets, last));
                }
                StmtKind::Block { stmts, .. } => {
                    let inner = Targets { clause: None, ..targets };
                    forward.extend(self.block(inner, labels, pos, stmts));
                }
                StmtKind::If { .. } => self.chain(stmt, targets, labels, &mut forward),
                StmtKind::For { body, .. } | StmtKind::Range { body, .. } => {
                    let inner = Targets { breaks: Some(stmt), continues: Some(stmt), clause: None };
                    forward.extend(self.body(inner, labels, body));
                }
                StmtKind::Switch { clauses, .. }
                | StmtKind::TypeSwitch { clauses, .. }
                | StmtKind::Select { clauses, .. } => {
                    let clauses = ast.get(clauses);
                    for (index, clause) in clauses.iter().enumerate() {
                        let clause_index = Some((index, clauses.len()));
                        let inner = Targets { breaks: Some(stmt), clause: clause_index, ..targets };
                        forward.extend(self.block(inner, labels, clause.pos, clause.body));
                    }
                }
                _ => {}
            }
        }
        self.blocks.pop();
        forward
    }

    /// `if … else if … else …`, as long as it may be.
    fn chain(
        &mut self,
        mut stmt: Stmt,
        targets: Targets,
        label: Option<Symbol>,
        forward: &mut Vec<Ident>,
    ) {
        let inner = Targets { clause: None, ..targets };
        while let StmtKind::If { then, otherwise, .. } = self.ast.stmts[stmt] {
            forward.extend(self.body(inner, label, then));
            match otherwise {
                Some(next) => stmt = next,
                None => return,
            }
        }
        forward.extend(self.body(inner, label, stmt));
    }

    fn body(&mut self, targets: Targets, label: Option<Symbol>, body: Stmt) -> Vec<Ident> {
        match self.ast.stmts[body] {
            StmtKind::Block { stmts, .. } => {
                self.block(targets, label, self.ast.stmt_pos[body], stmts)
            }
            _ => Vec::new(),
        }
    }

    fn declare(&mut self, ident: Ident, stmt: Stmt, block: usize, block_start: Pos) {
        if let Some(other) = self.labels.get(&ident.name) {
            let at = self.files.position(other.ident.pos);
            let at = at.map_or_else(String::new, |at| at.to_string());
            self.error(ident.pos, "label ", ident.name, &format!(" already defined at {at}"));
            return;
        }
        self.labels.insert(ident.name, Label { ident, stmt, block, block_start, used: false });
    }

    /// A branch statement; a goto whose label has not been met yet is the answer.
    fn branch(
        &mut self,
        pos: Pos,
        kind: Branch,
        label: Option<Ident>,
        targets: Targets,
        last: bool,
    ) -> Option<Ident> {
        let Some(label) = label else {
            self.unlabelled(pos, kind, targets, last);
            return None;
        };
        if kind == Branch::Goto {
            let open = &self.blocks;
            let found = self.labels.get_mut(&label.name);
            let around = found.filter(|found| open.iter().any(|block| block.number == found.block));
            return match around {
                Some(found) => {
                    found.used = true;
                    None
                }
                None => Some(label),
            };
        }
        let word = if kind == Branch::Break { "break" } else { "continue" };
        if !self.blocks.iter().any(|block| block.label == Some(label.name)) {
            // A label that exists, but is not around this statement.
            let text = format!("{word} label not defined: ");
            if let Some(found) = self.labels.get_mut(&label.name) {
                found.used = true;
                self.error(label.pos, &format!("invalid {word} label "), label.name, "");
            } else {
                self.error(label.pos, &text, label.name, "");
            }
            return None;
        }
        if let Some(found) = self.labels.get_mut(&label.name) {
            found.used = true;
            let right = match self.ast.stmts[found.stmt] {
                StmtKind::For { .. } | StmtKind::Range { .. } => true,
                StmtKind::Switch { .. } | StmtKind::TypeSwitch { .. } | StmtKind::Select { .. } => {
                    kind == Branch::Break
                }
                _ => false,
            };
            if !right {
                self.error(label.pos, &format!("invalid {word} label "), label.name, "");
            }
        }
        None
    }

    fn unlabelled(&mut self, pos: Pos, kind: Branch, targets: Targets, last: bool) {
        let message = match kind {
            Branch::Break if targets.breaks.is_none() => {
                "break is not in a loop, switch, or select"
            }
            Branch::Continue if targets.continues.is_none() => "continue is not in a loop",
            Branch::Fallthrough => {
                let switch = targets.breaks.map(|stmt| self.ast.stmts[stmt]);
                match (switch, targets.clause) {
                    (Some(StmtKind::TypeSwitch { .. }), _) => "cannot fallthrough in type switch",
                    (Some(StmtKind::Switch { .. }), Some((index, count))) if last => {
                        if index + 1 < count {
                            return;
                        }
                        "cannot fallthrough final case in switch"
                    }
                    _ => "fallthrough statement out of place",
                }
            }
            _ => return,
        };
        self.diagnostics.error(pos, message);
    }
}
