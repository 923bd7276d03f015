//! Thirty-one bytes of code and twelve of text that print "Hello World!".
//!
//! The program asks the kernel to write, `write(1, text, 12)`, and returns to
//! whoever called it. It is written here four times: byte by byte for x86-64
//! ([`x64`]), as 16-bit words the way it is sometimes printed
//! ([`words_x64`]), word by word for AArch64 ([`a64`]), and with an assembler
//! for both ([`assembled_x64`], [`assembled_a64`]), which must make the same
//! bytes. [`x64_unpatched`] is the program with its one fixup forgotten.
//!
//! On Linux a system call takes its number in `rax` and its arguments in
//! `rdi`, `rsi`, `rdx`, `r10`, `r8`, `r9` (x86-64), or its number in `x8` and
//! its arguments in `x0`…`x5` (AArch64); the result comes back in `rax` or
//! `x0`. All of these may be overwritten by a called function under the
//! platforms' calling conventions, so the program is a function as well:
//! without arguments, and its result is what `write` returned.
//!
//! Leaves out: a check of that result, which is one of the
//! chapter's challenges. Judged by the tests below and by `tests/cli.rs`,
//! which runs it.

use crate::fixup::{Fixup, FixupKind};
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, aarch64::Aarch64Relocation};
use dynasmrt::{dynasm, x64::X64Relocation};

/// What the program prints.
pub const TEXT: &[u8; 12] = b"Hello World!";

// ANCHOR: code_x64
/// The x86-64 code. The `lea` has a hole where the distance to the text goes.
pub const CODE_X64: [u8; 31] = [
    0x48, 0xc7, 0xc0, 0x01, 0x00, 0x00, 0x00, // mov rax, 1     system call 1 is write
    0x48, 0xc7, 0xc7, 0x01, 0x00, 0x00, 0x00, // mov rdi, 1     to standard output
    0x48, 0xc7, 0xc2, 0x0c, 0x00, 0x00, 0x00, // mov rdx, 12    so many bytes
    0x48, 0x8d, 0x35, 0x00, 0x00, 0x00, 0x00, // lea rsi, [rip + ?]  from here
    0x0f, 0x05, //                               syscall
    0xc3, //                                     ret
];
// ANCHOR_END: code_x64

// ANCHOR: x64
/// The whole program for x86-64, 43 bytes: code, text, and the hole filled.
pub fn x64() -> Vec<u8> {
    let mut program = x64_unpatched();
    let lea = Fixup::x64(0x18);
    lea.apply(&mut program, CODE_X64.len()).expect("the text is three bytes away");
    program
}

/// Code and text, with the hole left open.
pub fn x64_unpatched() -> Vec<u8> {
    [CODE_X64.as_slice(), TEXT].concat()
}
// ANCHOR_END: x64

// ANCHOR: words_x64
/// The same program with a newline, as 16-bit words, the big end first.
pub const WORDS_X64: [u16; 23] = [
    0x48c7, 0xc001, 0x0000, 0x0048, 0xc7c7, 0x0100, 0x0000, // mov rax, 1; mov rdi, 1
    0x48c7, 0xc20d, 0x0000, 0x0048, 0x8d35, 0x0400, 0x0000, // mov rdx, 13; lea rsi, [rip+4]
    0x0f05, 0xc3cc, // syscall; ret; and a filler byte, so that the text starts on a word
    0x4865, 0x6c6c, 0x6f20, 0x576f, 0x726c, 0x6421, 0x0a00, // "Hello World!\n" and a filler
];
// ANCHOR_END: words_x64

