//! What the operators mean, one file per family. Every function takes the interpreter first,
//! because an operand may have to be called, and because allocation may collect.

pub mod arithmetic;
pub mod compare;
pub mod container;
pub mod contains;
pub mod float;
pub mod hash;
pub mod integer;
pub mod iterate;
pub mod set_algebra;
pub mod subscript;
#[cfg(test)]
mod tests;
pub mod truth;
