//! Grades a class: every submission in a sandbox, points with reasons, results as they come.
//!
//! ```text
//!  submission ──► regions ──► one build with all of them ──► visible tests ─────────────┐
//!   (files)      (submission)       (variant)            └─► observations ──► compared ─┴─► points, reasons ──► formats
//!                                                                  ▲                               (report)
//!  key ─────────► the reference and the starter, built once ───────┘
//! ```
//!
//! **What is taken.** Of a submission, only what stands between the marks of assigned regions. Everything else, the tests
//! first of all, comes from the key. Each exercise is judged with the reference in all other regions, so that a mistake
//! costs the points of one exercise.
//!
//! **What is believed.** A test runs in one process with the code it judges, which could end that process and claim that
//! all was well. So a visible test counts only as far as the *observations* bear it out: what the code did with
//! generated inputs, printed by it, and compared here with what the reference printed in another process, for a seed that
//! only the key knows. Who wants to print the right lines has to compute them: the reference in the same program answers
//! only to a word that is not told ([`Schema::sealed`]), and no other program with it can be seen.
//!
//! **What counts.** What the starter achieves is worth nothing: shares are counted from there. Observations make up
//! [`OBSERVED`] of an exercise's points, visible tests the rest. Quantities of which less is better (instructions left,
//! moves, bytes) are credited on a scale from the starter's to the reference's.
//!
//! **What is told.** Results of the visible tests; for each category of hidden inputs, how many were right; and one
//! input that went wrong, from *another* seed, made for this run: the shortest there is. Judged by `tests/grade.rs`.

use crate::exercise::{Course, Exercise};
use crate::handout::{self, Key};
use crate::judge::{self, Build, Program, Runner, Target, TestResult};
use crate::region::{self, Id};
use crate::report::{Category, Format, Graded, GradedExercise, GradedTest, Seconds};
use crate::sandbox::Limits;
use crate::variant::{self, Schema, Variant};
use crate::workspace::Workspace;
use observe::Observations;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

pub mod observe;
pub mod submission;

/// The share of an exercise's points that observations decide.
pub const OBSERVED: f64 = 0.6;

/// Where programs are built, below [`Settings::work`].
const PROGRAMS: &str = "build";

/// What to grade.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A submission, or a folder of them.
    pub submissions: PathBuf,
    /// The key's folder.
    pub key: PathBuf,
    /// Where results go.
    pub out: PathBuf,
    /// In which formats.
    pub formats: Vec<Format>,
    /// How many at a time.
    pub jobs: usize,
    /// The folder that builds are kept in.
    pub work: PathBuf,
    /// The folder that dependencies are built in.
    pub target: PathBuf,
}

/// What a test may use.
const LIMITS: Limits = Limits {
    cpu_seconds: 6,
    wall_seconds: 30,
    memory: 2 << 30,
    file_size: 64 << 20,
    processes: 64,
};

/// Grades everything; the results in the order of their names.
pub fn grade(settings: &Settings, progress: &(dyn Fn(&str) + Sync)) -> Result<Vec<Graded>, String> {
    let cannot = |what: &str, error: std::io::Error| format!("cannot {what}: {error}");
    let key = read_key(&settings.key)?;
    let submissions = submission::find(&settings.submissions, &key)?;
    fs::create_dir_all(&settings.out)
        .map_err(|error| cannot("make the folder of results", error))?;
    progress(&format!("{} submissions; building reference and starter", submissions.len()));
    let grader = Grader::new(settings, key)?;
    for missing in &grader.missing {
        progress(&format!("the sandbox is not complete: {missing}"));
    }
    let next = Mutex::new(0);
    let done = Mutex::new(BTreeMap::new());
    let failure = Mutex::new(None);
    std::thread::scope(|scope| {
        for slot in 0..settings.jobs.clamp(1, submissions.len().max(1)) {
            let (next, done, failure, grader, submissions) =
                (&next, &done, &failure, &grader, &submissions);
            scope.spawn(move || {
                loop {
                    let index = {
                        let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
                        *next += 1;
                        *next - 1
                    };
                    let Some((name, folder)) = submissions.get(index) else { return };
                    let result = grader.cached(slot, name, folder);
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    match result {
                        Ok((graded, fresh)) => {
                            let note = if fresh { "" } else { " (as before)" };
                            progress(&format!(
                                "{}/{} {name}: {} of {}{note}",
                                done.len() + 1,
                                submissions.len(),
                                graded.score(),
                                graded.points()
                            ));
                            done.insert(name.clone(), graded);
                        }
                        Err(message) => {
                            let mut failure =
                                failure.lock().unwrap_or_else(PoisonError::into_inner);
                            failure.get_or_insert(format!("{name}: {message}"));
                            return;
                        }
                    }
                }
            });
        }
    });
    if let Some(message) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(message);
    }
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(done.into_values().collect())
}

