//! Every allocator on LIR with few registers, judged by the symbolic checker: random functions,
//! fixtures named after the traps that they set, and allocations that have been damaged.

mod random_lir;

use random_lir::{Builder, CALLS, FEW, Random, function, text};
use stage3::allocate::{Algorithm, Allocation, MoveSource, Output, SpillSlot, allocate, picture};
use stage3::checker::check;
use stage3::lir::{Constraint, LFunction, Operand, PReg, PRegSet, RegClass, VReg};

/// Allocates with each algorithm and checks; what linear scan has made.
fn judge(function: &LFunction, what: &str) -> Output {
    stage3::lir::verify(function).unwrap_or_else(|message| panic!("{what}: {message}"));
    let mut linear = None;
    for (algorithm, name) in Algorithm::ALL {
        let output = allocate(function, &FEW, algorithm)
            .unwrap_or_else(|message| panic!("{what}, {name}: {message}"));
        if let Err(message) = check(function, &FEW, &output) {
            panic!("{what}, {name}: {message}\n{}", text(function, &output));
        }
        if algorithm == Algorithm::LinearScan {
            linear = Some(output);
        }
    }
    linear.expect("linear scan is one of all")
}

#[test]
fn random_functions() {
    let wanted = std::env::var("STAGE3_RANDOM").ok().and_then(|n| n.parse().ok());
    // Allocation is the same on every machine; an emulator only takes longer.
    let is_emulated = std::env::var_os("STAGE_RUNNER").is_some();
    let count = wanted.unwrap_or(if is_emulated { 100 } else { 1000 });
    for seed in 0..count {
        judge(&function(seed, 5 + seed as usize % 120), &format!("seed {seed}"));
    }
}

/// A change that the checker need not notice only if the allocation is right all the same: so it is
/// counted how many are noticed, and those that leave an operand without its value all must be.
#[test]
fn damaged_allocations_are_rejected() {
    let (mut damaged, mut rejected) = (0, 0);
    for seed in 0..100 {
        let function = function(seed, 40);
        let output = allocate(&function, &FEW, Algorithm::LinearScan).unwrap();
        let mut random = Random::new(seed);
        for _ in 0..20 {
            let mut other = output.clone();
            match random.below(3) {
                0 if !other.moves.is_empty() => {
                    other.moves.remove(random.below(output.moves.len()));
                }
                1 if !other.moves.is_empty() => {
                    let index = random.below(output.moves.len());
                    let MoveSource::Place(Allocation::Register(from)) =
                        &mut other.moves[index].from
                    else {
                        continue;
                    };
                    *from = PReg::from_index(from.index() / 32 * 32 + (from.index() + 1) % 6);
                }
                _ => {
                    let index = random.below(output.places.len());
                    let Allocation::Register(place) = &mut other.places[index] else { continue };
                    *place = PReg::from_index(place.index() / 32 * 32 + (place.index() + 1) % 6);
                }
            }
            damaged += 1;
            rejected += u32::from(check(&function, &FEW, &other).is_err());
        }
    }
    // The rest are moves of values that are never read again, and operands equal by a copy.
    assert!(damaged > 1000, "{damaged}");
    assert!(rejected * 100 >= damaged * 90, "{rejected} of {damaged}");
}

#[test]
fn pictures_cover_what_is_live() {
    for seed in 0..50 {
        let function = function(seed, 60);
        for algorithm in [Algorithm::LinearScan, Algorithm::GraphColouring] {
            let picture = picture(&function, &FEW, algorithm).unwrap();
            for index in 0..function.vregs.len() {
                let vreg = VReg(index as u32);
                for range in picture.intervals.interval(vreg).ranges {
                    let covers = |point| {
                        let mut parts = picture.parts.iter().filter(|part| part.vreg == vreg);
                        parts.any(|part| part.from <= point && point < part.to)
                    };
                    assert!((range.from..range.to).all(covers), "seed {seed}: {vreg}");
                }
            }
        }
    }
}

// --- traps -----------------------------------------------------------------------------------------

const REGISTER: Constraint = Constraint::Register;

fn using(vreg: VReg) -> Operand {
    Operand::using(vreg, REGISTER)
}

fn defining(vreg: VReg) -> Operand {
    Operand::defining(vreg, REGISTER)
}

/// Values from nowhere.
fn values(builder: &mut Builder, count: usize) -> Vec<VReg> {
    let values: Vec<VReg> = (0..count).map(|_| builder.vreg(RegClass::Int)).collect();
    for &vreg in &values {
        builder.inst(&[defining(vreg)]);
    }
    values
}

