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
use crate::entity::{Block, EntitySet, SecondaryMap, Value};
use crate::ir::Function;
use crate::ir::edit::{Replacements, retain_params};

/// How many sweeps there are at most.
const SWEEPS: usize = 16;

pub(super) fn run(function: &mut Function, context: &mut Context) -> Changed {
    let has_params = |block: &&Block| !function.blocks[**block].params.is_empty();
    if !function.layout.iter().skip(1).any(|block| has_params(&block)) {
        return Changed::No;
    }
    let flow = context.control_flow(function);
    let mut order: Vec<Block> =
        flow.reverse_postorder().iter().skip(1).filter(has_params).copied().collect();
    let known = SecondaryMap::with_capacity(Known::Itself, function.values.len());
    let mut stands = StandsFor { known, met: Vec::with_capacity(16) };
    let mut goes_back = false;
    for &block in &order {
        for &param in &function.blocks[block].params {
            stands.known[param] = Known::Nothing;
        }
        let position = flow.position(block);
        goes_back |= flow.edges_to(block).any(|edge| flow.position(edge.block) >= position);
    }
    let settled = (0..SWEEPS).any(|_| {
        let mut changed = false;
        for &block in &order {
            changed |= stands.meet(function, block, flow.edges_to(block));
        }
        order.retain(|block| {
            let mut params = function.blocks[*block].params.iter();
            params.any(|param| stands.known[*param] != Known::Itself)
        });
        // Without edges against the order the first sweep has seen everything.
        !(changed && goes_back && !order.is_empty())
    });
    if !settled {
        return Changed::No;
    }
    let mut replacements = Replacements::of(function);
    let mut replaced: EntitySet<Value> = EntitySet::with_capacity(function.values.len());
    let mut first = None;
    for &block in &order {
        for &param in &function.blocks[block].params {
            let Some(value) = stands.value(param).filter(|value| *value != param) else { continue };
            if context.rewrite("parameters of one value replaced") {
                replacements.replace(param, value);
                replaced.insert(param);
                first.get_or_insert(flow.position(block) as usize);
            }
        }
    }
    let Some(first) = first else { return Changed::No };
    let changed = retain_params(function, &flow.graph, |_, param| !replaced.contains(param));
    replacements.apply_from(function, &flow, first);
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
    /// What the arguments for the parameters of the block in work stand for.
    met: Vec<Known>,
}

impl StandsFor {
    fn value(&self, value: Value) -> Option<Value> {
        match self.known[value] {
            Known::Itself => Some(value),
            Known::Nothing => None,
            Known::Value(other) => Some(other),
        }
    }

    /// Looks at the arguments for a block's parameters; is anything new?
    fn meet<'e>(
        &mut self,
        function: &Function,
        block: Block,
        edges: impl Iterator<Item = &'e Predecessor>,
    ) -> bool {
        let params = &function.blocks[block].params;
        let mut met = std::mem::take(&mut self.met);
        met.clear();
        met.resize(params.len(), Known::Nothing);
        for edge in edges {
            let Some(call) = function.block_call(edge.inst, edge.index) else { continue };
            for (met, argument) in met.iter_mut().zip(function.pool.arguments(call)) {
                let Some(value) = self.value(*argument) else { continue };
                match *met {
                    Known::Nothing => *met = Known::Value(value),
                    Known::Value(other) if other != value => *met = Known::Itself,
                    _ => {}
                }
            }
        }
        let mut changed = false;
        for (&met, &param) in met.iter().zip(params) {
            let known = &mut self.known[param];
            // What stands for itself does so for good.
            if *known != Known::Itself && *known != met {
                *known = met;
                changed = true;
            }
        }
        self.met = met;
        changed
    }
}
