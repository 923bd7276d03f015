//! Moves on x86-64: between places, and of constants and addresses to a register. None changes a flag
//! that somebody may still read.

use super::Emitter;
use crate::allocate::Allocation;
use crate::compile::{RelocKind, Symbol};
use crate::isa::x64::encode::{RSP, Rm, encode, immediate, integer, integer_imm, packed, scalar};
use crate::isa::x64::operation::{Condition, Op, Size};
use crate::isa::x64::registers::{FLOAT_SCRATCH, SCRATCH};
use crate::lir::{PReg, RegClass, Remat};

/// What an operation computes from nothing, if it does.
pub(super) fn remat(op: Op) -> Option<Remat> {
    Some(match op {
        Op::Constant(value) => Remat::Int(value),
        Op::FloatConstant(bits, _) => Remat::Float(bits),
        Op::SlotAddress(slot, offset) => Remat::SlotAddr(slot, offset),
        Op::DataAddress(data, offset) => Remat::DataAddr(data, offset),
        Op::FunctionAddress(func) => Remat::FuncAddr(func),
        Op::StackParameter(offset) => Remat::StackParameter(offset),
        _ => return None,
    })
}

impl Emitter<'_> {
    /// All 64 bits, flags untouched. From memory to memory it goes through the scratch register.
    pub(super) fn move_between(&mut self, class: RegClass, to: Allocation, from: Allocation) {
        use Allocation::{Register, Spill};
        let at = |slot: crate::allocate::SpillSlot| {
            Rm::Base(RSP, (self.frame.spills_at + 8 * slot.0) as i32)
        };
        match (to, from) {
            (to, from) if to == from => {}
            (Register(to), Register(from)) => match class {
                RegClass::Int => {
                    let from = Rm::Register(from.number());
                    integer(&mut self.code, Size::Q, 0x8b, to.number(), from);
                }
                RegClass::Float => {
                    packed(&mut self.code, Size::D, 0x28, to.number(), Rm::Register(from.number()));
                }
            },
            (Register(to), Spill(from)) => self.load_word(to, at(from)),
            (Spill(to), Register(from)) => self.store_word(at(to), from),
            (Spill(_), Spill(_)) => {
                let scratch = Register(match class {
                    RegClass::Int => SCRATCH,
                    RegClass::Float => FLOAT_SCRATCH,
                });
                self.move_between(class, scratch, from);
                self.move_between(class, to, scratch);
            }
            (Allocation::Nowhere, _) | (_, Allocation::Nowhere) => {}
        }
    }

    /// From memory, all 64 bits.
    pub(super) fn load_word(&mut self, to: PReg, from: Rm) {
        match to.class() {
            RegClass::Int => integer(&mut self.code, Size::Q, 0x8b, to.number(), from),
            RegClass::Float => scalar(&mut self.code, Size::Q, 0x10, to.number(), from),
        }
    }

    /// To memory, all 64 bits.
    pub(super) fn store_word(&mut self, to: Rm, from: PReg) {
        match from.class() {
            RegClass::Int => integer(&mut self.code, Size::Q, 0x89, from.number(), to),
            RegClass::Float => scalar(&mut self.code, Size::Q, 0x11, from.number(), to),
        }
    }

    /// Computes something from nothing; the flags may be changed only if nobody reads them.
    pub(super) fn rematerialise(&mut self, to: PReg, remat: Remat, may_change_flags: bool) {
        let number = to.number();
        match remat {
            Remat::Int(value) => self.constant(to, value, may_change_flags),
            Remat::Float(0) => packed(&mut self.code, Size::D, 0x57, number, Rm::Register(number)),
            Remat::Float(bits) => {
                scalar(&mut self.code, Size::Q, 0x10, number, Rm::Behind);
                self.constants.push((self.here() - 4, bits, false));
            }
            Remat::SlotAddr(slot, offset) => {
                let start = self.frame.slots_at[slot.0 as usize] as i32;
                let at = Rm::Base(RSP, start.wrapping_add(offset));
                integer(&mut self.code, Size::Q, 0x8d, number, at);
            }
            Remat::DataAddr(data, offset)
                if self.lowered.near_data && i32::try_from(offset).is_ok() =>
            {
                encode(&mut self.code, 0, true, false, 0x8d, number, Rm::Behind);
                self.reloc(RelocKind::X64Relative32, Symbol::Data(data), offset);
            }
            Remat::DataAddr(data, offset) => {
                // Eight bytes, so that the data may be anywhere.
                self.code.extend([0x48 | number >> 3, 0xb8 | number & 7]);
                self.code.extend([0; 8]);
                self.reloc(RelocKind::Absolute64, Symbol::Data(data), offset);
            }
            Remat::FuncAddr(func) => {
                encode(&mut self.code, 0, true, false, 0x8d, number, Rm::Behind);
                self.reloc(RelocKind::X64Relative32, Symbol::Function(func), 0);
            }
            Remat::StackParameter(offset) => {
                self.load_word(to, Rm::Base(RSP, (self.frame.incoming_at + offset) as i32));
            }
        }
    }

    /// A number, in the shortest way.
    pub(super) fn constant(&mut self, to: PReg, value: i64, may_change_flags: bool) {
        let number = to.number();
        if value == 0 && may_change_flags {
            integer(&mut self.code, Size::D, 0x33, number, Rm::Register(number));
        } else if let Ok(value) = u32::try_from(value) {
            self.move_imm(number, value);
        } else if let Ok(value) = i32::try_from(value) {
            integer(&mut self.code, Size::Q, 0xc7, 0, Rm::Register(number));
            immediate(&mut self.code, Size::Q, value);
        } else {
            self.code.extend([0x48 | number >> 3, 0xb8 | number & 7]);
            self.code.extend(value.to_le_bytes());
        }
    }

    /// Fills the program's stack slots with zeros, before anything else, with the scratch registers only:
    /// the parameters are in the others.
    pub(super) fn zero_slots(&mut self) {
        let (start, end) = self.frame.slots;
        if start == end {
            return;
        }
        let float = FLOAT_SCRATCH.number();
        packed(&mut self.code, Size::D, 0x57, float, Rm::Register(float));
        let (start, end) = (start as i32, end as i32);
        let mut at = start;
        if end - start > 256 {
            // From the front to the back, the counter goes up to 0.
            let whole = (end - start) & !15;
            let scratch = SCRATCH.number();
            self.constant(SCRATCH, -i64::from(whole), true);
            let again = self.code.len();
            // movups [rsp + r11 + …], xmm15
            let to = Rm::BaseIndex(RSP, scratch, 0, start + whole);
            packed(&mut self.code, Size::D, 0x11, float, to);
            integer_imm(&mut self.code, Size::Q, 0, Rm::Register(scratch), 16);
            self.back(Condition::NotEqual, again);
            at += whole;
        }
        while end - at >= 16 {
            packed(&mut self.code, Size::D, 0x11, float, Rm::Base(RSP, at));
            at += 16;
        }
        // Slots are laid out in multiples of 8 bytes altogether.
        while at < end {
            scalar(&mut self.code, Size::Q, 0x11, float, Rm::Base(RSP, at));
            at += 8;
        }
    }
}
