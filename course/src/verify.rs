//! Are the exercises what they claim to be? Each starter builds and fails, each solution passes, mutants are caught.
//!
//! 1. Pages, regions and tests fit together (reading them says so), and the stage's own list shows every page.
//! 2. A copy with *every* region cut out compiles: what learners and classes get is a program.
//! 3. A second copy holds starter and reference of each exercise, switched at run time ([`variant`](crate::variant)): one
//!    build, after which every test of every exercise runs twice. With the reference all must pass. With the starter at
//!    least one must fail, for an exercise that is solved already is none.
//! 4. No page, comment or other file shows several lines of a solution in a row.
//!
//! Both copies stay below `target/course` and share its dependencies with all other builds, so a second run builds only
//! what has changed. The mutants are a command of their own, [`mutation`]: they take minutes.

use crate::exercise::{Course, Exercise};
use crate::handout;
use crate::judge::{self, Build, Program, Runner, Target, TestResult};
use crate::mutate;
use crate::region::{self, Id};
use crate::variant::{self, Schema, Variant};
use crate::workspace;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// What is said while it works.
pub type Progress<'a> = &'a mut dyn FnMut(&str);

/// What is wrong with the exercises, a line each.
pub type Problems = Vec<String>;

/// Checks the exercises, or only those of the given numbers.
pub fn verify(course: &Course, only: &[Id], progress: Progress) -> Result<Problems, String> {
    let chosen: Vec<&Exercise> = course
        .exercises
        .iter()
        .filter(|exercise| only.is_empty() || only.contains(&exercise.id))
        .collect();
    let mut problems = Vec::new();
    for exercise in &chosen {
        problems.extend(unlisted(course, exercise));
        problems.extend(handout::leaks(course, &BTreeSet::from([exercise.id])));
    }
    progress(&format!("{} exercises; building all starters", chosen.len()));
    problems.extend(starters_build(course, &chosen)?);
    progress("building starters and solutions side by side");
    problems.extend(starters_fail_and_solutions_pass(course, &chosen, progress)?);
    Ok(problems)
}

/// Where things are built.
fn build(course: &Course, name: &str) -> Build {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target = target.unwrap_or_else(|| course.workspace.path("target"));
    let target = course.workspace.root().join(target);
    Build {
        root: course.workspace.path("target/course").join(name),
        target: Some(target.join("course/build")),
        shared: Some(target),
        offline: false,
        limit: Duration::from_secs(1800),
    }
}

/// Whether the stage's own `exercises` verb shows the page.
fn unlisted(course: &Course, exercise: &Exercise) -> Option<String> {
    let name = exercise.page.rsplit('/').next().unwrap_or("");
    let sources = format!("{}/src/", exercise.folder());
    let files = course.workspace.files();
    let mut sources = files.iter().filter(|file| file.starts_with(&sources));
    let listed =
        sources.any(|file| course.workspace.read(file).contains(&format!("exercises/{name}\")")));
    (!listed).then(|| {
        format!("{}:1: `stage{} exercises` does not list it", exercise.page, exercise.id.stage)
    })
}

/// A copy with all regions cut out compiles. (A stub that is `todo!` leaves parameters unused; that is no fault.)
fn starters_build(course: &Course, chosen: &[&Exercise]) -> Result<Problems, String> {
    let build = build(course, "starters");
    let ids: BTreeSet<Id> = chosen.iter().map(|exercise| exercise.id).collect();
    let files = course.workspace.files();
    let content = |file: &str| handout::starter(course, file, &ids);
    workspace::copy(&build.root, &files, content)
        .map_err(|error| format!("cannot copy the sources: {error}"))?;
    let packages: BTreeSet<&str> = chosen.iter().map(|e| e.judge.package.as_str()).collect();
    let mut problems = Vec::new();
    for package in packages {
        let arguments = ["check", "--lib", "-p", package].map(String::from);
        if let Err(failure) = build.cargo(&arguments) {
            problems.push(format!("starters of {package} do not build:\n{}", failure.words()));
        }
    }
    Ok(problems)
}

