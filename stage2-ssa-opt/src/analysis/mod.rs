//! What is true of a function: analyses look and change nothing.
//!
//! Each is a function from a [`Function`](crate::ir::Function) to tables. None is kept up to date
//! while the function changes; what depends on the edges alone is shared by passes as long as
//! nobody changes one ([`control_flow`]), and what is known of memory as long as nobody changes
//! anything. Each has a slow judge in its tests that follows the definition.

pub mod alias;
pub mod call_graph;
pub mod cfg;
pub mod control_flow;
pub mod dominance_frontier;
pub mod dominator_tree;
pub mod effects;
pub mod liveness;
pub mod loops;
pub mod memory_versions;
pub mod path_facts;
pub mod postorder;
mod regions;
#[cfg(test)]
pub(crate) mod sample;
pub mod scoped_map;
pub mod uses;
