//! Assignable, comparable, implements: how types relate.

use super::checker::Checker;
use super::operand::Operand;
use super::ty::{Basic, Type, TypeKind};
use crate::ast::Direction;

impl Checker<'_> {
    /// Is `nil` a value of the type?
    pub(super) fn has_nil(&self, ty: Type) -> bool {
        match self.types.underlying(ty) {
            TypeKind::Basic(basic) => {
                matches!(basic, Basic::UnsafePointer | Basic::UntypedNil)
            }
            TypeKind::Pointer(_)
            | TypeKind::Slice(_)
            | TypeKind::Map { .. }
            | TypeKind::Channel { .. }
            | TypeKind::Signature(_)
            | TypeKind::Interface(_) => true,
            _ => false,
        }
    }

    /// Has the type a name? Basic types have.
    pub(super) fn has_name(&self, ty: Type) -> bool {
        matches!(self.types.kind(ty), TypeKind::Basic(_) | TypeKind::Named(_))
    }

    /// Can values of the type be compared with `==`?
    pub(super) fn is_comparable(&self, ty: Type) -> bool {
        self.incomparable(ty).is_none()
    }

    /// Why values of a type cannot be compared; `None` if they can.
    fn incomparable(&self, ty: Type) -> Option<String> {
        // Arrays are a loop, fields a recursion which ends because types have a size.
        match self.types.underlying(ty) {
            TypeKind::Basic(Basic::UntypedNil) => Some(String::new()),
            TypeKind::Basic(_)
            | TypeKind::Pointer(_)
            | TypeKind::Channel { .. }
            | TypeKind::Interface(_)
            | TypeKind::Named(_)
            | TypeKind::Alias(_) => None,
            TypeKind::Struct(number) => self.types.structs[number]
                .iter()
                .find(|field| field.ty != ty && !self.is_comparable(field.ty))
                .map(|field| {
                    format!("struct containing {} cannot be compared", self.type_text(field.ty))
                }),
            TypeKind::Array { element, .. } => (element != ty && !self.is_comparable(element))
                .then(|| format!("{} cannot be compared", self.type_text(ty))),
            _ => Some(String::new()),
        }
    }

    /// Why two values of a type that is not comparable cannot be compared; perhaps nothing.
    pub(super) fn incomparable_cause(&self, ty: Type) -> String {
        match self.types.underlying(ty) {
            TypeKind::Slice(_) | TypeKind::Signature(_) | TypeKind::Map { .. } => {
                format!("{} can only be compared to nil", self.kind_name(ty))
            }
            _ => self.incomparable(ty).unwrap_or_default(),
        }
    }

    /// Can values of the type be ordered with `<`?
    pub(super) fn is_ordered(&self, ty: Type) -> bool {
        self.types
            .basic(ty)
            .is_some_and(|basic| basic.is_integer() || basic.is_float() || basic.is_string())
    }

    /// Does a type implement an interface? If not, why.
    pub(super) fn implements(&mut self, ty: Type, interface: Type) -> Result<(), String> {
        if self.is_invalid(ty) || self.is_invalid(interface) {
            return Ok(());
        }
        if self.is_invalid(self.types.underlying_type(ty)) {
            return Ok(());
        }
        let text = |checker: &Self, why: &str| {
            let (ty, interface) = (checker.type_text(ty), checker.type_text(interface));
            format!("{ty} does not implement {interface} {why}")
        };
        if !self.is_interface(interface) {
            let why = if self.is_interface_pointer(interface) {
                self.interface_pointer_text(interface)
            } else {
                format!("{} is not an interface", self.type_text(interface))
            };
            return Err(text(self, &format!("({why})")));
        }
        match self.missing_method(ty, interface, true) {
            None => Ok(()),
            Some(why) => Err(text(self, &why)),
        }
    }

    /// Can an operand be assigned to a variable of the type? If not, why; perhaps nothing more can
    /// be said.
    pub(super) fn assignable(&mut self, x: &Operand, ty: Type) -> Result<(), String> {
        if !x.is_valid() || self.is_invalid(x.ty) || self.is_invalid(ty) {
            return Ok(());
        }
        if self.types.canonical(x.ty) == self.types.canonical(ty) || self.identical(x.ty, ty) {
            return Ok(());
        }
        let from = self.types.underlying_type(x.ty);
        let to = self.types.underlying_type(ty);
        if self.is_invalid(from) || self.is_invalid(to) {
            return Ok(());
        }
        if self.is_untyped(x.ty) {
            return match self.implicit_type(x, ty) {
                Ok(_) => Ok(()),
                Err(_) => Err(String::new()),
            };
        }
        if (!self.has_name(x.ty) || !self.has_name(ty)) && self.identical(from, to) {
            return Ok(());
        }
        if self.is_interface(to) || self.is_interface_pointer(to) {
            return self.implements(x.ty, ty);
        }
        if self.is_interface(from) && self.implements(ty, x.ty).is_ok() {
            return Err("need type assertion".into());
        }
        if let (
            TypeKind::Channel { direction: Direction::Both, element: a },
            TypeKind::Channel { element: b, .. },
        ) = (self.types.kind(from), self.types.kind(to))
            && self.identical(a, b)
            && (!self.has_name(x.ty) || !self.has_name(ty))
        {
            return Ok(());
        }
        Err(String::new())
    }

    /// Can a value that is no constant be converted to a type? If not, why.
    pub(super) fn convertible(&mut self, x: &Operand, ty: Type) -> Result<(), String> {
        let cause = match self.assignable(x, ty) {
            Ok(()) => return Ok(()),
            Err(cause) => cause,
        };
        let from = self.types.underlying_type(x.ty);
        let to = self.types.underlying_type(ty);
        if self.identical_without_tags(from, to) {
            return Ok(());
        }
        if let (TypeKind::Pointer(a), TypeKind::Pointer(b)) =
            (self.types.kind(x.ty), self.types.kind(ty))
        {
            let (a, b) = (self.types.underlying_type(a), self.types.underlying_type(b));
            if self.identical_without_tags(a, b) {
                return Ok(());
            }
        }
        let (a, b) = (self.types.kind(from), self.types.kind(to));
        if let (TypeKind::Basic(a), TypeKind::Basic(b)) = (a, b) {
            let real = |basic: Basic| basic.is_integer() || basic.is_float();
            if real(a) && real(b) || a.is_complex() && b.is_complex() {
                return Ok(());
            }
            if b.is_string() && a.is_integer() {
                return Ok(());
            }
        }
        if b == TypeKind::Basic(Basic::String) && self.is_byte_or_rune_slice(from)
            || matches!(a, TypeKind::Basic(basic) if basic.is_string())
                && self.is_byte_or_rune_slice(to)
        {
            return Ok(());
        }
        let pointer = TypeKind::Basic(Basic::UnsafePointer);
        let is_address =
            |kind| matches!(kind, TypeKind::Pointer(_) | TypeKind::Basic(Basic::Uintptr));
        if is_address(a) && b == pointer || a == pointer && is_address(b) {
            return Ok(());
        }
        if let TypeKind::Slice(element) = a {
            let array = match b {
                TypeKind::Pointer(base) => self.types.underlying(base),
                kind => kind,
            };
            if let TypeKind::Array { element: other, .. } = array
                && self.identical(element, other)
            {
                return Ok(());
            }
        }
        Err(cause)
    }

    fn is_byte_or_rune_slice(&self, ty: Type) -> bool {
        match self.types.kind(ty) {
            TypeKind::Slice(element) => matches!(
                self.types.underlying(element),
                TypeKind::Basic(Basic::Uint8 | Basic::Int32)
            ),
            _ => false,
        }
    }
}
