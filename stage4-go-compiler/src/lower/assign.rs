//! Assignments and definitions.
//!
//! In `a, b = b, a` all values are there before the first is stored, and what may panic about a place on the
//! left, a nil pointer or an index out of range, does so only when its turn to be stored to has come. Where
//! the right side of a single assignment calls something and the left does not, the right side comes first, as in the
//! official compiler: `s[i] = f()` checks the index after the call. A variable that `:=` declares has its place made after the value is known,
//! since the value may use a variable of the same name. Judged by `corpus/run` (`assign_*`).

use stage2::entity::Value;

use super::function::Body;
use super::selector::Cursor;
use super::value::{Place, Val};
use crate::ast::{Expr, ExprKind, List};
use crate::position::Pos;
use crate::symbol::Symbol;
use crate::token::Operator;
use crate::types::ty::{Type, TypeKind};

/// What must hold when a place is stored to.
enum Check {
    /// The pointer is not nil.
    Nil(Value),
    /// The index, which may have no sign, is below the length.
    Index((Value, bool), Value, Pos),
}

/// A place on the left, and what is still to be checked about it, in order.
pub(super) struct LatePlace {
    place: Place,
    checks: Vec<Check>,
}

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
        let places: Vec<LatePlace> = left.iter().map(|&to| self.late_place(to)).collect();
        if left.len() == right.len() {
            let mut vals = Vec::new();
            for (&to, &from) in left.iter().zip(&right) {
                let ty = self.left_type(to, self.l.type_of(from));
                let val = self.value_as(from, ty);
                vals.push((ty, self.private(ty, val)));
            }
            for (place, (ty, val)) in places.iter().zip(vals) {
                self.store_late(ty, place, &val);
            }
            return;
        }
        let types = self.value_types(right[0]);
        let vals = self.values(right[0]);
        for (((&to, place), val), from) in left.iter().zip(&places).zip(vals).zip(types) {
            let ty = self.left_type(to, from);
            let val = self.convert_implicit(val, from, ty);
            self.store_late(ty, place, &val);
        }
    }

    /// Checks, and stores.
    pub fn store_late(&mut self, ty: Type, late: &LatePlace, val: &Val) {
        for check in &late.checks {
            match *check {
                Check::Nil(pointer) => self.check_nil(pointer),
                Check::Index(index, length, pos) => {
                    self.at(pos);
                    self.check_index(index, length);
                }
            }
        }
        self.store(ty, &late.place, val);
    }

    /// A place whose operands are evaluated and whose last step is not checked yet.
    pub fn late_place(&mut self, expr: Expr) -> LatePlace {
        let at_once = |place| LatePlace { place, checks: Vec::new() };
        if self.is_blank(expr) {
            return at_once(Place::Blank);
        }
        let expr = self.l.ast.unparen(expr);
        match self.l.ast.exprs[expr] {
            ExprKind::Star(operand) => {
                let pointer = self.scalar(operand);
                LatePlace { place: Place::Address(pointer, 0), checks: vec![Check::Nil(pointer)] }
            }
            ExprKind::Index { operand, indices, bracket } => {
                let index = self.l.ast.get(indices)[0];
                match self.l.types.underlying(self.l.type_of(operand)) {
                    TypeKind::Slice(element) => {
                        let val = self.value(operand);
                        let index = self.index_number(index);
                        let place = self.element_place(val.scalars()[0], index.0, element);
                        let checks = vec![Check::Index(index, val.scalars()[1], bracket)];
                        LatePlace { place, checks }
                    }
                    TypeKind::Pointer(array) => {
                        let pointer = self.scalar(operand);
                        let checks = vec![Check::Nil(pointer)];
                        self.late_element(array, pointer, checks, index, bracket)
                    }
                    TypeKind::Array { .. } => {
                        let array = self.l.type_of(operand);
                        let LatePlace { place, checks } = self.late_place(operand);
                        let at = match place {
                            Place::Address(address, offset) => self.offset(address, offset),
                            _ => self.null(),
                        };
                        self.late_element(array, at, checks, index, bracket)
                    }
                    _ => at_once(self.place(expr)),
                }
            }
            ExprKind::Selector { operand, .. } if self.l.info.object(expr).is_none() => {
                let ty = self.l.type_of(operand);
                let path = self.l.info.selection(expr).copied();
                let path = path.map(|one| self.l.info.path(&one).to_vec()).unwrap_or_default();
                let TypeKind::Pointer(base) = self.l.types.underlying(ty) else {
                    return at_once(self.place(expr));
                };
                // A pointer on the way, behind the first, is followed at once.
                if path.len() != 1 {
                    return at_once(self.place(expr));
                }
                let pointer = self.scalar(operand);
                let cursor = Cursor::Place(Place::Address(pointer, 0));
                match self.follow(cursor, base, &path).0 {
                    Cursor::Place(place) => LatePlace { place, checks: vec![Check::Nil(pointer)] },
                    Cursor::Val(_) => panic!("a mistake of the compiler: a field without a place"),
                }
            }
            _ => at_once(self.place(expr)),
        }
    }

    fn late_element(
        &mut self,
        array: Type,
        at: Value,
        mut checks: Vec<Check>,
        index: Expr,
        bracket: Pos,
    ) -> LatePlace {
        let TypeKind::Array { length, element } = self.l.types.underlying(array) else {
            panic!("a mistake of the compiler: not an array");
        };
        let index = self.index_number(index);
        let length = self.int(length as i64);
        checks.push(Check::Index(index, length, bracket));
        LatePlace { place: self.element_place(at, index.0, element), checks }
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
            let old = self.load(ty, &place);
            let val = self.shift(operator, ty, old.scalars()[0], right);
            return self.store(ty, &place, &Val::one(val));
        }
        // What may panic about the right side does so before a map gets a new element.
        let first = self.calls(right) || matches!(place, Place::MapElement(..));
        let val = first.then(|| self.value_as(right, ty));
        let divides = matches!(operator, Operator::Divide | Operator::Remainder);
        let place = if divides { place } else { self.fixed(place, ty) };
        let old = self.load(ty, &place);
        let val = match val {
            Some(val) => val,
            None => self.value_as(right, ty),
        };
        let new = self.arithmetic(operator, ty, &old, &val);
        self.store(ty, &place, &new);
    }

    /// `a++`, `a--`
    pub fn increment(&mut self, operand: Expr, operator: Operator) {
        let ty = self.l.type_of(operand);
        let place = self.place(operand);
        let place = self.fixed(place, ty);
        let old = self.load(ty, &place);
        let one = self.number_of(ty, 1);
        let new = self.arithmetic(operator, ty, &old, &one);
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
