//! Bytes → pages that the processor may run, never writable and executable at once.
//!
//! The bytes of a `Vec` cannot be called: the operating system gives a program
//! its data in pages that are readable and writable, and the processor refuses
//! to take instructions from a page without the execute permission. Asking for
//! pages with all three permissions works on many systems, and is what an
//! attacker hopes for: whoever can write one byte there owns the program.
//! So the pages change hands instead (the rule is called W^X):
//!
//! ```text
//!   map read-write ──► copy ──► flip to read-execute ──► flush the instruction cache ──► call
//!       rw-                            r-x                      (AArch64 only)
//! ```
//!
//! x86-64 keeps its instruction cache in step with memory by itself. AArch64
//! does not: the new bytes may still be on their way in the data cache, and old
//! ones in the instruction cache, so both are told (Arm ARM, B2.4.4). Apple's
//! systems for AArch64 ask for pages made with `MAP_JIT`, which are writable or
//! executable *per thread*, by a switch.
//!
//! Requires: at least one byte. Keeps: no page is ever writable and executable
//! for the same thread; the pages live as long as this value or a clone of it.
//! Leaves out: changing code once it runs. Judged by
//! `tests/executable_memory.rs`, which reads `/proc/self/maps`. The macOS part
//! is written from its documentation and has not been run.

use crate::function::{Function, FunctionPointer};
use std::io;
use std::sync::Arc;

/// Machine code in pages of its own, readable and executable.
///
/// Clones share the pages; the last one to go unmaps them.
#[derive(Clone, Debug)]
pub struct ExecutableMemory {
    pages: Arc<Pages>,
    len: usize,
}

impl ExecutableMemory {
    /// Copies `bytes` to new pages and makes those executable.
    ///
    /// # Errors
    /// `InvalidInput` if there are no bytes; otherwise what the operating
    /// system says, for example that it allows no executable pages.
    pub fn new(bytes: &[u8]) -> io::Result<ExecutableMemory> {
        if bytes.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "no bytes to execute"));
        }
        let pages = executable_pages(bytes)?;
        flush_instruction_cache(pages.as_ptr(), bytes.len());
        Ok(ExecutableMemory { pages: Arc::new(pages), len: bytes.len() })
    }

    // ANCHOR: function
    /// The function of type `F` whose code begins at byte `offset`: the one
    /// door from bytes to a call.
    ///
    /// `F` is an `extern "C" fn` of up to six arguments. The result borrows
    /// the memory, so it cannot be called after the pages are gone.
    ///
    /// # Safety
    /// The bytes at `offset` must be a complete function that, called with any
    /// values of `F`'s argument types under the platform's C calling
    /// convention, keeps that convention, returns a valid value of `F`'s
    /// result type, and does nothing that a safe Rust function could not do.
    ///
    /// # Panics
    /// If `offset` is not inside the code.
    pub unsafe fn function<F: FunctionPointer>(&self, offset: usize) -> Function<'_, F> {
        // SAFETY: `entry` is the address of code that the caller answers for.
        unsafe { Function::from_entry(self.entry(offset)) }
    }
    // ANCHOR_END: function

    /// The address of byte `offset`, for a compiler that keeps its own table of
    /// entry points. It is valid as long as this memory or a clone of it lives.
    ///
    /// # Panics
    /// If `offset` is not inside the code.
    pub fn entry(&self, offset: usize) -> *const u8 {
        assert!(offset < self.len, "offset {offset} is outside {} bytes of code", self.len);
        self.pages.as_ptr().wrapping_add(offset)
    }

    /// The address of the first byte.
    pub fn as_ptr(&self) -> *const u8 {
        self.pages.as_ptr()
    }

    /// The code's size in bytes (the pages may be larger).
    #[allow(clippy::len_without_is_empty)] // It is never empty.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The code itself; it is readable.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: the pages are mapped readable for as long as `self` lives,
        // `len` bytes of them were written before they were made executable,
        // and nothing writes to them since.
        unsafe { std::slice::from_raw_parts(self.pages.as_ptr(), self.len) }
    }
}

#[cfg(not(all(target_os = "macos", target_arch = "aarch64")))]
type Pages = memmap2::Mmap;

