//! `.eh_frame`: for every place in the code, where the caller's frame is.
//!
//! Our functions have no frame pointer, so nobody who stops a program, be it a debugger or a profiler,
//! could tell by looking at the stack who called whom. This table tells: for a range of code a program
//! of a small machine that says how far above the stack pointer the caller's frame ends (the *canonical
//! frame address*, CFA) and which saved registers stand how far below that.
//!
//! ```text
//!   code                       row                               program
//!   0: push rbx                CFA = rsp + 8                     (said once for all functions)
//!   1: sub rsp, 16             CFA = rsp + 16, rbx at CFA - 16   advance 1; def_cfa_offset 16; offset rbx, 2
//!   5: …                       CFA = rsp + 32                    advance 4; def_cfa_offset 32
//! ```
//!
//! DWARF 5, §6.4, in the form that the Linux Standard Base gives it. All sizes are written with four bytes
//! and all addresses relative to their place, so the table needs no change where it is loaded.
//! Judged by `tests/executables.rs`, which reads it back and asks a debugger.

use stage0::Isa;

use super::freestanding::{entry_distance, stack_pointer};
use crate::compile::CompiledFunction;
use crate::lir::{PReg, RegClass};

/// How to get out of a piece of code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unwind {
    /// By these rows, by increasing offset; none: it is not known.
    Rows(Vec<Row>),
    /// There is nobody who called it.
    Outermost,
}

/// What holds from an offset of the code on. Registers have DWARF's numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// From where on.
    pub offset: u32,
    /// The CFA is this register,
    pub base: u8,
    /// and so many bytes.
    pub distance: u32,
    /// What was saved, and how far below the CFA.
    pub saved: Vec<(u8, u32)>,
}

/// The rows of a compiled function.
pub fn rows(isa: Isa, function: &CompiledFunction) -> Unwind {
    let at = |&(register, offset): &(PReg, u32)| {
        (dwarf_number(isa, register), function.incoming_at - offset)
    };
    let saved: Vec<(u8, u32)> = function.saved.iter().map(at).collect();
    let row = |row: &crate::compile::FrameRow| Row {
        offset: row.offset,
        base: stack_pointer(isa),
        distance: row.distance,
        saved: saved[..row.saved as usize].to_vec(),
    };
    Unwind::Rows(function.frame_rows.iter().map(row).collect())
}

fn dwarf_number(isa: Isa, register: PReg) -> u8 {
    // rax, rdx, rcx, rbx, rsi, rdi, rbp, rsp
    const X64: [u8; 8] = [0, 2, 1, 3, 7, 6, 4, 5];
    match (isa, register.class(), register.number()) {
        (Isa::X64, RegClass::Int, number) => *X64.get(usize::from(number)).unwrap_or(&number),
        (Isa::X64, RegClass::Float, number) => 17 + number,
        (Isa::A64, RegClass::Int, number) => number,
        (Isa::A64, RegClass::Float, number) => 64 + number,
    }
}

/// The register of the return address.
fn return_address(isa: Isa) -> u8 {
    match isa {
        Isa::X64 => 16,
        Isa::A64 => 30,
    }
}

/// A table, with places to be filled.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EhFrame {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Where, relative to itself, the address of the code at an offset belongs.
    pub starts: Vec<(u32, u32)>,
}

const ADVANCE: u8 = 0x40;
const OFFSET: u8 = 0x80;
const RESTORE: u8 = 0xc0;
const ADVANCE_4: u8 = 0x04;
const OFFSET_EXTENDED: u8 = 0x05;
const RESTORE_EXTENDED: u8 = 0x06;
const UNDEFINED: u8 = 0x07;
const DEF_CFA: u8 = 0x0c;
const DEF_CFA_OFFSET: u8 = 0x0e;
/// An address relative to its place, four bytes, signed.
const RELATIVE_4: u8 = 0x1b;
/// Offsets of saved registers are multiples of minus this.
const WORD: u32 = 8;

