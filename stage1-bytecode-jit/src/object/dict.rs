//! Dicts: an array of entries in insertion order, and a table of indices into it.
//!
//! A hash table alone has no order, and its empty slots waste whole entries. So the entries stand
//! in the order of their insertion in a dense array, and the hashed table holds only their
//! numbers, four bytes each (Hettinger, "More compact dictionaries with faster iteration", 2012):
//!
//! ```text
//!   slots    [ – 1 – – 0 – 2 – ]          entry numbers, open addressing
//!   entries  [ "one": 1 | "two": 2 | "six": 6 ]
//! ```
//!
//! A removed entry leaves a hole, and its slot a mark. When the entries are used up, the table is
//! rebuilt without the holes, for three times as many keys as are alive: CPython's rule, kept
//! because a loop that changes its dict can see when it happens.
//!
//! Ints, floats, strings and the like compare right here. Other keys (tuples, frozensets) need
//! [`equal`], which may raise; nothing is borrowed while it runs, and the search starts again if
//! the table changed meanwhile.

use std::cell::RefCell;

use crate::error::Result;
use crate::heap::{Gc, Heap, Marker, Object, note_growth};
use crate::interpreter::Interpreter;
use crate::operators::compare::{equal, equal_quickly};
use crate::operators::hash::{hash, hash_text};
use crate::value::{Tag, Value};

const EMPTY: u32 = u32::MAX;
const REMOVED: u32 = u32::MAX - 1;
const MINIMUM_SLOTS: usize = 8;

/// One key with its value; the key of a hole is undefined.
#[derive(Clone, Copy)]
struct Entry {
    hash: i64,
    key: Value,
    value: Value,
}

#[derive(Clone)]
struct Table {
    entries: Vec<Entry>,
    slots: Box<[u32]>,
    used: usize,
    /// How many more entries may be pushed before the table is rebuilt.
    usable: usize,
    /// Changes whenever a key comes or goes.
    epoch: u64,
}

/// A step of a search.
enum Probe {
    Absent,
    Found {
        slot: usize,
        entry: usize,
    },
    /// Only a comparison that may raise can tell whether this is the key.
    Ask {
        slot: usize,
        entry: usize,
        key: Value,
    },
}

fn usable_fraction(slots: usize) -> usize {
    slots * 2 / 3
}

impl Table {
    fn with_slots(slots: usize) -> Table {
        Table {
            entries: Vec::new(),
            slots: vec![EMPTY; slots].into_boxed_slice(),
            used: 0,
            usable: usable_fraction(slots),
            epoch: 0,
        }
    }

    /// Where a search begins. The multiplication spreads keys that differ in few bits (Knuth, "The
    /// Art of Computer Programming", volume 3, 6.4).
    fn first_slot(&self, hash: i64) -> usize {
        let mixed = (hash as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 32) as usize & self.slots.len().wrapping_sub(1)
    }

    /// Goes on with the search for `key` at `slot`.
    fn probe(&self, key: Value, hash: i64, mut slot: usize) -> Probe {
        if self.used == 0 {
            return Probe::Absent;
        }
        let mask = self.slots.len() - 1;
        loop {
            let number = self.slots[slot & mask];
            if number == EMPTY {
                return Probe::Absent;
            }
            if number != REMOVED {
                let entry = &self.entries[number as usize];
                if entry.hash == hash {
                    let found = number as usize;
                    match equal_quickly(entry.key, key) {
                        Some(true) => return Probe::Found { slot: slot & mask, entry: found },
                        Some(false) => {}
                        None => {
                            return Probe::Ask { slot: slot & mask, entry: found, key: entry.key };
                        }
                    }
                }
            }
            slot = (slot & mask) + 1;
        }
    }

