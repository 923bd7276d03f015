//! `bench --growth`: does memory grow in a program that allocates and lets go for a long time?

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::cli::process::{self, Folder};

/// Lists, dicts, cycles of both, closures that hold themselves, strings that grow; in each round
/// all of the last round is garbage.
const PROGRAM: &str = "\
import sys
import time


def cycle(n):
    first = []
    last = first
    for i in range(n):
        last = [last, {'number': i, 'first': first}]
    first.append(last)
    return first


def closures(n):
    def call(i):
        return call if i == 0 else made[i - 1]

    made = []
    for i in range(n):
        made.append(lambda x, i=i: made[i] if x else call(i))
    return made


def strings(n):
    text = ''
    parts = []
    for i in range(n):
        text += str(i)
        parts.append(text[-20:])
    return ','.join(parts)


def tables(n):
    table = {}
    for i in range(n):
        table[i, str(i)] = [i, float(i), 1 << i % 200]
        if i % 3 == 0:
            del table[i, str(i)]
    return table


def main():
    end = time.perf_counter() + float(sys.argv[1])
    rounds = 0
    while time.perf_counter() < end:
        kept = [cycle(200), closures(100), strings(500), tables(300), {i for i in range(300)}]
        rounds += len(kept) > 0
    print(rounds)


main()
";

/// More than this is growth, and not chance.
const TOLERANCE: f64 = 1.10;

/// Runs the program for so long and reports its peak memory, early on and at the end.
pub(crate) fn watch(seconds: u64, python: &Path, json: bool) -> Result<String, String> {
    let folder = Folder::new()?;
    let file = folder.program("growth.py", PROGRAM, &python.to_path_buf())?;
    let executable = std::env::current_exe().map_err(|error| format!("error: {error}"))?;
    let mut child = Command::new(executable)
        .arg("run")
        .arg(&file)
        .arg(seconds.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .map_err(|error| format!("error: {error}"))?;
    let start = Instant::now();
    // A tenth of the time is enough for the first collections and the first large table.
    let early = Duration::from_millis(seconds * 100).max(Duration::from_millis(500));
    let (mut at_start, mut at_end, mut shown) = (None, None, 0);
    let status = loop {
        if let Some(status) = child.try_wait().map_err(|error| format!("error: {error}"))? {
            break status;
        }
        if let Some(peak) = peak_bytes(child.id()) {
            at_end = Some(peak);
            let elapsed = start.elapsed();
            if elapsed >= early && at_start.is_none() {
                at_start = Some(peak);
            }
            if elapsed.as_secs() >= shown + 10 {
                shown = elapsed.as_secs();
                eprintln!("{shown:>4} s of {seconds}: {}", process::mebibytes(peak));
            }
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    if !status.success() {
        return Err(format!("error: the program ended with {status}"));
    }
    let (Some(at_start), Some(at_end)) = (at_start, at_end) else {
        return Err("error: it ended too soon, or this system does not tell its memory".into());
    };
    let growth = at_end as f64 / at_start as f64;
    let mut text = String::new();
    if json {
        let _ = writeln!(
            text,
            "{{\"seconds\":{seconds},\"peak_bytes_at_start\":{at_start},\
             \"peak_bytes_at_end\":{at_end},\"grew\":{}}}",
            growth > TOLERANCE
        );
    } else {
        let _ = writeln!(
            text,
            "peak memory of {seconds} s of lists, dicts, cycles, closures and strings:\n  \
             after a tenth {}\n  at the end    {}",
            process::mebibytes(at_start),
            process::mebibytes(at_end)
        );
    }
    match growth > TOLERANCE {
        true => Err(format!("{text}error: memory grows: by {:.0} %", (growth - 1.0) * 100.0)),
        false => Ok(text),
    }
}

/// The peak so far of a process that is running, from what Linux says about it.
fn peak_bytes(process: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}
