//! Builds the tests that judge exercises, and runs each in a process of its own.
//!
//! Which targets of a package hold an exercise's tests is found in the text: a function `exercise_2_3_…` below `src` is a
//! test of the library, one below `tests/NAME` belongs to the target `NAME`. Only those are built. Then every test is a
//! process in the [`sandbox`](crate::sandbox): code that a learner's code has made may crash, and that costs one test.
//!
//! A test counts as passed if its process ended with status 0 *and* the test harness said so. That is good enough for a
//! learner, who would cheat only himself; what a grader needs beyond it is in [`grade`](crate::grade).

use crate::exercise::{Exercise, Judge};
use crate::sandbox::{self, End, Job, Limits};
use crate::workspace::Workspace;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A part of a package that is built as one test program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// The package.
    pub package: String,
    /// `None` for the library's own tests, else the name of the file or folder below `tests`.
    pub test: Option<String>,
}

/// A test program that was built.
#[derive(Clone, Debug)]
pub struct Program {
    /// What it was built from.
    pub target: Target,
    /// The executable.
    pub path: PathBuf,
    /// The folder of its package, in which it runs.
    pub folder: PathBuf,
}

/// The targets that hold an exercise's tests.
pub fn targets(workspace: &Workspace, exercise: &Exercise) -> BTreeSet<Target> {
    let judge = &exercise.judge;
    let target = |test| Target { package: judge.package.clone(), test };
    if let Some(test) = &judge.target {
        return BTreeSet::from([target(Some(test.clone()))]);
    }
    if judge.filter.contains("::") {
        return BTreeSet::from([target(None)]);
    }
    let folder = format!("{}/", exercise.folder());
    let files = workspace.files();
    let sources = files.iter().filter(|file| file.starts_with(&folder) && file.ends_with(".rs"));
    let mut found = BTreeSet::new();
    for file in sources {
        let text = workspace.read(file);
        if !text.lines().any(|line| defines_test(line, judge)) {
            continue;
        }
        let parts: Vec<&str> = file[folder.len()..].split('/').collect();
        match parts[..] {
            ["src", ..] => found.insert(target(None)),
            ["tests", name, ..] => {
                found.insert(target(Some(name.trim_end_matches(".rs").to_string())))
            }
            _ => false,
        };
    }
    found
}

fn defines_test(line: &str, judge: &Judge) -> bool {
    line.trim_start()
        .strip_prefix("fn ")
        .is_some_and(|name| name.split('(').next().is_some_and(|name| judge.judges(name)))
}

impl Judge {
    /// Whether a test of this name is one of ours; `exercise_1_1` does not mean `exercise_1_12_…`.
    pub fn judges(&self, name: &str) -> bool {
        name.match_indices(&self.filter).any(|(at, found)| {
            !name[at + found.len()..].starts_with(|next: char| next.is_ascii_digit())
        })
    }
}

// ------------------------------------------------------------------------------------------------------------- builds

/// Where and how to build.
#[derive(Clone, Debug)]
pub struct Build {
    /// The workspace.
    pub root: PathBuf,
    /// Where programs go; `None`: where cargo puts them.
    pub target: Option<PathBuf>,
    /// Where everything in between goes, shared by builds that have dependencies in common.
    pub shared: Option<PathBuf>,
    /// Whether cargo must not ask the network.
    pub offline: bool,
    /// After how long a build is given up.
    pub limit: Duration,
}

impl Build {
    /// A build in place, as `cargo test` would do it.
    pub fn in_place(root: &Path) -> Build {
        let limit = Duration::from_secs(1800);
        Build { root: root.to_path_buf(), target: None, shared: None, offline: false, limit }
    }

    /// Builds test programs.
    pub fn tests(&self, targets: &BTreeSet<Target>) -> Result<Vec<Program>, Failure> {
        let mut programs = Vec::new();
        let packages: BTreeSet<&str> = targets.iter().map(|target| &*target.package).collect();
        for package in packages {
            let mut arguments = vec!["test".to_string(), "--no-run".into(), "-p".into()];
            arguments.push(package.to_string());
            for target in targets.iter().filter(|target| target.package == package) {
                match &target.test {
                    None => arguments.push("--lib".into()),
                    Some(name) => arguments.extend(["--test".into(), name.clone()]),
                }
            }
            let messages = self.cargo(&arguments)?;
            programs.extend(messages.iter().filter_map(|message| program(message, package)));
        }
        Ok(programs)
    }

