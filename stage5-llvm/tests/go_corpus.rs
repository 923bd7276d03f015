//! Stage 4's programs through LLVM, at -O0 and at -O2, print what the official compiler's executables print.
//!
//! LLVM takes seconds for a program with package `fmt`, so each level gets every tenth program, and they differ;
//! `EVERY=1 cargo test --release -p stage5 --test go_corpus` takes all of them.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use stage2::ir::Module;
use stage3::Isa;
use stage3::compile::Options;
use stage4::driver;
use stage4::front_end::Sources;
use stage4::lower::ENTRY;
use stage5::optimise::Level;
use stage5::program::executable;

fn run(mut module: Module, level: Level, folder: &Path) -> String {
    let options = Options::new(Isa::X64);
    let (made, _) = executable(&mut module, level, options, Some(ENTRY)).unwrap();
    let output = folder.join(format!("program-{level:?}"));
    let _ = std::fs::remove_file(&output);
    std::fs::write(&output, made.file).unwrap();
    std::fs::set_permissions(&output, std::fs::Permissions::from_mode(0o755)).unwrap();
    let done = Command::new("sh")
        .args(["-c", "ulimit -t 20; exec \"$0\" 2>&1"])
        .arg(&output)
        .output()
        .unwrap();
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

/// Compares every so many programs, from this one on.
fn check(level: Level, first: usize) {
    let every = std::env::var("EVERY").map_or(10, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for path in programs().iter().skip(first % every).step_by(every) {
        let expected = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        let lowered = driver::lower(Sources::read(path).unwrap(), stage0::Isa::X64);
        let mut module = lowered.module.unwrap();
        driver::optimise(&mut module).unwrap();
        let got = run(module, level, folder.path());
        if got != expected {
            wrong.push(format!("{} at {level:?}\n--- got\n{got}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn programs_print_the_same_at_o0() {
    check(Level::O0, 0);
}

#[test]
fn programs_print_the_same_at_o2() {
    check(Level::O2, 5);
}
