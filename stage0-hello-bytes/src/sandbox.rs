//! Runs machine code in a child process, which may crash, and says what became of it.
//!
//! Code that Rust has not checked can do anything to the process it runs in:
//! read address 0, overwrite our variables, never come back. So doubtful code
//! runs in a copy of this process. `fork` makes the copy, with the code's pages
//! in it; the child calls the code and writes the result to a pipe; the parent
//! waits, and reads the result or the reason why there is none:
//!
//! ```text
//!   parent  ── fork ──► wait, with a time limit ──────────► Outcome
//!                │          ▲ result (8 bytes)   ▲ exit status or signal
//!                └► child ──┴─ call the code ────┘
//! ```
//!
//! The child is protected *from nothing*: it may read files, fill the disk or
//! start programs, as this process may. What it cannot do is take this process
//! along. Signal handlers that Rust's runtime has installed are removed in the
//! child, so that a fault is simply a fault.
//!
//! Leaves out: memory limits, and everything a real sandbox needs (`seccomp`,
//! namespaces). Judged by `tests/sandbox.rs`.

use crate::executable_memory::ExecutableMemory;
use crate::function::{FunctionPointer, six};
use std::fmt;
use std::io;
use std::time::{Duration, Instant};

/// What became of code that ran in a child process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It returned this value.
    Returned(i64),
    /// It ended the process itself, with this status.
    Exited(i32),
    /// The process was ended by this signal.
    Signal(i32),
    /// It took longer than allowed.
    TimedOut(Duration),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Returned(value) => write!(f, "returned {value}"),
            Outcome::Exited(status) => write!(f, "ended its process with status {status}"),
            Outcome::Signal(number) => {
                let (name, words) = signal_in_words(*number);
                write!(f, "was stopped by signal {number}, {name}: {words}")
            }
            Outcome::TimedOut(limit) => {
                write!(f, "was still running after {} s, and was stopped", limit.as_secs_f64())
            }
        }
    }
}

/// A signal's name, and what it means when machine code receives it.
pub fn signal_in_words(number: i32) -> (&'static str, &'static str) {
    match number {
        libc::SIGSEGV => (
            "SIGSEGV",
            "it used memory that is not there, or not for that purpose \
             (read, write or execute)",
        ),
        libc::SIGBUS => ("SIGBUS", "it used memory that the hardware could not give it"),
        libc::SIGILL => ("SIGILL", "the processor met bytes that are no instruction"),
        libc::SIGTRAP => ("SIGTRAP", "it ran into a breakpoint instruction"),
        libc::SIGFPE => ("SIGFPE", "it divided by zero, or the quotient did not fit"),
        libc::SIGABRT => ("SIGABRT", "it gave up by itself"),
        libc::SIGSYS => ("SIGSYS", "it made a system call that is not allowed"),
        libc::SIGKILL => ("SIGKILL", "somebody stopped it"),
        libc::SIGXFSZ => ("SIGXFSZ", "it wrote a file larger than allowed"),
        _ => ("unusual here", "see `man 7 signal`"),
    }
}

/// How long the code may take, and where its output goes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// After this time the child is killed.
    pub time: Duration,
    /// Whether to collect what it writes to standard output (at most 64 KiB)
    /// instead of letting it through.
    pub capture: bool,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { time: Duration::from_secs(10), capture: false }
    }
}

/// The outcome and the collected output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What became of the code.
    pub outcome: Outcome,
    /// What it wrote to standard output, if that was to be collected.
    pub output: Vec<u8>,
}

/// Calls the code at byte `offset` of `memory` in a child process, with up to
/// six integer arguments (absent ones are 0).
///
/// # Errors
/// What the operating system says when it cannot make a process or a pipe.
///
/// # Panics
/// If `offset` is not inside the code.
pub fn call(
    memory: &ExecutableMemory,
    offset: usize,
    arguments: &[i64],
    limits: Limits,
) -> io::Result<Report> {
    let (entry, arguments) = (memory.entry(offset), six(arguments));
    // SAFETY: the address is inside pages that live until the child ends.
    in_child(limits, || unsafe { jump(entry, arguments) })
}

/// Calls `bytes` in a child process *without* making their page executable.
///
/// # Errors
/// As [`call`]; `InvalidInput` if there are no bytes.
pub fn call_without_flip(bytes: &[u8], limits: Limits) -> io::Result<Report> {
    let mut page = memmap2::MmapMut::map_anon(bytes.len())?;
    page[..bytes.len()].copy_from_slice(bytes);
    // SAFETY: the address is inside a page that lives until the child ends.
    in_child(limits, || unsafe { jump(page.as_ptr(), [0; 6]) })
}

/// Writes a zero over the first byte of `memory` in a child process, then
/// calls it.
///
/// # Errors
/// As [`call`].
pub fn write_then_call(memory: &ExecutableMemory, limits: Limits) -> io::Result<Report> {
    let entry = memory.entry(0);
    in_child(limits, || {
        // SAFETY: the address is mapped. If the page were writable, which it
        // must not be, only this child's copy would change.
        unsafe { entry.cast_mut().write_volatile(0) };
        // SAFETY: as in `call`.
        unsafe { jump(entry, [0; 6]) }
    })
}

