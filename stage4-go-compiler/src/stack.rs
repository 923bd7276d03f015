//! A stack that is deep enough for what is nested.
//!
//! The checker and the lowering call themselves for what stands inside, and for declarations that
//! need each other: nesting is bounded and chains are long, both beyond the stack of an ordinary
//! thread. So they run on a thread with a large one, of which only what is used takes memory. Who is
//! on such a thread already goes on there: a program that does all its work on one has its memory in
//! one cache, and the checker finds there what the parser has left.
//!
//! Requires memory for the addresses of the stack. Judged by the tests of deep nesting in
//! `tests/hostile.rs`.

use std::cell::Cell;
use std::thread::Builder;

/// How much: for the deepest nesting that the parser lets through.
const STACK: usize = 512 << 20;

thread_local! {
    static IS_DEEP: Cell<bool> = const { Cell::new(false) };
}

/// Does the work on a deep stack.
pub fn deep<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    if IS_DEEP.get() {
        return work();
    }
    let run = || {
        IS_DEEP.set(true);
        work()
    };
    std::thread::scope(|scope| match Builder::new().stack_size(STACK).spawn_scoped(scope, run) {
        Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        Err(error) => panic!("no memory for the stack: {error}"),
    })
}
