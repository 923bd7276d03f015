//! Machine code → the smallest file that Linux will run.
//!
//! An executable file need not contain much. The kernel wants to know which
//! pieces of the file to map where, with which permissions, and at which
//! address to begin; that is a file header and one program header, 120 bytes:
//!
//! ```text
//!   0x00  file header, 64 bytes      magic, machine, entry address, where the next table is
//!   0x40  program header, 56 bytes   map the whole file at 0x400000, read and execute
//!   0x78  code                       begins to run at `entry_offset`
//! ```
//!
//! (*System V ABI*, chapters 4 and 5; `man 5 elf`.) No section table, since
//! only linkers and debuggers read that; no interpreter, so no dynamic linker
//! and no libc; no stack of its own, since the kernel provides one.
//!
//! Code started this way was not called: there is no return address, and the
//! program must end by asking the kernel. [`hello`] puts a few instructions in
//! front of the unchanged function of [`crate::hello`], call and exit, which is
//! what a C or Go run-time system does too, after a great deal else.
//!
//! Requires: `entry_offset` inside the code. Leaves out: writable data; stage 3
//! adds it. Judged by `tests/elf.rs`, which runs the files, and by the
//! tests below, which read the headers.

use crate::fixup::{Fixup, FixupKind};
use crate::hello as bytes;
use crate::listing::Isa;

/// Where the file is mapped. Any multiple of the largest page size that leaves
/// the first pages free would do; linkers have long used this one.
pub const BASE: u64 = 0x40_0000;

/// The size of both headers: where the code begins in the file.
pub const HEADERS: usize = 64 + 56;

// ANCHOR: executable
/// An executable file that contains `code` and begins to run at byte
/// `entry_offset` of it.
///
/// # Panics
/// If `entry_offset` is not inside the code.
pub fn executable(code: &[u8], entry_offset: usize, machine: Isa) -> Vec<u8> {
    assert!(entry_offset < code.len(), "the entry point must lie inside the code");
    let size = (HEADERS + code.len()) as u64;
    let mut file = file_header(machine, BASE + (HEADERS + entry_offset) as u64);
    file.extend(program_header(size));
    file.extend(code);
    file
}
// ANCHOR_END: executable

// ANCHOR: file_header
fn file_header(machine: Isa, entry: u64) -> Vec<u8> {
    let mut header = Vec::with_capacity(HEADERS);
    header.extend(b"\x7fELF"); //                  magic number
    header.extend([2, 1, 1, 0]); //                64 bits, little end first, version 1, System V
    header.extend([0; 8]); //                      unused
    header.extend(2u16.to_le_bytes()); //          an executable at a fixed address
    header.extend(machine_number(machine).to_le_bytes());
    header.extend(1u32.to_le_bytes()); //          version 1 again
    header.extend(entry.to_le_bytes()); //         the address of the first instruction
    header.extend(64u64.to_le_bytes()); //         the program headers follow this header
    header.extend(0u64.to_le_bytes()); //          no section headers
    header.extend(0u32.to_le_bytes()); //          no flags
    for half in [64u16, 56, 1, 64, 0, 0] {
        header.extend(half.to_le_bytes()); //      sizes and counts: this header, one program
    } //                                           header, no section headers, no names
    header
}
// ANCHOR_END: file_header

fn machine_number(machine: Isa) -> u16 {
    match machine {
        Isa::X64 => 62,
        Isa::A64 => 183,
    }
}

// ANCHOR: program_header
/// "Map `size` bytes from the start of this file to [`BASE`], read and execute."
fn program_header(size: u64) -> Vec<u8> {
    // BEGIN SOLUTION 0.5 stub: todo!("exercise 0.5: the 56 bytes that map {size} bytes of file")
    let mut header = Vec::new();
    header.extend(1u32.to_le_bytes()); //          a piece to load
    header.extend(5u32.to_le_bytes()); //          permissions: execute (1) and read (4)
    header.extend(0u64.to_le_bytes()); //          from this offset of the file
    header.extend(BASE.to_le_bytes()); //          to this address
    header.extend(BASE.to_le_bytes()); //          (physical address: ignored)
    header.extend(size.to_le_bytes()); //          so many bytes of the file
    header.extend(size.to_le_bytes()); //          as so many bytes of memory
    header.extend(0x1_0000u64.to_le_bytes()); //   aligned for the largest page size in use
    header
    // END SOLUTION
}
// ANCHOR_END: program_header

