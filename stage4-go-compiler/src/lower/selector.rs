//! Selectors: fields and methods, through embedded fields and pointers.
//!
//! A [`Cursor`] goes along the path that the checker found: it is a value or a place, each field makes it
//! narrower, and a pointer on the way is followed, after a check for nil.
//!
//! Judged by `corpus/run` (`embedding_*`, `method_*`).

use stage2::entity::Value;

use super::function::Body;
use super::value::{Place, Val};
use super::{Job, MethodTarget};
use crate::ast::{Expr, ExprKind};
use crate::types::ty::{Type, TypeKind};
use crate::types::{Mode, SelectionKind};

/// Something on the way along a path.
#[derive(Clone, Debug)]
pub(super) enum Cursor {
    Val(Val),
    Place(Place),
}

impl Body<'_, '_> {
    /// What is at a cursor.
    pub fn cursor_value(&mut self, cursor: Cursor, ty: Type) -> Val {
        match cursor {
            Cursor::Val(val) => val,
            Cursor::Place(place) => self.load(ty, &place),
        }
    }

    /// The address of what is at a cursor; a value gets a place of its own.
    pub fn cursor_address(&mut self, cursor: Cursor, ty: Type) -> Value {
        match cursor {
            Cursor::Place(Place::Address(address, offset)) => self.offset(address, offset),
            Cursor::Val(Val::Memory(address)) => address,
            cursor => {
                let val = self.cursor_value(cursor, ty);
                self.boxed(ty, &val)
            }
        }
    }

    /// A value on the heap.
    pub fn boxed(&mut self, ty: Type, val: &Val) -> Value {
        let at = self.new_object(ty);
        self.store_at(ty, at, 0, val);
        at
    }

    /// Goes along a path of fields.
    pub fn follow(&mut self, cursor: Cursor, ty: Type, path: &[u32]) -> (Cursor, Type) {
        let (mut cursor, mut ty) = (cursor, ty);
        for &index in path {
            if let TypeKind::Pointer(base) = self.l.types.underlying(ty) {
                let pointer = self.cursor_value(cursor, ty).scalars()[0];
                self.check_nil(pointer);
                cursor = Cursor::Place(Place::Address(pointer, 0));
                ty = base;
            }
            let index = index as usize;
            let (field, offset) = self.l.field(ty, index);
            let offset = offset as i64;
            cursor = match cursor {
                Cursor::Place(Place::Address(address, before)) => {
                    Cursor::Place(Place::Address(address, before + offset))
                }
                Cursor::Place(Place::Slots(slots)) => {
                    let (start, count) = self.l.field_leaves(ty, index);
                    Cursor::Place(Place::Slots(slots[start..start + count].to_vec()))
                }
                Cursor::Val(Val::Memory(address)) => {
                    Cursor::Val(self.load_at(field, address, offset))
                }
                Cursor::Val(Val::Scalars(values)) => {
                    let (start, count) = self.l.field_leaves(ty, index);
                    Cursor::Val(Val::Scalars(values[start..start + count].to_vec()))
                }
                other => {
                    let val = self.cursor_value(other, ty);
                    let (start, count) = self.l.field_leaves(ty, index);
                    match val {
                        Val::Memory(at) => Cursor::Val(self.load_at(field, at, offset)),
                        Val::Scalars(values) => {
                            Cursor::Val(Val::Scalars(values[start..start + count].to_vec()))
                        }
                    }
                }
            };
            ty = field;
        }
        (cursor, ty)
    }

    /// An expression as a cursor: a place if it has one.
    pub fn cursor(&mut self, expr: Expr) -> Cursor {
        let is_pointer =
            matches!(self.l.types.underlying(self.l.type_of(expr)), TypeKind::Pointer(_));
        if self.l.info.exprs[expr].mode == Mode::Variable && !is_pointer {
            Cursor::Place(self.place(expr))
        } else {
            Cursor::Val(self.value(expr))
        }
    }

    /// Where a field is.
    pub fn field_cursor(&mut self, expr: Expr) -> Cursor {
        let ExprKind::Selector { operand, .. } = self.l.ast.exprs[expr] else {
            panic!("a mistake of the compiler: not a selector");
        };
        let selection = self.l.info.selection(expr).copied();
        let Some(selection) = selection else {
            panic!("a mistake of the compiler: a selector selects nothing");
        };
        let path = self.l.info.path(&selection).to_vec();
        let cursor = self.cursor(operand);
        self.follow(cursor, self.l.type_of(operand), &path).0
    }

    /// The operand of a method, its type, and the method.
    pub fn method_operand(&mut self, expr: Expr) -> Option<(Cursor, Type, MethodTarget)> {
        let ExprKind::Selector { operand, .. } = self.l.ast.exprs[expr] else { return None };
        let selection = *self.l.info.selection(expr)?;
        let path = self.l.info.path(&selection).to_vec();
        let cursor = self.cursor(operand);
        let (cursor, ty) = self.follow(cursor, self.l.type_of(operand), &path);
        let method = match selection.kind {
            SelectionKind::Method(object) => MethodTarget::Declared(object),
            SelectionKind::InterfaceMethod(index) => {
                // An interface may be reached through a pointer only by a path of fields.
                MethodTarget::Interface(ty, index)
            }
            _ => return None,
        };
        Some((cursor, ty, method))
    }

    /// The value of a selector.
    pub fn selector(&mut self, expr: Expr) -> Val {
        let selection = self.l.info.selection(expr).copied();
        let Some(selection) = selection else {
            let object = self.l.info.object(expr);
            return match object {
                Some(object) => self.object_value(object),
                None => panic!("a mistake of the compiler: a selector selects nothing"),
            };
        };
        match selection.kind {
            SelectionKind::Field => {
                let cursor = self.field_cursor(expr);
                self.cursor_value(cursor, self.l.type_of(expr))
            }
            SelectionKind::Method(_) | SelectionKind::InterfaceMethod(_) => {
                match self.method_operand(expr) {
                    Some((cursor, ty, method)) => Val::one(self.bound_method(cursor, ty, &method)),
                    None => panic!("a mistake of the compiler: no method"),
                }
            }
            SelectionKind::MethodExpression(object) => {
                self.method_expression(&selection, MethodTarget::Declared(object))
            }
            SelectionKind::InterfaceMethodExpression(index) => {
                let ty = self.l.path_type(selection.receiver, self.l.info.path(&selection));
                self.method_expression(&selection, MethodTarget::Interface(ty, index))
            }
        }
    }

    fn method_expression(
        &mut self,
        selection: &crate::types::Selection,
        method: MethodTarget,
    ) -> Val {
        let path = self.l.info.path(selection).into();
        let job = Job::Expression { ty: selection.receiver, path, method };
        let data = self.l.static_closure(job);
        Val::one(self.b.data_addr(data, 0))
    }
}

impl super::Lower<'_> {
    /// The type at the end of a path.
    pub(super) fn path_type(&mut self, ty: Type, path: &[u32]) -> Type {
        let mut ty = ty;
        for &index in path {
            if let TypeKind::Pointer(base) = self.types.underlying(ty) {
                ty = base;
            }
            ty = self.field(ty, index as usize).0;
        }
        ty
    }
}
