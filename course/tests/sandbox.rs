//! Programs that misbehave, in the sandbox: each is ended, and nothing outside is changed.

use course::sandbox::{self, End, Job, Limits, Report};
use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A folder with a scratch folder in it.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("scratch")).unwrap();
        // Another user, as which a program runs if root tests it, must get here.
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(folder.path(), open).unwrap();
        Place { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(name)
    }

    /// A line of the shell with little time.
    fn job(&self, line: &str) -> Job {
        Job {
            program: "/bin/sh".into(),
            arguments: vec!["-c".into(), line.into()],
            environment: vec![("SECRET".into(), "no".into())],
            folder: self.path(""),
            scratch: self.path("scratch"),
            hidden: vec![],
            limits: Limits { cpu_seconds: 2, wall_seconds: 5, ..Limits::default() },
        }
    }

    /// Runs a line of the shell.
    fn sh(&self, line: &str, change: impl Fn(&mut Job)) -> Report {
        let mut job = self.job(line);
        change(&mut job);
        sandbox::run(Path::new(env!("CARGO_BIN_EXE_course")), &job).unwrap()
    }
}

fn can(report: &Report, what: &str) -> bool {
    !report.missing.iter().any(|missing| missing.contains(what))
}

#[test]
fn an_honest_program_is_heard() {
    let report = Place::new().sh("echo out; echo err >&2; exit 3", |_| ());
    assert_eq!(report.end, End::Exit(3), "{report:?}");
    assert_eq!((report.output.as_str(), report.errors.as_str()), ("out\n", "err\n"));
}

#[test]
fn signals_are_told_from_statuses() {
    assert_eq!(Place::new().sh("kill -SEGV $$", |_| ()).end, End::Signal(libc::SIGSEGV));
    assert_eq!(Place::new().sh("kill -ABRT $$", |_| ()).end, End::Signal(libc::SIGABRT));
}

#[test]
fn an_endless_loop_ends() {
    let report = Place::new().sh("while :; do :; done", |_| ());
    assert_eq!(report.end, End::OutOfTime, "{report:?}");
}

#[test]
fn one_that_only_waits_ends_too() {
    let report = Place::new().sh("sleep 100", |job| job.limits.wall_seconds = 1);
    assert_eq!(report.end, End::OutOfTime, "{report:?}");
}

#[test]
fn what_is_left_behind_goes_as_well() {
    let place = Place::new();
    let begin = Instant::now();
    let report = place.sh("setsid sleep 77 & setsid sh -c 'sleep 78' & echo gone", |_| ());
    assert_eq!(report.end, End::Exit(0), "{report:?}");
    assert!(begin.elapsed() < Duration::from_secs(4), "nobody waits for them");
    let alive = |seconds: &str| {
        fs::read_dir("/proc").into_iter().flatten().flatten().any(|entry| {
            let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
            line == format!("sleep\0{seconds}\0").into_bytes()
        })
    };
    assert!(!alive("77") && !alive("78"));
}

#[test]
fn a_fork_bomb_stays_small() {
    let report = Place::new().sh("b() { b | b & b; }; b", |job| job.limits.processes = 20);
    // The shell gives up, or its time is over; the machine goes on in both cases.
    assert_ne!(report.end, End::Exit(0), "{report:?}");
}

#[test]
fn memory_is_limited() {
    let limit = |job: &mut Job| job.limits.memory = 64 << 20;
    let report =
        Place::new().sh("x=$(head -c 200000000 /dev/zero | tr '\\0' a); echo ${#x}", limit);
    assert_ne!(report.output.trim(), "200000000", "{:?}", report.end);
}

#[test]
fn files_are_limited() {
    let place = Place::new();
    place.sh("head -c 3000000 /dev/zero > $TMPDIR/big", |job| job.limits.file_size = 1 << 20);
    assert!(fs::metadata(place.path("scratch/big")).unwrap().len() <= 1 << 20);
}

