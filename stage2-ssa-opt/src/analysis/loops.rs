//! Natural loops and their nest.
//!
//! An edge to a block that dominates where it comes from is a *back edge*, and that block is the *header*
//! of a loop: one cannot get into the loop but through it. The loop is the header and everything
//! that reaches a back edge without passing it (A. Aho, R. Sethi, J. Ullman, "Compilers", 1986).
//! Back edges to the same header make one loop. Loops with different headers are disjoint or nested.
//!
//! Headers are taken in postorder of the dominator tree, inner loops first. From the sources of its
//! back edges the walk goes backwards; meeting a block that already is in a loop it takes that whole
//! loop as a child and goes on from its header, so that it touches every block a bounded number of
//! times (the scheme of LLVM's `LoopInfo`).
//!
//! A cycle that can be entered at two places has no header; it is *irreducible*, which `goto` can
//! do. Its edges against the order are reported, and it is in no loop. Judged by the definition.

use crate::analysis::cfg::ControlFlowGraph;
use crate::analysis::dominator_tree::DominatorTree;
use crate::entity::{Block, SecondaryMap};

/// A loop, by its number in [`Loops`]. Inner loops have smaller numbers than those around them.
pub type LoopIndex = usize;

/// A natural loop.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loop {
    /// The one block through which it is entered.
    pub header: Block,
    /// Where its back edges come from, each once.
    pub latches: Vec<Block>,
    /// The smallest loop around it.
    pub parent: Option<LoopIndex>,
    /// 1 for a loop that is in no other.
    pub depth: u32,
}

/// The loop nest of a function.
#[derive(Clone, Debug)]
pub struct Loops {
    loops: Vec<Loop>,
    innermost: SecondaryMap<Block, Option<LoopIndex>>,
    irreducible: Vec<(Block, Block)>,
}

/// Finds the loops.
pub fn loops(graph: &ControlFlowGraph, tree: &DominatorTree) -> Loops {
    let mut nest = Loops {
        loops: Vec::new(),
        innermost: SecondaryMap::with_capacity(None, graph.block_count()),
        irreducible: Vec::new(),
    };
    // Backwards through reverse postorder: what a header dominates comes before it.
    for &header in tree.reverse_postorder().iter().rev() {
        let mut latches = Vec::new();
        for predecessor in graph.predecessors(header) {
            let from = predecessor.block;
            if !tree.is_reachable(from) {
                continue;
            }
            // ANCHOR: back_edge
            if tree.dominates(header, from) {
                // Edges from one block stand side by side.
                if latches.last() != Some(&from) {
                    latches.push(from);
                }
            } else if tree.position(from) >= tree.position(header) {
                nest.irreducible.push((from, header));
            }
            // ANCHOR_END: back_edge
        }
        if !latches.is_empty() {
            nest.add(graph, tree, header, latches);
        }
    }
    for index in (0..nest.loops.len()).rev() {
        // Parents have larger numbers, so theirs is known.
        let outside = nest.loops[index].parent.map_or(0, |parent| nest.loops[parent].depth);
        nest.loops[index].depth = outside + 1;
    }
    nest
}

impl Loops {
    fn add(
        &mut self,
        graph: &ControlFlowGraph,
        tree: &DominatorTree,
        header: Block,
        latches: Vec<Block>,
    ) {
        let index = self.loops.len();
        let mut worklist = latches.clone();
        self.loops.push(Loop { header, latches, parent: None, depth: 0 });
        while let Some(block) = worklist.pop() {
            let next = match self.innermost[block] {
                None => {
                    self.innermost[block] = Some(index);
                    block
                }
                Some(mut inner) => {
                    while let Some(parent) = self.loops[inner].parent {
                        inner = parent;
                    }
                    if inner == index {
                        continue;
                    }
                    self.loops[inner].parent = Some(index);
                    self.loops[inner].header
                }
            };
            if next != header {
                let from = graph.predecessors(next).iter().map(|predecessor| predecessor.block);
                worklist.extend(from.filter(|block| tree.is_reachable(*block)));
            }
        }
        // A header that no back edge of its own comes from is not reached by walking backwards.
        if self.innermost[header].is_none() {
            self.innermost[header] = Some(index);
        }
    }

