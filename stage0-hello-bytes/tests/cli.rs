//! The command line: what each verb prints, and how it fails.

mod emulator;

use stage0::Isa;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn stage0() -> Command {
    emulator::command(env!("CARGO_BIN_EXE_stage0"))
}

fn run(arguments: &[&str]) -> Output {
    stage0().args(arguments).output().unwrap()
}

/// What it prints when all goes well.
fn stdout(arguments: &[&str]) -> String {
    let output = run(arguments);
    let stderr = emulator::without_emulator_messages(&output.stderr);
    assert_eq!((output.status.code(), &*stderr), (Some(0), ""), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// What it says when the user has made a mistake.
fn error(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    let message = emulator::without_emulator_messages(&output.stderr);
    assert!(message.starts_with("error: "), "{message}");
    assert!(!message.contains("panicked"), "{message}");
    message
}

fn host() -> Isa {
    Isa::host().expect("the tests run on x86-64 or AArch64")
}

fn file(directory: &Path, name: &str, content: &[u8]) -> String {
    let path = directory.join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_string()
}

const UNDERSTOOD: &str = "--i-understand-this-runs-raw-machine-code";

/// Hex digits of a function that adds its two arguments, for the host.
fn add_hex() -> &'static str {
    match host() {
        Isa::X64 => "48 8d 04 37 c3 ; lea rax, [rdi + rsi]; ret\n",
        Isa::A64 => "00 00 01 8b  c0 03 5f d6 ; add x0, x0, x1; ret\n",
    }
}

#[test]
fn the_demonstration_runs_the_bytes() {
    let text = stdout(&[]);
    assert!(text.contains("\nHello World!\n"), "{text}");
    assert!(text.contains("It returned 12"), "{text}");
    assert!(text.contains("add(2, 3) = 5"), "{text}");
    assert!(text.contains("Try next:"), "{text}");
}

#[test]
fn dis_lists_a_program_for_either_machine() {
    let text = stdout(&["dis", "hello", "--target", "x86_64-linux"]);
    assert!(text.contains("  15  48 8d 35 03 00 00 00     lea rsi, [rip+3]\n"), "{text}");
    assert!(text.contains(".ascii \"Hello World!\""), "{text}");
    let text = stdout(&["dis", "hello", "--target", "aarch64-linux"]);
    assert!(text.contains("   4  a1 00 00 10              adr x1, 0x18\n"), "{text}");
}

#[test]
fn dis_lists_hex_raw_and_built_files() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name| directory.path().join(name).to_str().unwrap().to_string();
    let hex = file(directory.path(), "a.hex", b"31 c0 # zero\nc3");
    let expected = "   0  31 c0                    xor eax, eax\n   \
                    2  c3                       ret\n";
    assert_eq!(stdout(&["dis", &hex, "--target", "x86_64-linux"]), expected);
    let raw = file(directory.path(), "a.bin", &[0x31, 0xc0, 0xc3]);
    assert_eq!(stdout(&["dis", &raw, "--target", "x86_64-linux"]), expected);
    let built = path("hello");
    stdout(&["build", "-o", &built, "--target", "aarch64-linux"]);
    assert!(stdout(&["dis", &built]).contains("bl 0x400088"));
}

#[test]
fn call_prints_the_result() {
    assert_eq!(stdout(&["call", "add", "2", "3"]), "add(2, 3) = 5\n");
    assert_eq!(stdout(&["call", "max", "-7", "-9"]), "max(-7, -9) = -7\n");
    assert_eq!(stdout(&["call", "sum", "100"]), "sum(100) = 5050\n");
    assert_eq!(stdout(&["call", "fact", "20"]), "fact(20) = 2432902008176640000\n");
    assert_eq!(stdout(&["call", "fib", "20"]), "fib(20) = 6765\n");
    assert_eq!(stdout(&["call", "hello"]), "Hello World!\nhello() = 12\n");
}

#[test]
fn call_reports_what_went_wrong() {
    assert!(error(&["call", "nothing"]).contains("  max a b       the larger of a and b"));
    assert!(error(&["call", "add", "1"]).contains("`add(a, b)` takes 2 arguments, not 1"));
    assert!(error(&["call", "fact", "9223372036854775807"]).contains("SIGSEGV"));
    let slow = error(&["call", "fib", "90", "--timeout", "1"]);
    assert!(slow.contains("fib(90) was still running after 1 s"), "{slow}");
}

#[test]
fn build_makes_a_file_that_runs() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("hello");
    let text = stdout(&["build", "-o", path.to_str().unwrap()]);
    let size = if host() == Isa::X64 { 177 } else { 172 };
    assert!(text.ends_with(&format!("hello: {size} bytes, for {} Linux\n", host())), "{text}");
    let output = emulator::command(&path).output().unwrap();
    assert_eq!(output.stdout, b"Hello World!");
    // Twice: an existing file is replaced.
    stdout(&["build", "-o", path.to_str().unwrap()]);
}

