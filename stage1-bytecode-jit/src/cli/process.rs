//! Runs other programs and measures them: time and peak memory of a whole process. Stage 3 includes this file too.

use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A process that has ended well. Each of the programs that include this reads one of the times.
#[allow(dead_code)]
pub(crate) struct Measured {
    /// From before it was started until it had ended.
    pub(crate) time: Duration,
    /// What the processor did for it, in the program and in the system.
    pub(crate) processor: Duration,
    /// The most memory that it ever had in RAM, in bytes.
    pub(crate) peak_bytes: u64,
    /// Its standard output.
    pub(crate) stdout: Vec<u8>,
}

/// Runs a command to its end, with standard error passed on.
///
/// Linux counts the memory of whoever starts a process towards the peak of the one that is
/// started, so a small process should do this. Ours is.
pub(crate) fn measure(mut command: Command) -> Result<Measured, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let start = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| format!("error: {name} cannot be run: {error}"))?;
    let mut stdout = Vec::new();
    if let Some(mut pipe) = child.stdout.take() {
        let read = pipe.read_to_end(&mut stdout);
        read.map_err(|error| format!("error: what {name} prints cannot be read: {error}"))?;
    }
    let (status, processor, peak_bytes) = wait(child.id())?;
    let time = start.elapsed();
    if status != 0 {
        return Err(format!("error: {name} ended with wait status {status:#x}: {command:?}"));
    }
    Ok(Measured { time, processor, peak_bytes, stdout })
}

/// Waits for a child; its wait status, processor time and peak memory.
fn wait(process: u32) -> Result<(i32, Duration, u64), String> {
    let mut status = 0;
    // SAFETY: zeroes are a valid `rusage`.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    loop {
        // SAFETY: both pointers are to variables of ours; nobody else waits for this child.
        let waited = unsafe { libc::wait4(process as i32, &mut status, 0, &mut usage) };
        if waited >= 0 {
            break;
        }
        let error = std::io::Error::last_os_error();
        if error.kind() != std::io::ErrorKind::Interrupted {
            return Err(format!("error: cannot wait for a process: {error}"));
        }
    }
    // macOS counts bytes, everyone else KiB.
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    let time = |time: libc::timeval| {
        Duration::from_secs(time.tv_sec as u64) + Duration::from_micros(time.tv_usec as u64)
    };
    let processor = time(usage.ru_utime) + time(usage.ru_stime);
    Ok((status, processor, usage.ru_maxrss as u64 * unit))
}

/// The interpreter behind a command, and its version. A command may be a script that looks for
/// the interpreter (pyenv has such), which should not be measured.
pub(crate) fn python(command: &str) -> Option<(PathBuf, String)> {
    const QUESTION: &str = "import sys; print(sys.executable); print(sys.version.split()[0])";
    let output = Command::new(command)
        .args(["-I", "-S", "-c", QUESTION])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (executable, version) = text.trim_end().split_once('\n')?;
    Some((executable.into(), version.into()))
}

/// A folder that is gone when this is dropped.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Result<Folder, String> {
        let path = std::env::temp_dir().join(format!("python-bench-{}", std::process::id()));
        let made = std::fs::create_dir_all(&path);
        made.map_err(|error| format!("error: {}: {error}", path.display()))?;
        Ok(Folder(path))
    }

    /// A program in this folder, with its bytecode, so that nobody has to compile it any more.
    pub(crate) fn program(
        &self,
        name: &str,
        source: &str,
        python: &PathBuf,
    ) -> Result<PathBuf, String> {
        let path = self.0.join(name);
        let written = std::fs::write(&path, source);
        written.map_err(|error| format!("error: {}: {error}", path.display()))?;
        let mut compile = Command::new(python);
        compile.args(["-I", "-S", "-m", "py_compile"]).arg(&path);
        measure(compile)?;
        Ok(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A number of bytes for people.
pub(crate) fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}
