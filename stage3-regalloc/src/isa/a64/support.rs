//! The code around compiled functions on AArch64: exit handler, enter stub, veneers.
//!
//! What each does is said in [`crate::exit_map`]. Requires: the conventions of `registers` and of the
//! stubs that `emit` makes: `x16` has the exit's number, `x30` the way back to the stub, `x17` where
//! the function returns to if its frame does not say so, and all else is as it was in the function. `x17`
//! is kept.

use std::mem::offset_of;

use super::encode::{self as code, Access, Pair, SP};
use super::operation::{Alu, Shift, Size};
use super::registers::{LINK, RESULTS, SCRATCH, SECOND_SCRATCH};
use crate::exit_map::{SavedRegisters, SupportCode};

/// Bytes that the enter stub keeps: `x19` to `x30`, `d8` to `d15`.
const ENTERED: i32 = 160;

#[derive(Default)]
struct Code(Vec<u8>);

impl Code {
    fn word(&mut self, word: u32) {
        self.0.extend(word.to_le_bytes());
    }

    /// Loads or stores 64 bits above the stack pointer.
    fn access(&mut self, load: bool, is_float: bool, register: u8, offset: usize) {
        let access = Access { scale: 3, is_float, action: load.into() };
        let word = access.at(register, SP, offset as i64);
        // The block of registers is smaller than what a load or a store reaches.
        self.word(word.unwrap_or_default());
    }

    fn add(&mut self, alu: Alu, to: u8, from: u8, number: i64) {
        let word = code::alu_number(Size::X, alu, false, to, from, number);
        // So is the number for an addition.
        self.word(word.unwrap_or_default());
    }

    fn copy(&mut self, to: u8, from: u8) {
        let registers = [to, code::ZERO, from];
        let plain = (Shift::Left, 0);
        self.word(code::alu_shifted(Size::X, Alu::Or, false, registers, plain));
    }

    fn constant(&mut self, to: u8, number: u64) {
        self.word(code::move_zeros(to, number as u16, 0));
        for quarter in 1..4 {
            self.word(code::move_keep(to, (number >> (16 * quarter)) as u16, quarter));
        }
    }

    /// All registers that the enter stub keeps, in pairs from the stack pointer on.
    fn kept(&mut self, load: bool) {
        for (index, first) in (19..=29u8).step_by(2).enumerate() {
            let offset = (Pair::Offset, 16 * index as i32);
            self.word(code::pair(load, false, [first, first + 1], SP, offset));
        }
        for (index, first) in (8..=14u8).step_by(2).enumerate() {
            let offset = (Pair::Offset, 96 + 16 * index as i32);
            self.word(code::pair(load, true, [first, first + 1], SP, offset));
        }
    }
}

/// The exit handler, which calls the runtime at an address. See [`crate::exit_map`].
pub(super) fn support_code(runtime: u64) -> SupportCode {
    let size = size_of::<SavedRegisters>().next_multiple_of(16) as i64;
    let int = |number: u8| offset_of!(SavedRegisters, int) + 8 * usize::from(number);
    let float = |number: u8| offset_of!(SavedRegisters, float) + 8 * usize::from(number);
    let (scratch, second, link) = (SCRATCH.number(), SECOND_SCRATCH.number(), LINK.number());
    let mut ops = Code::default();
    ops.add(Alu::Sub, SP, SP, size);
    for number in 0..31 {
        ops.access(false, false, number, int(number));
    }
    for number in 0..32 {
        ops.access(false, true, number, float(number));
    }
    ops.add(Alu::Add, second, SP, size);
    ops.access(false, false, second, offset_of!(SavedRegisters, stack_pointer));
    ops.access(false, false, link, offset_of!(SavedRegisters, return_address));
    ops.add(Alu::Add, 0, SP, 0);
    ops.copy(1, scratch);
    ops.constant(scratch, runtime);
    ops.word(code::call_to(scratch));
    // Not 0: to where the enter stub is abandoned; filled in below.
    let abandons = ops.0.len();
    ops.word(code::branch_if_zero(Size::X, false, 0));
    for (index, register) in RESULTS.int.iter().enumerate() {
        let at = offset_of!(SavedRegisters, int_results) + 8 * index;
        ops.access(true, false, register.number(), at);
    }
    for (index, register) in RESULTS.float.iter().enumerate() {
        let at = offset_of!(SavedRegisters, float_results) + 8 * index;
        ops.access(true, true, register.number(), at);
    }
    ops.access(true, false, second, int(second));
    ops.access(true, false, link, offset_of!(SavedRegisters, return_address));
    ops.add(Alu::Add, SP, SP, size);
    ops.word(code::return_to(link));

    let enter = ops.0.len() as u32;
    ops.add(Alu::Sub, SP, SP, ENTERED.into());
    ops.kept(false);
    // The first parameter points to where the stack pointer is wanted.
    ops.add(Alu::Add, scratch, SP, 0);
    let store = Access { scale: 3, is_float: false, action: 0 };
    ops.word(store.at(scratch, 0, 0).unwrap_or_default());
    ops.copy(scratch, 1);
    ops.copy(0, 2);
    ops.copy(1, 3);
    ops.word(code::call_to(scratch));
    ops.word(code::branch(2));
    let abandoned = ops.0.len();
    ops.add(Alu::Add, SP, 0, 0);
    ops.kept(true);
    ops.add(Alu::Add, SP, SP, ENTERED.into());
    ops.word(code::return_to(link));

    let mut code = ops.0;
    let distance = ((abandoned - abandons) / 4) as u32;
    let word = code::branch_if_zero(Size::X, false, 0) | distance << 5;
    code[abandons..abandons + 4].copy_from_slice(&word.to_le_bytes());
    SupportCode { code, enter }
}

/// A jump to any address, for calls that cannot reach it.
pub(super) fn veneer(target: u64) -> Vec<u8> {
    let mut ops = Code::default();
    ops.constant(SCRATCH.number(), target);
    ops.word(code::branch_to(SCRATCH.number()));
    ops.0
}

/// A jump to the address that is in the word at an address.
pub(super) fn veneer_through(word: u64) -> Vec<u8> {
    let mut ops = Code::default();
    let scratch = SCRATCH.number();
    ops.constant(scratch, word);
    let load = Access { scale: 3, is_float: false, action: 1 }.at(scratch, scratch, 0);
    ops.word(load.unwrap_or_default());
    ops.word(code::branch_to(scratch));
    ops.0
}
