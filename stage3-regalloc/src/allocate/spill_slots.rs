//! Spill slots: which spilled values share one.
//!
//! A value has its slot from its definition to its last use, in layout order and without regard to
//! holes. Two such stretches are either disjoint, and then one slot may serve both, or not. Taking
//! them by their first point and giving each any slot that is free again is optimal for stretches (M.
//! Poletto and V. Sarkar, "Linear scan register allocation", 1999; it is the colouring of an interval
//! graph). A block's parameter prefers the slot of one of its arguments, which then need not be moved.
//!
//! Judged by the symbolic checker.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::SpillSlot;
use super::interval::Intervals;
use crate::lir::{LFunction, VReg};

/// The slot of every virtual register that has one, and how many there are.
pub(super) fn assign(
    function: &LFunction,
    intervals: &Intervals,
    has_slot: &[bool],
) -> Result<(Vec<SpillSlot>, u32), String> {
    const NONE: SpillSlot = SpillSlot(u32::MAX);
    let mut slots = vec![NONE; has_slot.len()];
    let mut stretches: Vec<(u32, u32, VReg)> = Vec::new();
    for (index, _) in has_slot.iter().enumerate().filter(|(_, has_slot)| **has_slot) {
        let vreg = VReg(index as u32);
        let ranges = intervals.interval(vreg).ranges;
        if let (Some(first), Some(last)) = (ranges.first(), ranges.last()) {
            stretches.push((first.from, last.to, vreg));
        }
    }
    stretches.sort_unstable();
    // The argument for which a parameter, and the parameter for which an argument, would like its
    // slot.
    let mut partner = vec![None; has_slot.len()];
    for data in &function.blocks {
        let [successor] = data.successors[..] else { continue };
        for (&argument, &param) in data.arguments.iter().zip(&function.block(successor).params) {
            if has_slot[argument.0 as usize] && has_slot[param.0 as usize] {
                partner[argument.0 as usize] = Some(param);
                partner[param.0 as usize].get_or_insert(argument);
            }
        }
    }
    let mut in_use: BinaryHeap<Reverse<(u32, u32)>> = BinaryHeap::new();
    let mut is_free: Vec<bool> = Vec::new();
    // May name slots that are taken again.
    let mut free: Vec<u32> = Vec::new();
    for (from, to, vreg) in stretches {
        while let Some(&Reverse((end, slot))) = in_use.peek()
            && end <= from
        {
            in_use.pop();
            is_free[slot as usize] = true;
            free.push(slot);
        }
        let wanted = partner[vreg.0 as usize].map(|partner| slots[partner.0 as usize]);
        let wanted = wanted.filter(|slot| *slot != NONE && is_free[slot.0 as usize]);
        let slot = wanted
            .map(|slot| slot.0)
            .or_else(|| std::iter::from_fn(|| free.pop()).find(|slot| is_free[*slot as usize]));
        let slot = slot.unwrap_or_else(|| {
            is_free.push(false);
            is_free.len() as u32 - 1
        });
        is_free[slot as usize] = false;
        slots[vreg.0 as usize] = SpillSlot(slot);
        in_use.push(Reverse((to, slot)));
    }
    match is_free.len() {
        count if count < 1 << 24 => Ok((slots, count as u32)),
        _ => Err("more than 2^24 spill slots".into()),
    }
}
