//! `for … range`: integers, slices, arrays, strings, maps.
//!
//! The operand is evaluated once; the length of a slice is that at the beginning. Key and value are new
//! variables in each iteration, unless they are assigned. Functions as operands are refused. Judged by
//! `corpus/run` (`range_*`).

use stage2::condition::IntCondition;
use stage2::entity::Value;
use stage2::ir::{SlotData, Type as Machine};
use stage2::opcode::Opcode;

use super::function::Body;
use super::value::{Place, Val, number};
use crate::ast::{Expr, ExprKind, Stmt};
use crate::symbol::Symbol;
use crate::token::Operator;
use crate::types::Mode;
use crate::types::ty::{Basic, Type, TypeKind};

impl Body<'_, '_> {
    /// Gives the variables of a `range` clause, or of a receiving case, their values: places on the left
    /// are evaluated before any is stored to, as in an assignment.
    pub fn set_iteration<const N: usize>(
        &mut self,
        define: bool,
        given: [(Option<Expr>, Type, Val); N],
    ) {
        let mut places = Vec::new();
        for (to, from, val) in given {
            let Some(to) = to.filter(|_| self.wants(to)) else { continue };
            let ty = match self.l.info.object(to) {
                Some(object) => self.l.objects.objects[object].ty,
                None => self.l.type_of(to),
            };
            let val = self.convert_implicit(val, from, ty);
            if define {
                self.define_one(to, ty, &val);
            } else {
                places.push((self.late_place(to), ty, val));
            }
        }
        for (place, ty, val) in places {
            self.store_late(ty, &place, &val);
        }
    }

    /// Is there a variable, and is it not blank?
    pub fn wants(&self, to: Option<Expr>) -> bool {
        to.is_some_and(|to| !matches!(self.l.ast.exprs[to], ExprKind::Name(Symbol::BLANK)))
    }

    /// `for key, value = range operand`
    pub fn range(
        &mut self,
        key: Option<Expr>,
        value: Option<Expr>,
        define: bool,
        operand: Expr,
        body: Stmt,
        label: Option<Symbol>,
    ) {
        let ty = self.l.type_of(operand);
        match self.l.types.underlying(ty) {
            TypeKind::Basic(basic) if basic.is_integer() => {
                // BEGIN SOLUTION 4.9 stub: self.l.unsupported(self.l.ast.expr_pos[operand], "range over an integer")
                let mut ty = self.default_type(ty);
                if let Some(key) = key.filter(|_| self.l.info.exprs[operand].value.is_some())
                    && let Some(object) = self.l.info.object(key)
                {
                    ty = self.l.objects.objects[object].ty;
                }
                let limit = self.value_as(operand, ty).scalars()[0];
                let signed = !self.l.types.basic(ty).is_some_and(Basic::is_unsigned);
                self.counted(limit, signed, body, label, |this, index| {
                    this.set_iteration(define, [(key, ty, Val::one(index))]);
                });
                // END SOLUTION
            }
            TypeKind::Basic(_) => self.range_string(key, value, define, operand, body, label),
            TypeKind::Slice(element) => {
                let val = self.value(operand);
                let (data, length) = (val.scalars()[0], val.scalars()[1]);
                let wants = self.wants(value);
                self.counted(length, true, body, label, |this, index| {
                    let base = wants.then_some(data);
                    this.set_element(key, value, define, (base, index, element));
                });
            }
            TypeKind::Array { length, element } => {
                let wants = self.wants(value);
                let mut base = None;
                if wants {
                    let val = self.value(operand);
                    let val = self.private(ty, val);
                    if let Val::Memory(at) = val {
                        base = Some(at);
                    }
                } else if self.calls(operand) {
                    self.value(operand);
                }
                self.range_array(key, value, define, (base, length, element), body, label);
            }
            TypeKind::Pointer(array) => {
                let TypeKind::Array { length, element } = self.l.types.underlying(array) else {
                    return;
                };
                let pointer = self.scalar(operand);
                if self.wants(value) && length > 0 {
                    self.check_nil(pointer);
                }
                self.range_array(key, value, define, (Some(pointer), length, element), body, label);
            }
            TypeKind::Map { key: key_ty, value: value_ty } => {
                let map = self.scalar(operand);
                let descriptor = self.descriptor(ty);
                let slot = self.b.slot(SlotData::bytes(96, 8, Some("iteration")));
                let iteration = self.b.slot_addr(slot, 0);
                self.clear(iteration, 96);
                self.runtime("mapIterStart", &[descriptor, map, iteration]);
                let [head, inside, next, done] = [(); 4].map(|()| self.b.block(&[]));
                self.b.jump(head, &[]);
                self.b.switch_to(head);
                let iteration = self.b.slot_addr(slot, 0);
                let key_at = self.word(Machine::Ptr, iteration, 0);
                let more = self.b.icmp(IntCondition::Ne, key_at, number(0));
                self.b.br(more, (inside, &[]), (done, &[]));
                self.b.switch_to(inside);
                let key = key.filter(|_| self.wants(key));
                let value = value.filter(|_| self.wants(value));
                let mut given = [None, None];
                for (to, offset, ty) in [(key, 0, key_ty), (value, 8, value_ty)] {
                    if let Some(to) = to {
                        let at = self.word(Machine::Ptr, iteration, offset);
                        let val = self.load_at(ty, at, 0);
                        given[offset as usize / 8] = Some((to, ty, self.private(ty, val)));
                    }
                }
                match given {
                    [Some((key, a, k)), Some((value, b, v))] => {
                        self.set_iteration(define, [(Some(key), a, k), (Some(value), b, v)]);
                    }
                    [Some((to, ty, val)), None] | [None, Some((to, ty, val))] => {
                        self.set_iteration(define, [(Some(to), ty, val)]);
                    }
                    [None, None] => {}
                }
                self.loop_body(body, label, done, next);
                self.jump_if_open(next);
                self.b.switch_to(next);
                let iteration = self.b.slot_addr(slot, 0);
                self.runtime("mapIterNext", &[iteration]);
                self.b.jump(head, &[]);
                self.b.switch_to(done);
            }
            TypeKind::Channel { element, .. } => {
                self.range_channel(key, define, (operand, element), body, label);
            }
            _ => self.l.unsupported(self.l.ast.expr_pos[operand], "range over functions"),
        }
    }

