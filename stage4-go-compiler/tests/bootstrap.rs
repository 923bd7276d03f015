//! The compiler that compiles itself: three generations of it, compared with each other, with what the
//! official compiler's programs print, and with each other's opinion of broken programs.
//!
//! The generations are made once, by the verb `bootstrap`, for all tests of this file.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::path::PathBuf;
use std::process::Command;

mod generations;

use generations::{NAMES, bootstrap, changed_compiler, compile, generations, library, text};

#[test]
fn the_generations_are_the_same_bytes() {
    let folder = generations();
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    assert!(read("gen2") == read("gen3"));
    assert!(read("gen1") != read("gen2"), "stage 4 and the compiler make the same code?");
}

#[test]
fn the_official_toolchain_leads_to_the_same_bytes() {
    if Command::new("go").arg("version").output().is_err() {
        eprintln!("go not found: nothing to compare with");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let done = bootstrap(&["--go"], folder.path());
    assert!(done.status.success(), "{}{}", text(&done.stdout), text(&done.stderr));
    assert!(text(&done.stdout).contains("go2, made without stage 4, is the same too"));
}

/// The programs that the compiler accepts, by the list in `selfhost/corpus.txt`.
fn corpus() -> Vec<PathBuf> {
    let list = std::fs::read_to_string(library().join("selfhost/corpus.txt")).unwrap();
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| library().join(line))
        .collect()
}