#[test]
fn build_wraps_code_of_ones_own() {
    let directory = tempfile::tempdir().unwrap();
    let exit_5 = match host() {
        Isa::X64 => "b8 3c 00 00 00  bf 05 00 00 00  0f 05",
        Isa::A64 => "a8 0b 80 d2  a0 00 80 d2  01 00 00 d4",
    };
    let hex = file(directory.path(), "exit.hex", exit_5.as_bytes());
    let path = directory.path().join("exit");
    stdout(&["build", &hex, "-o", path.to_str().unwrap()]);
    assert_eq!(emulator::command(&path).status().unwrap().code(), Some(5));
}

#[test]
fn build_says_why_it_cannot_write() {
    assert!(error(&["build", "-o", "/nowhere/at/all"]).contains("/nowhere/at/all: "));
    assert!(error(&["build", "-o", "/"]).contains("/: "));
}

#[test]
fn run_needs_the_flag_and_then_runs() {
    let directory = tempfile::tempdir().unwrap();
    let hex = file(directory.path(), "add.hex", add_hex().as_bytes());
    assert!(error(&["run", &hex, "2", "3"]).contains(UNDERSTOOD));
    let output = run(&["run", &hex, "2", "-3", UNDERSTOOD]);
    assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b"returned -1\n"[..]));
    assert!(output.stdout.is_empty());
}

#[test]
fn run_survives_code_that_does_not() {
    let directory = tempfile::tempdir().unwrap();
    // int3; brk #0
    let trap: &[u8] = if host() == Isa::X64 { &[0xcc] } else { &[0x00, 0x00, 0x20, 0xd4] };
    let trap = file(directory.path(), "trap", trap);
    assert!(error(&["run", &trap, UNDERSTOOD]).contains("SIGTRAP"));
    let endless: &[u8] = if host() == Isa::X64 { &[0xeb, 0xfe] } else { &[0, 0, 0, 0x14] };
    let endless = file(directory.path(), "endless", endless);
    assert!(error(&["run", &endless, UNDERSTOOD, "--timeout", "1"]).contains("still running"));
}

#[test]
fn files_that_are_no_code_are_refused_in_words() {
    let directory = tempfile::tempdir().unwrap();
    let bad = file(directory.path(), "bad.hex", b"48 8d\n04 gg\n");
    let message = error(&["dis", &bad]);
    assert!(message.starts_with("error: `g` is not a hex digit\n"), "{message}");
    assert!(message.contains("bad.hex:2:4\n"), "{message}");
    let empty = file(directory.path(), "empty", b"");
    assert!(error(&["dis", &empty]).contains("there are no bytes"));
    let comment = file(directory.path(), "comment", b"; nothing\n");
    assert!(error(&["run", &comment, UNDERSTOOD]).contains("there are no bytes"));
    let huge = file(directory.path(), "huge.hex", "c3 ".repeat(1 << 20).as_bytes());
    assert!(error(&["dis", &huge]).contains("larger than"));
    assert!(error(&["dis", "no-such-file"]).contains("no program and no file"));
    assert!(error(&["dis", directory.path().to_str().unwrap()]).contains("directory"));
    #[cfg(target_os = "linux")]
    assert!(error(&["dis", "/dev/zero"]).contains("larger than"));
    assert!(
        error(&["dis", "hello-words", "--target", "aarch64-linux"]).contains("no `hello-words`")
    );
}

#[test]
fn crash_shows_each_mistake_in_words() {
    let text = stdout(&["crash"]);
    for words in ["no-flip: ", "SIGSEGV", "unpatched: ", "Hello World!"] {
        assert!(text.contains(words), "{text}");
    }
    assert!(error(&["crash", "nothing"]).contains("no-flip"));
}

#[test]
fn exercises_are_listed_and_shown() {
    let list = stdout(&["exercises"]);
    for number in ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6"] {
        assert!(list.contains(number), "{list}");
        let page = stdout(&["exercises", number]);
        assert!(page.starts_with(&format!("# Exercise {number}")), "{page}");
    }
    assert!(error(&["exercises", "9.9"]).contains("no exercise 9.9"));
}

#[test]
fn stats_are_numbers() {
    assert!(stdout(&["stats"]).contains("hello in memory"));
    let json = stdout(&["stats", "--json"]);
    assert!(json.starts_with("{\n") && json.ends_with("\n}\n"), "{json}");
}

#[test]
fn graph_prints_svg() {
    assert!(stdout(&["graph", "layout"]).starts_with("<svg "));
}

#[test]
fn wrong_usage_is_status_2_and_help_has_examples() {
    for arguments in [&["fly"][..], &["build"], &["call", "add", "x", "y"], &["graph", "nothing"]] {
        assert_eq!(run(arguments).status.code(), Some(2), "{arguments:?}");
    }
    for verb in ["build", "dis", "call", "run", "crash", "graph", "stats", "exercises"] {
        assert!(stdout(&[verb, "--help"]).contains("Example"), "{verb}");
    }
}

/// Nobody reads what it prints: no panic, and no error message.
#[test]
fn a_closed_pipe_ends_it_quietly() {
    for arguments in [&[][..], &["dis", "fib"], &["crash"], &["exercises"], &["--help"]] {
        let mut command = stage0();
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let mut message = Vec::new();
        child.stderr.take().unwrap().read_to_end(&mut message).unwrap();
        child.wait().unwrap();
        assert_eq!(emulator::without_emulator_messages(&message), "", "{arguments:?}");
    }
}
