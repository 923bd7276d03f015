//! `defer` and `recover`, as the head of `runtime/panic.go` describes them.
//!
//! ```text
//! frame slot:  abi.DeferFrame │ results, or the addresses of those on the heap
//! entry:       enterDefer(&frame); if save_context(&frame.Context) != 0 goto leave
//! leave:       runDefers(&frame); load the results; return
//! ```
//!
//! What the second return of `save_context` needs is all in the frame's slot, whose address the runtime
//! keeps: so no pass holds any of it in a register. A deferred call with arguments becomes a closure
//! of a callee and machine values, whose code makes the call. `go` makes the same closure.
//!
//! Judged by `corpus/run` (`defer_*`, `panic_*`).

use stage2::condition::IntCondition;
use stage2::entity::{Block, FuncRef, Slot, Value};
use stage2::ir::{Region, Signature, SlotData, Type as Machine};

use super::call::{Callee, Plan};
use super::function::{Body, Home};
use super::value::Val;
use super::{Job, Lower};
use crate::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::types::Mode;
use crate::types::object::{Builtin, Object};
use crate::types::ty::{SignatureData, Type};

/// The size of `abi.DeferFrame`, and where its context is.
const FRAME_BYTES: i32 = 208;
const CONTEXT_AT: i32 = 16;

/// What a deferred call's closure holds, behind its code.
#[derive(Clone, Debug)]
pub(super) struct Deferred {
    callee: Kind,
    /// Of the callee, with context and addresses of results.
    signature: Signature,
    results: Vec<Type>,
    args: Vec<Machine>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Static(FuncRef),
    /// The first word is the function value.
    Value,
    /// The first word is the code's address.
    Code,
    /// A function of the language, in this call: the words are the values of its arguments.
    Builtin(Expr, Builtin),
}

impl Lower<'_> {
    /// Does a statement defer anything? Function literals in it do not count.
    pub(super) fn has_defer(&self, stmt: Stmt) -> bool {
        let mut work = vec![stmt];
        while let Some(stmt) = work.pop() {
            match self.ast.stmts[stmt] {
                StmtKind::Defer(_) => return true,
                StmtKind::Block { stmts, .. } => work.extend(self.ast.get(stmts)),
                StmtKind::If { init, then, otherwise, .. } => {
                    work.push(then);
                    work.extend(init.into_iter().chain(otherwise));
                }
                StmtKind::Switch { clauses, .. }
                | StmtKind::TypeSwitch { clauses, .. }
                | StmtKind::Select { clauses, .. } => {
                    for clause in self.ast.get(clauses) {
                        work.extend(self.ast.get(clause.body));
                    }
                }
                StmtKind::For { body, .. } | StmtKind::Range { body, .. } => work.push(body),
                StmtKind::Labeled { stmt, .. } => work.push(stmt),
                _ => {}
            }
        }
        false
    }

    /// The code of a deferred call: calls what the closure holds.
    pub(super) fn make_deferred(&mut self, number: usize, func: FuncRef) {
        let deferred = self.deferred[number].clone();
        let mut body = self.body(func, None);
        if let Kind::Builtin(call, builtin) = deferred.callee {
            body.bind_arguments(call);
            body.builtin(call, builtin);
            body.continue_if_terminated();
            body.b.ret(&[]);
            return body.finish();
        }
        let context = body.b.params()[0];
        let mut at = 8;
        let mut word = |body: &mut Body, ty: Machine| {
            at += 8;
            body.b.load(ty, context, at - 8, Region::ANY)
        };
        let own = body.b.func_addr(func);
        let mut args = Vec::new();
        let target = match deferred.callee {
            Kind::Static(target) => body.b.func_addr(target),
            Kind::Value => {
                let value = word(&mut body, Machine::Ptr);
                body.check_nil(value);
                args.push(value);
                body.b.load(Machine::Ptr, value, 0, Region::ANY)
            }
            Kind::Code => word(&mut body, Machine::Ptr),
            Kind::Builtin(..) => panic!("a mistake of the compiler: not a function's code"),
        };
        for ty in &deferred.results {
            if body.l.leaves(*ty).is_none() {
                args.push(body.temporary(*ty));
            }
        }
        for ty in &deferred.args {
            args.push(word(&mut body, *ty));
        }
        body.runtime("passRecover", &[own, target]);
        match deferred.callee {
            Kind::Static(target) => body.b.call(&body.l.module, target, &args),
            _ => body.b.call_indirect(&deferred.signature, target, &args),
        };
        body.b.ret(&[]);
        body.finish();
    }
}

