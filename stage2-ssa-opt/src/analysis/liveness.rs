//! Liveness: which values are still needed at the borders of blocks.
//!
//! A value is live where a path leads to a use of it. A use in a block is seen by walking up: it is
//! live at the block's beginning, unless defined there, and then at the end of every predecessor, and so
//! on until its definition. In SSA form this walk, from every use, finds exactly the live blocks and
//! touches nothing else (B. Boissinot and others, "Computing Liveness Sets for SSA-Form Programs",
//! 2011, by use). An argument of a jump is used at the jump; a parameter is defined at the beginning
//! of its block and is not live into it. A value in a frame state is used where the exit is named.
//!
//! Requires: definitions dominate uses. Leaves out blocks that cannot be reached from the entry only
//! as far as nothing reached leads to them. Judged by the data-flow equations.

use crate::analysis::cfg::ControlFlowGraph;
use crate::entity::{Block, EntitySet, Inst, SecondaryMap, Value};
use crate::ir::{Function, ValueDef};

/// The values live at the borders of each block.
#[derive(Clone, Debug, Default)]
pub struct Liveness {
    live_in: SecondaryMap<Block, EntitySet<Value>>,
    live_out: SecondaryMap<Block, EntitySet<Value>>,
}

impl Liveness {
    /// What is live at the beginning of a block, its parameters not included.
    pub fn live_in(&self, block: Block) -> &EntitySet<Value> {
        &self.live_in[block]
    }

    /// What is live at the end of a block, behind its terminator.
    pub fn live_out(&self, block: Block) -> &EntitySet<Value> {
        &self.live_out[block]
    }
}

/// Computes the live values.
pub fn liveness(function: &Function, graph: &ControlFlowGraph) -> Liveness {
    let mut home: SecondaryMap<Inst, Option<Block>> = SecondaryMap::new();
    for &block in &function.layout {
        for &inst in &function.blocks[block].insts {
            home[inst] = Some(block);
        }
    }
    let definition = |value: Value| match function.values[value].def {
        ValueDef::Param(block, _) => Some(block),
        ValueDef::Result(inst, _) => home[inst],
        ValueDef::Nothing => None,
    };
    let mut live = Liveness::default();
    let mut worklist = Vec::new();
    for &block in &function.layout {
        for &inst in &function.blocks[block].insts {
            function.visit_uses(inst, |value| worklist.push((block, value)));
            while let Some((block, value)) = worklist.pop() {
                if definition(value) == Some(block) || !live.live_in[block].insert(value) {
                    continue;
                }
                for predecessor in graph.predecessors(block) {
                    live.live_out[predecessor.block].insert(value);
                    worklist.push((predecessor.block, value));
                }
            }
        }
    }
    live
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::cfg::control_flow_graph;
    use crate::analysis::sample::programs;

    /// out(b) = ∪ in(s), in(b) = (out(b) ∪ uses(b)) − definitions(b), to the fixpoint.
    fn judge(function: &Function) -> (Vec<EntitySet<Value>>, Vec<EntitySet<Value>>) {
        let count = function.blocks.len();
        let (mut ins, mut outs) = (vec![EntitySet::new(); count], vec![EntitySet::new(); count]);
        loop {
            let before = (ins.clone(), outs.clone());
            for &block in &function.layout {
                let mut live: EntitySet<Value> = EntitySet::new();
                for successor in function.successors(block) {
                    live.union(&ins[successor.0 as usize]);
                }
                outs[block.0 as usize] = live.clone();
                for &inst in function.blocks[block].insts.iter().rev() {
                    for result in function.results(inst) {
                        live.remove(result);
                    }
                    function.visit_uses(inst, |value| {
                        live.insert(value);
                    });
                }
                for &param in &function.blocks[block].params {
                    live.remove(param);
                }
                ins[block.0 as usize] = live;
            }
            if (&ins, &outs) == (&before.0, &before.1) {
                return (ins, outs);
            }
        }
    }

    #[test]
    fn as_by_data_flow() {
        for function in programs() {
            let live = liveness(&function, &control_flow_graph(&function));
            let (ins, outs) = judge(&function);
            for &block in &function.layout {
                assert_eq!(*live.live_in(block), ins[block.0 as usize], "{block}");
                assert_eq!(*live.live_out(block), outs[block.0 as usize], "{block}");
            }
        }
    }
}