/// Calls whatever stands at `entry`.
///
/// # Safety
/// `entry` is mapped, and this process is a child made for the purpose: the
/// code there may be anything.
unsafe fn jump(entry: *const u8, [a, b, c, d, e, f]: [i64; 6]) -> i64 {
    type Six = extern "C" fn(i64, i64, i64, i64, i64, i64) -> i64;
    // SAFETY: the process exists to take the risk that these bytes are not such
    // a function; the worst they can do is to end it.
    let function = unsafe { <Six as FunctionPointer>::from_entry(entry) };
    function(a, b, c, d, e, f)
}

/// Runs `work` in a copy of this process.
///
/// `work` runs after `fork` in what may be one thread of many, so it must not
/// allocate, lock or print; the callers here only compute and jump.
fn in_child(limits: Limits, work: impl FnOnce() -> i64) -> io::Result<Report> {
    let (result_reader, result_writer) = pipe()?;
    let (output_reader, output_writer) = pipe()?;
    // SAFETY: the child only makes system calls and runs `work`, see above.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => {
            if limits.capture {
                // SAFETY: both are open descriptors.
                unsafe { libc::dup2(output_writer.0, 1) };
            }
            prepare_child();
            let result = work().to_ne_bytes();
            // SAFETY: the buffer is eight bytes long; `_exit` ends the child
            // without running anything of the parent's.
            unsafe {
                libc::write(result_writer.0, result.as_ptr().cast(), result.len());
                libc::_exit(0)
            }
        }
        child => {
            drop((result_writer, output_writer));
            wait(child, limits.time, &result_reader, &output_reader)
        }
    }
}

/// Faults have their default effect, and leave no core file.
fn prepare_child() {
    let no_core = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: plain system calls with valid arguments.
    unsafe {
        for signal in [libc::SIGSEGV, libc::SIGBUS, libc::SIGILL, libc::SIGTRAP, libc::SIGFPE] {
            libc::signal(signal, libc::SIG_DFL);
        }
        libc::setrlimit(libc::RLIMIT_CORE, &no_core);
        #[cfg(target_os = "linux")]
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
    }
}

/// Waits for `child`, collecting its output, and kills it after `limit`.
fn wait(
    child: libc::pid_t,
    limit: Duration,
    result: &Descriptor,
    output: &Descriptor,
) -> io::Result<Report> {
    let begin = Instant::now();
    let (mut collected, mut timed_out) = (Vec::new(), false);
    let mut pause = Duration::from_micros(50);
    let status = loop {
        output.read_available(&mut collected);
        let mut status = 0;
        // SAFETY: `child` is our child and not waited for yet.
        match unsafe { libc::waitpid(child, &mut status, libc::WNOHANG) } {
            0 => {}
            -1 => return Err(io::Error::last_os_error()),
            _ => break status,
        }
        if begin.elapsed() >= limit && !timed_out {
            // SAFETY: `child` is our child, so the number is nobody else's.
            unsafe { libc::kill(child, libc::SIGKILL) };
            timed_out = true;
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(5));
    };
    output.read_available(&mut collected);
    let mut value = Vec::new();
    result.read_available(&mut value);
    let outcome = match (timed_out, <[u8; 8]>::try_from(value)) {
        (true, _) => Outcome::TimedOut(limit),
        (false, _) if libc::WIFSIGNALED(status) => Outcome::Signal(libc::WTERMSIG(status)),
        (false, Ok(value)) => Outcome::Returned(i64::from_ne_bytes(value)),
        (false, Err(_)) => Outcome::Exited(libc::WEXITSTATUS(status)),
    };
    Ok(Report { outcome, output: collected })
}

/// An open file descriptor, closed when dropped.
struct Descriptor(libc::c_int);

impl Drop for Descriptor {
    fn drop(&mut self) {
        // SAFETY: the descriptor is ours.
        unsafe { libc::close(self.0) };
    }
}

impl Descriptor {
    /// Appends what can be read without waiting, up to 64 KiB in all; the rest
    /// is thrown away.
    fn read_available(&self, into: &mut Vec<u8>) {
        let mut buffer = [0u8; 4096];
        for _ in 0..64 {
            // SAFETY: the buffer has room for that many bytes.
            let count = unsafe { libc::read(self.0, buffer.as_mut_ptr().cast(), buffer.len()) };
            if count <= 0 {
                return;
            }
            let room = (64 << 10) - into.len();
            into.extend(&buffer[..room.min(count as usize)]);
        }
    }
}

/// A pipe: (to read from without waiting, to write to).
fn pipe() -> io::Result<(Descriptor, Descriptor)> {
    let mut ends = [0; 2];
    // SAFETY: there is room for two descriptors.
    if unsafe { libc::pipe(ends.as_mut_ptr()) } == -1 {
        return Err(io::Error::last_os_error());
    }
    let [reader, writer] = ends.map(Descriptor);
    // SAFETY: plain system calls on a descriptor of ours.
    unsafe {
        let flags = libc::fcntl(reader.0, libc::F_GETFL);
        libc::fcntl(reader.0, libc::F_SETFL, flags | libc::O_NONBLOCK);
    }
    Ok((reader, writer))
}
