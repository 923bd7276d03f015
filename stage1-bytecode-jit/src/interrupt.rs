//! Ctrl-C: a signal becomes a KeyboardInterrupt.
//!
//! A signal handler may do next to nothing, so it clears one word. Whatever runs Python looks at the
//! word where a program passes again and again, at back edges and calls, and raises the exception
//! there. The word is 1 while all is quiet: compiled code checks it like any other condition that
//! must hold.
//!
//! Left out: interrupting what waits inside the system, `input` for example, before it is done; and more
//! than one interpreter at a time, of which any may see the signal.
#![allow(unsafe_code)] // installs a signal handler

use std::sync::atomic::{AtomicU64, Ordering};

use crate::class::Class;
use crate::error::{Unwind, raise};

static QUIET: AtomicU64 = AtomicU64::new(1);

/// From now on SIGINT asks for a KeyboardInterrupt instead of ending the process.
pub fn install() {
    extern "C" fn handler(_: libc::c_int) {
        request();
    }
    let handler = handler as extern "C" fn(libc::c_int);
    // SAFETY: the handler writes one atomic word, which is allowed at any time.
    unsafe { libc::signal(libc::SIGINT, handler as libc::sighandler_t) };
}

/// Ends the process by SIGINT, as CPython does when nobody has caught a KeyboardInterrupt: so a shell
/// sees what happened. Returns only if the system does not do it.
pub fn die() {
    // SAFETY: restores the default action and sends the signal to ourselves.
    unsafe {
        libc::signal(libc::SIGINT, libc::SIG_DFL);
        libc::kill(libc::getpid(), libc::SIGINT);
    }
}

/// Asks for a KeyboardInterrupt.
pub fn request() {
    QUIET.store(0, Ordering::Relaxed);
}

/// Was one asked for?
#[inline(always)]
pub fn is_requested() -> bool {
    QUIET.load(Ordering::Relaxed) == 0
}

/// The exception, if it was asked for; once.
#[cold]
pub fn take() -> Option<Unwind> {
    let was_quiet = QUIET.swap(1, Ordering::Relaxed);
    (was_quiet == 0).then(|| raise(Class::KeyboardInterrupt, ""))
}

/// The word: 1, or 0 when a KeyboardInterrupt was asked for.
pub fn word() -> *const u64 {
    QUIET.as_ptr()
}
