//! The symbolic checker: is an allocation right? Without knowing how it was found.
//!
//! The idea is to execute the allocated code once for all inputs, on *names* instead of values
//! (regalloc2's checker; compare G. Necula, "Translation validation for an optimizing compiler",
//! 2000). The state says, for every register and spill slot, which virtual registers' values it
//! holds. A definition puts its name there and takes it from everywhere else, a move copies the set,
//! a clobber empties it; along an edge, what holds an argument also holds the parameter. Where paths
//! meet, sets are intersected: a place holds what it holds on all of them. A use must then find its
//! name in its place. State operands of exits are uses like any other.
//!
//! The states at block entries are found by iterating to the greatest fixpoint; then every block
//! is walked once more and complains. Beside that, each place is held against its constraint, the
//! places of one instruction against each other, and nothing may write to a register that the
//! environment does not give away.
//!
//! So that it can judge large functions, a state keeps only the names that are live at the entry of
//! the block, and within a block it is a table by place. Forgetting a name can only make the checker
//! complain, never make it accept; so it may take liveness from those whom it judges.
//!
//! Requires: LIR that [`crate::lir::verify`] accepts. Leaves out: whether the code is any good.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::allocate::interval::{Intervals, inst_at};
use crate::allocate::{Allocation, MachineEnv, MoveSource, Output, class_index};
use crate::lir::{Constraint, LBlock, LFunction, LInst, OperandKind, Position, VReg};

/// A place as a number: registers by index, spill slots from 64 on.
type Key = u32;

/// What is known at the entry of a block: which places hold which names; sorted.
type Known = Vec<(Key, VReg)>;

/// Checks an allocation.
///
/// # Errors
/// The first thing that is wrong, in words, with the instruction.
pub fn check(
    function: &LFunction,
    environment: &MachineEnv,
    output: &Output,
) -> Result<(), String> {
    if output.places.len() != function.operand_count() {
        return Err("the number of places is not that of the operands".into());
    }
    if !output.moves.is_sorted_by_key(|inserted| inserted.before) {
        return Err("the inserted moves are not in order".into());
    }
    for index in 0..function.insts.len() {
        places(function, environment, output, LInst(index as u32))?;
    }
    moves(function, environment, output)?;
    let live_in = live_in(function);
    let mut is_live = vec![false; function.vregs.len()];
    let mut entries: Vec<Option<Known>> = vec![None; function.blocks.len()];
    entries[0] = Some(Known::new());
    let mut walk = Walk {
        function,
        output,
        held: vec![Vec::new(); 64 + output.spill_slots as usize],
        held_by: vec![Vec::new(); function.vregs.len()],
        touched: Vec::new(),
    };
    let mut is_waiting = vec![false; function.blocks.len()];
    let mut work = BinaryHeap::from([Reverse(LBlock(0))]);
    while let Some(Reverse(block)) = work.pop() {
        is_waiting[block.0 as usize] = false;
        let Some(entry) = &entries[block.0 as usize] else { continue };
        // Complaints are for the last walk, when the states are final.
        let _ = walk.block(block, entry);
        for &successor in &function.block(block).successors {
            let live = &live_in[successor.0 as usize];
            live.iter().for_each(|vreg| is_live[vreg.0 as usize] = true);
            let arriving = walk.along(block, successor, &is_live);
            live.iter().for_each(|vreg| is_live[vreg.0 as usize] = false);
            let entry = &mut entries[successor.0 as usize];
            let merged = match entry {
                None => arriving,
                Some(before) => intersection(before, &arriving),
            };
            if entry.as_ref() != Some(&merged) {
                *entry = Some(merged);
                if !std::mem::replace(&mut is_waiting[successor.0 as usize], true) {
                    work.push(Reverse(successor));
                }
            }
        }
    }
    for block in function.block_ids() {
        let Some(entry) = &entries[block.0 as usize] else { continue };
        walk.block(block, entry)?;
    }
    Ok(())
}

/// The virtual registers that are live into each block, its parameters not among them.
fn live_in(function: &LFunction) -> Vec<Vec<VReg>> {
    let intervals = Intervals::new(function);
    let mut live_in = vec![Vec::new(); function.blocks.len()];
    for index in 0..function.vregs.len() {
        let vreg = VReg(index as u32);
        for range in intervals.interval(vreg).ranges {
            let mut block = intervals.block_of[inst_at(range.from).0 as usize].0 as usize;
            while let Some(data) = function.blocks.get(block)
                && 4 * data.insts.start < range.to
            {
                if 4 * data.insts.start >= range.from && !data.params.contains(&vreg) {
                    live_in[block].push(vreg);
                }
                block += 1;
            }
        }
    }
    live_in
}

