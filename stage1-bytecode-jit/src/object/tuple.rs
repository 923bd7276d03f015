//! Tuples: a fixed array of values.

use crate::heap::{Heap, Marker, Object};
use crate::value::{Tag, Value};

/// A tuple.
pub struct TupleObject {
    items: Box<[Value]>,
}

impl Object for TupleObject {
    const TAG: Tag = Tag::Tuple;
    fn trace(&self, marker: &mut Marker<'_>) {
        marker.external(self.external_bytes());
        marker.values(&self.items);
    }
    fn external_bytes(&self) -> usize {
        self.items.len() * size_of::<Value>()
    }
}

impl TupleObject {
    /// The values.
    #[inline]
    #[must_use]
    pub fn items(&self) -> &[Value] {
        &self.items
    }
}

impl Heap {
    /// A tuple. The values may be in a `Vec` here: allocation sees them.
    pub fn tuple(&mut self, items: impl Into<Box<[Value]>>) -> Value {
        self.allocate(TupleObject { items: items.into() }).into()
    }
}
