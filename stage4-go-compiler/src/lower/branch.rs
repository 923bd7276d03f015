//! Branches: `if`, `for`, `switch`, type switches, `break`, `continue`, `goto`.
//!
//! ```text
//! for init; condition; post { body }
//!
//!   init ─► head ─condition─► body ─► next: copy variables, post ─► head
//!             └──► done
//! ```
//!
//! Each iteration has its own copy of the loop's variables (Go 1.22). Only of those that a closure
//! captures or whose address is taken can anybody tell, so only those are copied, between body and `post`.
//!
//! Judged by `corpus/run` (`for_*`, `switch_*`, `goto_*`).

use stage2::condition::IntCondition;
use stage2::entity::Block;
use stage2::ir::{Region, Type as Machine};

use super::function::{Body, Home, Target};
use super::value::{Val, number};
use crate::ast::{Branch, Clause, Expr, Ident, List, Stmt, StmtKind};
use crate::symbol::Symbol;
use crate::types::Mode;
use crate::types::object::Object;
use crate::types::ty::Basic;

impl Body<'_, '_> {
    /// The block of a label.
    pub fn label_block(&mut self, label: Symbol) -> Block {
        match self.labels.get(&label) {
            Some(&block) => block,
            None => {
                let block = self.b.block(&[]);
                self.labels.insert(label, block);
                block
            }
        }
    }

    /// `break`, `continue`, `goto`, `fallthrough`
    pub fn branch(&mut self, kind: Branch, label: Option<Ident>) {
        let label = label.map(|label| label.name);
        let mut targets = self.targets.iter().rev();
        let to = match kind {
            Branch::Goto => label.map(|label| self.label_block(label)),
            Branch::Fallthrough => self.fallthrough,
            Branch::Break => targets
                .find(|target| label.is_none() || target.label == label)
                .map(|target| target.break_to),
            Branch::Continue => targets
                .find(|target| {
                    target.continue_to.is_some() && (label.is_none() || target.label == label)
                })
                .and_then(|target| target.continue_to),
        };
        match to {
            Some(block) => self.b.jump(block, &[]),
            None => panic!("a mistake of the compiler: a branch goes nowhere"),
        }
    }

    /// `if`
    pub fn if_stmt(
        &mut self,
        init: Option<Stmt>,
        condition: Expr,
        then: Stmt,
        otherwise: Option<Stmt>,
    ) {
        if let Some(init) = init {
            self.stmt(init);
        }
        let (yes, done) = (self.b.block(&[]), self.b.block(&[]));
        let no = if otherwise.is_some() { self.b.block(&[]) } else { done };
        self.branch_on(condition, yes, no);
        self.b.switch_to(yes);
        self.stmt(then);
        self.jump_if_open(done);
        if let Some(otherwise) = otherwise {
            self.b.switch_to(no);
            self.stmt(otherwise);
            self.jump_if_open(done);
        }
        self.b.switch_to(done);
    }

    /// Jumps unless the block is finished.
    pub fn jump_if_open(&mut self, to: Block) {
        if !self.b.is_terminated() {
            self.b.jump(to, &[]);
        }
    }

    /// `for` with a condition, or none.
    pub fn for_stmt(
        &mut self,
        init: Option<Stmt>,
        condition: Option<Expr>,
        post: Option<Stmt>,
        body: Stmt,
        label: Option<Symbol>,
    ) {
        if let Some(init) = init {
            self.stmt(init);
        }
        let [head, inside, next, done] = [(); 4].map(|()| self.b.block(&[]));
        self.b.jump(head, &[]);
        self.b.switch_to(head);
        match condition {
            Some(condition) => self.branch_on(condition, inside, done),
            None => self.b.jump(inside, &[]),
        }
        self.b.switch_to(inside);
        self.loop_body(body, label, done, next);
        self.jump_if_open(next);
        self.b.switch_to(next);
        if let Some(init) = init
            && let StmtKind::Define { left, .. } = self.l.ast.stmts[init]
        {
            for &left in self.l.ast.get(left) {
                if let Some(object) = self.l.info.object(left) {
                    self.renew(object);
                }
            }
        }
        if let Some(post) = post {
            self.stmt(post);
        }
        self.b.jump(head, &[]);
        self.b.switch_to(done);
    }

    /// A new copy of a loop's variable, if it is one that lives on the heap.
    fn renew(&mut self, object: Object) {
        if let Some(&Home::Heap(slot)) = self.homes.get(&object) {
            let ty = self.l.objects.objects[object].ty;
            let old = self.b.get(slot);
            let new = self.new_object(ty);
            let val = self.load_at(ty, old, 0);
            self.store_at(ty, new, 0, &val);
            self.b.set(slot, new);
        }
    }

    /// The body of a loop.
    pub fn loop_body(&mut self, body: Stmt, label: Option<Symbol>, done: Block, next: Block) {
        self.targets.push(Target { label, break_to: done, continue_to: Some(next) });
        self.loops += 1;
        self.stmt(body);
        self.loops -= 1;
        self.targets.pop();
    }

