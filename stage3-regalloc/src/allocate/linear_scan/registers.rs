//! Who holds which register at the current point, and who will be in the way.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{MOST_INACTIVE, NEVER, Piece};
use crate::allocate::interval::{Intervals, LiveRange, Point, gap_of};
use crate::lir::PReg;

/// For every machine register its holders: at most one that is live now, and those in holes. The
/// current point only grows.
pub(super) struct Registers {
    active: [Option<u32>; 64],
    /// Until when the active one is live without a hole.
    active_until: [Point; 64],
    /// By when they are live again.
    inactive: Vec<BinaryHeap<Reverse<(Point, u32)>>>,
    /// The first of a register's blocked stretches that does not end before the current point.
    blocked: [u32; 64],
    /// The first clobber that is not before the current point.
    clobber: usize,
}

impl Registers {
    pub(super) fn new() -> Registers {
        Registers {
            active: [None; 64],
            active_until: [0; 64],
            inactive: vec![BinaryHeap::new(); 64],
            blocked: [0; 64],
            clobber: 0,
        }
    }

    pub(super) fn active(&self, register: PReg) -> Option<u32> {
        self.active[register.index()]
    }

    pub(super) fn inactive(&self, register: PReg) -> &BinaryHeap<Reverse<(Point, u32)>> {
        &self.inactive[register.index()]
    }

    /// Makes `point` the current one, for these registers.
    pub(super) fn advance(
        &mut self,
        intervals: &Intervals,
        pieces: &mut [Piece],
        registers: &[PReg],
        point: Point,
    ) {
        while intervals.clobbers.get(self.clobber).is_some_and(|(at, _)| *at < gap_of(point)) {
            self.clobber += 1;
        }
        for &register in registers {
            let index = register.index();
            if let Some(holder) = self.active[index]
                && self.active_until[index] <= point
            {
                self.active[index] = None;
                self.arrange(intervals, pieces, index, holder, point);
            }
            while let Some(&Reverse((from, holder))) = self.inactive[index].peek()
                && from <= point
            {
                self.inactive[index].pop();
                self.arrange(intervals, pieces, index, holder, point);
            }
        }
    }

    /// Puts a holder to where it belongs at the current point.
    fn arrange(
        &mut self,
        intervals: &Intervals,
        pieces: &mut [Piece],
        index: usize,
        holder: u32,
        point: Point,
    ) {
        let piece = &mut pieces[holder as usize];
        if piece.to <= point {
            return;
        }
        while intervals.ranges[piece.ranges.0 as usize].to <= point {
            piece.ranges.0 += 1;
        }
        let range = intervals.ranges[piece.ranges.0 as usize];
        if range.from <= point {
            self.active[index] = Some(holder);
            self.active_until[index] = range.to.min(piece.to);
        } else {
            self.inactive[index].push(Reverse((range.from, holder)));
        }
    }

    /// Skips the uses of a holder before the current instruction.
    pub(super) fn forget_uses(
        &self,
        intervals: &Intervals,
        pieces: &mut [Piece],
        holder: u32,
        point: Point,
    ) {
        let piece = &mut pieces[holder as usize];
        while piece.uses.0 < piece.uses.1
            && intervals.uses[piece.uses.0 as usize].point < gap_of(point)
        {
            piece.uses.0 += 1;
        }
    }

    /// Gives a register to a piece that begins at the current point.
    pub(super) fn occupy(
        &mut self,
        intervals: &Intervals,
        pieces: &[Piece],
        index: u32,
        register: PReg,
    ) {
        let piece = &pieces[index as usize];
        let range = intervals.ranges[piece.ranges.0 as usize];
        self.active[register.index()] = Some(index);
        self.active_until[register.index()] = range.to.min(piece.to);
    }

    /// Takes a register from its active holder.
    pub(super) fn release(&mut self, register: PReg) {
        self.active[register.index()] = None;
    }

