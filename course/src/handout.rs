//! Hand-outs: a workspace for a class, made of the real one by leaving out, and proof that it works.
//!
//! ```text
//!   the workspace ──► stages 0..N, course, book to that point ──► OUT   regions cut out, no hidden tests, a manifest
//!                                                            └──► KEY   regions as they are, hidden tests, a seed
//! ```
//!
//! OUT goes to the class, KEY stays with who grades. The marks of the regions stay in OUT, because what stands between
//! them is what is handed in. Before it ends, the program proves by building and running: with the starters, each assigned
//! exercise fails; all tests of the earlier stages pass; with the solutions put back, everything passes; and no line that
//! stands only in a solution is anywhere in OUT. A hand-out that is not proved is deleted.
//!
//! The chapters of the book that come along show the code as it is in OUT, stubs included; their prose is not rewritten,
//! and explains what the exercises ask for.

use crate::exercise::{Course, Exercise, stage_of};
use crate::judge::{self, Build, Failure, Runner};
use crate::region::{self, Id};
use crate::workspace::{self, Workspace};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

mod trim;

/// What to make.
#[derive(Clone, Debug)]
pub struct Order {
    /// The last stage that the class has already.
    pub through: Option<u32>,
    /// The stage whose exercises are assigned.
    pub assign: u32,
    /// Those that are; all of the stage if empty.
    pub exercises: Vec<Id>,
    /// The hand-out.
    pub out: PathBuf,
    /// What the grader needs.
    pub key: PathBuf,
    /// Whether to run the tests of the assigned exercises only.
    pub quick: bool,
}

/// What is in a hand-out, as `handout.json` says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// `course/handout/v1`
    pub format: String,
    /// The assigned stage.
    pub assign: u32,
    /// The assigned exercises.
    pub exercises: Vec<Assigned>,
    /// SHA-256 of every file, in hexadecimal.
    pub files: BTreeMap<String, String>,
}

/// An assigned exercise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assigned {
    /// Its number.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it counts.
    pub points: u32,
    /// The files a student writes in.
    pub files: Vec<String>,
}

/// What the grader knows, as `key.json` says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// `course/key/v1`
    pub format: String,
    /// What was handed out.
    pub handout: Manifest,
    /// What the hidden inputs are generated from.
    pub seed: u64,
}

/// Name of the manifest in a hand-out.
pub const MANIFEST: &str = "handout.json";

/// The exercises that a hand-out assigns; none in any other workspace.
pub fn assigned(workspace: &Workspace) -> Vec<String> {
    let manifest = serde_json::from_str::<Manifest>(&workspace.read(MANIFEST));
    let exercises = manifest.map_or(Vec::new(), |manifest| manifest.exercises);
    exercises.into_iter().map(|exercise| exercise.id).collect()
}

/// The folder of a key that holds the workspace with its solutions.
pub const REFERENCE: &str = "reference";

/// The copies that are built for the proof.
const STARTERS: &str = "handout-starters";
const SOLUTIONS: &str = "handout-solutions";

/// A test that a class does not see: the generated observations of an exercise's code.
pub fn is_hidden(file: &str) -> bool {
    file.ends_with("/tests/observations.rs") || file == "course/observing.rs"
}

