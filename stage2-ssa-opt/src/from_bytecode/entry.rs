//! Entering a loop nest in the middle.
//!
//! A hot loop is entered while it runs, at its own header (OSR). If it stands inside of another one, the
//! outer loop is thereby entered behind *its* header, and the two become one:
//!
//! ```text
//!            ┌──────────┐                         entry
//!   outer ─► │ while …  │◄────┐                     │
//!            └────┬─────┘     │            ┌─────────▼┐   one loop with two ways back, and
//!   inner ─► ┌────▼─────┐◄┐   │            │ for …    │◄┐ ◄┐ nobody can tell which of them
//!            │ for …    │─┘   │            └────┬─────┘─┘  │ is the inner one
//!            └────┬─────┘     │                 ▼   …      │
//!                 └───────────┘                 └── while ─┘
//! ```
//!
//! No loop optimisation would do anything there. So the round of the outer loop that is under way
//! gets blocks of its own: the inner loop and what follows it up to the outer header are copied, the
//! copy is entered, and from its end control goes to the outer header, which begins an ordinary loop
//! nest. It is loop peeling for a round of which only the end is left. With deeper nests the same is
//! done for every loop around.
//!
//! A copy is a pair (block, level). At level i, the loop i around the entry (0 is the one that is
//! entered) is a loop with all its blocks; of those further out only the rest of the current round is
//! there. Reaching the header of loop j goes up to level j. The highest level is the ordinary one and
//! consists of the original blocks.
//!
//! Judged by the corpus, in which loops are entered at every level, and by the loops that the passes
//! find.

use rustc_hash::FxHashMap;

use super::flow::Flow;

/// The blocks with copies behind them, and the block at which to enter; `header` is the header of
/// the loop that is entered.
pub fn entered_at(mut flow: Flow, header: usize) -> (Flow, usize) {
    let around = loops_around(&flow, header);
    let Some(ordinary) = around.len().checked_sub(1) else { return (flow, header) };
    let level_of_header: FxHashMap<usize, usize> =
        around.iter().enumerate().map(|(level, (header, _))| (*header, level)).collect();
    let outermost = &around[ordinary].1;
    let mut copies: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    let mut waiting: Vec<(usize, usize)> = Vec::new();
    let mut number =
        |flow: &mut Flow, waiting: &mut Vec<(usize, usize)>, block: usize, level: usize| {
            if level == ordinary {
                return block;
            }
            *copies.entry((block, level)).or_insert_with(|| {
                let mut copy = flow.blocks[block].clone();
                copy.level = level as u32 + 1;
                flow.blocks.push(copy);
                waiting.push((block, level));
                flow.blocks.len() - 1
            })
        };
    let first = number(&mut flow, &mut waiting, header, 0);
    // ANCHOR: levels
    // BEGIN SOLUTION 2.7 stub: let _ = (&waiting, outermost, &level_of_header);
    while let Some((block, level)) = waiting.pop() {
        let copy = number(&mut flow, &mut waiting, block, level);
        for index in 0..flow.blocks[block].successors.len() {
            let successor = flow.blocks[block].successors[index] as usize;
            let up = level_of_header.get(&successor).map_or(level, |&other| level.max(other));
            let next = if outermost[successor] { up } else { ordinary };
            let target = number(&mut flow, &mut waiting, successor, next);
            flow.blocks[copy].successors[index] = target as u32;
        }
    }
    // END SOLUTION
    // ANCHOR_END: levels
    (flow, first)
}

/// The loops that a header is in, from the inside out, its own first: each with its header and its
/// blocks.
fn loops_around(flow: &Flow, header: usize) -> Vec<(usize, Vec<bool>)> {
    let mut predecessors: Vec<Vec<usize>> = vec![Vec::new(); flow.blocks.len()];
    for (block, data) in flow.blocks.iter().enumerate() {
        for &successor in &data.successors {
            predecessors[successor as usize].push(block);
        }
    }
    let mut around = Vec::new();
    // Only JUMP_BACKWARD goes back, so the header of a loop is its first block.
    for candidate in (0..=header).rev().filter(|&block| flow.blocks[block].is_header) {
        let mut inside = vec![false; flow.blocks.len()];
        inside[candidate] = true;
        let back = predecessors[candidate].iter().copied().filter(|&from| from >= candidate);
        let mut waiting: Vec<usize> = back.collect();
        while let Some(block) = waiting.pop() {
            if block >= candidate && !std::mem::replace(&mut inside[block], true) {
                waiting.extend(&predecessors[block]);
            }
        }
        if inside[header] {
            around.push((candidate, inside));
        }
    }
    around
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::from_bytecode::flow::BytecodeBlock;

    /// Blocks of which number i begins at instruction i.
    fn flow(successors: &[&[u32]]) -> Flow {
        let blocks = successors.iter().enumerate().map(|(at, successors)| BytecodeBlock {
            start: at as u32,
            end: at as u32 + 1,
            successors: successors.to_vec(),
            is_header: false,
            live_in: Default::default(),
            level: 0,
        });
        let mut blocks: Vec<BytecodeBlock> = blocks.collect();
        for from in 0..blocks.len() {
            for target in blocks[from].successors.clone() {
                blocks[target as usize].is_header |= target as usize <= from;
            }
        }
        Flow::of_blocks(blocks)
    }

    fn shown(flow: &Flow) -> Vec<(u32, Vec<u32>)> {
        flow.blocks.iter().map(|block| (block.start, block.successors.clone())).collect()
    }

    #[test]
    fn a_loop_by_itself_stays_as_it_is() {
        let before = flow(&[&[1], &[2, 3], &[1], &[]]);
        let (after, first) = entered_at(before.clone(), 1);
        assert_eq!((shown(&after), first), (shown(&before), 1));
    }

    #[test]
    fn the_rest_of_the_outer_round_is_copied() {
        // 0: outer header, 1: inner header, 2: inner body, 3: end of the outer round, 4: behind.
        let before = flow(&[&[1, 4], &[2, 3], &[1], &[0], &[]]);
        let (after, first) = entered_at(before.clone(), 1);
        assert_eq!(first, 5, "a copy of the inner header");
        assert_eq!(shown(&after)[..5], shown(&before)[..], "the ordinary blocks are as they were");
        let copies: Vec<u32> = after.blocks[5..].iter().map(|block| block.start).collect();
        assert_eq!(copies, [1, 2, 3], "the inner loop and what follows it");
        let [header, body, end] = [5, 6, 7];
        assert_eq!(after.blocks[header].successors, [body as u32, end as u32]);
        assert_eq!(after.blocks[body].successors, [header as u32], "the copy is a loop");
        assert_eq!(after.blocks[end].successors, [0], "and goes on in the ordinary nest");
    }

    #[test]
    fn three_levels() {
        // 0 ⊃ 1 ⊃ 2, each loop with an end of its own.
        let before = flow(&[&[1, 6], &[2, 5], &[3, 4], &[2], &[1], &[0], &[]]);
        let (after, first) = entered_at(before, 2);
        // Whoever follows the blocks from the entry meets every header before the loop's body.
        let order = after.reverse_postorder(first);
        let rank = |block: usize| order.iter().position(|&other| other == block);
        for &block in &order {
            for &successor in &after.blocks[block].successors {
                let backward = rank(successor as usize) <= rank(block);
                assert_eq!(
                    backward,
                    after.blocks[successor as usize].is_header
                        && after.blocks[successor as usize].level == after.blocks[block].level
                        && after.blocks[successor as usize].start <= after.blocks[block].start,
                );
            }
        }
    }
}
