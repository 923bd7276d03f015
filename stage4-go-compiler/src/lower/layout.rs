//! Types as machine values: which of them are scalars, and where their parts are in memory.
//!
//! ```text
//! int               [i64]
//! string            [ptr, i64]            address and length
//! []T               [ptr, i64, i64]
//! interface         [ptr, ptr]            descriptor or itab, data word
//! struct{a int; b string}   [i64, ptr, i64]
//! [4]int            memory
//! ```
//!
//! A type without arrays and with few parts is a list of scalars, its *leaves*: variables of it are
//! one slot per leaf, `mem2reg` makes values of them, and a call passes them in registers. Everything
//! else is *memory*: its value is the address of a place that nobody changes while it is used.
//!
//! Offsets are those of [`crate::types::size`]. Judged by the programs of `corpus/run`.

use stage2::ir::Type as Machine;

use super::Lower;
use crate::types::ty::{Basic, Type, TypeKind};

/// A scalar part of a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Leaf {
    /// Bytes from the start.
    pub offset: u32,
    /// What it is.
    pub ty: Machine,
}

/// Types with more leaves than this are memory.
const MAX_LEAVES: usize = 8;

/// The machine's type for a basic type of one word.
pub(super) fn machine(basic: Basic) -> Machine {
    match basic {
        Basic::Bool | Basic::Int8 | Basic::Uint8 | Basic::UntypedBool => Machine::I8,
        Basic::Int16 | Basic::Uint16 => Machine::I16,
        Basic::Int32 | Basic::Uint32 | Basic::UntypedRune => Machine::I32,
        Basic::Float32 => Machine::F32,
        Basic::Float64 | Basic::UntypedFloat => Machine::F64,
        Basic::UnsafePointer | Basic::UntypedNil => Machine::Ptr,
        _ => Machine::I64,
    }
}

