//! Linear scan on SSA form: registers are given to live intervals in the order in which they begin.
//!
//! ```text
//!   %0  ├─r0──────────┤                         %2 begins: r0 and r1 are taken. %0 is used next
//!   %1     ├─r1─────────────────┤               farthest away and least often, so it is split: its
//!   %2                 ├─r0─────────┤           tail is in its spill slot until before its next use,
//!   %0                 · spilled · · · ├─r1──┤  when it gets whatever register is free then
//! ```
//!
//! One walk over the intervals by their first point, remembering which hold each register now (*active*)
//! and which have one and are in a hole (*inactive*). For each interval:
//!
//! 1. If a register is free for all of it, it gets that; a register it would *like* comes first
//!    ([`hints`]): the one its value is in already, or will have to be in. This is all the
//!    coalescing there is.
//! 2. If one is free for a while, the interval is split and its tail comes back later.
//! 3. Otherwise the least valuable of the holders and itself goes to its spill slot, until before its
//!    next use that requires a register (*second chance*). Value is the number of remaining uses, weighted by loop
//!    depth, per length. An exit's state is no use, so a value that is only kept for exits goes first.
//!
//! Where exactly a split happens is chosen between the last use before and the point by which it must
//! have happened: outside of as many loops as possible. It costs nothing at the beginning of a loop whose
//! every way in has the value there already.
//!
//! C. Wimmer and M. Franz, "Linear scan register allocation on SSA form", 2010; C. Wimmer and H.
//! Mössenböck, "Optimized interval splitting in a linear scan register allocator", 2005. Data flow at the
//! seams, SSA deconstruction, storing once and slots are [`super::resolve`]'s.
//!
//! What keeps it linear: nothing walks over all inactive intervals. Each register has its own in a heap
//! by when they come back, and only those that may intersect are looked at, at most [`MOST_INACTIVE`];
//! beyond that the register counts as taken. Calls are one list with a cursor.
//!
//! Leaves out: moving a value between registers when only some later point is in the way of a better
//! choice; an instruction that has so many late register uses that early ones must make room. Judged
//! by the symbolic checker on random LIR, and by running.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::interval::{
    Definition, Intervals, LiveRange, Point, UseKind, early, gap_of, inst_at, late,
};
use super::resolve::{Part, Place, resolve};
use super::{MachineEnv, Output, Step, class_index};
use crate::lir::{Constraint, LFunction, PReg, PRegSet, VReg};

mod hints;
mod registers;

use hints::Hints;
use registers::Registers;

/// How many inactive intervals of one register are looked at.
const MOST_INACTIVE: usize = 32;

/// A point after all others.
const NEVER: Point = Point::MAX;

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
    let mut scan = Scan::new(function, environment, intervals);
    scan.run(|_, _| {})?;
    let mut parts: Vec<Part> = scan.pieces.iter().map(Piece::part).collect();
    parts.sort_unstable_by_key(|part| (part.vreg, part.from));
    Ok(parts)
}

/// What is decided after each interval, and part of one, that got its turn: for drawings.
pub(super) fn steps(
    function: &LFunction,
    environment: &MachineEnv,
    intervals: &Intervals,
) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    Scan::new(function, environment, intervals).run(|scan, (point, placed)| {
        let waits = |index: u32, piece: &Piece| {
            let is_whole = index < scan.whole;
            let is_tail = scan.queue.iter().any(|Reverse((_, tail))| *tail == index);
            is_tail || is_whole && (piece.from, index) > (point, placed)
        };
        let decided = (0..).zip(&scan.pieces).filter(|(index, piece)| !waits(*index, piece));
        let mut parts: Vec<Part> = decided.map(|(_, piece)| piece.part()).collect();
        parts.sort_unstable_by_key(|part| (part.vreg, part.from));
        steps.push(Step { point, vreg: scan.pieces[placed as usize].vreg, parts });
    })?;
    Ok(steps)
}

/// A stretch of an interval that has, or will have, one place.
#[derive(Clone, Copy)]
struct Piece {
    vreg: VReg,
    from: Point,
    to: Point,
    /// The first of its ranges that does not end before the current point, and the end of them. The
    /// first and the last may stick out.
    ranges: (u32, u32),
    /// The same for its uses.
    uses: (u32, u32),
    register: Option<PReg>,
    /// What its interval was in before.
    hint: Option<PReg>,
}

impl Piece {
    fn part(&self) -> Part {
        let place = self.register.map_or(Place::Spilled, Place::Register);
        Part { vreg: self.vreg, from: self.from, to: self.to, place }
    }
}

