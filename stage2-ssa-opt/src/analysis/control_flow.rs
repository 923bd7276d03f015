//! What follows from the control flow alone, computed once: the graph, the dominator tree and the
//! loop nest, for all passes that run until somebody changes an edge.
//!
//! ```text
//!   mem2reg ─ simplify ─ dce ─ gvn ─ …        one graph, one tree, one nest
//!   simplify_cfg has joined two blocks        the next who asks computes them again
//! ```
//!
//! Most passes leave the edges alone, and most kernels are small: what a dozen passes compute anew
//! costs more than their work. [`crate::passes::Context`] keeps these tables between passes. Tree and nest
//! are made when somebody asks for them, since what changes edges mostly needs the order alone. The
//! rule that makes it safe is in the table of passes: whoever may change an edge says so, and in
//! debug builds the driver compares what was kept with what is computed anew after every pass.
//!
//! What is on the edges, the arguments, is not in the tables. New blocks and instructions do not
//! matter as long as no edge of the layout changes.

use std::cell::OnceCell;

use crate::analysis::cfg::{ControlFlowGraph, Predecessor, control_flow_graph};
use crate::analysis::dominator_tree::{DominatorTree, of_order};
use crate::analysis::loops::{Loops, loops};
use crate::analysis::postorder::postorder;
use crate::entity::{Block, Entity};
use crate::ir::Function;

/// The tables of a function. Those that not every pass asks for are computed when one does.
#[derive(Clone, Debug)]
pub struct ControlFlow {
    /// Its edges.
    pub graph: ControlFlowGraph,
    order: Vec<Block>,
    /// For each block its place in the order, or `UNREACHED`.
    positions: Vec<u32>,
    tree: OnceCell<DominatorTree>,
    nest: OnceCell<Loops>,
}

const UNREACHED: u32 = u32::MAX;

/// Computes the tables.
pub fn control_flow(function: &Function) -> ControlFlow {
    let graph = control_flow_graph(function);
    let mut order = postorder(function, &graph);
    order.reverse();
    let mut positions = vec![UNREACHED; graph.block_count()];
    for (position, &block) in order.iter().enumerate() {
        positions[block.index()] = position as u32;
    }
    ControlFlow { graph, order, positions, tree: OnceCell::new(), nest: OnceCell::new() }
}

impl ControlFlow {
    /// Its dominators.
    pub fn tree(&self) -> &DominatorTree {
        self.tree.get_or_init(|| of_order(self.order.clone(), &self.graph))
    }

    /// Its loops.
    pub fn nest(&self) -> &Loops {
        self.nest.get_or_init(|| loops(&self.graph, self.tree()))
    }

    /// The blocks that can be reached, each after all its predecessors but those on back edges.
    pub fn reverse_postorder(&self) -> &[Block] {
        &self.order
    }

    /// The same backwards.
    pub fn postorder(&self) -> impl Iterator<Item = Block> + '_ {
        self.order.iter().rev().copied()
    }

    /// The place of a block in reverse postorder; of one that cannot be reached, behind all others.
    #[inline]
    pub fn position(&self, block: Block) -> u32 {
        self.positions.get(block.index()).copied().unwrap_or(UNREACHED)
    }

    /// Is there a path from the entry to the block?
    #[inline]
    pub fn is_reachable(&self, block: Block) -> bool {
        self.position(block) != UNREACHED
    }

    /// The edges to a block from blocks that can be reached.
    pub fn edges_to(&self, block: Block) -> impl Iterator<Item = &Predecessor> {
        self.graph.predecessors(block).iter().filter(|edge| self.is_reachable(edge.block))
    }

    /// Are these still the edges of the function? For the driver, which does not trust passes.
    pub fn is_of(&self, function: &Function) -> bool {
        let now = control_flow_graph(function);
        postorder(function, &now).iter().eq(self.order.iter().rev())
            && function.layout.iter().all(|&block| {
                now.successors(block) == self.graph.successors(block)
                    && now.predecessors(block) == self.graph.predecessors(block)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::random_graph;
    use crate::ir::InstData;

    #[test]
    fn another_edge_is_noticed() {
        let mut noticed = 0;
        for mut function in (0..200).map(random_graph) {
            let tables = control_flow(&function);
            assert!(tables.is_of(&function));
            let branch = function.layout.iter().find_map(|block| {
                let inst = function.terminator(*block)?;
                match function.insts[inst] {
                    InstData::Br { targets: [then, otherwise], .. } if then != otherwise => {
                        Some((inst, otherwise))
                    }
                    _ => None,
                }
            });
            if let Some((inst, target)) = branch {
                function.insts[inst] = InstData::Jump { target };
                assert!(!tables.is_of(&function));
                noticed += 1;
            }
        }
        assert!(noticed > 50);
    }
}
