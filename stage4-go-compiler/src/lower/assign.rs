//! Assignments and definitions.
//!
//! In `a, b = b, a` all values are there before the first is stored. Where the right side calls something
//! and the left does not, the right side comes first, as in the official compiler: `s[i] = f()` checks the
//! index after the call. A variable that `:=` declares has its place made after the value is known,
//! since the value may use a variable of the same name. Judged by `corpus/run` (`assign_*`).

use super::function::Body;
use super::value::{Place, Val};
use crate::ast::{Expr, ExprKind, List};
use crate::symbol::Symbol;
use crate::token::Operator;
use crate::types::ty::Type;

impl Body<'_, '_> {
    fn is_blank(&self, expr: Expr) -> bool {
        let expr = self.l.ast.unparen(expr);
        matches!(self.l.ast.exprs[expr], ExprKind::Name(Symbol::BLANK))
    }

    /// The type of what an expression on the left is.
    fn left_type(&self, left: Expr, from: Type) -> Type {
        if self.is_blank(left) {
            return self.default_type(from);
        }
        match self.l.info.object(left) {
            Some(object) => self.l.objects.objects[object].ty,
            None => self.l.type_of(left),
        }
    }

    /// `a, b = c, d`
    pub fn assign(&mut self, left: List<Expr>, right: List<Expr>) {
        let left = self.l.ast.get(left).to_vec();
        let right = self.l.ast.get(right).to_vec();
        if let ([to], [from]) = (&left[..], &right[..]) {
            let ty = self.left_type(*to, self.l.type_of(*from));
            if self.calls(*to) || !self.calls(*from) {
                let place = self.assign_place(*to);
                let val = self.value_as(*from, ty);
                return self.store(ty, &place, &val);
            }
            let val = self.value_as(*from, ty);
            let val = self.private(ty, val);
            let place = self.assign_place(*to);
            return self.store(ty, &place, &val);
        }
        let places: Vec<Place> = left.iter().map(|&to| self.assign_place(to)).collect();
        if left.len() == right.len() {
            let mut vals = Vec::new();
            for (&to, &from) in left.iter().zip(&right) {
                let ty = self.left_type(to, self.l.type_of(from));
                let val = self.value_as(from, ty);
                vals.push((ty, self.private(ty, val)));
            }
            for (place, (ty, val)) in places.iter().zip(vals) {
                self.store(ty, place, &val);
            }
            return;
        }
        let types = self.value_types(right[0]);
        let vals = self.values(right[0]);
        for (((&to, place), val), from) in left.iter().zip(&places).zip(vals).zip(types) {
            let ty = self.left_type(to, from);
            let val = self.convert_implicit(val, from, ty);
            self.store(ty, place, &val);
        }
    }

    fn assign_place(&mut self, expr: Expr) -> Place {
        if self.is_blank(expr) { Place::Blank } else { self.place(expr) }
    }

    /// `a, b := c, d`, and `var a, b = c, d`
    pub fn define(&mut self, left: List<Expr>, right: List<Expr>) {
        let left = self.l.ast.get(left).to_vec();
        let right = self.l.ast.get(right).to_vec();
        let mut vals = Vec::new();
        if left.len() == right.len() {
            for (&to, &from) in left.iter().zip(&right) {
                let ty = self.left_type(to, self.l.type_of(from));
                let val = self.value_as(from, ty);
                let alone = left.len() == 1;
                vals.push((ty, if alone { val } else { self.private(ty, val) }));
            }
        } else {
            let types = self.value_types(right[0]);
            let given = self.values(right[0]);
            for ((&to, val), from) in left.iter().zip(given).zip(types) {
                let ty = self.left_type(to, from);
                vals.push((ty, self.convert_implicit(val, from, ty)));
            }
        }
        for (&to, (ty, val)) in left.iter().zip(vals) {
            self.define_one(to, ty, &val);
        }
    }

    /// Declares a variable, unless the name is one of this scope already, and stores its value.
    pub fn define_one(&mut self, to: Expr, ty: Type, val: &Val) {
        if self.is_blank(to) {
            return;
        }
        let Some(object) = self.l.info.object(to) else { return };
        if self.l.objects.objects[object].pos == self.l.ast.expr_pos[to] {
            self.declare(object);
        }
        let place = self.variable_place(object);
        self.store(ty, &place, val);
    }

    /// `a op= b`
    pub fn assign_operator(&mut self, operator: Operator, left: Expr, right: Expr) {
        let ty = self.l.type_of(left);
        let place = self.place(left);
        if operator.is_shift() {
            let place = self.fixed(place, ty);
            let old = self.load(ty, &place);
            let val = self.shift(operator, ty, old.scalars()[0], right);
            return self.store(ty, &place, &Val::one(val));
        }
        let val = if self.calls(right) { Some(self.value_as(right, ty)) } else { None };
        let place = self.fixed(place, ty);
        let old = self.load(ty, &place);
        let val = match val {
            Some(val) => val,
            None => self.value_as(right, ty),
        };
        let pos = self.l.ast.expr_pos[left];
        let new = self.arithmetic(operator, ty, &old, &val, pos);
        self.store(ty, &place, &new);
    }

    /// `a++`, `a--`
    pub fn increment(&mut self, operand: Expr, operator: Operator) {
        let ty = self.l.type_of(operand);
        let place = self.place(operand);
        let place = self.fixed(place, ty);
        let old = self.load(ty, &place);
        let one = self.number_of(ty, 1);
        let pos = self.l.ast.expr_pos[operand];
        let new = self.arithmetic(operator, ty, &old, &Val::one(one), pos);
        self.store(ty, &place, &new);
    }

    /// An element of a map that is read and written is looked up once.
    fn fixed(&mut self, place: Place, _ty: Type) -> Place {
        match place {
            Place::MapElement(map_ty, map, ref key) => {
                let at = self.map_set(map_ty, map, key);
                Place::Address(at, 0)
            }
            place => place,
        }
    }
}
