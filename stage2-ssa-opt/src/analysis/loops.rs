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
//! Upwards in the nest one goes by jumps of growing length: beside its parent each loop knows one loop
//! further out, so chosen that a loop at any depth is found in a logarithmic number of steps (E.
//! Myers, "An applicative random-access stack", 1983).
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
    /// For each loop one that is around it, or for an outermost one itself.
    jumps: Vec<LoopIndex>,
    innermost: SecondaryMap<Block, Option<LoopIndex>>,
    irreducible: Vec<(Block, Block)>,
}

/// Finds the loops.
pub fn loops(graph: &ControlFlowGraph, tree: &DominatorTree) -> Loops {
    let mut nest = Loops {
        loops: Vec::new(),
        jumps: Vec::new(),
        innermost: SecondaryMap::with_capacity(None, graph.block_count()),
        irreducible: Vec::new(),
    };
    let mut worklist = Vec::new();
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
            nest.add(graph, tree, header, latches, &mut worklist);
        }
    }
    nest.jumps = (0..nest.loops.len()).collect();
    for index in (0..nest.loops.len()).rev() {
        // Parents have larger numbers, so theirs is known.
        let outside = nest.loops[index].parent;
        nest.loops[index].depth = outside.map_or(0, |parent| nest.loops[parent].depth) + 1;
        if let Some(parent) = outside {
            nest.jumps[index] = nest.jump_over(parent);
        }
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
        worklist: &mut Vec<Block>,
    ) {
        let index = self.loops.len();
        worklist.extend(&latches);
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

    /// Where the jump of a loop in `parent` goes: two jumps of the same length become one.
    fn jump_over(&self, parent: LoopIndex) -> LoopIndex {
        let first = self.jumps[parent];
        let second = self.jumps[first];
        let length = |from: LoopIndex, to: LoopIndex| self.loops[from].depth - self.loops[to].depth;
        if length(parent, first) == length(first, second) { second } else { parent }
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

    /// The loop that begins with a block.
    #[inline]
    pub fn headed_by(&self, block: Block) -> Option<LoopIndex> {
        self.innermost(block).filter(|&index| self.loops[index].header == block)
    }

    /// How many loops a block is in.
    #[inline]
    pub fn depth(&self, block: Block) -> u32 {
        self.innermost[block].map_or(0, |index| self.loops[index].depth)
    }

    /// Is a block in a loop, or in one inside it?
    #[inline]
    pub fn contains(&self, index: LoopIndex, block: Block) -> bool {
        self.innermost[block].is_some_and(|inner| {
            inner == index || self.around(inner, self.loops[index].depth) == Some(index)
        })
    }

    /// The loop of the given depth that is a loop itself or around it; none if it is less deep.
    pub fn around(&self, index: LoopIndex, depth: u32) -> Option<LoopIndex> {
        let mut index = index;
        while self.loops[index].depth > depth {
            let (parent, far) = (self.loops[index].parent?, self.jumps[index]);
            index = if self.loops[far].depth >= depth { far } else { parent };
        }
        (self.loops[index].depth == depth).then_some(index)
    }

    /// The smallest loop that both blocks are in.
    pub fn common(&self, a: Block, b: Block) -> Option<LoopIndex> {
        let (a, b) = (self.innermost[a]?, self.innermost[b]?);
        let depth = self.loops[a].depth.min(self.loops[b].depth);
        let (mut a, mut b) = (self.around(a, depth)?, self.around(b, depth)?);
        while a != b {
            // At the same depth jumps have the same length.
            let parents = (self.loops[a].parent?, self.loops[b].parent?);
            let jumps = (self.jumps[a], self.jumps[b]);
            (a, b) = if jumps.0 != jumps.1 { jumps } else { parents };
        }
        Some(a)
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
    use crate::analysis::sample::{self, graph, random_graph, samples};
    use crate::entity::EntitySet;
    use crate::ir::Function;

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

    /// Loops in loops: block after block either begins one or closes the one begun last.
    fn deep_nest(seed: u32) -> Function {
        let mut open = Vec::new();
        let mut lists = vec![vec![1]];
        for block in 1..60_u32 {
            let closes = (block * (2 * seed + 1) / 4).is_multiple_of(3);
            lists.push(vec![block + 1]);
            match closes.then(|| open.pop()).flatten() {
                Some(header) => lists[block as usize].push(header),
                None => open.push(block),
            }
        }
        lists.push(open);
        sample::graph(&lists.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    #[test]
    fn as_by_definition() {
        let mut deepest = 0;
        let graphs = samples().into_iter().chain((0..400).map(random_graph));
        for function in graphs.chain((0..20).map(deep_nest)) {
            let graph = control_flow_graph(&function);
            let tree = dominator_tree(&function, &graph);
            let nest = loops(&graph, &tree);
            deepest = nest.all().iter().map(|one| one.depth).fold(deepest, u32::max);
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
                for &other in &function.layout {
                    let both =
                        |one: &LoopIndex| nest.contains(*one, block) && nest.contains(*one, other);
                    // Inner loops come first.
                    let common = (0..nest.all().len()).find(both);
                    assert_eq!(nest.common(block, other), common, "{block} {other}");
                }
                let is_header = graph
                    .predecessors(block)
                    .iter()
                    .any(|p| tree.is_reachable(p.block) && tree.dominates(block, p.block));
                let listed = nest.all().iter().any(|one| one.header == block);
                assert_eq!(listed, is_header && tree.is_reachable(block));
            }
        }
        assert!(deepest > 20, "{deepest}");
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
