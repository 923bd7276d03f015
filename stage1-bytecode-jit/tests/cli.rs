//! The command line: what each verb prints, and how it fails.

#[path = "../../stage0-hello-bytes/tests/emulator/mod.rs"]
mod emulator;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn stage1() -> Command {
    emulator::command(env!("CARGO_BIN_EXE_stage1"))
}

fn run(arguments: &[&str]) -> Output {
    stage1().args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// The status, standard output and standard error.
fn outcome(arguments: &[&str]) -> (i32, String, String) {
    let output = run(arguments);
    let stdout = String::from_utf8(output.stdout).unwrap();
    let status = output.status.code().expect("it ends by itself");
    (status, stdout, emulator::without_emulator_messages(&output.stderr))
}

/// What it prints when all goes well.
fn stdout(arguments: &[&str]) -> String {
    let (status, stdout, stderr) = outcome(arguments);
    assert_eq!((status, &*stderr), (0, ""), "{arguments:?}");
    stdout
}

/// What it says when the user has made a mistake.
fn error(arguments: &[&str]) -> String {
    let (status, _, message) = outcome(arguments);
    assert_eq!(status, 1, "{arguments:?}: {message}");
    assert!(message.starts_with("error: "), "{message}");
    assert!(!message.contains("panicked"), "{message}");
    message
}

fn contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}

fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// An example, which has its bytecode beside it, so that no Python is needed.
fn example(name: &str) -> String {
    path(&home().join("examples").join(name))
}

/// The bytecode of a program of the corpus.
fn corpus(program: &str) -> String {
    path(&home().join("corpus/pyc/311").join(program))
}

fn path(path: &Path) -> String {
    path.to_str().unwrap().to_string()
}

fn expected(name: &str) -> String {
    std::fs::read_to_string(home().join("examples/expected").join(name)).unwrap()
}

/// A file of that content in a folder of its own.
fn file(name: &str, content: &[u8]) -> (tempfile::TempDir, String) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join(name);
    std::fs::write(&file, content).unwrap();
    let file = path(&file);
    (directory, file)
}

/// Whether this machine's Python can compile for the tests.
fn has_python() -> bool {
    let wanted = "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))";
    let python = Command::new("python3").args(["-I", "-S", "-c", wanted]).status();
    let found = python.is_ok_and(|status| status.success());
    if !found {
        eprintln!("skipped: there is no python3 from 3.11 to 3.14");
    }
    found
}

// -------------------------------------------------------------------------------------------------------- the verbs

#[test]
fn run_prints_what_the_program_prints() {
    for tier in ["interp", "jit"] {
        let text = stdout(&["run", &example("gcd.py"), "--tier", tier]);
        assert_eq!(text, expected("gcd.out"), "{tier}");
    }
    assert_eq!(stdout(&["run", "--gc-stress", &example("hello.py")]), expected("hello.out"));
    let pyc = home().join("corpus/pyc/314/examples/gcd.pyc");
    assert_eq!(stdout(&["run", &path(&pyc)]), expected("gcd.out"));
}

#[test]
fn programs_get_their_arguments() {
    let text = stdout(&["run", &example("guess.py"), "50"]);
    contains(&text, &["50 it is, found in 1 tries\n"]);
    // What follows the first of them is the program's own, whatever it looks like.
    let text = stdout(&["run", &example("guess.py"), "50", "--tier", "fast"]);
    contains(&text, &["50 it is"]);
    let (status, _, message) = outcome(&["run", &example("guess.py"), "many"]);
    assert_eq!(status, 1);
    contains(&message, &["not a number: "]);
}

#[test]
fn programs_read_standard_input() {
    if !has_python() {
        return;
    }
    let source = b"name = input('Who? ')\nprint('hello', name)\nprint(input())\n";
    let (_directory, file) = file("ask.py", source);
    let mut child = stage1()
        .args(["run", &file])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all("Zoë\n".as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "Who? hello Zoë\n");
    let stderr = emulator::without_emulator_messages(&output.stderr);
    contains(&stderr, &["EOFError: EOF when reading a line\n"]);
    assert_eq!(output.status.code(), Some(1));
}

