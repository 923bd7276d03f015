//! The registers that a call preserves, as words that the collector can look at.
//!
//! Whatever a caller holds when it calls the collector is on its stack or in one of these. The stack is
//! scanned where it is; registers have no address, so they are stored first. Judged by the stress mode.
#![allow(unsafe_code)] // reads registers

/// The registers that a call preserves, so that a pointer living only there is seen.
#[inline(always)]
pub(super) fn callee_saved_registers() -> [u64; 12] {
    let mut registers = [0u64; 12];
    // SAFETY: stores registers to an array of our own.
    unsafe {
        #[cfg(target_arch = "x86_64")]
        std::arch::asm!(
            "mov [{p}], rbx", "mov [{p} + 8], rbp", "mov [{p} + 16], r12",
            "mov [{p} + 24], r13", "mov [{p} + 32], r14", "mov [{p} + 40], r15",
            p = in(reg) registers.as_mut_ptr(), options(nostack, preserves_flags));
        #[cfg(target_arch = "aarch64")]
        std::arch::asm!(
            "stp x19, x20, [{p}]", "stp x21, x22, [{p}, 16]", "stp x23, x24, [{p}, 32]",
            "stp x25, x26, [{p}, 48]", "stp x27, x28, [{p}, 64]", "str x29, [{p}, 80]",
            p = in(reg) registers.as_mut_ptr(), options(nostack, preserves_flags));
    }
    registers
}
