//! Escape analysis of statements: what is assigned to what, and where loops begin.

use super::{Analysis, Node, Sink};
use crate::ast::{DeclKind, Expr, ExprKind, List, Stmt, StmtKind};
use crate::symbol::Symbol;
use crate::types::ty::TypeKind;

impl Analysis<'_> {
    pub(super) fn stmts(&mut self, list: List<Stmt>) {
        for &stmt in self.ast.get(list) {
            self.stmt(stmt);
        }
    }

    pub(super) fn stmt(&mut self, stmt: Stmt) {
        match self.kind(stmt) {
            StmtKind::Bad | StmtKind::Empty => {}
            StmtKind::Expression(expr) => self.value(expr, Sink::Nowhere),
            StmtKind::Send { channel, value, .. } => {
                self.value(channel, Sink::Nowhere);
                self.value(value, Sink::Leak);
            }
            StmtKind::Increment { operand, .. } => self.value(operand, Sink::Nowhere),
            StmtKind::Assign { left, right, .. } | StmtKind::Define { left, right, .. } => {
                self.assign(left, right);
            }
            StmtKind::AssignOperator { left, right, .. } => {
                self.value(left, Sink::Nowhere);
                self.value(right, Sink::Nowhere);
            }
            StmtKind::Go(call) => self.later(call),
            StmtKind::Defer(call) => self.deferred(call),
            StmtKind::Return(values) => self.values(values, Sink::Leak),
            StmtKind::Branch { kind, .. } => self.jump(kind),
            StmtKind::Block { stmts, .. } => self.stmts(stmts),
            StmtKind::If { init, condition, then, otherwise } => {
                self.stmt_if(init);
                self.value(condition, Sink::Nowhere);
                self.stmt(then);
                self.stmt_if(otherwise);
            }
            StmtKind::Switch { init, tag, clauses, .. } => {
                self.stmt_if(init);
                if let Some(tag) = tag {
                    self.value(tag, Sink::Nowhere);
                }
                for clause in self.ast.get(clauses) {
                    self.values(clause.values, Sink::Nowhere);
                    self.stmts(clause.body);
                }
            }
            StmtKind::TypeSwitch { init, operand, clauses, .. } => {
                self.stmt_if(init);
                // Stands for the value, which is in the variables of all clauses.
                let value = Node::New(operand);
                self.made(value);
                self.value(operand, Sink::Local(value));
                for clause in self.ast.get(clauses) {
                    if let Some(&object) = self.info.clause_objects.get(&clause.pos) {
                        let node = Node::Variable(object);
                        self.made(node);
                        self.flow(value, Sink::Local(node));
                    }
                    self.stmts(clause.body);
                }
            }
            StmtKind::Select { clauses, .. } => {
                for clause in self.ast.get(clauses) {
                    self.stmt_if(clause.communication);
                    self.stmts(clause.body);
                }
            }
            StmtKind::For { init, condition, post, body } => {
                // The variables of the clause are new ones in each iteration.
                let around = self.region;
                self.enter(Some(around));
                self.stmt_if(init);
                if let Some(condition) = condition {
                    self.value(condition, Sink::Nowhere);
                }
                self.stmt(body);
                self.stmt_if(post);
                self.region = around;
            }
            StmtKind::Range { key, value, operand, body, .. } => {
                let around = self.region;
                let inside = self.enter(Some(around));
                let mut sink = Sink::Nowhere;
                for to in [key, value].into_iter().flatten() {
                    // Keys that may point are those of maps, which do not.
                    sink = self.destination(to);
                }
                self.region = around;
                self.value(operand, sink);
                self.region = inside;
                self.stmt(body);
                self.region = around;
            }
            StmtKind::Labeled { stmt, .. } => self.stmt(stmt),
            StmtKind::Declaration(decls) => {
                for &decl in self.ast.get(decls) {
                    if let DeclKind::Var { names, values, .. } = self.ast.decls[decl].kind {
                        self.assign(names, values);
                    }
                }
            }
        }
    }

    /// `left = right`, or `left := right`
    fn assign(&mut self, left: List<Expr>, right: List<Expr>) {
        let sinks: Vec<Sink> = self.ast.get(left).iter().map(|&to| self.destination(to)).collect();
        let right = self.ast.get(right).to_vec();
        if right.len() == sinks.len() {
            for (from, sink) in right.into_iter().zip(sinks) {
                self.value(from, sink);
            }
        } else if let [only] = right[..] {
            // The results of a call, which are not traced, or one value and whether it is there.
            self.value(only, sinks[0]);
        }
    }

    /// Where what is assigned to a place goes. A variable that is declared there is made.
    fn destination(&mut self, to: Expr) -> Sink {
        match self.ast.exprs[to] {
            ExprKind::Name(Symbol::BLANK) => Sink::Nowhere,
            ExprKind::Name(_) => match self.info.object(to) {
                Some(object) if self.local(object) => {
                    let node = Node::Variable(object);
                    if self.objects.objects[object].pos == self.ast.expr_pos[to] {
                        self.made(node);
                    }
                    Sink::Local(node)
                }
                _ => Sink::Leak,
            },
            ExprKind::Paren(inner) => self.destination(inner),
            ExprKind::Selector { operand, .. } => match self.info.selection(to) {
                Some(one) if !one.indirect && !self.is_pointer(operand) => {
                    self.destination(operand)
                }
                Some(_) => {
                    self.value(operand, Sink::Nowhere);
                    Sink::Leak
                }
                None => Sink::Leak,
            },
            ExprKind::Index { operand, indices, .. } => {
                let kind = self.types.underlying(self.type_of(operand));
                let is_map = matches!(kind, TypeKind::Map { .. });
                self.values(indices, if is_map { Sink::Leak } else { Sink::Nowhere });
                if let TypeKind::Array { .. } = kind {
                    return self.destination(operand);
                }
                self.value(operand, Sink::Nowhere);
                Sink::Leak
            }
            ExprKind::Star(inner) => {
                self.value(inner, Sink::Nowhere);
                Sink::Leak
            }
            _ => {
                self.value(to, Sink::Nowhere);
                Sink::Leak
            }
        }
    }
}
