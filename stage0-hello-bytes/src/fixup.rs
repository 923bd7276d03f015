//! Fills in a distance that was not known when the instruction was written.
//!
//! The text of the hello program lies after its code, so whoever writes the
//! `lea` that takes the text's address does not know yet how far away it will
//! be. The instruction is written with a hole (zeros), the place of the hole
//! is noted, and when everything has its place the hole is filled:
//!
//! ```text
//!   0x15  48 8d 35 00 00 00 00   lea rsi, [rip + ?]     Fixup { at: 0x18 }
//!   0x1c  0f 05                  syscall                rip is here: 0x1c
//!   0x1e  c3                     ret
//!   0x1f  "Hello World!"         target: 0x1f           0x1f - 0x1c = 3
//! ```
//!
//! A linker does this for every call between object files, and calls the note
//! a relocation (Levine, *Linkers and Loaders*, 2000, chapter 7). Inside one
//! buffer we say fixup; the arithmetic is the same.
//!
//! Requires: the field lies inside the buffer, and on AArch64 holds the
//! instruction that the kind names. Leaves out: 8-bit branches, and distances
//! that do not fit, which are an error here (a compiler would choose a longer
//! form). Judged by the tests below, which read the patched instruction back
//! with a disassembler.

use std::fmt;

/// A pc-relative field in a buffer of machine code, to be filled in later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixup {
    /// Where the field begins, in bytes from the start of the buffer. On
    /// AArch64 that is the instruction itself.
    pub at: usize,
    /// How the distance is counted and stored.
    pub kind: FixupKind,
}

/// The forms in which the two instruction sets store a distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixupKind {
    /// x86-64 `call`, `jmp`, `jcc`, `[rip + d]`: 32 bits, little end first,
    /// counted in bytes from the *end* of the field. (An immediate after the
    /// field would move the point it is counted from; none of ours has one.)
    X64Rel32,
    /// AArch64 `adr`: 21 bits in two pieces, counted in bytes from the
    /// instruction.
    A64Adr,
    /// AArch64 `b` and `bl`: 26 bits, counted in instructions.
    A64Branch26,
    /// AArch64 `b.cond`, `cbz`, `cbnz`: 19 bits, counted in instructions.
    A64Branch19,
}

impl Fixup {
    /// A 32-bit displacement of an x86-64 instruction at byte `at`.
    pub fn x64(at: usize) -> Fixup {
        Fixup { at, kind: FixupKind::X64Rel32 }
    }

    /// The field of an AArch64 instruction at byte `at`.
    pub fn a64(at: usize, kind: FixupKind) -> Fixup {
        Fixup { at, kind }
    }

    // ANCHOR: apply
    /// Fills the field in so that it means byte `target` of the same buffer.
    ///
    /// # Errors
    /// When the field is outside the buffer, the distance does not fit, or an
    /// AArch64 instruction is not the one that the kind names. The buffer is
    /// then unchanged.
    pub fn apply(self, code: &mut [u8], target: usize) -> Result<(), FixupError> {
        let fail = |reason| FixupError { fixup: self, target, reason };
        let end = self.at.checked_add(4).ok_or(fail(Reason::OutsideCode))?;
        let field = code.get_mut(self.at..end).ok_or(fail(Reason::OutsideCode))?;
        let old = u32::from_le_bytes([field[0], field[1], field[2], field[3]]);
        let new = self.patched(old, target).map_err(fail)?;
        field.copy_from_slice(&new.to_le_bytes());
        Ok(())
    }
    // ANCHOR_END: apply

    /// The four bytes `old`, with the distance to `target` in them.
    fn patched(self, old: u32, target: usize) -> Result<u32, Reason> {
        match self.kind {
            FixupKind::X64Rel32 => {
                let distance = rel32(self.at + 4, target).ok_or(Reason::OutOfRange)?;
                Ok(distance as u32)
            }
            FixupKind::A64Adr => {
                expect(old, 0x9f00_0000, 0x1000_0000)?;
                Ok(adr(old, signed_field(self.at, target, 21, 1)?))
            }
            FixupKind::A64Branch26 => {
                expect(old, 0x7c00_0000, 0x1400_0000)?;
                let distance = signed_field(self.at, target, 26, 4)?;
                Ok(old & !0x03ff_ffff | distance & 0x03ff_ffff)
            }
            FixupKind::A64Branch19 => {
                // b.cond is 0101_0100…, cbz and cbnz are x011_010x….
                expect(old, 0xff00_0010, 0x5400_0000).or(expect(old, 0x7e00_0000, 0x3400_0000))?;
                let distance = signed_field(self.at, target, 19, 4)?;
                Ok(old & !(0x7ffff << 5) | (distance & 0x7ffff) << 5)
            }
        }
    }
}