    fn range_array(
        &mut self,
        key: Option<Expr>,
        value: Option<Expr>,
        define: bool,
        (base, length, element): (Option<Value>, u64, Type),
        body: Stmt,
        label: Option<Symbol>,
    ) {
        let limit = self.int(length as i64);
        let wants = self.wants(value);
        self.counted(limit, true, body, label, |this, index| {
            let base = base.filter(|_| wants);
            this.set_element(key, value, define, (base, index, element));
        });
    }

    /// Sets index and element of an iteration; without an address there is no element.
    fn set_element(
        &mut self,
        key: Option<Expr>,
        value: Option<Expr>,
        define: bool,
        (base, index, element): (Option<Value>, Value, Type),
    ) {
        let first = (key, Basic::Int.ty(), Val::one(index));
        let Some(base) = base else { return self.set_iteration(define, [first]) };
        let at = self.element_address(base, index, element);
        let val = self.load_at(element, at, 0);
        let val = self.private(element, val);
        self.set_iteration(define, [first, (value, element, val)]);
    }

    /// A loop that counts from 0 to a limit.
    fn counted(
        &mut self,
        limit: Value,
        signed: bool,
        body: Stmt,
        label: Option<Symbol>,
        begin: impl FnOnce(&mut Self, Value),
    ) {
        let ty = self.b.ty(limit);
        let slot = self.b.variable(ty, "index");
        let zero = self.b.iconst(ty, 0);
        self.b.set(slot, zero);
        let [head, inside, next, done] = [(); 4].map(|()| self.b.block(&[]));
        self.b.jump(head, &[]);
        self.b.switch_to(head);
        let index = self.b.get(slot);
        let condition = if signed { IntCondition::Slt } else { IntCondition::Ult };
        let more = self.b.icmp(condition, index, limit);
        self.b.br(more, (inside, &[]), (done, &[]));
        self.b.switch_to(inside);
        begin(self, index);
        self.loop_body(body, label, done, next);
        self.jump_if_open(next);
        self.b.switch_to(next);
        let index = self.b.get(slot);
        let index = self.b.binary(Opcode::Iadd, index, number(1));
        self.b.set(slot, index);
        self.b.jump(head, &[]);
        self.b.switch_to(done);
    }