/// `sys.stdin`, `sys.stdout` and `sys.stderr`, beside `print` and `input`; what CPython prints.
#[test]
fn programs_use_the_streams() {
    if !has_python() {
        return;
    }
    let source = r#"import sys
print(repr(sys.stdin.readline()), repr(input()), repr(next(sys.stdin)))
for number, line in enumerate(sys.stdin):
    print(number, line.rstrip(), file=sys.stderr)
    if number == 1:
        break
print(sys.stdin.readlines(), repr(sys.stdin.read()), repr(sys.stdin.readline()), list(sys.stdin))
write = sys.stdout.write
print(write("drei\n"), sys.stdout is sys.stdout, sys.stdin is sys.stdout, type(sys.stderr).__name__)
sys.stdout.writelines(str(n) + "," for n in range(3))
print("", flush=True, file=sys.stdout)
print(sys.stdout)
for wrong in (lambda: sys.stdout.write(3), lambda: sys.stdin.nothing, lambda: len(sys.stderr)):
    try:
        wrong()
    except (TypeError, AttributeError) as error:
        print(error)
sys.stderr.write("end\n")
sys.stdout.flush()
print("x", file=3)
"#;
    let (_directory, file) = file("streams.py", source.as_bytes());
    for extra in [&["run", &file][..], &["run", "--gc-stress", "--tier", "interp", &file]] {
        let mut stage1 = stage1();
        let stage1 = stage1.args(extra).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = stage1.stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(b"a\nb\nc\nd\ne\nf\ng").unwrap();
        let output = child.wait_with_output().unwrap();
        let expected = "'a\\n' 'b' 'c\\n'\n['f\\n', 'g'] '' '' []\ndrei\n5 True False TextIOWrapper\n\
                        0,1,2,\n<_io.TextIOWrapper name='<stdout>' mode='w' encoding='utf-8'>\n\
                        write() argument must be str, not int\n\
                        '_io.TextIOWrapper' object has no attribute 'nothing'\n\
                        object of type '_io.TextIOWrapper' has no len()\n";
        assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
        let stderr = emulator::without_emulator_messages(&output.stderr);
        assert!(stderr.starts_with("0 d\n1 e\nend\n"), "{stderr}");
        contains(&stderr, &["streams.py:20: not supported: print to something that is no stream"]);
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn dis_shows_source_and_both_instructions() {
    let text = stdout(&["dis", &example("gcd.py"), "--func", "gcd"]);
    contains(&text, &["while b != 0:", "LOAD_FAST", "REMAINDER", "BINARY_OP"]);
    contains(&stdout(&["dis", &example("gcd.py")]), &["<module>", "MAKE_FUNCTION"]);
}

#[test]
fn ir_shows_what_the_peepholes_do() {
    let text = stdout(&["ir", &example("gcd.py"), "--func", "gcd"]);
    contains(&text, &["before", "after", "push"]);
}

#[test]
fn asm_lists_either_machine() {
    let text = stdout(&["asm", &example("gcd.py"), "--func", "gcd", "--target", "x86_64-linux"]);
    contains(&text, &["while b != 0:", "idiv", "ret"]);
    let text = stdout(&["asm", &example("gcd.py"), "--func", "gcd", "--target", "aarch64-linux"]);
    contains(&text, &["while b != 0:", "sdiv", "ret"]);
    let text = stdout(&["asm", &example("word_count.py")]);
    contains(&text, &["not compiled: "]);
}

#[test]
fn feedback_shows_what_was_seen() {
    let text = stdout(&["feedback", &example("gcd.py"), "--func", "gcd"]);
    contains(&text, &["REMAINDER", "int int → int"]);
}

#[test]
fn stats_counts() {
    let text = stdout(&["stats", &example("gcd.py")]);
    contains(&text, &["bytecode of CPython 3.11", "µs to run", "objects allocated", "compiled: "]);
    let text = stdout(&["stats", &example("gcd.py"), "--json"]);
    contains(&text, &["{\"version\":\"3.11\",\"ended_well\":true,", "\"fate\":\"compiled\""]);
    let text = stdout(&["stats", &example("gcd.py"), "--tier", "interp", "--json"]);
    contains(&text, &["\"compiled\":[]"]);
}

#[test]
fn bench_measures_and_compares() {
    contains(&error(&["bench", "nope"]), &["nope", "help: the kernels are mandelbrot, "]);
    let message = error(&["bench", "--growth", "1", "--python", "/nonexistent"]);
    contains(&message, &["/nonexistent is missing"]);
    if std::env::var("STAGE_RUNNER").is_ok_and(|runner| !runner.is_empty()) {
        return; // It starts itself, which an emulator's guest cannot.
    }
    let (status, text, stderr) =
        outcome(&["bench", "--runs", "1", "--python", "/nonexistent", "gcd"]);
    assert_eq!(status, 0, "{stderr}");
    contains(&stderr, &["note: /nonexistent is missing", "1/1 gcd "]);
    contains(&text, &["interpreter", "template JIT", "\ngcd "]);
    if has_python() {
        let output = run(&["bench", "--json", "--runs", "1", "gcd", "roman"]);
        let text = String::from_utf8(output.stdout).unwrap();
        contains(&text, &["{\"runs\":1,\"python3\":\"3.", "\"program\":\"roman\",", "start-up"]);
        // A real measurement takes a minute.
        let text = stdout(&["bench", "--growth", "1", "--json"]);
        contains(&text, &["\"grew\":false"]);
    }
}

#[test]
fn exercises_are_listed_and_shown() {
    let text = stdout(&["exercises"]);
    contains(&text, &["1.3  A push and its pop", "minutes", "10 points"]);
    // Every page is listed, and shown as it is.
    for page in std::fs::read_dir(home().join("exercises")).unwrap() {
        let page = page.unwrap();
        let name = page.file_name().into_string().unwrap();
        let number = name.split('-').next().unwrap();
        contains(&text, &[&format!("{number}  ")]);
        let shown = stdout(&["exercises", number]);
        assert_eq!(shown, std::fs::read_to_string(page.path()).unwrap());
    }
    contains(&error(&["exercises", "9.9"]), &["there is no exercise 9.9"]);
}

#[test]
fn without_a_verb_it_demonstrates() {
    contains(&stdout(&[]), &["bytecode", "pseudo-assembly", "machine code", "Next: "]);
}

// ----------------------------------------------------------------------------------------------- how programs end

#[test]
fn an_uncaught_exception_is_a_traceback_and_status_1() {
    let (status, _, stderr) = outcome(&["run", &corpus("uncaught/division.pyc")]);
    assert_eq!(status, 1);
    assert!(stderr.starts_with("Traceback (most recent call last):\n"), "{stderr}");
    contains(&stderr, &["ZeroDivisionError: "]);
}

#[test]
fn sys_exit_decides_the_status() {
    for name in ["exit_message", "exit_number", "exit_other", "exit_raised", "exit_wide"] {
        let recorded = home().join(format!("corpus/uncaught/{name}.status"));
        let expected: i32 = std::fs::read_to_string(recorded).unwrap().trim().parse().unwrap();
        for tier in ["interp", "jit"] {
            let pyc = corpus(&format!("uncaught/{name}.pyc"));
            assert_eq!(outcome(&["run", &pyc, "--tier", tier]).0, expected, "{name}");
        }
    }
    let (_, _, stderr) = outcome(&["run", &corpus("uncaught/exit_message.pyc")]);
    assert_eq!(stderr, "usage: exit_message FILE\n");
}

#[test]
fn what_is_not_supported_is_refused_with_its_place() {
    let file = corpus("refused/with_statement.pyc");
    let (status, stdout, stderr) = outcome(&["run", &file]);
    assert_eq!((status, &*stdout), (1, ""));
    assert!(stderr.starts_with(&format!("error: {file}:")), "{stderr}");
    contains(&stderr, &["not supported: ", "with"]);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let file = example("primes.py");
    for arguments in [&["dis", &file][..], &["run", &file], &["stats", &file], &["exercises"]] {
        let mut child =
            stage1().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut stderr = Vec::new();
        child.stderr.take().unwrap().read_to_end(&mut stderr).unwrap();
        let status = child.wait().unwrap();
        let message = emulator::without_emulator_messages(&stderr);
        assert!(!message.contains("panicked"), "{arguments:?}: {message}");
        assert!(status.code().is_some(), "{arguments:?}: {status}");
    }
}

// -------------------------------------------------------------------------------------------------- users' mistakes

#[test]
fn files_that_cannot_be_read() {
    let directory = tempfile::tempdir().unwrap();
    let missing = path(&directory.path().join("missing.py"));
    for verb in ["run", "dis", "ir", "asm", "feedback", "stats"] {
        contains(&error(&[verb, &missing]), &[&missing, "no such file"]);
        contains(&error(&[verb, &path(directory.path())]), &[&path(directory.path())]);
    }
}

#[test]
fn files_that_are_no_bytecode() {
    let (_directory, text) = file("text.pyc", b"print('hello')\n");
    contains(&error(&["run", &text]), &[&text]);
    let (_directory, empty) = file("empty.pyc", b"");
    contains(&error(&["run", &empty]), &[&empty]);

    let good = std::fs::read(corpus("examples/gcd.pyc")).unwrap();
    for length in [3, 15, 16, 17, 100, good.len() - 1] {
        let (_directory, cut) = file("cut.pyc", &good[..length]);
        contains(&error(&["run", &cut]), &[&cut]);
    }
    // The magic number of 3.10.
    let mut old = good.clone();
    old[..2].copy_from_slice(&3439u16.to_le_bytes());
    let (_directory, old) = file("old.pyc", &old);
    contains(&error(&["run", &old]), &[&old, "3.10"]);
}

#[test]
fn a_python_that_is_not_there() {
    let (_directory, file) = file("a.py", b"print(1)\n");
    let message = error(&["run", "--python", "/nonexistent", &file]);
    contains(&message, &["/nonexistent"]);
    // Nothing on the PATH: the message says what to do.
    let output = stage1().args(["run", &file]).env("PATH", "/nonexistent").output().unwrap();
    let message = emulator::without_emulator_messages(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{message}");
    contains(&message, &["error: ", "help: ", "--python PATH"]);
}

#[test]
fn a_syntax_error_is_pythons_own() {
    if !has_python() {
        return;
    }
    let (_directory, file) = file("wrong.py", b"print(1\n");
    let (status, stdout, stderr) = outcome(&["run", &file]);
    assert_eq!((status, &*stdout), (1, ""));
    contains(&stderr, &["SyntaxError: ", "wrong.py"]);
}

#[test]
fn functions_that_are_not_there() {
    for verb in ["dis", "ir", "asm", "feedback"] {
        let message = error(&[verb, &example("gcd.py"), "--func", "lcm_of"]);
        contains(&message, &["no function `lcm_of`", "help: there are: ", "gcd"]);
    }
}

#[test]
fn wrong_usage_is_status_2() {
    for arguments in [
        &["frobnicate"][..],
        &["run"],
        &["run", "--tier", "fast", "a.py"],
        &["asm", "a.py", "--target", "pdp11"],
        &["stats", "--frobnicate", "a.py"],
    ] {
        let (status, _, message) = outcome(arguments);
        assert_eq!(status, 2, "{arguments:?}: {message}");
        contains(&message, &["error: ", "--help"]);
    }
}
