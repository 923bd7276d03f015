//! Counting the instructions that a program executes, by valgrind's tool cachegrind without its caches.
//!
//! The processor's own counters are not to be had in many virtual machines. Valgrind translates the program and counts
//! in the translation, of code made at run time as well, and takes six times as long. The kernel of the
//! operating system is not counted.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Counts.
pub(crate) struct Counter {
    log: PathBuf,
}

impl Counter {
    /// One that may write a file to a folder.
    ///
    /// # Errors
    /// No valgrind.
    pub(crate) fn new(folder: &Path) -> Result<Counter, String> {
        let found = Command::new("valgrind").arg("--version").output();
        found.map_err(|error| format!("--count needs valgrind: {error}"))?;
        Ok(Counter { log: folder.join("valgrind.log") })
    }

    /// Instructions that a command executes.
    ///
    /// # Errors
    /// A command that a signal ends.
    pub(crate) fn count(&self, command: &[String]) -> Result<u64, String> {
        let _ = std::fs::remove_file(&self.log);
        let status = Command::new("valgrind")
            .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
            .arg(format!("--log-file={}", self.log.display()))
            .args(command)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .map_err(|error| format!("valgrind: {error}"))?;
        if status.code().is_none() {
            return Err(format!("ended with {status} under valgrind"));
        }
        let log = std::fs::read(&self.log).map_err(|error| format!("valgrind's log: {error}"))?;
        instructions(&String::from_utf8_lossy(&log)).ok_or("valgrind counted nothing".into())
    }
}

/// The count in what the tool says: `==7== I   refs:      1,060,211,278`.
fn instructions(log: &str) -> Option<u64> {
    let line = log.lines().find(|line| line.contains("I   refs:"))?;
    let digits = line.rsplit(':').next()?.replace(',', "");
    digits.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::instructions;

    #[test]
    fn a_count_has_commas() {
        assert_eq!(instructions("==7== \n==7== I   refs:      1,060,278\n"), Some(1_060_278));
        assert_eq!(instructions("==7== Killed\n"), None);
    }
}