#[test]
fn only_the_scratch_folder_can_be_written() {
    let place = Place::new();
    fs::write(place.path("precious"), "1").unwrap();
    let report = place.sh(
        "rm -f precious; echo 2 > precious; echo 3 > other; echo 4 > scratch/mine; rm -rf ../* 2>&1; cat scratch/mine",
        |_| (),
    );
    if can(&report, "files outside") {
        assert_eq!(fs::read_to_string(place.path("precious")).unwrap(), "1");
        assert!(!place.path("other").exists());
    }
    assert!(report.output.ends_with("4\n") || !place.path("scratch/mine").exists(), "{report:?}");
}

#[test]
fn hidden_folders_are_empty() {
    let place = Place::new();
    fs::create_dir(place.path("key")).unwrap();
    fs::write(place.path("key/answer"), "42").unwrap();
    let hide = |job: &mut Job| job.hidden = vec![place.path("key")];
    let report = place.sh("cat key/answer; ls key", hide);
    assert!(!can(&report, "files outside") || !report.output.contains("42"), "{report:?}");
}

#[test]
fn the_network_is_cut_off_or_it_is_said() {
    let report = Place::new().sh("cat /proc/net/dev", |_| ());
    let devices = report.output.lines().skip(2).filter(|line| !line.trim().starts_with("lo:"));
    assert!(!can(&report, "network") || devices.count() == 0, "{report:?}");
}

#[test]
fn our_own_environment_is_not_passed_on() {
    let report = Place::new().sh("env", |_| ());
    assert!(report.output.contains("SECRET=no") && !report.output.contains("CARGO_"), "{report:?}");
}

#[test]
fn a_program_that_is_not_there_is_said_to_be_missing() {
    let report = Place::new().sh("", |job| job.program = "/nowhere/at/all".into());
    assert_eq!(report.end, End::NotStarted, "{report:?}");
}

#[test]
fn much_output_is_cut_and_does_not_stop_anything() {
    let report = Place::new().sh("head -c 20000000 /dev/zero | tr '\\0' x; exit 5", |_| ());
    assert_eq!(report.end, End::Exit(5));
    assert!(report.output.len() < 10_000_000);
}

/// Everybody but root goes by a user namespace. Root becomes nobody to try that out.
#[test]
fn without_root_the_same_holds_or_it_is_said() {
    let place = Place::new();
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    fs::set_permissions(place.folder.path(), open).unwrap();
    fs::write(place.path("precious"), "1").unwrap();
    let line = "cat /proc/net/dev; rm -f precious; echo 2 > precious; echo 3 > $TMPDIR/mine; cat $TMPDIR/mine";
    let mut job = place.job(line);
    let program = Path::new(env!("CARGO_BIN_EXE_course"));
    let mut command = Command::new(program);
    // SAFETY: it takes nothing and cannot fail.
    if unsafe { libc::geteuid() } == 0 {
        let may_enter = |folder: &Path| {
            let mode = fs::metadata(folder).map_or(0, |metadata| metadata.permissions().mode());
            mode & 1 != 0
        };
        if !program.ancestors().all(may_enter) {
            eprintln!("nobody cannot get to {}: not tried", program.display());
            return;
        }
        command.uid(NOBODY).gid(NOBODY);
        std::os::unix::fs::chown(&job.scratch, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    // One without a limit on processes: nobody may have others.
    job.limits.processes = 10_000;
    let (mut report, report_end) = std::io::pipe().unwrap();
    command.args(["sandbox", &serde_json::to_string(&job).unwrap()]).stdin(report_end);
    let done = command.output().unwrap();
    drop(command);
    let mut message = String::new();
    report.read_to_string(&mut message).unwrap();
    let message: serde_json::Value = serde_json::from_str(&message).unwrap();
    let output = String::from_utf8_lossy(&done.stdout);
    assert_eq!(message["end"], serde_json::json!({"Exit": 0}), "{message} {output}");
    assert!(output.ends_with("3\n"), "{output}");
    let missing = message["missing"].to_string();
    if missing.contains("no user namespace") {
        eprintln!("this system has no user namespaces for everybody: {missing}");
        return;
    }
    assert_eq!(message["missing"], serde_json::json!([]));
    assert_eq!(fs::read_to_string(place.path("precious")).unwrap(), "1");
    let devices =
        output.lines().filter(|line| line.contains(':') && !line.trim().starts_with("lo:"));
    assert_eq!(devices.count(), 0, "{output}");
}

/// A user whom nothing belongs to.
const NOBODY: u32 = 65_534;
