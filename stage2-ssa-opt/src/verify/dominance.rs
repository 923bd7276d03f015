//! Invariant 11: definitions dominate uses.
//!
//! Inside a block the order of the instructions decides, between blocks the dominator tree. Blocks
//! that cannot be reached are left out: no path leads to a use there, so that every path to it has
//! passed its definition.

use super::Check;
use crate::analysis::cfg::control_flow_graph;
use crate::analysis::dominator_tree::dominator_tree;
use crate::entity::{Block, Inst, SecondaryMap};
use crate::ir::ValueDef;
use crate::text::Place;

pub(super) fn check(check: &mut Check) {
    let body = check.body;
    let graph = control_flow_graph(body);
    let tree = dominator_tree(body, &graph);

    // Where an instruction stands: its block, and how many stand before it.
    let mut places: SecondaryMap<Inst, Option<(Block, u32)>> = SecondaryMap::new();
    for &block in &body.layout {
        for (index, &inst) in body.blocks[block].insts.iter().enumerate() {
            places[inst] = Some((block, index as u32));
        }
    }
    let mut found = Vec::new();
    for &block in body.layout.iter().filter(|block| tree.is_reachable(**block)) {
        for (index, &inst) in body.blocks[block].insts.iter().enumerate() {
            body.visit_uses(inst, |value| {
                let reaches = match body.values[value].def {
                    ValueDef::Param(home, _) => {
                        tree.is_reachable(home) && tree.dominates(home, block)
                    }
                    ValueDef::Result(definition, _) => match places[definition] {
                        Some((home, before)) if home == block => (before as usize) < index,
                        Some((home, _)) => tree.dominates(home, block),
                        None => false,
                    },
                    ValueDef::Nothing => false,
                };
                if !reaches {
                    found.push((
                        inst,
                        format!("the definition of {value} does not dominate this use"),
                    ));
                }
            });
        }
    }
    found.dedup();
    for (inst, message) in found {
        check.report(Place::Inst(inst), message);
    }
}