impl Body<'_, '_> {
    /// The slot for the frame with the results.
    pub fn make_frame(
        &mut self,
        results: &[Object],
        signature: &SignatureData,
        addresses: &[Value],
    ) {
        let mut size = FRAME_BYTES;
        let mut homes = Vec::new();
        for (index, result) in signature.results.iter().enumerate() {
            let object = results.get(index).copied();
            let on_heap = object.is_some_and(|object| self.lives_on_heap(object));
            homes.push((object, result.ty, on_heap, size));
            size += if on_heap { 8 } else { self.l.size(result.ty).next_multiple_of(8) as i32 };
        }
        let addresses_at = size;
        size += 8 * addresses.len() as i32;
        let frame = self.b.slot(SlotData::bytes(size as u32, 8, Some("frame")));
        self.frame = Some(frame);
        for (object, ty, on_heap, offset) in homes {
            let home = if on_heap {
                let address = self.new_object(ty);
                let at = self.b.slot_addr(frame, 0);
                self.b.store(address, at, offset, Region::ANY);
                Home::HeapInFrame(frame, offset)
            } else {
                Home::Memory(frame, offset)
            };
            if let Some(object) = object {
                self.homes.insert(object, home.clone());
            }
            self.results.push((ty, home));
        }
        for (index, &address) in addresses.iter().enumerate() {
            let offset = addresses_at + 8 * index as i32;
            let at = self.b.slot_addr(frame, 0);
            self.b.store(address, at, offset, Region::ANY);
            self.result_addresses.push(Home::HeapInFrame(frame, offset));
        }
    }

    /// What a function with deferred calls does first.
    pub fn enter_frame(&mut self, frame: Slot, first: Block) {
        let address = self.b.slot_addr(frame, 0);
        self.runtime("enterDefer", &[address]);
        let save = self.l.external("save_context", &[Machine::Ptr], &[Machine::I64]);
        let context = self.b.slot_addr(frame, CONTEXT_AT);
        let again = self.b.call(&self.l.module, save, &[context])[0];
        let again = self.b.icmp(IntCondition::Ne, again, super::value::number(0));
        let leave = self.leave.unwrap_or(first);
        self.b.br(again, (leave, &[]), (first, &[]));
    }

    /// `defer call`
    pub fn defer(&mut self, call: Expr) {
        let Some(frame) = self.frame else { return };
        if let Some(closure) = self.call_closure(call) {
            let frame = self.b.slot_addr(frame, 0);
            self.runtime("deferCall", &[frame, closure]);
        }
    }

    /// `go call`
    pub fn go(&mut self, call: Expr) {
        if let Some(closure) = self.call_closure(call) {
            self.runtime("startGoroutine", &[closure]);
        }
    }

