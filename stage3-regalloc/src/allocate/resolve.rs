//! Resolution: virtual registers split into parts, each in one place → an allocation with moves.
//!
//! ```text
//!   part of %3      place        %3's moves
//!   [2, 20)         r1           before inst3: spill0 ← r1, once, behind the definition
//!   [20, 44)        spilled
//!   [44, 70)        r5           before inst11: r5 ← spill0
//! ```
//!
//! Both real allocators end in the same kind of answer: for every virtual register a list of
//! [`Part`]s, stretches of its interval, each in a machine register or spilled. Everything that remains
//! is the same for both (Wimmer and Franz, 2010, section 4.3, "resolution"):
//!
//! * where two parts meet inside of a block there is a move in the gap;
//! * along each control-flow edge, what is live is moved from its place at the end to its place at
//!   the beginning, and arguments to their parameters, as one parallel move. This is how SSA form is
//!   left;
//! * fixed and tied operands get their copies (see [`super::interval`]);
//! * a spilled value is stored **once**. Either behind its definition, so that its slot is right from
//!   there on; or, if all ways into spilled parts together are run less often, on those. Never twice: SSA
//!   values do not change. One that can be computed again is not stored at all;
//! * spill slots are shared by values that are never spilled at the same time.
//!
//! Moves that happen at one place and time form a parallel move, in the order of [`Phase`].
//!
//! Requires: parts cover the intervals; they are split in gaps, or late into a spilled part. Judged
//! by the symbolic checker.

use super::interval::{
    Definition, Intervals, Point, early, frequency, gap, inst_at, late, reads_copy,
};
use super::parallel_move::{Move, sequentialise};
use super::spill_slots;
use super::{Allocation, InsertedMove, MachineEnv, MoveSource, Output, SpillSlot};
use crate::lir::{Constraint, LFunction, LInst, OperandKind, PReg, VReg};

/// Where a part of an interval is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// In a machine register.
    Register(PReg),
    /// In the virtual register's spill slot, or nowhere if it can be computed again.
    Spilled,
}

/// A stretch of an interval in one place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// Of which virtual register.
    pub vreg: VReg,
    /// The first point.
    pub from: Point,
    /// The first point behind.
    pub to: Point,
    /// Where.
    pub place: Place,
}

/// The parallel moves before one instruction, in their order.
#[derive(Clone, Copy)]
enum Phase {
    /// On the edge into a block with one predecessor.
    Entering,
    /// From part to part, and to where a definition will live.
    Between,
    /// Copies for fixed and tied operands.
    Operands,
    /// On the edge out of a block with one successor.
    Leaving,
}

/// A move whose slots are not chosen yet.
struct Pending {
    /// Instruction and phase.
    key: u64,
    vreg: VReg,
    from: Source,
    to: Target,
}

#[derive(Clone, Copy)]
enum Source {
    Register(PReg),
    /// From where the virtual register is spilled.
    Spilled(VReg),
}

#[derive(Clone, Copy)]
enum Target {
    Register(PReg),
    /// To the slot of a value that is new there.
    Slot(VReg),
    /// To its own slot, unless it has been stored before.
    Store,
}

struct Resolver<'a> {
    function: &'a LFunction,
    intervals: &'a Intervals,
    parts: &'a [Part],
    /// Where the parts of each virtual register begin, and the end.
    parts_of: Vec<u32>,
    pending: Vec<Pending>,
    places: Vec<Allocation>,
    /// How often stores on ways into spilled parts are run, for each virtual register; the
    /// definition's slot is the only one of those defined in it.
    store_weight: Vec<u64>,
    defined_in_slot: Vec<bool>,
}

/// Makes an allocation of parts, which are sorted by virtual register and point.
///
/// # Errors
/// If an operand is not where it must be, which is a mistake of the allocator: in words.
pub fn resolve(
    function: &LFunction,
    environment: &MachineEnv,
    intervals: &Intervals,
    parts: &[Part],
) -> Result<Output, String> {
    let count = function.vregs.len();
    let mut parts_of = vec![0u32; count + 1];
    for part in parts {
        parts_of[part.vreg.0 as usize + 1] += 1;
    }
    for index in 0..count {
        parts_of[index + 1] += parts_of[index];
    }
    let mut resolver = Resolver {
        function,
        intervals,
        parts,
        parts_of,
        pending: Vec::new(),
        places: vec![Allocation::Nowhere; function.operand_count()],
        store_weight: vec![0; count],
        defined_in_slot: vec![false; count],
    };
    resolver.between_parts()?;
    resolver.arguments()?;
    let slots = resolver.operands()?;
    resolver.output(environment, slots)
}