/// What is known at some point of a block, in both directions.
struct Walk<'a> {
    function: &'a LFunction,
    output: &'a Output,
    /// The names that each place holds.
    held: Vec<Vec<VReg>>,
    /// The places that hold, or have held, each name.
    held_by: Vec<Vec<Key>>,
    /// Places that hold, or have held, anything.
    touched: Vec<Key>,
}

impl Walk<'_> {
    /// Walks over a block; the state is that behind it.
    fn block(&mut self, block: LBlock, entry: &Known) -> Result<(), String> {
        for key in std::mem::take(&mut self.touched) {
            for vreg in std::mem::take(&mut self.held[key as usize]) {
                self.held_by[vreg.0 as usize].clear();
            }
        }
        for &(key, vreg) in entry {
            self.add(key, vreg);
        }
        let mut result = Ok(());
        for inst in self.function.block_insts(block) {
            let step = self.step(inst);
            result = result.and(step);
        }
        result
    }

    fn add(&mut self, key: Key, vreg: VReg) {
        let held = &mut self.held[key as usize];
        if !held.contains(&vreg) {
            held.push(vreg);
            self.held_by[vreg.0 as usize].push(key);
            self.touched.push(key);
        }
    }

    fn empty(&mut self, key: Key) {
        for vreg in std::mem::take(&mut self.held[key as usize]) {
            self.held_by[vreg.0 as usize].retain(|other| *other != key);
        }
    }

    /// An instruction and the moves before it.
    fn step(&mut self, inst: LInst) -> Result<(), String> {
        let output = self.output;
        let first = output.moves.partition_point(|inserted| inserted.before < inst);
        let moves = output.moves[first..].iter();
        for inserted in moves.take_while(|inserted| inserted.before == inst) {
            let held = match inserted.from {
                MoveSource::Rematerialise(vreg) => vec![vreg],
                MoveSource::Place(place) => {
                    key(place).map_or(Vec::new(), |key| self.held[key as usize].clone())
                }
            };
            if let Some(to) = key(inserted.to) {
                self.empty(to);
                held.into_iter().for_each(|vreg| self.add(to, vreg));
            }
        }
        let operands = self.function.operands(inst);
        let places = output.places(self.function, inst);
        let mut result = Ok(());
        for position in [Position::Early, Position::Late] {
            let at = operands.iter().zip(places).filter(|(o, _)| o.position == position);
            // ANCHOR: uses
            for (operand, place) in at.clone().filter(|(operand, _)| operand.is_use()) {
                let held = key(*place).map_or(&[][..], |key| &self.held[key as usize]);
                if !held.contains(&operand.vreg) {
                    result = result.and(Err(format!(
                        "{inst}: {} should be in {place}, which holds {held:?}",
                        operand.vreg
                    )));
                }
            }
            // ANCHOR_END: uses
            if position == Position::Late {
                for register in self.function.inst(inst).clobbers.iter() {
                    self.empty(register.index() as Key);
                }
            }
            for (operand, place) in at.filter(|(operand, _)| !operand.is_use()) {
                for key in std::mem::take(&mut self.held_by[operand.vreg.0 as usize]) {
                    self.held[key as usize].retain(|other| *other != operand.vreg);
                }
                if let Some(key) = key(*place) {
                    self.empty(key);
                    self.add(key, operand.vreg);
                }
            }
        }
        result
    }

    /// What is known at the beginning of a successor, of the names that are live there.
    fn along(&self, block: LBlock, successor: LBlock, is_live: &[bool]) -> Known {
        let mut arriving = Known::new();
        for &key in &self.touched {
            let held = self.held[key as usize].iter().filter(|vreg| is_live[vreg.0 as usize]);
            arriving.extend(held.map(|vreg| (key, *vreg)));
        }
        let params = &self.function.block(successor).params;
        for (&param, argument) in params.iter().zip(&self.function.block(block).arguments) {
            let keys = self.held_by[argument.0 as usize].iter();
            arriving.extend(keys.map(|key| (*key, param)));
        }
        arriving.sort_unstable();
        arriving.dedup();
        arriving
    }
}

