//! Memory operands: additions and shifts that become an address, loads that become a source.
//!
//! ```text
//!   v3 = shl v1, 3
//!   v4 = ptr_add v0, v3
//!   v5 = load v4 + 16
//!   v6 = iadd v2, v5               add  rdx, [rax + rcx*8 + 16]
//! ```
//!
//! A load may move down to its only user if nothing between the two writes to memory
//! ([`Lower::may_move_here`]); then it costs no register.

use stage2::entity::{Inst, Value};
use stage2::ir::{InstData, Operand as Right, Type};
use stage2::opcode::Opcode;

use super::{defining, using, using_any};
use crate::isa::x64::operation::{Address, Op, Size, Source};
use crate::lir::Operand;
use crate::lower::Lower;

/// The address of a value plus an offset, and its operands.
pub(super) fn of(lower: &mut Lower<'_, Op>, base: Value, offset: i32) -> (Address, Vec<Operand>) {
    let mut base = base;
    let mut offset = offset;
    let mut index = None;
    // An address is at most two additions deep: a number and an index; a chain of more is folded
    // by `simplify`.
    for _ in 0..4 {
        let Some((_, data)) = lower.definition(base) else { break };
        if let InstData::SlotAddr { slot, offset: more } = data
            && index.is_none()
            && let Some(sum) = offset.checked_add(more)
        {
            return (Address::Slot(slot, sum), Vec::new());
        }
        let Some((Opcode::PtrAdd | Opcode::Iadd, left, right)) = data.binary() else { break };
        if lower.ty(base).bits() != 64 {
            break;
        }
        // ANCHOR: addition
        let next = {
            // BEGIN SOLUTION 3.3 stub: let _ = (left, right); None
            match (super::immediate(lower, right), right) {
                (Some(more), _) => offset.checked_add(more).map(|sum| (left, sum, index)),
                (None, Right::Value(right)) if index.is_none() => Some((left, offset, Some(right))),
                _ => None,
            }
            // END SOLUTION
        };
        let Some(next) = next else { break };
        (base, offset, index) = next;
        // ANCHOR_END: addition
    }
    let Some(index) = index else {
        return (Address::Base(offset), vec![using(lower.use_value(base))]);
    };
    // Either may be the one that is shifted.
    let is_base_scaled = is_scaled(lower, base) && !is_scaled(lower, index);
    let (base, index) = if is_base_scaled { (index, base) } else { (base, index) };
    let (index, shift) = scaled(lower, index);
    let operands = vec![using(lower.use_value(base)), using(lower.use_value(index))];
    (Address::BaseIndex(shift, offset), operands)
}

/// A value of 64 bits as another one shifted left by at most 3.
pub(super) fn scaled(lower: &Lower<'_, Op>, value: Value) -> (Value, u8) {
    let Some((_, data)) = lower.definition(value) else { return (value, 0) };
    let Some((opcode, left, right)) = data.binary() else { return (value, 0) };
    match (opcode, super::immediate(lower, right)) {
        (Opcode::Shl, Some(shift @ 1..=3)) => (left, shift as u8),
        (Opcode::Imul, Some(factor @ (2 | 4 | 8))) => (left, factor.ilog2() as u8),
        _ => (value, 0),
    }
}

/// Is a value one that is shifted so?
pub(super) fn is_scaled(lower: &Lower<'_, Op>, value: Value) -> bool {
    lower.ty(value).bits() == 64 && scaled(lower, value).1 != 0
}

/// The address that a load or store goes to.
fn accessed(lower: &mut Lower<'_, Op>, data: &InstData) -> Option<(Address, Vec<Operand>)> {
    match *data {
        InstData::Load { addr, offset, .. } | InstData::Store { addr, offset, .. } => {
            Some(of(lower, addr, offset))
        }
        InstData::SlotLoad { slot, offset } | InstData::SlotStore { slot, offset, .. } => {
            Some((Address::Slot(slot, offset), Vec::new()))
        }
        _ => None,
    }
}

// ANCHOR: source
/// A value as the last operand of an operation of that size: in memory if its only use is here.
pub(super) fn source(
    lower: &mut Lower<'_, Op>,
    value: Value,
    size: Size,
) -> (Source, Vec<Operand>) {
    if let Some((inst, data)) = lower.definition(value)
        && matches!(data, InstData::Load { .. } | InstData::SlotLoad { .. })
        && Size::of(lower.ty(value)) == size
        && lower.is_used_once(value)
        && lower.may_move_here(inst)
        && let Some((address, operands)) = accessed(lower, &data)
    {
        return (Some(address), operands);
    }
    (None, vec![using_any(lower.use_value(value))])
}
// ANCHOR_END: source

/// Could [`source`] be in memory?
pub(super) fn is_in_memory(lower: &Lower<'_, Op>, value: Value, size: Size) -> bool {
    lower.definition(value).is_some_and(|(inst, data)| {
        matches!(data, InstData::Load { .. } | InstData::SlotLoad { .. })
            && Size::of(lower.ty(value)) == size
            && lower.is_used_once(value)
            && lower.may_move_here(inst)
    })
}

pub(super) fn load(lower: &mut Lower<'_, Op>, inst: Inst, data: &InstData) {
    let value = lower.result(inst);
    let ty = lower.ty(value);
    let to = lower.define(value);
    if let Some((address, mut operands)) = accessed(lower, data) {
        operands.insert(0, defining(to));
        lower.emit(Op::Load(ty, address), &operands);
    }
}

pub(super) fn store(lower: &mut Lower<'_, Op>, data: &InstData, value: Value) {
    let ty = lower.ty(value);
    let Some((address, mut operands)) = accessed(lower, data) else { return };
    let number = match lower.definition(value) {
        Some((_, InstData::Iconst { value })) => i32::try_from(value).ok(),
        Some((_, InstData::Fconst { bits })) if ty == Type::F32 => Some(bits as i32),
        Some((_, InstData::Fconst { bits: 0 })) => Some(0),
        _ => None,
    };
    match number {
        Some(number) => lower.emit(Op::StoreImm(Size::of(ty), number, address), &operands),
        None => {
            operands.insert(0, using(lower.use_value(value)));
            lower.emit(Op::Store(ty, address), &operands);
        }
    }
}
