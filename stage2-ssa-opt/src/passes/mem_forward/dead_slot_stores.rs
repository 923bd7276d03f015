//! Deletes stores to private slots that nobody can read.
//!
//! Two cases that need no data flow: the slot is never read, neither by a load nor by an exit; or
//! the same bytes are written again further down in the block, with no load of the slot between.
//! Calls and exits between do not matter: they cannot see a private slot. Linear: a store looks at
//! a limited number of later ones. Leaves out: stores that are dead because of another block.

use crate::analysis::alias::{Access, Aliases, Origin};
use crate::analysis::dominator_tree::DominatorTree;
use crate::entity::{EntitySet, Inst, Slot};
use crate::ir::Function;
use crate::opcode::Effect;
use crate::passes::Context;

/// How many later stores of a block are remembered.
const REMEMBERED: usize = 16;

/// Deletes the stores.
pub(super) fn run(
    function: &mut Function,
    context: &mut Context,
    tree: &DominatorTree,
    aliases: &Aliases,
) {
    let mut read = EntitySet::new();
    for &block in tree.reverse_postorder() {
        for &inst in &function.blocks[block].insts {
            if function.insts[inst].opcode().effect() == Effect::Read
                && let Some((slot, _)) = private(function, aliases, inst)
            {
                read.insert(slot);
            }
        }
    }
    for &block in tree.reverse_postorder() {
        let mut later: Vec<(Slot, Access)> = Vec::new();
        let mut insts = std::mem::take(&mut function.blocks[block].insts);
        insts.reverse();
        insts.retain(|&inst| {
            let Some((slot, access)) = private(function, aliases, inst) else { return true };
            if aliases.is_in_frame(slot) {
                return true;
            }
            if function.insts[inst].opcode().effect() == Effect::Read {
                later.retain(|(other, _)| *other != slot);
                return true;
            }
            let again = later.iter().any(|(_, other)| covers(other, &access));
            let dead = again || !read.contains(slot);
            if dead && context.rewrite("dead stores deleted") {
                return false;
            }
            if later.len() == REMEMBERED {
                later.remove(0);
            }
            later.push((slot, access));
            true
        });
        insts.reverse();
        function.blocks[block].insts = insts;
    }
}

/// The access that an instruction makes to a private slot.
fn private(function: &Function, aliases: &Aliases, inst: Inst) -> Option<(Slot, Access)> {
    let access = aliases.access(function, inst)?;
    match access.address.origin {
        Origin::Slot(slot) if aliases.is_private(slot) => Some((slot, access)),
        _ => None,
    }
}

/// Does a write replace every byte of another access?
fn covers(write: &Access, other: &Access) -> bool {
    let distance = other.address.offset.wrapping_sub(write.address.offset) as u64;
    write.address.base == other.address.base
        && distance <= u64::from(write.size)
        && distance + u64::from(other.size) <= u64::from(write.size)
}