fn starter_variants(course: &Course, chosen: &[&Exercise]) -> Vec<Variant> {
    let variant = |exercise: &&Exercise| {
        let bodies = exercise.regions.iter().enumerate().map(|(index, (file, region))| {
            (index, region::stub_lines(&course.workspace.read(file), region))
        });
        let bodies = bodies.collect();
        Variant { exercise: exercise.id, what: "the starter".into(), bodies }
    };
    chosen.iter().map(variant).collect()
}

fn starters_fail_and_solutions_pass(
    course: &Course,
    chosen: &[&Exercise],
    progress: Progress,
) -> Result<Problems, String> {
    let build = build(course, "variants");
    let mut schema = Schema::new(&build.root, starter_variants(course, chosen));
    let built = Built::new(course, chosen, &mut schema, &build)?;
    let runner = Runner::new().map_err(|error| error.to_string())?;
    let mut problems = Vec::new();
    for (index, exercise) in chosen.iter().enumerate() {
        if let Some(why) = schema.unfit.get(&exercise.id).or(schema.refused.get(&index)) {
            problems.push(format!("exercise {}: cannot be tried out: {why}", exercise.id));
            continue;
        }
        let tests = judge::tests_of(exercise, &built.wanted[index], &built.programs, &runner)?;
        if tests.is_empty() {
            problems.push(format!("exercise {}: no test judges it", exercise.id));
            continue;
        }
        let reference = chosen_variant(&runner, 0).tests(&tests);
        for failed in reference.iter().filter(|result| !result.passed) {
            let (name, reason) = (&failed.name, &failed.reason);
            problems.push(format!("exercise {}: the solution fails {name}: {reason}", exercise.id));
        }
        let starter = chosen_variant(&runner, index + 1).tests(&tests);
        let failing = starter.iter().filter(|result| !result.passed).count();
        if failing == 0 {
            problems.push(format!("exercise {}: the starter passes every test", exercise.id));
        }
        progress(&format!(
            "exercise {}: {} tests; the starter fails {failing}, the solution {}",
            exercise.id,
            tests.len(),
            reference.iter().filter(|result| !result.passed).count()
        ));
    }
    Ok(problems)
}

/// The test programs of a schema.
struct Built {
    wanted: Vec<BTreeSet<Target>>,
    programs: Vec<Program>,
}

impl Built {
    fn new(
        course: &Course,
        chosen: &[&Exercise],
        schema: &mut Schema,
        build: &Build,
    ) -> Result<Built, String> {
        let packages: BTreeSet<&str> =
            chosen.iter().map(|exercise| exercise.judge.package.as_str()).collect();
        // What does not compile is found without generating code: with hundreds of mutants that is most of the time.
        schema.settle(course, || {
            packages.iter().try_for_each(|package| {
                build.cargo(&["check", "--lib", "-p", package].map(String::from)).map(|_| ())
            })
        })?;
        let wanted: Vec<BTreeSet<Target>> =
            chosen.iter().map(|exercise| judge::targets(&course.workspace, exercise)).collect();
        let all: BTreeSet<Target> = wanted.iter().flatten().cloned().collect();
        let programs = schema.settle(course, || build.tests(&all))?;
        Ok(Built { wanted, programs })
    }
}

fn chosen_variant(runner: &Runner, number: usize) -> Runner {
    let mut runner = runner.clone();
    runner.environment.push((variant::VARIABLE.to_string(), number.to_string()));
    runner
}

// ----------------------------------------------------------------------------------------------------------- mutation

/// What became of an exercise's mutants.
#[derive(Clone, Debug)]
pub struct Mutation {
    /// The exercise.
    pub exercise: Id,
    /// Mutants that compile and were run.
    pub tried: usize,
    /// Those that a test noticed.
    pub caught: usize,
    /// Those that do not compile.
    pub refused: usize,
    /// Where the others are: `file:line: from → to`.
    pub survivors: Vec<String>,
}

