//! Where variables need block parameters: the first step of [`mem2reg`](super), and a look at it for
//! those who draw it.
//!
//! ```text
//! stores x: block1, block2      frontier of block1 and block2: block3
//! reads x:  block3              live in: block3                            x gets a parameter in block3
//! ```
//!
//! The pass takes the whole iterated dominance frontier and finds out while renaming which of its
//! parameters are needed. [`placements`] says the same the textbook's way, with the blocks where a
//! variable is live, found backwards from its reads. The two agree: a test compares them on random
//! functions.

use smallvec::SmallVec;

use super::candidates;
use crate::analysis::cfg::{ControlFlowGraph, control_flow_graph};
use crate::analysis::dominance_frontier::{DominanceFrontiers, dominance_frontiers};
use crate::analysis::dominator_tree::{DominatorTree, dominator_tree};
use crate::entity::{Block, EntitySet, Exit, SecondaryMap, Slot};
use crate::ir::{Function, InstData};

/// Where a variable gets block parameters, and why: for those who want to see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placement {
    /// The variable.
    pub slot: Slot,
    /// The blocks that store it, in reverse postorder.
    pub stores: Vec<Block>,
    /// The blocks that read it before they store it, in reverse postorder.
    pub reads: Vec<Block>,
    /// The iterated dominance frontier of `stores`, in the order in which it is found.
    pub frontier: Vec<Block>,
    /// Those of them where the variable is live: they get a parameter.
    pub params: Vec<Block>,
}

/// What [`run`](super::run) would do to each slot that it would promote.
pub fn placements(function: &Function) -> Vec<Placement> {
    let candidates = candidates(function);
    let graph = control_flow_graph(function);
    let tree = dominator_tree(function, &graph);
    let frontiers = dominance_frontiers(function, &graph, &tree);
    let accesses = accesses(function, &tree, &candidates);
    let mut placer = Placer::new(&graph, &tree, &frontiers);
    let describe = |slot| {
        let (stores, reads) = (accesses.stores[slot].to_vec(), accesses.reads[slot].to_vec());
        placer.begin(&stores);
        placer.find_live(&reads);
        let params = placer.place(&stores, Pruning::Live);
        placer.begin(&stores);
        let frontier = placer.place(&stores, Pruning::None);
        Placement { slot, stores, reads, frontier: frontier.into_vec(), params: params.into_vec() }
    };
    candidates.iter().map(describe).collect()
}

/// Which blocks access which slots, and which slots exits name.
pub(super) struct Accesses {
    /// Blocks that store a slot, each once.
    pub(super) stores: SecondaryMap<Slot, Blocks>,
    /// Blocks that read it before they store it, each once.
    pub(super) reads: SecondaryMap<Slot, Blocks>,
    /// The slots that exits name.
    pub(super) named: Named,
}

/// For each exit the slots that its frames name, each entry in order.
pub(super) struct Named {
    slots: Vec<Slot>,
    /// Where the part of an exit begins and ends.
    parts: SecondaryMap<Exit, (u32, u32)>,
}

impl Named {
    pub(super) fn of(&self, exit: Exit) -> &[Slot] {
        let (from, to) = self.parts[exit];
        &self.slots[from as usize..to as usize]
    }
}

/// Most variables are accessed in few blocks.
type Blocks = SmallVec<[Block; 4]>;