fn key(place: Allocation) -> Option<Key> {
    match place {
        Allocation::Register(register) => Some(register.index() as Key),
        Allocation::Spill(slot) => Some(64 + slot.0),
        Allocation::Nowhere => None,
    }
}

fn intersection(one: &Known, other: &Known) -> Known {
    let mut rest = other.iter().peekable();
    let is_in_both = |item: &&(Key, VReg)| {
        while rest.next_if(|other| *other < *item).is_some() {}
        rest.peek() == Some(item)
    };
    one.iter().filter(is_in_both).copied().collect()
}

/// Holds the inserted moves against the rules for them.
fn moves(function: &LFunction, environment: &MachineEnv, output: &Output) -> Result<(), String> {
    for inserted in &output.moves {
        let complain = |what: &str| Err(format!("{}: a move {what}", inserted.before));
        let class = function.class(inserted.vreg);
        let is_place = |place: Allocation, is_target: bool| match place {
            Allocation::Nowhere => false,
            Allocation::Spill(slot) => slot.0 < output.spill_slots,
            Allocation::Register(register) => {
                let index = class_index(class);
                let is_given_away = environment.allocatable[index].contains(&register)
                    || environment.scratch[index] == register;
                register.class() == class && (is_given_away || !is_target)
            }
        };
        if !is_place(inserted.to, true) {
            return complain("goes to where nothing may be");
        }
        let is_from_register = match inserted.from {
            MoveSource::Place(place) if !is_place(place, false) => {
                return complain("comes from where nothing can be");
            }
            MoveSource::Place(place) => place.register().is_some(),
            MoveSource::Rematerialise(vreg) if function.remat(vreg).is_none() => {
                return complain("computes again what cannot be");
            }
            MoveSource::Rematerialise(_) => false,
        };
        if !is_from_register && inserted.to.register().is_none() {
            return complain("needs a register at one end");
        }
    }
    Ok(())
}

/// Holds the places of an instruction against its constraints and against each other.
fn places(
    function: &LFunction,
    environment: &MachineEnv,
    output: &Output,
    inst: LInst,
) -> Result<(), String> {
    let operands = function.operands(inst);
    let places = output.places(function, inst);
    let clobbers = function.inst(inst).clobbers;
    for (index, (operand, &place)) in operands.iter().zip(places).enumerate() {
        let allocatable = environment.allocatable[class_index(function.class(operand.vreg))];
        let is_nowhere = place == Allocation::Nowhere
            && operand.kind == OperandKind::Def
            && function.inst(inst).role == crate::lir::Role::Rematerialisable;
        let allowed = match (operand.constraint, place) {
            _ if is_nowhere => true,
            (Constraint::Any, Allocation::Spill(slot)) => slot.0 < output.spill_slots,
            (Constraint::Any | Constraint::Register, Allocation::Register(register)) => {
                allocatable.contains(&register)
            }
            (Constraint::Fixed(fixed), Allocation::Register(register)) => {
                fixed == register && (operand.is_use() || allocatable.contains(&register))
            }
            (Constraint::SameAs(other), place) => place == places[usize::from(other)],
            _ => false,
        };
        if !allowed {
            return Err(format!("{inst}: {} may not be in {place}", operand.vreg));
        }
        for (other, &other_place) in operands.iter().zip(places).skip(index + 1) {
            let both = [operand, other];
            let defs = both.iter().filter(|one| one.kind == OperandKind::Def).count();
            let overlap = match defs {
                0 => operand.vreg != other.vreg && operand.position == other.position,
                1 => both.iter().any(|one| {
                    (one.kind == OperandKind::Def && one.position == Position::Early)
                        || (one.is_use() && one.position == Position::Late)
                }),
                _ => true,
            };
            if overlap && place == other_place && place != Allocation::Nowhere {
                let (one, two) = (operand.vreg, other.vreg);
                return Err(format!("{inst}: {one} and {two} are both in {place}"));
            }
        }
        // What is written late is written together with what is destroyed.
        let is_early_use = operand.is_use() && operand.position == Position::Early;
        if !is_early_use && place.register().is_some_and(|register| clobbers.contains(register)) {
            return Err(format!("{inst}: {} is in a register that is destroyed", operand.vreg));
        }
    }
    Ok(())
}
