//! Deletes the anchors: the last pass of those that move checks has run.
//!
//! An anchor does nothing, but the values that its frames name count as used, and would keep
//! registers busy across the code before a loop:
//!
//! ```text
//!   anchor exit0               exit0: deopt @f+20 [0: v1 int]
//!   jump block1(v2)       ⇒    jump block1(v2)          ; v1 may be dead now
//! ```
//!
//! Requires: nothing. Keeps: everything else. An exit that only the anchor named stays in the table,
//! unused. Must run after every pass that looks for anchors (`licm`, `ranges`), and before the
//! last `dce`. Judged by `filetests/opt/drop_anchors/` and by `tests/passes_loops.rs`.

use super::{Changed, Context};
use crate::ir::{Function, InstData};

/// Deletes the anchors.
pub fn run(function: &mut Function, context: &mut Context) -> Changed {
    let Function { layout, blocks, insts, .. } = function;
    let mut changed = false;
    for &block in layout.iter() {
        blocks[block].insts.retain(|&inst| {
            let dropped = matches!(insts[inst], InstData::Anchor { .. })
                && context.rewrite("anchors dropped");
            changed |= dropped;
            !dropped
        });
    }
    changed.into()
}
