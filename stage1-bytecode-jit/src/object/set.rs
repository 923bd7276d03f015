//! Sets and frozensets: CPython's hash table, slot by slot.
//!
//! A set has no order, yet `print({5, 1, 3} | {9, 2})` prints one: that of the table. A program's
//! output depends on it, so the table here is CPython's own (`Objects/setobject.c`): the first
//! slot is the hash modulo the size; a search looks at up to nine neighbours (they share cache
//! lines), then jumps by a recurrence that mixes in the higher bits of the hash; a removed key
//! leaves a dummy, which a later key may take; the table grows when it is three fifths full.
//!
//! ```text
//!   i = hash & mask          i, i+1, …, i+9   (if they are inside)
//!   i = 5i + 1 + perturb     perturb = hash >> 5, >> 10, …
//! ```
//!
//! `set_algebra` holds the operations, in CPython's order of steps. A table of thousands of
//! operations recorded from CPython judges both.

use std::cell::RefCell;

use crate::error::Result;
use crate::heap::{Gc, Heap, Marker, Object, note_growth};
use crate::interpreter::Interpreter;
use crate::operators::compare::{equal, equal_quickly};
use crate::operators::hash::hash;
use crate::value::{Tag, Value};

const MINIMUM_SLOTS: usize = 8;
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;
const DUMMY_HASH: i64 = -1;

/// One slot. The key of an unused one and of a dummy is undefined; a dummy's hash is one that no
/// key has.
#[derive(Clone, Copy)]
struct Entry {
    key: Value,
    hash: i64,
}

const UNUSED: Entry = Entry { key: Value::UNDEFINED, hash: 0 };
const DUMMY: Entry = Entry { key: Value::UNDEFINED, hash: DUMMY_HASH };

impl Entry {
    fn is_unused(&self) -> bool {
        self.key.is_undefined() && self.hash == 0
    }
}

/// The slots a search looks at, one after the other.
#[derive(Clone, Copy)]
struct ProbeSequence {
    mask: usize,
    base: usize,
    offset: usize,
    perturb: u64,
    /// The last dummy met: where the key goes if it is not there.
    dummy: Option<usize>,
}

impl ProbeSequence {
    fn new(hash: i64, mask: usize) -> ProbeSequence {
        ProbeSequence {
            mask,
            base: hash as usize & mask,
            offset: 0,
            perturb: hash as u64,
            dummy: None,
        }
    }

    fn slot(&self) -> usize {
        self.base + self.offset
    }

    fn advance(&mut self) {
        let neighbours = if self.base + LINEAR_PROBES <= self.mask { LINEAR_PROBES } else { 0 };
        if self.offset < neighbours {
            self.offset += 1;
            return;
        }
        self.perturb >>= PERTURB_SHIFT;
        let next = (self.base as u64).wrapping_mul(5).wrapping_add(1).wrapping_add(self.perturb);
        self.base = next as usize & self.mask;
        self.offset = 0;
    }
}

/// A step of a search.
enum Probe {
    Absent(usize),
    Found(usize),
    Ask(usize, Value),
}

struct Table {
    entries: Vec<Entry>,
    /// Keys and dummies.
    fill: usize,
    /// Keys.
    used: usize,
    /// Where `pop` goes on.
    finger: usize,
    epoch: u64,
}

impl Table {
    fn new() -> Table {
        Table { entries: vec![UNUSED; MINIMUM_SLOTS], fill: 0, used: 0, finger: 0, epoch: 0 }
    }

    fn mask(&self) -> usize {
        self.entries.len() - 1
    }

    fn probe(&self, key: Value, hash: i64, sequence: &mut ProbeSequence) -> Probe {
        loop {
            let slot = sequence.slot();
            let entry = &self.entries[slot];
            if entry.is_unused() {
                return Probe::Absent(sequence.dummy.unwrap_or(slot));
            }
            if entry.hash == DUMMY_HASH {
                sequence.dummy = Some(slot);
            } else if entry.hash == hash {
                match equal_quickly(entry.key, key) {
                    Some(true) => return Probe::Found(slot),
                    Some(false) => {}
                    None => return Probe::Ask(slot, entry.key),
                }
            }
            sequence.advance();
        }
    }

    /// Fills a dummy, or an unused slot, and grows the table when it gets full.
    fn fill_slot(&mut self, slot: usize, key: Value, hash: i64) {
        let unused = self.entries[slot].is_unused();
        self.entries[slot] = Entry { key, hash };
        self.used += 1;
        self.epoch += 1;
        self.fill += usize::from(unused);
        if unused && self.fill * 5 >= self.mask() * 3 {
            self.resize_for_growth();
        }
    }

    fn resize_for_growth(&mut self) {
        self.resize(if self.used > 50_000 { self.used * 2 } else { self.used * 4 });
    }

