//! Postorder: blocks in the order in which a depth-first walk leaves them.
//!
//! Backwards it is *reverse postorder*, in which a block comes after all its predecessors but those
//! on back edges. Most forward analyses want that order, and most backward ones postorder itself:
//! facts then travel through a function without loops in one sweep (J. B. Kam and J. D. Ullman,
//! "Global data flow analysis and iterative algorithms", 1976).
//!
//! The walk keeps its own stack, so that no function can overflow ours. Blocks that cannot be
//! reached are not in the order.

use smallvec::SmallVec;

use crate::analysis::cfg::ControlFlowGraph;
use crate::entity::{Block, EntitySet};
use crate::ir::Function;

/// The blocks that can be reached, in postorder; the entry block is the last.
pub fn postorder(function: &Function, graph: &ControlFlowGraph) -> Vec<Block> {
    // ANCHOR: walk
    let mut order = Vec::with_capacity(function.layout.len());
    let Some(entry) = function.entry() else { return order };
    let mut seen = EntitySet::with_capacity(function.blocks.len());
    seen.insert(entry);
    let mut stack = Vec::with_capacity(16);
    stack.push((entry, 0));
    while let Some((block, next)) = stack.last_mut() {
        match graph.successors(*block).get(*next) {
            Some(&successor) => {
                *next += 1;
                if seen.insert(successor) {
                    stack.push((successor, 0));
                }
            }
            None => {
                order.push(*block);
                stack.pop();
            }
        }
    }
    // ANCHOR_END: walk
    order
}

/// The blocks that can be reached, for who needs neither an order nor the graph.
pub fn reachable(function: &Function) -> EntitySet<Block> {
    let mut seen = EntitySet::with_capacity(function.blocks.len());
    let mut worklist: SmallVec<[Block; 16]> = function.entry().into_iter().collect();
    while let Some(block) = worklist.pop() {
        if seen.insert(block) {
            worklist.extend(function.successors(block));
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::cfg::control_flow_graph;
    use crate::analysis::sample::{random_graph, samples};

    /// The definition, with recursion.
    fn judge(function: &Function, block: Block, seen: &mut EntitySet<Block>, out: &mut Vec<Block>) {
        if seen.insert(block) {
            for successor in function.successors(block) {
                judge(function, successor, seen, out);
            }
            out.push(block);
        }
    }

    #[test]
    fn as_by_recursion() {
        for function in samples().into_iter().chain((0..200).map(random_graph)) {
            let mut expected = Vec::new();
            let entry = function.entry().unwrap();
            judge(&function, entry, &mut EntitySet::new(), &mut expected);
            assert_eq!(reachable(&function), expected.iter().copied().collect());
            assert_eq!(postorder(&function, &control_flow_graph(&function)), expected);
        }
    }
}
