//! What is true of a function: analyses look and change nothing.
//!
//! Each is a function from a [`Function`](crate::ir::Function) to tables. None is kept up to date
//! while the function changes; a pass that changes the control flow computes it anew, which costs
//! less than the mistakes. Each has a slow judge in its tests that follows the definition.

pub mod cfg;
pub mod dominance_frontier;
pub mod dominator_tree;
pub mod liveness;
pub mod loops;
pub mod postorder;
#[cfg(test)]
pub(crate) mod sample;
pub mod uses;
