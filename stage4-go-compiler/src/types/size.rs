//! Sizes, alignments and offsets: how the official compiler lays out types on machines of 64 bits.
//!
//! A field stands at the next multiple of its alignment; a structure is as aligned as its most aligned
//! field and padded to a multiple of that. If its last field has no size, a byte is added, so
//! that the address of that field is not that of the next thing in memory.

use rustc_hash::FxHashMap;

use super::ty::{Basic, Type, TypeKind, Types};

/// Size and alignment of a type in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layout {
    /// In bytes; `None` if it is larger than any memory.
    pub size: Option<u64>,
    /// In bytes, a power of two.
    pub align: u64,
}

/// Sizes that were computed.
#[derive(Clone, Debug, Default)]
pub struct Sizes {
    known: FxHashMap<Type, Layout>,
}

/// The largest size of a type.
const MAX_SIZE: u64 = i64::MAX as u64;

impl Sizes {
    /// Size and alignment of a type. It must have a size: one that contains itself has none.
    pub fn layout(&mut self, types: &Types, ty: Type) -> Layout {
        let ty = types.underlying_type(ty);
        let word = |words: u64| Layout { size: Some(8 * words), align: 8 };
        match types.kind(ty) {
            TypeKind::Basic(basic) => match basic {
                Basic::String => word(2),
                Basic::Complex64 => Layout { size: Some(8), align: 4 },
                Basic::Complex128 => Layout { size: Some(16), align: 8 },
                basic => Layout { size: Some(basic.size()), align: basic.size().max(1) },
            },
            TypeKind::Slice(_) => word(3),
            TypeKind::Interface(_) => word(2),
            TypeKind::Pointer(_)
            | TypeKind::Map { .. }
            | TypeKind::Channel { .. }
            | TypeKind::Signature(_) => word(1),
            TypeKind::Array { length, element } => {
                let element = self.layout(types, element);
                let size = element
                    .size
                    .and_then(|size| size.checked_mul(length))
                    .filter(|&size| size <= MAX_SIZE);
                Layout { size, align: element.align }
            }
            TypeKind::Struct(number) => {
                if let Some(&known) = self.known.get(&ty) {
                    return known;
                }
                let mut end = Some(0u64);
                let mut align = 1;
                let mut last = Some(1);
                for field in &types.structs[number] {
                    let field = self.layout(types, field.ty);
                    align = align.max(field.align);
                    last = field.size;
                    end = end
                        .map(|end| end.next_multiple_of(field.align))
                        .zip(field.size)
                        .and_then(|(start, size)| start.checked_add(size))
                        .filter(|&end| end <= MAX_SIZE);
                }
                if last == Some(0) {
                    end = end.map(|end| if end > 0 { end + 1 } else { 0 });
                }
                let size = end.map(|end| end.next_multiple_of(align));
                let layout = Layout { size, align };
                self.known.insert(ty, layout);
                layout
            }
            TypeKind::Tuple(_) | TypeKind::Named(_) | TypeKind::Alias(_) => {
                Layout { size: Some(0), align: 1 }
            }
        }
    }

    /// The offsets of the fields of a structure.
    pub fn offsets(&mut self, types: &Types, ty: Type) -> Vec<u64> {
        let TypeKind::Struct(number) = types.underlying(ty) else { return Vec::new() };
        let mut end = 0u64;
        types.structs[number]
            .iter()
            .map(|field| {
                let layout = self.layout(types, field.ty);
                let start = end.next_multiple_of(layout.align);
                end = start.saturating_add(layout.size.unwrap_or(MAX_SIZE)).min(MAX_SIZE);
                start
            })
            .collect()
    }
}
