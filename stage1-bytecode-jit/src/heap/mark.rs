//! Marking: which objects can be reached, from values that are known and from words that are not.
//!
//! What an object holds it reports itself, value by value. A word on the native stack says nothing
//! about itself: it may be an address, a number, or left over from a call that has returned. Such a
//! *candidate* counts if it lies inside an allocated slot of one of the heap's blocks (Boehm and
//! Weiser, "Garbage collection in an uncooperative environment", 1988). Pointers into the middle
//! count too, because an optimiser may keep no other.
//!
//! It requires that each address handed to [`Marker::value`] or [`Marker::object`] is that of a
//! live object. `tests.rs` beside this file judges the candidates, the stress mode everything.

use rustc_hash::FxHashSet;

use super::{BLOCK_BYTES, Block, Gc, Object, SLOTS_OFFSET};
use crate::value::Value;

/// Handed to [`Object::trace`].
pub struct Marker<'a> {
    /// Objects that are marked and not yet traced.
    pub(super) worklist: Vec<usize>,
    addresses: &'a FxHashSet<usize>,
    lowest: usize,
    highest: usize,
    /// Bytes outside of the slots, as reported so far.
    pub(super) external: usize,
}

impl Marker<'_> {
    /// A marker that has seen nothing. All blocks lie from `lowest` up to `highest`; `addresses`
    /// has where each begins.
    pub(super) fn new(addresses: &FxHashSet<usize>, lowest: usize, highest: usize) -> Marker<'_> {
        Marker { worklist: Vec::new(), addresses, lowest, highest, external: 0 }
    }

    /// Marks what `value` points to, if it points anywhere.
    #[inline]
    pub fn value(&mut self, value: Value) {
        if value.is_object() {
            self.mark(value.payload() as usize);
        }
    }

    /// Marks an object.
    pub fn object<T: Object>(&mut self, object: Gc<T>) {
        self.mark(object.address());
    }

    /// Marks a slice of values.
    pub fn values(&mut self, values: &[Value]) {
        for value in values {
            self.value(*value);
        }
    }

    /// Counts bytes that belong to the object but are outside of its slot.
    pub fn external(&mut self, bytes: usize) {
        self.external += bytes;
    }

    fn mark(&mut self, address: usize) {
        let block = (address & !(BLOCK_BYTES - 1)) as *mut Block;
        // SAFETY: `address` is that of a live object, so its block is mapped; the collector is
        // the only one who looks at the bitmaps now.
        unsafe {
            let slot = (address - block as usize - SLOTS_OFFSET) / (*block).slot_bytes as usize;
            let (word, bit) = (slot / 64, 1u64 << (slot % 64));
            if (&(*block).marked)[word] & bit == 0 {
                (&mut (*block).marked)[word] |= bit;
                self.worklist.push(address);
            }
        }
    }

    // ANCHOR: candidate
    /// Marks the object that `word` points to or into, if it does.
    fn candidate(&mut self, word: usize) {
        // BEGIN SOLUTION 1.2 stub: let _ = (word, self.lowest, self.highest, self.addresses);
        if word < self.lowest || word >= self.highest {
            return;
        }
        let base = word & !(BLOCK_BYTES - 1);
        if !self.addresses.contains(&base) || word < base + SLOTS_OFFSET {
            return;
        }
        // SAFETY: `base` is one of our blocks.
        let block = unsafe { &*(base as *const Block) };
        let slot = (word - base - SLOTS_OFFSET) / block.slot_bytes as usize;
        if slot < block.slots as usize && block.allocated[slot / 64] & (1 << (slot % 64)) != 0 {
            self.mark(block.slot_address(slot));
        }
        // END SOLUTION
    }
    // ANCHOR_END: candidate

    /// Takes every word of a range for a candidate.
    ///
    /// # Safety
    /// The words must be readable.
    pub(super) unsafe fn range(&mut self, first: *const u64, words: usize) {
        for i in 0..words {
            // SAFETY: the caller's. Volatile, because the native stack is also written by code
            // that the optimiser thinks it knows everything about.
            self.candidate(unsafe { first.add(i).read_volatile() } as usize);
        }
    }
}