struct Scan<'a> {
    function: &'a LFunction,
    environment: &'a MachineEnv,
    intervals: &'a Intervals,
    pieces: Vec<Piece>,
    /// How many of them are whole intervals; those come first.
    whole: u32,
    /// Tails of split intervals, by their first point.
    queue: BinaryHeap<Reverse<(Point, u32)>>,
    registers: Registers,
    hints: Hints,
    /// The current point: everything that begins before has its place.
    point: Point,
    allocatable: PRegSet,
    /// For each use the next of the same virtual register, itself included, that requires a
    /// register, or the end of its uses.
    next_required: Vec<u32>,
    /// For each block the last before it in layout order that is in fewer loops.
    outer: Vec<Option<u32>>,
}

impl<'a> Scan<'a> {
    fn new(
        function: &'a LFunction,
        environment: &'a MachineEnv,
        intervals: &'a Intervals,
    ) -> Scan<'a> {
        let mut next_required = vec![0; intervals.uses.len()];
        for of in intervals.uses_of.windows(2) {
            let mut next = of[1];
            for index in (of[0]..of[1]).rev() {
                if intervals.uses[index as usize].kind == UseKind::Required {
                    next = index;
                }
                next_required[index as usize] = next;
            }
        }
        let mut outer = Vec::with_capacity(function.blocks.len());
        for (index, block) in function.blocks.iter().enumerate() {
            let mut before = index.checked_sub(1).map(|before| before as u32);
            while let Some(candidate) = before
                && function.blocks[candidate as usize].loop_depth >= block.loop_depth
            {
                before = outer[candidate as usize];
            }
            outer.push(before);
        }
        let all = environment.allocatable.iter().flat_map(|registers| registers.iter());
        Scan {
            function,
            environment,
            intervals,
            pieces: Vec::with_capacity(function.vregs.len() + function.vregs.len() / 4),
            whole: 0,
            queue: BinaryHeap::new(),
            registers: Registers::new(),
            hints: Hints::new(function),
            point: 0,
            allocatable: all.fold(PRegSet::EMPTY, |set, register| set.with(*register)),
            next_required,
            outer,
        }
    }

    /// Tells `watch` which piece, by its first point and index, has got its turn.
    fn run(&mut self, mut watch: impl FnMut(&Scan, (Point, u32))) -> Result<(), String> {
        for index in 0..self.function.vregs.len() {
            let ranges = (self.intervals.ranges_of[index], self.intervals.ranges_of[index + 1]);
            if ranges.0 < ranges.1 {
                self.pieces.push(Piece {
                    vreg: VReg(index as u32),
                    from: self.intervals.ranges[ranges.0 as usize].from,
                    to: self.intervals.ranges[ranges.1 as usize - 1].to,
                    ranges,
                    uses: (self.intervals.uses_of[index], self.intervals.uses_of[index + 1]),
                    register: None,
                    hint: None,
                });
            }
        }
        self.whole = self.pieces.len() as u32;
        let mut whole: Vec<(Point, u32)> =
            (0u32..).zip(&self.pieces).map(|(index, piece)| (piece.from, index)).collect();
        whole.sort_unstable();
        let mut whole = whole.into_iter().peekable();
        loop {
            let tail = self.queue.peek().map(|Reverse(tail)| *tail);
            let next = match (whole.peek(), tail) {
                (Some(&first), Some(tail)) if tail < first => self.queue.pop().map(|one| one.0),
                (Some(_), _) => whole.next(),
                (None, Some(_)) => self.queue.pop().map(|one| one.0),
                (None, None) => return Ok(()),
            };
            if let Some(next) = next {
                self.place(next.1)?;
                watch(self, next);
            }
        }
    }

    // --- one interval -----------------------------------------------------------------------------

    fn place(&mut self, index: u32) -> Result<(), String> {
        let piece = self.pieces[index as usize];
        let class = class_index(self.function.class(piece.vreg));
        let candidates = self.environment.allocatable[class];
        self.point = piece.from;
        self.registers.advance(self.intervals, &mut self.pieces, candidates, piece.from);
        // A register for all of it, one that is liked first.
        let mut best = (0, None);
        // ANCHOR: place
        let liked = self.hints.of(self.function, self.intervals, &piece);
        let liked = liked.into_iter().flatten();
        let liked = liked.filter(|register| self.allocatable.contains(*register));
        for register in liked.chain(candidates.iter().copied()) {
            let until = self.registers.free_until(self.intervals, &self.pieces, &piece, register);
            if until >= piece.to {
                if self.environment.callee_saved.contains(register)
                    && let Some((came_in, at)) = self.may_stay(&piece)
                {
                    let tail = self.split(index, at);
                    self.assign(index, came_in);
                    return self.put_off(tail, at);
                }
                self.assign(index, register);
                return Ok(());
            }
            if until > best.0 {
                best = (until, Some(register));
            }
        }
        // One for a while, if it is of use for that time.
        if let (until, Some(register)) = best
            && let Some(at) = self.split_before(&piece, until)
            && self.is_useful(&piece, at)
            && !self.should_evict_rather(&piece, candidates)
        {
            let tail = self.split(index, at);
            self.assign(index, register);
            return self.put_off(tail, at);
        }
        self.evict_or_spill(index, candidates)
        // ANCHOR_END: place
    }

    /// The register that a parameter came in, and the beginning of the block in which something destroys it.
    /// The parameter may stay there until then: it has to be moved once in any case, and ways that do not
    /// come to that block need no register that must be saved.
    fn may_stay(&mut self, piece: &Piece) -> Option<(PReg, Point)> {
        let Definition::Inst(inst) = self.intervals.definitions[piece.vreg.0 as usize] else {
            return None;
        };
        let entry = self.intervals.block_of[inst.0 as usize];
        let mut operands = self.function.operands(inst).iter();
        let operand = operands.find(|one| one.vreg == piece.vreg && !one.is_use())?;
        let Constraint::Fixed(came_in) = operand.constraint else { return None };
        if entry.0 != 0 || piece.hint.is_some() || !self.allocatable.contains(came_in) {
            return None;
        }
        let until = self.registers.free_until(self.intervals, &self.pieces, piece, came_in);
        let last = self.intervals.block_of.get(inst_at(until).0 as usize)?;
        let start = 4 * self.function.block(*last).insts.start;
        let at = if *last == entry { return None } else { self.outside_loops(piece.from, start) };
        let is_behind = self.intervals.block_of[inst_at(at).0 as usize] != entry;
        (is_behind && at > piece.from).then_some((came_in, at))
    }

    fn assign(&mut self, index: u32, register: PReg) {
        let piece = &mut self.pieces[index as usize];
        piece.register = Some(register);
        self.hints.assigned(piece.vreg, register);
        self.registers.occupy(self.intervals, &self.pieces, index, register);
    }

    /// What comes after a split: it waits for its turn, or, from within an instruction, is spilled.
    fn put_off(&mut self, tail: Option<u32>, at: Point) -> Result<(), String> {
        let Some(tail) = tail else { return Ok(()) };
        match at == gap_of(at) || self.pieces[tail as usize].from != at {
            true => {
                self.queue.push(Reverse((self.pieces[tail as usize].from, tail)));
                Ok(())
            }
            false => self.spill(tail),
        }
    }

    /// Would a register until then serve any use, and all that want one at once?
    fn is_useful(&self, piece: &Piece, until: Point) -> bool {
        let mut uses = self.uses(piece).iter().filter(|one| one.kind != UseKind::State);
        let first_is_served = uses.next().is_some_and(|first| first.point < until);
        first_is_served && self.required_at(piece, piece.from).is_none_or(|last| last < until)
    }

    /// The last point at which an instruction requires it in a register, if it does.
    fn required_at(&self, piece: &Piece, point: Point) -> Option<Point> {
        let first = self.next_required(piece)?;
        if inst_at(first) != inst_at(point) {
            return None;
        }
        let same = |one: &&super::interval::Use| inst_at(one.point) == inst_at(first);
        let uses = self.uses(piece).iter();
        let here = uses.skip_while(|one| one.point < first).take_while(same);
        here.filter(|one| one.kind == UseKind::Required).map(|one| one.point).last()
    }

    fn uses(&self, piece: &Piece) -> &'a [super::interval::Use] {
        &self.intervals.uses[piece.uses.0 as usize..piece.uses.1 as usize]
    }

    /// The next point at which it is required in a register.
    fn next_required(&self, piece: &Piece) -> Option<Point> {
        if piece.uses.0 == piece.uses.1 {
            return None;
        }
        let next = self.next_required[piece.uses.0 as usize];
        (next < piece.uses.1).then(|| self.intervals.uses[next as usize].point)
    }

    /// What having it in a register is worth: weighted uses from now on, per length.
    fn value(&self, piece: &Piece, point: Point) -> f32 {
        let weight = self.intervals.weight_before[piece.uses.1 as usize]
            - self.intervals.weight_before[piece.uses.0 as usize];
        let length = piece.to.saturating_sub(point).max(1);
        // Computing again is cheap, and need not be stored.
        let factor = match self.intervals.is_recomputable[piece.vreg.0 as usize] {
            true => 0.5,
            false => 1.0,
        };
        factor * weight as f32 / length as f32
    }

    // --- too few registers ------------------------------------------------------------------------

    /// Is a register that is free only for a while worse than one whose holder is worth much less?
    fn should_evict_rather(&mut self, piece: &Piece, candidates: &[PReg]) -> bool {
        let own = self.value(piece, piece.from);
        match self.cheapest(piece, candidates) {
            Some((_, until, value)) => until >= piece.to && 2.0 * value < own,
            None => false,
        }
    }

    /// The register whose holders are worth least, until when it could be had, and what they are worth.
    fn cheapest(&mut self, piece: &Piece, candidates: &[PReg]) -> Option<(PReg, Point, f32)> {
        let now = self.required_at(piece, piece.from);
        let enough = now.or(self.next_required(piece)).map_or(piece.from + 1, |point| point + 1);
        let mut best: Option<(PReg, Point, f32)> = None;
        for &register in candidates {
            let until = self.registers.unblocked_until(self.intervals, piece, register);
            if until < enough.min(piece.to) {
                continue;
            }
            let mut value = 0.0;
            if let Some(holder) = self.registers.active(register) {
                self.registers.forget_uses(self.intervals, &mut self.pieces, holder, piece.from);
                let holder = self.pieces[holder as usize];
                let Some(_) = self.eviction_point(&holder, piece.from) else { continue };
                value += self.value(&holder, piece.from);
            }
            let end = until.min(piece.to);
            let inactive = self.registers.inactive(register);
            if inactive.len() > MOST_INACTIVE {
                continue;
            }
            for &Reverse((_, other)) in inactive.iter() {
                let other = &self.pieces[other as usize];
                if registers::first_common(self.intervals, piece, other) < end {
                    value += self.value(other, piece.from);
                }
            }
            let is_better = best.is_none_or(|(_, before, least)| {
                value < least || (value == least && until > before)
            });
            if is_better {
                best = Some((register, until, value));
            }
        }
        best
    }

    /// From where on a holder can be out of its register for something that begins at `point`: not
    /// while the instruction there requires it.
    fn eviction_point(&self, holder: &Piece, point: Point) -> Option<Point> {
        match self.required_at(holder, point) {
            None => Some(gap_of(point)),
            // It is read before what begins is written.
            Some(last) if last < point && point == late(inst_at(point)) => Some(point),
            Some(_) => None,
        }
    }

    fn evict_or_spill(&mut self, index: u32, candidates: &[PReg]) -> Result<(), String> {
        let piece = self.pieces[index as usize];
        let is_required_now = self.required_at(&piece, piece.from).is_some();
        let own = self.value(&piece, piece.from);
        let (register, until) = match self.cheapest(&piece, candidates) {
            Some((register, until, value)) if is_required_now || value < own => (register, until),
            None if is_required_now => {
                let inst = inst_at(piece.from);
                return Err(format!("{inst}: no register for {}", piece.vreg));
            }
            _ => return self.spill(index),
        };
        let mut tail = None;
        if until < piece.to {
            match self.split_before(&piece, until) {
                Some(at) => tail = Some((self.split(index, at), at)),
                None => return self.spill(index),
            }
        }
        let piece = self.pieces[index as usize];
        if let Some(holder) = self.registers.active(register) {
            self.registers.release(register);
            let evicted = self.pieces[holder as usize];
            let latest = self.eviction_point(&evicted, piece.from).unwrap_or(piece.from);
            let before = self.intervals.uses[..evicted.uses.0 as usize].last();
            let own_uses = self.intervals.uses_of[evicted.vreg.0 as usize];
            let last_use = match evicted.uses.0 > own_uses {
                true => before.map_or(0, |last| last.point),
                false => 0,
            };
            let at = self.outside_loops(evicted.from.max(last_use), latest);
            if at <= evicted.from {
                self.pieces[holder as usize].register = None;
                self.spill(holder)?;
            } else if let Some(tail) = self.split(holder, at) {
                self.spill(tail)?;
            }
        }
        for other in self.registers.take_conflicts(self.intervals, &self.pieces, &piece, register) {
            // It is in a hole: what comes behind waits for its turn.
            let at = self.intervals.ranges[self.pieces[other as usize].ranges.0 as usize].from;
            if let Some(tail) = self.split(other, at) {
                self.put_off(Some(tail), gap_of(at))?;
            }
        }
        self.assign(index, register);
        match tail {
            Some((tail, at)) => self.put_off(tail, at),
            None => Ok(()),
        }
    }

    /// Spills a piece until before the next use for which it pays to have it in a register again.
    fn spill(&mut self, index: u32) -> Result<(), String> {
        let piece = self.pieces[index as usize];
        let required = self.next_required(&piece);
        let here = self.depth_at(piece.from);
        // A slot will do for these, but not over and over.
        let hot = self
            .uses(&piece)
            .iter()
            .take(MOST_INACTIVE)
            .find(|one| one.kind != UseKind::State && self.depth_at(one.point) > here);
        let hot = hot.map(|one| one.point);
        let Some(next) = [required, hot].into_iter().flatten().min() else { return Ok(()) };
        // An evicted piece may begin before the current point, where registers are given away.
        let at = self.outside_loops(piece.from.max(self.point), gap_of(next));
        if at <= piece.from {
            return match required {
                Some(point) if inst_at(point) == inst_at(piece.from) => {
                    Err(format!("{}: no register for {}", inst_at(point), piece.vreg))
                }
                _ => Ok(()),
            };
        }
        if let Some(tail) = self.split(index, at) {
            self.queue.push(Reverse((self.pieces[tail as usize].from, tail)));
        }
        Ok(())
    }

    fn depth_at(&self, point: Point) -> u32 {
        let inst = inst_at(point).0 as usize;
        self.intervals.block_of.get(inst).map_or(0, |block| self.function.block(*block).loop_depth)
    }

    // --- splitting ----------------------------------------------------------------------------------

    /// The best point, by `until`, for a piece to leave its register.
    fn split_before(&self, piece: &Piece, until: Point) -> Option<Point> {
        let inst = inst_at(until);
        let last = self.uses(piece).partition_point(|one| one.point < until);
        let last = last.checked_sub(1).map(|last| self.uses(piece)[last]);
        if until == late(inst)
            && self.is_required_at(piece, early(inst))
            && !self.is_required_at(piece, late(inst))
        {
            // It is read by the very instruction that destroys the register.
            return Some(until);
        }
        let latest = gap_of(until);
        let earliest = last.map_or(piece.from, |last| last.point.max(piece.from));
        let at = self.outside_loops(earliest, latest);
        (at > piece.from).then_some(at)
    }

    /// Is it required in a register at exactly that point?
    fn is_required_at(&self, piece: &Piece, point: Point) -> bool {
        let uses = self.uses(piece);
        let at = uses.partition_point(|one| one.point < point);
        let mut same = uses[at..].iter().take_while(|one| one.point == point);
        same.any(|one| one.kind == UseKind::Required)
    }

    /// The latest of the points behind `earliest`, up to `latest`, that are in the fewest loops.
    fn outside_loops(&self, earliest: Point, latest: Point) -> Point {
        if latest != gap_of(latest) {
            return latest;
        }
        let mut at = latest;
        let mut block = self.intervals.block_of[inst_at(latest).0 as usize].0;
        while let Some(before) = self.outer[block as usize] {
            let start = 4 * self.function.blocks[before as usize].insts.end;
            if start <= earliest {
                break;
            }
            (at, block) = (start, before);
        }
        at
    }

    /// Cuts a piece in two; the second half, if anything is left for it, begins with the first range
    /// behind.
    fn split(&mut self, index: u32, at: Point) -> Option<u32> {
        let piece = self.pieces[index as usize];
        let ranges = &self.intervals.ranges;
        let of = piece.ranges.0 as usize..piece.ranges.1 as usize;
        let first = piece.ranges.0 + ranges[of].partition_point(|range| range.to <= at) as u32;
        let uses = self.uses(&piece);
        let first_use = piece.uses.0 + uses.partition_point(|one| one.point < at) as u32;
        let mut tail = piece;
        tail.ranges.0 = first;
        tail.uses.0 = first_use;
        let range: LiveRange = *ranges.get(first as usize).filter(|_| first < piece.ranges.1)?;
        tail.from = range.from.max(at);
        if tail.from >= piece.to {
            return None;
        }
        tail.hint = piece.register;
        tail.register = None;
        let head = &mut self.pieces[index as usize];
        let sticks_out = range.from < at;
        head.ranges.1 = first + u32::from(sticks_out);
        head.uses.1 = first_use;
        head.to = match (sticks_out, first.checked_sub(1)) {
            (false, Some(before)) => ranges[before as usize].to,
            _ => at,
        };
        self.pieces.push(tail);
        Some(self.pieces.len() as u32 - 1)
    }
}
