//! Initial values that are known: bytes and addresses instead of code.
//!
//! ```text
//! var sizes = [...]uint16{8, 16, 24}     08 00 10 00 18 00
//! var names = []string{"a", "b"}         address of a table of two strings, 2, 2
//! ```
//!
//! Numbers, strings, `nil`, functions, and structs, arrays and slices of these. The runtime depends on
//! it: its tables are used before anything is initialised. Judged by `corpus/run` (`init_static`).

use stage2::ir::{DataDecl, Reference, Reloc};

use super::{Job, Lower};
use crate::ast::{Expr, ExprKind};
use crate::constant::{Constant, Float};
use crate::token::Operator;
use crate::types::Mode;
use crate::types::object::ObjectKind;
use crate::types::ty::{Basic, Type, TypeKind};

/// Data in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Image {
    pub bytes: Vec<u8>,
    pub relocs: Vec<Reloc>,
}

impl Image {
    fn put(&mut self, at: u64, bytes: &[u8]) {
        self.bytes[at as usize..at as usize + bytes.len()].copy_from_slice(bytes);
    }

    fn address(&mut self, at: u64, target: Reference) {
        self.relocs.push(Reloc { offset: at as u32, target, addend: 0 });
    }
}

/// Larger variables are not written to the file.
const LARGEST: u64 = 1 << 20;