    /// Takes a register from the inactive holders that are in the way of a piece.
    pub(super) fn take_conflicts(
        &mut self,
        intervals: &Intervals,
        pieces: &[Piece],
        piece: &Piece,
        register: PReg,
    ) -> Vec<u32> {
        let mut taken = Vec::new();
        self.inactive[register.index()].retain(|&Reverse((_, other))| {
            let is_apart = first_common(intervals, piece, &pieces[other as usize]) == NEVER;
            if !is_apart {
                taken.push(other);
            }
            is_apart
        });
        taken
    }

    /// Until when a register is free for a piece that begins at the current point.
    pub(super) fn free_until(
        &mut self,
        intervals: &Intervals,
        pieces: &[Piece],
        piece: &Piece,
        register: PReg,
    ) -> Point {
        if self.active[register.index()].is_some() {
            return 0;
        }
        let mut until = self.unblocked_until(intervals, piece, register);
        let inactive = &self.inactive[register.index()];
        match inactive.peek() {
            Some(&Reverse((first, _))) if first < until.min(piece.to) => {
                if inactive.len() > MOST_INACTIVE {
                    return first;
                }
            }
            _ => return until,
        }
        for &Reverse((_, other)) in inactive {
            until = until.min(first_common(intervals, piece, &pieces[other as usize]));
        }
        until
    }

    /// Until when no instruction needs a register for itself where a piece is live.
    pub(super) fn unblocked_until(
        &mut self,
        intervals: &Intervals,
        piece: &Piece,
        register: PReg,
    ) -> Point {
        let mut until = NEVER;
        let list = &intervals.blocked[register.index()];
        let cursor = &mut self.blocked[register.index()];
        while list.get(*cursor as usize).is_some_and(|one| one.range.to <= gap_of(piece.from)) {
            *cursor += 1;
        }
        let mut walk = Walk::new(piece);
        for one in &list[*cursor as usize..] {
            if one.range.from >= piece.to {
                break;
            }
            if one.except != Some(piece.vreg) && walk.meets(intervals, one.range) {
                until = one.range.from;
                break;
            }
        }
        if intervals.clobbered.contains(register) {
            let mut walk = Walk::new(piece);
            for (point, clobbers) in &intervals.clobbers[self.clobber..] {
                if *point >= until.min(piece.to) {
                    break;
                }
                let range = LiveRange { from: *point, to: *point + 1 };
                if clobbers.contains(register) && walk.meets(intervals, range) {
                    return *point;
                }
            }
        }
        until
    }
}

/// A walk over the ranges of a piece.
struct Walk<'a> {
    piece: &'a Piece,
    at: u32,
}

impl Walk<'_> {
    fn new(piece: &Piece) -> Walk<'_> {
        Walk { piece, at: piece.ranges.0 }
    }

    /// Is it live in a stretch? The stretches asked for come in order.
    fn meets(&mut self, intervals: &Intervals, stretch: LiveRange) -> bool {
        let from = stretch.from.max(self.piece.from);
        let to = stretch.to.min(self.piece.to);
        while self.at < self.piece.ranges.1 && intervals.ranges[self.at as usize].to <= from {
            self.at += 1;
        }
        from < to && self.at < self.piece.ranges.1 && intervals.ranges[self.at as usize].from < to
    }
}

/// The first point at which both are live; [`NEVER`] if there is none.
pub(super) fn first_common(intervals: &Intervals, one: &Piece, other: &Piece) -> Point {
    let (mut at, mut at_other) = (one.ranges.0, other.ranges.0);
    while at < one.ranges.1 && at_other < other.ranges.1 {
        let range = intervals.ranges[at as usize];
        let range_other = intervals.ranges[at_other as usize];
        let from = range.from.max(range_other.from).max(one.from).max(other.from);
        let to = range.to.min(range_other.to).min(one.to).min(other.to);
        if from < to {
            return from;
        }
        match range.to <= range_other.to {
            true => at += 1,
            false => at_other += 1,
        }
    }
    NEVER
}
