//! The command line: every verb on the examples, and what it says about mistakes.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::process::{Command, Output};

#[path = "../../stage0-hello-bytes/tests/emulator/mod.rs"]
mod emulator;

fn stage3(arguments: &[&str]) -> Output {
    emulator::command(env!("CARGO_BIN_EXE_stage3"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .output()
        .unwrap()
}

fn stdout(arguments: &[&str]) -> String {
    let output = stage3(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn refused(arguments: &[&str], status: i32) -> String {
    let output = stage3(arguments);
    assert_eq!(output.status.code(), Some(status));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn run_prints_results_only() {
    assert_eq!(stdout(&["run", "examples/fib.ir", "@fib", "20"]), "6765\n");
    for extra in [["-O", "0"], ["--allocator", "graph-colouring"]] {
        let arguments = ["run", extra[0], extra[1], "examples/shapes.ir", "swap", "1", "2", "1"];
        assert_eq!(stdout(&arguments), "2\n1\n");
    }
    assert!(refused(&["run", "examples/fib.ir", "@fob"], 1).contains("no function @fob"));
    assert!(refused(&["run", "examples/none.ir", "@fob"], 1).contains("examples/none.ir"));
    refused(&["run"], 2);
}

/// The code is what the file says. Where a processor does not allow it, that is said in words.
#[test]
fn run_explains_faults() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("faults.ir");
    let text = "function @deep(v0: i64) -> i64 {\nblock0(v0: i64):\n  v1: i64 = iadd v0, 1\n  \
                v2: i64 = call @deep(v1)\n  v3: i64 = iadd v2, v0\n  return v3\n}\n\
                function @next(v0: ptr) -> i64 {\nblock0(v0: ptr):\n  v1: i64 = load v0\n  \
                v2: i64 = iadd v1, 1\n  store v2, v0\n  return v2\n}\n";
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    assert_eq!(stdout(&["run", file, "next", "arena+4096"]), "1\n");
    let said = refused(&["run", file, "next", "0x10"], 1);
    assert!(said.starts_with("the code was stopped: it used memory that is not there"), "{said}");
    let said = refused(&["run", "-O", "0", file, "deep", "1"], 1);
    assert_eq!(said, "the code was stopped: too many calls within calls\n");
    let said = refused(&["run", "examples/hello.ir", "main"], 1);
    assert!(said.contains("no function @syscall6\nhelp: executables have one"), "{said}");
}

#[test]
fn build_makes_programs_of_several_files() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    stdout(&["build", "examples/hello.ir", "-o", out]);
    assert_eq!(Command::new(out).output().unwrap().stdout, b"Hello, world!\n");
    let main = folder.path().join("main.ir");
    let text = "extern @fib(i64) -> i64\nfunction @main() -> i64 {\nblock0:\n  \
                v0: i64 = iconst 10\n  v1: i64 = call @fib(v0)\n  return v1\n}\n";
    std::fs::write(&main, text).unwrap();
    let main = main.to_str().unwrap();
    // The one that is there is replaced.
    stdout(&["build", main, "examples/fib.ir", "-o", out]);
    assert_eq!(Command::new(out).status().unwrap().code(), Some(55));
    assert!(refused(&["build", main, "-o", out], 1).contains("nobody defines @fib"));
    assert!(refused(&["build", main, main, "-o", out], 1).contains("@main is defined twice"));
    let object = folder.path().join("fib.o");
    stdout(&["build", "--object", "examples/fib.ir", "-o", object.to_str().unwrap()]);
    assert_eq!(std::fs::read(&object).unwrap()[..4], *b"\x7fELF");
}

#[test]
fn build_says_what_a_program_can_begin_with() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let (file, out) = (path("answer.ir"), path("out"));
    let text = "function @answer() -> i64 {\nblock0:\n  v0: i64 = iconst 42\n  return v0\n}\n\
                function @nothing() {\nblock0:\n  return\n}\n\
                function @half(v0: f64) -> f64 {\nblock0(v0: f64):\n  return v0\n}\n";
    std::fs::write(&file, text).unwrap();
    let said = refused(&["build", &file, "-o", &out], 1);
    assert!(said.contains("no function @main") && said.contains("@answer, @nothing\n"), "{said}");
    for (entry, status) in [("answer", 42), ("@nothing", 0)] {
        stdout(&["build", &file, "-o", &out, "--entry", entry]);
        assert_eq!(Command::new(&out).status().unwrap().code(), Some(status));
    }
    let said = refused(&["build", &file, "-o", &out, "--entry", "half"], 1);
    assert!(said.contains("@half cannot begin a program"), "{said}");
    let python = "../stage1-bytecode-jit/examples/hello.py";
    assert!(refused(&["build", python, "-o", &out], 1).contains("it can be run"));
}

/// A Python program's functions are shown by every verb alike: hot ones, or one that is named.
#[test]
fn python_functions_are_shown() {
    let [fib, guess, nest] = ["fib", "guess", "nest"].map(|name| {
        let folder = if name == "nest" { "../stage2-ssa-opt" } else { "../stage1-bytecode-jit" };
        format!("{folder}/examples/{name}.py")
    });
    let [fib, guess, nest] = [&fib, &guess, &nest].map(String::as_str);
    let text = stdout(&["stats", fib]);
    let rows = text.lines().filter(|line| line.starts_with("fib  ")).count();
    assert_eq!(rows, stage3::allocate::Algorithm::ALL.len(), "{text}");
    assert!(stdout(&["asm", "--target", "aarch64-linux", fib]).contains("stp x30, x19"));
    assert!(stdout(&["asm", "--lir", fib]).contains("lblock0"));
    assert!(stdout(&["graph", fib]).contains("<title>fib, line "));
    assert!(stdout(&["graph", nest, "--loop", "12"]).contains("the loop at instruction 12"));
    let said = refused(&["graph", nest, "--loop", "13"], 1);
    assert!(said.contains("of the loops did: 12"), "{said}");

    // Nothing in it gets hot.
    for verb in ["asm", "stats", "graph"] {
        let said = refused(&[verb, guess], 1);
        assert!(said.contains("nothing in it got hot\nhelp: with --func NAME"), "{said}");
        assert!(said.ends_with("there are: <module>, guess, main\n"), "{said}");
        assert!(stdout(&[verb, guess, "--func", "guess"]).contains("guess"));
        assert!(refused(&[verb, guess, "--func", "gess"], 1).contains("no function gess\nhelp: "));
    }
    // A closure takes its cells.
    let bank = "../stage1-bytecode-jit/examples/bank.py";
    let text = stdout(&["asm", bank, "--func", "deposit"]);
    assert!(text.starts_with("make_account.<locals>.deposit, line "), "{text}");
}

#[test]
fn asm_shows_both_sides() {
    let text = stdout(&["asm", "-O", "0", "examples/fib.ir", "--func", "fib"]);
    let line = text.lines().find(|line| line.contains("br v1, block1, block2")).unwrap();
    assert!(line.contains("mov rbx, rdi") || line.contains("cmp "), "{line}");
    assert!(text.contains("v1: i8 = icmp slt v0, 2") && text.contains(" → @fib"), "{text}");
    assert!(text.contains("v5 in r"), "{text}");
    assert!(stdout(&["asm", "--lir", "examples/fib.ir"]).contains("lblock0"));
}

#[test]
fn kernels_are_measured() {
    // Answers are compared on the way: with those in the files, and with Cranelift's if it is there.
    let json = stdout(&["bench", "kernels", "--runs", "1", "--json"]);
    assert!(json.contains("{\"call\": \"sieve(arena, 4000000)\""), "{json}");
    assert!(json.contains("\"cranelift_ms\": null") != cfg!(feature = "cranelift"), "{json}");
    let folder = tempfile::tempdir().unwrap();
    let wrong = folder.path().join("wrong.ir");
    let text = "; run: @f(1) == 3\n; bench: @f(1)\nfunction @f(v0: i64) -> i64 {\nblock0(v0: i64):\n  \
                v1: i64 = iadd v0, 1\n  return v1\n}\n";
    std::fs::write(&wrong, text).unwrap();
    let wrong = wrong.to_str().unwrap();
    assert!(refused(&["bench", "kernels", wrong], 1).contains("@f(1) gives 2 instead of 3"));
}

#[test]
fn graph_draws() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("many.svg");
    for kind in ["--live", "--interference"] {
        let path = out.to_str().unwrap();
        stdout(&["graph", "-O", "0", "examples/fib.ir", "--func", "fib", kind, "-o", path]);
        let svg = std::fs::read_to_string(&out).unwrap();
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
        assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
        // There is only one function, and stdout is the default.
        assert_eq!(stdout(&["graph", "-O", "0", "examples/fib.ir", kind]), svg);
        assert!(svg.contains("rbx"), "what is live across the call is in a register that it keeps");
    }
}

#[test]
fn a_function_is_asked_for_where_there_are_several() {
    let said = refused(&["graph", "examples/shapes.ir"], 1);
    assert!(said.contains("which function?") && said.contains("there are: @swap, @many"), "{said}");
    let text = stdout(&["stats", "examples/shapes.ir", "--func", "@many"]);
    assert!(text.contains("@many ") && !text.contains("@swap"), "{text}");
}

#[test]
fn stats_compares_the_allocators() {
    let text = stdout(&["stats", "--json", "examples/shapes.ir"]);
    let spills = |allocator: &str| -> u32 {
        let mut sum = 0;
        for line in text.lines().filter(|line| line.contains(allocator)) {
            let number = line.split("\"spills\": ").nth(1).unwrap();
            sum += number.split(',').next().unwrap().parse::<u32>().unwrap();
        }
        sum
    };
    assert!(spills("linear-scan") < spills("spill-everything"));
    assert!(stdout(&["stats", "examples/shapes.ir"]).contains("graph-colouring"));
}

#[test]
fn without_a_verb_there_is_a_demonstration() {
    let text = stdout(&[]);
    assert!(text.contains("@fib(30) gives 832040"));
    assert!(text.contains("hello world has"));
}

#[test]
fn exercises_are_listed_and_shown() {
    let list = stdout(&["exercises"]);
    for page in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/exercises")).unwrap() {
        let page = page.unwrap();
        let name = page.file_name().into_string().unwrap();
        let number = name.split('-').next().unwrap();
        assert!(list.contains(&format!("{number}  ")), "{list}");
        let shown = stdout(&["exercises", number]);
        assert_eq!(shown, std::fs::read_to_string(page.path()).unwrap());
    }
    assert!(refused(&["exercises", "9.9"], 1).contains("there is no exercise 9.9"));
}