impl Lower<'_> {
    /// The image of a variable of a type with this initial value, if it is known.
    pub(super) fn static_value(&mut self, expr: Expr, ty: Type) -> Option<Image> {
        let size = self.size(ty);
        if size > LARGEST || !self.is_static(expr, ty) {
            return None;
        }
        let mut image = Image { bytes: vec![0; size as usize], relocs: Vec::new() };
        self.write_static(expr, ty, 0, &mut image);
        image.relocs.sort_by_key(|reloc| reloc.offset);
        Some(image)
    }

    /// Is the value known?
    fn is_static(&mut self, expr: Expr, ty: Type) -> bool {
        let expr = self.ast.unparen(expr);
        let info = self.info.exprs[expr];
        if info.mode == Mode::Nil {
            return true;
        }
        if self.is_interface(ty) {
            return false;
        }
        if info.value.is_some() {
            return self.types.basic(ty).is_some();
        }
        match self.ast.exprs[expr] {
            ExprKind::Composite { elements, .. } => {
                let own = self.type_of(expr);
                let elements = self.ast.get(elements).to_vec();
                match self.types.underlying(own) {
                    TypeKind::Array { element, .. } | TypeKind::Slice(element) => {
                        self.element_indices(&elements).into_iter().all(|at| at < 1 << 16)
                            && elements.iter().all(|one| self.is_static(one.value, element))
                    }
                    TypeKind::Struct(_) => elements.iter().enumerate().all(|(index, one)| {
                        let field = self.literal_field(own, index, one).ty;
                        self.is_static(one.value, field)
                    }),
                    TypeKind::Pointer(base) => self.is_static_struct(base, &elements),
                    _ => false,
                }
            }
            ExprKind::Unary { operator: Operator::And, operand } => {
                let operand = self.ast.unparen(operand);
                let base = self.type_of(operand);
                matches!(self.ast.exprs[operand], ExprKind::Composite { .. })
                    && matches!(self.types.underlying(base), TypeKind::Struct(_))
                    && self.is_static(operand, base)
            }
            ExprKind::Name(_) | ExprKind::Selector { .. } => {
                self.info.object(expr).is_some_and(|object| {
                    matches!(self.objects.objects[object].kind, ObjectKind::Function { .. })
                })
            }
            _ => false,
        }
    }

    fn is_static_struct(&mut self, base: Type, elements: &[crate::ast::Element]) -> bool {
        matches!(self.types.underlying(base), TypeKind::Struct(_))
            && elements.iter().enumerate().all(|(index, one)| {
                let field = self.literal_field(base, index, one).ty;
                self.is_static(one.value, field)
            })
    }

    fn table(&mut self, image: Image, align: u64) -> Reference {
        self.numbering += 1;
        let Image { bytes, mut relocs } = image;
        relocs.sort_by_key(|reloc| reloc.offset);
        let zeros = u64::from(bytes.is_empty());
        let decl = DataDecl {
            name: format!("table·{}", self.numbering).into(),
            align: align.max(8) as u32,
            writable: true,
            bytes,
            zeros,
            relocs,
            ..DataDecl::default()
        };
        Reference::Data(self.add_data(decl))
    }

    fn write_static(&mut self, expr: Expr, ty: Type, at: u64, image: &mut Image) {
        let expr = self.ast.unparen(expr);
        let info = self.info.exprs[expr];
        if let Some(value) = info.value {
            let constant = self.info.constants[value].clone();
            return self.write_constant(&constant, ty, at, image);
        }
        match self.ast.exprs[expr] {
            ExprKind::Composite { elements, .. } => {
                let own = self.type_of(expr);
                let elements = self.ast.get(elements).to_vec();
                match self.types.underlying(own) {
                    TypeKind::Array { element, .. } => {
                        let size = self.size(element);
                        for (index, one) in
                            self.element_indices(&elements).into_iter().zip(&elements)
                        {
                            self.write_static(one.value, element, at + index as u64 * size, image);
                        }
                    }
                    TypeKind::Slice(element) => {
                        let size = self.size(element);
                        let indices = self.element_indices(&elements);
                        let count = indices.iter().max().map_or(0, |max| *max as u64 + 1);
                        let bytes = vec![0; (count * size) as usize];
                        let mut part = Image { bytes, relocs: Vec::new() };
                        for (index, one) in indices.into_iter().zip(&elements) {
                            self.write_static(one.value, element, index as u64 * size, &mut part);
                        }
                        let align = self.align(element);
                        let table = self.table(part, align);
                        image.address(at, table);
                        image.put(at + 8, &count.to_le_bytes());
                        image.put(at + 16, &count.to_le_bytes());
                    }
                    TypeKind::Pointer(base) => {
                        let table = self.static_struct(base, &elements);
                        image.address(at, table);
                    }
                    _ => self.write_fields(own, &elements, at, image),
                }
            }
            ExprKind::Unary { operand, .. } => {
                let operand = self.ast.unparen(operand);
                if let ExprKind::Composite { elements, .. } = self.ast.exprs[operand] {
                    let elements = self.ast.get(elements).to_vec();
                    let table = self.static_struct(self.type_of(operand), &elements);
                    image.address(at, table);
                }
            }
            ExprKind::Name(_) | ExprKind::Selector { .. } => {
                if let Some(object) = self.info.object(expr)
                    && info.mode != Mode::Nil
                {
                    let data = self.static_closure(Job::FunctionValue(object));
                    image.address(at, Reference::Data(data));
                }
            }
            _ => {}
        }
    }

    fn static_struct(&mut self, base: Type, elements: &[crate::ast::Element]) -> Reference {
        let bytes = vec![0; self.size(base) as usize];
        let mut part = Image { bytes, relocs: Vec::new() };
        self.write_fields(base, elements, 0, &mut part);
        let align = self.align(base);
        self.table(part, align)
    }

    fn write_fields(
        &mut self,
        ty: Type,
        elements: &[crate::ast::Element],
        at: u64,
        image: &mut Image,
    ) {
        for (index, one) in elements.iter().enumerate() {
            let field = self.literal_field(ty, index, one);
            self.write_static(one.value, field.ty, at + field.offset, image);
        }
    }

    fn write_constant(&mut self, constant: &Constant, ty: Type, at: u64, image: &mut Image) {
        let basic = self.types.basic(ty).unwrap_or(Basic::Int);
        match constant {
            Constant::String(bytes) => {
                if !bytes.is_empty() {
                    let data = self.string_data(bytes);
                    image.address(at, Reference::Data(data));
                    image.put(at + 8, &(bytes.len() as u64).to_le_bytes());
                }
            }
            Constant::Bool(value) => image.put(at, &[u8::from(*value)]),
            number if basic == Basic::Float32 => {
                let value = number.to_float().unwrap_or_else(Float::zero).to_f32();
                image.put(at, &value.to_le_bytes());
            }
            number if basic.is_float() => {
                let value = number.to_float().unwrap_or_else(Float::zero).to_f64();
                image.put(at, &value.to_le_bytes());
            }
            number if basic.is_complex() => {
                let (re, im) =
                    number.to_complex().unwrap_or_else(|| (Float::zero(), Float::zero()));
                if basic == Basic::Complex64 {
                    image.put(at, &re.to_f32().to_le_bytes());
                    image.put(at + 4, &im.to_f32().to_le_bytes());
                } else {
                    image.put(at, &re.to_f64().to_le_bytes());
                    image.put(at + 8, &im.to_f64().to_le_bytes());
                }
            }
            number => {
                let bits = number.to_bits().unwrap_or(0).to_le_bytes();
                let size = self.size(ty) as usize;
                image.put(at, &bits[..size.min(8)]);
            }
        }
    }
}
