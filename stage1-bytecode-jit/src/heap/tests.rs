//! What the collector keeps and what it frees, for words that may or may not be pointers.

use std::cell::RefCell;
use std::rc::Rc;

use super::*;

/// An object that says when it dies. It takes 48 bytes.
struct Probe {
    number: usize,
    died: Rc<RefCell<Vec<usize>>>,
    next: Cell<Value>,
    _rest: u64,
}

impl Object for Probe {
    const TAG: Tag = Tag::List;

    fn trace(&self, marker: &mut Marker<'_>) {
        marker.value(self.next.get());
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.died.borrow_mut().push(self.number);
    }
}

/// A heap with some probes, numbered from 0.
struct Fixture {
    heap: Heap,
    died: Rc<RefCell<Vec<usize>>>,
    probes: Vec<Gc<Probe>>,
    /// Words that the collector scans.
    words: Box<[Cell<u64>; 4]>,
}

impl Fixture {
    fn new(count: usize) -> Fixture {
        let mut heap = Heap::new();
        let died = Rc::new(RefCell::new(Vec::new()));
        let probe =
            |number| Probe { number, died: died.clone(), next: Cell::new(Value::NONE), _rest: 0 };
        let probes = (0..count).map(|number| heap.allocate(probe(number))).collect();
        let words: Box<[Cell<u64>; 4]> = Box::default();
        // SAFETY: the words live as long as the heap, in the same structure.
        unsafe { heap.add_roots(words.as_ptr().cast(), 2) };
        Fixture { heap, died, probes, words }
    }

    fn address(&self, probe: usize) -> u64 {
        self.probes[probe].address() as u64
    }

    /// Collects with these words as the only roots; the numbers of the probes that died.
    fn collect(&mut self, words: &[u64]) -> Vec<usize> {
        for (index, word) in self.words.iter().enumerate() {
            word.set(words.get(index).copied().unwrap_or(0));
        }
        self.heap.collect(&|_| ());
        let mut died = std::mem::take(&mut *self.died.borrow_mut());
        died.sort_unstable();
        died
    }
}

#[test]
fn exercise_1_2_an_address_keeps_its_object() {
    let mut fixture = Fixture::new(4);
    let words = [fixture.address(1), fixture.address(3)];
    assert_eq!(fixture.collect(&words), [0, 2]);
    assert_eq!(fixture.collect(&words), []);
    assert_eq!(fixture.collect(&[words[1]]), [1]);
    assert_eq!(fixture.collect(&[]), [3]);
    // The first slot of a block is a slot too.
    let mut fixture = Fixture::new(2);
    assert_eq!(fixture.collect(&[fixture.address(0)]), [1]);
}

#[test]
fn exercise_1_2_every_slot_has_a_bit_of_its_own() {
    let kept = [63, 64, 65, 130];
    let mut fixture = Fixture::new(200);
    let words = kept.map(|probe| fixture.address(probe));
    let others: Vec<usize> = (0..200).filter(|probe| !kept.contains(probe)).collect();
    assert_eq!(fixture.collect(&words), others);
    assert_eq!(fixture.collect(&words), [], "all others are free now");
}

#[test]
fn exercise_1_2_so_does_an_address_inside_of_it() {
    for offset in [1, 8, 40, 47] {
        let mut fixture = Fixture::new(3);
        let word = fixture.address(1) + offset;
        assert_eq!(fixture.collect(&[word]), [0, 2], "{offset}");
    }
    // The first byte behind an object is its neighbour's.
    let mut fixture = Fixture::new(3);
    let word = fixture.address(1) + 48;
    assert_eq!(fixture.collect(&[word]), [0, 1]);
}

#[test]
fn exercise_1_2_what_a_kept_object_holds_is_kept() {
    let mut fixture = Fixture::new(3);
    fixture.probes[2].next.set(Value::object(fixture.probes[0]));
    let word = fixture.address(2);
    assert_eq!(fixture.collect(&[word]), [1]);
}

#[test]
fn exercise_1_2_a_freed_slot_is_nothing() {
    let mut fixture = Fixture::new(3);
    let word = fixture.address(1);
    assert_eq!(fixture.collect(&[]), [0, 1, 2]);
    // Tracing it would read an object that is no more, and dropping it would do so twice.
    assert_eq!(fixture.collect(&[word]), []);
    assert_eq!(fixture.heap.statistics().freed, 3);
}

#[test]
fn exercise_1_2_a_blocks_header_is_nothing() {
    let mut fixture = Fixture::new(2);
    let base = fixture.address(0) & !(BLOCK_BYTES as u64 - 1);
    assert_eq!(fixture.address(0), base + SLOTS_OFFSET as u64, "the first slot");
    let words = [base, base + 8, base + SLOTS_OFFSET as u64 - 1];
    assert_eq!(fixture.collect(&words), [0, 1]);
}

#[test]
fn exercise_1_2_neither_is_the_rest_behind_the_last_slot() {
    let slots = (BLOCK_BYTES - SLOTS_OFFSET) / 48;
    let mut fixture = Fixture::new(slots);
    let end = fixture.address(slots - 1) + 48;
    let base = fixture.address(0) & !(BLOCK_BYTES as u64 - 1);
    let next = base + BLOCK_BYTES as u64;
    assert!(end < next, "48 does not divide what there is");
    assert_eq!(fixture.collect(&[end, next - 1, next, base - 1]).len(), slots);
}

#[test]
fn exercise_1_2_numbers_and_other_addresses_are_nothing() {
    let mut fixture = Fixture::new(2);
    let here = 0u64;
    let local = std::ptr::from_ref(&here) as u64;
    assert_eq!(fixture.collect(&[local, u64::MAX, 1 << 63, 42]), [0, 1]);
}

#[test]
fn exercise_1_2_between_two_blocks_may_lie_what_is_not_ours() {
    // Two blocks and more: whatever is between them is within the heap's limits.
    let mut fixture = Fixture::new(3000);
    let (lowest, highest) = (fixture.heap.lowest, fixture.heap.highest);
    let mut foreign = (lowest..highest).step_by(BLOCK_BYTES);
    let foreign = foreign.find(|base| !fixture.heap.addresses.contains(base));
    let foreign = foreign.map(|base| (base + SLOTS_OFFSET) as u64);
    let word = fixture.address(2999);
    let died = fixture.collect(&[word, foreign.unwrap_or(0)]);
    assert_eq!(died, (0..2999).collect::<Vec<_>>());
}
