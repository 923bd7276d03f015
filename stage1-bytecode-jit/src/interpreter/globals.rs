//! Global variables: an array of slots.
//!
//! Which global names a program can have is known before it runs: those that occur in it, for
//! there is no `exec` here. So each gets a slot, and `LOAD_GLOBAL` is one load where CPython looks
//! into a dict or checks a cache. Beside each slot stands the built-in of the same name, which
//! shows through while the slot is unbound.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::value::Value;

/// The global variables of a module.
#[derive(Default)]
pub struct Globals {
    slots: FxHashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
    values: Box<[Value]>,
    builtins: Box<[Value]>,
    /// How often any slot was written that held a function before, or was made to hold one.
    version: u64,
}

impl Globals {
    /// The slot of a name, made if there is none. Only while a program is loaded.
    pub(crate) fn slot_for(&mut self, name: &Arc<str>) -> u32 {
        if let Some(&slot) = self.slots.get(name) {
            return slot;
        }
        let slot = self.names.len() as u32;
        self.slots.insert(name.clone(), slot);
        self.names.push(name.clone());
        slot
    }

    /// Allocates the values. No slot can be added after that.
    pub(crate) fn freeze(&mut self, builtin: impl Fn(&str) -> Option<Value>) {
        self.values = vec![Value::UNDEFINED; self.names.len()].into();
        self.builtins =
            self.names.iter().map(|name| builtin(name).unwrap_or(Value::UNDEFINED)).collect();
    }

    /// The variable's name.
    #[must_use]
    pub fn name(&self, slot: u32) -> &Arc<str> {
        &self.names[slot as usize]
    }

    /// The slot of a name, if the program mentions it.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<u32> {
        self.slots.get(name).copied()
    }

    /// The names of the variables that are bound.
    pub fn bound_names(&self) -> impl Iterator<Item = &str> {
        let named = self.names.iter().zip(&self.values);
        named.filter(|(_, value)| !value.is_undefined()).map(|(name, _)| &**name)
    }

    /// Where the values are, for compiled code: slot `i` at `16 * i`. They stay there once the
    /// program is loaded.
    #[must_use]
    pub fn values_address(&self) -> *const Value {
        self.values.as_ptr()
    }

    /// Where the [version](Globals::version) is, for compiled code. It stays there as long as the
    /// interpreter does not move.
    #[must_use]
    pub fn version_address(&self) -> *const u64 {
        &raw const self.version
    }

    /// All values, for the collector.
    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }

    /// The global variable, or the built-in of that name, or undefined.
    #[inline(always)]
    #[must_use]
    pub fn load(&self, slot: u32) -> Value {
        let value = self.values[slot as usize];
        if value.is_undefined() { self.builtins[slot as usize] } else { value }
    }

    /// The global variable itself.
    #[inline]
    #[must_use]
    pub fn own(&self, slot: u32) -> Value {
        self.values[slot as usize]
    }

    /// Binds, or with an undefined value unbinds, a variable.
    #[inline]
    pub fn store(&mut self, slot: u32, value: Value) {
        use crate::value::Tag;
        let old = std::mem::replace(&mut self.values[slot as usize], value);
        if old.tag() == Tag::Function || value.tag() == Tag::Function || old.is_undefined() {
            self.version += 1;
        }
    }

    /// Changes whenever a name may have come to mean another function.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }
}