/// The code of a whole hello program: call the function, then leave.
pub fn hello(machine: Isa) -> Vec<u8> {
    match machine {
        Isa::X64 => hello_x64(),
        Isa::A64 => hello_a64(),
    }
}

// ANCHOR: hello_x64
fn hello_x64() -> Vec<u8> {
    let mut code = vec![
        0xe8, 0, 0, 0, 0, //    call hello
        0xb8, 60, 0, 0, 0, //   mov eax, 60     system call 60 is exit
        0x31, 0xff, //          xor edi, edi    with status 0
        0x0f, 0x05, //          syscall
    ];
    let hello = code.len();
    code.extend(bytes::x64());
    Fixup::x64(1).apply(&mut code, hello).expect("the function is nine bytes away");
    code
}
// ANCHOR_END: hello_x64

fn hello_a64() -> Vec<u8> {
    let start: [u32; 4] = [
        0x9400_0000, // bl hello
        0xd280_0ba8, // mov x8, #93     system call 93 is exit
        0xd280_0000, // mov x0, #0      with status 0
        0xd400_0001, // svc #0
    ];
    let mut code: Vec<u8> = start.iter().flat_map(|word| word.to_le_bytes()).collect();
    let hello = code.len();
    code.extend(bytes::a64());
    let call = Fixup::a64(0, FixupKind::A64Branch26);
    call.apply(&mut code, hello).expect("the function is sixteen bytes away");
    code
}

/// The instruction set and the code of a file that [`executable`] made, or of
/// one shaped like it; `None` for anything else.
pub fn code(file: &[u8]) -> Option<(Isa, &[u8])> {
    let header = file.get(..HEADERS)?;
    let machine = Isa::ALL.into_iter().find(|&isa| {
        header[..8] == [0x7f, b'E', b'L', b'F', 2, 1, 1, 0]
            && header[18..20] == machine_number(isa).to_le_bytes()
    })?;
    let one_program_header_and_no_sections = [64, 0, 56, 0, 1, 0, 64, 0, 0, 0, 0, 0];
    (header[52..64] == one_program_header_and_no_sections).then(|| (machine, &file[HEADERS..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::disassemble;

    #[test]
    fn exercise_0_5_headers_read_back() {
        for machine in Isa::ALL {
            let file = executable(&[1, 2, 3, 4, 5, 6, 7, 8], 4, machine);
            let u64_at = |at: usize| u64::from_le_bytes(file[at..at + 8].try_into().unwrap());
            let u32_at = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap());
            assert_eq!(file.len(), 128);
            assert_eq!(u64_at(24), 0x40_007c, "entry");
            assert_eq!((u32_at(64), u32_at(68)), (1, 5), "type and permissions");
            assert_eq!([u64_at(72), u64_at(80)], [0, BASE], "offset and address");
            assert_eq!([u64_at(96), u64_at(104)], [128, 128], "size in file and memory");
            assert_eq!(u64_at(80) % u64_at(112), u64_at(72) % u64_at(112), "congruence");
            assert_eq!(code(&file), Some((machine, &[1, 2, 3, 4, 5, 6, 7, 8][..])));
        }
    }

    #[test]
    fn sizes_of_hello() {
        assert_eq!(executable(&hello(Isa::X64), 0, Isa::X64).len(), 177);
        assert_eq!(executable(&hello(Isa::A64), 0, Isa::A64).len(), 172);
    }

    #[test]
    fn start_calls_the_function_behind_it() {
        assert_eq!(disassemble(&hello(Isa::X64), 0, Isa::X64)[0].text, "call 0xe");
        assert_eq!(disassemble(&hello(Isa::A64), 0, Isa::A64)[0].text, "bl 0x10");
    }

    #[test]
    fn other_files_are_not_ours() {
        assert_eq!(code(b""), None);
        assert_eq!(code(&[0; 200]), None);
        let mut file = executable(&[0xc3], 0, Isa::X64);
        file[18] = 3;
        assert_eq!(code(&file), None);
    }
}
