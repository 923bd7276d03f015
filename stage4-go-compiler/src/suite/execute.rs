//! One test, executed: the compiler and the program as processes with limits.
//!
//! A shell sets the limits (`ulimit`: seconds of processor time, size of files) and becomes the command; who
//! is still there after three times the time, or has more memory than is allowed, is killed. (Addresses that a
//! program only reserves are not counted, so the system's own limits are of no use here.) What is printed
//! goes to a file, so that nobody waits for a pipe. Judged by running the suite.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::{Kind, Outcome, Test, errorcheck};

/// What a test may use, and who builds.
pub(super) struct Limits {
    pub seconds: u64,
    pub official: bool,
}

/// Pages of 4096 bytes that a process may have in memory.
const PAGES: u64 = (3 << 30) / 4096;
/// Blocks of 512 bytes that it may write to a file.
const OUTPUT: u64 = 64 << 10;

/// What a process printed, and how it ended; `None` if it had to be killed.
struct Ended {
    output: Vec<u8>,
    status: Option<ExitStatus>,
}

/// Builds and runs a test. `scratch` is a folder for its files.
pub(super) fn outcome(test: &Test, compiler: &Path, scratch: &Path, limits: &Limits) -> Outcome {
    if let Some(reason) = &test.left_out {
        return Outcome::LeftOut(reason.clone());
    }
    let result = match test.kind {
        Kind::Run => run(test, compiler, scratch, limits),
        Kind::ErrorCheck | Kind::Compile => check(test, compiler, scratch, limits),
    };
    result.unwrap_or_else(|error| Outcome::Failed("the suite failed".into(), error.to_string()))
}

fn run(
    test: &Test,
    compiler: &Path,
    scratch: &Path,
    limits: &Limits,
) -> Result<Outcome, std::io::Error> {
    let _ = fs::remove_dir_all(scratch);
    fs::create_dir_all(scratch)?;
    let program = scratch.join("program");
    let mut command = shell(limits, if limits.official { Path::new("go") } else { compiler });
    if limits.official {
        command.args(["build", "-o"]).arg(&program).arg(&test.path);
        command.env("GO111MODULE", "off").env("GOTOOLCHAIN", "local");
    } else {
        command.arg("build").arg(&test.path).arg("-o").arg(&program);
    }
    let built = end(&mut command, test, scratch, limits)?;
    let text = String::from_utf8_lossy(&built.output);
    if !built.status.is_some_and(|status| status.success()) {
        return Ok(not_accepted(&built, &text));
    }
    let mut command = shell(limits, &program);
    command.args(&test.arguments);
    let ran = end(&mut command, test, scratch, limits)?;
    let text = String::from_utf8_lossy(&ran.output).into_owned();
    let Some(status) = ran.status else {
        return Ok(Outcome::Failed("limit of time or memory".into(), text));
    };
    if let Some(signal) = status.signal() {
        return Ok(Outcome::Failed(format!("the program ends by signal {signal}"), text));
    }
    if let Some(code) = status.code().filter(|code| *code != 0) {
        let first = text
            .lines()
            .find(|line| line.starts_with("panic: ") || line.starts_with("fatal error: "));
        let cause = match first.and_then(|line| line.split(": ").next()) {
            Some(word) => format!("the program ends with {word}"),
            None => format!("the program ends with status {code}"),
        };
        return Ok(Outcome::Failed(cause, text));
    }
    let expected = fs::read(test.path.with_extension("out")).unwrap_or_default();
    if ran.output != expected {
        return Ok(Outcome::Failed("another output".into(), text));
    }
    Ok(Outcome::Passed)
}

