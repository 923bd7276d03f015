//! Who uses a value: for each value the instructions that do, once for each use.
//!
//! A use is an operand, an argument of a jump, or an entry of a frame of the exit that the instruction
//! names. Two sweeps over the blocks of the layout, counting and then filling; linear. Judged by
//! asking every instruction about every value.

use crate::entity::{Entity, Inst, Value};
use crate::ir::Function;

/// The uses of all values.
#[derive(Clone, Debug)]
pub struct Uses {
    /// `starts[v]..starts[v + 1]` is the part of value v.
    starts: Vec<u32>,
    users: Vec<Inst>,
}

/// Collects the uses in the blocks of the layout.
pub fn uses(function: &Function) -> Uses {
    let mut starts = vec![0u32; function.values.len() + 1];
    each_use(function, |value, _| starts[value.index() + 1] += 1);
    for index in 1..starts.len() {
        starts[index] += starts[index - 1];
    }
    let total = starts.last().copied().unwrap_or(0);
    let mut next = starts.clone();
    let mut users = vec![Inst(0); total as usize];
    each_use(function, |value, inst| {
        users[next[value.index()] as usize] = inst;
        next[value.index()] += 1;
    });
    Uses { starts, users }
}

fn each_use(function: &Function, mut visit: impl FnMut(Value, Inst)) {
    for &block in &function.layout {
        for &inst in &function.blocks[block].insts {
            function.visit_uses(inst, |value| visit(value, inst));
        }
    }
}

impl Uses {
    /// The instructions that use a value, in the order of the layout.
    #[inline]
    pub fn of(&self, value: Value) -> &[Inst] {
        match (self.starts.get(value.index()), self.starts.get(value.index() + 1)) {
            (Some(&from), Some(&to)) => &self.users[from as usize..to as usize],
            _ => &[],
        }
    }

    /// Does nothing use the value?
    #[inline]
    pub fn is_unused(&self, value: Value) -> bool {
        self.of(value).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::programs;

    #[test]
    fn as_by_asking_everybody() {
        for function in programs() {
            let uses = uses(&function);
            for value in function.values.keys() {
                let mut expected = Vec::new();
                for &inst in function.layout.iter().flat_map(|block| &function.blocks[*block].insts)
                {
                    function.visit_uses(inst, |used| {
                        if used == value {
                            expected.push(inst);
                        }
                    });
                }
                assert_eq!(uses.of(value), expected, "{value}");
            }
        }
    }
}
