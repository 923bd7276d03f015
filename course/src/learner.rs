//! The verbs of a learner: list, start, check, watch, hint, solution, reset. They answer in words.
//!
//! `start` makes a test fail, and a red test looks like a broken program to whoever has not seen many. So the first check
//! says that this is as it should be. What a check shows of a failure is what its test said: the input that it tried, what
//! was found there and what was expected; then where to read on.

use crate::exercise::{Course, Exercise};
use crate::handout;
use crate::judge::{self, Build, Runner, TestResult};
use crate::progress::{self, State};
use crate::region;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// All exercises with what is known of each.
pub fn list(course: &Course) -> Result<String, String> {
    let mut text = String::new();
    let (mut passed, mut total) = (0, 0);
    for exercise in &course.exercises {
        let state = progress::load(course, exercise)?;
        let mark = match (state.passed, state.is_started()) {
            (true, _) => "passed",
            (_, true) => "started",
            _ if is_cut(course, exercise) => "open",
            _ => "-",
        };
        total += exercise.points;
        passed += if state.passed { exercise.points } else { 0 };
        let (title, size) = (&exercise.title, &exercise.size);
        let size = size.split(',').next().unwrap_or("");
        let line =
            format!("{:<5} {title:30} {size:11} {:3} points  {mark}", exercise.id, exercise.points);
        let _ = writeln!(text, "{line}");
    }
    let _ = writeln!(text, "\n{passed} of {total} points. {}", next(course)?);
    Ok(text)
}

/// What to do next: what is started, or in a hand-out what is assigned, or whatever has not passed.
fn next(course: &Course) -> Result<String, String> {
    if let Some(exercise) = started(course)?.first() {
        return Ok(format!("Go on: course check {}", exercise.id));
    }
    let assigned = handout::assigned(&course.workspace);
    for exercise in &course.exercises {
        let is_ours = assigned.is_empty() || assigned.contains(&exercise.id.to_string());
        if is_ours && !progress::load(course, exercise)?.passed {
            return Ok(format!("Begin one: course start {}", exercise.id));
        }
    }
    Ok("That is all.".into())
}

/// Whether this is a hand-out that was made without the solution.
fn is_assigned(course: &Course, exercise: &Exercise) -> bool {
    handout::assigned(&course.workspace).contains(&exercise.id.to_string())
}

/// Whether what was cut out is a solution: a hand-out has only the stub.
fn has_solution(state: &State, exercise: &Exercise) -> bool {
    let mut originals = state.originals.iter().zip(&exercise.regions);
    originals.any(|(original, (_, region))| original.body.trim() != region.stub)
}

fn is_cut(course: &Course, exercise: &Exercise) -> bool {
    exercise
        .regions
        .iter()
        .any(|(file, region)| region::is_cut(&course.workspace.read(file), region))
}

/// Cuts an exercise out and says what is to be done.
pub fn start(course: &Course, exercise: &Exercise) -> Result<String, String> {
    let state = progress::load(course, exercise)?;
    if state.is_started() {
        return Err(format!(
            "exercise {0} is started already; `course reset {0}` puts back what was there before",
            exercise.id
        ));
    }
    match is_assigned(course, exercise) {
        // It is cut out already, and something may have been written there since.
        true => progress::begin(course, exercise)?,
        false => progress::start(course, exercise)?,
    };
    let mut text = format!("Exercise {}: {}\n\n{}\n\n", exercise.id, exercise.title, exercise.goal);
    for (file, region) in &exercise.regions {
        let _ = writeln!(text, "Write it here:  {file}:{}", region.begin + 1);
    }
    let _ = writeln!(text, "Judged by:      {}", exercise.judge.words);
    let _ = writeln!(text, "Try it:         course check {}", exercise.id);
    let _ = writeln!(text, "Stuck?          course hint {}", exercise.id);
    Ok(text)
}

/// What a check came to.
pub struct Checked {
    /// What to print.
    pub text: String,
    /// Whether every test passed.
    pub passed: bool,
}

/// Builds and runs an exercise's tests.
pub fn check(course: &Course, exercise: &Exercise, runner: &Runner) -> Result<Checked, String> {
    let mut state = progress::load(course, exercise)?;
    if !state.is_started() && is_assigned(course, exercise) {
        state = progress::begin(course, exercise)?;
    }
    let wanted = judge::targets(&course.workspace, exercise);
    let mut text = format!("exercise {}: {}\n", exercise.id, exercise.title);
    let programs = match Build::in_place(course.workspace.root()).tests(&wanted) {
        Ok(programs) => programs,
        Err(failure) => {
            let _ = write!(text, "\nIt does not compile yet.\n\n{}\n", failure.words());
            return Ok(Checked { text, passed: false });
        }
    };
    let tests = judge::tests_of(exercise, &wanted, &programs, runner)?;
    if tests.is_empty() {
        return Err(format!("no test has `{}` in its name", exercise.judge.filter));
    }
    let results = runner.tests(&tests);
    let passed = results.iter().all(|result| result.passed);
    describe(&mut text, &results);
    let good = results.iter().filter(|result| result.passed).count();
    let _ = writeln!(text, "\n{good} of {} tests pass.", results.len());
    if passed {
        let _ = writeln!(text, "{}", congratulation(exercise, &state));
    } else {
        advise(&mut text, course, exercise, &state);
    }
    if state.is_started() {
        state.checks += 1;
        state.passed |= passed;
        progress::save(course, exercise, &state)?;
    }
    Ok(Checked { text, passed })
}

fn congratulation(exercise: &Exercise, state: &State) -> String {
    let (id, points) = (exercise.id, exercise.points);
    match (state.is_started(), has_solution(state, exercise)) {
        (true, true) => format!("Done: {points} points. How we did it: course solution {id}"),
        (true, false) => format!("Done: {points} points."),
        _ => format!("(It was never started: this is the reference. course start {id})"),
    }
}

