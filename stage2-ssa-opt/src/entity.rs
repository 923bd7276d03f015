//! Names for things: dense `u32` ids, and the tables they index.
//!
//! A compiler's graph built from references and boxes fights the borrow checker, costs a cache miss
//! per edge and cannot be printed without inventing names. So everything the IR consists of has a
//! number: `v3` is the fourth value of its function, and that is its name in dumps, in errors, in
//! tests and in the debugger. The data stands in a [`PrimaryMap`], which hands out the numbers;
//! whatever an analysis finds out stands in a [`SecondaryMap`] of its own, never in a new field.
//!
//! The idea and the names of the two maps are Cranelift's (`cranelift-entity`). Ours leave out
//! what a map with 32-bit keys does not need: hashing, removal, and sparse variants. Ids are never
//! reused: an instruction that is deleted leaves a hole in the numbering, so that a name means the
//! same thing before and after a pass.
//!
//! Judged by its own unit tests.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// An id: a `u32` in a type of its own.
pub trait Entity: Copy + Eq + Ord + fmt::Debug {
    /// The id with this number.
    fn new(index: usize) -> Self;
    /// Its number.
    fn index(self) -> usize;
}

/// Defines ids whose `Display` is their name in the text.
#[macro_export]
macro_rules! entities {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $crate::entity::Entity for $name {
            #[inline]
            fn new(index: usize) -> $name {
                debug_assert!(index <= u32::MAX as usize);
                $name(index as u32)
            }

            #[inline]
            fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter) -> ::std::fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(self, f)
            }
        }
    )*};
}

entities! {
    /// A basic block of a function.
    Block = "block";
    /// An instruction of a function. It has no name in the text; its results have.
    Inst = "inst";
    /// A value of a function: the result of an instruction, or a parameter of a block.
    Value = "v";
    /// A stack slot of a function, made by the program.
    Slot = "slot";
    /// A side exit of a function.
    Exit = "exit";
    /// A signature used by the indirect calls of a function.
    SigRef = "sig";
    /// The table of a `switch`.
    Table = "table";
    /// A function of a module, defined in it or external. The text shows its name.
    FuncRef = "func";
    /// Data of a module. The text shows its name.
    DataRef = "data";
}

/// The table that owns the data of an entity and hands out its ids, in order.
#[derive(Clone, PartialEq, Eq)]
pub struct PrimaryMap<K, V> {
    elements: Vec<V>,
    key: PhantomData<K>,
}

impl<K: Entity, V> PrimaryMap<K, V> {
    /// An empty table.
    #[inline]
    pub fn new() -> PrimaryMap<K, V> {
        PrimaryMap { elements: Vec::new(), key: PhantomData }
    }

    /// Adds an element; its id is the answer.
    #[inline]
    pub fn push(&mut self, value: V) -> K {
        let key = K::new(self.elements.len());
        self.elements.push(value);
        key
    }

    /// The id that the next [`push`](PrimaryMap::push) will give.
    #[inline]
    pub fn next_key(&self) -> K {
        K::new(self.elements.len())
    }

    /// The element, if there is one of that number.
    #[inline]
    pub fn get(&self, key: K) -> Option<&V> {
        self.elements.get(key.index())
    }

    /// The element to change, if there is one of that number.
    #[inline]
    pub fn get_mut(&mut self, key: K) -> Option<&mut V> {
        self.elements.get_mut(key.index())
    }

    /// Is there an element of that number?
    #[inline]
    pub fn contains(&self, key: K) -> bool {
        key.index() < self.elements.len()
    }

    /// How many elements there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Is it empty?
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// All ids, in order.
    #[inline]
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = K> + ExactSizeIterator + use<K, V> {
        (0..self.elements.len()).map(K::new)
    }

