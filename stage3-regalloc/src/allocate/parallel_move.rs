//! Parallel moves: several places get the values of several others, all at once; put into an order.
//!
//! ```text
//!   r0 ← r1, r1 ← r0, r2 ← r0          r2 ← r0; scratch ← r0; r0 ← r1; r1 ← scratch
//! ```
//!
//! On the edge of a loop that exchanges two variables, written one after the other, the first move
//! would destroy the source of the second (the swap problem). The moves are a graph, from each target
//! to its source, in which every place is the target of at most one: paths that end in cycles. A move
//! whose target is nobody's source any more can be done; doing it may free its own source. What is
//! left then are cycles, and one is opened by keeping the value of one place beside (X. Leroy and
//! others, "Tilting at windmills with Coq", 2008; B. Boissinot and others, "Revisiting out-of-SSA
//! translation", 2009, algorithm 1).
//!
//! What is kept beside goes to the scratch register of its class; but where the cycle contains a
//! move from spill slot to spill slot, which needs the scratch register for itself, to a spill slot of
//! its own. Values that are computed again read no place, so they come last.
//!
//! Requires: different targets; scratch registers are in no move. Judged by a test that executes the
//! moves one after the other and compares with the simultaneous assignment.

use super::{Allocation, MoveSource, SpillSlot, class_index};
use crate::lir::{PReg, RegClass, VReg};

/// One of several moves that happen at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Move {
    /// What is moved.
    pub vreg: VReg,
    /// The class of the value.
    pub class: RegClass,
    /// From where.
    pub from: MoveSource,
    /// To where; a register or a spill slot.
    pub to: Allocation,
}

/// Puts moves into an order in which they can be done one after the other, leaving out those to where
/// the value already is. None of what is appended to `ordered` goes from slot to slot.
///
/// `spare` is a spill slot that nobody else uses; whether it was needed is the answer.
pub fn sequentialise(
    moves: &mut Vec<Move>,
    scratch: [PReg; 2],
    spare: SpillSlot,
    ordered: &mut Vec<Move>,
) -> bool {
    let mut spare_used = false;
    moves.retain(|one| one.from != MoveSource::Place(one.to));
    // Values computed again are no edges of the graph.
    let mut last = Vec::new();
    if moves.iter().any(|one| matches!(one.from, MoveSource::Rematerialise(_))) {
        last.extend(moves.extract_if(.., |one| matches!(one.from, MoveSource::Rematerialise(_))));
    }
    match moves.len() {
        0 => {}
        1 => append(moves[0], scratch, ordered),
        _ => spare_used = graph(moves, scratch, spare, ordered),
    }
    for one in last {
        append(one, scratch, ordered);
    }
    spare_used
}

/// For at least two moves.
fn graph(
    moves: &mut [Move],
    scratch: [PReg; 2],
    spare: SpillSlot,
    ordered: &mut Vec<Move>,
) -> bool {
    // By target, to find the move that writes a place; then, for each move, the one that writes its
    // source, and how many read its target.
    moves.sort_unstable_by_key(|one| place_key(one.to));
    let find = |place: Allocation| {
        moves.binary_search_by_key(&place_key(place), |one| place_key(one.to)).ok()
    };
    let mut readers = vec![0u32; moves.len()];
    let writer_of_source: Vec<Option<usize>> = moves
        .iter()
        .map(|one| match one.from {
            MoveSource::Place(place) => find(place),
            MoveSource::Rematerialise(_) => None,
        })
        .collect();
    for &writer in writer_of_source.iter().flatten() {
        readers[writer] += 1;
    }
    // ANCHOR: order
    // BEGIN SOLUTION 3.1 stub: let _ = (&mut readers, writer_of_source, scratch, spare, ordered); false
    let mut is_done = vec![false; moves.len()];
    let mut ready: Vec<usize> = (0..moves.len()).filter(|&index| readers[index] == 0).collect();
    while let Some(index) = ready.pop() {
        append(moves[index], scratch, ordered);
        is_done[index] = true;
        if let Some(writer) = writer_of_source[index] {
            readers[writer] -= 1;
            if readers[writer] == 0 {
                ready.push(writer);
            }
        }
    }
    // Only cycles are left, in each of which every target has one reader.
    let mut spare_used = false;
    for start in 0..moves.len() {
        if is_done[start] {
            continue;
        }
        let mut cycle = vec![start];
        let mut at = start;
        while let Some(writer) = writer_of_source[at].filter(|&writer| writer != start) {
            cycle.push(writer);
            at = writer;
        }
        // The target of the first is read by the last: its value is kept beside.
        let reader = moves[at];
        let is_from_slot_to_slot = cycle.iter().any(|&index| {
            let one = &moves[index];
            matches!(
                (one.from, one.to),
                (MoveSource::Place(Allocation::Spill(_)), Allocation::Spill(_))
            )
        });
        // Several classes can meet only in slots; then the scratch register of one may be needed.
        let beside = if is_from_slot_to_slot {
            spare_used = true;
            Allocation::Spill(spare)
        } else {
            Allocation::Register(scratch[class_index(reader.class)])
        };
        append(Move { to: beside, ..reader }, scratch, ordered);
        for &index in &cycle {
            is_done[index] = true;
            let one = moves[index];
            let from = if index == at { MoveSource::Place(beside) } else { one.from };
            append(Move { from, ..one }, scratch, ordered);
        }
    }
    spare_used
    // END SOLUTION
    // ANCHOR_END: order
}

/// Registers before slots.
fn place_key(place: Allocation) -> u32 {
    match place {
        Allocation::Register(register) => register.index() as u32,
        Allocation::Spill(slot) => 64 + slot.0,
        Allocation::Nowhere => u32::MAX,
    }
}

/// Appends a move, through the scratch register if no end is a register.
fn append(one: Move, scratch: [PReg; 2], ordered: &mut Vec<Move>) {
    let from_register = matches!(one.from, MoveSource::Place(place) if place.register().is_some());
    if from_register || one.to.register().is_some() {
        ordered.push(one);
        return;
    }
    let between = Allocation::Register(scratch[class_index(one.class)]);
    ordered.push(Move { to: between, ..one });
    ordered.push(Move { from: MoveSource::Place(between), ..one });
}