#[test]
fn every_generation_compiles_the_corpus_alike() {
    let programs = corpus();
    assert!(programs.len() >= 80, "{} programs", programs.len());
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for source in programs {
        let expected = std::fs::read_to_string(source.with_extension("txt")).unwrap();
        let mut files: Vec<Vec<u8>> = Vec::new();
        for name in NAMES {
            let output = folder.path().join("program");
            let (status, errors) = compile(name, &source, &output);
            if status != Some(0) {
                wrong.push(format!("{} by {name}: {status:?}\n{errors}", source.display()));
                break;
            }
            files.push(std::fs::read(&output).unwrap());
            // What the compilers made is compared byte for byte, so one of them is run.
            if files.len() > 1 {
                if files[0] != files[files.len() - 1] {
                    wrong
                        .push(format!("{}: gen1 and {name} make different code", source.display()));
                }
                continue;
            }
            let done = Command::new("sh")
                .args(["-c", "ulimit -t 20; exec \"$0\" 2>&1"])
                .arg(&output)
                .output()
                .unwrap();
            let got = text(&done.stdout);
            // Behind a panic's message the official runtime prints a trace of the stack.
            let got = got.split("\ngoroutine 1 [running]:").next().unwrap();
            let expected = expected.split("\ngoroutine 1 [running]:").next().unwrap();
            if got.trim_end() != expected.trim_end() {
                wrong.push(format!("{}\n--- got\n{got}", source.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn run_time_panics_end_with_status_2_and_a_message() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        (
            "var s []int; println(s[len(os.Args)+4])",
            "panic: runtime error: index out of range [5] with length 0",
        ),
        (
            "var p *int; println(*p)",
            "panic: runtime error: invalid memory address or nil pointer dereference",
        ),
        (
            "zero := len(os.Args) - 1; println(1 / zero)",
            "panic: runtime error: integer divide by zero",
        ),
        ("var m map[string]int; m[os.Args[0]] = 1", "panic: assignment to entry in nil map"),
        ("panic(\"reason\")", "panic: reason"),
        (
            "var x any = 1; println(x.(string))",
            "panic: interface conversion: interface {} is int, not string",
        ),
    ];
    for (statements, message) in cases {
        let source = folder.path().join("panic.go");
        let program = format!(
            "package main\n\nimport \"os\"\n\nvar _ = os.Args\n\nfunc main() {{ {statements} }}\n"
        );
        std::fs::write(&source, program).unwrap();
        for name in NAMES {
            let output = folder.path().join(format!("panic-{name}"));
            assert_eq!(compile(name, &source, &output), (Some(0), String::new()), "{statements}");
            let done = Command::new(&output).output().unwrap();
            assert_eq!(done.status.code(), Some(2), "{statements}");
            assert_eq!(text(&done.stderr).lines().next(), Some(message), "{statements}");
        }
    }
}

#[test]
fn what_is_not_in_the_language_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        ("func main() { go main() }", "4:15: goroutines are not in this compiler's language"),
        (
            "func main() { var c chan int; _ = c }",
            "4:21: channels are not in this compiler's language",
        ),
        (
            "func f[T any](x T) {}\nfunc main() {}",
            "4:7: type parameters are not in this compiler's language",
        ),
        (
            "func main() { x := 1i; _ = x }",
            "4:20: complex numbers are not in this compiler's language",
        ),
        ("func main() { goto end; end: }", "4:15: goto is not in this compiler's language"),
    ];
    for (declarations, message) in cases {
        let source = folder.path().join("refused.go");
        std::fs::write(&source, format!("package main\n\n\n{declarations}\n")).unwrap();
        for name in NAMES {
            let (status, errors) = compile(name, &source, &folder.path().join("refused"));
            assert_eq!(status, Some(1), "{declarations}");
            assert_eq!(errors, format!("{}:{message}\n", source.display()), "{declarations}");
        }
    }
}

/// Programs that stage 4's own tests know to be wrong are refused by every generation, with the same words.
#[test]
fn wrong_programs_are_refused_alike() {
    let mut programs: Vec<_> = std::fs::read_dir(library().join("corpus/errors"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "go"))
        .collect();
    programs.sort();
    let folder = tempfile::tempdir().unwrap();
    for source in programs {
        let verdicts = NAMES.map(|name| compile(name, &source, &folder.path().join("wrong")));
        assert_eq!(verdicts[0].0, Some(1), "{}", source.display());
        assert!(verdicts[0].1.contains(".go:"), "{}", verdicts[0].1);
        assert!(
            verdicts.iter().all(|verdict| *verdict == verdicts[0]),
            "{}: {verdicts:?}",
            source.display()
        );
    }
}

/// Damages programs: whatever becomes of them, a compiler ends with status 0 or 1.
#[test]
fn damaged_programs_crash_no_generation() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("damaged.go");
    let programs: Vec<Vec<u8>> = corpus().iter().map(|path| std::fs::read(path).unwrap()).collect();
    // Marsaglia's xorshift: the same damage in every run.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % limit as u64) as usize
    };
    const TOKENS: [&str; 16] =
        ["(", ")", "{", "}", "[", "]", ",", ";", "func", "*", "&", "...", "1", "\"", "nil", "type"];
    for round in 0..120 {
        let mut bytes = programs[random(programs.len())].clone();
        for _ in 0..=random(3) {
            let (from, to) = (random(bytes.len()), random(bytes.len()));
            match random(4) {
                0 => drop(bytes.drain(from..(from + 1 + random(8)).min(bytes.len()))),
                1 => drop(bytes.splice(from..from, TOKENS[random(TOKENS.len())].bytes())),
                2 => bytes[from] = bytes[to],
                _ => {
                    let piece = bytes[from..(from + random(40)).min(bytes.len())].to_vec();
                    drop(bytes.splice(to..to, piece));
                }
            }
            if bytes.is_empty() {
                bytes.push(b' ');
            }
        }
        std::fs::write(&source, &bytes).unwrap();
        let verdicts =
            ["gen1", "gen2"].map(|name| compile(name, &source, &folder.path().join("damaged")));
        assert!(
            matches!(verdicts[0].0, Some(0 | 1)),
            "round {round}: {verdicts:?}\n{}",
            text(&bytes)
        );
        assert_eq!(verdicts[0], verdicts[1], "round {round}\n{}", text(&bytes));
    }
}

/// A bug that gen2 survives: it only makes wrong code of an `append` with a struct that has zero
/// fields, and gen2 itself, which gen1 made with the same bug, is wrong there. Nothing notices but the comparison.
#[test]
fn a_planted_bug_that_survives_a_generation_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let line = "\t\t\tf.clear(local(at), size)\n";
    let source = changed_compiler(folder.path(), "gen/builtin.go", line, "\t\t\t_ = size\n");
    let done =
        bootstrap(&["--source", source.to_str().unwrap()], &folder.path().join("generations"));
    let (out, errors) = (text(&done.stdout), text(&done.stderr));
    assert_eq!(done.status.code(), Some(1), "{out}{errors}");
    assert!(out.contains("gen2  by gen1") && !out.contains("are the same"), "{out}");
    let found =
        errors.contains("differ in") && errors.contains(", in ") || errors.contains("gen2 failed");
    assert!(found, "{errors}");
}