    fn find_text(&self, text: &str) -> Option<usize> {
        if self.used == 0 {
            return None;
        }
        let hash = hash_text(text);
        let mask = self.slots.len() - 1;
        let mut slot = self.first_slot(hash);
        loop {
            let number = self.slots[slot];
            if number == EMPTY {
                return None;
            }
            if number != REMOVED {
                let entry = &self.entries[number as usize];
                if entry.hash == hash && entry.key.as_str() == Some(text) {
                    return Some(number as usize);
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Appends an entry whose key is not in the table.
    fn push(&mut self, entry: Entry) {
        if self.usable == 0 {
            self.rebuild(self.used * 3);
        }
        let mask = self.slots.len() - 1;
        let mut slot = self.first_slot(entry.hash);
        while self.slots[slot] != EMPTY {
            slot = (slot + 1) & mask;
        }
        self.slots[slot] = self.entries.len() as u32;
        self.entries.push(entry);
        self.usable -= 1;
        self.used += 1;
        self.epoch += 1;
    }

    /// Drops the holes and makes room for `keys` slots.
    fn rebuild(&mut self, keys: usize) {
        let slots = keys.next_power_of_two().max(MINIMUM_SLOTS);
        let mut new = Table::with_slots(slots);
        new.entries.reserve_exact(usable_fraction(slots));
        new.epoch = self.epoch;
        let grown = slots.saturating_sub(self.slots.len());
        note_growth(grown * 4 + usable_fraction(grown) * size_of::<Entry>());
        for entry in &self.entries {
            if !entry.key.is_undefined() {
                new.push(*entry);
            }
        }
        *self = new;
        self.epoch += 1;
    }

    fn remove(&mut self, slot: usize, entry: usize) -> (Value, Value) {
        self.slots[slot] = REMOVED;
        self.used -= 1;
        self.epoch += 1;
        let entry = &mut self.entries[entry];
        let pair = (entry.key, entry.value);
        entry.key = Value::UNDEFINED;
        entry.value = Value::UNDEFINED;
        pair
    }
}

/// A dict.
pub struct DictObject {
    table: RefCell<Table>,
}

impl Object for DictObject {
    const TAG: Tag = Tag::Dict;

    fn trace(&self, marker: &mut Marker<'_>) {
        marker.external(self.external_bytes());
        for entry in &self.table.borrow().entries {
            marker.value(entry.key);
            marker.value(entry.value);
        }
    }

    fn external_bytes(&self) -> usize {
        let table = self.table.borrow();
        table.entries.capacity() * size_of::<Entry>() + table.slots.len() * 4
    }
}

impl Default for DictObject {
    fn default() -> Self {
        DictObject::new()
    }
}

impl DictObject {
    /// An empty dict, without a table.
    #[must_use]
    pub fn new() -> DictObject {
        DictObject { table: RefCell::new(Table::with_slots(0)) }
    }

    /// An empty dict with room for so many keys.
    #[must_use]
    pub fn with_capacity(keys: usize) -> DictObject {
        let dict = DictObject::new();
        if keys > 0 {
            dict.table.borrow_mut().rebuild((keys * 3).div_ceil(2));
        }
        dict
    }

    /// The number of keys.
    #[inline]
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
    ) -> Result<Option<(usize, usize)>> {
        let (mut probe, mut epoch) = {
            let table = self.table.borrow();
            (table.probe(key, hash, table.first_slot(hash)), table.epoch)
        };
        loop {
            match probe {
                Probe::Absent => return Ok(None),
                Probe::Found { slot, entry } => return Ok(Some((slot, entry))),
                Probe::Ask { slot, entry, key: other } => {
                    let same = equal(interpreter, other, key)?;
                    let table = self.table.borrow();
                    if table.epoch != epoch {
                        epoch = table.epoch;
                        probe = table.probe(key, hash, table.first_slot(hash));
                    } else if same {
                        return Ok(Some((slot, entry)));
                    } else {
                        probe = table.probe(key, hash, slot + 1);
                    }
                }
            }
        }
    }

    /// The value of `key`.
    ///
    /// # Errors
    /// TypeError when the key cannot be hashed.
    pub fn get(&self, interpreter: &mut Interpreter, key: Value) -> Result<Option<Value>> {
        let hash = hash(interpreter, key)?;
        self.get_hashed(interpreter, key, hash)
    }

    /// The value of `key`, whose hash is known.
    ///
    /// # Errors
    /// What a comparison raises.
    pub fn get_hashed(
        &self,
        interpreter: &mut Interpreter,
        key: Value,
        hash: i64,
    ) -> Result<Option<Value>> {
        let found = self.find(interpreter, key, hash)?;
        Ok(found.map(|(_, entry)| self.table.borrow().entries[entry].value))
    }

    /// The value of a key that is a string.
    #[must_use]
    pub fn get_text(&self, text: &str) -> Option<Value> {
        let table = self.table.borrow();
        table.find_text(text).map(|entry| table.entries[entry].value)
    }

    /// Sets the value of `key`; a key that is there stays the object it is.
    ///
    /// # Errors
    /// TypeError when the key cannot be hashed.
    pub fn insert(&self, interpreter: &mut Interpreter, key: Value, value: Value) -> Result<()> {
        let hash = hash(interpreter, key)?;
        self.insert_hashed(interpreter, key, hash, value)
    }

    fn insert_hashed(
        &self,
        interpreter: &mut Interpreter,
        key: Value,
        hash: i64,
        value: Value,
    ) -> Result<()> {
        let found = self.find(interpreter, key, hash)?;
        let mut table = self.table.borrow_mut();
        match found {
            Some((_, entry)) => table.entries[entry].value = value,
            None => table.push(Entry { hash, key, value }),
        }
        Ok(())
    }

    /// The value of `key`, which becomes `value` when the key is not there.
    ///
    /// # Errors
    /// TypeError when the key cannot be hashed.
    pub fn get_or_insert(
        &self,
        interpreter: &mut Interpreter,
        key: Value,
        value: Value,
    ) -> Result<Value> {
        let hash = hash(interpreter, key)?;
        let found = self.find(interpreter, key, hash)?;
        let mut table = self.table.borrow_mut();
        Ok(match found {
            Some((_, entry)) => table.entries[entry].value,
            None => {
                table.push(Entry { hash, key, value });
                value
            }
        })
    }

    /// Removes `key` and returns its value.
    ///
    /// # Errors
    /// TypeError when the key cannot be hashed.
    pub fn remove(&self, interpreter: &mut Interpreter, key: Value) -> Result<Option<Value>> {
        let hash = hash(interpreter, key)?;
        let found = self.find(interpreter, key, hash)?;
        Ok(found.map(|(slot, entry)| self.table.borrow_mut().remove(slot, entry).1))
    }

    /// Removes and returns the key that was inserted last, and its value.
    #[must_use]
    pub fn pop_item(&self) -> Option<(Value, Value)> {
        let mut table = self.table.borrow_mut();
        let entry = table.entries.iter().rposition(|entry| !entry.key.is_undefined())?;
        let mask = table.slots.len() - 1;
        let mut slot = table.first_slot(table.entries[entry].hash);
        while table.slots[slot] != entry as u32 {
            slot = (slot + 1) & mask;
        }
        let pair = table.remove(slot, entry);
        table.entries.truncate(entry);
        Some(pair)
    }

    /// Removes everything.
    pub fn clear(&self) {
        let mut table = self.table.borrow_mut();
        let epoch = table.epoch + 1;
        *table = Table::with_slots(0);
        table.epoch = epoch;
    }

    /// A dict with the same entries.
    #[must_use]
    pub fn copy(&self) -> DictObject {
        let mut copy = self.table.borrow().clone();
        if copy.used < copy.entries.len() * 2 / 3 {
            copy.rebuild(copy.used * 3 / 2 + 1);
        }
        DictObject { table: RefCell::new(copy) }
    }

    /// The first entry at `position` or behind it: its own position, key and value.
    #[inline]
    #[must_use]
    pub fn entry_from(&self, position: usize) -> Option<(usize, Value, Value)> {
        let table = self.table.borrow();
        let rest = table.entries.get(position..)?;
        let skip = rest.iter().position(|entry| !entry.key.is_undefined())?;
        Some((position + skip, rest[skip].key, rest[skip].value))
    }

    /// The last entry before `position`: its own position, key and value.
    #[must_use]
    pub fn entry_before(&self, position: usize) -> Option<(usize, Value, Value)> {
        let table = self.table.borrow();
        let rest = &table.entries[..position.min(table.entries.len())];
        let at = rest.iter().rposition(|entry| !entry.key.is_undefined())?;
        Some((at, rest[at].key, rest[at].value))
    }

    /// The hash of the key at the position of an entry.
    #[must_use]
    pub fn hash_at(&self, position: usize) -> i64 {
        self.table.borrow().entries.get(position).map_or(0, |entry| entry.hash)
    }

    /// The position behind the last entry.
    #[must_use]
    pub fn end(&self) -> usize {
        self.table.borrow().entries.len()
    }
}

impl Heap {
    /// An empty dict.
    pub fn dict(&mut self) -> Gc<DictObject> {
        self.allocate(DictObject::new())
    }
}
