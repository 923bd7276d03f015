//! Who uses a value: for each value the instructions that do, once for each use.
//!
//! A use is an operand, an argument of a jump, or an entry of a frame of the exit that the instruction
//! names. A sweep over the blocks of the layout makes a list of all uses, and a counting sort orders it by
//! value; linear. Judged by asking every instruction about every value.

use crate::entity::{Entity, Inst, SecondaryMap, Value};
use crate::ir::Function;

/// The uses of all values; by default, no uses of any.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    /// `starts[v]..starts[v + 1]` is the part of value v.
    starts: Vec<u32>,
    users: Vec<Inst>,
}

/// Collects the uses in the blocks of the layout.
pub fn uses(function: &Function) -> Uses {
    uses_of(function, |_| true)
}

/// The same, but only of the values that are wanted; of others there seem to be none.
pub fn uses_of(function: &Function, is_wanted: impl Fn(Value) -> bool) -> Uses {
    let mut all = Vec::with_capacity(function.insts.len());
    for &block in &function.layout {
        for &inst in &function.blocks[block].insts {
            function.visit_uses(inst, |value| {
                if is_wanted(value) {
                    all.push((value, inst));
                }
            });
        }
    }
    // The end of each part; filled from its end, the part begins there.
    let mut starts = vec![0u32; function.values.len() + 1];
    for (value, _) in &all {
        starts[value.index()] += 1;
    }
    let mut end = 0;
    for start in &mut starts {
        end += *start;
        *start = end;
    }
    let mut users = vec![Inst(0); all.len()];
    for (value, inst) in all.into_iter().rev() {
        let start = &mut starts[value.index()];
        *start -= 1;
        users[*start as usize] = inst;
    }
    Uses { starts, users }
}

/// How often each value is used in the blocks of the layout.
pub fn use_counts(function: &Function) -> SecondaryMap<Value, u32> {
    let mut counts = SecondaryMap::with_capacity(0, function.values.len());
    for &block in &function.layout {
        for &inst in &function.blocks[block].insts {
            function.visit_uses(inst, |value| counts[value] += 1);
        }
    }
    counts
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
            let (uses, counts) = (uses(&function), use_counts(&function));
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
                assert_eq!(counts[value] as usize, expected.len(), "{value}");
            }
        }
    }
}
