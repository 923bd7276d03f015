//! The program `course`: exercises for learners, hand-outs and grades for instructors.

#![forbid(unsafe_code)]

use clap::{Parser, Subcommand};
use course::exercise::{Course, Exercise};
use course::judge::Runner;
use course::region::Id;
use course::report::Format;
use course::workspace::Workspace;
use course::{grade, handout, learner, report, stage_diff, verify};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Exercises: start one, check it, hand them out, grade them.
#[derive(Parser)]
#[command(after_help = "Example:\n  cargo run -q -p course -- start 0.1")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// List the exercises
    #[command(after_help = "Example: course list")]
    List,
    /// Cut an exercise's solution out of the sources, and say what is to be done
    #[command(after_help = "Example: course start 0.1")]
    Start {
        /// Its number
        exercise: Id,
    },
    /// Run an exercise's tests; of all that are started if none is named
    #[command(after_help = "Example: course check 0.1")]
    Check {
        /// Its number
        exercise: Option<Id>,
    },
    /// Check again whenever a file changes, until it passes
    #[command(after_help = "Example: course watch 0.1")]
    Watch {
        /// Its number; the one that is started if none is named
        exercise: Option<Id>,
    },
    /// Show the next of three hints
    #[command(after_help = "Example: course hint 0.1")]
    Hint {
        /// Its number
        exercise: Id,
    },
    /// Show the solution, when yours has passed
    #[command(after_help = "Example: course solution 0.1 --give-up")]
    Solution {
        /// Its number
        exercise: Id,
        /// Show it all the same
        #[arg(long)]
        give_up: bool,
    },
    /// Put back what was there before `start`, and keep the attempt
    #[command(after_help = "Example: course reset 0.1")]
    Reset {
        /// Its number
        exercise: Id,
    },
    /// Verify the exercises: each starter builds and fails, each solution passes, nothing leaks
    #[command(
        after_help = "Examples:\n  course verify\n  course verify 2.3\n  course verify 0.1 --mutants 50"
    )]
    Verify {
        /// Only these
        exercises: Vec<Id>,
        /// Instead try mutants of the solutions, so many of each, and say how many the tests notice
        #[arg(long)]
        mutants: Option<usize>,
    },
    /// Make a workspace for a class, and the key to grade its work
    #[command(
        after_help = "Example: course handout --through 1 --assign 2 --exercises 2.1,2.3 --out ../week3"
    )]
    Handout {
        /// The last stage that the class has already
        #[arg(long)]
        through: Option<u32>,
        /// The stage whose exercises are assigned
        #[arg(long)]
        assign: u32,
        /// The assigned exercises; all of the stage's if none is named
        #[arg(long, value_delimiter = ',')]
        exercises: Vec<Id>,
        /// Where it goes
        #[arg(long)]
        out: PathBuf,
        /// Where the key goes; OUT-key if it is not said
        #[arg(long)]
        key: Option<PathBuf>,
        /// Prove with the tests of the assigned exercises only
        #[arg(long)]
        quick: bool,
    },
    /// Grade a submission, or a folder of them
    #[command(
        after_help = "Example: course grade ../week3-handed-in --key ../week3-key --format gradescope,markdown --out ../week3-results"
    )]
    Grade {
        /// A submission, or a folder of submissions
        submissions: PathBuf,
        /// The key that `handout` has made
        #[arg(long)]
        key: PathBuf,
        /// How many at a time; as many as there are processors if it is not said
        #[arg(long)]
        jobs: Option<usize>,
        /// gradescope, classroom50, junit, markdown, json
        #[arg(long, value_delimiter = ',', default_value = "markdown,json")]
        format: Vec<Format>,
        /// Where results go; what is there already is not graded again
        #[arg(long)]
        out: PathBuf,
    },
    /// What a stage adds to an earlier one
    #[command(
        after_help = "Examples:\n  course diff 0 1\n  course diff 1 2 --program stage1-bytecode-jit/examples/collatz.py\n  course diff --mine"
    )]
    Diff {
        /// The earlier stage
        #[arg(required_unless_present = "mine")]
        earlier: Option<u32>,
        /// The later stage
        #[arg(required_unless_present = "mine")]
        later: Option<u32>,
        /// And what became of this program, by both stages' `stats --json`
        #[arg(long)]
        program: Option<String>,
        /// Instead compare your own exercises with what is asked for, by their size
        #[arg(long)]
        mine: bool,
    },
    /// What is installed, what each stage needs, and how to get it
    #[command(after_help = "Example: course doctor")]
    Doctor,
    /// Run a program in the sandbox (used by the other verbs)
    #[command(hide = true)]
    Sandbox {
        /// The job, in JSON
        job: String,
    },
}

