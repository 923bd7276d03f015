//! Names as numbers: equal names have equal numbers, and comparing costs nothing.

use std::sync::Arc;

use rustc_hash::FxHashMap;

/// A name, or the text of a literal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Symbol(pub u32);

impl Symbol {
    /// The name `_`.
    pub const BLANK: Symbol = Symbol(0);
    /// The empty text.
    pub const EMPTY: Symbol = Symbol(1);
}

/// All names.
#[derive(Clone, Debug)]
pub struct Interner {
    numbers: FxHashMap<Arc<str>, Symbol>,
    texts: Vec<Arc<str>>,
}

impl Default for Interner {
    fn default() -> Interner {
        let mut interner = Interner { numbers: FxHashMap::default(), texts: Vec::new() };
        interner.intern("_");
        interner.intern("");
        interner
    }
}

impl Interner {
    /// The number of a name, a new one if it was not seen before.
    pub fn intern(&mut self, text: &str) -> Symbol {
        if let Some(&symbol) = self.numbers.get(text) {
            return symbol;
        }
        let symbol = Symbol(self.texts.len() as u32);
        let text: Arc<str> = text.into();
        self.texts.push(text.clone());
        self.numbers.insert(text, symbol);
        symbol
    }

    /// The number of a name, if it was seen before.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        self.numbers.get(text).copied()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Are there none? There are always two.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The name with that number.
    pub fn text(&self, symbol: Symbol) -> &Arc<str> {
        &self.texts[symbol.0 as usize]
    }
}