    /// All loops; inner ones come before those around them.
    pub fn all(&self) -> &[Loop] {
        &self.loops
    }

    /// For each loop, whether there is another in it.
    pub fn have_inner(&self) -> Vec<bool> {
        let mut have = vec![false; self.loops.len()];
        for parent in self.loops.iter().filter_map(|one| one.parent) {
            have[parent] = true;
        }
        have
    }

    /// The smallest loop that a block is in.
    #[inline]
    pub fn innermost(&self, block: Block) -> Option<LoopIndex> {
        self.innermost[block]
    }

    /// How many loops a block is in.
    #[inline]
    pub fn depth(&self, block: Block) -> u32 {
        self.innermost[block].map_or(0, |index| self.loops[index].depth)
    }

    /// Is a block in a loop, or in one inside it?
    #[inline]
    pub fn contains(&self, index: LoopIndex, block: Block) -> bool {
        let mut around = self.innermost[block];
        while let Some(inner) = around {
            if inner == index {
                return true;
            }
            // What is around it is nested less deeply still.
            if self.loops[inner].depth <= self.loops[index].depth {
                return false;
            }
            around = self.loops[inner].parent;
        }
        false
    }

    /// Edges that close a cycle which can be entered elsewhere; empty for a reducible function.
    pub fn irreducible_edges(&self) -> &[(Block, Block)] {
        &self.irreducible
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::cfg::control_flow_graph;
    use crate::analysis::dominator_tree::dominator_tree;
    use crate::analysis::sample::{graph, random_graph, samples};
    use crate::entity::EntitySet;

    /// The definition: what reaches a latch without passing the header.
    fn judge(graph: &ControlFlowGraph, tree: &DominatorTree, header: Block) -> EntitySet<Block> {
        let mut set: EntitySet<Block> = [header].into_iter().collect();
        let latches = graph.predecessors(header).iter().map(|p| p.block);
        let mut worklist: Vec<Block> =
            latches.filter(|b| tree.is_reachable(*b) && tree.dominates(header, *b)).collect();
        while let Some(block) = worklist.pop() {
            if set.insert(block) {
                let from = graph.predecessors(block).iter().map(|p| p.block);
                worklist.extend(from.filter(|b| tree.is_reachable(*b)));
            }
        }
        set
    }

    #[test]
    fn as_by_definition() {
        for function in samples().into_iter().chain((0..400).map(random_graph)) {
            let graph = control_flow_graph(&function);
            let tree = dominator_tree(&function, &graph);
            let nest = loops(&graph, &tree);
            let mut depth: SecondaryMap<Block, u32> = SecondaryMap::new();
            for (index, one) in nest.all().iter().enumerate() {
                let blocks = judge(&graph, &tree, one.header);
                for &block in &function.layout {
                    assert_eq!(nest.contains(index, block), blocks.contains(block), "{block}");
                    depth[block] += u32::from(blocks.contains(block));
                }
            }
            for &block in &function.layout {
                assert_eq!(nest.depth(block), depth[block], "{block}");
                let is_header = graph
                    .predecessors(block)
                    .iter()
                    .any(|p| tree.is_reachable(p.block) && tree.dominates(block, p.block));
                let listed = nest.all().iter().any(|one| one.header == block);
                assert_eq!(listed, is_header && tree.is_reachable(block));
            }
        }
    }

    #[test]
    fn a_cycle_with_two_entries_is_irreducible() {
        let function = graph(&[&[1, 2], &[2, 3], &[1, 3], &[]]);
        let graph = control_flow_graph(&function);
        let nest = loops(&graph, &dominator_tree(&function, &graph));
        assert!(nest.all().is_empty());
        assert_eq!(nest.irreducible_edges().len(), 1);
    }
}
