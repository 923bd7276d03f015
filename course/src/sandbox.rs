//! Runs a program that may do anything, so that it can do little: time, memory, files, processes, network.
//!
//! ```text
//!   course ──► course sandbox ──► first process of its own world ──► the program
//!      │  ▲        namespaces: processes, network, mounts             limits, another user
//!      │  └── report: how it ended, what was in force ────┘
//!      └── kills the second when the time is over, and with it everything to the right
//! ```
//!
//! The program is a learner's machine code as often as not, so that it crashes is the least one has to expect. What
//! holds it, in the order of their strength:
//!
//! * **namespaces** (Linux): without a network; the whole file system read-only but for one scratch folder, and with
//!   chosen folders hidden; a world of processes of its own, which ends with its first process, so that nothing can stay
//!   behind, whatever it forked;
//! * **resource limits**: processor time, address space, size of files, number of processes, no core files;
//! * **the clock** of the parent, and bounded memory for what the program prints.
//!
//! Some systems forbid some of these (a container without user namespaces, for one). Then the rest holds, and the report
//! says what does not: [`Report::missing`]. How a program ended is reported over a pipe that the program never has.
//! That limits and namespaces are what they seem is tried out in `tests/sandbox.rs`.
//!
//! It does not guard against faults of the kernel. Who grades strangers' work does it on a machine made for that.

use serde::{Deserialize, Serialize};
use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

mod inside;

pub use inside::main;

/// What a program may use.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Limits {
    /// Seconds of processor time.
    pub cpu_seconds: u64,
    /// Seconds by the clock.
    pub wall_seconds: u64,
    /// Bytes of address space.
    pub memory: u64,
    /// Bytes in a file.
    pub file_size: u64,
    /// Processes and threads at one time.
    pub processes: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            cpu_seconds: 20,
            wall_seconds: 60,
            memory: 2 << 30,
            file_size: 64 << 20,
            processes: 64,
        }
    }
}

/// A program to run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Job {
    /// The program; no search on the PATH.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Variables set in addition to a few harmless ones of ours.
    pub environment: Vec<(String, String)>,
    /// Where it runs.
    pub folder: PathBuf,
    /// The only folder it may write to; `TMPDIR` names it.
    pub scratch: PathBuf,
    /// Folders it must not see.
    pub hidden: Vec<PathBuf>,
    /// What it may use.
    pub limits: Limits,
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// With this status.
    Exit(i32),
    /// Killed by this signal.
    Signal(i32),
    /// Its processor time or its time by the clock was over.
    OutOfTime,
    /// It could not be started.
    NotStarted,
}

/// What came of a run.
#[derive(Clone, Debug)]
pub struct Report {
    /// How it ended.
    pub end: End,
    /// The beginning of what it printed.
    pub output: String,
    /// The beginning of what it printed on standard error.
    pub errors: String,
    /// Processor time of it and its children, in seconds.
    pub cpu_seconds: f64,
    /// What should have held it and could not, with the reason.
    pub missing: Vec<String>,
}

/// What the process inside tells the one outside.
#[derive(Debug, Serialize, Deserialize)]
struct Message {
    end: End,
    cpu_seconds: f64,
    missing: Vec<String>,
}

/// Kills a process group that we started.
pub fn kill(leader: u32) {
    inside::kill_group(leader);
}

/// How much of what a program prints is kept.
const KEPT: usize = 4 << 20;

/// Runs a program; `helper` is the program `course` itself.
///
/// # Errors
/// When the helper cannot be started. That the program cannot be is [`End::NotStarted`].
pub fn run(helper: &Path, job: &Job) -> io::Result<Report> {
    let (report, report_end) = io::pipe()?;
    let words = serde_json::to_string(job).map_err(io::Error::other)?;
    let mut command = Command::new(helper);
    command.args(["sandbox", &words]).env_clear().process_group(0);
    for name in ["PATH", "HOME", "LANG", "LD_LIBRARY_PATH"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    // The helper has the report's pipe as its standard input: no other way to hand it over needs unsafe code.
    command.stdin(report_end).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    drop(command);
    let output = Kept::new(child.stdout.take());
    let errors = Kept::new(child.stderr.take());
    let message = Kept::new(Some(report));

    let deadline = Instant::now() + Duration::from_secs(job.limits.wall_seconds);
    let mut pause = Duration::from_micros(500);
    let ended = loop {
        if child.try_wait()?.is_some() {
            break true;
        }
        if Instant::now() >= deadline {
            break false;
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    };
    inside::kill_group(child.id());
    child.wait()?;
    let message = message.taken();
    let message = serde_json::from_str::<Message>(&message).ok();
    let (output, errors) = (output.taken(), errors.taken());
    let (end, cpu_seconds, missing) = match message {
        Some(message) if ended => (message.end, message.cpu_seconds, message.missing),
        _ if !ended => (End::OutOfTime, job.limits.wall_seconds as f64, Vec::new()),
        _ => (End::NotStarted, 0.0, Vec::new()),
    };
    Ok(Report { end, output, errors, cpu_seconds, missing })
}

/// The beginning of what comes out of a stream, read by a thread of its own to the stream's end.
struct Kept {
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

impl Kept {
    fn new(stream: Option<impl Read + Send + 'static>) -> Kept {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&bytes);
        let reader = std::thread::spawn(move || {
            let mut part = [0; 8192];
            let Some(mut stream) = stream else { return };
            // What is over is read as well: a program that prints must not wait for us.
            while let Ok(count @ 1..) = stream.read(&mut part) {
                let mut bytes = shared.lock().unwrap_or_else(PoisonError::into_inner);
                let room = KEPT - bytes.len().min(KEPT);
                bytes.extend_from_slice(&part[..count.min(room)]);
            }
        });
        Kept { bytes, reader }
    }

    /// The text, when the stream has ended; a process that got away and holds it open gets no more than two seconds.
    fn taken(self) -> String {
        let deadline = Instant::now() + Duration::from_secs(2);
        while !self.reader.is_finished() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_micros(200));
        }
        let bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl End {
    /// In words, for a learner.
    pub fn words(self) -> String {
        match self {
            End::Exit(0) => "it ended well".into(),
            End::Exit(status) => format!("it ended with status {status}"),
            End::OutOfTime => "it did not end in time".into(),
            End::NotStarted => "it could not be started".into(),
            End::Signal(signal) => match signal {
                libc::SIGSEGV => "it read, wrote or jumped where nothing is (SIGSEGV)".into(),
                libc::SIGILL => "it executed bytes that are no instruction (SIGILL)".into(),
                libc::SIGBUS => "it used an address that cannot be (SIGBUS)".into(),
                libc::SIGFPE => "it divided by zero, or the smallest number by -1 (SIGFPE)".into(),
                libc::SIGTRAP => "it ran into a trap instruction (SIGTRAP)".into(),
                libc::SIGABRT => "it gave up: an abort, or no memory left (SIGABRT)".into(),
                libc::SIGKILL => "it was killed (SIGKILL)".into(),
                signal => format!("it was ended by signal {signal}"),
            },
        }
    }
}
