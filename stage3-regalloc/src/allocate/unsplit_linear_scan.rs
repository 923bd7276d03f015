//! Linear scan as it was first: an interval is one stretch, without holes, in one register or in none.
//!
//! ```text
//!   %0  ├─r0──────────────────────┤          %2 begins: r0 and r1 are taken. Of the three, %0 ends
//!   %1     ├─r1───────────┤                  last, so it is spilled, all of it, and %2 gets r0. Where
//!   %2            ├─r0────────┤              %0 must be in a register, it visits one (second round)
//! ```
//!
//! M. Poletto and V. Sarkar, "Linear scan register allocation", 1999: walk over the intervals by their
//! first point; those that have ended give their registers back; if none is free, whoever ends last goes
//! to memory, since it would be in the way for the longest time. The paper keeps two registers aside for
//! instructions that want what is in memory. Here such an instruction gets a *visit*: an interval of its
//! own that is as long as the instruction, which cannot be spilled. Visits need registers too, so after
//! a round that has spilled anything there is another, until nothing is.
//!
//! Leaves out all that makes [`super::linear_scan`] good: holes, splitting, weights, hints. It is here
//! to be read first, and to be compared. Moves and slots are [`super::resolve`]'s. Judged by the symbolic
//! checker on random LIR, and by running.

use super::graph_colouring::{forbidden, visits};
use super::interval::{Intervals, LiveRange};
use super::resolve::{Part, Place, resolve};
use super::{MachineEnv, Output, class_index};
use crate::lir::{LFunction, PReg, PRegSet, VReg};

/// Gives every operand a place.
pub(super) fn allocate(function: &LFunction, environment: &MachineEnv) -> Result<Output, String> {
    let intervals = Intervals::new(function);
    let parts = parts(function, environment, &intervals)?;
    resolve(function, environment, &intervals, &parts)
}

/// The parts of every interval, by virtual register and point.
pub(super) fn parts(
    function: &LFunction,
    environment: &MachineEnv,
    intervals: &Intervals,
) -> Result<Vec<Part>, String> {
    let mut is_spilled = vec![false; function.vregs.len()];
    loop {
        let stretches = stretches(function, environment, intervals, &is_spilled);
        let (registers, spilled) = scan(&stretches);
        if spilled.is_empty() {
            return Ok(as_parts(function, intervals, &is_spilled, &stretches, &registers));
        }
        let mut is_new = false;
        for vreg in spilled {
            is_new |= !std::mem::replace(&mut is_spilled[vreg.0 as usize], true);
        }
        if !is_new {
            return Err("an instruction needs more registers than there are".into());
        }
    }
}

// ANCHOR: stretch
/// Something that wants one register from its first point to its last.
struct Stretch {
    range: LiveRange,
    vreg: VReg,
    /// A spilled one's stay in a register, for one instruction: it cannot be spilled again.
    is_visit: bool,
    /// The registers that it may have, the ones to be preferred first.
    allowed: Vec<PReg>,
}
// ANCHOR_END: stretch

/// What wants registers, by its first point.
fn stretches(
    function: &LFunction,
    environment: &MachineEnv,
    intervals: &Intervals,
    is_spilled: &[bool],
) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    for (index, &is_spilled) in is_spilled.iter().enumerate() {
        let vreg = VReg(index as u32);
        let ranges = intervals.interval(vreg).ranges;
        let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else { continue };
        let wanted = match is_spilled {
            true => visits(intervals, vreg),
            false => vec![LiveRange { from: first.from, to: last.to }],
        };
        let registers = environment.allocatable[class_index(function.class(vreg))];
        stretches.extend(wanted.into_iter().map(|range| {
            let forbidden = forbidden(environment, intervals, vreg, &[range]);
            let allowed = registers.iter().copied().filter(|one| !forbidden.contains(*one));
            Stretch { range, vreg, is_visit: is_spilled, allowed: allowed.collect() }
        }));
    }
    // Where two begin together, the one that is harder to please is first.
    stretches.sort_by_key(|one| (one.range.from, one.allowed.len()));
    stretches
}

/// A register for each stretch, in the order of their first points, and what has to be spilled.
fn scan(stretches: &[Stretch]) -> (Vec<Option<PReg>>, Vec<VReg>) {
    let mut registers: Vec<Option<PReg>> = vec![None; stretches.len()];
    let mut spilled = Vec::new();
    // ANCHOR: scan
    // BEGIN SOLUTION 3.2 stub: spilled.extend(stretches.iter().map(|one| one.vreg)); registers.fill(None);
    let mut active: Vec<usize> = Vec::new();
    for (index, this) in stretches.iter().enumerate() {
        active.retain(|&other| stretches[other].range.to > this.range.from);
        let taken: PRegSet =
            active.iter().filter_map(|&other| registers[other]).fold(PRegSet::EMPTY, PRegSet::with);
        let free = this.allowed.iter().find(|register| !taken.contains(**register));
        if let Some(&register) = free {
            registers[index] = Some(register);
            active.push(index);
            continue;
        }
        // Whoever ends last, of those who are in the way.
        let is_in_the_way = |other: &usize| {
            registers[*other].is_some_and(|register| this.allowed.contains(&register))
                && !stretches[*other].is_visit
        };
        let candidates = active.iter().copied().filter(is_in_the_way);
        let last = candidates.max_by_key(|&other| stretches[other].range.to);
        match last {
            Some(last) if this.is_visit || stretches[last].range.to > this.range.to => {
                registers[index] = registers[last].take();
                spilled.push(stretches[last].vreg);
                active.retain(|&other| other != last);
                active.push(index);
            }
            _ => spilled.push(this.vreg),
        }
    }
    // END SOLUTION
    // ANCHOR_END: scan
    (registers, spilled)
}

fn as_parts(
    function: &LFunction,
    intervals: &Intervals,
    is_spilled: &[bool],
    stretches: &[Stretch],
    registers: &[Option<PReg>],
) -> Vec<Part> {
    let part = |vreg, from, to, register: Option<PReg>| {
        let place = register.map_or(Place::Spilled, Place::Register);
        Part { vreg, from, to, place }
    };
    let mut by_vreg: Vec<(&Stretch, Option<PReg>)> =
        stretches.iter().zip(registers.iter().copied()).collect();
    by_vreg.sort_by_key(|(one, _)| (one.vreg, one.range.from));
    let mut placed = by_vreg.into_iter().peekable();
    let mut parts = Vec::new();
    for (index, &is_spilled) in is_spilled.iter().enumerate().take(function.vregs.len()) {
        let vreg = VReg(index as u32);
        let ranges = intervals.interval(vreg).ranges;
        let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else { continue };
        let mut from = first.from;
        while let Some((one, register)) = placed.next_if(|(one, _)| one.vreg == vreg) {
            if is_spilled && from < one.range.from {
                parts.push(part(vreg, from, one.range.from, None));
            }
            parts.push(part(vreg, one.range.from, one.range.to, register));
            from = one.range.to;
        }
        if from < last.to {
            parts.push(part(vreg, from, last.to, None));
        }
    }
    parts
}
