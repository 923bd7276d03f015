//! Channels: sending, receiving, `range` over one, `select`.
//!
//! The runtime does the work; it gets the address of what is sent, and of where what is received goes.
//! `select` is a table of cases in a slot, evaluated in the order of the source, one call that gives the
//! number of the case that happened, and a branch for each:
//!
//! ```text
//! slot:  channel │ address │ 1 if it sends    three words per case
//! ```
//!
//! Judged by `corpus/run` (`channel_*`, `select_*`).

use stage2::condition::IntCondition;
use stage2::entity::{Block, Value};
use stage2::ir::{Region, SlotData};

use super::function::{Body, Target};
use super::value::{Val, number};
use crate::ast::{Clause, Expr, ExprKind, List, Stmt, StmtKind};
use crate::symbol::Symbol;
use crate::token::Operator;
use crate::types::ty::{Basic, Type, TypeKind};

/// What a case of a `select` does.
#[derive(Clone, Copy)]
enum Communication {
    Send {
        channel: Expr,
        value: Expr,
    },
    /// And the statement that it stands in.
    Receive {
        channel: Expr,
        stmt: Stmt,
    },
}

impl Body<'_, '_> {
    /// The type of what goes through a channel.
    fn element_type(&self, channel: Expr) -> Type {
        match self.l.types.underlying(self.l.type_of(channel)) {
            TypeKind::Channel { element, .. } => element,
            _ => panic!("a mistake of the compiler: not a channel"),
        }
    }

    /// `channel <- value`
    pub fn send(&mut self, channel: Expr, value: Expr) {
        let element = self.element_type(channel);
        let channel = self.scalar(channel);
        let val = self.value_as(value, element);
        let at = self.in_memory(element, &val);
        self.runtime("send", &[channel, at]);
    }

    /// `<-channel`, and whether something was received.
    pub fn receive(&mut self, channel: Expr) -> (Val, Value) {
        let element = self.element_type(channel);
        let channel = self.scalar(channel);
        let at = self.temporary(element);
        let ok = self.runtime("receive", &[channel, at])[0];
        (self.load_at(element, at, 0), ok)
    }

    /// `for key = range channel`
    pub fn range_channel(
        &mut self,
        key: Option<Expr>,
        define: bool,
        (operand, element): (Expr, Type),
        body: Stmt,
        label: Option<Symbol>,
    ) {
        let channel = self.scalar(operand);
        let [next, inside, done] = [(); 3].map(|()| self.b.block(&[]));
        self.b.jump(next, &[]);
        self.b.switch_to(next);
        let at = self.temporary(element);
        let ok = self.runtime("receive", &[channel, at])[0];
        self.b.br(ok, (inside, &[]), (done, &[]));
        self.b.switch_to(inside);
        let val = self.load_at(element, at, 0);
        self.set_iteration(define, [(key, element, val)]);
        self.loop_body(body, label, done, next);
        self.jump_if_open(next);
        self.b.switch_to(done);
    }

    /// `select`
    pub fn select(&mut self, clauses: List<Clause>, label: Option<Symbol>) {
        let clauses = self.l.ast.get(clauses).to_vec();
        let cases: Vec<(Communication, Clause)> = clauses
            .iter()
            .filter_map(|&clause| Some((self.communication(clause.communication?), clause)))
            .collect();
        let size = (24 * cases.len()).max(8) as u32;
        let slot = self.b.slot(SlotData::bytes(size, 8, Some("cases")));
        let mut received = Vec::new();
        for (index, &(communication, _)) in cases.iter().enumerate() {
            let (channel, address, sends) = match communication {
                Communication::Send { channel, value } => {
                    let element = self.element_type(channel);
                    let channel = self.scalar(channel);
                    let val = self.value_as(value, element);
                    let val = self.private(element, val);
                    (channel, self.in_memory(element, &val), 1)
                }
                Communication::Receive { channel, .. } => {
                    let element = self.element_type(channel);
                    (self.scalar(channel), self.temporary(element), 0)
                }
            };
            received.push(address);
            let at = self.b.slot_addr(slot, 24 * index as i32);
            let sends = self.int(sends);
            for (word, value) in [channel, address, sends].into_iter().enumerate() {
                self.b.store(value, at, 8 * word as i32, Region::ANY);
            }
        }
        let has_default = clauses.iter().any(|clause| clause.is_default);
        let table = self.b.slot_addr(slot, 0);
        let count = self.int(cases.len() as i64);
        let may_wait = self.boolean(!has_default);
        let chosen = self.runtime("selectCase", &[table, count, may_wait]);
        let done = self.b.block(&[]);
        self.targets.push(Target { label, break_to: done, continue_to: None });
        for (index, (communication, clause)) in cases.into_iter().enumerate() {
            let (body, next) = (self.b.block(&[]), self.b.block(&[]));
            let is = self.b.icmp(IntCondition::Eq, chosen[0], number(index as i64));
            self.b.br(is, (body, &[]), (next, &[]));
            self.b.switch_to(body);
            if let Communication::Receive { channel, stmt } = communication {
                let element = self.element_type(channel);
                let val = self.load_at(element, received[index], 0);
                self.take_received(stmt, element, &val, chosen[1]);
            }
            self.clause_body(clause, done);
            self.b.switch_to(next);
        }
        match clauses.iter().find(|clause| clause.is_default) {
            Some(&clause) => self.clause_body(clause, done),
            None => self.unreachable(),
        }
        self.targets.pop();
        self.b.switch_to(done);
    }

    fn clause_body(&mut self, clause: Clause, done: Block) {
        self.stmts(clause.body);
        self.jump_if_open(done);
    }

    fn communication(&self, stmt: Stmt) -> Communication {
        let receive = match self.l.ast.stmts[stmt] {
            StmtKind::Send { channel, value, .. } => {
                return Communication::Send { channel, value };
            }
            StmtKind::Expression(expr) => expr,
            StmtKind::Assign { right, .. } | StmtKind::Define { right, .. } => {
                self.l.ast.get(right)[0]
            }
            _ => panic!("a mistake of the compiler: no communication"),
        };
        match self.l.ast.exprs[self.l.ast.unparen(receive)] {
            ExprKind::Unary { operator: Operator::Receive, operand } => {
                Communication::Receive { channel: operand, stmt }
            }
            _ => panic!("a mistake of the compiler: nothing is received"),
        }
    }

    /// `v, ok = <-c`, when it is done.
    fn take_received(&mut self, stmt: Stmt, element: Type, val: &Val, ok: Value) {
        let (left, define) = match self.l.ast.stmts[stmt] {
            StmtKind::Assign { left, .. } => (left, false),
            StmtKind::Define { left, .. } => (left, true),
            _ => return,
        };
        let left = self.l.ast.get(left);
        let first = (left.first().copied(), element, val.clone());
        let second = (left.get(1).copied(), Basic::Bool.ty(), Val::one(ok));
        self.set_iteration(define, [first, second]);
    }
}