/// A loop with as many parameters as there are arguments; `next` are those of the next iteration.
fn repeat(
    builder: &mut Builder,
    arguments: &[VReg],
    body: impl FnOnce(&mut Builder, &[VReg]) -> Vec<VReg>,
) -> Vec<VReg> {
    builder.loop_depth += 1;
    let header = builder.block();
    builder.jump(header, arguments);
    builder.current = header;
    let params: Vec<VReg> = arguments.iter().map(|_| builder.vreg(RegClass::Int)).collect();
    builder.blocks[header].params.clone_from(&params);
    let next = body(builder, &params);
    let edge = builder.block();
    builder.loop_depth -= 1;
    let exit = builder.block();
    builder.branch(&[using(params[0])], [edge, exit]);
    builder.current = edge;
    builder.jump(header, &next);
    builder.current = exit;
    params
}

fn builder() -> Builder {
    let mut builder = Builder::default();
    builder.block();
    builder
}

fn count_in_loops(function: &LFunction, output: &Output) -> usize {
    let is_in_loop = |inst: u32| {
        let block = function.blocks.iter().find(|block| block.insts.contains(&inst));
        block.is_some_and(|block| block.loop_depth > 0)
    };
    output.moves.iter().filter(|inserted| is_in_loop(inserted.before.0)).count()
}

#[test]
fn swap_problem() {
    let mut builder = builder();
    let start = values(&mut builder, 2);
    let end = repeat(&mut builder, &start, |_, params| vec![params[1], params[0]]);
    builder.inst(&[using(end[0]), using(end[1])]);
    let function = builder.finish_in_order();
    let output = judge(&function, "swap problem");
    // A swap is three moves, through the scratch register.
    assert_eq!(count_in_loops(&function, &output), 3);
    assert_eq!(output.spill_slots, 0);
}

#[test]
fn lost_copy() {
    // The parameter is used behind the loop, when the next one has been computed.
    let mut builder = builder();
    let start = values(&mut builder, 1);
    let end = repeat(&mut builder, &start, |builder, params| {
        let next = builder.vreg(RegClass::Int);
        builder.inst(&[Operand::defining(next, Constraint::SameAs(1)), using(params[0])]);
        vec![next]
    });
    builder.inst(&[using(end[0])]);
    judge(&builder.finish_in_order(), "lost copy");
}

#[test]
fn rotation_of_more_parameters_than_registers() {
    let mut builder = builder();
    let start = values(&mut builder, 9);
    let end = repeat(&mut builder, &start, |_, params| {
        let mut next = params.to_vec();
        next.rotate_left(1);
        next
    });
    for vreg in end {
        builder.inst(&[using(vreg)]);
    }
    judge(&builder.finish_in_order(), "rotation");
}

#[test]
fn value_live_across_a_call_in_a_loop() {
    // There are two registers that calls keep, one for the counter and one for it.
    let mut builder = builder();
    let start = values(&mut builder, 2);
    let kept = start[1];
    repeat(&mut builder, &start[..1], |builder, params| {
        builder.inst_with(&[Operand::using(kept, Constraint::Fixed(PReg::int(0)))], CALLS, None);
        vec![params[0]]
    });
    builder.inst(&[using(kept)]);
    let function = builder.finish_in_order();
    let output = judge(&function, "call in a loop");
    // The argument is copied, and nothing else.
    assert_eq!(count_in_loops(&function, &output), 1);
    assert_eq!(output.spill_slots, 0);
}

#[test]
fn value_not_used_in_a_loop_full_of_others() {
    // It is spilled before the loop, where it is cold, and not in it.
    let mut builder = builder();
    let start = values(&mut builder, 7);
    let cold = start[6];
    let hot = start[..6].to_vec();
    repeat(&mut builder, &hot[..1], |builder, params| {
        for pair in hot[1..].windows(2) {
            builder.inst(&[using(pair[0]), using(pair[1])]);
        }
        vec![params[0]]
    });
    builder.inst(&[using(cold)]);
    let function = builder.finish_in_order();
    let output = judge(&function, "cold value");
    assert_eq!(count_in_loops(&function, &output), 0, "{}", text(&function, &output));
    // Before the loop there is one value too many, too.
    assert!(output.spill_slots <= 2);
}

