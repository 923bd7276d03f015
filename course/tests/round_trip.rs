//! How long a learner waits: from `start` over a check that fails and the solution to a check that passes.
//!
//! It builds every stage it is asked about, so it is not run with the others:
//!
//! ```text
//! COURSE_STAGES=0,1,2 cargo test --release -p course --test round_trip -- --ignored --nocapture
//! ```
//!
//! It works on a copy of the workspace, which shares its dependencies with everything else that is built, and does not
//! count the first build. That the checks fail and pass is asserted; how long they take is printed, for a machine that does
//! other things too says nothing about a limit.

use course::exercise::Course;
use course::region;
use course::workspace::{self, Workspace};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// A copy of the workspace, and the folder that everything is built in.
struct Copy {
    root: PathBuf,
    target: PathBuf,
}

impl Copy {
    fn new() -> Copy {
        let original = Workspace::at(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap());
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or(original.path("target"), PathBuf::from);
        let root = original.path("target/course/round-trip");
        workspace::copy(&root, &original.files(), |file| workspace::content(&original.path(file)))
            .unwrap();
        let _ = fs::remove_dir_all(root.join(".course"));
        Copy { root, target }
    }

    /// Runs the program `course` in it, which must end well or badly as is said; the seconds that took.
    fn course(&self, arguments: &[&str], good: bool) -> f64 {
        let began = Instant::now();
        let done = Command::new(env!("CARGO_BIN_EXE_course"))
            .args(arguments)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.target.join("course/build"))
            .env("CARGO_BUILD_BUILD_DIR", &self.target)
            .output()
            .unwrap();
        let seconds = began.elapsed().as_secs_f64();
        let said = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.success(), good, "{arguments:?}:\n{said}");
        seconds
    }
}

#[test]
#[ignore = "minutes: it builds the stages"]
fn from_start_to_a_check_that_passes() {
    let stages = std::env::var("COURSE_STAGES").unwrap_or("0,1,2".into());
    let stages: Vec<u32> = stages.split(',').map(|stage| stage.parse().unwrap()).collect();
    let copy = Copy::new();
    let course = Course::read(&Workspace::at(&copy.root)).unwrap();
    println!("exercise  first build  start  failing check  passing check  together, in seconds");
    for exercise in course.exercises.iter().filter(|one| stages.contains(&one.id.stage)) {
        let id = exercise.id.to_string();
        let first = copy.course(&["check", &id], true);
        let solved: Vec<(&str, String)> =
            exercise.files().into_iter().map(|file| (file, course.workspace.read(file))).collect();
        let start = copy.course(&["start", &id], true);
        let fails = copy.course(&["check", &id], false);
        for (file, text) in &solved {
            assert_ne!(course.workspace.read(file), *text, "start cuts something out of {file}");
            // What stands between the marks now, and nothing else: as who pastes the solution does it.
            let now = course.workspace.read(file);
            let mut bodies =
                region::parse(text).unwrap().into_iter().map(|one| region::body(text, &one));
            let pasted = region::replace(&now, &region::parse(&now).unwrap(), |_| bodies.next());
            fs::write(copy.root.join(file), pasted).unwrap();
        }
        let passes = copy.course(&["check", &id], true);
        let together = start + fails + passes;
        println!(
            "{id:<9} {first:>11.1}  {start:>5.1}  {fails:>13.1}  {passes:>13.1}  {together:>8.1}"
        );
        copy.course(&["reset", &id], true);
    }
}