/// Makes a hand-out and its key; what was proved, a line each.
pub fn make(
    course: &Course,
    order: &Order,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<String>, String> {
    let ids = chosen(course, order)?;
    for folder in [&order.out, &order.key] {
        let filled = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
        if filled {
            return Err(format!("{} is not empty", folder.display()));
        }
        let inside = course.workspace.root();
        let target = inside.join("target");
        if folder.starts_with(inside) && !folder.starts_with(target) {
            return Err(format!("{} lies in the workspace itself", folder.display()));
        }
    }
    let result = prove(course, order, &ids, progress);
    if result.is_err() {
        let _ = fs::remove_dir_all(&order.out);
        let _ = fs::remove_dir_all(&order.key);
    }
    result
}

fn chosen(course: &Course, order: &Order) -> Result<BTreeSet<Id>, String> {
    if order.through.is_some_and(|through| through + 1 < order.assign) {
        return Err(format!(
            "stage {} stands on stage {}, which the class would not have",
            order.assign,
            order.assign - 1
        ));
    }
    let of_stage: BTreeSet<Id> =
        course.exercises.iter().map(|e| e.id).filter(|id| id.stage == order.assign).collect();
    if of_stage.is_empty() {
        return Err(format!("stage {} has no exercises", order.assign));
    }
    for id in &order.exercises {
        course.find(*id)?;
        if id.stage != order.assign {
            return Err(format!("exercise {id} is not one of stage {}", order.assign));
        }
    }
    Ok(if order.exercises.is_empty() {
        of_stage
    } else {
        order.exercises.iter().copied().collect()
    })
}

// -------------------------------------------------------------------------------------------------------------- files

/// The files of a hand-out for the stages up to `last`, the hidden ones included.
fn chosen_files(course: &Course, last: u32) -> Vec<String> {
    let files = course.workspace.files();
    let kept: Vec<String> = files
        .into_iter()
        .filter(|file| match file.split_once('/') {
            None => !["README.md", "test.sh"].contains(&file.as_str()),
            // The small stage that the chapter on exercises shows.
            Some(("course", rest)) => {
                !rest.starts_with("tests/") || rest.starts_with("tests/tiny/")
            }
            Some(("book", rest)) => !rest.starts_with("tests/") && chapter_stage(rest) <= last,
            Some(_) => stage_of(file).is_some_and(|(stage, _)| stage <= last),
        })
        .collect();
    // A drawing is kept if a page shows it.
    let pages: Vec<String> = kept
        .iter()
        .filter(|file| file.starts_with("book/chapters/") && file.ends_with(".md"))
        .map(|file| course.workspace.read(file))
        .collect();
    let shown = |file: &str| {
        let name = file.rsplit('/').next().unwrap_or(file);
        !file.contains("/drawings/") || pages.iter().any(|page| page.contains(name))
    };
    kept.into_iter().filter(|file| shown(file)).collect()
}

/// The stage a chapter belongs to; 0 for what all may read.
fn chapter_stage(file: &str) -> u32 {
    file.strip_prefix("chapters/").and_then(stage_of).map_or(0, |(stage, _)| stage)
}

/// A file of the workspace with the given exercises cut out.
pub fn starter(
    course: &Course,
    file: &str,
    ids: &BTreeSet<Id>,
) -> io::Result<(Vec<u8>, fs::Permissions)> {
    let (bytes, permissions) = workspace::content(&course.workspace.path(file))?;
    let has_regions = |exercise: &Exercise| exercise.files().contains(&file);
    if !course.exercises.iter().any(has_regions) {
        return Ok((bytes, permissions));
    }
    let text = String::from_utf8_lossy(&bytes);
    let regions = region::parse(&text).map_err(|_| io::Error::other("its regions changed"))?;
    Ok((region::cut(&text, &regions, |id| ids.contains(&id)).into_bytes(), permissions))
}

/// The first page of a hand-out.
fn readme(course: &Course, ids: &BTreeSet<Id>) -> String {
    let mut text = String::from(
        "# Exercises\n\nEach is a region of a source file, between `// BEGIN SOLUTION N.M` and `// END SOLUTION`. Write\n\
         between these two lines, and leave the lines themselves where they are: what stands between them is what you\n\
         hand in, as this whole folder (without `target`) or as the files in the last column, below their folders.\n\
         Everything else is as it was when it is graded.\n\n\
         | exercise | points | where |\n|---|---|---|\n",
    );
    for exercise in course.exercises.iter().filter(|exercise| ids.contains(&exercise.id)) {
        let files = exercise.files().join(", ");
        text.push_str(&format!(
            "| [{} {}]({}) | {} | {files} |\n",
            exercise.id, exercise.title, exercise.page, exercise.points
        ));
    }
    let first = ids.first().map_or(String::new(), Id::to_string);
    text.push_str(&format!(
        "\nYou need Rust (<https://rustup.rs>) and a C linker.\n\n```sh\ncargo run -q -p course -- list\n\
         cargo run -q -p course -- start {first}\ncargo run -q -p course -- check {first}\n\
         cargo run -q -p course -- hint {first}\n```\n\nThe first check builds everything and takes a minute or more, the others seconds. These commands call themselves `course`\n\
         for short; `cargo run -q -p course -- --help` shows them all.\n\nThe book: `cargo run -p book -- serve`, then <http://localhost:3000>.\n"
    ));
    text
}

/// SHA-256 in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

// -------------------------------------------------------------------------------------------------------------- proof

fn prove(
    course: &Course,
    order: &Order,
    ids: &BTreeSet<Id>,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<String>, String> {
    let cannot = |error: io::Error| format!("cannot write the hand-out: {error}");
    let mut proved = Vec::new();
    let last = order.through.unwrap_or(0).max(order.assign);
    let all = chosen_files(course, last);
    let shown: Vec<String> = all.iter().filter(|file| !is_hidden(file)).cloned().collect();
    let set: BTreeSet<String> = shown.iter().cloned().collect();

    // Without cutting, for the key.
    let reference = order.key.join(REFERENCE);
    let write = |to: &Path, files: &[String], ids: &BTreeSet<Id>| {
        workspace::synchronise(to, files, |file| {
            let (bytes, permissions) = starter(course, file, ids)?;
            let text = String::from_utf8_lossy(&bytes);
            let bytes =
                trim::without_later(file, &text, &set).map_or(bytes.clone(), String::into_bytes);
            Ok((bytes, permissions))
        })
    };
    write(&reference, &all, &BTreeSet::new()).map_err(cannot)?;
    write(&order.out, &shown, ids).map_err(cannot)?;
    fs::write(order.out.join("README.md"), readme(course, ids)).map_err(cannot)?;
    missing_includes(&order.out, &shown)?;

    let reference = Workspace::at(&reference);
    let reference = Course::read(&reference).map_err(words)?;
    let left = solution_lines_in(course, ids, &order.out);
    if !left.is_empty() {
        return Err(format!("lines of solutions are in the hand-out:\n{}", left.join("\n")));
    }
    proved.push("no line that stands only in a solution is in the hand-out".into());

    // What is proved is proved of copies, so that nothing built gets into the hand-out.
    let target = course.workspace.path("target");
    let build = |name: &str| Build {
        root: target.join("course").join(name),
        target: Some(target.join("course/build")),
        shared: Some(target.clone()),
        offline: false,
        limit: Duration::from_secs(3600),
    };
    for (name, from) in [(STARTERS, &order.out), (SOLUTIONS, &order.key.join(REFERENCE))] {
        let files = Workspace::at(from).files();
        workspace::copy(&build(name).root, &files, |file| workspace::content(&from.join(file)))
            .map_err(cannot)?;
    }
    let handed_out = Course::read(&Workspace::at(&order.out)).map_err(words)?;
    let runner = Runner::new().map_err(|error| error.to_string())?;
    progress("the starters: building the hand-out and running the assigned tests");
    let starters = outcomes(&handed_out, ids, &build(STARTERS), &runner)?;
    for (id, (passed, total)) in &starters {
        if passed == total {
            return Err(format!("exercise {id}: the starter passes all {total} tests"));
        }
        proved.push(format!(
            "exercise {id}: the starter builds, and fails {} of {total} tests",
            total - passed
        ));
    }
    progress("the solutions: building the reference and running the assigned tests");
    let solutions = outcomes(&reference, ids, &build(SOLUTIONS), &runner)?;
    for (id, (passed, total)) in &solutions {
        if passed != total {
            return Err(format!(
                "exercise {id}: the solution passes only {passed} of {total} tests"
            ));
        }
    }
    proved.push("with the solutions put back, all of these tests pass".into());
    if !order.quick {
        prove_the_rest(course, order, &build, progress, &mut proved)?;
    }

    let manifest = manifest(course, order, ids).map_err(cannot)?;
    let json = serde_json::to_string_pretty(&manifest).unwrap_or_default();
    fs::write(order.out.join(MANIFEST), json + "\n").map_err(cannot)?;
    let seed = u64::from_be_bytes(fresh_bytes().map_err(cannot)?);
    let key = Key { format: "course/key/v1".into(), handout: manifest, seed };
    let json = serde_json::to_string_pretty(&key).unwrap_or_default();
    fs::write(order.key.join("key.json"), json + "\n").map_err(cannot)?;
    Ok(proved)
}

/// All tests of the stages the class has, in the hand-out; and all of the assigned one with its solutions.
fn prove_the_rest(
    course: &Course,
    order: &Order,
    build: &impl Fn(&str) -> Build,
    progress: &mut dyn FnMut(&str),
    proved: &mut Vec<String>,
) -> Result<(), String> {
    let test = |name: &str, stages: Vec<u32>| -> Result<(), Failure> {
        let mut arguments = vec!["test".to_string()];
        arguments.extend(stages.iter().flat_map(|stage| ["-p".into(), format!("stage{stage}")]));
        build(name).cargo(&arguments).map(|_| ())
    };
    let earlier: Vec<u32> =
        course.stages().into_keys().filter(|stage| *stage < order.assign).collect();
    if !earlier.is_empty() {
        progress("the earlier stages: running all tests of the hand-out");
        test(STARTERS, earlier).map_err(|failure| {
            format!("tests of an earlier stage fail in the hand-out:\n{}", failure.words())
        })?;
        proved
            .push(format!("all tests of the stages before {} pass in the hand-out", order.assign));
    }
    progress("the assigned stage: running all tests with the solutions");
    test(SOLUTIONS, vec![order.assign])
        .map_err(|failure| format!("tests fail with the solutions:\n{}", failure.words()))?;
    proved.push(format!("all tests of stage {} pass with the solutions put back", order.assign));
    Ok(())
}

fn words(faults: Vec<crate::exercise::Fault>) -> String {
    faults.iter().map(|fault| fault.to_string()).collect::<Vec<_>>().join("\n")
}

/// Builds and runs the assigned tests; for each exercise, how many pass, of how many.
fn outcomes(
    course: &Course,
    ids: &BTreeSet<Id>,
    build: &Build,
    runner: &Runner,
) -> Result<BTreeMap<Id, (usize, usize)>, String> {
    let exercises = course.exercises.iter().filter(|exercise| ids.contains(&exercise.id));
    let wanted: Vec<_> =
        exercises.map(|exercise| (exercise, judge::targets(&course.workspace, exercise))).collect();
    let all = wanted.iter().flat_map(|(_, targets)| targets.iter().cloned()).collect();
    let programs = build.tests(&all).map_err(|failure| failure.words())?;
    let mut found = BTreeMap::new();
    for (exercise, targets) in wanted {
        let tests = judge::tests_of(exercise, &targets, &programs, runner)?;
        if tests.is_empty() {
            return Err(format!("exercise {}: no test judges it", exercise.id));
        }
        let results = runner.tests(&tests);
        let passed = results.iter().filter(|result| result.passed).count();
        found.insert(exercise.id, (passed, results.len()));
    }
    Ok(found)
}

/// Includes of chapters that lead to files which are left out.
fn missing_includes(out: &Path, files: &[String]) -> Result<(), String> {
    let mut missing = Vec::new();
    for file in files.iter().filter(|file| file.starts_with("book/chapters/")) {
        let text = fs::read_to_string(out.join(file)).unwrap_or_default();
        let folder = out.join(file);
        for line in text.lines() {
            let target = line.trim().strip_prefix("{{#include ").and_then(|l| l.strip_suffix("}}"));
            let path = target.and_then(|target| target.split(':').next());
            let there = |path: &str| folder.parent().is_some_and(|f| f.join(path).is_file());
            if path.is_some_and(|path| !there(path)) {
                missing.push(format!("{file}: {line}"));
            }
        }
    }
    match missing.is_empty() {
        true => Ok(()),
        false => Err(format!("chapters show code that is left out:\n{}", missing.join("\n"))),
    }
}

fn manifest(course: &Course, order: &Order, ids: &BTreeSet<Id>) -> io::Result<Manifest> {
    let exercises = course.exercises.iter().filter(|exercise| ids.contains(&exercise.id));
    let exercises = exercises.map(|exercise| Assigned {
        id: exercise.id.to_string(),
        title: exercise.title.clone(),
        points: exercise.points,
        files: exercise.files().into_iter().map(String::from).collect(),
    });
    let mut files = BTreeMap::new();
    for file in Workspace::at(&order.out).files() {
        files.insert(file.clone(), digest(&fs::read(order.out.join(&file))?));
    }
    let (format, exercises) = ("course/handout/v1".to_string(), exercises.collect());
    Ok(Manifest { format, assign: order.assign, exercises, files })
}

/// Bytes that nobody can foretell.
pub fn fresh_bytes() -> io::Result<[u8; 8]> {
    use std::io::Read;
    let mut bytes = [0; 8];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes)
}

// -------------------------------------------------------------------------------------------------------------- leaks

/// A line with so much in it that it does not stand in two places by accident.
fn tells(line: &str) -> bool {
    line.bytes().filter(u8::is_ascii_alphanumeric).count() >= 12
}

/// The lines that stand in the solutions of the given exercises and nowhere else in the sources.
fn solution_lines(course: &Course, ids: &BTreeSet<Id>) -> BTreeSet<String> {
    let mut inside = BTreeSet::new();
    let mut outside = BTreeSet::new();
    for file in course.workspace.files() {
        let text = course.workspace.read(&file);
        let regions = match stage_of(&file) {
            Some(_) => region::parse(&text).unwrap_or_default(),
            None => Vec::new(),
        };
        // What a stub says is for everybody, also if a solution says it too.
        outside.extend(regions.iter().map(|region| region.stub.clone()));
        let cut = |line: usize| {
            regions.iter().any(|r| ids.contains(&r.exercise) && r.begin < line && line < r.end)
        };
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if tells(line) {
                let set = if cut(at + 1) { &mut inside } else { &mut outside };
                set.insert(line.to_string());
            }
        }
    }
    inside.difference(&outside).cloned().collect()
}

