//! The generations of the compiler in Go, made once for all tests of a program.

#![allow(dead_code, reason = "each test file uses a part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;

/// The folder of stage 4.
pub fn library() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the verb.
pub fn bootstrap(arguments: &[&str], keep: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stage4"));
    command.arg("bootstrap").arg("--keep").arg(keep).args(arguments).output().unwrap()
}

/// What was printed.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The folder with gen1, gen2 and gen3.
pub fn generations() -> &'static Path {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    let folder = MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let done = bootstrap(&[], folder.path());
        assert!(done.status.success(), "{}{}", text(&done.stdout), text(&done.stderr));
        folder
    });
    folder.path()
}

/// What they are called.
pub const NAMES: [&str; 3] = ["gen1", "gen2", "gen3"];

/// Compiles with a generation: its exit status (None for a signal) and what it says.
pub fn compile(generation: &str, source: &Path, output: &Path) -> (Option<i32>, String) {
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -t 60 2> /dev/null; exec \"$0\" \"$@\""])
        .arg(generations().join(generation));
    let done =
        command.arg("-lib").arg(library()).arg("-o").arg(output).arg(source).output().unwrap();
    (done.status.code(), text(&done.stderr))
}

/// Copies a folder with everything in it.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A copy of the compiler in Go in which one place of a file reads otherwise.
pub fn changed_compiler(folder: &Path, file: &str, old: &str, new: &str) -> PathBuf {
    let source = folder.join("selfhost");
    copy_folder(&library().join("selfhost"), &source);
    let file = source.join(file);
    let before = std::fs::read_to_string(&file).unwrap();
    assert_eq!(before.matches(old).count(), 1);
    std::fs::write(&file, before.replace(old, new)).unwrap();
    source
}