/// Writes the table for pieces of code: where each begins, its size, its rows; by increasing start.
pub fn eh_frame<'u>(isa: Isa, pieces: impl Iterator<Item = (u32, u32, &'u Unwind)>) -> EhFrame {
    let mut frame = EhFrame::default();
    let mut common =
        vec![0, 0, 0, 0, 1, b'z', b'R', 0, 1, 0x78, return_address(isa), 1, RELATIVE_4];
    let entry = entry_distance(isa);
    common.extend([DEF_CFA, stack_pointer(isa), entry as u8]);
    if entry > 0 {
        common.extend([OFFSET | return_address(isa), (entry / WORD) as u8]);
    }
    frame.entry(common);
    for (start, size, unwind) in pieces {
        if *unwind == Unwind::Rows(Vec::new()) {
            continue;
        }
        let place = frame.bytes.len() as u32 + 8;
        frame.starts.push((place, start));
        // The first entry is at 0, so the distance to it is where this word is.
        let mut entry = (place - 4).to_le_bytes().to_vec();
        entry.extend([0; 4]);
        entry.extend(size.to_le_bytes());
        entry.push(0);
        match unwind {
            Unwind::Rows(rows) => program(&mut entry, isa, rows, size),
            Unwind::Outermost => entry.extend([UNDEFINED, return_address(isa)]),
        }
        frame.entry(entry);
    }
    frame.bytes.extend([0; 4]);
    frame
}

impl EhFrame {
    fn entry(&mut self, mut contents: Vec<u8>) {
        // With its length in front, a multiple of 8; a zero is no operation.
        contents.resize((contents.len() + 4).next_multiple_of(8) - 4, 0);
        self.bytes.extend((contents.len() as u32).to_le_bytes());
        self.bytes.extend(contents);
    }
}

/// What changes from row to row.
fn program(out: &mut Vec<u8>, isa: Isa, rows: &[Row], size: u32) {
    let entry = Row {
        offset: 0,
        base: stack_pointer(isa),
        distance: entry_distance(isa),
        saved: Vec::new(),
    };
    let mut last = &entry;
    for row in rows.iter().filter(|row| row.offset < size) {
        if (row.base, row.distance, &row.saved) == (last.base, last.distance, &last.saved) {
            continue;
        }
        match row.offset - last.offset {
            0 => {}
            step @ 1..0x40 => out.push(ADVANCE | step as u8),
            step => {
                out.push(ADVANCE_4);
                out.extend(step.to_le_bytes());
            }
        }
        if row.base != last.base {
            out.extend([DEF_CFA, row.base]);
            unsigned(out, row.distance);
        } else if row.distance != last.distance {
            out.push(DEF_CFA_OFFSET);
            unsigned(out, row.distance);
        }
        for (register, _) in last.saved.iter().filter(|one| !row.saved.contains(one)) {
            match register {
                0..64 => out.push(RESTORE | register),
                _ => out.extend([RESTORE_EXTENDED, *register]),
            }
        }
        for (register, below) in row.saved.iter().filter(|one| !last.saved.contains(one)) {
            match register {
                0..64 => out.push(OFFSET | register),
                _ => out.extend([OFFSET_EXTENDED, *register]),
            }
            unsigned(out, below / WORD);
        }
        last = row;
    }
}

/// LEB128: seven bits a byte, the lowest first.
fn unsigned(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_what_changes() {
        let row = |offset, distance, saved: &[(u8, u32)]| Row {
            offset,
            base: 7,
            distance,
            saved: saved.to_vec(),
        };
        let rows = [
            row(0, 8, &[]),
            row(1, 16, &[(3, 16)]),
            row(5, 200, &[(3, 16)]),
            row(105, 8, &[]),
            row(106, 16, &[]),
        ];
        let mut out = Vec::new();
        program(&mut out, Isa::X64, &rows, 106);
        let expected = [
            0x41, 0x0e, 16, 0x83, 2, //             advance 1; def_cfa_offset 16; offset rbx
            0x44, 0x0e, 0xc8, 1, //                 advance 4; def_cfa_offset 200
            0x04, 100, 0, 0, 0, 0x0e, 8, 0xc3, //   advance 100; def_cfa_offset 8; restore rbx
        ];
        assert_eq!(out, expected);
    }

    #[test]
    fn entries_are_whole_words_and_the_table_ends() {
        let frame = eh_frame(Isa::A64, [(64, 20, &Unwind::Outermost)].into_iter());
        assert_eq!(frame.bytes.len() % 8, 4);
        assert_eq!(frame.bytes[frame.bytes.len() - 4..], [0; 4]);
        assert_eq!(frame.starts.len(), 1);
        assert_eq!(frame.starts[0].1, 64);
    }
}
