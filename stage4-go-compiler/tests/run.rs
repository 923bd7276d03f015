//! Programs of the corpus, built, run, and compared with what the official compiler's executables did.
//!
//! `corpus/run/NAME.go`, or a folder with a module of several packages, stands beside `NAME.txt`: standard output and
//! standard error together. `corpus/panic/NAME.txt` has the message of a panic, the functions and lines of its trace and
//! the exit status. `corpus/record.sh` records both.
//!
//! Each is built as it is and optimised, so that a difference between the two says whose fault it is, and for AArch64,
//! where qemu runs it.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::fmt::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use stage0::Isa;
use stage2::ir::Module;
use stage4::driver;
use stage4::front_end::Sources;

/// How a program is built.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Build {
    isa: Isa,
    optimised: bool,
}

const BUILDS: [Build; 3] = [
    Build { isa: Isa::X64, optimised: false },
    Build { isa: Isa::X64, optimised: true },
    Build { isa: Isa::A64, optimised: true },
];

/// The IR of a program, or why there is none.
fn lower(path: &Path, isa: Isa) -> Result<Module, String> {
    let lowered = driver::lower(Sources::read(path).unwrap(), isa);
    let errors = lowered.checked.diagnostics.render(&lowered.checked.files, 10);
    lowered.module.ok_or(errors)
}

/// Makes an executable of a program and runs it, or says why there is none.
fn build_and_run(mut module: Module, build: Build, program: &Path) -> Result<Output, String> {
    let Build { isa, optimised } = build;
    if optimised {
        driver::optimise(&mut module)?;
    }
    let file = driver::link(&mut module, isa)?;
    let _ = std::fs::remove_file(program);
    std::fs::write(program, file).unwrap();
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let emulator = if isa == Isa::A64 { "qemu-aarch64" } else { "" };
    // What this process writes, a child that another thread starts holds open for a moment, and
    // then it cannot be executed. So a child makes a copy.
    let command =
        format!("cp -f \"$0\" \"$0.copy\"; ulimit -t 60; exec {emulator} \"$0.copy\" 2>&1");
    Ok(Command::new("sh").args(["-c", &command]).arg(program).output().unwrap())
}

fn programs(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(folder);
    let mut programs: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() || path.extension().is_some_and(|extension| extension == "go"))
        .collect();
    programs.sort();
    programs
}

/// Compares what all programs of a folder do, as `show` tells it, with what is recorded.
fn check(folder: &str, least: usize, show: fn(&Output) -> String) {
    let emulated = Command::new("qemu-aarch64").arg("--version").output().is_ok();
    if !emulated {
        eprintln!("SKIPPED: no qemu-aarch64; nothing is run for AArch64 (Debian: qemu-user)");
    }
    let programs = programs(folder);
    assert!(programs.len() >= least, "only {} programs", programs.len());
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let scratch = tempfile::tempdir().unwrap();
    let work = |worker: usize| {
        let program = scratch.path().join(worker.to_string());
        while let Some(path) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let expected = std::fs::read_to_string(path.with_extension("txt")).unwrap();
            let mut lowered: Option<(Isa, Result<Module, String>)> = None;
            for build in BUILDS.into_iter().filter(|build| emulated || build.isa == Isa::X64) {
                if lowered.as_ref().is_none_or(|(isa, _)| *isa != build.isa) {
                    lowered = Some((build.isa, lower(path, build.isa)));
                }
                let module = lowered.as_ref().map(|(_, module)| module.clone());
                let module = module.unwrap_or(Err(String::new()));
                let got = match module.and_then(|module| build_and_run(module, build, &program)) {
                    Ok(output) => show(&output),
                    Err(why) => why,
                };
                if got != expected {
                    let different = first_difference(&got, &expected);
                    let text = format!("{} {build:?}\n{different}", path.display());
                    wrong.lock().unwrap().push(text);
                }
            }
        }
    };
    let workers = std::thread::available_parallelism().map_or(2, |count| count.get());
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let work = &work;
            scope.spawn(move || work(worker));
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn first_difference(got: &str, expected: &str) -> String {
    let mut lines = got.lines().zip(expected.lines());
    match lines.find(|(got, expected)| got != expected) {
        Some((got, expected)) => format!("  got      {got}\n  expected {expected}\n"),
        None => format!("  {} bytes, {} expected\n", got.len(), expected.len()),
    }
}

#[test]
fn programs_print_what_the_official_compiler_makes_them_print() {
    check("run", 150, |output| String::from_utf8_lossy(&output.stdout).into_owned());
}

#[test]
fn panics_say_what_the_official_runtime_says() {
    check("panic", 30, |output| {
        let text = String::from_utf8_lossy(&output.stdout);
        let mut shown = normal(&text);
        let _ = writeln!(shown, "exit status {}", output.status.code().unwrap_or(-1));
        shown
    });
}

/// The text without what differs from run to run: addresses, arguments and folders in traces; and without
/// the frames of the runtime in between. `corpus/record.sh` does the same.
fn normal(text: &str) -> String {
    let mut out = String::new();
    let mut in_trace = false;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        in_trace |= line.starts_with("goroutine ");
        if let Some((number, state)) =
            line.strip_prefix("goroutine ").and_then(|rest| rest.split_once(' '))
            && in_trace
        {
            let number = if number == "1" { "1" } else { "N" };
            let _ = writeln!(out, "goroutine {number} {state}");
            continue;
        }
        if in_trace && (line.starts_with("panic(") || line.starts_with("runtime.")) {
            lines.next();
            continue;
        }
        let line = match line.strip_prefix('\t') {
            Some(place) if in_trace => {
                let name = place.rsplit('/').next().unwrap_or(place);
                format!("\t{}", name.split(' ').next().unwrap_or(name))
            }
            _ if in_trace && line.ends_with(')') => {
                line.rsplit_once('(').map_or(line, |(name, _)| name).to_string()
            }
            _ => line.split(" addr=0x").next().unwrap_or(line).to_string(),
        };
        let closing = if line.starts_with("[signal") && !line.ends_with(']') { "]" } else { "" };
        let _ = writeln!(out, "{line}{closing}");
    }
    out
}
