//! Indexing and slicing, with checks of the bounds; maps.
//!
//! A check is a comparison, unsigned so that it finds negative indexes too, and a branch to a call that
//! panics with the official message. Judged by `corpus/run` (`index_*`, `slice_*`, `map_*`).

use stage2::condition::IntCondition;
use stage2::entity::Value;
use stage2::ir::{TrapCode, Type as Machine};
use stage2::opcode::Opcode;

use super::function::Body;
use super::value::{Place, Val, number};
use crate::ast::{Expr, ExprKind};
use crate::types::Mode;
use crate::types::ty::{Basic, Type, TypeKind};

impl Body<'_, '_> {
    /// An index as 64 bits, and whether its type has no sign.
    pub fn index_number(&mut self, expr: Expr) -> (Value, bool) {
        if self.l.info.exprs[expr].value.is_some() {
            return (self.value_as(expr, Basic::Int.ty()).scalars()[0], false);
        }
        let ty = self.l.type_of(expr);
        let unsigned = self.is_unsigned(ty);
        let value = self.scalar(expr);
        (self.resize(value, unsigned, Machine::I64), unsigned)
    }

    /// Calls a function of the runtime that panics, unless the condition holds.
    pub fn check(&mut self, good: Value, name: &str, unsigned: bool, args: &[Value]) {
        if self.l.freestanding {
            let exit = self.b.trap(TrapCode::IndexOutOfRange);
            return self.b.guard(good, exit);
        }
        let (ok, bad) = (self.b.block(&[]), self.b.block(&[]));
        self.b.br(good, (ok, &[]), (bad, &[]));
        self.b.switch_to(bad);
        let name = if unsigned { format!("{name}U") } else { name.to_string() };
        self.panic_call(&name, args);
        self.b.switch_to(ok);
    }

    pub fn check_index(&mut self, index: (Value, bool), length: Value) {
        let good = self.b.icmp(IntCondition::Ult, index.0, length);
        self.check(good, "panicIndex", index.1, &[index.0, length]);
    }

    /// Is the operand of an index a value: a string, or an array that has no place?
    pub fn index_operand_is_value(&self, expr: Expr) -> bool {
        let ExprKind::Index { operand, .. } = self.l.ast.exprs[expr] else { return false };
        let ty = self.l.type_of(operand);
        match self.l.types.underlying(ty) {
            TypeKind::Basic(_) => true,
            TypeKind::Array { .. } => self.l.info.exprs[operand].mode != Mode::Variable,
            _ => false,
        }
    }

    /// `s[i]` of a string, and of an array without a place.
    pub fn index_value(&mut self, expr: Expr) -> Val {
        let ExprKind::Index { operand, indices, bracket } = self.l.ast.exprs[expr] else {
            panic!("a mistake of the compiler: no index");
        };
        let index = self.l.ast.get(indices)[0];
        let ty = self.default_type(self.l.type_of(operand));
        let val = self.value_as(operand, ty);
        match self.l.types.underlying(ty) {
            TypeKind::Array { length, element } => {
                let at = self.in_memory(ty, &val);
                let index = self.index_number(index);
                let length = self.int(length as i64);
                self.at(bracket);
                self.check_index(index, length);
                let at = self.element_address(at, index.0, element);
                self.load_at(element, at, 0)
            }
            _ => {
                let index = self.index_number(index);
                self.at(bracket);
                self.check_index(index, val.scalars()[1]);
                let at = self.b.binary(Opcode::PtrAdd, val.scalars()[0], index.0);
                Val::one(self.word(Machine::I8, at, 0))
            }
        }
    }

    /// Where `x[i]` is.
    pub fn index_place(&mut self, expr: Expr) -> Place {
        let ExprKind::Index { operand, indices, bracket } = self.l.ast.exprs[expr] else {
            panic!("a mistake of the compiler: no index");
        };
        let index = self.l.ast.get(indices)[0];
        let ty = self.l.type_of(operand);
        match self.l.types.underlying(ty) {
            TypeKind::Map { key, .. } => {
                let map = self.scalar(operand);
                let val = self.value_as(index, key);
                let val = self.private(key, val);
                Place::MapElement(ty, map, val)
            }
            TypeKind::Slice(element) => {
                let val = self.value(operand);
                let index = self.index_number(index);
                self.at(bracket);
                self.check_index(index, val.scalars()[1]);
                self.element_place(val.scalars()[0], index.0, element)
            }
            TypeKind::Pointer(array) => {
                let pointer = self.scalar(operand);
                let index = self.index_number(index);
                self.at(bracket);
                self.check_nil(pointer);
                self.array_element(array, pointer, index)
            }
            _ => {
                let place = self.place(operand);
                let index = self.index_number(index);
                self.at(bracket);
                let at = match place {
                    Place::Address(address, offset) => self.offset(address, offset),
                    _ => self.null(),
                };
                self.array_element(ty, at, index)
            }
        }
    }

    fn array_element(&mut self, array: Type, at: Value, index: (Value, bool)) -> Place {
        let TypeKind::Array { length, element } = self.l.types.underlying(array) else {
            panic!("a mistake of the compiler: not an array");
        };
        let length = self.int(length as i64);
        self.check_index(index, length);
        self.element_place(at, index.0, element)
    }

