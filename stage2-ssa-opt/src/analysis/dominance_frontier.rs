//! Dominance frontiers: where the reign of a block ends.
//!
//! A block is in the frontier of another if the other dominates a predecessor of it but not,
//! strictly, the block itself. If `x` is assigned in a block, then its frontier is where that
//! assignment meets others, and where SSA form needs a parameter for `x` (R. Cytron and others,
//! "Efficiently Computing Static Single Assignment Form and the Control Dependence Graph", 1991).
//! The value of a new parameter is an assignment too; hence the *iterated* frontier.
//!
//! The computation is Cooper's, Harvey's and Kennedy's (2001): only where edges meet is a frontier,
//! so from each predecessor of a block with several climb the dominator tree until the immediate
//! dominator of the block; everything passed has the block in its frontier. (An entry that is
//! jumped to would need care; the verifier allows none.) Leaves out blocks that cannot be reached.
//! Judged by the definition.

use smallvec::SmallVec;

use crate::analysis::cfg::ControlFlowGraph;
use crate::analysis::dominator_tree::DominatorTree;
use crate::entity::{Block, EntitySet, SecondaryMap};
use crate::ir::Function;

/// The dominance frontier of every block, in no particular order.
pub type DominanceFrontiers = SecondaryMap<Block, SmallVec<[Block; 4]>>;

/// Computes all frontiers.
pub fn dominance_frontiers(
    function: &Function,
    graph: &ControlFlowGraph,
    tree: &DominatorTree,
) -> DominanceFrontiers {
    let mut frontiers: DominanceFrontiers =
        SecondaryMap::with_capacity(SmallVec::new(), function.blocks.len());
    for &block in tree.reverse_postorder() {
        if graph.predecessors(block).len() < 2 {
            // It is dominated by the only one.
            continue;
        }
        let stop = tree.immediate_dominator(block);
        // ANCHOR: climb
        for predecessor in graph.predecessors(block) {
            if !tree.is_reachable(predecessor.block) {
                continue;
            }
            let mut runner = Some(predecessor.block);
            while runner != stop {
                let Some(passed) = runner else { break };
                // All that is added for `block` is added now, so a repetition stands last.
                if frontiers[passed].last() != Some(&block) {
                    frontiers[passed].push(block);
                }
                runner = tree.immediate_dominator(passed);
            }
        }
        // ANCHOR_END: climb
    }
    frontiers
}

// ANCHOR: iterated
/// The frontier of a set of blocks, the frontier of that, and so on: all blocks where values that are
/// assigned in the set may meet.
pub fn iterated_frontier(
    frontiers: &DominanceFrontiers,
    blocks: impl IntoIterator<Item = Block>,
) -> EntitySet<Block> {
    let mut result = EntitySet::new();
    let mut worklist: Vec<Block> = blocks.into_iter().collect();
    while let Some(block) = worklist.pop() {
        for &met in &frontiers[block] {
            if result.insert(met) {
                worklist.push(met);
            }
        }
    }
    result
}
// ANCHOR_END: iterated

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::cfg::control_flow_graph;
    use crate::analysis::dominator_tree::dominator_tree;
    use crate::analysis::sample::{random_graph, samples};

    #[test]
    fn as_by_definition() {
        for function in samples().into_iter().chain((0..300).map(random_graph)) {
            let graph = control_flow_graph(&function);
            let tree = dominator_tree(&function, &graph);
            let frontiers = dominance_frontiers(&function, &graph, &tree);
            for &a in tree.reverse_postorder() {
                let in_frontier = |b: &Block| {
                    let strictly = a != *b && tree.dominates(a, *b);
                    let mut from = graph.predecessors(*b).iter();
                    !strictly
                        && from.any(|p| tree.is_reachable(p.block) && tree.dominates(a, p.block))
                };
                let expected: Vec<Block> =
                    function.layout.iter().copied().filter(in_frontier).collect();
                let mut found = frontiers[a].to_vec();
                found.sort();
                assert_eq!(found, expected, "{a}");
            }
        }
    }

    #[test]
    fn the_iterated_frontier_of_a_diamond_in_a_loop() {
        let function = crate::analysis::sample::graph(&[&[1], &[2, 3], &[4], &[4], &[1, 5], &[]]);
        let graph = control_flow_graph(&function);
        let tree = dominator_tree(&function, &graph);
        let frontiers = dominance_frontiers(&function, &graph, &tree);
        let met: Vec<Block> = iterated_frontier(&frontiers, [Block(2)]).iter().collect();
        assert_eq!(met, [Block(1), Block(4)]);
    }
}
