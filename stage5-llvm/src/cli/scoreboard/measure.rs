//! Running and timing: each run a process, all contestants in turn, several rounds.
//!
//! Processor time of the process and of what it starts, user and system, as the system counts it for ended children: other
//! programs on the machine disturb it much less than they disturb the clock on the wall.
#![allow(unsafe_code)] // getrusage

use std::io::{IsTerminal, Write};
use std::process::{Command, Stdio};

use super::Result;
use super::contestant::Entrant;

/// Runs everybody; the results in the order of the entrants.
pub(crate) fn run(entrants: Vec<Entrant>, rounds: u32) -> Vec<Result> {
    let total = entrants.len() * rounds as usize;
    let mut times: Vec<std::result::Result<Vec<f64>, String>> =
        vec![Ok(Vec::new()); entrants.len()];
    let mut outputs: Vec<Option<Vec<u8>>> = vec![None; entrants.len()];
    for round in 0..rounds as usize {
        for (index, entrant) in entrants.iter().enumerate() {
            let what = format!("{}, {}", entrant.program, entrant.contestant);
            progress(round * entrants.len() + index, total, &what);
            let Ok(so_far) = &mut times[index] else { continue };
            match once(&entrant.command) {
                Ok((seconds, output)) => {
                    so_far.push(seconds);
                    outputs[index] = Some(output);
                }
                Err(why) => times[index] = Err(why),
            }
        }
    }
    progress(total, total, "");
    let mut results = Vec::new();
    for (index, entrant) in entrants.iter().enumerate() {
        let first = entrants.iter().position(|other| {
            (&other.program, other.language) == (&entrant.program, entrant.language)
        });
        let agrees = first.is_none_or(|first| outputs[first] == outputs[index]);
        let time = match &times[index] {
            Err(why) => Err(why.clone()),
            Ok(_) if !agrees => Err("prints something else".to_string()),
            Ok(seconds) => Ok((
                seconds.iter().copied().fold(f64::INFINITY, f64::min),
                seconds.iter().copied().fold(0.0, f64::max),
            )),
        };
        results.push(Result {
            program: entrant.program.clone(),
            language: entrant.language,
            contestant: entrant.contestant,
            time,
            compiled: entrant.compiled,
        });
    }
    results
}

/// One run: processor time, and what was printed.
fn once(command: &[String]) -> std::result::Result<(f64, Vec<u8>), String> {
    let (program, arguments) = command.split_first().ok_or("no command")?;
    let before = children();
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("{program}: {error}"))?;
    let seconds = children() - before;
    if !output.status.success() {
        return Err(format!("ended with {}", output.status));
    }
    // Go's `println` writes to standard error.
    let mut printed = output.stdout;
    printed.extend(output.stderr);
    Ok((seconds, printed))
}

/// Processor time of all children that have ended, in seconds.
fn children() -> f64 {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: it writes a structure of this type there, and zeros are one as well if it does not.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_CHILDREN, usage.as_mut_ptr());
        usage.assume_init()
    };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// A bar on a terminal.
pub(crate) fn progress(done: usize, total: usize, what: &str) {
    let mut stderr = std::io::stderr();
    if !stderr.is_terminal() {
        return;
    }
    let full = 30 * done / total.max(1);
    let bar = "#".repeat(full) + &".".repeat(30 - full);
    let _ = match done == total {
        true => write!(stderr, "\r{:78}\r", ""),
        false => write!(stderr, "\r[{bar}] {done:3}/{total} {what:36.36}"),
    };
    let _ = stderr.flush();
}