    /// All elements, in order of their ids.
    #[inline]
    pub fn values(&self) -> std::slice::Iter<'_, V> {
        self.elements.iter()
    }

    /// All elements to change, in order of their ids.
    #[inline]
    pub fn values_mut(&mut self) -> std::slice::IterMut<'_, V> {
        self.elements.iter_mut()
    }

    /// All ids with their elements, in order.
    #[inline]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (K, &V)> + ExactSizeIterator {
        self.elements.iter().enumerate().map(|(index, value)| (K::new(index), value))
    }

    /// Takes back the elements from `key` on.
    pub fn truncate(&mut self, key: K) {
        self.elements.truncate(key.index());
    }

    /// Grows the table until it has the element `key`, with copies of `filler`.
    pub fn grow_to(&mut self, key: K, filler: V)
    where
        V: Clone,
    {
        if key.index() >= self.elements.len() {
            self.elements.resize(key.index() + 1, filler);
        }
    }
}

impl<K: Entity, V> Default for PrimaryMap<K, V> {
    fn default() -> PrimaryMap<K, V> {
        PrimaryMap::new()
    }
}

impl<K: Entity, V> Index<K> for PrimaryMap<K, V> {
    type Output = V;

    #[inline]
    fn index(&self, key: K) -> &V {
        &self.elements[key.index()]
    }
}

impl<K: Entity, V> IndexMut<K> for PrimaryMap<K, V> {
    #[inline]
    fn index_mut(&mut self, key: K) -> &mut V {
        &mut self.elements[key.index()]
    }
}

impl<K: Entity, V: fmt::Debug> fmt::Debug for PrimaryMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// Facts about an entity that somebody else owns. What was never set has the default value, so a
/// table is right for a function that has grown since it was made.
#[derive(Clone)]
pub struct SecondaryMap<K, V> {
    elements: Vec<V>,
    default: V,
    key: PhantomData<K>,
}

impl<K: Entity, V: Clone> SecondaryMap<K, V> {
    /// A table in which everything has the value `default`.
    pub const fn with_default(default: V) -> SecondaryMap<K, V> {
        SecondaryMap { elements: Vec::new(), default, key: PhantomData }
    }

    /// The same, with memory for the ids below `capacity` taken at once.
    pub fn with_capacity(default: V, capacity: usize) -> SecondaryMap<K, V> {
        SecondaryMap { elements: vec![default.clone(); capacity], default, key: PhantomData }
    }

    /// Everything has the default value again.
    pub fn clear(&mut self) {
        self.elements.clear();
    }
}

impl<K: Entity, V: Clone + Default> SecondaryMap<K, V> {
    /// A table in which everything has the type's default value.
    #[inline]
    pub fn new() -> SecondaryMap<K, V> {
        SecondaryMap::with_default(V::default())
    }
}

impl<K: Entity, V: Clone + Default> Default for SecondaryMap<K, V> {
    fn default() -> SecondaryMap<K, V> {
        SecondaryMap::new()
    }
}

impl<K: Entity, V> Index<K> for SecondaryMap<K, V> {
    type Output = V;

    #[inline]
    fn index(&self, key: K) -> &V {
        self.elements.get(key.index()).unwrap_or(&self.default)
    }
}

impl<K: Entity, V: Clone> IndexMut<K> for SecondaryMap<K, V> {
    #[inline]
    fn index_mut(&mut self, key: K) -> &mut V {
        if key.index() >= self.elements.len() {
            self.grow(key.index());
        }
        &mut self.elements[key.index()]
    }
}

impl<K: Entity, V: Clone> SecondaryMap<K, V> {
    /// Makes room for an id, and for the next ones: they mostly come in order.
    #[cold]
    fn grow(&mut self, index: usize) {
        let length = (index + 1).max(self.elements.len() * 2).max(16);
        self.elements.resize(length, self.default.clone());
    }
}

impl<K: Entity, V: Clone + PartialEq> PartialEq for SecondaryMap<K, V> {
    /// Two tables are equal when every id has equal values in them, however long they are.
    fn eq(&self, other: &SecondaryMap<K, V>) -> bool {
        let length = self.elements.len().max(other.elements.len());
        self.default == other.default && (0..length).map(K::new).all(|key| self[key] == other[key])
    }
}

