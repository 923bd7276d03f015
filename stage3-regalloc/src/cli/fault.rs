//! What is said when IR that runs as machine code does what a processor does not allow.
//!
//! The code is what the file says, and nobody has proved anything about its addresses. Where it uses
//! memory that is not there, the system sends a signal, and a handler says so and ends the process with
//! status 1. It may do little: it runs in the middle of anything, on a stack of its own, since a
//! recursion that used up the other is the commonest cause. What it cannot notice is an address that is
//! wrong and there. The Python engine needs none of this; it counts its calls. Judged by `tests/cli.rs`.
#![allow(unsafe_code)]

use std::sync::atomic::{AtomicUsize, Ordering};

/// Address space for the stack of the code; what is not used takes no memory.
const STACK_BYTES: usize = 256 << 20;

/// A fault so near to the end of the stack is a call that did not fit.
const NEAR: usize = 1 << 20;

/// The lowest address of the stack, more or less.
static STACK_END: AtomicUsize = AtomicUsize::new(0);

/// Does something on a thread with room to recurse, where faults are explained.
pub(crate) fn explained<T: Send>(
    work: impl FnOnce() -> Result<T, String> + Send,
) -> Result<T, String> {
    let on_thread = || {
        let here = 0u8;
        let end = (&raw const here as usize).saturating_sub(STACK_BYTES);
        STACK_END.store(end, Ordering::Relaxed);
        install();
        work()
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
        let thread = thread.spawn_scoped(scope, on_thread);
        let thread = thread.map_err(|error| format!("no thread to run on: {error}"))?;
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn install() {
    // SAFETY: all zeros is a valid `sigaction`: no flags, an empty mask.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = on_fault as *const () as usize;
    action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
    for signal in [libc::SIGSEGV, libc::SIGBUS, libc::SIGILL, libc::SIGFPE] {
        // SAFETY: the handler has the signature that SA_SIGINFO asks for, and only does what a
        // handler may. Rust's runtime gives each of its threads a stack for handlers.
        unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) };
    }
}

extern "C" fn on_fault(signal: libc::c_int, info: *mut libc::siginfo_t, _: *mut libc::c_void) {
    // SAFETY: the system passes a record that is valid until the handler returns.
    let address = unsafe { (*info).si_addr() } as usize;
    let text = if address.abs_diff(STACK_END.load(Ordering::Relaxed)) < NEAR {
        "too many calls within calls"
    } else {
        stage0::sandbox::signal_in_words(signal).1
    };
    for part in ["the code was stopped: ", text, "\n"] {
        // SAFETY: the bytes are there, and `write` may be called in a handler.
        unsafe { libc::write(2, part.as_ptr().cast(), part.len()) };
    }
    // SAFETY: `_exit` runs nothing else of this process.
    unsafe { libc::_exit(1) }
}
