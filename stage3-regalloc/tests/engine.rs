//! The command line on Python files: what the corpus cannot show.
//!
//! Recursion that ends at the limit, at the same depth in every tier; a signal that ends a loop; the
//! statistics.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

#[path = "../../stage0-hello-bytes/tests/emulator/mod.rs"]
mod emulator;

const TIERS: [&[&str]; 5] = [
    &["--tier", "interp"],
    &["--tier", "template"],
    &["--tier", "auto"],
    &["--tier", "optimised"],
    &["--tier", "optimised", "--force-exits", "2"],
];

/// An emulator takes its time: there, machine code alone.
fn tiers() -> &'static [&'static [&'static str]] {
    if std::env::var_os("STAGE_RUNNER").is_some() { &TIERS[2..4] } else { &TIERS }
}

/// A program in a file of its own.
fn program(directory: &tempfile::TempDir, text: &str) -> PathBuf {
    let file = directory.path().join("program.py");
    std::fs::write(&file, text).unwrap();
    file
}

fn stage3(options: &[&str], file: &PathBuf) -> Command {
    let mut command = emulator::command(env!("CARGO_BIN_EXE_stage3"));
    command.arg("run").args(options).arg(file);
    command
}

fn run(options: &[&str], file: &PathBuf) -> Output {
    stage3(options, file).output().unwrap()
}

fn has_python() -> bool {
    Command::new("python3").arg("--version").output().is_ok()
}

/// Runs a program in every tier; its output is that.
fn check(text: &str, expected: &str) {
    if !has_python() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let file = program(&directory, text);
    for tier in tiers() {
        let output = run(tier, &file);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{tier:?}: {errors}");
        assert!(output.status.success(), "{tier:?}: {errors}");
    }
}

#[test]
fn the_recursion_limit_is_met_at_the_same_call_in_every_tier() {
    let text = "
import sys

def down(n):
    global deepest
    deepest = n
    return down(n + 1) + 1

def even(n):
    global deepest
    deepest = n
    return odd(n + 1)

def odd(n):
    return even(n + 1)

for limit in (1000, 200, 400):
    sys.setrecursionlimit(limit)
    for function in (down, even, down, even):
        try:
            function(0)
        except RecursionError as error:
            print(deepest, error)
";
    let line = |depth| format!("{depth} maximum recursion depth exceeded\n");
    let expected = [(998, 998), (198, 198), (398, 398)]
        .map(|(down, even)| [line(down), line(even)].concat().repeat(2))
        .concat();
    check(text, &expected);
}

#[test]
fn deep_recursion_without_a_limit_works() {
    let text = "
import sys
sys.setrecursionlimit(10 ** 9)

def sum_to(n):
    return 0 if n == 0 else n + sum_to(n - 1)

for n in range(30):
    sum_to(n)
print(sum_to(300_000))
";
    check(text, "45000150000\n");
}

#[test]
fn a_signal_ends_a_loop_with_an_exception() {
    if !has_python() {
        return;
    }
    let loops = ["while True:\n            n += 1", "while True:\n            pass", "endless(0)"];
    for body in loops {
        let text = format!(
            "import sys
def endless(n):
    while True:
        step(n)
def step(n):
    return n + 1
def main():
    n = 0
    print('begin', flush=True)
    try:
        {body}
    except KeyboardInterrupt:
        print('caught')
    raise KeyboardInterrupt
main()
"
        );
        let directory = tempfile::tempdir().unwrap();
        let file = program(&directory, &text);
        for tier in tiers() {
            let mut command = stage3(tier, &file);
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
            assert_eq!(lines.next().unwrap().unwrap(), "begin");
            std::thread::sleep(std::time::Duration::from_millis(100));
            let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
            assert!(kill.unwrap().success());
            assert_eq!(lines.next().unwrap().unwrap(), "caught", "{tier:?}: {body}");
            let output = child.wait_with_output().unwrap();
            // Ended by the signal, as CPython does when nobody catches the exception.
            assert_eq!(output.status.code(), None, "{tier:?}: {body}");
            assert!(String::from_utf8_lossy(&output.stderr).ends_with("KeyboardInterrupt\n"));
        }
    }
}

