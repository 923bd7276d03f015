//! Ctrl-C, and memory that runs out: what happens outside of the program becomes an exception.
//!
//! A signal handler may do next to nothing, so it clears one word. Whatever runs Python looks at the
//! word where a program passes again and again, at back edges and calls, and raises the exception
//! there. The word is 1 while all is quiet: compiled code checks it like any other condition that
//! must hold.
//!
//! The heap clears the word too, when it has grown beyond its limit ([`crate::heap::Heap::set_limit`]). An
//! allocation deep inside of a helper could not raise anything; the program does at the next such place, if a
//! collection does not help.
//!
//! Left out: interrupting what waits inside the system, `input` for example, before it is done; and more
//! than one interpreter at a time, of which any may see the signal.
#![allow(unsafe_code)] // installs a signal handler

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::class::Class;
use crate::error::{Unwind, raise};
use crate::heap::Heap;

static QUIET: AtomicU64 = AtomicU64::new(1);
static HAS_SIGNAL: AtomicBool = AtomicBool::new(false);
static IS_FULL: AtomicBool = AtomicBool::new(false);

/// From now on SIGINT asks for a KeyboardInterrupt instead of ending the process.
pub fn install() {
    extern "C" fn handler(_: libc::c_int) {
        request();
    }
    let handler = handler as extern "C" fn(libc::c_int);
    // SAFETY: the handler writes two atomic words, which is allowed at any time.
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
    HAS_SIGNAL.store(true, Ordering::Relaxed);
    QUIET.store(0, Ordering::Relaxed);
}

/// Asks for a MemoryError, unless a collection makes room.
#[cold]
pub fn request_memory_error() {
    IS_FULL.store(true, Ordering::Relaxed);
    QUIET.store(0, Ordering::Relaxed);
}

/// Was an exception asked for?
#[inline(always)]
pub fn is_requested() -> bool {
    QUIET.load(Ordering::Relaxed) == 0
}

/// The exception, if it was asked for; once.
#[cold]
pub fn take(heap: &mut Heap) -> Option<Unwind> {
    QUIET.store(1, Ordering::Relaxed);
    if HAS_SIGNAL.swap(false, Ordering::Relaxed) {
        if IS_FULL.load(Ordering::Relaxed) {
            QUIET.store(0, Ordering::Relaxed);
        }
        return Some(raise(Class::KeyboardInterrupt, ""));
    }
    let is_full = IS_FULL.swap(false, Ordering::Relaxed) && {
        heap.collect(&|_| ());
        !heap.has_room(0)
    };
    is_full.then(|| raise(Class::MemoryError, ""))
}

/// The word: 1, or 0 when an exception was asked for.
pub fn word() -> *const u64 {
    QUIET.as_ptr()
}
