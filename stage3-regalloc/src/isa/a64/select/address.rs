//! Memory operands: additions, shifts and extensions that become an address; extensions that become
//! part of a load.
//!
//! ```text
//!   v3 = sext v1                   of 32 bits
//!   v4 = shl v3, 3
//!   v5 = ptr_add v0, v4
//!   v6 = load v5                   ldr  x6, [x0, w1, sxtw #3]
//! ```
//!
//! An address has a base and either a number or an index, not both; what is left over is added before.

use stage2::entity::{Inst, Value};
use stage2::ir::{InstData, Operand as Right, Type};
use stage2::opcode::Opcode;

use super::{defining, known, using};
use crate::isa::a64::encode::Access;
use crate::isa::a64::operation::{Address, Op, Sign, Size};
use crate::lir::{Operand, VReg};
use crate::lower::Lower;

/// An address and its registers, base before index.
pub(super) struct Accessed {
    address: Address,
    registers: [Option<VReg>; 2],
}

impl Accessed {
    /// Emits an operation whose operands end with those of the address.
    fn emit(self, lower: &mut Lower<'_, Op>, op: Op, first: Option<Operand>) {
        let mut operands = [None; 3];
        operands[0] = first;
        operands[1] = self.registers[0].map(using);
        operands[2] = self.registers[1].map(using);
        let operands: Vec<Operand> = operands.into_iter().flatten().collect();
        lower.emit(op, &operands);
    }
}

/// How values of a type are accessed; loading or storing is all the same for addresses.
fn access(ty: Type) -> Access {
    Access { scale: Size::of(ty) as u8, is_float: ty.is_float(), action: 0 }
}

/// The address of a value plus an offset, for an access to a type.
fn of(lower: &mut Lower<'_, Op>, base: Value, offset: i32, ty: Type) -> Accessed {
    let access = access(ty);
    let mut base = base;
    let mut offset = offset;
    // A chain of more additions is folded by `simplify`.
    for _ in 0..4 {
        let Some((_, data)) = lower.definition(base) else { break };
        if let InstData::SlotAddr { slot, offset: more } = data
            && let Some(sum) = offset.checked_add(more)
        {
            return Accessed { address: Address::Slot(slot, sum), registers: [None; 2] };
        }
        let Some((Opcode::PtrAdd | Opcode::Iadd, left, right)) = data.binary() else { break };
        if lower.ty(base).bits() != 64 {
            break;
        }
        match (known(lower, right), right) {
            (Some(more), _) => match i64::from(offset).checked_add(more) {
                Some(sum) if access.reaches(sum) => (base, offset) = (left, sum as i32),
                _ => break,
            },
            (None, Right::Value(right)) if offset == 0 => {
                return indexed(lower, left, right, access.scale);
            }
            _ => break,
        }
    }
    Accessed { address: Address::Base(offset), registers: [Some(lower.use_value(base)), None] }
}

fn indexed(lower: &mut Lower<'_, Op>, base: Value, index: Value, scale: u8) -> Accessed {
    let (index, is_scaled) = match shifted_left(lower, index) {
        Some((inner, shift)) if shift == scale && scale != 0 => (inner, true),
        _ => (index, false),
    };
    let (index, address) = match extension(lower, index) {
        Some((inner, sign, Size::W)) => (inner, Address::BaseExtended(sign, is_scaled)),
        _ => (index, Address::BaseIndex(is_scaled)),
    };
    let registers = [Some(lower.use_value(base)), Some(lower.use_value(index))];
    Accessed { address, registers }
}

/// A value of 64 bits as another one shifted left.
pub(super) fn shifted_left(lower: &Lower<'_, Op>, value: Value) -> Option<(Value, u8)> {
    let (_, data) = lower.definition(value)?;
    let (opcode, left, right) = data.binary()?;
    match (opcode, known(lower, right)?) {
        (Opcode::Shl, shift @ 1..=63) if lower.ty(value).bits() as i64 > shift => {
            Some((left, shift as u8))
        }
        (Opcode::Imul, factor @ (2 | 4 | 8)) => Some((left, factor.ilog2() as u8)),
        _ => None,
    }
}

/// A value as another one extended, from which width.
pub(super) fn extension(lower: &Lower<'_, Op>, value: Value) -> Option<(Value, Sign, Size)> {
    let sign = match lower.definition(value)? {
        (_, InstData::Unary { opcode: Opcode::Sext, arg }) => (arg, Sign::Signed),
        (_, InstData::Unary { opcode: Opcode::Zext, arg }) => (arg, Sign::Unsigned),
        _ => return None,
    };
    Some((sign.0, sign.1, Size::of(lower.ty(sign.0))))
}

/// The address that a load or store goes to.
fn accessed(lower: &mut Lower<'_, Op>, data: &InstData, ty: Type) -> Option<Accessed> {
    match *data {
        InstData::Load { addr, offset, .. } | InstData::Store { addr, offset, .. } => {
            Some(of(lower, addr, offset, ty))
        }
        InstData::SlotLoad { slot, offset } | InstData::SlotStore { slot, offset, .. } => {
            Some(Accessed { address: Address::Slot(slot, offset), registers: [None; 2] })
        }
        _ => None,
    }
}

/// Is a value one that was loaded, so that the bits above it are 0?
pub(super) fn is_loaded(lower: &Lower<'_, Op>, value: Value) -> bool {
    let is_load = |data| matches!(data, InstData::Load { .. } | InstData::SlotLoad { .. });
    let definition = lower.definition(value);
    definition.is_some_and(|(_, data)| is_load(data)) && !lower.ty(value).is_float()
}

/// Loads a value extended, if its only use is here.
pub(super) fn load_extended(lower: &mut Lower<'_, Op>, to: VReg, value: Value, sign: Sign) -> bool {
    if !is_loaded(lower, value) || !lower.is_used_once(value) {
        return false;
    }
    let Some((inst, data)) = lower.definition(value) else { return false };
    if !lower.may_move_here(inst) {
        return false;
    }
    let ty = lower.ty(value);
    let Some(accessed) = accessed(lower, &data, ty) else { return false };
    let op = match sign {
        Sign::Signed => Op::LoadSigned(ty, accessed.address),
        Sign::Unsigned => Op::Load(ty, accessed.address),
    };
    accessed.emit(lower, op, Some(defining(to)));
    true
}

pub(super) fn load(lower: &mut Lower<'_, Op>, inst: Inst, data: &InstData) {
    let value = lower.result(inst);
    let ty = lower.ty(value);
    let to = lower.define(value);
    if let Some(accessed) = accessed(lower, data, ty) {
        let op = Op::Load(ty, accessed.address);
        accessed.emit(lower, op, Some(defining(to)));
    }
}

pub(super) fn store(lower: &mut Lower<'_, Op>, data: &InstData, value: Value) {
    let ty = lower.ty(value);
    let Some(accessed) = accessed(lower, data, ty) else { return };
    let is_zero = match lower.definition(value) {
        Some((_, InstData::Iconst { value })) => value == 0,
        Some((_, InstData::Fconst { bits })) => bits == 0,
        _ => false,
    };
    if is_zero {
        let op = Op::StoreZero(Size::of(ty), accessed.address);
        return accessed.emit(lower, op, None);
    }
    let op = Op::Store(ty, accessed.address);
    let value = using(lower.use_value(value));
    accessed.emit(lower, op, Some(value));
}