// ANCHOR: executable_pages
/// Maps read-write, copies, flips to read-execute.
#[cfg(not(all(target_os = "macos", target_arch = "aarch64")))]
fn executable_pages(bytes: &[u8]) -> io::Result<Pages> {
    // BEGIN SOLUTION 0.4 stub: todo!("exercise 0.4: pages for {} bytes, never w and x at once", bytes.len())
    let mut pages = memmap2::MmapMut::map_anon(bytes.len())?;
    pages[..bytes.len()].copy_from_slice(bytes);
    pages.make_exec()
    // END SOLUTION
}
// ANCHOR_END: executable_pages

/// Tells both caches of an AArch64 processor that the bytes are new.
#[cfg(all(target_arch = "aarch64", not(target_os = "macos")))]
fn flush_instruction_cache(start: *const u8, len: usize) {
    use std::arch::asm;
    let cache_type: usize;
    // SAFETY: CTR_EL0 describes the caches; Linux lets every program read it.
    unsafe {
        asm!("mrs {}, ctr_el0", out(reg) cache_type, options(nomem, nostack, preserves_flags));
    }
    // Line sizes are given as the logarithm of a number of four-byte words.
    let data_line = 4usize << (cache_type >> 16 & 0xf);
    let instruction_line = 4usize << (cache_type & 0xf);
    let (start, end) = (start as usize, start as usize + len);
    // ANCHOR: flush
    for line in (start & !(data_line - 1)..end).step_by(data_line) {
        // SAFETY: cleaning a data cache line that we own changes no value.
        unsafe { asm!("dc cvau, {}", in(reg) line, options(nostack, preserves_flags)) };
    }
    // SAFETY: a barrier: the cleaned lines have arrived.
    unsafe { asm!("dsb ish", options(nostack, preserves_flags)) };
    for line in (start & !(instruction_line - 1)..end).step_by(instruction_line) {
        // SAFETY: the instruction cache will fetch the line again.
        unsafe { asm!("ic ivau, {}", in(reg) line, options(nostack, preserves_flags)) };
    }
    // SAFETY: barriers: the lines are gone, and so is what was already fetched.
    unsafe { asm!("dsb ish", "isb", options(nostack, preserves_flags)) };
    // ANCHOR_END: flush
}

/// x86 processors keep the instruction cache in step with memory themselves,
/// and on macOS the pages were flushed when they were written.
#[cfg(any(not(target_arch = "aarch64"), target_os = "macos"))]
fn flush_instruction_cache(_start: *const u8, _len: usize) {}

#[cfg(all(target_os = "macos", target_arch = "aarch64"))]
use apple::{Pages, executable_pages};

/// macOS on Apple silicon: `MAP_JIT` pages and a per-thread switch.
#[cfg(all(target_os = "macos", target_arch = "aarch64"))]
mod apple {
    use std::{ffi::c_void, io, ptr::NonNull};

    // SAFETY: this is how the system's header libkern/OSCacheControl.h has it.
    unsafe extern "C" {
        fn sys_icache_invalidate(start: *mut c_void, len: usize);
    }

    /// A `MAP_JIT` mapping, unmapped when dropped.
    #[derive(Debug)]
    pub(super) struct Pages {
        start: NonNull<c_void>,
        len: usize,
    }

    // SAFETY: after `executable_pages` the mapping is only read and executed.
    unsafe impl Send for Pages {}
    // SAFETY: as above.
    unsafe impl Sync for Pages {}

    impl Pages {
        pub(super) fn as_ptr(&self) -> *const u8 {
            self.start.as_ptr() as *const u8
        }
    }

    impl Drop for Pages {
        fn drop(&mut self) {
            // SAFETY: the mapping is ours and of this size.
            unsafe { libc::munmap(self.start.as_ptr(), self.len) };
        }
    }

    pub(super) fn executable_pages(bytes: &[u8]) -> io::Result<Pages> {
        let protection = libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANON | libc::MAP_JIT;
        let null = std::ptr::null_mut();
        // SAFETY: a new anonymous mapping, at an address the system chooses.
        let start = unsafe { libc::mmap(null, bytes.len(), protection, flags, -1, 0) };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let start = NonNull::new(start).ok_or(io::ErrorKind::OutOfMemory)?;
        let pages = Pages { start, len: bytes.len() };
        // SAFETY: between the two switches this thread may write to the pages
        // and not execute them, all others the reverse; the copy stays inside.
        unsafe {
            libc::pthread_jit_write_protect_np(0);
            let target = start.as_ptr() as *mut u8;
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), target, bytes.len());
            libc::pthread_jit_write_protect_np(1);
            sys_icache_invalidate(start.as_ptr(), bytes.len());
        }
        Ok(pages)
    }
}
