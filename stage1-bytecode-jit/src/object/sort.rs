//! Sorting lists: stable, with CPython's order of comparisons where it can be seen.
//!
//! Lists of ints, of floats without a NaN, and of strings have a total order, so the standard
//! library's stable sort gives the one right answer. Everything else may raise, and may have only
//! a partial order (sets), and then the order of comparisons shows: which pair the TypeError
//! names, where incomparable elements end. So the general case is CPython's timsort (Peters,
//! "listsort.txt", 2002): natural runs, binary insertion for short ones, stable merges.
//!
//! It leaves out galloping, which changes no result as long as the comparison is consistent.
//!
//! What is sorted is a permutation of numbers; elements and keys stay in list objects, where the
//! collector sees them.

use std::cmp::Ordering;

use crate::builtin::Arguments;
use crate::error::{Result, value_error};
use crate::heap::Gc;
use crate::interpreter::Interpreter;
use crate::object::list::ListObject;
use crate::operators::compare::{Comparison, holds};
use crate::operators::iterate::keep_alive;
use crate::value::{Tag, Value};

/// Shorter pieces are sorted by insertion.
const SHORT: usize = 64;

/// `list.sort(key=key, reverse=reverse)`; a key of `None` is none.
///
/// # Errors
/// What the key function and comparisons raise (the list then has its elements in some order);
/// `ValueError: list modified during sort`.
pub fn sort_list(
    interpreter: &mut Interpreter,
    list: Gc<ListObject>,
    key: Value,
    reverse: bool,
) -> Result<()> {
    if key.is_none() && sort_numbers(&list, reverse) {
        return Ok(());
    }
    // The list is empty while it is sorted, so that nobody sees it half done.
    let elements = interpreter.heap.allocate(list.copy_range(0, list.len()));
    list.clear();
    let mut order: Vec<u32> = (0..elements.len() as u32).collect();
    let result = sort_order(interpreter, elements, key, reverse, &mut order);
    let modified = !list.is_empty();
    list.clear();
    for at in order {
        if let Some(element) = elements.get(at as usize) {
            list.push(element);
        }
    }
    result?;
    if modified { Err(value_error("list modified during sort")) } else { Ok(()) }
}

/// Sorts a list of ints, or of floats without a NaN, in place.
fn sort_numbers(list: &ListObject, reverse: bool) -> bool {
    let ints = list.with_ints(|ints| {
        if reverse {
            ints.sort_unstable_by(|a, b| b.cmp(a));
        } else {
            ints.sort_unstable();
        }
    });
    if ints.is_some() {
        return true;
    }
    // Stable, because 0.0 and -0.0 are equal and differ.
    let floats = list.with_floats(|floats| {
        let ordered = floats.iter().all(|float| !float.is_nan());
        if ordered && reverse {
            floats.sort_by(|a, b| b.partial_cmp(a).unwrap_or(Ordering::Equal));
        } else if ordered {
            floats.sort_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
        }
        ordered
    });
    floats == Some(true)
}

fn sort_order(
    interpreter: &mut Interpreter,
    elements: Gc<ListObject>,
    key: Value,
    reverse: bool,
    order: &mut [u32],
) -> Result<()> {
    let keys = if key.is_none() {
        elements
    } else {
        let keys = interpreter.heap.allocate(ListObject::new());
        for at in 0..elements.len() {
            let element = elements.get(at).unwrap_or(Value::NONE);
            keys.push(interpreter.call(key, Arguments::positional(&[element]))?);
        }
        keys
    };
    // Reversed twice, so that equal elements keep their order.
    if reverse {
        order.reverse();
    }
    let result = sort_by_keys(interpreter, keys, order);
    if reverse {
        order.reverse();
    }
    keep_alive(keys.into());
    result
}

fn sort_by_keys(
    interpreter: &mut Interpreter,
    keys: Gc<ListObject>,
    order: &mut [u32],
) -> Result<()> {
    let all = |tag: Tag| (0..keys.len()).all(|at| keys.get(at).is_some_and(|k| k.tag() == tag));
    let ints = keys.with_ints(|ints| order.sort_by_key(|at| ints[*at as usize]));
    if ints.is_some() {
        return Ok(());
    }
    if all(Tag::Str) {
        let texts: Vec<&str> =
            keys.to_vec().into_iter().map(|key| key.as_str().unwrap_or("")).collect();
        order.sort_by_key(|at| texts[*at as usize]);
        keep_alive(keys.into());
        return Ok(());
    }
    let floats = keys.with_floats(|floats| {
        let ordered = floats.iter().all(|float| !float.is_nan());
        if ordered {
            order.sort_by(|a, b| {
                let (a, b) = (floats[*a as usize], floats[*b as usize]);
                a.partial_cmp(&b).unwrap_or(Ordering::Equal)
            });
        }
        ordered
    });
    if floats == Some(true) {
        return Ok(());
    }
    Timsort { interpreter, keys, scratch: Vec::new() }.sort(order)
}

