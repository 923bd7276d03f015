//! Copies of parts of a function that are entered from elsewhere: of the first turn of a loop, of what two ways have
//! in common.
//!
//! ```text
//!   P ──► H ◄── Q            P ──► H'        H ◄── Q       H' is a copy of H, with all of its blocks;
//!        / \          ⇒           / \      / \            X and Y are entered from both
//!       X   Y                    X   Y    X   Y
//! ```
//!
//! A value of the part that is used behind it has two definitions then. It gets a parameter in the block behind the part through
//! which all ways to the use lead: that block must be entered from the part only. Where two ways out have met before the
//! use, nothing is copied.
//!
//! Several parts of one function may be copied one after the other, in the order of dominance: what is used behind a part is then
//! replaced before it is copied itself. Judged by the tests of the passes that use it.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::control_flow::ControlFlow;
use crate::analysis::uses::{Uses, uses};
use crate::entity::{Block, Exit, Inst, SecondaryMap, Value};
use crate::ir::Function;
use crate::ir::copy::{ValueMap, copy_inst, map_exit};
use crate::ir::edit::{edit_calls, redirect};

/// A value of a part that is used behind it: by which instruction, and the block through which all ways there lead.
pub(super) struct UseBehind {
    value: Value,
    user: Inst,
    exit: Block,
}

/// What is known of the function while parts of it are copied.
pub(super) struct Parts<'f> {
    flow: &'f ControlFlow,
    uses: Uses,
    home: SecondaryMap<Inst, Block>,
    /// New blocks, each with the one before which it belongs: for [`place_blocks`](crate::ir::edit::place_blocks).
    pub(super) new_blocks: Vec<(Block, Block)>,
}

impl<'f> Parts<'f> {
    pub(super) fn new(function: &Function, flow: &'f ControlFlow) -> Parts<'f> {
        Parts { flow, uses: uses(function), home: function.homes(), new_blocks: Vec::new() }
    }

    /// The uses behind a part of values in it; `None` if one of them is where several ways out have met, or where
    /// control never comes.
    pub(super) fn uses_behind(
        &self,
        function: &Function,
        body: &[Block],
    ) -> Option<Vec<UseBehind>> {
        let (graph, tree) = (&self.flow.graph, self.flow.tree());
        let mut found = Vec::new();
        for value in values_of(function, body) {
            for &user in self.uses.of(value) {
                let mut exit = self.home[user];
                if body.contains(&exit) {
                    continue;
                }
                if !tree.is_reachable(exit) {
                    return None;
                }
                while let above = tree.immediate_dominator(exit)?
                    && !body.contains(&above)
                {
                    exit = above;
                }
                let only_from_loop =
                    graph.predecessors(exit).iter().all(|from| body.contains(&from.block));
                if !only_from_loop {
                    return None;
                }
                found.push(UseBehind { value, user, exit });
            }
        }
        Some(found)
    }

    /// Copies the blocks, which are in reverse postorder, the header first: what comes to it from the end of `entering` goes to the copy.
    pub(super) fn copy(
        &mut self,
        function: &mut Function,
        header: Block,
        entering: Block,
        body: &[Block],
        behind: &[UseBehind],
    ) {
        let mut map = ValueMap::default();
        let mut copies: FxHashMap<Block, Block> = FxHashMap::default();
        for &block in body {
            let copy = function.blocks.push(Default::default());
            copies.insert(block, copy);
            self.new_blocks.push((copy, header));
            for position in 0..function.blocks[block].params.len() {
                let param = function.blocks[block].params[position];
                let ty = function.ty(param);
                let new = function.add_param(copy, ty);
                map.insert(param, new);
            }
        }
        // In reverse postorder, definitions come before uses.
        for &block in body {
            for position in 0..function.blocks[block].insts.len() {
                let inst = function.blocks[block].insts[position];
                let copy = copy_inst(function, inst, &mut map);
                function.blocks[copies[&block]].insts.push(copy);
                self.home[copy] = copies[&block];
            }
            let Some(end) = function.terminator(copies[&block]) else { continue };
            edit_calls(function, end, |pool, call| {
                let target = pool.target(call);
                if let Some(&copy) = copies.get(&target).filter(|_| target != header) {
                    pool.set_target(call, copy);
                }
                call
            });
        }
        if let Some(end) = function.terminator(entering) {
            redirect(function, end, header, copies[&header]);
        }
        self.merge(function, body, &copies, &map, behind);
    }

    /// Parameters for the values of a part, and of its copy, in the blocks behind it.
    fn merge(
        &mut self,
        function: &mut Function,
        body: &[Block],
        copies: &FxHashMap<Block, Block>,
        map: &ValueMap,
        behind: &[UseBehind],
    ) {
        let mut params: FxHashMap<(Value, Block), Value> = FxHashMap::default();
        let mut exits: FxHashMap<(Exit, Block), Exit> = FxHashMap::default();
        for one in behind {
            if params.contains_key(&(one.value, one.exit)) {
                continue;
            }
            let ty = function.ty(one.value);
            let param = function.add_param(one.exit, ty);
            params.insert((one.value, one.exit), param);
            let copied = *map.get(&one.value).unwrap_or(&one.value);
            for &block in body {
                for (from, argument) in [(block, one.value), (copies[&block], copied)] {
                    let Some(end) = function.terminator(from) else { continue };
                    edit_calls(function, end, |pool, call| match pool.target(call) == one.exit {
                        true => pool.push_argument(call, argument),
                        false => call,
                    });
                }
            }
        }
        let mut done: FxHashSet<Inst> = FxHashSet::default();
        for one in behind.iter().filter(|one| done.insert(one.user)) {
            let new = |value: Value| *params.get(&(value, one.exit)).unwrap_or(&value);
            function.map_operands(one.user, new);
            let Some(exit) = function.insts[one.user].exit() else { continue };
            let now = *exits.entry((exit, one.exit)).or_insert_with(|| {
                map_exit(function, exit, |value| Some(new(value))).unwrap_or(exit)
            });
            function.insts[one.user].set_exit(now);
        }
    }
}

/// The values that are defined in some blocks.
fn values_of(function: &Function, body: &[Block]) -> Vec<Value> {
    let mut values = Vec::new();
    for &block in body {
        values.extend(&function.blocks[block].params);
        for &inst in &function.blocks[block].insts {
            values.extend(function.results(inst));
        }
    }
    values
}
