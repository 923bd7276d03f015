//! Moves on AArch64: between places, and of constants and addresses to a register. None changes a flag.

use super::{Constant, Emitter, Reach};
use crate::allocate::Allocation;
use crate::compile::{RelocKind, Symbol};
use crate::isa::a64::encode::{self as code, Access, Pair, SP, ZERO};
use crate::isa::a64::operation::{Alu, Op, Shift, Size};
use crate::isa::a64::registers::{FLOAT_SCRATCH, SCRATCH, SECOND_SCRATCH};
use crate::lir::{PReg, RegClass, Remat};

/// What an operation computes from nothing, if it does.
pub(super) fn remat(op: Op) -> Option<Remat> {
    Some(match op {
        Op::Constant(value) => Remat::Int(value),
        Op::FloatConstant(bits) => Remat::Float(bits),
        Op::SlotAddress(slot, offset) => Remat::SlotAddr(slot, offset),
        Op::DataAddress(data, offset) => Remat::DataAddr(data, offset),
        Op::FunctionAddress(func) => Remat::FuncAddr(func),
        Op::StackParameter(offset) => Remat::StackParameter(offset),
        _ => return None,
    })
}

impl Emitter<'_> {
    /// All 64 bits. From memory to memory it goes through the scratch register.
    pub(super) fn move_between(&mut self, class: RegClass, to: Allocation, from: Allocation) {
        use Allocation::{Register, Spill};
        match (to, from) {
            (to, from) if to == from => {}
            (Register(to), Register(from)) => match class {
                RegClass::Int => self.copy(to.number(), from.number()),
                RegClass::Float => self.word(code::float_move(to.number(), from.number())),
            },
            (Register(to), Spill(from)) => self.load_word(to, self.frame.spills_at + 8 * from.0),
            (Spill(to), Register(from)) => self.store_word(self.frame.spills_at + 8 * to.0, from),
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

    pub(super) fn copy(&mut self, to: u8, from: u8) {
        let registers = [to, ZERO, from];
        let plain = (Shift::Left, 0);
        self.word(code::alu_shifted(Size::X, Alu::Or, false, registers, plain));
    }

    /// From the frame, all 64 bits.
    pub(super) fn load_word(&mut self, to: PReg, offset: u32) {
        let is_float = to.class() == RegClass::Float;
        let access = Access { scale: 3, is_float, action: 1 };
        self.access_at(access, to.number(), SP, offset.into());
    }

    /// To the frame, all 64 bits.
    pub(super) fn store_word(&mut self, offset: u32, from: PReg) {
        let is_float = from.class() == RegClass::Float;
        let access = Access { scale: 3, is_float, action: 0 };
        self.access_at(access, from.number(), SP, offset.into());
    }

    /// Computes something from nothing.
    pub(super) fn rematerialise(&mut self, to: PReg, remat: Remat) {
        let number = to.number();
        match remat {
            Remat::Int(value) => self.constant(to, value),
            Remat::Float(bits) => self.float_constant(to, bits),
            Remat::SlotAddr(slot, offset) => {
                let at = i64::from(self.frame.slots_at[slot.0 as usize]) + i64::from(offset);
                match code::alu_number(Size::X, Alu::Add, false, number, SP, at) {
                    Some(word) => self.word(word),
                    None => {
                        self.constant(to, at);
                        self.add_to_stack(Alu::Add, number, to);
                    }
                }
            }
            // Eight bytes, so that the data may be anywhere.
            Remat::DataAddr(data, offset) => {
                self.read_constant(to, Constant::Address(Symbol::Data(data), offset));
            }
            Remat::FuncAddr(func) => {
                self.word(code::page(number));
                self.reloc(RelocKind::A64Page21, Symbol::Function(func), 0);
                self.words(code::alu_number(Size::X, Alu::Add, false, number, number, 0));
                self.reloc(RelocKind::A64Low12, Symbol::Function(func), 0);
            }
            Remat::StackParameter(offset) => self.load_word(to, self.frame.incoming_at + offset),
        }
    }

    /// A number, in as few words as its quarters allow.
    pub(super) fn constant(&mut self, to: PReg, value: i64) {
        let number = to.number();
        let quarter = |index: u32| (value >> (16 * index)) as u16;
        let count = |skipped| (0..4).filter(|index| quarter(*index) == skipped).count();
        let (zeros, ones) = (count(0), count(u16::MAX));
        if zeros.max(ones) < 3
            && let Some(word) = code::alu_number(Size::X, Alu::Or, false, number, ZERO, value)
        {
            return self.word(word);
        }
        let is_flipped = ones > zeros;
        let skipped = if is_flipped { u16::MAX } else { 0 };
        let first = (0..4).find(|index| quarter(*index) != skipped).unwrap_or(0);
        let mut is_first = true;
        for index in first..4 {
            let bits = quarter(index);
            if bits == skipped && !is_first {
                continue;
            }
            self.word(match (is_first, is_flipped) {
                (false, _) => code::move_keep(number, bits, index),
                (true, false) => code::move_zeros(number, bits, index),
                (true, true) => code::move_flipped(number, !bits, index),
            });
            is_first = false;
        }
    }

    fn float_constant(&mut self, to: PReg, bits: u64) {
        if bits == 0 {
            return self.word(code::bits_from_int(Size::X, to.number(), ZERO));
        }
        if let Some(word) = code::float_number(to.number(), bits) {
            return self.word(word);
        }
        let quarters = (0..4).filter(|index| bits >> (16 * index) & 0xffff != 0).count();
        if quarters == 1 {
            self.constant(SCRATCH, bits as i64);
            return self.word(code::bits_from_int(Size::X, to.number(), SCRATCH.number()));
        }
        self.read_constant(to, Constant::Bits(bits));
    }

    /// From behind the code.
    fn read_constant(&mut self, to: PReg, constant: Constant) {
        let is_float = to.class() == RegClass::Float;
        self.constants.push((self.here(), constant));
        match self.reach {
            Reach::Near => self.word(code::load_near(is_float, to.number())),
            Reach::Far => {
                self.far_address();
                let load = Access { scale: 3, is_float, action: 1 };
                self.access_at(load, to.number(), SCRATCH.number(), 0);
            }
        }
    }

    /// The address of something behind the code, in the scratch register, by a distance that is filled in:
    /// [`Emitter::patch`].
    pub(super) fn far_address(&mut self) {
        let (scratch, distance) = (SCRATCH.number(), SECOND_SCRATCH.number());
        self.word(code::address(scratch, 0));
        self.word(code::move_zeros(distance, 0, 0));
        self.word(code::move_keep(distance, 0, 1));
        let registers = [scratch, scratch, distance];
        self.word(code::alu_shifted(Size::X, Alu::Add, false, registers, (Shift::Left, 0)));
    }

    /// Fills the program's stack slots with zeros.
    pub(super) fn zero_slots(&mut self) {
        let (start, end) = self.frame.slots;
        if start == end {
            return;
        }
        if end - start <= 256 && end <= 512 {
            for at in (start..end).step_by(16) {
                let offset = (Pair::Offset, at as i32);
                self.word(code::pair(false, false, [ZERO, ZERO], SP, offset));
            }
            return;
        }
        let (to, count) = (SCRATCH.number(), SECOND_SCRATCH.number());
        self.constant(SCRATCH, start.into());
        self.add_to_stack(Alu::Add, to, SCRATCH);
        self.constant(SECOND_SCRATCH, i64::from((end - start) / 16));
        let again = self.here();
        self.word(code::pair(false, false, [ZERO, ZERO], to, (Pair::After, 16)));
        self.words(code::alu_number(Size::X, Alu::Sub, false, count, count, 1));
        self.back_unless_zero(SECOND_SCRATCH, again);
    }
}
