//! Cycles of declarations, and what can be checked only when all types are known.
//!
//! A type must have a size, so it must not contain itself but behind a pointer, slice, map, channel,
//! function or interface. The search for that follows fields and elements of arrays, and every
//! declared type is searched once.

use rustc_hash::FxHashMap;

use super::checker::{Checker, Later};
use super::object::{Object, ObjectKind};
use super::ty::{Basic, Type, TypeKind};

/// The declared types that contain the one which is being looked at.
#[derive(Default)]
pub(super) struct SizePath {
    objects: Vec<Object>,
    places: FxHashMap<Object, usize>,
}

impl Checker<'_> {
    /// Reports a cycle of declarations, from the one that comes first in the source.
    pub(super) fn report_cycle(&mut self, cycle: &[Object]) {
        let first = (0..cycle.len()).min_by_key(|&at| self.objects.objects[cycle[at]].pos);
        self.report_cycle_from(cycle, first.unwrap_or(0));
    }

    fn report_cycle_from(&mut self, cycle: &[Object], first: usize) {
        let object = cycle[first];
        let is_type = matches!(self.objects.objects[object].kind, ObjectKind::Type { .. });
        let pos = self.objects.objects[object].pos;
        let name = self.object_name(object);
        if cycle.len() == 1 {
            let what =
                if is_type { "invalid recursive type:" } else { "invalid cycle in declaration:" };
            return self.error(pos, format!("{what} {name} refers to itself"));
        }
        let what =
            if is_type { "invalid recursive type" } else { "invalid cycle in declaration of" };
        let mut message = format!("{what} {name}");
        for step in 0..cycle.len() {
            let from = cycle[(first + step) % cycle.len()];
            let to = cycle[(first + step + 1) % cycle.len()];
            let place = self.place(self.objects.objects[from].pos);
            let (from, to) = (self.object_name(from), self.object_name(to));
            message.push_str(&format!("\n\t{place}: {from} refers to {to}"));
        }
        self.error(pos, message);
    }

    /// A type that is needed whole while it is being declared: a cycle, which is reported.
    pub(super) fn report_incomplete(&mut self, ty: Type) -> bool {
        let TypeKind::Named(named) = self.types.kind(ty) else { return false };
        let object = self.types.named[named].object;
        let super::checker::Progress::Grey(at) = self.progress[object] else { return false };
        let cycle = self.path[at as usize..].to_vec();
        self.report_cycle(&cycle);
        true
    }

    /// Makes the checks that had to wait.
    pub(super) fn finish_types(&mut self) {
        let mut at = 0;
        while at < self.later.len() {
            let later = std::mem::replace(
                &mut self.later[at],
                Later::Constraint { ty: Basic::Invalid.ty(), pos: crate::position::Pos::NONE },
            );
            at += 1;
            match later {
                Later::MapKey { key, expr } => {
                    if !self.is_comparable(key) && !self.is_invalid(self.types.underlying_type(key))
                    {
                        let message = format!("invalid map key type {}", self.type_text(key));
                        self.expr_error(expr, message);
                    }
                }
                Later::Embedded { ty, pos } => self.check_embedded(ty, pos),
                Later::Constraint { ty, pos } => {
                    if self.is_constraint(ty) {
                        let why = if self.embeds_comparable(ty) {
                            "interface is (or embeds) comparable"
                        } else {
                            "interface contains type constraints"
                        };
                        let ty = self.type_text(ty);
                        let message =
                            format!("cannot use type {ty} outside a type constraint: {why}");
                        self.error(pos, message);
                    }
                }
                Later::Interface { ty } => {
                    self.all_methods(ty);
                }
                Later::FieldsAndMethods { object } => self.check_fields_and_methods(object),
                Later::ValidType { object } => {
                    let ty = self.objects.objects[object].ty;
                    let mut path = SizePath::default();
                    self.check_size(ty, &mut path);
                }
            }
        }
        self.later.clear();
    }

    fn embeds_comparable(&self, ty: Type) -> bool {
        matches!(self.types.kind(ty), TypeKind::Named(named)
            if self.objects.objects[self.types.named[named].object].package.is_none())
    }

    fn check_embedded(&mut self, ty: Type, pos: crate::position::Pos) {
        let (base, is_pointer) = self.dereferenced(self.types.unalias(ty));
        let message = match self.types.underlying(base) {
            TypeKind::Basic(Basic::UnsafePointer) => "embedded field type cannot be unsafe.Pointer",
            TypeKind::Pointer(_) => "embedded field type cannot be a pointer",
            TypeKind::Interface(_) if is_pointer => {
                "embedded field type cannot be a pointer to an interface"
            }
            _ => return,
        };
        self.error(pos, message);
    }

    /// A field and a method of one type must not have one name.
    fn check_fields_and_methods(&mut self, object: Object) {
        let ty = self.objects.objects[object].ty;
        let (TypeKind::Named(named), TypeKind::Struct(number)) =
            (self.types.kind(ty), self.types.underlying(ty))
        else {
            return;
        };
        for index in 0..self.types.structs[number].len() {
            let field = self.types.structs[number][index];
            if let Some(method) = self.types.method(named, field.name) {
                let name = self.name(field.name);
                let place = self.place(field.pos);
                let message = format!(
                    "field and method with the same name {name}\n\t{place}: other declaration of \
                     {name}"
                );
                self.error(self.objects.objects[method].pos, message);
            }
        }
    }

    /// Has the type a size? If it contains itself, that is reported and it is made invalid.
    pub(super) fn check_size(&mut self, ty: Type, path: &mut SizePath) -> bool {
        match self.types.kind(ty) {
            TypeKind::Array { element, .. } => self.check_size(element, path),
            TypeKind::Struct(number) => {
                let count = self.types.structs[number].len();
                (0..count).all(|index| {
                    let field = self.types.structs[number][index].ty;
                    self.check_size(field, path)
                })
            }
            TypeKind::Interface(number) => {
                let embedded = self.types.interfaces[number].embedded.clone();
                embedded.into_iter().all(|(_, ty)| self.check_size(ty, path))
            }
            TypeKind::Named(named) => {
                let object = self.types.named[named].object;
                if self.valid.contains(&object) {
                    return true;
                }
                let underlying = self.types.named[named].underlying;
                if self.is_invalid(underlying) {
                    return true;
                }
                if let Some(&start) = path.places.get(&object) {
                    let cycle = path.objects[start..].to_vec();
                    self.report_cycle_from(&cycle, 0);
                    for other in cycle {
                        let ty = self.objects.objects[other].ty;
                        self.set_underlying(ty, Basic::Invalid.ty());
                        self.valid.insert(other);
                    }
                    return false;
                }
                path.places.insert(object, path.objects.len());
                path.objects.push(object);
                let pos = self.objects.objects[object].pos;
                let valid = self.nested(pos, |checker| checker.check_size(underlying, path));
                path.objects.pop();
                path.places.remove(&object);
                self.valid.insert(object);
                valid.unwrap_or(false)
            }
            _ => true,
        }
    }
}
