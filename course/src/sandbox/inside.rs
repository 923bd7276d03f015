//! The helper's side of the sandbox: namespaces, limits, and waiting for the end. All unsafe code of the crate is here.
//!
//! The helper has one thread, so that after a `fork` everything is as it was before. Each step that the system refuses is
//! noted and left out; only that the program cannot be started at all ends it.

use super::{End, Job, Message};
use std::ffi::{CString, OsStr};
use std::fs::{self, File};
use std::io::{self, Write};
use std::mem::zeroed;
use std::os::fd::{AsRawFd, FromRawFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::ExitCode;
use std::ptr::{null, null_mut};

/// Kills a process group; nobody left in it is no fault.
pub(super) fn kill_group(leader: u32) {
    // SAFETY: `kill` takes numbers and touches no memory.
    unsafe { libc::kill(-(leader as libc::pid_t), libc::SIGKILL) };
}

/// The verb `sandbox`: runs the job and reports to the pipe that is standard input.
pub fn main(job: &str) -> ExitCode {
    let Ok(job) = serde_json::from_str::<Job>(job) else { return ExitCode::from(2) };
    // SAFETY: the numbers are those of an open descriptor; the new one belongs to `report` alone.
    let mut report = unsafe {
        let copy = libc::fcntl(0, libc::F_DUPFD_CLOEXEC, 3);
        if copy < 0 {
            return ExitCode::from(2);
        }
        File::from_raw_fd(copy)
    };
    match File::open("/dev/null") {
        // SAFETY: both descriptors are open; 0 is what the program reads from then on.
        Ok(null) => unsafe { libc::dup2(null.as_raw_fd(), 0) },
        Err(_) => return ExitCode::from(2),
    };
    let mut missing = Vec::new();
    // Opened first: it may lie in a folder that is hidden then.
    let Some(program) = Program::new(&job, &mut missing) else { return ExitCode::from(2) };
    let world = enter_namespaces(&mut missing);
    if world.mounts {
        note(&mut missing, "files outside are not protected", protect_files(&job));
    }
    // SAFETY: there is one thread, so the child is a whole copy of this process.
    match unsafe { libc::fork() } {
        -1 => ExitCode::from(2),
        0 => {
            first_process(&job, &program, missing, &mut report);
            ExitCode::SUCCESS
        }
        child => {
            let status = wait_for(child).0;
            ExitCode::from(u8::from(status != End::Exit(0)))
        }
    }
}

/// Notes what a step came to if it failed.
fn note(missing: &mut Vec<String>, what: &str, result: io::Result<()>) {
    if let Err(error) = result {
        missing.push(format!("{what}: {error}"));
    }
}

/// The result of a system call as an error.
fn checked(result: libc::c_int) -> io::Result<()> {
    if result == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

fn is_root() -> bool {
    // SAFETY: it takes nothing and cannot fail.
    unsafe { libc::geteuid() == 0 }
}

// ------------------------------------------------------------------------------------------------------- namespaces

/// What could be entered.
#[derive(Default)]
struct World {
    mounts: bool,
}

#[cfg(target_os = "linux")]
fn enter_namespaces(missing: &mut Vec<String>) -> World {
    // SAFETY: they take nothing and cannot fail.
    let (user, group) = unsafe { (libc::geteuid(), libc::getegid()) };
    if !is_root() {
        // SAFETY: it takes a number.
        let entered = checked(unsafe { libc::unshare(libc::CLONE_NEWUSER) }).and_then(|()| {
            fs::write("/proc/self/setgroups", "deny")?;
            fs::write("/proc/self/uid_map", format!("{user} {user} 1"))?;
            fs::write("/proc/self/gid_map", format!("{group} {group} 1"))
        });
        if let Err(error) = entered {
            missing.push(format!(
                "network, files and processes are not set apart (no user namespace): {error}"
            ));
            return World::default();
        }
    }
    // SAFETY: it takes a number, here and below.
    let unshare = |flag| checked(unsafe { libc::unshare(flag) });
    note(missing, "the network is not cut off", unshare(libc::CLONE_NEWNET));
    note(missing, "messages between processes are not cut off", unshare(libc::CLONE_NEWIPC));
    note(missing, "processes are not set apart", unshare(libc::CLONE_NEWPID));
    let mounts = unshare(libc::CLONE_NEWNS);
    let world = World { mounts: mounts.is_ok() };
    note(missing, "files outside are not protected", mounts);
    world
}

#[cfg(not(target_os = "linux"))]
fn enter_namespaces(missing: &mut Vec<String>) -> World {
    missing.push("network, files and processes are not set apart (Linux only)".into());
    World::default()
}

/// Everything read-only but the scratch folder; the hidden folders empty.
#[cfg(target_os = "linux")]
fn protect_files(job: &Job) -> io::Result<()> {
    let mount = |from: &Path, to: &Path, kind: &str, flags: libc::c_ulong| -> io::Result<()> {
        let (from, to) = (path(from)?, path(to)?);
        let kind = CString::new(kind)?;
        // SAFETY: three strings that end in zero and live until the call returns; no data.
        checked(unsafe { libc::mount(from.as_ptr(), to.as_ptr(), kind.as_ptr(), flags, null()) })
    };
    let root = Path::new("/");
    mount(root, root, "", libc::MS_REC | libc::MS_PRIVATE)?;
    mount(&job.scratch, &job.scratch, "", libc::MS_BIND)?;
    set_read_only(root, true)?;
    set_read_only(&job.scratch, false)?;
    for hidden in &job.hidden {
        mount(Path::new("none"), hidden, "tmpfs", libc::MS_RDONLY)?;
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn protect_files(_: &Job) -> io::Result<()> {
    Ok(())
}

/// `mount_setattr` for a mount and, when it is made read-only, for all below it.
#[cfg(target_os = "linux")]
fn set_read_only(at: &Path, read_only: bool) -> io::Result<()> {
    /// `struct mount_attr` of `linux/mount.h`.
    #[repr(C)]
    struct Attributes {
        set: u64,
        clear: u64,
        propagation: u64,
        userns: u64,
    }
    const READ_ONLY: u64 = 1;
    let (set, clear) = if read_only { (READ_ONLY, 0) } else { (0, READ_ONLY) };
    let attributes = Attributes { set, clear, propagation: 0, userns: 0 };
    let recursive = if read_only { libc::AT_RECURSIVE } else { 0 };
    let at = path(at)?;
    // SAFETY: a string that ends in zero, and a structure of the size that is named; both outlive the call.
    let result = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            libc::AT_FDCWD,
            at.as_ptr(),
            recursive,
            &raw const attributes,
            size_of::<Attributes>(),
        )
    };
    checked(result as libc::c_int)
}

#[cfg(target_os = "linux")]
fn path(path: &Path) -> io::Result<CString> {
    Ok(CString::new(path.as_os_str().as_bytes())?)
}

// ------------------------------------------------------------------------------------------------------ the program

/// Everything that is needed to start it, made ready before.
struct Program {
    file: File,
    arguments: Vec<CString>,
    environment: Vec<CString>,
    user: Option<u32>,
}

impl Program {
    fn new(job: &Job, missing: &mut Vec<String>) -> Option<Program> {
        let text = |text: &OsStr| CString::new(text.as_bytes()).ok();
        let mut arguments = vec![text(job.program.as_os_str())?];
        for argument in &job.arguments {
            arguments.push(text(OsStr::new(argument))?);
        }
        let mut environment = Vec::new();
        let mut set = |name: &str, value: &OsStr| {
            let mut pair = name.as_bytes().to_vec();
            pair.push(b'=');
            pair.extend(value.as_bytes());
            environment.push(CString::new(pair).ok()?);
            Some(())
        };
        for name in ["PATH", "LANG", "LD_LIBRARY_PATH"] {
            if let Some(value) = std::env::var_os(name) {
                set(name, &value)?;
            }
        }
        set("HOME", job.scratch.as_os_str())?;
        set("TMPDIR", job.scratch.as_os_str())?;
        set("RUST_BACKTRACE", OsStr::new("0"))?;
        for (name, value) in &job.environment {
            set(name, OsStr::new(value))?;
        }
        let file = File::open(&job.program).ok()?;
        std::env::set_current_dir(&job.folder).ok()?;
        let user = other_user(job, missing);
        Some(Program { file, arguments, environment, user })
    }
}

/// For root, whom the kernel allows any number of processes: a user that nobody else is.
fn other_user(job: &Job, missing: &mut Vec<String>) -> Option<u32> {
    if !is_root() {
        return None;
    }
    let is_open = |folder: &Path| {
        fs::metadata(folder).is_ok_and(|metadata| metadata.permissions().mode() & 1 != 0)
    };
    if !job.program.ancestors().chain(job.folder.ancestors()).all(is_open) {
        missing.push(
            "the number of processes is not limited (run by root, from a folder that only root may enter)"
                .into(),
        );
        return None;
    }
    let user = 60_000 + std::process::id() % 5_000;
    note(
        missing,
        "the scratch folder",
        std::os::unix::fs::chown(&job.scratch, Some(user), Some(user)),
    );
    Some(user)
}

/// The first process of its world: starts the program, waits for it, reports. When it ends, all others in it do.
fn first_process(job: &Job, program: &Program, missing: Vec<String>, report: &mut File) {
    #[cfg(target_os = "linux")]
    // SAFETY: they take numbers. The first ends this process with the helper, the second gives it the orphans.
    unsafe {
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
        libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1);
    }
    // SAFETY: there is one thread, so the child is a whole copy of this process.
    let child = unsafe { libc::fork() };
    if child == 0 {
        start(job, program);
    }
    let (end, cpu_seconds) = if child > 0 { wait_for(child) } else { (End::NotStarted, 0.0) };
    let over = cpu_seconds >= job.limits.cpu_seconds as f64 * 0.98;
    let end = match end {
        End::Signal(libc::SIGXCPU) => End::OutOfTime,
        End::Signal(libc::SIGKILL) if over => End::OutOfTime,
        End::Exit(CANNOT_START) => End::NotStarted,
        end => end,
    };
    let message = Message { end, cpu_seconds, missing };
    let _ = report.write_all(serde_json::to_string(&message).unwrap_or_default().as_bytes());
    end_orphans();
}

/// Ends what the program left behind, where the end of this process does not.
fn end_orphans() {
    for _ in 0..1000 {
        let children = format!("/proc/self/task/{}/children", std::process::id());
        let children = fs::read_to_string(children).unwrap_or_default();
        let children: Vec<libc::pid_t> =
            children.split_whitespace().filter_map(|pid| pid.parse().ok()).collect();
        if children.is_empty() {
            return;
        }
        for child in children {
            // SAFETY: they take numbers; the child is ours, so its number is nobody else's.
            unsafe {
                libc::kill(child, libc::SIGKILL);
                libc::waitpid(child, null_mut(), 0);
            }
        }
    }
}

/// What the process exits with that could not become the program.
const CANNOT_START: i32 = 127;

/// Becomes the program.
fn start(job: &Job, program: &Program) -> ! {
    let limits = &job.limits;
    let set = |resource, soft: u64, hard: u64| {
        let limit = libc::rlimit { rlim_cur: soft, rlim_max: hard };
        // SAFETY: a structure that outlives the call.
        unsafe { libc::setrlimit(resource, &raw const limit) };
    };
    set(libc::RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1);
    set(libc::RLIMIT_AS, limits.memory, limits.memory);
    set(libc::RLIMIT_FSIZE, limits.file_size, limits.file_size);
    set(libc::RLIMIT_CORE, 0, 0);
    set(libc::RLIMIT_NOFILE, 256, 256);
    set(libc::RLIMIT_NPROC, limits.processes, limits.processes);
    let pointers = |words: &[CString]| -> Vec<*const libc::c_char> {
        words.iter().map(|word| word.as_ptr()).chain([null()]).collect()
    };
    let (arguments, environment) = (pointers(&program.arguments), pointers(&program.environment));
    // SAFETY: numbers, but for `fexecve`, which gets two lists that end in null, of strings that end in zero. If it
    // returns, the process ends at once, without running what the parent has registered for its own end.
    unsafe {
        if let Some(user) = program.user {
            let dropped = libc::setgroups(0, null()) == 0
                && libc::setgid(user) == 0
                && libc::setuid(user) == 0;
            if !dropped {
                libc::_exit(CANNOT_START);
            }
        }
        #[cfg(target_os = "linux")]
        {
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        }
        #[cfg(target_os = "linux")]
        libc::fexecve(program.file.as_raw_fd(), arguments.as_ptr(), environment.as_ptr());
        #[cfg(not(target_os = "linux"))]
        libc::execve(arguments[0], arguments.as_ptr(), environment.as_ptr());
        libc::_exit(CANNOT_START)
    }
}

/// Waits for a child: how it ended, and the processor time of it and of its children.
fn wait_for(child: libc::pid_t) -> (End, f64) {
    let mut status = 0;
    // SAFETY: zero is a value of this structure; `wait4` fills in both, which outlive the call.
    let (waited, usage) = unsafe {
        let mut usage: libc::rusage = zeroed();
        let waited = loop {
            let waited = libc::wait4(child, &raw mut status, 0, &raw mut usage);
            if waited != -1 || io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
                break waited;
            }
        };
        (waited, usage)
    };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    let cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    let end = if waited != child {
        End::NotStarted
    } else if libc::WIFSIGNALED(status) {
        End::Signal(libc::WTERMSIG(status))
    } else {
        End::Exit(libc::WEXITSTATUS(status))
    };
    (end, cpu_seconds)
}
