//! How long this thread has worked: the processor's time, which other programs do not count towards.
//!
//! A machine that tests is a busy one. What a clock on the wall says of a millisecond's work there
//! is a matter of luck. Stage 3 measures with it too.

use std::time::Duration;

/// The time that this thread has been on a processor.
pub fn thread_time() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the call writes to the structure, which outlives it.
    let done = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    assert_eq!(done, 0, "the system has no clock for a thread");
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
