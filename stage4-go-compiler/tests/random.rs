//! Random Go programs do the same however they are built: as they are, optimised, for AArch64, by the official
//! compiler.
//!
//! The seeds of a failure are printed, and the file with its programs is left behind. Once more, with these seeds:
//!
//! ```text
//! SEED=17 cargo test -p stage4 --test random                    one program
//! SEED=1 PROGRAMS=5000 cargo test --release -p stage4 --test random official -- --nocapture
//! ```
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

mod generator;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use stage0::Isa;
use stage4::driver;
use stage4::front_end::Sources;

/// Programs of one file.
const BATCH: u64 = 20;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

/// The seeds to try: those asked for, or some.
fn seeds(few: u64) -> std::ops::Range<u64> {
    let first = number("SEED");
    let count = number("PROGRAMS").unwrap_or(if first.is_some() { 1 } else { few });
    let first = first.unwrap_or(1);
    first..first + count
}

/// What a program prints, and how it ends.
fn output(program: &Path, emulator: &str) -> String {
    // What this process writes, a child that another thread starts holds open for a moment, and
    // then it cannot be executed. So a child makes a copy.
    let command = format!(
        "cp -f \"$0\" \"$0.copy\"; ulimit -t 60 -v 8000000; exec {emulator} \"$0.copy\" 2>&1"
    );
    let done = Command::new("sh").args(["-c", &command]).arg(program).output().unwrap();
    let text = String::from_utf8_lossy(&done.stdout);
    // Traces differ: ours show no arguments and other addresses.
    let told = text
        .lines()
        .take_while(|line| !line.starts_with("goroutine ") && !line.starts_with("[signal"));
    let told: Vec<&str> = told.collect();
    format!("{}\n{}\n", told.join("\n"), done.status)
}

fn ours(source: &Path, isa: Isa, optimised: bool) -> String {
    let lowered = driver::lower(Sources::read(source).unwrap(), isa);
    let errors = lowered.checked.diagnostics.render(&lowered.checked.files, 10);
    let Some(mut module) = lowered.module else { return errors };
    if optimised && let Err(fault) = driver::optimise(&mut module) {
        return fault;
    }
    let file = match driver::link(&mut module, isa) {
        Ok(file) => file,
        Err(fault) => return fault,
    };
    let program = source.with_extension(if isa == Isa::A64 { "a64" } else { "x64" });
    let _ = std::fs::remove_file(&program);
    std::fs::write(&program, file).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    output(&program, if isa == Isa::A64 { "qemu-aarch64" } else { "" })
}

fn official(source: &Path) -> String {
    let program = source.with_extension("official");
    let made = Command::new("go")
        .env("GOTOOLCHAIN", "local")
        .env("GOPROXY", "off")
        .args(["build", "-gcflags=-e", "-o"])
        .args([&program, source])
        .output()
        .unwrap();
    if !made.status.success() {
        return String::from_utf8_lossy(&made.stderr).into_owned();
    }
    output(&program, "")
}

/// A way to build and run the programs of a file, with its name.
type Way<'a> = (&'a str, &'a dyn Fn(&Path) -> String);

/// Compares what the builds make of the programs of these seeds.
fn compare(seeds: std::ops::Range<u64>, builds: &[Way]) {
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    let mut start = seeds.start;
    while start < seeds.end {
        let end = (start + BATCH).min(seeds.end);
        let source = folder.path().join(format!("{start}.go"));
        std::fs::write(&source, generator::file(start..end)).unwrap();
        let outputs: Vec<String> = builds.iter().map(|(_, build)| build(&source)).collect();
        for (output, (name, _)) in outputs.iter().zip(builds).skip(1) {
            if *output != outputs[0] {
                wrong.push(format!(
                    "{} and {name}: {}",
                    builds[0].0,
                    difference(&outputs[0], output)
                ));
                eprintln!("{}", wrong[wrong.len() - 1]);
            }
        }
        start = end;
    }
    if !wrong.is_empty() {
        let kept = folder.keep();
        panic!(
            "{} differences; the programs are in {}\n{}",
            wrong.len(),
            kept.display(),
            wrong.join("\n")
        );
    }
}

fn difference(one: &str, other: &str) -> String {
    let mut lines = one.lines().zip(other.lines());
    match lines.find(|(one, other)| one != other) {
        Some((one, other)) => format!("{one}\n    {other}"),
        None => format!("{} and {} bytes", one.len(), other.len()),
    }
}

#[test]
fn builds_of_our_own_agree() {
    let plain = |source: &Path| ours(source, Isa::X64, false);
    let optimised = |source: &Path| ours(source, Isa::X64, true);
    let emulated = |source: &Path| ours(source, Isa::A64, true);
    let mut builds: Vec<Way> = vec![("unoptimised", &plain), ("optimised", &optimised)];
    if Command::new("qemu-aarch64").arg("--version").output().is_ok() {
        builds.push(("AArch64", &emulated));
    } else {
        eprintln!("SKIPPED: no qemu-aarch64; nothing is run for AArch64 (Debian: qemu-user)");
    }
    compare(seeds(20), &builds);
}

#[test]
fn official_compiler_agrees() {
    if Command::new("go").arg("version").output().is_err() {
        return eprintln!("SKIPPED: no go; nothing is compared with the official compiler");
    }
    let optimised = |source: &Path| ours(source, Isa::X64, true);
    compare(
        seeds(20),
        &[("official", &|source: &Path| official(source)), ("optimised", &optimised)],
    );
}