// ANCHOR: rel32
/// The displacement that leads from `next`, the address of the instruction
/// after this one, to `target`; `None` if it is further than ±2 GiB.
fn rel32(next: usize, target: usize) -> Option<i32> {
    // BEGIN SOLUTION 0.1 stub: todo!("exercise 0.1: how far is it from `next` to `target`?")
    let distance = i128::try_from(target).ok()? - i128::try_from(next).ok()?;
    i32::try_from(distance).ok()
    // END SOLUTION
}
// ANCHOR_END: rel32

// ANCHOR: adr
/// The `adr` instruction `word` with its 21-bit distance replaced: the low two
/// bits go to bits 29 and 30, the other nineteen to bits 5 to 23.
fn adr(word: u32, distance: u32) -> u32 {
    // BEGIN SOLUTION 0.2 stub: todo!("exercise 0.2: put `distance` in its two places in `word`")
    let low = distance & 0b11;
    let high = distance >> 2 & 0x7ffff;
    word & 0x9f00_001f | low << 29 | high << 5
    // END SOLUTION
}
// ANCHOR_END: adr

/// The distance from `at` to `target` in units of `unit` bytes, as a
/// two's-complement number that fits in `bits` bits.
fn signed_field(at: usize, target: usize, bits: u32, unit: i128) -> Result<u32, Reason> {
    let distance = target as i128 - at as i128;
    if distance % unit != 0 {
        return Err(Reason::Unaligned);
    }
    let units = distance / unit;
    let limit = 1 << (bits - 1);
    if !(-limit..limit).contains(&units) {
        return Err(Reason::OutOfRange);
    }
    Ok(units as u32)
}

fn expect(word: u32, mask: u32, bits: u32) -> Result<(), Reason> {
    if word & mask == bits { Ok(()) } else { Err(Reason::WrongInstruction) }
}

/// Why a fixup could not be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixupError {
    /// The fixup in question.
    pub fixup: Fixup,
    /// Where it was to lead.
    pub target: usize,
    /// What was wrong.
    pub reason: Reason,
}

/// What can be wrong with a fixup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The field is not inside the buffer.
    OutsideCode,
    /// The distance does not fit in the field.
    OutOfRange,
    /// The distance is not a multiple of the instruction size.
    Unaligned,
    /// There is another instruction at that place.
    WrongInstruction,
}

impl fmt::Display for FixupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (at, target) = (self.fixup.at, self.target);
        match self.reason {
            Reason::OutsideCode => write!(f, "the field at {at:#x} is outside the code"),
            Reason::OutOfRange => write!(f, "from {at:#x} to {target:#x} is too far for the field"),
            Reason::Unaligned => write!(f, "{target:#x} is not a whole instruction from {at:#x}"),
            Reason::WrongInstruction => {
                write!(f, "the instruction at {at:#x} is not one of kind {:?}", self.fixup.kind)
            }
        }
    }
}