    /// Runs cargo; its messages, or why it failed.
    pub fn cargo(&self, arguments: &[String]) -> Result<Vec<Value>, Failure> {
        let cannot = |error: std::io::Error| Failure::other(format!("cannot run cargo: {error}"));
        let mut command = Command::new("cargo");
        command.args(arguments).args(["--message-format=json", "-q"]).current_dir(&self.root);
        for (name, _) in std::env::vars_os() {
            // What `cargo run` says about this program would make cargo build others again.
            let name = name.to_string_lossy();
            let told = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];
            if told.iter().any(|prefix| name.starts_with(prefix)) {
                command.env_remove(&*name);
            }
        }
        if self.offline {
            command.arg("--offline");
        }
        if let Some(target) = &self.target {
            command.env("CARGO_TARGET_DIR", target);
        }
        if let Some(shared) = &self.shared {
            // Older versions of cargo do not know it and build the dependencies again: slower, as right.
            command.env("CARGO_BUILD_BUILD_DIR", shared);
        }
        command.env("CARGO_TERM_COLOR", "never").stdin(Stdio::null()).process_group(0);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(cannot)?;
        let (stdout, stderr) = (reader(child.stdout.take()), reader(child.stderr.take()));
        let deadline = Instant::now() + self.limit;
        let status = loop {
            match child.try_wait().map_err(cannot)? {
                Some(status) => break Some(status),
                None if Instant::now() >= deadline => break None,
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        };
        if status.is_none() {
            sandbox::kill(child.id());
            let _ = child.wait();
        }
        let stdout = stdout.join().unwrap_or_default();
        let stderr = stderr.join().unwrap_or_default();
        let Some(status) = status else {
            let seconds = self.limit.as_secs();
            return Err(Failure::other(format!("the build did not end within {seconds} seconds")));
        };
        let messages: Vec<Value> =
            stdout.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        if status.success() {
            return Ok(messages);
        }
        let errors: Vec<CompileError> = messages.iter().filter_map(compile_error).collect();
        let text = if errors.is_empty() { stderr } else { String::new() };
        Err(Failure { errors, text })
    }
}

fn reader(stream: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            let _ = stream.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Why a build failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What the compiler says.
    pub errors: Vec<CompileError>,
    /// What cargo says, if the compiler says nothing.
    pub text: String,
}

/// One error of the compiler.
#[derive(Clone, Debug)]
pub struct CompileError {
    /// The file, as the compiler names it.
    pub file: String,
    /// The line, from 1; 0 if it has none.
    pub line: usize,
    /// As the compiler shows it.
    pub rendered: String,
}

impl Failure {
    fn other(text: String) -> Failure {
        Failure { errors: Vec::new(), text }
    }

    /// All of it, as the compiler shows it.
    pub fn words(&self) -> String {
        let errors: Vec<&str> = self.errors.iter().map(|error| error.rendered.as_str()).collect();
        if errors.is_empty() { self.text.clone() } else { errors.join("\n") }
    }
}

fn compile_error(message: &Value) -> Option<CompileError> {
    let message = message.get("message").filter(|_| message["reason"] == "compiler-message")?;
    if message["level"] != "error" {
        return None;
    }
    let spans = message["spans"].as_array()?;
    let span = spans.iter().find(|span| span["is_primary"] == true);
    // The summary at the end has no place.
    if span.is_none() && message["code"].is_null() {
        return None;
    }
    Some(CompileError {
        file: span.and_then(|span| span["file_name"].as_str()).unwrap_or("").to_string(),
        line: span.and_then(|span| span["line_start"].as_u64()).unwrap_or(0) as usize,
        rendered: message["rendered"].as_str().unwrap_or("").trim_end().to_string(),
    })
}

fn program(message: &Value, package: &str) -> Option<Program> {
    if message["reason"] != "compiler-artifact" || message["profile"]["test"] != true {
        return None;
    }
    let path = PathBuf::from(message["executable"].as_str()?);
    let name = message["target"]["name"].as_str()?.to_string();
    let is_test = message["target"]["kind"][0] == "test";
    let folder = Path::new(message["manifest_path"].as_str()?).parent()?.to_path_buf();
    let target = Target { package: package.to_string(), test: is_test.then_some(name) };
    Some(Program { target, path, folder })
}

// -------------------------------------------------------------------------------------------------------------- tests

/// How to run tests.
#[derive(Clone, Debug)]
pub struct Runner {
    /// The program `course`, which is the sandbox too.
    pub helper: PathBuf,
    /// What a test may use.
    pub limits: Limits,
    /// Folders the tests must not see.
    pub hidden: Vec<PathBuf>,
    /// Variables they are given.
    pub environment: Vec<(String, String)>,
}

/// What came of a test.
#[derive(Clone, Debug)]
pub struct TestResult {
    /// Its name, with its module.
    pub name: String,
    /// Whether it passed.
    pub passed: bool,
    /// Why not, in words; empty if it passed.
    pub reason: String,
    /// What it printed.
    pub output: String,
    /// Its processor time in seconds.
    pub cpu_seconds: f64,
    /// What the sandbox could not do.
    pub missing: Vec<String>,
}