fn main() -> ExitCode {
    let verb = Arguments::parse().verb;
    if let Verb::Sandbox { job } = &verb {
        return course::sandbox::main(job);
    }
    match run(verb) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Does it; whether what was asked about is right.
fn run(verb: Verb) -> Result<bool, String> {
    let here = std::env::current_dir().map_err(|error| format!("no current folder: {error}"))?;
    let workspace = Workspace::find(&here)
        .ok_or("no Cargo.toml with a [workspace] in this folder or above it")?;
    let course = read(&workspace)?;
    match verb {
        Verb::List => put(&learner::list(&course)?),
        Verb::Start { exercise } => put(&learner::start(&course, course.find(exercise)?)?),
        Verb::Hint { exercise } => put(&learner::hint(&course, course.find(exercise)?)?),
        Verb::Solution { exercise, give_up } => {
            put(&learner::solution(&course, course.find(exercise)?, give_up)?);
        }
        Verb::Reset { exercise } => put(&learner::reset(&course, course.find(exercise)?)?),
        Verb::Check { exercise } => return check(&course, exercise),
        Verb::Watch { exercise } => watch(&course, exercise)?,
        Verb::Verify { exercises, mutants: None } => return verify(&course, &exercises),
        Verb::Verify { exercises, mutants: Some(limit) } => {
            return mutation(&course, &exercises, limit);
        }
        Verb::Handout { through, assign, exercises, out, key, quick } => {
            let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or(path.clone());
            let out = absolute(&out);
            let key = key.as_ref().map_or_else(|| beside(&out), absolute);
            let order = handout::Order { through, assign, exercises, out, key, quick };
            let proved = handout::make(&course, &order, &mut |line| eprintln!("{line}"))?;
            for line in proved {
                put(&format!("{line}\n"));
            }
            put(&format!("hand-out: {}\n", order.out.display()));
            put(&format!("key:      {} (not for the class)\n", order.key.display()));
        }
        Verb::Grade { submissions, key, jobs, format, out } => {
            let absolute = |path: &Path| std::path::absolute(path).unwrap_or(path.to_path_buf());
            let jobs = jobs.unwrap_or(std::thread::available_parallelism().map_or(1, |n| n.get()));
            let target = workspace.path("target");
            let settings = grade::Settings {
                submissions: absolute(&submissions),
                key: absolute(&key),
                out: absolute(&out),
                formats: format,
                jobs,
                work: target.join("course/grade"),
                target,
            };
            let class = grade::grade(&settings, &|line| eprintln!("{line}"))?;
            report::summary::write(&settings.out, &class)?;
            put(&report::summary::table(&class));
        }
        Verb::Diff { mine: true, .. } => put(&stage_diff::mine(&course)?),
        Verb::Diff { earlier: Some(earlier), later: Some(later), program, .. } => {
            put(&stage_diff::diff(&workspace, earlier, later, program.as_deref())?);
        }
        Verb::Doctor => {
            let (text, well) = course::doctor::doctor(&runner()?.helper);
            put(&text);
            return Ok(well);
        }
        Verb::Diff { .. } | Verb::Sandbox { .. } => {}
    }
    Ok(true)
}

fn read(workspace: &Workspace) -> Result<Course, String> {
    Course::read(workspace).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(|fault| fault.to_string()).collect();
        format!("the exercises do not fit together:\n{}", faults.join("\n"))
    })
}

fn runner() -> Result<Runner, String> {
    Runner::new().map_err(|error| format!("cannot find this program: {error}"))
}

fn check(course: &Course, exercise: Option<Id>) -> Result<bool, String> {
    let exercises = match exercise {
        Some(id) => vec![course.find(id)?],
        None => learner::started(course)?,
    };
    if exercises.is_empty() {
        return Err("no exercise is started; `course start 0.1` starts one".into());
    }
    let runner = runner()?;
    let mut passed = true;
    for exercise in exercises {
        if std::io::stderr().is_terminal() {
            eprintln!("building and running the tests of {} …", exercise.id);
        }
        let checked = learner::check(course, exercise, &runner)?;
        put(&checked.text);
        passed &= checked.passed;
    }
    Ok(passed)
}

fn watch(course: &Course, exercise: Option<Id>) -> Result<(), String> {
    let exercise: &Exercise = match exercise {
        Some(id) => course.find(id)?,
        None => *learner::started(course)?
            .first()
            .ok_or("no exercise is started; `course start 0.1` starts one")?,
    };
    let runner = runner()?;
    learner::watch(course, exercise, &runner, |result| match result {
        Ok(checked) => {
            put(&checked.text);
            !checked.passed
        }
        Err(message) => {
            eprintln!("error: {message}");
            true
        }
    });
    Ok(())
}

/// `week3-key` for `week3`.
fn beside(out: &Path) -> PathBuf {
    let name = out.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
    out.with_file_name(format!("{name}-key"))
}

fn verify(course: &Course, exercises: &[Id]) -> Result<bool, String> {
    for id in exercises {
        course.find(*id)?;
    }
    let problems = verify::verify(course, exercises, &mut |line| eprintln!("{line}"))?;
    for problem in &problems {
        eprintln!("{problem}");
    }
    if problems.is_empty() {
        put("every starter builds and fails, every solution passes, nothing leaks\n");
    }
    Ok(problems.is_empty())
}

/// The share of mutants that the tests must notice, in per cent.
const NOTICED: usize = 80;

fn mutation(course: &Course, exercises: &[Id], limit: usize) -> Result<bool, String> {
    for id in exercises {
        course.find(*id)?;
    }
    let found = verify::mutation(course, exercises, limit, &mut |line| eprintln!("{line}"))?;
    let mut good = true;
    for one in &found {
        let share = (one.caught * 100).checked_div(one.tried);
        let enough = share.is_none_or(|share| share >= NOTICED);
        good &= enough;
        let share = share.map_or("-".to_string(), |share| format!("{share} %"));
        let note = if enough { "" } else { "  too few" };
        put(&format!(
            "{:<5} {:4} of {:4} mutants caught, {share:>5}{note}\n",
            one.exercise.to_string(),
            one.caught,
            one.tried
        ));
        for survivor in &one.survivors {
            put(&format!("      survives: {survivor}\n"));
        }
    }
    Ok(good)
}

/// Prints; a reader that has gone away ends nothing else.
fn put(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
