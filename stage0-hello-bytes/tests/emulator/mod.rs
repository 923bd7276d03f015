//! What the tests that start processes share.

use std::ffi::OsStr;
use std::process::Command;

/// A command that runs `program`, through an emulator if the tests themselves
/// run in one: `STAGE_RUNNER` then holds the emulator's command line.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let runner = std::env::var("STAGE_RUNNER").unwrap_or_default();
    let mut words = runner.split_whitespace();
    match words.next() {
        None => Command::new(program),
        Some(emulator) => {
            // By its path, so that a test may take the program's PATH away.
            let path = std::env::var_os("PATH").unwrap_or_default();
            let found = std::env::split_paths(&path).map(|folder| folder.join(emulator));
            let found = found.into_iter().find(|file| file.is_file());
            let mut command = Command::new(found.unwrap_or_else(|| emulator.into()));
            command.args(words).arg(program);
            command
        }
    }
}

/// Whether a program of that name can be started.
#[allow(dead_code)]
pub fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

/// What a program printed to standard error, without the line that qemu adds
/// when a process dies of a signal.
#[allow(dead_code)]
pub fn without_emulator_messages(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let is_ours = |line: &&str| !line.starts_with("qemu: uncaught target signal");
    text.split_inclusive('\n').filter(is_ours).collect()
}