    fn range_string(
        &mut self,
        key: Option<Expr>,
        value: Option<Expr>,
        define: bool,
        operand: Expr,
        body: Stmt,
        label: Option<Symbol>,
    ) {
        let text = self.value_as(operand, Basic::String.ty());
        let (data, length) = (text.scalars()[0], text.scalars()[1]);
        let at = self.b.variable(Machine::I64, "index");
        let after = self.b.variable(Machine::I64, "after");
        let rune = self.b.variable(Machine::I32, "rune");
        let zero = self.int(0);
        self.b.set(at, zero);
        let [head, inside, wide, ready, next, done] = [(); 6].map(|()| self.b.block(&[]));
        self.b.jump(head, &[]);
        self.b.switch_to(head);
        let index = self.b.get(at);
        let more = self.b.icmp(IntCondition::Slt, index, length);
        self.b.br(more, (inside, &[]), (done, &[]));
        self.b.switch_to(inside);
        let address = self.b.binary(Opcode::PtrAdd, data, index);
        let byte = self.word(Machine::I8, address, 0);
        let extended = self.b.convert(Opcode::Zext, byte, Machine::I32);
        self.b.set(rune, extended);
        let following = self.b.binary(Opcode::Iadd, index, number(1));
        self.b.set(after, following);
        let narrow = self.b.icmp(IntCondition::Ult, extended, number(0x80));
        self.b.br(narrow, (ready, &[]), (wide, &[]));
        self.b.switch_to(wide);
        let decoded = self.runtime("decodeRune", &[data, length, index]);
        self.b.set(rune, decoded[0]);
        self.b.set(after, decoded[1]);
        self.b.jump(ready, &[]);
        self.b.switch_to(ready);
        let letter = Val::one(self.b.get(rune));
        let index = (key, Basic::Int.ty(), Val::one(index));
        self.set_iteration(define, [index, (value, Basic::Int32.ty(), letter)]);
        self.loop_body(body, label, done, next);
        self.jump_if_open(next);
        self.b.switch_to(next);
        let following = self.b.get(after);
        self.b.set(at, following);
        self.b.jump(head, &[]);
        self.b.switch_to(done);
    }

    /// Does evaluating the expression call anything?
    pub fn calls(&self, expr: Expr) -> bool {
        let mut work = vec![expr];
        while let Some(expr) = work.pop() {
            if self.l.info.exprs[expr].value.is_some() {
                continue;
            }
            match self.l.ast.exprs[expr] {
                ExprKind::Call { function, args, .. } => {
                    if self.l.info.exprs[function].mode != Mode::Type {
                        return true;
                    }
                    work.extend(self.l.ast.get(args));
                }
                ExprKind::Composite { elements, .. } => {
                    for element in self.l.ast.get(elements) {
                        work.extend(element.key);
                        work.push(element.value);
                    }
                }
                ExprKind::Paren(inner) | ExprKind::Star(inner) => work.push(inner),
                ExprKind::Selector { operand, .. } | ExprKind::TypeAssertion { operand, .. } => {
                    work.push(operand)
                }
                // Others run while this goroutine waits.
                ExprKind::Unary { operator: Operator::Receive, .. } => return true,
                ExprKind::Unary { operand, .. } => work.push(operand),
                ExprKind::Index { operand, indices, .. } => {
                    work.push(operand);
                    work.extend(self.l.ast.get(indices));
                }
                ExprKind::Slice { operand, bounds, .. } => {
                    work.push(operand);
                    work.extend(bounds.into_iter().flatten());
                }
                ExprKind::Binary { left, right, .. } => work.extend([left, right]),
                _ => {}
            }
        }
        false
    }

    /// The address of an element.
    pub fn element_address(&mut self, data: Value, index: Value, element: Type) -> Value {
        let size = self.l.size(element) as i64;
        let bytes = self.b.binary(Opcode::Imul, index, number(size));
        self.b.binary(Opcode::PtrAdd, data, bytes)
    }

    /// The place of an element that is in memory.
    pub fn element_place(&mut self, data: Value, index: Value, element: Type) -> Place {
        Place::Address(self.element_address(data, index, element), 0)
    }
}
