//! What is installed, what each stage needs, and how to get it: a line each.

use crate::sandbox::{self, End, Job, Limits};
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// A program, how to ask for its version, who needs it, and how to get it.
struct Tool {
    program: &'static str,
    argument: &'static str,
    needed_for: &'static str,
    fix: &'static str,
    required: bool,
}

const TOOLS: &[Tool] = &[
    Tool {
        program: "cargo",
        argument: "--version",
        needed_for: "everything (1.88 or newer)",
        fix: "https://rustup.rs",
        required: true,
    },
    Tool {
        program: "cc",
        argument: "--version",
        needed_for: "linking, every stage",
        fix: "apt install gcc",
        required: true,
    },
    Tool {
        program: "python3",
        argument: "--version",
        needed_for: "stages 1 to 3, for .py files without bytecode beside them",
        fix: "apt install python3",
        required: false,
    },
    Tool {
        program: "qemu-aarch64",
        argument: "--version",
        needed_for: "stages 0, 3 and 4, to run AArch64 executables here",
        fix: "apt install qemu-user",
        required: false,
    },
    Tool {
        program: "go",
        argument: "version",
        needed_for: "stage 4, to compare with the official compiler",
        fix: "apt install golang",
        required: false,
    },
    Tool {
        program: "llvm-config-19",
        argument: "--version",
        needed_for: "stage 5",
        fix: "apt install llvm-19-dev",
        required: false,
    },
];

/// The report, and whether everything that is required is there.
pub fn doctor(helper: &Path) -> (String, bool) {
    let mut text = String::new();
    let mut well = true;
    for tool in TOOLS {
        let Tool { program, argument, needed_for, fix, required } = tool;
        let output = Command::new(program).arg(argument).stdin(Stdio::null()).output().ok();
        let version = output.filter(|output| output.status.success()).map(|output| {
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            text.lines().next().unwrap_or("").to_string()
        });
        let _ = match version {
            Some(version) => writeln!(text, "ok       {program:15} {version}"),
            None => {
                well &= !required;
                let word = if *required { "MISSING" } else { "absent" };
                writeln!(text, "{word:8} {program:15} {needed_for}: {fix}")
            }
        };
    }
    for line in sandbox_abilities(helper) {
        let _ = writeln!(text, "{line}");
    }
    (text, well)
}

/// What the sandbox can do here.
fn sandbox_abilities(helper: &Path) -> Vec<String> {
    let cannot = |why: String| vec![format!("MISSING  {:15} {why}", "sandbox")];
    let Ok(scratch) = tempfile::tempdir() else { return cannot("no temporary folder".into()) };
    let job = Job {
        program: "/bin/sh".into(),
        arguments: vec!["-c".into(), "exit 0".into()],
        environment: Vec::new(),
        folder: "/".into(),
        scratch: scratch.path().to_path_buf(),
        hidden: Vec::new(),
        limits: Limits::default(),
    };
    match sandbox::run(helper, &job) {
        Ok(report) if report.end == End::Exit(0) && report.missing.is_empty() => {
            vec![format!("ok       {:15} network, files and processes are set apart", "sandbox")]
        }
        Ok(report) if report.end == End::Exit(0) => {
            report.missing.iter().map(|why| format!("partly   {:15} {why}", "sandbox")).collect()
        }
        Ok(report) => cannot(report.end.words()),
        Err(error) => cannot(error.to_string()),
    }
}
