//! Scalar replacement: a slot that is only accessed in pieces becomes a variable for each piece.
//!
//! ```text
//!   slot0: size 24  "s"                     slot1: ptr  "s.0"
//!   slot_store v0, slot0                    slot_store v0, slot1
//!   v3: ptr = slot_addr slot0        ─►
//!   v4: i64 = load v3 + 8                   v4: i64 = slot_load slot2
//! ```
//!
//! A string of Go is an address and a length in one slot; as two variables `mem2reg` can promote it
//! ("scalar replacement of aggregates", S. Muchnick, "Advanced Compiler Design and Implementation",
//! 1997). A slot is split if it is private ([`crate::analysis::alias`]), no exit reads it, and its
//! accesses, all at known offsets inside it, are equal or disjoint: equal in place and in type. What
//! nobody accesses vanishes. Variables that `mem2reg` promotes anyhow are left alone.
//!
//! Linear. Leaves out: pieces that are read as two types, and arrays that are indexed.

use std::collections::BTreeMap;

use crate::analysis::alias::{Aliases, Base, Origin};
use crate::analysis::dominator_tree::DominatorTree;
use crate::entity::{EntitySet, Inst, SecondaryMap, Slot};
use crate::ir::{Function, InstData, SlotData, Type};
use crate::passes::Context;

/// More pieces than this are an array.
const MOST_PIECES: usize = 128;

/// The pieces of a slot: type and new slot, by offset.
type Pieces = BTreeMap<i64, (Type, Option<Slot>)>;

#[derive(Clone, Default)]
struct Candidate {
    pieces: Pieces,
    /// An address of it is taken.
    addressed: bool,
}

/// Splits slots; did that change anything?
pub(super) fn run(
    function: &mut Function,
    context: &mut Context,
    tree: &DominatorTree,
    aliases: &Aliases,
) -> bool {
    let mut split = candidates(function, tree, aliases);
    let mut chosen = EntitySet::new();
    for slot in function.slots.keys() {
        let Some(candidate) = &mut split[slot] else { continue };
        if is_worthwhile(&function.slots[slot], candidate) && context.rewrite("slots split") {
            chosen.insert(slot);
        }
    }
    for slot in chosen.iter() {
        let Some(candidate) = &mut split[slot] else { continue };
        let name = function.slots[slot].name.take();
        function.slots[slot].size = 0;
        function.slots[slot].ty = None;
        for (offset, (ty, new)) in &mut candidate.pieces {
            let name = name.as_ref().map(|name| format!("{name}.{offset}"));
            *new = Some(function.slots.push(SlotData::variable(*ty, name.as_deref())));
        }
    }
    if !chosen.is_empty() {
        replace_accesses(function, tree, aliases, &split, &chosen);
    }
    !chosen.is_empty()
}

/// The slots that can be split.
fn candidates(
    function: &Function,
    tree: &DominatorTree,
    aliases: &Aliases,
) -> SecondaryMap<Slot, Option<Candidate>> {
    let mut split: SecondaryMap<Slot, Option<Candidate>> = SecondaryMap::new();
    for (slot, data) in function.slots.iter() {
        if data.size != 0 && aliases.is_private(slot) && !aliases.is_in_frame(slot) {
            split[slot] = Some(Candidate::default());
        }
    }
    for &block in tree.reverse_postorder() {
        for &inst in &function.blocks[block].insts {
            look(function, aliases, inst, &mut split);
        }
    }
    for slot in function.slots.keys() {
        let Some(candidate) = &split[slot] else { continue };
        let mut end = 0;
        let disjoint = candidate.pieces.iter().all(|(&offset, (ty, _))| {
            let begins = std::mem::replace(&mut end, offset + i64::from(ty.bytes()));
            begins <= offset
        });
        if !disjoint || end > function.slots[slot].size.into() {
            split[slot] = None;
        }
    }
    split
}

fn look(
    function: &Function,
    aliases: &Aliases,
    inst: Inst,
    split: &mut SecondaryMap<Slot, Option<Candidate>>,
) {
    if let Some(access) = aliases.access(function, inst) {
        let Origin::Slot(slot) = access.address.origin else { return };
        let Some(candidate) = &mut split[slot] else { return };
        let value = match function.insts[inst] {
            InstData::Store { value, .. } | InstData::SlotStore { value, .. } => Some(value),
            _ => function.result(inst),
        };
        let offset = access.address.offset;
        let inside = access.address.base == Base::Slot(slot) && offset >= 0;
        let Some(ty) = value.map(|value| function.ty(value)).filter(|_| inside) else {
            split[slot] = None;
            return;
        };
        let piece = candidate.pieces.entry(offset).or_insert((ty, None));
        if piece.0 != ty || candidate.pieces.len() > MOST_PIECES {
            split[slot] = None;
        }
        return;
    }
    if function.insts[inst].icmp().is_some() {
        // An address that is compared is needed.
        function.visit_operands(inst, |value| {
            if let Origin::Slot(slot) = aliases.address(value).origin {
                split[slot] = None;
            }
        });
        return;
    }
    let Some(result) = function.result(inst) else { return };
    if let Origin::Slot(slot) = aliases.address(result).origin
        && let Some(candidate) = &mut split[slot]
    {
        candidate.addressed = true;
    }
}

/// Would `mem2reg` not promote it as it is?
fn is_worthwhile(slot: &SlotData, candidate: &Candidate) -> bool {
    let whole = slot.ty.is_some_and(|ty| {
        candidate.pieces.len() == 1 && candidate.pieces.get(&0).is_some_and(|piece| piece.0 == ty)
    });
    let untouched = candidate.pieces.is_empty() && !candidate.addressed;
    !untouched && (candidate.addressed || !whole)
}

fn replace_accesses(
    function: &mut Function,
    tree: &DominatorTree,
    aliases: &Aliases,
    split: &SecondaryMap<Slot, Option<Candidate>>,
    chosen: &EntitySet<Slot>,
) {
    for &block in tree.reverse_postorder() {
        let mut insts = std::mem::take(&mut function.blocks[block].insts);
        insts.retain(|&inst| {
            if let Some(access) = aliases.access(function, inst) {
                let Origin::Slot(slot) = access.address.origin else { return true };
                let Some(candidate) = &split[slot] else { return true };
                let piece = candidate.pieces.get(&access.address.offset);
                let Some(&(_, Some(slot))) = piece else { return true };
                function.insts[inst] = match function.insts[inst] {
                    InstData::Store { value, .. } | InstData::SlotStore { value, .. } => {
                        InstData::SlotStore { slot, value, offset: 0 }
                    }
                    _ => InstData::SlotLoad { slot, offset: 0 },
                };
                return true;
            }
            // Only accesses used its addresses.
            let result = function.result(inst);
            let origin = result.map(|result| aliases.address(result).origin);
            !matches!(origin, Some(Origin::Slot(slot)) if chosen.contains(slot))
        });
        function.blocks[block].insts = insts;
    }
}