/// Collects the accesses to some slots, in the blocks that can be reached.
pub(super) fn accesses(
    function: &Function,
    tree: &DominatorTree,
    slots: &EntitySet<Slot>,
) -> Accesses {
    let none = || SecondaryMap::with_capacity(Blocks::new(), function.slots.len());
    let parts = SecondaryMap::with_capacity((0, 0), function.exits.len());
    let named = Named { slots: Vec::new(), parts };
    let mut found = Accesses { stores: none(), reads: none(), named };
    for (exit, data) in function.exits.iter() {
        let from = found.named.slots.len() as u32;
        data.visit_slots(|slot| {
            if slots.contains(slot) {
                found.named.slots.push(slot);
            }
        });
        found.named.parts[exit] = (from, found.named.slots.len() as u32);
    }
    let Accesses { stores, reads, named } = &mut found;
    // The blocks in which each slot was accessed, and each exit named, last.
    let mut accessed = SecondaryMap::with_capacity(None, function.slots.len());
    let mut asked = SecondaryMap::with_capacity(None, function.exits.len());
    for &block in tree.reverse_postorder() {
        for &inst in &function.blocks[block].insts {
            let mut read = |slot: Slot| {
                if accessed[slot].replace(block) != Some(block) {
                    reads[slot].push(block);
                }
            };
            match function.insts[inst] {
                InstData::SlotLoad { slot, .. } if slots.contains(slot) => read(slot),
                InstData::SlotStore { slot, .. } if slots.contains(slot) => {
                    accessed[slot] = Some(block);
                    if stores[slot].last() != Some(&block) {
                        stores[slot].push(block);
                    }
                }
                data => {
                    if let Some(exit) = data.exit()
                        && asked[exit].replace(block) != Some(block)
                    {
                        named.of(exit).iter().copied().for_each(read);
                    }
                }
            }
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pruning {
    /// The whole iterated frontier.
    None,
    /// Only where the slot is live. A parameter that is not need not be iterated from either: all
    /// that is live behind it was stored behind it.
    Live,
}

/// Places the parameters of one slot after the other. The tables serve all slots: an entry counts
/// only if it holds the number of the slot in work.
pub(super) struct Placer<'a> {
    graph: &'a ControlFlowGraph,
    tree: &'a DominatorTree,
    frontiers: &'a DominanceFrontiers,
    stamp: u32,
    live: SecondaryMap<Block, u32>,
    stored: SecondaryMap<Block, u32>,
    placed: SecondaryMap<Block, u32>,
}

impl<'a> Placer<'a> {
    pub(super) fn new(
        graph: &'a ControlFlowGraph,
        tree: &'a DominatorTree,
        frontiers: &'a DominanceFrontiers,
    ) -> Placer<'a> {
        let table = || SecondaryMap::with_capacity(0, graph.block_count());
        Placer { graph, tree, frontiers, stamp: 0, live: table(), stored: table(), placed: table() }
    }

    /// Begins with a slot.
    pub(super) fn begin(&mut self, stores: &[Block]) {
        self.stamp += 1;
        for &block in stores {
            self.stored[block] = self.stamp;
        }
    }

    /// Finds the blocks at whose beginning the slot is live, backwards from its reads.
    fn find_live(&mut self, reads: &[Block]) {
        for &block in reads {
            self.live[block] = self.stamp;
        }
        let mut worklist = reads.to_vec();
        while let Some(block) = worklist.pop() {
            for from in self.graph.predecessors(block).iter().map(|one| one.block) {
                let passes = self.stored[from] != self.stamp && self.tree.is_reachable(from);
                if passes && self.live[from] != self.stamp {
                    self.live[from] = self.stamp;
                    worklist.push(from);
                }
            }
        }
    }

    // ANCHOR: place
    /// The blocks where the slot gets a parameter.
    pub(super) fn place(&mut self, stores: &[Block], pruning: Pruning) -> Blocks {
        // BEGIN SOLUTION 2.4 stub: let _ = (stores, pruning == Pruning::None, self.frontiers, &self.live, &self.placed); Blocks::new()
        let mut found = Blocks::new();
        let mut worklist: Blocks = stores.into();
        while let Some(block) = worklist.pop() {
            for &met in &self.frontiers[block] {
                let wanted = pruning == Pruning::None || self.live[met] == self.stamp;
                if wanted && self.placed[met] != self.stamp {
                    self.placed[met] = self.stamp;
                    found.push(met);
                    worklist.push(met);
                }
            }
        }
        found
        // END SOLUTION
    }
    // ANCHOR_END: place
}
