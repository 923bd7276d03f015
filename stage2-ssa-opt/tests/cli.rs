//! The command line: results on stdout, mistakes with file, line and column, status 1.

#[path = "../../stage0-hello-bytes/tests/emulator/mod.rs"]
mod emulator;

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn stage2(arguments: &[&str]) -> Output {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut stage2 = emulator::command(env!("CARGO_BIN_EXE_stage2"));
    stage2.args(arguments).current_dir(root).output().unwrap()
}

#[track_caller]
fn check(arguments: &[&str], status: i32, stdout: &str, stderr: &str) {
    let output = stage2(arguments);
    assert_eq!(String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or(""), stderr);
    assert_eq!(String::from_utf8_lossy(&output.stdout), stdout);
    assert_eq!(output.status.code(), Some(status));
}

#[test]
fn run() {
    check(&["run", "examples/sum.ir", "@triangle", "10"], 0, "45\n", "");
    let json = "{\"results\": [\"1\"], \"executed\": {\"iconst\": 1, \"iadd\": 2, \"iadd.checked\": 2, \
                \"icmp\": 3, \"jump\": 3, \"br\": 3, \"return\": 1}}\n";
    check(&["run", "--json", "examples/sum.ir", "@triangle", "2"], 0, json, "");
    let file = "examples/sum.ir";
    check(&["run", file], 1, "", "which function? `stage2 run FILE.ir @f 1 2`");
    check(&["run", file, "nothing"], 1, "", "examples/sum.ir: there is no function @nothing");
    check(&["run", file, "triangle"], 1, "", "1 arguments expected, 0 given");
    check(&["run", file, "triangle", "x"], 1, "", "`x` is not a value of i64");
    check(&["run", "--fuel", "9", file, "triangle", "100"], 1, "", "out of fuel");
    let left = "deopt @inner+6 [0: 1 int, 1: 0.5 float, 3: 1 int, 4: (0x0, 0x1) tagged] in \
                @outer+20 [0: 9 int, 1: (0x1, 0x1) tagged, 2: 0 bool]";
    check(&["run", "filetests/run/exits.ir", "leave", "1", "0.5", "0"], 1, "", left);
}

#[test]
fn run_python() {
    let fizzbuzz = "../stage1-bytecode-jit/examples/fizzbuzz.py";
    let expected = include_str!("../../stage1-bytecode-jit/examples/expected/fizzbuzz.out");
    check(&["run", fizzbuzz], 0, expected, "");
    check(&["run", "--threshold", "1", "--no-opt", fizzbuzz], 0, expected, "");
    let forced =
        stage2(&["run", "--threshold", "1", "--force-exits", "2", "--tier-stats", fizzbuzz]);
    assert_eq!(String::from_utf8_lossy(&forced.stdout), expected);
    let said = String::from_utf8_lossy(&forced.stderr).into_owned();
    assert!(said.contains("instructions of IR were executed"), "{said}");
    assert!(said.contains("forced 2"), "{said}");
    let missing = stage2(&["run", "no such file.py"]);
    assert_eq!(missing.status.code(), Some(1));
}

#[test]
fn mistakes() {
    let parse = "filetests/parse/mistakes.ir:3:8: the number is not between 1 and 65535";
    check(&["verify", "filetests/parse/mistakes.ir"], 1, "", parse);
    check(&["ir", "filetests/parse/mistakes.ir"], 1, "", parse);
    let verify = "4 violations in @f:";
    check(&["verify", "filetests/verify/dominance.ir"], 1, "", verify);
    check(&["run", "filetests/verify/dominance.ir", "f", "1", "1"], 1, "", verify);
    check(&["verify", "examples/sum.ir"], 0, "", "");
    assert_eq!(stage2(&["ir", "no such file"]).status.code(), Some(1));
    assert_eq!(stage2(&["nonsense"]).status.code(), Some(2));
}

/// Which function is meant, where a file has several or no Python function got hot, is said in the same words.
#[test]
fn functions_are_named_or_chosen() {
    let several = "examples/collatz.ir: which function? --func NAME says so";
    check(&["graph", "examples/collatz.ir"], 1, "", several);
    let text = stage2(&["ir", "--func", "f", "examples/collatz.ir"]);
    let said = String::from_utf8_lossy(&text.stderr).into_owned();
    assert!(said.contains("no function @f\nhelp: there are: @collatz,"), "{said}");

    let guess = "../stage1-bytecode-jit/examples/guess.py";
    let cold = format!("{guess}: nothing in it got hot");
    for verb in ["ir", "graph"] {
        check(&[verb, guess], 1, "", &cold);
        let output = stage2(&[verb, "--func", "guess", guess]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let table = stage2(&["stats", guess]);
    assert_eq!(String::from_utf8_lossy(&table.stdout), "guess: nothing in it got hot\n\n");
    let none = format!("{guess}: there is no function gess");
    check(&["ir", "--func", "gess", guess], 1, "", &none);
    let none = format!("{guess}: no loop at instruction 1 got hot");
    check(&["graph", "--func", "guess", "--loop", "1", guess], 1, "", &none);
}

/// `stats` runs a program twice, and what it reads comes only once. That it ends by `sys.exit` is no mistake.
#[test]
fn statistics_of_a_program_that_reads() {
    if Command::new("python3").arg("--version").output().is_err() {
        return eprintln!("SKIPPED: no python3");
    }
    let file = format!("{}/reads.py", env!("CARGO_TARGET_TMPDIR"));
    let source =
        "import sys\nsum = 0\nfor i in range(int(input())):\n    sum += i\nsys.exit(str(sum))\n";
    std::fs::write(&file, source).unwrap();
    let mut stage2 = emulator::command(env!("CARGO_BIN_EXE_stage2"));
    let stage2 = stage2.args(["stats", &file]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = stage2.spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"1000\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let ratio = text.lines().last().and_then(|line| line.split_whitespace().last());
    let ratio: f64 = ratio.and_then(|ratio| ratio.parse().ok()).unwrap_or_default();
    assert!(ratio > 1.5 && output.status.success(), "{text}");
}

#[test]
fn print() {
    let output = stage2(&["ir", "examples/sum.ir", "--func", "triangle"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("function @triangle(v0: i64) -> i64 {\n"), "{text}");
    let demonstration = stage2(&[]);
    assert!(
        String::from_utf8_lossy(&demonstration.stdout).contains("@steps(27) gives 111, after 1713")
    );
}

/// The ratio of what was executed before to what was executed after all, over all the programs.
#[test]
fn statistics_count_what_ir_and_python_execute() {
    let programs = ["total.py", "nest.py", "strike.py", "matrix_product.ir", "sieve_bytes.ir"];
    let programs = programs.map(|name| format!("examples/{name}"));
    let mut arguments = vec!["stats", "--json"];
    arguments.extend(programs.iter().map(String::as_str));
    let output = stage2(&arguments);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mean = text.strip_prefix("{\"geometric_mean\":").and_then(|rest| rest.split(',').next());
    let mean: f64 = mean.and_then(|mean| mean.parse().ok()).unwrap_or(0.0);
    assert!(mean > 2.0, "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(text.matches("\"program\":").count(), programs.len(), "{text}");
}