/// The program in [`WORDS_X64`] as bytes, each word's high byte first.
pub fn words_x64() -> Vec<u8> {
    WORDS_X64.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// The same words as a little-endian machine has them in its memory: every
/// pair of bytes is swapped, and nothing of the program is left.
pub fn words_x64_as_stored() -> Vec<u8> {
    WORDS_X64.iter().flat_map(|word| word.to_le_bytes()).collect()
}

// ANCHOR: code_a64
/// The AArch64 code: every instruction is one 32-bit word.
pub const CODE_A64: [u32; 6] = [
    0xd280_0020, // mov x0, #1      to standard output
    0x1000_0001, // adr x1, ?       from here (the hole)
    0xd280_0182, // mov x2, #12     so many bytes
    0xd280_0808, // mov x8, #64     system call 64 is write
    0xd400_0001, // svc #0
    0xd65f_03c0, // ret
];
// ANCHOR_END: code_a64

// ANCHOR: a64
/// The whole program for AArch64, 36 bytes.
pub fn a64() -> Vec<u8> {
    let mut program: Vec<u8> = CODE_A64.iter().flat_map(|word| word.to_le_bytes()).collect();
    let text = program.len();
    program.extend(TEXT);
    let adr = Fixup::a64(4, FixupKind::A64Adr);
    adr.apply(&mut program, text).expect("the text is twenty bytes away");
    program
}
// ANCHOR_END: a64

/// The program for macOS on Apple silicon, where system calls belong to the
/// system's library and may change: it is given the address of `write` and
/// leaves through it, as a function of one argument.
pub fn a64_through_libc() -> Vec<u8> {
    let mut assembler = VecAssembler::<Aarch64Relocation>::new(0);
    dynasm!(assembler
        ; .arch aarch64
        ; mov x16, x0
        ; movz x0, 1
        ; adr x1, >text
        ; movz x2, 12
        ; br x16
        ; text:
        ; .bytes TEXT
    );
    assembler.finalize().expect("every label is bound")
}

// ANCHOR: assembled_x64
/// The 43 bytes, written in assembly and assembled while Rust compiles us.
pub fn assembled_x64() -> Vec<u8> {
    let mut assembler = VecAssembler::<X64Relocation>::new(0);
    dynasm!(assembler
        ; .arch x64
        ; mov rax, 1
        ; mov rdi, 1
        ; mov rdx, 12
        ; lea rsi, [>text]
        ; syscall
        ; ret
        ; text:
        ; .bytes TEXT
    );
    assembler.finalize().expect("every label is bound")
}
// ANCHOR_END: assembled_x64

/// The AArch64 program in assembly.
pub fn assembled_a64() -> Vec<u8> {
    let mut assembler = VecAssembler::<Aarch64Relocation>::new(0);
    dynasm!(assembler
        ; .arch aarch64
        ; movz x0, 1
        ; adr x1, >text
        ; movz x2, 12
        ; movz x8, 64
        ; svc 0
        ; ret
        ; text:
        ; .bytes TEXT
    );
    assembler.finalize().expect("every label is bound")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_43_bytes() {
        let expected = [
            0x48, 0xc7, 0xc0, 0x01, 0x00, 0x00, 0x00, 0x48, 0xc7, 0xc7, 0x01, 0x00, 0x00, 0x00,
            0x48, 0xc7, 0xc2, 0x0c, 0x00, 0x00, 0x00, 0x48, 0x8d, 0x35, 0x03, 0x00, 0x00, 0x00,
            0x0f, 0x05, 0xc3, b'H', b'e', b'l', b'l', b'o', b' ', b'W', b'o', b'r', b'l', b'd',
            b'!',
        ];
        assert_eq!(x64(), expected);
        assert_eq!(x64().len(), 43);
    }

    #[test]
    fn assembler_makes_the_same_bytes() {
        assert_eq!(assembled_x64(), x64());
        assert_eq!(assembled_a64(), a64());
    }

    #[test]
    fn words_are_the_program_with_a_filler_and_a_newline() {
        let bytes = words_x64();
        assert_eq!(bytes[..17], CODE_X64[..17]);
        assert_eq!(bytes[0x11], 13);
        assert_eq!(bytes[0x18], 4);
        assert_eq!(bytes[0x1e..0x20], [0xc3, 0xcc]);
        assert_eq!(&bytes[0x20..], b"Hello World!\n\0");
        assert_eq!(words_x64_as_stored()[..4], [0xc7, 0x48, 0x01, 0xc0]);
    }
}