fn read_key(folder: &Path) -> Result<Key, String> {
    let file = folder.join("key.json");
    let text = fs::read_to_string(&file)
        .map_err(|error| format!("{}: {error} (a key is made by `handout`)", file.display()))?;
    let key: Key =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    match key.format.as_str() {
        "course/key/v1" => Ok(key),
        other => Err(format!("{}: the format is `{other}`", file.display())),
    }
}

/// All that submissions have in common.
struct Grader {
    settings: Settings,
    key: Key,
    course: Course,
    runner: Runner,
    baselines: BTreeMap<Id, Baseline>,
    seeds: Seeds,
    missing: Vec<String>,
}

/// Where inputs come from: the key's, and one that is made for this run.
struct Seeds {
    hidden: u64,
    shown: u64,
}

/// What an exercise's reference and starter do.
struct Baseline {
    /// Tests that the starter passes.
    starter_passes: BTreeSet<String>,
    /// With the hidden seed; `None` if there are no observations of this exercise.
    hidden: Option<Pair>,
    /// With the seed of this run.
    shown: Option<Pair>,
}

struct Pair {
    reference: Observations,
    starter: Observations,
}

/// An exercise's tests and observations in the programs of one build.
#[derive(Clone, Default)]
struct Programs {
    tests: Vec<(Program, String)>,
    observed: Option<(Program, String)>,
}

/// A version of an exercise: the word that chooses it, and where.
struct Version {
    word: String,
    programs: Programs,
}

/// The places of the exercises; last those that cannot be switched, because the programs that are built for them take the
/// place of those that hold all the others.
fn in_order_of_building(course: &Course, schema: &Schema) -> Vec<usize> {
    let is_unfit = |index: &usize| schema.unfit.contains_key(&course.exercises[*index].id);
    let (last, first): (Vec<usize>, Vec<usize>) = (0..course.exercises.len()).partition(is_unfit);
    [first, last].concat()
}

impl Grader {
    fn new(settings: &Settings, key: Key) -> Result<Grader, String> {
        let workspace = Workspace::at(settings.key.join(handout::REFERENCE));
        let mut course = Course::read(&workspace).map_err(|faults| {
            faults.iter().map(|fault| fault.to_string()).collect::<Vec<_>>().join("\n")
        })?;
        let assigned: BTreeSet<&str> =
            key.handout.exercises.iter().map(|e| e.id.as_str()).collect();
        course.exercises.retain(|exercise| assigned.contains(&*exercise.id.to_string()));
        let mut runner = Runner::new().map_err(|error| error.to_string())?;
        runner.limits = LIMITS;
        let shown = handout::fresh_bytes().map_err(|error| error.to_string())?;
        let seeds = Seeds { hidden: inputs(&key), shown: u64::from_be_bytes(shown) };
        let mut grader = Grader {
            settings: settings.clone(),
            key,
            course,
            runner,
            baselines: BTreeMap::new(),
            seeds,
            missing: Vec::new(),
        };
        grader.measure_baselines()?;
        Ok(grader)
    }

    fn build(&self, name: &str) -> Build {
        Build {
            root: self.settings.work.join(name),
            // Tests may start the stage's program, so everyone's is in a place of its own.
            target: Some(self.settings.work.join(PROGRAMS).join(name)),
            shared: Some(self.settings.target.clone()),
            offline: true,
            limit: Duration::from_secs(600),
        }
    }

    /// Folders that a submission must not see: keys, other submissions, results, every copy of the sources, and test
    /// programs, its own among them.
    fn hidden(&self, slot: &str, programs: &[Program]) -> Vec<PathBuf> {
        let settings = &self.settings;
        let mut hidden =
            vec![settings.key.clone(), settings.submissions.clone(), settings.out.clone()];
        let mut roots = vec![settings.work.join(slot)];
        // The workspace that `work` lies in, if it does.
        roots.extend(Workspace::find(&settings.work).map(|found| found.root().to_path_buf()));
        for root in &roots {
            hidden.extend(self.course.stages().values().map(|stage| root.join(stage).join("src")));
        }
        // Solutions outside of `src` are read when tests run, so in its own copy a submission has its own there.
        for root in &roots[1..] {
            let files = self.course.exercises.iter().flat_map(Exercise::files);
            hidden.extend(files.filter_map(|file| Some(root.join(file).parent()?.to_path_buf())));
        }
        for folder in [settings.work.clone(), settings.work.join(PROGRAMS)] {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            let others =
                entries.filter(|entry| entry.file_name() != slot && entry.file_name() != PROGRAMS);
            hidden.extend(others.map(|entry| entry.path()));
        }
        hidden.extend(
            programs.iter().filter_map(|program| Some(program.path.parent()?.to_path_buf())),
        );
        hidden.retain(|folder| folder.is_dir());
        hidden.sort();
        hidden.dedup();
        hidden.iter().filter_map(|folder| folder.canonicalize().ok()).collect()
    }

