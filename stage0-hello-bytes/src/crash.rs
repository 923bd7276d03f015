//! Programs that go wrong in one instructive way each, run in a child process.
//!
//! | name | what is wrong |
//! |---|---|
//! | `no-flip` | the page was never made executable |
//! | `write` | the program writes to its own page after the flip |
//! | `unpatched` | the fixup was forgotten |
//! | `swapped` | 16-bit words, stored by a little-endian machine |
//! | `no-ret` | the code does not stop before the text |
//! | `no-save` | a recursive function does not keep what its caller needs |
//!
//! Each reports the signal, or the wrong output, that a reader will meet again
//! when a compiler is wrong. Judged by `tests/sandbox.rs`.

use crate::executable_memory::ExecutableMemory;
use crate::function::unsupported;
use crate::hello;
use crate::listing::Isa;
use crate::sandbox::{self, Limits, Report};
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, aarch64::Aarch64Relocation};
use dynasmrt::{dynasm, x64::X64Relocation};
use std::io;
use std::time::Duration;

/// One thing that can go wrong.
pub struct Crash {
    /// What `stage0 crash` knows it by.
    pub name: &'static str,
    /// What is done wrong.
    pub about: &'static str,
    run: fn(Isa, Limits) -> io::Result<Report>,
}

/// All of them, in the order of the chapter.
pub const ALL: &[Crash] = &[
    Crash { name: "no-flip", about: "calls a page that was not made executable", run: no_flip },
    Crash { name: "write", about: "writes to the page after it was made executable", run: write },
    Crash { name: "unpatched", about: "runs hello with its fixup forgotten", run: unpatched },
    Crash { name: "swapped", about: "runs 16-bit words stored little end first", run: swapped },
    Crash { name: "no-ret", about: "runs on from the code into the text", run: no_ret },
    Crash { name: "no-save", about: "computes fact(5) without keeping n", run: no_save },
];

/// The one of that name.
pub fn find(name: &str) -> Option<&'static Crash> {
    ALL.iter().find(|crash| crash.name == name)
}

impl Crash {
    /// Does it, in a child process, and collects what it prints.
    ///
    /// # Errors
    /// `Unsupported` on a host for which it was not written; otherwise what
    /// [`sandbox::call`] says.
    pub fn run(&self) -> io::Result<Report> {
        let limits = Limits { time: Duration::from_secs(10), capture: true };
        (self.run)(Isa::host().ok_or_else(unsupported)?, limits)
    }
}

fn hello_for(isa: Isa) -> Vec<u8> {
    match isa {
        Isa::X64 => hello::x64(),
        Isa::A64 => hello::a64(),
    }
}

fn call(bytes: &[u8], arguments: &[i64], limits: Limits) -> io::Result<Report> {
    sandbox::call(&ExecutableMemory::new(bytes)?, 0, arguments, limits)
}

fn no_flip(isa: Isa, limits: Limits) -> io::Result<Report> {
    sandbox::call_without_flip(&hello_for(isa), limits)
}

fn write(isa: Isa, limits: Limits) -> io::Result<Report> {
    sandbox::write_then_call(&ExecutableMemory::new(&hello_for(isa))?, limits)
}

fn unpatched(isa: Isa, limits: Limits) -> io::Result<Report> {
    let bytes = match isa {
        Isa::X64 => hello::x64_unpatched(),
        Isa::A64 => {
            let mut bytes = hello::a64();
            bytes[4..8].copy_from_slice(&hello::CODE_A64[1].to_le_bytes());
            bytes
        }
    };
    call(&bytes, &[], limits)
}

fn swapped(isa: Isa, limits: Limits) -> io::Result<Report> {
    match isa {
        Isa::X64 => call(&hello::words_x64_as_stored(), &[], limits),
        // AArch64 code is made of 32-bit words, so that is what gets swapped.
        Isa::A64 => {
            let swap = |word: &[u8]| -> Vec<u8> { word.iter().rev().copied().collect() };
            call(&hello::a64().chunks(4).flat_map(swap).collect::<Vec<u8>>(), &[], limits)
        }
    }
}

fn no_ret(isa: Isa, limits: Limits) -> io::Result<Report> {
    let (mut bytes, at, nop) = match isa {
        Isa::X64 => (hello::x64(), 0x1e, vec![0x90]),
        Isa::A64 => (hello::a64(), 0x14, 0xd503_201fu32.to_le_bytes().to_vec()),
    };
    bytes[at..at + nop.len()].copy_from_slice(&nop);
    call(&bytes, &[], limits)
}

// ANCHOR: no_save
/// A factorial that keeps nothing: on x86-64 it loses `n`, on AArch64 the way
/// back to its caller.
fn no_save(isa: Isa, limits: Limits) -> io::Result<Report> {
    let code = match isa {
        Isa::X64 => {
            let mut assembler = VecAssembler::<X64Relocation>::new(0);
            dynasm!(assembler
                ; .arch x64
                ; factorial:
                ; mov eax, 1
                ; cmp rdi, 1
                ; jle >done
                ; sub rdi, 1
                ; call <factorial
                ; imul rax, rdi // but the call has left another rdi behind
                ; done:
                ; ret
            );
            assembler.finalize()
        }
        Isa::A64 => {
            let mut assembler = VecAssembler::<Aarch64Relocation>::new(0);
            dynasm!(assembler
                ; .arch aarch64
                ; factorial:
                ; cmp x0, 1
                ; b.le >small
                ; str x0, [sp, -16]!
                ; sub x0, x0, 1
                ; bl <factorial // overwrites x30, our own way back
                ; ldr x1, [sp], 16
                ; mul x0, x0, x1
                ; ret
                ; small:
                ; movz x0, 1
                ; ret
            );
            assembler.finalize()
        }
    };
    call(&code.expect("every label is bound"), &[5], limits)
}
// ANCHOR_END: no_save
