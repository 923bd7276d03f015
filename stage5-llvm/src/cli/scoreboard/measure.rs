//! Running and timing: each run a process, all contestants in turn, several rounds.
//!
//! Processor time of the process and of what it starts, user and system, as the system counts it for ended children: other
//! programs on the machine disturb it much less than they disturb the clock on the wall.
#![allow(unsafe_code)] // getrusage

use std::io::{IsTerminal, Write};
use std::process::{Command, Stdio};

use super::contestant::Entrant;
use super::count::Counter;
use super::{Compiled, Kernel, Result};

/// What takes longer, in seconds, is not run again: it is far from the others, and so is its noise.
const LONG: f64 = 2.0;

/// What takes longer, in seconds, is not counted: valgrind takes six times as long, or more.
const TOO_LONG_TO_COUNT: f64 = 0.4;

/// All runs of an entrant.
#[derive(Clone, Default)]
struct Runs {
    /// The fastest and the slowest.
    seconds: Option<(f64, f64)>,
    compiled: Option<Compiled>,
    executed: Option<u64>,
    output: Option<Vec<u8>>,
    fault: Option<String>,
}

/// Runs everybody; the results in the order of the entrants.
pub(crate) fn run(entrants: Vec<Entrant>, rounds: u32, counter: Option<&Counter>) -> Vec<Result> {
    let total = entrants.len() * (rounds as usize + usize::from(counter.is_some()));
    let mut runs = vec![Runs::default(); entrants.len()];
    let mut done = 0;
    for _ in 0..rounds {
        for (entrant, runs) in entrants.iter().zip(&mut runs) {
            progress(done, total, &format!("{}, {}", entrant.program, entrant.contestant));
            done += 1;
            let is_long = runs.seconds.is_some_and(|(least, _)| least > LONG);
            if runs.fault.is_none() && !is_long {
                runs.fault = once(entrant, runs).err();
            }
        }
    }
    if let Some(counter) = counter {
        for (entrant, runs) in entrants.iter().zip(&mut runs) {
            progress(done, total, &format!("counting {}, {}", entrant.program, entrant.contestant));
            done += 1;
            let is_short = runs.seconds.is_some_and(|(least, _)| least <= TOO_LONG_TO_COUNT);
            if is_short && runs.fault.is_none() && runs.executed.is_none() {
                match count(entrant, counter) {
                    Ok(executed) => runs.executed = Some(executed),
                    Err(why) => {
                        eprintln!(
                            "{}, {}: not counted: {why}",
                            entrant.program, entrant.contestant
                        );
                    }
                }
            }
        }
    }
    progress(total, total, "");
    results(&entrants, &runs)
}

fn results(entrants: &[Entrant], runs: &[Runs]) -> Vec<Result> {
    let mut results = Vec::new();
    for (entrant, own) in entrants.iter().zip(runs) {
        let first = entrants.iter().position(|other| {
            (&other.program, other.language) == (&entrant.program, entrant.language)
        });
        let agrees = first.is_none_or(|first| runs[first].output == own.output);
        let seconds = match (&own.fault, own.seconds) {
            (Some(why), _) => Err(why.clone()),
            (None, Some(_)) if !agrees => Err("prints something else".to_string()),
            (None, seconds) => seconds.ok_or_else(|| "was not run".to_string()),
        };
        results.push(Result {
            program: entrant.program.clone(),
            language: entrant.language.to_string(),
            contestant: entrant.contestant.to_string(),
            seconds,
            compiled: own.compiled.or(entrant.compiled),
            executed: own.executed,
        });
    }
    results
}

/// One run, added to those before.
fn once(entrant: &Entrant, runs: &mut Runs) -> std::result::Result<(), String> {
    let (program, arguments) = entrant.command.split_first().ok_or("no command")?;
    let before = children();
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("{program}: {error}"))?;
    let seconds = children() - before;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("ended with {}: {}", output.status, said.trim_end()));
    }
    let mut printed = output.stdout;
    let mut took = (seconds, seconds);
    if entrant.times_itself() {
        let text = String::from_utf8_lossy(&printed).into_owned();
        let (result, line) = text.trim_end().rsplit_once('\n').ok_or("says nothing")?;
        let kernel: Kernel = serde_json::from_str(line).map_err(|error| error.to_string())?;
        took = kernel.seconds;
        runs.compiled = better(runs.compiled, kernel.compiled);
        runs.executed = kernel.executed;
        printed = result.into();
    }
    // Go's `println` writes to standard error.
    printed.extend(output.stderr);
    runs.output = Some(printed);
    let (least, most) = runs.seconds.unwrap_or(took);
    runs.seconds = Some((least.min(took.0), most.max(took.1)));
    Ok(())
}

/// What took less time to compile.
fn better(before: Option<Compiled>, now: Option<Compiled>) -> Option<Compiled> {
    let seconds = |one: &Compiled| one.seconds.unwrap_or(f64::INFINITY);
    let all = [before, now].into_iter().flatten();
    all.min_by(|a, b| seconds(a).total_cmp(&seconds(b)))
}

/// Instructions of a run. Of a kernel only those of its call: what a process with two calls has more than one
/// with one.
fn count(entrant: &Entrant, counter: &Counter) -> std::result::Result<u64, String> {
    if !entrant.times_itself() {
        return counter.count(&entrant.command);
    }
    let with = |calls: &str| {
        let more = ["--calls".to_string(), calls.to_string()];
        counter.count(&[&entrant.command[..], &more].concat())
    };
    let (one, two) = (with("1")?, with("2")?);
    two.checked_sub(one).ok_or_else(|| "two calls are fewer instructions than one".to_string())
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
