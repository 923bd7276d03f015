//! The official Go test tree, run by this compiler: what passes, what fails and why, what is refused.
//!
//! ```text
//! DIR ─► select: tests and their kinds ─► execute, in parallel ─► Outcome ─► report
//!                                          errorcheck: messages against ERROR comments
//! ```
//!
//! A test is a Go file whose first comment says what to do with it:
//!
//! | kind | passes if |
//! |---|---|
//! | `run` | it builds, ends with status 0, and prints what its `.out` file holds, or nothing |
//! | `errorcheck` | each `// ERROR "regexp"` matches a message of its line, and each message is expected |
//! | `compile`, `build` | nothing is wrong with it |
//!
//! Other kinds (`rundir`, `runoutput`, `asmcheck` …), files for other systems, and tests that need a
//! switch of the official compiler are counted as left out. Every test runs in processes of its own, with limits on time, memory
//! and output: this compiler is started once per test, so that even its own crash is only one
//! test's failure.
//!
//! Among the failures, a *refusal* names a part of the language or a package that is not supported; all
//! others are faults. `--official` builds with an installed Go instead, which tells which tests can pass.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

mod errorcheck;
mod execute;
mod report;
mod select;

/// What is asked of the suite.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The folder `test` of a Go source tree.
    folder: PathBuf,
    /// Only tests whose name contains one of these.
    filters: Vec<String>,
    /// Only tests of these kinds.
    #[arg(long, value_delimiter = ',', default_values = ["run", "errorcheck", "compile"])]
    kinds: Vec<String>,
    /// How many tests at once; 0 for as many as there are processors.
    #[arg(long, default_value_t = 0)]
    jobs: usize,
    /// Seconds that a test may take, to build and to run.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Only list the tests.
    #[arg(long)]
    list: bool,
    /// Print every test's name and outcome too.
    #[arg(long)]
    verbose: bool,
    /// Print the outcome as JSON.
    #[arg(long)]
    json: bool,
    /// Build with the installed `go` instead.
    #[arg(long)]
    official: bool,
}

/// A test.
#[derive(Clone, Debug)]
struct Test {
    /// Its path below the folder.
    name: String,
    path: PathBuf,
    kind: Kind,
    /// Arguments of the program.
    arguments: Vec<String>,
    /// Why it is left out.
    left_out: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Kind {
    Run,
    ErrorCheck,
    Compile,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Run => "run",
            Kind::ErrorCheck => "errorcheck",
            Kind::Compile => "compile",
        }
    }
}

/// What became of a test.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Outcome {
    Passed,
    /// What it needs that is not supported.
    Refused(String),
    /// The cause, in a few words that many failures share, and the details.
    Failed(String, String),
    /// It says nothing about a compiler like this one.
    LeftOut(String),
}

/// Runs the suite. The status is 1 if there is a fault.
pub(crate) fn run(options: &Options) -> Result<ExitCode, String> {
    let tests: Vec<Test> = select::tests(&options.folder)?
        .into_iter()
        .filter(|test| options.kinds.iter().any(|kind| kind == test.kind.name()))
        .filter(|test| {
            options.filters.is_empty() || options.filters.iter().any(|one| test.name.contains(one))
        })
        .collect();
    if tests.is_empty() {
        return Err(format!("{}: no such tests", options.folder.display()));
    }
    if options.list {
        for test in &tests {
            println!("{} {}", test.kind.name(), test.name);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let outcomes = outcomes(&tests, options)?;
    let results: Vec<(&Test, Outcome)> = tests.iter().zip(outcomes).collect();
    if options.json {
        print!("{}", report::json(&results));
    } else {
        print!("{}", report::text(&results, options.verbose));
    }
    let failed = results.iter().any(|(_, outcome)| matches!(outcome, Outcome::Failed(..)));
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The outcomes of all tests, in their order.
fn outcomes(tests: &[Test], options: &Options) -> Result<Vec<Outcome>, String> {
    let jobs = match options.jobs {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs,
    };
    let compiler = std::env::current_exe().map_err(|error| error.to_string())?;
    let scratch = std::env::temp_dir().join(format!("stage4-suite-{}", std::process::id()));
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let slots: Vec<Mutex<Option<Outcome>>> = tests.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for job in 0..jobs {
            let folder = scratch.join(job.to_string());
            let limits = execute::Limits { seconds: options.seconds, official: options.official };
            let (next, done, slots, compiler) = (&next, &done, &slots, &compiler);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(test) = tests.get(index) else { break };
                    let outcome = execute::outcome(test, compiler, &folder, &limits);
                    if let Ok(mut slot) = slots[index].lock() {
                        *slot = Some(outcome);
                    }
                    let count = done.fetch_add(1, Ordering::Relaxed) + 1;
                    if count.is_multiple_of(50) {
                        eprintln!("{count} of {} tests", tests.len());
                    }
                }
            });
        }
    });
    let _ = std::fs::remove_dir_all(&scratch);
    let fault = || Outcome::Failed("the suite failed".into(), String::new());
    Ok(slots
        .into_iter()
        .map(|slot| slot.into_inner().ok().flatten().unwrap_or_else(fault))
        .collect())
}