    /// `x[low:high:max]`
    pub fn slice_expr(&mut self, expr: Expr) -> Val {
        let ExprKind::Slice { operand, bounds, three } = self.l.ast.exprs[expr] else {
            panic!("a mistake of the compiler: no slice");
        };
        let ty = self.default_type(self.l.type_of(operand));
        let (data, length, capacity, size, is_slice) = match self.l.types.underlying(ty) {
            TypeKind::Slice(element) => {
                let val = self.value(operand);
                let size = self.l.size(element);
                (val.scalars()[0], val.scalars()[1], val.scalars()[2], size, true)
            }
            TypeKind::Basic(_) => {
                let val = self.value_as(operand, ty);
                (val.scalars()[0], val.scalars()[1], val.scalars()[1], 1, false)
            }
            kind => {
                let (at, array) = match kind {
                    TypeKind::Pointer(array) => {
                        let pointer = self.scalar(operand);
                        self.check_nil(pointer);
                        (pointer, array)
                    }
                    _ => (self.address(operand), ty),
                };
                let TypeKind::Array { length, element } = self.l.types.underlying(array) else {
                    panic!("a mistake of the compiler: not an array");
                };
                let length = self.int(length as i64);
                (at, length, length, self.l.size(element), false)
            }
        };
        let is_string = matches!(self.l.types.underlying(ty), TypeKind::Basic(_));
        let [low, high, max] = bounds.map(|bound| bound.map(|bound| self.index_number(bound)));
        self.at(self.l.ast.expr_pos[expr]);
        let zero = self.int(0);
        let start = low.unwrap_or((zero, false));
        let kind = if is_slice { "cap" } else { "len" };
        let (end, limit) = if three {
            let end = high.unwrap_or((zero, false));
            let max = max.unwrap_or((capacity, false));
            let good = self.b.icmp(IntCondition::Ule, max.0, capacity);
            self.check(good, &format!("panicSlice3A{kind}"), max.1, &[max.0, capacity]);
            let good = self.b.icmp(IntCondition::Ule, end.0, max.0);
            self.check(good, "panicSlice3B", end.1, &[end.0, max.0]);
            let good = self.b.icmp(IntCondition::Ule, start.0, end.0);
            self.check(good, "panicSlice3C", start.1, &[start.0, end.0]);
            (end.0, max.0)
        } else {
            let end = match high {
                Some(end) => {
                    let good = self.b.icmp(IntCondition::Ule, end.0, capacity);
                    self.check(good, &format!("panicSliceA{kind}"), end.1, &[end.0, capacity]);
                    end.0
                }
                None => length,
            };
            if low.is_some() {
                let good = self.b.icmp(IntCondition::Ule, start.0, end);
                self.check(good, "panicSliceB", start.1, &[start.0, end]);
            }
            (end, capacity)
        };
        let count = self.b.binary(Opcode::Isub, end, start.0);
        let room = self.b.binary(Opcode::Isub, limit, start.0);
        // With no room left the address stays, so that it does not point behind the object.
        let data = if low.is_some() {
            let bytes = self.b.binary(Opcode::Imul, start.0, number(size as i64));
            let none =
                self.b.icmp(IntCondition::Eq, if is_string { count } else { room }, number(0));
            let bytes = self.b.ternary(Opcode::Select, [none, zero, bytes]);
            self.b.binary(Opcode::PtrAdd, data, bytes)
        } else {
            data
        };
        if is_string {
            Val::Scalars(vec![data, count])
        } else {
            Val::Scalars(vec![data, count, room])
        }
    }

    /// The suffix of the map functions for a key type, and the key as they take it.
    fn map_key(&mut self, map: Type, key: &Val) -> (&'static str, Vec<Value>) {
        let TypeKind::Map { key: ty, .. } = self.l.types.underlying(map) else {
            panic!("a mistake of the compiler: not a map");
        };
        match self.l.types.underlying(ty) {
            TypeKind::Basic(
                Basic::Int | Basic::Int64 | Basic::Uint | Basic::Uint64 | Basic::Uintptr,
            ) => ("64", key.scalars().to_vec()),
            TypeKind::Basic(Basic::Int32 | Basic::Uint32) => ("32", key.scalars().to_vec()),
            TypeKind::Basic(Basic::String) => ("String", key.scalars().to_vec()),
            _ => ("", vec![self.in_memory(ty, key)]),
        }
    }

    /// The element of a key, or zero, and whether it is there.
    pub fn map_get(&mut self, map_ty: Type, map: Value, key: &Val, ty: Type) -> (Val, Value) {
        let (suffix, key) = self.map_key(map_ty, key);
        let descriptor = self.descriptor(map_ty);
        let args = [&[descriptor, map][..], &key].concat();
        let at = self.runtime(&format!("mapGet{suffix}"), &args)[0];
        let there = self.b.icmp(IntCondition::Ne, at, number(0));
        let home = self.new_home(ty, "element");
        let place = self.home_place(&home);
        let zero = self.zero(ty);
        self.store(ty, &place, &zero);
        let (found, done) = (self.b.block(&[]), self.b.block(&[]));
        self.b.br(there, (found, &[]), (done, &[]));
        self.b.switch_to(found);
        let val = self.load_at(ty, at, 0);
        self.store(ty, &place, &val);
        self.b.jump(done, &[]);
        self.b.switch_to(done);
        (self.load(ty, &place), there)
    }

    /// The address of the element of a key, which is added if it is not there.
    pub fn map_set(&mut self, map_ty: Type, map: Value, key: &Val) -> Value {
        let (suffix, key) = self.map_key(map_ty, key);
        let descriptor = self.descriptor(map_ty);
        let args = [&[descriptor, map][..], &key].concat();
        self.runtime(&format!("mapSet{suffix}"), &args)[0]
    }

    /// `delete(m, k)`
    pub fn map_delete(&mut self, map_ty: Type, map: Value, key: &Val) {
        let (suffix, key) = self.map_key(map_ty, key);
        let descriptor = self.descriptor(map_ty);
        let args = [&[descriptor, map][..], &key].concat();
        self.runtime(&format!("mapDelete{suffix}"), &args);
    }
}
