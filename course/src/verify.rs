//! Are the exercises what they claim to be? Each starter builds and fails, each solution passes, mutants are caught.
//!
//! 1. Pages, regions and tests fit together (reading them says so), and the stage's own list shows every page.
//! 2. A copy holds starter and reference of each exercise, switched at run time ([`variant`](crate::variant)): one
//!    build, which shows that all starters compile, and after which every test of every exercise runs twice. With the reference all must pass. With the starter at
//!    least one must fail, for an exercise that is solved already is none. What cannot be switched (it is written in Go,
//!    say) is built once more with its starter.
//! 3. No page, comment or other file shows several lines of a solution in a row.
//!
//! The copy stays below `target/course` and shares its dependencies with all other builds, so a second run builds only
//! what has changed. The mutants are a command of their own, [`mutation`]: they take minutes.

use crate::exercise::{Course, Exercise};
use crate::handout;
use crate::judge::{self, Build, Program, Runner, Target, TestResult};
use crate::mutate;
use crate::region::{self, Id};
use crate::sandbox::Limits;
use crate::variant::{self, Schema, Variant};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

/// How much of a test's reason is shown: an assertion can quote a whole program.
const REASON: usize = 400;

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
    progress(&format!("{} exercises; building starters and solutions side by side", chosen.len()));
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
    let built = Built::new(course, chosen, &mut schema, &build, true)?;
    let runner = Runner::new().map_err(|error| error.to_string())?;
    let mut problems = Vec::new();
    let is_unfit = |index: &usize, schema: &Schema| schema.unfit.contains_key(&chosen[*index].id);
    // What is built again comes last: it takes the place of the programs that hold all the others.
    let (last, first): (Vec<usize>, Vec<usize>) =
        (0..chosen.len()).partition(|index| is_unfit(index, &schema));
    let mut references = BTreeMap::new();
    for index in first.iter().chain(&last).copied() {
        let (exercise, wanted) = (chosen[index], &built.wanted[index]);
        let tests = judge::tests_of(exercise, wanted, &built.programs, &runner)?;
        let reference = chosen_variant(&runner, 0).tests(&tests);
        if tests.is_empty() {
            problems.push(format!("exercise {}: no test judges it", exercise.id));
        }
        for failed in reference.iter().filter(|result| !result.passed) {
            let reason: String = failed.reason.chars().take(REASON).collect();
            let name = &failed.name;
            problems.push(format!("exercise {}: the solution fails {name}: {reason}", exercise.id));
        }
        references.insert(index, (tests, reference));
    }
    for index in first.into_iter().chain(last) {
        let exercise = chosen[index];
        let (mut tests, reference) = references.remove(&index).unwrap_or_default();
        let mut runner = chosen_variant(&runner, index + 1);
        if is_unfit(&index, &schema) {
            schema.instead = BTreeMap::from([(exercise.id, index)]);
            let programs = schema.settle(course, || build.tests(&built.wanted[index]))?;
            runner = chosen_variant(&runner, 0);
            tests = judge::tests_of(exercise, &built.wanted[index], &programs, &runner)?;
        }
        if let Some(why) = schema.refused.get(&index) {
            problems.push(format!("exercise {}: the starter does not build: {why}", exercise.id));
            continue;
        }
        let failing = runner.tests(&tests).iter().filter(|result| !result.passed).count();
        if failing == 0 && !tests.is_empty() {
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
        most_compile: bool,
    ) -> Result<Built, String> {
        let packages: BTreeSet<&str> =
            chosen.iter().map(|exercise| exercise.judge.package.as_str()).collect();
        // What does not compile is found without generating code: with hundreds of mutants that is most of the time.
        if !most_compile {
            schema.settle(course, || {
                packages.iter().try_for_each(|package| {
                    build.cargo(&["check", "--lib", "-p", package].map(String::from)).map(|_| ())
                })
            })?;
        }
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
    let built = Built::new(course, &chosen, &mut schema, &build, false)?;
    progress(&format!("{} of them compile", schema.variants.len() - schema.refused.len()));
    let runner = Runner::new().map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    // What is built again comes last: it takes the place of the programs that hold all the others.
    let is_unfit = |at: &usize| schema.unfit.contains_key(&chosen[*at].id);
    let (last, first): (Vec<usize>, Vec<usize>) = (0..chosen.len()).partition(is_unfit);
    for at in first.into_iter().chain(last) {
        let exercise = chosen[at];
        let is_unfit = schema.unfit.contains_key(&exercise.id);
        let rebuild = |schema: &mut Schema| {
            let programs = schema.settle(course, || build.tests(&built.wanted[at]))?;
            judge::tests_of(exercise, &built.wanted[at], &programs, &runner)
        };
        let tests = match is_unfit {
            false => judge::tests_of(exercise, &built.wanted[at], &built.programs, &runner)?,
            true => {
                // The last mutant of another exercise is still in its place.
                schema.instead.clear();
                rebuild(&mut schema)?
            }
        };
        let reference = chosen_variant(&runner, 0).tests(&tests);
        if let Some(failed) = reference.iter().find(|result| !result.passed) {
            return Err(format!("the solution of {} fails {}", exercise.id, failed.name));
        }
        let limits = reference.iter().map(limits).collect::<Vec<_>>();
        let result = match is_unfit {
            false => try_mutants(exercise, &schema, &tests, &limits, &runner),
            true => try_mutants_one_by_one(exercise, &mut schema, rebuild, &limits, &runner)?,
        };
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
        for mutant in mutate::mutants(file, &body) {
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

/// What a mutant may use where the reference used so much: one that runs much longer does not end.
fn limits(reference: &TestResult) -> Limits {
    let cpu_seconds = (reference.cpu_seconds * 5.0).ceil() as u64 + 2;
    Limits { cpu_seconds, wall_seconds: cpu_seconds * 4, ..Limits::default() }
}

/// Whether a program passes all its tests.
fn survives(tests: &[(Program, String)], limits: &[Limits], runner: &Runner) -> bool {
    let mut runner = runner.clone();
    tests.iter().zip(limits).all(|((program, name), limits)| {
        runner.limits = *limits;
        runner.test(program, name).passed
    })
}

/// The mutants of an exercise in a schema.
fn ours(exercise: &Exercise, schema: &Schema) -> Vec<usize> {
    let is_ours = |index: &usize| schema.variants[*index].exercise == exercise.id;
    (0..schema.variants.len()).filter(is_ours).collect()
}

/// Mutants that are all in the same programs.
fn try_mutants(
    exercise: &Exercise,
    schema: &Schema,
    tests: &[(Program, String)],
    limits: &[Limits],
    runner: &Runner,
) -> Mutation {
    let (_, tried): (Vec<usize>, Vec<usize>) =
        ours(exercise, schema).into_iter().partition(|index| schema.refused.contains_key(index));
    let survives = judge::in_parallel(tried.len(), |at| {
        survives(tests, limits, &chosen_variant(runner, tried[at] + 1))
    });
    let survivors = tried.iter().zip(&survives).filter(|(_, survives)| **survives);
    summary(exercise, schema, survivors.map(|(index, _)| *index))
}

/// Mutants of which each needs a build.
fn try_mutants_one_by_one(
    exercise: &Exercise,
    schema: &mut Schema,
    mut rebuild: impl FnMut(&mut Schema) -> Result<Vec<(Program, String)>, String>,
    limits: &[Limits],
    runner: &Runner,
) -> Result<Mutation, String> {
    let mut survivors = Vec::new();
    for index in ours(exercise, schema) {
        schema.instead = BTreeMap::from([(exercise.id, index)]);
        let tests = rebuild(schema)?;
        if !schema.refused.contains_key(&index) && survives(&tests, limits, runner) {
            survivors.push(index);
        }
    }
    Ok(summary(exercise, schema, survivors.into_iter()))
}

fn summary(
    exercise: &Exercise,
    schema: &Schema,
    survivors: impl Iterator<Item = usize>,
) -> Mutation {
    let survivors: Vec<String> =
        survivors.map(|index| schema.variants[index].what.clone()).collect();
    let ours = ours(exercise, schema);
    let refused = ours.iter().filter(|index| schema.refused.contains_key(index)).count();
    let tried = ours.len() - refused;
    let caught = tried - survivors.len();
    Mutation { exercise: exercise.id, tried, caught, refused, survivors }
}