#[test]
fn fixed_register_conflict() {
    let mut builder = builder();
    let start = values(&mut builder, 2);
    let fixed = |vreg, number| Operand::using(vreg, Constraint::Fixed(PReg::int(number)));
    builder.inst(&[fixed(start[0], 0), fixed(start[1], 1)]);
    builder.inst(&[fixed(start[0], 1), fixed(start[1], 0)]);
    builder.inst(&[fixed(start[0], 0), fixed(start[0], 1)]);
    judge(&builder.finish_in_order(), "fixed registers");
}

#[test]
fn two_address_with_last_use() {
    let mut builder = builder();
    let start = values(&mut builder, 2);
    let sum = builder.vreg(RegClass::Int);
    let tied = Operand::defining(sum, Constraint::SameAs(1));
    builder.inst(&[tied, using(start[0]), using(start[1])]);
    let square = builder.vreg(RegClass::Int);
    let tied = Operand::defining(square, Constraint::SameAs(1));
    builder.inst(&[tied, using(sum), using(sum)]);
    builder.inst(&[using(square)]);
    let output = judge(&builder.finish_in_order(), "two addresses");
    assert_eq!(output.moves, []);
}

#[test]
fn two_address_whose_operand_lives_on() {
    let mut builder = builder();
    let start = values(&mut builder, 2);
    let sum = builder.vreg(RegClass::Int);
    let tied = Operand::defining(sum, Constraint::SameAs(1));
    builder.inst(&[tied, using(start[0]), using(start[1])]);
    builder.inst(&[using(sum), using(start[0]), using(start[1])]);
    let output = judge(&builder.finish_in_order(), "two addresses");
    assert_eq!(output.moves.len(), 1);
}

#[test]
fn constant_needed_only_in_a_later_block() {
    let mut builder = builder();
    let number = builder.constant(7);
    let start = values(&mut builder, 1);
    builder.inst_with(&[using(start[0])], CALLS.union(FEW.callee_saved), None);
    builder.inst(&[using(number)]);
    let output = judge(&builder.finish_in_order(), "constant");
    // Computed where it is used, and where it was defined left out.
    assert_eq!(output.places[0], Allocation::Nowhere, "{output:?}");
    assert_eq!(output.spill_slots, 0);
}

#[test]
fn rematerialised_constant_at_an_exit() {
    let mut builder = builder();
    let number = builder.constant(7);
    builder.inst_with(&[], CALLS.union(FEW.callee_saved), None);
    builder.inst(&[using(number), Operand::state(number)]);
    judge(&builder.finish_in_order(), "constant at an exit");
}

#[test]
fn state_is_no_reason_for_a_register() {
    let mut builder = builder();
    let start = values(&mut builder, 12);
    let hot = start[..5].to_vec();
    repeat(&mut builder, &hot[..1], |builder, params| {
        for pair in hot[1..].windows(2) {
            builder.inst(&[using(pair[0]), using(pair[1])]);
        }
        let state: Vec<Operand> = start.iter().map(|vreg| Operand::state(*vreg)).collect();
        builder.inst(&state);
        vec![params[0]]
    });
    builder.inst(&[]);
    let function = builder.finish_in_order();
    let output = judge(&function, "state");
    assert_eq!(count_in_loops(&function, &output), 0, "{}", text(&function, &output));
}

#[test]
fn register_use_at_the_call_that_destroys_it() {
    let mut builder = builder();
    let start = values(&mut builder, 1);
    builder.inst_with(&[using(start[0])], CALLS.union(FEW.callee_saved), None);
    builder.inst(&[using(start[0])]);
    judge(&builder.finish_in_order(), "use at a call");
}

#[test]
fn too_many_registers_required() {
    let mut builder = builder();
    let start = values(&mut builder, 7);
    let operands: Vec<Operand> = start.iter().map(|vreg| using(*vreg)).collect();
    builder.inst_with(&operands, PRegSet::EMPTY, None);
    let function = builder.finish_in_order();
    for (algorithm, name) in Algorithm::ALL {
        let message = allocate(&function, &FEW, algorithm).unwrap_err();
        assert!(message.contains("register"), "{name}: {message}");
    }
}

#[test]
fn damage_by_slot() {
    // A slot beyond the frame is no place.
    let mut builder = builder();
    let start = values(&mut builder, 1);
    builder.inst(&[Operand::using(start[0], Constraint::Any)]);
    let function = builder.finish_in_order();
    let mut output = allocate(&function, &FEW, Algorithm::LinearScan).unwrap();
    *output.places.last_mut().unwrap() = Allocation::Spill(SpillSlot(3));
    assert!(check(&function, &FEW, &output).is_err());
}
