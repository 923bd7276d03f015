//! Stage 4's programs, built by LLVM, against what the official compiler's executables print.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use stage2::ir::Module;
use stage3::Isa;
use stage3::compile::{CpuFeatures, Options};
use stage4::driver;
use stage4::front_end::Sources;
use stage4::lower::ENTRY;
use stage5::optimise::Level;
use stage5::program::executable;

/// What a program prints, on both streams.
fn run(mut module: Module, isa: Isa, level: Level, folder: &Path) -> String {
    let features =
        if Isa::host() == Some(isa) { CpuFeatures::host() } else { CpuFeatures::BASELINE };
    let options = Options { features, ..Options::new(isa) };
    let (made, _) = executable(&mut module, level, options, Some(ENTRY)).unwrap();
    let output = folder.join(format!("program-{level:?}"));
    let _ = std::fs::remove_file(&output);
    std::fs::write(&output, made.file).unwrap();
    std::fs::set_permissions(&output, std::fs::Permissions::from_mode(0o755)).unwrap();
    let emulator = if Isa::host() == Some(isa) { "" } else { "qemu-aarch64" };
    // What this process writes, a child that another thread starts holds open for a moment, and
    // then it cannot be executed. So a child makes a copy.
    let command =
        format!("cp -f \"$0\" \"$0.copy\"; ulimit -t 20; exec {emulator} \"$0.copy\" 2>&1");
    let done = Command::new("sh").args(["-c", &command]).arg(&output).output().unwrap();
    String::from_utf8_lossy(&done.stdout).into_owned()
}

/// Stage 4's programs.
fn programs() -> Vec<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../stage4-go-compiler/corpus/run");
    let mut programs: Vec<_> = std::fs::read_dir(corpus)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "go"))
        .collect();
    programs.sort();
    assert!(!programs.is_empty());
    programs
}

/// Compares every so many programs, or as the environment says, from this one on.
pub fn check(isa: Isa, level: Level, first: usize, every: usize) {
    let every = std::env::var("EVERY").map_or(every, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for path in programs().iter().skip(first % every).step_by(every) {
        let expected = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        let lowered = driver::lower(Sources::read(path).unwrap(), isa);
        let mut module = lowered.module.unwrap();
        driver::optimise(&mut module).unwrap();
        let got = run(module, isa, level, folder.path());
        if got != expected {
            wrong.push(format!("{} at {level:?}\n--- got\n{got}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
