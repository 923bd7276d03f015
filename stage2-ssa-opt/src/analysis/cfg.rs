//! The control-flow graph: who may come before whom.
//!
//! Successors stand in the terminators; this adds the other direction. Edges are kept with their
//! multiplicity: a `br` with both targets the same, or a switch, makes several edges to one block, and a
//! pass that changes the arguments of jumps has to see each of them. Side exits are no edges.
//!
//! The tables are compressed: one vector of all predecessors and, for each block, where its part
//! begins; two sweeps over the terminators fill them. Linear in blocks and edges.

use crate::entity::{Block, Entity, Inst};
use crate::ir::Function;

/// The edges of a function, in both directions.
#[derive(Clone, Debug)]
pub struct ControlFlowGraph {
    predecessors: Lists<Predecessor>,
    successors: Lists<Block>,
}

/// Where an edge comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Predecessor {
    /// The block.
    pub block: Block,
    /// Its terminator.
    pub inst: Inst,
}

#[derive(Clone, Debug)]
struct Lists<T> {
    /// `starts[b]..starts[b + 1]` is the part of block b.
    starts: Vec<u32>,
    elements: Vec<T>,
}

impl<T> Lists<T> {
    #[inline]
    fn of(&self, block: Block) -> &[T] {
        match (self.starts.get(block.index()), self.starts.get(block.index() + 1)) {
            (Some(&from), Some(&to)) => &self.elements[from as usize..to as usize],
            _ => &[],
        }
    }
}

/// Computes the graph of the blocks in the layout.
pub fn control_flow_graph(function: &Function) -> ControlFlowGraph {
    let count = function.blocks.len();
    let mut edges = Vec::with_capacity(2 * function.layout.len());
    let mut successor_counts = vec![0; count];
    let mut predecessor_counts = vec![0; count];
    for &block in &function.layout {
        let Some(inst) = function.terminator(block) else { continue };
        for target in function.successors_of(inst) {
            edges.push((Predecessor { block, inst }, target));
            successor_counts[block.index()] += 1;
            predecessor_counts[target.index()] += 1;
        }
    }
    let successors = distribute(&successor_counts, &edges, |(from, to)| (from.block, to));
    let predecessors = distribute(&predecessor_counts, &edges, |(from, to)| (to, from));
    ControlFlowGraph { predecessors, successors }
}

/// A counting sort of the edges by one of their ends.
fn distribute<T: Copy>(
    counts: &[u32],
    edges: &[(Predecessor, Block)],
    key: impl Fn((Predecessor, Block)) -> (Block, T),
) -> Lists<T> {
    let mut starts = Vec::with_capacity(counts.len() + 1);
    let mut total = 0;
    for &count in counts {
        starts.push(total);
        total += count;
    }
    starts.push(total);
    let mut next = starts.clone();
    let mut elements = match edges.first() {
        Some(&edge) => vec![key(edge).1; edges.len()],
        None => Vec::new(),
    };
    for &edge in edges {
        let (block, element) = key(edge);
        elements[next[block.index()] as usize] = element;
        next[block.index()] += 1;
    }
    Lists { starts, elements }
}

impl ControlFlowGraph {
    /// Where control may come from, one for each edge.
    #[inline]
    pub fn predecessors(&self, block: Block) -> &[Predecessor] {
        self.predecessors.of(block)
    }

    /// Where control may go to, one for each edge, in the order of the terminator.
    #[inline]
    pub fn successors(&self, block: Block) -> &[Block] {
        self.successors.of(block)
    }

    /// Does an edge leave a block with other successors for a block with other predecessors?
    /// Nothing can be put on such an edge without a new block.
    pub fn is_critical(&self, from: Block, to: Block) -> bool {
        self.successors(from).len() > 1 && self.predecessors(to).len() > 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{random_graph, samples};

    #[test]
    fn edges_are_those_of_the_terminators() {
        for function in samples().into_iter().chain((0..200).map(random_graph)) {
            let graph = control_flow_graph(&function);
            for &from in &function.layout {
                let successors: Vec<Block> = function.successors(from).collect();
                assert_eq!(graph.successors(from), successors);
                for &to in &function.layout {
                    let there = successors.iter().filter(|block| **block == to).count();
                    let back = graph.predecessors(to).iter().filter(|one| one.block == from);
                    assert_eq!(back.count(), there);
                }
            }
        }
    }
}
