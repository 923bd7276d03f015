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

/// The time that child processes which have been waited for were on a processor, for themselves and in the system. The
/// sum is exact; how it divides between the two is a guess of the system's, and a bad one for short processes.
#[cfg(unix)]
pub fn children_time() -> Duration {
    // SAFETY: the structure is made of numbers, for which zeros are a value.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: the call writes to the structure, which outlives it.
    let done = unsafe { libc::getrusage(libc::RUSAGE_CHILDREN, &mut usage) };
    assert_eq!(done, 0, "the system does not say how long children took");
    let duration = |time: libc::timeval| {
        Duration::from_secs(time.tv_sec as u64) + Duration::from_micros(time.tv_usec as u64)
    };
    duration(usage.ru_utime) + duration(usage.ru_stime)
}
