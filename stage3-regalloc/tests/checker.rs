//! The symbolic checker finds what is wrong: every change of an allocation that matters is noticed.

use stage2::text::parse;
use stage3::allocate::{Algorithm, Allocation, MoveSource, Output, SpillSlot, allocate};
use stage3::checker::check;
use stage3::isa::{Machine, x64::X64};
use stage3::lir::LFunction;
use stage3::lower::{Lower, Source};

/// The LIR of `@swap`, whose loop exchanges two parameters.
fn swap() -> (LFunction, Output) {
    let module = parse::module(include_str!("../examples/shapes.ir")).unwrap();
    let decl = &module.functions[module.function("swap").unwrap()];
    let function = decl.body.as_ref().unwrap();
    let source = Source { module: &module, signature: &decl.signature, function };
    let lowered = X64::select(Lower::new(&source).unwrap()).unwrap();
    let algorithm = Algorithm::SpillEverything;
    let output = allocate(&lowered.function, X64::environment(), algorithm).unwrap();
    (lowered.function, output)
}

#[test]
fn a_right_allocation_is_accepted() {
    let (function, output) = swap();
    assert_eq!(check(&function, X64::environment(), &output), Ok(()));
}

#[test]
fn no_move_can_be_left_out() {
    let (function, output) = swap();
    for index in 0..output.moves.len() {
        let mut damaged = output.clone();
        damaged.moves.remove(index);
        let verdict = check(&function, X64::environment(), &damaged);
        assert!(verdict.is_err(), "without {:?}", output.moves[index]);
    }
}

#[test]
fn no_move_can_read_another_slot() {
    let (function, output) = swap();
    for index in 0..output.moves.len() {
        let mut damaged = output.clone();
        let MoveSource::Place(Allocation::Spill(slot)) = &mut damaged.moves[index].from else {
            continue;
        };
        *slot = SpillSlot((slot.0 + 1) % output.spill_slots);
        assert!(check(&function, X64::environment(), &damaged).is_err(), "move {index}");
    }
}

#[test]
fn no_operand_can_be_elsewhere() {
    let (function, output) = swap();
    for index in 0..output.places.len() {
        let mut damaged = output.clone();
        damaged.places[index] = match damaged.places[index] {
            Allocation::Register(_) => Allocation::Spill(SpillSlot(0)),
            Allocation::Spill(slot) => Allocation::Spill(SpillSlot(slot.0 + output.spill_slots)),
            Allocation::Nowhere => Allocation::Spill(SpillSlot(0)),
        };
        assert!(check(&function, X64::environment(), &damaged).is_err(), "operand {index}");
    }
}
