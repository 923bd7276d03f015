//! Iterators: one object, and an enum of what it goes over.
//!
//! CPython has a type per iterable. Here a `for` loop meets one type, so the two states that loops
//! mostly have, a range and a list, are one comparison away ([`IteratorObject::next_range`],
//! [`IteratorObject::next_list`]). The states only say where an iterator is; how it goes on is in
//! `operators::iterate`, because `map` and `filter` call back into the interpreter.

use std::cell::{Cell, RefCell};

use num_bigint::BigInt;
use num_traits::Zero;

use crate::heap::{Gc, Heap, Marker, Object};
use crate::object::dict::DictObject;
use crate::object::dict_view::DictPart;
use crate::object::generator::Generator;
use crate::object::list::ListObject;
use crate::object::range::RangeObject;
use crate::object::set::SetObject;
use crate::object::str::StrObject;
use crate::object::stream::Stream;
use crate::object::tuple::TupleObject;
use crate::value::{Tag, Value};

/// The position of an iterator that has ended and stays so.
pub const ENDED: usize = usize::MAX;

/// Where an iterator is.
pub enum IteratorState {
    /// A range.
    Range {
        /// The next element.
        next: Cell<i64>,
        /// The distance to the one behind it.
        step: i64,
        /// How many there are.
        remaining: Cell<u64>,
    },
    /// A range beyond 64 bits.
    BigRange {
        /// The range.
        range: Gc<RangeObject>,
        /// The next index, counted from the end when reversed.
        index: RefCell<BigInt>,
        /// From the last element to the first?
        reversed: bool,
    },
    /// A list, which may grow meanwhile.
    List {
        /// The list.
        list: Gc<ListObject>,
        /// The next index, or [`ENDED`].
        index: Cell<usize>,
    },
    /// A list from its end.
    ListReversed {
        /// The list.
        list: Gc<ListObject>,
        /// The next index plus one; 0 at the end.
        above: Cell<usize>,
    },
    /// A tuple.
    Tuple {
        /// The tuple.
        tuple: Gc<TupleObject>,
        /// The next index.
        index: Cell<usize>,
    },
    /// A string.
    Str {
        /// The string.
        string: Gc<StrObject>,
        /// The byte offset of the next character.
        offset: Cell<usize>,
    },
    /// `reversed` of a tuple or a string.
    Reversed {
        /// The tuple or string.
        sequence: Value,
        /// The next index plus one; 0 at the end.
        above: Cell<usize>,
    },
    /// A dict or a view of it.
    Dict {
        /// The dict.
        dict: Gc<DictObject>,
        /// What is shown of an entry.
        part: DictPart,
        /// From the last entry to the first?
        reversed: bool,
        /// The next entry (the one behind it when reversed), or [`ENDED`].
        position: Cell<usize>,
        /// The size that the dict must keep.
        size: Cell<usize>,
        /// How many entries are still to come.
        remaining: Cell<usize>,
    },
    /// A set.
    Set {
        /// The set.
        set: Gc<SetObject>,
        /// The next slot, or [`ENDED`].
        position: Cell<usize>,
        /// The size that the set must keep.
        size: Cell<usize>,
    },
    /// `enumerate`
    Enumerate {
        /// What is counted.
        iterator: Value,
        /// The next number.
        count: Cell<i64>,
    },
    /// `zip`
    Zip {
        /// A tuple of iterators.
        iterators: Gc<TupleObject>,
        /// Must they end together?
        strict: bool,
    },
    /// `map`
    Map {
        /// What is called.
        function: Value,
        /// A tuple of iterators.
        iterators: Gc<TupleObject>,
    },
    /// `filter`
    Filter {
        /// What is asked, or `None`.
        function: Value,
        /// What is filtered.
        iterator: Value,
    },
    /// `iter(function, sentinel)`
    Callable {
        /// What is called.
        function: Value,
        /// What ends it.
        sentinel: Value,
        /// Did it end?
        ended: Cell<bool>,
    },
    /// A stream of the module `sys`: its lines.
    Stream(Stream),
    /// What a function with `yield` returns.
    Generator(Generator),
}

