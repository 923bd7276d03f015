//! Rules for addresses: constants gather in the offsets of loads, stores and addresses of slots and
//! data, where they cost nothing.
//!
//! An access to a slot whose offset is known names the slot: `mem2reg` and `mem_forward` then know more
//! about it than any region says. Requires of those who reason about memory that an access to a slot
//! whose address is taken may touch what any region's access touches.

use super::{Rewrite, Rules, To, with_number};
use crate::entity::{Slot, Value};
use crate::ir::{InstData, Operand, Type};
use crate::opcode::Opcode;

impl Rules<'_> {
    /// An address and a number of bytes that is no constant. What is constant in either moves to the
    /// end: `p + 8 + (i + 1 << 3)` is `p + (i << 3) + 16`.
    pub(super) fn ptr_add(&mut self, base: Value, bytes: Value) -> Option<Rewrite> {
        let (base, front) = match self.binary_of(base) {
            Some((Opcode::PtrAdd, first, Operand::Number(number))) => (first, number),
            _ => (base, 0),
        };
        let (bytes, back) = match self.binary_of(bytes) {
            Some((Opcode::Iadd, index, Operand::Number(number))) => (index, number),
            Some((opcode @ (Opcode::Shl | Opcode::Imul), sum, Operand::Number(scale))) => {
                self.scaled_sum(opcode, sum, scale).unwrap_or((bytes, 0))
            }
            _ => (bytes, 0),
        };
        if front == 0 && back == 0 {
            return None;
        }
        let data = InstData::Binary { opcode: Opcode::PtrAdd, args: [base, bytes] };
        let address = self.emit(data, Type::Ptr);
        Some(with_number(Opcode::PtrAdd, Type::Ptr, address, front.wrapping_add(back)))
    }

    /// A scaled sum of a value and a number, as the scaled value and the scaled number.
    fn scaled_sum(&mut self, opcode: Opcode, sum: Value, scale: i64) -> Option<(Value, i64)> {
        let (Opcode::Iadd, index, Operand::Number(number)) = self.binary_of(sum)? else {
            return None;
        };
        let distance = match opcode {
            Opcode::Shl if scale < 64 => number << scale,
            Opcode::Imul => number.wrapping_mul(scale),
            _ => return None,
        };
        if distance == 0 {
            return None;
        }
        let data = InstData::BinaryImm { opcode, arg: index, imm: scale };
        Some((self.emit(data, Type::I64), distance))
    }

    /// An address and a number of bytes that is one.
    pub(super) fn ptr_add_number(&mut self, base: Value, bytes: i64) -> Option<Rewrite> {
        if bytes == 0 {
            return Some(Rewrite::Value(base));
        }
        match self.definition(base)? {
            InstData::BinaryImm { opcode: Opcode::PtrAdd, arg, imm } => {
                Some(with_number(Opcode::PtrAdd, Type::Ptr, arg, imm.wrapping_add(bytes)))
            }
            InstData::SlotAddr { slot, offset } => {
                let offset = self.slot_offset(slot, offset, bytes, 0)?;
                Some(To(InstData::SlotAddr { slot, offset }))
            }
            InstData::DataAddr { data, offset } => {
                let offset = offset.checked_add(bytes)?;
                Some(To(InstData::DataAddr { data, offset }))
            }
            _ => None,
        }
    }

    /// The offset of an access to so many bytes of a slot, if it lies inside.
    fn slot_offset(&self, slot: Slot, offset: i32, distance: i64, bytes: u32) -> Option<i32> {
        let sum = i64::from(offset).checked_add(distance)?;
        let end = sum.checked_add(bytes.into())?;
        let inside = sum >= 0 && end <= self.function.slots[slot].size.into();
        inside.then(|| i32::try_from(sum).ok()).flatten()
    }

    /// A load or a store: the number of bytes in its address moves to its offset.
    pub(super) fn access(&mut self, data: InstData) -> Option<Rewrite> {
        let (addr, offset, bytes) = match data {
            InstData::Load { addr, offset, .. } => (addr, offset, self.result()?.bytes()),
            InstData::Store { value, addr, offset, .. } => (addr, offset, self.ty(value).bytes()),
            _ => return None,
        };
        match self.definition(addr)? {
            InstData::BinaryImm { opcode: Opcode::PtrAdd, arg, imm } => {
                let sum = i32::try_from(i64::from(offset).checked_add(imm)?).ok()?;
                Some(To(match data {
                    InstData::Store { region, value, .. } => {
                        InstData::Store { region, value, addr: arg, offset: sum }
                    }
                    InstData::Load { region, .. } => {
                        InstData::Load { region, addr: arg, offset: sum }
                    }
                    _ => return None,
                }))
            }
            InstData::SlotAddr { slot, offset: first } => {
                let offset = self.slot_offset(slot, first, offset.into(), bytes)?;
                Some(To(match data {
                    InstData::Store { value, .. } => InstData::SlotStore { slot, value, offset },
                    _ => InstData::SlotLoad { slot, offset },
                }))
            }
            _ => None,
        }
    }
}
