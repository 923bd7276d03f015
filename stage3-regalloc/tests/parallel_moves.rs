//! Parallel moves against the simultaneous assignment that they stand for.

mod random_lir;

use std::collections::HashMap;

use random_lir::{FEW, Random};
use stage3::allocate::parallel_move::{Move, sequentialise};
use stage3::allocate::{Allocation, MoveSource, SpillSlot};
use stage3::lir::{PReg, RegClass, VReg};

const SPARE: SpillSlot = SpillSlot(99);

fn r(number: u8) -> Allocation {
    Allocation::Register(PReg::int(number))
}

fn f(number: u8) -> Allocation {
    Allocation::Register(PReg::float(number))
}

fn slot(number: u32) -> Allocation {
    Allocation::Spill(SpillSlot(number))
}

/// Puts moves into an order, does them, and compares; how many there are.
fn is_simultaneous(moves: &[(RegClass, Allocation, Option<Allocation>)]) -> usize {
    let mut unordered: Vec<Move> = Vec::new();
    for (number, &(class, to, from)) in moves.iter().enumerate() {
        let vreg = VReg(number as u32);
        let from = from.map_or(MoveSource::Rematerialise(vreg), MoveSource::Place);
        unordered.push(Move { vreg, class, from, to });
    }
    let expected: Vec<(Allocation, MoveSource)> =
        unordered.iter().map(|one| (one.to, one.from)).collect();
    let mut ordered = Vec::new();
    let spare_used = sequentialise(&mut unordered, FEW.scratch, SPARE, &mut ordered);
    // What each place holds: what it held at the beginning, unless written.
    let mut held: HashMap<Allocation, MoveSource> = HashMap::new();
    let mut reaches_spare = false;
    for one in &ordered {
        let value = match one.from {
            MoveSource::Place(place) => *held.get(&place).unwrap_or(&one.from),
            MoveSource::Rematerialise(_) => one.from,
        };
        let from_register = matches!(one.from, MoveSource::Place(p) if p.register().is_some());
        assert!(from_register || one.to.register().is_some(), "from slot to slot: {one:?}");
        reaches_spare |= one.to == Allocation::Spill(SPARE);
        held.insert(one.to, value);
    }
    assert_eq!(reaches_spare, spare_used);
    for (to, from) in expected {
        let value = held.get(&to).copied().unwrap_or(MoveSource::Place(to));
        assert_eq!(value, from, "{to} in {ordered:?}");
    }
    ordered.len()
}

#[test]
fn exercise_3_1_a_swap_goes_through_the_scratch_register() {
    let int = RegClass::Int;
    assert_eq!(is_simultaneous(&[(int, r(0), Some(r(1))), (int, r(1), Some(r(0)))]), 3);
}

#[test]
fn exercise_3_1_a_path_needs_no_scratch_register() {
    let int = RegClass::Int;
    let path = [(int, r(1), Some(r(0))), (int, r(2), Some(r(1))), (int, r(3), Some(r(2)))];
    assert_eq!(is_simultaneous(&path), 3);
}

#[test]
fn exercise_3_1_a_cycle_of_slots_needs_a_spare_one() {
    let int = RegClass::Int;
    let cycle = [(int, slot(0), Some(slot(1))), (int, slot(1), Some(slot(0)))];
    is_simultaneous(&cycle);
}

#[test]
fn exercise_3_1_a_value_computed_again_comes_after_the_readers_of_its_target() {
    let int = RegClass::Int;
    is_simultaneous(&[(int, r(0), None), (int, r(1), Some(r(0))), (int, slot(0), None)]);
}

#[test]
fn exercise_3_1_random_moves() {
    let places: Vec<Allocation> =
        (0..5).map(r).chain((0..4).map(f)).chain((0..5).map(slot)).collect();
    let mut random = Random::new(7);
    for _ in 0..20_000 {
        let mut targets = places.clone();
        let mut moves = Vec::new();
        for _ in 0..random.below(10) {
            let to = targets.swap_remove(random.below(targets.len()));
            let class = match to {
                Allocation::Register(register) => register.class(),
                _ if random.one_in(2) => RegClass::Float,
                _ => RegClass::Int,
            };
            let from = places[random.below(places.len())];
            let from = match from {
                Allocation::Register(register) if register.class() != class => None,
                from => (!random.one_in(8)).then_some(from),
            };
            moves.push((class, to, from));
        }
        is_simultaneous(&moves);
    }
}