impl Runner {
    /// A runner with the usual limits that uses the running program as the sandbox.
    pub fn new() -> std::io::Result<Runner> {
        let helper = std::env::current_exe()?;
        let (hidden, environment) = (Vec::new(), Vec::new());
        Ok(Runner { helper, limits: Limits::default(), hidden, environment })
    }

    /// The names of the tests in a program.
    pub fn list(&self, program: &Program) -> Result<Vec<String>, String> {
        let report = self.start(program, &["--list", "--format", "terse"])?;
        if report.end != End::Exit(0) {
            return Err(format!("cannot list the tests: {}", report.end.words()));
        }
        let names = report.output.lines().filter_map(|line| line.strip_suffix(": test"));
        Ok(names.map(str::to_string).collect())
    }

    /// Runs one test.
    pub fn test(&self, program: &Program, name: &str) -> TestResult {
        let arguments = ["--exact", name, "--nocapture", "--test-threads=1"];
        let report = match self.start(program, &arguments) {
            Ok(report) => report,
            Err(reason) => {
                return TestResult {
                    name: name.to_string(),
                    passed: false,
                    reason,
                    output: String::new(),
                    cpu_seconds: 0.0,
                    missing: Vec::new(),
                };
            }
        };
        let said_ok =
            report.output.lines().any(|line| line.starts_with("test result: ok. 1 passed;"));
        let passed = report.end == End::Exit(0) && said_ok;
        let reason = match () {
            () if passed => String::new(),
            () => match panic_message(&report.errors) {
                Some(message) if matches!(report.end, End::Exit(_)) => message,
                _ if report.end == End::Exit(0) => "it ended before the test did".into(),
                _ => report.end.words(),
            },
        };
        let (cpu_seconds, missing) = (report.cpu_seconds, report.missing);
        let output = report.output + &report.errors;
        TestResult { name: name.to_string(), passed, reason, output, cpu_seconds, missing }
    }

    /// Runs several tests, two at a time where there are two processors, and gives the results in the same order.
    pub fn tests(&self, tests: &[(Program, String)]) -> Vec<TestResult> {
        in_parallel(tests.len(), |index| self.test(&tests[index].0, &tests[index].1))
    }

    /// Starts a test program with arguments.
    pub fn start(&self, program: &Program, arguments: &[&str]) -> Result<sandbox::Report, String> {
        let failed = |error: std::io::Error| format!("cannot run the test: {error}");
        let scratch = tempfile::tempdir().map_err(failed)?;
        let job = Job {
            program: program.path.clone(),
            arguments: arguments.iter().map(|word| word.to_string()).collect(),
            environment: self.environment.clone(),
            folder: program.folder.clone(),
            scratch: scratch.path().canonicalize().map_err(failed)?,
            hidden: self.hidden.clone(),
            limits: self.limits,
        };
        // That a program cannot be started is the machine's fault, as a rule, and soon over.
        let mut report = sandbox::run(&self.helper, &job).map_err(failed)?;
        for _ in 0..3 {
            if report.end != End::NotStarted {
                break;
            }
            std::thread::sleep(Duration::from_millis(500));
            report = sandbox::run(&self.helper, &job).map_err(failed)?;
        }
        Ok(report)
    }
}

/// Calls a function for every index, on as many threads as there are processors; results in order.
pub fn in_parallel<T: Send>(count: usize, call: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get()).min(count);
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(count));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count {
                        return;
                    }
                    let result = call(index);
                    results.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// An exercise's tests in the programs that were built.
pub fn tests_of(
    exercise: &Exercise,
    wanted: &BTreeSet<Target>,
    programs: &[Program],
    runner: &Runner,
) -> Result<Vec<(Program, String)>, String> {
    let mut tests = Vec::new();
    for program in programs.iter().filter(|program| wanted.contains(&program.target)) {
        let names = runner.list(program)?;
        let ours = names.into_iter().filter(|name| exercise.judge.judges(name));
        tests.extend(ours.map(|name| (program.clone(), name)));
    }
    Ok(tests)
}

/// The first panic on standard error: its message, and where it happened.
fn panic_message(errors: &str) -> Option<String> {
    let mut lines = errors.lines().skip_while(|line| !line.contains(" panicked at "));
    let place = lines.next()?.split(" panicked at ").nth(1)?.trim_end_matches(':');
    let message: Vec<&str> = lines
        .take_while(|line| !line.starts_with("note: ") && !line.starts_with("thread '"))
        .collect();
    Some(format!("{}\n(at {place})", message.join("\n").trim()))
}