    /// Makes the table larger than `minimum` and drops the dummies.
    fn resize(&mut self, minimum: usize) {
        let mut slots = MINIMUM_SLOTS;
        while slots <= minimum {
            slots *= 2;
        }
        let old = std::mem::replace(&mut self.entries, vec![UNUSED; slots]);
        note_growth(slots.saturating_sub(old.len()) * size_of::<Entry>());
        self.fill = self.used;
        for entry in old {
            if !entry.key.is_undefined() {
                self.insert_clean(entry);
            }
        }
        self.epoch += 1;
    }

    /// Puts a key that is not there into a table without dummies.
    fn insert_clean(&mut self, entry: Entry) {
        let mut sequence = ProbeSequence::new(entry.hash, self.mask());
        while !self.entries[sequence.slot()].key.is_undefined() {
            sequence.advance();
        }
        self.entries[sequence.slot()] = entry;
    }

    fn remove(&mut self, slot: usize) -> Value {
        let key = self.entries[slot].key;
        self.entries[slot] = DUMMY;
        self.used -= 1;
        self.epoch += 1;
        key
    }
}

/// A set or a frozenset.
pub struct SetObject {
    frozen: bool,
    table: RefCell<Table>,
}

impl Object for SetObject {
    const TAG: Tag = Tag::Set;

    #[inline(always)]
    fn has_tag(tag: Tag) -> bool {
        tag == Tag::Set || tag == Tag::FrozenSet
    }

    fn trace(&self, marker: &mut Marker<'_>) {
        marker.external(self.external_bytes());
        for entry in &self.table.borrow().entries {
            marker.value(entry.key);
        }
    }

    fn external_bytes(&self) -> usize {
        self.table.borrow().entries.capacity() * size_of::<Entry>()
    }
}

impl SetObject {
    /// An empty set or frozenset.
    #[must_use]
    pub fn new(frozen: bool) -> SetObject {
        SetObject { frozen, table: RefCell::new(Table::new()) }
    }

