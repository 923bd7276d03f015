//! Package `unsafe`.

use super::checker::Checker;
use super::cycle::SizePath;
use super::lookup::Found;
use super::object::Builtin;
use super::operand::{Mode, Operand};
use super::size::Sizes;
use super::ty::{Basic, Type, TypeKind};
use crate::ast::{Expr, ExprKind};
use crate::constant::Constant;

impl Checker<'_> {
    /// A call of a function of package `unsafe`.
    pub(super) fn unsafe_builtin(
        &mut self,
        expr: Expr,
        builtin: Builtin,
        list: &[Expr],
        operands: &mut [Operand],
    ) -> Operand {
        let invalid = Operand::invalid(expr);
        match builtin {
            Builtin::Sizeof | Builtin::Alignof => {
                let mut x = self.expression(list[0]);
                self.assign(&mut x, None, "argument to unsafe.Sizeof");
                if !x.is_valid() {
                    return invalid;
                }
                let layout = self.layout_of(x.ty);
                let value =
                    if builtin == Builtin::Sizeof { layout.size } else { Some(layout.align) };
                let Some(value) = value else {
                    let message = format!("{} is too large", self.show(&x));
                    self.error(self.operand_pos(&x), message);
                    return invalid;
                };
                self.size_constant(expr, value)
            }
            Builtin::Offsetof => self.offset_of(expr, list[0]),
            Builtin::UnsafeAdd => {
                let pointer = Basic::UnsafePointer.ty();
                self.assign(&mut operands[0], Some(pointer), "argument to unsafe.Add");
                if !operands[0].is_valid()
                    || !self.is_integer_argument(&mut operands[1], "length", true)
                {
                    return invalid;
                }
                Operand::new(Mode::Value, pointer, expr)
            }
            Builtin::UnsafeSlice => {
                let TypeKind::Pointer(base) = self.types.underlying(operands[0].ty) else {
                    let x = operands[0];
                    let message = format!("invalid argument: {} is not a pointer", self.show(&x));
                    self.error(self.operand_pos(&x), message);
                    return invalid;
                };
                if !self.is_index(&mut operands[1], "length") {
                    return invalid;
                }
                let ty = self.types.of(TypeKind::Slice(base));
                Operand::new(Mode::Value, ty, expr)
            }
            Builtin::UnsafeSliceData => {
                let TypeKind::Slice(element) = self.types.underlying(operands[0].ty) else {
                    let x = operands[0];
                    let message = format!("invalid argument: {} is not a slice", self.show(&x));
                    self.error(self.operand_pos(&x), message);
                    return invalid;
                };
                let ty = self.types.of(TypeKind::Pointer(element));
                Operand::new(Mode::Value, ty, expr)
            }
            Builtin::UnsafeString => {
                let bytes = self.types.of(TypeKind::Pointer(self.names.byte));
                self.assign(&mut operands[0], Some(bytes), "argument to unsafe.String");
                if !operands[0].is_valid() || !self.is_index(&mut operands[1], "length") {
                    return invalid;
                }
                Operand::new(Mode::Value, Basic::String.ty(), expr)
            }
            _ => {
                let string = Basic::String.ty();
                self.assign(&mut operands[0], Some(string), "argument to unsafe.StringData");
                if !operands[0].is_valid() {
                    return invalid;
                }
                let ty = self.types.of(TypeKind::Pointer(self.names.byte));
                Operand::new(Mode::Value, ty, expr)
            }
        }
    }

    fn size_constant(&mut self, expr: Expr, value: u64) -> Operand {
        let mut x = Operand::new(Mode::Constant, Basic::Uintptr.ty(), expr);
        x.value = Some(self.constant(Constant::from(num_bigint::BigInt::from(value))));
        x
    }

    /// Size and alignment. A type that contains itself must be found before its size is asked for.
    fn layout_of(&mut self, ty: Type) -> super::size::Layout {
        let mut path = SizePath::default();
        if !self.check_size(ty, &mut path) {
            return super::size::Layout { size: Some(0), align: 1 };
        }
        Sizes::default().layout(&self.types, ty)
    }

    /// `unsafe.Offsetof(x.f)`
    fn offset_of(&mut self, expr: Expr, arg: Expr) -> Operand {
        let invalid = Operand::invalid(expr);
        let inner = self.ast.unparen(arg);
        let ExprKind::Selector { operand, name } = self.ast.exprs[inner] else {
            let message =
                format!("invalid argument: {} is not a selector expression", self.text(arg));
            self.expr_error(arg, message);
            self.raw(arg, None);
            return invalid;
        };
        let x = self.expression(operand);
        if !x.is_valid() {
            return invalid;
        }
        let (base, _) = self.dereferenced(self.types.unalias(x.ty));
        let search = self.search(base, false, self.package, name.name, false);
        let selected = self.name(name.name);
        match search.found {
            Found::Field(_) if search.indirect => {
                let base = self.type_text(base);
                let message = format!(
                    "invalid argument: field {selected} is embedded via a pointer in {base}"
                );
                self.error(self.operand_pos(&x), message);
                return invalid;
            }
            Found::Field(_) => {}
            Found::Method(_) | Found::InterfaceMethod(..) | Found::NeedsPointer => {
                let message = format!("invalid argument: {} is a method value", self.text(arg));
                self.expr_error(arg, message);
                return invalid;
            }
            Found::Nothing | Found::Ambiguous => {
                let base = self.type_text(base);
                let message = format!("invalid argument: {base} has no single field {selected}");
                self.error(self.operand_pos(&x), message);
                return invalid;
            }
        }
        self.raw(arg, None);
        let mut offset = 0u64;
        let mut ty = base;
        for &index in &search.path {
            let mut path = SizePath::default();
            if !self.check_size(ty, &mut path) {
                return invalid;
            }
            let offsets = Sizes::default().offsets(&self.types, ty);
            offset = offset.saturating_add(offsets[index as usize]);
            if let TypeKind::Struct(number) = self.types.underlying(ty) {
                ty = self.types.structs[number][index as usize].ty;
            }
        }
        self.size_constant(expr, offset)
    }
}
