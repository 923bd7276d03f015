//! Ints outside of 64 bits. The invariant: one that fits is never in here, so that equal ints have
//! equal tags.

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use crate::heap::{Gc, Heap, Marker, Object};
use crate::value::{Tag, Value};

/// An int that does not fit in an `i64`.
pub struct BigIntObject {
    value: BigInt,
}

impl Object for BigIntObject {
    const TAG: Tag = Tag::BigInt;
    fn trace(&self, marker: &mut Marker<'_>) {
        marker.external(self.external_bytes());
    }
    fn external_bytes(&self) -> usize {
        self.value.bits() as usize / 8 + 8
    }
}

impl BigIntObject {
    /// The number.
    #[must_use]
    pub fn value(&self) -> &BigInt {
        &self.value
    }
}

impl Heap {
    /// An int of any size.
    pub fn int(&mut self, value: BigInt) -> Value {
        match value.to_i64() {
            Some(small) => Value::int(small),
            None => self.allocate(BigIntObject { value }).into(),
        }
    }
}

impl Value {
    /// The int of any size (or bool) as a number.
    #[must_use]
    pub fn to_bigint(self) -> Option<BigInt> {
        match self.as_index() {
            Some(small) => Some(BigInt::from(small)),
            None => self.as_object::<BigIntObject>().map(|big: Gc<_>| big.value.clone()),
        }
    }
}