    /// `switch`
    pub fn switch(
        &mut self,
        init: Option<Stmt>,
        tag: Option<Expr>,
        clauses: List<Clause>,
        label: Option<Symbol>,
    ) {
        if let Some(init) = init {
            self.stmt(init);
        }
        let tag = tag.map(|tag| {
            let ty = self.default_type(self.l.type_of(tag));
            let val = self.value_as(tag, ty);
            (self.private(ty, val), ty)
        });
        let clauses = self.l.ast.get(clauses).to_vec();
        let bodies: Vec<Block> = clauses.iter().map(|_| self.b.block(&[])).collect();
        let done = self.b.block(&[]);
        let mut default = done;
        for (clause, &body) in clauses.iter().zip(&bodies) {
            if clause.is_default {
                default = body;
            }
            for &value in self.l.ast.get(clause.values) {
                self.at(self.l.ast.expr_pos[value]);
                let next = self.b.block(&[]);
                match &tag {
                    None if self.l.is_interface(self.l.type_of(value)) => {
                        let ty = self.l.type_of(value);
                        let other = self.value(value);
                        let yes = Val::one(self.boolean(true));
                        let equal = self.equal_mixed(Basic::Bool.ty(), &yes, ty, &other);
                        self.b.br(equal, (body, &[]), (next, &[]));
                    }
                    None => self.branch_on(value, body, next),
                    Some((tag, ty)) => {
                        let other_ty = self.default_type(self.l.type_of(value));
                        let is_nil = self.l.info.exprs[value].mode == Mode::Nil;
                        let equal = if is_nil {
                            let zero = self.zero(*ty);
                            self.equal(*ty, tag, &zero)
                        } else {
                            let untyped = self.l.info.exprs[value].value.is_some()
                                && !self.l.is_interface(*ty);
                            let other_ty = if untyped { *ty } else { other_ty };
                            let other = self.value_as(value, other_ty);
                            self.equal_mixed(*ty, tag, other_ty, &other)
                        };
                        self.b.br(equal, (body, &[]), (next, &[]));
                    }
                }
                self.b.switch_to(next);
            }
        }
        self.b.jump(default, &[]);
        self.targets.push(Target { label, break_to: done, continue_to: None });
        for (index, (clause, &body)) in clauses.iter().zip(&bodies).enumerate() {
            self.b.switch_to(body);
            let before = std::mem::replace(&mut self.fallthrough, bodies.get(index + 1).copied());
            self.stmts(clause.body);
            self.fallthrough = before;
            self.jump_if_open(done);
        }
        self.targets.pop();
        self.b.switch_to(done);
    }

    /// `switch x := y.(type)`
    pub fn type_switch(
        &mut self,
        init: Option<Stmt>,
        operand: Expr,
        clauses: List<Clause>,
        label: Option<Symbol>,
    ) {
        if let Some(init) = init {
            self.stmt(init);
        }
        let from = self.l.type_of(operand);
        let val = self.value(operand);
        let clauses = self.l.ast.get(clauses).to_vec();
        let bodies: Vec<Block> = clauses.iter().map(|_| self.b.block(&[])).collect();
        let done = self.b.block(&[]);
        let mut default = None;
        let dynamic = self.dynamic_type(from, &val);
        for (clause, &body) in clauses.iter().zip(&bodies) {
            if clause.is_default {
                default = Some((clause, body));
            }
            let values = self.l.ast.get(clause.values).to_vec();
            let single = values.len() == 1;
            for value in values {
                let (next, found) = (self.b.block(&[]), self.b.block(&[]));
                let is_nil = self.l.info.exprs[value].mode == Mode::Nil;
                let ty = self.l.type_of(value);
                let mut table = None;
                let is = if is_nil {
                    self.b.icmp(IntCondition::Eq, dynamic, number(0))
                } else if self.l.is_interface(ty) {
                    let itab = self.itab_or_nil(ty, dynamic);
                    table = Some(itab);
                    self.b.icmp(IntCondition::Ne, itab, number(0))
                } else {
                    let wanted = self.descriptor(ty);
                    self.b.icmp(IntCondition::Eq, dynamic, wanted)
                };
                self.b.br(is, (found, &[]), (next, &[]));
                self.b.switch_to(found);
                if let Some(&object) = self.l.info.clause_objects.get(&clause.pos) {
                    self.declare(object);
                    let place = self.variable_place(object);
                    let (ty, val) = match table {
                        _ if is_nil || !single => (from, val.clone()),
                        Some(table) => (ty, Val::Scalars(vec![table, val.scalars()[1]])),
                        None => (ty, self.unbox(ty, val.scalars()[1])),
                    };
                    self.store(ty, &place, &val);
                }
                self.b.jump(body, &[]);
                self.b.switch_to(next);
            }
        }
        match default {
            Some((clause, body)) => {
                if let Some(&object) = self.l.info.clause_objects.get(&clause.pos) {
                    self.declare(object);
                    let place = self.variable_place(object);
                    self.store(from, &place, &val);
                }
                self.b.jump(body, &[]);
            }
            None => self.b.jump(done, &[]),
        }
        self.targets.push(Target { label, break_to: done, continue_to: None });
        for (clause, &body) in clauses.iter().zip(&bodies) {
            self.b.switch_to(body);
            self.stmts(clause.body);
            self.jump_if_open(done);
        }
        self.targets.pop();
        self.b.switch_to(done);
    }

    /// A boolean.
    pub fn boolean(&mut self, value: bool) -> stage2::entity::Value {
        self.b.iconst(Machine::I8, i64::from(value))
    }

    /// The type of a constant that has none.
    pub fn default_type(&self, ty: crate::types::ty::Type) -> crate::types::ty::Type {
        match self.l.types.basic(ty) {
            Some(Basic::UntypedBool) => Basic::Bool.ty(),
            Some(Basic::UntypedInt) => Basic::Int.ty(),
            Some(Basic::UntypedRune) => Basic::Int32.ty(),
            Some(Basic::UntypedFloat) => Basic::Float64.ty(),
            Some(Basic::UntypedComplex) => Basic::Complex128.ty(),
            Some(Basic::UntypedString) => Basic::String.ty(),
            _ => ty,
        }
    }

    /// Loads one word.
    pub fn word(
        &mut self,
        ty: Machine,
        at: stage2::entity::Value,
        offset: i32,
    ) -> stage2::entity::Value {
        self.b.load(ty, at, offset, Region::ANY)
    }
}
