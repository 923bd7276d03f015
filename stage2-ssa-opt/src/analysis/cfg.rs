//! The control-flow graph: who may come before whom.
//!
//! Successors stand in the terminators; this adds the other direction. Edges are kept with their
//! multiplicity: a `br` with both targets the same, or a switch, makes several edges to one block, and a
//! pass that changes the arguments of jumps has to see each of them. Side exits are no edges.
//!
//! The tables are compressed: one vector of all predecessors and, for each block, where its part
//! begins; two sweeps over the terminators fill them. Successors stand side by side as they are. Linear in blocks and edges.

use crate::entity::{Block, Entity, Inst};
use crate::ir::Function;

/// The edges of a function, in both directions.
#[derive(Clone, Debug)]
pub struct ControlFlowGraph {
    /// `starts[b]..starts[b + 1]` is the part of block b in `predecessors`.
    starts: Vec<u32>,
    predecessors: Vec<Predecessor>,
    /// For each block its part of `successors`.
    parts: Vec<(u32, u32)>,
    successors: Vec<Block>,
}

/// Where an edge comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Predecessor {
    /// The block.
    pub block: Block,
    /// Its terminator.
    pub inst: Inst,
    /// Which of the terminator's edges it is: see [`Function::block_call`].
    pub index: u32,
}

/// Computes the graph of the blocks in the layout.
pub fn control_flow_graph(function: &Function) -> ControlFlowGraph {
    let count = function.blocks.len();
    let mut successors = Vec::with_capacity(2 * function.layout.len());
    let mut parts = vec![(0, 0); count];
    // Shifted by two: while the lists are filled, the start of a block's part stands one further on.
    let mut starts = vec![0; count + 2];
    for &block in &function.layout {
        let from = successors.len();
        if let Some(inst) = function.terminator(block) {
            for target in function.successors_of(inst) {
                successors.push(target);
                starts[target.index() + 2] += 1;
            }
        }
        parts[block.index()] = (from as u32, successors.len() as u32);
    }
    for index in 2..starts.len() {
        starts[index] += starts[index - 1];
    }
    let nobody = Predecessor { block: Block(0), inst: Inst(0), index: 0 };
    let mut predecessors = vec![nobody; successors.len()];
    for &block in &function.layout {
        let (from, to) = parts[block.index()];
        let Some(&inst) = function.blocks[block].insts.last() else { continue };
        for (index, target) in (0..).zip(&successors[from as usize..to as usize]) {
            let next = &mut starts[target.index() + 1];
            predecessors[*next as usize] = Predecessor { block, inst, index };
            *next += 1;
        }
    }
    ControlFlowGraph { starts, predecessors, parts, successors }
}

impl ControlFlowGraph {
    /// How many blocks the function had, those outside the layout included.
    #[inline]
    pub fn block_count(&self) -> usize {
        self.parts.len()
    }

    /// Where control may come from, one for each edge.
    #[inline]
    pub fn predecessors(&self, block: Block) -> &[Predecessor] {
        match (self.starts.get(block.index()), self.starts.get(block.index() + 1)) {
            (Some(&from), Some(&to)) => &self.predecessors[from as usize..to as usize],
            _ => &[],
        }
    }

    /// Where control may go to, one for each edge, in the order of the terminator.
    #[inline]
    pub fn successors(&self, block: Block) -> &[Block] {
        match self.parts.get(block.index()) {
            Some(&(from, to)) => &self.successors[from as usize..to as usize],
            None => &[],
        }
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
