//! Parameters of blocks that always get the same value are replaced by it.
//!
//! ```text
//!   jump block1(v0, v1)                    jump block1(v1)
//! block1(v2: i64, v3: i64):          ─►  block1(v3: i64):
//!   v4: i64 = iadd v3, v2                  v4: i64 = iadd v3, v0
//!   br v4, block1(v2, v4), block2          br v4, block1(v4), block2
//! ```
//!
//! Parameters may get each other, in nested loops, and only all together are one value. So this is
//! optimistic, as constant propagation is: at first every parameter stands for nothing yet, and gets
//! the value that all its arguments stand for, or itself if they differ. In reverse postorder that
//! is repeated until nothing changes: about as many sweeps as loops are nested. In case of more than
//! [`SWEEPS`] nothing is replaced, since an assignment that is not finished proves nothing.
//!
//! The value that a parameter stands for dominates it: follow any path to the block back; the
//! argument that was passed last is that value, or another parameter that stands for it, with a
//! shorter path. Arguments from blocks that cannot be reached do not count.

use super::{Changed, Context};
use crate::analysis::cfg::Predecessor;
use crate::entity::{EntitySet, SecondaryMap, Value};
use crate::ir::Function;
use crate::ir::edit::{Replacements, retain_params};

/// How many sweeps there are at most.
const SWEEPS: usize = 16;

pub(super) fn run(function: &mut Function, context: &mut Context) -> Changed {
    let skip = function.layout.iter().skip(1);
    if skip.into_iter().all(|block| function.blocks[*block].params.is_empty()) {
        return Changed::No;
    }
    let flow = context.control_flow(function);
    let order = flow.reverse_postorder();
    let known = SecondaryMap::with_capacity(Known::Itself, function.values.len());
    let mut stands = StandsFor { known };
    for &block in order.iter().skip(1) {
        for &param in &function.blocks[block].params {
            stands.known[param] = Known::Nothing;
        }
    }
    let settled = (0..SWEEPS).any(|_| {
        let mut changed = false;
        for &block in order.iter().skip(1) {
            for (index, &param) in function.blocks[block].params.iter().enumerate() {
                let argument = |edge: &Predecessor| function.argument(edge.inst, edge.index, index);
                changed |= stands.meet(param, flow.edges_to(block).filter_map(argument));
            }
        }
        !changed
    });
    if !settled {
        return Changed::No;
    }
    let mut replacements = Replacements::new();
    let mut replaced: EntitySet<Value> = EntitySet::new();
    for &block in order.iter().skip(1) {
        for &param in &function.blocks[block].params {
            let Some(value) = stands.value(param).filter(|value| *value != param) else { continue };
            if context.rewrite("parameters of one value replaced") {
                replacements.replace(param, value);
                replaced.insert(param);
            }
        }
    }
    if replaced.is_empty() {
        return Changed::No;
    }
    let changed = retain_params(function, &flow.graph, |_, param| !replaced.contains(param));
    replacements.apply(function);
    Changed::from(changed)
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Known {
    /// It stands for itself, for good.
    #[default]
    Itself,
    /// No argument is known yet.
    Nothing,
    /// It stands for this, so far.
    Value(Value),
}

struct StandsFor {
    known: SecondaryMap<Value, Known>,
}

impl StandsFor {
    fn value(&self, value: Value) -> Option<Value> {
        match self.known[value] {
            Known::Itself => Some(value),
            Known::Nothing => None,
            Known::Value(other) => Some(other),
        }
    }

    /// Looks at the arguments for a parameter; is anything new?
    fn meet(&mut self, param: Value, arguments: impl Iterator<Item = Value>) -> bool {
        if self.known[param] == Known::Itself {
            return false;
        }
        let mut met = Known::Nothing;
        for argument in arguments {
            let Some(value) = self.value(argument) else { continue };
            match met {
                Known::Nothing => met = Known::Value(value),
                Known::Value(other) if other == value => {}
                _ => {
                    met = Known::Itself;
                    break;
                }
            }
        }
        let changed = met != self.known[param];
        self.known[param] = met;
        changed
    }
}