/// An iterator.
pub struct IteratorObject {
    /// What it goes over, and where it is.
    pub state: IteratorState,
}

impl Object for IteratorObject {
    const TAG: Tag = Tag::Iterator;

    fn trace(&self, marker: &mut Marker<'_>) {
        match &self.state {
            IteratorState::Range { .. } | IteratorState::Stream(_) => {}
            IteratorState::BigRange { range, .. } => marker.object(*range),
            IteratorState::List { list, .. } | IteratorState::ListReversed { list, .. } => {
                marker.object(*list);
            }
            IteratorState::Tuple { tuple, .. } => marker.object(*tuple),
            IteratorState::Str { string, .. } => marker.object(*string),
            IteratorState::Reversed { sequence, .. } => marker.value(*sequence),
            IteratorState::Dict { dict, .. } => marker.object(*dict),
            IteratorState::Set { set, .. } => marker.object(*set),
            IteratorState::Enumerate { iterator, .. } => marker.value(*iterator),
            IteratorState::Zip { iterators, .. } => marker.object(*iterators),
            IteratorState::Map { function, iterators } => {
                marker.value(*function);
                marker.object(*iterators);
            }
            IteratorState::Filter { function, iterator } => {
                marker.values(&[*function, *iterator]);
            }
            IteratorState::Callable { function, sentinel, .. } => {
                marker.values(&[*function, *sentinel]);
            }
            IteratorState::Generator(generator) => generator.trace(marker),
        }
    }
}

impl IteratorObject {
    /// The next element of a range: `None` when this is no iterator over a range, `Some(None)` at
    /// its end.
    #[inline(always)]
    #[must_use]
    pub fn next_range(&self) -> Option<Option<i64>> {
        let IteratorState::Range { next, step, remaining } = &self.state else { return None };
        let left = remaining.get();
        if left == 0 {
            return Some(None);
        }
        remaining.set(left - 1);
        let element = next.get();
        // Behind the last element this may wrap; nobody looks at it.
        next.set(element.wrapping_add(*step));
        Some(Some(element))
    }

    /// The next element of a list: `None` when this is no iterator over a list, `Some(None)` at
    /// its end.
    #[inline(always)]
    #[must_use]
    pub fn next_list(&self) -> Option<Option<Value>> {
        let IteratorState::List { list, index } = &self.state else { return None };
        let at = index.get();
        let element = list.get(at);
        index.set(if element.is_some() { at + 1 } else { ENDED });
        Some(element)
    }
}

impl Heap {
    /// An iterator in this state.
    pub fn iterator(&mut self, state: IteratorState) -> Value {
        self.allocate(IteratorObject { state }).into()
    }

    /// An iterator over a range, from its first element to its last or the other way round.
    pub fn range_iterator(&mut self, range: Gc<RangeObject>, reversed: bool) -> Value {
        let RangeObject::Small(small) = &*range else {
            let index = RefCell::new(BigInt::zero());
            return self.iterator(IteratorState::BigRange { range, index, reversed });
        };
        let (next, step) = if reversed {
            (small.get(-1).unwrap_or(0), small.step.wrapping_neg())
        } else {
            (small.start, small.step)
        };
        let remaining = Cell::new(small.len());
        self.iterator(IteratorState::Range { next: Cell::new(next), step, remaining })
    }

    /// An iterator over a part of a dict.
    pub fn dict_iterator(&mut self, dict: Gc<DictObject>, part: DictPart, reversed: bool) -> Value {
        let position = Cell::new(if reversed { dict.end() } else { 0 });
        let (size, remaining) = (Cell::new(dict.len()), Cell::new(dict.len()));
        self.iterator(IteratorState::Dict { dict, part, reversed, position, size, remaining })
    }
}