    /// The targets to build: those with tests, and the observations.
    fn targets(&self) -> BTreeSet<Target> {
        self.course.exercises.iter().flat_map(|exercise| self.targets_of(exercise)).collect()
    }

    fn targets_of(&self, exercise: &Exercise) -> BTreeSet<Target> {
        let mut all = judge::targets(&self.course.workspace, exercise);
        let observations = format!("{}/tests/observations.rs", exercise.folder());
        if self.course.workspace.path(&observations).is_file() {
            let package = exercise.judge.package.clone();
            all.insert(Target { package, test: Some("observations".into()) });
        }
        all
    }

    /// Finds the tests of every exercise in the programs of a build.
    fn programs(&self, programs: &[Program]) -> Result<BTreeMap<Id, Programs>, String> {
        let mut found = BTreeMap::new();
        let observations =
            programs.iter().find(|program| program.target.test.as_deref() == Some("observations"));
        let observed = match observations {
            Some(program) => self.runner.list(program)?,
            None => Vec::new(),
        };
        for exercise in &self.course.exercises {
            let wanted = judge::targets(&self.course.workspace, exercise);
            let tests = judge::tests_of(exercise, &wanted, programs, &self.runner)?;
            let name = format!("observe_{}_{}", exercise.id.stage, exercise.id.number);
            let observed = observations.filter(|_| observed.contains(&name));
            let observed = observed.map(|program| (program.clone(), name));
            found.insert(exercise.id, Programs { tests, observed });
        }
        Ok(found)
    }

    fn measure_baselines(&mut self) -> Result<(), String> {
        let build = self.build("reference");
        let variants = self.course.exercises.iter().map(|exercise| {
            let stub = |(index, (file, region)): (usize, &(String, region::Region))| {
                (index, region::stub_lines(&self.course.workspace.read(file), region))
            };
            let bodies = exercise.regions.iter().enumerate().map(stub).collect();
            Variant { exercise: exercise.id, what: "the starter".into(), bodies }
        });
        let secret = self.secret("reference and starter");
        let mut schema = Schema::sealed(&build.root, variants.collect(), &secret);
        let targets = self.targets();
        let programs = schema.settle(&self.course, || build.tests(&targets))?;
        let programs = self.programs(&programs)?;
        let mut runner = self.runner.clone();
        runner.hidden = Vec::new();
        let reference = with_variant(&runner, &schema.word(0));
        let mut seen = BTreeMap::new();
        for exercise in &self.course.exercises {
            let ours = &programs[&exercise.id];
            let failed = reference.tests(&ours.tests).into_iter().find(|result| !result.passed);
            if let Some(failed) = failed {
                return Err(format!(
                    "the reference of {} fails {} on this machine: {}",
                    exercise.id, failed.name, failed.reason
                ));
            }
            let observed = self.both_seeds(&reference, ours);
            if observed.as_ref().is_some_and(|[hidden, _]| hidden.lines.is_empty()) {
                return Err(format!("the reference of {} observes nothing", exercise.id));
            }
            seen.insert(exercise.id, observed);
        }
        for index in in_order_of_building(&self.course, &schema) {
            let exercise = &self.course.exercises[index];
            let starter = self.at(index, exercise, &mut schema, &build, &programs)?;
            let runner = with_variant(&runner, &starter.word);
            let results = runner.tests(&starter.programs.tests);
            let missing: Vec<String> =
                results.first().into_iter().flat_map(|r| r.missing.clone()).collect();
            let starter_passes = results.into_iter().filter(|r| r.passed).map(|r| r.name).collect();
            let observed = self.both_seeds(&runner, &starter.programs);
            let pairs = seen.remove(&exercise.id).flatten().zip(observed).map(
                |([hidden, shown], [starter_hidden, starter_shown])| {
                    (
                        Pair { reference: hidden, starter: starter_hidden },
                        Pair { reference: shown, starter: starter_shown },
                    )
                },
            );
            let (hidden, shown) = pairs.unzip();
            let id = exercise.id;
            self.missing.extend(missing);
            self.baselines.insert(id, Baseline { starter_passes, hidden, shown });
        }
        self.missing.sort();
        self.missing.dedup();
        Ok(())
    }

