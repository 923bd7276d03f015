//! Liveness: in which blocks, and up to which point, a virtual register's value is still wanted.
//!
//! Of the textbook's two ways, sets per block iterated to a fixpoint, and one walk per variable,
//! this is the second: from each use up the predecessors to the definition, which in SSA form
//! dominates it (A. Appel, "Modern Compiler Implementation", 1998, 19.6; B. Boissinot and others,
//! "Computing liveness sets for SSA-form programs", 2011, "by variable"). No loops need to be known,
//! irreducible control flow is nothing special, and what it costs is the size of its result: one
//! step for each block into which a value is live. A set of bits per block would be the
//! square of the function.
//!
//! ```text
//!   block0: v = …             block1 (loop): … → block1, block2      block2: use v
//!   v: [definition, end of block0) [all of block1) [start of block2, use)
//! ```
//!
//! Requires SSA. Gives ranges in layout order, touching ones joined. Judged by comparison with the
//! iterated sets in the tests.

use super::interval::{LiveRange, Point, Use, inst_at};
use crate::lir::{LBlock, LFunction, VReg};

/// Tables for the walk, shared by all virtual registers.
pub(super) struct LiveBlocks<'a> {
    function: &'a LFunction,
    /// The virtual register whose walk came last to a block, and its range there.
    visited: Vec<(VReg, u32)>,
    stack: Vec<LBlock>,
}

impl<'a> LiveBlocks<'a> {
    pub(super) fn new(function: &'a LFunction) -> LiveBlocks<'a> {
        let nobody = (VReg(u32::MAX), 0);
        LiveBlocks { function, visited: vec![nobody; function.blocks.len()], stack: Vec::new() }
    }
}

/// Appends the ranges of a virtual register that is defined in the block of the first point of
/// `written`, and there at least so long.
pub(super) fn live_ranges(
    blocks: &mut LiveBlocks,
    block_of: &[LBlock],
    vreg: VReg,
    written: LiveRange,
    uses: &[Use],
    ranges: &mut Vec<LiveRange>,
) {
    let start = ranges.len();
    let first = written.from;
    let home = block_of[inst_at(first).0 as usize];
    if written.from < written.to {
        blocks.live_until(vreg, home, first, home, written.to, ranges);
    }
    // ANCHOR: walk
    // BEGIN SOLUTION 3.6 stub: let _ = (uses, &mut blocks.stack);
    for one in uses {
        blocks.live_until(
            vreg,
            home,
            first,
            block_of[inst_at(one.point).0 as usize],
            one.point + 1,
            ranges,
        );
        while let Some(block) = blocks.stack.pop() {
            let function = blocks.function;
            for &predecessor in &function.block(block).predecessors {
                let end = 4 * function.block(predecessor).insts.end;
                blocks.live_until(vreg, home, first, predecessor, end, ranges);
            }
        }
    }
    // END SOLUTION
    // ANCHOR_END: walk
    if ranges.len() - start < 2 {
        return;
    }
    ranges[start..].sort_unstable();
    let mut last = start;
    for index in start + 1..ranges.len() {
        let next = ranges[index];
        if ranges[last].to == next.from {
            ranges[last].to = next.to;
        } else {
            last += 1;
            ranges[last] = next;
        }
    }
    ranges.truncate(last + 1);
}

impl LiveBlocks<'_> {
    fn live_until(
        &mut self,
        vreg: VReg,
        home: LBlock,
        first: Point,
        block: LBlock,
        end: Point,
        ranges: &mut Vec<LiveRange>,
    ) {
        let visited = &mut self.visited[block.0 as usize];
        if visited.0 == vreg {
            let range = &mut ranges[visited.1 as usize];
            range.to = range.to.max(end);
            return;
        }
        *visited = (vreg, ranges.len() as u32);
        if block == home {
            ranges.push(LiveRange { from: first, to: end });
        } else {
            ranges.push(LiveRange { from: 4 * self.function.block(block).insts.start, to: end });
            self.stack.push(block);
        }
    }
}
