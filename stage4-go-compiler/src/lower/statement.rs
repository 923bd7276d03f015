//! Statements: blocks, declarations, increments, returns, labels.
//!
//! Loops, switches and branches are in [`super::branch`], `range` in [`super::range`], assignments in
//! [`super::assign`]. What follows a terminator is built into a block that nobody enters, and the optimiser
//! deletes it. Judged by `corpus/run`.

use super::function::Body;
use super::value::Val;
use crate::ast::{DeclKind, Expr, List, Stmt, StmtKind};
use crate::types::ty::Basic;

impl Body<'_, '_> {
    /// A list of statements.
    pub fn stmts(&mut self, list: List<Stmt>) {
        for &stmt in self.l.ast.get(list) {
            self.stmt(stmt);
        }
    }

    /// A statement.
    pub fn stmt(&mut self, stmt: Stmt) {
        self.continue_if_terminated();
        let pos = self.l.ast.stmt_pos[stmt];
        self.at(pos);
        let label = self.label.take();
        match self.l.ast.stmts[stmt] {
            StmtKind::Bad | StmtKind::Empty => {}
            StmtKind::Expression(expr) => {
                self.values(expr);
            }
            StmtKind::Send { channel, value, pos } => {
                self.at(pos);
                self.send(channel, value);
            }
            StmtKind::Select { clauses, .. } => self.select(clauses, label),
            StmtKind::Go(call) => self.go(call),
            StmtKind::Increment { operand, operator } => self.increment(operand, operator),
            StmtKind::Assign { left, right, .. } => self.assign(left, right),
            StmtKind::AssignOperator { operator, left, right, pos } => {
                self.at(pos);
                self.assign_operator(operator, left, right);
            }
            StmtKind::Define { left, right, .. } => self.define(left, right),
            StmtKind::Defer(call) => self.defer(call),
            StmtKind::Return(values) => self.return_stmt(values),
            StmtKind::Branch { kind, label } => self.branch(kind, label),
            StmtKind::Block { stmts, .. } => self.stmts(stmts),
            StmtKind::If { init, condition, then, otherwise } => {
                self.if_stmt(init, condition, then, otherwise);
            }
            StmtKind::Switch { init, tag, clauses, .. } => self.switch(init, tag, clauses, label),
            StmtKind::TypeSwitch { init, operand, clauses, .. } => {
                self.type_switch(init, operand, clauses, label);
            }
            StmtKind::For { init, condition, post, body } => {
                self.for_stmt(init, condition, post, body, label);
            }
            StmtKind::Range { key, value, define, operand, body } => {
                self.range(key, value, define, operand, body, label);
            }
            StmtKind::Labeled { label, stmt } => {
                let block = self.label_block(label.name);
                self.b.jump(block, &[]);
                self.b.switch_to(block);
                self.label = Some(label.name);
                self.stmt(stmt);
                self.label = None;
            }
            StmtKind::Declaration(decls) => {
                for &decl in self.l.ast.get(decls) {
                    if let DeclKind::Var { names, values, .. } = self.l.ast.decls[decl].kind {
                        self.declare_variables(names, values);
                    }
                }
            }
        }
    }

    fn declare_variables(&mut self, names: List<Expr>, values: List<Expr>) {
        if !values.is_empty() {
            return self.define(names, values);
        }
        for &name in self.l.ast.get(names) {
            if let Some(object) = self.l.info.object(name) {
                let ty = self.l.objects.objects[object].ty;
                self.declare(object);
                let zero = self.zero(ty);
                let place = self.variable_place(object);
                self.store(ty, &place, &zero);
            }
        }
    }

    fn return_stmt(&mut self, values: List<Expr>) {
        let values = self.l.ast.get(values).to_vec();
        let types: Vec<_> = self.results.iter().map(|(ty, _)| *ty).collect();
        if values.is_empty() {
            return self.go_leave();
        }
        let mut vals = Vec::new();
        if values.len() == 1 && types.len() > 1 {
            let from = self.value_types(values[0]);
            let given = self.values(values[0]);
            for ((val, from), to) in given.into_iter().zip(from).zip(types) {
                vals.push(self.convert_implicit(val, from, to));
            }
        } else {
            let count = values.len();
            for (index, (value, ty)) in values.into_iter().zip(types).enumerate() {
                let val = self.value_as(value, ty);
                vals.push(if index + 1 < count { self.private(ty, val) } else { val });
            }
        }
        self.return_values(&vals);
    }

    /// A condition: a boolean.
    pub fn condition(&mut self, expr: Expr) -> stage2::entity::Value {
        match self.value(expr) {
            Val::Scalars(values) => values[0],
            Val::Memory(_) => self.b.iconst(super::layout::machine(Basic::Bool), 0),
        }
    }
}