impl std::error::Error for FixupError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::{Isa, disassemble};

    fn text_of_first(code: &[u8], isa: Isa) -> String {
        disassemble(code, 0, isa)[0].text.clone()
    }

    #[test]
    fn exercise_0_1_forward_distance_counts_from_the_next_instruction() {
        let mut code = vec![0x48, 0x8d, 0x35, 0, 0, 0, 0];
        Fixup::x64(3).apply(&mut code, 10).unwrap();
        assert_eq!(code, [0x48, 0x8d, 0x35, 3, 0, 0, 0]);
        assert_eq!(text_of_first(&code, Isa::X64), "lea rsi, [rip+3]");
    }

    #[test]
    fn exercise_0_1_backward_distance_is_negative() {
        let mut code = vec![0x90, 0x90, 0xe9, 0, 0, 0, 0];
        Fixup::x64(3).apply(&mut code, 0).unwrap();
        assert_eq!(code, [0x90, 0x90, 0xe9, 0xf9, 0xff, 0xff, 0xff]);
        assert_eq!(disassemble(&code, 0, Isa::X64)[2].text, "jmp 0x0");
    }

    #[test]
    fn exercise_0_1_the_ends_of_the_range() {
        assert_eq!(rel32(0, 0x7fff_ffff), Some(i32::MAX));
        assert_eq!(rel32(0, 0x8000_0000), None);
        assert_eq!(rel32(0x8000_0000, 0), Some(i32::MIN));
        assert_eq!(rel32(0x8000_0001, 0), None);
        assert_eq!(rel32(0, usize::MAX), None);
        assert_eq!(rel32(usize::MAX, usize::MAX), Some(0));
    }

    #[test]
    fn exercise_0_2_adr_every_low_pair_and_both_signs() {
        for (at, target) in [(0, 5), (0, 6), (0, 7), (0, 24), (8, 1), (4, 0), (0, 0xf_ffff)] {
            let mut code = vec![0; at];
            code.extend(0x1000_0001u32.to_le_bytes());
            Fixup::a64(at, FixupKind::A64Adr).apply(&mut code, target).unwrap();
            let line = &disassemble(&code[at..], at as u64, Isa::A64)[0];
            assert_eq!(line.text, format!("adr x1, {target:#x}"), "from {at} to {target}");
        }
    }

    #[test]
    fn exercise_0_2_adr_replaces_what_was_there() {
        assert_eq!(adr(0x70ff_ffe1, 0), 0x1000_0001);
        assert_eq!(adr(0x1000_0001, u32::MAX), 0x70ff_ffe1);
    }

    #[test]
    fn a64_branches_read_back() {
        let mut code = 0x1400_0000u32.to_le_bytes().to_vec(); // b
        Fixup::a64(0, FixupKind::A64Branch26).apply(&mut code, 16).unwrap();
        assert_eq!(text_of_first(&code, Isa::A64), "b 0x10");
        let mut code = 0x9400_0000u32.to_le_bytes().to_vec(); // bl
        Fixup::a64(0, FixupKind::A64Branch26).apply(&mut code, 12).unwrap();
        assert_eq!(text_of_first(&code, Isa::A64), "bl 0xc");
        let mut code = 0xb400_0000u32.to_le_bytes().to_vec(); // cbz x0
        Fixup::a64(0, FixupKind::A64Branch19).apply(&mut code, 8).unwrap();
        assert_eq!(text_of_first(&code, Isa::A64), "cbz x0, 0x8");
        let mut code = vec![0; 4];
        code.extend(0x5400_000du32.to_le_bytes()); // b.le
        Fixup::a64(4, FixupKind::A64Branch19).apply(&mut code, 0).unwrap();
        assert_eq!(disassemble(&code, 0, Isa::A64)[1].text, "b.le 0x0");
    }

    #[test]
    fn what_cannot_be_done_is_an_error_and_changes_nothing() {
        let reason = |fixup: Fixup, target| {
            let mut code = vec![0; 8];
            let reason = fixup.apply(&mut code, target).map_err(|error| error.reason);
            assert_eq!(code, vec![0; 8]);
            reason
        };
        assert_eq!(reason(Fixup::x64(5), 0), Err(Reason::OutsideCode));
        assert_eq!(reason(Fixup::x64(usize::MAX), 0), Err(Reason::OutsideCode));
        assert_eq!(reason(Fixup::x64(0), usize::MAX), Err(Reason::OutOfRange));
        assert_eq!(reason(Fixup::a64(0, FixupKind::A64Adr), 4), Err(Reason::WrongInstruction));
        let mut code = 0x1400_0000u32.to_le_bytes();
        let mut patch = |target| {
            let result = Fixup::a64(0, FixupKind::A64Branch26).apply(&mut code, target);
            result.map_err(|error| error.reason)
        };
        assert_eq!(patch(6), Err(Reason::Unaligned));
        assert_eq!(patch(1 << 27), Err(Reason::OutOfRange));
        assert_eq!(patch((1 << 27) - 4), Ok(()));
    }
}
