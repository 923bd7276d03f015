//! Fields → bytes: prefix, REX, opcode, ModRM, SIB, displacement.
//!
//! ```text
//!   add  rax, [rbx + rcx*8 + 16]        48        03      44      cb     10
//!                                       REX.W     opcode  ModRM   SIB    disp8
//! ```
//!
//! An x86-64 instruction with a register and a register or memory operand is always these parts in
//! this order, so one function writes all of them, for any operation and any shape of address. The
//! displacement takes a byte where it fits. Source: Intel, "Software Developer's Manual", volume 2,
//! chapter 2.
//!
//! Requires: registers by number, below 16; `rsp` is no index. Leaves out: VEX, but for the one
//! operation that needs it. Judged by decoding everything back.

use super::operation::Size;

/// An operand that is in a register or in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rm {
    /// The register of that number.
    Register(u8),
    /// A base and an offset.
    Base(u8, i32),
    /// A base, an index that is shifted left by so many bits, and an offset.
    BaseIndex(u8, u8, u8, i32),
    /// An index that is shifted left by so many bits, and an offset.
    Index(u8, u8, i32),
    /// Behind the instruction: four bytes of displacement, to be filled in. They are the last bytes of
    /// the instruction unless a number follows.
    Behind,
}

/// The stack pointer.
pub(super) const RSP: u8 = 4;

/// Appends an instruction: `opcode` is one to three bytes, the first ones not 0; `prefix` is 0 for
/// none. `bytes` says that a register operand is meant as its low byte.
pub(super) fn encode(
    out: &mut Vec<u8>,
    prefix: u8,
    wide: bool,
    bytes: bool,
    opcode: u32,
    reg: u8,
    rm: Rm,
) {
    let (base, index) = match rm {
        Rm::Register(register) => (register, 0),
        Rm::Base(base, _) => (base, 0),
        Rm::BaseIndex(base, index, ..) => (base, index),
        Rm::Index(index, ..) => (0, index),
        Rm::Behind => (0, 0),
    };
    if prefix != 0 {
        out.push(prefix);
    }
    let rex = u8::from(wide) << 3 | (reg >> 3) << 2 | (index >> 3) << 1 | base >> 3;
    // Without REX the numbers 4 to 7 mean ah to bh.
    let low = bytes && (reg >= 4 || matches!(rm, Rm::Register(4..)));
    if rex != 0 || low {
        out.push(0x40 | rex);
    }
    let [_, first, second, last] = opcode.to_be_bytes();
    out.extend([first, second].into_iter().filter(|byte| *byte != 0));
    out.push(last);
    let reg = (reg & 7) << 3;
    match rm {
        Rm::Register(register) => out.push(0xc0 | reg | register & 7),
        Rm::Base(base, offset) if base & 7 == RSP => {
            displaced(out, reg | RSP, base, Some(0x24), offset);
        }
        Rm::Base(base, offset) => displaced(out, reg | base & 7, base, None, offset),
        Rm::BaseIndex(base, index, shift, offset) => {
            let sib = shift << 6 | (index & 7) << 3 | base & 7;
            displaced(out, reg | RSP, base, Some(sib), offset);
        }
        Rm::Index(index, shift, offset) => {
            out.extend([reg | RSP, shift << 6 | (index & 7) << 3 | 5]);
            out.extend(offset.to_le_bytes());
        }
        Rm::Behind => {
            out.push(reg | 5);
            out.extend([0; 4]);
        }
    }
}

/// ModRM, SIB and the shortest displacement. With the base rbp or r13 there is none without one.
fn displaced(out: &mut Vec<u8>, modrm: u8, base: u8, sib: Option<u8>, offset: i32) {
    let short = i8::try_from(offset);
    let mode = match short {
        Ok(0) if base & 7 != 5 => 0x00,
        Ok(_) => 0x40,
        Err(_) => 0x80,
    };
    out.push(mode | modrm);
    out.extend(sib);
    match (mode, short) {
        (0, _) => {}
        (0x40, Ok(short)) => out.push(short as u8),
        _ => out.extend(offset.to_le_bytes()),
    }
}

/// An integer instruction in one of four widths. Its opcode for bytes is one less, an even number.
pub(super) fn integer(out: &mut Vec<u8>, size: Size, opcode: u32, reg: u8, rm: Rm) {
    let prefix = if size == Size::W { 0x66 } else { 0 };
    let opcode = if size == Size::B { opcode & !1 } else { opcode };
    encode(out, prefix, size == Size::Q, size == Size::B, opcode, reg, rm);
}

/// One of the operations with a number: `operation` is what stands in place of a register.
pub(super) fn integer_imm(out: &mut Vec<u8>, size: Size, operation: u8, rm: Rm, imm: i32) {
    match (size, i8::try_from(imm)) {
        (Size::B, _) => {
            integer(out, size, 0x81, operation, rm);
            out.push(imm as u8);
        }
        (_, Ok(short)) => {
            integer(out, size, 0x83, operation, rm);
            out.push(short as u8);
        }
        _ => {
            integer(out, size, 0x81, operation, rm);
            immediate(out, size, imm);
        }
    }
}

/// The full number behind an instruction of that width.
pub(super) fn immediate(out: &mut Vec<u8>, size: Size, imm: i32) {
    match size {
        Size::B => out.push(imm as u8),
        Size::W => out.extend((imm as i16).to_le_bytes()),
        Size::D | Size::Q => out.extend(imm.to_le_bytes()),
    }
}

/// A scalar floating-point instruction: prefix F3 for single precision, F2 for double.
pub(super) fn scalar(out: &mut Vec<u8>, size: Size, opcode: u8, reg: u8, rm: Rm) {
    let prefix = if size == Size::D { 0xf3 } else { 0xf2 };
    encode(out, prefix, false, false, 0x0f00 | u32::from(opcode), reg, rm);
}

/// An instruction on all bits of floating-point registers: no prefix for single precision, 66 for double.
pub(super) fn packed(out: &mut Vec<u8>, size: Size, opcode: u8, reg: u8, rm: Rm) {
    let prefix = if size == Size::D { 0 } else { 0x66 };
    encode(out, prefix, false, false, 0x0f00 | u32::from(opcode), reg, rm);
}

/// `vfmadd213ss` or `vfmadd213sd`: `to = to * by + plus`.
pub(super) fn multiply_add(out: &mut Vec<u8>, size: Size, to: u8, by: u8, plus: u8) {
    let second = 0xe2 & !((to >> 3) << 7) & !((plus >> 3) << 5);
    let third = u8::from(size == Size::Q) << 7 | (!by & 15) << 3 | 1;
    out.extend([0xc4, second, third, 0xa9, 0xc0 | (to & 7) << 3 | plus & 7]);
}