    /// A function value without arguments that makes a call whose callee and arguments are evaluated now;
    /// nothing for a call that does nothing.
    fn call_closure(&mut self, call: Expr) -> Option<Value> {
        let call = self.l.ast.unparen(call);
        let ExprKind::Call { function, args, .. } = self.l.ast.exprs[call] else { return None };
        let mut plan = match self.l.info.exprs[function].mode {
            Mode::Builtin(Builtin::Recover) => {
                let panic = self.permission();
                Plan::of_static(self.l.runtime_function("deferredRecover"), vec![panic])
            }
            Mode::Builtin(Builtin::Panic) => {
                let any = self.l.types.empty_interface;
                let arg = self.l.ast.get(args)[0];
                let val = self.value_as(arg, any);
                let func = self.l.runtime_function("gopanic");
                Plan::of_static(func, val.scalars().to_vec())
            }
            Mode::Builtin(builtin) => return Some(self.builtin_closure(call, builtin)),
            Mode::Type => {
                let pos = self.l.ast.expr_pos[call];
                self.l.unsupported(pos, "a deferred conversion");
                return None;
            }
            _ => match self.plan(call) {
                Some(plan) => plan,
                None => {
                    let pos = self.l.ast.expr_pos[call];
                    self.l.unsupported(pos, "a deferred intrinsic");
                    return None;
                }
            },
        };
        let simple = plan.args.is_empty() && plan.results.is_empty();
        let (kind, first) = match plan.callee {
            Callee::Value(value) if simple => return Some(value),
            Callee::Static(func) => (Kind::Static(func), None),
            Callee::Value(value) => (Kind::Value, Some(value)),
            Callee::Code(code) => (Kind::Code, Some(code)),
        };
        for (index, ty) in std::mem::take(&mut plan.memory) {
            plan.args[index] = self.boxed(ty, &Val::Memory(plan.args[index]));
        }
        let deferred = Deferred {
            callee: kind,
            signature: plan.signature.clone(),
            results: plan.results.clone(),
            args: plan.args.iter().map(|&arg| self.b.ty(arg)).collect(),
        };
        let words: Vec<Value> = first.into_iter().chain(plan.args.iter().copied()).collect();
        Some(self.deferred_closure(deferred, &words))
    }

    fn deferred_closure(&mut self, deferred: Deferred, words: &[Value]) -> Value {
        self.l.deferred.push(deferred);
        let func = self.l.function(Job::Deferred(self.l.deferred.len() - 1));
        self.make_closure(func, words)
    }

    /// The arguments of a function of the language that are values and not known.
    fn evaluated(&self, call: Expr) -> Vec<Expr> {
        let ExprKind::Call { args, .. } = self.l.ast.exprs[call] else { return Vec::new() };
        let args = self.l.ast.get(args).iter().copied();
        args.filter(|&arg| {
            let info = self.l.info.exprs[arg];
            info.value.is_none() && !matches!(info.mode, Mode::Type | Mode::Nil)
        })
        .collect()
    }

    fn builtin_closure(&mut self, call: Expr, builtin: Builtin) -> Value {
        let mut words = Vec::new();
        for arg in self.evaluated(call) {
            let ty = self.default_type(self.l.type_of(arg));
            match self.value_as(arg, ty) {
                Val::Scalars(values) => words.extend(values),
                memory => words.push(self.boxed(ty, &memory)),
            }
        }
        let (callee, signature) = (Kind::Builtin(call, builtin), Signature::default());
        let deferred = Deferred { callee, signature, results: Vec::new(), args: Vec::new() };
        self.deferred_closure(deferred, &words)
    }

    /// Takes the values of those arguments from the closure.
    fn bind_arguments(&mut self, call: Expr) {
        let context = self.b.params()[0];
        let mut at = 8;
        for arg in self.evaluated(call) {
            let ty = self.default_type(self.l.type_of(arg));
            let mut word = |body: &mut Self, ty| {
                at += 8;
                body.b.load(ty, context, at - 8, Region::ANY)
            };
            let val = match self.l.leaves(ty) {
                Some(leaves) => {
                    Val::Scalars(leaves.iter().map(|leaf| word(self, leaf.ty)).collect())
                }
                None => Val::Memory(word(self, Machine::Ptr)),
            };
            self.bound.insert(arg, val);
        }
    }

    /// `recover()`
    pub fn recover(&mut self) -> Vec<Value> {
        let panic = self.permission();
        self.runtime("doRecover", &[panic])
    }

    /// The panic that this function may recover from.
    fn permission(&mut self) -> Value {
        let slot = match self.permission {
            Some(slot) => slot,
            None => {
                let slot = self.b.variable(Machine::Ptr, "permission");
                self.permission = Some(slot);
                slot
            }
        };
        self.b.get(slot)
    }
}
