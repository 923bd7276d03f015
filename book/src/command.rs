//! Runs a command line of the book: output of both streams in one text, exit status, time limit.
//!
//! The surroundings are pinned so that the output is the same everywhere: no colours, one locale, no terminal. Standard
//! output and standard error share one pipe, so their lines stand in the order a reader at a terminal would see.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long a command may run unless something else is said.
pub const TIME_LIMIT: Duration = Duration::from_secs(120);

/// Which streams a command's output is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Streams {
    /// Standard output and standard error, merged as they come.
    Both,
    /// Standard output; standard error goes where ours goes.
    Stdout,
}

/// What a command did.
#[derive(Debug)]
pub struct Outcome {
    /// What it printed; bytes that are not UTF-8 are replaced.
    pub output: String,
    /// Its exit status as the shell counts: 128 and the signal's number for one that was killed.
    pub status: i32,
    /// Whether the time limit ended it.
    pub timed_out: bool,
}

/// Runs `line` with `sh -c` in `folder`; `root` is what `$WORKSPACE` says.
pub fn run(
    line: &str,
    folder: &Path,
    root: &Path,
    streams: Streams,
    limit: Duration,
) -> io::Result<Outcome> {
    let (mut reader, writer) = io::pipe()?;
    let mut command = Command::new("sh");
    command.arg("-c").arg(line).current_dir(folder).process_group(0);
    for (name, _) in std::env::vars_os() {
        // What `cargo run` says about this program is no business of the programs it starts.
        let told_by_cargo = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "LC_"];
        if name
            .to_str()
            .is_some_and(|name| told_by_cargo.iter().any(|prefix| name.starts_with(prefix)))
        {
            command.env_remove(name);
        }
    }
    command.env("NO_COLOR", "1").env("CARGO_TERM_COLOR", "never").env("TERM", "dumb");
    command.env("LANG", "C.UTF-8").env("WORKSPACE", root).env_remove("CLICOLOR_FORCE");
    command.env("RUST_BACKTRACE", "0").env_remove("RUST_LOG").stdin(Stdio::null());
    if streams == Streams::Both {
        command.stderr(writer.try_clone()?);
    }
    command.stdout(writer);
    let mut child = command.spawn()?;
    // The command holds the pipe's writing end; without this one closed the reader would never see the end.
    drop(command);

    let collector = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map(|_| bytes)
    });
    let status = wait(&mut child, limit)?;
    // Processes it left in the background would keep the pipe open.
    kill_group(child.id());
    let timed_out = status.is_none();
    let status = match status {
        Some(status) => status,
        None => child.wait()?,
    };
    let bytes = collector.join().unwrap_or_else(|_| Ok(Vec::new()))?;
    Ok(Outcome {
        output: String::from_utf8_lossy(&bytes).into_owned(),
        status: status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0)),
        timed_out,
    })
}

/// The packages built so far, so that a command's time and output are its own and not the compiler's.
#[derive(Debug, Default)]
pub struct Builds {
    done: BTreeSet<Vec<String>>,
}

impl Builds {
    /// Builds what a `cargo run` in the command line needs, once.
    ///
    /// A build that fails is not reported here: the command itself then fails and prints why.
    pub fn prepare(&mut self, root: &Path, line: &str) {
        let Some(arguments) = cargo_build(line).filter(|arguments| !self.done.contains(arguments))
        else {
            return;
        };
        eprintln!("building {}", arguments.join(" "));
        let _ =
            Command::new("cargo").args(["build", "-q"]).args(&arguments).current_dir(root).status();
        self.done.insert(arguments);
    }
}

/// The build behind a `cargo run`, if the command is one.
fn cargo_build(command: &str) -> Option<Vec<String>> {
    let words: Vec<&str> = command.split_whitespace().take_while(|word| *word != "--").collect();
    let run = words.windows(2).position(|pair| pair == ["cargo", "run"])?;
    let words = &words[run + 2..];
    let package = words.iter().position(|word| ["-p", "--package"].contains(word))?;
    let mut build = vec!["-p".to_string(), words.get(package + 1)?.to_string()];
    for flag in ["--release", "-r"] {
        if words.contains(&flag) {
            build.push("--release".to_string());
        }
    }
    Some(build)
}

/// Waits until the child ends (`Some`) or the limit is reached (`None`).
fn wait(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    while start.elapsed() < limit {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
    Ok(None)
}

fn kill_group(leader: u32) {
    // `kill` says so when nobody is left; that is the usual case.
    let group = format!("-{leader}");
    let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(line: &str, limit: Duration) -> Outcome {
        let here = std::env::temp_dir();
        run(line, &here, &here, Streams::Both, limit).expect("sh starts")
    }

    #[test]
    fn both_streams_keep_their_order() {
        let outcome = sh("echo one; echo two >&2; echo three", TIME_LIMIT);
        assert_eq!((outcome.output.as_str(), outcome.status), ("one\ntwo\nthree\n", 0));
    }

    #[test]
    fn statuses_are_the_shells() {
        assert_eq!(sh("exit 7", TIME_LIMIT).status, 7);
        assert_eq!(sh("kill -SEGV $$", TIME_LIMIT).status, 128 + 11);
    }

    #[test]
    fn the_time_limit_ends_the_whole_group() {
        let start = Instant::now();
        let outcome = sh("sleep 60 & sleep 60", Duration::from_millis(200));
        assert!(outcome.timed_out);
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_process_left_behind_does_not_hold_us() {
        let start = Instant::now();
        assert_eq!(sh("sleep 60 & echo done", TIME_LIMIT).output, "done\n");
        assert!(start.elapsed() < Duration::from_secs(10));
    }
}