#[test]
fn the_statistics_say_what_was_compiled_and_why_it_was_left() {
    if !has_python() {
        return;
    }
    // Too large to be inlined.
    let rest = "a, b, ".repeat(30);
    let text = format!(
        "
def add(a, b):
    if a is None:
        return [{rest}]
    return a + b

for i in range(100):
    add(i, 1)
for i in range(100):
    add(i, 0.5)
for i in range(40):
    add(2 ** 62, 2 ** 62)
"
    );
    let directory = tempfile::tempdir().unwrap();
    let file = program(&directory, &text);
    let output = run(&["--stats", "--tier", "optimised"], &file);
    let stats = String::from_utf8(output.stderr).unwrap();
    assert!(stats.contains("add (line 2): optimised"), "{stats}");
    assert!(stats.contains("iadd.checked"), "{stats}");
    let output = run(&["--json", "--tier", "optimised"], &file);
    let json = String::from_utf8(output.stderr).unwrap();
    assert!(json.starts_with("[\n") && json.ends_with("]\n"), "{json}");
    assert!(json.contains("\"name\": \"add\""), "{json}");
}

#[test]
fn memory_that_runs_out_is_an_exception() {
    let text = "
def numbers():
    x = []
    while True:
        x.append(1)

def lists():
    x = []
    while True:
        x = [x, [x]]

def table():
    d = {}
    i = 0
    while True:
        d[i] = str(i)
        i += 1

def text():
    s = 'abc'
    while True:
        s += s

def at_once():
    return len([0] * 10 ** 9)

def collected():
    return len(list(range(10 ** 9)))

for what in (numbers, lists, table, text, at_once, collected):
    try:
        what()
    except MemoryError as error:
        print(what.__name__, repr(error))

# What has become garbage does not count.
total = 0
for i in range(20):
    total += len([i] * 1_000_000) + len([1.5 for _ in range(1000)])
print(total)
";
    if !has_python() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let file = program(&directory, text);
    let mut expected = String::new();
    for name in ["numbers", "lists", "table", "text", "at_once", "collected"] {
        expected += &format!("{name} MemoryError()\n");
    }
    expected += "20020000\n";
    for tier in tiers() {
        let mut options = tier.to_vec();
        options.extend(["--max-memory", "40"]);
        let output = run(&options, &file);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{tier:?}: {errors}");
    }
}

/// A program whose functions are compiled and that then waits.
const WAITING: &str = "
def double(n):
    return 2 * n

def loop(n):
    total = 0
    for i in range(n):
        total += double(i)
    return total

for i in range(100):
    loop(100)
print(loop(1000), flush=True)
input()
";

#[test]
#[cfg(target_os = "linux")]
fn no_page_is_writable_and_executable() {
    if !has_python() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let file = program(&directory, WAITING);
    let mut command = stage3(&["--tier", "optimised"], &file);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "999000");
    let maps = std::fs::read_to_string(format!("/proc/{}/maps", child.id())).unwrap();
    drop(child.stdin.take());
    child.wait().unwrap();
    // The emulator's own code is its own business.
    if std::env::var_os("STAGE_RUNNER").is_some() {
        return;
    }
    let permissions = |line: &str| line.split(' ').nth(1).unwrap_or_default().to_string();
    let ours = maps.lines().filter(|line| permissions(line).starts_with("r-x"));
    assert!(ours.clone().any(|line| line.split_whitespace().count() == 5), "no code? {maps}");
    for line in maps.lines() {
        assert!(!permissions(line).contains("wx"), "{line}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn profilers_are_told_where_code_is() {
    if !has_python() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let file = program(&directory, WAITING);
    let mut command = stage3(&["--perf-map"], &file);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    drop(child.stdin.take());
    let map = format!("/tmp/perf-{}.map", child.id());
    child.wait().unwrap();
    let text = std::fs::read_to_string(&map).unwrap();
    std::fs::remove_file(&map).unwrap();
    let mut pieces = Vec::new();
    for line in text.lines() {
        let (start, rest) = line.split_once(' ').unwrap();
        let (size, _) = rest.split_once(' ').unwrap();
        let number = |text| u64::from_str_radix(text, 16).unwrap();
        pieces.push((number(start), number(size)));
    }
    pieces.sort_unstable();
    assert!(pieces.windows(2).all(|two| two[0].0 + two[0].1 <= two[1].0), "{text}");
    assert!(text.contains(" double(int), line 2\n"), "{text}");
    assert!(text.contains(" loop(int), line 5\n"), "{text}");
}

#[test]
fn the_listing_has_source_bytecode_ir_and_machine_code() {
    if !has_python() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let file = program(&directory, &WAITING.replace("input()", ""));
    let output = emulator::command(env!("CARGO_BIN_EXE_stage3"))
        .args(["asm", "--func", "double"])
        .arg(&file)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for part in ["    3 |     return 2 * n\n", "LOAD_FAST", "block0(", "; v", " in r"] {
        assert!(text.contains(part) || cfg!(not(target_arch = "x86_64")), "{part}: {text}");
    }
}