impl Lower<'_> {
    /// The leaves of a type; `None` for memory.
    pub(super) fn leaves(&mut self, ty: Type) -> Option<std::rc::Rc<[Leaf]>> {
        let ty = self.types.underlying_type(ty);
        if let Some(known) = self.leaves.get(&ty) {
            return known.clone();
        }
        let mut list = Vec::new();
        let found = self.collect_leaves(ty, &mut list) && list.len() <= MAX_LEAVES;
        let answer = found.then(|| list.into());
        self.leaves.insert(ty, answer.clone());
        answer
    }

    fn collect_leaves(&mut self, ty: Type, list: &mut Vec<Leaf>) -> bool {
        let mut push = |offset, ty| list.push(Leaf { offset, ty });
        match self.types.underlying(ty) {
            TypeKind::Basic(Basic::String | Basic::UntypedString) => {
                push(0, Machine::Ptr);
                push(8, Machine::I64);
            }
            TypeKind::Basic(Basic::Complex64) => {
                push(0, Machine::F32);
                push(4, Machine::F32);
            }
            TypeKind::Basic(Basic::Complex128 | Basic::UntypedComplex) => {
                push(0, Machine::F64);
                push(8, Machine::F64);
            }
            TypeKind::Basic(basic) => push(0, machine(basic)),
            // ANCHOR: leaves
            TypeKind::Slice(_) => {
                push(0, Machine::Ptr);
                push(8, Machine::I64);
                push(16, Machine::I64);
            }
            TypeKind::Interface(_) => {
                push(0, Machine::Ptr);
                push(8, Machine::Ptr);
            }
            TypeKind::Pointer(_)
            | TypeKind::Map { .. }
            | TypeKind::Channel { .. }
            | TypeKind::Signature(_) => push(0, Machine::Ptr),
            TypeKind::Array { length, .. } => return length == 0,
            // BEGIN SOLUTION 4.4 stub: TypeKind::Struct(_) => return false,
            TypeKind::Struct(number) => {
                let offsets = self.sizes.offsets(&self.types, ty);
                for (index, offset) in offsets.into_iter().enumerate() {
                    let field = self.types.structs[number][index].ty;
                    let Some(leaves) = self.leaves(field) else { return false };
                    // Before it stand nothing but leaves: it is small.
                    let moved = |leaf: &Leaf| Leaf { offset: leaf.offset + offset as u32, ..*leaf };
                    list.extend(leaves.iter().map(moved));
                }
            }
            // END SOLUTION
            // ANCHOR_END: leaves
            TypeKind::Tuple(_) | TypeKind::Named(_) | TypeKind::Alias(_) => {}
        }
        true
    }

    /// Size in bytes.
    pub(super) fn size(&mut self, ty: Type) -> u64 {
        self.sizes.layout(&self.types, ty).size.unwrap_or(0)
    }

    /// Alignment in bytes.
    pub(super) fn align(&mut self, ty: Type) -> u64 {
        self.sizes.layout(&self.types, ty).align.max(1)
    }

    /// Index of the first leaf of a field, and how many it has.
    pub(super) fn field_leaves(&mut self, ty: Type, index: usize) -> (usize, usize) {
        let TypeKind::Struct(number) = self.types.underlying(ty) else { return (0, 0) };
        let mut start = 0;
        for before in 0..index {
            let field = self.types.structs[number][before].ty;
            start += self.leaves(field).map_or(0, |leaves| leaves.len());
        }
        let field = self.types.structs[number][index].ty;
        (start, self.leaves(field).map_or(0, |leaves| leaves.len()))
    }

    /// The type and the offset of a field.
    pub(super) fn field(&mut self, ty: Type, index: usize) -> (Type, u64) {
        let TypeKind::Struct(number) = self.types.underlying(ty) else { return (ty, 0) };
        let offset = self.sizes.offsets(&self.types, ty)[index];
        (self.types.structs[number][index].ty, offset)
    }

    /// Does an interface hold values of the type in its data word?
    pub(super) fn is_direct(&mut self, ty: Type) -> bool {
        if matches!(self.types.underlying(ty), TypeKind::Array { .. }) {
            return false;
        }
        let size = self.size(ty);
        size == 8
            && self
                .leaves(ty)
                .is_some_and(|leaves| matches!(leaves[..], [Leaf { offset: 0, ty: Machine::Ptr }]))
    }

    /// Is it an interface?
    pub(super) fn is_interface(&self, ty: Type) -> bool {
        matches!(self.types.underlying(ty), TypeKind::Interface(_))
    }

    /// Marks the words of a type that are pointers, from a word on.
    pub(super) fn pointer_words(&mut self, ty: Type, at: u64, words: &mut Vec<bool>) {
        let mut mark = |word: u64| {
            let word = word as usize;
            if words.len() <= word {
                words.resize(word + 1, false);
            }
            words[word] = true;
        };
        match self.types.underlying(ty) {
            TypeKind::Basic(Basic::String | Basic::UnsafePointer)
            | TypeKind::Slice(_)
            | TypeKind::Pointer(_)
            | TypeKind::Map { .. }
            | TypeKind::Channel { .. }
            | TypeKind::Signature(_) => mark(at / 8),
            TypeKind::Interface(_) => {
                mark(at / 8);
                mark(at / 8 + 1);
            }
            TypeKind::Array { length, element } => {
                let size = self.size(element);
                let mut one = Vec::new();
                self.pointer_words(element, 0, &mut one);
                if one.is_empty() {
                    return;
                }
                for index in 0..length {
                    let start = (at + index * size) / 8;
                    for (word, _) in one.iter().enumerate().filter(|(_, is)| **is) {
                        let word = (start as usize) + word;
                        if words.len() <= word {
                            words.resize(word + 1, false);
                        }
                        words[word] = true;
                    }
                }
            }
            TypeKind::Struct(number) => {
                let offsets = self.sizes.offsets(&self.types, ty);
                for (index, offset) in offsets.into_iter().enumerate() {
                    let field = self.types.structs[number][index].ty;
                    self.pointer_words(field, at + offset, words);
                }
            }
            _ => {}
        }
    }
}
