//! Interface values: conversion to them, assertions, dynamic types.
//!
//! ```text
//! any        [descriptor, data]         data: the value itself if it is one pointer, else its address
//! interface  [itab, data]               itab: interface, descriptor, hash, code of the methods
//! ```
//!
//! Judged by `corpus/run` (`interface_*`, `assertion_*`).

use stage2::condition::IntCondition;
use stage2::entity::Value;
use stage2::ir::{Region, Type as Machine};

use super::function::Body;
use super::value::{Val, number};
use crate::ast::Expr;
use crate::types::ty::{Basic, Type};

impl Body<'_, '_> {
    /// A value as an interface value.
    pub fn as_interface(&mut self, val: Val, from: Type, to: Type) -> Val {
        let wants_methods = !self.l.all_methods(to).is_empty();
        if self.l.is_interface(from) {
            let data = val.scalars()[1];
            let has_methods = !self.l.all_methods(from).is_empty();
            if !has_methods && !wants_methods {
                return val;
            }
            if self.l.type_name(from, true) == self.l.type_name(to, true) {
                return val;
            }
            let dynamic = self.dynamic_type(from, &val);
            if !wants_methods {
                return Val::Scalars(vec![dynamic, data]);
            }
            let table = self.itab_or_nil(to, dynamic);
            return Val::Scalars(vec![table, data]);
        }
        if self.l.types.basic(from) == Some(Basic::UntypedNil) {
            return self.zero(to);
        }
        let from = self.default_type(from);
        let data = if self.l.is_direct(from) {
            val.scalars()[0]
        } else if self.l.size(from) == 0 {
            let data = self.l.runtime_global("zeroValue");
            self.b.data_addr(data, 0)
        } else {
            self.boxed(from, &val)
        };
        let first = if wants_methods {
            let table = self.l.itab(to, from);
            self.b.data_addr(table, 0)
        } else {
            self.descriptor(from)
        };
        Val::Scalars(vec![first, data])
    }

    /// The descriptor of what an interface value holds, or nil.
    pub fn dynamic_type(&mut self, ty: Type, val: &Val) -> Value {
        let first = val.scalars()[0];
        if self.l.all_methods(ty).is_empty() {
            return first;
        }
        let slot = self.b.variable(Machine::Ptr, "type");
        self.b.set(slot, first);
        let (some, done) = (self.b.block(&[]), self.b.block(&[]));
        let is = self.b.icmp(IntCondition::Ne, first, number(0));
        self.b.br(is, (some, &[]), (done, &[]));
        self.b.switch_to(some);
        let found = self.b.load(Machine::Ptr, first, 8, Region::ANY);
        self.b.set(slot, found);
        self.b.jump(done, &[]);
        self.b.switch_to(done);
        self.b.get(slot)
    }

    /// The first word of an interface type for a dynamic type; nil if it does not fit, or is nil.
    pub fn itab_or_nil(&mut self, to: Type, dynamic: Value) -> Value {
        if self.l.all_methods(to).is_empty() {
            return dynamic;
        }
        let slot = self.b.variable(Machine::Ptr, "itab");
        self.b.set(slot, dynamic);
        let (some, done) = (self.b.block(&[]), self.b.block(&[]));
        let is = self.b.icmp(IntCondition::Ne, dynamic, number(0));
        self.b.br(is, (some, &[]), (done, &[]));
        self.b.switch_to(some);
        let descriptor = self.descriptor(to);
        let table = self.runtime("getItab", &[descriptor, dynamic])[0];
        self.b.set(slot, table);
        self.b.jump(done, &[]);
        self.b.switch_to(done);
        self.b.get(slot)
    }

    /// The value in a data word.
    pub fn unbox(&mut self, ty: Type, data: Value) -> Val {
        if self.l.is_direct(ty) { Val::one(data) } else { self.load_at(ty, data, 0) }
    }

    /// `x.(T)`
    pub fn assertion(&mut self, operand: Expr, ty: Type) -> Val {
        let from = self.l.type_of(operand);
        let val = self.value(operand);
        self.at(self.l.ast.expr_pos[operand]);
        let dynamic = self.dynamic_type(from, &val);
        let data = val.scalars()[1];
        if self.l.is_interface(ty) {
            let descriptor = self.descriptor(ty);
            let table = self.runtime("assertItab", &[descriptor, dynamic])[0];
            let first = if self.l.all_methods(ty).is_empty() { dynamic } else { table };
            return Val::Scalars(vec![first, data]);
        }
        let wanted = self.descriptor(ty);
        let is = self.b.icmp(IntCondition::Eq, dynamic, wanted);
        let (good, bad) = (self.b.block(&[]), self.b.block(&[]));
        self.b.br(is, (good, &[]), (bad, &[]));
        self.b.switch_to(bad);
        let source = self.descriptor(from);
        self.panic_call("panicAssert", &[dynamic, wanted, source]);
        self.b.switch_to(good);
        self.unbox(ty, data)
    }

    /// `x.(T)` with `ok`.
    pub fn assertion_ok(&mut self, operand: Expr, ty: Type) -> (Val, Value) {
        let from = self.l.type_of(operand);
        let val = self.value(operand);
        let dynamic = self.dynamic_type(from, &val);
        let data = val.scalars()[1];
        let home = self.new_home(ty, "asserted");
        let place = self.home_place(&home);
        let zero = self.zero(ty);
        self.store(ty, &place, &zero);
        let (good, done) = (self.b.block(&[]), self.b.block(&[]));
        let (ok, found) = if self.l.is_interface(ty) {
            let table = self.itab_or_nil(ty, dynamic);
            (self.b.icmp(IntCondition::Ne, table, number(0)), Some(table))
        } else {
            let wanted = self.descriptor(ty);
            (self.b.icmp(IntCondition::Eq, dynamic, wanted), None)
        };
        self.b.br(ok, (good, &[]), (done, &[]));
        self.b.switch_to(good);
        let val = match found {
            Some(table) => Val::Scalars(vec![table, data]),
            None => self.unbox(ty, data),
        };
        self.store(ty, &place, &val);
        self.b.jump(done, &[]);
        self.b.switch_to(done);
        (self.load(ty, &place), ok)
    }
}