struct Timsort<'a> {
    interpreter: &'a mut Interpreter,
    keys: Gc<ListObject>,
    scratch: Vec<u32>,
}

/// A sorted piece that waits to be merged with the one behind it.
struct Run {
    start: usize,
    length: usize,
    /// How deep in the tree of merges the boundary behind it is (Munro and Wild, "Nearly-optimal
    /// mergesorts", 2018).
    power: u32,
}

impl Timsort<'_> {
    fn less(&mut self, a: u32, b: u32) -> Result<bool> {
        let get = |at: u32| self.keys.get(at as usize).unwrap_or(Value::NONE);
        let (a, b) = (get(a), get(b));
        holds(self.interpreter, Comparison::Less, a, b)
    }

    fn sort(&mut self, order: &mut [u32]) -> Result<()> {
        let total = order.len();
        let minimum = minimum_run(total);
        let mut runs: Vec<Run> = Vec::new();
        let mut start = 0;
        while start < total {
            let mut length = self.natural_run(&mut order[start..])?;
            if length < minimum {
                let forced = minimum.min(total - start);
                self.insert(&mut order[start..start + forced], length)?;
                length = forced;
            }
            if let Some(last) = runs.last_mut() {
                last.power = power(last.start, last.length, length, total);
                let power = last.power;
                while let [.., second, first] = &runs[..]
                    && second.power > power
                {
                    let (second, first) = (second.start, first.start);
                    self.merge_last(order, &mut runs, second, first, power)?;
                }
            }
            runs.push(Run { start, length, power: 0 });
            start += length;
        }
        while let [.., second, first] = &runs[..] {
            let (second, first) = (second.start, first.start);
            self.merge_last(order, &mut runs, second, first, 0)?;
        }
        Ok(())
    }

    /// Merges the last two runs into one.
    fn merge_last(
        &mut self,
        order: &mut [u32],
        runs: &mut Vec<Run>,
        second: usize,
        first: usize,
        power: u32,
    ) -> Result<()> {
        let Some(last) = runs.pop() else { return Ok(()) };
        let end = last.start + last.length;
        self.merge(&mut order[second..end], first - second)?;
        if let Some(merged) = runs.last_mut() {
            merged.length = end - second;
            merged.power = power;
        }
        Ok(())
    }

    /// The length of the run at the front: as far as it rises, or falls strictly (then reversed).
    fn natural_run(&mut self, order: &mut [u32]) -> Result<usize> {
        if order.len() < 2 {
            return Ok(order.len());
        }
        let falling = self.less(order[1], order[0])?;
        let mut length = 2;
        while length < order.len() && self.less(order[length], order[length - 1])? == falling {
            length += 1;
        }
        if falling {
            order[..length].reverse();
        }
        Ok(length)
    }

    /// Binary insertion of all behind the first `sorted`.
    fn insert(&mut self, order: &mut [u32], sorted: usize) -> Result<()> {
        for at in sorted.max(1)..order.len() {
            let pivot = order[at];
            let (mut low, mut high) = (0, at);
            while low < high {
                let middle = low + (high - low) / 2;
                if self.less(pivot, order[middle])? {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            order[low..=at].rotate_right(1);
        }
        Ok(())
    }

    /// Merges two sorted neighbours; of equal elements the left one goes first.
    fn merge(&mut self, order: &mut [u32], middle: usize) -> Result<()> {
        let mut left = std::mem::take(&mut self.scratch);
        left.clear();
        left.extend_from_slice(&order[..middle]);
        let (mut from_left, mut from_right, mut to) = (0, middle, 0);
        let mut result = Ok(());
        while from_left < left.len() && from_right < order.len() {
            match self.less(order[from_right], left[from_left]) {
                Ok(true) => {
                    order[to] = order[from_right];
                    from_right += 1;
                }
                Ok(false) => {
                    order[to] = left[from_left];
                    from_left += 1;
                }
                Err(unwind) => {
                    result = Err(unwind);
                    break;
                }
            }
            to += 1;
        }
        // What is left of the left part fills the gap, also after an error.
        let rest = &left[from_left..];
        order[to..to + rest.len()].copy_from_slice(rest);
        self.scratch = left;
        result
    }
}

/// Between half of [`SHORT`] and all of it, so that the number of runs is close to a power of 2.
fn minimum_run(mut total: usize) -> usize {
    let mut odd = 0;
    while total >= SHORT {
        odd |= total & 1;
        total >>= 1;
    }
    total + odd
}

/// The depth of the boundary between a run and the next in a perfectly balanced tree of merges:
/// the first binary digit in which the positions of their middles differ.
fn power(start: usize, first: usize, second: usize, total: usize) -> u32 {
    let mut a = 2 * start + first;
    let mut b = a + first + second;
    let mut power = 0;
    loop {
        power += 1;
        if a >= total {
            a -= total;
            b -= total;
        } else if b >= total {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}