/// Which lines of solutions are in some file of a folder, hidden files and build products included.
fn solution_lines_in(course: &Course, ids: &BTreeSet<Id>, folder: &Path) -> Vec<String> {
    let lines = solution_lines(course, ids);
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            let here = text.lines().map(str::trim).filter(|line| lines.contains(*line));
            found.extend(here.map(|line| format!("{}: {line}", path.display())));
        }
    }
    found
}

/// Runs of lines of a solution that another place shows as well, such as a page or a comment: two thirds of it, and at
/// least four lines of a long one. (Beginnings are often alike.)
pub fn leaks(course: &Course, ids: &BTreeSet<Id>) -> Vec<String> {
    const RUN: usize = 4;
    let says = |line: &&str| line.bytes().any(|byte| byte.is_ascii_alphanumeric());
    let mut found = Vec::new();
    for exercise in course.exercises.iter().filter(|exercise| ids.contains(&exercise.id)) {
        let bodies: String = exercise
            .regions
            .iter()
            .map(|(file, region)| region::body(&course.workspace.read(file), region))
            .collect();
        let solution: Vec<&str> = bodies.lines().map(str::trim).filter(says).collect();
        let run = solution.len().min(RUN).max((solution.len() * 2).div_ceil(3));
        let long = |lines: &&[&str]| lines.iter().any(|line| tells(line));
        let runs: BTreeSet<&[&str]> = match run {
            0 => continue,
            run => solution.windows(run).filter(long).collect(),
        };
        for file in course.workspace.files() {
            let Ok((bytes, _)) = starter(course, &file, ids) else { continue };
            let text = String::from_utf8_lossy(&bytes);
            let lines: Vec<&str> = text.lines().map(str::trim).filter(says).collect();
            if let Some(shown) = lines.windows(run).find(|lines| runs.contains(lines)) {
                let (id, lines) = (exercise.id, shown.join("\n  "));
                found.push(format!("{file} shows a part of the solution of {id}:\n  {lines}"));
            }
        }
    }
    found
}
