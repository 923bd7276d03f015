//! Composite literals.
//!
//! A literal whose type is scalars is a list of them; any other is built in a temporary, from zeros. A
//! slice literal is an array on the heap, a map literal a new map. Judged by `corpus/run` (`composite_*`).

use stage2::entity::Value;

use super::function::Body;
use super::value::Val;
use crate::ast::{Element, Expr, ExprKind};
use crate::types::ty::{Type, TypeKind};

/// A field that a struct literal sets.
#[derive(Clone, Copy)]
pub(super) struct LiteralField {
    pub ty: Type,
    /// Bytes from the start of the struct.
    pub offset: u64,
    /// The number of its first leaf in the struct.
    pub leaf: usize,
}

impl Body<'_, '_> {
    /// The value of `T{…}`.
    pub fn composite(&mut self, expr: Expr) -> Val {
        let ExprKind::Composite { elements, .. } = self.l.ast.exprs[expr] else {
            panic!("a mistake of the compiler: no literal");
        };
        let elements = self.l.ast.get(elements).to_vec();
        let ty = self.l.type_of(expr);
        match self.l.types.underlying(ty) {
            TypeKind::Struct(_) => self.struct_literal(ty, &elements),
            TypeKind::Array { element, .. } => match self.zero(ty) {
                Val::Memory(at) => {
                    self.fill(at, element, &elements);
                    Val::Memory(at)
                }
                none => none,
            },
            TypeKind::Slice(element) => {
                let length = self.indices(&elements).into_iter().max().map_or(0, |max| max + 1);
                let count = self.int(length);
                let at = self.new_elements(element, length as usize);
                self.fill(at, element, &elements);
                Val::Scalars(vec![at, count, count])
            }
            TypeKind::Map { key, value } => {
                let descriptor = self.descriptor(ty);
                let hint = self.int(elements.len() as i64);
                let map = self.runtime("makeMap", &[descriptor, hint])[0];
                for element in elements {
                    let Some(key_expr) = element.key else { continue };
                    let k = self.element_value(key_expr, key);
                    let k = self.private(key, k);
                    let v = self.element_value(element.value, value);
                    let v = self.private(value, v);
                    let at = self.map_set(ty, map, &k);
                    self.store_at(value, at, 0, &v);
                }
                Val::one(map)
            }
            // `&T{…}` without its `&T` inside another literal.
            TypeKind::Pointer(base) => {
                let val = match self.l.types.underlying(base) {
                    TypeKind::Struct(_) => self.struct_literal(base, &elements),
                    TypeKind::Array { element, .. } => {
                        let zero = self.zero(base);
                        if let Val::Memory(at) = zero {
                            self.fill(at, element, &elements);
                        }
                        zero
                    }
                    _ => {
                        self.l.unsupported(self.l.ast.expr_pos[expr], "this composite literal");
                        self.zero(base)
                    }
                };
                let at = self.new_object(base);
                self.store_at(base, at, 0, &val);
                Val::one(at)
            }
            _ => panic!("a mistake of the compiler: a literal of this type"),
        }
    }

    fn element_value(&mut self, expr: Expr, ty: Type) -> Val {
        self.value_as(expr, ty)
    }

    fn struct_literal(&mut self, ty: Type, elements: &[Element]) -> Val {
        let mut zero = self.zero(ty);
        for (index, element) in elements.iter().enumerate() {
            let field = self.l.literal_field(ty, index, element);
            let val = self.value_as(element.value, field.ty);
            match &mut zero {
                Val::Memory(at) => {
                    let at = *at;
                    self.store_at(field.ty, at, field.offset as i64, &val);
                }
                Val::Scalars(values) => {
                    let count = val.scalars().len();
                    values[field.leaf..field.leaf + count].copy_from_slice(val.scalars());
                }
            }
        }
        zero
    }

    /// The indices of the elements of an array or slice literal.
    fn indices(&self, elements: &[Element]) -> Vec<i64> {
        self.l.element_indices(elements)
    }

    fn fill(&mut self, at: Value, element: Type, elements: &[Element]) {
        let size = self.l.size(element) as i64;
        for (index, one) in self.indices(elements).into_iter().zip(elements) {
            let val = self.element_value(one.value, element);
            self.store_at(element, at, index * size, &val);
        }
    }
}

impl super::Lower<'_> {
    /// The field that an element of a struct literal sets: the one of its key, which may be one of
    /// an embedded struct, or of its position.
    pub(super) fn literal_field(
        &mut self,
        ty: Type,
        index: usize,
        element: &Element,
    ) -> LiteralField {
        let path = match element.key {
            None => vec![index as u32],
            Some(key) => match self.info.selection(key) {
                Some(selection) => self.info.path(selection).to_vec(),
                None => vec![self.field_index(ty, key) as u32],
            },
        };
        let mut field = LiteralField { ty, offset: 0, leaf: 0 };
        for index in path {
            let index = index as usize;
            field.leaf += self.field_leaves(field.ty, index).0;
            let (ty, offset) = self.field(field.ty, index);
            field.ty = ty;
            field.offset += offset;
        }
        field
    }

    /// The number of the field that a key names.
    fn field_index(&self, ty: Type, key: Expr) -> usize {
        let name = self.ast.as_name(key).map(|ident| ident.name);
        let TypeKind::Struct(number) = self.types.underlying(ty) else { return 0 };
        let fields = &self.types.structs[number];
        let found = fields.iter().position(|field| Some(field.name) == name);
        found.unwrap_or_else(|| panic!("a mistake of the compiler: no such field"))
    }

    /// The indices of the elements of an array or slice literal.
    pub(super) fn element_indices(&self, elements: &[Element]) -> Vec<i64> {
        let mut next = 0;
        elements
            .iter()
            .map(|element| {
                if let Some(constant) = element.key.and_then(|key| self.info.constant(key)) {
                    next = constant.to_bits().unwrap_or(0);
                }
                next += 1;
                next - 1
            })
            .collect()
    }
}