impl Resolver<'_> {
    fn parts(&self, vreg: VReg) -> &[Part] {
        let index = vreg.0 as usize;
        &self.parts[self.parts_of[index] as usize..self.parts_of[index + 1] as usize]
    }

    /// Where a virtual register is at a point.
    fn place_at(&self, vreg: VReg, point: Point) -> Result<Place, String> {
        let parts = self.parts(vreg);
        let at = match parts.len() {
            1 => 0,
            _ => parts.partition_point(|part| part.to <= point),
        };
        match parts.get(at) {
            Some(part) if part.from <= point && point < part.to => Ok(part.place),
            _ => Err(format!("{}: {vreg} has no place at {point}", inst_at(point))),
        }
    }

    fn push(&mut self, inst: LInst, phase: Phase, vreg: VReg, from: Source, to: Target) {
        if matches!(to, Target::Store) {
            let block = self.intervals.block_of[inst.0 as usize];
            let often = frequency(self.function.block(block).loop_depth);
            self.store_weight[vreg.0 as usize] += often;
        }
        self.pending.push(Pending { key: u64::from(inst.0) << 2 | phase as u64, vreg, from, to });
    }

    /// From one place of a virtual register to another.
    fn transfer(&mut self, inst: LInst, phase: Phase, vreg: VReg, from: Place, to: Place) {
        match (from, to) {
            (from, to) if from == to => {}
            (Place::Register(from), Place::Spilled) => {
                self.push(inst, phase, vreg, Source::Register(from), Target::Store);
            }
            (from, Place::Register(to)) => {
                self.push(inst, phase, vreg, source(vreg, from), Target::Register(to));
            }
            (Place::Spilled, Place::Spilled) => {}
        }
    }

    /// Moves of values that have several parts.
    fn between_parts(&mut self) -> Result<(), String> {
        for index in 0..self.function.vregs.len() {
            let vreg = VReg(index as u32);
            let parts = self.parts_of[index] as usize..self.parts_of[index + 1] as usize;
            if parts.len() < 2 {
                continue;
            }
            let all = self.parts;
            for pair in all[parts].windows(2) {
                let (before, after) = (pair[0], pair[1]);
                let inst = inst_at(after.from);
                let block = self.intervals.block_of[inst.0 as usize];
                let is_block_start = after.from == 4 * self.function.block(block).insts.start;
                // Parts may reach over holes, in which there is nothing to be moved.
                let ranges = self.intervals.interval(vreg).ranges;
                let range = ranges.get(ranges.partition_point(|range| range.to <= after.from));
                let is_live = range.is_some_and(|range| range.from < after.from);
                if before.to != after.from || is_block_start || !is_live {
                    continue;
                }
                let phase = match after.from == late(inst) {
                    // The instruction still reads the register: stored before it.
                    true => Phase::Operands,
                    false => Phase::Between,
                };
                self.transfer(inst, phase, vreg, before.place, after.place);
            }
            self.along_edges(vreg)?;
        }
        Ok(())
    }

    /// Along the edges on which a value is live.
    fn along_edges(&mut self, vreg: VReg) -> Result<(), String> {
        let function = self.function;
        let intervals = self.intervals;
        let home = match intervals.definitions[vreg.0 as usize] {
            Definition::Param(block, _) => Some(block),
            _ => None,
        };
        for range in intervals.interval(vreg).ranges {
            let mut index = intervals.block_of[inst_at(range.from).0 as usize];
            while let Some(block) = function.blocks.get(index.0 as usize) {
                let (this, start) = (index, 4 * block.insts.start);
                if start >= range.to {
                    break;
                }
                index.0 += 1;
                // Not where it is defined, in the block or as its parameter.
                if start < range.from || home == Some(this) {
                    continue;
                }
                let to = self.place_at(vreg, start)?;
                for &predecessor in &block.predecessors {
                    let end = 4 * function.block(predecessor).insts.end - 1;
                    let from = self.place_at(vreg, end)?;
                    if function.block(predecessor).successors.len() == 1 {
                        let inst = function.terminator(predecessor);
                        self.transfer(inst, Phase::Leaving, vreg, from, to);
                    } else {
                        self.transfer(LInst(block.insts.start), Phase::Entering, vreg, from, to);
                    }
                }
            }
        }
        Ok(())
    }

    /// Arguments for parameters.
    fn arguments(&mut self) -> Result<(), String> {
        let function = self.function;
        for (block, data) in function.block_ids().zip(&function.blocks) {
            let [successor] = data.successors[..] else { continue };
            let inst = function.terminator(block);
            let target = function.block(successor);
            for (&argument, &param) in data.arguments.iter().zip(&target.params) {
                if self.parts(param).is_empty() {
                    continue;
                }
                let from = self.place_at(argument, gap(inst) + 3)?;
                let from = source(argument, from);
                let to = match self.place_at(param, 4 * target.insts.start)? {
                    Place::Register(register) => Target::Register(register),
                    Place::Spilled => {
                        self.defined_in_slot[param.0 as usize] = true;
                        Target::Slot(param)
                    }
                };
                self.push(inst, Phase::Leaving, param, from, to);
            }
        }
        Ok(())
    }

    /// Places of operands, with their copies. What comes back are the operands in spill slots.
    fn operands(&mut self) -> Result<Vec<u32>, String> {
        let function = self.function;
        let mut in_slots = Vec::new();
        for index in 0..function.insts.len() {
            let inst = LInst(index as u32);
            let operands = function.operands(inst);
            let first = function.operand_range(inst).start;
            let is_tied =
                operands.iter().any(|one| matches!(one.constraint, Constraint::SameAs(_)));
            for (number, operand) in operands.iter().enumerate() {
                let vreg = operand.vreg;
                let place = match (operand.constraint, operand.kind) {
                    (Constraint::Fixed(register), OperandKind::Def) => {
                        self.copy_from_fixed(inst, vreg, register)?;
                        Place::Register(register)
                    }
                    (Constraint::Fixed(register), _) => {
                        let from = self.place_at(vreg, gap(inst))?;
                        self.transfer(inst, Phase::Operands, vreg, from, Place::Register(register));
                        Place::Register(register)
                    }
                    (Constraint::SameAs(index), _) => {
                        let place = self.place_at(vreg, late(inst))?;
                        let tied = operands[usize::from(index)].vreg;
                        let from = self.place_at(tied, gap(inst))?;
                        self.transfer(inst, Phase::Operands, tied, from, place);
                        place
                    }
                    _ if is_tied && reads_copy(operands, operand) => {
                        let reads = |index: u8| {
                            usize::from(index) == number
                                || operands[usize::from(index)].vreg == vreg
                        };
                        let same = operands.iter().filter(|one| match one.constraint {
                            Constraint::SameAs(index) => reads(index),
                            _ => false,
                        });
                        let exact = |one: &&crate::lir::Operand| {
                            one.constraint == Constraint::SameAs(number as u8)
                        };
                        let copy = same.clone().find(exact).or_else(|| same.clone().next());
                        let copy = copy.map_or(vreg, |one| one.vreg);
                        self.place_at(copy, early(inst))?
                    }
                    (_, OperandKind::Def) => {
                        let place = self.place_at(vreg, late(inst))?;
                        self.defined_in_slot[vreg.0 as usize] = place == Place::Spilled;
                        place
                    }
                    _ => {
                        let point = match operand.position {
                            crate::lir::Position::Early => early(inst),
                            crate::lir::Position::Late => late(inst),
                        };
                        self.place_at(vreg, point)?
                    }
                };
                self.places[first + number] = match place {
                    Place::Register(register) => Allocation::Register(register),
                    Place::Spilled if self.intervals.is_recomputable[vreg.0 as usize] => {
                        if operand.is_use() {
                            return Err(format!("{inst}: {vreg} is needed and nowhere"));
                        }
                        Allocation::Nowhere
                    }
                    Place::Spilled => {
                        if operand.constraint != Constraint::Any {
                            return Err(format!("{inst}: {vreg} is needed in a register"));
                        }
                        in_slots.push((first + number) as u32);
                        // Its slot is found by its virtual register, when it has one.
                        Allocation::Spill(SpillSlot(vreg.0))
                    }
                };
            }
        }
        Ok(in_slots)
    }

    /// What an instruction leaves in a fixed register goes to where it will live.
    fn copy_from_fixed(&mut self, inst: LInst, vreg: VReg, register: PReg) -> Result<(), String> {
        if self.parts(vreg).is_empty() {
            return Ok(());
        }
        let next = LInst(inst.0 + 1);
        let to = match self.place_at(vreg, gap(next))? {
            Place::Register(to) if to == register => return Ok(()),
            Place::Register(to) => Target::Register(to),
            Place::Spilled => {
                self.defined_in_slot[vreg.0 as usize] = true;
                Target::Slot(vreg)
            }
        };
        self.push(next, Phase::Between, vreg, Source::Register(register), to);
        Ok(())
    }

    /// Decides where to store, chooses slots, and puts all moves into order.
    fn output(mut self, environment: &MachineEnv, in_slots: Vec<u32>) -> Result<Output, String> {
        let count = self.function.vregs.len();
        let mut has_slot = vec![false; count];
        let mut store_on_the_way = vec![false; count];
        for index in 0..count {
            let vreg = VReg(index as u32);
            let is_spilled = self.parts(vreg).iter().any(|part| part.place == Place::Spilled);
            if !is_spilled || self.intervals.is_recomputable[index] {
                continue;
            }
            has_slot[index] = true;
            if self.defined_in_slot[index] || self.store_weight[index] == 0 {
                continue;
            }
            let (inst, at) = match self.intervals.definitions[index] {
                Definition::None => continue,
                Definition::Param(block, _) => {
                    let start = self.function.block(block).insts.start;
                    (LInst(start), 4 * start)
                }
                Definition::Inst(inst) => (LInst(inst.0 + 1), late(inst)),
            };
            let block = self.intervals.block_of[inst.0 as usize];
            let often = frequency(self.function.block(block).loop_depth);
            if self.store_weight[index] < often {
                store_on_the_way[index] = true;
                continue;
            }
            let from = self.place_where_defined(vreg, at)?;
            self.push(inst, Phase::Between, vreg, Source::Register(from), Target::Slot(vreg));
        }
        let (slots, mut spill_slots) =
            spill_slots::assign(self.function, self.intervals, &has_slot)?;
        for operand in in_slots {
            let place = &mut self.places[operand as usize];
            if let Allocation::Spill(slot) = place {
                *slot = slots[slot.0 as usize];
            }
        }
        let mut pending = std::mem::take(&mut self.pending);
        pending.retain(|one| match one.to {
            Target::Store => store_on_the_way[one.vreg.0 as usize],
            _ => true,
        });
        pending.sort_by_key(|one| one.key);
        let spare = SpillSlot(spill_slots);
        let mut spare_used = false;
        let mut output = Output { places: self.places, moves: Vec::new(), spill_slots: 0 };
        let (mut group, mut ordered) = (Vec::new(), Vec::new());
        for together in pending.chunk_by(|one, other| one.key == other.key) {
            group.clear();
            for one in together {
                let from = match one.from {
                    Source::Register(register) => MoveSource::Place(Allocation::Register(register)),
                    Source::Spilled(vreg) if self.function.remat(vreg).is_some() => {
                        MoveSource::Rematerialise(vreg)
                    }
                    Source::Spilled(vreg) => {
                        MoveSource::Place(Allocation::Spill(slots[vreg.0 as usize]))
                    }
                };
                let to = match one.to {
                    Target::Register(register) => Allocation::Register(register),
                    Target::Slot(vreg) => Allocation::Spill(slots[vreg.0 as usize]),
                    Target::Store => Allocation::Spill(slots[one.vreg.0 as usize]),
                };
                let class = self.function.class(one.vreg);
                group.push(Move { vreg: one.vreg, class, from, to });
            }
            ordered.clear();
            spare_used |= sequentialise(&mut group, environment.scratch, spare, &mut ordered);
            let before = LInst((together[0].key >> 2) as u32);
            output.moves.extend(ordered.iter().map(|one| InsertedMove {
                before,
                vreg: one.vreg,
                from: one.from,
                to: one.to,
            }));
        }
        spill_slots += u32::from(spare_used);
        output.spill_slots = spill_slots;
        Ok(output)
    }

    /// The register that a value is defined in.
    fn place_where_defined(&self, vreg: VReg, at: Point) -> Result<PReg, String> {
        if let Definition::Inst(inst) = self.intervals.definitions[vreg.0 as usize] {
            let mut operands = self.function.operands(inst).iter();
            let operand = operands.find(|one| one.vreg == vreg && !one.is_use());
            if let Some(Constraint::Fixed(register)) = operand.map(|one| one.constraint) {
                return Ok(register);
            }
        }
        match self.place_at(vreg, at)? {
            Place::Register(register) => Ok(register),
            Place::Spilled => Err(format!("{}: {vreg} is defined nowhere", inst_at(at))),
        }
    }
}

fn source(vreg: VReg, place: Place) -> Source {
    match place {
        Place::Register(register) => Source::Register(register),
        Place::Spilled => Source::Spilled(vreg),
    }
}