    /// What an exercise's code does with the seed that counts and with the one that is shown.
    fn both_seeds(&self, runner: &Runner, programs: &Programs) -> Option<[Observations; 2]> {
        let (program, name) = programs.observed.as_ref()?;
        let seeds = [self.seeds.hidden, self.seeds.shown];
        Some(seeds.map(|seed| observe::observe(runner, program, name, seed, 0)))
    }

    /// Where the version of an index runs: in the programs that hold all versions, or in some of its own if it cannot be
    /// switched.
    fn at(
        &self,
        index: usize,
        exercise: &Exercise,
        schema: &mut Schema,
        build: &Build,
        programs: &BTreeMap<Id, Programs>,
    ) -> Result<Version, String> {
        if !schema.unfit.contains_key(&exercise.id) {
            let programs = programs[&exercise.id].clone();
            return Ok(Version { word: schema.word(index + 1), programs });
        }
        schema.instead = BTreeMap::from([(exercise.id, index)]);
        let targets = self.targets_of(exercise);
        let built = schema.settle(&self.course, || build.tests(&targets))?;
        let programs = self.programs(&built)?.remove(&exercise.id).unwrap_or_default();
        Ok(Version { word: schema.word(0), programs })
    }

    /// The result that is there already, or a new one; and whether it is new.
    fn cached(&self, slot: usize, name: &str, folder: &Path) -> Result<(Graded, bool), String> {
        let taken = submission::take(&self.course, &self.key, folder);
        let digest = self.digest(&taken);
        let out = self.settings.out.join(name);
        if let Some(graded) = Graded::load(&out).filter(|graded| graded.digest == digest) {
            graded.write(&out, &self.settings.formats)?;
            return Ok((graded, false));
        }
        let graded = self.one(&format!("slot-{slot}"), name, digest, &taken)?;
        graded.write(&out, &self.settings.formats)?;
        Ok((graded, true))
    }

    /// What only the key's owner knows, and what differs from one submission to the next.
    fn secret(&self, of: &str) -> String {
        handout::digest(format!("{} {of}", self.key.seed).as_bytes())
    }

    /// What a result depends on.
    fn digest(&self, taken: &submission::Taken) -> String {
        let mut text = format!("{} {OBSERVED}", self.key.seed);
        for (file, digest) in &self.key.handout.files {
            text.push_str(&format!("{file} {digest}\n"));
        }
        text.push_str(&format!("{taken:?}"));
        handout::digest(text.as_bytes())
    }

    /// Grades one submission.
    fn one(
        &self,
        slot: &str,
        name: &str,
        digest: String,
        taken: &submission::Taken,
    ) -> Result<Graded, String> {
        let begin = Instant::now();
        let mut variants = Vec::new();
        let mut numbers = BTreeMap::new();
        for (id, bodies) in &taken.exercises {
            if let Ok(bodies) = bodies {
                let bodies = bodies.iter().cloned().enumerate().collect();
                numbers.insert(*id, variants.len());
                variants.push(Variant { exercise: *id, what: name.to_string(), bodies });
            }
        }
        let build = self.build(slot);
        let mut schema = Schema::sealed(&build.root, variants, &self.secret(&digest));
        let targets = self.targets();
        let programs = schema.settle(&self.course, || build.tests(&targets))?;
        let mut runner = self.runner.clone();
        runner.hidden = self.hidden(slot, &programs);
        let programs = self.programs(&programs)?;
        let mut seconds = Seconds { build: begin.elapsed().as_secs_f64(), ..Seconds::default() };
        let mut judged = BTreeMap::new();
        for place in in_order_of_building(&self.course, &schema) {
            let exercise = &self.course.exercises[place];
            let index = match (&taken.exercises[&exercise.id], numbers.get(&exercise.id)) {
                (Ok(_), Some(index)) => *index,
                (taken, _) => {
                    let reason = taken.as_ref().err().cloned().unwrap_or_default();
                    judged.insert(exercise.id, nothing(exercise, reason));
                    continue;
                }
            };
            let begin = Instant::now();
            let version = self.at(index, exercise, &mut schema, &build, &programs)?;
            seconds.build += begin.elapsed().as_secs_f64();
            let result = match schema.refused.get(&index) {
                Some(error) => {
                    nothing(exercise, format!("it does not compile:\n{}", shortened(error)))
                }
                None => {
                    let runner = with_variant(&runner, &version.word);
                    self.judge(exercise, &runner, &version.programs, &mut seconds)
                }
            };
            judged.insert(exercise.id, result);
        }
        let exercises = judged.into_values().collect();
        Ok(Graded {
            format: "course/grade/v1".into(),
            submission: name.to_string(),
            digest,
            exercises,
            notes: taken.notes.clone(),
            not_enforced: self.missing.clone(),
            seconds,
        })
    }

