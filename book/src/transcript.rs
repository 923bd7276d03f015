//! Console transcripts: what the book says a command prints, run again and compared.
//!
//! ````text
//! ```console,status=1
//! $ cargo run -q -p stage1 -- run missing.py
//! error: missing.py: [..]
//! ...
//! ```
//! ````
//!
//! A line with `$ ` is a command; a `\` at its end continues it on the next line (which may begin with `> `). The lines
//! that follow are what it prints, on both streams, compared as [`elision`] says. Words after `console`:
//!
//! | word | meaning |
//! |---|---|
//! | `status=N` | the last command ends with this status; all others, and all where nothing is said, with 0 |
//! | `arch=NAME` | run only on this architecture (`x86_64`, `aarch64`) |
//! | `timeout=N` | seconds for each command; 120 where nothing is said |
//! | `tmp` | run in a fresh, empty folder instead of the workspace's root; `$WORKSPACE` is that root |
//! | `ignore` | never run |
//!
//! The workspace's own path in an output is written `[ROOT]`, that of the fresh folder `[TMP]`.

use crate::command::{self, Builds, Streams};
use crate::elision;
use crate::fence::fences;
use crate::{Problem, Workspace};
use std::time::Duration;

/// One `console` block.
#[derive(Debug, PartialEq, Eq)]
pub struct Transcript {
    /// Line of the opening fence, from 1.
    pub line: usize,
    /// What the words after `console` ask for.
    pub options: Options,
    /// The commands, in order.
    pub steps: Vec<Command>,
}

/// What the info string of a block says.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    status: i32,
    arch: Option<String>,
    timeout: Duration,
    fresh_folder: bool,
    ignore: bool,
}

/// A command and what it should print.
#[derive(Debug, PartialEq, Eq)]
pub struct Command {
    /// Line of the `$`, from 1.
    pub line: usize,
    /// What `sh` gets.
    pub text: String,
    /// The lines expected; they end before the next command.
    pub expected: Vec<String>,
    /// Line of the first expected line, from 1.
    pub expected_at: usize,
}

/// Reads all transcripts of a page; `file` is its name in problems.
pub fn parse(file: &str, text: &str) -> Result<Vec<Transcript>, Vec<Problem>> {
    let lines: Vec<&str> = text.lines().collect();
    let mut transcripts = Vec::new();
    let mut problems = Vec::new();
    for fence in fences(&lines) {
        if fence.words().next() != Some("console") {
            continue;
        }
        if fence.close == lines.len() {
            problems.push(Problem::new(file, fence.open + 1, "this block is never closed"));
            continue;
        }
        let options = match options(fence.words().skip(1)) {
            Ok(options) => options,
            Err(message) => {
                problems.push(Problem::new(file, fence.open + 1, message));
                continue;
            }
        };
        let body = &lines[fence.open + 1..fence.close];
        let body: Vec<&str> =
            body.iter().map(|line| line.get(fence.indent..).unwrap_or("")).collect();
        match commands(&body, fence.open + 2) {
            Ok(steps) => transcripts.push(Transcript { line: fence.open + 1, options, steps }),
            Err(line) => problems.push(Problem::new(
                file,
                line,
                "a transcript begins with a command: `$ ` and a command line",
            )),
        }
    }
    if problems.is_empty() { Ok(transcripts) } else { Err(problems) }
}

fn options<'a>(words: impl Iterator<Item = &'a str>) -> Result<Options, String> {
    let mut options = Options {
        status: 0,
        arch: None,
        timeout: command::TIME_LIMIT,
        fresh_folder: false,
        ignore: false,
    };
    for word in words {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let number =
            || value.parse::<u16>().map_err(|_| format!("`{word}`: `{value}` is not a number"));
        match (name, value) {
            ("status", _) => options.status = number()?.into(),
            ("timeout", _) => options.timeout = Duration::from_secs(number()?.into()),
            ("arch", "x86_64" | "aarch64") => options.arch = Some(value.to_string()),
            ("arch", _) => {
                return Err(format!("`{word}`: the architectures are x86_64 and aarch64"));
            }
            ("tmp", "") => options.fresh_folder = true,
            ("ignore", "") => options.ignore = true,
            _ => {
                return Err(format!(
                    "`{word}` is none of status=N, arch=NAME, timeout=N, tmp and ignore"
                ));
            }
        }
    }
    Ok(options)
}

/// Splits the lines of a block, the first of which has the number `first`; the error is the number of a bad line.
fn commands(lines: &[&str], first: usize) -> Result<Vec<Command>, usize> {
    let mut steps: Vec<Command> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let number = first + at;
        if let Some(text) = lines[at].strip_prefix("$ ") {
            let mut text = text.to_string();
            while text.ends_with('\\') && at + 1 < lines.len() {
                at += 1;
                text.push('\n');
                text.push_str(lines[at].strip_prefix("> ").unwrap_or(lines[at]));
            }
            steps.push(Command {
                line: number,
                text,
                expected: Vec::new(),
                expected_at: first + at + 1,
            });
        } else {
            let step = steps.last_mut().ok_or(number)?;
            step.expected.push(lines[at].to_string());
        }
        at += 1;
    }
    for step in &mut steps {
        // An empty line sets commands apart; it is not output.
        while step.expected.last().is_some_and(|line| line.trim().is_empty()) {
            step.expected.pop();
        }
    }
    if steps.is_empty() { Err(first - 1) } else { Ok(steps) }
}