    /// Is it a frozenset?
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// The number of keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.table.borrow().used
    }

    /// Is it empty?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn find(
        &self,
        interpreter: &mut Interpreter,
        key: Value,
        hash: i64,
    ) -> Result<std::result::Result<usize, usize>> {
        let mut epoch = self.table.borrow().epoch;
        let mut sequence = ProbeSequence::new(hash, self.table.borrow().mask());
        loop {
            let probe = self.table.borrow().probe(key, hash, &mut sequence);
            match probe {
                Probe::Absent(slot) => return Ok(Err(slot)),
                Probe::Found(slot) => return Ok(Ok(slot)),
                Probe::Ask(slot, other) => {
                    let same = equal(interpreter, other, key)?;
                    let table = self.table.borrow();
                    if table.epoch != epoch {
                        epoch = table.epoch;
                        sequence = ProbeSequence::new(hash, table.mask());
                    } else if same {
                        return Ok(Ok(slot));
                    } else {
                        sequence.advance();
                    }
                }
            }
        }
    }

    /// Adds a key; false when it was there.
    ///
    /// # Errors
    /// TypeError when the key cannot be hashed.
    pub fn add(&self, interpreter: &mut Interpreter, key: Value) -> Result<bool> {
        let hash = hash(interpreter, key)?;
        self.add_hashed(interpreter, key, hash)
    }

    /// Adds a key whose hash is known; false when it was there.
    ///
    /// # Errors
    /// What a comparison raises.
    pub fn add_hashed(&self, interpreter: &mut Interpreter, key: Value, hash: i64) -> Result<bool> {
        let found = self.find(interpreter, key, hash)?;
        if let Err(slot) = found {
            self.table.borrow_mut().fill_slot(slot, key, hash);
        }
        Ok(found.is_err())
    }

    /// Is the key, whose hash is known, in the set?
    ///
    /// # Errors
    /// What a comparison raises.
    pub fn contains_hashed(
        &self,
        interpreter: &mut Interpreter,
        key: Value,
        hash: i64,
    ) -> Result<bool> {
        Ok(self.find(interpreter, key, hash)?.is_ok())
    }

    /// Is the key in the set?
    ///
    /// # Errors
    /// TypeError when the key cannot be hashed.
    pub fn contains(&self, interpreter: &mut Interpreter, key: Value) -> Result<bool> {
        let hash = search_hash(interpreter, key)?;
        self.contains_hashed(interpreter, key, hash)
    }

    /// Removes a key whose hash is known; false when it was not there.
    ///
    /// # Errors
    /// What a comparison raises.
    pub fn discard_hashed(
        &self,
        interpreter: &mut Interpreter,
        key: Value,
        hash: i64,
    ) -> Result<bool> {
        let found = self.find(interpreter, key, hash)?;
        if let Ok(slot) = found {
            self.table.borrow_mut().remove(slot);
        }
        Ok(found.is_ok())
    }

    /// Removes a key; false when it was not there.
    ///
    /// # Errors
    /// TypeError when the key cannot be hashed.
    pub fn discard(&self, interpreter: &mut Interpreter, key: Value) -> Result<bool> {
        let hash = search_hash(interpreter, key)?;
        self.discard_hashed(interpreter, key, hash)
    }

    /// Removes and returns a key: the first one from where the last `pop` stopped.
    #[must_use]
    pub fn pop(&self) -> Option<Value> {
        let mut table = self.table.borrow_mut();
        if table.used == 0 {
            return None;
        }
        let mut slot = table.finger & table.mask();
        while table.entries[slot].key.is_undefined() {
            slot = (slot + 1) & table.mask();
        }
        table.finger = slot + 1;
        Some(table.remove(slot))
    }

    /// Removes everything.
    pub fn clear(&self) {
        let mut table = self.table.borrow_mut();
        let (finger, epoch) = (table.finger, table.epoch + 1);
        *table = Table { finger, epoch, ..Table::new() };
    }

    /// The first key in slot `position` or behind it: its slot, itself, its hash.
    #[inline]
    #[must_use]
    pub fn entry_from(&self, position: usize) -> Option<(usize, Value, i64)> {
        let table = self.table.borrow();
        let rest = table.entries.get(position..)?;
        let skip = rest.iter().position(|entry| !entry.key.is_undefined())?;
        Some((position + skip, rest[skip].key, rest[skip].hash))
    }

    /// Adds all keys of `other`.
    ///
    /// # Errors
    /// What a comparison raises.
    pub fn merge(&self, interpreter: &mut Interpreter, other: &SetObject) -> Result<()> {
        if std::ptr::eq(self, other) || other.is_empty() {
            return Ok(());
        }
        self.reserve(other.len());
        if self.table.borrow().fill == 0 {
            self.fill_from(other);
            return Ok(());
        }
        let mut position = 0;
        while let Some((slot, key, hash)) = other.entry_from(position) {
            self.add_hashed(interpreter, key, hash)?;
            position = slot + 1;
        }
        Ok(())
    }

    /// The one big resize before many keys are added.
    pub fn reserve(&self, more: usize) {
        let mut table = self.table.borrow_mut();
        if (table.fill + more) * 5 >= table.mask() * 3 {
            let minimum = (table.used + more) * 2;
            table.resize(minimum);
        }
    }

    /// Takes all keys of `other`; `self` is empty and has no dummies.
    fn fill_from(&self, other: &SetObject) {
        let (mut table, other) = (self.table.borrow_mut(), other.table.borrow());
        table.fill = other.used;
        table.used = other.used;
        table.epoch += 1;
        if table.mask() == other.mask() && other.fill == other.used {
            table.entries.copy_from_slice(&other.entries);
            return;
        }
        for entry in &other.entries {
            if !entry.key.is_undefined() {
                table.insert_clean(*entry);
            }
        }
    }

    /// A set with the same keys, as CPython copies it.
    #[must_use]
    pub fn copy(&self, frozen: bool) -> SetObject {
        let copy = SetObject::new(frozen);
        if !self.is_empty() {
            copy.reserve(self.len());
            copy.fill_from(self);
        }
        copy
    }

    /// Exchanges the keys of two sets.
    pub fn swap(&self, other: &SetObject) {
        if std::ptr::eq(self, other) {
            return;
        }
        let (mut mine, mut theirs) = (self.table.borrow_mut(), other.table.borrow_mut());
        std::mem::swap(&mut *mine, &mut *theirs);
        let (a, b) = (mine.finger, theirs.finger);
        (mine.finger, theirs.finger) = (b, a);
        mine.epoch += 1;
        theirs.epoch += 1;
    }

    /// Drops the dummies when they are more than a fourth of the table.
    pub fn shrink_dummies(&self) {
        let mut table = self.table.borrow_mut();
        if table.fill - table.used > table.mask() / 4 {
            table.resize_for_growth();
        }
    }
}

/// The hash of a key to look for: a set may be looked for among frozensets.
fn search_hash(interpreter: &mut Interpreter, key: Value) -> Result<i64> {
    match key.as_object::<SetObject>() {
        Some(set) => Ok(crate::operators::hash::hash_set(&set)),
        None => hash(interpreter, key),
    }
}

/// The set or frozenset as a value.
#[must_use]
pub fn set_value(set: Gc<SetObject>) -> Value {
    let tag = if set.frozen { Tag::FrozenSet } else { Tag::Set };
    // SAFETY: both tags stand for `SetObject`.
    unsafe { Value::object_tagged(tag, set) }
}

impl Heap {
    /// An empty set or frozenset. Use [`set_value`] to make it a value.
    pub fn set(&mut self, frozen: bool) -> Gc<SetObject> {
        self.allocate(SetObject::new(frozen))
    }
}
