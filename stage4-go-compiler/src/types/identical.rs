//! When two types are the same.
//!
//! Nearly always a comparison of two numbers: equal canonical types are identical, and two declared types
//! are identical only if they are one. Only what contains structures or interfaces that were written
//! twice is compared part by part. Methods of interfaces may lead back to the interface, through
//! `interface{ T }`; a pair that is being compared is taken to be equal.

use super::checker::Checker;
use super::ty::{MethodInfo, Type, TypeKind};

impl Checker<'_> {
    /// Are two types identical?
    pub(super) fn identical(&mut self, a: Type, b: Type) -> bool {
        self.same(a, b, true)
    }

    /// Are two types identical, tags of fields aside?
    pub(super) fn identical_without_tags(&mut self, a: Type, b: Type) -> bool {
        self.same(a, b, false)
    }

    fn same(&mut self, a: Type, b: Type, tags: bool) -> bool {
        let (a, b) = (self.types.canonical(a), self.types.canonical(b));
        if a == b {
            return true;
        }
        match (self.types.kind(a), self.types.kind(b)) {
            (TypeKind::Pointer(a), TypeKind::Pointer(b))
            | (TypeKind::Slice(a), TypeKind::Slice(b)) => self.same(a, b, tags),
            (
                TypeKind::Array { length: m, element: a },
                TypeKind::Array { length: n, element: b },
            ) => m == n && self.same(a, b, tags),
            (TypeKind::Map { key: j, value: a }, TypeKind::Map { key: k, value: b }) => {
                self.same(j, k, tags) && self.same(a, b, tags)
            }
            (
                TypeKind::Channel { direction: d, element: a },
                TypeKind::Channel { direction: e, element: b },
            ) => d == e && self.same(a, b, tags),
            (TypeKind::Struct(a), TypeKind::Struct(b)) => {
                let count = self.types.structs[a].len();
                count == self.types.structs[b].len()
                    && (0..count).all(|index| {
                        let (f, g) = (self.types.structs[a][index], self.types.structs[b][index]);
                        let tag = |tag: u32| &self.types.tags[tag as usize];
                        f.name == g.name
                            && f.embedded == g.embedded
                            && (!tags || tag(f.tag) == tag(g.tag))
                            && (f.package == g.package || self.is_exported(f.name))
                            && self.same(f.ty, g.ty, tags)
                    })
            }
            (TypeKind::Signature(a), TypeKind::Signature(b)) => {
                let (a, b) = (&self.types.signatures[a], &self.types.signatures[b]);
                if a.variadic != b.variadic
                    || a.params.len() != b.params.len()
                    || a.results.len() != b.results.len()
                {
                    return false;
                }
                let pairs: Vec<(Type, Type)> = a
                    .params
                    .iter()
                    .zip(&b.params)
                    .chain(a.results.iter().zip(&b.results))
                    .map(|(a, b)| (a.ty, b.ty))
                    .collect();
                pairs.into_iter().all(|(a, b)| self.same(a, b, tags))
            }
            (TypeKind::Interface(_), TypeKind::Interface(_)) => {
                let (m, n) = (self.all_methods(a), self.all_methods(b));
                if m.len() != n.len() || self.comparing.contains(&(a, b)) {
                    // What is being compared already is not what makes a difference.
                    return m.len() == n.len();
                }
                self.comparing.push((a, b));
                let same = m
                    .iter()
                    .zip(n.iter())
                    .all(|(f, g)| self.same_name(f, g) && self.same(f.ty, g.ty, tags));
                self.comparing.pop();
                same
            }
            (TypeKind::Tuple(a), TypeKind::Tuple(b)) => {
                let a = self.types.tuple_elements(a).to_vec();
                let b = self.types.tuple_elements(b).to_vec();
                a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| self.same(a.ty, b.ty, tags))
            }
            _ => false,
        }
    }

    /// Have two methods one name? Names that are not exported differ from package to package.
    pub(super) fn same_name(&self, a: &MethodInfo, b: &MethodInfo) -> bool {
        a.name == b.name && (a.package == b.package || self.is_exported(a.name))
    }
}