/// What running a page's transcripts came to.
#[derive(Debug, Default)]
pub struct Report {
    /// Commands run.
    pub commands: usize,
    /// What does not match any more.
    pub problems: Vec<Problem>,
    /// The page with the new output in place, if that differs from the page.
    pub accepted: Option<String>,
}

/// Runs the transcripts of a page, whose text is `text`, and compares.
pub fn check(
    workspace: &Workspace,
    builds: &mut Builds,
    file: &str,
    text: &str,
    transcripts: &[Transcript],
) -> Report {
    let mut report = Report::default();
    let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
    // From the last to the first, so that accepted lines do not move those still to come.
    let mut edits = Vec::new();
    for transcript in transcripts.iter().filter(|transcript| transcript.runs_here()) {
        for step in &transcript.steps {
            builds.prepare(workspace.root(), &step.text);
        }
        transcript.run(workspace, file, &mut report, &mut edits);
    }
    for (at, count, new) in edits.into_iter().rev() {
        let indent: String = lines[at - 2].chars().take_while(|c| *c == ' ').collect();
        let new = new.into_iter().map(|line| format!("{indent}{line}").trim_end().to_string());
        lines.splice(at - 1..at - 1 + count, new);
    }
    let end = if text.ends_with('\n') { "\n" } else { "" };
    report.accepted = Some(lines.join("\n") + end).filter(|new| new != text);
    report
}

/// Line number of the first line to replace, how many, and with what.
type Edit = (usize, usize, Vec<String>);

impl Transcript {
    /// Whether this machine runs it.
    pub fn runs_here(&self) -> bool {
        let arch = self.options.arch.as_deref();
        !self.options.ignore && arch.is_none_or(|arch| arch == std::env::consts::ARCH)
    }

    fn run(&self, workspace: &Workspace, file: &str, report: &mut Report, edits: &mut Vec<Edit>) {
        let fresh = match self.options.fresh_folder.then(tempfile::tempdir).transpose() {
            Ok(fresh) => fresh,
            Err(error) => {
                let message = format!("cannot make a temporary folder: {error}");
                return report.problems.push(Problem::new(file, self.line, message));
            }
        };
        let folder = fresh.as_ref().map_or(workspace.root(), |fresh| fresh.path());
        for (index, step) in self.steps.iter().enumerate() {
            let last = index + 1 == self.steps.len();
            report.commands += 1;
            let limit = self.options.timeout;
            let outcome =
                match command::run(&step.text, folder, workspace.root(), Streams::Both, limit) {
                    Ok(outcome) => outcome,
                    Err(error) => {
                        report.problems.push(Problem::new(
                            file,
                            step.line,
                            format!("cannot run: {error}"),
                        ));
                        continue;
                    }
                };
            let mut output = outcome.output.clone();
            if let Some(fresh) = &fresh {
                output = output.replace(&*fresh.path().to_string_lossy(), "[TMP]");
            }
            output = output.replace(&*workspace.root().to_string_lossy(), "[ROOT]");
            if outcome.timed_out {
                let message =
                    format!("`{}` did not end within {} seconds", step.text, limit.as_secs());
                report.problems.push(Problem::new(file, step.line, message).with_detail(output));
                continue;
            }
            let (problem, edit) = step.compare(file, &output);
            report.problems.extend(problem);
            edits.extend(edit);
            let status = if last { self.options.status } else { 0 };
            if outcome.status != status {
                let message =
                    format!("`{}` ended with status {}, not {status}", step.text, outcome.status);
                report.problems.push(Problem::new(file, step.line, message));
            }
        }
    }
}

impl Command {
    /// Compares with what was printed: a problem, and the edit that mends it.
    fn compare(&self, file: &str, output: &str) -> (Option<Problem>, Option<Edit>) {
        let mut actual: Vec<&str> = output.lines().map(str::trim_end).collect();
        while actual.last().is_some_and(|line| line.is_empty()) {
            actual.pop();
        }
        let expected: Vec<&str> = self.expected.iter().map(String::as_str).collect();
        let steps = elision::align(&expected, &actual);
        if elision::is_match(&steps) {
            return (None, None);
        }
        let message = format!("`{}` no longer prints this (- the book, + now)", self.text);
        let mut problem = Problem::new(file, self.line, message).with_detail(elision::diff(&steps));
        problem.is_difference = true;
        let new = elision::accept(&steps, &actual).into_iter().map(str::to_string).collect();
        (Some(problem), Some((self.expected_at, self.expected.len(), new)))
    }
}