fn check(
    test: &Test,
    compiler: &Path,
    scratch: &Path,
    limits: &Limits,
) -> Result<Outcome, std::io::Error> {
    fs::create_dir_all(scratch)?;
    let mut command = shell(limits, if limits.official { Path::new("go") } else { compiler });
    if limits.official {
        // A file of its own: the official compiler deletes its output when there are errors.
        let object = scratch.join("object");
        command.args(["tool", "compile", "-e", "-p=p", "-o"]).arg(object).arg(&test.path);
    } else {
        command.args(["check", "-e"]).arg(&test.path);
    }
    let ended = end(&mut command, test, scratch, limits)?;
    let text = String::from_utf8_lossy(&ended.output);
    if !matches!(ended.status.map(|status| status.code()), Some(Some(0 | 1)))
        || text.contains("a mistake of the compiler")
    {
        return Ok(not_accepted(&ended, &text));
    }
    if test.kind == Kind::Compile {
        let is_right = ended.status.is_some_and(|status| status.success());
        return Ok(if is_right { Outcome::Passed } else { not_accepted(&ended, &text) });
    }
    let source = fs::read(&test.path)?;
    let source = String::from_utf8_lossy(&source);
    let file = test.path.file_name().unwrap_or_default().to_string_lossy();
    let wrong = match errorcheck::mismatches(&file, &source, &text) {
        Ok(wrong) => wrong,
        Err(error) => return Ok(Outcome::LeftOut(format!("its regexp is none: {error}"))),
    };
    if wrong.is_empty() {
        return Ok(Outcome::Passed);
    }
    if let Some(refused) = refusal(&text) {
        return Ok(Outcome::Refused(refused));
    }
    let missing = wrong.iter().any(|line| line.contains(": no message matches "));
    let cause = if missing { "a message is missing" } else { "an unexpected message" };
    Ok(Outcome::Failed(cause.into(), wrong.join("\n")))
}

/// Why a program that is right was not built.
fn not_accepted(ended: &Ended, text: &str) -> Outcome {
    let Some(status) = ended.status else {
        return Outcome::Failed("the compiler's limit of time or memory".into(), text.into());
    };
    if status.signal().is_some() || text.contains("panicked at") || status.code() == Some(101) {
        return Outcome::Failed("the compiler crashes".into(), text.into());
    }
    if let Some(refused) = refusal(text) {
        return Outcome::Refused(refused);
    }
    let is_diagnostic = text.lines().any(|line| line.contains(".go:"));
    let cause = if is_diagnostic { "a valid program is refused" } else { "the compiler fails" };
    Outcome::Failed(cause.into(), text.into())
}

/// What messages say that is not supported.
fn refusal(text: &str) -> Option<String> {
    const RUNTIME: &str = "undefined: runtime.";
    text.lines().find_map(|line| {
        if let Some((_, what)) = line.split_once("not supported yet: ") {
            return Some(what.to_string());
        }
        if let Some((_, rest)) = line.split_once("could not import ") {
            let package = rest.split(' ').next().unwrap_or_default();
            return Some(format!("package {package}"));
        }
        line.split_once(RUNTIME).map(|(_, name)| format!("runtime.{name}"))
    })
}

/// A command with limits; its arguments are to be added.
fn shell(limits: &Limits, program: &Path) -> Command {
    let mut command = Command::new("sh");
    let seconds = limits.seconds;
    let script = format!("ulimit -t {seconds}; ulimit -f {OUTPUT}; exec \"$0\" \"$@\"");
    command.args(["-c", &script]).arg(program);
    command
}

/// Starts a command in the test's folder and waits for its end.
fn end(
    command: &mut Command,
    test: &Test,
    scratch: &Path,
    limits: &Limits,
) -> Result<Ended, std::io::Error> {
    let path = scratch.join("output");
    let output = fs::File::create(&path)?;
    command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
    command.current_dir(test.path.parent().unwrap_or(Path::new(".")));
    let mut child = command.spawn()?;
    let deadline = Instant::now() + Duration::from_secs(3 * limits.seconds);
    let mut pause = Duration::from_micros(500);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if Instant::now() > deadline || pages(child.id()) > PAGES {
            child.kill()?;
            child.wait()?;
            break None;
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    };
    // The limit of processor time ends a process by a signal.
    let status = status.filter(|status| !matches!(status.signal(), Some(9 | 24)));
    Ok(Ended { output: fs::read(&path)?, status })
}

/// The pages that a process has in memory; 0 if it is gone.
fn pages(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/statm")).unwrap_or_default();
    text.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or(0)
}