/// Makes single-token mutants of the reference solutions and runs the tests on each; at most `limit` per exercise, spread
/// evenly over the region.
pub fn mutation(
    course: &Course,
    only: &[Id],
    limit: usize,
    progress: Progress,
) -> Result<Vec<Mutation>, String> {
    let chosen: Vec<&Exercise> = course
        .exercises
        .iter()
        .filter(|exercise| only.is_empty() || only.contains(&exercise.id))
        .collect();
    let build = build(course, "mutants");
    let variants: Vec<Variant> =
        chosen.iter().flat_map(|exercise| mutants_of(course, exercise, limit)).collect();
    progress(&format!("{} mutants of {} solutions", variants.len(), chosen.len()));
    let mut schema = Schema::new(&build.root, variants);
    let built = Built::new(course, &chosen, &mut schema, &build)?;
    progress(&format!("{} of them compile", schema.variants.len() - schema.refused.len()));
    let runner = Runner::new().map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    for (at, exercise) in chosen.iter().enumerate() {
        if let Some(why) = schema.unfit.get(&exercise.id) {
            return Err(format!("exercise {}: cannot be tried out: {why}", exercise.id));
        }
        let tests = judge::tests_of(exercise, &built.wanted[at], &built.programs, &runner)?;
        let reference = chosen_variant(&runner, 0).tests(&tests);
        if let Some(failed) = reference.iter().find(|result| !result.passed) {
            return Err(format!("the solution of {} fails {}", exercise.id, failed.name));
        }
        let result = try_mutants(exercise, &schema, &tests, &reference, &runner);
        progress(&format!(
            "exercise {}: {} of {} mutants caught ({} do not compile)",
            result.exercise, result.caught, result.tried, result.refused
        ));
        found.push(result);
    }
    Ok(found)
}

fn mutants_of(course: &Course, exercise: &Exercise, limit: usize) -> Vec<Variant> {
    let mut all = Vec::new();
    for (index, (file, region)) in exercise.regions.iter().enumerate() {
        // What another machine would execute cannot be tried out on this one.
        if is_for_another_machine(file) {
            continue;
        }
        let body = region::body(&course.workspace.read(file), region);
        for mutant in mutate::mutants(&body) {
            let line = region.begin + mutant.line;
            let what = format!("{file}:{line}: `{}` → `{}`", mutant.from, mutant.to);
            all.push(Variant { exercise: exercise.id, what, bodies: vec![(index, mutant.text)] });
        }
    }
    let step = all.len().div_ceil(limit.max(1)).max(1);
    all.into_iter().step_by(step).collect()
}

/// Whether a file of this name holds code for the other instruction set, as the stages name such files.
fn is_for_another_machine(file: &str) -> bool {
    let other = if cfg!(target_arch = "x86_64") { "a64" } else { "x64" };
    file.split(['/', '.', '_']).any(|part| part == other)
}

fn try_mutants(
    exercise: &Exercise,
    schema: &Schema,
    tests: &[(Program, String)],
    reference: &[TestResult],
    runner: &Runner,
) -> Mutation {
    let ours: Vec<usize> = (0..schema.variants.len())
        .filter(|index| schema.variants[*index].exercise == exercise.id)
        .collect();
    let (refused, tried): (Vec<usize>, Vec<usize>) =
        ours.into_iter().partition(|index| schema.refused.contains_key(index));
    let survives = judge::in_parallel(tried.len(), |at| {
        let mut runner = chosen_variant(runner, tried[at] + 1);
        tests.iter().zip(reference).all(|((program, name), reference)| {
            // A mutant that runs much longer than the reference does not end.
            runner.limits.cpu_seconds = (reference.cpu_seconds * 5.0).ceil() as u64 + 2;
            runner.limits.wall_seconds = runner.limits.cpu_seconds * 4;
            runner.test(program, name).passed
        })
    });
    let survivors: Vec<String> = tried
        .iter()
        .zip(&survives)
        .filter(|(_, survives)| **survives)
        .map(|(index, _)| schema.variants[*index].what.clone())
        .collect();
    Mutation {
        exercise: exercise.id,
        tried: tried.len(),
        caught: tried.len() - survivors.len(),
        refused: refused.len(),
        survivors,
    }
}