    fn judge(
        &self,
        exercise: &Exercise,
        runner: &Runner,
        programs: &Programs,
        seconds: &mut Seconds,
    ) -> GradedExercise {
        let baseline = &self.baselines[&exercise.id];
        let all = Instant::now();
        let begin = all;
        let results: Vec<TestResult> =
            programs.tests.iter().map(|(program, name)| runner.test(program, name)).collect();
        seconds.tests += begin.elapsed().as_secs_f64();
        let mut own: f64 = results.iter().map(|result| result.cpu_seconds).sum();
        let begin = Instant::now();
        let observed = programs.observed.as_ref().zip(baseline.hidden.as_ref());
        let observed = observed.map(|((program, name), pair)| {
            let hidden = observe::observe(runner, program, name, self.seeds.hidden, 1);
            own += hidden.cpu_seconds;
            let mut compared = observe::compare(&pair.reference, &pair.starter, &hidden);
            // Only what went wrong is looked at again.
            if let Some(pair) = baseline.shown.as_ref().filter(|_| compared.share < 1.0) {
                let shown = observe::observe(runner, program, name, self.seeds.shown, 0);
                own += shown.cpu_seconds;
                let examples = observe::compare(&pair.reference, &pair.starter, &shown);
                compared.take_examples(&examples);
            }
            compared
        });
        seconds.observations += begin.elapsed().as_secs_f64();
        seconds.sandbox += (all.elapsed().as_secs_f64() - own).max(0.0);
        let visible = visible_share(&results, &baseline.starter_passes);
        let share = match &observed {
            Some(observed) => {
                let borne_out = visible.min(observed.share);
                OBSERVED * observed.share + (1.0 - OBSERVED) * borne_out
            }
            None => visible,
        };
        let mut reasons = Vec::new();
        match &observed {
            None => {
                reasons.push("judged by its visible tests alone: there are no observations".into())
            }
            Some(observed) if visible > observed.share + 0.3 => reasons.push(format!(
                "the visible tests claim {:.0} %, the observations bear out {:.0} %",
                visible * 100.0,
                observed.share * 100.0
            )),
            Some(_) => {}
        }
        let tests = results.into_iter().map(|result| GradedTest {
            name: result.name,
            passed: result.passed,
            reason: shortened(&result.reason),
        });
        GradedExercise {
            id: exercise.id.to_string(),
            title: exercise.title.clone(),
            points: exercise.points,
            score: (share * f64::from(exercise.points) * 100.0).round() / 100.0,
            tests: tests.collect(),
            categories: observed.map_or(Vec::new(), |observed| observed.categories),
            reasons,
        }
    }
}

/// The share of the tests that pass, counted from what the starter passes.
fn visible_share(results: &[TestResult], starter_passes: &BTreeSet<String>) -> f64 {
    let passed = results.iter().filter(|result| result.passed).count() as f64;
    let (free, all) = (starter_passes.len() as f64, results.len() as f64);
    if all > free { ((passed - free) / (all - free)).clamp(0.0, 1.0) } else { 1.0 }
}

/// An exercise that could not be tried.
fn nothing(exercise: &Exercise, reason: String) -> GradedExercise {
    GradedExercise {
        id: exercise.id.to_string(),
        title: exercise.title.clone(),
        points: exercise.points,
        score: 0.0,
        tests: Vec::new(),
        categories: Vec::<Category>::new(),
        reasons: vec![reason],
    }
}

/// The seed of the hidden inputs. Who is graded is told this one, so it is not the key's own, which secrets are made of.
fn inputs(key: &Key) -> u64 {
    let digest = handout::digest(format!("{} inputs", key.seed).as_bytes());
    digest.bytes().take(16).fold(0, |seed, digit| seed << 4 | u64::from(digit % 16))
}

fn with_variant(runner: &Runner, word: &str) -> Runner {
    let mut runner = runner.clone();
    runner.environment.push((variant::VARIABLE.to_string(), word.to_string()));
    runner
}

/// The beginning of a text that may be as long as a program likes.
fn shortened(text: &str) -> String {
    const LENGTH: usize = 2000;
    match text.char_indices().nth(LENGTH) {
        Some((at, _)) => format!("{}\n…", &text[..at]),
        None => text.to_string(),
    }
}