/// One line for a test that passes; for the first that fails, all it says.
fn describe(text: &mut String, results: &[TestResult]) {
    let short = |name: &str| name.rsplit("::").next().unwrap_or(name).to_string();
    for result in results {
        let word = if result.passed { "ok   " } else { "FAILS" };
        let _ = writeln!(text, "  {word} {}", short(&result.name));
    }
    // The shortest reason is about the smallest input, more often than not.
    let failed = results.iter().filter(|result| !result.passed);
    if let Some(first) = failed.min_by_key(|result| result.reason.len()) {
        let _ = writeln!(text, "\n{}:", short(&first.name));
        for line in first.reason.lines().take(40) {
            // What the tests compare is what was found, left, with what was expected.
            let found = line.strip_prefix("  left: ").map(|rest| format!("found:    {rest}"));
            let expected = line.strip_prefix(" right: ").map(|rest| format!("expected: {rest}"));
            let _ = writeln!(text, "  {}", found.or(expected).unwrap_or(line.to_string()));
        }
    }
}

fn advise(text: &mut String, course: &Course, exercise: &Exercise, state: &State) {
    if state.is_started() && state.checks == 0 && is_cut(course, exercise) {
        let _ = writeln!(
            text,
            "This is the first check since you started: the tests fail because the solution is\n\
             missing. That is as it should be, and nothing is broken."
        );
    }
    for chapter in chapters(course, exercise) {
        let _ = writeln!(text, "Read: {chapter}");
    }
    let _ = writeln!(text, "Hint: course hint {}", exercise.id);
}

/// The chapters that show the files of an exercise.
pub fn chapters(course: &Course, exercise: &Exercise) -> Vec<String> {
    let files = course.workspace.files();
    let pages =
        files.iter().filter(|file| file.starts_with("book/chapters/") && file.ends_with(".md"));
    let mut found: Vec<String> = Vec::new();
    for page in pages {
        let text = course.workspace.read(page);
        if exercise.files().iter().any(|file| text.contains(&format!("/{file}:"))) {
            found.push(page.clone());
        }
    }
    found
}

/// The next hint, or all that were shown before and the next.
pub fn hint(course: &Course, exercise: &Exercise) -> Result<String, String> {
    let mut state = progress::load(course, exercise)?;
    state.hints = (state.hints + 1).min(exercise.hints.len());
    let mut text = String::new();
    for (number, hint) in exercise.hints.iter().enumerate().take(state.hints) {
        let _ = writeln!(text, "Hint {} of {}:\n{hint}\n", number + 1, exercise.hints.len());
    }
    progress::save(course, exercise, &state)?;
    Ok(text)
}

/// What `start` has cut out; shown after passing, or to who gives up.
pub fn solution(course: &Course, exercise: &Exercise, give_up: bool) -> Result<String, String> {
    let state = progress::load(course, exercise)?;
    if !state.is_started() {
        return Err(format!(
            "exercise {} is not started; `course start {0}` cuts its solution out",
            exercise.id
        ));
    }
    if !has_solution(&state, exercise) {
        return Err("this is a hand-out: it has no solutions".into());
    }
    if !state.passed && !give_up {
        return Err(format!(
            "the solution is shown when your own passes, or with `course solution {} --give-up`",
            exercise.id
        ));
    }
    let mut text = String::new();
    for original in &state.originals {
        let _ = write!(text, "{}:\n{}\n", original.file, original.body);
    }
    Ok(text)
}

/// Puts back what was there before `start`.
pub fn reset(course: &Course, exercise: &Exercise) -> Result<String, String> {
    let state = progress::load(course, exercise)?;
    if !state.is_started() {
        return Err(format!(
            "exercise {} is not started: there is nothing to put back",
            exercise.id
        ));
    }
    let attempt = progress::reset(course, exercise, &state)?;
    Ok(format!("{} is as it was before you started; your attempt is in {attempt}\n", exercise.id))
}

/// The exercises that are being worked on.
pub fn started(course: &Course) -> Result<Vec<&Exercise>, String> {
    let mut started = Vec::new();
    for exercise in &course.exercises {
        let state = progress::load(course, exercise)?;
        if state.is_started() && !state.passed {
            started.push(exercise);
        }
    }
    Ok(started)
}

/// Checks whenever a file of the exercise's stage changes; `turn` is told what came of it and says whether to go on.
///
/// It looks at the times of the files twice a second. Events of the file system would be quicker by a fraction of what a
/// build takes, and do not arrive everywhere: not in many containers, not from a shared folder.
pub fn watch(
    course: &Course,
    exercise: &Exercise,
    runner: &Runner,
    mut turn: impl FnMut(Result<Checked, String>) -> bool,
) {
    let files: BTreeSet<&str> = exercise.files().into_iter().collect();
    let times = || -> Vec<Option<SystemTime>> {
        files.iter().map(|file| modified(&course.workspace.path(file))).collect()
    };
    let mut seen = None;
    loop {
        let now = times();
        if seen.as_ref() != Some(&now) {
            seen = Some(now);
            // Regions may have moved since the last turn.
            let result = match Course::read(&course.workspace) {
                Ok(course) => course
                    .find(exercise.id)
                    .cloned()
                    .and_then(|exercise| check(&course, &exercise, runner)),
                Err(faults) => {
                    Err(faults.iter().map(|f| f.to_string()).collect::<Vec<_>>().join("\n"))
                }
            };
            if !turn(result) {
                return;
            }
        }
        std::thread::sleep(Duration::from_millis(500));
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}