impl<K: Entity, V: fmt::Debug> fmt::Debug for SecondaryMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let entries = self.elements.iter().enumerate().map(|(index, value)| (K::new(index), value));
        f.debug_map().entries(entries).finish()
    }
}

/// A set of entities, one bit each.
#[derive(Clone)]
pub struct EntitySet<K> {
    words: Vec<u64>,
    key: PhantomData<K>,
}

impl<K: Entity> EntitySet<K> {
    /// The empty set.
    #[inline]
    pub fn new() -> EntitySet<K> {
        EntitySet { words: Vec::new(), key: PhantomData }
    }

    /// Is it in the set?
    #[inline]
    pub fn contains(&self, key: K) -> bool {
        let word = self.words.get(key.index() / 64).copied().unwrap_or(0);
        word >> (key.index() % 64) & 1 != 0
    }

    /// The empty set, with memory for the ids below `capacity` taken at once.
    pub fn with_capacity(capacity: usize) -> EntitySet<K> {
        EntitySet { words: vec![0; capacity.div_ceil(64)], key: PhantomData }
    }

    /// Puts it into the set; was it new?
    #[inline]
    pub fn insert(&mut self, key: K) -> bool {
        let (word, bit) = (key.index() / 64, 1 << (key.index() % 64));
        if word >= self.words.len() {
            self.grow(word);
        }
        let new = self.words[word] & bit == 0;
        self.words[word] |= bit;
        new
    }

    #[cold]
    fn grow(&mut self, word: usize) {
        self.words.resize((word + 1).max(self.words.len() * 2), 0);
    }

    /// Takes it out of the set; was it there?
    #[inline]
    pub fn remove(&mut self, key: K) -> bool {
        let (word, bit) = (key.index() / 64, 1 << (key.index() % 64));
        match self.words.get_mut(word) {
            Some(word) if *word & bit != 0 => {
                *word &= !bit;
                true
            }
            _ => false,
        }
    }

    /// Adds everything that is in `other`; did anything change?
    pub fn union(&mut self, other: &EntitySet<K>) -> bool {
        if other.words.len() > self.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        let mut changed = false;
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            changed |= more & !*word != 0;
            *word |= more;
        }
        changed
    }

    /// How many there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Is it empty?
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The members in order of their numbers.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = K> + '_ {
        self.words.iter().enumerate().flat_map(|(index, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    K::new(index * 64 + bit)
                })
            })
        })
    }
}

impl<K: Entity> Default for EntitySet<K> {
    fn default() -> EntitySet<K> {
        EntitySet::new()
    }
}

impl<K: Entity> PartialEq for EntitySet<K> {
    fn eq(&self, other: &EntitySet<K>) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<K: Entity> FromIterator<K> for EntitySet<K> {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> EntitySet<K> {
        let mut set = EntitySet::new();
        for key in keys {
            set.insert(key);
        }
        set
    }
}

impl<K: Entity> fmt::Debug for EntitySet<K> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_its_name() {
        assert_eq!(format!("{} {:?} {}", Value(3), Block(0), Exit(12)), "v3 block0 exit12");
    }

    #[test]
    fn a_secondary_map_answers_for_ids_it_never_saw() {
        let mut map: SecondaryMap<Value, i32> = SecondaryMap::with_default(-1);
        map[Value(2)] = 7;
        assert_eq!((map[Value(0)], map[Value(2)], map[Value(99)]), (-1, 7, -1));
        let mut longer = map.clone();
        longer[Value(50)] = -1;
        assert!(map == longer);
    }

    #[test]
    fn sets() {
        let mut set: EntitySet<Value> = [Value(1), Value(64), Value(200)].into_iter().collect();
        assert!(set.contains(Value(64)) && !set.contains(Value(65)) && !set.contains(Value(9999)));
        assert!(!set.insert(Value(1)) && set.insert(Value(2)) && set.remove(Value(200)));
        assert_eq!(set.iter().collect::<Vec<_>>(), [Value(1), Value(2), Value(64)]);
        assert_eq!(set.len(), 3);
        assert!(!set.clone().union(&set));
    }
}
