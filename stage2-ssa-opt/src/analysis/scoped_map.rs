//! A map that can go back to what it was: for walks over the dominator tree, on which something
//! holds in a block and in those below it.
//!
//! One hash map and a log of what was overwritten, which is undone on the way up (the "scoped hash
//! table" of P. Briggs, K. Cooper, L. T. Simpson, "Value Numbering", 1997). Entering a scope costs
//! nothing, leaving it what was inserted. Judged by a stack of maps.

use std::hash::Hash;

use rustc_hash::FxHashMap;

/// A map with a log.
#[derive(Clone, Debug)]
pub struct ScopedMap<K, V> {
    map: FxHashMap<K, V>,
    log: Vec<(K, Option<V>)>,
}

/// How far the log of a [`ScopedMap`] goes.
#[derive(Clone, Copy, Debug)]
pub struct Mark(usize);

impl<K: Copy + Eq + Hash, V: Copy> ScopedMap<K, V> {
    /// An empty map.
    pub fn new() -> ScopedMap<K, V> {
        ScopedMap { map: FxHashMap::default(), log: Vec::new() }
    }

    /// An empty map with memory for so many keys.
    pub fn with_capacity(keys: usize) -> ScopedMap<K, V> {
        let map = FxHashMap::with_capacity_and_hasher(keys, Default::default());
        ScopedMap { map, log: Vec::with_capacity(keys) }
    }

    /// What was inserted last for the key.
    #[inline]
    pub fn get(&self, key: K) -> Option<V> {
        self.map.get(&key).copied()
    }

    /// Says something about a key, until the map goes back.
    #[inline]
    pub fn insert(&mut self, key: K, value: V) {
        let old = self.map.insert(key, value);
        self.log.push((key, old));
    }

    /// To this it can go back.
    #[inline]
    pub fn mark(&self) -> Mark {
        Mark(self.log.len())
    }

    /// Goes back to where the mark was made.
    pub fn back_to(&mut self, mark: Mark) {
        while self.log.len() > mark.0 {
            match self.log.pop() {
                Some((key, Some(old))) => self.map.insert(key, old),
                Some((key, None)) => self.map.remove(&key),
                None => return,
            };
        }
    }
}

impl<K: Copy + Eq + Hash, V: Copy> Default for ScopedMap<K, V> {
    fn default() -> ScopedMap<K, V> {
        ScopedMap::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_a_stack_of_maps() {
        let mut state = 1u64;
        let mut below = |limit: u64| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) % limit
        };
        let mut map = ScopedMap::new();
        let mut judge = vec![(map.mark(), FxHashMap::default())];
        for step in 0..2000 {
            match below(6) {
                0 => {
                    let inner = judge[judge.len() - 1].1.clone();
                    judge.push((map.mark(), inner));
                }
                1 if judge.len() > 1 => {
                    if let Some((mark, _)) = judge.pop() {
                        map.back_to(mark);
                    }
                }
                _ => {
                    let key = below(10);
                    map.insert(key, step);
                    if let Some((_, top)) = judge.last_mut() {
                        top.insert(key, step);
                    }
                }
            }
            for key in 0..10 {
                assert_eq!(map.get(key), judge[judge.len() - 1].1.get(&key).copied());
            }
        }
    }
}
